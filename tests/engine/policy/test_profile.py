"""What officials look at claims by (size, street, industry): asked of the applicant, left out at will, and read by no
rule."""

import copy
import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from engine import sheets
from engine.allocation.allocate import allocate
from engine.application import saved
from engine.application.contract import application_schema
from engine.application.questionnaire import of_applicant
from engine.assessment.assess import assess
from engine.policy.folder import build, default_policy, load_folder, load_policy
from engine.policy.pack import Policy
from engine.sample.population import invent
from engine.values.refusal import Refused
from tests.engine.check.broken_packs import INVENTED, Pack

POLICY = load_policy(default_policy())
EXAMPLE: dict[str, Any] = POLICY.example() or {}
STATED = {fact.name: fact.choices[-1].id for fact in POLICY.profile}
NONE: Policy = load_folder(INVENTED)


def with_profile(content: dict[str, Any], stated: dict[str, str]) -> dict[str, Any]:
    return {**copy.deepcopy(content), "applicant": {**content["applicant"], **stated}}


def test_the_policy_asks_for_size_street_and_industry_in_both_languages():
    assert [fact.label.zh for fact in POLICY.profile] == ["企业规模", "所在街道", "所属行业"]
    assert POLICY.size_fact == POLICY.profile[0].name
    assert [choice.id for choice in POLICY.profile[0].choices] == list(POLICY.size_ids)
    assert all(choice.label.zh and choice.label.en for fact in POLICY.profile for choice in fact.choices)


def test_whatever_is_stated_changes_no_amount_and_nothing_that_is_said():
    plain = assess(POLICY, EXAMPLE)
    for fact in POLICY.profile:
        for choice in fact.choices:
            result = assess(POLICY, with_profile(EXAMPLE, {fact.name: choice.id}))
            assert (result["claims"], result["total"]) == (plain["claims"], plain["total"]), choice.id


def test_whatever_is_stated_divides_nothing_otherwise_and_contradicts_nothing():
    one = {**EXAMPLE, "applicant": {**EXAMPLE["applicant"], "id": "A"}}
    first = {**one, "claims": [{**one["claims"][2], "id": "x"}]}
    second = {**one, "claims": [{**one["claims"][1], "id": "y"}]}
    plain = allocate(POLICY, {"budget": "12", "applications": [first, second]})
    street = next(fact for fact in POLICY.profile if not fact.sizes)
    apart = [
        with_profile(content, {street.name: choice.id, POLICY.size_fact: size})
        for content, choice, size in zip((first, second), street.choices, POLICY.size_ids, strict=False)
    ]
    stated = allocate(POLICY, {"budget": "12", "applications": apart})
    assert stated["open"] == []
    assert [(c["approved"], c["actual"]) for c in stated["claims"]] == [
        (c["approved"], c["actual"]) for c in plain["claims"]
    ]
    assert any(c["actual"] != "0.00" for c in stated["claims"])


def test_the_contract_says_them_and_refuses_what_is_no_choice():
    part = application_schema(POLICY)["properties"]["applicant"]
    offered = next(one for one in part.get("anyOf", [part]) if "properties" in one)["properties"]
    for fact in POLICY.profile:
        answers = next(one for one in offered[fact.name]["anyOf"] if "anyOf" in one)["anyOf"]
        assert [choice.id for choice in fact.choices] == next(one["enum"] for one in answers if "enum" in one)
    with pytest.raises(Refused) as caught:
        assess(POLICY, with_profile(EXAMPLE, {POLICY.profile[1].name: "elsewhere-2030"}))
    assert [error["path"] for error in caught.value.errors] == [f"applicant.{POLICY.profile[1].name}"]


def test_a_saved_file_keeps_them():
    file = saved.write(POLICY, saved.Saved(with_profile(EXAMPLE, STATED)), date(2026, 11, 29))
    assert saved.read(POLICY, file).application["applicant"].items() >= STATED.items()


def test_the_template_asks_each_once_and_reads_it_in_either_language():
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(sheets.template(POLICY, lang)))
        headings = [str(cell.value).replace("*", "").strip() for cell in book.worksheets[1][1]]
        labels = [fact.label.in_language(lang) for fact in POLICY.profile if not fact.sizes]
        assert all(headings.count(label) == 1 for label in labels), headings
        assert len([heading for heading in headings if "规模" in heading or heading.startswith("Size")]) == 1


def test_invented_companies_state_them_and_their_size():
    companies = invent(POLICY).companies
    for company in companies:
        assert company.content["applicant"][POLICY.size_fact] == company.size
    streets = {company.content["applicant"][POLICY.profile[1].name] for company in companies}
    assert len(streets) > len(POLICY.profile[1].choices) // 2


def test_a_policy_that_asks_for_none_shows_none():
    assert NONE.profile == []
    assert NONE.size_fact == ""
    assert {question.fact.name for question in of_applicant(NONE, NONE.default_readings())} == {
        fact.name for fact in NONE.applicant
    }


def test_the_classes_of_a_policy_are_what_its_companies_choose_from():
    raw = copy.deepcopy(Pack.read(INVENTED).raw)
    words = {name: {"zh": "规模", "en": "Size"} for name in ("label", "question", "help")}
    raw["applicant"].append(
        {"name": "grade", "type": "choice", "sizes": True, "absent": "none", "profile": True, **words}
    )
    raw["sizes"] = {
        "basis": {"zh": "按本县作坊分级办法", "en": "by the county's grades of workshops"},
        "classes": [{"id": "mill", "label": {"zh": "纸厂", "en": "Mill"}}],
    }
    policy = build(raw, INVENTED)
    assert policy.size_fact == "grade"
    assert [choice.id for choice in policy.profile[0].choices] == ["mill"]
