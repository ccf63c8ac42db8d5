"""What officials have decided in earlier years counts in whatever is calculated of the same company afterwards."""

from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.registry.cohorts import load
from engine.registry.counted import counted
from engine.registry.database import Database
from engine.registry.decisions import decide, opened
from engine.registry.listing import allocation_input, submitted
from engine.registry.rulings import dismiss
from engine.registry.stored import New, Stored
from engine.registry.submissions import submit
from tests.registry.companies import OFFICIAL, POLICY, add_many, content, rent, side, standard

WAN = 1_000_000
Json = dict[str, Any]
GROWTH, FINANCING, RENT = "art05_revenue_growth", "art13_financing", "art06_rent"


def growth(year: int, key: str = "g1") -> Json:
    facts = {"revenues": {str(year - 1): 9000, str(year - 2): 8000}, "core_technology": True, "already_received": False}
    return {"id": key, "provision": GROWTH, "facts": facts}


def financing(year: int, key: str = "f1") -> Json:
    instalments = [{"date": f"{year}-01-10", "amount": "4000", "fund": True}]
    facts = {"rounds": [{"instalments": instalments}], "assessed": True, "already_received": False}
    return {"id": key, "provision": FINANCING, "facts": facts}


def kept(registry: Database, raw: Json) -> Stored:
    return opened(registry, OFFICIAL, submit(registry, POLICY, raw, None).id)


def approve(registry: Database, one: Stored, *amounts: str) -> None:
    for claim, amount in zip(one.claims, amounts, strict=False):
        version = opened(registry, OFFICIAL, one.id).version
        decide(
            registry,
            OFFICIAL,
            POLICY,
            claim.id,
            version,
            approved=int(float(amount) * WAN),
            score=None,
            reason="经核对",
        )


def estimated(registry: Database, one: Stored) -> list[str]:
    """What the claims of an application come to as officials see it."""
    as_counted = counted(registry, OFFICIAL, POLICY, [one])[one.id]
    return [claim["confirmed"] for claim in assess(POLICY, as_counted.content)["claims"]]


def allocated(registry: Database, year: int) -> dict[str, str]:
    """What is approved of a year, by provision (of undecided claims and decided ones)."""
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, year))
    return {claim["provision"]: claim["approved"] for claim in answer["claims"]}


@pytest.mark.on_one_database
def test_what_was_decided_last_year_is_not_paid_again(registry: Database) -> None:
    before = kept(registry, content(1, growth(2025), financing(2025), day="2025-06-15"))
    approve(registry, before, "10", "200")
    again = kept(registry, content(1, growth(2026), financing(2026), day="2026-06-15"))
    other = kept(registry, content(2, growth(2026), financing(2026), day="2026-06-15"))
    assert estimated(registry, again) == ["0.00", "0.00"]
    assert estimated(registry, other) == ["10.00", "200.00"]
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2026))
    found = {(claim["applicant"], claim["provision"]): claim["approved"] for claim in answer["claims"]}
    assert {provision: found[again.applicant, provision] for provision in (GROWTH, FINANCING)} == {
        GROWTH: "0.00", FINANCING: "0.00",
    }  # fmt: skip
    assert found[other.applicant, FINANCING] == "200.00"
    # The answer that says otherwise is told, and the year before stays what it was.
    as_counted = counted(registry, OFFICIAL, POLICY, [again])[again.id]
    told = assess(POLICY, as_counted.content)["contradictions"]
    assert [(c["path"], c["stated"], c["history"]) for c in told] == [
        ("claims.0.facts.already_received", False, True), ("claims.1.facts.already_received", False, True),
    ]  # fmt: skip
    assert allocated(registry, 2025) == {GROWTH: "10.00", FINANCING: "200.00"}
    held = load(registry, OFFICIAL, POLICY, 2026)
    assert held.worked is not None
    assert sum(entry.approved for entry in held.worked.cohort.assessed({}, {}).entries) == 210_00


def test_years_of_rent_count_and_a_decision_of_nothing_does_not(registry: Database) -> None:
    for year, amount in ((2025, "15"), (2026, "0")):
        one = kept(registry, content(1, rent(address="甲路1号"), day=f"{year}-06-15"))
        approve(registry, one, amount)
    last = kept(registry, content(1, {**rent(), "facts": rent()["facts"] | {"rents": [{"amount": "30", "year": 2026}]}},
                                  day="2027-06-15"))  # fmt: skip
    history = counted(registry, OFFICIAL, POLICY, [last])[last.id].content["history"]
    assert history == [{"provision": RENT, "year": 2025, "amount": "15.00", "matter": "甲路1号"}]
    assert estimated(registry, last) == ["15.00"]


