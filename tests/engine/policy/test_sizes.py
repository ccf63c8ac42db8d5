"""A policy says which classes of size there are; one that says nothing of them has the usual ones."""

import copy
import io
from typing import Any

import openpyxl
import pytest

from engine import sheets
from engine.allocation.allocate import allocate
from engine.allocation.reading import run_schema
from engine.policy.blocks import usual_sizes
from engine.policy.folder import build
from engine.policy.pack import Policy
from engine.registry import contents
from engine.sample.case_studies import typical
from engine.sample.population import invent
from engine.scenario.cohort import Cohort
from engine.values.refusal import Refused
from engine.view.budget.writing import size_or_article
from tests.engine.check.broken_packs import INVENTED, Pack
from tests.engine.sheets.made import workbook

PACK = Pack.read(INVENTED)
SIZES: dict[str, Any] = {
    "basis": {"zh": "按本县作坊分级办法", "en": "by the county's grades of workshops"},
    "classes": [
        {"id": "mill", "label": {"zh": "纸厂", "en": "Mill"}, "forms": {"zh": "厂|造纸厂", "en": "works"}},
        {"id": "workshop", "label": {"zh": "作坊", "en": "Workshop"}},
    ],
}


def raw(sizes: Any = None) -> dict[str, Any]:
    found = copy.deepcopy(PACK.raw)
    return found if sizes is None else {**found, "sizes": copy.deepcopy(sizes)}


POLICY: Policy = build(raw(SIZES), INVENTED)
USUAL: Policy = build(raw(), INVENTED)
GRANT = "s06_sales"


def run(**more: Any) -> dict[str, Any]:
    claims = [
        {"id": name, "applicant": name, "provision": GRANT, "approved": "5", "application_date": "2026-06-01"}
        for name in ("a", "b")
    ]
    return {"approved_claims": claims, "budget": "3", **more}


def paid(policy: Policy, **more: Any) -> list[str]:
    return [claim["actual"] for claim in allocate(policy, run(**more))["claims"]]


WEIGHTED = {"rule": "weighted_proportional", "sizes": {"a": "mill", "b": "workshop"}}


def test_the_usual_sizes_hold_where_a_policy_states_none():
    assert (
        USUAL.size_ids
        == tuple(size["id"] for size in usual_sizes()["classes"])
        == ("large", "medium", "small", "micro")
    )
    assert POLICY.size_ids == ("mill", "workshop")


def test_money_is_divided_by_the_sizes_of_the_policy():
    terms = {"by": "size", "weights": {"workshop": "2"}}
    assert paid(POLICY, **WEIGHTED, terms=terms) == ["1.00", "2.00"]
    first = {"by": "size", "classes": [["workshop"], ["mill"]]}
    assert paid(POLICY, rule="priority_then_proportional", sizes=WEIGHTED["sizes"], terms=first) == ["0.00", "3.00"]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"sizes": {"a": "micro"}}, "sizes.a"),
        ({"rule": "weighted_proportional", "terms": {"by": "size", "weights": {"micro": "2"}}}, "terms.weights.micro"),
    ],
)
def test_what_another_policy_calls_a_size_is_refused_and_the_policys_own_are_named(more, path):
    with pytest.raises(Refused) as caught:
        allocate(POLICY, run(**more))
    (error,) = caught.value.errors
    assert error["path"] == path
    assert "workshop" in error["message"]["zh"]


def test_the_schema_of_a_run_names_them():
    schema = str(run_schema(POLICY))
    assert "'mill', 'workshop'" in schema
    assert "micro" not in schema


def test_a_sheet_offers_them_and_reads_them_as_people_write_them():
    book = openpyxl.load_workbook(io.BytesIO(sheets.template(POLICY, "zh")))
    offered = {str(cell.value) for page in book for row in page.iter_rows() for cell in row}
    assert {"纸厂", "作坊"} <= offered
    assert not {"大型", "微型"} & offered
    notes = [cell.comment.text for cell in book.worksheets[1][1] if cell.comment]
    assert any("按本县作坊分级办法" in note and "纸厂；作坊" in note for note in notes), notes


@pytest.mark.parametrize(("written", "size"), [("造纸厂", "mill"), ("Works", "mill"), ("作坊", "workshop")])
def test_a_size_is_read_in_any_of_its_forms(written, size):
    data = workbook(
        {
            "申报主体": [["申报主体编号", "申报之日", "企业规模"], ["A1", "2026-06-01", written]],
            POLICY.provision(GRANT).title.zh: [["申报主体（统一社会信用代码或编号）", "申报编号"], ["A1", "1"]],
        }
    )
    assert sheets.read(POLICY, data, "x")[0].size == size


def test_a_size_that_the_policy_does_not_have_is_not_kept():
    content = {"application_date": "2026-06-01", "applicant": {"id": "A"}, "claims": [{"id": "1", "provision": GRANT}]}
    with pytest.raises(Refused) as caught:
        contents.submitted(POLICY, content, "micro")
    assert [(error["path"], "mill" in error["message"]["zh"]) for error in caught.value.errors] == [("size", True)]


def test_companies_are_invented_in_these_sizes():
    companies = invent(POLICY).companies
    assert {company.size for company in companies} == set(POLICY.size_ids)
    assert {size.size for size in typical(POLICY, 2026)} == set(POLICY.size_ids)


def test_a_size_is_called_as_the_policy_calls_it():
    assert size_or_article(POLICY, "mill") == {"zh": "纸厂", "en": "Mill"}
    assert size_or_article(POLICY, "")["zh"] == "未填规模"
    assert size_or_article(POLICY, "micro")["zh"] == "micro"  # of a time when the policy had it


def test_a_size_that_was_noted_under_other_sizes_counts_as_none():
    cohort = Cohort(POLICY, {"approved_claims": run()["approved_claims"]}, {"a": "mill", "b": "micro"})
    assert [cohort.sizes[number] for number in cohort.size] == ["mill", ""]


def test_a_policy_with_its_own_sizes_is_sound_and_says_them_in_its_languages():
    assert not Pack(raw(SIZES), PACK.zh, PACK.en).check()
    wordless = copy.deepcopy(SIZES)
    del wordless["classes"][1]["label"]["en"]
    found = Pack(raw(wordless), PACK.zh, PACK.en).check()
    assert [(f.kind, f.place) for f in found] == [("words_missing", "sizes.classes.workshop.label.en")]


@pytest.mark.parametrize("ids", [["mill", "mill"], ["1", "2"], []])
def test_sizes_that_cannot_be_told_apart_from_each_other_or_from_articles_are_refused(ids):
    classes = [{"id": name, "label": {"zh": "纸厂", "en": "Mill"}} for name in ids]
    assert Pack(raw({**SIZES, "classes": classes}), PACK.zh, PACK.en).check()
