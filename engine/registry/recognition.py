"""Which application of those that are kept one of a file is.

An application is known again by what an export wrote beside it (its id and version), else by its company (credit code,
else id, else name), and the day of application; another day of the same year is another application. Where a company
itself submitted one, an official's is kept beside it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import contents
from engine.registry import tables as t
from engine.registry.contents import Checked
from engine.registry.database import blocks
from engine.registry.stored import Json
from engine.values.names import folded
from engine.values.refusal import Refusals, shown

_MARK = re.compile(r"([0-9a-f]{32})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class At:
    """A kept application, as far as it is needed to know it again."""

    id: str
    applicant: str
    name: str
    day: date
    version: int
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application belongs: the kept one that it is (`at`), if any, and whether that has changed since the file
    was exported; `own`: what the company itself submitted for that day; `is_unclear`: it could be several."""

    at: At | None = None
    is_stale: bool = False
    own: tuple[At, ...] = ()
    is_unclear: bool = False


class Known:
    """The kept applications of the years in question."""

    def __init__(self, session: Session, policy: Policy, checked: Sequence[Checked]) -> None:
        a = t.Application
        years = {one.application.day.year for one in checked}
        marks = [mark[1] for one in checked if (mark := _MARK.fullmatch(one.mark))]
        query = select(a.id, a.applicant, a.name, a.day, a.version, a.source).where(a.policy == policy.id)
        self.by_id: dict[str, At] = {}
        for year in sorted(years):
            self._add(session.execute(query.where(a.year == year).order_by(a.id)))
        missing = [mark for mark in marks if mark not in self.by_id]
        for block in blocks(missing):
            self._add(session.execute(query.where(a.id.in_(block))))
        self.by_applicant: dict[tuple[str, date], list[At]] = defaultdict(list)
        self.by_name: dict[tuple[str, date], list[At]] = defaultdict(list)
        for at in self.by_id.values():
            self.by_applicant[at.applicant, at.day].append(at)
            if at.name:
                self.by_name[folded(at.name), at.day].append(at)

    def _add(self, rows: Iterable[Any]) -> None:
        self.by_id |= {row[0]: At(*row) for row in rows}

    def place(self, checked: Checked) -> Place:
        """Where an application belongs."""
        mark = _MARK.fullmatch(checked.mark)
        if mark and mark[1] in self.by_id:
            at = self.by_id[mark[1]]
            return Place(at, is_stale=at.version != int(mark[2]))
        there = self._same_day(checked)
        others = [at for at in there if at.source != "company"]
        if len(others) == 1:
            return Place(others[0])
        return Place(is_unclear=True) if others else Place(own=tuple(there))

    def _same_day(self, checked: Checked) -> list[At]:
        """The kept applications of the same company and day: known by a number where both have one, else by name."""
        day, name = checked.application.day, folded(checked.name)
        for number in checked.numbers:
            if found := self.by_applicant.get((number, day)):
                return found
        if not checked.is_named:
            return []
        there = self.by_name.get((name, day), []) if name else []
        return [at for at in there if not checked.numbers or t.is_id(at.applicant)]  # made up here


def joined(
    policy: Policy, known: Known, given: Sequence[tuple[int, Checked]]
) -> Iterator[tuple[tuple[int, ...], Checked]]:
    """The applications of the files, each once: tables of different provisions about one application are put together,
    what says the same is left out. Refused where two say different things."""
    refusals = Refusals()
    together: dict[object, tuple[tuple[int, ...], Checked]] = {}
    for number, checked in given:
        at = known.place(checked).at
        own = (checked.applicant, checked.application.day) if checked.is_named else (id(checked),)
        key: object = own if at is None else at.id
        if key not in together:
            together[key] = (number,), checked
            continue
        files, first = together[key]
        files = tuple(dict.fromkeys((*files, number)))
        if first.says_the_same(checked):
            together[key] = files, first
            continue
        if first.only is not None and checked.only is not None and not first.only & checked.only:
            together[key] = files, _added(policy, first, checked)
            continue
        refusals.add(
            checked.path("applicant"),
            "claims.twice_in_files",
            whose=shown(checked.name or checked.applicant),
            day=checked.application.day.isoformat(),
            other=first.place or first.name,
        )
    refusals.raise_if_any()
    yield from together.values()


def _added(policy: Policy, first: Checked, more: Checked) -> Checked:
    """One application of two tables, each of which speaks of its own provisions."""
    content, beside = json.loads(first.text), json.loads(more.text)
    names = new_names([claim["id"] for claim in content["claims"]], [claim["id"] for claim in beside["claims"]])
    content["claims"] += [claim | {"id": names[claim["id"]]} for claim in beside["claims"]]
    content["applicant"] = beside["applicant"] | stated(content["applicant"])
    made = contents.rewritten(policy, content, first.size or more.size, first)
    return replace(
        made,
        scores=first.scores | {names[key]: score for key, score in more.scores.items()},
        approved={**first.approved, **{names[key]: amount for key, amount in more.approved.items()}},
        reasons={**first.reasons, **{names[key]: reason for key, reason in more.reasons.items()}},
        only=(first.only or frozenset()) | (more.only or frozenset()),
    )


def new_names(taken: Iterable[str], keys: Sequence[str]) -> dict[str, str]:
    """A key for each of `keys` that is not `taken`: itself where it can be."""
    used, names = set(taken), dict[str, str]()
    for key in keys:
        name, number = key, 1
        while name in used:
            number += 1
            name = f"{key}-{number}"
        used.add(name)
        names[key] = name
    return names


def stated(facts: Json) -> Json:
    """The facts that are known."""
    return {name: value for name, value in facts.items() if value is not None}
