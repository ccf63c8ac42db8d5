"""A forecast as its page lists it: what is written is what the forecast says, and what is drawn stays in its chart."""

import json
import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from engine.forecast import beside
from engine.forecast.assumptions import Assumptions, Estimate, Line, Source
from engine.forecast.fitted import fitted
from engine.forecast.results import Forecast
from engine.forecast.typed import OF_ALL, SHOCK, as_json, estimate_text, figure_label, read_estimate, short_text, stated
from engine.scenario import Scenario, outcome
from engine.values.money import WHOLE
from engine.values.refusal import Refused
from engine.view.ahead import assumed, fans, side, writing
from tests.engine.view.test_budget import COHORT
from tests.registry.companies import POLICY

WAN = 1_000_000
BASE = Scenario("现行", 2025, 1_180 * WAN)
OTHER = replace(BASE, name="加倍", budget=2_360 * WAN)
YEARS = (2026, 2027)


@pytest.fixture(scope="module")
def asked() -> beside.Asked:
    found = fitted(POLICY, {2025: COHORT}, BASE, YEARS)
    return beside.asked_of(COHORT, replace(found, budgets={2026: 900 * WAN}), [BASE, OTHER], 64, 7)


@pytest.fixture(scope="module")
def made(asked: beside.Asked) -> Forecast:
    told: list[tuple[int, int]] = []
    found: Forecast = pickle.loads(beside.worked_out(lambda done, of: told.append((done, of)), asked))
    assert told[0] == (0, 64)
    assert told[-1] == (64, 64)
    return found


def test_the_budget_of_a_year_holds_for_the_scenarios_that_have_the_first_ones(made: Forecast) -> None:
    caps = [[year["budget"]["cap"] for year in scenario["years"]] for scenario in made["scenarios"]]
    assert caps == [["900.00", "1180.00"], ["2360.00", "2360.00"]]


def test_scenarios_share_their_draws(made: Forecast) -> None:
    first, second = (side.year_of(made, place, 2026) for place in (0, 1))
    assert [line["claims"] for line in first["lines"]] == [line["claims"] for line in second["lines"]]
    assert Fraction(first["budget"]["binds"] or 0) >= Fraction(second["budget"]["binds"] or 0)


def test_the_same_input_gives_the_same_figures(asked: beside.Asked, made: Forecast) -> None:
    again: Forecast = pickle.loads(beside.worked_out(lambda done, of: None, asked))
    assert json.dumps(again) == json.dumps(made)


def test_the_headline_says_how_likely_the_budget_falls_short_and_what_it_would_take(made: Forecast) -> None:
    budget = side.year_of(made, 0, 2026)["budget"]
    line = side.headline(made, 0, 2026)["zh"]
    assert line.startswith("现行：2026年预算900.00万元")
    assert writing.grouped(budget["full_in_nine_of_ten"]) in line
    assert f"{writing.percent(budget['binds'] or '')}%" in line


@pytest.mark.parametrize(
    ("binds", "cap", "key"),
    [("0.00000", "900.00", "没有一次不够"), (None, None, "没有设预算"), ("0.50400", "900.00", "50.4%的可能不够")],
)
def test_each_case_has_its_headline(made: Forecast, binds: str | None, cap: str | None, key: str) -> None:
    year = side.year_of(made, 0, 2026)
    budget = {**year["budget"], "binds": binds, "cap": None if cap is None else year["budget"]["cap"]}
    one = {"years": [{**year, "budget": budget}], "name": "现行"}
    assert key in side.headline({**made, "scenarios": [one]}, 0, 2026)["zh"]  # type: ignore[list-item]


def test_every_limit_has_its_bar_and_the_finding_names_the_longest(made: Forecast) -> None:
    found = side.limits(POLICY, made, 0, 2026)
    assert len(found.rows) == 1 + len(POLICY.pools) + 1
    assert all(0 <= row.bar <= 1000 for row in found.rows)
    most = max(found.rows, key=lambda row: row.bar)
    assert most.label["zh"] in found.headline["zh"]


def test_a_fan_begins_with_the_claims_that_there_are_and_stays_in_its_chart(made: Forecast) -> None:
    base = outcome(POLICY, COHORT, BASE)
    fan = fans.years(made, 0, base)
    assert [point.label["zh"] for point in fan.points] == ["2025年（已申报）", "2026年", "2027年"]
    assert fan.points[0].low == fan.points[0].high
    for point in (*fan.points, *fans.months(made, 0, 2026).points):
        assert 0 <= point.low_at <= point.middle_at <= point.high_at <= 1000
        assert point.cap_at is None or 0 < point.cap_at <= 1000
    assert len(fans.months(made, 0, 2026).points) == 12


