"""What people type into a box, read as the contract writes it: "523,000元" is the amount "52.3".

Each kind of fact that is typed has one reader. None means that nothing was typed; Refused, with a message that
repeats the question and gives an example, that it was not understood. What was not understood stands in the answer's
place as `{"unreadable": text}`, and is written as what it is.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from engine.application.model import TYPED, UNKNOWN, unclear, unread_text
from engine.policy.facts import Fact
from engine.text import words
from engine.text.numerals import with_digits
from engine.text.phrases import Both, both, day_text
from engine.values import amounts, money
from engine.values.kinds import MOST_COUNTED, check_uscc
from engine.values.refusal import LONGEST_TEXT, SHOWN_AT_MOST, Refused, refuse, shown
from engine.values.windows import FIRST_DATE, LAST_DATE

Value = str | int

_DAY = re.compile(
    r"([0-9]{4})\s*(?:年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]?|([-/.])\s*([0-9]{1,2})\s*\4\s*([0-9]{1,2}))"
    r"(?:[\sT]+0?0:00(?::00(?:\.0+)?)?)?"
)
"""A day as people write it and as a spreadsheet hands it over, the hour of midnight behind it."""
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_ENGLISH_DAY = re.compile(r"(?:([0-9]{1,2})\s+([a-z]+)|([a-z]+)\s+([0-9]{1,2}))\s*,?\s+([0-9]{4})", re.IGNORECASE)
_COUNT = re.compile(r"([0-9]+)\s*[年次个项家款件]?")
_SCORE = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?\s*分?")
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*(%|percent|per cent)?")
_PARTS = re.compile(r"([百千万]|[0-9]+)分之([0-9]+(?:\.[0-9]+)?)|([0-9]+)\s*/\s*([0-9]+)")
_TENTHS = re.compile(r"([0-9]+)成([0-9])?")
_OF = {"百": 100, "千": 1000, "万": 10_000}


def read(
    fact: Fact, text: str, path: str = "", label: dict[str, str] | None = None, latest: date = LAST_DATE
) -> Value | None:
    """The value of `fact` that `text` means, in contract form; None if nothing was typed; Refused otherwise.

    `label` names the box in the refusal (both languages); the fact's own label unless given. `latest`: the last day
    that a date may be. What is chosen is in no box to be typed into: what a table says of it is read there
    (`engine.sheets.lines`), and here it is what could not be.
    """
    name = label or both(fact.label)
    if fact.type not in TYPED:
        refuse(path, "typed.not_a_choice", label=name, given=shown(text))
    match fact.type:
        case "amount" | "yearly":
            fen = amounts.read_money(text, path=path, label=name)
            return None if fen is None else money.wan_law(fen)
        case "ratio":
            return read_share(text, path, name)
        case "count":
            return read_count(text, path, name)
        case "date":
            return read_day(text, path, name, latest=latest)
        case "uscc":
            return _credit_code(text, path)
        case _:
            return _text(text, path, name)


def _plain(text: str) -> str:
    """What was typed without the spaces around it, and without full-width forms."""
    return unicodedata.normalize("NFKC", text).strip()


def read_day(
    text: str, path: str, label: dict[str, str], first: date = FIRST_DATE, latest: date = LAST_DATE
) -> str | None:
    """A day ("2025-03-05"), from `2025-03-05`, `2025/3/5`, `2025.3.5`, `2025年3月5日`, `20250305`,
    `二〇二五年三月五日`, `5 March 2025`; None if nothing was typed. Refused: not written so, not in the calendar,
    before the `first` or after the `latest`."""
    if not (typed := _plain(text)):
        return None
    parts = _day_parts(with_digits(typed))
    if parts is None:
        refuse(path, "typed.day", label=label, given=shown(text))
    try:
        day = date(*parts)
    except ValueError:
        refuse(path, "typed.day_unreal", label=label, given=shown(text))
    if not first <= day <= latest:
        bounds = {"first": day_text(first), "latest": day_text(latest)}
        refuse(path, "typed.day_range", label=label, given=shown(text), **bounds)
    return day.isoformat()


def _day_parts(typed: str) -> tuple[int, int, int] | None:
    """Year, month and day, as they are written."""
    if found := _DAY.fullmatch(typed) or _DIGITS.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups() if part and part.isdigit())
        return year, month, day
    if found := _ENGLISH_DAY.fullmatch(typed):
        name = (found[2] or found[3]).lower()
        if len(name) >= 3 and (at := [m for m in _months() if m.startswith(name)]):
            return int(found[5]), _months().index(at[0]) + 1, int(found[1] or found[4])
    return None


@cache
def _months() -> list[str]:
    """The names of the months in English, the first first."""
    return words.text("typed.months", "en").lower().split(" ")


def read_share(text: str, path: str, label: dict[str, str]) -> str | None:
    """A share between 0 and 1 ("0.5"), from `50%`, `0.5`, `50`, `1/2`, `二分之一`, `百分之五十`, `五成`: a bare number
    of at most 1 is a fraction, one above 1 a percentage. One that no decimal ends (三分之一) is cut to six decimals, as
    `echo` says. None if nothing was typed; Refused: more than the whole, finer than four decimals of a percent."""
    if not (typed := _plain(text)):
        return None
    share = _share(typed)
    if share is None:
        refuse(path, "typed.share", label=label, given=shown(text))
    if share > 1:
        refuse(path, "typed.share_too_large", label=label, given=shown(text))
    millionths = share * money.WHOLE
    if millionths.denominator != 1 and _SHARE.fullmatch(typed.lower()):
        refuse(path, "typed.share_too_fine", label=label, given=shown(text))
    return money.wan_law(int(millionths))  # millionths of one, written as 分 are of 1万元


def _share(typed: str) -> Fraction | None:
    """The share that a text means, however large; None where it means none."""
    if len(typed) > SHOWN_AT_MOST:
        return None
    typed = with_digits(typed.lower())
    if found := _SHARE.fullmatch(typed):
        number = Fraction(found[1])
        return number / 100 if found[2] or number > 1 else number
    if found := _PARTS.fullmatch(typed):
        whole = _OF.get(found[1]) or int(found[1] or found[4])
        return Fraction(found[2] or found[3]) / whole if whole else None
    if found := _TENTHS.fullmatch(typed):
        return Fraction(int(found[1] + (found[2] or "0")), 100)
    return None


def read_score(text: str, path: str, label: dict[str, str]) -> int | None:
    """A score in millionths, from `88` or `88.5`, also in full-width digits; None if nothing was typed."""
    if not (typed := _plain(text)):
        return None
    if not (found := _SCORE.fullmatch(typed)):
        refuse(path, "typed.score", label=label, given=shown(text))
    return int(found[1] + (found[2] or "").ljust(money.DECIMALS, "0"))


def echo(fact: Fact, value: object, lang: str, text: str = "") -> str:
    """What was understood, for beside the box: `即五十二万三千元（523,000元）`, `即50%`; "" where the box says it all.
    `text`: how it was typed."""
    if unread_text(value) is not None:
        return ""
    if fact.type in ("amount", "yearly"):
        return amounts.echo(money.parse_amount(value, ""), lang)
    if fact.type == "date":
        day = date.fromisoformat(str(value))
        return words.text("typed.echo_day", lang, day=_day_text(day, lang))
    if fact.type == "ratio":
        exact = _share(_plain(text))
        is_cut = exact is not None and (exact * money.WHOLE).denominator != 1
        key = "typed.echo_share_cut" if is_cut else "typed.echo_share"
        return words.text(key, lang, percent=written(fact, value, lang))
    return ""


def _day_text(day: date, lang: str) -> str:
    """A day with its day of the week, for whoever compares it with a calendar."""
    weekday = words.text("typed.weekdays", lang).split(" ")[day.weekday()]
    month = _months()[day.month - 1].capitalize()
    in_english = words.text("typed.day_in_english", "en", number=day.day, month=month, year=day.year)
    return words.text("typed.day_of_week", lang, day={**day_text(day), "en": in_english}, weekday=weekday)


@dataclass(frozen=True, slots=True)
class Doubt:
    """An amount that is unlikely for its question: the `sentence` that asks, and what was probably `meant`, as it would
    be typed in either language."""

    sentence: Both
    meant: Both


def doubt(fact: Fact, text: str) -> Doubt | None:
    """What to ask back where what was typed is an amount that is unlikely for the question; None where it is not."""
    try:
        fen = fact.usual and amounts.meant(text, fact.usual)
        read = None if fen is None else amounts.read_money(text)
    except Refused:
        return None
    if fen is None or read is None:
        return None
    meant = {lang: amounts.short(fen, lang) for lang in words.LANGUAGES}
    said = {lang: amounts.in_words(read, lang) for lang in words.LANGUAGES}
    return Doubt(words.both("typed.unlikely", read=said, meant=meant), meant)


def stated_amount(value: object) -> int:
    """分, of an amount that an application states (contract form, accepted)."""
    return money.parse_amount(value, "")


def written(fact: Fact, value: object, lang: str) -> str:
    """A value in contract form as people read it: `52.30万元` (never cut), `50%`, `是`, `2024年6月1日`, the choice's
    own words; of what was typed and cannot be read, or has to be confirmed, that it is so."""
    if (found := unclear(value)) is not None:
        if found.kind == UNKNOWN:
            return words.text("pages.unknown", lang)
        if not found.unconfirmed:
            return words.text("typed.unreadable", lang, given=shown(found.text))
        return words.text("typed.unconfirmed_written", lang, given=former_text(fact, found.text)[lang])
    match fact.type:
        case "amount" | "yearly":
            return money.stated_text(stated_amount(value), lang)
        case "ratio":
            return f"{money.wan_law(money.parse_ratio(value, '') * 100)}%"
        case "yes_no":
            return words.text("typed.yes" if value else "typed.no", lang)
        case "choice":
            return next((c.label.in_language(lang) for c in fact.choices if c.id == value), str(value))
        case "choices":
            return choices_text(fact, value, lang)
        case "date":
            return day_text(date.fromisoformat(str(value)))[lang]
        case "year":
            return words.text("pages.year_plain", lang, year=value)
        case _:
            return str(value)


def choices_text(fact: Fact, value: object, lang: str) -> str:
    """The choices that are chosen, in their own words, true being all of them; 没有 where there is none."""
    chosen = value if isinstance(value, list) else [c.id for c in fact.choices if value is True]
    labels = [c.label.in_language(lang) for c in fact.choices if c.id in chosen]
    return words.text("typed.list_comma", lang).join(labels) or words.text("typed.none", lang)


def former_text(fact: Fact, text: str) -> dict[str, str]:
    """An answer that was given when the question meant something else, as people read it."""
    if fact.type == "choices":
        return words.both("typed.yes")
    try:
        return {lang: written(fact, text, lang) for lang in words.LANGUAGES}
    except Refused:
        return words.same(shown(text))


def to_confirm(fact: Fact, text: str) -> dict[str, str]:
    """Why an answer has to be confirmed that was given when the question meant something else, and how."""
    means = both(fact.formerly.means) if fact.formerly else words.both("typed.unconfirmed_meaning")
    if fact.type == "choices":
        return words.both("typed.unconfirmed_choices", means=means)
    return words.both("typed.unconfirmed", means=means, given=former_text(fact, text))


def read_count(text: str, path: str, label: dict[str, str]) -> int | None:
    """A whole number from `3`, `3年`, `２家`; None if nothing was typed."""
    if not (typed := _plain(text)):
        return None
    if not (found := _COUNT.fullmatch(with_digits(typed))):
        refuse(path, "typed.count", label=label, given=shown(text))
    if len(found[1]) > len(str(MOST_COUNTED)):
        refuse(path, "typed.count_most", label=label, given=shown(text), most=MOST_COUNTED)
    return int(found[1])


def _credit_code(text: str, path: str) -> str | None:
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    if not typed:
        return None
    try:
        return check_uscc(typed, path)
    except Refused:
        key = "typed.uscc_length" if len(typed) != 18 else "typed.uscc_check"
        refuse(path, key, given=shown(text), length=len(typed))


def _text(text: str, path: str, label: dict[str, str]) -> str | None:
    typed = text.strip()
    if len(typed) > LONGEST_TEXT:
        refuse(path, "typed.text_too_long", label=label, most=LONGEST_TEXT, length=len(typed))
    return typed or None
