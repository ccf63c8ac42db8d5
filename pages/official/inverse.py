"""倒推测算: name the goal, and see what budget, cap or rate it needs; what one more 万元 does."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import typed
from engine.inverse.as_scenario import scenario_of
from engine.inverse.questions import QUESTIONS, ask
from engine.inverse.trials import BUDGET
from engine.inverse.values import value_text
from engine.policy.pack import Policy
from engine.policy.parameters import Number
from engine.registry import cohorts
from engine.registry.cohorts import Held
from engine.registry.database import database
from engine.scenario import written
from engine.scenario.fitting import Fitted
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import both
from engine.values import amounts, money
from engine.values.refusal import Refused, refuse
from engine.view.budget.limits import reserved_text
from pages.official import inverse_base, open_points
from pages.official.asking import calmly
from pages.official.budget import opening, side_by_side
from pages.official.budget.drafts import DESK, Desk
from pages.official.budget.opening import Incoming
from pages.official.inputs import choose
from pages.official.inverse_base import LONGEST, Base, Sheet
from pages.shared import navigation, official
from pages.shared.fields import plain
from pages.shared.in_use import policy_in_use
from pages.shared.language import KEY, language, pieces, say
from pages.shared.notices import notice_html
from pages.shared.templates import foot, template

Json = dict[str, Any]


@calmly()
def draw() -> None:
    """Draw the page."""
    lang, policy, sheet = language(), policy_in_use(), inverse_base.sheet()
    with st.spinner(say("inverse.loading")):
        opened = _held(policy, lang)
    st.html(pieces().head(say("inverse.heading"), None if opened is None else say("inverse.what_it_is")))
    if opened is None or opened[1].worked is None:
        _draw_nothing(policy, lang)
        return
    desk, held = opened
    assert held.worked is not None
    open_points.draw_in_budget(held)
    base = inverse_base.draw(sheet, desk, held, held.worked.cohort, lang)
    if note := reserved_text(held.worked.outcome(base.scenario)):  # what is open is in no answer
        st.html(pieces().para("m-note", say("inverse.open", note=note)))
    for question in QUESTIONS:
        _draw_question(sheet, question, base, lang)
    st.html(foot(policy, lang))


def _held(policy: Policy, lang: str) -> tuple[Desk, Held] | None:
    """The desk with the drafts, and the claims of the year that is asked about, from the memory of the process if they
    are there; None where there are none."""
    opened = side_by_side.open_desk(policy, lang, side_by_side.REGISTRY)
    if opened is None or opened[1].worked is None:
        return None
    desk, held = opened
    year = inverse_base.sheet().year
    if year not in (None, held.year):
        held = cohorts.of_year(database(), official.credential(), policy, year)
    return desk, held


def _draw_nothing(policy: Policy, lang: str) -> None:
    st.html(template("inverse", lang).nothing())
    navigation.link("claims", say("inverse.none_link"))
    st.html(foot(policy, lang))


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
                names = {id: plain(called) for id, called in options[name].items()}
                choose(_label(question, name)[lang], names, boxes[name], key)
            else:
                st.text_input(_label(question, name)[lang], value=boxes[name], key=key, max_chars=LONGEST)
        st.form_submit_button(
            say("inverse.button"), key=f"iq-ask-{question}-{lang}", on_click=_put, args=(question, keys)
        )
    with right:
        if question in sheet.asked:
            _draw_answer(sheet, question, base, lang)


def _put(question: str, keys: Mapping[str, str]) -> None:
    """Put a question: what stands in its boxes is what is asked."""
    sheet = inverse_base.sheet()
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
                pool.id: say("inverse.option_total", article=article_both(pool.article)) for pool in base.policy.pools
            }
            return {"total": {BUDGET: say("inverse.option_budget"), **pools}}
    return {}


def _option(policy: Policy, number: Number) -> str:
    provision = policy.provision(number.block)
    return say(
        "inverse.option_rate" if number.kind == "rate" else "inverse.option_cap",
        article=article_both(number.article),
        title=both(provision.title),
        label=number.label,
        value=value_text(number, number.value),
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
    _draw_opening(question, base, found[1], lang)


def _draw_opening(question: str, base: Base, answer: Json, lang: str) -> None:
    """The button that makes a scenario of the answer, a draft on the desk; why there is none where there cannot be."""
    scenario = scenario_of(base.policy, base.scenario, answer, lang)
    if scenario is None:
        is_every_award = question == "highest_cap" and answer.get("number") is None and not answer["unlimited"]
        if is_every_award:
            st.html(pieces().para("m-over", say("inverse.no_scenario")))
    elif st.button(say("inverse.as_scenario"), key=f"iq-open-{question}-{lang}"):
        opening.offer(DESK, Incoming(Fitted(scenario), written(scenario)))
        st.switch_page(navigation.place("budget"), query_params={KEY: lang})


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
        refuse("ratio", "inverse.fill_ratio", label=label)
    return share


def _more(text: str, label: dict[str, str]) -> str:
    fen = amounts.read_money(text, path="more", label=label)
    if fen is None:
        refuse("more", "inverse.fill_more", label=label)
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
