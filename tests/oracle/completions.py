"""What an application with open answers could turn out to be: the same with every open answer given, at random.

Open is what is absent or null, and what cannot be read. What may be left out with a meaning (as the contract says)
stays as it is, entries are added to no list that is given, and a list that is not given gets any number of entries.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

from tests.oracle.answers import WAN
from tests.oracle.applications import Maker, applications
from tests.oracle.articles import Facts
from tests.oracle.unknowns import asked

SCENARIO: Facts = {"challenge_mode": "yes", "agreed_on": "date", "own_input": (1000, 2000)}
ANSWERS: dict[str, Facts] = {
    "art04_compute_voucher": {"purchase_amount": (1000, 300)},
    "art05_revenue_growth": {"revenues": "revenues", "core_technology": "yes", "already_received": "no"},
    "art06_park_operations": {"parks": [{"operating_cost": (1000, 500), "year": "year", "assessed": "yes"}]},
    "art06_rent": {
        "assessed": "yes",
        "years_received": "count",
        "years_since_first": "count",
        "rents": [{"amount": (40, 20, 10), "year": "year", "in_district": "yes"}],
    },
    "art07_national_challenge": {
        "tasks": [{"national": "yes", "winner": "yes", "is_lead": "yes", "won_on": "date", "already_rewarded": "no"}]
    },
    "art08_algorithm_filing": {"algorithms": [{"listed": "yes", "listed_on": "date", "already_rewarded": "no"}]},
    "art09_genai_filing": {"models": [{"kind": "kind", "filing_date": "date", "already_rewarded": "no"}]},
    "art09_embodied_model": {
        "models": [{"rd_cost": (200, 100), "landing_date": "date", "assessed": "yes", "already_rewarded": "no"}]
    },
    "art10_scenario_publisher": {"project": "project", **SCENARIO},
    "art10_scenario_solver": {"project": "project", **SCENARIO},
    "art11_standards": {
        "standards": [
            {"level": "level", "lead": "yes", "about_ai": "yes", "published_on": "date", "already_rewarded": "no"}
        ]
    },
    "art12_public_platform": {"project": "project", "qualifying_service": "yes", "built_on": "date"},
    "art13_financing": {
        "assessed": "yes",
        "already_received": "no",
        "rounds": [
            {
                "with_fund": "yes",
                "after_award": "no",
                "instalments": [{"date": "date", "amount": (2000, 4000, 3000), "fund": "yes"}],
            }
        ],
    },
    "art14_events": {"event_cost": (100,)},
}
"""For each provision, what has to be known, and how it is answered: amounts around turning points in 万元."""
APPLICANT = {
    "entity_type": "entity",
    "legal_person": "yes",
    "operates_in_longhua": "yes",
    "ai_robotics": "yes",
    "registered_in_longhua": "yes",
    "disqualified": "no",
}
TYPED = {
    "awarded_this_year": (100, 20),
    "share": "share",
    "approved_each": (100, 50),
    "assessed_amount": (2000, 1000),
    "received_before": (500, 2000),
    "district_fund": (500, 100),
    "subfund_amount": (500, 100),
    "subfund_gov_share": "share",
    "fiscal_investment": (500, 1000),
    "actual_investment": (1000, 100),
    "other_gov_funding": (500, 1000),
    "total_investment": (2000, 1000),
}
"""What somebody types, and may so be unreadable, though it may be left out."""
LEVELS = ("international", "national", "industry", "local")
INVESTING = ("art06", "art07", "art09_embodied", "art10", "art12")
"""The provisions that look at a project's figures."""


def unreadable(answer: Any) -> bool:
    """Whether it stands for something that was typed and cannot be read."""
    return isinstance(answer, dict) and set(answer) == {"unreadable"}


