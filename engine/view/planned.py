"""The plan over years as people read it: what to claim when, year by year; what else; and what that brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values.money import percent_text, wan_text
from engine.view import marks

Json = Mapping[str, Any]
NOTHING = str(wan_text(0))


@dataclass(frozen=True)
class PlannedMatter:
    """One matter: the article it is under, what is claimed and what the matter is called ("" where that is the same);
    from when to when and how many days are left ("" where it is not claimed here); 万元; why; what of it is only
    expected."""

    article: int
    title: str
    label: str
    when: str
    left: str
    amount: str
    paid: str
    why: str
    expected: str


@dataclass(frozen=True)
class Year:
    """One year: under which heading, its matters, 万元 that are approved and expected to be paid, and what everything
    as soon as possible brings in it. `rests`: whether any of it is only expected."""

    heading: str
    year: str
    lines: tuple[PlannedMatter, ...]
    amount: str
    paid: str
    soon: str
    rests: bool

    def named(self, lang: str) -> str:
        """The year, and that some of it is only expected."""
        return words.text("planned.year_expected", lang, year=self.year) if self.rests else self.year


@dataclass(frozen=True)
class Total:
    """An amount (分) under its label, and a note on it."""

    label: str
    fen: int
    note: str = ""


@dataclass(frozen=True)
class Planned:
    """A plan. `heading`: it in one sentence; `over`: from when to when; `is_scaled`: whether not all is expected to be
    paid; `said`: whether it is proven, and what it rests on."""

    heading: str
    over: str
    figures: tuple[Total, ...]
    years: tuple[Year, ...]
    amount: str
    paid: str
    soon: str
    elsewhere: tuple[PlannedMatter, ...]
    held: tuple[PlannedMatter, ...]
    said: tuple[str, ...]
    is_scaled: bool
    mark: Both | None

    @property
    def brings(self) -> bool:
        """Whether anything is claimed in any year."""
        return any(year.lines for year in self.years)


def planned(plan: Json, today: date, lang: str) -> Planned:
    """A plan, as `engine.planning.plan.plan` answers it, on a day."""

    def say(key: str, **values: object) -> str:
        return words.text(f"planned.{key}", lang, **values)

    lines = [(line, _line(line, today, lang)) for line in plan["lines"]]
    soon = plan["as_soon_as_possible"]
    by_year = {one["year"]: one for one in soon["years"]}
    years = tuple(
        Year(
            say("year_heading", year=of["year"]),
            say("year", year=of["year"]),
            tuple(shown for line, shown in lines if line["year"] == of["year"]),
            _wan(of["amount"]),
            _wan(of["paid"]),
            _wan(by_year[of["year"]]["paid"]),
            any(line["expectations"] for line, _ in lines if line["year"] == of["year"]),
        )
        for of in plan["years"]
    )
    first, last = (day_text(date.fromisoformat(plan[key]))[lang] for key in ("first_day", "last_day"))
    return Planned(
        heading=_heading(plan, lang),
        over=say("over", first=first, last=last),
        figures=_figures(plan, lang),
        years=years,
        amount=_wan(plan["amount"]),
        paid=_wan(plan["paid"]),
        soon=_wan(soon["paid"]),
        elsewhere=tuple(shown for line, shown in lines if line["decision"] == "elsewhere"),
        held=tuple(shown for line, shown in lines if line["decision"] == "hold"),
        said=tuple(_said(plan, today, lang)),
        is_scaled=plan["paid"] != plan["amount"],
        mark=marks.of(plan),
    )


def gain(plan: Json, lang: str) -> str:
    """By how much it is better to claim by the plan, in a sentence; "" where it is not."""
    if not plan["gain"].fen:
        return ""
    return words.text("planned.gain", lang, gain=_wan(plan["gain"]))


def _heading(plan: Json, lang: str) -> str:
    total, more = _wan(plan["total"]), plan["gain"].fen
    if not plan["total"].fen:
        return words.text("planned.heading_nothing", lang)
    return words.text("planned.heading_gain" if more else "planned.heading", lang, total=total, gain=_wan(plan["gain"]))


def _figures(plan: Json, lang: str) -> tuple[Total, ...]:
    def parts(of: Json) -> str:
        if not plan["elsewhere"].fen and not plan["as_soon_as_possible"]["elsewhere"].fen:
            return ""
        return words.text("planned.of_which", lang, here=_wan(of["paid"]), elsewhere=_wan(of["elsewhere"]))

    soon = plan["as_soon_as_possible"]
    found = [
        Total(words.text("planned.figure_total", lang), plan["total"].fen, parts(plan)),
        Total(words.text("planned.figure_soon", lang), soon["total"].fen, parts(soon)),
        Total(words.text("planned.figure_gain", lang), plan["gain"].fen),
    ]
    return tuple(found)


def _said(plan: Json, today: date, lang: str) -> list[str]:
    said = [words.text("planned.proven" if plan["proven"] else "planned.tried", lang)]
    if any(line["expectations"] for line in plan["lines"]):
        said.append(words.text("planned.rests", lang))
    payout = plan["payout"]
    if payout["ratio"].exact != 1 or payout["of"]:
        said.append(words.text("planned.payout", lang, percent=percent_text(payout["ratio"].exact)))
    if today > date.fromisoformat(plan["first_day"]):
        said.append(words.text("planned.begins_before", lang, today=day_text(today)[lang]))
    return said


def _line(line: Json, today: date, lang: str) -> PlannedMatter:
    title, label = line["title"][lang], line["label"][lang]
    when, left = _when(line, today, lang) if line["first_day"] else ("", "")
    return PlannedMatter(
        article=line["article"],
        title=title,
        label="" if label == title else label,
        when=when,
        left=left,
        amount=_wan(line["amount"]),
        paid=_wan(line["paid"]),
        why=line["why"][lang],
        expected=_expected(line["expectations"], lang),
    )


def _when(line: Json, today: date, lang: str) -> tuple[str, str]:
    """From when to when, and how many days are left, or until it begins."""
    first, last = (date.fromisoformat(line[key]) for key in ("first_day", "last_day"))
    span = words.text("results.span", lang, start=day_text(first)[lang], until=day_text(last)[lang])
    when = day_text(first)[lang] if first == last else span
    if last < today:
        return when, words.text("planned.left_none", lang)
    if first > today:
        return when, words.text("planned.begins_in", lang, days=(first - today).days)
    days = (last - today).days
    return when, words.text("planned.last_day" if not days else "planned.left", lang, days=days)


def _expected(expectations: Sequence[Json], lang: str) -> str:
    labels = list(dict.fromkeys(one["label"][lang] for one in expectations))
    if not labels:
        return ""
    return words.text("planned.expected", lang, labels=words.text("results.list_comma", lang).join(labels))


def _wan(amount: Any) -> str:
    return str(wan_text(amount.fen))
