"""What is answered by a plan over years, as types: whoever writes it is held to them, and its JSON Schema is made of
them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field, with_config
from typing_extensions import TypedDict

from engine.assessment.answered_steps import CLOSED, Day, Share, Texts, Wan, schema_of
from engine.policy.receipt import Receipt
from engine.steps.step import Grade
from engine.values.digests import Digest
from engine.values.written import WrittenAmount

Decision = Literal["claim", "elsewhere", "hold"]
"""A matter is claimed under these measures, claimed under another policy, or held back."""
Why = Literal[
    "now",
    "opens",
    "grows",
    "other_years",
    "elsewhere_more",
    "elsewhere_chosen",
    "elsewhere_had",
    "no_room",
    "left_out",
    "once",
    "needs_information",
    "nothing",
]
"""Claimed on the first day (`now`), as soon as it counts (`opens`), when more of it counts (`grows`), in a year in
which others leave room (`other_years`); claimed elsewhere because that brings more all in all, was chosen, or was done
before; held back because it would add nothing in any year (`no_room`; where the first is the last in which it counts,
`left_out`), is given once and another brings more (`once`),
nothing can be said of it before more is answered, or it comes to nothing on every day."""


Change = Annotated[WrittenAmount, Field(pattern=r"^-?[0-9]+\.[0-9]{2}$")]
"""A difference of amounts in 万元, cut: "-12.50"."""


class Expectation(TypedDict):
    """An answer that nobody can know on the first day of the plan, or that is stated as expected."""

    path: str
    """Where it stands: `claims.0.facts.rents.1.year`, or `expected.0.facts.rents.0.amount`."""
    label: Texts


class PlannedMatter(TypedDict):
    """One matter: an entry of a claim, or a claim that has no entries."""

    id: str
    """The id of the claim, or `claim.list.position`."""
    claim: str
    provision: str
    article: int
    item: int | None
    """The position in the list of the claim."""
    grade: Grade | None
    """What kind of certainty its amount has; null: there is no grant."""
    title: Texts
    """What the claim is called."""
    label: Texts
    """What the matter is called."""
    decision: Decision
    year: int | None
    """The year of the application; null where it is not claimed here."""
    day: Day | None
    """The day on which the plan is assessed with it."""
    first_day: Day | None
    last_day: Day | None
    """From when to when, in that year, it counts for as much."""
    amount: Wan
    """What is approved for it beside all others in the plan; elsewhere, what the other policy gives."""
    paid: Wan
    """What of that is expected to be paid."""
    reason: Why
    why: Texts
    expectations: list[Expectation]
    """What the line rests on that is not known yet."""


class PlannedClaim(TypedDict):
    """One claim of an application, as the engine assesses it."""

    id: str
    provision: str
    amount: Wan


class Brought(TypedDict):
    """What some of it brings: what is approved, and what of that is expected to be paid."""

    amount: Wan
    paid: Wan


class ByBudget(TypedDict):
    """What is approved and paid in all, and of it what the budget of these measures pays and what another one pays
    (`other_budget`); of the former what the articles themselves set (`calculated`), what competes for places
    (`competing`: only for those who are selected) and what the authority sets (`assessed`). Each is cut to 0.01万元."""

    amount: Wan
    paid: Wan
    on_budget: Brought
    calculated: Brought
    competing: Brought
    assessed: Brought
    other_budget: Brought


class PlannedApplication(ByBudget):
    """The application of one day: what is claimed together then."""

    year: int
    day: Day
    first_day: Day
    last_day: Day
    """Any day between the two does as well."""
    lines: list[str]
    """The matters in it, by id."""
    claims: list[PlannedClaim]
    rests_on_expectations: bool
    input: dict[str, Any]
    """The application as `assess` takes it, with what the plan claims before as history: assessed by itself it comes to
    these amounts."""


class PlannedYear(ByBudget):
    """What one year brings."""

    year: int
    guideline: Digest | None
    """Of the guideline by which it was worked out; null: there is none. The receipt names that of the first year."""


class AsSoonAsPossible(ByBudget):
    """Everything claimed on the first day on which it brings something, here or elsewhere by the best choice of the
    first day (see `choose`), or where it brings more by itself. What is above the cap of that year counts as claimed,
    and is not claimed again in a later one."""

    years: list[PlannedYear]
    elsewhere: Wan
    total: Wan


class Gain(TypedDict):
    """By how much the plan is above everything as soon as possible in each part of the total; below it (negative) where
    a matter brings more under another."""

    calculated: Change
    competing: Change
    assessed: Change
    other_budget: Change
    elsewhere: Change


class ExpectedPayout(TypedDict):
    """What is expected to be paid of approved amounts that draw on this budget: the ratio of the budget, and of single
    pools or provisions, by id, beside it."""

    ratio: Share
    of: dict[str, Share]


class PlannedPolicy(TypedDict):
    """The policy that was applied, and the hash of its rules and of the words of the law, with the guideline of the
    year in which the plan begins. Each year is measured by its own guideline, where there is one."""

    id: str
    version: str
    sha256: str


@with_config(CLOSED)
class Plan(ByBudget):
    """The plan of one company. Amounts in 万元, of all years together."""

    first_day: Day
    last_day: Day
    lines: list[PlannedMatter]
    """What is claimed, in the order of time; what is claimed elsewhere; what is held back."""
    applications: list[PlannedApplication]
    years: list[PlannedYear]
    """Every year from the first day to the last."""
    elsewhere: Wan
    """What other policies give."""
    total: Wan
    """`paid` and `elsewhere`: what the plan is best in."""
    as_soon_as_possible: AsSoonAsPossible
    gain: Wan
    """By how much the plan's total is above that."""
    gain_by: Gain
    proven: bool
    """Whether no other plan can bring more; else it is the best of those that were tried."""
    expectations: list[Expectation]
    """All that is stated and cannot be known on the first day."""
    payout: ExpectedPayout
    receipt: Receipt
    policy: PlannedPolicy
    readings: dict[str, str]
    invented: NotRequired[Literal[True]]
    """The company is invented."""


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `plan` answers to one company."""
    return schema_of(Plan, "plan")
