"""The result: two amounts, one line per claim, and for each why so much and not more."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import streamlit as st

from engine import alternatives, annotations, ledger, money, typed, words
from engine.numerals import article_label
from engine.pack import Policy
from engine.payout import Published
from engine.phrases import day_text
from engine.refusal import Refused
from engine.summary import Line, Summary, evidence, headline, summarise
from pages.shared import answers, navigation, published
from pages.shared.html import badge, chip, dashes, esc, figure, foot, law_link
from pages.shared.language import language
from pages.shared.ledger import bar, ledger_html, percent

Result = Mapping[str, Any]
DATED = frozenset({"window_closes", "window_opens", "validity", "date"})
"""Kinds of advice that name a day."""
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
    accepted = _accepted(current, result)
    paid = current.paid()
    summary = summarise(policy, result, paid)
    st.html(heading(summary, accepted, current.day(), lang))
    if current.refused:
        st.html(refused_html(current.refused, lang))
    with st.container(key="m_figures"):
        left, right = st.columns([3, 1], vertical_alignment="bottom", gap="large")
        left.html(figures(summary, ratio, lang, current.in_force))
        if current.in_force is None:
            with right:
                _payout_box(current, lang)
    st.html(published.source_html(policy, current.published, lang))
    with st.container(horizontal=True, key="m_actions", vertical_alignment="center"):
        _downloads(current, accepted, result, paid, lang)
        navigation.link("submit", words.text("submit.heading", lang))
        navigation.link("review", words.text("results.to_review", lang))
        navigation.link("law", words.text("results.to_law", lang))
    choice = None
    if has_elsewhere(accepted):
        choice = alternatives.best_choice(policy, accepted, Fraction(1) if ratio is None else ratio)
    readings = _readings(policy, accepted)
    is_published = current.in_force is not None
    st.html(body(policy, accepted, summary, paid, readings, choice, ratio, lang, is_published))
    if any(line.bar for line in summary.lines):
        _chart(summary, lang)
    st.html(foot(policy, lang))


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


def _payout_box(current: answers.Answers, lang: str) -> None:
    """The expected payout ratio; what is not understood is said, and what was typed stays."""
    key = f"payout-{current.generation}"
    label = words.both("results.payout_label")
    st.text_input(
        label[lang],
        value=current.payout,
        key=key,
        placeholder=words.text("results.payout_example", lang),
        on_change=lambda: answers.current().set_payout(st.session_state[key] or ""),
        max_chars=40,
    )
    try:
        typed.read_share(current.payout, "payout", label)
    except Refused as refused:
        st.html(f'<p class="m-refused" role="alert">{esc(refused.errors[0]["message"][lang])}</p>')


def _downloads(
    current: answers.Answers, application: dict[str, Any], result: Result, paid: Result | None, lang: str
) -> None:
    def assessment() -> bytes:
        content = {"application": application, "assessment": result, "after_budget": paid}
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    day = current.day()
    st.download_button(
        words.text("results.download", lang),
        assessment,
        file_name=words.text("results.download_name", lang, day=day.isoformat() if day else ""),
        mime="application/json",
        type="primary",
        on_click="ignore",
    )


def _chart(summary: Summary, lang: str) -> None:
    """The chart is made only for those who ask for it: nobody else waits for it."""
    if st.toggle(words.text("results.chart_show", lang), key="m_chart"):
        from pages.shared import figures

        figures.draw_amounts(summary, lang)


# ------------------------------------------------------------------------------------------------ pieces


def heading(summary: Summary | None, application: Mapping[str, Any], day: date | None, lang: str) -> str:
    """Who and when, and the result in one sentence."""
    name = (application.get("applicant") or {}).get("name")
    over = ""
    if day is not None:
        said = day_text(day)[lang]
        over = (
            words.text("results.result_over", lang, name=name, day=said)
            if name
            else words.text("results.result_over_nobody", lang, day=said)
        )
    title = words.text("results.nothing_heading", lang) if summary is None else headline(summary, lang)
    html = f'<div class="m-hd"><p class="m-over">{esc(over)}</p><h1 class="m-h1">{esc(title)}</h1>'
    if summary is not None and not summary.counts["eligible"] and not summary.counts["needs_information"]:
        html += f'<p class="m-say">{esc(words.text("results.calm_none", lang))}</p>'
    return html + "</div>"


def nothing_html(lang: str) -> str:
    """What stands here before anything has been filled in."""
    said = esc(words.text("results.nothing_text", lang))
    return f'<div class="m-empty"><p class="m-say">{said}</p>{dashes(100, 50, 38)}</div>'


def refused_html(errors: Sequence[Mapping[str, Any]], lang: str) -> str:
    """What the engine did not accept, each in its own sentence."""
    lines = "".join(f"<li>{esc(e['message'][lang])}</li>" for e in errors)
    heading = esc(words.text("results.refused_heading", lang))
    return f'<div class="m-why unknown"><p>{heading}</p><ul>{lines}</ul></div>'


def figures(summary: Summary, ratio: Fraction | None, lang: str, scenario: Published | None = None) -> str:
    """The two amounts, always both, and what is possible at most. The one after the budget is at the `ratio`, or by a
    published `scenario`."""
    key = "figure_confirmed_now" if summary.counts["needs_information"] or summary.grows else "figure_confirmed"
    parts = [figure(words.text(f"results.{key}", lang), summary.confirmed, "m-big", lang)]
    if ratio is None:
        note = f'<p class="m-over">{esc(words.text("results.figure_paid_none", lang))}</p>'
        parts.append(figure(words.text("results.figure_paid_unknown", lang), "", "m-big", lang, note))
    else:
        label = words.both("results.figure_paid", percent=money.percent_text(ratio))
        if scenario is not None:
            label = published.label(scenario)
        parts.append(figure(label[lang], summary.paid, "m-big", lang))
    if summary.grows:
        parts.append(figure(_most_label(summary, lang), summary.most, "m-mid", lang))
    return f'<div class="m-kp">{"".join(parts)}</div>'


def _most_label(summary: Summary, lang: str) -> str:
    articles = list(dict.fromkeys(line.article for line in summary.lines if line.grows))
    if not 0 < len(articles) <= 2:
        return words.text("results.figure_most_all", lang)
    return words.text("results.figure_most", lang, articles=_articles(articles, lang))


def _articles(numbers: Sequence[int], lang: str) -> str:
    return words.text("results.list_comma", lang).join(article_label(n, lang) for n in numbers)


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
    said = [words.text("results.table_unit", lang)]
    if summary.not_claimed:
        said.append(words.text("results.table_not_claimed", lang, articles=_articles(summary.not_claimed, lang)))
    if summary.no_grant:
        said.append(words.text("results.table_no_grant", lang, articles=_articles(summary.no_grant, lang)))
    return f'<p class="m-note">{esc(("" if lang == "zh" else " ").join(said))}</p>'


def near(policy: Policy, summary: Summary, lang: str) -> str:
    """What is nearly reached, where ceilings are, and which dates matter."""
    close: dict[str, list[int]] = {}
    dated: dict[str, list[int]] = {}
    for line in summary.all:
        for a in line.claim["advice"]:
            # The same sentence about several claims is said once.
            of = (dated if a["kind"] in DATED else close).setdefault(a["text"][lang], [])
            if line.article not in of:
                of.append(line.article)
    until = day_text(policy.in_force.until)[lang]
    dated[words.text("results.dates_validity", lang, until=until)] = [policy.in_force.article]
    html = _section("near_heading", _advice(close, lang), lang) if close else ""
    return html + _section("dates_heading", _advice(dated, lang), lang)


def _advice(said: Mapping[str, list[int]], lang: str) -> str:
    lines = []
    for text, articles in said.items():
        chips = " ".join(chip(article, lang) for article in sorted(articles))
        lines.append(f"<li><span>{chips}</span> <span>{esc(text)}</span></li>")
    return f'<ul class="m-list">{"".join(lines)}</ul>'


def _section(key: str, content: str, lang: str) -> str:
    title = esc(words.text(f"results.{key}", lang))
    return f'<div class="m-part2"><h2 class="m-h2">{title}</h2>{content}</div>'


def best(choice: Mapping[str, Any], ratio: Fraction | None, lang: str, is_published: bool = False) -> str:
    """The best lawful choice over all matters, beside choosing one by one, at the `ratio` of the budget."""
    gains = ledger.fen(choice["gain"]) > 0
    sentence = words.text(
        "results.best_gain" if gains else "results.best_same",
        lang,
        total=choice["total"],
        each=choice["by_higher_of_each"]["total"],
        gain=choice["gain"],
    )
    joined = "" if lang == "zh" else " "
    sentence += joined + words.text("results.best_scope", lang)
    if ratio is not None:
        key = "payout.best" if is_published else "results.best_payout"
        sentence += joined + words.text(key, lang, percent=money.percent_text(ratio))
    names = {name: esc(words.text(f"results.best_{name}", lang)) for name in ("matter", "here", "elsewhere", "chosen")}
    head = "".join(
        f'<th scope="col" class="{"" if name == "matter" else "num"}">{said}</th>' for name, said in names.items()
    )
    rows = "".join(_matter(matter, lang) for matter in choice["matters"] if matter["elsewhere"] is not None)
    label = esc(words.text("results.best_label", lang))
    content = (
        f'<p class="m-say">{esc(sentence)}</p><table class="m-table" aria-label="{label}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return _section("best_heading", content, lang)


def _matter(matter: Mapping[str, Any], lang: str) -> str:
    text = matter["label"][lang]
    if matter["item"] is not None:
        text = words.text("results.item_label", lang, item=text, number=matter["item"] + 1)
    chosen = words.text(f"results.best_chosen_{matter['chosen']}", lang)
    cells = "".join(f'<td class="num">{esc(matter[side])}</td>' for side in ("here", "elsewhere"))
    return f'<tr><th scope="row">{esc(text)}</th>{cells}<td class="num word"><b>{esc(chosen)}</b></td></tr>'


def ledgers(policy: Policy, summary: Summary, paid: Result | None, lang: str) -> str:
    """Every claim's ledger, folded but for the first."""
    parts = []
    for position, line in enumerate(summary.all):
        parts.append(claim_html(policy, line, paid, position == 0, lang))
    return f'<h2 class="m-h2">{esc(words.text("results.ledgers_heading", lang))}</h2>{"".join(parts)}'


