"""The plan over years as people read it: what to claim when, year by year; what else; and what that brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.steps.step import CALCULATED_GRADES
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values.money import percent_text, wan_text
from engine.view import marks
from engine.view.result import Figure
from engine.view.summary import CALCULATED, GROUPS

Json = Mapping[str, Any]
NOTHING = wan_text(0)
NO_MORE = frozenset({"left_out", "once", "nothing"})
"""Why a matter is not claimed at all."""
PARTS = (*GROUPS, "elsewhere")
"""What a plan's total is made of: they are never told as one amount."""


@dataclass(frozen=True)
class PlannedMatter:
    """One matter: the article it is under, what is claimed and what the matter is called ("" where that is the same);
    from when to when and how many days are left ("" where it is not claimed here); 万元 ("": none of its own); why;
    what of it is only expected; where it is not what the articles themselves set, what else decides or pays."""

    article: int
    title: str
    label: str
    when: str
    left: str
    amount: str
    paid: str
    why: str
    expected: str
    apart: str


@dataclass(frozen=True)
class Brought:
    """What one group of amounts brings, in a year or in all, in 万元: what is approved by the plan and of everything as
    soon as possible, and what of each is expected to be paid."""

    amount: str
    soon: str
    paid: str
    soon_paid: str


@dataclass(frozen=True)
class Year:
    """One year: under which heading, its matters, and what each group brings in it. `rests`: whether any of that
    is only expected."""

    heading: str
    year: str
    lines: tuple[PlannedMatter, ...]
    brings: tuple[Brought, ...]
    rests: tuple[bool, ...]

    def named(self, group: int, lang: str) -> str:
        """The year, and that some of what a group brings in it is only expected."""
        return words.text("planned.year_expected", lang, year=self.year) if self.rests[group] else self.year


@dataclass(frozen=True)
class Planned:
    """A plan. `heading`: it in one sentence; `over`: from when to when; `is_scaled`: whether not all is expected to be
    paid; `said`: whether it is proven, and what it rests on; `groups`: the headings of what each group brings (those of
    GROUPS that bring anything), in the order of `brings`. `held` may be claimed later; `dropped` is not."""

    heading: str
    over: str
    figures: tuple[Figure, ...]
    years: tuple[Year, ...]
    groups: tuple[str, ...]
    brings: tuple[Brought, ...]
    elsewhere: tuple[PlannedMatter, ...]
    held: tuple[PlannedMatter, ...]
    dropped: tuple[PlannedMatter, ...]
    said: tuple[str, ...]
    is_scaled: bool
    mark: Both | None


def planned(plan: Json, today: date, lang: str) -> Planned:
    """A plan, as `engine.planning.plan.plan` answers it, on a day."""

    def say(key: str, **values: object) -> str:
        return words.text(f"planned.{key}", lang, **values)

    lines = [(line, _line(line, today, lang)) for line in plan["lines"]]
    soon = plan["as_soon_as_possible"]
    by_year = {one["year"]: one for one in soon["years"]}
    groups = [of for of in GROUPS if plan[of]["amount"].fen or soon[of]["amount"].fen] or GROUPS[:1]

    def brings(here: Json, at_once: Json) -> tuple[Brought, ...]:
        both = [(here[of], at_once[of]) for of in groups]
        return tuple(Brought(*(wan_text(one[key].fen) for key in ("amount", "paid") for one in of)) for of in both)

    grades = {group: CALCULATED_GRADES if group == CALCULATED else (group,) for group in groups}
    resting = {(line["year"], line["grade"]) for line, _ in lines if line["expectations"]}
    years = tuple(
        Year(
            say("year_heading", year=of["year"]),
            say("year", year=of["year"]),
            tuple(shown for line, shown in lines if line["year"] == of["year"]),
            brings(of, by_year[of["year"]]),
            tuple(any((of["year"], grade) in resting for grade in own) for own in grades.values()),
        )
        for of in plan["years"]
    )
    first, last = (day_text(date.fromisoformat(plan[key]))[lang] for key in ("first_day", "last_day"))
    return Planned(
        heading=headline(plan, lang),
        over=say("over", first=first, last=last),
        figures=_figures(plan, lang),
        years=years,
        groups=tuple(say(f"years_{of}") for of in groups),
        brings=brings(plan, soon),
        elsewhere=tuple(shown for line, shown in lines if line["decision"] == "elsewhere"),
        held=tuple(shown for line, shown in lines if line["decision"] == "hold" and not is_dropped(line)),
        dropped=tuple(shown for line, shown in lines if is_dropped(line)),
        said=tuple(_remarks(plan, today, lang)),
        is_scaled=is_scaled(plan),
        mark=marks.of(plan),
    )


def is_scaled(plan: Json) -> bool:
    """Whether not all that is approved is expected to be paid."""
    return any(of["paid"] != of["amount"] for of in (plan, plan["as_soon_as_possible"]))


def gain(plan: Json, lang: str) -> str:
    """By how much it is better to claim by the plan, in a sentence; "" where it is not."""
    if not plan["gain"].fen:
        return ""
    return words.text("planned.gain", lang, gain=apart(_gains(plan), lang))


def apart(amounts: Mapping[str, int], lang: str) -> str:
    """分 by what decides of them and pays them (some of PARTS) as one phrase: the first amount, and beside it the
    others under their names."""
    fen, note = first_apart(amounts, lang)
    return words.text("planned.apart" if note else "planned.alone", lang, amount=wan_text(fen), note=note)


