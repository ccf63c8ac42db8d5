"""Counting and article numbers in words, as laws write them. Whole numbers from 0 to 99 are written out in Chinese."""

from engine.text import words

_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """`number` in Chinese numerals as laws number their articles (十九); from 100 on in ASCII digits."""
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + ("" if ones == 0 else _DIGITS[ones])


def counted(number: int, lang: str) -> str:
    """`number` at the head of a noun: 两 before a measure word in Chinese, digits in English."""
    if lang != "zh":
        return str(number)
    return "两" if number == 2 else chinese(number)


def article_label(number: int, lang: str) -> str:
    """How an article is named in `lang`: by its numeral in words, or by its number."""
    return words.text("results.article", lang, article={"zh": chinese(number), "en": str(number)})
