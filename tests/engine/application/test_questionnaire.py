"""Which questions an application is asked, and what its answers and their absence are called."""

import pytest

from engine.application import questionnaire
from engine.application.questionnaire import UNANSWERED
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from tests.conftest import ROOT

POLICY = load_policy(default_policy())
TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
YEAR = 2026
READINGS = POLICY.default_readings()


def paths(provision, facts):
    return [
        ".".join(map(str, q.path)) for q in questionnaire.of_claim(POLICY.provision(provision), facts, YEAR, READINGS)
    ]


def test_a_list_has_its_questions_once_for_each_entry_and_is_one_question_where_there_is_none():
    assert paths("art06_rent", {})[1:2] == ["rents"]
    two = paths("art06_rent", {"rents": [{"amount": "1"}, {}]})
    assert [p for p in two if p.startswith("rents")] == [
        "rents.0.address",
        "rents.0.amount",
        "rents.0.year",
        "rents.1.address",
        "rents.1.amount",
        "rents.1.year",
    ]


def test_an_optional_group_is_asked_about_and_its_questions_follow_only_where_there_is_such_a_thing():
    without = paths("art06_rent", {"other_district": None})
    assert [p for p in without if p.startswith("other_district")] == ["other_district"]
    assert "other_district.amount" in paths("art06_rent", {"other_district": {}})


def test_a_yearly_figure_is_asked_for_the_years_that_a_condition_names():
    assert paths("art05_revenue_growth", {})[:2] == ["revenues.2025", "revenues.2024"]
    sales = TINY.provision("s06_sales")
    assert questionnaire.years_asked(sales, sales.fact("sales"), YEAR) == [2025]


def test_the_total_is_not_asked_where_its_parts_are_listed():
    whole = paths("art09_embodied_model", {"models": [{}]})
    parts = paths("art09_embodied_model", {"models": [{"rd_cost_items": [{}]}]})
    assert "models.0.rd_cost" in whole
    assert "models.0.rd_cost" not in parts


def test_a_part_is_asked_once_its_whole_is_answered_or_cannot_be_read():
    part = "rounds.0.instalments.0.subfund_gov_share"
    unread = {"subfund_amount": {"unreadable": "五"}}
    facts = ({"rounds": [{"instalments": [one]}]} for one in ({}, {"subfund_amount": "5"}, unread))
    without, answered, unclear = facts
    assert part not in paths("art13_financing", without)
    assert part in paths("art13_financing", answered)
    assert part in paths("art13_financing", unclear)


def said(provision, path, answer, required=True):
    own = POLICY.provision(provision)
    return questionnaire.answer_text(own.fact(path), own, required, answer)


@pytest.mark.parametrize(
    ("provision", "path", "answer", "required", "told", "is_open"),
    [
        ("art06_rent", "assessed", True, True, "是", False),
        ("art06_rent", "assessed", None, True, "暂不清楚", True),
        ("art06_rent", "assessed", UNANSWERED, True, "未答", True),
        ("art06_rent", "rents.amount", "30", True, "30.00万元", False),
        ("art06_rent", "rents", UNANSWERED, True, "未答", True),
        ("art06_rent", "other_district", {}, False, "是", False),
        ("art06_rent", "other_district", None, False, "否", False),
        ("art06_rent", "other_district", UNANSWERED, False, "未选，按没有计", False),
        ("art09_embodied_model", "models.rd_cost_items", UNANSWERED, False, "未填，按“研发费用”计", False),
        ("art10_scenario_solver", "share", UNANSWERED, False, "未填，按100%计", False),
    ],
)
def test_an_answer_or_its_absence_is_said_in_words(provision, path, answer, required, told, is_open):
    found = said(provision, path, answer, required)
    assert (found.text["zh"], found.is_open) == (told, is_open)
    assert found.text["en"] != told


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_a_question_is_named_with_the_entries_and_the_year_that_it_stands_in(lang):
    rent = POLICY.provision("art06_rent")
    question = list(questionnaire.of_claim(rent, {"rents": [{}, {}]}, YEAR, READINGS))[4]
    named = questionnaire.label(question.fact, question.within, question.path[-1], lang)
    assert rent.item is not None
    assert named.startswith(words.text("matters.numbered", lang, name=rent.item.in_language(lang), number=2))
    assert question.fact.label.in_language(lang) in named
    growth = POLICY.provision("art05_revenue_growth")
    first = next(questionnaire.of_claim(growth, {}, YEAR, READINGS))
    assert "2025" in questionnaire.label(first.fact, (), first.path[-1], lang)
