"""An answer that was given when its question meant something else stands in its box until somebody confirms it; what is
waived is asked for each requirement."""

import json
from datetime import date

import pytest

from engine.application import saved, typed
from engine.text import words
from pages.shared import in_use
from pages.shared.answers import Answers
from tests.pages.registering import POLICY
from tests.pages.seeding import said_on
from tests.pages.visiting import box, boxes, choose, go, press, type_in, visit

FUNDING = next(f for f in POLICY.common if f.name == "other_gov_funding")
WAIVER = next(f for f in POLICY.applicant if f.name == "waiver")
APPLICANT = {
    "entity_type": "enterprise",
    "legal_person": True,
    "operates_in_longhua": True,
    "ai_robotics": True,
    "disqualified": False,
}


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def former(**applicant):
    """Answers out of a file of the first form."""
    project = {"id": "X", "total_investment": "1000", "fiscal_investment": "600", "other_gov_funding": "300"}
    claims = [{"id": "c1", "provision": "art10_scenario_solver", "facts": {"challenge_mode": True, "project": project}}]
    content = {"application_date": "2025-06-15", "applicant": APPLICANT | applicant, "claims": claims, "readings": {}}
    document = saved.document(POLICY, saved.Saved(content), date(2025, 6, 15)) | {"edition": 1}
    answers = Answers.blank(POLICY)
    answers.open(json.dumps(document).encode())
    return answers


def first(at):
    return at.session_state["answers"].assessed()["claims"][0]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_former_figure_stands_in_its_box_until_it_is_confirmed(lang):
    at = visit("article-10", lang, {"answers": former()})
    why = typed.to_confirm(FUNDING, "300")[lang]
    assert box(at, "text_input", "-other_gov_funding").value == "300"
    assert why in said_on(at)
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "0.00")
    for page in ("review", "result", "submit"):
        assert why in said_on(go(at, page)), page
    press(go(at, "article-10"), "-other_gov_funding")
    assert (first(at)["status"], first(at)["confirmed"]) == ("eligible", "80.00")
    assert why not in said_on(at)
    assert not boxes(at, "button", "-other_gov_funding")


def test_another_figure_in_its_place_is_confirmed_by_being_typed():
    at = visit("article-10", "zh", {"answers": former()})
    type_in(at, "-other_gov_funding", "350")
    assert first(at)["confirmed"] == "50.00"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_former_waiver_is_asked_for_each_requirement(lang):
    at = visit("profile", lang, {"answers": former(waiver=True, legal_person=False)})
    why = typed.to_confirm(WAIVER, "true")[lang]
    assert why in said_on(at)
    waits = words.text("pages.opens_unknown", lang, conditions=WAIVER.label.in_language(lang))
    assert waits in said_on(at)
    assert words.text("pages.hint_none_chosen", lang) not in said_on(at)
    assert [box(at, "button_group", f"-waiver-{c.id}").value for c in WAIVER.choices] == [None] * 3
    answers = at.session_state["answers"]
    assert answers.profile_status() == "in_progress"
    choose(at, "-waiver-legal_person", "yes")
    assert answers.application["applicant"]["waiver"] == ["legal_person"]
    assert why not in said_on(at)
    assert answers.profile_status() == "done"
    choose(at, "-waiver-ai_robotics", "yes")
    choose(at, "-waiver-legal_person", "no")
    assert answers.application["applicant"]["waiver"] == ["ai_robotics"]
    assert WAIVER.choices[2].label.in_language(lang) in said_on(go(at, "review"))
    go(at, "profile")
    shown = [box(at, "button_group", f"-waiver-{c.id}").value for c in WAIVER.choices]
    assert shown == ["no", "no", "yes"]


def test_a_waiver_of_nothing_needs_no_answer():
    at = visit("profile", "zh", {"answers": former()})
    answers = at.session_state["answers"]
    assert answers.profile_status() == "done"
    assert words.text("pages.hint_none_chosen", "zh") in said_on(at)
    assert words.text("pages.left_none_chosen", "zh") in said_on(go(at, "review"))
