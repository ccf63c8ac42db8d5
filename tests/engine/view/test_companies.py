"""Several companies as lines of one table: the same amounts as each by itself, what is missing, what is next."""

import copy
from datetime import date
from typing import Any

from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_policy
from engine.values.written import Exact
from engine.view import companies, next_steps
from engine.view.companies import company
from tests import invented_year

POLICY = load_policy(default_policy())
EXAMPLE: dict[str, Any] = POLICY.example() or {}
DAY = date(2026, 11, 29)


def test_a_line_has_the_amounts_of_the_assessment_by_article_and_by_grade():
    for content in invented_year.contents()[:20]:
        result = assess(POLICY, content)
        found = company(POLICY, content)
        assert found.summary is not None
        amounts: dict[int, Exact] = {}
        for claim in result["claims"]:
            article = POLICY.provision(claim["provision"]).article
            amounts[article] = amounts.get(article, 0) + claim["confirmed"].fen
        assert found.by_article == amounts
        named = {total.name: total.confirmed for total in found.summary.named}
        assert named["calculated"].replace(",", "") == str(result["total"]["calculated"]["confirmed"])


def test_what_is_missing_is_said_claim_by_claim():
    content = copy.deepcopy(EXAMPLE)
    rent = next(claim for claim in content["claims"] if claim["provision"] == "art06_rent")
    del rent["facts"]["assessed"]
    found = company(POLICY, content)
    assert found.summary is not None
    label = POLICY.provision("art06_rent").fact("assessed").label
    (line,) = companies.missing(found, "zh")
    assert line.endswith(f"：{label.zh}")
    assert label.en in companies.missing(found, "en")[0]
    assert companies.missing(company(POLICY, EXAMPLE), "zh") == []


def test_an_amount_that_is_unlikely_is_to_be_confirmed_unless_it_was_typed_with_its_unit():
    content = copy.deepcopy(EXAMPLE) | {
        "claims": [{"id": "v", "provision": "art04_compute_voucher", "facts": {"purchase_amount": "3000000"}}]
    }
    label = POLICY.provision("art04_compute_voucher").fact("purchase_amount").label
    for texts in ({}, {"v": {"purchase_amount": "3,000,000"}}):
        (line,) = companies.missing(company(POLICY, content, texts), "zh")
        assert f"：{label.zh}（待确认：是不是300万元？）" in line
    assert companies.missing(company(POLICY, content, {"v": {"purchase_amount": "300亿元"}}), "zh") == []


def test_the_next_dates_are_not_past_and_few():
    found = company(POLICY, EXAMPLE)
    for lang in ("zh", "en"):
        assert found.summary is not None
        ahead = [one for one in next_steps.dates(POLICY, found.summary, DAY, lang) if one.day and one.day >= DAY]
        said = companies.next_dates(POLICY, found, DAY, lang)
        assert 1 <= len(said) <= companies.NEXT
        assert all(one.text in line and one.left in line for one, line in zip(ahead, said, strict=False))
        assert companies.next_dates(POLICY, found, date(2030, 1, 1), lang) == []


def test_without_a_date_nothing_is_worked_out_and_the_name_stands():
    content = {name: value for name, value in EXAMPLE.items() if name != "application_date"}
    found = company(POLICY, content)
    assert (found.name, found.summary) == (EXAMPLE["applicant"]["name"], None)
    assert companies.next_dates(POLICY, found, DAY, "zh") == []


def test_what_is_refused_is_left_out_and_said_and_the_rest_stands():
    content = copy.deepcopy(EXAMPLE)
    solver = next(claim for claim in content["claims"] if claim["provision"] == "art10_scenario_solver")
    solver["facts"]["project"]["fiscal_investment"] = "999999"
    found = company(POLICY, content)
    assert found.summary is not None
    assert found.left
    assert {line.id for line in found.summary.all} == {c["id"] for c in content["claims"]} - {solver["id"]}
    assert solver["id"] not in {claim["id"] for claim in found.accepted["claims"]}
