"""就高不就低 on whole applications, against every choice assessed one by one."""

import copy
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from engine.assessment.assess import assess_many
from engine.assessment.expected import Expected
from engine.planning.choice import best_choice
from engine.values.money import WAN, wan
from tests.engine.assessment.test_alternatives import policy, standards
from tests.engine.assessment.test_explain import application
from tests.law.cases import APPLICANT

Json = dict[str, Any]

READINGS = {
    "art07_unit": "unit",
    "embodied_cap_scope": "model",
    "art10_cap_scope": "applicant_year",
    "art10_same_applicant": "both",
    "park_cap_scope": "park",
    "art13_multi_round": "sum",
    "art16_top_up": "true",
}
MOST_TRIED = 1 << 5
OF_PROJECTS = ("art06_rent", "art09_embodied_model", "art10_scenario_publisher", "art10_scenario_solver")


class Company:
    """A made-up application with other policies here and there, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.projects = {
            name: {
                "id": name,
                "total_investment": self.one_of("300", "1000", "5000"),
                "other_gov_funding": self.one_of("0", "100", "250", "233.3333"),
            }
            for name in "PQ"
        }
        self.awarded: dict[str, str] = {}

    def one_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def often(self, chance: float) -> bool:
        return self.random.random() < chance

    def application(self) -> Json:
        claims = []
        for n in range(self.random.randint(1, 4)):
            provision, facts = self.claim()
            claims.append({"id": f"c{n}", "provision": provision, "facts": facts})
        readings = {name: choice for name, choice in READINGS.items() if self.often(0.2)}
        return {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": claims, "readings": readings}

    def other(self) -> Json:
        other: Json = {"amount": self.one_of("4", "10", "15", "20", "35", "45", "60", "90", "120", "250", "9.9999")}
        if self.often(0.15):
            other["received"] = True
        elif self.often(0.15):
            other["choice"] = self.one_of("this", "other")
        return other

    def items(self, make: Any) -> list[Json]:
        chance = self.one_of(0, 0.6, 0.6, 0.6)
        count = self.random.randint(1, 3)
        return [make() | ({"other_district": self.other()} if self.often(chance) else {}) for _ in range(count)]

    def of_project(self) -> Json:
        return {"project": dict(self.projects[self.one_of(*"PQ")])} if self.often(0.4) else {}

    def claim(self) -> tuple[str, Json]:
        provision, facts = self.one_of(*self.claims())()
        if self.often(0.2) and provision in ("art09_genai_filing", "art11_standards", "art06_rent"):
            facts["awarded_this_year"] = self.awarded.setdefault(provision, self.one_of("10", "50"))
        if provision.startswith("art10"):
            facts["project"] = dict(self.projects[self.one_of(*"PQ")])
        elif provision in OF_PROJECTS:
            facts |= self.of_project()
        if self.often(0.7 if not any(isinstance(value, list) for value in facts.values()) else 0.2):
            facts["other_district"] = self.other()
        return provision, facts

    def claims(self) -> list[Any]:
        def voucher() -> tuple[str, Json]:
            return "art04_compute_voucher", {"purchase_amount": self.one_of("50", "200", "2000")}

        def growth() -> tuple[str, Json]:
            revenues = {"2024": "6000", "2023": "1"}
            return "art05_revenue_growth", {"revenues": revenues, "core_technology": True, "already_received": False}

        def parks() -> tuple[str, Json]:
            return "art06_park_operations", {
                "parks": self.items(
                    lambda: {"operating_cost": self.one_of("300", "900"), "year": 2024, "assessed": True}
                )
            }

        def rents() -> tuple[str, Json]:
            listed = self.items(lambda: {"amount": self.one_of("20", "30", "31.1111"), "year": 2024})
            return "art06_rent", {"assessed": True, "years_received": 0, "rents": listed}

        def tasks() -> tuple[str, Json]:
            won = {"national": True, "winner": True, "is_lead": True, "already_rewarded": False}
            return "art07_national_challenge", {"tasks": self.items(lambda: won | self.of_project())}

        def algorithms() -> tuple[str, Json]:
            return "art08_algorithm_filing", {
                "algorithms": self.items(
                    lambda: {
                        "listed": True,
                        "already_rewarded": False,
                        "approved_each": self.one_of("30", "33.333333", "150"),
                    }
                )
            }

        def genai() -> tuple[str, Json]:
            filed = {"filing_date": "2024-05-05", "kind": "filing", "already_rewarded": False}
            return "art09_genai_filing", {"models": self.items(lambda: dict(filed))}

        def embodied() -> tuple[str, Json]:
            landed = {"landing_date": "2024-05-05", "assessed": True, "already_rewarded": False}
            return "art09_embodied_model", {
                "models": self.items(lambda: landed | {"rd_cost": self.one_of("60", "140")} | self.of_project())
            }

        def publisher() -> tuple[str, Json]:
            return "art10_scenario_publisher", {"challenge_mode": True}

        def solver() -> tuple[str, Json]:
            return "art10_scenario_solver", {"challenge_mode": True}

        def standards() -> tuple[str, Json]:
            return "art11_standards", {
                "standards": self.items(
                    lambda: {
                        "level": self.one_of("international", "national", "industry"),
                        "lead": True,
                        "already_rewarded": False,
                    }
                )
            }

        def financing() -> tuple[str, Json]:
            def instalment() -> Json:
                return {"amount": self.one_of("2000", "2500", "4000"), "date": "2025-01-05", "fund": True}

            rounds = self.items(lambda: {"instalments": [instalment()]})
            return "art13_financing", {"assessed": True, "already_received": False, "rounds": rounds}

        return [
            voucher,
            growth,
            parks,
            rents,
            tasks,
            algorithms,
            genai,
            embodied,
            publisher,
            solver,
            standards,
            financing,
        ]


def others(application: Json) -> list[tuple[Json, list[Json]]]:
    """For each claim: the other policy for the whole of it, and those for its items."""
    found = []
    for claim in application["claims"]:
        lists = [v for v in claim["facts"].values() if isinstance(v, list)]
        items = [item["other_district"] for listed in lists for item in listed if "other_district" in item]
        found.append((claim["facts"].get("other_district", {}), items))
    return found


def ways(other: Json) -> tuple[str, ...]:
    if not other or other.get("received"):
        return ("",)
    return (other["choice"],) if "choice" in other else ("this", "other")


def choices(application: Json) -> Iterator[tuple[Json, Fraction]]:
    """Every lawful choice, and what it brings elsewhere. What is supported as a whole is not supported in part too."""
    listed = others(application)
    flat = [other for whole, items in listed for other in (whole, *items)]
    for picked in product(*map(ways, flat)):
        chosen = copy.deepcopy(application)
        elsewhere, left, lawful = Fraction(0), list(picked), True
        for whole, items in others(chosen):
            mine, *of_items = [left.pop(0) for _ in (whole, *items)]
            if whole.get("received") or whole.get("choice") == "other":
                of_items = ["this" if pick else "" for pick in of_items]
            elif mine == "other" and ("other" in of_items or any(item.get("received") for item in items)):
                lawful = False
            for other, pick in zip((whole, *items), (mine, *of_items), strict=True):
                if pick:
                    other["choice"] = pick
                    elsewhere += Fraction(other["amount"]) if pick == "other" else 0
        if lawful:
            yield chosen, elsewhere


def best_of_all(application: Json, payout: Fraction) -> Fraction:
    tried = list(choices(application))
    totals = [result["total"] for result in assess_many(policy(), [chosen for chosen, _ in tried])]
    here = [
        payout * Fraction(total["on_budget"]["confirmed"]) + Fraction(total["other_budget"]["confirmed"])
        for total in totals
    ]
    return max(h + elsewhere for h, (_, elsewhere) in zip(here, tried, strict=True))


def companies(first: int, count: int) -> Iterator[Json]:
    for seed in range(first, first + count):
        application = Company(seed).application()
        free = sum(len(ways(other)) > 1 for whole, items in others(application) for other in (whole, *items))
        if free and 1 << free <= MOST_TRIED:
            yield application


PAYOUTS = [Fraction(1), Fraction(3, 5)]


def best_found(application: Json, payout: Fraction = Fraction(1)) -> tuple[Fraction, bool]:
    """万元, exact, and whether it is proven."""
    answer = best_choice(policy(), application, Expected(payout))
    total = sum_of(answer, application, payout)
    assert answer["total"] == wan(total)
    return total / WAN, answer["proven"]


def sum_of(answer: Json, application: Json, payout: Fraction) -> Fraction:
    """分, exact, that a choice brings."""
    chosen = {entry["id"]: entry["chosen"] for entry in answer["matters"]}
    total = Fraction(0)
    moved = copy.deepcopy(application)
    for claim in moved["claims"]:
        each = policy().provision(claim["provision"]).each
        entries = claim["facts"].get(each) or [] if each else []
        for n, place in enumerate([claim["facts"], *entries]):
            name = claim["id"] if n == 0 else f"{claim['id']}.{each}.{n - 1}"
            stated = place.get("other_district")
            if stated and not stated.get("received"):
                stated["choice"] = chosen.get(name, chosen.get(claim["id"], "this"))
                goes = chosen.get(name) == "other" and (n == 0 or chosen.get(claim["id"]) != "other")
                total += Fraction(stated["amount"]) * WAN if goes else 0
    (assessed,) = assess_many(policy(), [moved])
    for claim in assessed["claims"]:
        own = policy().provision(claim["provision"]).draws_on_budget(assessed["readings"])
        total += claim["confirmed"].fen * (payout if own else 1)
    return total


@pytest.mark.parametrize("first", range(0, 240, 60))
def test_no_choice_that_is_assessed_brings_more(first: int) -> None:
    payout = Fraction(1) if first % 120 else Fraction(3, 5)
    for given in companies(first, 60):
        assert best_found(given, payout) == (best_of_all(given, payout), True), given


def many(count: int) -> Json:
    """An application of so many standards under one yearly cap, each with an offer elsewhere."""
    return standards(*[("international", str(50 - n % 7)) for n in range(count)])


def test_thirty_matters_with_offers_under_one_cap_are_proven() -> None:
    answer = best_choice(policy(), many(30))
    assert answer["proven"]
    # Each brings 60 here, all together at most 100; so many stay, and the best offers elsewhere are taken for the rest.
    offers = sorted((50 - n % 7 for n in range(30)), reverse=True)
    assert Fraction(answer["total"]) == max(min(100, 60 * stay) + sum(offers[: 30 - stay]) for stay in range(31))
    assert Fraction(answer["total"]) >= Fraction(answer["by_higher_of_each"]["total"])


def test_of_too_many_ways_the_best_that_was_tried_is_shown_and_not_said_to_be_proven(monkeypatch: Any) -> None:
    """Models that all draw on one project hang together: what one takes is not there for the next."""
    project = {"id": "P", "total_investment": "120"}
    landed = {"landing_date": "2024-05-05", "assessed": True, "already_rewarded": False, "project": project}
    models = [landed | {"rd_cost": str(60 + n), "other_district": {"amount": str(20 + n)}} for n in range(6)]
    given = application("art09_embodied_model", {"models": models})
    exact = best_choice(policy(), given)
    assert exact["proven"]
    monkeypatch.setattr("engine.planning.best_way.MOST_ASKED", 4)
    some = best_choice(policy(), given)
    assert not some["proven"]
    assert Fraction(some["by_higher_of_each"]["total"]) <= Fraction(some["total"]) <= Fraction(exact["total"])