def claim_html(policy: Policy, line: Line, paid: Result | None, is_open: bool, lang: str) -> str:
    """One claim's ledger under its title, folded unless `is_open`."""
    provision = policy.provision(line.provision)
    claim = line.claim
    own = paid["claims"].get(claim["id"]) if paid is not None and line.on_budget else None
    steps = [*claim["steps"], *(own["steps"] if own is not None and line.confirmed else [])]
    item = provision.item.model_dump() if provision.item else None

    def links(article: int, quote: str) -> str:
        return law_link(annotations.address(policy, article, quote), lang)

    question = ledger.question(steps, lang)
    content = missing_html(line, lang)
    ceiling = claim.get("ceiling_steps")
    if line.status == "needs_information" and ceiling:
        said = words.text("results.ledger_ceiling", lang, amount=ledger.outcome(ceiling))
        conditions = [s for s in steps if s["kind"] == "condition"]
        calculation = [s for s in ceiling if s["kind"] != "condition"]
        content += f'<p class="m-say">{esc(said)}</p>'
        content += ledger_html([*conditions, *calculation], lang, item=item, links=links)
    else:
        if line.status == "eligible":
            content += f'<p class="m-say">{esc(ledger.answer(steps, lang, item))}</p>'
        content += ledger_html(steps, lang, item=item, links=links)
    if not line.on_budget:
        content += f'<p class="m-note">{esc(words.text("results.on_other_budget", lang))}</p>'
    title = words.text("results.ledger_of", lang, title=line.title, question=question) if question else line.title[lang]
    opened = " open" if is_open else ""
    return (
        f'<details class="m-claim"{opened}><summary>'
        f'<span class="m-chip">{esc(article_label(line.article, lang))}</span> {esc(title)}</summary>'
        f'<div id="{_place(line)}">{content}</div></details>'
    )


