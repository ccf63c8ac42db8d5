"""What a company tells: the facts that a policy asks for, and the form that those of a claim make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from engine.steps.language import Block, Under
from engine.steps.roles import Role
from engine.text.phrases import Words
from engine.values.quantities import Amount


class Choice(Block):
    """One choice of a reading, or of a fact. In the rules it may be its id alone."""

    id: str
    label: Words

    @model_validator(mode="before")
    @classmethod
    def the_id_alone(cls, given: Any) -> Any:
        """The id of a choice as the choice."""
        return {"id": given} if isinstance(given, str) else given


class Size(Choice):
    """A class of size of companies. ``forms``: other words for it in a sheet, "|" between them."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    forms: Words | None = None


FactType = Literal[
    "yes_no", "amount", "ratio", "date", "year", "count", "choice", "choices", "list", "group", "yearly", "text", "uscc"
]


class Former(Block):
    """What a fact was called, and what an answer to it meant, before its meaning changed: an answer of that time has to
    be confirmed. ``type`` is left out where it is the same; ``included``: a fact beside it whose figure could be part
    of the answer then: only an answer beside such a figure has to be confirmed."""

    type: FactType | None = None
    included: str | None = None
    label: Words
    means: Words


class Fact(Block):
    """Something a company tells: its question, help, usual evidence, and what its absence means.

    ``parent`` is the list or group it stands in. ``absent`` is ``unknown`` (asked for), ``none`` (zero, or no),
    ``one``, ``ceiling`` (the most the provision gives) or ``other:<fact>`` (taken from another fact).
    A fact that is not ``asked`` is taken from files, not from forms. A ``choices`` fact has any number of answers, none
    too; where it ``waives``, they are the conditions for all provisions that can be waived (``waivable``). ``role``:
    what a rule takes it for, of the facts of a project or of another policy (`engine.steps.roles`); ``elsewhere``: the
    choice by which a matter is claimed under the other policy. ``years``: of a ``yearly`` fact, what each year is
    called in rules, and by how many it lies before the application's. ``under``: the choices of a reading under
    which it is asked. ``usual``: up to how much an amount is nothing unusual; more is asked back where the same digits
    are not if they are read in 元. ``profile``: of the applicant, a choice by
    which officials look at claims and which no rule reads; ``sizes``: its choices are the policy's classes of size.
    ``once``: how a fact that several provisions share is asked once for all that is claimed.
    """

    name: str
    parent: str = Field(default="", alias="in")
    type: FactType
    label: Words
    question: Words | None = None
    help: Words | None = None
    evidence: Words | None = None
    once: Words | None = None
    absent: str = "unknown"
    choices: list[Choice] = []
    at_most: str | None = None
    at_most_fails: Words | None = None
    asked: bool = True
    formerly: Former | None = None
    role: Role | None = None
    elsewhere: str = ""
    years: dict[str, int] = {}
    waives: bool = False
    profile: bool = False
    sizes: bool = False
    under: Under | None = None
    usual: Amount | None = None

    @cached_property
    def path(self) -> str:
        """Where it stands in a claim's facts, e.g. ``rounds.instalments.date`` (no list positions)."""
        return f"{self.parent}.{self.name}" if self.parent else self.name


@dataclass(frozen=True, slots=True)
class Form:
    """The facts that one place of a claim may hold: the claim itself, a group, or an item of a list."""

    facts: dict[str, Fact]
    inner: dict[str, Form]


def form_of(facts: list[Fact], parent: str = "") -> Form:
    """The tree of the facts that stand in ``parent``."""
    here = {f.name: f for f in facts if f.parent == parent}
    inner = {n: form_of(facts, f.path) for n, f in here.items() if f.type in ("list", "group")}
    return Form(here, inner)
