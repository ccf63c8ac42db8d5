"""Templates to fill in, and exports: what an import takes. Reading an export gives back the applications that were
written, with what officials have decided about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from engine.application.model import Facts, unclear, unread_text
from engine.application.questionnaire import years_asked
from engine.application.typed import stated_amount
from engine.policy.pack import Policy
from engine.sheets.columns import LIST_NONE, Book, Level, SheetColumn, Table, of_year
from engine.sheets.csv_file import as_csv
from engine.sheets.workbook import APPLICANTS, Heading, Value, cell_text, make, title
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.windows import today

Json = dict[str, Any]


class _Decided(Protocol):
    """A claim that officials know, by its id within the application (`key`): the `approved` amount in 分, and the
    `score` in millionths, None where nothing is decided; where more was approved than the law allowed, what that was at
    most (`beyond`, 分), and who answers for it beside the official who decided (`second`); and in a sentence what is
    `counted` in place of what it states, None where that is calculated."""

    @property
    def key(self) -> str: ...
    @property
    def approved(self) -> int | None: ...
    @property
    def score(self) -> int | None: ...
    @property
    def beyond(self) -> int | None: ...
    @property
    def second(self) -> str: ...
    @property
    def counted(self) -> Both | None: ...


class _Stored(Protocol):
    """An application that can be written: its `content` in the contract's form, its `size` (one of the sizes, or None),
    what officials have decided about its `claims`, and the `mark` by which the registry knows it again, and whether it
    has changed since; "" if it is not kept there."""

    @property
    def content(self) -> Json: ...
    @property
    def size(self) -> str | None: ...
    @property
    def claims(self) -> Sequence[_Decided]: ...
    @property
    def mark(self) -> str: ...


def template(policy: Policy, lang: str, *, day: date | None = None) -> bytes:
    """A workbook (XLSX) to fill in. What is asked by year is asked for the years before `day` (today)."""
    book = policy.derived(Book)
    return make(book, lang, _layout(book, _Used(years=_years(policy, day))))


def csv_template(policy: Policy, provision_id: str, lang: str, *, day: date | None = None) -> bytes:
    """A CSV file to fill in: the applicant's columns and those of one provision. KeyError for an unknown one."""
    book = policy.derived(Book)
    headings = _alone(book, book.tables[provision_id], _Used(years=_years(policy, day)))
    return as_csv([[h.column.label[lang] for h in headings]])


def write(policy: Policy, applications: Iterable[_Stored], lang: str) -> bytes:
    """The applications as a workbook (XLSX). Unknown answers are blank; readings are not written."""
    book = policy.derived(Book)
    kept = list(applications)
    used = _used(book, kept)
    sheets = _layout(book, used)
    return make(book, lang, sheets, _rows(book, kept, sheets, used, lang))


def write_csv(policy: Policy, provision_id: str, applications: Iterable[_Stored], lang: str) -> bytes:
    """The claims of one provision as a CSV file, each with its applicant (UTF-8 with a byte order mark)."""
    book = policy.derived(Book)
    kept = list(applications)
    used = _used(book, kept)
    headings = _alone(book, book.tables[provision_id], used)
    lines = [[h.column.label[lang] for h in headings]]
    for _, values in _rows(book, kept, {provision_id: headings}, used, lang):
        values[0] = title(book, provision_id, lang)
        cells = zip(headings, values, strict=True)
        lines.append(["" if value is None else cell_text(h.column, value, lang) for h, value in cells])
    return as_csv(lines)


# ------------------------------------------------------------------------------------------------ columns


@dataclass(slots=True)
class _Used:
    """What applications need beyond the columns of the template: columns by sheet, level and path; the years of what
    is kept by year; and by their keys (`own`) the numbers for applications and for the order of an applicant's claims,
    and where they come from the registry, the marks and what officials fill in."""

    columns: set[tuple[str, int, tuple[str, ...]]] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    own: set[str] = field(default_factory=set)


def _years(policy: Policy, day: date | None) -> set[int]:
    """The years for which a template asks what is kept by year: those that a form asks for."""
    day = day or min(max(today(), policy.in_force.start), policy.in_force.until)
    yearly = [(p, fact) for p in policy.provisions for fact in p.facts if fact.type == "yearly"]
    return {year for p, fact in yearly for year in years_asked(p, fact, day.year)}


