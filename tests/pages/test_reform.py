"""条款推演: a number changed in the law's text changes the scenario on the desk; what that does stands beside it."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
import streamlit
from sqlalchemy import select

from engine.registry import access, annual_budgets, cohorts
from engine.registry.database import database
from engine.registry.tables import Official
from engine.scenario import Scenario, base_of, numbers_of, written
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from engine.text.numerals import article_label
from engine.values.money import WAN, wan_text
from engine.view.budget import dials
from engine.view.budget.writing import signed
from pages.official.budget import desk_store, law_panel
from pages.official.budget.drafts import DESK, SANDBOX
from pages.shared import official
from tests.pages.dividing import signed_in
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, go, press, visit
from tests.registry.companies import POLICY

RENT, CAP = "art06_rent.share", "art06_rent.cap"


def say(key, lang="zh", **values):
    return words.text(f"reform.{key}", lang, **values)


def desk(at, name=DESK):
    return at.session_state[name]


def panel(at):
    """What the law's text was drawn from."""
    [part] = [part for part in at.get("bidi_component") if part.proto.component_name == "reform_law"]
    return json.loads(part.proto.bytes)


def dial(at, name):
    return next(one for one in panel(at)["dials"] if one["name"] == name)


def change(at, name, text, of=DESK, lang="zh"):
    """What the page does when a number is pressed or typed."""
    law_panel.take(desk(at, of), name, text, lang)
    return again(at)


def heading(at):
    return re.sub("<[^>]+>", "", re.findall("<h1.*?</h1>", drawn(at))[0])


