"""新旧条款对照表: the text of the scenario on the desk beside the law's, what it comes to, and the Word document."""

import json
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from engine.registry import annual_budgets, cohorts
from engine.registry.access import NotAllowed
from engine.registry.database import database
from engine.sample.example import example
from engine.scenario import Scenario, lawful
from engine.scenario.annual_budgets import AnnualBudget
from engine.text import words
from engine.values.money import wan_text
from engine.values.refusal import Refused
from engine.verify.verdict import verify
from engine.view.budget.amendments import amendments
from pages.door import middleware
from pages.official import exports
from pages.official.budget.drafts import DESK, SANDBOX
from pages.shared import files, navigation, official
from tests.pages.dividing import signed_in
from tests.pages.seeding import said_on
from tests.pages.visiting import again, drawn, visit
from tests.registry.companies import POLICY

STATED = AnnualBudget(2025, 800 * 10**6, "区财政局", date(2025, 1, 15))
LESS = {"art06_rent.share": "0.4", "art11_standards.tiers.industry": "10"}


def under(at, desk: str, **more):
    """The page with another scenario on the desk, of other numbers of the law."""
    law = at.session_state[desk].drafts[0].scenario
    at.session_state[desk].add(Scenario("少<b>", law.year, law.budget, overrides=LESS, **more))
    return again(at)


def table(worked, own: Scenario):
    before, after = worked.outcome(lawful(own)), worked.outcome(own)
    return amendments(before, after, worked.compared(before, after))


def test_it_is_no_page_of_the_menu_and_of_officials_alone():
    assert "amendments" in navigation.OFFICIAL
    assert "amendments" not in navigation.MENU
    assert {"amendments", "sandbox-amendments"} & set(middleware.addresses()) == {"sandbox-amendments"}


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_official_sees_the_changed_articles_before_and_after_with_what_they_come_to(divided, token, lang):
    at = under(visit("amendments", lang), DESK)
    own = at.session_state[DESK].current.scenario
    found = table(cohorts.load(divided, token, POLICY).worked, own)
    html, said = drawn(at), said_on(at)
    assert found.headline[lang] in said
    assert '<ins><span class="m-sr">' in html
    assert "<del><span" in html
    assert "40%</ins>" in html
    assert "50%</del>" in html
    assert "10万元</ins>" in html
    for line in (*found.effects, *found.totals):
        assert all(wan_text(amount) in said for amount in (*line.approved, *line.paid))
    assert "少<b>" in said
    assert "少<b>" not in html


def test_where_nothing_is_changed_it_says_so(divided, token):
    at = visit("amendments")
    assert words.text("amendments.changed_nothing", "zh") in said_on(at)
    assert words.text("amendments.text_none", "zh") in said_on(at)
    assert "<ins>" not in drawn(at)


def test_without_claims_the_way_to_them_is_shown(registry_file, monkeypatch):
    empty = database()
    empty.upgrade()
    token = signed_in(empty)
    monkeypatch.setattr(official, "credential", lambda: token)
    assert words.text("amendments.nothing_yet", "zh") in said_on(visit("amendments"))


def test_the_word_document_is_made_of_the_registry_for_whoever_may_see_it(divided, token, tmp_path):
    own = Scenario("少", 2025, 700 * 10**6, overrides=LESS)
    asked = {exports.SCENARIOS: json.dumps([{"name": "少", "year": 2025, "budget": "700", "overrides": LESS}])}
    made = exports.table(divided, token, asked)
    assert made.name.startswith("内部-新旧条款对照表-2025年-少-")
    content = b"".join(made.parts)
    rows = Document(BytesIO(content)).tables[0].rows
    assert [row.cells[0].text.split()[0] for row in rows[1:]] == ["第六条", "第十一条"]
    assert "租金的40%" in rows[1].cells[2].text
    held = cohorts.load(divided, token, POLICY)
    paid = table(held.worked, own).totals[-1].paid
    assert f"{wan_text(paid[1])}" in Document(BytesIO(content)).tables[-2].rows[-1].cells[4].text
    (tmp_path / "a.docx").write_bytes(content)
    assert held.worked is not None
    (tmp_path / "claims.json").write_text(json.dumps(held.worked.cohort.stated), encoding="utf-8")
    verdict = verify(str(tmp_path / "a.docx"), str(tmp_path / "claims.json"), lambda _: POLICY)
    assert (verdict["differences"], verdict["checked"]) == ([], "all")
    with pytest.raises(NotAllowed):
        exports.table(divided, None, asked)
    with pytest.raises(Refused):
        exports.table(divided, token, {exports.SCENARIOS: "x"})


def test_another_budget_than_the_one_stated_for_the_year_is_a_line_of_its_own(divided, token):
    annual_budgets.state(divided, token, POLICY, STATED, version=1)
    at = under(visit("amendments"), DESK)
    draft = at.session_state[DESK].current
    draft.put(replace(draft.scenario, budget=600 * 10**6))
    said = said_on(again(at))
    assert words.text("amendments.others_heading", "zh") in said
    assert words.text("budget.name_budget", "zh") in said
    held = cohorts.load(divided, token, POLICY)
    assert held.worked is not None
    base = held.worked.outcome(replace(lawful(draft.scenario), budget=800 * 10**6))
    assert wan_text(base.total.paid) in said
    asked = {exports.SCENARIOS: json.dumps([{"name": "少", "year": 2025, "budget": "600", "overrides": LESS}])}
    document = Document(BytesIO(b"".join(exports.table(divided, token, asked).parts)))
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["预算", "800", "600万元"]


def test_the_pages_of_the_scenario_lead_to_it(divided, token):
    assert f"/download/{exports.AMENDMENTS}?" in drawn(under(visit("budget"), DESK))
    assert f"/download/{exports.AMENDMENTS}?" in drawn(under(visit("amendments"), DESK))
    assert "amendments?" in drawn(visit("reform"))
    assert "sandbox-amendments?" in drawn(visit("sandbox-reform"))


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_in_the_sandbox_everybody_sees_and_takes_away_the_invented_one(registry_file, lang, tmp_path):
    at = under(visit("sandbox-amendments", lang), SANDBOX)
    found = table(example(POLICY).worked, at.session_state[SANDBOX].current.scenario)
    said = said_on(at)
    assert words.text("marks.invented", lang) in said
    assert found.headline[lang] in said
    assert "/download/amendments" not in drawn(at)
    offer = at.session_state[files.SHELF][1][exports.AMENDMENTS]
    assert offer.name.startswith(words.text("marks.file_invented", lang))
    content = offer.make()
    assert words.text("marks.invented", lang) in Document(BytesIO(content)).paragraphs[0].text
    assert found.receipt["input"] is not None
