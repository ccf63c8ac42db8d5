"""The columns of the sheets, derived from the pack: which tables a workbook has, and what stands in each column.

A row of a provision's table is one innermost entry: a part of an item, an item, or the claim itself where it has no
list. What is said of the claim stands once, on its first row, and what is said of an item on the item's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.policy.facts import Choice, Fact, FactType, Form, Size, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.language import holds
from engine.steps.winners import Winners
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.windows import FIRST_DATE, LAST_DATE

OwnKind = Literal[
    "reference", "number", "claim", "order", "size", "provision", "mark", "counted", "beyond", "approved", "score",
    "reason",
]  # fmt: skip
Kind = FactType | OwnKind
Readings = Mapping[str, str]
"""What a column holds: a kind of fact, or what only sheets have. `group` says whether the group is there at all."""

LONGEST_TITLE = 31
"""Characters of a sheet's name in a workbook."""
DECIDED: tuple[Kind, ...] = ("score", "approved", "reason")
"""What officials fill in; it stands at the end of a sheet."""
LIST_NONE = 0
"""As the number of an item: the list is there and has no items."""

_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_IGNORED = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*]+")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. `label` is its heading, `path` where the value stands in the facts of its level (() for what is not
    one of the facts). Columns that are not `asked` are read from files, and written only where they are needed.
    `former`: the column as it was in templates of the time when its question meant something else; `sizes`: the classes
    of size, in the column of them."""

    key: str
    kind: Kind
    label: Both
    path: tuple[str, ...] = ()
    fact: Fact | None = None
    asked: bool = True
    former: SheetColumn | None = None
    is_former: bool = False
    sizes: tuple[Size, ...] = ()

    @property
    def is_name(self) -> bool:
        """Whether it names an applicant."""
        return self.kind in ("uscc", "reference") or self.path == ("applicant", "id")

    @property
    def choices(self) -> Sequence[Choice]:
        """What can be chosen in it."""
        return self.fact.choices if self.fact is not None else self.sizes


@dataclass(frozen=True, slots=True)
class Level:
    """The columns about one kind of thing: the applicant, the claim, an item of `list`, a part of an item. `number`
    tells the things apart that belong to the same one of the level above."""

    columns: tuple[SheetColumn, ...]
    list: str = ""
    number: SheetColumn | None = None

    def all(self) -> Iterator[SheetColumn]:
        """Every column of the level, the number first."""
        if self.number is not None:
            yield self.number
        yield from self.columns


@dataclass(frozen=True, slots=True)
class Table:
    """What one provision's sheet has: the claim's level, then that of its items, then that of their parts."""

    provision: Provision
    title: Both
    levels: tuple[Level, ...]

    def in_order(self) -> list[tuple[int, SheetColumn]]:
        """The columns with their levels as they stand on a sheet, what officials decide at the end."""
        columns = [(number, column) for number, level in enumerate(self.levels) for column in level.all()]
        return sorted(columns, key=lambda one: one[1].kind in DECIDED)


class Book:
    """The tables of a policy. `applicant` is the level of the sheet of applicants, `reference` the one with which the
    other sheets name them; a table on its own (CSV) has `which` (the provision) and the applicant's columns instead."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.title = words.both("sheets.applicants")
        self.applicant = _applicant(policy)
        order = _own("order", "order", asked=False)
        self.reference = Level((_own("reference", "reference"), order))
        self.which = _own("provision", "provision")
        titles = _titles(policy, self.title)
        self.tables = {p.id: _table(policy, p, titles[p.id]) for p in policy.provisions}
        """By provision, in the order of the law."""


def heading(text: object) -> str:
    """A heading or a sheet's name as it is looked up: widths, spaces, capitals and marks make no difference."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


def lookup(levels: Iterable[Level]) -> dict[str, tuple[int, SheetColumn]]:
    """Heading, in either language -> the number of its level and its column. Every year has its own column; a heading
    of a former template leads to the former column."""
    found: dict[str, tuple[int, SheetColumn]] = {}
    for number, level in enumerate(levels):
        for column in level.all():
            years = range(FIRST_DATE.year, LAST_DATE.year + 1) if column.kind == "yearly" else ()
            formers = [column.former] if column.former else []
            for one in [*([of_year(column, year) for year in years] or [column]), *formers]:
                for label in one.label.values():
                    found.setdefault(heading(label), (number, one))
    return found


def of_year(column: SheetColumn, year: int) -> SheetColumn:
    """The column of one year, of one that is kept by year."""
    assert column.fact is not None
    label = words.both("sheets.yearly", label=column.label, year=year)
    return replace(column, key=f"{column.key}.{year}", label=label, path=(*column.path, str(year)))


def _own(name: str, kind: Kind, asked: bool = True) -> SheetColumn:
    """A column that is no fact of the policy."""
    return SheetColumn(f"#{name}", kind, words.both(f"sheets.column_{name}"), asked=asked)


def _applicant(policy: Policy) -> Level:
    """The applicant: what identifies it, its size, the day of its application, and the policy's questions."""
    readings = policy.default_readings()
    facts = [column_of(f, ("applicant", f.name), "", readings) for f in policy.applicant if not f.sizes]
    named = ("uscc", "text")
    first = [c for kind in named for c in facts if c.kind == kind]
    own = replace(_own("id", "text"), path=("applicant", "id"))
    day = replace(_own("day", "date"), path=("application_date",))
    rest = [c for c in facts if c.kind not in named]
    mark = _own("mark", "mark", asked=False)
    size = replace(_own("size", "size"), sizes=tuple(policy.sizes.classes))
    return Level((_own("order", "order", asked=False), *first, own, size, day, *rest, mark))


