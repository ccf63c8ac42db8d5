"""The annotated law: every operative phrase with the rule that it drives, and this company's result beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

import streamlit as st

from engine.policy.pack import Article, Policy
from engine.policy.phrases import day_text
from engine.text import words
from engine.text.numerals import article_label
from engine.values.refusal import Refused
from engine.view import annotations, worked_examples
from engine.view.annotations import Note, Phrase, Trace
from pages.shared import answers, in_use, navigation, onepager
from pages.shared.files import Link, Offer, links_html, made
from pages.shared.html import address, badge, esc, foot
from pages.shared.language import language
from pages.shared.law_text import Mark, original, translation

Result = Mapping[str, Any] | None

OPEN_TRACES = 3
"""Up to so many results stand open beside a phrase."""

# How strongly a phrase is drawn, if several rules or claims say different things of it.
STRENGTH = ("failed", "partly", "unknown", "bind", "met", "amount", "skip", "")
DRAWN = {
    "amount": "bind",
    "skip": "plain",
    "": "plain",
    "met": "met",
    "bind": "bind",
    "failed": "failed",
    "partly": "failed",
    "unknown": "unknown",
}


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    result = current.assessed()
    st.html(heading(current.policy, result, lang))
    onepager.draw(current.policy, lang)
    _download(current.policy, lang)
    st.html(whole(current.policy, result, current.day(), current.readings_in_force(), lang))
    st.html(foot(current.policy, lang))


def _download(policy: Policy, lang: str) -> None:
    """The annotated law as a document, made when it is asked for; meanwhile the link says that it is being made."""
    day = in_use.today()
    title = policy.short_title.in_language(lang)
    name = words.text("book.download_name", lang, title=title, day=day.isoformat())
    link = Link("law.pdf", words.text("book.download", lang), Offer(name, partial(document, lang, day)))
    st.html(links_html([link], words.text("book.waits", lang)))


@lru_cache(maxsize=4)
def document(lang: str, day: date) -> bytes:
    """The document of a day in one language, made once for everybody: it says nothing of any company."""
    return made("engine.documents.book:pdf", in_use.policy_in_use(), lang, day)


def heading(policy: Policy, result: Result, lang: str) -> str:
    """The law's name, where it comes from, how to read this page, and its articles."""
    over = words.text(
        "results.law_over",
        lang,
        issued=day_text(policy.law.issued)[lang],
        published=day_text(policy.law.published)[lang],
    )
    intro = words.text("results.law_intro", lang)
    if result is not None and result["claims"]:
        intro += ("" if lang == "zh" else " ") + words.text("results.law_intro_result", lang)
    chips = "".join(
        f'<a class="m-chip" href="#a{a.number}">{esc(article_label(a.number, lang))}</a> ' for a in policy.articles
    )
    notice = "" if lang == "zh" else f'<p class="m-note">{esc(policy.law.translation_notice.in_language(lang))}</p>'
    source = esc(words.text("results.law_source", lang))
    return (
        f'<div class="m-lawhead"><p class="m-over">{esc(over)} · '
        f'<a href="{esc(policy.law.source)}" target="_blank" rel="noreferrer">{source}</a></p>'
        f'<h1 class="m-h1 serif">{esc(policy.title.in_language(lang))}</h1>'
        f'<p class="m-say">{esc(intro)}</p>{notice}'
        f'<nav aria-label="{esc(words.text("results.law_contents", lang))}">{chips}</nav></div>'
    )


def whole(policy: Policy, result: Result, day: date | None, readings: Mapping[str, str], lang: str) -> str:
    """All articles with their notes, chapter by chapter."""
    if result is None or not result["claims"]:
        return policy.derived(_Unanswered).whole(day, tuple(readings.items()), lang)
    return _whole(policy, result, day, readings, lang)


