"""What to do about a result: advice, the readings under which it is another, and the best choice between two policies.
Texts are in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from engine.policy.blocks import Reading
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import day_text
from engine.values import money
from engine.view import annotations
from engine.view.planned import days_left
from engine.view.result import joined
from engine.view.summary import Summary

Json = Mapping[str, Any]

DATED = frozenset({"window_closes", "window_opens", "later"})
"""Kinds of advice that name a day."""


@dataclass(frozen=True)
class Advice:
    """A sentence, and the articles that it is about; the day that it names, and how many days are left until then (""
    where it names none)."""

    text: str
    articles: tuple[int, ...]
    day: date | None = None
    left: str = ""


@dataclass(frozen=True)
class OtherReading:
    """An open point that another reading would change for this company, with the clause that leaves it open."""

    article: int
    quote: str
    question: str
    text: str
    difference: str


@dataclass(frozen=True)
class Matter:
    """One matter that another policy would pay for too; amounts in 万元."""

    name: str
    here: str
    elsewhere: str
    chosen: str


def near(summary: Summary, lang: str) -> list[Advice]:
    """What is nearly reached, and where ceilings are."""
    return [advice for advice in _advice(summary, lang) if advice.day is None]


def dates(policy: Policy, summary: Summary, today: date, lang: str) -> list[Advice]:
    """Which dates matter, the nearest first and those that are past last; the end of the policy's validity is one of
    them."""
    until = policy.in_force.until
    end = words.text("results.dates_validity", lang, until=day_text(until)[lang])
    found = [advice for advice in _advice(summary, lang) if advice.day is not None]
    found.append(Advice(end, (policy.in_force.article,), until))
    left = [replace(one, left=days_left(one.day, today, lang)) for one in found if one.day is not None]
    return sorted(left, key=lambda one: (one.day is None or one.day < today, one.day))


def _advice(summary: Summary, lang: str) -> list[Advice]:
    """The same sentence about several claims is said once."""
    found: dict[tuple[str, date | None], list[int]] = {}
    for line in summary.all:
        for a in line.claim["advice"]:
            found.setdefault((a["text"][lang], _day(a)), []).append(line.article)
    return [Advice(text, tuple(sorted(set(articles))), day) for (text, day), articles in found.items()]


def _day(advice: Json) -> date | None:
    """The day that an advice names."""
    if advice["kind"] not in DATED:
        return None
    return date.fromisoformat(advice["date"] if "date" in advice else advice["then"]["date"])


def other_readings(policy: Policy, compared: Sequence[Json], lang: str) -> list[OtherReading]:
    """Each open point that another reading would change; `compared` is what `compare_readings` answered."""
    found = []
    for r in compared:
        reading = policy.reading(r["reading"])
        labels = {c.id: c.label.in_language(lang) for c in reading.choices}
        values = {"choice": labels[r["choice"]], "alternative": labels[r["alternative"]]}
        said = words.text("results.reading_line", lang, before=r["from"], after=r["to"], **values)
        difference = words.text("results.reading_difference", lang, difference=r["difference"])
        found.append(_other(policy, reading, lang, said, difference))
    return found


def changed_readings(policy: Policy, assessment: Json, lang: str) -> list[OtherReading]:
    """The open points that were read otherwise than by default, `text` the choice that was made."""
    found = []
    for reading in policy.readings:
        choice = assessment["readings"].get(reading.id, reading.default)
        if choice == reading.default:
            continue
        label = next(c.label.in_language(lang) for c in reading.choices if c.id == choice)
        found.append(_other(policy, reading, lang, label, ""))
    return found


def _other(policy: Policy, reading: Reading, lang: str, text: str, difference: str) -> OtherReading:
    return OtherReading(*annotations.clause(policy, reading), reading.question.in_language(lang), text, difference)


def choice_sentence(choice: Json, ratio: Fraction | None, lang: str, is_published: bool = False) -> str:
    """The best lawful choice over all matters, beside choosing one by one, at the `ratio` of the budget."""
    key = "results.best_gain" if choice["gain"].fen > 0 else "results.best_same"
    values = {"total": choice["total"], "each": choice["by_higher_of_each"]["total"], "gain": choice["gain"]}
    said = [words.text(key, lang, **values), words.text("results.best_scope", lang)]
    if (without := choice["without_choices"]) is not None:
        labels = [matter["label"][lang] for matter in choice["matters"] if matter["id"] in without["matters"]]
        named = words.text("results.list_comma", lang).join(dict.fromkeys(labels))
        values = {"total": without["total"], "gain": without["gain"], "matters": named}
        said.insert(1, words.text("results.best_without", lang, **values))
    if not choice["proven"]:
        said.insert(1, words.text("results.best_tried", lang))
    if ratio is not None:
        key = "payout.best" if is_published else "results.best_payout"
        said.append(words.text(key, lang, percent=money.percent_text(ratio)))
    return joined(said, lang)


def matters(choice: Json, lang: str) -> list[Matter]:
    """The matters between which there is something to choose."""
    return [
        Matter(of["label"][lang], of["here"], of["elsewhere"], words.text(f"results.best_chosen_{of['chosen']}", lang))
        for of in choice["matters"]
        if of["elsewhere"] is not None
    ]
