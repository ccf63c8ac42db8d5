"""Which step works otherwise under another scenario, and for how many: as recorded, and as the ledgers tell it."""

from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.scenario import Cohort, Scenario, outcome
from engine.scenario.step_changes import Counted, StepChange, step_changes
from engine.values.money import WAN
from tests import invented_year
from tests.engine.allocation.test_allocate import GENAI, GROWTH, POLICY, RENT, application, approved, rent
from tests.engine.scenario.test_scenario import cohort, of

NONE = Counted(0, 0)


def rents() -> Cohort:
    """Half of 30, 40 and 60 is 15, 20 and 30, of which the cap leaves 20. Of a second claim of the last nothing is
    left."""
    return Cohort(
        POLICY,
        {
            "applications": [
                application("a", ("a1", RENT, rent("30"))),
                application("b", ("b1", RENT, rent("40"))),
                application("c", ("c1", RENT, rent("60")), ("c2", RENT, rent("20"))),
            ],
            "approved_claims": approved(RENT, 7),
        },
    )


def named(claims: Cohort, **more: Any) -> dict[str, StepChange]:
    """What changes beside the law, by the name of the step."""
    return {change.step: change for change in step_changes(of(claims), of(claims, **more))}


def test_a_lower_cap_binds_for_more():
    (cap,) = named(rents(), overrides={"art06_rent.cap": "15"}).values()
    assert (cap.of, cap.article, cap.provision, cap.label["zh"] if cap.label else "") == ("limit", 6, RENT, "每年最高")
    assert (cap.begins, cap.ends, cap.more, cap.less) == (Counted(1, 1), NONE, Counted(1, 1), NONE)
    assert (cap.before, cap.after, cap.numbers) == (20 * WAN, 30 * WAN, ("art06_rent.cap",))


def test_a_lower_rate_brings_less_to_all_and_leaves_less_to_the_cap():
    found = named(rents(), overrides={"art06_rent.share": "0.4"})
    rate, cap = found.values()
    assert (rate.of, rate.step, rate.more, rate.less) == ("amount", "rate", NONE, Counted(4, 3))
    assert (rate.before, rate.after, rate.numbers) == (75 * WAN, 60 * WAN, ("art06_rent.share",))
    assert (cap.begins, cap.ends, cap.less, cap.numbers) == (NONE, NONE, Counted(2, 1), ())


def test_a_condition_is_counted_once_and_what_follows_from_it_is_not():
    grown = {"revenues": {"2024": "6000", "2023": "5000"}, "core_technology": True, "already_received": False}
    claims = Cohort(POLICY, {"applications": [application("a", ("a1", GROWTH, grown))]})
    (base,) = of(claims).paid.tolist()
    assert base == 10_00
    (condition,) = named(claims, overrides={f"{GROWTH}.at_least": "7000"}).values()
    assert (condition.of, condition.begins, condition.before) == ("condition", Counted(1, 1), None)
    assert condition.numbers == (f"{GROWTH}.at_least",)


def test_the_budget_and_totals_are_counted_by_their_ratio():
    claims = cohort(*approved(RENT, 10, 20), *approved(GENAI, 3_000, prefix="g"))
    found = named(claims, budget="515")
    assert found.keys() == {"budget"}, "the total of the article binds as it did"
    assert found["budget"].begins == Counted(3, 3)
    half, less = of(claims, budget="515"), of(claims, budget="477", pools={"art09": "500"})
    found = {change.of: change for change in step_changes(half, less)}
    assert (found["pool"].more, found["pool"].less) == (Counted(1, 1), NONE)
    assert found["budget"].less == Counted(3, 3), "477 of 530 is paid, where it was 515 of 1030"


def test_what_officials_have_decided_has_no_steps_before_it_is_divided():
    claims = cohort(*approved(RENT, 20, 20))
    assert step_changes(of(claims), of(claims, overrides={"art06_rent.cap": "10"})) == ()


@cache
def sampled() -> Cohort:
    """Every sixth company of the sample."""
    return Cohort(POLICY, {"applications": invented_year.as_input(2025, 7)["applications"][::6]})


def takes(overrides: dict[str, str], provision: str) -> dict[str, dict[str, int]]:
    """What each step takes off each claim of a provision, by the ledgers."""
    found: dict[str, dict[str, int]] = {}
    for claim in allocate(POLICY, {**sampled().raw, "overrides": overrides})["claims"]:
        if claim["provision"] == provision:
            own = found[claim["id"]] = defaultdict(int)
            for step in claim["steps"]:
                if step["kind"] in ("bind", "skip") and step["step"].endswith("_cap"):
                    own[step["step"]] += step["before"].fen - step["amount"].fen  # type: ignore[assignment]
    return found


@pytest.mark.parametrize(
    ("name", "value"), [("art06_rent.cap", "12"), ("art11_standards.cap", "50"), ("art13_financing.cap", "60")]
)
def test_the_counts_are_those_of_the_ledgers(name: str, value: str):
    provision = name.partition(".")[0]
    one, two = takes({}, provision), takes({name: value}, provision)
    base, other = (outcome(POLICY, sampled(), Scenario("x", 2025, overrides=o)) for o in ({}, {name: value}))
    caps = [c for c in step_changes(base, other) if c.provision == provision and c.step.endswith("_cap")]
    assert caps
    for cap in caps:
        pairs = [(one[id].get(cap.step, 0), two[id].get(cap.step, 0)) for id in one]
        assert cap.begins.claims == sum(not before and after > 0 for before, after in pairs)
        assert cap.ends.claims == sum(before > 0 and not after for before, after in pairs)
        assert cap.more.claims == sum(0 < before < after for before, after in pairs)
        assert cap.less.claims == sum(before > after > 0 for before, after in pairs)


def test_whatever_a_reading_changes_is_told_of_some_step():
    """Under another reading a share can be of another base, by other steps: compared exactly, in whatever size."""
    base = outcome(POLICY, sampled(), Scenario("x", 2025))
    for reading in POLICY.readings[::4]:
        other = next(choice.id for choice in reading.choices if choice.id != reading.default)
        changed = outcome(POLICY, sampled(), Scenario("y", 2025, readings={reading.id: other}))
        if (changed.settlement.run.approved != base.settlement.run.approved).any():
            assert step_changes(base, changed), reading.id
