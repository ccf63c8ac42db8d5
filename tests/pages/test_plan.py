"""三年规划: the page of the plan over years, in each of the states that a visitor can bring it to."""

import json
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from engine.application import saved
from engine.planning.plan import plan
from engine.policy.folder import default_policy, load_policy
from engine.text import words
from engine.values.money import WAN, amount_text
from engine.view.planned import apart, planned
from pages.shared import files, in_use, navigation
from pages.shared.answers import Answers
from tests.amounts import written
from tests.engine.planning.test_plan import COMPETING, KNOWN, TWO_BUDGETS, algorithms, company, rents, standards
from tests.pages.seeding import said_on
from tests.pages.test_official import Client
from tests.pages.visiting import again, box, boxes, choose, drawn, go, offered, onward, press, type_in, visit

POLICY = load_policy(default_policy())


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 11, 1))


def holding(given) -> Answers:
    held = Answers.blank(POLICY)
    held.open(saved.write(POLICY, saved.Saved({"readings": {}, **given}), date(2026, 11, 1)))
    return held


LATE = KNOWN["standards late"][0]
RENT = company("2026-11-01", rents((2025, "30")))


def seen(given, lang="zh", page="plan"):
    return visit(page, lang, {"answers": holding(given)})


def say(key, lang="zh", **values):
    return words.text(f"planned.{key}", lang, **values)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_to_claim_when_beside_everything_as_soon_as_possible(lang):
    said = said_on(seen(LATE, lang))
    assert say("heading_gain", lang, total=amount_text(140 * WAN, lang), gain=amount_text(40 * WAN, lang)) in said
    for year in (2026, 2027):
        assert say("year_heading", lang, year=year) in said
    assert say("left", lang, days=60) in said
    assert say("begins_in", lang, days=61) in said
    assert say("proven", lang) in said
    assert say("soon", lang) in said
    assert say("dates_note", lang) in said
    assert {"zh": "2026年 100.00 100.00", "en": "2026 100.00 100.00"}[lang] in said
    assert {"zh": "2027年 40.00 0.00", "en": "2027 40.00 0.00"}[lang] in said
    assert {"zh": "合计 140.00 100.00", "en": "Total 140.00 100.00"}[lang] in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_another_budget_pays_is_told_beside_and_not_in_the_headline(lang):
    def beside(here, other):
        return say("apart", lang, amount=written(here), note=say("beside_other_budget", lang, amount=written(other)))

    total, gain = beside("200.00", "1,000.00"), beside("100.00", "500.00")
    at = seen(TWO_BUDGETS, lang)
    said = said_on(at)
    assert say("heading_gain", lang, total=total, gain=gain) in said
    assert "1,200.00" not in said
    here, other = (said.index(say(f"years_{budget}", lang)) for budget in ("calculated", "other_budget"))
    total_row = say("total", lang)
    assert f"{total_row} 200.00 100.00" in said[here:other]
    assert f"{total_row} 1,000.00 500.00" in said[other:]
    at = seen(TWO_BUDGETS, lang, "result")
    assert onward(at)[say("gain", lang, gain=gain)] == "plan"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_competes_for_places_is_told_beside_and_not_added(lang):
    total = say("apart", lang, amount=written("100.00"), note=say("beside_competing", lang, amount=written("1,850.00")))
    said = said_on(seen(COMPETING, lang))
    assert say("heading", lang, total=total) in said
    assert said.index(say("years_calculated", lang)) < said.index(say("years_competing", lang))
    assert say("main_competing", lang) in said
    result = said_on(seen(COMPETING, lang, "result"))
    assert words.text("agenda.file", lang, year=2026, titles=titles(lang), amount=total) in result
    assert "100.00 " + say("beside_competing", lang, amount=written("1,850.00")) in result
    assert "1,950.00" not in said


def titles(lang):
    named = (POLICY.provision(name).title.in_language(lang) for name in ("art12_public_platform", "art13_financing"))
    return words.text("results.list_comma", lang).join(named)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_year_in_short_tells_what_another_budget_pays_under_its_name(lang):
    said = said_on(seen(TWO_BUDGETS, lang, "result"))
    beside = say("beside_other_budget", lang, amount=written("500.00"))
    assert said.count("100.00 " + beside) == 2
    alone = said_on(seen(company("2026-11-01", algorithms(4)), lang, "result"))
    assert "400.00 " + say("main_other_budget", lang) in alone


