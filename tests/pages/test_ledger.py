"""The ledger as it is drawn."""

import re
from typing import Any

import pytest

from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from pages.shared.ledger import ledger_html
from pages.shared.templates import percent
from tests.pages import samples
from tests.pages.markup import Markup

POLICY = load_policy(default_policy())


def drawn(claim, lang="zh", **more):
    return Markup(ledger_html(claim["steps"], lang, **more))


def called(zh, en, count=40):
    return [{"zh": f"{zh}{n}", "en": f"{en} {n}"} for n in range(1, count + 1)]


def rows(markup):
    return [own["class"].removeprefix("m-lr ") for own in markup.of(class_="m-lr")]


def test_each_step_has_a_row_of_its_own_kind():
    assert rows(drawn(samples.EMBODIED)) == ["base", "calc", "skip", "bind", "bind", "skip", "sum"]


def test_it_is_a_table_for_those_who_do_not_see_it():
    markup = drawn(samples.EMBODIED, question="为什么？")
    [table] = markup.of(role="table")
    assert table["aria-label"] == "为什么？"
    count = len(markup.of(role="row"))
    assert len(markup.of(role="columnheader")) == 3
    assert len(markup.of(role="cell")) == 3 * (count - 1)
    assert all(own["aria-hidden"] == "true" for own in markup.of(class_="b"))


def test_title_and_question_stand_above():
    markup = drawn(samples.RENT, title="房租资助", question="为什么是20.00，不是26.15？")
    assert markup.text.startswith("房租资助为什么是20.00，不是26.15？")


def test_what_failed_stands_above_as_a_reason():
    markup = drawn(samples.FINANCING)
    assert "未满足的条件" in markup.text
    assert "单轮净投资 1,860.00万元，未达2000万元，差 140.00万元" in markup.text


def test_what_is_unanswered_is_no_failure():
    markup = drawn(samples.SOLVER)
    assert "尚未回答或无法识别的内容" in markup.text
    assert "未满足的条件" not in markup.text


def test_what_is_met_is_folded_away():
    markup = drawn(samples.RENT)
    assert "已满足的条件（2项）" in markup.text
    [folded] = markup.of("details", class_="m-met")
    assert "open" not in folded


def test_two_items_stand_open_each_under_its_name():
    markup = drawn(samples.RENT, entries=called("租用场所", "Premises"))
    items = markup.of("details", class_="m-item")
    assert [("open" in own) for own in items] == [True, True]
    assert "租用场所1" in markup.text
    assert "租用场所2" in markup.text
    assert [own["aria-label"] for own in markup.of(role="table")][:2] == ["租用场所1", "租用场所2"]


def test_many_items_are_folded_to_one_line_each():
    markup = drawn(samples.STANDARDS, lang="en", entries=called("标准", "Standard"))
    items = markup.of("details", class_="m-item")
    assert len(items) == 5
    assert not [own for own in items if "open" in own]
    assert "Standard 6" in markup.text  # the reason names the item that failed


def test_an_item_without_a_name_is_counted():
    assert "第1项" in drawn(samples.RENT).text


def test_why_an_item_does_not_count_is_said_once_on_its_own_line():
    models = [{"filing_date": day, "kind": "filing", "already_rewarded": False} for day in ("2025-05-20", "2026-03-05")]
    application = samples.application()
    application["claims"] = [{"id": "m", "provision": "art09_genai_filing", "facts": {"models": models}}]
    markup = drawn(assess(POLICY, application)["claims"][0])
    assert "逐项计算（2项）" in markup.text
    assert markup.text.count("备案日期2026年3月5日不在上年度") == 1
    application["claims"][0]["facts"]["models"] = models[1:]
    assert "未满足的条件" in drawn(assess(POLICY, application)["claims"][0]).text


def test_the_only_item_is_one_calculation_with_the_rest():
    markup = drawn(samples.EMBODIED)
    assert not markup.of("details", class_="m-item")
    assert "各项合计" not in markup.text


def test_the_budget_follows_below_the_approved_amount():
    markup = Markup(ledger_html([*samples.RENT["steps"], *samples.BUDGET_STEPS], "zh"))
    assert rows(markup)[-3:] == ["sum", "bind", "sum"]
    assert "×79.87…%" in markup.text


def test_an_article_leads_where_it_is_told_to():
    markup = drawn(samples.REVENUE, links=lambda article, quote: f"law?at={article}&q={quote}")
    assert {"href": "law?at=5&q=给予一次性10万元的奖励", "class": "m-chip", "target": "_self"} in markup.of("a")


def test_nothing_that_a_step_says_becomes_markup():
    hostile = "<img src=x onerror=alert(1)>\"'&"
    steps = [samples.step("base", hostile, 6, hostile, "1", None, text=hostile)]
    markup = Markup(ledger_html(steps, "zh", title=hostile, question=hostile, entries=[{"zh": hostile, "en": hostile}]))
    assert not markup.of("img")
    assert markup.text.count(hostile) == 4


@pytest.mark.parametrize(("permille", "css"), [(0, "0.0%"), (7, "0.7%"), (432, "43.2%"), (1000, "100.0%")])
def test_thousandths_are_written_for_the_style(permille, css):
    assert percent(permille) == css


def test_what_is_nothing_has_no_bar():
    rows = [samples.step("base", "无", 6, "", "0", None), samples.step("base", "有", 6, "", "1", None)]
    html = ledger_html(rows, "zh")
    assert len(Markup(html).of(class_="b")) == 2
    assert re.findall(r'<span class="b" aria-hidden="true"></span>', html)
    assert len(Markup(html).of(class_="m-bar")) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_ledger_of_the_engine_can_be_drawn(lang):
    assessed: Any = assess(POLICY, samples.application())
    for claim in assessed["claims"]:
        for steps in (claim["steps"], claim.get("ceiling_steps", [])):
            markup = Markup(ledger_html(steps, lang))
            assert all(
                re.fullmatch(r"--from:\d+\.\d%;--size:\d+\.\d%", own["style"])
                for own in markup.of(class_="")
                if "style" in own
            )
            if lang == "en":
                assert not re.search(r"[，；：（）]", markup.text)
