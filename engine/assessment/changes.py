"""An application in which something is otherwise: what is changed, applied to it and written for whoever repeats it,
and what its claims come to then."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from engine.application.model import MOST_ENTRIES, Application, Claim, entries_in
from engine.assessment.answer import Change
from engine.assessment.batch import Evaluator, sharing
from engine.assessment.cells import applicant_row, claim_cells, fact_at
from engine.assessment.evaluation import Gathering
from engine.assessment.groups import Settled, groups_of
from engine.assessment.runs import ClaimRun
from engine.policy.provision import Provision
from engine.values.money import TOO_LARGE, exact_decimal

ROWS = 1_200
"""So many claims and entries are evaluated again for the advice on one application; what is left then is not told."""

Answers = dict[str, Any]
"""Answers of a claim by their path in its facts, as they are read; None takes an answer, or an entry of a list, away.
One place beyond the end of a list adds an entry."""


@dataclass(frozen=True)
class Changed:
    """The answers that are others, by the position of their claim; another `day` of application."""

    answers: dict[int, Answers]
    day: date | None = None

    def applied(self, application: Application, claims: Sequence[int]) -> Application:
        """The application with these of its claims alone, changed."""
        found = [self._claim(application.claims[i], self.answers.get(i)) for i in claims]
        return replace(application, day=self.day or application.day, claims=found)

    @staticmethod
    def _claim(claim: Claim, answers: Answers | None) -> Claim:
        if not answers:
            return claim
        facts = _copied(claim.facts)
        for path, value in answers.items():
            if value is not None:
                _put(facts, path, value)
        for path in sorted((p for p, value in answers.items() if value is None), key=_order, reverse=True):
            _put(facts, path, None)
        return replace(claim, facts=facts)

    def fits(self, application: Application) -> bool:
        """Whether it is still an application that can be made: no amount too large, not too many entries."""
        values = [value for answers in self.answers.values() for value in answers.values()]
        if any(isinstance(value, int) and value >= TOO_LARGE for value in values):
            return False
        added = sum(isinstance(value, dict) for value in values)
        return not added or entries_in([claim.facts for claim in application.claims]) + added <= MOST_ENTRIES

    def written(self, application: Application) -> list[Change]:
        """The changes as they stand in an answer, in the order in which they are made."""
        found: list[Change] = []
        if self.day is not None:
            found.append({"path": "application_date", "value": self.day.isoformat()})
        for i, answers in self.answers.items():
            p = application.claims[i].provision
            said = {path: v for path, v in answers.items() if v is not None}
            gone = sorted((path for path, v in answers.items() if v is None), key=_order, reverse=True)
            for path in (*said, *gone):
                found.append({"path": f"claims.{i}.facts.{path}", "value": _written(p, path, answers[path])})
        return found


def _copied(facts: Any) -> Any:
    """The same answers, to be changed."""
    if isinstance(facts, dict):
        return {name: _copied(value) for name, value in facts.items()}
    return [_copied(value) for value in facts] if isinstance(facts, list) else facts


def _order(path: str) -> list[tuple[int, str]]:
    return [(int(name), "") if name.isdigit() else (-1, name) for name in path.split(".")]


def _put(facts: Any, path: str, value: Any) -> None:
    """Put an answer where it belongs, or take it away."""
    *above, last = path.split(".")
    for name in above:
        facts = facts[int(name)] if isinstance(facts, list) else facts[name]
    if isinstance(facts, list):
        place = int(last)
        if value is None:
            del facts[place]
        elif place == len(facts):
            facts.append(value)
        else:
            facts[place] = value
        return
    key: Hashable = int(last) if last.isdigit() else last  # an answer kept by year
    if value is None:
        facts.pop(key, None)
    else:
        facts[key] = value


def _written(p: Provision, path: str, value: Any) -> Any:
    """An answer as an application states it."""
    if isinstance(value, dict):
        return {name: _written(p, f"{path}.{name}", inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_written(p, path, inner) for inner in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return exact_decimal(value) if fact_at(p, path).type in ("amount", "yearly") else value


class Trials:
    """What changed applications come to, with everything unknown counted against the applicant."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator, self.application = evaluator, evaluator.application
        self.plans, self.filling, self.book = evaluator.plans, evaluator.filling, evaluator.book
        self.rows = 0

    @cached_property
    def _groups(self) -> dict[int, list[int]]:
        claims = self.application.claims
        return {i: group for group in sharing(claims) for i in group} if len(claims) > 1 else {0: [0]}

    @cached_property
    def _applicant(self) -> list[int]:
        row, unknown = applicant_row(self.plans, self.application)
        return self.filling.applicant(row, unknown, self.application.day, "against", None)

    def together(self, position: int) -> list[int]:
        """The claims that may share something with this one, itself among them. To all others its changes make no
        difference."""
        return self._groups[position]

    def now(self, claims: Iterable[int]) -> int:
        """分 that these claims come to as they are."""
        return sum(self.evaluator.against[i].approved for i in claims)

    @cached_property
    def _open_together(self) -> frozenset[int]:
        """The claims that share something with one that is open: what comes of them together is not told."""
        shared = (group for group in groups_of(self.evaluator) if not isinstance(group, Settled) and group.open)
        return frozenset(i for group in shared for i in group.members)

    def of(self, changed: Changed, claims: Sequence[int]) -> dict[int, ClaimRun] | None:
        """What becomes of these claims, by their positions, without the others; None where that is not tried: enough is
        already, nobody can make such an application, or it depends on answers that are open."""
        if self.rows > ROWS or not changed.fits(self.application):
            return None
        if not self._open_together.isdisjoint(claims):
            return None
        day = changed.day or self.application.day
        anew = [i for i in claims if changed.day is not None or i in changed.answers]
        fresh = dict(zip(anew, claim_cells(self.plans, changed.applied(self.application, anew)), strict=True))
        gathering = Gathering(self.book)
        gathering.remember(0, replace(self.application, day=day))
        batch = gathering.batch(day.toordinal(), self._applicant)
        runs = {}
        for i in claims:
            cells = fresh.get(i) or self.evaluator.cells[i]
            filled = self.filling.claim(cells, day, "against")
            self.rows += 1 + len(filled[1] or ())
            runs[i] = gathering.add(batch, 0, cells, *filled)
        gathering.evaluate()
        return runs
