"""The companies that a computer keeps: what a session hears of them, and what it asks for."""

import json

import pytest

from engine.text import words
from pages.shared import in_use, replacing, shelf, tab
from pages.shared.answers import Answers
from tests.pages.registering import company
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import boxes, press, visit

KEPT = [
    {"id": "a1", "name": "甲（示例）", "changed": 1_750_000_000_000},
    {"id": "b2", "name": "乙（示例）", "changed": 0},
]


def say(key, lang="zh", **values):
    return words.text(f"pages.{key}", lang, **values)


def seen(page="profile", lang="zh", **session):
    heard = shelf._read(json.dumps({"list": KEPT}))
    return visit(page, lang, {shelf.COMPANIES: heard, **session})


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("page", ["", "profile"])
def test_the_companies_are_listed_with_what_a_shared_computer_means(page, lang):
    at = seen(page, lang)
    for said in ("甲（示例）", "乙（示例）", "2025-06-15", say("companies_shared", lang)):
        assert said in said_on(at)


@pytest.mark.parametrize("page", ["profile", "result"])
def test_the_tick_stands_where_people_see_it_and_names_the_answers(page):
    at = visit(page, session={"answers": answered({**company("示例（示例）", "art06_rent"), "readings": {}})})
    next(c for c in at.checkbox if c.key == "keep-").check()
    at.run()
    held = at.session_state[tab.COMPANY]
    assert held["id"]
    assert say("company_keep_means") in said_on(at)
    next(c for c in at.checkbox if c.key == f"keep-{held['id']}").uncheck()
    at.run()
    assert at.session_state[tab.COMPANY] is None
    assert at.session_state[shelf.ORDER]["remove"] == [held["id"]]


def test_one_is_removed_or_all_and_it_is_asked_first():
    at = seen(**{tab.COMPANY: {"id": "b2", "rev": "7"}})
    assert not boxes(at, "button", "shelf_open-b2"), "it is open in this tab"
    press(at, "shelf_remove-a1")
    assert say("company_ask", name="甲（示例）") in said_on(at)
    assert shelf.ORDER not in at.session_state
    press(press(press(at, "shelf_not-a1"), "shelf_remove-a1"), "shelf_really-a1")
    assert at.session_state[shelf.ORDER]["remove"] == ["a1"]
    assert at.session_state[tab.COMPANY] is not None
    press(press(at, "shelf_remove-all"), "shelf_really-all")
    assert at.session_state[shelf.ORDER]["remove"] == ["a1", "b2"]
    assert at.session_state[tab.COMPANY] is None


def test_one_is_asked_for_by_its_id(monkeypatch):
    at = press(seen(), "shelf_open-a1")
    first = at.session_state[shelf.ORDER]
    assert first["open"] == "a1"
    press(at, "shelf_open-a1")
    assert at.session_state[shelf.ORDER]["number"] != first["number"], "the same one again is another order"


@pytest.fixture
def session(monkeypatch):
    """A session that is only told things."""
    held: dict = {}
    for part in (shelf, tab, replacing):
        monkeypatch.setattr(part.st, "session_state", held)
    return held


def test_what_is_opened_is_kept_on_as_that_company(session):
    answers = Answers.blank(in_use.policy_in_use())
    other = answered({**company("乙（示例）", "art06_rent"), "readings": {}})
    entry = {"id": "b2", "rev": "5", "name": "乙（示例）", "record": json.dumps({"file": other.document()})}
    assert shelf.hear(None, None, json.dumps(entry), answers)
    assert answers.application["applicant"]["name"] == "乙（示例）"
    assert tab.company() == {"id": "b2", "rev": "5"}


def test_another_tabs_change_makes_these_answers_stay_in_this_tab_alone(session):
    answers = Answers.blank(in_use.policy_in_use())
    tab.keep_as({"id": "b2", "rev": "5"})
    assert not shelf.hear(None, json.dumps({"id": "other", "why": "gone"}), None, answers)
    assert shelf.hear(None, json.dumps({"id": "b2", "why": "elsewhere"}), None, answers)
    assert tab.company() is None
    assert session[shelf.LEFT] == "elsewhere"


@pytest.mark.parametrize(
    "told",
    ["", "{", "7", "[7]", '[{"id": 1}]', '[{"id": "", "name": "x", "changed": 1}]', '[{"id": "a", "name": "x"}]'],
)
def test_what_the_browser_says_of_companies_is_read_with_suspicion(session, told):
    answers = Answers.blank(in_use.policy_in_use())
    assert not shelf.hear(told, told, None, answers)
    assert session[shelf.COMPANIES] == []
    shelf.hear(None, None, told, answers)
    assert answers.is_blank()
    assert session[replacing.NOTICE][3], "it is refused"
