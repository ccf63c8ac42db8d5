"""The plan over years as a calendar, read again by the library that whoever opens it might use."""

import json
from datetime import date, timedelta

import pytest
from icalendar import Calendar, vText

from engine.assessment.assess import assess
from engine.documents.calendar import REMINDER, ics
from engine.planning.plan import plan
from engine.text import words
from engine.values.money import WAN, amount_text
from engine.view.papers import checklist
from tests.engine.planning.test_plan import KNOWN, POLICY, TWO_BUDGETS, company, rents
from tests.engine.test_command_line import answered

LATE = KNOWN["standards late"][0]
HOSTILE = '甲,乙;丙\\丁"戊"\r\nBEGIN:VEVENT\nUID:stolen\n\x00\x07<b>' + "长" * 120


def made(given, lang="zh"):
    return ics(POLICY, plan(POLICY, given), lang, given["applicant"])


def events(content):
    return list(Calendar.from_ical(content).walk("VEVENT"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_application_has_its_first_and_its_last_day_with_a_reminder(lang):
    answer = plan(POLICY, LATE)
    found = events(ics(POLICY, answer, lang, LATE["applicant"]))
    days = [date.fromisoformat(of[key]) for of in answer["applications"] for key in ("first_day", "last_day")]
    assert [event["dtstart"].dt for event in found] == days
    assert all(type(event["dtstart"].dt) is date for event in found)
    assert all(event["dtend"].dt - event["dtstart"].dt == timedelta(1) for event in found)
    alarms = [[alarm["trigger"].dt for alarm in event.walk("VALARM")] for event in found]
    assert alarms == [[], [-REMINDER]] * 2
    values = {"year": 2026, "count": 2, "amount": amount_text(100 * WAN, lang)}
    assert str(found[0]["summary"]) == words.text("planned.calendar_opens", lang, **values)
    lines = str(found[0]["description"]).split("\n")
    assert len(lines) == 3
    assert lines[-1] == words.text("results.foot_disclaimer", lang)


def test_what_another_budget_pays_stands_beside_the_amount_of_an_application():
    said = ics(POLICY, plan(POLICY, TWO_BUDGETS), "zh", {}).decode().replace("\r\n ", "")
    beside = words.text("planned.beside_other_budget", "zh", amount="500.00")
    assert words.text("planned.apart", "zh", amount="100.00", note=beside) in said


def test_the_same_plan_gives_the_same_bytes_and_every_event_has_a_name_of_its_own():
    assert made(LATE) == made(json.loads(json.dumps(LATE)))
    names = [str(event["uid"]) for event in events(made(LATE))]
    assert len(set(names)) == len(names) == 4


def test_a_plan_that_has_changed_replaces_its_events_and_not_those_of_another_company():
    names = {str(event["uid"]) for event in events(made(LATE))}
    changed = json.loads(json.dumps(LATE))
    changed["claims"][0]["facts"]["standards"].pop()
    assert {str(event["uid"]) for event in events(made(changed))} == names
    other = {**LATE, "applicant": {**LATE["applicant"], "name": "另一家（示例）"}}
    assert not {str(event["uid"]) for event in events(made(other))} & names


def test_what_a_company_typed_stays_text():
    given = company("2026-11-01", rents((2025, "30")))
    given["claims"][0]["facts"]["rents"][0]["address"] = HOSTILE.replace("\x00\x07", "")
    answer = plan(POLICY, given)
    answer["lines"][0]["label"] = dict.fromkeys(words.LANGUAGES, HOSTILE)
    content = ics(POLICY, answer, "zh", {**given["applicant"], "name": HOSTILE})
    found = events(content)
    assert len(found) == 2
    assert not any("stolen" in str(event["uid"]) for event in found)
    kept = " ".join(HOSTILE.replace("\x00\x07", "").split())
    assert kept in str(found[0]["description"])
    assert vText(kept).to_ical() in content.replace(b"\r\n ", b"").split(b"\r\nBEGIN:VEVENT")[0]
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_what_is_expected_and_who_is_invented_is_said():
    given = company("2026-11-01", rents((2025, "30")), invented=True)
    given["expected"] = [{"claim": "c1", "facts": {"rents": [{"year": 2026, "amount": "40"}]}}]
    said = [str(event["summary"]) for event in events(made(given))]
    assert len(said) == 4
    assert all("示例" in one for one in said)
    assert ["预计" in one for one in said] == [False, False, True, True]


def test_the_command_writes_the_file(tmp_path):
    to = tmp_path / "plan.ics"
    told = answered("calendar", "--to", str(to), "--payout", "0.5", given=LATE)
    assert told["bytes"] == len(to.read_bytes())
    papers = checklist(POLICY, LATE, assess(POLICY, LATE), 2026)
    assert to.read_bytes() == ics(POLICY, plan(POLICY, LATE), "zh", LATE["applicant"], papers)
    assert papers.groups
