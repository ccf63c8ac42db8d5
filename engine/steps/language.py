"""What all kinds of condition and step have in common: how a policy states them, and what they say when they apply."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from types import NoneType
from typing import Any, ClassVar, Literal, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, PrivateAttr, field_validator

from engine.steps.demands import Names, Quoted
from engine.text.phrases import Both, Words
from engine.values.money import Exact
from engine.values.quantities import Written
from engine.values.written import WrittenAmount


class Block(BaseModel):
    """A block of a policy: unknown keys are refused, so that a misspelt rule cannot be silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    _narrowed_by: tuple[str, ...] = PrivateAttr(())

    @property
    def narrowed_by(self) -> tuple[str, ...]:
        """The words of the year's guideline (申请指南) by which it is narrower than the law; no policy states them."""
        # Not by its name: pydantic looks for a private one in many places first, and every step is asked.
        own: dict[str, Any] = self.__pydantic_private__ or {}
        words_of: tuple[str, ...] = own.get("_narrowed_by", ())
        return words_of

    def narrowed(self, *quotes: str) -> Self:
        """It, narrowed by these words of a guideline."""
        own = self.model_copy()
        own._narrowed_by = (*self._narrowed_by, *quotes)
        return own

    def changed(self, **changes: Any) -> Self:
        """A block of its own with other values, validated as one that was read."""
        return type(self).model_validate({name: getattr(self, name) for name in type(self).model_fields} | changes)


T = TypeVar("T", bound=Block)


class ByReading(Block):
    """A value that depends on a reading (口径): one value for each choice of it, which may depend on another one."""

    reading: str
    when: dict[str, Any]

    @field_validator("when")
    @classmethod
    def one_in_another(cls, when: dict[str, Any]) -> dict[str, Any]:
        """A value that depends on another reading, as such."""
        return {choice: cls.model_validate(x) if isinstance(x, Mapping) else x for choice, x in when.items()}


class Under(Block):
    """The choices of a reading (口径) under which a part of a policy holds; under the others it is not there."""

    reading: str
    choices: list[str]


def resolve(value: Any, readings: Mapping[str, str]) -> Any:
    """The value in force under `readings` (reading id -> choice)."""
    while isinstance(value, ByReading):
        value = value.when[readings[value.reading]]
    return value


def every(value: Any) -> list[Any]:
    """What a value is under one reading or another."""
    return [x for one in value.when.values() for x in every(one)] if isinstance(value, ByReading) else [value]


def holds(part: Any, readings: Mapping[str, str]) -> bool:
    """Whether a part of a policy is there under `readings`, which hold every reading in force."""
    under: Under | None = getattr(part, "under", None)
    return under is None or readings.get(under.reading) in under.choices


_PLAIN = frozenset({str, int, bool, NoneType})
"""In which no other block can be; most of what a policy states is of these."""


def holding(block: T, readings: Mapping[str, str], settled: Collection[str]) -> T:
    """A block with what holds in it under `readings`, to any depth, and what depends on those that are `settled`
    resolved; itself where that changes nothing."""
    changes: dict[str, Any] = {}
    for name in type(block).model_fields:
        value = held = getattr(block, name)
        if type(value) in _PLAIN:
            continue
        if isinstance(value, ByReading):
            while isinstance(held, ByReading) and held.reading in settled:
                held = held.when[readings[held.reading]]
        elif isinstance(value, Block):
            held = holding(value, readings, settled)
        elif isinstance(value, list):
            held = [holding(x, readings, settled) if isinstance(x, Block) else x for x in value if holds(x, readings)]
            if [*map(id, held)] == [*map(id, value)]:
                held = value
        if held is not value:
            changes[name] = held
    if not changes:
        return block
    own = block.changed(**changes)
    own._narrowed_by = block._narrowed_by
    return own


WHOLE = "the whole"
"""Where a block notes, beside its fields, of which one it is what is there of it under some readings."""


class ByChoice(Block):
    """A block of which parts are there only under some choices of readings."""

    @cached_property
    def _choices(self) -> tuple[list[str], dict[Any, Self]]:
        """The readings that parts of it hang on as a whole, and what it is under each of their choices."""
        return sorted({under.reading for under in readings_in(self)}), {}

    def under(self, readings: Mapping[str, str]) -> Self:
        """It with the parts that are there under these readings (all that are in force), also of what it is under
        others; the same object for the same choices."""
        whole: Self = self.__dict__.get(WHOLE, self)
        names, found = whole._choices
        if not names:
            return whole
        key = itemgetter(*names)(readings)
        if key not in found:
            found[key] = whole.chosen(readings, names)
            if found[key] is not whole:
                found[key].__dict__[WHOLE] = whole
        return found[key]

    def as_far_as(self, other: Self) -> Self:
        """It, of which the same parts hang on the same readings as of another, from which only numbers differ: so it
        need not be looked through again."""
        self.__dict__["_choices"] = other._choices[0], {}
        return self

    def chosen(self, readings: Mapping[str, str], settled: Collection[str]) -> Self:
        """What is there of it under these readings, of which those that are `settled` are told apart."""
        return holding(self, readings, settled)


def by_readings(block: Block) -> Iterator[Under | ByReading]:
    """All in a block that hangs on readings, to any depth."""
    for name in type(block).model_fields:
        value = getattr(block, name)
        if type(value) in _PLAIN:
            continue
        if isinstance(value, list):
            for inner in value:
                if isinstance(inner, Block) and not isinstance(inner, ByReading):
                    yield from by_readings(inner)
        elif isinstance(value, Under):
            yield value
        elif isinstance(value, ByReading):
            yield from _nested(value)
        elif isinstance(value, Block):
            yield from by_readings(value)


