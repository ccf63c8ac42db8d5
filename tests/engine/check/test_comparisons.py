"""Which answer the law asks for is said by its words; where they do not say it, nothing is found."""

import pytest

from engine.check.comparisons import named_in
from engine.policy.facts import Choice
from engine.text.phrases import Words
from tests.engine.check.broken_packs import PACKS

LISTED = "被列入失信名单的,不予资助"


def answers_found_wrong(clause: str, quote: str, label: str = "在失信名单上") -> list[bool]:
    """The answers that a condition on this quote cannot ask for, if the law said this."""
    wrong = []
    for answer in (True, False):
        pack = PACKS["invented"].copy()
        pack.replace_in_law(LISTED, clause)
        pack.raw["general_conditions"][2] |= {"quote": quote, "is": answer}
        pack.raw["applicant"][2]["label"]["zh"] = label
        if any(finding.kind == "answer_reversed" for finding in pack.check()):
            wrong.append(answer)
    return wrong


@pytest.mark.parametrize(
    ("clause", "quote", "wrong"),
    [
        (LISTED, LISTED, [True]),
        (LISTED, "被列入失信名单", [True]),
        ("被列入失信名单的,取消资格", "被列入失信名单", [True]),
        ("申请后被列入失信名单的,追回资金", "被列入失信名单", [True]),
        ("对连续经营的单位,给予资助", "连续经营", [False]),
        ("单位必须连续经营", "连续经营", [False]),
        ("未被列入失信名单的,给予资助", "未被列入失信名单", [True]),
        ("未连续经营的,不予资助", "未连续经营", [False]),
    ],
)
def test_the_laws_consequence_decides_which_answer_is_asked_for(clause, quote, wrong):
    assert answers_found_wrong(clause, quote) == wrong


def test_a_question_for_a_no_turns_the_answer_round():
    assert answers_found_wrong(LISTED, LISTED, label="未被列入失信名单") == [False]


@pytest.mark.parametrize(
    ("clause", "quote"),
    [
        ("名单由主管部门公布", "名单由主管部门公布"),
        ("单位无须连续经营", "连续经营"),
        ("在册而未注销的单位,给予资助", "在册而未注销"),
        ("名单另行公布;对单位给予资助", "名单另行公布"),
    ],
)
def test_where_the_words_do_not_say_it_nothing_is_found(clause, quote):
    clause = clause.replace(";", "；")
    assert answers_found_wrong(clause, quote) == []


def test_what_was_given_before_is_no_consequence():
    assert answers_found_wrong("已给予资助的,不予重复资助", "已给予资助") == [True]


@pytest.mark.parametrize(
    ("label", "quote", "named"),
    [
        ("国际标准", "主导制定国际、国家、行业标准", True),
        ("行业标准", "主导制定国际、国家、行业标准", True),
        ("地方标准", "主导制定国际、国家、行业标准", False),
        ("国家标准", "通过国家互联网信息办公室备案", False),
        ("机构（事业单位等）", "企业和机构", True),
        ("是", "是企业", False),
    ],
)
def test_a_quote_names_an_answer_in_full_or_in_an_enumeration(label, quote, named):
    assert named_in(Choice(id="x", label=Words(zh=label, en="An answer")), quote) == named
