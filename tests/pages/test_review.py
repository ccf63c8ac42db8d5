"""核对: short, with what was left to its default folded; and the way to a box and back."""

import re
from datetime import date

import pytest

from engine.text import words
from pages.shared import in_use
from tests.law.cases import APPLICANT
from tests.pages.seeding import answered
from tests.pages.visiting import drawn, go, text, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


STANDARDS = [
    {"number": "GB/T 1", "level": "national", "lead": True, "already_rewarded": False},
    {"number": "ISO 2", "level": "international", "lead": True, "already_rewarded": None},
    {"level": "group", "lead": True},
]
RENT = {"assessed": True, "rents": [{"amount": "40", "year": 2024, "address": "A"}], "years_received": 0}


def reviewed(lang="zh"):
    claims = [
        {"id": "c1", "provision": "art06_rent", "facts": RENT},
        {"id": "c2", "provision": "art11_standards", "facts": {"standards": STANDARDS}},
    ]
    content = {"application_date": "2025-06-15", "applicant": dict(APPLICANT), "readings": {}, "claims": claims}
    return visit("review", lang, {"answers": answered(content)})


def split(html):
    """What is open to the eye, and what is folded."""
    html = html[html.index('class="f-review"') :]
    folded = re.findall(r'<details class="f-defaults">(.*?)</details>', html, flags=re.DOTALL)
    shown = re.sub(r'<details class="f-defaults">.*?</details>', "", html, flags=re.DOTALL)
    return shown, folded


def rows(html):
    return re.findall(r"<tr[^>]*>(.*?)</tr>", html, flags=re.DOTALL)


def test_an_entry_is_one_row_and_leads_to_what_is_open_in_it():
    shown, _ = split(drawn(reviewed()))
    of_standards = rows(shown[shown.index("第十一条") :])
    assert len(of_standards) == len(STANDARDS)
    assert "标准级别：</span>" not in of_standards[0]
    assert re.sub("<[^>]+>", "", of_standards[0]).count("：") >= 4
    [at] = re.findall(r"at=(q-c2-standards-\d+-already_rewarded)&amp;back=review", of_standards[1])
    assert f'<tr id="r{at[1:]}">' in shown


def test_what_was_left_to_its_default_is_folded_with_what_it_could_take_away():
    shown, folded = split(drawn(reviewed()))
    of_rent = next(part for part in folded if "房租资助" in part and "<table>" in part)
    label = "同一事项的龙华区其它扶持政策"
    assert label in of_rent
    assert label not in shown
    assert words.text("pages.left_takes", "zh", text=words.text("pages.left_group", "zh"), takes="20.00") in of_rent
    assert "租金年度" in of_rent
    assert "40" in re.sub("<[^>]+>", "", " ".join(rows(shown)))


def test_what_nothing_is_claimed_under_is_folded_and_leads_to_its_page():
    shown, folded = split(drawn(reviewed()))
    assert 'href="article-13?lang=zh"' in folded[-1]
    assert "股权融资" not in shown


def test_what_a_failed_condition_makes_moot_is_not_asked_for():
    said = text(reviewed())
    assert words.text("pages.review_open", "zh", count=1) in said  # of the second standard; the third is none
    assert "◐ 未答" not in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_page_that_one_came_to_from_the_review_leads_back_to_the_very_row(lang):
    at = reviewed(lang)
    at.query_params["back"], at.query_params["at"] = "review", "q-c1-years_received"
    go(at, "article-6")
    step = words.text("pages.review", lang)
    back = re.findall(r'<a class="f-back" href="([^"]+)" target="_self">([^<]+)</a>', drawn(at))
    assert (
        back == [(f"review?lang={lang}&amp;at=r-c1-years_received", words.text("pages.back_to", lang, step=step))] * 2
    )
    assert '<tr id="r-c1-years_received">' in drawn(reviewed(lang))


def test_nobody_is_led_back_to_where_the_address_says_and_no_step_is():
    at = reviewed()
    at.query_params["back"], at.query_params["at"] = "https://example.org", "q-c1-years_received"
    assert "f-back" not in drawn(go(at, "article-6"))
