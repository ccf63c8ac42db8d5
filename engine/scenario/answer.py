"""What is answered to a comparison of scenarios, as types: whoever writes an answer is held to them, and its JSON
Schema is made of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, with_config
from typing_extensions import TypedDict

from engine.allocation.paid import OpenPoint
from engine.assessment.answered_steps import CLOSED, Share, Step, Texts, Wan, schema_of
from engine.policy.receipt import Receipt
from engine.scenario.step_changes import StepOf
from engine.values.written import WrittenAmount

Json = dict[str, Any]
Difference = Annotated[WrittenAmount, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$")]
"""A difference of two published amounts in 万元: "-15.00"."""


class StandingAnswer(TypedDict):
    """What the claims of a line come to in one scenario. Amounts in 万元."""

    requested: Wan
    approved: Wan
    decided: Wan
    """What of the approved amount officials have decided."""
    estimated: Wan
    """What of the approved amount the engine works out."""
    paid: Wan
    unspent: Wan | None
    """What is left of the article's yearly total, or of the budget; null: there is none."""
    ratio: Share | None
    """What is paid of what is approved; null: nothing is approved."""


class LineAnswer(TypedDict):
    """One article, before and after."""

    article: int | None
    """null: all that this budget pays."""
    on_budget: bool
    """Whether this budget pays it; an article that a reading moves to another budget has a line of each."""
    claims: int
    companies: int
    before: StandingAnswer
    after: StandingAnswer
    difference: Difference
    """Of what is paid."""


class ChangeAnswer(TypedDict):
    """Some companies: how many are paid more, less and as much, whichever budget pays, and what they are paid."""

    winners: int
    losers: int
    unchanged: int
    before: Wan
    after: Wan
    gained: Wan
    lost: Wan
    difference: Difference


class GroupAnswer(ChangeAnswer):
    """The companies of one group, or under one article."""

    group: str
    """A choice of what they are grouped by (an article by its number); "": it is not known."""


class CompanyAnswer(TypedDict):
    """What one company is paid before and after, for these claims of its."""

    applicant: str | None
    claims: list[str]
    before: Wan
    after: Wan
    difference: Difference


class LedgersAnswer(TypedDict):
    """The steps of a claim, before and after, from the first condition to what is paid; of what officials have
    approved, from that."""

    before: list[Step]
    after: list[Step]


class ClaimAnswer(TypedDict):
    """What one claim is approved for and paid, before and after."""

    claim: str
    applicant: str | None
    provision: str
    decided: bool
    """Whether officials have decided what is approved."""
    approved_before: Wan
    approved_after: Wan
    before: Wan
    after: Wan
    difference: Difference
    steps: NotRequired[LedgersAnswer]
    """Left out with `--amounts`."""


class CountedAnswer(TypedDict):
    """So many claims, of so many companies."""

    claims: int
    companies: int


class StepAnswer(TypedDict):
    """A condition, step or limit that works otherwise, and for how many."""

    of: StepOf
    """A condition; a step that says what something brings (`amount`); a `limit` of a claim; places, a yearly total, or
    the budget."""
    step: str
    """Its name in the steps of a claim; of a condition, the fact that it asks about."""
    article: int | None
    provision: str | None
    label: Texts | None
    begins: CountedAnswer
    """Of a condition, who does not meet it any more; of a limit, of whom it takes something off now and did not."""
    ends: CountedAnswer
    """The other way round."""
    more: CountedAnswer
    """Of whom it takes more off, or to whom it brings more."""
    less: CountedAnswer
    before: Wan | None
    """What it takes off, or brings, in all; null: it is a condition."""
    after: Wan | None
    numbers: list[str]
    """The numbers of the law in it that are others, by name."""


class SizeAnswer(TypedDict):
    """What of all that is paid goes to the companies of one size."""

    size: str
    companies: int
    paid: Wan
    share: Share | None


class FairnessAnswer(TypedDict):
    """How evenly what this budget pays falls on the companies for which something is approved."""

    companies: int
    unpaid: int
    """How many of them are paid nothing."""
    paid: Wan
    gini: Share | None
    """Of what is paid, exact, before it is shown: 0 where all are paid the same; null: nothing is paid."""
    gini_approved: Share | None
    lorenz: list[Share]
    """What the twentieths of the companies that are paid least are paid together, of all, from none to all of them."""
    lorenz_approved: list[Share]
    by_size: list[SizeAnswer]
    top: int
    top_share: Share | None
    """What of all that is paid goes to the so many that are paid most."""
    median: Wan | None
    lowest: Share | None
    """The lowest share of what is approved for a company that it is paid."""


class RuleAnswer(FairnessAnswer):
    """The same, divided by another rule."""

    rule: str


class DividedAnswer(TypedDict):
    """One scenario, and what it comes to."""

    scenario: Json
    ratio: Share
    """Of the budget: what is paid of what is asked of it."""
    fairness: FairnessAnswer
    open: list[OpenPoint]
    """What is open, and in no amount."""
    receipt: Receipt


class ComparedAnswer(DividedAnswer):
    """A scenario beside the base."""

    total: LineAnswer
    articles: list[LineAnswer]
    companies: ChangeAnswer
    """Who gains and who loses, in all."""
    groups: dict[str, list[GroupAnswer]]
    """The same by article, and by what companies are grouped by: size, street, industry."""
    largest_companies: list[CompanyAnswer]
    largest_claims: list[ClaimAnswer]
    steps: list[StepAnswer]
    rules: list[RuleAnswer]
    """How evenly it would fall by each rule of division that needs nothing besides the claims."""


@with_config(CLOSED)
class ComparisonAnswer(TypedDict):
    """Scenarios beside a base, of the same claims."""

    base: DividedAnswer
    scenarios: list[ComparedAnswer]
    invented: NotRequired[Literal[True]]
    """The companies are invented."""


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `compare` answers to one input, with `--amounts` too."""
    return schema_of(ComparisonAnswer, "comparison")
