"""The plan over years as a calendar (iCalendar, RFC 5545): for each application the first day on which it can be made,
and the last one, with a reminder and the papers that it needs; and the days by which papers are to be asked for.

The same plan gives the same bytes, and the events of one that has changed take the place of the earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from icalendar import Alarm, Calendar, Event, vText

from engine import VERSION
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.values.money import wan_text
from engine.values.windows import DAY
from engine.view import agenda, marks
from engine.view.papers import Checklist
from engine.view.planned import apart, by_approved

Json = Mapping[str, Any]

REMINDER = timedelta(days=14)
"""So long before the last day it reminds of it."""
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What RFC 5545 lets into no text."""


def ics(policy: Policy, plan: Json, lang: str, applicant: Json, papers: Checklist | None = None) -> bytes:
    """A plan, as `engine.planning.plan.plan` answers it, with its `papers` as a file in `lang`. The `applicant`
    (contract form) tells the events of one company from those of another. It is stamped with the first day of the plan:
    when it was made it does not say."""
    stamp = datetime.combine(date.fromisoformat(plan["first_day"]), time(), UTC)
    calendar = Calendar()
    calendar.add("prodid", f"-//{policy.names.app.in_language('en')}//{VERSION}//{lang.upper()}")
    calendar.add("version", "2.0")
    name = _text(str(applicant.get("name") or ""))
    title = words.text("planned.calendar", lang, policy=policy.short_title.in_language(lang))
    calendar.add("x-wr-calname", vText(f"{title} {name}".strip()))  # which the library would not escape by itself
    of = _hash(policy.id, applicant.get("uscc") or applicant.get("name") or applicant.get("id") or "")
    papers = papers or Checklist((), {})
    for id_, event in (*_events(plan, papers, lang), *_paper_events(policy, plan, papers, lang)):
        event.add("uid", f"{id_}-{of}@{policy.id}")
        event.add("dtstamp", stamp)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(plan: Json, papers: Checklist, lang: str) -> Iterator[tuple[str, Event]]:
    """The events, each with what it is known by: its year, which application of the year, and which end of it."""
    by_id = {line["id"]: line for line in plan["lines"]}
    count: dict[int, int] = {}
    for of in plan["applications"]:
        number = count[of["year"]] = count.get(of["year"], 0) + 1
        values = {"year": of["year"], "count": len(of["lines"]), "amount": apart(by_approved(of), lang)}
        description = "\n".join(_description([by_id[id_] for id_ in of["lines"]], papers, lang))
        first, last = (date.fromisoformat(of[key]) for key in ("first_day", "last_day"))
        for key, day in (("opens", first), ("closes", last)):
            summary = words.text(f"planned.calendar_{key}", lang, **values)
            if of["rests_on_expectations"]:
                summary = words.text("planned.calendar_expected", lang, said=summary)
            yield f"{of['year']}-{number}-{key}", _event(plan, day, summary, description, lang, key == "closes")


def _paper_events(policy: Policy, plan: Json, papers: Checklist, lang: str) -> Iterator[tuple[str, Event]]:
    """The days by which papers that take time are to be asked for."""
    for paper, day in agenda.paper_days(policy, plan, papers):
        summary = words.text("agenda.paper", lang, paper=_text(paper.called(lang)), day=day_text(day))
        description = f"{paper.from_whom(lang)}\n{words.text('results.foot_disclaimer', lang)}"
        yield f"paper-{_hash(paper.key)}", _event(plan, day, summary, description, lang, is_reminded=True)


def _event(plan: Json, day: date, summary: str, description: str, lang: str, is_reminded: bool) -> Event:
    """A day of the plan, marked where the company is invented."""
    if (mark := marks.of(plan)) is not None:
        summary = words.text("marks.titled", lang, mark=mark, title=summary)
    event = Event()
    event.add("dtstart", day)
    event.add("dtend", day + DAY)
    event.add("summary", summary)
    event.add("description", description)
    if is_reminded:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -REMINDER)
        event.add_component(alarm)
    return event


def _description(lines: list[Json], papers: Checklist, lang: str) -> Iterator[str]:
    """The matters of an application, each on a line, the papers that they need, and what such a statement is worth."""
    for line in lines:
        title, label = line["title"][lang], line["label"][lang]
        said = words.text(
            "planned.calendar_line",
            lang,
            article=article_label(line["article"], lang),
            matter=title if title == label else f"{title} {_text(label)}",
            amount=wan_text(line["amount"].fen),
        )
        yield words.text("planned.calendar_expected", lang, said=said) if line["expectations"] else said
    matters = [(line["claim"], line["item"]) for line in lines]
    yield from (f"□ {_text(paper.called(lang))}" for paper in papers.wanted if paper.is_for(matters))
    yield words.text("results.foot_disclaimer", lang)


def _text(said: str) -> str:
    """What somebody typed, on one line."""
    return " ".join(NO_TEXT.sub("", said).split())


def _hash(*parts: object) -> str:
    return sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
