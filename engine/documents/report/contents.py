"""A report from its first page to its last, as blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.allocation import payout
from engine.documents.characters import plain
from engine.documents.report import claims, following, given
from engine.documents.report.blocks import (
    Amount,
    Amounts,
    Bar,
    Block,
    Cell,
    Heading,
    PageBreak,
    Piece,
    Points,
    Report,
    Table,
    TableRow,
    cell,
    columns,
    group,
    row,
    text,
)
from engine.policy import law
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.values import money
from engine.values.windows import CHINA
from engine.values.written import cny_text
from engine.view import filing, next_steps, receipts
from engine.view.result import Result, headline_figures, joined, not_in_total
from engine.view.summary import ClaimLine, Named, headline, largest_share

CLOCK = "%Y-%m-%d %H:%M"
ROOMY = 7
"""Up to so many claims each has all its reasons and its bar on the first page. Of more there stands the first reason of
each, without bars, for it to remain a page; the rest is with the ledgers."""


def compose(result: Result, lang: str, day: date) -> Report:
    """The report on `result`, with `day` as the day on the paper."""
    policy = result.policy
    title = words.text("report.title", lang, policy=policy.short_title.in_language(lang))
    name, mark = _name(result), result.mark
    foot = words.text("results.foot_disclaimer", lang)
    return Report(
        title=words.text("report.title_of", lang, name=name, title=title) if name else title,
        heading=headline(result.summary, lang),
        over=title if mark is None else words.text("marks.titled", lang, mark=mark, title=title),
        author=policy.names.app.in_language(lang),
        subject=policy.title.in_language(lang),
        foot=foot if mark is None else words.text("marks.titled", lang, mark=mark, title=foot),
        blocks=(
            *_summary(result, lang, day),
            *following.in_short(result, lang, day),
            PageBreak(),
            *given.blocks(result, lang),
            *claims.blocks(result, lang),
            *_advice(result, lang),
            *_readings(result, lang),
            *_choice(result, lang),
            *following.planning(result, lang, day),
            *following.filing_by(result, lang, day),
            *following.preparing(result, lang),
            *following.dates(result, lang, day),
            *_law(result, lang),
        ),
    )


def _name(result: Result) -> str:
    """What the applicant is called; "" also for a name of which nothing would be seen."""
    return plain((result.application.get("applicant") or {}).get("name") or "")


# ------------------------------------------------------------------------------------------------ the first page


def _summary(result: Result, lang: str, day: date) -> Iterator[Block]:
    """Who, when, the two amounts, a line for each claim, and what it all is worth as evidence."""
    summary = result.summary
    applicant = result.application.get("applicant") or {}
    if result.mark is not None:
        yield text(words.text("marks.titled", lang, mark=result.mark, title=""), "strong")
    if name := _name(result):
        yield text(name, "strong")
    said = [words.text("results.result_over_nobody", lang, day=day_text(result.day)[lang])]
    if applicant.get("uscc"):
        said.append(words.text("report.code", lang, code=applicant["uscc"]))
    said.append(words.text("report.made", lang, day=day_text(day)[lang]))
    said.append(filing.in_short(result.policy, result.day.year)[lang])
    yield text(words.text("report.gap", lang).join(said), "muted")
    yield _amounts(result, lang)
    yield text(_source(result, lang), "muted")
    for key, sentences in (("refused", result.refused), ("doubted", result.doubted)):
        if sentences:
            yield text(words.text(f"results.{key}_heading", lang), "strong")
            yield Points(tuple(cell(one[lang]) for one in sentences))
    shown = largest_share(summary, lang)
    if shown:
        yield text(words.text("report.sentence", lang, said=shown), "strong")
    elif not summary.counts["eligible"] and not summary.counts["needs_information"]:
        yield text(words.text("report.calm_none" if summary.all else "results.headline_nothing", lang))
    if summary.all:
        yield _lines(result, lang)
    unit = words.text("report.unit", lang)
    yield text(joined([unit, *not_in_total(summary, lang)], lang), "muted")
    yield text(words.text("results.foot_disclaimer", lang), "strong")


def _amounts(result: Result, lang: str) -> Amounts:
    amounts = []
    for one in headline_figures(result.summary, result.ratio, lang, result.scenario):
        # Why there is none is said below, for the reader of a paper.
        note = cny_text(one.amount.fen) if one.amount and lang != "zh" else ""
        amounts.append(Amount(one.label, one.amount, note, one.is_main, one.mark[lang] if one.mark else ""))
    return Amounts(tuple(amounts), words.text("results.wan", lang), words.text("report.not_estimated", lang))


def _source(result: Result, lang: str) -> str:
    """By what the amounts after the budget are scaled."""
    if result.scenario is not None:
        when = result.scenario.when.astimezone(CHINA).strftime(CLOCK)
        return payout.source(result.policy, result.scenario, when)[lang]
    said = [] if result.published is None or result.published.why is None else [result.published.why[lang]]
    if result.ratio is None:
        said.append(words.text("report.ratio_none", lang))
    else:
        said.append(words.text("report.ratio_own", lang, percent=money.percent_text(result.ratio)))
    return joined(said, lang)


def _lines(result: Result, lang: str) -> Table:
    summary, is_paid = result.summary, result.paid is not None
    roomy = len(summary.all) <= ROOMY
    names = ["article", "matter", "status", *(["bars"] if roomy else []), "confirmed", "paid"]
    heads = columns([f"results.table_{name}" for name in names], lang, right=2)
    blanks = [cell()] * len(names[2:-2])
    rows: list[TableRow] = []
    for part in summary.groups:
        if rows:
            rows.append(group(words.text(f"results.beside_{part.name}", lang), "muted"))
        rows += [_line(line, roomy, lang) for line in part.lines]
        if part is summary.head:
            rows.append(_total(part.total, blanks, is_paid, lang))
    rows += [_total(total, blanks, is_paid, lang) for total in summary.totals]
    return Table("lines" if roomy else "short", words.text("results.table_label", lang), heads, tuple(rows))


def _total(total: Named, blanks: list[Cell], is_paid: bool, lang: str) -> TableRow:
    name = Piece(words.text(f"results.total_{total.name}", lang), "strong")
    none = words.text("results.table_none" if is_paid else "report.not_estimated", lang)
    paid = Piece(total.paid, "total") if total.paid else Piece(none, "muted")
    return row(cell(), name, *blanks, Piece(total.confirmed, "total"), paid, style="total", closes=True)


def _line(line: ClaimLine, roomy: bool, lang: str) -> TableRow:
    none = words.text("results.table_none", lang)
    reasons = line.reasons if roomy else line.reasons[: line.state != "no_grant"]
    said = (Piece(line.title[lang], "strong"), *(Piece(reason[lang], "muted") for reason in reasons))
    bar = Cell(bar=Bar("base", line.bar, paid=line.paid_bar)) if line.bar else cell()
    return row(
        Piece(article_label(line.article, lang), "chip"),
        cell(*said),
        claims.status(line, lang),
        *((bar,) if roomy else ()),
        Piece(line.confirmed or none, "amount"),
        Piece(line.actual or none, "amount"),
    )


# ------------------------------------------------------------------------------------------------ what follows from it


def _advice(result: Result, lang: str) -> Iterator[Block]:
    found = next_steps.near(result.summary, lang)
    if found:
        yield Heading(1, words.text("results.near_heading", lang))
        yield following.listed(found, lang)


def _readings(result: Result, lang: str) -> Iterator[Block]:
    """The open points of the law that mattered, and those that are read otherwise than by default."""
    policy = result.policy
    yield Heading(1, words.text("results.readings_heading", lang))
    found = next_steps.other_readings(policy, result.readings, lang)
    if not found:
        yield text(words.text("report.reading_none", lang))
    entries = [
        cell(
            (*following.chips((r.article,), lang), Piece(r.question, "strong")),
            r.text + r.difference + words.text("pages.full_stop", lang),
            Piece(r.quote, "quote"),
            *([] if lang == "zh" else [Piece(law.translation(policy, r.article, r.quote), "muted")]),
        )
        for r in found
    ]
    for chosen in next_steps.changed_readings(policy, result.assessment, lang):
        said = words.text("report.reading_changed", lang, choice=chosen.text)
        entries.append(cell((*following.chips((chosen.article,), lang), Piece(chosen.question, "strong")), said))
    if entries:
        yield Points(tuple(entries))


def _choice(result: Result, lang: str) -> Iterator[Block]:
    if result.choice is None:
        return
    is_published = result.scenario is not None
    yield Heading(1, words.text("results.best_heading", lang))
    yield text(next_steps.choice_sentence(result.choice, result.ratio, lang, is_published))
    heads = columns([f"results.best_{name}" for name in ("matter", "here", "elsewhere", "chosen")], lang, right=3)
    rows = tuple(
        row(m.name, Piece(m.here, "amount"), Piece(m.elsewhere, "amount"), Piece(m.chosen, "strong"))
        for m in next_steps.matters(result.choice, lang)
    )
    yield Table("matters", words.text("results.best_label", lang), heads, rows)


def _law(result: Result, lang: str) -> Iterator[Block]:
    """By which text all of it was computed."""
    policy = result.policy
    law = policy.law
    issued, published = day_text(law.issued), day_text(law.published)
    start, until = day_text(policy.in_force.start), day_text(policy.in_force.until)
    stated = {
        "law_title": policy.title.in_language(lang),
        "law_dates": words.text("results.law_over", lang, issued=issued, published=published),
        "law_in_force": words.text("results.span", lang, start=start, until=until),
        "law_source": law.source,
    }
    yield Heading(1, words.text("report.law", lang))
    said = [(words.text(f"report.{k}", lang), v) for k, v in stated.items()]
    said += [(label[lang], value[lang]) for label, value in receipts.lines(policy, result.assessment["receipt"])]
    rows = tuple(row(Piece(label, "muted"), value) for label, value in said)
    heads = columns(("report.law_what", "report.law_which"), lang)
    yield Table("law", words.text("report.law", lang), heads, rows)
    if lang != "zh":
        yield text(law.translation_notice.in_language(lang), "muted")
    yield text(words.text("report.how", lang))
    yield text(words.text("results.foot_disclaimer", lang), "strong")
