"""The worked cases beside a policy: how they are read, what is told of them, and that none is told which the engine
contradicts."""

import re
import shutil
from pathlib import Path

import pytest

from engine import check
from engine.policy import cases
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from engine.values.refusal import Refused
from engine.view import worked_examples
from tests.conftest import ROOT

POLICY = load_policy(default_policy())
TINY = ROOT / "tests" / "policies" / "tiny-invented-2026"
APPLICANT = """
application_date = "2026-06-15"
[applicant]
id = "A"
registered_in_county = true
makes_paper = true
on_dishonest_list = false
"""


@pytest.fixture
def folder(tmp_path):
    """The small policy, to which a test adds cases."""
    copy = Path(shutil.copytree(TINY, tmp_path / TINY.name))
    (copy / cases.FOLDER).mkdir()
    (copy / cases.FOLDER / cases.APPLICANT).write_text(APPLICANT, encoding="utf-8")
    return copy


def equipment(folder, confirmed, says='{ zh = "费用的15%。", en = "15% of the cost." }', more=""):
    text = f"""
article = 3
provision = "s03_equipment"
[base.s03_equipment]
machines = [{{ price = "10.123", bought_on = "2026-05-10" }}]
[[case]]
says = {says}
{more}
confirmed = {confirmed}
"""
    (folder / cases.FOLDER / "equipment.toml").write_text(text, encoding="utf-8")


def told(name):
    return next(case for case in worked_examples.listed_cases(POLICY) if case.name == name)


# ------------------------------------------------------------------------------------------------- what is told


def test_a_case_is_told_with_what_it_states_what_comes_of_it_and_why():
    case = told("art06_rent-02")
    assert case.says["zh"] == "19.995只舍不入，不进到上限。"
    assert case.stated == (
        {"zh": "租用场所1：实际发生租金 39.99万元", "en": "Premises 1: Rent incurred: 39.99万元 (CNY 399,900)"},
    )
    assert [amount["en"] for amount in case.amounts] == ["19.99万元 (CNY 199,900)"]
    assert "39.99万元 × 50%" in case.why["zh"]


def test_amounts_are_stated_uncut():
    assert "5999.999999万元" in told("art05_revenue_growth-08").stated[0]["zh"]


def test_a_case_under_another_reading_says_what_the_default_gives():
    case = told("art06_park_operations-09")
    assert case.readings == {"park_cap_scope": "park"}
    assert (case.amounts[0]["zh"], case.by_default["zh"]) == ("120.00万元", "100.00万元")
    assert "口径5改按“每个园区各一份”" in case.stated[0]["zh"]


def test_several_claims_are_told_one_by_one():
    case = told("art06_rent-26")
    assert [amount["zh"] for amount in case.amounts] == ["第1份 15.00万元", "第2份 5.00万元"]


def test_items_that_are_alike_are_counted_and_what_distinguishes_one_is_told():
    said = "算法共5项，未另写明的与共同事实相同；算法5：主管部门核定的单个算法金额 99.99万元"
    assert told("art08_algorithm_filing-09").stated[0]["zh"] == said
    assert told("art13_financing-09").stated[0]["zh"].startswith("到账批次共2项")


def test_an_empty_list_and_an_answer_left_open_are_told_apart():
    assert "暂不清楚" not in told("art06_rent-14").stated[0]["zh"]
    assert told("art06_rent-14").stated[0]["zh"].endswith("未填写")
    assert told("art06_rent-08").stated[0]["zh"].endswith("0万元")


def test_what_a_provision_does_not_ask_for_is_told_too_where_it_is_stated():
    assert "实际投资" in told("art04_compute_voucher-27").stated[0]["zh"]


def test_every_article_that_pays_is_put_to_the_test_and_so_is_every_reading_and_every_limit():
    paying = {p.article for p in POLICY.provisions if not p.gives_nothing}
    assert paying <= worked_examples.groups(POLICY).keys()
    taken = {(name, choice) for case in worked_examples.listed_cases(POLICY) for name, choice in case.readings.items()}
    others = {(r.id, choice.id) for r in POLICY.readings for choice in r.choices if choice.id != r.default}
    assert others <= taken
    for provision in POLICY.provisions:
        own = [c for group in worked_examples.groups(POLICY)[provision.article] for c in group.cases]
        named = [c for c in own if c.name.startswith(provision.id)]
        if not provision.gives_nothing:
            assert {"eligible", "ineligible"} <= {case.status for case in named}, provision.id


