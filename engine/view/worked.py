"""A worked case as it is told, and how its sentences are put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.application import typed
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both, both, open_ended
from engine.values import money

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Worked:
    """One case as it is told. `number` is its place among the cases of its article ("6-12"); `stated` what differs
    from the facts that its group has in common, line by line; `amounts` what is approved, claim by claim; `why` the
    reasons, and `by_default` what the same facts come to under the default readings, "" where the case changes none.
    `name` is the case's place in the files, `readings` the choices that it makes."""

    name: str
    number: str
    says: Both
    stated: tuple[Both, ...]
    amounts: tuple[Both, ...]
    why: Both
    by_default: Both
    status: str
    readings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that have their facts in common: their article, the provision claimed ("" of runs of several claims), what
    they are called, the common facts (a line for each provision) and the cases that are told."""

    article: int
    provision: str
    title: Both
    common: tuple[Both, ...]
    cases: tuple[Worked, ...]


def joined(parts: Iterable[Both]) -> Both:
    """Sentences one after another on one line."""
    return words.joined("worked.separator", parts)


def closed(said: Both) -> Both:
    """A sentence with its full stop; nothing stays nothing."""
    stop = words.both("pages.full_stop")
    return {lang: s + stop[lang] if s else s for lang, s in open_ended(said).items()}


def of_run(policy: Policy, given: Json) -> Iterator[Both]:
    """Readings, and what the year's earlier awards have taken."""
    for name, value in given.get("readings", {}).items():
        reading = policy.reading(name)
        label = next(both(c.label) for c in reading.choices if c.id == chosen(value))
        key = "worked.reading_default" if chosen(value) == reading.default else "worked.reading"
        yield words.both(key, number=policy.readings.index(reading) + 1, choice=label)
    pools = {pool.id: pool for pool in policy.pools}
    for name, amount in given.get("already_awarded", {}).items():
        written = money.wan_law(typed.stated_amount(amount))
        yield words.both("worked.already_awarded", label=both(pools[name].label), amount=written)
    for name, count in given.get("quota_used", {}).items():
        yield words.both("worked.quota_used", title=both(policy.provision(name).title), count=count)


def chosen(value: object) -> str:
    """A choice of a reading as the pack writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
