"""Numbers as laws and people write them: in digits, in characters, in words, beside their units."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from engine.check.findings import Span
from engine.text.numerals import NUMERALS, chinese, from_chinese
from engine.values.money import WAN, wan_law
from engine.values.quantities import IN_ROW

NUMBER = re.compile(r"\d+年\d+月\d+日|\d+月\d+日|\d+(?:[.,]\d+)*(?:%|％|‰|万元|亿元|元|年|月|日|家|个|名|号|次)?")
WRITTEN = re.compile(
    rf"(?<![第上{NUMERALS}])(?:[{NUMERALS}]+分之[{NUMERALS}]+"
    rf"|(?<![前下每同])一(?=年(?!度))|(?!一年)[{NUMERALS}]+(?=位小数|年(?!度)|家|名|倍|折|个月|万元|亿元|元))"
)
"""Quantities written in characters (两位小数, 三年, 百分之三十). 前一年 and 每一年 name a year and count none."""
REFERENCE = re.compile(rf"第([{NUMERALS}]+(?:[、和及][{NUMERALS}]+)*)[条款章]")
_REFERENCE = re.compile(r"第\s*\d+(?:\s*[、和及至]\s*第?\s*\d+)*\s*[条款项章]")
"""The same in digits (第5条, 第2、3条)."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Not one: a one-off reward states no number."""
NAMED = dict(zip(MONTHS, range(1, 13), strict=True)) | dict(zip(COUNTS, range(2, 13), strict=True))
_MONTH = "|".join(MONTHS)
_NAMED = re.compile(rf"\b(?:{'|'.join(COUNTS)})\b|(?<=\d )(?:{_MONTH})\b|\b(?:{_MONTH})(?= \d)")
DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WRITTEN_RUN = re.compile(f"[{NUMERALS}]+")
CNY = re.compile(r"(?P<unit>万元|亿元|元)\s*\(CNY (?P<yuan>[^()]*)\)")
YI = 10**4 * WAN
"""分 in one 亿元."""
GLOSS = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)")
"""The Chinese term in parentheses behind its English."""


def wan_forms(fen: int) -> tuple[str, ...]:
    """How a law writes so many 分."""
    if fen < WAN:
        return (f"{wan_law(fen * 10**4)}元",)
    in_yi, rest = divmod(fen, YI)
    return (f"{wan_law(fen)}万元", *([f"{in_yi}亿元"] if in_yi and not rest else ()))


def date_form(day: date) -> str:
    """How a law writes a date."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_forms(day: date) -> tuple[str, ...]:
    """The ways in which a law, or the page on which it stands, writes a date."""
    written = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    characters = f"{written}年{chinese(day.month)}月{chinese(day.day)}日"
    padded = f"{day.year}年{day.month:02d}月{day.day:02d}日"
    return (date_form(day), padded, characters, characters.replace("〇", "○"), day.isoformat())


def last_day(start: date, years: int) -> date | None:
    """The last day of a validity of `years` years that begins on `start`; None beyond the calendar."""
    if not 0 < years <= date.max.year - start.year:
        return None
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:
        return date(start.year + years, 2, 28)


@lru_cache(maxsize=1024)
def numbers_of(article: str) -> tuple[tuple[Span, str], ...]:
    """Every number in the text of an article, with its unit; what is written in characters too."""
    found = []
    references = [match.span() for match in _REFERENCE.finditer(article)]
    for pattern in (NUMBER, WRITTEN):
        for match in pattern.finditer(article):
            if any(covers(reference, match.span()) for reference in references):
                continue  # it names an article
            digits = match.group().rstrip("%％‰万亿元年月日家个名号次") if pattern is NUMBER else match.group()
            found.append(((match.start(), match.start() + len(digits)), match.group()))
    return tuple(found)


def covers(outer: Span, inner: Span) -> bool:
    """Whether one stretch lies within the other."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@lru_cache(maxsize=4096)
def spoken_numbers(text: str, lang: str) -> Counter[str]:
    """The numbers that a sentence states, in digits, in words, in the names of months and of articles."""
    found: Counter[str] = Counter()
    if lang == "zh":
        for match in REFERENCE.finditer(text):
            found.update(str(from_chinese(n)) for n in WRITTEN_RUN.findall(match[1]))
        text = REFERENCE.sub(" ", text)
        written = [m.group() for m in WRITTEN.finditer(text)]
        found.update(str(from_chinese(quantity)) for quantity in written if "分之" not in quantity)
    else:
        text = GLOSS.sub(" ", CNY.sub(r"\g<unit>", text))
        found.update(str(NAMED[name]) for name in _NAMED.findall(text))
    found.update(digits.replace(",", "") for digits in DIGITS.findall(text))
    return found


def wrong_cny(text: str) -> list[str]:
    """The amounts of an English sentence beside which the CNY figures are not theirs."""
    wrong = []
    for match in CNY.finditer(text):
        figures = DIGITS.findall(match["yuan"])
        stated = DIGITS.findall(CNY.sub(" ", text[: match.start()]))[-len(figures) :] or ["1"]
        beside = text[: match.start()].rstrip()[-1:].isdigit()
        amounts = stated if beside else ["1"]  # "in units of 万元 (CNY 10,000)"
        _, size = IN_ROW[match["unit"]]
        said, in_yuan = ([Fraction(number.replace(",", "")) for number in row] for row in (amounts, figures))
        if [amount * size for amount in said] != in_yuan:
            wrong.append(f"{'、'.join(amounts)}{match.group()}")
    return wrong


def numbers_of_one_language(zh: str, en: str) -> list[str]:
    """What one language says in digits and the other does not say, be it in words."""
    if not (DIGITS.search(zh) or DIGITS.search(en)):
        return []
    in_english = {*spoken_numbers(en, "en"), *(["1"] if re.search(r"\bone\b", en, re.IGNORECASE) else [])}
    in_english |= {str(number) for number, month in enumerate(MONTHS, 1) if re.search(rf"\b{month}\b", en)}
    in_chinese = {*spoken_numbers(zh, "zh"), *(str(from_chinese(n)) for n in WRITTEN_RUN.findall(zh))}
    own = GLOSS.sub("", CNY.sub(r"\g<unit>", en))
    return [
        digits
        for text, said in ((zh, in_english), (own, in_chinese))
        for digits in DIGITS.findall(text)
        # What one language gives in 万元, the other may give in yuan.
        if digits.replace(",", "") not in said and f"CNY {digits}" not in en
    ]
