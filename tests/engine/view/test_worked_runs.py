"""The worked runs that are told beside the law: places, a yearly total, the budget, in the allocation's own figures."""

import re
import shutil
from fractions import Fraction
from functools import cache

import pytest

from engine import check
from engine.allocation.allocate import allocate
from engine.policy import case_runs, cases
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.text import words
from engine.values import money
from engine.values.refusal import Refused
from engine.view import worked_examples
from tests.conftest import ROOT

POLICY = load_policy(default_policy())
TINY = ROOT / "tests" / "policies" / "tiny-invented-2026"
RUNS = {run.name: run for run in case_runs.runs(POLICY.folder) if run.told}
WHO = 'application_date = "2026-06-15"\n[applicant]\nid = "A"\n'
MARK = "…"


@cache
def told():
    """The cases that tell them."""
    return {case.name: case for case in worked_examples.listed_cases(POLICY) if case.name in RUNS}


def limits(run):
    return {limit for claim in allocate(POLICY, run.stated)["claims"] for limit in claim["limits"]}


def figures(text):
    """The amounts in a sentence, with their mark where more decimals follow."""
    return {found.replace(",", "") for found in re.findall(r"([\d,]+\.\d+…?)万元", text)}


def test_every_kind_of_limit_is_worked_in_numbers_beside_its_article():
    assert told().keys() == RUNS.keys()
    articles: dict[str, set[int | None]] = {"quota": set(), "quota_tie": set(), "pool": set(), "budget": set()}
    for run in RUNS.values():
        for limit in limits(run):
            articles[limit].add(run.article)
    places = {p.article for p in POLICY.provisions if any("winners" in type(s).__name__.lower() for s in p.steps)}
    assert articles["quota"] == articles["quota_tie"] == places
    assert articles["pool"] & {pool.article for pool in POLICY.pools}
    assert POLICY.rule("budget").article in articles["budget"]
    assert any({"pool", "budget"} <= limits(run) for run in RUNS.values())


@pytest.mark.parametrize("name", RUNS)
def test_each_figure_is_one_of_the_allocations_own(name):
    run, case, answer = RUNS[name], told()[name], allocate(POLICY, RUNS[name].stated)
    claims = {claim["id"]: claim for claim in answer["claims"]}
    for ids, amount in zip(run.parts, case.amounts, strict=True):
        claim = claims[ids[0]]
        assert all(claims[one]["actual"] == claim["actual"] for one in ids)
        assert figures(amount["zh"]) == {str(claim["actual"])}
    stated = " ".join(line["zh"] for line in case.stated)
    assert all(f"核定{money.wan_law(int(claims[ids[0]]['approved'].fen))}万元" in stated for ids in run.parts)
    own = {
        money.exact_text(s[k].fen).replace(",", "")
        for c in claims.values()
        for s in c["steps"]
        for k in ("before", "amount")
    }
    totals = {str(answer["total_actual"]), str(answer["budget"]["approved"]), str(answer["budget"]["cap"])}
    totals |= {str(pool[key]) for pool in answer["pools"] for key in ("approved", "cap")}
    for lang in words.LANGUAGES:
        assert figures(case.why[lang]) <= own | totals
        assert str(answer["total_actual"]) in figures(case.why[lang])


def test_two_ratios_follow_one_another_uncut_and_one_truncation_comes_at_the_end():
    (run,) = (run for run in RUNS.values() if {"pool", "budget"} <= limits(run))
    case, answer = told()[run.name], allocate(POLICY, run.stated)
    first = answer["claims"][0]
    stages = {step["step"]: step for step in first["steps"]}
    between, ratio = stages["pool"]["amount"].fen, Fraction(str(answer["budget"]["ratio"]))
    assert between.denominator != 1
    assert f"{money.exact_text(between)}万元变为{first['actual']}万元" in case.why["zh"]
    cut_twice = money.cut_to_hundredths(money.cut_to_hundredths(between, 1) * ratio, 1)
    assert cut_twice < first["actual"].fen == between * ratio


def test_in_english_every_amount_has_its_cny_beside_it():
    said = [t["en"] for case in told().values() for t in (case.says, *case.stated, *case.amounts, case.why)]
    assert [text for text in said if re.search(r"[\d…]万元(?! \(CNY)", text)] == []
    assert any(MARK + "万元 (CNY " in text for text in said)


@pytest.fixture
def folder(tmp_path):
    """The small policy, to which a test adds a run under its budget."""
    copy = tmp_path / TINY.name
    shutil.copytree(TINY, copy)
    (copy / cases.FOLDER).mkdir()
    (copy / cases.FOLDER / cases.APPLICANT).write_text(WHO, encoding="utf-8")
    return copy


def run_of(folder, actual='{ A = "7.50", B = "2.50" }', more="", article=3):
    text = f"""
[[run]]
says = {{ zh = "按比例折算。", en = "Pro rata." }}
article = {article}
budget = 10
approved = [
    {{ id = "A", provision = "s03_equipment", approved = 15 }},
    {{ id = "B", provision = "s03_equipment", approved = 5 }},
]
actual = {actual}
{more}
"""
    (folder / cases.FOLDER / cases.RUNS).write_text(text, encoding="utf-8")
    return {(found.place, found.kind, found.at) for found in check.check(folder)}


AT = ("cases/runs.toml", 2)


def test_a_run_that_the_engine_agrees_with_is_sound_and_told_whatever_the_policy(folder):
    assert run_of(folder) == set()
    (case,) = worked_examples.listed_cases(load_folder(folder))
    assert case.amounts[0]["zh"] == "申报A实付7.50万元"
    assert "按50%折算" in case.why["zh"]


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"actual": '{ A = "7.51", B = "2.50" }'}, "actual.A"),
        (
            {"actual": '{ A = "7.50", B = "2.50" }', "more": 'totals = { total_actual = "10.01" }'},
            "totals.total_actual",
        ),
        ({"more": 'open = [["A", "B"]]'}, "open"),
    ],
)
def test_a_run_with_other_figures_is_found_by_check_and_not_told(folder, changed, found):
    assert run_of(folder, **changed) == {(f"cases.runs-01.{found}", "case_differs", AT)}
    with pytest.raises(Refused) as refused:
        worked_examples.groups(load_folder(folder))
    assert [error["path"] for error in refused.value.errors] == ["cases.runs-01"]


def test_a_run_that_cannot_be_read_or_is_of_no_article_or_is_refused_is_found(folder):
    assert run_of(folder, article=99) == {("cases.runs-01.article", "case_unknown", AT)}
    assert {kind for _, kind, _ in run_of(folder, more="paid = 3")} == {"file_unreadable"}
    assert {kind for _, kind, _ in run_of(folder, more="quota_used = 3")} == {"case_refused"}
