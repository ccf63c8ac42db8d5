"""What people type into a box, read as the contract writes it: "523,000元" is the amount "52.3".

Each kind of fact that is typed has one reader. None means that nothing was typed; Refused, with a message that
repeats the question and gives an example, that it was not understood.
"""

import re
import unicodedata
from datetime import date
from fractions import Fraction

from engine import money, words
from engine.application import LONGEST_TEXT, MOST_COUNTED, check_uscc
from engine.pack import Fact
from engine.phrases import both, day_text
from engine.refusal import Refused, refuse, shown

TYPED = frozenset({"amount", "yearly", "ratio", "count", "text", "uscc"})
"""The kinds of fact that are typed; the others are chosen."""

Value = str | int

_COUNT = re.compile(r"([0-9]+)\s*[年次个项家]?")
_SCORE = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?\s*分?")
_SHARE = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*(%)?")


def read(fact: Fact, text: str, path: str = "", label: dict[str, str] | None = None) -> Value | None:
    """The value of `fact` that `text` means, in contract form; None if nothing was typed; Refused otherwise.

    `label` names the box in the refusal (both languages); the fact's own label unless given.
    """
    name = label or both(fact.label)
    match fact.type:
        case "amount" | "yearly":
            fen = money.read_money(text, path=path, label=name)
            return None if fen is None else money.wan_law(fen)
        case "ratio":
            return read_share(text, path, name)
        case "count":
            return read_count(text, path, name)
        case "uscc":
            return _credit_code(text, path)
        case _:
            return _text(text, path, name)


def read_share(text: str, path: str, label: dict[str, str]) -> str | None:
    """A share between 0 and 1 ("0.5"), from `50%`, `0.5`, `1`; a bare number above 1 is refused as unclear."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return None
    found = _SHARE.fullmatch(typed)
    if found is None:
        refuse(path, "typed.share", label=label, given=shown(text))
    share = Fraction(found[1]) / (100 if found[2] else 1)
    if share > 1:
        refuse(
            path,
            "typed.share_too_large" if found[2] else "typed.share_unclear",
            label=label,
            given=shown(text),
        )
    millionths = share * money.WHOLE
    if millionths.denominator != 1:
        refuse(path, "typed.share_too_fine", label=label, given=shown(text))
    return money.wan_law(int(millionths))  # millionths of one, written as 分 are of 1万元


def read_score(text: str, path: str, label: dict[str, str]) -> int | None:
    """A score in millionths, from `88` or `88.5`, also in full-width digits; None if nothing was typed."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return None
    found = _SCORE.fullmatch(typed)
    if found is None:
        refuse(path, "typed.score", label=label, given=shown(text))
    return int(found[1] + (found[2] or "").ljust(money.DECIMALS, "0"))


def echo(fact: Fact, value: object, lang: str) -> str:
    """What was understood, for beside the box: `即 52.30万元`, `即 50%`; "" where the box says it all."""
    if fact.type in ("amount", "yearly"):
        return money.echo(money.parse_amount(value, ""), lang)
    if fact.type == "ratio":
        return words.text("typed.echo_share", lang, percent=written(fact, value, lang))
    return ""


def written(fact: Fact, value: object, lang: str) -> str:
    """A value in contract form as people read it: `52.30万元` (never cut), `50%`, `是`, `2024年6月1日`, the choice's
    own words."""
    match fact.type:
        case "amount" | "yearly":
            return money.stated_text(money.parse_amount(value, ""), lang)
        case "ratio":
            return money.percent_text(money.parse_ratio(value, ""), money.WHOLE)
        case "yes_no":
            return words.text("typed.yes" if value else "typed.no", lang)
        case "choice":
            return next((c.label.in_language(lang) for c in fact.choices if c.id == value), str(value))
        case "date":
            return day_text(date.fromisoformat(str(value)))[lang]
        case "year":
            return words.text("pages.year_plain", lang, year=value)
        case _:
            return str(value)


def read_count(text: str, path: str, label: dict[str, str]) -> int | None:
    """A whole number from `3`, `3年`, `２家`; None if nothing was typed."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return None
    found = _COUNT.fullmatch(typed)
    if found is None or len(found[1]) > len(str(MOST_COUNTED)):
        refuse(path, "typed.count", label=label, given=shown(text), most=MOST_COUNTED)
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
