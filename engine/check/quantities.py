"""Amounts, shares and counts as laws write them: 5000元, 2.5万元, 1亿5000万元, 五千万元, 1,000万元, 15％, 3‰,
百分之三十, 三年, and in a row of which only the last has its unit (60、40、20万元).

What a rule states is looked for by what it is worth, not by how it is spelled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from engine.check.findings import Span
from engine.check.numbers import date_forms, find_all, percent_form, wan_forms
from engine.text.numerals import NUMERALS, chinese, counted, from_chinese

MONEY, SHARE = "元", "%"
"""Kinds of quantities; of a count, the kind is its unit."""
COUNTED = ("家", "个", "名")
"""The units in which laws count who receives something."""

_ARABIC = r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?"
_WRITTEN = rf"(?<![第{NUMERALS}])[{NUMERALS}]+"
_EITHER = rf"(?:{_ARABIC}|{_WRITTEN})"
_SIZES = {"": 1, "千": 10**3, "百": 10**2}
_YI, _WAN = 10**8, 10**4
_UNITS = "个百分点|个工作日|个月|年(?!度)|月|日|天|家|名|人|个|项|次|倍|亩|户|台|套|款|件|场|轮"
_QUANTITY = re.compile(
    rf"(?P<money>(?:(?P<yi>{_EITHER})\s*(?P<yi_size>[百千]?)亿)?(?:(?P<wan>{_EITHER})\s*(?P<wan_size>[百千]?)万)?"
    rf"(?:(?P<yuan>{_EITHER})\s*(?P<yuan_size>[百千]?))?\s*元)"
    rf"|(?P<share>{_ARABIC})\s*(?P<sign>[%％‰])"
    rf"|(?P<of>[百千万])分之(?P<parts>{_ARABIC}|[{NUMERALS}]+(?:点[{NUMERALS}]+)?)"
    rf"|(?P<count>{_EITHER})\s*(?P<unit>{_UNITS})"
)
_BETWEEN = r"\s*[、和及或/—–~～至到-]+\s*"
_ROW = re.compile(rf"(?P<row>(?:{_ARABIC}{_BETWEEN})+)(?P<last>{_ARABIC})\s*(?P<unit>[%％‰]|亿元|万元|元|家|名)")
_IN_ROW = {
    "元": (MONEY, Fraction(1)),
    "万元": (MONEY, Fraction(_WAN)),
    "亿元": (MONEY, Fraction(_YI)),
    "%": (SHARE, Fraction(1, 100)),
    "％": (SHARE, Fraction(1, 100)),
    "‰": (SHARE, Fraction(1, 1000)),
    "家": ("家", Fraction(1)),
    "名": ("名", Fraction(1)),
}
_OF = {"百": 10**2, "千": 10**3, "万": 10**4}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: where it stands, what it counts (MONEY, SHARE or a unit), and how much it is: 元, a
    fraction of one, or so many."""

    span: Span
    kind: str
    value: Fraction


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in the order in which they begin."""
    found = [*_single(text), *_in_rows(text)]
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _single(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        if match["money"]:
            parts = [
                _number(match[name]) * _SIZES[match[f"{name}_size"]] * size
                for name, size in (("yi", _YI), ("wan", _WAN), ("yuan", 1))
                if match[name]
            ]
            if parts:
                yield Quantity(match.span(), MONEY, sum(parts, Fraction(0)))
        elif match["share"]:
            yield Quantity(match.span(), SHARE, _number(match["share"]) * _IN_ROW[match["sign"]][1])
        elif match["of"]:
            yield Quantity(match.span(), SHARE, _number(match["parts"]) / _OF[match["of"]])
        else:
            yield Quantity(match.span(), match["unit"], _number(match["count"]))


def _in_rows(text: str) -> Iterator[Quantity]:
    """The numbers of a row that stand before the one with the unit."""
    for row in _ROW.finditer(text):
        kind, size = _IN_ROW[row["unit"]]
        for match in re.finditer(_ARABIC, row["row"]):
            start = row.start() + match.start()
            yield Quantity((start, start + len(match.group())), kind, _number(match.group()) * size)


def _number(text: str) -> Fraction:
    if text[0].isdecimal():
        return Fraction(text.replace(",", "").replace("，", "").replace("．", "."))
    whole, _, decimals = text.partition("点")
    digits = "".join(str(from_chinese(digit)) for digit in decimals)
    return Fraction(from_chinese(whole)) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)


# ------------------------------------------------------------------------------------------------ what a rule states


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of a rule: what it counts (any of `kinds`; none for what is looked for letter by letter), how much it
    is, and how a law may write it, for a message."""

    kinds: tuple[str, ...]
    value: Fraction
    shown: tuple[str, ...]


def amount(wan: int) -> Stated:
    """So many 万元."""
    return Stated((MONEY,), Fraction(wan) * _WAN, wan_forms(wan))


def share(decimal: str) -> Stated:
    """A share that is given as a decimal ("0.125"); one that is none is found nowhere."""
    form = percent_form(decimal)
    return Stated((SHARE,), Fraction(decimal), (form,)) if form else Stated((), Fraction(0), (decimal,))


def years(number: int) -> Stated:
    """So many years."""
    return Stated(("年",), Fraction(number), (f"{number}年",))


def receivers(number: int) -> Stated:
    """So many who receive something."""
    return Stated(COUNTED, Fraction(number), tuple(f"{number}{unit}" for unit in COUNTED))


def day(on: date) -> Stated:
    """A day."""
    return Stated((), Fraction(0), date_forms(on))


def places(text: str, stated: Stated, start: int = 0, end: int | None = None) -> list[Span]:
    """Where in a text, between `start` and `end`, a number of a rule stands."""
    end = len(text) if end is None else end
    if not stated.kinds:
        return [span for form in stated.shown for span in find_all(text, form, start, end)]
    return [
        quantity.span
        for quantity in quantities(text)
        if quantity.kind in stated.kinds
        and quantity.value == stated.value
        and start <= quantity.span[0]
        and quantity.span[1] <= end
    ]


def recent_years(number: int) -> tuple[str, ...]:
    """How a law writes a span of so many years back: 近3年, 近三年, 近两年."""
    written = (str(number), chinese(number), counted(number, "zh"))
    return tuple(dict.fromkeys(f"近{form}年" for form in written))
