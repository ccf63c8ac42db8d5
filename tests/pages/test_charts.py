"""Charts are written down as Plotly reads them: here Plotly looks at every property of each, in every scheme and
language, which no page does."""

import json

import plotly.graph_objects as go
import pytest

from engine.policy.folder import default_policy, load_policy
from engine.sample.example import example
from engine.scenario import Scenario
from engine.scenario.effect import effect
from engine.scenario.fairness import by_rule, fairness
from engine.text import words
from engine.view.budget import flow
from engine.view.budget.effect import shown
from engine.view.budget.evenness import evenness
from pages.official.budget import charts
from pages.official.effect import charts as effects
from pages.shared.charts import TOKENS, ink_on, template

POLICY = load_policy(default_policy())
NAME = "<a href='x:y'>甲</a>"


@pytest.fixture(scope="module")
def outcomes():
    """What the invented claims come to as the law stands, and under half the budget."""
    made = example(POLICY)
    assert made.budget is not None
    base, other = (Scenario(NAME, made.year, budget) for budget in (made.budget, made.budget // 2))
    return made.worked.outcome(base), made.worked.outcome(other)


def drawn(outcomes, lang, scheme):
    base, other = outcomes
    found = shown(POLICY, effect(base, other))
    named = [(NAME, fairness(base)), (NAME, fairness(other))]
    even = evenness(POLICY, named, by_rule(example(POLICY).worked, other.scenario))
    return [
        charts.flow_chart(flow.flow(POLICY, other), lang, scheme),
        effects.articles_chart(found, lang, scheme),
        *(effects.groups_chart(each.rows, lang, scheme) for each in found.groups),
        effects.lorenz_chart(even, lang, scheme),
    ]


@pytest.mark.parametrize("scheme", TOKENS)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_plotly_accepts_every_chart_as_it_is_written_down(outcomes, lang, scheme):
    for chart in drawn(outcomes, lang, scheme):
        written = json.loads(chart.to_json(validate=False))
        assert json.loads(go.Figure(written).to_json()) == written


@pytest.mark.parametrize("scheme", TOKENS)
def test_every_chart_is_in_the_house_template_and_asks_for_nothing_outside(outcomes, scheme):
    for chart in drawn(outcomes, "zh", scheme):
        written = chart.to_json(validate=False)
        assert json.loads(written)["layout"]["template"] == template(scheme)
        assert "http" not in written


def test_a_name_is_no_tag_in_a_chart(outcomes):
    every = drawn(outcomes, "zh", "light")
    assert "&lt;a href" in every[-1].to_json(validate=False)
    for chart in every:
        assert "<a" not in chart.to_json(validate=False)


def test_the_bars_of_an_effect_stand_for_their_articles_and_groups_and_stay_in_the_picture(outcomes):
    """An article whose total lies beyond the longest bar has no mark of it; no bar is longer than the picture."""
    articles, size = drawn(outcomes, "zh", "light")[1:3]
    before, after, caps = articles.to_dict()["data"]
    assert before["customdata"] == after["customdata"]
    assert [row.article for row in shown(POLICY, effect(*outcomes)).articles] == [
        int(n) for (n,) in before["customdata"]
    ]
    assert all(0 <= length <= effects.FULL for bar in (before, after, caps) for length in bar["x"])
    assert caps["x"]
    more, _ = size.to_dict()["data"]
    assert [n for (n,) in more["customdata"]] == [*POLICY.size_ids]


def test_the_lorenz_curve_begins_at_nothing_and_ends_at_all(outcomes):
    equal, *curves = drawn(outcomes, "zh", "light")[-1].to_dict()["data"]
    assert equal["y"] == [effects.CURVE, 0]
    for curve in curves:
        assert (curve["x"][0], curve["y"][0], curve["x"][-1], curve["y"][-1]) == (0, effects.CURVE, effects.FULL, 0)
        assert sorted(curve["y"], reverse=True) == curve["y"]


def test_every_amount_that_a_chart_writes_is_the_engines(outcomes):
    found = flow.flow(POLICY, outcomes[1])
    said = " ".join(mark["text"] for mark in drawn(outcomes, "zh", "light")[0].to_dict()["layout"]["annotations"])
    assert all(stage.amount in said and stage.change in said for stage in found.stages)


@pytest.mark.parametrize("scheme", TOKENS)
def test_what_stands_in_a_bar_can_be_read_on_its_colour(scheme):
    for colour in TOKENS[scheme]["pools"]:
        assert contrast(colour, ink_on(colour)) >= 4.5


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
