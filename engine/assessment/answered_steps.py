"""The steps of a claim in an answer, as types, and what all answers are written with: amounts, ratios, days and texts.
Assessment, allocation and payout write their steps in this form."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal, NotRequired, TypeAlias, TypeVar

from pydantic import ConfigDict, Field, PlainSerializer, TypeAdapter, WithJsonSchema
from typing_extensions import TypedDict

from engine.policy.pack import Policy
from engine.policy.schema import DRAFT
from engine.text import words
from engine.text.phrases import Both
from engine.values.money import wan
from engine.values.written import WrittenAmount, WrittenRatio

CLOSED = ConfigDict(extra="forbid", use_attribute_docstrings=True)
"""No key that is not named. What stands inside an answer takes it over."""

Wan = Annotated[WrittenAmount, Field(pattern=r"^[0-9]+\.[0-9]{2}$")]
"""An amount in 万元, cut: "1234.56"."""
Uncut = Annotated[WrittenAmount, Field(pattern=r"^[0-9]+(\.[0-9]{2,}|/[1-9][0-9]*)$")]
"""An amount in 万元, exact: "25.00", "19.995", or "100/3" where no decimal is."""
Share = Annotated[WrittenRatio, Field(pattern=r"^[0-9]+(/[1-9][0-9]*)?$")]
"""An exact ratio: "1", "3/10"."""
N = TypeVar("N", int, Fraction)
Fen = Annotated[N, PlainSerializer(wan), WithJsonSchema({"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"})]
"""分 in an object that an answer is written from (`answered`): there it is an amount in 万元, as `Wan` is."""
Difference = Annotated[
    int, PlainSerializer(wan), WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"})
]
"""A difference of two published amounts (分), written in the same way: "-15.00"."""
Ratio = Annotated[
    Fraction, PlainSerializer(WrittenRatio), WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(/[1-9][0-9]*)?$"})
]
"""A ratio in such an object, written as `Share` is."""
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"})]
Texts = Annotated[
    Both,
    WithJsonSchema(
        {
            "type": "object",
            "properties": {lang: {"type": "string", "minLength": 1} for lang in words.LANGUAGES},
            "required": list(words.LANGUAGES),
            "additionalProperties": False,
        }
    ),
]
"""A text in both languages."""
StepKind = Literal["base", "stated", "calc", "bind", "skip", "drop", "sum"]
"""The place of a step in a bar of amounts: an amount that others start from, what was stated, arithmetic, a limit that
takes something off or does not, an entry that does not count, what comes of it all."""


class Cite(TypedDict):
    """Where the law says it: the number of the article, and its words. Where it is the guideline of a year (申请指南)
    that narrows the article, the words are the guideline's."""

    article: int
    quote: str
    guideline: NotRequired[int]
    """The year of the guideline whose words they are; left out where they are the law's."""


class Require(TypedDict):
    """Nothing comes of the claim or entry unless it is met."""

    op: Literal["require"]
    met: bool


class Keep(TypedDict):
    """The amount stays."""

    op: Literal["keep"]


class SetTo(TypedDict):
    """The amount is this one."""

    op: Literal["set"]
    value: Uncut


class AtMost(TypedDict):
    """The amount, and not more than this."""

    op: Literal["at_most"]
    value: Uncut


class Subtract(TypedDict):
    """The amount less this."""

    op: Literal["subtract"]
    value: Uncut


class Multiply(TypedDict):
    """A share of the amount."""

    op: Literal["multiply"]
    by: Share


class OfItems(TypedDict):
    """What the entries bring: together, or the best of them."""

    op: Literal["add_items", "best_item"]


class Truncate(TypedDict):
    """The amount cut to 0.01万元."""

    op: Literal["truncate"]


Operation: TypeAlias = Annotated[
    Keep | SetTo | AtMost | Subtract | Multiply | OfItems | Truncate, Field(discriminator="op")
]
"""By which whoever replays the steps arrives at the same amount."""


class _Step(TypedDict):
    name: Texts
    text: Texts
    before: Uncut
    amount: Uncut
    binding: bool
    """Whether it takes something off, or is not met."""
    cites: list[Cite]
    item: NotRequired[int]
    """The position of the entry that it is about, from 0."""
    unwritten: NotRequired[Texts]
    """What the law does not state of it (未写明), and how it is read: what is cited leaves it open."""


class ConditionStep(_Step):
    """A condition, or something that cannot be read."""

    step: Literal["condition"]
    kind: Literal["condition"]
    state: Literal["met", "failed", "unknown"]
    fact: str
    """The path of the fact that it asks about."""
    operation: Require
    limit: NotRequired[Literal[True]]
    """It is a limit of the law that is tested like a condition."""


class ComputedStep(_Step):
    """A step from one amount to the next."""

    step: str
    kind: StepKind
    operation: Operation


Step: TypeAlias = ConditionStep | ComputedStep


def schema_of(answer: Any, title: str) -> dict[str, Any]:
    """The JSON Schema of these answers."""
    return {"$schema": DRAFT, **TypeAdapter(answer).json_schema(mode="serialization"), "title": title}


def computed(
    step: str,
    name: Both,
    text: Both,
    before: WrittenAmount,
    amount: WrittenAmount,
    kind: StepKind,
    cites: list[Cite],
    operation: Operation,
) -> ComputedStep:
    """A step from one amount to the next, with the words of the law that say it; it binds where it takes something
    off."""
    return {
        "step": step,
        "name": name,
        "text": text,
        "before": before,
        "amount": amount,
        "binding": kind == "bind",
        "kind": kind,
        "cites": cites,
        "operation": operation,
    }


def cited(article: int, quote: str) -> Cite:
    """Where the law says it."""
    return {"article": article, "quote": quote}


def cites_of(policy: Policy, rule: Any, article: int, quote: str) -> list[Cite]:
    """Where it is said: by the law, and of a rule that the guideline in effect narrows, by the guideline; by that alone
    where the rule is a further condition of its own."""
    guideline = policy.guideline
    own = () if guideline is None else getattr(rule, "narrowed_by", ())
    if guideline is None or not own:
        return [{"article": article, "quote": quote}]
    said: list[Cite] = [{"article": article, "quote": words, "guideline": guideline.year} for words in own]
    return said if quote in own else [cited(article, quote), *said]