def test_the_cases_of_an_article_are_numbered_in_a_row():
    for article, groups in worked_examples.groups(POLICY).items():
        numbers = [case.number for group in groups for case in group.cases]
        assert numbers == [f"{article}-{n}" for n in range(1, len(numbers) + 1)]


# ------------------------------------------------------------------------------------------------- what is refused


def test_a_policy_without_cases_has_none(tmp_path):
    policy = load_folder(TINY)
    assert worked_examples.groups(policy) == {}
    assert worked_examples.applicant(policy) == {"zh": "", "en": ""}


def test_a_case_that_the_engine_agrees_with_is_told(folder):
    equipment(folder, '"1.51"')
    (case,) = worked_examples.listed_cases(load_folder(folder))
    assert case.amounts == ({"zh": "1.51万元", "en": "1.51万元 (CNY 15,100)"},)


def test_a_case_that_the_engine_contradicts_is_refused_by_name_with_both_amounts(folder):
    equipment(folder, '"1.52"')
    with pytest.raises(Refused) as refused:
        worked_examples.groups(load_folder(folder))
    (error,) = refused.value.errors
    assert error["path"] == "cases.equipment-01"
    assert "1.51" in error["message"]["zh"]
    assert "1.52" in error["message"]["en"]


def test_a_case_in_one_language_only_is_not_told(folder):
    equipment(folder, '"1.51"', says='"15% of the cost."')
    assert worked_examples.listed_cases(load_folder(folder)) == []
    ((case,),) = (group.cases for group in cases.groups(folder))
    assert (case.says, case.told) == ("15% of the cost.", None)


@pytest.mark.parametrize("more", ['expected = "1"', "facts = 3", "claims = [3]", 'facts = { machines = "many" }'])
def test_a_case_that_cannot_be_read_is_refused_by_its_file(folder, more):
    equipment(folder, '"1.51"', more=more)
    with pytest.raises(Refused) as refused:
        worked_examples.groups(load_folder(folder))
    assert "equipment" in refused.value.errors[0]["path"]


# ------------------------------------------------------------------------------------------------ what check finds


def kinds(folder):
    return {(finding.place, finding.kind) for finding in check.check(folder)}


def test_sound_cases_leave_a_pack_sound(folder):
    equipment(folder, '"1.51"')
    assert kinds(folder) == set()


def test_cases_that_cannot_be_read_are_a_finding(folder):
    (folder / cases.FOLDER / "broken.toml").write_text("article = ", encoding="utf-8")
    assert kinds(folder) == {("cases.broken.toml", "file_unreadable")}


def test_cases_about_what_the_pack_does_not_have_are_a_finding(folder):
    (folder / cases.FOLDER / "wrong.toml").write_text('article = 99\nprovision = "none"\ncase = []', encoding="utf-8")
    assert kinds(folder) == {("cases.wrong.article", "case_unknown"), ("cases.wrong.provision", "case_unknown")}
    with pytest.raises(Refused):
        worked_examples.groups(load_folder(folder))


def test_a_sentence_in_chinese_only_is_a_finding(folder):
    equipment(folder, '"1.51"', says='{ zh = "费用的15%。" }')
    assert kinds(folder) == {("cases.equipment.toml", "file_unreadable")}


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        ('{ zh = "费用的15%,舍去。", en = "15% of the cost." }', "chinese_marks"),
        ('{ zh = "费用的16%。", en = "15% of the cost." }', "numbers_differ"),
    ],
)
def test_sentences_of_cases_are_checked_like_those_of_the_pack(folder, says, kind):
    equipment(folder, '"1.51"', says=says)
    assert kind in {found for place, found in kinds(folder) if place.startswith("cases.equipment-01")}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_nothing_that_is_told_is_empty(lang):
    for case in worked_examples.listed_cases(POLICY):
        assert case.says[lang]
        assert all(line[lang] for line in case.stated)
        assert case.why[lang] or len(case.amounts) > 1 or case.amounts[0]["zh"] == "0.00万元", case.name


def test_in_english_every_amount_in_wan_that_a_case_tells_has_its_cny_beside_it():
    told = [text["en"] for case in worked_examples.listed_cases(POLICY) for text in (case.says, *case.stated, case.why)]
    told += [line["en"] for own in worked_examples.groups(POLICY).values() for group in own for line in group.common]
    bare = [text for text in told if re.search(r"\d万元(?! \(CNY)", text)]
    assert bare == []
    assert sum("万元 (CNY" in text for text in told) > 100