def test_where_another_budget_alone_pays_the_headline_says_so():
    said = said_on(seen(company("2026-11-01", algorithms(12))))
    total, gain = (say("apart", amount=x, note=say("main_other_budget")) for x in ("1,000.00", "500.00"))
    assert say("heading_gain", total=total, gain=gain) in said
    assert say("years_calculated") not in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_where_one_part_gains_what_another_loses_each_difference_is_named(lang):
    said = apart({"calculated": -50_000_000, "other_budget": 0, "elsewhere": 150_000_000}, lang)
    less, more = (
        say(key, lang, amount=written(amount))
        for key, amount in (("less_calculated", "50.00"), ("more_elsewhere", "150.00"))
    )
    assert said == say("apart", lang, amount=written("100.00"), note=less + say("comma", lang) + more)


def test_a_year_is_read_as_a_table_that_names_its_matters():
    html = drawn(seen(LATE))
    assert html.count('<table class="r-table p-lines"') == 2
    assert html.count('<th scope="row" class="text"') == 4 + 2
    main = html[html.index("<h1") :]
    assert (html.count("<h1"), main.count("<h2")) == (1, 4)


def test_what_is_held_back_and_what_goes_elsewhere_is_said_with_the_reason():
    given = company("2026-11-01", standards(*["international"] * 9), algorithms(1))
    given["claims"][1]["facts"]["algorithms"][0]["other_district"] = {"amount": "150", "received": False}
    said = said_on(seen(given))
    assert say("held_heading") in said
    assert words.text("plan.no_room", "zh") in said
    assert say("elsewhere_heading") in said
    assert words.text("plan.elsewhere_more", "zh", amount="150.00万元") in said


@pytest.mark.parametrize(
    ("given", "today", "key", "values"),
    [
        ({"claims": []}, date(2026, 11, 1), "nothing_claimed", {}),
        ({"application_date": None}, date(2026, 11, 1), "nothing_day", {}),
        ({"application_date": None}, date(2028, 2, 1), "nothing_over", {"until": "2027年12月31日"}),
    ],
)
def test_where_nothing_can_be_planned_it_says_why_and_leads_on(monkeypatch, given, today, key, values):
    monkeypatch.setattr(in_use, "today", lambda: today)
    at = seen({**LATE, **given})
    assert say("nothing_heading") in said_on(at)
    assert say(key, **values) in said_on(at)
    press(at, "go_on")
    assert words.text("planned.nothing_heading", "zh") not in said_on(at)


def test_what_comes_to_nothing_is_said_calmly():
    given = company("2026-11-01", ("art11_standards", {"standards": [{"level": "national", "lead": False}]}))
    said = said_on(seen(given))
    assert say("heading_nothing") in said
    assert say("dropped_heading") in said
    assert say("held_heading") not in said


def test_next_years_rent_is_entered_as_an_expectation_marked_and_kept():
    at = seen(RENT)
    assert "2027年 0.00 0.00" in said_on(at)
    assert say("mark_expected") not in said_on(at).split(say("expect_heading"))[0]
    press(at, "add-w1-zh-e1-rents")
    current = at.session_state["answers"]
    (key,) = current.entries(("e1", "rents"))
    type_in(at, f"e1-rents-{key}-amount", "40万")
    choose(at, f"e1-rents-{key}-year", "2026")
    said = said_on(at)
    assert "2027年 预计 20.00 20.00" in said
    assert say("expected", labels="租用场所") in said
    assert say("rests") in said
    assert current.expects() == [{"claim": "c1", "facts": {"rents": [{"amount": "40", "year": 2026}]}}]
    # On the result it is marked in the steps and in the year.
    title = POLICY.provision("art06_rent").title.in_language("zh")
    assert said_on(go(at, "result")).count(say("title_expected", title=title)) == 2
    # It is the plan's alone, and stays with the answers.
    assert len(current.application["claims"][0]["facts"]["rents"]) == 1
    opened = Answers.blank(POLICY)
    opened.open(current.file())
    assert opened.expects() == current.expects()
    assert [text for address, text in opened.typed.items() if address[0] == "e1"] == ["40万"]
    again_drawn = visit("plan", "zh", {"answers": opened})
    assert "2027年 预计 20.00 20.00" in said_on(again_drawn)


def test_a_year_is_marked_in_the_table_of_what_is_expected_alone():
    expected = [{"claim": "c1", "facts": {"rents": [{"year": 2026, "amount": "40"}]}}]
    given = company("2026-11-01", rents((2025, "30")), algorithms(12)) | {"expected": expected}
    shown = planned(plan(POLICY, given), date(2026, 11, 1), "zh")
    assert shown.groups == (say("years_calculated"), say("years_other_budget"))
    assert [year.rests for year in shown.years] == [(False, False), (True, False)]
    assert [shown.years[1].named(group, "zh") for group in (0, 1)] == [say("year_expected", year="2027年"), "2027年"]


