"""What a company types and nobody can read stays as it was typed, adds nothing to a figure, and is named everywhere."""

import io
import json
from datetime import date

import pytest
from docx import Document

from engine.application import saved
from engine.application import typed as typed_amounts
from engine.documents import report
from engine.registry import decisions
from engine.text import words
from engine.values.amounts import in_words
from engine.values.money import WAN
from engine.view import result
from pages.shared import in_use
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, box, boxes, choose, go, press, type_in, visit

RENT, PUBLISHER, MODELS = "art06_rent", "art10_scenario_publisher", "art09_genai_filing"
APPLICANT = {
    "name": "示例",
    "entity_type": "enterprise",
    "legal_person": True,
    "operates_in_longhua": True,
    "ai_robotics": True,
    "disqualified": False,
}
PROJECT = {"id": "p", "total_investment": "1000", "fiscal_investment": "0"}


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def claiming(provision, facts, day="2025-06-15"):
    claims = [{"id": "c1", "provision": provision, "facts": facts}]
    return answered({"application_date": day, "applicant": dict(APPLICANT), "claims": claims, "readings": {}})


def side(**more):
    return claiming(PUBLISHER, {"challenge_mode": True, "project": dict(PROJECT), **more})


def rent(*amounts):
    rents = [{"amount": amount, "year": 2024} for amount in amounts]
    return claiming(RENT, {"rents": rents, "assessed": True, "years_received": 0})


def filed(day):
    return claiming(MODELS, {"models": [{"filing_date": day, "kind": "filing", "already_rewarded": False}]})


def first(at):
    """The engine's answer on the first claim."""
    return at.session_state["answers"].assessed()["claims"][0]


def unread(text, lang="zh"):
    return words.text("typed.unreadable", lang, given=text)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_share_that_cannot_be_read_is_not_the_whole_and_every_page_says_so(lang):
    at = visit("article-10", lang, {"answers": side()})
    before = first(at)["confirmed"]
    type_in(at, "-c1-share", "60多")
    assert before == "100.00"
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "0.00")
    assert words.text("results.status_needs_information", lang) in said_on(at)
    assert box(at, "text_input", "-c1-share").value == "60多"
    label = POLICY.provision(PUBLISHER).fact("share").label.model_dump()
    fault = words.text("typed.share", lang, label=label, given="60多")
    assert fault in said_on(at)
    assert words.text("results.missing_unread", lang, label="", given="60多").strip() in said_on(at)
    for page in ("review", "result", "submit"):
        go(at, page)
        assert fault in said_on(at), page
    assert unread("60多", lang) in said_on(go(at, "review"))
    assert words.text("results.reason_unreadable", lang, labels=label) in said_on(go(at, "result"))
    # Once it can be read, all of that is gone.
    type_in(go(at, "article-10"), "-c1-share", "60")
    assert first(at)["confirmed"] == "60.00"
    assert fault not in said_on(at)


def test_a_claim_of_which_one_entry_cannot_be_read_shows_what_the_others_bring():
    at = visit("article-6", session={"answers": rent("10", "20")})
    assert first(at)["confirmed"] == "15.00"
    entries = at.session_state["answers"].entries(("c1", "rents"))
    type_in(at, f"-c1-rents-{entries[1]}-amount", "约一百二十万")
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "5.00")
    assert "5.00" in said_on(at)
    assert "填写内容无法识别：约一百二十万" in said_on(at)
    assert "5.00" in said_on(go(at, "result"))
    assert "合计" in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_report_says_it_among_the_facts_and_in_the_ledger(lang):
    raw = rent("10", {"unreadable": "约一百二十万"}).application
    docx = report.as_word(result.assessed(POLICY, raw), lang, date(2025, 6, 15))
    said = "\n".join(part.text for part in Document(io.BytesIO(docx)).element.body.iter() if part.tag.endswith("}t"))
    assert unread("约一百二十万", lang) in said
    label = POLICY.provision(RENT).fact("rents.amount").label.model_dump()
    assert words.text("steps.unreadable", lang, label=label, given="约一百二十万") in said
    assert words.text("results.missing_unread", lang, label=label, given="约一百二十万") in said


@pytest.mark.parametrize("text", ["2024/3/5", "2024年3月5日", "20240305", "2024.3.5"])
def test_a_day_is_taken_as_it_is_pasted_and_echoed(text):
    at = visit("article-9", session={"answers": filed("2023-01-10")})
    type_in(at, "-filing_date", text)
    assert at.session_state["answers"].application["claims"][0]["facts"]["models"][0]["filing_date"] == "2024-03-05"
    assert box(at, "text_input", "-filing_date").value == text
    assert "即2024年3月5日" in said_on(at)
    assert first(at)["confirmed"] == "50.00"


