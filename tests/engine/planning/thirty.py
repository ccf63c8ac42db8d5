"""A company with thirty matters of many kinds, in many places the same for the same seed."""

import random
from typing import Any

from tests.law.cases import APPLICANT

Json = dict[str, Any]


def thirty_matters(seed: int) -> Json:
    """Its application on the first day of March 2025: projects that have not room for all, models whose windows close
    on many days, algorithms of many amounts, standards, rounds, and rents of three years."""
    numbers = random.Random(seed)

    def day() -> str:
        return f"{numbers.choice([2023, 2024, 2025])}-{numbers.randint(7, 12):02d}-{numbers.randint(1, 28):02d}"

    def project(*names: str) -> Json:
        return {"project": {"id": numbers.choice(names), "total_investment": "400"}}

    def algorithm(n: int) -> Json:
        amount = f"{numbers.randint(60, 99)}.{numbers.randint(10, 99)}"
        return {"listed": True, "already_rewarded": False, "approved_each": amount, "filing_number": f"a{n}"}

    def standard(n: int) -> Json:
        level = numbers.choice(["international", "national", "industry"])
        return {"level": level, "lead": True, "already_rewarded": False, "number": f"s{n}"}

    def embodied(n: int) -> Json:
        cost = str(numbers.randint(60, 250))
        own = {"assessed": True, "landing_date": day(), "rd_cost": cost, "already_rewarded": False, "name": f"m{n}"}
        return own | project(*"PQR")

    filings = [
        {"kind": "filing", "filing_date": f"2024-0{n}-01", "already_rewarded": False, "filing_number": f"g{n}"}
        for n in (1, 2)
    ]
    early, late = ([{"date": day(), "amount": amount, "fund": True}] for amount in ("1500", "2500"))
    rounds = [
        {"round": "A", "instalments": [*early, {"date": day(), "amount": "1500", "fund": True}]},
        {"round": "B", "instalments": late},
    ]
    rents = [{"year": year, "amount": "38.5", "address": "x"} for year in (2024, 2025, 2026)]
    claims: list[tuple[str, Json]] = [
        ("art08_algorithm_filing", {"algorithms": [algorithm(n) for n in range(10)]}),
        ("art11_standards", {"standards": [standard(n) for n in range(6)]}),
        ("art09_embodied_model", {"models": [embodied(n) for n in range(5)]}),
        ("art09_genai_filing", {"models": filings}),
        ("art06_rent", {"rents": rents, "assessed": True, "years_received": 0}),
        ("art13_financing", {"rounds": rounds, "assessed": True, "already_received": False}),
        ("art10_scenario_publisher", {"challenge_mode": True, **project("P")}),
        ("art10_scenario_solver", {"challenge_mode": True, **project("Q")}),
    ]
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims, 1)]
    return {"application_date": "2025-03-01", "applicant": APPLICANT, "claims": stated}
