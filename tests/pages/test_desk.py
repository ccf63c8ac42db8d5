"""The desk of the budget beside the guidelines of years."""

import pytest
import streamlit as st

from engine.policy.years import in_year
from engine.scenario import Scenario
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


def test_other_rules_have_an_empty_desk(desk):
    other = LAW.model_copy(update={"rules_sha256": "0" * 64})
    assert not drafts.desk(other, 2026).drafts
