"""The questions that an application is asked now, one after another, each with its answer as people read it.

Which questions there are depends on the answers: a list has its questions once for each entry, an optional group only
where there is such a thing. The forms, the page on which answers are checked and the documents all ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from engine.application import matters, typed
from engine.application.model import unread_text
from engine.application.typed import Doubt
from engine.policy.blocks import Happened
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.above import Above
from engine.steps.language import holds
from engine.steps.project_funding import ProjectFunding
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.refusal import join

Path = tuple[str | int, ...]
"""Where an answer stands in the facts of a claim or of the applicant; entries of lists by position, from 0."""
Facts = Mapping[str, Any]


class Entry(NamedTuple):
    """An entry of a list that a question stands in: the list, the position (from 1), and what it is called."""

    fact: Fact
    position: int
    name: Both


Within = tuple[Entry, ...]
"""The entries that a question stands in, the outermost first."""

UNANSWERED = object()
"""What stands at the place of a question that nobody has answered. One that was answered 暂不清楚 has None."""


@dataclass(frozen=True)
class Question:
    """One question as it is asked now; of a yearly figure the path ends in the year. `to_submit`: it can be left out
    of an estimate, but names a matter that has no other name yet, and none is submitted without."""

    path: Path
    fact: Fact
    required: bool
    within: Within = ()
    to_submit: bool = False


@dataclass(frozen=True)
class AnswerText:
    """An answer as people read it, in both languages; `is_open` where one is owed, or what was typed cannot be read."""

    text: Both
    is_open: bool = False


def of_applicant(policy: Policy, readings: Mapping[str, str]) -> Iterator[Question]:
    """Every question about the applicant that is asked under these `readings` (all that are in force)."""
    for fact in policy.under(readings).applicant:
        yield Question((fact.name,), fact, is_required(None, fact))


def of_claim(provision: Provision, facts: Facts, year: int, readings: Mapping[str, str]) -> Iterator[Question]:
    """Every question that is asked of a claim with these `facts` under these `readings` (all that are in force), in
    order, in an application of this `year`."""
    nameless = {path for missing in matters.unnamed(provision, facts) for path in missing.paths}

    def asked(path: Path, parent: str, within: Within) -> Iterator[Question]:
        place = value(facts, path)
        for fact in children(provision, parent, place if isinstance(place, Mapping) else {}, readings):
            here = (*path, fact.name)
            required, stated = is_required(provision, fact), value(facts, here)
            if fact.type == "list" and isinstance(stated, list) and stated:
                for position, name in enumerate(matters.names(provision, fact, stated)):
                    yield from asked((*here, position), fact.path, (*within, Entry(fact, position + 1, name)))
            elif fact.type == "group":
                if not required:
                    yield Question(here, fact, False, within)
                if required or isinstance(stated, Mapping):
                    yield from asked(here, fact.path, within)
            elif fact.type == "yearly":
                for of in years_asked(provision, fact, year):
                    yield Question((*here, str(of)), fact, required, within)
            else:
                yield Question(here, fact, required, within)

    for question in asked((), "", ()):
        yield replace(question, to_submit=True) if question.path in nameless else question


def value(facts: Facts, path: Path) -> Any:
    """What stands at `path`, or UNANSWERED."""
    place: Any = facts
    for step in path:
        if isinstance(place, list) and isinstance(step, int):
            place = place[step]
        else:
            place = place.get(step, UNANSWERED) if isinstance(place, Mapping) else UNANSWERED
    return place


def idle(provision: Provision, readings: Mapping[str, str]) -> set[str]:
    """The facts of a claim of which nothing is made under these readings, and something under others."""
    asked_otherwise = {fact.path for fact in provision.facts if not holds(fact, readings)}
    return asked_otherwise | (provision.deducted() - provision.under(readings).deducted(readings))


def children(provision: Provision, parent: str, place: Facts, readings: Mapping[str, str]) -> list[Fact]:
    """The facts asked for directly at `parent`, where `place` holds the answers; not those that another answer, or a
    reading, makes idle."""
    provision = provision.under(readings)
    unused = set() if parent else idle(provision, readings)
    facts = provision.children(parent)
    listed_instead = {
        f.absent.removeprefix("other:") for f in facts if f.type == "list" and isinstance(place.get(f.name), list)
    }
    part_of = {m.times: m.fact for measure in provision.measures for m in measure.minus if m.times}
    by_item = {f.name for f in provision.facts if f.type == "group" and f.parent == provision.each and f.asked}

    def is_idle(fact: Fact) -> bool:
        if fact.name in unused or not (fact.asked or fact.name in place):
            return True
        if fact.name in listed_instead and place.get(fact.name) is None:
            return True  # what was stated all the same stays in sight
        if (whole := part_of.get(fact.name)) and place.get(whole) is None:
            return True
        return not parent and fact.type == "group" and fact.name in by_item and not place.get(fact.name)

    return [fact for fact in facts if not is_idle(fact)]


def years_asked(provision: Provision, fact: Fact, year: int) -> list[int]:
    """The years for which a yearly fact is asked in an application of a year: those that a condition names, the latest
    first."""
    conditions = (*provision.when, *provision.item_when)
    named = {c.fact for c in conditions} | {c.above for c in conditions if isinstance(c, Above)}
    before = sorted(number for name, number in fact.years.items() if f"{fact.path}.{name}" in named)
    return [year - number for number in before]


def is_required(provision: Provision | None, fact: Fact) -> bool:
    """Whether the question must be answered: its absence means nothing, or the provision insists."""
    if fact.type == "group" and provision is not None and (funding := provision.of_kind(ProjectFunding)):
        return any(of.required and of.project == fact.path for of in funding)
    return fact.absent == "unknown"


LEFT_OUT = {
    "yes_no": "no", "text": "optional", "uscc": "optional", "choice": "optional", "choices": "none_chosen",
    "group": "group",
}  # fmt: skip
"""What leaving out an answer to these kinds of fact means; to others, what the fact says of its absence."""


def left_out(fact: Fact, provision: Provision | None) -> tuple[str, Both]:
    """What leaving an answer out means (none, no, one, ceiling, other, matter, optional, group), and the label of the
    fact that stands in for it, or what a matter has to be named by."""
    by = matters.identifying(provision)
    if any(fact is own for own in by):
        return "matter", matters.needed(by)
    other = fact.absent.removeprefix("other:")
    if other != fact.absent and provision is not None:
        sibling = provision.fact(join(fact.parent, other))
        return "other", both(sibling.label)
    return LEFT_OUT.get(fact.type, fact.absent), words.same("")


def answer_text(
    fact: Fact, provision: Provision | None, required: bool, answer: Any, *, to_submit: bool = False
) -> AnswerText:
    """An answer (or None, or UNANSWERED) as people read it, or what its absence means; `to_submit` as in `Question`."""
    if fact.type == "group":
        key = "yes" if isinstance(answer, Mapping) else "no" if answer is None else "left_group"
        return AnswerText(words.both(f"pages.{key}"))
    if answer is None:
        return AnswerText(words.both("pages.unknown"), True)
    if answer is UNANSWERED or fact.type == "list":
        if required:
            return AnswerText(words.both("pages.answer_open"), True)
        kind, label = left_out(fact, provision)
        if kind == "matter" and not to_submit:  # something else names it
            kind = "optional"
        return AnswerText(words.both(f"pages.left_{kind}", label=label))
    text = {lang: typed.written(fact, answer, lang) for lang in words.LANGUAGES}
    return AnswerText(text, unread_text(answer) is not None)


def label(fact: Fact, within: Within, last: str | int, lang: str, question: str = "") -> str:
    """How a question is named away from its box: by its fact (or in the words of `question`), with the entry that it
    stands in, and the year, in which the path of a yearly figure ends (`last`)."""
    named = question or fact.label.in_language(lang)
    if fact.type == "yearly":
        named = words.text("pages.of_year", lang, label=fact.label.in_language(lang), year=last)
    for entry in reversed(within):
        named = words.text("pages.of_entry", lang, entry=entry.name, label=named)
    return named


@dataclass(frozen=True, slots=True)
class Doubted:
    """An amount that is unlikely for its question, which counts as it is stated and is to be confirmed: the id of its
    `claim`, what the question is called, and what is asked back."""

    claim: str
    label: Both
    doubt: Doubt

    @property
    def sentence(self) -> Both:
        """What is asked back, in full."""
        return words.both("typed.doubted_in_full", label=self.label, sentence=self.doubt.sentence)

    @property
    def to_confirm(self) -> Both:
        """That it is to be confirmed, in short."""
        return words.both("typed.doubted", given=self.label, meant=self.doubt.meant)


def doubted(
    policy: Policy, application: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]], year: int
) -> Iterator[Doubted]:
    """The doubted amounts of an application (contract form, its answers fit their questions) of this `year`, in order.
    `texts`: how amounts were typed, by claim and path, as a saved file keeps them; others are taken as they are
    stated."""
    readings = policy.default_readings() | (application.get("readings") or {})
    for claim in application.get("claims") or ():
        provision, facts = policy.provision(claim["provision"]), claim.get("facts") or {}
        said = texts.get(claim["id"]) or {}
        for asked in of_claim(provision, facts, year, readings):
            stated = value(facts, asked.path)
            if asked.fact.usual is None or not isinstance(stated, str | int):
                continue
            doubt = typed.doubt(asked.fact, said.get(".".join(map(str, asked.path)), str(stated)))
            if doubt is not None:
                named = {lang: label(asked.fact, asked.within, asked.path[-1], lang) for lang in words.LANGUAGES}
                yield Doubted(claim["id"], named, doubt)


ASKED_ONCE = ("amount", "group")
"""The kinds of fact that are asked once for all that is claimed: how much there was, and whether there is such a
thing."""


def meant(ticked: Happened, provision: Provision) -> Iterator[tuple[str, bool | str]]:
    """What a tick says already of a claim under a provision that it opens: the path of each fact, and its answer."""
    for name, answer in ticked.means.items():
        of, _, path = name.partition(".")
        if of == provision.id:
            yield path, answer


def usual_year(policy: Policy, provision: Provision, fact: Fact, year: int) -> int | None:
    """The year that an answer has unless somebody says otherwise, in an application of a `year`: the calendar year in
    which a condition of the provision wants it; None where none does."""
    if fact.type != "year":
        return None
    asked = [("", c) for c in provision.when] + [(provision.each or "", c) for c in provision.item_when]
    for parent, condition in asked:
        if condition.window is None or fact.path not in (condition.fact, f"{parent}.{condition.fact}"):
            continue
        first, last = policy.window(condition.window).bounds(date(year, 12, 31), policy.default_readings())
        if first.year == last.year:
            return first.year
    return None


def is_asked_once(policy: Policy, provision: Provision | None, fact: Fact) -> bool:
    """Whether a fact is asked once for all that is claimed: several provisions share it, and it may be left out."""
    return provision is not None and _is_for_all(fact) and policy.is_shared(fact) and not is_required(provision, fact)


def asked_once(policy: Policy) -> list[Fact]:
    """The facts that are asked once for all that is claimed, in their order."""
    return [fact for fact in policy.common if not fact.parent and _is_for_all(fact)]


def _is_for_all(fact: Fact) -> bool:
    return fact.type in ASKED_ONCE and fact.absent == "none"
