"""Amounts, shares and counts as laws write them: 5000元, 2.5万元, 1亿5000万元, 五千万元, 1,000万元, 15％, 3‰,
百分之三十, 三年, and in a row of which only the last has its unit (60、40、20万元).

They are compared by what they are worth, not by how they are spelled. `Amount`, `Rate`, `FullYears` and `Places` are
the numbers of a policy's rules, which are written so too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Literal, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from engine.text.numerals import NUMERALS, from_chinese
from engine.values.money import WAN, WHOLE, wan_law
from engine.values.written import YUAN

Span = tuple[int, int]
"""Where something begins and ends in a text."""

MONEY, SHARE = "元", "%"
"""Kinds of quantities; of a count, the kind is its unit."""
COUNTED = ("家", "个", "名")
"""The units in which laws count who receives something."""

_ARABIC = r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?"
_WRITTEN = rf"(?<![第{NUMERALS}])[{NUMERALS}]+"
_EITHER = rf"(?:{_ARABIC}|{_WRITTEN})"
SIZES = {"": 1, "千": 10**3, "百": 10**2}
_YI, _WAN = 10**8, 10**4
_UNITS = "个百分点|个工作日|个月|年(?!度)|月|日|天|家|名|人|个|项|次|倍|亩|户|台|套|款|件|场|轮"
QUANTITY = re.compile(
    rf"(?P<money>(?:(?P<yi>{_EITHER})\s*(?P<yi_size>[百千]?)亿)?(?:(?P<wan>{_EITHER})\s*(?P<wan_size>[百千]?)万)?"
    rf"(?:(?P<yuan>{_EITHER})\s*(?P<yuan_size>[百千]?))?\s*元)"
    rf"|(?P<share>{_ARABIC})\s*(?P<sign>[%％‰])"
    rf"|(?P<of>[百千万])分之(?P<parts>{_ARABIC}|[{NUMERALS}]+(?:点[{NUMERALS}]+)?)"
    rf"|(?P<count>{_EITHER})\s*(?P<unit>{_UNITS})"
)
_BETWEEN = r"\s*[、和及或/—–~～至到-]+\s*"
_ROW = re.compile(rf"(?P<row>(?:{_ARABIC}{_BETWEEN})+)(?P<last>{_ARABIC})\s*(?P<unit>[%％‰]|亿元|万元|元|家|名)")
IN_ROW = {
    "元": (MONEY, Fraction(1)),
    "万元": (MONEY, Fraction(_WAN)),
    "亿元": (MONEY, Fraction(_YI)),
    "%": (SHARE, Fraction(1, 100)),
    "％": (SHARE, Fraction(1, 100)),
    "‰": (SHARE, Fraction(1, 1000)),
    "家": ("家", Fraction(1)),
    "名": ("名", Fraction(1)),
}
PARTS = {"百": 10**2, "千": 10**3, "万": 10**4}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit: where it stands, what it counts (MONEY, SHARE or a unit), and how much it is: 元, a
    fraction of one, or so many. `row`: the unit at the end of the row in which it stands without one; else ""."""

    span: Span
    kind: str
    value: Fraction
    row: str = ""


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in the order in which they begin."""
    found = [*_single(text), *_in_rows(text)]
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _single(text: str) -> Iterator[Quantity]:
    for match in QUANTITY.finditer(text):
        if match["money"]:
            parts = [
                _number(match[name]) * SIZES[match[f"{name}_size"]] * size
                for name, size in (("yi", _YI), ("wan", _WAN), ("yuan", 1))
                if match[name]
            ]
            if parts:
                yield Quantity(match.span(), MONEY, sum(parts, Fraction(0)))
        elif match["share"]:
            yield Quantity(match.span(), SHARE, _number(match["share"]) * IN_ROW[match["sign"]][1])
        elif match["of"]:
            yield Quantity(match.span(), SHARE, _number(match["parts"]) / PARTS[match["of"]])
        else:
            yield Quantity(match.span(), match["unit"], _number(match["count"]))


def _in_rows(text: str) -> Iterator[Quantity]:
    """The numbers of a row that stand before the one with the unit."""
    for row in _ROW.finditer(text):
        kind, size = IN_ROW[row["unit"]]
        for match in re.finditer(_ARABIC, row["row"]):
            start = row.start() + match.start()
            yield Quantity((start, start + len(match.group())), kind, _number(match.group()) * size, row["unit"])


def _number(text: str) -> Fraction:
    if text[0].isdecimal():
        return Fraction(text.replace(",", "").replace("，", "").replace("．", "."))
    whole, _, decimals = text.partition("点")
    digits = "".join(str(from_chinese(digit)) for digit in decimals)
    return Fraction(from_chinese(whole)) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)


# ------------------------------------------------------------------------------------------------ numbers of a rule


NumberKind = Literal["rate", "amount", "count", "years"]


class Written:
    """A number of a rule, as a policy writes it: text with its unit, and nothing beside. It is read here and nowhere
    else; a number without its unit is refused. A what-if writes it without: its `kind` says the unit."""

    kind: ClassVar[NumberKind]
    unit: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    example: ClassVar[str]
    pattern: ClassVar[str]

    @classmethod
    def worth(cls, value: Fraction) -> Self:
        """The number that is worth so much in the unit of its kind (see `Quantity`); ValueError where it cannot be that
        exactly."""
        return cls(_whole(value))  # type: ignore[call-arg]

    @classmethod
    def of_what_if(cls, text: str) -> Self:
        """The number that a what-if writes so: "15" (万元), "0.35", "3"."""
        return cls(text)  # type: ignore[call-arg]

    @property
    def quantity(self) -> Fraction:
        """It in the unit of its kind (see `Quantity`)."""
        return Fraction(str(self))

    @property
    def in_what_if(self) -> str:
        """It, as a what-if writes it."""
        return str(self)

    @property
    def written(self) -> str:
        """It with its unit, as `read` takes it."""
        return f"{self.in_what_if}{self.unit}"

    @classmethod
    def read(cls, given: object) -> Self:
        """The number that is written so. A PydanticCustomError where it has no unit (`number_without_unit`) or is no
        number of this kind (`number_form`)."""
        if isinstance(given, cls):
            return given
        if not isinstance(given, str) or given.isdecimal() or _PLAIN.fullmatch(given):
            raise _fault("number_without_unit", given, cls.example)
        found = quantities(given)
        if len(found) != 1 or found[0].span != (0, len(given)) or found[0].kind not in cls.kinds:
            raise _fault("number_form", given, cls.example)
        try:
            return cls.worth(found[0].value)
        except ValueError:
            raise _fault("number_form", given, cls.example) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(lambda number: number.written)
        return core_schema.no_info_plain_validator_function(cls.read, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: Any, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "pattern": cls.pattern, "examples": [cls.example]}


_PLAIN = re.compile(r"[0-9.]+")


def _fault(kind: Literal["number_without_unit", "number_form"], given: object, example: str) -> PydanticCustomError:
    said = {"given": str(given), "example": example}
    return PydanticCustomError(kind, "{given}: a number is written with its unit, as in {example}", said)


class Amount(Written, int):
    """An amount of a rule ("20万元", "5000元", "1.5亿元", "五千万元"): 分."""

    kind = "amount"
    unit = "万元"
    kinds = (MONEY,)
    example = "15万元"
    pattern = "元$"

    @classmethod
    def of_what_if(cls, text: str) -> Self:
        """So many 万元."""
        return cls(_whole(Fraction(text) * WAN))

    @property
    def quantity(self) -> Fraction:
        """In 元."""
        return Fraction(self, YUAN)

    @property
    def in_what_if(self) -> str:
        """In 万元, uncut."""
        return wan_law(self)

    @classmethod
    def worth(cls, value: Fraction) -> Self:
        """So many 元; ValueError below a 分."""
        return cls(_whole(value * YUAN))


class Rate(Written, Fraction):
    """A share of a rule ("30%", "12.5%", "3‰"): of one, in millionths at the finest."""

    kind = "rate"
    unit = "%"
    kinds = (SHARE,)
    example = "25%"
    pattern = "[%％‰]$|分之"

    @property
    def written(self) -> str:
        """In per cent."""
        return f"{wan_law(int(self * WHOLE * 100))}%"  # as 分 are written of 1万元, but of a hundredth

    @property
    def in_what_if(self) -> str:
        """In decimals of one."""
        return wan_law(int(self * WHOLE))  # millionths of one, written as 分 are of 1万元

    @classmethod
    def worth(cls, value: Fraction) -> Self:
        """So much of one; ValueError below a millionth."""
        return cls(_whole(value * WHOLE), WHOLE)


class FullYears(Written, int):
    """Years of a rule ("3年", "三年")."""

    kind = "years"
    unit = "年"
    kinds = ("年",)
    example = "3年"
    pattern = "年$"


class Places(Written, int):
    """How many receive something, of a rule ("2家", "3个")."""

    kind = "count"
    unit = "家"
    kinds = COUNTED
    example = "2家"
    pattern = "[家个名]$"


OF_KIND: dict[NumberKind, type[Written]] = {"rate": Rate, "amount": Amount, "count": Places, "years": FullYears}
"""The numbers of each kind."""


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise ValueError(value)
    return int(value)
