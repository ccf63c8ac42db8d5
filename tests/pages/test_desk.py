"""The desk of the budget beside the guidelines of years."""

from dataclasses import replace

import pytest
import streamlit as st

from engine.policy.years import in_year
from engine.scenario import Scenario, written
from engine.scenario.fitting import fitted
from engine.text import words
from pages.official.budget import drafts
from tests import example_guideline

LAW, GUIDED = example_guideline.policy(), example_guideline.guided()


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})
    found = drafts.desk(LAW, 2026)
    found.add(Scenario("草稿", 2026, 1))
    return found


def test_a_guideline_that_is_put_in_leaves_what_stands_on_the_desk(desk):
    now = drafts.desk(GUIDED, 2026)
    assert [draft.scenario.name for draft in now.drafts] == ["草稿"]
    assert now.policy is in_year(GUIDED, 2026)


def test_what_stands_on_the_desk_goes_into_a_year_with_another_guideline(desk):
    desk = drafts.desk(GUIDED, 2026)
    desk.turn_to(2025)
    assert desk.policy is in_year(GUIDED, 2025)
    desk = drafts.desk(GUIDED, 2025)
    assert [draft.scenario.year for draft in desk.drafts] == [2025]
    desk.lay_out(desk.drafts, 2026, 0)
    assert desk.policy is in_year(GUIDED, 2026)
    assert len(drafts.desk(GUIDED, 2026).drafts) == 1


def test_what_is_on_the_desk_is_read_for_the_year_that_it_turns_to_and_as_it_was_when_it_turns_back(desk):
    desk = drafts.desk(GUIDED, 2025)
    desk.turn_to(2025)
    own = Scenario("改", 2025, 1, overrides={"art06_rent.share": "0.4", "art06_rent.cap": "18"})
    draft = desk.add(own)
    desk.notice = None
    desk.turn_to(2026)
    # 40% is what the guideline of 2026 says itself; its 15万元 is a change to 18万元 there too.
    assert (draft.scenario.year, draft.scenario.overrides) == (2026, {"art06_rent.cap": "18"})
    assert desk.notice is not None
    kind, said, lines = desk.notice
    assert (kind, said["zh"]) == ("alert", words.text("scenario_file.draft_of_year", "zh", name="改", year=2026))
    assert ["第六条" in line["zh"] for line in lines] == [True]
    desk.turn_to(2025)
    assert draft.scenario == own
    desk.begun = 1
    desk.turn_to(2026)
    desk.begin_with(None, 5)
    desk.turn_to(2025)
    desk.begin_with(None, 1)
    assert draft.scenario == own, "also where each year has a budget of its own"
    draft.put(replace(draft.scenario, budget=2))
    desk.turn_to(2026)
    desk.turn_to(2025)
    assert draft.scenario == replace(own, budget=2)


def test_what_equals_the_law_of_its_own_year_is_read_for_the_year_of_the_desk():
    file = written(Scenario("送来", 2025)) | {"overrides": {"art06_rent.share": "0.5"}}
    assert fitted(GUIDED, file).scenario.overrides == {}
    found = fitted(GUIDED, file, year=2026)
    assert (found.scenario.year, found.scenario.overrides, found.own_year) == (2026, {"art06_rent.share": "0.5"}, 2025)
    assert found.said == ()


def test_other_rules_have_an_empty_desk(desk):
    other = LAW.model_copy(update={"rules_sha256": "0" * 64})
    assert not drafts.desk(other, 2026).drafts
