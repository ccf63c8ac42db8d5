"""The rules on columns of claims, and the exact amounts that they leave."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.allocation.amounts import NOTHING, ONE, Amounts
from engine.allocation.division import Terms, awards
from engine.allocation.proration import settle
from engine.allocation.rules import ALL_RULES, LOOKS_AT, NEEDS
from engine.allocation.run import Entry, Run
from engine.allocation.terms import Terms as TermsOfARun
from engine.policy.folder import default_policy, load_policy
from engine.steps.winners import Winners
from tests.oracle.division import RULES as BY_HAND

POLICY = load_policy(default_policy())
SIZES = ("large", "medium", "small", "micro")


def amount(chance: Random) -> Fraction:
    """Small and large ones, many alike, some nothing, with and without a denominator, and a few beyond 64 bits."""
    kind = chance.randrange(5)
    if not chance.randrange(40):
        return Fraction(chance.randint(0, 10**30), 11)
    if kind == 0:
        return Fraction(chance.choice((0, 1, 7, 7, 50)))
    if kind == 1:
        return Fraction(chance.randint(0, 10**15))
    return Fraction(chance.randint(0, 20_000), chance.choice((1, 1, 3, 7)))


@pytest.mark.parametrize("rule", ALL_RULES)
def test_many_claims_are_awarded_what_one_after_the_other_is_by_hand(rule: str) -> None:
    for seed in range(120):
        chance = Random(seed)
        claims = [amount(chance) for _ in range(chance.choice((1, 2, 5, 40)))]
        n = len(claims)
        estate = sum(claims) * Fraction(chance.randint(0, 24), 24)
        if chance.randrange(2):
            estate = Fraction(int(estate))
        terms = Terms(
            weights=[Fraction(chance.randint(1, 6), 2) for _ in claims],
            classes=[chance.randint(-1, 2) for _ in claims],
            floor=[chance.choice((Fraction(0), Fraction(50), Fraction(5_000, 3))) for _ in claims],
            scores=[chance.randint(-1, 3) for _ in claims],
            turns=chance.sample(range(n), n),
        )
        needs = NEEDS.get(rule) or LOOKS_AT.get(rule)
        expected = BY_HAND[rule](estate, claims, getattr(terms, needs) if needs else None)
        assert awards(rule, estate, claims, terms) == expected, seed


@pytest.mark.parametrize("order", ["article_then_budget", "budget_then_article"])
@pytest.mark.parametrize("rule", ALL_RULES)
def test_totals_and_budget_one_after_the_other_pay_what_they_do_by_hand(rule: str, order: str) -> None:
    """The claims of a total are divided by the rule, and then those of the budget what that left, or the other way
    round; nothing is cut before the end."""
    granting = [p for p in POLICY.provisions if not p.gives_nothing and p.other_budget is None]
    granting = [p for p in granting if p.only(Winners) is None]
    for seed in range(6):
        chance = Random(seed)
        entries = [
            Entry(f"{i}", f"{i}", chance.choice(granting), chance.choice((0, 500, chance.randint(0, 90_000))))
            for i in range(60)
        ]
        scores = [chance.randint(0, 9) for _ in entries]
        entries = [
            Entry(e.id, e.applicant, e.provision, e.approved, score) for e, score in zip(entries, scores, strict=True)
        ]
        sizes = {e.id: chance.choice(SIZES) for e in entries if chance.randrange(5)}
        pools = {pool.id: chance.randint(10**6, 10**9) for pool in POLICY.pools}
        budget = chance.randint(10**6, 3 * 10**9)
        of_run: dict[str, TermsOfARun] = {
            "weighted_proportional": TermsOfARun("size", {"micro": Fraction(2), "large": Fraction(1, 2)}),
            "floor_then_proportional": TermsOfARun(floor=12_345_678),
            "priority_then_proportional": TermsOfARun("article", classes=(("9", "13"), ("10",))),
        }
        run = Run(
            POLICY, entries, POLICY.default_readings() | {"allocation_order": order}, budget, rule=rule, pools=pools,
            terms=of_run.get(rule, TermsOfARun()), sizes=sizes,
        )  # fmt: skip
        weights = {"micro": Fraction(2), "large": Fraction(1, 2)}
        places = {"9": 0, "13": 0, "10": 1}
        columns: dict[str, list[Any]] = {
            "weights": [weights.get(sizes.get(e.id, ""), ONE) for e in entries],
            "floor": [Fraction(12_345_678, 10_000)] * len(entries),
            "classes": [places.get(str(e.provision.article), 2) for e in entries],
            "scores": scores,
            "turns": list(range(len(entries))),
        }
        needs = columns.get(NEEDS.get(rule) or LOOKS_AT.get(rule) or "")
        exact = [Fraction(e.approved) for e in entries]

        def limited(exact: list[Fraction], rows: list[int], fen: int, needs: list[Any] | None = needs) -> None:
            claims, cap = [exact[i] for i in rows], Fraction(fen, 10_000)
            if sum(claims) > cap:
                terms = None if needs is None else [needs[i] for i in rows]
                for i, award in zip(rows, BY_HAND[rule](cap, claims, terms), strict=True):
                    exact[i] = award

        stages = [([i for i, e in enumerate(entries) if e.provision.pool == id_], pools[id_]) for id_ in pools]
        stages.insert(len(stages) if order == "article_then_budget" else 0, (list(range(len(entries))), budget))
        for rows, fen in stages:
            limited(exact, rows, fen)
        settled = settle(run)
        assert [settled.columns[-1].at(i) for i in range(len(entries))] == exact
        assert settled.actual.tolist() == [int(one) for one in exact]
        assert sum(settled.columns[-1].sums) == sum(exact)


figures = st.fractions(0, 1, max_denominator=10**12)


@settings(max_examples=120)
@given(
    values=st.lists(st.integers(0, 10**14), min_size=1, max_size=8),
    most=st.sampled_from([1, 300, 20_000, 10**7, 10**14]),
    ratios=st.lists(st.one_of(st.just(ONE), figures, st.builds(lambda a, b: a * b, figures, figures)), min_size=1),
    added=st.lists(st.one_of(st.just(NOTHING), figures), min_size=1),
)
def test_amounts_are_cut_exactly_whatever_64_bits_hold(
    values: list[int], most: int, ratios: list[Fraction], added: list[Fraction]
) -> None:
    values = [value % (most + 1) for value in values]
    count = min(len(ratios), len(added))
    kind = np.array([i % count for i in range(len(values))], dtype=np.int64)
    # What is added stands for a level, and the ratio is one of what is above it.
    plus = [more * most * (1 - ratio) for ratio, more in zip(ratios[:count], added[:count], strict=True)]
    amounts = Amounts(np.array(values, dtype=np.int64), kind, ratios[:count], plus, most)
    exact = amounts.listed()
    assert [amounts.at(i) for i in range(len(values))] == exact
    assert amounts.cut().tolist() == [int(one) for one in exact]
    assert amounts.total() == sum(exact)


def test_a_level_is_found_in_few_steps_however_uneven_the_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every claim is twice the one before, so that with each step only one more lies below the level."""
    amounts = Amounts.of([Fraction(2**i) for i in range(60)])
    steps = []
    look = Amounts.reaches

    def reaches(self: Amounts, level: Any) -> Any:
        steps.append(level)
        return look(self, level)

    monkeypatch.setattr(Amounts, "reaches", reaches)
    for part in range(1, 100):
        steps.clear()
        estate = amounts.total() * Fraction(part, 100)
        level = amounts.level(estate)
        assert sum(min(one, level) for one in amounts.listed()) == estate
        assert len(steps) <= 64
