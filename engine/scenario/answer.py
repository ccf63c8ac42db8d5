"""What is answered to a comparison of scenarios, as types, which hold what it is written from (`effect`, `fairness`,
`step_changes`); its JSON Schema is made of them."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, NotRequired

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from engine.allocation.paid import OpenPoint
from engine.assessment.answered_steps import CLOSED, Ratio, schema_of
from engine.policy.receipt import Receipt
from engine.scenario.comparison import Change, GroupChange
from engine.scenario.effect import ClaimChange, CompanyChange, EffectLine
from engine.scenario.fairness import Fairness, RuleFairness
from engine.scenario.step_changes import StepChange

Json = dict[str, Any]


class DividedAnswer(TypedDict):
    """One scenario, and what it comes to."""

    scenario: Json
    ratio: Ratio
    """Of the budget: what is paid of what is asked of it."""
    fairness: Fairness
    open: list[OpenPoint]
    """What is open, and in no amount."""
    receipt: Receipt


class ComparedAnswer(DividedAnswer):
    """A scenario beside the base."""

    total: EffectLine
    articles: list[EffectLine]
    companies: Change
    """Who gains and who loses, in all."""
    groups: dict[str, list[GroupChange]]
    """The same by article, and by what companies are grouped by: size, street, industry."""
    largest_companies: list[CompanyChange]
    largest_claims: list[ClaimChange]
    steps: list[StepChange]
    rules: list[RuleFairness]
    """How evenly it would fall by each rule of division that needs nothing besides the claims."""


class Compared(TypedDict):
    """Scenarios beside a base, of the same claims."""

    base: DividedAnswer
    scenarios: list[ComparedAnswer]
    invented: NotRequired[Literal[True]]
    """The companies are invented."""


@with_config(CLOSED)
class ComparisonAnswer(Compared):
    """Scenarios beside a base, of the same claims, and nothing else."""


@cache
def _writer() -> TypeAdapter[Compared]:
    return TypeAdapter(Compared)


def answered(compared: Compared) -> Json:
    """The answer in the contract's form: amounts in 万元, ratios in lowest terms."""
    answer: Json = _writer().dump_python(compared)
    return answer


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `compare` answers to one input, with `--amounts` too."""
    return schema_of(ComparisonAnswer, "comparison")
