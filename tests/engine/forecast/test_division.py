"""The claims of many draws divided at once, beside an allocation of each draw: every claim to the last 0.01万元."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.allocation.rules import ALL_RULES
from engine.allocation.run import NO_SCORE, numbered_sizes
from engine.forecast.division import Claims, Division
from engine.policy.folder import load_policy
from engine.scenario import read_scenario

POLICY = load_policy("longhua-ai-robotics-2025")
DRAWS, EACH = 6, 8
PLATFORM = "art12_public_platform"
TERMS: dict[str, Any] = {
    "weighted_proportional": {"by": "size", "weights": {"micro": "2", "small": "1.5"}},
    "floor_then_proportional": {"floor": "5.000001"},
    "priority_then_proportional": {"by": "article", "classes": [["7"], ["5", "9"]]},
}
ORDERS = ("article_then_budget", "budget_then_article")


@cache
def numbers() -> list[int]:
    """The provisions by number, those that share a total side by side."""
    groups = division("proportional", ORDERS[0]).run.groups
    granting = [n for n, p in enumerate(POLICY.provisions) if not p.gives_nothing]
    return sorted(granting, key=lambda n: (groups[n], n))


def drawn(seed: int, each: int = EACH, draws: int = DRAWS) -> Claims:
    """Claims of all provisions: round sums and odd ones, some that are nothing, scores that are equal or not known."""
    chance = np.random.default_rng(seed)
    provision = np.repeat(np.array(numbers(), dtype=np.int64), each)
    wide = (draws, len(provision))
    amount = np.where(chance.random(wide) < 0.5, chance.integers(0, 21, wide) * 1000, chance.integers(0, 20_000, wide))
    amount = np.where(chance.random(wide) < 0.15, 0, amount).astype(np.float64)
    scored = {n for n, p in enumerate(POLICY.provisions) if p.id == PLATFORM}
    scores = {
        n: np.where(chance.random((draws, each)) < 0.2, NO_SCORE, chance.integers(0, 6, (draws, each))).astype(np.int64)
        for n in scored
    }
    day = chance.integers(1, 40, wide).astype(np.int32)
    size = chance.integers(0, len(numbered_sizes(POLICY)), wide).astype(np.int8)
    return Claims(amount, provision, scores, day, size)


def division(rule: str, order: str, **more: Any) -> Division:
    said = {"name": "方案", "year": 2026, "rule": rule, "readings": {"allocation_order": order}, "budget": "7000"}
    terms = {"terms": TERMS[rule]} if rule in TERMS else {}
    return Division(POLICY, read_scenario(POLICY, said | terms | more))


def as_allocated(of: Division, claims: Claims) -> None:
    found = of.divide(claims)
    for row in range(len(claims.amount)):
        paid, asked = of.settled(claims, row)
        assert found.paid[row].tolist() == paid.tolist()
        assert np.abs(found.asked[row] - asked).max() <= (of.scenario.rule != "proportional")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("rule", ALL_RULES)
def test_every_claim_is_paid_what_an_allocation_of_its_draw_pays(rule: str, order: str) -> None:
    for seed, budget in enumerate(("7000", "300.000001", "90000", None)):
        as_allocated(division(rule, order, budget=budget), drawn(seed))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("rule", ALL_RULES)
def test_so_it_is_where_totals_are_odd_or_used_up_and_places_few(rule: str, order: str) -> None:
    more = {
        "pools": {"art05": "333.333333", "art09": "1"},
        "already_awarded": {"art10": "1999.99"},
        "budget": "1234.567",
    }
    as_allocated(division(rule, order, quota={PLATFORM: 1}, **more), drawn(9))
    as_allocated(division(rule, order, pools={"art10": "0"}, budget="0"), drawn(10))


def test_a_score_decides_who_has_a_place_and_a_tie_leaves_it_open() -> None:
    """Two places: 90 and 80 have them; of 90, 70 and 70 only the first; one without a score leaves the second open."""
    number = next(n for n, p in enumerate(POLICY.provisions) if p.id == PLATFORM)
    score = np.array([[90, 80, 70], [90, 70, 70], [90, 80, NO_SCORE]], dtype=np.int64)
    rows, ones = (3, 3), np.ones((3, 3))
    claims = Claims(
        ones * 500, np.full(3, number), {number: score}, np.ones(rows, dtype=np.int32), np.zeros(rows, dtype=np.int8)
    )
    found = division("proportional", ORDERS[0]).divide(claims)
    assert found.standing.tolist() == [[500, 500, 0], [500, 0, 0], [500, 0, 0]]
    as_allocated(division("proportional", ORDERS[0]), claims)


def test_what_64_bits_do_not_hold_is_settled_by_the_allocation_itself() -> None:
    claims = drawn(3, each=3, draws=2)
    large = Claims(claims.amount * 10**6 + 1, *(getattr(claims, n) for n in ("provision", "scores", "day", "size")))
    as_allocated(division("proportional", ORDERS[0], budget="70000000.000001"), large)
