"""What a reading makes nothing of is not asked; what was answered before is kept, and the page says that it changes
nothing."""

from datetime import date

import pytest

from engine.text import words
from pages.shared import in_use
from tests.pages.registering import POLICY
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, boxes, go, type_in, visit

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


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_answer_that_another_reading_makes_nothing_of_is_kept_and_said(lang):
    facts = {"challenge_mode": True, "project": {"id": "X", "total_investment": "1000"}}
    claims = [{"id": "c1", "provision": "art10_scenario_solver", "facts": facts}]
    readings = {"art10_cap_scope": "applicant_year"}
    held = {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": claims, "readings": readings}
    at = visit("article-10", lang, {"answers": answered(held)})
    answers = at.session_state["answers"]
    type_in(at, "-c1-awarded_this_year", "350")
    assert answers.assessed()["claims"][0]["confirmed"] == "50.00"
    answers.readings.clear()
    again(at)
    assert not boxes(at, "text_input", "-awarded_this_year")
    assert answers.refused == []
    assert answers.assessed()["claims"][0]["confirmed"] == "200.00"
    label = POLICY.provision("art10_scenario_solver").fact("awarded_this_year").label.in_language(lang)
    given = {"zh": "350.00万元", "en": "350.00万元 (CNY 3,500,000)"}[lang]
    assert words.text("pages.idle_answer", lang, label=label, given=given) in said_on(at)
    for page in ("review", "result", "submit"):
        go(at, page)
    answers.readings["art10_cap_scope"] = "applicant_year"
    go(at, "article-10")
    assert boxes(at, "text_input", "-awarded_this_year")[0].value == "350"
