"""Scenarios of one run beside a base, as an answer: what `python -m engine compare` prints and the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engine.allocation import contradictions
from engine.policy.pack import Policy
from engine.policy.receipt import receipt_of
from engine.scenario.answer import Compared, ComparedAnswer, DividedAnswer, answered
from engine.scenario.comparison import BY_ARTICLE
from engine.scenario.effect import MOST, Ledgers, effect, largest_claims, largest_companies, ledgers
from engine.scenario.fairness import by_rule, fairness
from engine.scenario.inputs import SCENARIOS, SUBMITTED, read_cohort, read_scenario_of_run, read_scenarios
from engine.scenario.outcome import Outcome
from engine.scenario.plan import Scenario, lawful, written
from engine.scenario.worked import Worked
from engine.text import words
from engine.values.refusal import refuse, shown

Json = dict[str, Any]


def compare_scenarios(
    policy: Policy, raw: object, more: Sequence[Scenario] = (), *, steps: bool = True, most: int = MOST
) -> Json:
    """The `scenarios` beside the run in `raw` (what `allocate` takes), and `more` of them, each compared with the run
    as it is given; where there are none, the run compared with the law as it stands and the same money. With the
    ledgers (`steps`) of so many claims whose payment changes `most`. Refused as by `allocate`."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    run = {key: value for key, value in raw.items() if key not in (SCENARIOS, SUBMITTED)}
    cohort, own = read_scenario_of_run(policy, run, words.text("compare.as_given", words.LANGUAGES[0]))
    if raw.get(SUBMITTED) is not None:
        cohort = read_cohort(policy, raw)
    worked = Worked(policy, cohort)
    others = [*read_scenarios(policy, raw.get(SCENARIOS)), *more]
    base, compared = (own, others) if others else (lawful(own), [own])
    first = worked.outcome(base)
    answer: Compared = {
        "base": _divided(first, raw),
        "scenarios": [_compared(worked, first, worked.outcome(one), raw, steps=steps, most=most) for one in compared],
    }
    if cohort.invented:
        answer["invented"] = True
    return answered(answer)


def _divided(outcome: Outcome, raw: object) -> DividedAnswer:
    run = outcome.settlement.run
    return {
        "scenario": written(outcome.scenario),
        "ratio": outcome.budget.ratio,
        "fairness": fairness(outcome),
        "open": contradictions.written([*run.points, *outcome.settlement.unscored()]),
        "receipt": receipt_of(run.policy, run.readings, outcome.scenario.year, raw),
    }


def _compared(worked: Worked, base: Outcome, other: Outcome, raw: object, *, steps: bool, most: int) -> ComparedAnswer:
    found = effect(base, other, worked.compared(base, other))
    comparison, claims = found.comparison, list(largest_claims(base, other, most))
    groups = {BY_ARTICLE: comparison.by_article, **comparison.by_group}
    if steps:
        before, after = (ledgers(each, [one.claim for one in claims]) for each in (base, other))
        claims = [replace(one, steps=Ledgers(before[one.claim], after[one.claim])) for one in claims]
    return {
        **_divided(other, raw),
        "total": found.total,
        "articles": list(found.lines),
        "companies": comparison.total,
        "groups": {name: [change for change in changes if change.companies] for name, changes in groups.items()},
        "largest_companies": list(largest_companies(base, other, most)),
        "largest_claims": claims,
        "steps": list(worked.step_changes(base, other)),
        "rules": list(by_rule(worked, other.scenario)),
    }