def first_apart(amounts: Mapping[str, int], lang: str) -> tuple[int, str]:
    """The same as the amount that is told first (分), and a note that tells the others."""
    return _apart(amounts, _main(amounts), lang)


def by_approved(of: Json) -> dict[str, int]:
    """分 that are approved in one application or year, by what decides of them and pays them."""
    return {group: of[group]["amount"].fen for group in GROUPS}


def _paid(of: Json) -> dict[str, int]:
    """分 that are expected to be paid, by what decides of them and pays them."""
    return {**{group: of[group]["paid"].fen for group in GROUPS}, "elsewhere": of["elsewhere"].fen}


def _gains(plan: Json) -> dict[str, int]:
    return {part: plan["gain_by"][part].fen for part in PARTS}


def _main(*brought: Mapping[str, int]) -> str:
    """What of the parts is told first: the first that brings anything."""
    return next((part for part in PARTS if any(one.get(part) for one in brought)), PARTS[0])


def _apart(amounts: Mapping[str, int], main: str, lang: str) -> tuple[int, str]:
    """The amount that is told first (分), and a note that tells the others. Where one part gains what another loses, it
    is the sum, with each difference in the note."""
    told, comma = {part: fen for part, fen in amounts.items() if fen}, words.text("planned.comma", lang)
    if min(amounts.values()) < 0:
        ways = ((f"planned.{'less' if fen < 0 else 'more'}_{part}", abs(fen)) for part, fen in told.items())
        return sum(amounts.values()), comma.join(words.text(key, lang, amount=wan_text(fen)) for key, fen in ways)
    said = [words.text(f"planned.main_{main}", lang)] if main != PARTS[0] else []
    beside = ((f"planned.beside_{part}", fen) for part, fen in told.items() if part != main)
    said += [words.text(key, lang, amount=wan_text(fen)) for key, fen in beside]
    return amounts.get(main, 0), comma.join(said)


def headline(plan: Json, lang: str) -> str:
    """A plan in one sentence."""
    if not plan["total"].fen:
        return words.text("planned.heading_nothing", lang)
    total = apart(_paid(plan), lang)
    if not plan["gain"].fen:
        return words.text("planned.heading", lang, total=total)
    return words.text("planned.heading_gain", lang, total=total, gain=apart(_gains(plan), lang))


def _figures(plan: Json, lang: str) -> tuple[Figure, ...]:
    here, soon = _paid(plan), _paid(plan["as_soon_as_possible"])
    main = _main(here, soon)
    told = {"total": here, "soon": soon, "gain": _gains(plan)}
    amounts = ((key, *_apart(of, main, lang)) for key, of in told.items())
    return tuple(
        Figure(words.text(f"planned.figure_{key}", lang), wan_text(fen), note, is_main=key == "total")
        for key, fen, note in amounts
    )


def _remarks(plan: Json, today: date, lang: str) -> list[str]:
    said = [words.text("planned.proven" if plan["proven"] else "planned.tried", lang)]
    if plan["total"].fen:
        said.append(words.text("planned.soon", lang))
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
    span, left = when(line, today, lang) if line["first_day"] else ("", "")
    return PlannedMatter(
        article=line["article"],
        title=title,
        label="" if label == title else label,
        when=span,
        left=left,
        amount=wan_text(line["amount"].fen) if has_amount(line) else "",
        paid=wan_text(line["paid"].fen),
        why=line["why"][lang],
        expected=expected_of(line["expectations"], lang),
        apart=apart_from(line, lang),
    )


def is_dropped(line: Json) -> bool:
    """Whether there is no later day for which a matter is held back."""
    return line["reason"] in NO_MORE


def has_amount(line: Json) -> bool:
    """Whether an amount is told of a matter: what goes elsewhere as one of several has none of its own."""
    return bool(line["decision"] != "elsewhere" or line["amount"].fen)


def titled(line: Json, lang: str) -> str:
    """What is claimed, marked where it is only expected."""
    title: str = line["title"][lang]
    return words.text("planned.title_expected", lang, title=title) if line["expectations"] else title


def apart_from(line: Json, lang: str) -> str:
    """What else than the articles decides of a matter or pays it, where it is claimed here; else ""."""
    if line["decision"] != "claim" or line["grade"] not in GROUPS:
        return ""
    return words.text(f"planned.main_{line['grade']}", lang)


def when(line: Json, today: date, lang: str) -> tuple[str, str]:
    """From when to when (`first_day`, `last_day`), and how many days are left, or until it begins."""
    first, last = (date.fromisoformat(line[key]) for key in ("first_day", "last_day"))
    span = words.text("results.span", lang, start=day_text(first), until=day_text(last))
    said = day_text(first)[lang] if first == last else span
    if first > today:
        return said, words.text("planned.begins_in", lang, days=(first - today).days)
    return said, days_left(last, today, lang)


def days_left(day: date, today: date, lang: str) -> str:
    """How many days are left until a day, or that it is today, or past."""
    if day < today:
        return words.text("planned.left_none", lang)
    days = (day - today).days
    return words.text("planned.last_day" if not days else "planned.left", lang, days=days)


def expected_of(expectations: Sequence[Json], lang: str) -> str:
    """What a matter rests on that is not known yet, in a phrase; else ""."""
    labels = words.text("results.list_comma", lang).join(dict.fromkeys(one["label"][lang] for one in expectations))
    return words.text("planned.expected", lang, labels=labels) if labels else ""
