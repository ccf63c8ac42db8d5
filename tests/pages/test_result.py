"""The result page, in each of the states that a visitor can bring it to."""

import json
import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.assessment import alternatives
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from engine.values.written import WrittenAmount
from engine.view import next_steps
from engine.view.result import assessed
from engine.view.summary import summarise
from pages.company import result
from pages.shared import in_use
from pages.shared.templates import template
from tests.amounts import fen
from tests.conftest import ROOT
from tests.pages import samples
from tests.pages.markup import Markup
from tests.pages.seeding import answered, only, said_on
from tests.pages.visiting import again, box, boxes, drawn, offered, visit

POLICY = load_policy(default_policy())
PUNCTUATION = re.compile(r"[，；：（）？]")


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


def seen(application=None, lang="zh"):
    return visit("result", lang, {"answers": answered(application)})


def say(key, lang="zh", **values):
    return words.text(f"results.{key}", lang, **values)


# ------------------------------------------------------------------------------------------------ states


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_nothing_claimed_yet(lang):
    at = visit("result", lang)
    assert say("nothing_heading", lang) in said_on(at)
    assert say("foot_disclaimer", lang) in said_on(at)
    assert say("download", lang) not in offered(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_good_deal_claimed(lang):
    at = seen(lang=lang)
    said = said_on(at)
    headline = {
        "zh": "四项可能符合，一项还需补充，一项暂不符合",
        "en": "4 may qualify, 1 needs more information, 1 does not qualify yet",
    }
    assert headline[lang] in said
    for key in (
        "ledgers_heading",
        "near_heading",
        "dates_heading",
        "best_heading",
        "readings_heading",
    ):
        assert say(key, lang) in said
    questions = (
        "results.much_heading",
        "results.why_heading",
        "agenda.heading",
        "papers.heading",
        "results.years_heading",
    )
    places = [said.index(words.text(key, lang)) for key in questions]
    assert places == sorted(places)
    assert say("figure_paid_none", lang) in said
    assert say("foot_disclaimer", lang) in said


def test_qualifying_for_nothing_is_said_calmly():
    at = seen(only("art13_financing"))
    said = said_on(at)
    assert "一项暂不符合" in said
    assert say("calm_none") in said
    assert "单轮净投资1,860.00万元，未达2000万元，差140.00万元" in said.replace(" ", "")
    assert not at.error
    assert not at.warning


def test_half_unanswered_says_what_is_missing_and_what_it_is_worth():
    said = said_on(seen(only("art10_scenario_solver")))
    assert "一项还需补充" in said
    assert "补齐后最高可再增240.00万元" in said
    assert "补齐第十条后，封顶测算最高" in said
    assert say("ledger_ceiling", amount="240.00") in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_platform_that_nobody_has_assessed_is_not_in_the_headline_but_beside_it_under_its_name(lang):
    application = samples.application()
    application["claims"].append(samples.PLATFORM)
    at = seen(application, lang)
    found = dict(re.findall(r'<p class="m-over">([^<]+)</p><p class="m-(?:big|mid)">([0-9.,]+)<', drawn(at)))
    names = ("figure_confirmed_now", "figure_competing", "figure_other_budget")
    assert [found[say(name, lang)] for name in names] == ["212.58", "2,000.00", "28.80"]
    said = ("total_on_budget", "total_whole", "beside_competing", "beside_other_budget", "note_competing")
    assert [name for name in said if say(name, lang) not in said_on(at)] == []


def test_what_another_policy_pays_is_not_said_not_to_qualify():
    application = only("art06_rent")
    application["claims"][0]["facts"]["other_district"] = {"amount": "60"}
    said = said_on(seen(application))
    assert "一项另选其它政策" in said
    assert say("status_other_policy") in said
    assert "暂不符合" not in said


def test_no_grant_is_no_claim():
    said = said_on(seen(only("art14_events")))
    assert "第十四条不设资助金额" in said
    assert "一项不发资助" in said
    assert say("status_no_grant") in said
    assert "暂不符合" not in said


def test_a_refused_field_is_said_and_takes_nothing_else_with_it():
    application = samples.application()
    application["applicant"]["uscc"] = "91110000600037341X"
    at = seen(application)
    assert say("refused_heading") in said_on(at)
    assert "四项可能符合" in said_on(at)


def test_a_refused_claim_is_left_out_of_everything():
    application = samples.application()
    application["claims"][0]["facts"]["rents"][0]["amount"] = "-1"
    at = seen(application)
    assert say("refused_heading") in said_on(at)
    assert "三项可能符合" in said_on(at)


def test_nothing_that_was_typed_becomes_markup():
    assert "示例智能科技&lt;b&gt;（示例数据）" in drawn(seen())


def test_readings_are_compared_anew_only_when_an_answer_changes(monkeypatch):
    calls = []
    compare = alternatives.compare_readings

    def compared(policy, application, **how):
        calls.append(application)
        return compare(policy, application, **how)

    monkeypatch.setattr(alternatives, "compare_readings", compared)
    at = pay(seen(), "50%")
    assert len(calls) == 1
    at.session_state["answers"].application["application_date"] = "2026-03-21"
    again(at)
    assert len(calls) == 2


TINY_APPLICATION = {
    "application_date": "2026-06-01",
    "applicant": {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False},
    "claims": [
        {"id": "c1", "provision": "s03_equipment", "facts": {"machines": [{"price": "60", "bought_on": "2025-05-01"}]}},
        {"id": "c2", "provision": "s05_craft_awards", "facts": {"awards": [{"rank": "city"}, {"rank": "county"}]}},
        {"id": "c3", "provision": "s06_sales", "facts": {"sales": {"2025": "80"}, "received_before": False}},
    ],
    "readings": {},
}


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("page", ["", "result", "law"])
def test_another_policy_goes_through_the_same_pages(page, lang, monkeypatch):
    tiny = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
    monkeypatch.setattr(in_use, "policy_in_use", lambda: tiny)
    at = visit(page, lang, {"answers": answered(TINY_APPLICATION, tiny)})
    told = {
        "": tiny.short_title.in_language(lang),
        "result": words.text("results.headline_eligible_many", lang, count={"zh": "两", "en": "2"}),
        "law": tiny.title.in_language(lang),
    }
    assert told[page] in said_on(at)
    if page == "result":
        assert "13.00" in said_on(at)  # 15% of 60 is 9, at most 8; 4 and 1 for the awards
    assert "龙华" not in said_on(at)


# ------------------------------------------------------------------------------------------------ payout


def pay(at, typed):
    box(at, "text_input", "-payout").set_value(typed)
    return again(at)


def test_the_amount_after_the_budget_stands_beside_the_ceiling():
    at = pay(seen(), "79.87%")
    assert "按预算折算后 · 实际资助比例 79.87%" in said_on(at)
    assert "×79.87%" in said_on(at)
    assert say("figure_paid_none") not in said_on(at)


def test_what_is_not_a_share_is_said_and_stays_in_the_box():
    at = pay(seen(), "80左右")
    assert "预计实际资助比例须为比例，例如50%" in said_on(at)
    assert box(at, "text_input", "-payout").value == "80左右"
    assert say("figure_paid_none") in said_on(at)


def test_an_emptied_box_takes_the_amount_away_again():
    at = pay(pay(seen(), "50%"), "")
    assert say("figure_paid_none") in said_on(at)


def test_the_ratio_is_there_again_after_another_page():
    at = pay(seen(), "50%")
    assert at.session_state["answers"].payout == "50%"
    again(at)
    assert box(at, "text_input", "-payout").value == "50%"


def test_what_another_budget_pays_is_not_scaled():
    said = said_on(pay(seen(only("art04_compute_voucher")), "50%"))
    assert "28.80" in said
    assert "14.40" not in said


# ------------------------------------------------------------------------------------------------ pieces


def table(*claims, paid=None, lang="zh"):
    summary = summarise(POLICY, samples.result(*claims), paid)
    return Markup(result.table(summary, lang))


def test_the_table_has_a_row_for_each_claim_and_a_total():
    markup = table(samples.RENT, samples.FINANCING, paid=samples.paid())
    assert len(markup.of(class_="m-rr")) == 1 + 2 + 1
    assert "可能符合" in markup.text
    assert "暂不符合" in markup.text


def test_an_item_that_does_not_count_is_named_beside_its_claim_with_the_reason():
    models = [{"filing_date": day, "kind": "filing", "already_rewarded": False} for day in ("2025-05-20", "2026-03-05")]
    application = samples.application()
    application["claims"] = [{"id": "m", "provision": "art09_genai_filing", "facts": {"models": models}}]
    markup = table(*assess(POLICY, application)["claims"])
    assert "模型2不计入：备案日期2026年3月5日不在上年度" in markup.text
    assert "可在2027年1月1日至2027年12月31日申报" in markup.text


def test_each_matter_leads_to_its_ledger():
    summary = summarise(POLICY, samples.FULL)
    links = Markup(result.table(summary, "zh")).anchors()
    ledgers = Markup(result.ledgers(POLICY, summary, None, "zh"))
    assert links == {id for id in ledgers.ids() if id.startswith("claim-")}
    assert [("open" in own) for own in ledgers.of("details", class_="m-claim")].count(True) == 1


def test_each_step_leads_to_its_phrase_of_the_law():
    summary = summarise(POLICY, samples.result(samples.RENT))
    hrefs = {own.get("href", "") for own in Markup(result.ledgers(POLICY, summary, None, "zh")).of("a")}
    assert any(re.fullmatch(r"law\?lang=zh&at=a6-\d+", href) for href in hrefs)


def test_advice_that_several_claims_share_is_said_once():
    same = {
        "kind": "window_closes",
        "date": "2026-12-31",
        "text": samples.both("上年度的事项须在12月31日前申报", "by 31 December"),
    }
    claims = [{**samples.RENT, "advice": [same]}, {**samples.GENAI, "advice": [same]}]
    summary = summarise(POLICY, samples.result(*claims))
    dates = next_steps.dates(POLICY, summary, date(2026, 3, 20), "zh")
    markup = Markup(template("result", "zh").agenda([], dates))
    assert markup.text.count("上年度的事项") == 1
    assert "第六条 第九条" in markup.text
    assert "2027年12月31日" in markup.text
    assert [one.left for one in dates] == ["还剩286天", "还剩651天"]


def choice(gain="80.00", proven=True):
    return {
        "total": "280.00",
        "by_higher_of_each": {"total": "200.00"},
        "without_choices": None,
        "gain": WrittenAmount(gain, fen(gain)),
        "proven": proven,
        "matters": [
            {
                "id": f"m{n}",
                "claim": "g",
                "item": n,
                "label": samples.both(f"模型{n + 1}", f"Model {n + 1}"),
                "here": "50.00",
                "elsewhere": "40.00" if n else None,
                "chosen": "this" if n < 2 else "other",
            }
            for n in range(3)
        ],
    }


def test_the_best_choice_is_shown_with_its_gain():
    markup = Markup(result.best(choice(), None, "zh"))
    assert "一起考虑最多280.00万元，比逐项就高的200.00万元多80.00万元。" in markup.text
    assert "模型1" not in markup.text  # it has no other policy: there is nothing to choose
    assert "模型2" in markup.text


def test_no_gain_is_said_too():
    assert "与逐项就高相同" in Markup(result.best(choice("0.00"), None, "zh")).text


def test_a_choice_that_is_the_best_of_those_tried_says_so():
    assert "试过的组合中最好的一个" in Markup(result.best(choice(proven=False), None, "zh")).text
    assert "试过" not in Markup(result.best(choice(), None, "zh")).text


def test_a_reading_that_matters_is_shown_with_its_difference_and_its_clause():
    difference = {
        "reading": "embodied_cap_scope",
        "choice": "unit_year",
        "alternative": "model",
        "from": "100.00",
        "to": "112.00",
        "difference": "+12.00",
    }
    markup = Markup(result.readings_html(POLICY, [difference], "zh"))
    assert "相差 +12.00万元" in markup.text
    assert "给予研发费用的50%、最高100万元资助" in markup.text
    assert say("reading_none") in Markup(result.readings_html(POLICY, [], "zh")).text


def papers_on(at):
    """Each box of the checklist: what it says, and whether it is ticked."""
    return {found.label: found.value for found in boxes(at, "checkbox") if "-paper-" in (found.key or "")}


def test_papers_are_ticked_matter_by_matter_and_stay_so_in_the_saved_file():
    at = seen()
    assert "已备0份，共38份。" in said_on(at)
    base = papers_on(at)
    assert not any(base.values())
    assert any(label.startswith("营业执照或法人登记证书 · 登记机关") for label in base)
    next(found for found in boxes(at, "checkbox") if found.label.startswith("营业执照")).check()
    again(at)
    assert "已备1份，共38份。" in said_on(at)
    opened = answered()
    opened.open(at.session_state["answers"].file())
    assert opened.ticked == {"licence"}
    there = visit("result", "zh", {"answers": opened})
    ticked = [label for label, is_ticked in papers_on(there).items() if is_ticked]
    assert ticked == ["营业执照或法人登记证书 · 登记机关"]


def test_what_to_do_next_stands_in_order_with_days_left():
    said = said_on(seen())
    steps = [
        "补答场景应用（揭榜方）的1个问题",
        "按清单准备材料，共38份",
        "2026年申报：房租资助",
        "2027年申报：主导制定标准",
        "提交以后",
    ]
    places = [said.index(step) for step in steps]
    assert places == sorted(places)
    assert "2026年3月20日至2026年12月31日（还剩286天）" in said
    assert "2026年申请指南尚未收录" in said


def test_an_english_figure_has_cny_beside_it():
    summary = summarise(POLICY, samples.FULL)
    assert "CNY 2,725,800" in Markup(result.figures(summary, None, "en")).text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_table_says_everything_in_its_language(lang):
    said = table(samples.REVENUE, lang=lang).text
    assert bool(PUNCTUATION.search(said)) == (lang == "zh")


# ------------------------------------------------------------------------------------------------ to take away


def test_what_does_not_change_is_written_once(monkeypatch):
    written, body = [], result.body

    def noted(*of):
        written.append(of)
        return body(*of)

    monkeypatch.setattr(result, "body", noted)
    at = seen()
    again(again(at))
    assert len(written) == 1


def test_the_assessment_can_be_taken_away():
    assert say("download") in offered(seen())


def test_the_file_with_the_result_gives_back_the_answers():
    current = answered()
    opened = answered(only())
    changes = opened.open(result.file_of(assessed(POLICY, samples.application()), current))
    assert changes == []
    assert opened.application == current.application


def test_a_result_that_an_earlier_version_wrote_opens_as_a_self_assessment():
    application = samples.application()
    found = assessed(POLICY, application, Fraction(4, 5))
    written: dict[str, Any] = {
        "application": application,
        "assessment": found.assessment,
        "after_budget": found.paid,
        "scaled_by": {"payout": "4/5", "published": None},
        "expected": [],
        "plan": None,
    }
    opened = answered(only())
    assert opened.open(json.dumps(written).encode()) == []
    assert opened.application["claims"] == application["claims"]
    assert opened.payout == "80%"
