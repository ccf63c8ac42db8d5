"""What must hold of every assessment, whatever is claimed."""

from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy, load_policy
from engine.steps.cap import Cap
from engine.steps.share import Share
from engine.values.money import WAN, truncate
from tests.law.cases import APPLICANT

FEN = st.integers(min_value=0, max_value=10**18 - 1)
NEAR = st.integers(min_value=0, max_value=10_000 * WAN)
AMOUNT = st.one_of(NEAR, FEN)


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def wan(fen: int) -> str:
    return f"{fen // WAN}.{fen % WAN:06d}"


def confirmed(*claims: tuple[str, dict[str, Any]]) -> list[int]:
    """0.01万元 confirmed for each claim of one application."""
    application = {
        "application_date": "2025-06-15",
        "applicant": APPLICANT,
        "claims": [{"id": str(i), "provision": p, "facts": f} for i, (p, f) in enumerate(claims)],
    }
    result = assess_many(policy(), [application])[0]
    return [int(c["confirmed"].replace(".", "")) for c in result["claims"]]


def rents(*amounts: int) -> tuple[str, dict[str, Any]]:
    listed = [{"amount": wan(a), "year": 2024} for a in amounts]
    return "art06_rent", {"rents": listed, "assessed": True, "years_received": 0}


def parks(*amounts: int) -> tuple[str, dict[str, Any]]:
    listed = [{"operating_cost": wan(a), "year": 2024, "assessed": True} for a in amounts]
    return "art06_park_operations", {"parks": listed}


def solver(total: int, fiscal: int, other: int, **more: Any) -> tuple[str, dict[str, Any]]:
    project = {"total_investment": wan(total), "fiscal_investment": wan(fiscal), "other_gov_funding": wan(other)}
    return "art10_scenario_solver", {"project": project | more, "challenge_mode": True}


@given(st.lists(AMOUNT, min_size=1, max_size=6))
def test_no_award_is_above_its_cap(amounts: list[int]) -> None:
    cap = policy().provision("art06_rent").of_kind(Cap)[0].cap
    assert confirmed(rents(*amounts))[0] <= cap * 100
    assert sum(confirmed(*(rents(a) for a in amounts))) <= cap * 100


@given(NEAR, NEAR)
def test_more_cost_never_brings_less(a: int, b: int) -> None:
    less, more = sorted((a, b))
    assert confirmed(rents(less)) <= confirmed(rents(more))
    assert confirmed(parks(less)) <= confirmed(parks(more))


@given(st.lists(NEAR, min_size=1, max_size=4), NEAR)
def test_one_more_item_never_brings_less(amounts: list[int], more: int) -> None:
    assert confirmed(parks(*amounts)) <= confirmed(parks(*amounts, more))


@given(NEAR, NEAR, NEAR)
def test_government_money_is_never_above_the_investment(total: int, fiscal: int, other: int) -> None:
    fiscal = min(fiscal, total)
    awarded = confirmed(solver(total, fiscal, other))[0] * 10_000
    assert awarded == 0 or awarded + max(fiscal, other) <= total


@given(NEAR, NEAR, NEAR)
def test_both_sides_of_a_project_and_all_other_government_money_stay_within_the_investment(
    total: int, fiscal: int, other: int
) -> None:
    fiscal = min(fiscal, total)
    sides = [solver(total, fiscal, other, id="X")]
    sides.append(("art10_scenario_publisher", sides[0][1]))
    for reading in ("higher_only", "both"):
        application = {
            "application_date": "2025-06-15",
            "applicant": APPLICANT,
            "readings": {"art10_same_applicant": reading},
            "claims": [{"id": str(i), "provision": p, "facts": f} for i, (p, f) in enumerate(sides)],
        }
        total_confirmed = assess_many(policy(), [application])[0]["total"]["confirmed"]
        awarded = int(total_confirmed.replace(".", "")) * 10_000
        assert awarded == 0 or awarded + max(fiscal, other) <= total


@given(NEAR, NEAR)
def test_more_of_other_government_money_never_brings_more(total: int, other: int) -> None:
    assert confirmed(solver(total, 0, other))[0] <= confirmed(solver(total, 0, 0))[0]


@given(NEAR)
def test_what_is_cut_is_less_than_a_hundredth(amount: int) -> None:
    cap = policy().provision("art06_rent").of_kind(Cap)[0].cap
    rate = policy().provision("art06_rent").of_kind(Share)[0].rate
    exact = min(amount * rate, Fraction(cap * WAN))
    assert confirmed(rents(amount))[0] * 10_000 == truncate(exact)


@settings(max_examples=30)
@given(st.lists(st.tuples(NEAR, NEAR), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_one_application_is_assessed_the_same_alone_and_among_others(pairs: list[tuple[int, int]], chance: Any) -> None:
    applications = [
        {
            "application_date": chance.choice(["2025-06-15", "2026-02-28", "2027-12-31"]),
            "applicant": APPLICANT,
            "claims": [
                {"id": "r", "provision": "art06_rent", "facts": rents(a)[1]},
                {"id": "s", "provision": "art10_scenario_solver", "facts": solver(a, min(a, b), b, id="X")[1]},
            ],
        }
        for a, b in pairs
    ]
    together = assess_many(policy(), applications)
    assert together == [assess_many(policy(), [a])[0] for a in applications]
