"""勾选事项: what has happened in the company is ticked, with the amounts in view; from it come the articles that are
asked. Below, what several of them ask is asked once."""

import streamlit as st

from engine.application.questionnaire import asked_once
from engine.assessment.offers import Offer
from engine.policy.blocks import Happened
from engine.policy.facts import Fact
from engine.steps.step import CALCULATED_GRADES
from engine.text import words
from engine.text.phrases import both
from engine.values import money
from pages.shared.answers import Answers, current
from pages.shared.beside import reason_of
from pages.shared.fields import draw_full, plain
from pages.shared.language import language, pieces, say
from pages.shared.steps import draw_way
from pages.shared.templates import template


def draw() -> None:
    """Draw the page."""
    answers = current()
    st.html(pieces().head(say("pages.happened"), say("pages.happened_intro")))
    with st.container(key="ticks"):
        st.html(pieces().h2(say("pages.happened_ticks"), "f-part"))
        offers = answers.offers()
        ticks = answers.policy.beginnings
        found = [(one, None if offers is None else [offers[name] for name in one.opens]) for one in ticks]
        closed = [pair for pair in found if pair[1] and all(offer.failed for offer in pair[1])]
        closed = [(one, own) for one, own in closed if not answers.is_ticked(one)]
        for one, own in (pair for pair in found if pair not in closed):
            _draw_tick(answers, one, own)
        if closed:
            with st.expander(say("pages.happened_others", count=len(closed))):
                for one, own in closed:
                    _draw_tick(answers, one, own)
        draw_full(answers, answers.room)
    _draw_once(answers)
    draw_way(answers, "happened")


def _key(answers: Answers, name: str) -> str:
    return f"t{answers.generation}-{language()}-{name}"


def _draw_tick(answers: Answers, one: Happened, offers: list[Offer] | None) -> None:
    """One thing to tick, with what it brings at most; below it its articles, and why it is closed to the applicant."""
    lang = language()
    is_ticked = answers.is_ticked(one)
    closed = offers is not None and all(offer.failed for offer in offers)
    amounts = [] if offers is None or closed else [_most(answers, offer) for offer in offers]
    key = _key(answers, one.id)
    most = say("results.list_comma").join(dict.fromkeys(amounts))
    with st.container(key=f"tick-{one.id}"):
        st.checkbox(
            plain(one.label.in_language(lang)),
            value=is_ticked,
            key=key,
            on_change=_ticked,
            args=(answers, one, key),
            disabled=not is_ticked and (closed or answers.room < 1),
            width="stretch",
        )
        provisions = [answers.policy.provision(name) for name in one.opens]
        why = dict.fromkeys(failed[lang] for offer in offers or () for failed in offer.failed) if closed else {}
        reasons = say("pages.happened_closed", reasons=say("results.list_comma").join(why)) if why else ""
        st.html(template("company", lang).tick(provisions, reasons, most))


def _ticked(answers: Answers, one: Happened, key: str) -> None:
    answers.tick(one, bool(st.session_state[key]))


def _most(answers: Answers, offer: Offer) -> str:
    """What a provision brings at most, with what kind of certainty."""
    lang = language()
    provision = answers.policy.provision(offer.provision)
    if offer.grade is None:
        return say("pages.happened_no_grant")
    bound = offer.each if offer.most is None else offer.most
    if bound is None:
        return say("pages.happened_unbounded")
    amount = words.text("money.amount", lang, amount=money.wan_law(int(bound.fen)))
    if offer.most is None:
        item = both(provision.item)[lang] if provision.item else ""
        return say("pages.happened_each", item=item, amount=amount)
    is_calculated = offer.grade in CALCULATED_GRADES
    return say("pages.happened_most" if is_calculated else f"pages.happened_most_{offer.grade}", amount=amount)


# ------------------------------------------------------------------------------------------------ asked once


def _draw_once(answers: Answers) -> None:
    """What several of the things that are ticked ask, asked once for all of them."""
    found = [(fact, _of(answers, fact)) for fact in asked_once(answers.policy)]
    found = [(fact, there) for fact, there in found if there]
    if not found:
        return
    lang = language()
    with st.container(key="once"):
        st.html(pieces().part(say("pages.once"), say("pages.once_intro"), "f-part"))
        for fact, there in found:
            titles = {name: answers.policy.provision(name).title.in_language(lang) for name in there}
            key = _key(answers, f"once-{fact.name}")
            st.pills(
                plain((fact.once or fact.label).in_language(lang)),
                list(there),
                selection_mode="multi",
                default=[name for name, is_there in there.items() if is_there],
                format_func={name: plain(title) for name, title in titles.items()}.__getitem__,
                key=key,
                on_change=_asked_once,
                args=(answers, fact, tuple(there), key),
            )
            own = template("company", lang)
            st.html(own.below(f"q-once-{fact.name}", "", "", "", reason_of(fact)))


def _of(answers: Answers, fact: Fact) -> dict[str, bool]:
    """The provisions under which something is claimed of which it is asked -> whether there is such a thing."""
    found = {p.id: answers.asked_once_in(p.id, fact) for p in answers.policy.provisions}
    return {name: there for name, there in found.items() if there is not None}


def _asked_once(answers: Answers, fact: Fact, provisions: tuple[str, ...], key: str) -> None:
    chosen = st.session_state[key]
    for name in provisions:
        answers.ask_once(name, fact, name in chosen)
