"""Scenarios of one run beside a base, as an answer: what `python -m engine compare` prints and the pages show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.allocation import contradictions
from engine.policy.pack import Policy
from engine.policy.receipt import receipt_of
from engine.scenario.answer import (
    ChangeAnswer,
    ClaimAnswer,
    ComparedAnswer,
    ComparisonAnswer,
    CountedAnswer,
    DividedAnswer,
    FairnessAnswer,
    GroupAnswer,
    LineAnswer,
    StandingAnswer,
    StepAnswer,
)
from engine.scenario.comparison import BY_ARTICLE, Change
from engine.scenario.effect import (
    MOST,
    ClaimChange,
    EffectLine,
    Standing,
    effect,
    largest_claims,
    largest_companies,
    ledgers,
)
from engine.scenario.fairness import Fairness, by_rule, fairness
from engine.scenario.inputs import SCENARIOS, SUBMITTED, read_cohort, read_scenario_of_run, read_scenarios
from engine.scenario.outcome import Outcome
from engine.scenario.plan import Scenario, lawful, written
from engine.scenario.step_changes import Counted, StepChange
from engine.scenario.worked import Worked
from engine.text import words
from engine.values.money import wan
from engine.values.refusal import refuse, shown
from engine.values.written import WrittenRatio

Json = dict[str, Any]


def compare_scenarios(
    policy: Policy, raw: object, more: Sequence[Scenario] = (), *, steps: bool = True, most: int = MOST
) -> ComparisonAnswer:
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
    answer: ComparisonAnswer = {
        "base": _divided(first, raw),
        "scenarios": [_compared(worked, first, worked.outcome(one), raw, steps=steps, most=most) for one in compared],
    }
    if cohort.invented:
        answer["invented"] = True
    return answer


def _divided(outcome: Outcome, raw: object) -> DividedAnswer:
    run = outcome.settlement.run
    return {
        "scenario": written(outcome.scenario),
        "ratio": WrittenRatio(outcome.budget.ratio),
        "fairness": _fairness(fairness(outcome)),
        "open": contradictions.written([*run.points, *outcome.settlement.unscored()]),
        "receipt": receipt_of(run.policy, run.readings, outcome.scenario.year, raw),
    }


def _compared(worked: Worked, base: Outcome, other: Outcome, raw: object, *, steps: bool, most: int) -> ComparedAnswer:
    found = effect(base, other, worked.compared(base, other))
    comparison, claims = found.comparison, largest_claims(base, other, most)
    groups = {BY_ARTICLE: comparison.by_article, **comparison.by_group}
    ids = [one.claim for one in claims] if steps else []
    before, after = (ledgers(each, ids) for each in (base, other))
    told = [_claim(one) for one in claims]
    for claim in told if steps else ():
        claim["steps"] = {"before": before[claim["claim"]], "after": after[claim["claim"]]}
    return {
        **_divided(other, raw),
        "total": _line(found.total),
        "articles": [_line(line) for line in found.lines],
        "companies": _change(comparison.total),
        "groups": {name: [_group(c) for c in changes if c.companies] for name, changes in groups.items()},
        "largest_companies": [
            {
                "applicant": one.applicant,
                "claims": list(one.claims),
                "before": wan(one.before),
                "after": wan(one.after),
                "difference": wan(one.difference),
            }
            for one in largest_companies(base, other, most)
        ],
        "largest_claims": told,
        "steps": [_step(change) for change in worked.step_changes(base, other)],
        "rules": [{"rule": rule, **_fairness(one)} for rule, one in by_rule(worked, other.scenario)],
    }


def _line(line: EffectLine) -> LineAnswer:
    return {
        "article": line.article,
        "on_budget": line.on_budget,
        "claims": line.claims,
        "companies": line.companies,
        "before": _standing(line.before),
        "after": _standing(line.after),
        "difference": wan(line.difference),
    }


def _standing(standing: Standing) -> StandingAnswer:
    return {
        "requested": wan(standing.requested),
        "approved": wan(standing.approved),
        "decided": wan(standing.decided),
        "estimated": wan(standing.estimated),
        "paid": wan(standing.paid),
        "unspent": None if standing.unspent is None else wan(standing.unspent),
        "ratio": None if standing.ratio is None else WrittenRatio(standing.ratio),
    }


def _change(change: Change) -> ChangeAnswer:
    return {
        "winners": change.winners,
        "losers": change.losers,
        "unchanged": change.unchanged,
        "before": wan(change.base),
        "after": wan(change.other),
        "gained": wan(change.gained),
        "lost": wan(change.lost),
        "difference": wan(change.difference),
    }


def _group(change: Change) -> GroupAnswer:
    return {"group": str(change.group), **_change(change)}


def _claim(one: ClaimChange) -> ClaimAnswer:
    return {
        "claim": one.claim,
        "applicant": one.applicant,
        "provision": one.provision,
        "decided": one.decided,
        "approved_before": wan(one.approved_before),
        "approved_after": wan(one.approved_after),
        "before": wan(one.before),
        "after": wan(one.after),
        "difference": wan(one.difference),
    }


def _step(change: StepChange) -> StepAnswer:
    return {
        "of": change.of,
        "step": change.step,
        "article": change.article,
        "provision": change.provision,
        "label": change.label,
        "begins": _counted(change.begins),
        "ends": _counted(change.ends),
        "more": _counted(change.more),
        "less": _counted(change.less),
        "before": None if change.before is None else wan(change.before),
        "after": None if change.after is None else wan(change.after),
        "numbers": list(change.numbers),
    }


def _counted(counted: Counted) -> CountedAnswer:
    return {"claims": counted.claims, "companies": counted.companies}


def _fairness(one: Fairness) -> FairnessAnswer:
    return {
        "companies": one.companies,
        "unpaid": one.unpaid,
        "paid": wan(one.paid),
        "gini": _ratio(one.gini),
        "gini_approved": _ratio(one.gini_approved),
        "lorenz": [WrittenRatio(share) for share in one.lorenz],
        "lorenz_approved": [WrittenRatio(share) for share in one.lorenz_approved],
        "by_size": [
            {"size": row.size, "companies": row.companies, "paid": wan(row.paid), "share": _ratio(row.share)}
            for row in one.by_size
        ],
        "top": one.top,
        "top_share": _ratio(one.top_share),
        "median": None if one.median is None else wan(one.median),
        "lowest": _ratio(one.lowest),
    }


def _ratio(ratio: Any) -> WrittenRatio | None:
    return None if ratio is None else WrittenRatio(ratio)