def test_the_day_on_which_the_budget_is_used_up_is_a_day_of_the_calendar() -> None:
    assert writing.day(1, 2026)["zh"] == "2026年1月1日"
    assert writing.day(60, 2028)["zh"] == "2028年2月29日"
    assert writing.day(None, 2026)["zh"] == "年内不超过"


@pytest.mark.parametrize(("order", "budget"), [("article_then_budget", 2_300), ("budget_then_article", 3_600)])
@pytest.mark.parametrize("rule", ["proportional", "ranking"])
def test_what_is_asked_by_day_ends_on_what_is_asked_in_the_year(rule: str, order: str, budget: int) -> None:
    """So the budget is exceeded within the year exactly as often as it falls short, whichever limit comes first."""
    pools = {pool.id: 600 * WAN for pool in POLICY.pools}
    scenario = replace(BASE, rule=rule, readings={"allocation_order": order}, pools=pools, budget=budget * WAN)
    assumptions = fitted(POLICY, {2025: COHORT}, BASE, (2026,))
    asked = beside.asked_of(COHORT, assumptions, [scenario], 64, 7)
    found: Forecast = pickle.loads(beside.worked_out(lambda done, of: None, asked))
    year = side.year_of(found, 0, 2026)
    for limit in (year["budget"], *year["pools"]):
        assert limit["used_up"] is not None
        assert limit["used_up"]["probability"] == limit["binds"], limit["id"]
    assert 0 < Fraction(year["budget"]["binds"] or 0) < 1
    assert year["by_month"][-1] == year["budget"]["asked"]


def test_the_tornado_lies_between_its_ends_and_the_longest_comes_first(made: Forecast) -> None:
    found = assumed.tornado(POLICY, made, 0, 2026)
    assert 0 < len(found.bars) <= assumed.MOST_BARS
    lengths = [abs(bar.high_at - bar.low_at) for bar in found.bars]
    assert lengths[0] == max(lengths)
    assert all(0 <= end <= 1000 for bar in found.bars for end in (bar.low_at, bar.high_at, found.likely_at))
    assert found.bars[0].label["zh"] in found.headline["zh"]


def test_the_table_for_a_spreadsheet_has_every_figure_once(made: Forecast) -> None:
    heads, *lines = assumed.table(made)
    assert all(len(line) == len(heads) for line in lines)
    assert len({line[:3] for line in lines}) == len(lines)
    budget = side.year_of(made, 1, 2027)["budget"]
    assert ("加倍", "2027", "budget.paid", "", *(str(budget["paid"][k]) for k in ("mean", "p10", "p50", "p90"))) in [
        line[:8] for line in lines
    ]


def test_each_assumption_says_where_it_is_from(asked: beside.Asked) -> None:
    rows = assumed.assumed(POLICY, asked.assumptions, 2026)
    rent = next(row for row in rows if row.title["zh"] == POLICY.provision("art06_rent").title.zh)
    assert rent.source["zh"] == "申报库2025年"
    assert not any(is_stated for row in rows for _, is_stated in row.cells)
    note = Source("stated", note="统计局名录")
    assert assumed.source_text(note)["zh"] == "您填写：统计局名录"
    assert assumed.source_text(Source("registry", (2025, 2027)))["zh"] == "申报库2025至2027年"


# ------------------------------------------------------------------------------------------------ typed


@pytest.mark.parametrize(
    ("figure", "typed", "wanted"),
    [
        ("demand", {"likely": "100"}, ("100", "100", "100")),
        ("demand", {"low": "８０", "likely": "100", "high": "1,200"}, ("80", "100", "1200")),
        ("approval", {"low": "80%", "likely": "90", "high": "0.95"}, ("0.8", "0.9", "0.95")),
        ("growth", {"low": "95%", "likely": "1.05", "high": "110%"}, ("0.95", "1.05", "1.1")),
        ("returning", {"low": "0", "likely": "0.5", "high": "0.7"}, ("0", "0.5", "0.7")),
    ],
)
def test_figures_are_read_as_people_write_them(figure: str, typed: dict[str, str], wanted: tuple[str, ...]) -> None:
    read = read_estimate(figure, typed, " 名录 ")
    assert (read["low"], read["likely"], read["high"]) == wanted
    assert read["source"] == {"origin": "stated", "note": "名录"}


