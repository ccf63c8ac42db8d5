"""The policy pack: what a policy's folder says, as objects.

A pack is a folder of ``data/policies/`` (`engine.policy.source`) with the law beside it. Everything particular to one
policy (numbers, conditions, windows, pools, questions, words) stands there; this module only knows the closed
vocabulary in which it is said. Numbers of rules stand there with their units, as in the law (万元, %, 年).
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import Field, PrivateAttr, field_validator, model_validator

from engine.policy.articles import Numbering
from engine.policy.source import RULES, read_raw
from engine.steps.cap import Cap
from engine.steps.combine import Combine
from engine.steps.equals import Is
from engine.steps.fixed import Nothing
from engine.steps.kinds import AnyAmount, AnyCondition, AnyLimit, AnyStep
from engine.steps.language import Block, Stated
from engine.steps.matter import Matter
from engine.steps.measure import Measure
from engine.steps.once import Once
from engine.steps.other_policy import OtherPolicy
from engine.steps.project_funding import ProjectFunding
from engine.steps.roles import OtherFacts, ProjectFacts, Role
from engine.steps.step import AmountStep, Grade
from engine.steps.winners import Winners
from engine.text.phrases import Words
from engine.values import windows
from engine.values.quantities import Amount, FullYears

S = TypeVar("S")
T = TypeVar("T")

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages that a policy can speak; the pages speak all of them."""

POLICIES = Path(__file__).resolve().parent.parent.parent / "data" / "policies"
DEFAULT = "default.toml"
"""The file beside the policies' folders that names the one in use."""
EXAMPLE = "example.json"
"""The file in a policy's folder with the application of an invented company."""
IN_USE = "POLICY_IN_USE"
"""The variable of the environment that names another."""

ARTICLE_FIRST, BUDGET_FIRST = "article_then_budget", "budget_then_article"
"""The two choices of the reading that a budget rule names as its order."""


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
    """One article of the law: its place, and what it does with money (``grant``, ``frame`` or ``none``). ``chapter`` is
    empty where the law has none."""

    number: int
    chapter: Words = Words(zh="")
    title: Words
    effect: Literal["grant", "frame", "none"]
    explains: Words


class Choice(Block):
    """One choice of a reading, or of a fact. In the rules it may be its id alone."""

    id: str
    label: Words

    @model_validator(mode="before")
    @classmethod
    def the_id_alone(cls, given: Any) -> Any:
        """The id of a choice as the choice."""
        return {"id": given} if isinstance(given, str) else given


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