def _nested(value: ByReading) -> Iterator[ByReading]:
    yield value
    for inner in value.when.values():
        if isinstance(inner, ByReading):
            yield from _nested(inner)


def readings_in(block: Block) -> Iterator[Under]:
    """Every `under` in a block, to any depth."""
    return (of for of in by_readings(block) if isinstance(of, Under))


ReasonKind = Literal[
    "unanswered",
    "unreadable",
    "unmet",
    "nothing",
    "no_grant",
    "counted",
    "used_up",
    "other_side",
    "other_policy",
    "no_room",
]
"""Why a claim is not 可能符合: something is not answered, or cannot be read; a condition is not met; what was stated
comes to nothing; there is no grant; the same matter counts already; a cap, the years or what is given once are used up;
the other side of the project is higher; another policy pays; the project's funding limit leaves no room."""


@dataclass(frozen=True, slots=True)
class Example:
    """A kind in use, below its bound, at it or above it, or where it has none (`at`): `stated` as a policy states it,
    without words. `facts`: those that it asks about, of the claim, by their paths, with their types (or all that a
    policy says of them); `says`: the answers. A condition `leaves` a yes or a no; a step leaves so many 万元 of those
    that each item, or the claim, `brings`. `rules`: the quotes of rules for every provision that it needs, and of the
    rule between provisions that it names; `also`: steps that it needs before it. `other`: so many 万元 another claim of
    the applicant brings beside it, under a provision that states the same. `refused`: the kind of finding by
    which `check` refuses it."""

    at: Literal["below", "at", "above", "beside"]
    stated: dict[str, Any]
    leaves: str | bool = ""
    brings: str = "7"
    facts: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, list[str]] = field(default_factory=dict)
    also: tuple[dict[str, Any], ...] = ()
    other: str = ""
    refused: str = ""


class Kind(Block):
    """What all conditions and steps are, as a policy states them. The kind is the key that only this kind has (`key`).
    `examples` show it, and a test holds it to them. `under`: the choices of a reading under which it is there."""

    key: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]] = ()

    under: Under | None = None

    def names(self, names: Names) -> None:
        """What the names in it must lead to."""

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with, beside the one that a condition is of, and which answer serves best."""


class FactColumns(Protocol):
    """The facts of a provision that are computed with. `good` is the answer that serves best: "more", "less", a yes or
    a no, or a number; None where none is better than the others."""

    provision: Any

    def item(self, name: str, good: Any) -> Any:
        """A fact of the items, or of the claim where it has none."""

    def claim(self, name: str, good: Any) -> Any:
        """A fact of the claim."""

    def group(self, path: str) -> Any:
        """The facts of a group, by the path of the group: what adds one by its name in it, and says whether it is
        stated at all."""


class Stated(Kind):
    """A condition or a step beside the words of the law that say it. `name`: what its number is called where the key
    alone would not tell it from others; `number_label`: what it is called for people, where the label says its value.
    `reason_kind`: why nothing comes of a claim where it is a condition that is not
    met. `does`: what of the words of the law it does (see `engine.check.legal_words`). `fills`: the placeholders that
    are filled in its `fails`. `narrower`: which way a guideline may change its numbers."""

    narrower: ClassVar[Literal["lower", "higher"]] = "lower"
    reason_kind: ClassVar[ReasonKind] = "unmet"
    does: ClassVar[frozenset[str]] = frozenset()
    fills: ClassVar[frozenset[str]] = frozenset()

    name: str = ""
    quote: str
    label: Words
    number_label: Words | None = None

    @property
    def of_claim(self) -> bool:
        """Whether it is applied to what a claim brings as a whole, never to an entry of it."""
        return False

    def numbers(self) -> Iterator[Changeable]:
        """The numbers in it that a what-if can change."""
        return iter(())

    def demands(self, law: Quoted) -> None:
        """What its quote must say."""
        law.cite()


@dataclass(frozen=True, slots=True)
class Changeable:
    """A number of a condition or step: the field that holds it, and the choice that it is for, if any."""

    field: str
    number: Written
    choice: str = ""


@dataclass(slots=True)
class Saying:
    """What a step says: what it is called, its sentence, its place in a bar of amounts (`kind`), and the operation by
    which whoever replays the steps arrives at the same amount; the article and quote where they are not those of the
    provision's amount; and what the law does not state of it (未写明), where it follows a reading."""

    name: Both
    text: Both
    kind: str
    operation: dict[str, Any]
    article: int | None = None
    quote: str | None = None
    unwritten: Both | None = None


class Applied(Protocol):
    """A step that was applied: the amounts before and after it, and its figures."""

    before: Exact
    after: Exact
    figures: Mapping[str, Any]


class View(Protocol):
    """The claim, or the item of a claim, that a step was applied to, for what it says."""

    scale: int
    unknown: set[str]

    def path(self, name: str, item: int | None) -> str:
        """The path of a fact of the claim, or of one of its items."""

    def decimal(self, amount: Exact) -> WrittenAmount:
        """An amount in 万元, uncut."""

    def text(self, amount: Exact) -> str:
        """An amount in 万元 for people, every decimal shown."""

    def unread_text(self, path: str) -> Both | None:
        """That what was typed there cannot be read."""

    def stated(self, item: int | None) -> dict[str, Any]:
        """The facts stated for the claim, or for one item of it."""


def kept_or_set(view: View, before: Exact, after: Exact) -> tuple[str, dict[str, Any]]:
    """The place in a bar, and the operation, of a step that leaves an amount or sets another."""
    if after == before:
        return "skip", {"op": "keep"}
    return "bind" if after < before else "skip", {"op": "set", "value": view.decimal(after)}
