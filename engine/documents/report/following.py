"""What follows from a result, in a report: in short on its first two pages (what to do next, what to prepare, over the
years), and in full behind the ledgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from engine.documents.characters import shortened
from engine.documents.report.blocks import (
    Block,
    Cell,
    Heading,
    Piece,
    Points,
    Table,
    TableRow,
    cell,
    columns,
    row,
    text,
)
from engine.text import words
from engine.text.numerals import article_label
from engine.view import agenda, filing, next_steps
from engine.view.agenda import Task
from engine.view.papers import Group
from engine.view.planned import NOTHING, Brought, PlannedMatter, headline, planned
from engine.view.result import Result, joined

MOST_TASKS = 7
"""So many steps stand there."""
MOST_GROUPS = 9
"""So many matters with their papers."""
LONGEST = 64
"""Chinese characters of the papers of one matter there."""


# ------------------------------------------------------------------------------------------------ in short


def in_short(result: Result, lang: str, day: date) -> Iterator[Block]:
    """What to do next, what to prepare, and over the years: what stands before it leaves room for it on two pages."""
    yield Heading(1, words.text("agenda.heading", lang))
    tasks = agenda.agenda(result.policy, result.summary, result.plan, result.papers, day, lang)
    shown = tasks if len(tasks) <= MOST_TASKS else [*tasks[: MOST_TASKS - 1], tasks[-1]]
    if shown:
        yield Points(tuple(_task(task, number, lang) for number, task in enumerate(shown, 1)))
    if len(shown) < len(tasks):
        yield text(words.text("report.more_tasks", lang, count=len(tasks) - len(shown)), "muted")
    yield Heading(1, words.text("papers.heading", lang))
    papers = result.papers
    if papers.groups:
        yield text(words.text("report.papers_note", lang, count=len(papers.wanted), note=papers.note), "muted")
        yield Points(tuple(_short(group, lang) for group in papers.groups[:MOST_GROUPS]))
        if (more := len(papers.groups) - MOST_GROUPS) > 0:
            yield text(words.text("report.more_papers", lang, count=more), "muted")
    else:
        yield text(words.text("papers.none", lang))
    yield Heading(1, words.text("results.years_heading", lang))
    yield from _years(result, lang)


def _task(task: Task, number: int, lang: str) -> Cell:
    first = (Piece(words.text("report.step", lang, number=number), "strong"), *chips(task.articles, lang))
    when = [words.text("agenda.days_line", lang, span=task.span, left=task.left)] if task.span else []
    beside = [*when, *task.notes, *(place.text for place in task.places)]
    lines = [Piece(words.text("report.gap", lang).join(beside), "muted")] if beside else []
    return cell((*first, Piece(task.what, "strong")), *lines)


def _short(group: Group, lang: str) -> Cell:
    """The papers of a matter in a line, those of several entries counted."""
    counts = Counter(one.name[lang] for one in group.wanted)
    said = (
        name if count == 1 else words.text("report.paper_times", lang, paper=name, count=count)
        for name, count in counts.items()
    )
    names = shortened(words.text("results.list_comma", lang).join(said), LONGEST)
    title = words.text("papers.group", lang, title=group.title, count=len(group.wanted))
    articles = () if group.article is None else (group.article,)
    return cell((*chips(articles, lang), Piece(title, "strong"), Piece(names, "muted")))


def _years(result: Result, lang: str) -> Iterator[Block]:
    if result.plan is None:
        yield text(words.text("results.years_none", lang))
        return
    yield text(headline(result.plan, lang) + words.text("pages.full_stop", lang), "strong")
    heads = columns(("planned.column_year", "results.years_what", "planned.column_wan"), lang, right=1)
    rows = []
    for of in agenda.in_years(result.plan, lang):
        amount = cell(Piece(of.amount, "amount"), *([Piece(of.note, "muted")] if of.note else []))
        rows.append(row(Piece(of.year, "strong"), of.what, amount))
    yield Table("years", words.text("results.years_heading", lang), heads, tuple(rows))


# ------------------------------------------------------------------------------------------------ in full


def chips(articles: tuple[int, ...], lang: str) -> tuple[Piece, ...]:
    """Articles in their frames."""
    return tuple(Piece(article_label(article, lang), "chip") for article in articles)


def listed(found: list[next_steps.Advice], lang: str) -> Points:
    """Advice, with the days that are left."""
    lines = ((*chips(a.articles, lang), Piece(a.text), *([Piece(a.left, "muted")] if a.left else [])) for a in found)
    return Points(tuple(cell(line) for line in lines))


def dates(result: Result, lang: str, day: date) -> Iterator[Block]:
    """The dates to mind, seen from the day of the paper."""
    yield Heading(1, words.text("results.dates_heading", lang))
    yield listed(next_steps.dates(result.policy, result.summary, day, lang), lang)


def filing_by(result: Result, lang: str, day: date) -> Iterator[Block]:
    """What the guideline of the year says of what is claimed, as seen on the day of the paper."""
    claimed = {line.provision: None for line in result.summary.all}
    provisions = [result.policy.provision(name) for name in claimed]
    yield Heading(1, words.text("guideline.heading", lang, year=result.day.year))
    yield text(filing.about(result.policy, result.day.year)[lang])
    for part in filing.parts(result.policy, provisions, result.day.year, day):
        yield text(part.heading[lang], "strong")
        yield Points(tuple(cell(line.text[lang], Piece(line.quote, "quote")) for line in part.lines))


def planning(result: Result, lang: str, day: date) -> Iterator[Block]:
    """What to claim in which year: a table by year, the matters of each, and what is held back."""
    if result.plan is None:
        return
    shown = planned(result.plan, day, lang)
    yield Heading(1, words.text("pages.plan", lang))
    yield text(shown.heading + words.text("pages.full_stop", lang), "strong")
    yield text(joined([shown.over + words.text("pages.full_stop", lang), *shown.said], lang))
    names = ["year", "amount", "soon", *(["paid", "soon_paid"] if shown.is_scaled else [])]
    heads = columns([f"planned.column_{name}" for name in names], lang, right=len(names) - 1)
    for n, group in enumerate(shown.groups):
        rows = [_year(year.named(n, lang), year.brings[n], names[1:]) for year in shown.years]
        rows.append(_year(words.text("planned.total", lang), shown.brings[n], names[1:], "total"))
        yield Heading(2, group)
        yield Table("paid" if shown.is_scaled else "soon", group, heads, tuple(rows))
    yield text(words.text("planned.unit", lang), "muted")
    parts = [(year.heading, year.lines) for year in shown.years]
    for key in ("elsewhere", "held", "dropped"):
        parts.append((words.text(f"planned.{key}_heading", lang), getattr(shown, key)))
    for heading, lines in parts:
        if lines:
            yield Heading(2, heading)
            yield Points(tuple(_planned(line, lang) for line in lines))
    yield text(words.text("planned.dates_note", lang), "muted")


def _year(name: str, of: Brought, figures_of: Sequence[str], style: Literal["", "total"] = "") -> TableRow:
    figures = (Piece(getattr(of, figure), style or "amount") for figure in figures_of)
    return row(Piece(name, "strong"), *figures, style=style, closes=bool(style))


def _planned(line: PlannedMatter, lang: str) -> Cell:
    said = f"{line.title} {line.label}".strip()
    if line.amount not in ("", NOTHING):
        said = words.text("report.planned", lang, matter=said, amount=line.amount)
    muted = [one for one in (line.apart, line.when, line.why, line.expected) if one]
    gap = words.text("report.gap", lang)
    return cell((*chips((line.article,), lang), Piece(said, "strong")), Piece(gap.join(muted), "muted"))


def preparing(result: Result, lang: str) -> Iterator[Block]:
    """The whole checklist, each paper on a line of its own with a box to tick."""
    papers = result.papers
    if not papers.groups:
        return
    yield Heading(1, words.text("report.checklist", lang))
    yield text(papers.note[lang], "muted")
    for group in papers.groups:
        yield Heading(2, group.title[lang], "" if group.article is None else article_label(group.article, lang))
        yield Points(tuple(cell(words.text("report.box", lang, said=papers.line(one, lang))) for one in group.wanted))
