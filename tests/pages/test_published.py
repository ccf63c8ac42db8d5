"""A company's pages while a scenario is published, and while the registry does not answer."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy.exc import OperationalError

from engine.documents.report import as_pdf, as_word
from engine.documents.report.blocks import Amounts
from engine.documents.report.contents import compose
from engine.registry import scenarios, submissions
from engine.registry.access import Terminal
from engine.registry.database import Unavailable
from engine.scenario import Cohort, Scenario, outcome, publication_of
from engine.text import words
from engine.view.result import scenario_label
from pages.company import result
from pages.shared import in_use, published
from pages.shared.published import published_html
from tests.engine.allocation.test_payout import HALF, YEAR, with_ids
from tests.engine.documents.opening import text
from tests.pages import samples
from tests.pages.markup import Markup
from tests.pages.seeding import answered, said_on
from tests.pages.visiting import again, box, boxes, drawn, visit
from tests.registry.companies import POLICY, content

WAN = 1_000_000
DAY = "2025-06-15"


@pytest.fixture(autouse=True)
def _on_a_fixed_day(registry, monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def told(scenario: Scenario = HALF):
    """What is published of a scenario over the claims of the engine's test."""
    raw = {"applications": [{**a, "applicant": {**a["applicant"], "id": a["applicant"]["name"]}} for a in with_ids()]}
    return publication_of(outcome(POLICY, Cohort(POLICY, raw), scenario), date(2025, 8, 1))


def publish(registry, scenario: Scenario = HALF):
    kept = scenarios.save(registry, Terminal(), POLICY, scenario)
    scenarios.publish(registry, Terminal(), POLICY, kept.id, kept.version, told(scenario))


def seen(page="result", lang="zh", day=DAY):
    application = samples.application()
    application["application_date"] = day
    return visit(page, lang, {"answers": answered(application)})


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_result_is_scaled_by_the_published_scenario(registry, lang):
    publish(registry)
    at = seen(lang=lang)
    said = said_on(at)
    name = dict.fromkeys(words.LANGUAGES, "半数")
    assert words.text("payout.figure", lang, name=name) in said
    assert ("总量50%" if lang == "zh" else "total budget 50%") in said
    assert not [box for box in boxes(at, "text_input") if "payout" in box.key]
    held = at.session_state["answers"]
    claim = next(c for c in held.assessed()["claims"] if c["provision"] == "art11_standards")
    assert claim["confirmed"] == "100.00"
    assert held.paid()["claims"][claim["id"]]["actual"] == "50.00"
    assert "50.00" in said


def test_an_articles_page_says_the_same(registry):
    publish(registry)
    assert "按预算折算后 · 方案“半数”" in said_on(seen("article-11"))


def test_what_another_budget_pays_has_no_amount_after_this_budget_on_its_page_either(registry):
    publish(registry)
    application = samples.application()
    application["application_date"] = DAY
    algorithm = {"filing_number": "甲", "listed": True, "already_rewarded": False}
    facts = {"algorithms": [algorithm]}
    application["claims"].append({"id": "beside", "provision": "art08_algorithm_filing", "facts": facts})
    said = said_on(visit("article-8", "zh", {"answers": answered(application)}))
    assert "100.00" in said
    assert "按预算折算后" not in said


def test_without_a_published_scenario_the_visitors_own_ratio_counts():
    at = seen()
    assert words.text("results.figure_paid_none", "zh") in said_on(at)
    assert [box for box in boxes(at, "text_input") if "payout" in box.key]


def test_a_scenario_that_was_withdrawn_is_gone(registry):
    publish(registry)
    scenarios.withdraw_publication(registry, Terminal(), POLICY)
    assert "半数" not in said_on(seen())


def test_another_rule_is_told_as_a_what_if_and_scales_nothing(registry):
    publish(registry, Scenario("等额", YEAR, 1_070 * WAN, rule="constrained_equal_awards"))
    at = seen()
    said = said_on(at)
    assert "非法定情景，仅供测算" in said
    assert "平均50%" in said
    assert words.text("results.figure_paid_none", "zh") in said
    assert [box for box in boxes(at, "text_input") if "payout" in box.key]


def test_a_scenario_of_an_earlier_year_is_an_example_until_a_ratio_is_typed(registry):
    publish(registry)
    at = seen(day="2026-03-20")
    said = said_on(at)
    assert "以2025年公布的方案“半数”" in said
    assert words.text("payout.figure_example", "zh", name="半数", year=YEAR) in said
    assert words.text("marks.figure", "zh") in said
    box(at, "text_input", "-payout").set_value("80%")
    assert "按预算折算后 · 实际资助比例 80%" in said_on(again(at))
    assert "为例" not in said_on(at)


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("part", ["rules", "law", None])
def test_a_scenario_published_under_other_rules_is_told_and_not_used(registry, lang, part):
    made = told()
    if part is None:  # by an earlier version
        made["policy"] = {"id": POLICY.id, "version": POLICY.version, "sha256": POLICY.law.sha256}
        del made["receipt"]
    else:
        made["receipt"]["policy"] |= {"sha256": "0" * 64, part: "0" * 64}
    kept = scenarios.save(registry, Terminal(), POLICY, HALF)
    scenarios.publish(registry, Terminal(), POLICY, kept.id, kept.version, made)
    at = seen(lang=lang)
    said, key = said_on(at), "no_receipt" if part is None else f"other_{part}"
    name = dict.fromkeys(words.LANGUAGES, "半数")
    assert words.text(f"payout.{key}", lang, name=name, year=YEAR) in said
    assert words.text("results.figure_paid_none", lang) in said
    assert at.session_state["answers"].paid() is None
    slides = said_on(visit("briefing", lang))
    assert words.text(f"receipt.outdated_{key}", lang) in slides


