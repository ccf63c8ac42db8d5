"""Companies that officials confirm: what they submitted counts in what is published, what comes later does not yet."""

import json

import pytest
from sqlalchemy import text

from engine.registry import cohorts, confirmations, journal, retention
from engine.registry.access import NotAllowed
from engine.registry.confirmations import confirm, found, unvouched
from engine.registry.database import Database
from engine.registry.decisions import decide, opened
from engine.registry.integrity import prove
from engine.registry.listing import allocation_input
from engine.registry.stored import New
from engine.registry.submissions import submit, withdraw
from engine.registry.tables import now
from engine.scenario import Scenario, publication_of
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, add_many, code, content, rent, standard, verdict_of

pytestmark = pytest.mark.on_one_database

YEAR = 2025


def ids(registry: Database) -> list[str]:
    """All claims of the year."""
    return [c["id"] for a in allocation_input(registry, OFFICIAL, POLICY, YEAR)["applications"] for c in a["claims"]]


def left(registry: Database) -> int:
    return len(unvouched(registry, OFFICIAL, POLICY, YEAR))


def test_what_a_company_submitted_counts_once_it_is_confirmed_and_no_longer_when_that_is_taken_back(
    registry: Database,
) -> None:
    submit(registry, POLICY, content(1, rent(), standard()), None)
    submit(registry, POLICY, content(2), None)
    add_many(registry, OFFICIAL, POLICY, [New(content(3))], content_of_file=b"1", file_name="x")
    assert left(registry) == 3
    assert found(registry, OFFICIAL, POLICY, code(1)) is None
    confirm(registry, OFFICIAL, POLICY, code(1))
    assert left(registry) == 1
    confirmed = found(registry, OFFICIAL, POLICY, code(1))
    assert confirmed is not None
    assert (confirmed.who, confirmed.is_overtaken) == (OFFICIAL.name, False)
    confirmations.withdraw(registry, OFFICIAL, POLICY, code(1))
    confirmations.withdraw(registry, OFFICIAL, POLICY, code(1))
    assert left(registry) == 3
    lines = [line.what for line in journal.entries(registry, OFFICIAL, count=2)]
    assert lines == ["confirmation_withdrawn", "company_confirmed"]
    assert code(1) not in str(journal.entries(registry, OFFICIAL))


def test_what_is_decided_counts_without_it(registry: Database) -> None:
    one = opened(registry, OFFICIAL, submit(registry, POLICY, content(1, rent(), standard()), None).id)
    decide(registry, OFFICIAL, POLICY, one.claims[0].id, one.version, approved=1, score=None, reason="经核对")
    assert unvouched(registry, OFFICIAL, POLICY, YEAR) == {one.claims[1].id}


def test_what_comes_while_the_official_looks_is_not_confirmed_with_the_rest(registry: Database) -> None:
    submit(registry, POLICY, content(1), None)
    seen = now()
    submit(registry, POLICY, content(1, standard()), None)
    confirm(registry, OFFICIAL, POLICY, code(1), seen)
    assert left(registry) == 1
    confirmed = found(registry, OFFICIAL, POLICY, code(1))
    assert confirmed is not None
    assert confirmed.is_overtaken


def test_what_is_submitted_later_asks_for_another_confirmation(registry: Database) -> None:
    submit(registry, POLICY, content(1), None)
    confirm(registry, OFFICIAL, POLICY, code(1))
    submit(registry, POLICY, content(1, standard()), None)
    assert left(registry) == 1
    confirmed = found(registry, OFFICIAL, POLICY, code(1))
    assert confirmed is not None
    assert confirmed.is_overtaken
    confirm(registry, OFFICIAL, POLICY, code(1))
    assert left(registry) == 0


def test_only_officials_confirm_and_only_who_has_applied(registry: Database) -> None:
    submit(registry, POLICY, content(1), None)
    for work in (confirm, confirmations.withdraw, found):
        with pytest.raises(NotAllowed):
            work(registry, None, POLICY, code(1))
    with pytest.raises(NotAllowed):
        unvouched(registry, None, POLICY, YEAR)
    with pytest.raises(Refused):
        confirm(registry, OFFICIAL, POLICY, code(2))


def test_four_companies_that_a_stranger_submits_do_not_uncover_the_fifth(registry: Database) -> None:
    for number in range(1, 6):
        submit(registry, POLICY, content(number), None)

    def is_hidden() -> bool:
        held = cohorts.held(registry, OFFICIAL, POLICY, YEAR) or cohorts.load(registry, OFFICIAL, POLICY, YEAR)
        assert held.worked is not None
        rows = publication_of(held.worked.outcome(Scenario("一", YEAR)))["articles"]
        return any(row["hidden"] for row in rows if row["article"] == POLICY.provision("art06_rent").article)

    assert is_hidden()
    for number in range(1, 5):
        confirm(registry, OFFICIAL, POLICY, code(number))
    assert is_hidden()
    confirm(registry, OFFICIAL, POLICY, code(5))
    assert not is_hidden()


def test_one_that_was_changed_past_the_program_is_found(registry: Database) -> None:
    submit(registry, POLICY, content(1), None)
    confirm(registry, OFFICIAL, POLICY, code(1))
    assert prove(registry, OFFICIAL).is_whole
    with registry.writing() as session:
        session.execute(text(f"UPDATE confirmations SET applicant = '{code(2)}'"))
    assert [(one.table, one.how) for one in prove(registry, OFFICIAL).findings] == [("confirmations", "changed")]


def test_it_goes_with_the_last_application_of_the_company(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1), None)
    confirm(registry, OFFICIAL, POLICY, code(1))
    withdraw(registry, receipt.code)
    retention.purge(registry, OFFICIAL)
    assert found(registry, OFFICIAL, POLICY, code(1)) is None
    assert prove(registry, OFFICIAL).is_whole
    assert verdict_of(registry, OFFICIAL).broken is None
    assert json.dumps(code(1)) not in json.dumps([line.subject for line in journal.entries(registry, OFFICIAL)])