def _titles(policy: Policy, applicants: Both) -> dict[str, Both]:
    """The names of the sheets, each its own in either language."""
    titles: dict[str, dict[str, str]] = {p.id: {} for p in policy.provisions}
    for lang in words.LANGUAGES:
        taken = {heading(applicants[lang])} | {heading(words.text(f"sheets.{x}", lang)) for x in ("guide", "choices")}
        for p in policy.provisions:
            title = _NOT_IN_A_TITLE.sub(" ", p.title.in_language(lang)).strip("' ")
            name, number = title[:LONGEST_TITLE], 1
            while heading(name) in taken:
                number += 1
                name = f"{title[: LONGEST_TITLE - len(str(number)) - 1]} {number}"
            taken.add(heading(name))
            titles[p.id][lang] = name
    return titles


def _table(policy: Policy, p: Provision, title: Both) -> Table:
    winners, readings = p.only(Winners), policy.default_readings()
    scored = (winners.by,) if winners and winners.by else ()
    form = p.form()
    unused = form_of([f for f in policy.common if f.path.partition(".")[0] not in form.facts])
    facts = [*_columns(form, (), "", scored, readings)]
    facts += [replace(c, asked=False) for c in _columns(unused, (), "", (), readings)]
    approved = _own("approved", "approved", asked=not p.gives_nothing)
    noted = (_own("counted", "counted", asked=False), _own("beyond", "beyond", asked=False))
    own = (*noted, approved, _own("reason", "reason", asked=False))
    claim = Level((_own("position", "order", asked=False), *facts, *own), number=_own("claim", "claim"))
    return Table(p, title, _unique((claim, *_lists(p, form, p.item or p.title, readings))))


def _lists(p: Provision, form: Form, item: object, readings: Readings) -> Iterator[Level]:
    """The level of a list's items, and those below it. A sheet has one row for each innermost entry, so there is one
    list at each level (ValueError otherwise)."""
    lists = [f for f in form.facts.values() if f.type == "list"]
    if len(lists) > 1:
        raise ValueError(f"{p.id}: more than one list at one level: {[f.path for f in lists]}")
    for fact in lists:
        label = both(p.item) if p.item and not fact.parent else both(fact.label)
        number = SheetColumn(
            f"#{fact.path}", "number", words.both("sheets.column_number", item=label), asked=fact.asked
        )
        inner = form.inner[fact.name]
        yield Level(tuple(_columns(inner, (), label, (), readings)), fact.name, number)
        yield from _lists(p, inner, fact.label, readings)


def _columns(
    form: Form, path: tuple[str, ...], of: Both | str, scored: tuple[str, ...], readings: Readings
) -> Iterator[SheetColumn]:
    """The columns of one place. A group has one that says whether it is there, and then those of its members."""
    for fact in form.facts.values():
        if fact.type == "list":
            if path:
                raise ValueError(f"{fact.path}: a list in a group has no place on a sheet")
            continue
        column = column_of(fact, (*path, fact.name), of, readings)
        if fact.name in scored:
            column = replace(column, kind="score", label=both(fact.label), asked=True)
        yield column
        if fact.type == "group":
            if path:
                raise ValueError(f"{fact.path}: a group in a group has no place on a sheet")
            yield from _columns(form.inner[fact.name], (*path, fact.name), of, (), readings)


def column_of(fact: Fact, path: tuple[str, ...], of: Both | str, readings: Readings) -> SheetColumn:
    """The column of a fact, `of` a thing of this name. One that is asked under other readings than these alone is
    written where somebody has stated it, and not asked for."""
    label = both(fact.label)
    if of:
        label = words.both("sheets.of_item", item=of, label=label)
    if fact.type == "amount":
        label = words.both("sheets.in_wan", label=label)
    former = None
    if fact.formerly is not None:
        was = {"type": fact.formerly.type or fact.type, "label": fact.formerly.label, "formerly": None}
        former = replace(column_of(fact.model_copy(update=was), path, of, readings), is_former=True)
    key = ".".join((*([fact.parent] if of else []), *path))
    return SheetColumn(key, fact.type, label, path, fact, fact.asked and holds(fact, readings), former)


def _unique(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    """The levels with no heading twice: a second one of the same words has its key beside them."""
    taken: set[str] = set()

    def own(column: SheetColumn) -> SheetColumn:
        if any(heading(label) in taken for label in column.label.values()):
            column = replace(column, label={lang: f"{text} ({column.key})" for lang, text in column.label.items()})
        taken.update(heading(label) for label in column.label.values())
        return column

    return tuple(
        Level(tuple(own(c) for c in level.columns), level.list, own(level.number) if level.number else None)
        for level in levels
    )
