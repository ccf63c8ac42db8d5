"""The boxes of a forecast: years, budgets, draws and seed, and the assumptions one by one."""

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from engine.forecast.assumptions import FIGURES, NONE, Assumptions, Estimate
from engine.forecast.fitted import defaults
from engine.forecast.typed import ENDS, OF_ALL, SHOCK, Change, estimate_text, figure_label, read_estimate, short_text
from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.scenario.annual_budgets import beside
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import both
from engine.values import amounts
from engine.values.refusal import Refused
from engine.view.ahead import assumed
from pages.official.forecast import sheet
from pages.official.forecast.sheet import Sheet
from pages.official.inputs import choose, press, segments, text_of
from pages.shared.fields import plain
from pages.shared.language import words_of
from pages.shared.notices import notice_html
from pages.shared.templates import template

T = TypeVar("T")
WIDTH, WIDE = 150, 300
LONGEST, LONGEST_NOTE = 40, 120

say = words_of("forecast")


def draw(policy: Policy, own: Sheet, held: Held, found: Assumptions, lang: str) -> None:
    """Years, budgets, draws and seed."""
    years = sheet.possible(policy, own.base)
    chosen = own.years or years
    with st.container(key="fc_band"):
        with st.container(horizontal=True, gap="small", vertical_alignment="top", key="fc_boxes"):
            if len(years) > 1:
                key = f"fc-years-{lang}-{own.base}-{own.restored}"
                names = {year: words.text("budget.year", lang, year=year) for year in years}
                many = {"selection_mode": "multi", "on_change": _years, "args": (own, key)}
                segments(say("box_years", lang), names, list(chosen), key, **many)
            for year in chosen:
                _draw_budget(own, held, year, lang)
            for name in ("draws", "seed"):
                with st.container(width=WIDTH):
                    key = f"fc-{name}-{lang}-{own.base}-{own.restored}"
                    default = str(defaults()[name])
                    text_of(say(f"box_{name}", lang), own, name, key, max_chars=LONGEST, placeholder=default)
        st.html(template("pieces", lang).para("m-over", say("budget_help", lang)))


def _years(own: Sheet, key: str) -> None:
    own.years = tuple(sorted(st.session_state[key]))


def _draw_budget(own: Sheet, held: Held, year: int, lang: str) -> None:
    """The budget of a year, whether it is the one that is stated, and what was understood."""
    text, label = sheet.budget_text(own, held, year), words.both("forecast.box_budget", year=year)
    annual = held.budgets.get(year)
    with st.container(width=WIDTH + 50, gap="xxsmall"):
        key = f"fc-budget-{year}-{lang}-{own.restored}-{'' if annual is None else annual.amount}"
        st.text_input(
            label[lang], value=text, key=key, max_chars=LONGEST, placeholder=words.text("budget.example_budget", lang),
            on_change=_budgeted, args=(own, year, key),
        )  # fmt: skip
        try:
            amount = amounts.read_money(text, label=label)
        except Refused as refused:
            st.html(template("budget", lang).below("", "", refused.errors[0]["message"][lang]))
            return
        said = say("budget_own", lang) if amount is None else amounts.echo(amount, lang)
        which = beside(annual, amount)
        st.html(template("forecast", lang).below(said, "" if which is None else which[lang]))


def _budgeted(own: Sheet, year: int, key: str) -> None:
    own.budgets[year] = st.session_state[key] or ""


# ------------------------------------------------------------------------------------------------ assumptions


def draw_assumptions(policy: Policy, own: Sheet, found: Assumptions, lang: str) -> None:
    """What is assumed, with its sources, and the boxes that change it; drawn only where it is opened."""
    part = st.expander(say("assumptions", lang), key=f"fc-assumed-{lang}", on_change="rerun")
    if not part.open:
        return
    with part:
        st.html(template("pieces", lang).para("m-s", say("stated_count", lang, count=len(own.changes))))
        _draw_form(policy, own, found, lang)
        for year in found.years:
            rows = assumed.assumed(policy, found, year)
            st.html(template("forecast", lang).assumed(rows, year, [figure_label(f) for f in assumed.SHOWN]))
        shock = assumed.range_text(SHOCK, found.shock)[lang], assumed.source_text(found.shock.source)[lang]
        said = say("shock_line", lang, range=shock[0], source=shock[1])
        small = template("pieces", lang)
        st.html(small.para("m-s", said) + small.para("m-note", say("assumptions_note", lang)))


