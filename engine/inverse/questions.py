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

from pydantic import TypeAdapter

from engine.allocation.proration import Settlement
from engine.allocation.reading import of_year, read_run
from engine.allocation.run import Run
from engine.application import invented
from engine.inverse.budgets import Budget, budget_for
from engine.inverse.caps import Cap, highest_cap
from engine.inverse.trials import BUDGET, Measure
from engine.inverse.values import Highest, highest_number, raising, value_text
from engine.inverse.worth import Worth, worth_of_one_more
from engine.policy.pack import Policy
from engine.policy.parameters import Number, read_overrides
from engine.scenario import Cohort, Scenario
from engine.scenario.cohort import OF_A_COHORT
from engine.scenario.inputs import of_run
from engine.values.money import HUNDREDTH, WHOLE, parse_amount, parse_ratio, percent_text, wan, wan_text
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
        return {"question": question, **_written(worth_of_one_more(run, str(total), more // HUNDREDTH))}
    needed = question == "budget_for"
    ratio = Fraction(parse_ratio(asked.get("ratio", None if needed else "1"), "ratio"), WHOLE)
    measure: Measure = asked.get("measure", "budget")
    if needed:
        return {"question": question, **_written(budget_for(run, ratio, measure))}
    if question == "highest_cap" and asked.get("number") is None:
        return {"question": question, **_written(highest_cap(run, ratio, measure))}
    number = _number(run.policy, asked.get("number"), question == "highest_rate")
    found = highest_number(lambda value: settled(number.name, value), number, ratio, measure)
    return {"question": question, **_written(found)}


def _number(policy: Policy, name: object, rates: bool) -> Number:
    """The rate, or the cap or fixed sum, of this name."""
    numbers = {n.name: n for n in raising(policy) if (n.kind == "rate") == rates}
    if not isinstance(name, str) or name not in numbers:
        refuse("number", "inverse.unknown_number", given=shown(name), known=listed(numbers))
    return numbers[name]


# ---------------------------------------------------------------------------------------------------------- the answer


def _written(found: Budget | Cap | Highest | Worth) -> Json:
    """An answer as JSON, and beside its figures what of them people read."""
    written: Json = TypeAdapter(type(found)).dump_python(found)
    for trial in written["trials"]:
        trial |= {"percent": percent_text(trial["ratio"].exact), "paid_text": wan_text(trial["paid"].fen)}
    match found:
        case Budget():
            written["most_percent"] = percent_text(found.most)
        case Cap():
            written["unlimited"] = found.cap is None
        case Highest():
            text = None if found.value is None else value_text(found.number, found.value)
            written |= {"value_text": text, "present": found.number.value}
        case Worth():
            written["exact_cut"] = wan(found.exact * HUNDREDTH)
            for part in (written, *written["articles"]):
                part |= _changed(part["before"].fen, part["after"].fen)
    return written


def _changed(before: int, after: int) -> Json:
    """The difference of two published figures (分), with its sign; and all three as people read them."""
    difference = after - before
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else ""
    texts = {"before": wan_text(before), "after": wan_text(after), "change": sign + wan_text(abs(difference))}
    return {"change": f"{'+' if difference > 0 else ''}{wan(difference)}", "texts": texts}
