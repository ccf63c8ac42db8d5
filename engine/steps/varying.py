"""A number of a rule that is not the same for everybody: by a choice that is stated, from a day on, or by a reading.

    cap = "9万元"
    cap = { by = "applicant.size", large = "9万元", small = "7万元" }
    cap = { from = { 2026-03-01 = "9万元", 2027-01-01 = "8万元" } }
    cap = { reading = "cap_scope", when = { unit = "9万元", model = "7万元" } }

`by` names a choice of the applicant (`applicant.…`), of the entry that the number is for, or of the claim. The day is
that of the application. As it is applied, a number is an integer, or `Chosen` by what stands in the row of a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, Protocol, TypeVar, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator

from engine.steps.demands import Quoted
from engine.steps.in_window import DAY
from engine.steps.language import Block, ByReading, Changeable, Stated, resolve
from engine.steps.numbers import Number, Row
from engine.text import words
from engine.text.phrases import Both, both, day_text
from engine.values.quantities import Amount, Rate, Written

N = TypeVar("N", bound=Written)
BEST_CHOICE, WORST_CHOICE, NO_CHOICE = -3, -2, -1
"""In place of a choice: what serves best, what serves least, and none of the choices."""
FORMS = ("one number", "by choice", "by day", "by reading")
"""The forms of a number, as they are told apart."""


class ByFact(BaseModel, Generic[N]):
    """A number by the choice that a fact (`by`) is; a choice without one, and no choice, have none."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, N] = Field(init=False)

    by: str

    @property
    def values(self) -> dict[str, N]:
        """The number of each choice."""
        return self.__pydantic_extra__


class ByDay(Block, Generic[N]):
    """A number by the day of application: from each of these days on, the first from the first day of validity."""

    starts: dict[date, N] = Field(alias="from", min_length=1)

    @field_validator("starts")
    @classmethod
    def in_order(cls, starts: dict[date, N]) -> dict[date, N]:
        """The days in their order."""
        return dict(sorted(starts.items()))


class NumberByReading(ByReading, Generic[N]):
    """A number by the choice of a reading."""

    when: dict[str, N]


def _form(given: Any) -> str:
    keys = given if isinstance(given, Mapping) else ()
    if isinstance(given, ByFact) or "by" in keys:
        return FORMS[1]
    if isinstance(given, ByDay) or "from" in keys:
        return FORMS[2]
    return FORMS[3] if isinstance(given, ByReading | Mapping) else FORMS[0]


def _varying(kind: Any) -> Any:
    forms = (kind, ByFact[kind], ByDay[kind], NumberByReading[kind])
    tagged = tuple(Annotated[form, Tag(tag)] for form, tag in zip(forms, FORMS, strict=True))
    return Annotated[Union[tagged], Discriminator(_form)]  # noqa: UP007


Varying = Union[N, ByFact[N], ByDay[N], NumberByReading[N]]  # noqa: UP007


if TYPE_CHECKING:
    VaryingAmount = Varying[Amount]
    VaryingRate = Varying[Rate]
else:
    VaryingAmount = _varying(Amount)
    VaryingRate = _varying(Rate)


def each(value: Varying[N]) -> dict[str, N]:
    """The numbers that it can be, by what is chosen (a choice, a day as it is written, the choice of a reading); one
    number by ""."""
    match value:
        case ByFact():
            return value.values
        case ByDay():
            return {day.isoformat(): number for day, number in value.starts.items()}
        case NumberByReading():
            return value.when
        case _:
            return {"": value}


def largest(value: Varying[N]) -> N:
    """The largest that it can be."""
    return max(each(value).values())  # type: ignore[type-var]


def with_number(value: Varying[N], choice: str, number: N) -> Varying[N]:
    """It with another number for what is chosen."""
    numbers = each(value) | {choice: number}
    match value:
        case ByFact():
            return type(value).model_validate({"by": value.by, **numbers})
        case ByDay():
            return type(value).model_validate({"from": {date.fromisoformat(day): n for day, n in numbers.items()}})
        case NumberByReading():
            return type(value).model_validate({"reading": value.reading, "when": numbers})
        case _:
            return number