def _draw_form(policy: Policy, own: Sheet, found: Assumptions, lang: str) -> None:
    """One assumption: which, its three ends, where it is from."""
    wanted = {line.provision for line in found.lines if line.demand.high}
    granting = sorted((p for p in policy.provisions if not p.gives_nothing), key=lambda p: p.id not in wanted)
    titles = {p.id: {"article": article_both(p.article), "title": both(p.title)} for p in granting}
    names = {id: say("provision", lang, **title) for id, title in titles.items()}
    names[OF_ALL] = say("every_provision", lang)
    with st.container(key="fc_form"):
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            provision = _choice("provision", list(names), names, WIDE, lang)
            figures = [SHOCK] if provision == OF_ALL else list(FIGURES)
            labels = {figure: figure_label(figure)[lang] for figure in figures}
            figure = _choice("figure", figures, labels, WIDTH + 40, lang)
            years = [0] if provision == OF_ALL else [0, *found.years]
            called = {y: words.text("budget.year", lang, year=y) if y else say("every_year", lang) for y in years}
            year = _choice("year", years, called, WIDTH, lang)
        change: Change = (provision, year, figure)
        estimate = _estimate(found, change)
        keys = {end: f"fc-{end}-{provision}-{year}-{figure}-{own.drawn}-{lang}" for end in (*ENDS, "note")}
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            for end in ENDS:
                with st.container(width=WIDTH - 30):
                    is_own = estimate.source.origin == "stated"
                    text = (estimate_text if is_own else short_text)(figure, estimate, end)
                    st.text_input(say(end, lang), value=text, key=keys[end], max_chars=LONGEST)
            with st.container(width=WIDE):
                st.text_input(
                    say("note", lang), value=estimate.source.note, key=keys["note"], max_chars=LONGEST_NOTE,
                    placeholder=say("example_note", lang),
                )  # fmt: skip
            press(say("take", lang), f"fc-take-{lang}", _taken, (own, change, keys))
            if change in own.changes:
                press(say("reset", lang), f"fc-reset-{lang}", _reset, (own, change), type="tertiary")
        if own.fault:
            st.html(notice_html(say("not_taken", lang), [fault[lang] for fault in own.fault], refused=True))


def _choice(name: str, options: Sequence[T], called: dict[T, str], width: int, lang: str) -> T:
    names = {one: plain(called[one]) for one in options}
    with st.container(width=width):
        return choose(say(f"choose_{name}", lang), names, options[0], f"fc-choose-{name}-{lang}-{len(options)}")


def _estimate(found: Assumptions, change: Change) -> Estimate:
    """What holds of it now: of every year, what holds of the first."""
    provision, year, figure = change
    if provision == OF_ALL:
        return found.shock
    lines = (line for line in found.lines if line.provision == provision and year in (0, line.year))
    line = next(lines, None)
    return NONE if line is None else getattr(line, figure)


def _taken(own: Sheet, change: Change, keys: dict[str, str]) -> None:
    typed = {end: st.session_state.get(key) or "" for end, key in keys.items()}
    try:
        read = read_estimate(change[2], typed, typed["note"])
        if not change[1] and change[0] != OF_ALL:
            for other in [c for c in own.changes if (c[0], c[2]) == (change[0], change[2])]:
                del own.changes[other]
        own.changes[change] = read
    except Refused as refused:
        own.fault = sheet.messages(refused)
        return
    own.fault = []
    own.drawn += 1


def _reset(own: Sheet, change: Change) -> None:
    own.changes.pop(change, None)
    own.fault = []
    own.drawn += 1
