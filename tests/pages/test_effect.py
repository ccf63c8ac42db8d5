"""What a scenario changes, in the 沙盘: listed by group, with ledgers and fairness where they are opened."""

import re
from dataclasses import replace
from datetime import date

import pytest

from engine.sample.example import example
from engine.text import words
from pages.official.budget.drafts import SANDBOX
from pages.official.effect import drawing, listing
from pages.shared import in_use
from tests.pages.seeding import said_on
from tests.pages.visiting import boxes, drawn, visit
from tests.registry.companies import POLICY


@pytest.fixture(autouse=True)
def _on_a_fixed_day(registry, monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2025, 6, 15))


def changed(lang="zh"):
    """The sandbox with a lower total of an article."""
    at = visit("sandbox", lang)
    [box] = [box for box in boxes(at, "text_input") if (box.key or "").endswith(f"-{lang}-pools-art10")]
    return box.set_value("500").run()


def box_of(at, by):
    [found] = [box for box in boxes(at, "selectbox") if (box.key or "").startswith(f"ef-list-{by}-")]
    return found


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_everybody_sees_the_invented_companies_by_name_and_nothing_to_open(lang):
    at = changed(lang)
    assert not at.exception
    names = {a["applicant"]["name"] for a in example(POLICY).worked.cohort.raw["applications"]}
    assert any(name in said_on(at) for name in names)
    assert 'href="claims' not in drawn(at)
    assert words.text("effect.steps_heading", lang, count=2) in said_on(at)


def test_the_figures_of_all_articles_stand_below_their_heads():
    foot = drawn(changed()).split("e-articles")[1].split("<tfoot>")[1].split("</tfoot>")[0]
    none = words.text("results.table_none", "zh")
    assert re.findall(r'data-label="(?:多得|少得)（家）">([^<]*)<', foot) == [none, none] * 2
    assert re.findall(r"本措施预算合计|另行列支合计", foot) == ["本措施预算合计", "另行列支合计"]


def test_a_group_is_chosen_by_a_box_or_by_a_click_and_its_claims_are_listed():
    at = changed()
    at = box_of(at, "article").set_value("10").run()
    assert "第十条 场景应用揭榜挂帅：62项申报中变化最大的20项" in said_on(at)
    listed = drawn(at).split('class="e-list"')[1].split("</table>")[0]
    assert listed.count("<tr>") == 21
    # What a click does: it says which bar it was, and the box is drawn anew with it.
    at.session_state[listing.LISTED] = listing.Listed("size", "micro", 5)
    at = at.run()
    assert box_of(at, "size").value == "micro"
    assert box_of(at, "article").value == ""
    assert drawn(at).count('class="e-list"') == 1


def test_companies_are_looked_at_by_street_too():
    at = changed()
    at.session_state[drawing.GROUPED] = "street"
    at = at.run()
    assert [chart.proto.id.rsplit("-", 1)[-1] for chart in at.get("plotly_chart")][-1] == "ef_street"
    table = drawn(at).split('aria-label="所在街道"')[1].split("</table>")[0]
    streets = [choice.label.zh for fact in POLICY.profile if fact.name == "street" for choice in fact.choices]
    assert any(f">{street}<" in table for street in streets)
    at = box_of(at, "street").set_value("minzhi").run()
    assert "民治街道：" in drawn(at).split('class="e-list"')[1].split("</h3>")[0]


def test_ledgers_and_fairness_are_drawn_only_where_they_are_opened():
    at = changed()
    assert "ef_lorenz" not in [chart.proto.id.rsplit("-", 1)[-1] for chart in at.get("plotly_chart")]
    assert not [box for box in boxes(at, "selectbox") if (box.key or "").startswith("ef-ledger-")]
    at.session_state["ef-ledgers-zh"] = at.session_state["ef-fairness-zh"] = True
    at = at.run()
    assert "ef_lorenz" in [chart.proto.id.rsplit("-", 1)[-1] for chart in at.get("plotly_chart")]
    [box] = [box for box in boxes(at, "selectbox") if (box.key or "").startswith("ef-ledger-")]
    assert len(box.options) == 10
    said = said_on(at)
    assert re.search(r"为什么是[\d,.]+，不是[\d,.]+？", said)
    assert words.text("allocate.talmud", "zh") in said


def test_the_law_as_control_panel_tells_the_same_where_it_is_opened():
    """On 条款推演 what it changes is drawn below the text, once it is opened, and not where nothing is changed."""
    at = visit("sandbox-reform")
    labels = [each.label for each in at.main.expander]
    assert words.text("reform.effect", "zh") not in labels
    desk = at.session_state[SANDBOX]
    desk.current.put(replace(desk.current.scenario, overrides={"art06_rent.cap": "12"}))
    at.session_state["rf-effect-zh"] = True
    at = at.run()
    assert not at.exception
    said = said_on(at)
    assert "每年最高（20万元 → 12万元）" in said
    assert words.text("effect.largest_heading", "zh") in said
    assert [c.proto.id.rsplit("-", 1)[-1] for c in at.get("plotly_chart")] == ["ef_articles", "ef_size"]