class Window(Block):
    """A span of time counted from the application date: ``years`` back, the ``calendar_year`` before, or
    everything up to it (``arrived``)."""

    id: str
    kind: Literal["last_years", "calendar_year", "arrived"]
    years: FullYears = FullYears(0)
    anniversary: str | None = None
    label: Words
    article: int
    quote: str

    def bounds(self, day: date, readings: dict[str, str]) -> tuple[date, date]:
        """First and last day of the window for an application made on ``day``, both included."""
        if self.kind == "last_years":
            included = self.anniversary is not None and readings[self.anniversary] == "true"
            return windows.last_years(day, self.years, included)
        if self.kind == "calendar_year":
            return windows.last_calendar_year(day)
        return date.min, day


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
    called in rules, and by how many it lies before the application's.
    """

    name: str
    parent: str = Field(default="", alias="in")
    type: FactType
    label: Words
    question: Words | None = None
    help: Words | None = None
    evidence: Words | None = None
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

    @property
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


class Provision(Block):
    """One provision that can be claimed: the conditions of the claim (`when`) and of each entry (`item_when`) of the
    list that it is about (`each`), what is measured of an entry, and the steps to the amount, in the law's order."""

    id: str
    article: int
    paragraph: int = 0
    title: Words
    summary: Words
    quotes: list[str]
    each: str | None = None
    item: Words | None = None
    matter: Matter | None = None
    when: list[AnyCondition] = []
    item_when: list[AnyCondition] = []
    measures: list[Measure] = []
    steps: list[AnyStep]
    pool: str | None = None
    other_budget: str | None = None
    facts: list[Fact] = []
    prepare: Words

    _form: Form | None = PrivateAttr(default=None)
    _groups: tuple[dict[str, ProjectFacts], dict[str, OtherFacts]] | None = PrivateAttr(default=None)

    def form(self) -> Form:
        """The facts of a claim, as a tree of groups and lists."""
        if self._form is None:
            self._form = form_of(self.facts)
        return self._form

    @field_validator("steps")
    @classmethod
    def one_amount(cls, steps: list[AnyStep]) -> list[AnyStep]:
        """One step says how the amount comes about, the first; one how entries are combined, at most."""
        if not steps or not isinstance(steps[0], AmountStep):
            raise ValueError("the first step says how the amount comes about")
        if sum(isinstance(step, AmountStep) for step in steps) > 1:
            raise ValueError("two steps say how the amount comes about")
        if sum(isinstance(step, Combine) for step in steps) > 1:
            raise ValueError("two steps say how entries are combined")
        return steps

    @property
    def amount(self) -> AnyAmount:
        """The step that says how the amount comes about."""
        amount = self.steps[0]
        assert isinstance(amount, AmountStep)
        return amount

    @property
    def gives_nothing(self) -> bool:
        """Whether there is no grant, but support of another kind."""
        return isinstance(self.amount, Nothing)

    def draws_on_budget(self, readings: Mapping[str, str]) -> bool:
        """Whether it is paid from this policy's budget under `readings`, which hold every reading in force."""
        return self.other_budget is None or readings[self.other_budget] == "true"

    def grade(self, readings: Mapping[str, str]) -> Grade | None:
        """What kind of certainty its amount has under `readings`, which hold every reading in force; None where there
        is no grant. What another budget pays hangs on another instrument, and what competes for places on who else
        does, however the amount comes about."""
        if self.gives_nothing:
            return None
        if not self.draws_on_budget(readings):
            return "other_budget"
        return self.amount.grade if self.only(Winners) is None else "competing"

    @property
    def paid_in_parts(self) -> bool:
        """Whether its matter may be paid for in several parts, up to a cap: a platform, or a side of a project."""
        return any(str(per) in ("side", "platform") for cap in self.of_kind(Cap) for per in cap.pers())

    def of_kind(self, kind: type[S]) -> list[S]:
        """The steps of a kind."""
        return [step for step in self.steps if isinstance(step, kind)]

    def only(self, kind: type[S]) -> S | None:
        """The step of a kind, if there is one."""
        return next(iter(self.of_kind(kind)), None)

    def deducted(self, readings: Mapping[str, str] | None = None) -> set[str]:
        """The facts with what was had before that its limits take off: under these readings, or under any."""
        limits: list[Cap | Once] = [*self.of_kind(Cap), *self.of_kind(Once)]
        return {name for limit in limits for name in limit.deducts(readings)}

    def stated(self) -> list[Stated]:
        """Its conditions and those of its steps that words of the law of their own state, in order."""
        return [block for block in (*self.when, *self.item_when, *self.steps) if isinstance(block, Stated)]

    @property
    def limits(self) -> list[AnyLimit]:
        """The steps that limit the amount, and how often it is given, by words of the law of their own."""
        return [step for step in self.steps if isinstance(step, AnyLimit)]

    @property
    def projects(self) -> dict[str, ProjectFacts]:
        """The facts of the projects whose funding limits it, by the path of their group."""
        return self._grouped()[0]

    @property
    def others(self) -> dict[str, OtherFacts]:
        """The facts of the other policies that its matters may be claimed under, by the path of their group."""
        return self._grouped()[1]

    def project_of(self, place: Mapping[str, Any]) -> str | None:
        """What the project is called that is stated in a place of a claim (the claim, or an entry); None where none is,
        or without a name."""
        return next((name for facts in self.projects.values() if (name := facts.called(place))), None)

    def _grouped(self) -> tuple[dict[str, ProjectFacts], dict[str, OtherFacts]]:
        if self._groups is None:
            limits, others = self.of_kind(ProjectFunding), self.of_kind(OtherPolicy)
            limits.sort(key=lambda x: x.project.count("."))  # the claim's before its entries'
            self._groups = (
                {x.project: ProjectFacts.of(x.project, self.children(x.project)) for x in limits},
                {x.other_policy: OtherFacts.of(x.other_policy, self.children(x.other_policy)) for x in others},
            )
        return self._groups

    def children(self, parent: str = "") -> list[Fact]:
        """The facts that stand directly in ``parent``, in the order in which they are asked."""
        return [f for f in self.facts if f.parent == parent]

    def years_before(self, path: str) -> int | None:
        """By how many the year lies before the application's that a rule asks for at ``path`` (``revenues.last``); None
        where nothing that is asked by year stands there."""
        parent, _, year = path.rpartition(".")
        return next((f.years.get(year) for f in self.facts if f.path == parent and f.type == "yearly"), None)

    def fact(self, path: str) -> Fact:
        """The fact at ``path`` (without list positions)."""
        for f in self.facts:
            if f.path == path:
                return f
        raise KeyError(f"{self.id}: no fact {path}")


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
    """A frame rule that the engine applies to every provision, named by what it does.

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


class Policy(Block):
    """A whole pack."""

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
    windows: list[Window]
    applicant: list[Fact]
    frame: list[Is]
    rules: list[Rule]
    common: list[Fact]
    pools: list[Pool]
    exclusives: list[Exclusive] = []
    provisions: list[Provision]
    without_effect: list[WithoutEffect]
    renamed: dict[str, str] = {}
    folder: Path = Field(default=Path(), exclude=True)
    _derived: dict[Any, Any] = PrivateAttr(default_factory=dict)
    _by_id: dict[str, Provision] = PrivateAttr(default_factory=dict)

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

    def derived(self, make: Callable[[Policy], T]) -> T:
        """What ``make`` derives from this policy, made once."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    def provision(self, provision_id: str) -> Provision:
        """The provision with this id; KeyError if there is none."""
        return self._by_id[provision_id]

    def model_post_init(self, _context: Any) -> None:
        """Index the provisions by id."""
        self._by_id = {p.id: p for p in self.provisions}

    def article(self, number: int) -> Article:
        """The article with this number; KeyError if there is none."""
        for a in self.articles:
            if a.number == number:
                return a
        raise KeyError(f"no article {number}")

    def provisions_of(self, article: int) -> list[Provision]:
        """The provisions of one article, in the order of the law."""
        return [p for p in self.provisions if p.article == article]

    def reading(self, reading_id: str) -> Reading:
        """The reading with this id; KeyError if there is none."""
        for r in self.readings:
            if r.id == reading_id:
                return r
        raise KeyError(f"no reading {reading_id}")

    def rule(self, rule_id: str) -> Rule:
        """The frame rule with this id; KeyError if the policy has none."""
        for r in self.rules:
            if r.id == rule_id:
                return r
        raise KeyError(f"no rule {rule_id}")

    def window(self, window_id: str) -> Window:
        """The window with this id; KeyError if there is none."""
        for w in self.windows:
            if w.id == window_id:
                return w
        raise KeyError(f"no window {window_id}")

    @property
    def code_fact(self) -> str:
        """The fact of the applicant that is its credit code; empty where the policy does not ask for one."""
        return next((fact.name for fact in self.applicant if fact.type == "uscc"), "")

    @property
    def waiver(self) -> Fact | None:
        """The fact of the applicant that names the conditions for all provisions that are waived, if there is one."""
        return next((fact for fact in self.applicant if fact.waives), None)

    def default_readings(self) -> dict[str, str]:
        """Reading id -> the default choice."""
        return {r.id: r.default for r in self.readings}

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


