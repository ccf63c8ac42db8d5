"""Applications that share nothing are evaluated apart, and nothing else is."""

from random import Random
from typing import Any

import pytest

from engine.allocation import apart
from engine.allocation.allocate import allocate
from engine.allocation.approval import assessed
from engine.allocation.reading import read_claims
from engine.allocation.run import Entry
from tests.engine.allocation.test_allocate import PLATFORM, POLICY, PUBLISHER, RENT, SOLVER, application, rent, scenario

READINGS = POLICY.default_readings()


def run(chance: Random) -> dict[str, Any]:
    """Applications of which some share an applicant, a project or both, and claims approved before."""
    applications = []
    for i in range(60):
        claims: list[tuple[str, str, dict[str, Any]]] = []
        if chance.randrange(2):
            claims.append((f"r{i}", RENT, rent(chance.randint(1, 60))))
        for side in (PUBLISHER, SOLVER):
            if not chance.randrange(3):
                name = f"P{chance.randrange(40)}"
                claims.append((f"{side}{i}", side, scenario(1_200, other_gov_funding="200", id=name)))
        applicant = None if not chance.randrange(9) else f"A{chance.randrange(50)}"
        had = {"provision": SOLVER, "year": 2024, "amount": "90", "project": f"p{chance.randrange(40)}"}
        more = {"history": [had]} if not chance.randrange(3) else {}
        applications.append(application(applicant, *claims, day=f"2025-0{chance.randint(1, 9)}-15", **more))
    approved = [
        {"id": f"x{i}", "applicant": f"A{i}", "provision": RENT, "approved": "13", "application_date": "2025-03-01"}
        for i in range(0, 50, 7)
    ]
    return {"applications": applications, "approved_claims": approved}


def entries(raw: dict[str, Any], of: Any) -> list[Entry]:
    found: list[Entry] = of(POLICY, *read_claims(POLICY, raw, READINGS)[:2], READINGS)
    return found


@pytest.mark.parametrize("at_once", [1, 13])
def test_what_is_evaluated_apart_is_approved_what_it_is_together(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "AT_ONCE", at_once)
    for seed in range(12):
        raw = run(Random(seed))
        assert entries(raw, apart.assessed_apart) == entries(raw, assessed)


def test_parts_share_no_applicant_and_no_project_and_are_no_larger_than_they_must_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "AT_ONCE", 2)
    claims = [
        ("A", (("a", SOLVER, scenario(500)),)),
        ("B", (("b1", RENT, rent(1)), ("b2", SOLVER, scenario(500, id="Y")))),
        ("A", (("c", RENT, rent(2)),)),
        (None, (("d", PUBLISHER, scenario(500)),)),
        (None, (("e", RENT, rent(1)),)),
        ("B", ()),
        (None, (("f", RENT, rent(1)),)),
        ("C", (("g", RENT, rent(1)),)),
    ]
    raw = {"applications": [application(name, *of) for name, of in claims]}
    applications, _, _ = read_claims(POLICY, raw, READINGS)
    assert list(apart.apart(applications)) == [[0, 2, 3], [1, 5], [4, 6], [7]]


def test_a_platform_that_is_named_again_takes_nothing_in_the_place_of_the_one_that_waits() -> None:
    """One place is left for two platforms, one of which has no score: neither has it yet, however often it is named."""
    project = {"id": "P1", "total_investment": "176", "fiscal_investment": "0"}

    def platform(name: str, **more: Any) -> dict[str, Any]:
        return {"qualifying_service": True, "platform": name, "assessed_amount": "2000", "project": project} | more

    claims = [
        ("solver", SOLVER, {"challenge_mode": True, "project": project}),
        ("first", PLATFORM, platform("甲", score="70")),
        ("other", PLATFORM, platform("乙")),
        ("again", PLATFORM, platform("甲", score="70")),
    ]
    answer = allocate(POLICY, {"applications": [application("B", *claims)], "quota_used": {PLATFORM: 1}})
    assert {c["id"]: c["actual"] for c in answer["claims"]} == {
        "solver": "35.20",
        "first": "0.00",
        "other": "0.00",
        "again": "0.00",
    }