def missing_html(line: Line, lang: str) -> str:
    """What has not been answered, and the most that each answer can add."""
    missing = line.claim["missing"]
    if not missing:
        return ""
    lines = []
    for m in missing:
        key = "missing_worth" if ledger.fen(m["worth"]) else "missing_plain"
        worth = money.wan_text(ledger.fen(m["worth"]))
        lines.append(f"<li>{esc(words.text(f'results.{key}', lang, label=m['label'], worth=worth))}</li>")
    count = len(missing)
    said = esc(words.text("results.missing_heading", lang, count=count))
    ghost = "" if line.confirmed else dashes(100, 50)
    return f'<div class="m-missing"><p>{said}</p><ul>{"".join(lines)}</ul>{ghost}</div>'


def readings_html(policy: Policy, readings: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Each open point that another reading would change for this company."""
    if not readings:
        content = f'<p class="m-s">{esc(words.text("results.reading_none", lang))}</p>'
        return f'<div><h2 class="m-h2">{esc(words.text("results.readings_heading", lang))}</h2>{content}</div>'
    parts = []
    for r in readings:
        reading = policy.reading(r["reading"])
        labels = {c.id: c.label.in_language(lang) for c in reading.choices}
        said = words.text(
            "results.reading_line",
            lang,
            choice=labels[r["choice"]],
            alternative=labels[r["alternative"]],
            before=r["from"],
            after=r["to"],
        )
        difference = words.text("results.reading_difference", lang, difference=r["difference"])
        article, quote = annotations.clause(policy, reading)
        link = law_link(annotations.address(policy, article, quote), lang)
        parts.append(
            f"<li>{chip(article, lang, link)} <b>{esc(reading.question.in_language(lang))}</b>"
            f'<span class="m-s">{esc(said)}<b class="m-num">{esc(difference)}</b></span>'
            f'<q class="m-quote" lang="zh-CN">{esc(quote)}</q></li>'
        )
    return (
        f'<div><h2 class="m-h2">{esc(words.text("results.readings_heading", lang))}</h2>'
        f'<ul class="m-list block">{"".join(parts)}</ul></div>'
    )


def prepare(policy: Policy, application: Mapping[str, Any], summary: Summary, lang: str) -> str:
    """What to have at hand for the claims that have a chance."""
    parts = []
    facts = {c["id"]: c.get("facts") or {} for c in application.get("claims", [])}
    done = set()
    for line in summary.all:
        if line.status == "ineligible" or line.provision in done:
            continue
        done.add(line.provision)
        provision = policy.provision(line.provision)
        usual = evidence(provision, facts.get(line.id, {}))
        listed = "".join(f"<li>{esc(text[lang])}</li>" for text in usual)
        said = esc(words.text("results.prepare_usual", lang))
        more = f'<details class="m-usual"><summary>{said}</summary><ul>{listed}</ul></details>' if listed else ""
        parts.append(
            f"<li>{chip(line.article, lang)} <span>{esc(provision.prepare.in_language(lang))}{more}</span></li>"
        )
    if not parts:
        return ""
    return (
        f'<div><h2 class="m-h2">{esc(words.text("results.prepare_heading", lang))}</h2>'
        f'<ul class="m-list block">{"".join(parts)}</ul></div>'
    )


def has_elsewhere(application: Mapping[str, Any]) -> bool:
    """Whether any matter of the application could be claimed under another policy."""

    def speaks(value: Any) -> bool:
        if isinstance(value, Mapping):
            return any((k == "other_district" and v) or speaks(v) for k, v in value.items())
        return isinstance(value, list) and any(speaks(v) for v in value)

    return any(speaks(c.get("facts")) for c in application.get("claims", []))
