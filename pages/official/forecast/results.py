"""What comes of a forecast: scenarios side by side, limits, fans, months, assumptions; each chart with its table."""

import json
from functools import partial

import streamlit as st
from markupsafe import Markup

from engine.forecast.results import Forecast
from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.scenario.worked import Worked
from engine.sheets import as_csv
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.view import marks
from engine.view.ahead import assumed, fans, side
from engine.view.ahead.fans import Fan
from pages.official.forecast import charts
from pages.official.forecast.sheet import Made, Sheet
from pages.official.inputs import hand_over, segments
from pages.shared.charts import Chart, draw, scheme
from pages.shared.fields import plain
from pages.shared.files import Link, links_html
from pages.shared.in_use import today
from pages.shared.language import words_of
from pages.shared.templates import template

say = words_of("forecast")


def looked_at(own: Sheet, made: Forecast) -> tuple[int, int]:
    """The place of the scenario that is looked at, and the year."""
    years = [of["year"] for of in made["scenarios"][0]["years"]]
    return min(own.place, len(made["scenarios"]) - 1), own.year if own.year in years else years[0]


def draw_results(policy: Policy, own: Sheet, of: Made, worked: Worked, lang: str) -> None:
    """Draw all of it."""
    made = of.forecast
    place, year = looked_at(own, made)
    _draw_looking(own, made, place, year, lang)
    st.html(template("forecast", lang).side(side.side(made, year), place, year))
    seed = say("seed_note", lang, draws=f"{made['draws']:,}", seed=made["seed"])
    st.html(template("pieces", lang).para("m-note", f"{seed} {say('side_note', lang)}"))
    name, tables = scheme(), template("forecast", lang)
    limits = side.limits(policy, made, place, year)
    _draw(limits.headline, charts.limits_chart(limits, lang, name), tables.limits(limits), "fc_limits", lang)
    months = fans.months(made, place, year)
    _draw(months.headline, charts.fan_chart(months, lang, name), _fan(months, "months", lang), "fc_months", lang)
    tornado = assumed.tornado(policy, made, place, year)
    if tornado.bars:
        drawn = charts.tornado_chart(tornado, lang, name)
        _draw(tornado.headline, drawn, tables.tornado(tornado), "fc_tornado", lang)
    _draw_years(made, worked, of.scenarios[place], place, lang)
    st.html(tables.lines(assumed.lines(policy, made, place, year), year))
    _draw_files(made, worked, lang)


def _draw_looking(own: Sheet, made: Forecast, place: int, year: int, lang: str) -> None:
    """Which year, and which scenario, is looked at."""
    years = [of["year"] for of in made["scenarios"][0]["years"]]
    names = [of["name"] for of in made["scenarios"]]
    if len(years) < 2 and len(names) < 2:
        return
    with st.container(horizontal=True, gap="medium", key="fc_looking"):
        if len(years) > 1:
            key = f"fc-year-{lang}-{len(years)}"
            called = {one: words.text("budget.year", lang, year=one) for one in years}
            to_year = {"on_change": hand_over, "args": (own, "year", key)}
            segments(say("show_year", lang), called, year, key, required=True, **to_year)
        if len(names) > 1:
            key = f"fc-scenario-{lang}-{len(names)}"
            places = {number: plain(name) for number, name in enumerate(names)}
            to_place = {"on_change": hand_over, "args": (own, "place", key)}
            segments(say("show_scenario", lang), places, place, key, required=True, **to_place)


def _draw(headline: Both, chart: Chart, table: Markup, key: str, lang: str) -> None:
    """A chart between its finding and its table."""
    st.html(template("budget", lang).finding(headline))
    draw(chart, key, words.text("budget.chart_alt", lang, finding=headline))
    st.html(table)


def _fan(fan: Fan, kind: str, lang: str) -> Markup:
    return template("forecast", lang).fan(fan, kind)


def _draw_years(made: Forecast, worked: Worked, scenario: Scenario, place: int, lang: str) -> None:
    """From year to year, beginning with what the scenario that was forecast comes to in the year of the claims."""
    try:
        base = worked.outcome(scenario)
    except Refused:
        return
    fan = fans.years(made, place, base)
    _draw(fan.headline, charts.fan_chart(fan, lang, scheme()), _fan(fan, "years", lang), "fc_years", lang)


# ------------------------------------------------------------------------------------------------ taken away


def _draw_files(made: Forecast, worked: Worked, lang: str) -> None:
    invented, day = worked.cohort.invented, today().isoformat()

    def named(kind: str) -> str:
        return marks.file_name(
            say("file_name", lang, day=day, kind=kind), lang, internal=not invented, invented=invented
        )

    links = links_html(
        Link("forecast.json", say("take_json", lang), named("json"), partial(_as_json, made), say("take_waits", lang)),
        Link("forecast.csv", say("take_csv", lang), named("csv"), partial(_as_table, made), say("take_waits", lang)),
    )
    st.html(template("forecast", lang).taken() + links)


def _as_json(made: Forecast) -> bytes:
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _as_table(made: Forecast) -> bytes:
    return as_csv(assumed.table(made))
