"""A self-assessment that goes on from its file, elsewhere; and files that are not one."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from engine.application import saved
from engine.text import words
from tests.browser.driving import axe, settled
from tests.browser.visitor import DAY, POLICY, Visitor, read

RENT = "art06_rent"
BEGUN: dict[str, Any] = {
    "applicant": {"name": "示例智能（示例数据）"},
    "claims": [{"id": "c1", "provision": RENT, "facts": {"rents": [{"amount": "30", "year": 2024}]}}],
}


DRAWN_EMPTY = """() => {
    for (const box of document.querySelectorAll('[class*="st-key-w"] input[type=text]')) box.value = "";
    document.body.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    return new Promise((done) => setTimeout(done, 50));
}"""
"""What Streamlit does for a moment to every box that it draws anew; and something happens on the page just then."""


def press(visitor: Visitor, key: str) -> None:
    visitor.page.get_by_role("button", name=visitor.say(key), exact=True).click()
    settled(visitor.page)


def begun(visitor: Visitor) -> None:
    """A rent of 30万元 (as it was typed), the years not answered yet; and a name."""
    visitor.visit("/profile")
    visitor.answer_day()
    visitor.answer("applicant", "name", "示例智能<b>（示例数据）")
    visitor.walk_to("article-6")
    visitor.claim(RENT)
    visitor.answer(RENT, "assessed", "yes")
    visitor.answer(RENT, "rents.amount", "３００，０００元")
    visitor.claim("art06_park_operations", "no")


def test_a_saved_file_goes_on_in_another_browser_and_in_the_other_language(new_context, tmp_path):
    here = Visitor(new_context().new_page())
    begun(here)
    file = here.saved(tmp_path)
    assert "-自评-" in file.name

    there = Visitor(new_context(locale="en-GB").new_page(), "en").visit()
    there.opens(file)
    expect(there.page.get_by_role("status")).to_contain_text(there.say("pages.file_opened", name=file.name))
    there.visit_door("results.home_go_on_button", "profile")
    expect(there.box(there.question("applicant", "name"))).to_have_value("示例智能<b>（示例数据）")
    there.walk_to("article-6")
    expect(there.box(there.question(RENT, "rents.amount"))).to_have_value("３００，０００元")
    there.answer(RENT, "years_received", "0")
    again = read(there.saved(tmp_path))
    before = read(file)["application"]
    assert before["application_date"] == DAY
    before["claims"][0]["facts"]["years_received"] = 0
    assert again["application"] == before
    assert "art06_park_operations" in again["declined"]


def test_what_a_question_meant_before_is_confirmed_in_its_box_and_a_waiver_is_answered_three_times(
    new_context, tmp_path
):
    """A file of the time when the one figure was meant with the other, and one yes waived all three requirements."""
    project = {"id": "P", "total_investment": "900", "fiscal_investment": "100", "other_gov_funding": "300"}
    facts = {"challenge_mode": True, "project": project}
    applicant = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "disqualified": False}
    stated = {
        "application_date": DAY,
        "applicant": {"name": "示例智能（示例数据）", "ai_robotics": False, "waiver": True} | applicant,
        "claims": [{"id": "c1", "provision": "art10_scenario_solver", "facts": facts}],
    }
    document = json.loads(saved.write(POLICY, saved.Saved(stated), POLICY.in_force.start))
    path = tmp_path / "以前.json"
    path.write_text(json.dumps(document | {"edition": 1}), encoding="utf-8")
    visitor = Visitor(new_context(viewport=(390, 844)).new_page())
    visitor.visit().opens(path)
    visitor.visit_door("results.home_go_on_button", "profile")
    waiver = next(fact for fact in POLICY.applicant if fact.name == "waiver")
    assert waiver.formerly is not None
    assert waiver.formerly.means is not None
    visitor.reads(waiver.formerly.means.zh)
    for choice in waiver.choices:
        asked = visitor.say("pages.one_of_choices", label=choice.label.zh)
        group = visitor.page.get_by_role("radiogroup", name=asked, exact=True)
        visitor._choose(group, visitor.say("pages.yes" if choice.id == "ai_robotics" else "pages.no"))
    expect(visitor.page.get_by_test_id("stMain")).not_to_contain_text(waiver.formerly.means.zh)
    visitor.walk_to("article-10")
    figure = POLICY.provision("art10_scenario_solver").fact("project.other_gov_funding")
    assert figure.formerly is not None
    assert figure.formerly.means is not None
    visitor.reads(figure.formerly.means.zh)
    visitor.reads(visitor.say("results.status_needs_information"))
    visitor.narrow()
    visitor.page.get_by_role("button", name=visitor.say("pages.confirm_figure", given="300.00万元"), exact=True).click()
    settled(visitor.page)
    expect(visitor.page.get_by_test_id("stMain")).not_to_contain_text(figure.formerly.means.zh)
    # 非财政投入800万元的20%；实际投资900万元，扣除财政投入100万元和其它资助300万元。
    visitor.reads("160.00")


def bad_files() -> dict[str, tuple[str, bytes]]:
    """Name -> the message it earns, its content."""
    content = saved.write(POLICY, saved.Saved(BEGUN), POLICY.in_force.start)
    other = json.loads(content)
    other["policy"]["id"] = "elsewhere-2030"
    return {
        "cut-short.json": ("saved.not_json", content[:-20]),
        "picture.json": ("saved.not_text", b"\x89PNG\r\n\x1a\n\xff\xfe"),
        "other.json": ("saved.foreign", b'{"hello": "world"}'),
        "elsewhere.json": ("saved.other_policy", json.dumps(other).encode()),
        "long.json": ("saved.not_json", b" " * saved.OPENED_ANYWHERE),
    }


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.long
def test_a_file_that_is_none_is_refused_and_nothing_is_lost(new_context, tmp_path, lang):
    visitor = Visitor(new_context(locale={"zh": "zh-CN", "en": "en-GB"}[lang]).new_page(), lang)
    visitor.continues(tmp_path, BEGUN)
    visitor.visit_door("results.home_go_on_button", "profile")
    visitor.walk_to("article-6")
    before = read(visitor.saved(tmp_path))["application"]
    for name, (key, content) in bad_files().items():
        path = Path(tmp_path / name)
        path.write_bytes(content)
        visitor.opens(path)
        notice = visitor.page.get_by_role("alert").filter(has_text=name)
        expect(notice).to_contain_text(visitor.say("pages.file_refused", name=name))
        said = words.text(key, lang, given="elsewhere-2030", here=POLICY.short_title.model_dump())
        expect(notice).to_contain_text(said)
        settled(visitor.page)
    huge = tmp_path / "huge.json"
    huge.write_bytes(b" " * (saved.LARGEST + 1))  # the browser itself is told the limit, and does not send it
    visitor.opens(huge)
    chip = visitor.page.get_by_test_id("stFileChip").filter(has_text=huge.name)
    limit = visitor.say("widgets.upload_too_large", n="1.0MB")
    expect(chip.get_by_role("alert")).to_contain_text(limit)
    room = chip.get_by_role("alert").bounding_box()
    assert room is not None, "the message is not there"
    assert room["width"] > 50, "the message is not to be seen"
    assert read(visitor.saved(tmp_path))["application"] == before
    press(visitor, "pages.notice_read")
    expect(visitor.page.locator(".f-notice")).to_have_count(0)
    expect(visitor.box(visitor.question(RENT, "rents.amount"))).to_have_value("30")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.long
def test_opening_asks_before_it_replaces_and_can_be_undone_as_long_as_the_tab_lives(new_context, tmp_path, lang):
    locale = {"zh": "zh-CN", "en": "en-GB"}[lang]
    visitor = Visitor(new_context(locale=locale, viewport=(390, 844)).new_page(), lang)
    visitor.continues(tmp_path, BEGUN)
    page = visitor.page
    other = tmp_path / "other.json"
    content = {**BEGUN, "applicant": {"name": "另一家（示例）"}, "claims": [], "readings": {}}
    other.write_bytes(saved.write(POLICY, saved.Saved(content), POLICY.in_force.start))
    visitor.visit_door("results.home_go_on_button", "profile")
    name = visitor.box(visitor.question("applicant", "name"))
    visitor.unfold_side()
    visitor.opens(other)
    asks = page.get_by_role("dialog")
    expect(asks).to_contain_text(visitor.say("pages.replace_named", here=BEGUN["applicant"]["name"], name=other.name))
    assert axe(page) == []
    press(visitor, "pages.replace_not")
    expect(asks).to_have_count(0)
    expect(name).to_have_value(BEGUN["applicant"]["name"])
    visitor.opens(other)
    press(visitor, "pages.replace_really")
    # On a phone the side that covers the page makes way, and what was done is in sight.
    expect(page.get_by_role("status").filter(has_text=other.name)).to_be_in_viewport()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    expect(name).to_have_value("另一家（示例）")
    page.reload()
    settled(page)
    visitor.unfold_side()
    press(visitor, "pages.replaced_undo")
    expect(page.get_by_role("status").filter(has_text=visitor.say("pages.replaced_back"))).to_be_in_viewport()
    expect(name).to_have_value(BEGUN["applicant"]["name"])
    visitor.walk_to("article-6")
    amount = visitor.box(visitor.question(RENT, "rents.amount"))
    expect(amount).to_have_value("30")
    # What came back is there to stay: a box that nobody has used since says nothing, whatever it shows.
    page.evaluate(DRAWN_EMPTY)
    page.reload()
    settled(page)
    expect(amount).to_have_value("30")
