"""How evenly what is paid falls on companies: exact, against the definitions, and by hand."""

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.scenario import Cohort
from engine.scenario.fairness import by_rule, fairness, gini, lorenz
from engine.scenario.worked import Worked
from engine.values.money import WAN
from tests.engine.allocation.test_allocate import CHALLENGE, GROWTH, POLICY, RENT, VOUCHER, approved
from tests.engine.scenario.test_scenario import cohort, of, quarter, scenario

AMOUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)


def pairwise(amounts: list[Fraction]) -> Fraction:
    """The mean of how far two amounts lie apart, by twice their mean."""
    apart = sum(abs(one - other) for one in amounts for other in amounts)
    return Fraction(apart) / (2 * len(amounts) * sum(amounts))


def curve(amounts: list[Fraction], steps: int) -> tuple[Fraction, ...]:
    """Each amount cut into so many pieces: the smallest pieces, whole companies' worth at a time."""
    pieces = sorted(Fraction(amount) / steps for amount in amounts for _ in range(steps))
    return tuple(sum(pieces[: step * len(amounts)], Fraction()) / sum(pieces) for step in range(steps + 1))


@given(AMOUNTS)
def test_they_are_what_their_definitions_say(amounts):
    column = np.array(amounts, dtype=np.int64)
    if not sum(amounts):
        assert (gini(column), lorenz(column)) == (None, ())
        return
    assert gini(column) == pairwise(amounts)
    assert lorenz(column, 4) == curve(amounts, 4)


@given(AMOUNTS, st.fractions(min_value=Fraction(1, 10**6), max_value=1))
def test_one_ratio_for_all_changes_neither_before_the_truncation(amounts, ratio):
    column, scaled = np.array(amounts, dtype=np.int64), [amount * ratio for amount in amounts]
    assert gini(scaled) == gini(column)
    assert lorenz(scaled) == lorenz(column)


def test_known_examples():
    assert gini(np.array([5, 5, 5])) == 0
    assert gini(np.array([0, 0, 0, 8])) == Fraction(3, 4)
    assert gini(np.array([1, 3])) == Fraction(1, 4)
    assert [str(share) for share in lorenz(np.array([3, 1]), 4)] == ["0", "1/8", "1/4", "5/8", "1"]
    assert gini(np.array([2**61, 2**61 - 1])) == Fraction(1, 2 * (2**62 - 1)), "in 64 bits that would not be exact"


def test_a_small_run_by_hand():
    """Of 10, 20, 30 and 40 half is paid, the 40 to two claims of one company; a fifth company is granted nothing, and
    what another budget pays is not looked at."""
    claims = cohort(
        *approved(RENT, 10, 20, 30),
        *(
            {"id": id, "applicant": "both", "provision": of_, "approved": 20}
            for id, of_ in (("b1", RENT), ("b2", CHALLENGE))
        ),
        *approved(RENT, 0, prefix="n"),
        *approved(VOUCHER, 500, prefix="v"),
        sizes={"x0": "micro", "x1": "micro", "both": "large"},
    )
    found = fairness(of(claims, budget="50"))
    assert (found.companies, found.unpaid, found.paid) == (4, 0, 50 * WAN)
    assert found.gini == found.gini_approved == Fraction(1, 4)
    assert (found.median, found.lowest, found.top_share) == (Fraction(25 * WAN, 2), Fraction(1, 2), Fraction(1))
    assert [str(share) for share in found.lorenz[5::5]] == ["1/10", "3/10", "3/5", "1"]
    assert [(row.size, row.companies, row.share) for row in found.by_size] == [
        ("large", 1, Fraction(4, 10)), ("micro", 2, Fraction(3, 10)), ("", 1, Fraction(3, 10)),
    ]  # fmt: skip


def test_who_is_paid_nothing_is_among_the_companies_and_counted():
    claims = cohort(*approved(RENT, 10, 10, 20, scores=()))
    found = fairness(of(claims, budget="10", rule="constrained_equal_losses"))
    assert (found.companies, found.unpaid, found.gini, found.lowest) == (3, 2, Fraction(2, 3), Fraction(0))
    assert fairness(of(claims, budget="0")).gini is None
    assert fairness(of(cohort())).companies == 0


def test_under_the_law_the_ratio_of_the_budget_changes_nothing_before_it_is_cut():
    result = of(
        cohort(*approved(RENT, 3, 7, 11, 20, 13), {"id": "g", "applicant": "x0", "provision": GROWTH, "approved": 10}),
        budget="17",
    )
    exact = result.settlement.columns[-1].listed()
    sums = [sum((exact[row] for row in np.flatnonzero(result.cohort.company == n)), Fraction()) for n in range(5)]
    assert gini(sums) == fairness(result).gini_approved
    assert lorenz(sums) == fairness(result).lorenz_approved
    assert fairness(result).gini != fairness(result).gini_approved


def test_every_rule_that_needs_no_terms_is_told():
    found = {one.rule: one for one in by_rule(Worked(POLICY, quarter()), scenario(budget="3000"))}
    assert found.keys() >= {
        "proportional",
        "constrained_equal_awards",
        "constrained_equal_losses",
        "ranking",
        "first_come",
    }
    equal, losses = found["constrained_equal_awards"], found["constrained_equal_losses"]
    assert equal.gini is not None
    assert losses.gini is not None
    assert equal.gini < losses.gini
    undated = Worked(POLICY, Cohort(POLICY, {"approved_claims": approved(RENT, 1)}))
    assert "first_come" not in {one.rule for one in by_rule(undated, scenario())}, (
        "nobody is first where no day is known"
    )
