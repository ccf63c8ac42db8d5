"""One article: its questions on the left, what they come to on the right, the law's own words below."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.application import questionnaire
from engine.application.matters import listed
from engine.policy.blocks import Article
from engine.policy.provision import Provision
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import money
from engine.view import annotations, marks, waterfall, why
from engine.view.annotations import phrase_address
from engine.view.claim_result import assumed, with_unclear, worth_text
from engine.view.result import scenario_label
from engine.view.summary import state_of
from pages.shared import in_place, published
from pages.shared.addresses import address
from pages.shared.answers import APPLICANT, UNANSWERED, Answers, Asked, current, is_within
from pages.shared.fields import draw_claim, draw_full, draw_undo, place_on_page, plain, question, widget_key
from pages.shared.figure import ceiling_label
from pages.shared.guideline import parts_html
from pages.shared.in_use import today
from pages.shared.language import language, pieces, say
from pages.shared.law_text import law_html
from pages.shared.ledger import ledger_html
from pages.shared.navigation import article_place, article_step
from pages.shared.steps import draw_way
from pages.shared.templates import template

Result = Mapping[str, Any]


def draw(number: int) -> None:
    """Draw the page of an article."""
    answers = current()
    in_place.part(partial(_draw, answers, number))
    in_place.whole()


def _draw(answers: Answers, number: int) -> None:
    lang = language()
    published.settle(answers)
    article = answers.policy.article(number)
    provisions = answers.policy.provisions_of(number)
    in_place.html(_head(answers, article, provisions, lang))
    is_only = len(provisions) == 1
    claimed = [p for p in provisions if answers.claims_of(p.id)]
    for provision in claimed or provisions:
        _draw_provision(answers, provision, is_only)
    for provision in [p for p in provisions if claimed and p not in claimed]:
        with in_place.within(st.expander, plain(say("pages.other_provision", title=provision.title.in_language(lang)))):
            _draw_provision(answers, provision, is_only)
    year = (answers.day() or today()).year
    in_place.html(parts_html(answers.policy, [p for p in provisions if not p.gives_nothing], year, lang))
    in_place.html(_law(answers, article, provisions, lang))
    draw_way(answers, article_place(number))


def _head(answers: Answers, article: Article, provisions: Sequence[Provision], lang: str) -> Markup:
    """Chapter, article and title; the state beside them where there is one thing to claim."""
    state = ""
    if len(provisions) == 1:
        state = _state(answers, provisions[0])
    title = article_step(article.number, both(article.title))
    summary = provisions[0].summary.in_language(lang) if len(provisions) == 1 else article.explains.in_language(lang)
    return template("article", lang).head(article.chapter.in_language(lang), title, state, summary)


def _state(answers: Answers, provision: Provision) -> str:
    """The state of what is claimed under a provision: the engine's if there is one claim, `off` if nothing is claimed,
    else none."""
    if answers.gate(provision.id) is False:
        return "off"
    results = [answers.result_of(claim["id"]) for claim in answers.claims_of(provision.id)]
    return state_of(results[0]) if len(results) == 1 and results[0] is not None else ""


# ------------------------------------------------------------------------------------------------ a provision


def _draw_provision(answers: Answers, provision: Provision, is_only: bool) -> None:
    lang = language()
    claims = answers.claims_of(provision.id)
    if not is_only:
        title, summary = provision.title.in_language(lang), provision.summary.in_language(lang)
        in_place.html(template("article", lang).provision(title, _state(answers, provision), summary))
    several = answers.several_claims(provision)
    if not claims:
        left, right = in_place.columns([2, 3], gap="large")
        with left, in_place.within(st.container, key=f"questions-{provision.id}"):
            _draw_gate(answers, provision)
        with right:  # where the result will be
            declined = answers.gate(provision.id) is False
            said = say("pages.declined" if declined else "pages.not_begun")
            in_place.html(pieces("article").nothing(said, not declined))
    for position, claim in enumerate(claims, 1):
        left, right = in_place.columns([2, 3], gap="large")
        with left, in_place.within(st.container, key=f"questions-{claim['id']}"):
            if position == 1:
                _draw_gate(answers, provision)
            _draw_claim_head(answers, provision, claim, position, len(claims), "h2" if is_only else "h3")
            draw_claim(answers, claim["id"], provision)
        with right, in_place.within(st.container, key=f"result-{claim['id']}"):
            in_place.html(result_html(answers, provision, claim, lang))
    if claims and (several or answers.was_removed((), provision)):
        with in_place.within(st.container, horizontal=True, key=f"more-{provision.id}"):
            room = answers.room
            if several:
                key = f"add-{provision.id}-{answers.generation}"
                in_place.button(say("pages.add_claim"), key, answers.add_claim, provision.id, disabled=room < 1)
            draw_undo(answers, (), provision)
        draw_full(answers, room)


def _draw_gate(answers: Answers, provision: Provision) -> None:
    """Whether the company claims under this provision at all."""
    key = widget_key(answers, (provision.id,))
    gate = answers.gate(provision.id)
    would_add = gate is not True and not answers.declined.get(provision.id)
    room = answers.room if would_add else 1
    names = in_place.Named(yes=say("pages.gate_yes"), no=say("pages.gate_no"))
    label = plain(say("pages.gate", title=provision.title.in_language(language())))
    chosen = None if gate is None else "yes" if gate else "no"
    in_place.segmented(label, names, chosen, key, _gated, provision.id, key, disabled=room < 1)
    draw_full(answers, room)


def _gated(provision_id: str, key: str) -> None:
    if st.session_state[key] == "yes":
        current().claim_under(provision_id)
    elif st.session_state[key] == "no":
        current().decline(provision_id)


def _draw_claim_head(
    answers: Answers, provision: Provision, claim: dict[str, Any], position: int, count: int, level: str
) -> None:
    key, named = "pages.questions", None
    if answers.several_claims(provision) and count > 1:
        named = listed(provision, claim["facts"])
        key = "pages.questions_of" if named is None else "pages.questions_named"
    heading = say(key, number=position, named=named, count=len(answers.asked(claim)))
    title = pieces("article").part(heading, level)
    if count == 1:
        in_place.html(title)
        return
    with in_place.within(st.container, horizontal=True, vertical_alignment="center", key=f"head-{claim['id']}"):
        in_place.html(title)
        label, key = say("pages.remove_claim", number=position), f"remove-{claim['id']}-{answers.generation}"
        in_place.button(label, key, answers.remove_claim, claim["id"], type="tertiary")


# ------------------------------------------------------------------------------------------------ the result


def result_html(answers: Answers, provision: Provision, claim: dict[str, Any], lang: str) -> Markup:
    """What one claim comes to, why so much and not more, what is missing, and what could change it."""
    own, small = template("article", lang), template("pieces", lang)
    faults = _faults(answers, claim, lang)
    result = answers.result_of(claim["id"])
    if result is None:
        said = say("pages.refused_claim" if answers.day() else "pages.no_day")
        return own.result([faults, own.no_result(said)])
    paid = answers.paid_of(claim["id"])
    if paid is not None and paid["grade"] == "other_budget":
        paid = None  # nothing of this budget, on the page of the result too
    parts = [faults, _figures(provision, result, paid, answers, lang)]
    steps: Sequence[Result] = paid["steps"] if paid else result["steps"]
    if result["status"] == "ineligible":
        steps = _without_unknown(steps)  # once one has failed, what is open changes nothing
    entries = result.get("entries") or ()
    if result["status"] == "needs_information" and result["confirmed"] == "0.00":
        parts.append(_missing(answers, claim, result, lang))
        if result.get("ceiling_steps") and result["ceiling"] != "0.00":
            most = money.wan_text(result["ceiling"].fen)
            parts.append(small.para("f-say", say("pages.if_all_met", amount=most)))
            parts.append(ledger_html(_without_unknown(result["ceiling_steps"]), lang, entries=entries))
        else:
            conditions = [s for s in _without_unknown(result["steps"]) if s["kind"] == "condition"]
            parts.append(small.dashes(100, 50, 38))
            parts.append(ledger_html(conditions, lang, entries=entries))
    else:
        parts.append(_say(result, steps, lang, entries))
        parts.append(ledger_html(steps, lang, entries=entries))
        parts.append(small.para("m-note", say("results.ledger_note")))
        parts.append(_missing(answers, claim, result, lang))
    if (blanks := assumed(result, lang)) is not None:
        parts.append(own.assumed(blanks))
    if not provision.gives_nothing:
        parts.append(own.prepare(provision))
    return own.result(parts)


def _without_unknown(steps: Sequence[Result]) -> list[dict[str, Any]]:
    return [dict(s) for s in steps if not (s["kind"] == "condition" and s["state"] == "unknown")]


def _faults(answers: Answers, claim: dict[str, Any], lang: str) -> Markup:
    """What was typed and not understood, or not accepted: named, because it is not in the figures."""
    faults = [fault for _, fault in answers.faults_of(claim)]
    faults += [error["message"] for error in answers.refused if error["claim"] in (claim["id"], None)]
    if not faults:
        return Markup()
    return template("pieces", lang).why(say("pages.left_out"), [fault[lang] for fault in faults])


def _figures(
    provision: Provision, result: Result, paid: Mapping[str, Any] | None, answers: Answers, lang: str
) -> Markup:
    """封顶测算, 按预算折算后, and what is possible at most while something is unanswered."""
    if provision.gives_nothing:
        return template("article", lang).no_grant(provision)
    needs = result["status"] == "needs_information"
    figures: list[tuple[str, Fraction | None, str, Both | None]] = []
    if result["status"] != "ineligible":
        # With something in it that cannot be read, the rest of a claim can bring an amount all the same.
        amount = None if needs and result["confirmed"] == "0.00" else result["confirmed"].fen
        figures.append((ceiling_label(result, "figure"), amount, "m-big", None))
    if result["most"] is None:
        figures.append((say("pages.figure_most_unbounded"), None, "m-mid", None))
    elif result["most"] != result["confirmed"]:
        figures.append((say("pages.figure_most"), result["most"].fen, "m-mid", None))
    if paid is not None and not needs and result["status"] != "ineligible":
        mark, ratio = None, answers.payout_ratio
        label = "" if ratio is None else say("pages.figure_paid", ratio=money.percent_text(ratio))
        if answers.in_force is not None:
            label = scenario_label(answers.in_force)[lang]
            mark = marks.figure(invented=answers.in_force.invented or answers.in_force.is_example)
        figures.append((label, None if paid["actual"] is None else paid["actual"].fen, "m-mid", mark))
    return template("article", lang).figures(figures)


def _say(result: Result, steps: Sequence[Mapping[str, Any]], lang: str, entries: Sequence[Mapping[str, str]]) -> Markup:
    """Why so much and not more, in a sentence; apart from it, what would change it."""
    ask = answer = ""
    if result["status"] == "eligible":
        ask, answer = why.question(steps, lang), why.answer(steps, lang, entries)
    heading = say("pages.hints" if ask else "pages.what_changes")
    return template("article", lang).because(ask, answer, heading, result["advice"])


def _missing(answers: Answers, claim: Mapping[str, Any], result: Result, lang: str) -> Markup:
    """The questions that are still open, each with what its answer can add; not those that a failed condition makes
    moot."""
    if not result["missing"]:
        return Markup()
    failed = answers.failed_places(claim["id"])
    asked = {a.address: a for a in (*answers.asked_of_applicant(), *answers.asked(dict(claim)))}
    lines = []
    for missing in result["missing"]:
        steps = missing["fact"].split(".")
        own = steps[0] == APPLICANT
        of = answers.claim(missing["claim"]) if "claim" in missing else claim
        place = tuple(steps) if own else answers.address(of["id"], steps)
        if is_within(place, failed) and answers.value(place) is UNANSWERED:
            continue
        found = asked.get(place)
        label = missing["label"][lang] if found is None else asked_label(answers, found, lang, in_full=True)
        label = with_unclear(words.same(label), missing)[lang]
        page = "profile" if own else article_place(answers.policy.provision(of["provision"]).article)
        lines.append((address(page, lang=lang, at=place_on_page(place)), label, worth_text(result, missing, lang)))
    if not lines:
        return Markup()
    key = "pages.missing" if result["status"] == "needs_information" else "pages.missing_besides"
    heading = say(key if len(lines) > 1 else f"{key}_one", count=len(lines))
    return template("article", lang).missing(heading, lines)


def asked_label(answers: Answers, asked: Asked, lang: str, in_full: bool = False) -> str:
    """How a question is named away from its box, in short or in full: with the entry that it stands in, and the
    year."""
    in_words = question(answers, asked.fact, lang) if in_full else ""
    return questionnaire.label(asked.fact, asked.within, asked.address[-1], lang, in_words)


# ------------------------------------------------------------------------------------------------ the law


def _law(answers: Answers, article: Article, provisions: Sequence[Provision], lang: str) -> Markup:
    """The article's own text, with the phrases that decided."""
    marks: dict[str, dict[str, Any]] = {}
    results = [answers.result_of(claim["id"]) for p in provisions for claim in answers.claims_of(p.id)]
    for result in results:
        for mark in _marks(result, article.number, lang) if result else []:
            marks.setdefault(mark["quote"], mark)
    # Only of an amount that stands can it be said which words changed it.
    stands = all(result is not None and result["status"] != "needs_information" for result in results)
    for mark in marks.values():
        mark["href"] = address("law", lang=lang, at=phrase_address(answers.policy, article.number, mark["quote"]))
    is_figure = stands and any(result is not None and result["status"] == "eligible" for result in results)
    heading = say("pages.law_decides" if marks and is_figure else "pages.law_text")
    note = say("pages.law_unmarked") if marks and stands else ""
    text = law_html(answers.policy, article.number, lang, list(marks.values()))
    open_points = [
        {"kind": say(f"results.kind_{of.kind}"), "label": of.label[lang], "said": of.detail[lang]}
        for of in annotations.open_points(answers.policy, article.number)
    ]
    return template("article", lang).law(heading, text, note, article.number, open_points)


def _marks(result: Result, article: int, lang: str) -> list[dict[str, Any]]:
    """One mark for each phrase of this article that a step quotes and that had an effect. While an answer is owed
    without which nothing can be computed, no phrase is given an amount: unknown is not zero."""
    is_open = result["status"] == "needs_information"
    steps = result.get("ceiling_steps") if is_open else None
    computes = bool(steps) or not is_open
    marks: list[dict[str, Any]] = []
    for step in steps or result["steps"]:
        for cite in step["cites"]:
            if cite["article"] != article or "guideline" in cite:
                continue
            if step["kind"] == "condition":
                if step["state"] != "met":
                    marks.append({"quote": cite["quote"], "note": "", "state": step["state"]})
            elif computes and step["kind"] in ("base", "calc", "bind"):
                amount, cut = waterfall.figures(step, lang)
                note = cut if waterfall.takes_off(step) else amount
                marks.append({"quote": cite["quote"], "note": note, "state": "bind"})
    # The last step that quotes a phrase says what the phrase came to.
    return list({mark["quote"]: mark for mark in marks}.values())
