"""An answer of 倒推 as a scenario: what was asked about, with the budget, total, rate or cap of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.inverse.trials import BUDGET
from engine.policy.pack import Policy
from engine.policy.years import in_year
from engine.scenario import LONGEST_NAME, Scenario, with_number
from engine.text import words


def scenario_of(policy: Policy, asked_of: Scenario, answer: Mapping[str, Any], lang: str) -> Scenario | None:
    """The scenario that an answer (as `engine.inverse.questions.ask` gives it) comes to; None where it names nothing
    that a scenario could hold: any value does, or none, or a cap for every award, which no number of the law is."""
    found = _changed(in_year(policy, asked_of.year), asked_of, answer)
    if found is None:
        return None
    ending = words.text("inverse.scenario_named", lang)
    return replace(found, name=asked_of.name.removesuffix(ending)[: LONGEST_NAME - len(ending)] + ending)


def _changed(policy: Policy, asked_of: Scenario, answer: Mapping[str, Any]) -> Scenario | None:
    match answer["question"]:
        case "budget_for" if answer["budget"] is not None:
            return replace(asked_of, budget=int(answer["budget"].fen))
        case "budget_for" if answer["raised"] is not None:
            raised = {blocking["total"]: int(blocking["needed"].fen) for blocking in answer["blocking"]}
            return replace(asked_of, pools={**asked_of.pools, **raised}, budget=int(answer["raised"].fen))
        case "highest_cap" | "highest_rate" if answer.get("number") is not None and answer["value"] is not None:
            return with_number(policy, asked_of, answer["number"], answer["value"])
        case "worth_of_one_more":
            return _with_more(policy, asked_of, answer["total"], int(answer["more"].fen))
    return None


def _with_more(policy: Policy, asked_of: Scenario, total: str, more: int) -> Scenario | None:
    """With so much more (分) in the budget or in the yearly total of an article."""
    if total != BUDGET:
        law = next(pool.cap for pool in policy.pools if pool.id == total)
        return replace(asked_of, pools={**asked_of.pools, total: asked_of.pools.get(total, law) + more})
    return None if asked_of.budget is None else replace(asked_of, budget=asked_of.budget + more)
