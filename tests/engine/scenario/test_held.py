"""Under another number of the law only what hangs on it is worked out again, and to the same as from the start."""

from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np
import pytest

from engine.allocation.allocate import allocate
from engine.allocation.approval import Beside, amounts_of, assessed, positions
from engine.allocation.reading import read_claims
from engine.assessment.many import evaluate_table
from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable, overridden
from engine.scenario import Cohort
from engine.values.money import HUNDREDTH
from engine.values.refusal import Refused
from tests import invented_year
from tests.engine.allocation import test_apart
from tests.engine.allocation.test_allocate import PUBLISHER, SOLVER, application, scenario
from tests.oracle.runs import runs

POLICY = load_policy(default_policy())
READINGS = POLICY.default_readings()
OTHERS = {"amount": ("0", "7", "45", "9000"), "rate": ("0.05", "0.75"), "count": ("1", "9"), "years": ("1", "4")}


def numbers(chance: Random) -> Iterator[dict[str, str]]:
    """Each number of the law otherwise, and some several at once."""
    found = [{number.name: chance.choice(OTHERS[number.kind])} for number in changeable(POLICY)]
    yield from found
    for _ in range(3):
        yield {name: value for one in chance.sample(found, 3) for name, value in one.items()}


def raws(chance: Random) -> Iterator[dict[str, Any]]:
    yield invented_year.as_input(2025, 3)
    yield test_apart.run(chance)
    for raw in runs(chance.getrandbits(32), 16):
        yield {name: raw[name] for name in ("applications", "approved_claims") if name in raw}


def of_applications(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: raw.get(name) for name in ("applications", "approved_claims")}


def afresh(cohort: Cohort, overrides: dict[str, str]) -> tuple[list[tuple[Any, ...]], list[int]]:
    """The claims under other numbers, read and evaluated from the start: what is approved, and what was requested."""
    policy = overridden(POLICY, overrides)
    applications, approved, points = read_claims(policy, cohort.raw, READINGS, POLICY)
    open_ones = Beside(positions(applications, {claim for point in points for claim in point.claims}))
    ceilings = amounts_of(policy, applications, READINGS, "favour", open_ones)
    asked = {applications[i].claims[j].id: fen // HUNDREDTH for (i, j), fen in ceilings.items()}
    undecided = assessed(policy, applications, approved, READINGS, points)
    requested = [max(e.approved, asked.get(e.id, 0)) for e in undecided]
    entries = [*undecided, *approved]
    told = [(e.id, e.approved, e.open, e.most, e.above) for e in entries]
    return told, requested + [asked.get(e.id, e.approved) for e in approved]


def test_a_cohort_under_another_number_is_what_it_is_from_the_start() -> None:
    chance = Random(20)
    different = 0
    for raw in raws(chance):
        try:
            cohort = Cohort(POLICY, of_applications(raw))
        except Refused:
            continue
        before = cohort.assessed({}, {})
        wanted = list(numbers(chance))
        for overrides in chance.sample(wanted, 4):
            told, requested = afresh(cohort, overrides)
            found = cohort.assessed({}, overrides)
            assert [(e.id, e.approved, e.open, e.most, e.above) for e in found.entries] == told, overrides
            assert found.columns.approved.tolist() == [e.approved for e in found.entries]
            assert found.requested.tolist() == requested, overrides
            assert found.policy == overridden(POLICY, overrides)
            different += not np.array_equal(found.columns.approved, before.columns.approved)
    assert different > 10, "the numbers made a difference"


def test_what_is_approved_takes_its_part_of_a_project_in_a_cohort_as_in_a_run() -> None:
    claim = ("s", SOLVER, scenario(1_200, id="P", other_gov_funding="900"))
    had = {"id": "x", "applicant": "B", "provision": PUBLISHER, "approved": "200", "project": "P"}
    raw = {"applications": [application("A", claim)], "approved_claims": [had]}
    paid = {claim["id"]: claim["approved"] for claim in allocate(POLICY, raw)["claims"]}
    entries = {e.id: e.approved for e in Cohort(POLICY, raw).assessed({}, {}).entries}
    assert paid == {"s": "100.00", "x": "200.00"}
    assert entries == {"s": 100_00, "x": 200_00}


def test_another_number_reads_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = Cohort(POLICY, of_applications(invented_year.as_input(2025, 3)))
    read = []
    monkeypatch.setattr("engine.scenario.cohort.read_claims", lambda *given: read.append(given))
    before, after = cohort.assessed({}, {}), cohort.assessed({}, {"art06_rent.cap": "7"})
    assert not read
    rents = [e.provision.id == "art06_rent" for e in before.entries]
    changed = before.columns.approved != after.columns.approved
    assert changed.any()
    assert not changed[~np.array(rents)].any()


def test_of_other_rules_only_the_claims_that_hang_on_them_are_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = Cohort(POLICY, of_applications(invented_year.as_input(2025, 3)))
    seen: list[set[str]] = []

    def noted(book: Any, table: Any) -> Any:
        seen.append(set(table.rows))
        return evaluate_table(book, table)

    monkeypatch.setattr("engine.allocation.held.evaluate_table", noted)
    cohort.assessed({}, {"art06_rent.cap": "7"})
    assert seen == [{"art06_rent"}] * 2


def test_what_was_requested_beside_what_is_given_once_is_that_of_the_other_numbers() -> None:
    """An award that is given once is approved for an applicant who applies for it on two more days."""
    rounds = [{"instalments": [{"date": "2025-03-01", "amount": "9000", "fund": True}]}]
    claims = [
        (name, "art13_financing", {"rounds": rounds, "assessed": True, "already_received": False}) for name in "ab"
    ]
    had = {"id": "x", "applicant": "A", "provision": "art13_financing", "approved": "50"}
    days = [application("A", claim, day=f"2025-0{month}-15") for month, claim in zip((5, 6), claims, strict=True)]
    cohort = Cohort(POLICY, {"applications": days, "approved_claims": [had]})
    for overrides in ({"art13_financing.cap": "100"}, {"art13_financing.cap": "60"}):
        assert cohort.assessed({}, overrides).requested.tolist() == afresh(cohort, overrides)[1]
        assert cohort.assessed({}, overrides).requested.max() == int(overrides["art13_financing.cap"]) * 100
