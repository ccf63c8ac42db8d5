"""What a policy says besides its provisions: of the law and its articles, open points, windows, totals and rules."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import tomli
from pydantic import Field, field_validator

from engine.policy.articles import Numbering
from engine.policy.facts import Choice, Size
from engine.steps.language import Block
from engine.text.phrases import Words
from engine.values import windows
from engine.values.quantities import Amount, FullYears

ARTICLE_FIRST, BUDGET_FIRST = "article_then_budget", "budget_then_article"
"""The two choices of the reading that a budget rule names as its order."""


USUAL_SIZES = Path(__file__).resolve().parent.parent.parent / "data" / "policies" / "sizes.toml"


class Law(Block):
    """Where the law stands, its fingerprint, and what is said of the translation. ``en`` is left out where there is
    none. ``number`` is its 文号, where the published text states one; ``dates_unwritten`` says where the days come from
    if the text does not state them; ``numbering`` says what it calls an article (`engine.policy.articles`)."""

    zh: str
    en: str = ""
    numbering: Numbering = "article"
    sha256: str
    translation_notice: Words
    title: Words
    number: str = ""
    issued: date
    published: date
    dates_unwritten: Words | None = None
    source: str


class Names(Block):
    """How people are spoken to under this policy: what the program is called (``app``), the area that the policy is
    for, in short (``area``), everybody in it together (``everybody``: 全区), and the authority that receives
    applications (``authority``)."""

    app: Words
    area: Words
    everybody: Words
    authority: Words


class Sizes(Block):
    """The classes of size of companies, the largest first, as officials note them and as a rule of division can go by
    them; ``basis``: by what a company is put in one. A policy that says nothing of them has the `usual_sizes`."""

    basis: Words
    classes: list[Size] = Field(min_length=1)

    @field_validator("classes")
    @classmethod
    def each_once(cls, classes: list[Size]) -> list[Size]:
        """Two classes with one id would answer for each other."""
        ids = [size.id for size in classes]
        if len(set(ids)) < len(ids):
            raise ValueError(f"sizes: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}")
        return classes


@cache
def usual_sizes() -> dict[str, Any]:
    """The classes of size under a policy that states none of its own, as a policy would state them."""
    return tomli.loads(USUAL_SIZES.read_text(encoding="utf-8"))


class InForce(Block):
    """第一日 and last day on which an application can be made, both included. ``years`` is left out where the law gives
    the last day, or no end at all: then ``unwritten`` says what is taken for it."""

    start: date = Field(alias="from")
    until: date
    years: FullYears | None = None
    article: int
    quote: str
    unwritten: Words | None = None
    fails: Words


class Article(Block):
    """One article of the law: its place, and what it does with money (``grant``, ``general``, ``none``). ``chapter`` is
    empty where the law has none."""

    number: int
    chapter: Words = Words(zh="")
    title: Words
    effect: Literal["grant", "general", "none"]
    explains: Words


class Happened(Block):
    """Something that can have happened in a company, which it ticks before anything is asked: which provisions it
    ``opens``, and the answers that it ``means``, by ``<provision>.<fact>``: a yes, a no, or one of the choices."""

    id: str
    opens: list[str] = Field(min_length=1)
    means: dict[str, bool | str] = {}
    label: Words


class Reading(Block):
    """An open point of the text (口径): its choices, the default first, and the clauses that leave it open.

    ``default`` is the choice in force when nobody has said otherwise."""

    id: str
    articles: list[int]
    question: Words
    why: Words
    choices: list[Choice]
    default: str
    quotes: list[str]


class Notice(Block):
    """An open point of the text that no choice can compute (提示): the clauses that leave it open, how it is taken, and
    why it is no reading."""

    id: str
    articles: list[int]
    question: Words
    why: Words
    quotes: list[str]


class Window(Block):
    """A span of time counted from the application date: ``years`` back, the ``calendar_year`` before, or
    everything up to it (``arrived``). ``number_label``: what its years are called."""

    id: str
    kind: Literal["last_years", "calendar_year", "arrived"]
    years: FullYears = FullYears(0)
    anniversary: str | None = None
    label: Words
    number_label: Words | None = None
    article: int
    quote: str

    def bounds(self, day: date, readings: dict[str, str]) -> tuple[date, date]:
        """First and last day of the window for an application made on ``day``, both included."""
        if self.kind == "last_years":
            return windows.last_years(day, self.years, self._is_included(readings))
        if self.kind == "calendar_year":
            return windows.last_calendar_year(day)
        return date.min, day

    def closes_on(self, event: date, readings: dict[str, str]) -> date:
        """The last day of application on which an event lies within so many years back."""
        return windows.closes_on(event, self.years, self._is_included(readings))

    def _is_included(self, readings: dict[str, str]) -> bool:
        return self.anniversary is not None and readings[self.anniversary] == "true"


class Pool(Block):
    """The yearly total of an article. ``unwritten``: that the law does not state how it is divided among what
    exceeds it (未写明), and how it is."""

    id: str
    article: int
    cap: Amount
    quote: str
    label: Words
    unwritten: Words | None = None


class Rule(Block):
    """A general rule that the engine applies to every provision, named by what it does.

    ``top_up`` and ``order`` are the readings on which the rule depends: whether what another policy paid is topped up,
    and whether article totals or the total budget come first (its choices are ``ARTICLE_FIRST`` and ``BUDGET_FIRST``).
    Where the law does not state the rule, ``unwritten`` says so (未写明) and what is done; the quotes are then the
    clauses that leave it open.
    """

    id: Literal["budget", "ceilings", "other_policy", "project_funding", "truncation", "inclusive"]
    article: int
    quotes: list[str]
    label: Words
    unwritten: Words | None = None
    top_up: str | None = None
    order: str | None = None


class Exclusive(Block):
    """Provisions of which one applicant takes only the higher for the same project, under a reading. ``unwritten``:
    that the law does not say so (未写明)."""

    id: str
    reading: str
    choice: str
    article: int
    quote: str
    label: Words
    fails: Words
    unwritten: Words | None = None


class WithoutEffect(Block):
    """A number or operative word of the law that no rule computes with, and why. ``paragraph`` (from 1) tells apart a
    phrase that stands in several paragraphs of its article."""

    article: int
    paragraph: int = 0
    phrase: str
    why: Words
