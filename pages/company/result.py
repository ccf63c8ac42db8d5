"""The result: two amounts, one line per claim, and for each why so much and not more."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine.allocation.payout import Published
from engine.application import typed
from engine.assessment import alternatives
from engine.policy.pack import Policy
from engine.policy.phrases import Both
from engine.text import words
from engine.text.numerals import article_label
from engine.values.refusal import Refused
from engine.view import annotations
from engine.view import result as told
from engine.view.summary import Line, Summary, headline
from pages.shared import answers, in_use, navigation, published, shelf
from pages.shared.fields import widget_key
from pages.shared.files import Link, Offer, links_html, made
from pages.shared.html import badge, chip, dashes, esc, figure, foot, law_link, mark_html
from pages.shared.language import language
from pages.shared.ledger import bar, ledger_html, percent

Result = Mapping[str, Any]
COMPARED = "readings compared"
"""Session: the application, and what other readings would change for it."""


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    published.settle(current)
    policy, result, ratio = current.policy, current.assessed(), current.ratio_in_force
    if result is None or not result["claims"]:
        st.html(heading(None, current.application, current.day(), lang))
        if current.refused:
            st.html(refused_html(current.refused, lang))
        st.html(nothing_html(lang))
        if st.button(words.text("results.nothing_begin", lang), type="primary", key="go_profile"):
            st.switch_page(navigation.place("profile"))
        st.html(foot(policy, lang))
        return
    whole = whole_of(current, result)
    summary = whole.summary
    st.html(heading(summary, whole.application, current.day(), lang, whole.mark))
    if current.refused:
        st.html(refused_html(current.refused, lang))
    if faults := current.faults():
        st.html(refused_html([{"message": fault} for _, fault in faults], lang, "unread_heading"))
    with st.container(key="m_figures"):
        left, right = st.columns([3, 1], vertical_alignment="bottom", gap="large")
        left.html(figures(summary, ratio, lang, current.in_force))
        if current.in_force is None:
            with right:
                payout_box(current, lang)
    st.html(published.source_html(policy, current.published, lang))
    with st.container(horizontal=True, key="m_actions", vertical_alignment="center"):
        _reports(whole, lang)
        _downloads(whole, lang)
        navigation.link("submit", words.text("submit.heading", lang))
        navigation.link("review", words.text("results.to_review", lang))
        navigation.link("law", words.text("results.to_law", lang))
    shelf.draw_tick()
    st.html(body_of(whole, current, lang))
    if any(line.bar for line in summary.lines):
        _chart(summary, lang)
    st.html(foot(policy, lang))


def whole_of(current: answers.Answers, result: Result) -> told.Result:
    """All that is said about the `result` of these answers."""
    accepted = _accepted(current, result)
    readings = _readings(current.policy, accepted)
    scale = current.paid(), current.ratio_in_force
    return told.told(current.policy, accepted, result, *scale, readings, current.published, _refused(current))


def body_of(whole: told.Result, current: answers.Answers, lang: str) -> Markup:
    """Everything below the amounts."""
    is_published = current.in_force is not None
    of = whole.application, whole.summary, whole.paid, whole.readings, whole.choice
    return Markup(body(current.policy, *of, current.ratio_in_force, lang, is_published))


def _accepted(current: answers.Answers, result: Result) -> dict[str, Any]:
    """The application that was assessed: without what the engine refused."""
    ids = {claim["id"] for claim in result["claims"]}
    refused = {error["path"] for error in current.refused}
    application = current.application
    return {
        **application,
        answers.APPLICANT: {
            name: value
            for name, value in application[answers.APPLICANT].items()
            if f"{answers.APPLICANT}.{name}" not in refused
        },
        "claims": [c for c in application["claims"] if c["id"] in ids],
    }


def _refused(current: answers.Answers) -> list[dict[str, Any]]:
    """What the engine refused, with the article of the claim that it took along."""
    articles = {c["id"]: current.policy.provision(c["provision"]).article for c in current.application["claims"]}
    return [{**error, "article": articles.get(error["claim"])} for error in current.refused]


def _readings(policy: Policy, application: dict[str, Any]) -> list[dict[str, Any]]:
    """What other readings would change. Every reading is a calculation of its own, so it is kept until an answer
    changes: the payout ratio, the chart and a change of page do not touch it."""
    content = json.dumps(application, ensure_ascii=False, sort_keys=True)
    kept = st.session_state.get(COMPARED)
    if kept is None or kept[0] != content:
        kept = st.session_state[COMPARED] = (content, alternatives.compare_readings(policy, application))
    compared: list[dict[str, Any]] = kept[1]
    return compared


# ------------------------------------------------------------------------------------------------ widgets


def payout_box(current: answers.Answers, lang: str) -> None:
    """The expected payout ratio for these answers; what is not understood is said, and what was typed stays."""
    key = widget_key(current, ("payout",))
    label = words.both("results.payout_label")
    st.text_input(
        label[lang],
        value=current.payout,
        key=key,
        placeholder=words.text("results.payout_example", lang),
        on_change=lambda: current.set_payout(st.session_state[key] or ""),
        max_chars=40,
    )
    try:
        typed.read_share(current.payout, "payout", label)
    except Refused as refused:
        st.html(f'<p class="m-refused" role="alert">{esc(refused.errors[0]["message"][lang])}</p>')


def _downloads(whole: told.Result, lang: str) -> None:
    def assessment() -> bytes:
        content = {"application": whole.application, "assessment": whole.assessment, "after_budget": whole.paid}
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    st.download_button(
        words.text("results.download", lang),
        assessment,
        file_name=words.text("results.download_name", lang, day=whole.day.isoformat()),
        mime="application/json",
        on_click="ignore",
    )


def _reports(whole: told.Result, lang: str) -> None:
    """The report in both forms. Each is made when it is asked for; the link says that it is being made."""
    day = in_use.today()
    links = [
        Link(
            f"report.{kind}",
            words.text(f"results.report_{kind}", lang),
            Offer(
                words.text(f"results.report_name_{kind}", lang, day=whole.day.isoformat()),
                partial(made, f"engine.documents.report:{name}", whole, lang, day),
            ),
            is_main=kind == "pdf",
        )
        for kind, name in (("pdf", "as_pdf"), ("docx", "as_word"))
    ]
    st.html(links_html(links, words.text("results.report_waits", lang)), width="content")


def _chart(summary: Summary, lang: str) -> None:
    """The chart is made only for those who ask for it: nobody else waits for it."""
    if st.toggle(words.text("results.chart_show", lang), key="m_chart"):
        from pages.shared import figures

        figures.draw_amounts(summary, lang)


# ------------------------------------------------------------------------------------------------ pieces


def heading(
    summary: Summary | None, application: Mapping[str, Any], day: date | None, lang: str, mark: Both | None = None
) -> Markup:
    """Who and when, what stands on it where the company is invented, and the result in one sentence."""
    over = told.over(application, day, lang)
    title = words.text("results.nothing_heading", lang) if summary is None else headline(summary, lang)
    over = f"{mark_html(mark, lang)}{esc(over)}"
    html = f'<div class="m-hd"><p class="m-over">{over}</p><h1 class="m-h1">{esc(title)}</h1>'
    if summary is not None and not summary.counts["eligible"] and not summary.counts["needs_information"]:
        html += f'<p class="m-say">{esc(words.text("results.calm_none", lang))}</p>'
    return Markup(html + "</div>")


def nothing_html(lang: str) -> Markup:
    """What stands here before anything has been filled in."""
    said = esc(words.text("results.nothing_text", lang))
    return Markup(f'<div class="m-empty"><p class="m-say">{said}</p>{dashes(100, 50, 38)}</div>')


def refused_html(errors: Sequence[Mapping[str, Any]], lang: str, key: str = "refused_heading") -> str:
    """What the engine did not accept, or what could not be read, each in its own sentence."""
    lines = "".join(f"<li>{esc(e['message'][lang])}</li>" for e in errors)
    heading = esc(words.text(f"results.{key}", lang))
    return f'<div class="m-why unknown"><p>{heading}</p><ul>{lines}</ul></div>'


def figures(summary: Summary, ratio: Fraction | None, lang: str, scenario: Published | None = None) -> str:
    """The two amounts, always both, and what is possible at most. The one after the budget is at the `ratio`, or by a
    published `scenario`."""
    parts = []
    for one in told.figures(summary, ratio, lang, scenario):
        note = f'<p class="m-over">{esc(one.note)}</p>' if one.note else ""
        parts.append(figure(one.label, one.amount, "m-big" if one.is_main else "m-mid", lang, note, one.mark))
    return f'<div class="m-kp">{"".join(parts)}</div>'


def body(
    policy: Policy,
    application: Mapping[str, Any],
    summary: Summary,
    paid: Result | None,
    readings: Sequence[Mapping[str, Any]],
    choice: Mapping[str, Any] | None,
    ratio: Fraction | None,
    lang: str,
    is_published: bool = False,
) -> str:
    """Everything below the amounts: the table and what to do about it beside the ledgers."""
    left = table(summary, paid is not None, lang) + near(policy, summary, lang)
    if choice is not None:
        left += best(choice, ratio, lang, is_published)
    right = ledgers(policy, summary, paid, lang)
    right += (
        '<div class="m-pair">'
        + readings_html(policy, readings, lang)
        + prepare(policy, application, summary, lang)
        + "</div>"
    )
    return f'<div class="m-wide"><div class="m-cols"><section>{left}</section><section>{right}</section></div></div>'


def table(summary: Summary, is_paid: bool, lang: str) -> str:
    """One line per claim: state, reason, bars and amounts."""
    columns = ("article", "matter", "status", "bars", "confirmed", "paid")
    head = "".join(
        f'<span class="k-{name}" role="columnheader">{esc(words.text(f"results.table_{name}", lang))}</span>'
        for name in columns
    )
    rows = "".join(_line(line, lang) for line in summary.lines)
    none = esc(words.text("results.table_none", lang))
    total = (
        '<div class="m-rr total" role="row">'
        f'<span class="k-matter" role="rowheader">{esc(words.text("results.table_total", lang))}</span>'
        f'<span class="k-confirmed" role="cell">{_labelled("confirmed", summary.confirmed, lang)}</span>'
        f'<span class="k-paid" role="cell">{_labelled("paid", summary.paid if is_paid else none, lang)}</span></div>'
    )
    label = esc(words.text("results.table_label", lang))
    return (
        f'<div class="m-rt {lang}" role="table" aria-label="{label}"><div class="m-rr head" role="row">{head}</div>'
        f"{rows}{total}{_beside(summary, lang)}</div>{notes(summary, lang)}"
    )


def _beside(summary: Summary, lang: str) -> str:
    """The lines that another budget pays, below the total."""
    if not summary.beside:
        return ""
    said = esc(words.text("results.table_beside", lang))
    head = f'<div class="m-rr beside" role="row"><span class="k-matter" role="rowheader">{said}</span></div>'
    return head + "".join(_line(line, lang) for line in summary.beside)


def _labelled(column: str, amount: str, lang: str) -> str:
    """An amount with its column's name, which shows where the columns do not stand side by side."""
    name = words.text(f"results.table_{column}", lang)
    shown = esc(amount) if amount else esc(words.text("results.table_none", lang))
    return f'<small aria-hidden="true">{esc(name)}</small>{shown}'


