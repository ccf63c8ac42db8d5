"""What a scenario changes beside another: by article and in all, where most of it goes, and with which ledgers."""

from fractions import Fraction

import pytest

from engine.allocation.allocate import allocate
from engine.scenario import Cohort, compare
from engine.scenario.effect import Effect, effect, largest_claims, largest_companies, ledgers
from engine.values.money import WAN
from tests.engine.allocation.test_allocate import GROWTH, POLICY, RENT, VOUCHER, application, approved, rent
from tests.engine.scenario.test_scenario import cohort, of, quarter


def mixed() -> Cohort:
    """Rents of 30 and 60 that the engine estimates at 15 and 20 (the cap), and a growth of 10 that is decided."""
    applications = [application("a", ("a1", RENT, rent("30"))), application("b", ("b1", RENT, rent("60")))]
    return Cohort(POLICY, {"applications": applications, "approved_claims": approved(GROWTH, 10)})


def found(**more: object) -> Effect:
    claims = mixed()
    return effect(of(claims, budget="45"), of(claims, budget="30", **more))


def test_by_article_and_in_all_with_what_is_decided_and_what_is_estimated():
    of_cap = found(overrides={"art06_rent.cap": "10"})
    rents, growth = sorted(of_cap.lines, key=lambda line: -line.claims)
    assert (rents.article, rents.claims, rents.companies) == (6, 2, 2)
    assert [s.decided for s in (rents.before, rents.after)] == [0, 0]
    assert [s.estimated for s in (rents.before, rents.after)] == [35 * WAN, 20 * WAN]
    assert (growth.before.decided, growth.before.estimated, growth.before.unspent) == (10 * WAN, 0, 990 * WAN)
    assert (rents.before.unspent, rents.before.requested, rents.after.requested) == (None, 35 * WAN, 20 * WAN)
    total = of_cap.total
    assert (total.before.paid, total.after.paid, total.difference) == (45 * WAN, 30 * WAN, -15 * WAN)
    assert (total.before.ratio, total.after.ratio, total.after.unspent) == (Fraction(1), Fraction(1), 0)
    assert (total.before.decided, total.before.estimated) == (10 * WAN, 35 * WAN)


def test_the_lines_add_up_to_the_total_and_to_who_gains_and_loses():
    base, other = of(quarter(), budget=3_000), of(quarter(), budget=2_500, overrides={"art06_rent.share": "0.3"})
    whole = effect(base, other)
    here = [line for line in whole.lines if line.on_budget]
    for name in ("requested", "approved", "decided", "estimated", "paid"):
        for side in ("before", "after"):
            assert sum(getattr(getattr(line, side), name) for line in here) == getattr(getattr(whole.total, side), name)
    there = [line for line in whole.lines if not line.on_budget]
    assert there
    assert whole.beside is not None
    for name in ("requested", "approved", "decided", "estimated", "paid"):
        for side in ("before", "after"):
            own = getattr(getattr(whole.beside, side), name)
            assert own == sum(getattr(getattr(line, side), name) for line in there)
    assert whole.beside.claims == sum(line.claims for line in there)
    assert max(line.companies for line in there) <= whole.beside.companies <= sum(line.companies for line in there)
    assert sum(line.difference for line in whole.lines) == whole.comparison.total.difference
    assert whole.total.before.ratio == Fraction(base.total.paid, base.total.approved)
    assert whole.comparison == compare(base, other)


def test_an_article_that_a_reading_moves_to_another_budget_has_a_line_of_each():
    claims = cohort(*approved(VOUCHER, 10))
    reading = next(p.other_budget for p in POLICY.provisions if p.id == VOUCHER)
    assert reading is not None
    moved = effect(of(claims, budget="100"), of(claims, budget="100", readings={reading: "true"}))
    assert [(line.on_budget, line.before.paid, line.after.paid) for line in moved.lines] == [
        (True, 0, 10 * WAN),
        (False, 10 * WAN, 0),
    ]


def test_the_largest_changes_come_first_and_those_of_nothing_not_at_all():
    growth = {"id": "g", "applicant": "x0", "provision": GROWTH, "approved": 10}
    claims = cohort(*approved(RENT, 10, 20, 30), growth)
    base, other = of(claims), of(claims, budget="35")
    assert [(c.applicant, c.claims, c.difference) for c in largest_companies(base, other, 2)] == [
        ("x2", ("x2",), -15 * WAN),
        ("x0", ("x0", "g"), -10 * WAN),
    ]
    assert [(c.claim, c.before, c.after) for c in largest_claims(base, other, 1)] == [("x2", 30 * WAN, 15 * WAN)]
    assert not largest_claims(base, base)
    assert not largest_companies(base, base)
    assert len(largest_claims(base, base, 3, unchanged=True)) == 3


def test_the_ledgers_are_those_of_the_allocation_before_and_after():
    claims = mixed()
    applications = claims.raw["applications"]
    for more in ({}, {"overrides": {"art06_rent.cap": "10"}}):
        own = of(claims, budget="30", **more)
        run = {"applications": applications, "approved_claims": approved(GROWTH, 10), "budget": "30", **more}
        whole = {claim["id"]: claim["steps"] for claim in allocate(POLICY, run)["claims"]}
        assert ledgers(own, ["b1", "x0"]) == {id: whole[id] for id in ("b1", "x0")}


def test_two_cohorts_have_nothing_to_compare():
    with pytest.raises(ValueError, match="different claims"):
        effect(of(mixed()), of(cohort(*approved(RENT, 1))))
