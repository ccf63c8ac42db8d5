"""倒推测算: name the goal, and see what budget, cap or rate it needs; what one more 万元 does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import inverse
from engine.application import typed
from engine.inverse import BUDGET, MEASURES
from engine.inverse.questions import QUESTIONS, ask
from engine.policy.pack import Policy
from engine.policy.parameters import Number
from engine.registry import cohorts
from engine.registry.cohorts import Held
from engine.registry.database import database
from engine.registry.scenarios import Kept
from engine.scenario import Cohort, Scenario, written
from engine.scenario.annual_budgets import AnnualBudget, beside
from engine.text import words
from engine.text.phrases import both
from engine.values import amounts, money
from engine.values.refusal import Refused
from pages.official import left_out, open_points
from pages.official.asking import calmly
from pages.shared import navigation
from pages.shared.fields import plain
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, pieces, say
from pages.shared.notices import notice_html
from pages.shared.official import credential
from pages.shared.templates import foot, template

Json = dict[str, Any]
SHEET = "inverse questions"
LONGEST = 60
FIRST: dict[str, dict[str, str]] = {
    "budget_for": {"ratio": "90%"},
    "highest_cap": {"number": "", "ratio": "100%"},
    "highest_rate": {"number": "", "ratio": "100%"},
    "worth_of_one_more": {"total": BUDGET, "more": "1"},
}
"""What stands in the boxes of each question at first."""


@dataclass
class Sheet:
    """What an official asks about: the claims of a `year` (None: the latest) under a scenario that is kept (by id;
    empty: the law as it is), with the `budget` as typed (None: the scenario's). `boxes` holds what stands in each
    question's boxes, `asked` the questions that were put, `answers` what came of them and of what. No claim is in it.
    """

    year: int | None = None
    scenario: str = ""
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


@calmly
def draw() -> None:
    """Draw the page."""
    lang, policy, sheet = language(), policy_in_use(), _sheet()
    with st.spinner(say("inverse.loading")):
        held = _held(policy, sheet)
    sub = None if held.worked is None else say("inverse.what_it_is")
    st.html(pieces().head(say("inverse.heading"), sub))
    if held.worked is None:
        _draw_nothing(policy, lang)
        return
    left_out.draw(held)
    open_points.draw_in_budget(held)
    base = _draw_base(sheet, held, held.worked.cohort, lang)
    for question in QUESTIONS:
        _draw_question(sheet, question, base, lang)
    st.html(foot(policy, lang))


def _sheet() -> Sheet:
    if not isinstance(st.session_state.get(SHEET), Sheet):
        st.session_state[SHEET] = Sheet()
    sheet: Sheet = st.session_state[SHEET]
    return sheet


def _held(policy: Policy, sheet: Sheet) -> Held:
    """The claims, from the memory of the process if they are there."""
    found = cohorts.held(database(), credential(), policy, sheet.year)
    return found or cohorts.load(database(), credential(), policy, sheet.year)


def _draw_nothing(policy: Policy, lang: str) -> None:
    st.html(template("inverse", lang).nothing())
    navigation.link("claims", say("inverse.none_link"))
    st.html(foot(policy, lang))


# ------------------------------------------------------------------------------------------------ what it is based on


def _draw_base(sheet: Sheet, held: Held, cohort: Cohort, lang: str) -> Base:
    """The boxes above all questions, and what they make."""
    kept = [k for k in held.kept if k.scenario is not None]
    with st.container(key="iq_base"):
        with st.container(horizontal=True, gap="medium", key="iq_boxes"):
            if len(held.years) > 1 or held.year not in held.years:
                _draw_year(sheet, held, lang)
            if kept:
                _draw_scenario(sheet, kept, lang)
            chosen = next((k.scenario for k in kept if k.id == sheet.scenario and k.scenario is not None), None)
            begun = None if held.annual is None else held.annual.amount
            scenario = Scenario(say("budget.lawful_name"), 0, begun) if chosen is None else chosen
            scenario = replace(scenario, year=held.year or scenario.year)
            scenario = _draw_budget(sheet, scenario, held.annual, lang)
            _draw_measure(sheet, lang)
        based = say(
            "inverse.based_on",
            year=held.year,
            claims=f"{len(cohort.claims):,}",
            companies=f"{cohort.companies:,}",
            scenario=scenario.name,
        )
        st.html(template("inverse", lang).based_on(based, sheet.measure, cohort))
    numbers = inverse.drawing(cohort.run(scenario))
    return Base(held.policy, (held.year, held.claims), cohort, scenario, numbers)


def _draw_year(sheet: Sheet, held: Held, lang: str) -> None:
    key = f"iq-year-{lang}"
    with st.container(width=120):
        st.selectbox(
            say("inverse.box_year"),
            held.years,
            index=held.years.index(held.year) if held.year in held.years else None,
            format_func=lambda year: say("inverse.year", year=year),
            key=key,
            on_change=lambda: _change(year=st.session_state[key]),
        )


def _draw_scenario(sheet: Sheet, kept: Sequence[Kept], lang: str) -> None:
    key = f"iq-scenario-{lang}"
    names = {"": say("budget.lawful_name"), **{k.id: k.name for k in kept}}
    ids = list(names)
    with st.container(width=260):
        st.selectbox(
            say("inverse.box_scenario"),
            ids,
            index=ids.index(sheet.scenario) if sheet.scenario in ids else 0,
            format_func=lambda id_: names[id_],
            key=key,
            on_change=lambda: _change(scenario=st.session_state[key], budget=None),
        )


def _draw_budget(sheet: Sheet, scenario: Scenario, annual: AnnualBudget | None, lang: str) -> Scenario:
    """The box of the budget, and what was understood; whether it is the one that is stated for the year; the scenario
    with it."""
    key = f"{scenario.year}-{scenario.budget}-iq-budget-{lang}-{sheet.scenario}"
    label = words.both("inverse.box_budget")
    of_scenario = "" if scenario.budget is None else money.wan_law(scenario.budget)
    with st.container(width=240):
        st.text_input(
            label[lang],
            value=of_scenario if sheet.budget is None else sheet.budget,
            key=key,
            placeholder=say("inverse.budget_example"),
            on_change=lambda: _change(budget=st.session_state[key] or ""),
            max_chars=LONGEST,
        )
        try:
            budget = scenario.budget if sheet.budget is None else amounts.read_money(sheet.budget, label=label)
        except Refused as refused:
            st.html(template("inverse", lang).refused(refused.errors[0]["message"][lang]))
            return replace(scenario, budget=None)
        said = say("inverse.no_budget_yet") if budget is None else amounts.echo(budget, lang)
        style = "f-hint" if budget is None else "f-echo"
        st.html(template("inverse", lang).understood(said, style))
        if (which := beside(annual, budget)) is not None:
            st.html(template("inverse", lang).understood(which[lang], "f-hint"))
    return replace(scenario, budget=budget)


def _draw_measure(sheet: Sheet, lang: str) -> None:
    key = f"iq-measure-{lang}"
    st.segmented_control(
        say("inverse.box_measure"),
        MEASURES,
        default=sheet.measure,
        format_func=lambda measure: say(f"inverse.choice_{measure}"),
        required=True,
        key=key,
        on_change=lambda: _change(measure=st.session_state[key]),
    )


def _change(**values: Any) -> None:
    for name, value in values.items():
        setattr(_sheet(), name, value)


# ------------------------------------------------------------------------------------------------ a question


def _draw_question(sheet: Sheet, question: str, base: Base, lang: str) -> None:
    """The form of a question, and beside it the answer once it was put."""
    st.html(template("inverse", lang).question(question))
    boxes = sheet.boxes[question]
    options = _options(question, base)
    for name, choices in options.items():
        if boxes[name] not in choices:
            boxes[name] = next(iter(choices), "")
    left, right = st.columns([2, 5], gap="large")
    keys = {name: f"iq-{question}-{name}-{lang}" for name in boxes}
    with left, st.form(f"iq-{question}-{lang}", border=False):
        for name, key in keys.items():
            if name in options:
                _draw_choice(_label(question, name)[lang], boxes[name], options[name], key)
            else:
                st.text_input(_label(question, name)[lang], value=boxes[name], key=key, max_chars=LONGEST)
        st.form_submit_button(
            say("inverse.button"), key=f"iq-ask-{question}-{lang}", on_click=_put, args=(question, keys)
        )
    with right:
        if question in sheet.asked:
            _draw_answer(sheet, question, base, lang)


def _draw_choice(label: str, chosen: str, choices: Mapping[str, str], key: str) -> None:
    ids = list(choices)
    st.selectbox(
        label,
        ids,
        index=ids.index(chosen) if chosen in ids else None,
        format_func=lambda id_: plain(choices[id_]),
        key=key,
    )


def _put(question: str, keys: Mapping[str, str]) -> None:
    """Put a question: what stands in its boxes is what is asked."""
    sheet = _sheet()
    sheet.boxes[question] = {name: st.session_state.get(key) or "" for name, key in keys.items()}
    if question not in sheet.asked:
        sheet.asked.append(question)


def _label(question: str, name: str) -> dict[str, str]:
    if name == "number":
        name = "rate" if question == "highest_rate" else "cap"
    return words.both(f"inverse.box_{name}")


def _options(question: str, base: Base) -> dict[str, dict[str, str]]:
    """What can be chosen in the boxes of a question, by box: the name and how it is called."""
    match question:
        case "highest_cap":
            caps = {n.name: _option(base.policy, n) for n in base.numbers if n.kind != "rate"}
            return {"number": {"": say("inverse.every_award"), **caps}}
        case "highest_rate":
            return {"number": {n.name: _option(base.policy, n) for n in base.numbers if n.kind == "rate"}}
        case "worth_of_one_more":
            pools = {
                pool.id: say("inverse.option_total", article=inverse.article_name(pool.article))
                for pool in base.policy.pools
            }
            return {"total": {BUDGET: say("inverse.option_budget"), **pools}}
    return {}


def _option(policy: Policy, number: Number) -> str:
    provision = policy.provision(number.block)
    return say(
        "inverse.option_rate" if number.kind == "rate" else "inverse.option_cap",
        article=inverse.article_name(number.article),
        title=both(provision.title),
        label=number.label,
        value=inverse.value_text(number, number.value),
    )


# ------------------------------------------------------------------------------------------------ the answer


def _draw_answer(sheet: Sheet, question: str, base: Base, lang: str) -> None:
    try:
        asked = _asked(sheet, question)
        of = json.dumps([base.policy.law.sha256, base.state, written(base.scenario), asked], sort_keys=True)
        found = sheet.answers.get(question)
        if found is None or found[0] != of:
            with st.spinner(say("inverse.working")):
                found = sheet.answers[question] = of, ask(base.cohort, base.scenario, asked)
    except Refused as refused:
        lines = [error["message"][lang] for error in refused.errors]
        st.html(notice_html(lines[0], lines[1:], refused=True))
        return
    st.html(answer_html(found[1], lang))


def _asked(sheet: Sheet, question: str) -> Json:
    """The question as the engine takes it; Refused where a box holds what cannot be understood."""
    asked: Json = {"question": question}
    readers: dict[str, Callable[[str, dict[str, str]], str | None]] = {"ratio": _ratio, "more": _more}
    for name, text in sheet.boxes[question].items():
        if name in readers:
            asked[name] = readers[name](text, _label(question, name))
        elif text:
            asked[name] = text
    if "ratio" in asked:
        asked["measure"] = sheet.measure
    return asked


def _ratio(text: str, label: dict[str, str]) -> str:
    share = typed.read_share(text, "ratio", label)
    if share is None:
        raise Refused([{"path": "ratio", "message": words.both("inverse.fill_ratio", label=label)}])
    return share


def _more(text: str, label: dict[str, str]) -> str:
    fen = amounts.read_money(text, path="more", label=label)
    if fen is None:
        raise Refused([{"path": "more", "message": words.both("inverse.fill_more", label=label)}])
    return money.wan_law(fen)


def answer_html(answer: Json, lang: str) -> Markup:
    """An answer: its figure, the sentence, what is to be noted, and the allocations that prove it."""
    return template("inverse", lang).answer(answer, _figure(answer, lang))


def _figure(answer: Json, lang: str) -> Markup:
    own = template("inverse", lang)
    match answer["question"]:
        case "budget_for" if answer["budget"] is None:
            return own.big("most", answer["most_percent"])
        case "budget_for":
            return own.amount("budget", answer["budget"].fen)
        case "worth_of_one_more":
            return own.amount("change", answer["exact_cut"].fen)
    is_every_award = answer.get("number") is None
    if answer["unlimited"]:
        return own.big("cap" if is_every_award else "value", words.text("inverse.figure_any", lang), "m-mid")
    if is_every_award:
        return own.amount("cap", answer["cap"].fen)
    if answer["value"] is None:
        return own.big("value", words.text("inverse.figure_nothing", lang), "m-mid")
    return own.big("value", answer["value_text"][lang])