@pytest.mark.parametrize(
    ("text", "why"),
    [("2025-02-31", "不是日历上有的日期"), ("2031-01-01", "须在1949年1月1日至"), ("明天", "须写明年月日")],
)
def test_a_day_that_is_none_or_outside_its_range_leaves_no_older_one_behind(text, why):
    at = visit("article-9", session={"answers": filed("2024-03-05")})
    assert first(at)["confirmed"] == "50.00"
    type_in(at, "-filing_date", text)
    assert box(at, "text_input", "-filing_date").value == text
    assert why in said_on(at)
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "0.00")
    assert [m["unreadable"] for m in first(at)["missing"]] == [text]


@pytest.mark.parametrize("text", ["2024-12-31", "2025-02-30", "今天"])
def test_nothing_is_estimated_for_a_day_of_application_that_cannot_be_taken(text):
    at = visit("profile", session={"answers": rent("10")})
    type_in(at, "application_date", text)
    assert box(at, "text_input", "application_date").value == text
    assert at.session_state["answers"].assessed() is None
    assert text in said_on(at)
    assert unread(text) in said_on(go(at, "review"))
    assert "5.00" not in said_on(go(at, "result"))
    type_in(go(at, "profile"), "application_date", "2025年6月15日")
    assert first(at)["confirmed"] == "5.00"


def test_a_saved_file_gives_back_what_was_typed():
    at = visit("article-10", session={"answers": side()})
    type_in(at, "-c1-share", "60多")
    type_in(go(at, "profile"), "application_date", "2025年6月15日")
    file = at.session_state["answers"].file()
    assert json.loads(file)["application"]["claims"][0]["facts"]["share"] == {"unreadable": "60多"}
    at.session_state["answers"].open(file)
    assert box(again(at), "text_input", "application_date").value == "2025年6月15日"
    assert box(go(at, "article-10"), "text_input", "-share").value == "60多"
    assert first(at)["confirmed"] == "0.00"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_year_in_a_table_that_cannot_be_read_is_not_the_usual_one_and_stays_as_it_was_typed(lang):
    there = ("c1", "rents")
    at = visit("article-6", lang, {"answers": claiming(RENT, {"assessed": True, "years_received": 0})})
    answers, rents = at.session_state["answers"], POLICY.provision(RENT).fact("rents")
    answers.show_lines(there, rents, lang)
    table = boxes(again(at), "text_area", "-rents")[0]
    table.set_value("宝能科技园；25.6；2024\n观澜人民路；12；去年")
    again(at)
    unclear = {"address": "观澜人民路", "amount": "12", "year": {"unreadable": "去年"}}
    assert answers.value(there)[1] == unclear
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "12.80")
    assert answers.statuses()[6] == "in_progress"
    label = POLICY.provision(RENT).fact("rents.year").label.model_dump()
    fault = words.text("typed.not_a_choice", lang, label=label, given="去年")
    for page in ("review", "result", "submit"):
        assert fault in said_on(go(at, page)), page
    # The file keeps it, and so does the tab, which keeps the file; beside the boxes it is named at its own.
    answers.open(answers.file())
    assert answers.value(there)[1] == unclear
    assert fault in said_on(go(at, "article-6"))
    assert "去年" in answers.lines_of(there, rents, lang)
    key = answers.entries(there)[1]
    choose(at, f"-rents-{key}-year", "2024")
    assert first(at)["confirmed"] == "18.80"
    assert fault not in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_award_that_is_ticked_without_its_amount_is_open_and_asked_in_sight(lang):
    filing = {"filing_number": "A", "filing_date": "2024-03-05", "kind": "filing", "already_rewarded": False}
    at = visit("article-9", lang, {"answers": claiming(MODELS, {"models": [filing]})})
    answers, awarded = at.session_state["answers"], POLICY.provision(MODELS).fact("awarded_this_year")
    assert first(at)["confirmed"] == "50.00"
    answers.ask_once(MODELS, awarded, True)
    assert (first(at)["status"], first(at)["confirmed"]) == ("needs_information", "0.00")
    assert answers.way_to_ask(("c1", "awarded_this_year"), POLICY.provision(MODELS), awarded) == "asked"
    label = awarded.label.in_language(lang)
    assert words.text("steps.unknown", lang, label=label) in said_on(go(at, "result"))
    assert words.text("submit.open_one", lang) in said_on(go(at, "submit"))
    answers.open(answers.file())
    assert answers.asked_once_in(MODELS, awarded)
    assert first(at)["status"] == "needs_information"
    assert words.text("pages.hint_unknown", lang) in said_on(go(at, "article-9"))
    type_in(at, "-awarded_this_year", "170")
    assert words.text("pages.hint_unknown", lang) not in said_on(at)
    assert (first(at)["status"], first(at)["confirmed"]) == ("eligible", "30.00")


