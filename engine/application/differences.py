"""What is different between two versions of a claim's facts, or of the facts about an applicant, answer by answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.application import matters, typed
from engine.policy.facts import Fact, Form, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.refusal import join

Facts = Mapping[str, Any]
Write = Callable[[Fact, Any], Both]
"""How the answer to a question is written for people."""
Labelled = tuple[str, tuple[Both, Both]]
"""An answer: its path, and the label and the answer in words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that is not the same. `path` as in the contract; `before` and `after` as people read them, None where
    there is no answer."""

    path: str
    label: Both
    before: Both | None
    after: Both | None


def written(fact: Fact, value: Any) -> Both:
    """An answer as people read it; amounts to 0.01万元."""
    if value is None:
        return words.both("differences.unknown")
    return {lang: typed.written(fact, value, lang) for lang in words.LANGUAGES}


def of_claim(provision: Provision, before: Facts, after: Facts, *, write: Write = written) -> list[Difference]:
    """What differs between two versions of the facts of a claim (contract form), in the order in which it is asked."""
    return _different(provision.form(), before, after, provision, write)


def of_common(policy: Policy, before: Facts, after: Facts, *, write: Write = written) -> list[Difference]:
    """What differs among the facts that a claim under any provision may state."""
    return _different(form_of(policy.common), before, after, None, write)


def of_applicant(policy: Policy, before: Facts, after: Facts, *, write: Write = written) -> list[Difference]:
    """What differs between two versions of the facts about an applicant."""
    return _different(Form({f.name: f for f in policy.applicant}, {}), before, after, None, write)


def _different(form: Form, before: Facts, after: Facts, of: Provision | None, write: Write) -> list[Difference]:
    old, new = dict(_answers(form, before, "", of, write)), dict(_answers(form, after, "", of, write))
    found = []
    for path in dict.fromkeys((*new, *old)):
        was, now = old.get(path), new.get(path)
        if (was and was[1]) != (now and now[1]):
            label = (now or was or ({}, {}))[0]
            found.append(Difference(path, label, was[1] if was else None, now[1] if now else None))
    return found


def _answers(form: Form, facts: Facts, place: str, of: Provision | None, write: Write) -> Iterator[Labelled]:
    """Every answer that there is."""
    for name, fact in form.facts.items():
        if name not in facts:
            continue
        value, label, path = facts[name], both(fact.label), join(place, name)
        if value is None:
            yield path, (label, words.both("differences.none" if fact.type == "group" else "differences.unknown"))
        elif fact.type == "list":
            for position, (called, entry) in enumerate(zip(matters.names(of, fact, value), value, strict=True)):
                yield from _within(called, _answers(form.inner[name], entry, f"{path}.{position}", of, write))
        elif fact.type == "group":
            yield from _within(label, _answers(form.inner[name], value, path, of, write))
        elif fact.type == "yearly":
            for year, amount in value.items():
                of_year = words.both("differences.of_year", label=label, year=year)
                yield f"{path}.{year}", (of_year, write(fact, amount))
        else:
            yield path, (label, write(fact, value))


def _within(name: Both, answers: Iterator[Labelled]) -> Iterator[Labelled]:
    for path, (label, written) in answers:
        yield path, (words.both("differences.within", name=name, label=label), written)
