"""Claims are kept in memory as they are now, for officials only. What reads them is tested on both databases."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from engine.policy.years import in_year, with_guidelines
from engine.registry import access, cohorts, decisions, listing, scenarios
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.stored import New, Wanted
from engine.registry.tables import Base, Official
from engine.scenario import Scenario, compare
from tests import example_guideline
from tests.registry.companies import OFFICIAL, POLICY, add_many, code, content, rent

WAN = 1_000_000


@pytest.fixture
def registry(sqlite: str) -> Iterator[Database]:
    """A fresh registry."""
    fresh = Database(sqlite)
    yield fresh
    fresh.close()


def add(registry, number):
    add_many(
        registry, OFFICIAL, POLICY, [New(content(number, rent("40")))], content_of_file=b"%d" % number, file_name="a"
    )


def official(registry):
    with registry.writing() as session:
        account = Official(name="安", password="x")
        session.add(account)
        session.flush()
        return access.begin(session, account)


def worked_out(registry):
    """The cohort of the one year that there is, put into memory."""
    worked = cohorts.load(registry, OFFICIAL, POLICY, 2025).worked
    assert worked is not None
    return worked


def test_nobody_else_is_handed_what_is_in_memory(registry):
    add(registry, 1)
    token = official(registry)
    cohorts.load(registry, token, POLICY, 2025)
    assert cohorts.held(registry, token, POLICY, 2025) is not None
    for credential in (None, "", "stolen"):
        with pytest.raises(NotAllowed):
            cohorts.held(registry, credential, POLICY, 2025)
    with registry.writing() as session:
        access.end(session, token)
    with pytest.raises(NotAllowed):
        cohorts.held(registry, token, POLICY, 2025)
    with pytest.raises(NotAllowed):
        cohorts.load(registry, token, POLICY, 2025)


def test_without_claims_there_is_no_cohort(registry):
    found = cohorts.load(registry, OFFICIAL, POLICY)
    assert (found.year, found.years, found.worked) == (None, (), None)


def test_the_latest_year_is_the_one_that_nobody_named(registry):
    add(registry, 1)
    assert cohorts.load(registry, OFFICIAL, POLICY).year == 2025
    assert cohorts.held(registry, OFFICIAL, POLICY, 2025) is not None
    assert cohorts.load(registry, OFFICIAL, POLICY, 2026).worked is None


def test_a_claim_that_came_or_went_has_them_read_again(registry):
    add(registry, 1)
    cohorts.load(registry, OFFICIAL, POLICY, 2025)
    add(registry, 2)
    assert cohorts.held(registry, OFFICIAL, POLICY, 2025) is None
    found = cohorts.load(registry, OFFICIAL, POLICY, 2025)
    assert found.worked is not None
    assert len(found.worked.cohort.claims) == 2
    row = listing.find(registry, OFFICIAL, POLICY, Wanted()).rows[0]
    decisions.delete(registry, OFFICIAL, row.application, row.version)
    assert cohorts.held(registry, OFFICIAL, POLICY, 2025) is None
    # It is not only not handed out: it is not there any more, also not as the latest year, which nobody named.
    assert all(found is not other for other in cohorts._held.values())
    assert all(found.worked is not other.worked for other in cohorts._held.values())


def test_a_scenario_that_is_saved_leaves_the_claims_in_memory(registry):
    add(registry, 1)
    before = cohorts.load(registry, OFFICIAL, POLICY, 2025)
    kept = scenarios.save(registry, OFFICIAL, POLICY, Scenario("一", 2025))
    found = cohorts.held(registry, OFFICIAL, POLICY, 2025)
    assert found is not None
    assert found.worked is before.worked
    assert found.kept == (kept,)
    scenarios.publish(registry, OFFICIAL, POLICY, kept.id, kept.version, {"ratio": None})
    now = cohorts.held(registry, OFFICIAL, POLICY, 2025)
    assert now is not None
    assert now.kept[0].published is not None


def test_what_was_worked_out_is_found_again_and_a_new_name_makes_no_difference_to_it(registry):
    add(registry, 1)
    worked = worked_out(registry)
    first, second = Scenario("一", 2025, 10 * WAN), Scenario("一", 2025, 5 * WAN)
    one, two = worked.outcome(first), worked.outcome(second)
    assert worked.outcome(first) is one
    assert worked.compared(one, two) == compare(one, two)
    assert worked.compared(one, two) is worked.compared(one, two)


def test_readings_that_were_not_assessed_yet_are_known_to_take_a_moment(registry):
    add(registry, 1)
    worked = worked_out(registry)
    other = Scenario("一", 2025, readings={"art07_unit": "unit"})
    assert worked.is_ready(Scenario("一", 2025, 5 * WAN))
    assert not worked.is_ready(other)
    worked.outcome(other)
    assert worked.is_ready(other)


def test_rows_are_found_by_their_claims(registry):
    add(registry, 1)
    held = cohorts.load(registry, Terminal(), POLICY, 2025)
    assert held.worked is not None
    (claim,) = held.worked.cohort.claims
    assert cohorts.rows_of(registry, Terminal(), held, ["art06_rent"])[claim].name == "测试1号有限公司"


def test_rows_are_looked_up_once_until_anything_changes(registry, monkeypatch):
    add(registry, 1)
    held = cohorts.load(registry, Terminal(), POLICY, 2025)
    asked, find = [], listing.find

    def noted(*of):
        asked.append(of)
        return find(*of)

    monkeypatch.setattr(listing, "find", noted)
    first = cohorts.rows_of(registry, Terminal(), held, ["art06_rent"])
    assert cohorts.rows_of(registry, Terminal(), held, ["art06_rent"]) is first
    assert len(asked) == 1
    decide(registry, 1, 5)
    assert cohorts.held(registry, Terminal(), POLICY, 2025) is None
    again = cohorts.load(registry, Terminal(), POLICY, 2025)
    (row,) = cohorts.rows_of(registry, Terminal(), again, ["art06_rent"]).values()
    assert row.approved == 5 * WAN


def decide(registry, number, approved):
    (row,) = listing.find(registry, OFFICIAL, POLICY, Wanted(text=f"测试{number}号")).rows
    decisions.decide(
        registry, OFFICIAL, POLICY, row.claim, row.version, approved=approved * WAN, score=None, reason="核定"
    )  # fmt: skip


def test_what_was_requested_stays_when_officials_approve_less(registry):
    add(registry, 1)
    decide(registry, 1, 5)
    total = worked_out(registry).outcome(Scenario("一", 2025)).total
    assert (total.requested, total.approved) == (20 * WAN, 5 * WAN)


def test_who_came_first_comes_first_whoever_was_decided_about(registry):
    add(registry, 1)
    add(registry, 2)
    decide(registry, 1, 15)
    found = worked_out(registry)
    paid = found.outcome(Scenario("一", 2025, 18 * WAN, rule="first_come")).paid.tolist()
    companies = [e.applicant for e in found.cohort.assessed({}, {}).entries]
    assert dict(zip(companies, paid, strict=True)) == {code(1): 1500, code(2): 300}


def test_a_copy_that_was_put_back_is_read_again_although_its_journal_is_as_long(registry):
    """Somebody else's claim stands on the same line."""
    add(registry, 1)
    (before,) = worked_out(registry).cohort.claims
    with registry.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    add(registry, 2)
    assert cohorts.held(registry, OFFICIAL, POLICY, 2025) is None
    assert worked_out(registry).cohort.claims != [before]


def test_claims_that_were_read_by_another_guideline_are_read_again(registry):
    add(registry, 1)
    by_law = cohorts.load(registry, OFFICIAL, POLICY, 2026)
    assert cohorts.held(registry, OFFICIAL, POLICY, 2026) is by_law
    # Put in elsewhere a moment ago: the journal is as long as it was when the claims were read.
    guided = with_guidelines(POLICY, {2026: example_guideline.guideline()})
    assert cohorts.held(registry, OFFICIAL, guided, 2026) is None
    own = cohorts.load(registry, OFFICIAL, in_year(guided, 2026), 2026)
    assert cohorts.held(registry, OFFICIAL, guided, 2026) is own
    assert cohorts.held(registry, OFFICIAL, in_year(guided, 2026), 2026) is own


def test_a_cohort_that_was_replaced_is_gone_without_a_search_for_circles(registry):
    add(registry, 1)
    gc.disable()
    try:
        before = weakref.ref(worked_out(registry).cohort)
        add(registry, 2)
        assert cohorts.held(registry, OFFICIAL, POLICY, 2025) is None
        worked_out(registry)
        assert before() is None
    finally:
        gc.enable()