def _layout(book: Book, used: _Used) -> dict[str, list[Heading]]:
    """The columns of every sheet, in their order."""
    sheets = {APPLICANTS: list(_shown(APPLICANTS, 0, book.applicant.all(), used))}
    for provision, table in book.tables.items():
        sheets[provision] = [*_shown(provision, -1, book.reference.all(), used), *_of_table(table, used)]
    return sheets


def _alone(book: Book, table: Table, used: _Used) -> list[Heading]:
    """The columns of a table that stands alone."""
    applicant = _shown(APPLICANTS, -1, book.applicant.all(), used)
    return [Heading(book.which, -1), *applicant, *_of_table(table, used)]


def _of_table(table: Table, used: _Used) -> Iterator[Heading]:
    for level, column in table.in_order():
        yield from _shown(table.provision.id, level, (column,), used)


def _shown(key: str, level: int, columns: Iterable[SheetColumn], used: _Used) -> Iterator[Heading]:
    """Those of the columns that are asked or needed."""
    for column in columns:
        place = (key, max(0, level), column.path or (column.key,))
        if column.kind == "yearly":
            yield from (Heading(of_year(column, year), level) for year in sorted(used.years, reverse=True))
        elif column.asked or column.key in used.own or place in used.columns:
            yield Heading(column, level)


# ------------------------------------------------------------------------------------- what is needed


def _used(book: Book, applications: Sequence[_Stored]) -> _Used:
    """What these applications need."""
    used = _Used()
    order = {provision: i for i, provision in enumerate(book.tables)}
    names: set[str] = set()
    for stored in applications:
        own = _names(stored.content)
        if not own or own & names:
            used.own.add("#order")
        names |= own
        if stored.mark:
            used.own |= {"#mark", "#reason"}
        for path in _paths(stored.content.get("applicant") or {}):
            used.columns.add((APPLICANTS, 0, ("applicant", *path)))
        claims = stored.content.get("claims") or []
        places = [order[claim["provision"]] for claim in claims]
        if places != sorted(places):
            used.own.add("#position")
        decided = {claim.key: claim for claim in stored.claims}
        for claim in claims:
            for name in ("counted", "beyond", "approved"):
                if getattr(decided.get(claim["id"]), name, None) is not None:
                    used.columns.add((claim["provision"], 0, (f"#{name}",)))
            _note(used, book.tables[claim["provision"]], claim.get("facts") or {}, 0)
    return used


def _note(used: _Used, table: Table, facts: Facts, level: int) -> None:
    """Note the columns that these facts need, and those of the items in them."""
    inner = table.levels[level + 1] if level + 1 < len(table.levels) else None
    for path in _paths(facts):
        if inner is not None and path == (inner.list,):
            assert inner.number is not None
            used.columns.add((table.provision.id, level + 1, (inner.number.key,)))
            for item in facts[inner.list]:
                _note(used, table, item, level + 1)
        else:
            used.columns.add((table.provision.id, level, path))
            if path[-1].isdigit():
                used.years.add(int(path[-1]))


def _paths(facts: Facts) -> Iterator[tuple[str, ...]]:
    """The paths of what is known: groups with their members."""
    for name, value in facts.items():
        if value is None:
            continue
        yield (name,)
        if isinstance(value, dict) and unread_text(value) is None:
            yield from ((name, *path) for path in _paths(value))


def _names(content: Json) -> set[str]:
    """What an applicant is found by: its id and its credit code."""
    applicant = content.get("applicant") or {}
    return {name for key in ("id", "uscc") if (name := _text(applicant.get(key)))}


def _text(value: Any) -> str:
    text = unread_text(value)
    return "" if value is None else (str(value) if text is None else text).strip()


# ------------------------------------------------------------------------------------------------- rows


