"""The inverse questions as JSON: what is asked in, the answer with its evidence out.

    {"question": "budget_for", "ratio": "0.9", "measure": "budget"|"claims", …what allocate takes…}
    {"question": "highest_cap", "ratio": "1", "measure": …, "number": "….cap", …}   without number: every award
    {"question": "highest_rate", "number": "…share", "ratio": "1", "measure": …, …}
    {"question": "worth_of_one_more", "total": "budget"|pool, "more": "1", …}

Amounts are in 万元, ratios fractions in lowest terms. An answer says itself in a sentence, with `notes`, and brings its
`trials`: the allocations with it and with a unit less or more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from engine import inverse
from engine.allocation.allocate import Run, Settlement, read_run
from engine.allocation.reading import of_year
from engine.application import invented
from engine.inverse import BUDGET, Budget, Cap, Highest, Measure, Trial, Worth
from engine.policy.pack import Policy
from engine.policy.parameters import Number, read_overrides
from engine.scenario import Cohort, Scenario
from engine.scenario.cohort import OF_A_COHORT
from engine.scenario.inputs import of_run
from engine.values.money import HUNDREDTH, WHOLE, Exact, parse_amount, parse_ratio, percent_text, wan, wan_text
from engine.values.refusal import Refusals, listed, refuse, shown

Json = dict[str, Any]
QUESTIONS = ("budget_for", "highest_cap", "highest_rate", "worth_of_one_more")
OF_A_QUESTION = ("question", "ratio", "measure", "number", "total", "more")
Settled = Callable[[str, str], Settlement]
"""Allocates with a number of the policy (by name) at a value."""


def answer(policy: Policy, raw: object) -> Json:
    """The answer to one question about what an allocation takes, which stands beside the question. Raises Refused."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    asked = {name: raw[name] for name in OF_A_QUESTION if raw.get(name) is not None}
    _question(asked)
    taken = {name: value for name, value in raw.items() if name not in OF_A_QUESTION}
    run, said = read_run(policy, taken), invented.mark_of_run(policy, taken)
    cohort: list[Cohort] = []

    def settled(name: str, value: str) -> Settlement:
        if not cohort:
            cohort.append(Cohort(policy, {n: taken.get(n) for n in OF_A_COHORT}, run.sizes))
        overrides = read_overrides(of_year(policy, taken), taken.get("overrides"), "overrides", Refusals())
        own = of_run(policy, run, BUDGET, policy.in_force.start.year, overrides)
        return _with_number(cohort[0], own, name, value)

    return _answered(run, asked, settled) | said


def ask(cohort: Cohort, scenario: Scenario, asked: Mapping[str, Any]) -> Json:
    """The answer to one question about a cohort under a scenario. Raises Refused."""
    run = cohort.run(scenario)
    return _answered(run, asked, lambda name, value: _with_number(cohort, scenario, name, value))


def _with_number(cohort: Cohort, scenario: Scenario, name: str, value: str) -> Settlement:
    return cohort.settle(replace(scenario, overrides={**scenario.overrides, name: value}))


# -------------------------------------------------------------------------------------------------------- the question


def _question(asked: Mapping[str, Any]) -> str:
    question = asked.get("question")
    if question not in QUESTIONS:
        refuse("question", "inverse.unknown_question", given=shown(question), known=listed(QUESTIONS))
    return str(question)