class WithNumber(Stated):
    """A condition or step that states one number, under its key. `bounds`: the words of the law of which one has to
    stand beside it, if any has to."""

    bounds: ClassVar[tuple[str, ...]] = ()

    def numbers(self) -> Iterator[Changeable]:
        """The numbers in it that a what-if can change: all that its number can be."""
        for choice, number in each(getattr(self, self.key)).items():
            yield Changeable(self.key, number, choice)

    def demands(self, law: Quoted) -> None:
        """What its quote must say: all that its number can be, those by choice in the order of the choices, and the
        days from which it is another; and a word that bounds it."""
        value, key = getattr(self, self.key), self.key
        numbers = each(value)
        stated: dict[str, Written | date] = {f"{key}.{c}" if c else key: number for c, number in numbers.items()}
        if isinstance(value, ByDay):
            stated |= {f"{key}.from.{day.isoformat()}": day for day in list(value.starts)[1:]}
        if not law.cite(**stated):
            return
        if isinstance(value, ByFact):
            distinct, before = {}, None
            for choice, number in numbers.items():
                if number != before:
                    distinct[choice] = number
                before = number
            law.in_order(key, distinct, value.by)
        if self.bounds and numbers:
            law.bound(self.bounds, next(iter(numbers.values())))


# ------------------------------------------------------------------------------------------------ as it is applied


class Option(Protocol):
    """A choice of a fact."""

    id: str
    label: Any


@dataclass(frozen=True, slots=True)
class Category:
    """A choice that numbers go by: the column with its position in a row, what it is called, its choices, and those of
    them (by id) with which a claim can come to anything."""

    column: str
    label: Both
    choices: tuple[Option, ...]
    open: frozenset[str]


class Categories(Protocol):
    """What a place knows of choices."""

    @property
    def readings(self) -> dict[str, str]:
        """The readings in force."""

    def category(self, by: str, *, of_claim: bool = False) -> Category:
        """The choice of this name: of the applicant, the entry (not where it is `of_claim`) or the claim."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A number by what stands in a row: by the position of a choice in a `column`, or by the day of application, from
    each of these `starts` (ordinals) on. `called`: by what each of the `values` is chosen."""

    column: str
    starts: tuple[int, ...]
    values: tuple[int, ...]
    called: tuple[Both, ...]

    def position(self, r: Row | Any) -> Number:
        """Which of the values it is."""
        if self.column:
            return r[self.column]
        return sum((r[DAY] >= start) * 1 for start in self.starts[1:])


Given = int | Chosen
"""A number of a rule as it is applied."""


def taken(number: Given, o: Any, r: Any) -> Number:
    """What a number is in a row."""
    return number if isinstance(number, int) else o.take(number.values, number.position(r))


def values(number: Given) -> tuple[int, ...]:
    """All that a number can be."""
    return (number,) if isinstance(number, int) else number.values


def at_most(number: Given) -> int:
    """The largest that a number can be."""
    return max(values(number))


def names(number: Given, name: Callable[[int], Both]) -> tuple[Both, ...]:
    """What it is called with each number that it can be in it, and by what that is chosen: by its `place` in these."""
    if isinstance(number, int):
        return (name(number),)
    called = zip(number.values, number.called, strict=True)
    return tuple(words.both("steps.number_by", name=name(value), choice=choice) for value, choice in called)


def place(number: Given, row: Row) -> int:
    """Which of the numbers that it can be it is in a row of one claim."""
    return 0 if isinstance(number, int) else int(number.position(row))


def given(
    value: Varying[N],
    where: Categories,
    best: Literal["more", "less"],
    unit: Callable[[Any], int] = int,
    *,
    of_claim: bool = False,
) -> Given:
    """A number as it is applied in a place, in whole units. `best`: whether more of it serves the applicant or less."""
    value = resolve(value, where.readings)
    if isinstance(value, ByDay):
        starts = tuple(day.toordinal() for day in value.starts)
        called = [words.both("steps.number_from", day=day_text(day)) for day in value.starts]
        return Chosen("", starts, tuple(map(unit, value.starts.values())), tuple(called))
    if not isinstance(value, ByFact):
        return unit(value)
    category = where.category(value.by, of_claim=of_claim)
    numbers = {choice: unit(number) for choice, number in value.values.items()}
    nothing = 0 if best == "more" else max(numbers.values(), default=0)
    by_choice = [numbers.get(choice.id, nothing) for choice in category.choices]
    counting = [
        number for choice, number in zip(category.choices, by_choice, strict=True) if choice.id in category.open
    ] or by_choice
    high, low = max(counting), min(counting)
    ends = (high, low) if best == "more" else (low, high)
    called = [
        *(both(choice.label) for choice in category.choices),
        *(words.both(f"steps.number_{key}", label=category.label) for key in ("open", "open", "none")),
    ]
    return Chosen(category.column, (), (*by_choice, *ends, nothing), tuple(called))
