"""Counting and article numbers in words, as laws write them, and numbers as people write them out (一千二百万, 壹佰万).
Whole numbers from 0 to 99 are written out in Chinese where something is counted, any amount where it is echoed."""

import re
from functools import cache

from engine.text import words

_DIGITS = "〇一二三四五六七八九"
_IN_FULL = "零一二三四五六七八九"
NUMERALS = "〇零一二两三四五六七八九十百千"
"""The characters in which a number below ten thousand is written."""
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FORMS = str.maketrans(
    "".join(("〇○两壹", "贰叁肆伍", "陆柒捌玖", "拾佰仟", "萬億圆")), "零零二一二三四五六七八九十百千万亿元"
)
"""Characters of numbers, as cheques and contracts have them, as they are written here."""
_RUN = re.compile(r"(?<![0-9.,])(?:[零一二三四五六七八九十百千]|[0-9](?=[十百千]))+(?:(?<=[十百千])[0-9](?![0-9.,]))?")
"""A number below ten thousand that is written out, with single digits too (3千5百), or digit by digit (二零二五)."""
_POINT = re.compile("(?<=[0-9])点(?=[0-9])")
_SHORTENED = re.compile(r"[百千万亿][一二三四五六七八九](?=[万亿]|$)")
"""一万五 is 15,000 to one reader and 10,005 to another."""


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


def written_out(number: int) -> str:
    """A whole number below ten to the sixteenth in Chinese words, as amounts are said: 一千二百万, 一万零五, 十二亿."""
    return re.sub("^一十", "十", _written_out(number))


def _written_out(number: int) -> str:
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return _written_out(head) + unit + gap + (_written_out(rest) if rest else "")
    return _IN_FULL[number]


def plain_forms(text: str) -> str:
    """The text with the characters of numbers as they are written here: 壹佰万圆 as 一百万元."""
    return text.translate(_FORMS)


def number_written(text: str) -> int | None:
    """The whole number that a text in Chinese words writes, 万 and 亿 included: 一千二百万, 壹仟贰佰万; None where it
    is none, or means two things (一万五). A 零 that belongs between two places may be missing."""
    given = text.translate(_FORMS)
    if not re.fullmatch("[零一二三四五六七八九十百千万亿]+", given) or _SHORTENED.search(given):
        return None
    total = 0
    for part in re.split("(?<=亿)", given):
        # Of 一万二千亿 everything before the last 亿 counts in it.
        section, size = (part[:-1], 10**8) if part.endswith("亿") else (part, 1)
        thousands, _, ones = section.rpartition("万")
        total = (total + from_chinese(thousands or "零") * 10**4 + from_chinese(ones or "零")) * size
    plain = [said.replace("零", "").replace("一十", "十") for said in (given, written_out(total))]
    return total if total < 10**16 and (plain[0] == plain[1] or given == "零") else None


def with_digits(text: str) -> str:
    """The text with numbers below ten thousand that are written out in digits: 三家 as 3家, 二〇二五年 as 2025年. What
    means two things (一千二) stays as it is."""
    return _POINT.sub(".", _RUN.sub(_run_in_digits, text.translate(_FORMS)))


def _run_in_digits(found: re.Match[str]) -> str:
    run = found.group()
    if not any(character in _UNITS for character in run):
        return "".join(str(_digit(character)) for character in run)
    words_of = "".join(_IN_FULL[int(c)] if c.isdecimal() else c for c in run)
    number = number_written(words_of) if any(c in _IN_FULL or c == "十" for c in words_of) else None
    return run if number is None else str(number)


def counted(number: int, lang: str) -> str:
    """`number` at the head of a noun: 两 before a measure word in Chinese, digits in English."""
    if lang != "zh":
        return str(number)
    return "两" if number == 2 else chinese(number)


@cache
def article_label(number: int, lang: str) -> str:
    """How an article is named in `lang`: by its numeral in words, or by its number."""
    return words.text("results.article", lang, article={"zh": chinese(number), "en": str(number)})


def article_both(number: int) -> dict[str, str]:
    """An article's name in both languages."""
    return {lang: article_label(number, lang) for lang in words.LANGUAGES}