class _Unanswered:
    """The page as everybody sees it who has claimed nothing: made once for each day, set of readings and language."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.whole = lru_cache(maxsize=16)(self._whole)

    def _whole(self, day: date | None, readings: tuple[tuple[str, str], ...], lang: str) -> str:
        return _whole(self.policy, None, day, dict(readings), lang)


def _whole(policy: Policy, result: Result, day: date | None, readings: Mapping[str, str], lang: str) -> str:
    parts = []
    chapter = ""
    for article in policy.articles:
        if article.chapter.in_language(lang) != chapter:
            chapter = article.chapter.in_language(lang)
            parts.append(f'<h2 class="m-chapter">{esc(chapter)}</h2>')
        parts.append(article_html(policy, article, result, day, readings, lang))
    return f'<div class="m-wide m-annotated {lang}">{"".join(parts)}</div>'


def article_html(
    policy: Policy, article: Article, result: Result, day: date | None, readings: Mapping[str, str], lang: str
) -> str:
    """One article: its words on one side, what they do on the other."""
    own = annotations.phrases(policy).get(article.number, [])
    marks = []
    notes = []
    steps = annotations.cited(result)
    for number, phrase in enumerate(own, 1):
        traces = annotations.traces(policy, steps, phrase)
        states = [trace.state for trace in traces]
        drawn = DRAWN[next((s for s in STRENGTH if s in states), "")]
        marks.append(_mark(phrase, number, drawn))
        notes.append(_note(policy, phrase, number, traces, day, readings, lang))
    text = f'<div class="m-law">{original(policy, article.number, marks)}</div>'
    if lang != "zh":
        text += translation(policy, article.number, lang, notice=False, is_marked=bool(marks))
    label = esc(words.text("results.law_notes", lang, article=article_label(article.number, lang)))
    listed = f'<ol class="m-notes" aria-label="{label}">{"".join(notes)}</ol>' if notes else ""
    listed += _cases(policy, article.number, lang)
    return (
        f'<section class="m-art" id="a{article.number}">'
        f'<h3 class="m-arthead"><span class="m-chip">{esc(article_label(article.number, lang))}</span>'
        f'{esc(article.title.in_language(lang))}</h3><div class="m-artcols"><div>{text}</div>'
        f'<div class="m-side">{_what_it_does(policy, article, result, lang)}{listed}</div></div></section>'
    )


def _cases(policy: Policy, article: int, lang: str) -> str:
    """The worked cases of an article, folded: what each puts to the test and what it comes to."""
    return policy.derived(_CASES[lang]).get(article, "")


def _folded(policy: Policy, lang: str) -> dict[int, str]:
    """Article number -> its worked cases as HTML; the same for every visitor. A pack whose cases the engine contradicts
    shows none."""
    try:
        groups = worked_examples.groups(policy)
    except Refused:
        return {}
    found = {}
    for article, own in groups.items():
        cases = [case for group in own for case in group.cases]
        bodies = "".join(_cases_of(group, lang, is_named=len(own) > 1) for group in own)
        label = esc(words.text("book.folded", lang, count=len(cases)))
        note = esc(words.text("book.folded_note", lang))
        found[article] = (
            f'<details class="m-usual m-cases"><summary>{label}</summary><table aria-label="{label}">'
            f'{bodies}</table><p class="m-note">{note}</p></details>'
        )
    return found


def _cases_of(group: worked_examples.Group, lang: str, is_named: bool) -> str:
    """One group of cases as a part of the table, under its name where an article has several."""
    name = f'<tr><th colspan="3" scope="colgroup">{esc(group.title[lang])}</th></tr>' if is_named else ""
    rows = "".join(
        f'<tr><td>{esc(case.number)}</td><th scope="row">{esc(case.says[lang])}</th>'
        f"<td>{'<br>'.join(esc(amount[lang]) for amount in case.amounts)}</td></tr>"
        for case in group.cases
    )
    return f"<tbody>{name}{rows}</tbody>"


_CASES = {lang: partial(_folded, lang=lang) for lang in words.LANGUAGES}
"""What is derived from a policy is known by what derives it."""


def _mark(phrase: Phrase, number: int, state: str) -> Mark:
    return {
        "quote": phrase.quote,
        "note": str(number),
        "href": f"#n-{phrase.id}",
        "id": phrase.id,
        "state": state,
    }


def _what_it_does(policy: Policy, article: Article, result: Result, lang: str) -> str:
    """The article in plain words, and this company's claims under it."""
    effect = ""
    if article.effect == "none" or (article.effect == "frame" and article.number in annotations.phrases(policy)):
        effect = f"<b>{esc(words.text(f'results.law_effect_{article.effect}', lang))}</b> "
    html = f'<p class="m-s">{effect}{esc(article.explains.in_language(lang))}</p>'
    provisions = policy.provisions_of(article.number)
    if not provisions:
        return html
    for line in annotations.claims_under(policy, result, article.number):
        amount = words.text("results.law_yours_claimed", lang, amount=line.amount) if line.amount else ""
        claim = esc(f"{line.title[lang]} {amount}".strip())
        html += (
            f'<p class="m-yours">{esc(words.text("results.law_yours", lang))}'
            f'<a href="{_result(line.number, lang)}" target="_self">{claim}</a> {badge(line.status, lang)}</p>'
        )
    page = esc(address(navigation.article_place(article.number), lang))
    said = esc(words.text("results.law_to_article", lang))
    return html + f'<p class="m-s"><a href="{page}" target="_self">{said}</a></p>'