def test_a_second_application_of_a_year_is_taken_and_counts_under_the_years_caps(registry: Database) -> None:
    first = kept(registry, content(1, rent(), day="2025-03-01"))
    second = kept(registry, content(1, rent(), standard(), day="2025-09-01"))
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted((c["provision"], c["approved"]) for c in answer["claims"]) == [
        (RENT, "15.00"), (RENT, "5.00"), ("art11_standards", "40.00"),
    ]  # fmt: skip
    assert answer["open"] == []
    # Once the first is decided, the second one's page knows of it, and so does the allocation.
    approve(registry, first, "12")
    assert estimated(registry, second) == ["8.00", "40.00"]
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted((c["provision"], c["approved"]) for c in answer["claims"]) == [
        (RENT, "12.00"), (RENT, "8.00"), ("art11_standards", "40.00"),
    ]  # fmt: skip


def test_a_company_without_a_code_is_known_by_its_name(registry: Database) -> None:
    nameless = {k: v for k, v in content(1)["applicant"].items() if k != "uscc"}
    before = content(1, growth(2025)) | {"applicant": nameless}
    add_many(registry, OFFICIAL, POLICY, [New(before, approved={"g1": 10 * WAN})], content_of_file=b"", file_name="x",
             reason="公示名单")  # fmt: skip
    again = kept(registry, content(1, growth(2026), day="2026-06-15"))
    stranger = kept(registry, content(2, growth(2026), day="2026-06-15"))
    assert estimated(registry, again) == ["0.00"]
    assert estimated(registry, stranger) == ["10.00"]


def test_two_companies_with_codes_of_their_own_are_two_whatever_they_are_called(registry: Database) -> None:
    before = kept(registry, content(1, growth(2025), name="同名公司"))
    approve(registry, before, "10")
    other = kept(registry, content(2, growth(2026), day="2026-06-15", name="同名公司"))
    assert estimated(registry, other) == ["10.00"]


@pytest.mark.parametrize("dismissed", [False, True])
def test_what_was_requested_of_a_year_knows_the_years_before_it(registry: Database, dismissed: bool) -> None:
    before = kept(registry, content(1, growth(2025)))
    approve(registry, before, "10")
    kept(registry, content(1, growth(2026), day="2026-06-15"))
    if dismissed:
        dismiss(registry, OFFICIAL, before.id, opened(registry, OFFICIAL, before.id).version, "非本企业提交")
    (asked,) = submitted(registry, OFFICIAL, POLICY, 2026)
    had = [{"provision": GROWTH, "year": 2025, "amount": "10.00"}]
    assert asked.get("history", []) == ([] if dismissed else had)


def test_what_another_company_was_awarded_for_a_project_comes_off_it(registry: Database) -> None:
    """1,000 are invested; 150 were decided for the publisher a year before, so that 850 are left for all."""
    first = kept(
        registry, content(1, side("publisher", total_investment="1500", actual_investment="180"), day="2025-06-15")
    )
    approve(registry, first, "150")
    again = kept(
        registry,
        content(2, side("solver", "场景 一", total_investment="1500", actual_investment="180"), day="2026-06-15"),
    )
    assert estimated(registry, again) == ["30.00"]
    assert allocated(registry, 2026) == {"art10_scenario_solver": "30.00"}
    # Who had it is there too, with something else: it was awarded once all the same.
    kept(registry, content(1, rent(), day="2026-06-20"))
    assert allocated(registry, 2026)["art10_scenario_solver"] == "30.00"
    other = kept(registry, content(3, side("solver", "场景二"), day="2026-06-21"))
    assert estimated(registry, other) == ["200.00"]


def test_a_matter_that_another_company_was_awarded_brings_nothing_more(registry: Database) -> None:
    first = kept(registry, content(1, numbered("GB/T 1"), day="2025-06-15"))
    approve(registry, first, "40")
    assert estimated(registry, kept(registry, content(2, numbered("gb/t1"), day="2026-06-15"))) == ["0.00"]
    assert estimated(registry, kept(registry, content(3, numbered("GB/T 2"), day="2026-06-15"))) == ["40.00"]


def numbered(number: str) -> Json:
    claim = standard()
    claim["facts"]["standards"][0]["number"] = number
    return claim