def _answered(run: Run, asked: Mapping[str, Any], settled: Settled) -> Json:
    question = _question(asked)
    if question == "worth_of_one_more":
        more = parse_amount(asked.get("more", "1"), "more")
        if not more or more % HUNDREDTH:
            refuse("more", "inverse.no_increase", given=shown(asked.get("more")))
        total = asked.get("total", BUDGET)
        return {"question": question, **_worth(inverse.worth_of_one_more(run, str(total), more // HUNDREDTH))}
    needed = question == "budget_for"
    ratio = Fraction(parse_ratio(asked.get("ratio", None if needed else "1"), "ratio"), WHOLE)
    measure: Measure = asked.get("measure", "budget")
    if needed:
        return {"question": question, **_budget(inverse.budget_for(run, ratio, measure))}
    if question == "highest_cap" and asked.get("number") is None:
        return {"question": question, **_cap(inverse.highest_cap(run, ratio, measure))}
    number = _number(run.policy, asked.get("number"), question == "highest_rate")
    found = inverse.highest_number(lambda value: settled(number.name, value), number, ratio, measure)
    return {"question": question, **_highest(found)}


def _number(policy: Policy, name: object, rates: bool) -> Number:
    """The rate, or the cap or fixed sum, of this name."""
    numbers = {n.name: n for n in inverse.raising(policy) if (n.kind == "rate") == rates}
    if not isinstance(name, str) or name not in numbers:
        refuse("number", "inverse.unknown_number", given=shown(name), known=listed(numbers))
    return numbers[name]


# ---------------------------------------------------------------------------------------------------------- the answer


def _budget(found: Budget) -> Json:
    return {
        "measure": found.measure,
        "ratio": str(found.ratio),
        "budget": _wan(found.budget),
        "most": str(found.most),
        "most_percent": percent_text(found.most.numerator, found.most.denominator),
        "blocking": [
            {"total": b.pool.id, "most": str(b.most), "present": _wan(b.total), "needed": _wan(b.needed)}
            for b in found.blocking
        ],
        "raised": _wan(found.raised),
        **_evidence(found),
    }


def _cap(found: Cap) -> Json:
    return {
        "measure": found.measure,
        "ratio": str(found.ratio),
        "cap": _wan(found.cap),
        "unlimited": found.cap is None,
        "below": _wan(found.below),
        "above": _wan(found.above),
        "claims": found.claims,
        "companies": found.companies,
        "cut": _wan(found.cut),
        "stopped_by": found.stopped_by,
        **_evidence(found),
    }


def _highest(found: Highest) -> Json:
    return {
        "measure": found.measure,
        "ratio": str(found.ratio),
        "number": found.number.name,
        "value": found.value,
        "value_text": None if found.value is None else inverse.value_text(found.number, found.value),
        "present": found.number.value,
        "step": found.step,
        "unlimited": found.unlimited,
        "highest": found.highest,
        "stopped_by": found.stopped_by,
        **_evidence(found),
    }


def _worth(found: Worth) -> Json:
    return {
        "total": found.total,
        "more": _wan(found.more),
        "verdict": found.verdict,
        "before": _wan(found.before),
        "after": _wan(found.after),
        "change": _change(found.before, found.after),
        "exact": str(found.exact * HUNDREDTH / WHOLE),
        "exact_cut": _wan(found.exact),
        "texts": _texts(found.before, found.after),
        "gained": found.gained,
        "lost": found.lost,
        "gain": _wan(found.gain),
        "loss": _wan(found.loss),
        "articles": [
            {
                "article": c.article,
                "before": _wan(c.before),
                "after": _wan(c.after),
                "change": _change(c.before, c.after),
                "gained": c.gained,
                "lost": c.lost,
                "texts": _texts(c.before, c.after),
            }
            for c in found.articles
        ],
        **_evidence(found),
    }


def _evidence(found: Budget | Cap | Highest | Worth) -> Json:
    return {
        "sentence": found.sentence,
        "notes": list(found.notes),
        "trials": [_trial(trial) for trial in found.trials],
    }


def _trial(trial: Trial) -> Json:
    return {
        "label": trial.label,
        "ratio": str(trial.ratio),
        "percent": percent_text(trial.ratio.numerator, trial.ratio.denominator),
        "enough": trial.enough,
        "paid": _wan(trial.paid),
        "paid_text": wan_text(trial.paid * HUNDREDTH),
    }


def _wan(hundredths: Exact | None) -> str | None:
    return None if hundredths is None else wan(hundredths * HUNDREDTH)


def _texts(before: int, after: int) -> dict[str, str]:
    """The figures as people read them; the difference is one of published figures."""
    sign = "+" if after > before else "\N{MINUS SIGN}" if after < before else ""
    return {
        "before": wan_text(before * HUNDREDTH),
        "after": wan_text(after * HUNDREDTH),
        "change": sign + wan_text(abs(after - before) * HUNDREDTH),
    }


def _change(before: int, after: int) -> str:
    """A difference of published figures, with its sign."""
    return f"{'+' if after > before else ''}{wan((after - before) * HUNDREDTH)}"
