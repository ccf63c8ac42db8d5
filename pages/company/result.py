"""The result: two amounts, one line per claim, and for each why so much and not more."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.allocation.payout import Published
from engine.application import typed
from engine.application.saved import WORKED
from engine.assessment import alternatives
from engine.documents.calendar import ics
from engine.documents.report.stated import scale
from engine.planning.answer import Plan
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.values.refusal import Refused, error
from engine.values.strict_json import copied
from engine.view import agenda, annotations, claim_result, next_steps, planned
from engine.view.papers import Checklist
from engine.view.planned import gain
from engine.view.result import Result, headline_figures, joined, not_in_total, over, result_of
from engine.view.summary import ClaimLine, Summary, headline
from pages.shared import answers, in_use, navigation, published, shelf
from pages.shared.addresses import address
from pages.shared.fields import plain, widget_key
from pages.shared.files import Link, links_html, made
from pages.shared.guideline import about_html, shut_html
from pages.shared.language import language, pieces
from pages.shared.ledger import ledger_html
from pages.shared.templates import foot, template

Answer = Mapping[str, Any]
"""What the engine answers, of an application or of a claim."""
COMPARED = "readings compared"
"""Session: the application, and what other readings would change for it."""

TOLD = "told of the result"
"""Session: the result, what it was told under, all that was said about it, and that in HTML, by language."""


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    published.settle(current)
    policy, result, ratio = current.policy, current.assessed(), current.ratio_in_force
    if result is None or not result["claims"]:
        st.html(heading(None, current.application, current.day(), lang))
        if current.refused:
            st.html(refused_html([error["message"] for error in current.refused], lang))
        st.html(nothing_html(lang))
        if st.button(words.text("results.nothing_begin", lang), type="primary", key="go_profile"):
            st.switch_page(navigation.place("profile"))
        st.html(foot(policy, lang))
        return
    whole = whole_of(current, result)
    titled = partial(heading, whole.summary, whole.application, current.day(), lang, whole.mark)
    st.html(_kept("heading", current, lang, titled))
    draw_left_out(current, [error["message"] for error in current.refused], lang)
    made_of = partial(figures, whole.summary, ratio, lang, current.in_force)
    draw_figures(_kept("figures", current, lang, made_of), current, lang)
    st.html(_kept("by", current, lang, partial(_by, current, result, lang)))
    _draw_files(whole, current, lang)
    written, brings = st.session_state[TOLD][3], ("brings", lang)
    ways = st.html(template("result", lang).ways(written.get(brings)))
    shelf.draw_tick()
    plan = draw_body(whole, current, lang)
    if brings not in written:  # else it stands there already
        written[brings] = plan and gain(plan, lang)
        ways.html(template("result", lang).ways(written[brings]))


def draw_body(whole: Result, current: answers.Answers, lang: str) -> Plan | None:
    """The five answers (how much and why not more, what to do next, what to prepare, and over the years), and the foot
    of the page. Returns the plan, which takes a while to make: what stands before it does not wait for it."""
    st.html(_kept("body", current, lang, partial(body, whole, current, lang)))
    plan = current.planned()
    st.html(_kept("agenda", current, lang, partial(agenda_html, whole, plan, lang)))
    _draw_papers(whole.papers, current, lang)
    st.html(_kept("years", current, lang, partial(years_html, plan, lang)) + foot(current.policy, lang))
    return plan


def _by(current: answers.Answers, result: Answer, lang: str) -> Markup:
    """By which budget it is paid, and by which guideline worked out."""
    by = published.source_html(current.policy, current.counting, lang), filing_html(current, result, lang)
    stacked: Markup = pieces().stacked(by)
    return stacked


def filing_html(current: answers.Answers, result: Answer, lang: str) -> Markup:
    """By which guideline it was worked out, and what of it cannot be applied for today."""
    day = current.day()
    if day is None:
        return Markup()
    claimed = [claim["provision"] for claim in result["claims"]]
    shut = shut_html(current.policy, claimed, day.year, "shut", lang)
    return about_html(current.policy, day.year, lang) + shut


def whole_of(current: answers.Answers, result: Answer) -> Result:
    """All that is said about the `result` of these answers; it stays as long as they and the scenario do."""
    under = current.counting, current.payout_ratio, current.expects(), current.doubts()
    kept = st.session_state.get(TOLD)
    if kept is None or kept[0] is not result or kept[1] != under:
        kept = st.session_state[TOLD] = (result, under, _notice(current, result), {})
    return kept[2]


def _kept(what: str, current: answers.Answers, lang: str, make: Callable[[], Markup]) -> Markup:
    """A part of the page; written once for what was told, on one day."""
    written: dict[Any, Markup] = st.session_state[TOLD][3]
    key = what, lang, in_use.today()
    if key not in written:
        written[key] = make()
    return written[key]


def _notice(current: answers.Answers, result: Answer) -> Result:
    assessing = current.assessing()
    assert assessing is not None
    accepted: Any = assessing.raw  # without what the engine refused
    readings = _readings(current.policy, accepted)
    scale = current.paid(), current.ratio_in_force
    told = _refused(current), copied(current.expects()), [doubt.sentence for doubt in current.doubts()]
    return result_of(current.policy, accepted, result, *scale, readings, current.counting, *told)


def body(whole: Result, current: answers.Answers, lang: str) -> Markup:
    """How much, in a table, beside why it is not more."""
    own, policy = template("result", lang), whole.policy
    why = [ledgers(policy, whole.summary, whole.paid, lang)]
    if close := next_steps.near(whole.summary, lang):
        why.append(own.advice("near_heading", close))
    if whole.choice is not None:
        why.append(best(whole.choice, current.ratio_in_force, lang, current.in_force is not None))
    return own.body(table(whole.summary, lang), [*why, readings_html(policy, whole.readings, lang)])


def agenda_html(whole: Result, plan: Plan | None, lang: str) -> Markup:
    """What to do next, in order, and the dates to mind."""
    policy, today = whole.policy, in_use.today()
    tasks = agenda.agenda(policy, whole.summary, plan, whole.papers, today, lang)
    return template("result", lang).agenda(tasks, next_steps.dates(policy, whole.summary, today, lang))


def years_html(plan: Plan | None, lang: str) -> Markup:
    """What to claim in which year, in short."""
    own = template("result", lang)
    if plan is None:
        return own.years(words.text("results.years_none", lang), "")
    names = ("planned.column_year", "results.years_what", "planned.column_wan")
    columns = list(zip((words.text(name, lang) for name in names), ("text", "text", "num"), strict=True))
    rows = [[of.year, of.what, own.in_year(of)] for of in agenda.in_years(plan, lang)]
    table = template("pieces", lang).table(words.text("results.years_heading", lang), columns, rows, (), "p-lines")
    stop = words.text("pages.full_stop", lang)
    said = [planned.headline(plan, lang) + stop, words.text("results.years_more", lang)]
    return own.years(joined(said, lang), table)


def _refused(current: answers.Answers) -> list[dict[str, Any]]:
    """What the engine refused, with the article of the claim that it took along."""
    articles = {c["id"]: current.policy.provision(c["provision"]).article for c in current.application["claims"]}
    return [{**error, "article": articles.get(error["claim"])} for error in current.refused]


def _readings(policy: Policy, application: dict[str, Any]) -> list[dict[str, Any]]:
    """What other readings would change. Every reading is a calculation of its own, so it is kept until an answer
    changes: the payout ratio, the chart and a change of page do not touch it."""
    content = json.dumps(application, ensure_ascii=False, sort_keys=True)
    kept = st.session_state.get(COMPARED)
    if kept is None or kept[0] != content or kept[1] is not policy:
        found = alternatives.compare_readings(policy, application, stored=True)
        kept = st.session_state[COMPARED] = (content, policy, found)
    return kept[2]


# ------------------------------------------------------------------------------------------------ widgets


def _draw_papers(papers: Checklist, current: answers.Answers, lang: str) -> None:
    """What to prepare: a box for each paper, matter by matter; drawn only where it is opened."""
    ready = ""
    if papers.wanted:
        count = len(papers.keys & current.ticked)
        ready = words.text("papers.ready_of", lang, ready=count, count=len(papers.wanted))
    note = papers.note[lang] if papers.wanted else words.text("papers.none", lang)
    with st.container(key="m_papers", gap="small"):
        st.html(template("result", lang).prepare(ready, note))
        for position, group in enumerate(papers.groups):
            label = words.text("papers.group", lang, title=group.title, count=len(group.wanted))
            if group.article is not None:
                label = f"{article_label(group.article, lang)} {label}"
            key = widget_key(current, ("papers", group.claim or ""))
            part = st.expander(plain(label), key=key, on_change="rerun", expanded=position == 0)
            for one in group.wanted if part.open else ():
                key, said = widget_key(current, ("paper", one.key)), plain(papers.line(one, lang))
                is_ticked, args = one.key in current.ticked, (current, one.key, key)
                part.checkbox(said, value=is_ticked, key=key, on_change=_tick, args=args)


def _tick(current: answers.Answers, paper: str, key: str) -> None:
    (current.ticked.add if st.session_state[key] else current.ticked.discard)(paper)


def draw_left_out(current: answers.Answers, refused: Sequence[Both], lang: str) -> None:
    """What is not in the figures: what was `refused`, what could not be read, what is to be confirmed."""
    faults, doubts = [fault for _, fault in current.faults()], [one.sentence for one in current.doubts()]
    for key, messages in (("refused", refused), ("unread", faults), ("doubted", doubts)):
        if messages:
            st.html(refused_html(messages, lang, f"{key}_heading"))


def draw_figures(shown: Markup, current: answers.Answers, lang: str) -> None:
    """The amounts; beside them the expected payout ratio, unless a scenario is published. What of it is not understood
    is said, and what was typed stays."""
    with st.container(key="m_figures", horizontal=True, vertical_alignment="bottom", gap="large"):
        st.html(shown)
        if current.in_force is not None and not current.in_force.is_example:
            return
        label = words.both("results.payout_label")
        _draw_payout(label[lang], current, lang)
    try:
        typed.read_share(current.payout, "payout", label)
    except Refused as refused:
        st.html(template("result", lang).refused(refused.errors[0]["message"][lang]))


def _draw_payout(label: str, current: answers.Answers, lang: str) -> None:
    key = widget_key(current, ("payout",))
    st.text_input(
        label,
        value=current.payout,
        key=key,
        placeholder=words.text("results.payout_example", lang),
        on_change=lambda: current.set_payout(st.session_state[key] or ""),
        max_chars=40,
        width=260,
    )


def file_of(whole: Result, current: answers.Answers) -> bytes:
    """The answers as a saved file, with the `whole` that comes of them: it opens again."""
    worked = whole.assessment, whole.paid, scale(whole), whole.plan
    return current.file(dict(zip(WORKED, worked, strict=True)))


def _draw_files(whole: Result, current: answers.Answers, lang: str) -> None:
    """What is taken away: the report in both forms, checklist and plan as a workbook, its days as a calendar, and the
    answers with what comes of them. Each is made when it is asked for."""
    day, ticked = in_use.today(), frozenset(current.ticked)
    makes: dict[str, Callable[[], bytes]] = {
        "report.pdf": partial(made, "engine.documents.report:as_pdf", whole, lang, day),
        "report.docx": partial(made, "engine.documents.report:as_word", whole, lang, day),
        "tasks.xlsx": partial(made, "engine.documents.checklist:as_xlsx", whole, ticked, lang, day),
        "calendar.ics": partial(_calendar, whole, lang),
    }
    links, waits = [], words.text("results.report_waits", lang)
    for place, make in makes.items():
        what, _, kind = place.partition(".")
        name, says = current.file_name(what, lang, f".{kind}"), words.text(f"results.{what}_{kind}", lang)
        links.append(Link(place, says, name, make, waits, is_main=kind == "pdf"))
    name, says = current.file_name("result", lang, ".json"), words.text("results.download", lang)
    st.html(links_html(*links, Link("result.json", says, name, partial(file_of, whole, current), waits)))


def _calendar(whole: Result, lang: str) -> bytes:
    if whole.plan is None:
        raise Refused([error("plan", "results.years_none")])
    return ics(whole.policy, whole.plan, lang, dict(whole.application.get("applicant") or {}), whole.papers)


# ------------------------------------------------------------------------------------------------ pieces


def heading(
    summary: Summary | None, application: Mapping[str, Any], day: date | None, lang: str, mark: Both | None = None
) -> Markup:
    """Who and when, what stands on it where the company is invented, and the result in one sentence."""
    of = over(application, day, lang)
    title = words.text("results.nothing_heading", lang) if summary is None else headline(summary, lang)
    is_calm = summary is not None and not summary.counts["eligible"] and not summary.counts["needs_information"]
    return template("result", lang).heading(of, mark, title, is_calm)


def nothing_html(lang: str) -> Markup:
    """What stands here before anything has been filled in."""
    return template("result", lang).nothing()


def refused_html(messages: Iterable[Both], lang: str, key: str = "refused_heading") -> Markup:
    """What the engine did not accept, or what could not be read, each in its own sentence."""
    heading = words.text(f"results.{key}", lang)
    return template("pieces", lang).why(heading, [message[lang] for message in messages])


def figures(summary: Summary, ratio: Fraction | None, lang: str, scenario: Published | None = None) -> Markup:
    """The two amounts, always both, and what is possible at most. The one after the budget is at the `ratio`, or by a
    published `scenario`."""
    shown = headline_figures(summary, ratio, lang, scenario)
    return template("result", lang).figures([(one, one.amount.fen if one.amount else None) for one in shown])


def table(summary: Summary, lang: str) -> Markup:
    """One line per claim: state, reason, bars and amounts, what they come to by kind; what is not in it, and why."""
    note = joined([words.text("results.table_unit", lang), *not_in_total(summary, lang)], lang)
    return template("result", lang).table(summary, note)


def best(choice: Mapping[str, Any], ratio: Fraction | None, lang: str, is_published: bool = False) -> Markup:
    """The best lawful choice over all matters, beside choosing one by one, at the `ratio` of the budget."""
    sentence = next_steps.choice_sentence(choice, ratio, lang, is_published)
    return template("result", lang).best(sentence, next_steps.matters(choice, lang))


def ledgers(policy: Policy, summary: Summary, paid: Answer | None, lang: str) -> Markup:
    """Every claim's ledger, folded but for the first."""
    claims = [claim_html(policy, line, paid, position == 0, lang) for position, line in enumerate(summary.all)]
    return template("result", lang).ledgers(claims)


def claim_html(policy: Policy, line: ClaimLine, paid: Answer | None, is_open: bool, lang: str) -> Markup:
    """One claim's ledger under its title, folded unless `is_open`; before it what has not been answered."""
    claim = claim_result.claim(policy, line, paid, lang)

    def links(article: int, quote: str) -> str:
        return address("law", lang=lang, at=annotations.phrase_address(policy, article, quote))

    drawn = ledger_html(claim.steps, lang, entries=claim.entries, links=links)
    return template("result", lang).claim(line, claim, claim_result.missing(line, lang), drawn, is_open)


def readings_html(policy: Policy, readings: Sequence[Mapping[str, Any]], lang: str) -> Markup:
    """Each open point that another reading would change for this company."""
    shown = [
        (reading, address("law", lang=lang, at=annotations.phrase_address(policy, reading.article, reading.quote)))
        for reading in (next_steps.other_readings(policy, readings, lang) if readings else ())
    ]
    return template("result", lang).readings(shown)
