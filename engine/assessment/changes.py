"""An application in which something is otherwise: what is changed, applied to it and written for whoever repeats it,
and what its claims come to then."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from engine.application.model import MOST_ENTRIES, Application, Claim, entries_in, projects_of
from engine.assessment.answer import Change
from engine.assessment.batch import Evaluator, sharing
from engine.assessment.cells import cells_of, fact_at
from engine.assessment.evaluation import Gathering
from engine.assessment.groups import Settled, groups_of
from engine.assessment.runs import ClaimRun
from engine.policy.provision import Provision
from engine.policy.years import in_year
from engine.steps.numbers import Row
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

    def claim(self, application: Application, position: int) -> Claim:
        """One of the claims of an application, changed."""
        claim, answers = application.claims[position], self.answers.get(position)
        if not answers:
            return claim
        facts = claim.facts.copy()
        own = {id(facts)}
        for path in _in_order(answers):
            _put(facts, path, answers[path], own)
        return Claim(claim.id, claim.provision, facts, claim.unclear)

    def fits(self, room: Callable[[], int]) -> bool:
        """Whether it is still an application that can be made: no amount too large, not too many entries. `room`: how
        many can be added."""
        added = 0
        for answers in self.answers.values():
            for value in answers.values():
                if isinstance(value, int) and value >= TOO_LARGE:
                    return False
                added += isinstance(value, dict)
        return not added or added <= room()

    def written(self, application: Application) -> list[Change]:
        """The changed answers as they stand in an answer, in the order in which they are made."""
        return [
            {
                "path": f"claims.{i}.facts.{path}",
                "value": _written(application.claims[i].provision, path, answers[path]),
            }
            for i, answers in self.answers.items()
            for path in _in_order(answers)
        ]


def _in_order(answers: Answers) -> list[str]:
    """The paths of answers as they are made: what is taken away comes last, of a list from its end."""

    def place(path: str) -> list[tuple[int, str]]:
        return [(int(name), "") if name.isdigit() else (-1, name) for name in path.split(".")]

    gone = sorted((path for path, value in answers.items() if value is None), key=place, reverse=True)
    return [*(path for path, value in answers.items() if value is not None), *gone]


def _put(facts: Any, path: str, value: Any, own: set[int]) -> None:
    """Put an answer where it belongs, or take it away. What it stands in is copied first, unless that is one of the
    `own` copies (by their ids)."""
    *above, last = path.split(".")
    for name in above:
        at: Any = int(name) if isinstance(facts, list) else name
        if id(facts[at]) not in own:
            facts[at] = facts[at].copy()
            own.add(id(facts[at]))
        facts = facts[at]
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
        self.rows = 0
        self._batches: dict[date, Row] = {}
        self._standing: dict[Any, bool] = {}
        self._other_days: dict[date, Application] = {}
        self._other_years: dict[int, Evaluator] = {}

    @cached_property
    def together(self) -> dict[int, list[int]]:
        """By the position of a claim those that may share something with it, itself among them. To all others its
        changes make no difference."""
        claims = self.application.claims
        return {i: group for group in sharing(claims) for i in group} if len(claims) > 1 else {0: [0]}

    @cached_property
    def projects(self) -> list[tuple[int, str, str]]:
        """The projects that have a name: the position of the claim, the path in its facts, and by what it is told from
        others."""
        claims = enumerate(self.application.claims)
        return [(i, of.where, of.key) for i, claim in claims for of in projects_of(claim) if of.key]

    def now(self, claims: Iterable[int]) -> int:
        """分 that these claims come to as they are."""
        return sum(self.evaluator.against[i].approved for i in claims)

    @cached_property
    def _room(self) -> int:
        """So many entries can be added."""
        return MOST_ENTRIES - entries_in([claim.facts for claim in self.application.claims])

    @cached_property
    def _open_together(self) -> frozenset[int]:
        """The claims that share something with one that is open: what comes of them together is not told."""
        if not self.evaluator.uncertain:
            return frozenset()
        shared = (group for group in groups_of(self.evaluator) if not isinstance(group, Settled) and group.open)
        return frozenset(i for group in shared for i in group.members)

    def _on(self, day: date) -> tuple[Application, Evaluator]:
        """The same application on another day, and by what it is evaluated: another year can have another guideline."""
        if day not in self._other_days:
            self._other_days[day] = replace(self.application, day=day)
        application, evaluator = self._other_days[day], self.evaluator
        if in_year(evaluator.policy, day.year) is evaluator.policy:
            return application, evaluator
        if day.year not in self._other_years:
            self._other_years[day.year] = Evaluator(evaluator.policy, application)
        return application, self._other_years[day.year]

    def of(self, changed: Changed, claims: Sequence[int]) -> dict[int, ClaimRun] | None:
        """What becomes of these claims, by their positions, without the others; None where that is not tried: enough is
        already, nobody can make such an application, or it depends on answers that are open."""
        if self.rows > ROWS or not changed.fits(lambda: self._room) or not self._open_together.isdisjoint(claims):
            return None
        application, evaluator = self.application, self.evaluator
        if changed.day is not None:
            application, evaluator = self._on(changed.day)
        gathering, day = Gathering(evaluator.book), application.day
        gathering.standing = self._standing
        gathering.remember(0, application)
        if (batch := self._batches.get(day)) is None:
            batch = self._batches[day] = gathering.batch(day.toordinal(), evaluator.against_applicant)
        runs = {}
        for i in claims:
            is_other = changed.day is not None or i in changed.answers
            claim = changed.claim(application, i)
            cells = cells_of(evaluator.plans, application, claim) if is_other else evaluator.cells[i]
            filled = evaluator.filling.claim(cells, day, "against")
            self.rows += 1 + len(filled[1] or ())
            runs[i] = gathering.add(batch, 0, cells, *filled)
        gathering.evaluate()
        return runs