def _note(
    policy: Policy,
    phrase: Phrase,
    number: int,
    traces: Sequence[Trace],
    day: date | None,
    readings: Mapping[str, str],
    lang: str,
) -> str:
    rules = "".join(_rule(policy, note, day, readings, lang) for note in phrase.notes)
    yours = _yours(traces, lang)
    back = esc(words.text("results.law_back", lang))
    return (
        f'<li id="n-{phrase.id}"><a class="m-back" href="#{phrase.id}" aria-label="{number}: {back}">{number}</a>'
        f"<div>{rules}{yours}</div></li>"
    )


def _rule(policy: Policy, note: Note, day: date | None, readings: Mapping[str, str], lang: str) -> str:
    kind = esc(words.text(f"results.kind_{note.kind}", lang))
    said = [note.detail[lang]] if note.detail[lang] and note.detail != note.label else []
    if note.window and day is not None:
        span = annotations.bounds_text(policy, note.window, day, dict(readings), lang)
        if span:
            said.append(words.text("results.law_window", lang, span=span))
    if note.kind == "reading" and note.reading:
        reading = policy.reading(note.reading)
        choice = readings.get(note.reading, reading.default)
        if choice != reading.default:
            label = next(c.label for c in reading.choices if c.id == choice)
            said.append(words.text("results.law_reading_now", lang, choice=label.in_language(lang)))
    of = ""
    if note.provision:
        provision = policy.provision(note.provision)
        if len(policy.provisions_of(provision.article)) > 1:
            of = f'<span class="of">{esc(provision.title.in_language(lang))}</span>'
    detail = "".join(f'<span class="t">{esc(text)}</span>' for text in said)
    return f'<p class="m-rule {note.kind}"><em>{kind}</em><b>{esc(note.label[lang])}</b>{of}{detail}</p>'


def _yours(traces: Sequence[Trace], lang: str) -> str:
    """What the phrase did in this company's claims, with the way to each; folded where there are many."""
    lines = "".join(_trace(trace, lang) for trace in traces)
    if len(traces) <= OPEN_TRACES:
        return lines
    label = words.text("results.law_yours_many", lang, count=len(traces))
    return f'<details class="m-usual"><summary>{esc(label)}</summary>{lines}</details>'


def _trace(trace: Trace, lang: str) -> str:
    if len(trace.claims) > OPEN_TRACES:
        said = words.text("results.law_yours_claims", lang, count=len(trace.claims))
        of = f'<a href="{_result(trace.claims[0][0], lang)}" target="_self">{esc(said)}</a>'
    else:
        of = esc(words.text("results.list_comma", lang)).join(
            f'<a href="{_result(number, lang)}" target="_self">{esc(title[lang])}</a>' for number, title in trace.claims
        )
    did = esc(words.text(f"results.law_yours_{trace.state}", lang, **trace.values))
    yours = esc(words.text("results.law_yours", lang))
    return f'<p class="m-yours {trace.state}">{yours}{of} {did}</p>'


def _result(number: int, lang: str) -> str:
    """The address of a claim's ledger."""
    return esc(address("result", lang, f"claim-{number}"))
