"""One quote of a policy, followed into the law: where it stands, which numbers stand in it, what its words say; and
what of the law is accounted for by that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.check.findings import Notes, Span, either, numbered
from engine.check.lawtext import LawText, check_unwritten
from engine.check.legal_words import INCLUSIVE, LAST_YEAR, STRICT
from engine.check.quantities import Stated, forms, places, recent_years
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.standing import beside
from engine.steps.demands import LOWER, UPPER
from engine.steps.language import ByReading
from engine.values.quantities import Written


class Followed:
    """The quotes that have been followed: `claimed` are the numbers of each article that they account for, `worded` its
    stretches, with what the rules that quote them do."""

    def __init__(self, policy: Policy, law: LawText, notes: Notes) -> None:
        self.policy, self.law, self.notes = policy, law, notes
        self.windows = {w.id: w for w in policy.windows}
        self.readings = policy.default_readings()
        self.claimed: dict[int, list[Span]] = {number: [] for number in law.articles}
        self.worded: dict[int, list[tuple[Span, frozenset[str]]]] = {number: [] for number in law.articles}
        self.inclusive = self._inclusive_words()

    def _inclusive_words(self) -> list[str]:
        """The words of which the law itself says that they include the number. Where it says nothing of it, they are
        taken as every law takes them: 以上, 以下 and 以内 include it."""
        rule = next((rule for rule in self.policy.rules if rule.id == "inclusive"), None)
        if rule is None or rule.unwritten is not None:
            return [] if rule is None else ["以上", "以下", "以内", "最高", "最长", "最多", "上限"]
        named = [word for quote in rule.quotes for word in re.findall("“([^”]+)”", quote)]
        return named or [w for w in LOWER + UPPER if any(w in quote for quote in rule.quotes)]

    def cite(
        self, place: str, article: int, paragraph: int, quote: str, does: Iterable[str], **numbers: Stated
    ) -> Span | None:
        """Where the quote stands, its words accounted for by what the rule does, its numbers by themselves. None, with
        a finding, where it does not stand."""
        span = self.place_of(f"{place}.quote", quote, article, paragraph)
        if span is None:
            return None
        text = self.law.articles[article]
        for key, number in numbers.items():
            spans = places(text, number, *span)
            if not spans:
                self.notes.add(f"{place}.{key}", "number_not_in_quote", number=either(forms(number)), quote=quote)
            self.claimed[article] += spans
        self.worded[article].append((span, frozenset(does)))
        return span

    def place_of(self, place: str, quote: str, article: int, paragraph: int = 0) -> Span | None:
        """Where the quote stands; None, with a finding, where it does not, or more than once."""
        spans = self.law.quoted(quote, article, paragraph)
        if len(spans) == 1:
            return spans[0]
        if spans:
            self.notes.add(place, "quote_ambiguous", quote=quote, times=len(spans), article=article)
        elif not self.law.quoted(quote, article) and not self.law.elsewhere(quote):
            self.notes.add(place, "quote_not_in_law", quote=quote)
        elif paragraph and self.law.quoted(quote, article):
            self.notes.add(place, "quote_not_in_paragraph", quote=quote, article=article, paragraph=paragraph)
        else:
            others = numbered(self.law.elsewhere(quote))
            self.notes.add(place, "quote_not_in_article", quote=quote, article=article, others=others)
        return None

    def words_in_quote(self, place: str, block: Any, article: int, says: re.Pattern[str] | None) -> None:
        """What is cited says it (`says`; None: there is nothing to be said), or that it does not is stated."""
        found = says.search(block.quote) if says is not None else None
        if block.unwritten is None:
            if says is not None and found is None:
                said = either(says.pattern.split("|"))
                self.notes.add(f"{place}.quote", "quote_says_not", quote=block.quote, words=said)
            return
        check_unwritten(block.unwritten, f"{place}.unwritten", self.policy, self.notes)
        if found is not None:
            self.notes.add(f"{place}.unwritten", "unwritten_but_said", words=found.group(), article=article)
        elif says is None:
            self.notes.add(f"{place}.unwritten", "unwritten_for_nothing")

    def of_window(self, window_id: str | None) -> tuple[set[str], dict[str, Stated], tuple[str, ...]]:
        """What a rule does that looks at a window, its number, and the words that a quote can name it by."""
        window = self.windows.get(window_id or "")
        if window is None:
            return set(), {}, ()
        if window.kind == "last_years":
            return {window.kind}, {"in_window": window.years}, recent_years(window.years)
        return {window.kind}, {}, LAST_YEAR if window.kind == "calendar_year" else ()


def by_default(value: Any, defaults: Mapping[str, str]) -> Any:
    """What a value is under the defaults; None where its reading has no such choice."""
    while isinstance(value, ByReading):
        value = value.when.get(defaults.get(value.reading, ""))
    return value


class OneQuote:
    """The quote of a condition or step (`engine.steps.demands.Quoted`). `does`: what it does besides what its kind
    does."""

    def __init__(
        self,
        followed: Followed,
        block: Any,
        place: str,
        at: tuple[int, int],
        provision: Provision | None = None,
        does: Iterable[str] = (),
    ) -> None:
        self.all, self.block, self.place, self.provision = followed, block, place, provision
        self.article, self.paragraph = at
        self.quote: str = block.quote
        self.does = frozenset(does) | block.does

    def cite(self, **numbers: Stated) -> bool:
        """That the quote stands there, once, and these numbers in it."""
        return self.all.cite(self.place, self.article, self.paragraph, self.quote, self.does, **numbers) is not None

    def part(self, key: str, quote: str, does: frozenset[str]) -> None:
        """The same of a quote of a part."""
        self.all.cite(f"{self.place}.{key}", self.article, self.paragraph, quote, does)

    def bound(self, words: tuple[str, ...], number: Written) -> None:
        """The word of a bound: known, quoted, beside the number, and inclusive by the law's own word."""
        word, quote = self.block.word, self.quote
        if word is None:
            self.note("word_missing", "word", words=either(words), number=forms(number)[0])
        elif word in STRICT:
            self.note("word_strict", "word", word=word)
        elif word not in words:
            self.note("word_unknown", "word", word=word, words=either(words))
        elif word not in quote:
            self.note("word_not_in_quote", "word", word=word, quote=quote)
        elif not beside(quote, word, found := places(quote, number)):
            if found:
                self.note("word_not_beside", "word", word=word, number=either(forms(number)))
        elif not INCLUSIVE.search(word) and not any(named in word for named in self.all.inclusive):
            self.note("word_not_inclusive", "word", word=word)

    def word(self, words: tuple[str, ...] = ()) -> None:
        """That its word, if it names one, stands in the quote, and is one of these."""
        word = self.block.word
        if word is not None and word not in self.quote:
            self.note("word_not_in_quote", "word", word=word, quote=self.quote)
        elif word is not None and words and word not in words:
            self.note("word_unknown", "word", word=word, words=either(words))

    def one_of(self, words: tuple[str, ...]) -> None:
        """That one of these words stands in the quote."""
        if not any(word in self.quote for word in words):
            self.note("word_missing_plain", "quote", words=either(words))

    def says(self, words: re.Pattern[str]) -> None:
        """That the quote says so, or that it does not is stated."""
        self.all.words_in_quote(self.place, self.block, self.article, words)

    def within(self, window: str) -> None:
        """That the quote names the window, and its number stands in it."""
        does, numbers, words = self.all.of_window(window)
        self.does |= does
        word = self.block.word
        if self.cite(**numbers) and words and (word is None or word not in self.quote or word not in words):
            self.note("window_word", "word", words=either(words), window=window)

    def in_order(self, key: str, sums: Mapping[str, Written], fact: str) -> None:
        """The sums stand in the quote in the order of the choices, and so do the choices' names."""
        assert self.provision is not None
        (span,) = self.all.law.quoted(self.quote, self.article, self.paragraph)
        text = self.all.law.articles[self.article]
        of_claim = self.block.of_claim or self.block in self.provision.when
        of = self.all.policy.category_fact(self.provision, fact, of_claim=of_claim)
        labels = {c.id: c.label.zh for c in of.choices} if of is not None else {}
        at_sum, at_name = span[0], span[0]
        for name, value in sums.items():
            ends = [s[1] for s in places(text, value, at_sum, span[1])]
            if not ends:
                self.note("tier_order", f"{key}.{name}", name=name)
                return
            at_sum = min(ends)
            label = labels.get(name, "")
            starts = [text.find(label[:n], at_name, span[1]) for n in range(len(label), 1, -1)]
            start = next((s for s in starts if s >= 0), -1)
            if start < 0:
                self.note("tier_name", f"{key}.{name}", name=name, label=label)
                return
            at_name = start + 1

    def clause(self, number: Written) -> str | None:
        """What the law says of a number: from the comma before it to the number; the quote, where it is not in it."""
        spans = self.all.law.quoted(self.quote, self.article, self.paragraph)
        if len(spans) != 1:
            return None
        text = self.all.law.articles[self.article]
        numbers = places(text, number, *spans[0])
        return re.split("[,，;；:：。()\n]", text[: numbers[0][0]])[-1] if numbers else self.quote

    def by_default(self, value: Any) -> Any:
        """What a value is under the defaults; None where its reading has no such choice."""
        return by_default(value, self.all.readings)

    def note(self, kind: str, key: str = "", **values: object) -> None:
        """Note what is wrong."""
        self.all.notes.add(f"{self.place}.{key}" if key else self.place, kind, **values)
