"""What a condition compares, and that it asks for the answer that the law asks for.

Which answer that is follows from the law's words where they say it: what becomes of whoever the quote describes
(给予, 不予 …), which of a question's answers the quote names, which year grows over which. Where the words do not say
it, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.check.findings import Notes, Span, placed_in
from engine.check.lawtext import LawText
from engine.check.legal_words import (
    EARLIER_YEAR,
    EFFECT,
    IN_PRINCIPLE,
    INCREASE,
    NEGATED,
    NEGATED_QUESTION,
    REQUIRED_IN_PRINCIPLE,
    REQUIREMENT,
)
from engine.policy.facts import Choice, Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.condition import Condition
from engine.steps.equals import Is
from engine.steps.language import holds
from engine.steps.measure import PartTest


def named_in(choice: Choice, quote: str) -> bool:
    """Whether the quote names an answer: by its label, or by its beginning as in an enumeration (国际、国家标准)."""
    name = _name(choice)
    enumerated = (f"{name[:length]}{mark}" for length in range(2, len(name)) for mark in "、和及或与")
    return (len(name) > 1 and name in quote) or any(part in quote for part in enumerated)


def _name(choice: Choice) -> str:
    """The label of an answer without what explains it in parentheses."""
    return re.split("[（(]", choice.label.zh)[0]


class Comparisons:
    """Every condition against the words of the law that it quotes."""

    def __init__(self, policy: Policy, law: LawText, notes: Notes) -> None:
        self.policy, self.law, self.notes = policy, law, notes
        self.applicant = {fact.path: fact for fact in policy.applicant}
        self.readings = policy.default_readings()

    def check(self) -> None:
        """Check every comparison of the policy, and note what is wrong."""
        for i, test in enumerate(self.policy.general_conditions):
            if not holds(test, self.readings):
                continue
            place, article = f"general_conditions[{i}]", test.article or 0
            self._answer(test, self.applicant.get(test.fact), place, article, 0)
            self._waiver(test, place, article, 0)
        for provision in self.policy.provisions:
            for place, condition, fact in self._conditions(provision):
                where = provision.article, provision.paragraph
                self._answer(condition, fact, place, *where)
                if isinstance(condition, Condition):
                    self._years(provision, condition, place)
                    self._waiver(condition, place, *where)
            self._recipient(provision)

    def _conditions(self, provision: Provision) -> Iterator[tuple[str, Condition | PartTest, Fact | None]]:
        """Every condition of a provision and every test of its measures by default, with its place and its fact."""
        facts = {fact.path: fact for fact in provision.facts}
        facts |= {f"applicant.{path}": fact for path, fact in self.applicant.items()}
        each = f"{provision.each}." if provision.each else ""
        for part, parent in (("when", ""), ("item_when", each)):
            for place, condition in placed_in(provision, part):
                if holds(condition, self.readings):
                    yield place, condition, facts.get(parent + condition.fact)
        for measure in provision.measures:
            for i, test in enumerate(measure.when):
                place = f"provisions.{provision.id}.measures.{measure.id}.when[{i}]"
                if holds(test, self.readings):
                    yield place, test, facts.get(f"{each}{measure.sum}.{test.fact}")

    # ---- the answer

    def _answer(
        self, condition: Condition | PartTest, fact: Fact | None, place: str, article: int, paragraph: int
    ) -> None:
        if fact is not None and fact.type == "choice" and isinstance(condition, Condition):
            self._choice(condition, fact, place)
        spans = self.law.quoted(condition.quote, article, paragraph)
        asks = condition.is_ if isinstance(condition, Is | PartTest) else None
        if fact is None or fact.type != "yes_no" or asks is None or len(spans) != 1:
            return
        word, granted = self._consequence(article, spans[0])
        if granted is None:
            return
        described = condition.quote.partition(word)[0]
        negated = NEGATED.search(described)
        if negated and negated.start():
            return  # it may be about something else that the quote describes too
        asked = granted ^ bool(negated) ^ bool(NEGATED_QUESTION.match(fact.label.zh))
        if asked != asks:
            self.notes.add(f"{place}.is", "answer_reversed", word=word, answer=str(asked).lower())

    def _consequence(self, article: int, span: Span) -> tuple[str, bool | None]:
        """The word that says what becomes of whoever is described there, and whether it is for their good: the first
        behind the beginning of the quote in its sentence, or else what the sentence requires in front of it."""
        start, end = self.law.sentence(article, span)
        text = self.law.articles[article]
        if found := EFFECT.search(text, span[0], end):
            return found.group(), found["good"] is not None
        required = [match.group() for match in REQUIREMENT.finditer(text, start, span[0])]
        return (required[-1], True) if required else ("", None)

    def _choice(self, condition: Condition, fact: Fact, place: str) -> None:
        """The answers that a condition accepts are those that its quote names, if it names any."""
        key, accepted = condition.key, condition.accepted
        named = [choice.id for choice in fact.choices if named_in(choice, condition.quote)]
        for choice in fact.choices if named and accepted is not None else ():
            if (choice.id in named) != (choice.id in (accepted or ())):
                kind = "answer_left_out" if choice.id in named else "answer_not_named"
                self.notes.add(f"{place}.{key}", kind, answer=choice.label.zh, quote=condition.quote)

    def _recipient(self, provision: Provision) -> None:
        """A provision that gives to one kind of applicant, and names no other, tests for it."""
        text = "\n".join(provision.quotes)
        for fact in self.policy.applicant:
            named = [choice for choice in fact.choices if named_in(choice, text)]
            if len(named) != 1 or provision.gives_nothing:
                continue
            name = re.escape(_name(named[0]))
            given = re.search(f"的{name},|为{name}提供|给予{name}|每家{name}", text)
            if given and all(condition.fact != f"applicant.{fact.path}" for condition in provision.when):
                said = {"words": given.group().strip(","), "fact": fact.path}
                self.notes.add(f"provisions.{provision.id}.when", "recipient_untested", **said)

    # ---- years, waivers

    def _years(self, provision: Provision, condition: Condition, place: str) -> None:
        """What has grown is the last year over the one before; a threshold is on the last year."""
        before = provision.years_before(condition.fact)
        if before is None:
            return
        if isinstance(condition, Above) and re.search(INCREASE, condition.quote):
            than = provision.years_before(condition.above)
            if before != 1 or than != 2:
                fact = condition.fact.rpartition(".")[0]
                called = {number: f"{fact}.{name}" for name, number in provision.fact(fact).years.items()}
                said = {"last": called.get(1, fact), "prior": called.get(2, fact), "quote": condition.quote}
                self.notes.add(f"{place}.above", "growth_reversed", **said)
        elif isinstance(condition, AtLeast) and before > 1 and not re.search(EARLIER_YEAR, condition.quote):
            self.notes.add(f"{place}.fact", "threshold_year", fact=condition.fact, quote=condition.quote)

    def _waiver(self, condition: Condition, place: str, article: int, paragraph: int) -> None:
        """A condition can be waived where its sentence makes it one in principle, and nowhere else."""
        spans = self.law.quoted(condition.quote, article, paragraph)
        if len(spans) != 1:
            return
        start, _ = self.law.sentence(article, spans[0])
        said = self.law.articles[article][start : spans[0][1]]
        waivable = isinstance(condition, Is) and condition.waivable
        if waivable and IN_PRINCIPLE not in said:
            self.notes.add(f"{place}.waivable", "waiver_unsaid", word=IN_PRINCIPLE)
        elif REQUIRED_IN_PRINCIPLE.search(said) and not waivable and place.startswith("general_conditions"):
            self.notes.add(f"{place}.waivable", "waiver_missing", word=IN_PRINCIPLE)
