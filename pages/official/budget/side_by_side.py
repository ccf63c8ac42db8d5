"""预算: what every claim would be paid, under up to four scenarios side by side.

The budget with its slider, and all that follows from it, is a fragment: whoever moves the slider runs that again and
nothing else of the page or the frame around it. Claims come from `engine.registry.cohorts`, which asks who is looking
each time; nothing of them is kept in the session.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from engine import scenario
from engine.policy.pack import Policy
from engine.registry import cohorts
from engine.registry.cohorts import Held
from engine.registry.database import database
from engine.registry.scenarios import StoredScenario
from engine.registry.stored import ListedClaim
from engine.scenario import Outcome, Scenario, base_of
from engine.scenario.annual_budgets import amount_of
from engine.scenario.worked import Worked
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused
from engine.view import marks
from engine.view.budget import columns, flow, limits, slider
from pages.official import annual_budget, exports, open_points
from pages.official.asking import calmly
from pages.official.budget import charts, controls, desk_store, drafts, keeping, opening, publishing, sharing
from pages.official.budget.drafts import Desk, Draft
from pages.official.effect.drawing import draw_effect
from pages.official.effect.listing import Called
from pages.shared import official, onepager
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, pieces, words_of
from pages.shared.navigation import href, link
from pages.shared.templates import foot, template


def draw() -> None:
    """Draw the page, or what its address asks for."""
    if st.query_params.get("do") == annual_budget.ASKED:
        annual_budget.draw()
        return
    with calmly():
        draw_desk(policy_in_use(), language(), REGISTRY)


say = words_of("budget")


@dataclass(frozen=True)
class Source:
    """Where the claims of a page come from: on which desk (its name) they are divided, the claims of a year, who asked
    for claims of some provisions, whose some claims are and where they are opened, and the budget (分) with which one
    begins on them. The functions that read the
    registry ask who is looking."""

    desk: str
    held: Callable[[Policy, int | None, str], Held]
    rows: Callable[[Held, Sequence[str]], Mapping[str, ListedClaim]]
    people: Callable[[Held, Sequence[str]], Mapping[str, Called]]
    budget: Callable[[Held], int | None]


def draw_desk(policy: Policy, lang: str, source: Source) -> None:
    """Draw all of the page for claims from this source."""
    opened = open_desk(policy, lang, source)
    if opened is None:
        _draw_empty(policy, lang)
        return
    desk, held = opened
    if held.worked is not None:
        open_points.draw_in_budget(held)
        opening.draw(desk, source.desk, lang)
        heading = st.empty()
        controls.draw(desk, held.years, lang)
        _draw_worked(policy, source, heading, lang)
    if desk.keeps:
        keeping.draw_kept(desk, held.kept, lang)
        publishing.draw(desk, held.kept, lang)
    st.html(foot(policy, lang))


def draw_over(
    policy: Policy, lang: str, source: Source, none_yet: tuple[str, str], draw: Callable[[Desk, Held, Worked], None]
) -> None:
    """Draw a page over the claims of the desk's year with `draw`; where there are none, the heading and the sentence of
    `none_yet` (keys of words), and the way to them."""
    opened = open_desk(policy, lang, source)
    if opened is None or opened[1].worked is None:
        draw_none_yet(none_yet, lang)
    else:
        desk, held = opened
        open_points.draw_in_budget(held)
        draw(desk, held, opened[1].worked)
    st.html(foot(policy, lang))


def draw_none_yet(none_yet: tuple[str, str], lang: str) -> None:
    """There is no claim yet: what the page will show, and where claims come from."""
    st.html(template("pieces", lang).no_claims(*(words.text(key, lang) for key in none_yet)))
    with st.container(key="m_actions"):
        link("claims", say("empty_to_claims", lang))


def open_desk(policy: Policy, lang: str, source: Source) -> tuple[Desk, Held] | None:
    """The desk as the visitor left it, laid out if it is new, with the claims of its year; None where there are none of
    any year. Not in a fragment: the tab is asked what it has kept."""
    desk_store.ask(source.desk)
    found = st.session_state.get(source.desk)
    held = source.held(policy, found.year if isinstance(found, Desk) else None, lang)
    if held.year is None or not held.years:
        return None
    desk = drafts.desk(policy, held.year, source.desk)
    if not desk.drafts:
        desk.begun = source.budget(held)
        _lay_out(desk, held.kept, desk.begun, lang)
    desk_store.restore(desk, source.desk, held.kept)
    opening.settle(desk, source.desk)
    if held.year != desk.year:
        held = source.held(policy, desk.year, lang)
    if held.worked is None:
        # What there was of this year is gone.
        desk.turn_to(max(held.years))
        held = source.held(policy, desk.year, lang)
    desk.begin_with(held.annual, source.budget(held))
    if held.worked is not None:
        keeping.settle(desk, held.kept)
        desk.is_overtaken = False
    return desk, held


@st.fragment
def _draw_worked(policy: Policy, source: Source, heading: DeltaGenerator, lang: str) -> None:
    """The budget with its slider, and all that follows from it; `heading` is the place of the finding above the
    controls."""
    with calmly():
        desk = drafts.current()
        held = source.held(policy, desk.year, lang)
        if desk.is_overtaken or held.worked is None:
            st.rerun()
        keeping.settle(desk, held.kept)
        _draw_scenarios(policy, desk, held, held.worked, source, heading, lang)
        desk_store.keep(desk, source.desk)


def _held(policy: Policy, year: int | None, lang: str) -> Held:
    """The claims of a year; reading and assessing them is said to be under way."""
    held = cohorts.held(database(), official.credential(), policy, year)
    if held is not None:
        return held
    with st.spinner(say("reading", lang)):
        return cohorts.load(database(), official.credential(), policy, year)


def _rows(held: Held, provisions: Sequence[str]) -> Mapping[str, ListedClaim]:
    return cohorts.rows_of(database(), official.credential(), held, provisions)


def _people(held: Held, claims: Sequence[str]) -> Mapping[str, Called]:
    known = cohorts.names_of(database(), official.credential(), held)
    named = ((claim, known[claim]) for claim in claims if claim in known)
    return {claim: Called(name, href("claims", application=of, claim=claim)) for claim, (name, of) in named}


REGISTRY = Source(drafts.DESK, _held, _rows, _people, lambda held: amount_of(held.annual))
"""The claims that officials keep."""


def _lay_out(desk: Desk, kept: Sequence[StoredScenario], budget: int | None, lang: str) -> None:
    """What stands on the desk at first: the scenario that is published, or else the law as it stands."""
    published = next((k for k in kept if k.is_public and k.scenario and k.scenario.year == desk.year), None)
    if published is not None and published.scenario is not None:
        desk.add(published.scenario, published)
    else:
        desk.add(Scenario(say("lawful_name", lang), desk.year, budget))


def _outcomes(desk: Desk, worked: Worked, lang: str) -> dict[int, Outcome]:
    """What each scenario on the desk comes to, by its number; what cannot be worked out is said and left out."""
    found: dict[int, Outcome] = {}
    for draft in desk.drafts:
        try:
            found[draft.number] = outcome_of(draft.scenario, worked, lang)
        except Refused as refused:
            _not_worked_out(desk, draft.scenario, refused)
    return found


def beside_law(desk: Desk, worked: Worked, lang: str) -> tuple[Outcome, Outcome] | None:
    """What the law as it stands comes to, with the budget of the year, and what the scenario that is adjusted does;
    None where that cannot be worked out, which is said."""
    own = desk.current.scenario
    try:
        return outcome_of(base_of(own, amount_of(desk.annual)), worked, lang), outcome_of(own, worked, lang)
    except Refused as refused:
        _not_worked_out(desk, own, refused)
        return None


def _not_worked_out(desk: Desk, own: Scenario, refused: Refused) -> None:
    why = refused.errors[0]["message"]
    desk.say("alert", words.both("budget.not_worked_out", name=drafts.named(own.name), why=why))


def outcome_of(scenario: Scenario, worked: Worked, lang: str) -> Outcome:
    """What a scenario comes to; that claims are assessed first, under other readings, is said to be under way. Refused
    where it cannot be."""
    if worked.is_ready(scenario):
        return worked.outcome(scenario)
    with st.spinner(say("assessing", lang)):
        return worked.outcome(scenario)


# ------------------------------------------------------------------------------------------------ what is drawn


def _draw_empty(policy: Policy, lang: str) -> None:
    """There is no claim yet: where they come from."""
    draw_none_yet(("budget.empty_heading", "budget.empty_text"), lang)
    st.html(template("budget", lang).to_annual(words.both("annual_budget.page_intro")))
    st.html(foot(policy, lang))


def _draw_scenarios(
    policy: Policy, desk: Desk, held: Held, worked: Worked, source: Source, heading: DeltaGenerator, lang: str
) -> None:
    outcomes, current = _outcomes(desk, worked, lang), desk.current
    shown = [draft for draft in desk.drafts if draft.number in outcomes]
    if not shown:
        heading.empty()
        controls.draw_budget(desk, slider.NOTHING_YET, lang)
        keeping.draw_notice(desk, lang)
        return
    own = outcomes.get(current.number, outcomes[shown[0].number])
    in_columns = [outcomes[draft.number] for draft in shown]
    heading.html(_heading(desk, own, lang))
    scale = slider.scale(in_columns[0], (draft.scenario.budget for draft in desk.drafts))
    controls.draw_budget(desk, scale, lang)
    keeping.draw_notice(desk, lang)
    marks = [_marks(draft) for draft in shown]
    chosen = shown.index(current) if current in shown else 0
    found = columns.side_by_side(policy, in_columns, marks, worked.compared)
    st.html(template("budget", lang).side_by_side(found, chosen, flow.used(own)))
    keeping.draw_current(desk, lang)
    _draw_charts(policy, held, worked, in_columns[0], own, source, lang)
    if desk.keeps:
        place = onepager.reached_at(st.context.url)
        st.html(exports.links_html([draft.scenario for draft in shown], chosen, lang, place))
    sharing.draw(desk, source.desk, held, "budget", lang)


def _draw_charts(
    policy: Policy, held: Held, worked: Worked, first: Outcome, own: Outcome, source: Source, lang: str
) -> None:
    """The way of the money, what is open, who wins and who loses beside the first scenario, and which limits bind."""
    found = flow.flow(policy, own)
    bind = template("budget", lang).limits(limits.limits(policy, own), own.scenario.name)
    below = _open_html(policy, held, own, source, lang)
    if own is first:
        charts.draw_flow(found, below + bind, lang)
    else:
        charts.draw_flow(found, below, lang)
        draw_effect(policy, worked, first, own, partial(source.people, held), lang)
        st.html(bind)


def _open_html(policy: Policy, held: Held, own: Outcome, source: Source, lang: str) -> Markup:
    """What is open, and what it would come to."""
    ties = limits.open_ties(policy, own)
    open_html = Markup()
    if ties:
        provisions = [tie.provision for tie in own.ties if tie.provision is not None]
        rows = source.rows(held, provisions)
        open_html = template("budget", lang).ties(ties, rows)
    if (reserved := limits.reserved_text(own)) is not None:
        open_html += pieces().para("m-say", reserved[lang])
    return open_html


def _heading(desk: Desk, own: Outcome, lang: str) -> Markup:
    """The finding; above it what it is about, and the way to the questions the other way round; that the claims are
    invented."""
    mark = marks.mark(invented=own.cohort.invented)
    text, ahead = (href(name if desk.keeps else f"sandbox-{name}") for name in ("reform", "forecast"))
    inverse = href("inverse") if desk.keeps else ""
    heading: Markup = template("budget", lang).heading(
        scenario.headline(own), mark, desk.year, own.scenario.name, text, ahead, inverse
    )
    return heading + template("pieces", lang).marked(own.cohort)


def _marks(draft: Draft) -> list[Both]:
    return [words.both("budget.mark_published")] if draft.is_saved and draft.kept and draft.kept.is_public else []
