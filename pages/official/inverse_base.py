"""What the questions of 倒推测算 are about: the claims of a year under the draft at hand, another one beside it, a
scenario that is kept, or the law as it is; the budget; which ratio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import streamlit as st

from engine.inverse.questions import QUESTIONS
from engine.inverse.trials import BUDGET, MEASURES
from engine.inverse.values import drawing
from engine.policy.pack import Policy
from engine.policy.parameters import Number
from engine.registry.cohorts import Held
from engine.registry.scenarios import StoredScenario
from engine.scenario import Cohort, Scenario
from engine.scenario.annual_budgets import AnnualBudget, beside
from engine.text import words
from engine.values import amounts, money
from engine.values.refusal import Refused
from pages.official.budget.drafts import Desk, of_law
from pages.official.inputs import choose, of_visit, segments
from pages.shared.fields import plain
from pages.shared.language import say
from pages.shared.templates import template

Json = dict[str, Any]
SHEET = "inverse questions"
LONGEST = 60
LAW = ""
"""In the place of a scenario's id: the law as it is."""
FIRST: dict[str, dict[str, str]] = {
    "budget_for": {"ratio": "90%"},
    "highest_cap": {"number": "", "ratio": "100%"},
    "highest_rate": {"number": "", "ratio": "100%"},
    "worth_of_one_more": {"total": BUDGET, "more": "1"},
}
"""What stands in the boxes of each question at first."""


@dataclass
class Sheet:
    """What an official asks about: the claims of a `year` (None: that of the desk) under a `scenario` (None: the draft
    at hand), with the `budget` as typed (None: the scenario's). `boxes` holds what stands in each question's boxes,
    `asked` the questions that were put, `answers` what came of them and of what. No claim is in it.
    """

    year: int | None = None
    scenario: str | None = None
    budget: str | None = None
    measure: str = MEASURES[0]
    boxes: dict[str, dict[str, str]] = field(default_factory=lambda: {q: dict(FIRST[q]) for q in QUESTIONS})
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[str, Json]] = field(default_factory=dict)


@dataclass(frozen=True)
class Base:
    """What all questions are about: a cohort under a scenario; `state` is another one whenever its claims are. What can
    be asked about: the `numbers` of the provisions that the budget pays."""

    policy: Policy
    state: tuple[int | None, str]
    cohort: Cohort
    scenario: Scenario
    numbers: Sequence[Number]


def sheet() -> Sheet:
    """This visitor's sheet."""
    return of_visit(SHEET, Sheet)


def draw(own: Sheet, desk: Desk, held: Held, cohort: Cohort, lang: str) -> Base:
    """The boxes above all questions, and what they make."""
    begun = None if held.annual is None else held.annual.amount
    offered = _offered(desk, held.kept, Scenario(say("budget.lawful_name"), 0, begun))
    with st.container(key="iq_base"):
        with st.container(horizontal=True, gap="medium", key="iq_boxes"):
            if len(held.years) > 1 or held.year not in held.years:
                _draw_year(held, lang)
            chosen = own.scenario if own.scenario in offered else _draft(desk.current.number)
            if len(offered) > 1:
                _draw_scenario(offered, chosen, lang)
            scenario = replace(offered[chosen][1], year=held.year or desk.year)
            scenario = _draw_budget(own, scenario, held.annual, chosen, lang)
            _draw_measure(own, lang)
        based = say(
            "inverse.based_on",
            year=held.year,
            claims=f"{len(cohort.claims):,}",
            companies=f"{cohort.companies:,}",
            scenario=scenario.name,
        )
        st.html(template("inverse", lang).based_on(based, own.measure, cohort))
    numbers = drawing(cohort.run(scenario))
    return Base(held.policy, (held.year, held.claims), cohort, scenario, numbers)


def _draft(number: int) -> str:
    return f"draft {number}"


def _offered(desk: Desk, kept: Sequence[StoredScenario], law: Scenario) -> dict[str, tuple[str, Scenario]]:
    """What can be asked about, by its id: how it is called, and the scenario. The drafts on the desk, what is kept and
    does not lie there as it is, and the law as it is unless it does."""
    found: dict[str, tuple[str, Scenario]] = {}
    for draft in desk.drafts:
        name = draft.scenario.name
        found[_draft(draft.number)] = (name if draft.is_saved else say("inverse.draft", name=name)), draft.scenario
    there = {draft.kept.id for draft in desk.drafts if draft.kept is not None and draft.is_saved}
    found |= {k.id: (k.name, k.scenario) for k in kept if k.scenario is not None and k.id not in there}
    if not any(of_law(draft.scenario) == of_law(law) for draft in desk.drafts):
        found[LAW] = law.name, law
    return found


def _draw_year(held: Held, lang: str) -> None:
    key = f"iq-year-{lang}"
    with st.container(width=120):
        names = {year: say("inverse.year", year=year) for year in held.years}
        changed = partial(_change, "year", key)
        choose(say("inverse.box_year"), names, held.year, key, on_change=changed)


def _draw_scenario(offered: Mapping[str, tuple[str, Scenario]], chosen: str, lang: str) -> None:
    # The box is drawn anew where the draft at hand is another by now.
    key = f"{chosen if sheet().scenario is None else ''}-iq-scenario-{lang}"
    with st.container(width=260):
        names = {id: plain(name) for id, (name, _) in offered.items()}
        changed = partial(_change, "scenario", key, budget=None)
        choose(say("inverse.box_scenario"), names, chosen, key, on_change=changed)


def _draw_budget(own: Sheet, scenario: Scenario, annual: AnnualBudget | None, chosen: str, lang: str) -> Scenario:
    """The box of the budget, and what was understood; whether it is the one that is stated for the year; the scenario
    with it."""
    key = f"{chosen}-{scenario.year}-{scenario.budget}-iq-budget-{lang}-{own.scenario or ''}"
    label = words.both("inverse.box_budget")
    of_scenario = "" if scenario.budget is None else money.wan_law(scenario.budget)
    with st.container(width=240):
        st.text_input(
            label[lang],
            value=of_scenario if own.budget is None else own.budget,
            key=key,
            placeholder=say("inverse.budget_example"),
            on_change=partial(_change, "budget", key),
            max_chars=LONGEST,
        )
        try:
            budget = scenario.budget if own.budget is None else amounts.read_money(own.budget, label=label)
        except Refused as refused:
            st.html(template("inverse", lang).refused(refused.errors[0]["message"][lang]))
            return replace(scenario, budget=None)
        said = say("inverse.no_budget_yet") if budget is None else amounts.echo(budget, lang)
        style = "f-hint" if budget is None else "f-echo"
        st.html(template("inverse", lang).understood(said, style))
        if (which := beside(annual, budget)) is not None:
            st.html(template("inverse", lang).understood(which[lang], "f-hint"))
    return replace(scenario, budget=budget)


def _draw_measure(own: Sheet, lang: str) -> None:
    key = f"iq-measure-{lang}"
    names = {measure: say(f"inverse.choice_{measure}") for measure in MEASURES}
    changed = partial(_change, "measure", key)
    segments(say("inverse.box_measure"), names, own.measure, key, required=True, on_change=changed)


def _change(name: str, key: str, **others: Any) -> None:
    """What stands in a box becomes what is asked about; `others`: what goes with it."""
    for attribute, value in {name: st.session_state[key], **others}.items():
        setattr(sheet(), attribute, value)