def _line(line: Line, lang: str) -> str:
    reasons = "".join(f'<span class="t">{esc(reason[lang])}</span>' for reason in line.reasons)
    bars = ""
    if line.bar:
        bars = f"{bar(line.bar)}" + (f'<u style="width:{percent(line.paid_bar)}"></u>' if line.paid_bar else "")
    return (
        f'<div class="m-rr {esc(line.status)}" role="row">'
        f'<span class="k-article" role="cell">{chip(line.article, lang, law_link(f"a{line.article}", lang))}</span>'
        f'<span class="k-matter" role="rowheader"><a href="#{_place(line)}">{esc(line.title[lang])}</a>{reasons}</span>'
        f'<span class="k-status" role="cell">{badge(line.status, lang)}</span>'
        f'<span class="k-bars" role="cell" aria-hidden="true">{bars}</span>'
        f'<span class="k-confirmed" role="cell">{_labelled("confirmed", line.confirmed, lang)}</span>'
        f'<span class="k-paid" role="cell">{_labelled("paid", line.actual, lang)}</span></div>'
    )


def _place(line: Line) -> str:
    """The id of a claim's ledger on the page; the claim's own id is the visitor's text."""
    return f"claim-{line.number}"


def notes(summary: Summary, lang: str) -> str:
    """What is not in the total, and why."""
    said = [words.text("results.table_unit", lang), *told.not_in_total(summary, lang)]
    return f'<p class="m-note">{esc(told.joined(said, lang))}</p>'