@pytest.mark.parametrize(
    "fault", [Unavailable("registry.locked"), OperationalError("select", {}, Exception("gone")), ValueError("damaged")]
)
def test_a_registry_that_does_not_answer_breaks_no_companys_page(monkeypatch, fault):
    def broken(*_args):
        raise fault

    monkeypatch.setattr(scenarios, "published", broken)
    assert words.text("results.figure_paid_none", "zh") in said_on(seen())
    assert "六" in said_on(seen("article-6"))


def test_what_is_not_told_is_marked_and_never_a_zero():
    few = told(Scenario("少数", YEAR, 1_070 * WAN))
    few["articles"][1] |= {"hidden": True, "claims": None, "companies": None, "paid": None}
    markup = Markup(published_html(POLICY, few, "zh"))
    assert "不公布" in markup.text
    assert "＊" in markup.text


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_snapshot_says_what_the_scenario_is(lang):
    said = Markup(published_html(POLICY, told(), lang)).text
    assert ("预算：1070万元" if lang == "zh" else "Budget: 1070万元") in said
    assert "50.00%" in said
    assert "2025" in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_it_changes_of_the_law_stands_there_as_it_is(lang):
    scenario = Scenario("五百", YEAR, 1_070 * WAN, {"art10": 500 * WAN})
    said = Markup(published_html(POLICY, told(scenario), lang)).text
    assert ("第十条总额：500万元" if lang == "zh" else "Art. 10 total: 500万元") in said


def test_the_report_follows_the_published_scenario_as_the_page_does(registry, monkeypatch):
    publish(registry)
    handed_over = []
    monkeypatch.setattr(result, "_draw_files", lambda whole, current, lang: handed_over.append(whole))
    page = said_on(seen())
    whole = handed_over[-1]
    assert whole.summary.head.total.paid in page
    assert whole.summary.head.total.paid not in ("", whole.summary.head.total.confirmed)
    made = text(as_pdf(whole, "zh", date(2025, 6, 15)))
    assert "".join(scenario_label(whole.scenario)["zh"].split()) in made
    assert [line.actual for line in whole.summary.head.lines if line.actual and line.actual not in made] == []
    assert whole.summary.head.total.paid in made


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_by_an_example_that_is_published_nobody_is_told_that_the_authority_pays_so(registry, lang):
    kept = scenarios.save(registry, Terminal(), POLICY, HALF)
    scenarios.publish(registry, Terminal(), POLICY, kept.id, kept.version, {**told(), "invented": True})
    mark, said = words.text("marks.named", lang, name="半数"), said_on(seen(lang=lang))
    assert mark in said
    assert "主管部门公布" not in said
    assert "the authority published" not in said
    assert mark in said_on(seen("article-11", lang=lang))
    shown_html = Markup(published_html(POLICY, {**told(), "invented": True}, lang)).text
    assert words.text("marks.invented", lang) in shown_html


def publish_example(registry):
    kept = scenarios.save(registry, Terminal(), POLICY, HALF)
    scenarios.publish(registry, Terminal(), POLICY, kept.id, kept.version, {**told(), "invented": True})


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_at_an_amount_by_an_example_stands_that_it_is_one_on_the_pages_and_in_the_report(registry, lang, monkeypatch):
    handed_over = []
    monkeypatch.setattr(result, "_draw_files", lambda whole, current, lang: handed_over.append(whole))
    publish_example(registry)
    said = words.text("marks.figure", lang)
    for page in ("result", "article-11"):
        shown_html = drawn(seen(page, lang))
        assert f'<p class="m-mid"><strong class="m-mark">{said}</strong>' in shown_html
        assert shown_html.count(f'<strong class="m-mark">{said}</strong>') == 1, "the amount of the law has no mark"
    whole = handed_over[-1]
    (amounts,) = [b for b in compose(whole, lang, date(2025, 6, 15)).blocks if isinstance(b, Amounts)]
    assert [(one.mark, one.is_main) for one in amounts.amounts][:2] == [("", True), (said, False)]
    day = date(2025, 6, 15)
    assert f"{said}{whole.summary.head.total.paid}" in text(as_pdf(whole, lang, day))
    (table,) = [t for t in Document(BytesIO(as_word(whole, lang, day))).tables if t.rows[0].cells[0].text][:1]
    assert f"{said} {whole.summary.head.total.paid}" in table.rows[0].cells[1].text.replace(
        "\N{NO-BREAK SPACE}", " "
    ).replace("  ", " ")


def test_at_an_amount_by_real_claims_stands_no_mark(registry):
    publish(registry)
    assert "m-mark" not in drawn(seen()) + drawn(seen("article-11"))


@pytest.mark.parametrize("page", ["result", "article-11"])
def test_an_example_that_is_published_scales_nothing_once_there_are_real_claims(registry, page):
    publish_example(registry)
    assert "半数" in said_on(seen(page))
    submissions.submit(registry, POLICY, content(1), None)
    published.forget()
    assert "半数" not in said_on(seen(page))
    assert "半数" not in said_on(visit("home"))


def test_an_invented_companys_result_says_that_it_is_one():
    application = samples.application()
    application["applicant"] |= {"uscc": "91000000MA0000001R", "name": "某公司"}
    at = visit("result", "zh", {"answers": answered(application)})
    assert words.text("marks.invented", "zh") in said_on(at)
    assert words.text("marks.invented", "zh") not in said_on(seen())