def test_it_is_compared_with_the_law_and_the_budget_that_is_stated_as_in_the_table_of_articles(divided, token):
    annual_budgets.state(divided, token, POLICY, AnnualBudget(2025, 1000 * WAN, "区财政局", date(2025, 1, 15)), 1)
    at = change(visit("reform"), RENT, "40", lang="zh")
    draft = desk(at).current
    draft.put(replace(draft.scenario, budget=500 * WAN))
    said = said_on(again(at))
    worked = cohorts.load(divided, token, POLICY).worked
    assert worked is not None
    before, after = worked.outcome(base_of(draft.scenario, 1000 * WAN)), worked.outcome(draft.scenario)
    assert before.total.paid != worked.outcome(base_of(draft.scenario, None)).total.paid
    change_ = signed(after.total.paid - before.total.paid)
    assert wan_text(before.total.paid) in said
    assert change_ in said
    assert change_ in said_on(go(at, "amendments"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_law_stands_there_with_every_number_as_a_control(token, lang):
    at = visit("reform", lang)
    shown = panel(at)
    assert shown["undo"] == ""
    names = {one["name"] for one in shown["dials"]}
    assert {RENT, CAP, "art10.cap", "art12_public_platform.winners", "last_2_years.years"} <= names
    for one in shown["dials"]:
        label = dials.label_of(dials.numbers(POLICY)[one["name"]])[lang]
        allowed = dials.allowed(dials.numbers(POLICY)[one["name"]])[lang]
        assert one["spoken"] == say("spoken", lang, label=label, allowed=allowed)
        assert one["now"] == one["law"]
        assert one["less"]
        assert one["more"]
    assert [bool(a["translation"]) for a in shown["articles"]] == [lang == "en"] * len(shown["articles"])
    assert words.text("reform.legend_mine", lang) in said_on(at)


def test_a_number_that_is_changed_makes_a_scenario_beside_the_law_and_what_it_does_is_said(token):
    at = change(visit("reform"), RENT, "40%")
    first, second = desk(at).drafts
    assert first.scenario.overrides == {}
    assert second.scenario.overrides == {RENT: "0.4"}
    assert desk(at).current is second
    assert (dial(at, RENT)["law"], dial(at, RENT)["now"]) == ("50%", "40%")
    # Six companies with rents of 40: 20 each, and 16.
    assert heading(at) == "第六条上年度实际发生租金的比例改为40%：实付减少24.00万元"
    said = said_on(at)
    assert "少得6家" in said
    assert "−24.00" in said
    before, after = re.findall(r"[0-9.,]+(?=万元|→)", panel(at)["short"])
    assert panel(at)["short"] == say("short", before=before, after=after, difference="−24.00")
    assert before in said
    assert after in said
    # What follows goes on in the same scenario.
    at = change(at, CAP, "15")
    assert len(desk(at).drafts) == 2
    assert numbers_of(POLICY, desk(at).current.scenario) == {RENT: "0.4", CAP: "15"}


def test_the_page_of_the_budget_has_the_same_scenario_with_the_same_total(token):
    at = change(visit("reform"), "art10.cap", "1500")
    assert desk(at).current.scenario.pools == {"art10": 1500 * 1_000_000}
    assert desk(at).current.scenario.overrides == {}
    at = go(at, "budget")
    assert box(at, "text_input", "-pools-art10").value == "1500"
    box(at, "text_input", "-pools-art10").set_value("1200").run()
    at = go(at, "reform")
    assert dial(at, "art10.cap")["now"] == "1200万元"
    at = change(at, "art12_public_platform.winners", "3家")
    assert desk(at).current.scenario.quota == {"art12_public_platform": 3}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_a_number_may_not_be_is_said_beside_it_and_nothing_is_lost(token, lang):
    at = change(visit("reform", lang), RENT, "40%", lang=lang)
    at = change(at, RENT, "140%", lang=lang)
    assert numbers_of(POLICY, desk(at).current.scenario) == {RENT: "0.4"}
    shown = dial(at, RENT)
    assert (shown["typed"], shown["now"]) == ("140%", "40%")
    assert dials.label_of(dials.numbers(POLICY)[RENT])[lang] in shown["fault"]
    assert "140%" in shown["fault"]
    assert "100%" in shown["fault"]
    at = change(at, RENT, "45%", lang=lang)
    assert (dial(at, RENT)["fault"], dial(at, RENT)["now"]) == ("", "45%")


def test_an_article_is_put_back_and_so_is_everything(token):
    at = visit("reform")
    for name, text in ((RENT, "40%"), (CAP, "15"), ("art11_standards.cap", "80"), ("art10.cap", "1500")):
        at = change(at, name, text)
    undos = {a["number"]: a["undo"] for a in panel(at)["articles"] if a["undo"]}
    assert undos == {n: say("undo_article", article=article_label(n, "zh")) for n in (6, 10, 11)}
    law_panel.undo(desk(at), 6, "zh")
    at = again(at)
    assert numbers_of(POLICY, desk(at).current.scenario) == {"art11_standards.cap": "80", "art10.cap": "1500"}
    assert panel(at)["undo"] == say("undo_all", count=2)
    law_panel.undo(desk(at), law_panel.EVERYTHING, "zh")
    at = again(at)
    assert numbers_of(POLICY, desk(at).current.scenario) == {}
    assert panel(at)["undo"] == ""


def test_the_law_itself_stays_where_four_scenarios_stand(token):
    at = visit("reform")
    for n in range(3):
        desk(at).add(Scenario(f"另{n}", desk(at).year))
    desk(at).chosen = desk(at).drafts[0].number
    at = change(at, RENT, "40%")
    assert desk(at).drafts[0].scenario.overrides == {}
    assert words.text("budget.full_for_change", "zh") in said_on(at)


def test_budget_rule_and_readings_are_those_of_the_page_of_the_budget(token):
    at = change(visit("reform"), RENT, "40%")
    assert not boxes(at, "text_input", "-budget")
    at.session_state["rf-others-zh"] = True
    at = again(at)
    box(at, "text_input", "-budget").set_value("1000")
    at = again(at)
    assert desk(at).current.scenario.budget == 1000 * 1_000_000
    assert "让出" in heading(at)
    assert boxes(at, "selectbox", "-rule")
    assert boxes(at, "selectbox", "-allocation_order")


def test_it_is_saved_as_on_the_page_of_the_budget(token):
    at = change(visit("reform"), RENT, "40%")
    at = press(at, "bd-save-zh")
    assert desk(at).current.is_saved
    assert words.text("budget.state_saved", "zh") in said_on(at)


def asked(at, *changes, visit_name=None):
    """What the component tells."""
    record = {"visit": visit_name or at.session_state[law_panel.VISIT][0], "asked": list(changes)}
    return {"asked": json.dumps(record)}


def told(at, state, monkeypatch):
    """Have the page hear what the component tells."""
    session = {law_panel.KEY: state, **{key: at.session_state[key] for key in (law_panel.VISIT, DESK)}}
    monkeypatch.setattr(streamlit, "session_state", session)
    law_panel._asked()
    monkeypatch.undo()
    at.session_state[law_panel.VISIT] = session[law_panel.VISIT]
    return session[law_panel.VISIT][1]


def test_each_change_is_taken_once_in_its_order_and_only_from_this_visit(token, monkeypatch):
    at = visit("reform")
    own = desk(at)
    one = {"at": 1, "name": RENT, "text": "45%", "lang": "zh"}
    two = {"at": 2, "name": RENT, "text": "40%", "lang": "zh"}
    back = {"at": 3, "undo": 6, "lang": "zh"}
    assert told(at, asked(at, one, two), monkeypatch) == 2
    assert own.current.scenario.overrides == {RENT: "0.4"}
    assert told(at, asked(at, one, two), monkeypatch) == 2
    assert told(at, asked(at, two, back), monkeypatch) == 3
    assert own.current.scenario.overrides == {}
    assert told(at, asked(at, one | {"at": 9}, visit_name="another"), monkeypatch) == 3
    assert own.current.scenario.overrides == {}


@pytest.mark.parametrize(
    "state",
    [
        None,
        {},
        {"asked": 7},
        {"asked": "{"},
        {"asked": "[]"},
        {"asked": '{"visit": 1}'},
    ],
)
def test_what_no_component_has_told_changes_nothing(token, monkeypatch, state):
    at = visit("reform")
    before = written(desk(at).current.scenario)
    assert told(at, state, monkeypatch) == 0
    for odd in (None, 1, {"at": 1}, {"at": "1", "name": RENT, "text": "1", "lang": "zh"}):
        told(at, asked(at, odd), monkeypatch)
    told(at, asked(at, {"at": 1, "name": "gone", "text": "1", "lang": "zh"}), monkeypatch)
    told(at, asked(at, {"at": 2, "name": RENT, "text": "9" * 500, "lang": "xx"}), monkeypatch)
    told(at, asked(at, {"at": 3, "undo": 77, "lang": "zh"}), monkeypatch)
    assert written(desk(at).current.scenario) == before
    assert len(desk(at).drafts) == 1


# ------------------------------------------------------------------------------------------------ who sees what


def test_the_tab_keeps_the_desk_of_each_account_by_itself(divided, monkeypatch):
    mine, other = signed_in(divided, "李审核员"), signed_in(divided, "王审核员")
    with divided.writing() as session:
        again_mine = access.begin(session, session.scalars(select(Official).where(Official.name == "李审核员")).one())
    records = []
    for token in (mine, again_mine, other):
        monkeypatch.setattr(official, "credential", lambda token=token: token)
        records.append(visit("reform").session_state[f"{desk_store.RECORD} {DESK}"])
    assert records[0] == records[1] != records[2]
    assert not any(name in record for record in records for name in ("李", "王"))


def test_without_claims_it_says_where_they_come_from(registry_file, monkeypatch):
    divided = database()
    divided.upgrade()
    token = signed_in(divided)
    monkeypatch.setattr(official, "credential", lambda: token)
    at = visit("reform")
    assert say("nothing_yet") in said_on(at)


def test_whoever_is_signed_out_sees_nothing_of_it(token, divided):
    at = change(visit("reform"), RENT, "40%")
    with divided.writing() as session:
        access.end(session, token)
    at = again(at)
    assert "24.00" not in said_on(at)
    assert not [part for part in at.get("bidi_component") if part.proto.component_name == "reform_law"]


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_everybody_changes_the_law_on_the_invented_companies(registry_file, lang):
    at = visit("sandbox-reform", lang)
    assert words.text("marks.invented", lang) in said_on(at)
    at = change(at, RENT, "40%", SANDBOX, lang)
    assert numbers_of(POLICY, desk(at, SANDBOX).current.scenario) == {RENT: "0.4"}
    assert words.text("marks.invented", lang) in said_on(at)
    assert not boxes(at, "button", f"bd-save-{lang}")
    assert DESK not in at.session_state
    assert re.search(r'href="[./]*sandbox\?', drawn(at))
    at = go(at, "sandbox")
    assert re.search(r'href="[./]*sandbox-reform\?', drawn(at))
    assert len(desk(at, SANDBOX).drafts) == 2
