"""One company that claims under five provisions, again and again with other figures."""

from random import Random
from typing import Any

from tests.law.cases import APPLICANT

Facts = dict[str, Any]


def applications(seed: int, count: int) -> list[Facts]:
    """`count` applications with five claims each. No two state the same figures, so that no answer can have been
    kept from before."""
    chance = Random(seed)
    return [_application(chance) for _ in range(count)]


def _application(chance: Random) -> Facts:
    def amount(least: int, most: int) -> str:
        return f"{chance.randint(least, most)}.{chance.randint(0, 99):02d}"

    def day(year: int) -> str:
        return f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"

    model = {"filing_date": day(2024), "kind": "filing", "already_rewarded": False}
    instalment = {"date": day(2024), "amount": amount(1800, 5000), "fund": True}
    facts: dict[str, Facts] = {
        "art05_revenue_growth": {
            "revenues": {"2024": amount(5000, 9000), "2023": amount(2000, 6000)},
            "core_technology": True,
            "already_received": False,
        },
        "art06_rent": {
            "rents": [{"amount": amount(10, 60), "year": 2024}],
            "assessed": True,
            "years_received": chance.randint(0, 2),
        },
        "art09_genai_filing": {"models": [model]},
        "art10_scenario_solver": {
            "project": {"id": "X", "total_investment": amount(500, 4000)},
            "challenge_mode": True,
        },
        "art13_financing": {
            "rounds": [{"instalments": [instalment]}],
            "assessed": True,
            "already_received": False,
        },
    }
    return {
        "application_date": f"2025-{chance.randint(1, 12):02d}-15",
        "applicant": dict(APPLICANT),
        "claims": [{"id": name, "provision": name, "facts": stated} for name, stated in facts.items()],
    }
