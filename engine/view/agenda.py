"""What to do next about a result, in order: what is still to be answered, which papers take time, what to file on which
days, where, and whom to ask. Texts are in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np

from engine.policy.guideline import parts_about
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import guideline_of
from engine.text import words
from engine.text.phrases import both, day_text
from engine.values.money import wan_text
from engine.view.filing import whom
from engine.view.papers import Checklist, Wanted
from engine.view.planned import apart, by_approved, days_left, first_apart, titled, when
from engine.view.summary import ClaimLine, Summary

Json = Mapping[str, Any]
MOST_NAMED = 4
"""So many matters are named in one step; of more it is said how many there are."""
MOST_ANSWERED = 2
"""Up to so many matters each have a step of their own for what is to be answered."""


@dataclass(frozen=True)
class Place:
    """Where to file or whom to ask, and the address to which it leads ("": none)."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Task:
    """One step: what is to be done, which articles it is about, from when to when and how many days are left ("" where
    it has no day), what else is to be known of it, and where to go. `due`: by when, `begins`: from when on."""

    kind: str
    what: str
    articles: tuple[int, ...]
    span: str = ""
    left: str = ""
    notes: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    begins: date | None = None
    due: date | None = None


def agenda(
    policy: Policy, summary: Summary, plan: Json | None, papers: Checklist, today: date, lang: str
) -> list[Task]:
    """The steps in order: what can be done at once, then by day, then what comes after filing."""
    if not summary.all:
        return []
    dated = [*_papers(policy, plan, papers, today, lang), *_filings(policy, plan, today, lang)]
    dated.sort(key=_in_time(today))
    ready = [Task("prepare", words.text("agenda.prepare", lang, count=len(papers.wanted)), ())] if papers.wanted else []
    tasks = [*_answers(summary, lang), *ready, *dated]
    if not tasks:
        return [Task("nothing", words.text("agenda.nothing", lang), ())]
    return [*tasks, Task("after", words.text("agenda.after", lang), ())] if dated else tasks


def _in_time(today: date) -> Any:
    """What is past comes last; a paper before what it is for."""

    def key(task: Task) -> tuple[bool, date, bool]:
        assert task.due is not None
        day = task.begins if task.begins is not None and task.begins > today else task.due
        return task.due < today, day, task.kind == "file"

    return key


# ------------------------------------------------------------------------------------------------ at once


def _answers(summary: Summary, lang: str) -> Iterator[Task]:
    """What is still to be answered, claim by claim, or of many together."""
    lines = [line for line in summary.all if line.claim["missing"] and line.status != "ineligible"]
    if len(lines) > MOST_ANSWERED:
        count = sum(len(line.claim["missing"]) for line in lines)
        titles = _named([line.title[lang] for line in lines], lang)
        what = words.text("agenda.answer_many", lang, titles=titles, count=count)
        yield Task("answer", what, tuple(sorted({line.article for line in lines})))
        return
    for line in lines:
        count = len(line.claim["missing"])
        what = words.text("agenda.answer_one" if count == 1 else "agenda.answer", lang, title=line.title, count=count)
        yield Task("answer", what, (line.article,), notes=_worth(line, lang))


def _named(titles: Sequence[str], lang: str) -> str:
    """Matters by name; of many the first few, and how many there are."""
    titles = list(dict.fromkeys(titles))
    named = words.text("results.list_comma", lang).join(titles[:MOST_NAMED])
    if len(titles) > MOST_NAMED:
        return words.text("results.and_more", lang, named=named, count=len(titles))
    return named


def _worth(line: ClaimLine, lang: str) -> tuple[str, ...]:
    if line.claim["most"] is None:
        return (words.text("results.unbounded", lang),)
    worth = line.claim["most"].fen - line.claim["confirmed"].fen
    return (words.text("results.worth_alone", lang, worth=wan_text(worth)),) if worth else ()


# ------------------------------------------------------------------------------------------------ by day