@pytest.mark.parametrize(
    ("figure", "typed", "path"),
    [
        ("demand", {}, "likely"),
        ("demand", {"likely": "很多"}, "likely"),
        ("demand", {"low": "-1", "likely": "5"}, "low"),
        ("approval", {"likely": "150%"}, "likely"),
        ("growth", {"likely": "1e3"}, "likely"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_box(figure: str, typed: dict[str, str], path: str) -> None:
    with pytest.raises(Refused) as refused:
        read_estimate(figure, typed, "")
    assert [error["path"] for error in refused.value.errors] == [path]


def test_low_likely_and_high_must_rise() -> None:
    with pytest.raises(Refused) as refused:
        read_estimate("demand", {"low": "9", "likely": "8", "high": "10"}, "")
    assert "低≤最可能≤高" in refused.value.errors[0]["message"]["zh"]


def test_what_is_stated_of_every_year_or_of_one_reaches_the_forecast() -> None:
    changes = {
        ("art06_rent", 0, "demand"): read_estimate("demand", {"likely": "9"}, ""),
        ("art06_rent", 2027, "dispersion"): read_estimate("dispersion", {"likely": "0.5"}, ""),
        (OF_ALL, 0, SHOCK): read_estimate(SHOCK, {"likely": "0.3"}, ""),
    }
    found = stated(POLICY, YEARS, changes, {2026: "900"}).over(Assumptions((), budgets={}))
    by_year = {line.year: line for line in found.lines}
    assert {line.demand.likely for line in by_year.values()} == {9 * WHOLE}
    assert by_year[2026].distribution == "poisson"
    assert by_year[2027].distribution == "negative_binomial"
    assert found.shock.likely == 3 * WHOLE // 10
    assert found.budgets == {2026: 900 * WAN}
    assert as_json(YEARS, changes, {2026: "900"})["years"] == [2026, 2027]


def test_an_estimate_stands_in_its_boxes_as_it_is_typed() -> None:
    line = Line("art06_rent", 2026, Estimate(80 * WHOLE, 100 * WHOLE, 120 * WHOLE))
    assert estimate_text("demand", line.demand, "low") == "80"
    assert estimate_text("approval", line.approval, "low") == "100%"
    assert estimate_text("growth", Estimate.certain(WHOLE * 105 // 100), "likely") == "1.05"


def test_it_says_how_much_the_program_assumes_and_what_of_it_matters_most(asked: beside.Asked, made: Forecast) -> None:
    bars = side.year_of(made, 0, 2026)["tornado"]["bars"]
    found = assumed.rests_on(POLICY, made, 0, 2026)
    assert found is not None
    in_doubt = [bar for bar in bars if _origin(made, bar["provision"], bar["figure"]) == "assumed"]
    assert f"有{len(in_doubt)}项没有申报数据" in found["zh"]
    assert figure_label(in_doubt[0]["figure"])["zh"] in found["zh"]
    known = json.loads(json.dumps(made))
    for line in [{"shock": known["assumptions"]["shock"]}, *known["assumptions"]["lines"]]:
        for figure in line.values():
            if isinstance(figure, dict):
                figure["source"] = {"origin": "stated"}
    assert assumed.rests_on(POLICY, known, 0, 2026) is None


def _origin(made: Forecast, provision: str | None, figure: str) -> str:
    of = made["assumptions"]
    line = next((x for x in of["lines"] if x["provision"] == provision and x["year"] == 2026), of)
    origin: str = line[figure]["source"]["origin"]
    return origin


@pytest.mark.parametrize(
    ("figure", "millionths", "written"),
    [("returning", 666_666, "66.66%"), ("demand", 1_109_612_345, "1,109.6"), ("growth", 1_054_321, "1.05"),
     ("demand", 109_000_000, "109"), ("demand", 4_000, "0.004"), ("take_up", 300_000, "30%")],
)  # fmt: skip
def test_a_figure_is_cut_for_reading_but_never_to_nothing(figure: str, millionths: int, written: str) -> None:
    assert short_text(figure, Estimate.certain(millionths), "likely") == written


def test_a_standard_error_is_written_only_where_there_is_doubt() -> None:
    assert writing.chance("1.00000", "0.00000") == {"zh": "100.0%", "en": "100.0%"}
    assert writing.chance("0.00100", "0.00010")["zh"] == "0.1%（±0.1）"


def test_a_day_is_named_in_each_language_as_elsewhere() -> None:
    assert writing.day(92, 2026) == {"zh": "2026年4月2日", "en": "2026-04-02"}
