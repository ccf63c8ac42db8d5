"""The policy pack: what a policy's folder says, as objects.

A pack is a folder of ``data/policies/`` (`engine.policy.source`) with the law beside it. Everything particular to one
policy (numbers, conditions, windows, pools, questions, words) stands there; this module only knows the closed
vocabulary in which it is said. Numbers of rules stand there with their units, as in the law (万元, %, 年).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import Field, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from engine.policy.blocks import (
    Article,
    Exclusive,
    Happened,
    InForce,
    Law,
    Names,
    Notice,
    Pool,
    Reading,
    Rule,
    Sizes,
    Window,
    WithoutEffect,
    usual_sizes,
)
from engine.policy.facts import Choice, Fact
from engine.policy.guideline import Guideline
from engine.policy.papers import Papers
from engine.policy.provision import Provision
from engine.steps.equals import Is
from engine.steps.language import ByChoice, holds
from engine.text.phrases import Both, Words, both

T = TypeVar("T")
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages that a policy can speak; the pages speak all of them."""
EXAMPLE = "example.json"
"""The file in a policy's folder with the application of an invented company."""


class Policy(ByChoice):
    """A whole pack. `guidelines`: those that are known of it, by year (`engine.policy.years` lays them over it);
    `guideline`: the one that is in effect in it, `unnarrowed`: the policy that it narrows; `papers`: what a claim
    usually needs, as its folder says."""

    id: str
    title: Words
    short_title: Words
    place: Words
    names: Names
    languages: list[Language] = list(LANGUAGES)
    version: str
    law: Law
    in_force: InForce
    articles: list[Article]
    readings: list[Reading]
    notices: list[Notice] = []
    windows: list[Window]
    sizes: Sizes = Field(default_factory=lambda: Sizes.model_validate(usual_sizes()))
    applicant: list[Fact]
    general_conditions: list[Is]
    rules: list[Rule]
    common: list[Fact]
    pools: list[Pool]
    exclusives: list[Exclusive] = []
    happened: list[Happened] = []
    provisions: list[Provision]
    without_effect: list[WithoutEffect]
    renamed: dict[str, str] = {}
    folder: Path = Field(default=Path(), exclude=True)
    papers: SkipJsonSchema[Papers] = Field(default=Papers(), exclude=True)
    guidelines: SkipJsonSchema[dict[int, Guideline]] = Field(default={}, exclude=True)
    guideline: SkipJsonSchema[Guideline | None] = Field(default=None, exclude=True)
    unnarrowed: SkipJsonSchema[Policy | None] = Field(default=None, exclude=True, repr=False)
    rules_sha256: str = Field(default="", exclude=True)
    """The hash of the rules as they stand in their file, without words for people and without `overrides`."""
    overrides: dict[str, str] = Field(default={}, exclude=True)
    """The numbers that are others than in the law, by name, where it is a policy as it would be with other ones."""

    @field_validator("languages")
    @classmethod
    def chinese_is_among_them(cls, languages: list[Language]) -> list[Language]:
        """The law is Chinese: what else a policy speaks is a translation."""
        if "zh" not in languages:
            raise ValueError("languages: zh")
        return languages

    @field_validator("provisions")
    @classmethod
    def ids_are_unique(cls, provisions: list[Provision]) -> list[Provision]:
        """Two provisions with one id would answer for each other."""
        ids = [p.id for p in provisions]
        if len(set(ids)) < len(ids):
            raise ValueError(f"provision ids repeat: {sorted({i for i in ids if ids.count(i) > 1})}")
        return provisions

    @model_validator(mode="after")
    def classes_of_size_are_choices(self) -> Policy:
        """What asks for the size of a company has the classes of size to choose from."""
        for fact in self.applicant:
            if fact.sizes and not fact.choices:
                fact.choices.extend(Choice(id=size.id, label=size.label) for size in self.sizes.classes)
        return self

    def derived(self, make: Callable[..., T], *by: Hashable) -> T:
        """What ``make`` derives from this policy (and from what else it is given), made once."""
        key = (make, *by) if by else make
        if key not in self._derived:
            self._derived[key] = make(self, *by)
        found: T = self._derived[key]
        return found

    @cached_property
    def _derived(self) -> dict[Any, Any]:
        return {}

    def __getstate__(self) -> dict[Any, Any]:
        """A policy goes to another process as it is stated: what is derived is made there."""
        state = super().__getstate__()
        return {
            **state,
            "__dict__": {name: of for name, of in state["__dict__"].items() if name in Policy.model_fields},
        }

    def chosen(self, readings: Mapping[str, str], settled: Collection[str]) -> Policy:
        """What is there of it under these readings."""
        parts = {
            part: [block for block in getattr(self, part) if holds(block, readings)]
            for part in ("applicant", "general_conditions")
        }
        return self.changed(**parts, provisions=[p.under(readings) for p in self.provisions])

    @cached_property
    def _by_id(self) -> dict[str, dict[str | int, Any]]:
        found = {part: getattr(self, part) for part in ("provisions", "readings", "rules", "windows")}
        by_id = {part: {block.id: block for block in reversed(blocks)} for part, blocks in found.items()}
        return by_id | {"articles": {article.number: article for article in reversed(self.articles)}}

    def provision(self, provision_id: str) -> Provision:
        """The provision with this id; KeyError if there is none."""
        return self._by_id["provisions"][provision_id]

    @cached_property
    def beginnings(self) -> list[Happened]:
        """What can have happened in a company, in the order in which it is asked: as the policy says, and of a
        provision that nothing opens, that it is claimed."""
        opened = {name for one in self.happened for name in one.opens}
        own = [Happened(id=p.id, opens=[p.id], label=p.title) for p in self.provisions if p.id not in opened]
        order = {p.id: i for i, p in enumerate(self.provisions)}
        return sorted([*self.happened, *own], key=lambda one: min(order.get(name, len(order)) for name in one.opens))

    @cached_property
    def _shared(self) -> dict[str, str]:
        return {fact.name: fact.type for fact in self.common if not fact.parent}

    def is_shared(self, fact: Fact) -> bool:
        """Whether it is a fact that several provisions ask for."""
        return self._shared.get(fact.name) == fact.type

    def category_fact(self, provision: Provision, by: str, *, of_claim: bool = False) -> Fact | None:
        """The choice that numbers of a provision go ``by``: of the applicant (``applicant.…``), of an entry, or of the
        claim where an entry has none of that name or the number is ``of_claim``; None if there is none."""
        of, _, name = by.partition(".")
        if of == "applicant":
            return next((fact for fact in self.applicant if fact.name == name), None)
        return provision.fact_of(by, of_claim=of_claim)

    def article(self, number: int) -> Article:
        """The article with this number; KeyError if there is none."""
        return self._by_id["articles"][number]

    def provisions_of(self, article: int) -> list[Provision]:
        """The provisions of one article, in the order of the law."""
        return [p for p in self.provisions if p.article == article]

    def reading(self, reading_id: str) -> Reading:
        """The reading with this id; KeyError if there is none."""
        return self._by_id["readings"][reading_id]

    def rule(self, rule_id: str) -> Rule:
        """The general rule with this id; KeyError if the policy has none."""
        return self._by_id["rules"][rule_id]

    def window(self, window_id: str) -> Window:
        """The window with this id; KeyError if there is none."""
        return self._by_id["windows"][window_id]

    @cached_property
    def size_ids(self) -> tuple[str, ...]:
        """The classes of size of companies, the largest first."""
        return tuple(size.id for size in self.sizes.classes)

    def size_label(self, size: str) -> Both:
        """What a class of size is called: by its id, where the policy no longer has it."""
        return next((both(own.label) for own in self.sizes.classes if own.id == size), {"zh": size, "en": size})

    @property
    def code_fact(self) -> str:
        """The fact of the applicant that is its credit code; empty where the policy does not ask for one."""
        return next((fact.name for fact in self.applicant if fact.type == "uscc"), "")

    @property
    def profile(self) -> list[Fact]:
        """The facts of the applicant by which officials look at claims, and which no rule reads."""
        return [fact for fact in self.applicant if fact.profile]

    @property
    def size_fact(self) -> str:
        """The fact of the applicant that is its class of size; empty where the policy does not ask for it."""
        return next((fact.name for fact in self.applicant if fact.sizes), "")

    @property
    def waiver(self) -> Fact | None:
        """The fact of the applicant that names the conditions for all provisions that are waived, if there is one."""
        return next((fact for fact in self.applicant if fact.waives), None)

    def default_readings(self) -> dict[str, str]:
        """Reading id -> the default choice."""
        return dict(self.derived(_default_readings))

    def law_text(self, lang: str = "zh") -> str:
        """The law's text, byte for byte (or its translation, where there is one)."""
        return (self.folder / ((lang != "zh" and self.law.en) or self.law.zh)).read_text(encoding="utf-8")

    def example(self) -> dict[str, Any] | None:
        """The application of an invented company that shows what the policy gives, in the contract's form; None where
        the folder has none."""
        file = self.folder / EXAMPLE
        return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    def law_sha256(self) -> str:
        """The SHA-256 of the law's file as it stands in the folder."""
        return hashlib.sha256((self.folder / self.law.zh).read_bytes()).hexdigest()


def _default_readings(policy: Policy) -> dict[str, str]:
    return {reading.id: reading.default for reading in policy.readings}