def _filings(policy: Policy, plan: Json | None, today: date, lang: str) -> Iterator[Task]:
    """What to file, an application of the plan each."""
    if plan is None:
        return
    by_id = {line["id"]: line for line in plan["lines"]}
    for of in plan["applications"]:
        lines = [by_id[id_] for id_ in of["lines"]]
        named, amount = _named([titled(line, lang) for line in lines], lang), apart(by_approved(of), lang)
        span, left = when(of, today, lang)
        provisions = [policy.provision(name) for name in dict.fromkeys(line["provision"] for line in lines)]
        notes, places = _where(policy, provisions, of["year"], lang)
        if of["rests_on_expectations"]:
            notes = (words.text("planned.rests", lang), *notes)
        yield Task(
            "file",
            words.text("agenda.file", lang, year=of["year"], titles=named, amount=amount),
            tuple(sorted({line["article"] for line in lines})),
            span,
            left,
            notes,
            places,
            date.fromisoformat(of["first_day"]),
            date.fromisoformat(of["last_day"]),
        )


def _where(
    policy: Policy, provisions: Sequence[Provision], year: int, lang: str
) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """Where to file and whom to ask in a year; without a guideline, that it is still to say so."""
    guideline, authority = guideline_of(policy, year), both(policy.names.authority)
    if guideline is None:
        return (words.text("agenda.no_guideline", lang, year=year, authority=authority),), ()
    places: dict[Place, None] = {}
    for p in provisions:
        for filing in parts_about(guideline.filing, p.id):
            url = "" if guideline.invented else filing.url
            places[Place(words.text("agenda.where", lang, where=both(filing.where)), url)] = None
        for contact in parts_about(guideline.contacts, p.id):
            places[Place(words.text("agenda.ask", lang, who=whom(contact)))] = None
    shut = [both(p.title) for p in provisions if not guideline.windows_of(p.id)]
    titles = words.joined("results.list_comma", shut)
    return (words.text("agenda.no_window", lang, titles=titles, year=year),) if shut else (), tuple(places)


def _papers(policy: Policy, plan: Json | None, papers: Checklist, today: date, lang: str) -> Iterator[Task]:
    """The papers that take a known time: by when each is to be asked for, to be there on the last day of filing."""
    for one, day in paper_days(policy, plan, papers):
        assert one.days is not None
        text = words.text("agenda.paper", lang, paper=one.called(lang), day=day_text(day))
        notes = (one.from_whom(lang), *([words.text("agenda.working_days", lang)] if one.days[1] else []))
        yield Task("paper", text, (), day_text(day)[lang], days_left(day, today, lang), notes, due=day)


def paper_days(policy: Policy, plan: Json | None, papers: Checklist) -> Iterator[tuple[Wanted, date]]:
    """The papers that take a known time, and by when each is to be asked for, to be there on the first last day on
    which a guideline has anything filed that needs it."""
    lines = [] if plan is None else [line for line in plan["lines"] if line["last_day"] is not None]
    guided = [line for line in lines if guideline_of(policy, line["year"])]
    for one in papers.wanted:
        last = [date.fromisoformat(x["last_day"]) for x in guided if one.is_for([(x["claim"], x["item"])])]
        if one.days is not None and last:
            yield one, before(min(last), *one.days)


def before(day: date, days: int, is_working: bool) -> date:
    """The day so many days before another one; working days are those from Monday to Friday."""
    if not is_working:
        return day - timedelta(days=days)
    return date.fromisoformat(str(np.busday_offset(day, -days, roll="backward")))


class InYear(NamedTuple):
    """One year of a plan in a line: the year, what is claimed in it, the amount that is told first (万元), and a note
    that tells what else decides of it or pays it, and the others."""

    year: str
    what: str
    amount: str
    note: str


def in_years(plan: Json, lang: str) -> Iterator[InYear]:
    """Every year of a plan."""
    for of in plan["years"]:
        titles = dict.fromkeys(titled(line, lang) for line in plan["lines"] if line["year"] == of["year"])
        said = words.text("results.list_comma", lang).join(titles) or words.text("planned.year_none", lang)
        fen, note = first_apart(by_approved(of), lang)
        yield InYear(words.text("planned.year", lang, year=of["year"]), said, wan_text(fen), note)