def _rows(
    book: Book, applications: Sequence[_Stored], sheets: dict[str, list[Heading]], used: _Used, lang: str
) -> Iterator[tuple[str, list[Value]]]:
    """The rows of these sheets, each with the key of its sheet."""
    for number, stored in enumerate(applications, 1):
        order = number if "#order" in used.own else None
        if APPLICANTS in sheets:
            yield APPLICANTS, [_of_applicant(h.column, stored, order) for h in sheets[APPLICANTS]]
        first = True
        for position, claim in enumerate(stored.content.get("claims") or [], 1):
            if (provision := claim["provision"]) not in sheets:
                continue
            for values in _of_claim(book.tables[provision], stored, position, sheets[provision], lang):
                for i, heading in enumerate(sheets[provision]):
                    # On a table that stands alone the applicant is there in full on the first row, and by its names
                    # on the others.
                    column = heading.column
                    if heading.level < 0 and (first or column.is_name or column.kind == "order"):
                        values[i] = _of_applicant(column, stored, order)
                first = False
                yield provision, values


def _of_applicant(column: SheetColumn, stored: _Stored, order: int | None) -> Value:
    if column.kind == "order":
        return order
    if column.kind == "reference":
        applicant = stored.content.get("applicant") or {}
        return _text(applicant.get("uscc")) or _text(applicant.get("id")) or None
    if column.kind == "size":
        return stored.size
    if column.kind == "mark":
        return stored.mark or None
    return _value(column, stored.content) if column.path else None


def _of_claim(
    table: Table, stored: _Stored, position: int, headings: list[Heading], lang: str
) -> Iterator[list[Value]]:
    """The rows of one claim."""
    claims = stored.content["claims"]
    claim = claims[position - 1]
    decided = next((c for c in stored.claims if c.key == claim["id"]), None)
    own: dict[str, Value] = {"claim": _claim_number(claims, position), "order": position}
    if decided is not None:
        own |= {"approved": decided.approved, "counted": decided.counted[lang] if decided.counted else None}
        if decided.beyond is not None:
            most = money.wan_law(decided.beyond)
            own |= {"beyond": words.text("sheets.beyond", lang, most=most, second=decided.second)}
        if decided.score is not None:
            own |= {"score": money.wan_law(decided.score)}
    by_level: list[list[int]] = [[i for i, h in enumerate(headings) if h.level == n] for n in range(len(table.levels))]
    for path, first in _entries(table.levels, claim.get("facts") or {}):
        values: list[Value] = [None] * len(headings)
        for level, (number, facts) in enumerate(path):
            for i in by_level[level]:
                column = headings[i].column
                if column.kind == "claim":
                    values[i] = own["claim"]
                elif column.kind == "number":
                    values[i] = number
                elif not first[level] or facts is None:
                    continue
                elif column.kind in own and own[column.kind] is not None:
                    values[i] = own[column.kind]
                elif column.path:
                    values[i] = _value(column, facts)
        yield values


def _claim_number(claims: Sequence[Json], position: int) -> str:
    """The id of a claim as it stands in a cell, where no spaces stand around it."""
    own = claims[position - 1]["id"].strip()
    alone = sum(claim["id"].strip() == own for claim in claims) == 1
    return own if own and alone else f"#{position}"


_Entry = tuple[int | None, Facts | None]


def _entries(levels: Sequence[Level], facts: Facts) -> Iterator[tuple[list[_Entry], list[bool]]]:
    """The innermost entries: for each the numbers and facts from the claim down, and which of them it is the first of.
    An empty list has the number `LIST_NONE`, an unknown one none."""
    if len(levels) == 1:
        yield [(None, facts)], [True]
        return
    items = facts.get(levels[1].list)
    if not items:
        number = None if items is None else LIST_NONE
        yield [(None, facts), (number, None)], [True, True]
        return
    begun = False
    for number, item in enumerate(items, 1):
        for path, first in _entries(levels[1:], item):
            (_, of_item), *below = path
            yield [(None, facts), (number, of_item), *below], [not begun, *first]
            begun = True


def _value(column: SheetColumn, facts: Facts) -> Value:
    """What is known for a column, in contract form."""
    value: Any = facts
    for name in column.path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None:
        return None
    if (found := unclear(value)) is not None:
        return found
    if column.kind == "group":
        return True
    if column.kind in ("amount", "yearly", "score"):
        return money.wan_law(stated_amount(value))
    if column.kind == "ratio":
        return money.wan_law(money.parse_ratio(value, ""))
    if column.kind == "year":
        return int(value)
    return str(value) if column.kind in ("text", "uscc") else value
