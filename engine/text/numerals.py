"""Counting and article numbers in words, as laws write them. Whole numbers from 0 to 99 are written out in Chinese."""

from functools import cache

from engine.text import words

_DIGITS = "〇一二三四五六七八九"
NUMERALS = "〇零一二两三四五六七八九十百千"
"""The characters in which a number below ten thousand is written."""
_UNITS = {"十": 10, "百": 100, "千": 1000}


def chinese(number: int) -> str:
    """`number` in Chinese numerals as laws number their articles (十九); from 100 on in ASCII digits."""
    if not 0 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + ("" if ones == 0 else _DIGITS[ones])


def from_chinese(text: str) -> int:
    """The number that `text` writes below ten thousand: in characters (十九, 两, 一百零二, 五千; 二〇二五 digit by
    digit), or in digits of either width (19, １９). 0 where it writes none."""
    if not any(character in _UNITS for character in text):
        digits = [_digit(character) for character in text]
        return int("".join(map(str, digits))) if digits else 0
    total = digit = 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _digit(character)
    return total + digit


def _digit(character: str) -> int:
    if character.isdecimal():
        return int(character)
    return 2 if character == "两" else max(0, _DIGITS.find(character.replace("零", "〇")))


def counted(number: int, lang: str) -> str:
    """`number` at the head of a noun: 两 before a measure word in Chinese, digits in English."""
    if lang != "zh":
        return str(number)
    return "两" if number == 2 else chinese(number)


@cache
def article_label(number: int, lang: str) -> str:
    """How an article is named in `lang`: by its numeral in words, or by its number."""
    return words.text("results.article", lang, article={"zh": chinese(number), "en": str(number)})
