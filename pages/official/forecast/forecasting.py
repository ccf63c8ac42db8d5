"""预测: the years ahead as distributions, for the scenarios of the desk, on the registry's claims or the invented ones.

The forecast is worked out in a process beside the server (`engine.forecast.beside`). While it is, the page says how far
it is; whoever stops it, changes anything, or leaves, ends it.
"""

from collections.abc import Mapping

import streamlit as st

from engine.forecast import beside
from engine.forecast.assumptions import Assumptions
from engine.forecast.results import Forecast
from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.scenario import Cohort, Scenario
from engine.scenario.worked import Worked
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.view import marks
from engine.view.ahead import assumed, side
from engine.workshop.workshop import FORECASTING, TRYING, NotMade
from pages.official.asking import calmly
from pages.official.budget import side_by_side
from pages.official.budget.drafts import Desk
from pages.official.budget.side_by_side import Source
from pages.official.forecast import boxes, results, sheet, sheet_store
from pages.official.forecast.sheet import Made, Read, Sheet
from pages.official.inputs import press
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, words_of
from pages.shared.navigation import href
from pages.shared.notices import notice_html
from pages.shared.templates import template

say = words_of("forecast")


@calmly()
def draw() -> None:
    """Draw the page for the claims that officials keep."""
    draw_for(policy_in_use(), language(), side_by_side.REGISTRY, "budget")


def draw_for(policy: Policy, lang: str, source: Source, place: str) -> None:
    """Draw all of the page for claims from this source; `place`: the address of the page of the budget for them."""

    def drawn(desk: Desk, held: Held, worked: Worked) -> None:
        _draw(held.policy, desk, held, worked, source, place, lang)

    side_by_side.draw_over(policy, lang, source, ("forecast.heading", "forecast.nothing_yet"), drawn)


def _draw(policy: Policy, desk: Desk, held: Held, worked: Worked, source: Source, place: str, lang: str) -> None:
    own = sheet.sheet_of(source.desk, desk.year)
    sheet_store.restore(policy, own, source.desk)
    heading = st.empty()
    heading.html(_heading(policy, own, None, worked.cohort, lang))
    scenarios = [draft.scenario for draft in desk.drafts]
    cohorts = _cohorts(policy, held, worked.cohort, source, lang)
    state = (held.claims, sorted(cohorts))
    found = sheet.found_of(policy, own, cohorts, state, scenarios[0])
    counted = {"claims": f"{len(worked.cohort.claims):,}", "companies": f"{worked.cohort.companies:,}"}
    over = say("over", lang, base=held.year, **counted)
    st.html(template("forecast", lang).based_on(over, [scenario.name for scenario in scenarios], href(place)))
    boxes.draw(policy, own, held, found, lang)
    asked, faults = _asked(policy, held, worked.cohort, own, found, scenarios)
    boxes.draw_assumptions(policy, own, found if asked is None else asked.asked.assumptions, lang)
    if faults:
        st.html(notice_html(faults[0][lang], [fault[lang] for fault in faults[1:]], refused=True))
    sheet_store.keep(policy, own, source.desk)
    made = _made(own, asked, desk.keeps, lang)
    heading.html(_heading(policy, own, made and made.forecast, worked.cohort, lang))
    if made is not None:
        results.draw_results(policy, own, made, worked, lang)


def _cohorts(policy: Policy, held: Held, own: Cohort, source: Source, lang: str) -> Mapping[int, Cohort]:
    """The claims of the year and of those before it."""
    found = {own_year: own for own_year in (held.year,) if own_year is not None}
    for year in held.years:
        if held.year is not None and year < held.year and (other := source.held(policy, year, lang)).worked is not None:
            found[year] = other.worked.cohort
    return found


def _heading(policy: Policy, own: Sheet, made: Forecast | None, cohort: Cohort, lang: str) -> str:
    mark = marks.mark(invented=cohort.invented)
    said = rests = None
    if made is not None:
        looked_at = results.looked_at(own, made)
        said, rests = side.headline(made, *looked_at), assumed.rests_on(policy, made, *looked_at)
    return template("forecast", lang).heading(said, rests, mark) + template("pieces", lang).marked(cohort)


# ------------------------------------------------------------------------------------------------ asking


def _asked(
    policy: Policy, held: Held, cohort: Cohort, own: Sheet, found: Assumptions, scenarios: list[Scenario]
) -> tuple[Read | None, list[Both]]:
    """What is asked, or why that means nothing."""
    try:
        return sheet.read(policy, held, cohort, own, found, scenarios), []
    except Refused as refused:
        return None, sheet.messages(refused)


def _made(own: Sheet, asked: Read | None, is_officials: bool, lang: str) -> Made | None:
    """The forecast that is shown: the one of what is asked, made now where that was wanted, or the last one."""
    key = None if asked is None else asked.key
    is_there = key is not None and key in own.made
    wanted = key is not None and own.asked == key and not is_there
    with st.container(horizontal=True, vertical_alignment="center", key="fc_start"):
        says = "again" if own.last is not None and not is_there else "start"
        is_idle = key is None or is_there or wanted
        press(say(says, lang), f"fc-start-{lang}", _wanted, (own, key), type="primary", disabled=is_idle)
        if wanted:
            press(say("stop", lang), f"fc-stop-{lang}", _stopped, (own,))
    if own.said is not None:
        (said, refused), own.said = own.said, None
        st.html(notice_html(said[lang], refused=refused))
    if wanted and asked is not None:
        _work(own, asked, is_officials, lang)
        st.rerun()
    shown = own.made.get(key) if key is not None and is_there else own.made.get(own.last or "")
    if shown is not None and not is_there:
        st.html(template("pieces", lang).para("m-s", say("outdated", lang), "status"))
    return shown


def _wanted(own: Sheet, key: str | None) -> None:
    own.asked, own.said = key, None


def _stopped(own: Sheet) -> None:
    own.asked, own.said = None, (words.both("forecast.stopped"), False)


def _work(own: Sheet, asked: Read, is_officials: bool, lang: str) -> None:
    """Have the forecast worked out; a click or a closed tab ends it, because each word of how far it is is drawn."""
    if not is_officials and (known := sheet.shared(asked.key)) is not None:
        own.keep(asked, known)
        return
    shown = st.progress(0.0, text=say("waiting", lang))

    def told(done: int, of: int) -> None:
        if not of:
            shown.progress(0.0, text=say("waiting", lang))
        elif not done:
            shown.progress(0.0, text=say("preparing", lang))
        else:
            shown.progress(done / of, text=say("drawing", lang, done=f"{done:,}", of=f"{of:,}"))

    try:
        found = beside.made(asked.asked, told, FORECASTING if is_officials else TRYING)
    except Refused as refused:
        own.asked, own.said = None, (sheet.messages(refused)[0], True)
    except NotMade as fault:
        own.asked, own.said = None, (fault.message, True)
    else:
        own.keep(asked, found)
        if not is_officials:
            sheet.share(asked.key, found)
