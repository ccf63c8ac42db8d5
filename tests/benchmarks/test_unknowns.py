"""What open answers cost: an assessment with blanks beside the same one with all of them answered."""

from typing import Any

import pytest

from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.law.cases import APPLICANT

POLICY = load_policy(default_policy())

Json = dict[str, Any]


def application(*claims: tuple[str, Json]) -> Json:
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": stated}


def without(facts: Any, *names: str) -> Any:
    """The same without some answers, wherever they stand."""
    if isinstance(facts, dict):
        return {name: without(answer, *names) for name, answer in facts.items() if name not in names}
    return [without(entry, *names) for entry in facts] if isinstance(facts, list) else facts


def blanks(raw: Json) -> int:
    found = (m for claim in assess(POLICY, raw)["claims"] for m in claim["missing"])
    return sum("claim" not in m for m in found)


def models(count: int) -> list[Json]:
    dates = [f"2024-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(count)]
    return [{"kind": "filing", "filing_date": date, "already_rewarded": False} for date in dates]


def rent(amount: int) -> tuple[str, Json]:
    return "art06_rent", {"assessed": True, "years_received": 0, "rents": [{"amount": amount, "year": 2024}]}


FIVE = application(
    rent(30),
    ("art09_genai_filing", {"models": models(2)}),
    ("art08_algorithm_filing", {"algorithms": [{"listed": True, "already_rewarded": False}] * 2}),
    ("art04_compute_voucher", {"purchase_amount": 500}),
    ("art11_standards", {"standards": [{"level": "national", "lead": True, "already_rewarded": False}]}),
)
FEW = ("amount", "kind", "listed", "purchase_amount", "lead", "already_received", "years_received")
MANY_ENTRIES = application(("art09_genai_filing", {"models": models(67)}))
MANY_CLAIMS = application(*(rent(1 + n % 40) for n in range(100)))
EMBODIED = {"assessed": True, "landing_date": "2025-01-10", "rd_cost": 300, "already_rewarded": False}
ON_ONE_PROJECT = application(
    *[("art09_embodied_model", {"models": [EMBODIED | {"project": {"id": "X", "total_investment": 500}}]})] * 99
)


@pytest.mark.bench
@pytest.mark.parametrize(
    ("name", "known", "left_open", "count", "bound"),
    [
        ("8 blanks in five claims", FIVE, FEW, 8, 2.4),
        ("200 blanks in the entries of a claim", MANY_ENTRIES, ("kind", "filing_date", "already_rewarded"), 201, 5),
        ("200 blanks in claims under one cap", MANY_CLAIMS, ("amount", "years_received"), 200, 6),
        ("198 blanks in claims on one project", ON_ONE_PROJECT, ("rd_cost", "landing_date"), 198, 3.3),
    ],
)
def test_open_answers_cost_little(
    tell: Told, name: str, known: Json, left_open: tuple[str, ...], count: int, bound: float
) -> None:
    blank = known | {"claims": without(known["claims"], *left_open)}
    assert blanks(blank) == count
    assert blanks(known) == 0
    by, own = lowest(lambda: medians(9, lambda: assess(POLICY, known), lambda: assess(POLICY, blank)), bound)
    tell(name, "the same answered", own, by, bound)
    assert own <= bound * by