def near(policy: Policy, summary: Summary, lang: str) -> str:
    """What is nearly reached, where ceilings are, and which dates matter."""
    close = told.near(summary, lang)
    html = _section("near_heading", _advice(close, lang), lang) if close else ""
    return html + _section("dates_heading", _advice(told.dates(policy, summary, lang), lang), lang)


def _advice(said: Sequence[told.Advice], lang: str) -> str:
    lines = []
    for advice in said:
        chips = " ".join(chip(article, lang) for article in advice.articles)
        lines.append(f"<li><span>{chips}</span> <span>{esc(advice.text)}</span></li>")
    return f'<ul class="m-list">{"".join(lines)}</ul>'


def _section(key: str, content: str, lang: str) -> str:
    title = esc(words.text(f"results.{key}", lang))
    return f'<div class="m-part2"><h2 class="m-h2">{title}</h2>{content}</div>'


def best(choice: Mapping[str, Any], ratio: Fraction | None, lang: str, is_published: bool = False) -> str:
    """The best lawful choice over all matters, beside choosing one by one, at the `ratio` of the budget."""
    sentence = told.choice_sentence(choice, ratio, lang, is_published)
    names = {name: esc(words.text(f"results.best_{name}", lang)) for name in ("matter", "here", "elsewhere", "chosen")}
    head = "".join(
        f'<th scope="col" class="{"" if name == "matter" else "num"}">{said}</th>' for name, said in names.items()
    )
    rows = "".join(_matter(matter) for matter in told.matters(choice, lang))
    label = esc(words.text("results.best_label", lang))
    content = (
        f'<p class="m-say">{esc(sentence)}</p><table class="m-table" aria-label="{label}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return _section("best_heading", content, lang)


def _matter(matter: told.Matter) -> str:
    cells = "".join(f'<td class="num">{esc(amount)}</td>' for amount in (matter.here, matter.elsewhere))
    name, chosen = esc(matter.name), esc(matter.chosen)
    return f'<tr><th scope="row">{name}</th>{cells}<td class="num word"><b>{chosen}</b></td></tr>'


def ledgers(policy: Policy, summary: Summary, paid: Result | None, lang: str) -> str:
    """Every claim's ledger, folded but for the first."""
    parts = []
    for position, line in enumerate(summary.all):
        parts.append(claim_html(policy, line, paid, position == 0, lang))
    return f'<h2 class="m-h2">{esc(words.text("results.ledgers_heading", lang))}</h2>{"".join(parts)}'


def claim_html(policy: Policy, line: Line, paid: Result | None, is_open: bool, lang: str) -> str:
    """One claim's ledger under its title, folded unless `is_open`."""
    claim = told.claim(policy, line, paid, lang)

    def links(article: int, quote: str) -> str:
        return law_link(annotations.address(policy, article, quote), lang)

    content = missing_html(line, lang)
    if claim.lead:
        content += f'<p class="m-say">{esc(claim.lead)}</p>'
    content += ledger_html(claim.steps, lang, item=claim.item, links=links)
    if claim.note:
        content += f'<p class="m-note">{esc(claim.note)}</p>'
    opened = " open" if is_open else ""
    return (
        f'<details class="m-claim"{opened}><summary>'
        f'<span class="m-chip">{esc(article_label(line.article, lang))}</span> {esc(claim.title)}</summary>'
        f'<div id="{_place(line)}">{content}</div></details>'
    )


def missing_html(line: Line, lang: str) -> str:
    """What has not been answered, and the most that each answer can add."""
    missing = told.missing(line, lang)
    if missing is None:
        return ""
    lines = "".join(f"<li>{esc(said)}</li>" for said in missing.lines)
    ghost = "" if line.confirmed else dashes(100, 50)
    note = f'<p class="m-note">{esc(missing.note)}</p>' if missing.note else ""
    return f'<div class="m-missing"><p>{esc(missing.heading)}</p><ul>{lines}</ul>{note}{ghost}</div>'


def readings_html(policy: Policy, readings: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Each open point that another reading would change for this company."""
    if not readings:
        content = f'<p class="m-s">{esc(words.text("results.reading_none", lang))}</p>'
        return f'<div><h2 class="m-h2">{esc(words.text("results.readings_heading", lang))}</h2>{content}</div>'
    parts = []
    for r in told.other_readings(policy, readings, lang):
        link = law_link(annotations.address(policy, r.article, r.quote), lang)
        parts.append(
            f"<li>{chip(r.article, lang, link)} <b>{esc(r.question)}</b>"
            f'<span class="m-s">{esc(r.text)}<b class="m-num">{esc(r.difference)}</b></span>'
            f'<q class="m-quote" lang="zh-CN">{esc(r.quote)}</q></li>'
        )
    return (
        f'<div><h2 class="m-h2">{esc(words.text("results.readings_heading", lang))}</h2>'
        f'<ul class="m-list block">{"".join(parts)}</ul></div>'
    )


def prepare(policy: Policy, application: Mapping[str, Any], summary: Summary, lang: str) -> str:
    """What to have at hand for the claims that have a chance."""
    parts = []
    for own in told.preparations(policy, application, summary, lang):
        listed = "".join(f"<li>{esc(text)}</li>" for text in own.usual)
        said = esc(words.text("results.prepare_usual", lang))
        more = f'<details class="m-usual"><summary>{said}</summary><ul>{listed}</ul></details>' if listed else ""
        parts.append(f"<li>{chip(own.article, lang)} <span>{esc(own.text)}{more}</span></li>")
    if not parts:
        return ""
    return (
        f'<div><h2 class="m-h2">{esc(words.text("results.prepare_heading", lang))}</h2>'
        f'<ul class="m-list block">{"".join(parts)}</ul></div>'
    )