class UnknownPolicy(KeyError):
    """There is no policy with this id; ``known`` lists those there are."""

    def __init__(self, policy_id: str, known: list[str]) -> None:
        super().__init__(policy_id)
        self.policy_id, self.known = policy_id, known


def policies(root: Path = POLICIES) -> list[str]:
    """The ids of the policies there are."""
    return sorted(p.parent.name for p in root.glob(f"*/{RULES}"))


def load_folder(folder: Path) -> Policy:
    """The policy in ``folder``. Raises pydantic's ValidationError where the file says what the vocabulary cannot."""
    return build(read_raw(folder), folder)


def build(raw: dict[str, Any], folder: Path) -> Policy:
    """A policy from its TOML. Each provision's ``uses`` names shared facts: ``"project"`` puts them at the top of
    a claim, ``"project@models"`` on each item of the list ``models``, ``"~project"`` without asking on forms."""
    raw = dict(raw)
    shared: dict[str, list[dict[str, Any]]] = raw.pop("shared_facts", {})
    common = [fact for facts in shared.values() for fact in facts]
    provisions = []
    for block in raw.get("provisions", []):
        block = dict(block)
        facts = list(block.get("facts", []))
        for use in block.pop("uses", []):
            quiet = use.startswith("~")
            group, _, parent = use.removeprefix("~").partition("@")
            if group not in shared:
                raise ValueError(f"{block.get('id')}: uses {use!r}, but no shared facts have that name")
            for fact in shared[group]:
                inside = ".".join(x for x in (parent, fact.get("in", "")) if x)
                facts.append({**fact, "in": inside} | ({"asked": False} if quiet else {}))
        provisions.append({**block, "facts": facts})
    waivable = [{"id": c["fact"], "label": c["label"]} for c in raw.get("frame", []) if c.get("waivable")]
    raw["applicant"] = [
        {"choices": waivable} | fact if fact.get("waives") else fact for fact in raw.get("applicant", [])
    ]
    return Policy.model_validate({**raw, "provisions": provisions, "common": common, "folder": folder})


@cache
def load_policy(policy_id: str, root: Path = POLICIES) -> Policy:
    """The policy with this id, read once. Raises UnknownPolicy."""
    known = policies(root)
    if policy_id not in known:
        raise UnknownPolicy(policy_id, known)
    return load_folder(root / policy_id)


def default_policy(root: Path = POLICIES) -> str:
    """The policy in use where none is named: the one of the environment's ``POLICY_IN_USE``, or else of
    ``default.toml`` beside the policies' folders. A folder more changes nothing. Raises UnknownPolicy."""
    return _in_use(root, os.environ.get(IN_USE, ""))


@cache
def _in_use(root: Path, of_the_environment: str) -> str:
    named, known = of_the_environment or configured_policy(root), policies(root)
    if named not in known:
        raise UnknownPolicy(named, known)
    return named


def configured_policy(root: Path = POLICIES) -> str:
    """The policy that ``default.toml`` names, be there one or not; empty where it names none."""
    try:
        named = tomllib.loads((root / DEFAULT).read_text(encoding="utf-8")).get("policy")
    except (OSError, ValueError):
        return ""
    return named if isinstance(named, str) else ""