def test_an_expectation_is_asked_without_the_years_and_windows_of_this_application():
    at = press(seen(RENT), "add-w1-zh-e1-rents")
    labels = [one.label for one in boxes(at, "text_input") if "-e1-" in one.key]
    assert POLICY.provision("art06_rent").fact("rents.amount").label.in_language("zh") in labels
    assert not any("2025" in label for label in labels)
    (key,) = at.session_state["answers"].entries(("e1", "rents"))
    assert list(box(at, "button_group", f"e1-rents-{key}-year").options)[:2] == ["2026年", "2027年"]


def test_a_figure_of_a_later_year_is_expected_too():
    given = company("2026-11-01", ("art05_revenue_growth", {"revenues": {"2025": "3000", "2024": "2000"}}))
    at = seen(given)
    type_in(at, "e1-revenues-2026", "5000")
    current = at.session_state["answers"]
    assert current.expects() == [{"claim": "c1", "facts": {"revenues": {"2026": "5000"}}}]


def test_what_is_expected_and_cannot_be_read_is_named_and_the_rest_is_planned():
    at = press(seen(RENT), "add-w1-zh-e1-rents")
    (key,) = at.session_state["answers"].entries(("e1", "rents"))
    type_in(at, f"e1-rents-{key}-amount", "很多")
    assert any("很多" in html for html in [said_on(at)])
    assert say("heading", total="15.00万元") in said_on(at)


def test_an_id_of_a_claim_of_which_something_is_expected_is_not_given_away():
    current = holding(company("2026-11-01", rents((2025, "30"))))
    current.expect(current.claim("c1"))
    current.remove_claim("c1")
    current.removed = None
    current.add_claim("art11_standards")
    assert [claim["id"] for claim in current.application["claims"]] == ["c2"]
    assert current.expects() == []


def test_a_plan_is_made_once_while_nothing_changes(monkeypatch):
    made = []

    def counted(*given, **more):
        made.append(given)
        return plan(*given, **more)

    monkeypatch.setattr("engine.planning.plan.plan", counted)
    at = seen(LATE)
    go(go(again(at), "result"), "plan")
    assert len(made) == 1
    at.session_state["answers"].set_payout("80%")
    again(at)
    assert len(made) == 2


def test_a_plan_is_compared_at_the_visitors_own_ratio():
    at = seen(LATE)
    box(at, "text_input", "payout").set_value("50%")
    said = said_on(again(at))
    assert say("heading_gain", total="70.00万元", gain="20.00万元") in said
    names = ("year", "amount", "soon", "paid", "soon_paid")
    assert " ".join(say(f"column_{name}") for name in names) in said
    assert f"{say('total')} 140.00 100.00 70.00 50.00" in said
    assert say("payout", percent="50%") in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_result_leads_to_the_plan_and_says_what_it_brings(lang):
    at = seen(LATE, lang, "result")
    assert onward(at)[say("gain", lang, gain=amount_text(40 * WAN, lang))] == "plan"
    nothing_more = seen(company("2026-11-01", standards("national")), lang, "result")
    assert onward(nothing_more)[words.text("pages.plan", lang)] == "plan"


def test_the_report_that_the_result_offers_holds_the_plan():
    links = offered(seen(TWO_BUDGETS, "zh", "result"))
    answer = Client([files.route()]).get(links[words.text("results.report_pdf", "zh")])
    told = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages)
    assert say("years_calculated") in told
    assert say("years_other_budget") in told
    assert say("beside_other_budget", amount="1,000.00") in told
    assert say("soon") in told


def test_hostile_names_are_shown_as_they_are():
    given = json.loads(json.dumps(RENT))
    given["applicant"]["name"] = "<script>alert(1)</script>"
    given["claims"][0]["facts"]["rents"][0]["address"] = "<b>甲</b>"
    at = seen(given)
    assert "<script>" not in drawn(at)
    assert "<b>甲</b>" in said_on(at)


def test_the_plan_is_a_step_after_the_result():
    at = visit("plan")
    assert list(at.session_state[navigation.STEPS])[-2:] == ["result", "plan"]


def test_the_days_can_be_taken_away_as_a_calendar():
    at = seen(LATE)
    label = say("calendar_file")
    assert list(offered(at)) == [words.text("pages.save", "zh"), label]
    answer = Client([files.route()]).get(offered(at)[label])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer.content.count(b"BEGIN:VEVENT") == 4
    assert label not in offered(seen({**LATE, "claims": []}))
