"""Invented companies: what officials try the budget with before anybody has applied.

What a company could state comes from the pack: which facts there are, of what kind, in which windows and about which
bounds. How often and how much comes from `data/samples/<policy>.toml`, and from `data/samples/default.toml` where that
says nothing. The same policy, year and seed give the same companies, on every machine: chance is drawn in whole
numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from stdnum.cn import uscc as social_credit_code

from engine.application.invented import FOLDER, INVENTED, parameters
from engine.assessment.columns import Good, Plans
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.sample.rules import size_of, wanted
from engine.steps.project_funding import ProjectFunding
from engine.values.money import HUNDREDTH, WAN, WHOLE, parse_amount, parse_ratio, wan
from engine.values.refusal import refuse

TOSSES = 16
"""Coins for one amount: as many more heads than tails, as many times it is multiplied by the square of the factor."""
TRIES = 8
CODE_DIGITS = 17
"""Of a credit code, before its check digit."""
EVEN = {"of": 1, "times": "1"}
"""Of each class of size where the parameters name none that the policy has."""

Json = dict[str, Any]
Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """One invented company: its application in contract form, and its size."""

    content: Json
    size: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """Invented companies of one year, and a budget (万元) that does not suffice for them (None: none is suggested)."""

    year: int
    seed: int
    budget: str | None
    companies: list[Company]


def invent(policy: Policy, year: int | None = None, seed: int | None = None, folder: Path = FOLDER) -> Sample:
    """The same companies for the same year and seed. Refused where the policy is not in force in that year."""
    given = parameters(policy.id, folder)
    year = given.get("year", policy.in_force.start.year) if year is None else year
    first, last = policy.in_force.start.year, policy.in_force.until.year
    if not first <= year <= last:
        refuse("year", "claims.year_not_in_force", given=year, first=first, last=last)
    seed = given["seed"] if seed is None else seed
    companies = _Inventor(policy, given, year, Random(f"{policy.id} {year} {seed}")).companies()
    return Sample(year, seed, given.get("budget"), companies)


def as_input(sample: Sample) -> Json:
    """What `allocate` takes: the suggested budget, all applications, and how large each applicant is."""
    return {
        "budget": sample.budget,
        "applications": [company.content for company in sample.companies],
        "sizes": sizes_of(sample),
    }


def sizes_of(sample: Sample) -> dict[str, str]:
    """How large each applicant is, by its id."""
    return {str(own.content["applicant"]["id"]): own.size for own in sample.companies if own.size is not None}


@dataclass(slots=True)
class _Draft:
    """A company while it is invented. `times`: by what its amounts are multiplied."""

    number: int
    size: str
    times: int
    day: date
    provisions: dict[str, Json | None] = field(default_factory=dict)
    """Of each provision that it claims: the project with two sides that the claim is about, if it is."""


class _Inventor:
    def __init__(self, policy: Policy, parameters: Parameters, year: int, random: Random) -> None:
        policy = policy.under(policy.default_readings())
        self.policy, self.parameters, self.year, self.random = policy, parameters, year, random
        self.good = {p.id: dict(wanted(plan)) for p in policy.provisions if (plan := policy.derived(Plans).by_id[p.id])}
        self.claimable = [p for p in policy.provisions if not p.gives_nothing]
        self.names: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.claims = 0
        self.of: dict[tuple[str, str], Json] = {}

    def companies(self) -> list[Company]:
        drafts = [self._draft(number) for number in range(1, self.parameters["count"] + 1)]
        self._hand_out(drafts)
        return [Company(self._application(draft), draft.size) for draft in drafts if draft.provisions]

    # ------------------------------------------------------------------------------------------------- who claims what

    def _draft(self, number: int) -> _Draft:
        stated, ids = self.parameters["sizes"], self.policy.size_ids
        sizes = {size: stated[size] for size in ids if size in stated} or dict.fromkeys(ids, EVEN)
        size = self._weighted({name: entry["of"] for name, entry in sizes.items()})
        start, until = (date.fromisoformat(f"{self.year}-{day}") for day in self.parameters["days"])
        start, until = max(start, self.policy.in_force.start), min(until, self.policy.in_force.until)
        day = start + timedelta(days=self.random.randrange(max(0, (until - start).days) + 1))
        return _Draft(number, size, parse_amount(sizes[size]["times"], size), day)

    def _hand_out(self, drafts: list[_Draft]) -> None:
        """Every company claims something as long as there is enough to claim, the larger ones more."""
        wanted = [p for p in self.claimable for _ in range(min(self._how_many(p), len(drafts)))]
        self.random.shuffle(wanted)
        projects, sides = self._two_sided(), defaultdict[str, list[tuple[_Draft, Json]]](list)
        weights = [draft.times for draft in drafts]
        for number, p in enumerate(wanted):
            own = projects.get(self._of_provision(p).get("projects", ""), [])
            project = own[len(sides[p.id]) % len(own)] if own else None
            if number < len(drafts):
                draft = drafts[number]
            else:
                draft = self._of_other_side(p, project, sides) or self._somebody(drafts, weights, p)
            if project is not None:
                sides[p.id].append((draft, project))
            draft.provisions[p.id] = project

    def _how_many(self, p: Provision) -> int:
        stated = self._of_provision(p).get("companies")
        if stated is not None:
            return int(stated)
        return self.parameters["count"] * parse_ratio(self.parameters["claimed"], "claimed") // WHOLE

    def _somebody(self, drafts: list[_Draft], weights: list[int], p: Provision) -> _Draft:
        """A company that does not claim this yet."""
        for draft in self.random.choices(drafts, weights, k=TRIES):
            if p.id not in draft.provisions:
                return draft
        start = self.random.randrange(len(drafts))
        return next(draft for draft in drafts[start:] + drafts[:start] if p.id not in draft.provisions)

    def _of_other_side(
        self, p: Provision, project: Json | None, sides: Mapping[str, list[tuple[_Draft, Json]]]
    ) -> _Draft | None:
        """Now and then, the company that has the other side of a project."""
        name = self._of_provision(p).get("projects")
        if name is None or not self._chance(self.parameters["projects"][name]["one_company"]):
            return None
        others = [draft for of, taken in sides.items() if of != p.id for draft, of_it in taken if of_it is project]
        return next((draft for draft in others if p.id not in draft.provisions), None)

    def _two_sided(self) -> dict[str, list[Json]]:
        """The projects that several companies take part in."""
        found: dict[str, list[Json]] = {}
        for p in self.claimable:
            name = self._of_provision(p).get("projects")
            if name is not None and name not in found:
                count = self.parameters["projects"][name]["count"]
                of = next(iter(p.projects.values()))
                found[name] = [self._facts(p, of.path, WAN, self.policy.in_force.start) for _ in range(count)]
        return found

    # ------------------------------------------------------------------------------------------------ what they state

    def _application(self, draft: _Draft) -> Json:
        claims = []
        for p in self.claimable:
            if p.id in draft.provisions:
                self.claims += 1
                facts = self._facts(p, "", draft.times, draft.day, draft.provisions[p.id])
                claims.append({"id": f"c{self.claims}", "provision": p.id, "facts": facts})
        applicant = self._applicant(draft)
        said = {"application_date": draft.day.isoformat(), "applicant": applicant, "claims": claims}
        return {INVENTED: True, **said}

    def _applicant(self, draft: _Draft) -> Json:
        named = {fact.type: fact.name for fact in self.policy.applicant if fact.type in ("text", "uscc")}
        stated: Json = {"id": f"{self.parameters['mark']}{draft.number}"}
        if "uscc" in named:
            stated["id"] = stated[named["uscc"]] = self._code(draft.number)
        if "text" in named:
            stated[named["text"]] = self._name()
        wanted = {slot.column: slot.good for slot in self.policy.derived(Plans).applicant}
        for fact in self.policy.applicant:
            if fact.profile:
                stated[fact.name] = draft.size if fact.sizes else self._of_profile(fact, draft.number)
            elif fact.name not in stated:
                own = self.parameters.get("applicant", {}).get(fact.name, {})
                of = self.parameters["kinds"].get(fact.type, {}) | own
                if self._is_answered(fact, of):
                    value = self._value(fact, of, wanted.get(fact.name), draft.times, draft.day)
                    if value is not None:
                        stated[fact.name] = value
        return stated

    def _of_profile(self, fact: Fact, number: int) -> str:
        """One of the choices. Drawn apart: what no rule reads moves nothing that one does."""
        own = self.parameters.get("applicant", {}).get(fact.name, {})
        weights = own.get("of") or dict.fromkeys((choice.id for choice in fact.choices), EVEN["of"])
        apart = Random(f"{self.policy.id} {fact.name} {number}")
        return apart.choices(list(weights), list(weights.values()))[0]

    def _code(self, number: int) -> str:
        start = self.parameters["code"]
        code = f"{start}{number:0{CODE_DIGITS - len(start)}d}"
        return code + str(social_credit_code.calc_check_digit(code))

    def _name(self) -> str:
        """A name that no other company has."""
        while True:
            name = self.parameters["mark"] + "".join(self.random.choice(parts) for parts in self.parameters["names"])
            if name in self.names and self.random.randrange(TRIES) == 0:
                name += str(len(self.names))
            if name not in self.names:
                self.names.add(name)
                return name

    def _facts(self, p: Provision, parent: str, times: int, day: date, project: Json | None = None) -> Json:
        """What a company states in one place of a claim."""
        stated: Json = {}
        deducted = set() if parent else p.deducted()
        idle = deducted - p.deducted(self.policy.default_readings())
        for fact in p.children(parent):
            if not fact.asked and fact.name in deducted:
                continue
            of = self._of_fact(p, fact)
            if project is not None and fact.path in p.projects:
                stated[fact.name] = dict(project)
            elif parent == (p.each or "") and p.matter is not None and fact.name in p.matter.by:
                stated[fact.name] = self._numbered(fact, of)
            elif self._is_answered(fact, of) and (fact.asked or of.get("is_own")):
                value = self._answer(p, fact, of, stated, times, day)
                if value is not None and fact.name not in idle:
                    stated[fact.name] = value
        return stated

    def _answer(self, p: Provision, fact: Fact, of: Parameters, beside: Json, times: int, day: date) -> Any:
        if fact.type == "list":
            return [self._facts(p, fact.path, times, day) for _ in range(self._counted(of["of"]))]
        if fact.type == "group":
            return self._facts(p, fact.path, times, day)
        if fact.type == "text":
            return self._numbered(fact, of)
        whole = of.get("of") if fact.type == "amount" else None
        if whole is not None:
            if whole not in beside:
                return None
            return wan(parse_amount(beside[whole], whole) * self._between(of["part"]) // WHOLE)
        return self._value(fact, of, self.good[p.id].get(fact.path), times, day)

    def _numbered(self, fact: Fact, of: Parameters) -> str:
        """A name or number that nothing else has."""
        label: str = of.get("label", f"{self.parameters['mark']}{fact.label.zh}")
        self.numbers[label] = self.numbers.get(label, 0) + 1
        return f"{label}{self.numbers[label]}"

    def _is_answered(self, fact: Fact, of: Parameters) -> bool:
        if fact.absent == "unknown":
            return not self._chance(of.get("unknown", "0"))
        return self._chance(of.get("stated", "0"))

    def _value(self, fact: Fact, of: Parameters, good: Good, times: int, day: date) -> Any:
        """One answer, as the contract writes it."""
        match fact.type:
            case "yes_no":
                return self._chance(of["yes"]) if "yes" in of else self._chance(of["likely"]) == (good is not False)
            case "choice":
                return self._choice(fact, of, good)
            case "choices":
                return [c.id for c in fact.choices] if self._chance(of["likely"]) else []
            case "amount":
                return wan(self._amount(of, times))
            case "yearly":
                last = self._amount(of, times)
                before = last * self._between(of["growth"]) // WHOLE
                return {str(day.year - 1): wan(last), str(day.year - 2): wan(before)}
            case "ratio":
                # A millionth is to 1 what a 分 is to 1万元.
                return wan(self._between(of["part"]) // HUNDREDTH * HUNDREDTH)
            case "count":
                return self._counted(of["of"])
            case "date":
                return self._dated(of, good, day).isoformat()
            case "year":
                return self._dated(of, good, day).year
            case _:
                return None

    def _choice(self, fact: Fact, of: Parameters, good: Good) -> str:
        if isinstance(of.get("of"), Mapping):
            return self._weighted(of["of"])
        if isinstance(good, str) and self._chance(of["likely"]):
            return good
        return self.random.choice(fact.choices).id

    def _dated(self, of: Parameters, good: Good, day: date) -> date:
        """A day within the window that the rule wants, or before it."""
        window = good.removeprefix("window:") if isinstance(good, str) else ""
        if window:
            start, until = self.policy.window(window).bounds(day, self.policy.default_readings())
        if not window or start == date.min:
            start, until = day.replace(month=1, day=1), day
        length = (until - start).days + 1
        within = start + timedelta(days=self.random.randrange(length))
        return within if self._chance(of["likely"]) else within - timedelta(days=length)

    def _amount(self, of: Parameters, times: int) -> int:
        """分, in whole steps of 0.01万元."""
        if "from" in of:
            low, high = (parse_amount(of[bound], bound) for bound in ("from", "to"))
            return (low + self.random.randrange(high - low + 1)) // HUNDREDTH * HUNDREDTH
        factor = Fraction(of["factor"])
        heads = self.random.getrandbits(TOSSES).bit_count() - TOSSES // 2
        jitter = WHOLE + (factor - 1) * self.random.randrange(WHOLE)
        amount = parse_amount(of["median"], "median") * factor**heads * jitter / WHOLE * times / WAN
        return int(amount) // HUNDREDTH * HUNDREDTH

    # ------------------------------------------------------------------------------------------------------ parameters

    def _of_provision(self, p: Provision) -> Json:
        found: Json = self.parameters.get("claims", {}).get(p.id, {})
        return found

    def _of_fact(self, p: Provision, fact: Fact) -> Json:
        """What is said of a fact: of its kind, by the pack, of facts with its name, of it alone."""
        found = self.of.get((p.id, fact.path))
        if found is None:
            shared, own = self.parameters.get("facts", {}), self._of_provision(p).get("facts", {})
            ends = fact.path.split(".")
            named: Json = next((shared[end] for i in range(len(ends)) if (end := ".".join(ends[i:])) in shared), {})
            found = self.parameters["kinds"].get(fact.type, {}) | size_of(p, fact) | named
            found |= own.get(fact.path, {}) | {"is_own": fact.path in own}
            if any(of.required and of.project == fact.path for of in p.of_kind(ProjectFunding)):
                found["stated"] = "1"
            self.of[p.id, fact.path] = found
        return found

    # ---------------------------------------------------------------------------------------------------------- chance

    def _chance(self, chance: str) -> bool:
        return self.random.randrange(WHOLE) < parse_ratio(chance, "chance")

    def _between(self, bounds: Sequence[str]) -> int:
        """Millionths."""
        low, high = (parse_amount(bound, "part") for bound in bounds)
        return low + self.random.randrange(high - low + 1)

    def _counted(self, weights: Sequence[int]) -> int:
        return self.random.choices(range(len(weights)), weights)[0]

    def _weighted(self, weights: Mapping[str, int]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]