class Completer(Maker):
    """Answers what is open in an application."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self.of_projects: dict[tuple[str, str], Any] = {}
        self.in_force: Facts = {}

    def complete(self, application: Facts) -> Facts:
        """The application with all of it answered."""
        self.day = date.fromisoformat(application["application_date"])
        self.of_projects = {}
        self.in_force = application.get("readings") or {}
        found = deepcopy(application)
        found["applicant"] = self.given(found["applicant"], asked("", APPLICANT, self.in_force))
        for claim in found["claims"]:
            facts = claim["facts"]
            self.readable(facts)
            answers = asked(claim["provision"], ANSWERS[claim["provision"]], self.in_force)
            before = {a["year"] for a in application.get("history", []) if a["provision"] == claim["provision"]}
            if "years_received" in answers and before:  # what was awarded before says it
                facts.setdefault("years_received", None)
                facts["years_received"] = facts["years_received"] or len(before - {self.day.year})
            if "years_since_first" in answers and before - {self.day.year}:
                since = self.day.year - min(before)
                facts["years_since_first"] = facts.get("years_since_first") or since
            claim["facts"] = self.given(facts, answers)
            places = [claim["facts"]]
            places += [e for v in claim["facts"].values() if isinstance(v, list) for e in v]
            for place in places:
                self.groups(place, claim["provision"])
        return found

    def given(self, facts: Facts, asked: Facts) -> Facts:
        """The facts of one place with what is asked there."""
        facts = dict(facts)
        asked = dict(asked)
        if facts.get("rd_cost_items") is not None:
            asked.pop("rd_cost", None)
            asked["rd_cost_items"] = [{"amount": (100, 50), "date": "date"}]
        if facts.get("subfund_amount") is not None:
            asked["subfund_gov_share"] = "share"
        for name, kind in asked.items():
            answer = facts.get(name)
            if isinstance(kind, list):
                if answer is None:
                    answer = [{} for _ in range(self.chance.choice((0, 1, 1, 2, 3, 7)))]
                facts[name] = [self.given(entry, kind[0]) for entry in answer]
            elif kind == "revenues":
                facts[name] = self.revenues(answer or {})
            elif kind == "project":
                facts[name] = answer if answer is not None else {}
            elif answer is None or unreadable(answer):
                facts[name] = self.answer(kind)
        self.within(facts)
        return facts

    def readable(self, facts: Any) -> None:
        """Answer what cannot be read, wherever it stands and may be left out."""
        if isinstance(facts, list):
            for entry in facts:
                self.readable(entry)
        if isinstance(facts, dict):
            for name, answer in list(facts.items()):
                if unreadable(answer) and name in TYPED and (name != "total_investment"):
                    facts[name] = self.of_project(facts, name) if "_investment" in name or "gov_f" in name else None
                    if facts[name] is None:
                        facts[name] = self.answer(TYPED[name])
                else:
                    self.readable(answer)

    def of_project(self, project: Facts, name: str) -> Any:
        """A figure of a project, which is the same wherever it is named."""
        if project.get("id") is None:
            return self.answer(TYPED[name])
        return self.of_projects.setdefault((project["id"], name), self.answer(TYPED[name]))

    def groups(self, facts: Facts, provision: str) -> None:
        """What has to be known of another policy and of a project that are stated."""
        other, project = facts.get("other_district"), facts.get("project")
        if other is not None and (other.get("amount") is None or unreadable(other["amount"])):
            facts["other_district"] = other | {"amount": self.answer((100, 200, 20, 300))}
        if project is None or not (provision.startswith(INVESTING) or self.in_force.get("art19_scope") == "all"):
            return
        total, fiscal = project.get("total_investment"), project.get("fiscal_investment")
        if total is None or unreadable(total):
            total = self.of_project(project, "total_investment")
            if fiscal is not None and number(total) < number(fiscal):
                total = fiscal
            facts["project"] = project | {"total_investment": total}
        elif fiscal is not None and number(total) < number(fiscal):
            facts["project"] = project | {"fiscal_investment": total}

    def within(self, facts: Facts) -> None:
        """A part is not more than its whole."""
        parts = [facts.get("district_fund"), facts.get("subfund_amount")]
        if "amount" in facts and any(part is not None for part in parts):
            taken = sum(number(part) for part in parts if part is not None)
            if number(facts["amount"]) < taken:
                facts["amount"] = self.stated(taken)

    def revenues(self, given: Facts) -> Facts:
        """Revenues of the two years that are asked for."""
        found = dict(given)
        for year in (self.day.year - 1, self.day.year - 2):
            if found.get(str(year)) is None or unreadable(found[str(year)]):
                found[str(year)] = self.answer((5000, 6000, 0))
        return found

    def answer(self, kind: Any) -> Any:
        """An answer of one kind."""
        chance = self.chance
        match kind:
            case "yes":
                return self.often(0.75)
            case "no":
                return self.often(0.25)
            case "entity":
                return "enterprise" if self.often(0.75) else "institution"
            case "year":
                return self.year()
            case "date":
                return self.recent_or_old() if self.often(0.3) else self.recent()
            case "kind":
                return "filing" if self.often(0.75) else "registration"
            case "level":
                return chance.choice(LEVELS)
            case "count":
                return chance.choice((0, 1, 2, 2, 3))
            case "share":
                return chance.choice((0, 1, "0.5", "0.333333", "0.999999"))
            case _:
                return self.amount(*kind)


def number(stated: Any) -> int:
    """分."""
    whole, _, rest = str(stated).partition(".")
    return int(whole) * WAN + int(rest.ljust(6, "0") or 0)


class Blanker:
    """Takes answers away."""

    def __init__(self, chance: Random, share: float) -> None:
        self.chance, self.share = chance, share

    def blanked(self, application: Facts) -> Facts:
        """The application with some answers left out, null, or unreadable."""
        found = deepcopy(application)
        readings = found.get("readings") or {}
        if self.chance.random() < 0.4:
            found["applicant"] = self.without(found["applicant"], asked("", APPLICANT, readings))
        for claim in found["claims"]:
            if self.chance.random() < 0.6:
                answers = asked(claim["provision"], ANSWERS[claim["provision"]], readings)
                claim["facts"] = self.without(claim["facts"], answers)
                self.garble(claim["facts"])
        return found

    def without(self, facts: Facts, asked: Facts) -> Facts:
        """The facts of one place without some of what is asked there."""
        found = dict(facts)
        for name, kind in asked.items():
            answer = found.get(name)
            if answer is None or kind == "project":
                continue
            if isinstance(kind, list) and self.chance.random() > self.share / 4:
                found[name] = [self.without(entry, kind[0]) for entry in answer]
            elif kind == "revenues":
                found[name] = {year: amount for year, amount in answer.items() if self.chance.random() > self.share}
            elif self.chance.random() < self.share:
                if self.chance.random() < 0.5:
                    found[name] = None
                elif isinstance(kind, tuple) and self.chance.random() < 0.3:
                    found[name] = {"unreadable": "x"}
                else:
                    del found[name]
        return found

    def garble(self, facts: Any) -> None:
        """Make some of what may be left out unreadable."""
        if isinstance(facts, list):
            for entry in facts:
                self.garble(entry)
        if isinstance(facts, dict):
            for name, answer in facts.items():
                named = "id" in facts  # a project's figures are the same wherever it is named
                if name in TYPED and answer is not None and not named and self.chance.random() < self.share / 6:
                    facts[name] = {"unreadable": "x"}
                else:
                    self.garble(answer)


def with_completions(seed: int, count: int, each: int) -> Iterator[tuple[Facts, list[Facts]]]:
    """So many random applications with open answers, and for each so many that they could turn out to be."""
    chance = Random(seed)
    completer = Completer(chance)
    for application in applications(seed, count):
        blank = Blanker(chance, chance.choice((0.05, 0.15, 0.4))).blanked(application)
        yield blank, [completer.complete(blank) for _ in range(each)]
