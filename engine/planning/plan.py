"""The plan over years: every group of matters by the best way, put together and assessed again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, cast

from engine.application.invented import INVENTED
from engine.application.matters import called, titles
from engine.application.model import Application, Claim
from engine.application.reading import read_application
from engine.assessment.batch import Evaluator
from engine.assessment.expected import IN_FULL, Expected
from engine.planning.answer import (
    AsSoonAsPossible,
    Brought,
    ByBudget,
    Gain,
    Plan,
    PlannedApplication,
    PlannedMatter,
    PlannedYear,
)
from engine.planning.best_way import Choosing
from engine.planning.expectations import EXPECTED, Expectations, Merged, merged
from engine.planning.groups import Sharing
from engine.planning.reasons import Reasons
from engine.planning.schedule import Claiming, scheduled
from engine.planning.trials import Awards, Trials
from engine.planning.units import Unit, units_of
from engine.planning.ways import Found, Way
from engine.policy.pack import Policy
from engine.policy.receipt import guideline_sha256, receipt_of
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import Both
from engine.values.money import wan
from engine.values.refusal import Refused, refuse, shown
from engine.values.written import WrittenRatio

Json = dict[str, Any]
PARTS: dict[str, Collection[Grade]] = {
    "on_budget": {*CALCULATED_GRADES, "competing", "assessed"},
    "calculated": CALCULATED_GRADES,
    "competing": {"competing"},
    "assessed": {"assessed"},
    "other_budget": {"other_budget"},
}
"""What is told apart of what is approved: which grades of certainty are of each part."""


def plan(
    policy: Policy, raw: object, *, first: date | None = None, expected: Expected = IN_FULL, stored: bool = False
) -> Plan:
    """Which matters of an application (contract form, with what is `expected` beside it) to claim when, from a `first`
    day (without it, the application's) to the last on which the measures hold.

    Unknown answers count against the applicant. What counts is what is `expected` to be paid. Raises Refused naming
    every field that cannot be accepted; `stored` as by `assess`.
    """
    found, application = _read(policy, raw, first, stored)
    if application.day > policy.in_force.until:
        until = policy.in_force.until.isoformat()
        refuse("application_date", "plan.over", given=application.day.isoformat(), until=until)
    return _Planning(policy, found, application, expected).answer()


def plan_accepted(
    policy: Policy, application: Mapping[str, Any], stated: Sequence[Mapping[str, Any]], payout: Expected
) -> tuple[Plan | None, list[Both]]:
    """The plan of an application with what is `stated` of later years, as far as it is accepted and the claim is there;
    None where there is none. What was refused, in sentences."""
    there = {claim["id"] for claim in application.get("claims") or ()}
    left, refused = [of for of in stated if of["claim"] in there], list[Both]()
    if not there:
        return None, refused
    while True:
        try:
            return plan(policy, {**application, EXPECTED: left}, expected=payout, stored=True), refused
        except Refused as refusal:
            refused += [error["message"] for error in refusal.errors]
            paths = [error["path"].split(".") for error in refusal.errors]
            bad = {int(path[1]) for path in paths if path[0] == EXPECTED and len(path) > 1}
            if not bad:
                return None, refused
            left = [of for n, of in enumerate(left) if n not in bad]


def _read(policy: Policy, raw: object, first: date | None, stored: bool) -> tuple[Merged, Application]:
    """The application on the first day, as given and as read."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    found = merged(policy, raw)
    if first is not None:
        found.start(first)
    try:
        application = read_application(policy, found.application, applies=None if stored else "now")
    except Refused as refused:
        raise found.refused(refused) from refused
    day = max(application.day, policy.in_force.start)
    return found, replace(application, day=day)


class _Planning:
    """One plan being made."""

    def __init__(self, policy: Policy, given: Merged, application: Application, expected: Expected) -> None:
        self.policy, self.given, self.expected = policy, given, expected
        self.stated = application
        self.units = units_of(application)
        self.trials = Trials(policy, self.units, application.day, policy.in_force.until)
        claims = application.claims
        self.shares = [expected.share(claim.provision, application.readings) for claim in claims]
        self.titles = self._titles(claims)
        self.expectations = Expectations(claims, given.origins, application.day)

    def answer(self) -> Plan:
        """The plan."""
        sharing = Sharing(self.trials)
        groups = [Choosing(sharing, units, self.shares) for units in sharing.groups()]
        soon = [group.as_soon_as_possible() for group in groups]
        best = [group.best() for group in groups]
        way = _together(best)
        claiming = scheduled(self.trials, way, self.shares)
        applications = self._applications(claiming)
        years = self._years([(a["year"], a) for a in applications])
        whole = _sum(years)
        paid = whole["paid"].fen
        there = sum(one.there for one in best)
        at_once = self._soon(soon)
        receipt = receipt_of(self.policy, self.stated.readings, self.trials.first.year, self.given.whole)
        of = receipt["policy"]
        result: Plan = {
            "first_day": self.trials.first.isoformat(),
            "last_day": self.trials.last.isoformat(),
            "lines": self._lines(way, claiming, groups),
            "applications": applications,
            "years": years,
            **whole,
            "elsewhere": wan(there),
            "total": wan(paid + there),
            "as_soon_as_possible": at_once,
            "gain": wan(paid + there - at_once["total"].fen),
            "gain_by": _gain(whole, there, at_once),
            "proven": all(one.proven for one in best),
            "expectations": self.expectations.all(list(self.units.all), self.trials.last),
            "payout": {
                "ratio": WrittenRatio(self.expected.ratio),
                "of": {name: WrittenRatio(ratio) for name, ratio in self.expected.of.items()},
            },
            "receipt": receipt,
            "policy": {"id": of["id"], "version": of["version"], "sha256": of["sha256"]},
            "readings": self.stated.readings,
        }
        if self.stated.invented:
            result[INVENTED] = True
        return result

    def _titles(self, claims: Sequence[Claim]) -> list[Both]:
        """What each claim is called; one with what is expected beside another, as that one."""
        of = [int(self.given.origin(f"claims.{n}").rpartition(".")[2]) for n in range(len(claims))]
        own = [n for n, at in enumerate(of) if n == at]
        called_ = dict(zip(own, titles([(claims[n].provision, claims[n].facts) for n in own]), strict=True))
        return [called_[at] for at in of]

    def _by_budget(self, amounts: Mapping[int, int]) -> ByBudget:
        """What is approved and paid, in all and by the budget that pays it, by position of the claim."""
        grades = {claim: self._grade(claim) for claim in amounts}
        parts = {
            name: self._brought({claim: fen for claim, fen in amounts.items() if grades[claim] in of})
            for name, of in PARTS.items()
        }
        return cast(ByBudget, {**self._brought(amounts), **parts})

    def _grade(self, claim: int) -> Grade | None:
        """What kind of certainty the amount of a claim has, by its position."""
        return self.stated.claims[claim].provision.grade(self.expected.readings or self.stated.readings)

    def _brought(self, amounts: Mapping[int, int]) -> Brought:
        paid = sum((self.shares[claim] * fen for claim, fen in amounts.items()), Fraction(0))
        return {"amount": wan(sum(amounts.values())), "paid": wan(paid)}

    def _years(self, brought: Sequence[tuple[int, ByBudget]]) -> list[PlannedYear]:
        years = range(self.trials.first.year, self.trials.last.year + 1)
        return [
            {
                "year": year,
                "guideline": guideline_sha256(self.policy, year),
                **_sum([one for of, one in brought if of == year]),
            }
            for year in years
        ]

    def _soon(self, ways: Sequence[Found]) -> AsSoonAsPossible:
        through = self.trials.through(_together(ways).in_order(self.units.all))
        years = self._years(
            [(span.year, self._by_budget({of.claim: of.run.approved for of in claimed})) for span, claimed in through]
        )
        whole, there = _sum(years), sum(one.there for one in ways)
        return {"years": years, **whole, "elsewhere": wan(there), "total": wan(whole["paid"].fen + there)}

    def _applications(self, claiming: Sequence[Claiming]) -> list[PlannedApplication]:
        """The application of each day, read and assessed again as it is written."""
        found: list[PlannedApplication] = []
        planned: Awards = ()
        for one in claiming:
            parts = self.trials.making.parts(one.day, one.units, planned)
            written = self.trials.making.written(self.given.application, one.day, parts, planned)
            again = Evaluator(self.policy, read_application(self.policy, written, applies=None)).against
            amounts = {part.claim: run.approved for part, run in zip(parts, again, strict=True)}
            claims = self.stated.claims
            found.append(
                {
                    "year": one.day.year,
                    "day": one.day.isoformat(),
                    "first_day": one.first.isoformat(),
                    "last_day": one.last.isoformat(),
                    "lines": [unit.id for unit in one.units],
                    "claims": [
                        {"id": claims[i].id, "provision": claims[i].provision.id, "amount": wan(fen)}
                        for i, fen in amounts.items()
                    ],
                    **self._by_budget(amounts),
                    "rests_on_expectations": any(self.expectations.of(unit, one.day) for unit in one.units),
                    "input": written,
                }
            )
            planned += one.awards
        return found

    def _lines(self, way: Way, claiming: Sequence[Claiming], groups: Sequence[Choosing]) -> list[PlannedMatter]:
        reasons = Reasons(self.trials, groups, way)
        at = {unit.number: (one, n) for one in claiming for n, unit in enumerate(one.units)}
        lines: list[tuple[tuple[int, str, int], PlannedMatter]] = []
        for unit in self.units.all:
            claim = self.stated.claims[unit.claim]
            p = claim.provision
            one, place = at.get(unit.number, (None, 0))
            amount = 0 if one is None else one.amounts[place]
            reason, why = reasons.of(unit, one, amount)
            decision = "claim" if one else "elsewhere" if reason.startswith("elsewhere") else "hold"
            if decision == "elsewhere" and unit.offer is not None:
                amount = unit.offer.amount
            paid = self.shares[unit.claim] * amount if one else Fraction(amount)
            line: PlannedMatter = {
                "id": unit.id,
                "claim": claim.id,
                "provision": p.id,
                "article": p.article,
                "item": unit.item,
                "grade": self._grade(unit.claim),
                "title": self.titles[unit.claim],
                "label": self._label(unit),
                "decision": decision,  # type: ignore[typeddict-item]
                "year": one.day.year if one else None,
                "day": one.day.isoformat() if one else None,
                "first_day": one.spans[place].first.isoformat() if one else None,
                "last_day": one.spans[place].last.isoformat() if one else None,
                "amount": wan(amount),
                "paid": wan(paid),
                "reason": reason,
                "why": why,
                "expectations": self.expectations.of(unit, one.day) if one else [],
            }
            order = {"claim": 0, "elsewhere": 1, "hold": 2}[decision]
            lines.append(((order, line["day"] or "", unit.number), line))
        return [line for _, line in sorted(lines, key=lambda entry: entry[0])]

    def _label(self, unit: Unit) -> Both:
        claim = self.stated.claims[unit.claim]
        if unit.item is None:
            return self.titles[unit.claim]
        return called(claim.provision, claim.facts)[unit.item]


def _sum(parts: Sequence[ByBudget]) -> ByBudget:
    """Amounts of several days or years, added up."""

    def added(brought: Sequence[Any]) -> Brought:
        return {"amount": wan(sum(x["amount"].fen for x in brought)), "paid": wan(sum(x["paid"].fen for x in brought))}

    return cast(ByBudget, {**added(parts), **{name: added([dict(part)[name] for part in parts]) for name in PARTS}})


def _gain(whole: ByBudget, there: int, soon: AsSoonAsPossible) -> Gain:
    """By how much each part of the total is above that of everything as soon as possible."""
    return {
        "calculated": wan(whole["calculated"]["paid"].fen - soon["calculated"]["paid"].fen),
        "competing": wan(whole["competing"]["paid"].fen - soon["competing"]["paid"].fen),
        "assessed": wan(whole["assessed"]["paid"].fen - soon["assessed"]["paid"].fen),
        "other_budget": wan(whole["other_budget"]["paid"].fen - soon["other_budget"]["paid"].fen),
        "elsewhere": wan(there - soon["elsewhere"].fen),
    }


def _together(found: Sequence[Found]) -> Way:
    """The ways of all groups as one."""
    when = {number: span for one in found for number, span in one.way.when.items()}
    elsewhere = frozenset(number for one in found for number in one.way.elsewhere)
    return Way(when, elsewhere, frozenset(claim for one in found for claim in one.way.whole))
