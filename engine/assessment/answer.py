"""What is answered to one application, as types: whoever writes an answer is held to them, and its JSON Schema is made
of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypeAlias

from pydantic import Field, with_config
from typing_extensions import TypedDict

from engine.assessment.answered_steps import CLOSED, Cite, Day, Step, Texts, Uncut, Wan, schema_of
from engine.policy.guideline import State
from engine.policy.receipt import Receipt
from engine.steps.language import ReasonKind
from engine.steps.step import Grade
from engine.values.digests import Digest

Status = Literal["eligible", "needs_information", "ineligible"]


class Beside(TypedDict):
    """Another answer that is open."""

    fact: str
    claim: NotRequired[str]
    """The id of the claim that it belongs to, if that is another."""


_Beside = TypedDict("_Beside", {"with": NotRequired[list[Beside]]})  # "with" is no name in Python


class Missing(Beside, _Beside):
    """Something that is unknown and bears on the claim. In `with`: the answers that are needed beside it, where
    alone it adds nothing."""

    worth: Wan | None
    """What answering it in the applicant's favour would add to `confirmed`, alone or with those others; null where
    nothing bounds it, or too much is unknown to tell."""
    label: Texts
    unreadable: NotRequired[str]
    """What was typed there and cannot be read."""
    unconfirmed: NotRequired[str]
    """What was answered there when the question meant something else, and has to be confirmed."""


class Assumed(TypedDict):
    """An answer that may be left out and is, with what it is taken for."""

    fact: str
    """Its path, positions in lists left out."""
    label: Texts
    taken_for: Texts
    takes: Wan | None
    """The most by which the claim could come to less if it turns out otherwise; null where nothing bounds that."""
    entries: NotRequired[list[int]]
    """The positions of the entries in which it is left out, from 0; not there for an answer of the claim as a whole."""


class Change(TypedDict):
    """One answer that is another. Made one after the other, in an application as it was stated."""

    path: str
    """Where it stands: "application_date", "claims.0.facts.rents.1.amount". One place beyond the end of a list is a new
    entry of it."""
    value: Any
    """As an application states it; null takes the answer, or the entry of a list, away."""


class OtherDay(TypedDict):
    """What the claim comes to if it is made, alone, on another day."""

    date: Day
    change: list[Change]
    amount: Wan


class WindowAdvice(TypedDict):
    """The day from which an entry counts, or up to which it does."""

    kind: Literal["window_opens", "window_closes"]
    fact: str
    date: Day
    text: Texts


class _Proven(TypedDict):
    fact: str
    change: list[Change]
    """What would be otherwise."""
    gain: Wan
    """What the application as a whole then comes to beyond what it does now (`confirmed`)."""
    text: Texts


class OneMoreItem(_Proven):
    """What one more entry adds; of one that adds nothing in this year, what it brings in the next."""

    kind: Literal["one_more_item"]
    then: NotRequired[OtherDay]


class HoldBack(_Proven):
    """Entries without which the claim comes to the same in this year, and what they bring in the next."""

    kind: Literal["hold_back"]
    then: OtherDay


class CapReached(_Proven):
    """The base at which the cap is reached, and how far the claim is beyond it."""

    kind: Literal["cap_reached"]
    at: Uncut
    beyond: NotRequired[Uncut]


class BelowCap(_Proven):
    """The base at which the cap would be reached, and how much more that is."""

    kind: Literal["below_cap"]
    at: Uncut
    more: Uncut


class Threshold(_Proven):
    """A threshold that is missed: by how much, where it lies, and what the claim comes to once it is reached."""

    kind: Literal["threshold"]
    short: Uncut
    at: Uncut
    amount: Wan


class Later(TypedDict):
    """What the claim comes to in the next year, by figures of this one; or on a later day, when more of what is stated
    counts."""

    kind: Literal["next_year", "later"]
    fact: str
    then: OtherDay
    text: Texts


Advice: TypeAlias = Annotated[
    WindowAdvice | OneMoreItem | HoldBack | CapReached | BelowCap | Threshold | Later, Field(discriminator="kind")
]


class Certain(TypedDict):
    """万元: `confirmed` is the least that comes of it, whatever is still unknown turns out to be; `ceiling` counts open
    conditions in favour, and amounts as stated."""

    ceiling: Wan
    confirmed: Wan


class Amounts(Certain):
    """And the most that can come of it."""

    most: Wan | None
    """null: nothing bounds it."""


class ClaimAmounts(Amounts):
    """What one claim comes to."""

    id: str
    status: Status


class ClaimSummary(ClaimAmounts):
    """What one claim comes to under its provision."""

    provision: str
    grade: Grade | None
    """What kind of certainty the amount has; null: there is no grant."""
    reason_kind: ReasonKind | None
    """Why it is not eligible; null: it is."""


class ClaimAnswer(ClaimSummary):
    """One claim, with how its amount comes about."""

    title: Texts
    """What it is called: its provision; of several under one, with the matter that it is about, or its number."""
    entries: NotRequired[list[Texts]]
    """What the entries of the list that it is about are called, in order: by the matter that they name, else by
    number."""
    missing: list[Missing]
    assumed: list[Assumed]
    steps: list[Step]
    """In the order of the law, the last being the approved amount, with unknowns counted against."""
    limits: list[str]
    """The names of the steps that bind."""
    advice: list[Advice]
    ceiling_steps: NotRequired[list[Step]]
    """The steps with unknowns counted in favour, where that makes a difference."""
    window: NotRequired[Filing]
    """When it can be made, where the guideline of the year says so."""


class ByGrade(TypedDict):
    """The claims of each grade: fixed sums, by formula, assessed by the authority, competing for places, and paid by
    another budget."""

    fixed: Amounts
    formula: Amounts
    assessed: Amounts
    competing: Amounts
    other_budget: Amounts


class Total(Amounts):
    """All claims together, by the budget that pays, and by what kind of certainty their amounts have."""

    on_budget: Certain
    other_budget: Certain
    calculated: Amounts
    """What the articles themselves set and this budget pays: fixed sums and by formula. What competes for places or is
    for the authority to assess is not in it."""
    by_grade: ByGrade


class GuidelineUsed(TypedDict):
    """The guideline of the year of application, by which a policy was narrowed."""

    year: int
    title: Texts
    issued: Day
    invented: NotRequired[Literal[True]]
    """Nobody has issued it: it shows what one is (示例)."""


class Filing(TypedDict):
    """When the guideline has a claim made, as seen from the day of the application: the window in which that day lies
    (`open`), the next one (`before`), or the last that there was (`closed`). No amount hangs on it."""

    start: Day
    until: Day
    state: State
    cite: Cite


class PolicyAnswered(TypedDict):
    """The policy that was applied, and the hash of its rules, of the words of the law and of the guideline together."""

    id: str
    version: str
    sha256: Digest
    guideline: GuidelineUsed | None
    """null: none is known of the year of application, and the law alone was applied."""


class Contradiction(TypedDict):
    """An answer that says something else than what the applicant was awarded before, which decides."""

    path: str
    """Where the answer stands in the application."""
    label: Texts
    stated: bool | int | str
    history: bool | int | str
    """Amounts in 万元, as in an application."""


class Whole(TypedDict):
    """What every answer to an application says beside its claims."""

    total: Total
    invented: NotRequired[Literal[True]]
    """The company is invented."""


class Assessed(Whole):
    """And by which law, read in which way."""

    policy: PolicyAnswered
    readings: dict[str, str]
    """The readings in force, by what is open."""


class Explained(Assessed):
    """And each claim with its steps."""

    claims: list[ClaimAnswer]


@with_config(CLOSED)
class Assessment(Explained):
    """The assessment of one application."""

    receipt: Receipt
    contradictions: NotRequired[list[Contradiction]]
    """There where the application says what the applicant was awarded before."""


class Summary(Assessed):
    """The assessment of one application, without steps and advice."""

    claims: list[ClaimSummary]


@with_config(CLOSED)
class AssessedAmounts(Whole):
    """What `assess --amounts` answers to one application."""

    claims: list[ClaimAmounts]


def assessment_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `assess` answers to one application, with `--amounts` too."""
    return schema_of(Assessment | AssessedAmounts, "assessment")