def test_a_file_that_was_saved_when_it_counted_as_not_filled_in_is_read_as_it_was_typed():
    answers = side()
    content = saved.Saved(answers.application, typed={"c1": {"share": "60多"}})
    answers.open(saved.write(POLICY, content, date(2025, 6, 15)))
    assert answers.application["claims"][0]["facts"]["share"] == {"unreadable": "60多"}
    assert answers.assessed()["claims"][0]["confirmed"] == "0.00"


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_it_is_submitted_as_typed_and_officials_see_it_and_can_correct_it(registry, desk, lang):
    content = company("示例智能（示例）", RENT)
    unclear = {"challenge_mode": True, "project": PROJECT, "share": {"unreadable": "60多"}}
    content["claims"].append({"id": "side", "provision": PUBLISHER, "facts": unclear})
    at = visit("submit", lang, {"answers": answered({**content, "readings": {}})})
    assert words.text("submit.unread", lang) in said_on(at)
    next(c for c in at.checkbox if "consent-" in (c.key or "")).check()
    press(again(at), "submit")
    (stored,) = everything(registry)
    kept = next(c for c in stored.content["claims"] if c["provision"] == PUBLISHER)
    assert kept["facts"]["share"] == {"unreadable": "60多"}
    claim = next(c for c in stored.claims if c.provision == PUBLISHER)
    at = visit("claims", lang, query={"application": stored.id, "claim": claim.id, "lang": lang})
    assert unread("60多", lang) in said_on(at)
    assert words.text("results.status_needs_information", lang) in said_on(at)
    # The other claim can be corrected although this one cannot be read.
    other = next(c for c in stored.claims if c.provision == RENT)
    at = visit("claims", lang, query={"application": stored.id, "claim": other.id, "lang": lang})
    press(at, "correct")
    amount = boxes(at, "text_input", "-amount")[0]
    amount.set_value("11")
    again(at)
    next(b for b in at.text_input if (b.key or "").startswith("why-")).set_value("核对发票")
    press(again(at), "save_correction")
    corrected = decisions.opened(registry, desk.token, stored.id).content["claims"]
    assert corrected[0]["facts"]["rents"][0]["amount"] == "11"
    assert next(c for c in corrected if c["provision"] == PUBLISHER)["facts"]["share"] == {"unreadable": "60多"}
    # What the official types and cannot be read is not saved.
    at = visit("claims", lang, query={"application": stored.id, "claim": other.id, "lang": lang})
    press(at, "correct")
    boxes(at, "text_input", "-amount")[0].set_value("十一")
    assert words.text("claims_page.correct_blocked", lang) in said_on(again(at))


@pytest.mark.parametrize(("lang", "meant"), [("zh", "1,200万元"), ("en", "12 million yuan")])
def test_an_amount_pasted_in_yuan_is_asked_back_and_one_press_takes_what_was_meant(lang, meant):
    at = visit("article-4", lang, {"answers": claiming("art04_compute_voucher", {})})
    type_in(at, "-purchase_amount", "12,000,000.00")
    asked = words.text("typed.unlikely", lang, read=in_words(12_000_000 * WAN, lang), meant=meant)
    assert asked in said_on(at)
    # It counts as typed, and nobody may miss that it is to be confirmed, however the answers come here.
    answers = at.session_state["answers"]
    for typed in (True, False):
        if not typed:
            answers.typed.clear()
        assert answers.statuses()[4] == "in_progress"
        for page in ("review", "result", "submit", "plan"):
            assert asked in said_on(go(at, page)), page
            assert words.text("results.doubted_heading", lang) in said_on(at), page
    given = typed_amounts.written(POLICY.provision("art04_compute_voucher").fact("purchase_amount"), "12000000", lang)
    assert words.text("typed.doubted", lang, given=given, meant=meant) in said_on(go(at, "review"))
    press(go(at, "article-4"), "-purchase_amount")
    assert at.session_state["answers"].application["claims"][0]["facts"]["purchase_amount"] == "1200"
    assert box(at, "text_input", "-purchase_amount").value == meant
    assert asked not in said_on(at)
    type_in(at, "-purchase_amount", "12000000")
    assert answers.statuses()[4] == "in_progress"
    type_in(at, "-purchase_amount", "1200亿元")  # said with its unit, it is what it is
    assert asked not in said_on(at)
    assert answers.statuses()[4] == "done"
    assert asked not in said_on(go(at, "review"))
