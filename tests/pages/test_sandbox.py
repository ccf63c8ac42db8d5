"""沙盘: the page of the budget on the invented companies, for everybody: marked, and nothing of it is kept."""

import re
from datetime import date

import pytest

from engine.registry import cohorts, scenarios
from engine.registry.access import NotAllowed, Terminal
from engine.sample.example import example
from engine.scenario import Scenario, lawful
from engine.text import words
from pages.door import middleware
from pages.official import exports
from pages.official.budget.drafts import DESK, SANDBOX
from pages.shared import in_use
from tests.pages.seeding import said_on
from tests.pages.visiting import boxes, drawn, visit
from tests.registry.companies import POLICY


@pytest.fixture(autouse=True)
def _on_a_fixed_day(registry, monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def test_its_address_is_everybodys():
    assert "sandbox" in middleware.addresses()


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_whoever_has_no_account_sees_the_budget_of_the_invented_companies_marked(lang):
    said = said_on(visit("sandbox", lang))
    own = example(POLICY)
    assert words.text("marks.invented", lang) in said
    assert words.text("marks.about", lang) in said
    assert f"{own.worked.cohort.companies:,}" in said
    assert words.text("budget.state_sandbox", lang) in said


def test_what_is_changed_there_changes_what_is_shown():
    at = visit("sandbox")
    own = example(POLICY)
    assert own.budget is not None
    before = own.worked.outcome(Scenario("现行条款", own.year, own.budget))
    assert f"{before.total.paid // 1_000_000:,}" in said_on(at)
    [budget] = [box for box in boxes(at, "text_input") if box.key.endswith("-zh-budget")]
    budget.set_value("9000万").run()
    after = own.worked.outcome(Scenario("现行条款", own.year, 90_000_000 * 100))
    assert f"{after.total.paid // 1_000_000:,}" in said_on(at)


def test_nothing_there_is_saved_or_published_and_the_scenario_alone_is_taken_away(registry):
    at = visit("sandbox")
    keys = [box.key or "" for box in boxes(at, "button")]
    assert keys
    assert not [key for key in keys if key.startswith(("bd-save", "bd-publish", "bd-open"))]
    # The scenario's own file alone is offered: it holds figures of the invented companies.
    links = re.findall(r'href="(/download/[^"]+)"', drawn(at))
    assert [link.rpartition("/")[2] for link in links] == [exports.SCENARIO]
    assert not [box for box in boxes(at, "toggle") if box.key.startswith("bd-figures")]
    assert scenarios.listed(registry, Terminal(), POLICY) == []
    assert SANDBOX in at.session_state
    assert DESK not in at.session_state


def test_the_registry_still_asks_who_it_is(registry):
    visit("sandbox")
    with pytest.raises(NotAllowed):
        cohorts.load(registry, None, POLICY)
    with pytest.raises(NotAllowed):
        scenarios.save(registry, None, POLICY, Scenario("一", 2025))


def test_it_is_worked_out_once_for_all_and_says_that_it_is_invented():
    one = example(POLICY)
    assert example(POLICY) is one
    told = one.publication()
    assert told["invented"] is True
    assert told["compared"]["base"]["name"] == lawful(Scenario("", one.year)).name
