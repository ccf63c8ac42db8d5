"""The figure that stays in sight, on every step of the self-assessment."""

import re
from datetime import date

import pytest

from engine.text import words
from pages.shared import in_use
from tests.law.cases import APPLICANT
from tests.pages import samples
from tests.pages.seeding import answered
from tests.pages.visiting import drawn, go, type_in, visit

STEPS = ("profile", "happened", "article-6", "article-13", "review", "result", "plan", "submit")


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def company(**more):
    facts = {"rents": [{"amount": "30", "year": 2024}], "assessed": True, "years_received": 0, **more}
    claims = [{"id": "c1", "provision": "art06_rent", "facts": facts}, {**samples.PLATFORM, "id": "c2"}]
    return {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "readings": {}, "claims": claims}


def bar(at):
    """What stays in sight, as it is read; and what is read out where it has changed."""
    [found] = re.findall(r'<div class="f-bar" data-spoken="([^"]*)">(.*?)</div>', drawn(at), flags=re.DOTALL)
    return re.sub(r"\s+", "", re.sub("<[^>]+>", "", found[1])), found[0]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_it_stands_on_every_step_with_its_grade_and_what_stands_beside_it(lang):
    at = visit("profile", lang, {"answers": answered(company())})
    for step in STEPS:
        said, spoken = bar(go(at, step))
        total = words.text("results.total_calculated", lang)
        assert total.replace(" ", "") in said
        assert "15.00" in said
        assert words.text("pages.bar_competing", lang).replace(" ", "") in said
        assert "2,000.00" in said
        assert total in spoken
        assert "15.00" in spoken


def test_what_is_read_out_is_another_sentence_once_the_amount_is_another():
    at = visit("article-6", session={"answers": answered(company())})
    _, before = bar(at)
    type_in(at, "-amount", "36")
    said, after = bar(at)
    assert "18.00" in said
    assert before != after
    assert "18.00万元" in after


def test_an_article_with_one_claim_has_its_own_amount_beside_the_total():
    at = visit("article-6", session={"answers": answered(company(years_received=None))})
    said, _ = bar(at)
    assert words.text("results.status_needs_information", "zh") in said
    assert said.index(words.text("pages.bar_most", "zh")) < said.index(words.text("results.total_calculated", "zh"))


def test_before_anything_is_claimed_there_is_none():
    assert "f-bar" not in drawn(visit("happened"))
    assert "f-bar" not in drawn(visit("", session={"answers": answered(company())}))
