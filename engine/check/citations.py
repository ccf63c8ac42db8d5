"""Every quote of the pack stands in the law, every number and legal word of a rule in its quote; and back: no number
and no operative word of the law is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from engine.check.findings import Notes, Span, around, either, numbered, placed
from engine.check.lawtext import LawText, check_unwritten
from engine.check.legal_words import (
    AT_LEAST,
    AT_MOST,
    CALENDAR_YEAR,
    FROM_PUBLICATION,
    GROWTH,
    HIGHER_ONLY,
    IN_PROPORTION,
    INCLUSIVE,
    LAST_YEAR,
    NOT_AGAIN,
    ONCE,
    RULE_SAYS,
    SAYS_SOMETHING_OF,
    STRICT,
    TWO_DECIMALS,
    VALIDITY_SAID,
    WINDOW_SAYS,
    beside,
    operative_words_of,
)
from engine.check.numbers import covers, find_all, last_day, numbers_of
from engine.check.quantities import Stated, amount, day, places, receivers, recent_years, share, years
from engine.policy.blocks import InForce, Reading, Window
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.steps.above import Above
from engine.steps.assessed import Assessed
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap
from engine.steps.condition import Condition
from engine.steps.fixed import Fixed, Nothing
from engine.steps.in_window import InWindow
from engine.steps.kinds import AnyAmount, AnyLimit
from engine.steps.once import Once
from engine.steps.share import Share
from engine.steps.tier import Tier
from engine.steps.winners import Winners
from engine.steps.years import Years


class Citations:
    """Follows every quote, number and legal word from the pack to the law, then every one in the law back."""

    def __init__(self, policy: Policy, law: LawText, notes: Notes) -> None:
        self.policy, self.law, self.notes = policy, law, notes
        self.windows = {w.id: w for w in policy.windows}
        self.claimed: dict[int, list[Span]] = {number: [] for number in law.articles}
        self.worded: dict[int, list[tuple[Span, frozenset[str]]]] = {number: [] for number in law.articles}
        self.inclusive = self._inclusive_words()

    def check(self) -> None:
        """Check every quote of the policy, and note what is wrong."""
        self._in_force(self.policy.in_force)
        for window in self.policy.windows:
            self._window(window)
        for i, condition in enumerate(self.policy.frame):
            if condition.article is None:
                self.notes.add(f"frame[{i}].article", "frame_article")
            else:
                self._condition(None, condition, f"frame[{i}]", condition.article, 0)
        self._rules()
        for pool in self.policy.pools:
            place = f"pools.{pool.id}"
            cap = amount(pool.cap)
            span = self._cite(place, pool.article, 0, pool.quote, {"pool"}, cap=cap)
            if span and not any(beside(pool.quote, w, cap) for w in AT_MOST):
                said = {"words": either(AT_MOST), "number": cap.shown[0]}
                self.notes.add(f"{place}.quote", "word_missing", **said)
            self._said(place, pool, pool.article, IN_PROPORTION)
        for exclusive in self.policy.exclusives:
            place = f"exclusives.{exclusive.id}"
            self._cite(place, exclusive.article, 0, exclusive.quote, {"exclusive"})
            self._said(place, exclusive, exclusive.article, HIGHER_ONLY)
        for reading in self.policy.readings:
            self._reading(reading)
        for provision in self.policy.provisions:
            self._provision(provision)
        self._coverage()

    # ---- one quote

    def _cite(
        self,
        place: str,
        article: int,
        paragraph: int,
        quote: str,
        tags: Iterable[str],
        **numbers: Stated,
    ) -> Span | None:
        """Where the quote stands, its words claimed by `tags`, its numbers by themselves.

        None, with a finding, where it does not stand."""
        span = self._place_of(f"{place}.quote", quote, article, paragraph)
        if span is None:
            return None
        text = self.law.articles[article]
        for key, stated in numbers.items():
            spans = places(text, stated, *span)
            if not spans:
                self.notes.add(f"{place}.{key}", "number_not_in_quote", number=either(stated.shown), quote=quote)
            self.claimed[article] += spans
        self.worded[article].append((span, frozenset(tags)))
        return span

    def _place_of(self, place: str, quote: str, article: int, paragraph: int = 0) -> Span | None:
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

    def _said(self, place: str, stated: Any, article: int, says: re.Pattern[str] | None) -> None:
        """What is cited says it (`says`; None: there is nothing to be said), or that it does not is stated."""
        found = says.search(stated.quote) if says is not None else None
        if stated.unwritten is None:
            if says is not None and found is None:
                said = either(says.pattern.split("|"))
                self.notes.add(f"{place}.quote", "quote_says_not", quote=stated.quote, words=said)
            return
        check_unwritten(stated.unwritten, f"{place}.unwritten", self.policy, self.notes)
        if found is not None:
            self.notes.add(f"{place}.unwritten", "unwritten_but_said", words=found.group(), article=article)
        elif says is None:
            self.notes.add(f"{place}.unwritten", "unwritten_for_nothing")

    # ---- parts of a rule

    def _in_force(self, in_force: InForce) -> None:
        numbers: dict[str, Stated] = {}
        if not self._begins_with_publication(in_force):
            numbers["from"] = day(in_force.start)
        if in_force.years is not None:
            numbers["years"] = years(in_force.years)
            if in_force.until != last_day(in_force.start, in_force.years):
                until, start = in_force.until.isoformat(), in_force.start.isoformat()
                self.notes.add("in_force.until", "until_wrong", until=until, start=start, years=in_force.years)
        elif places(in_force.quote, day(in_force.until)):
            numbers["until"] = day(in_force.until)
        elif in_force.unwritten is None:
            self.notes.add("in_force.years", "validity_unsaid", quote=in_force.quote)
        if in_force.unwritten is not None:
            check_unwritten(in_force.unwritten, "in_force.unwritten", self.policy, self.notes)
            if said := re.search(VALIDITY_SAID, in_force.quote):
                self.notes.add("in_force.unwritten", "unwritten_but_said", words=said.group(), article=in_force.article)
        if in_force.until < in_force.start:
            self.notes.add("in_force.until", "until_before_start")
        self._cite("in_force", in_force.article, 0, in_force.quote, {"in_force"}, **numbers)

    def _begins_with_publication(self, in_force: InForce) -> bool:
        """Whether the quote begins the validity on the day of issue or of publication, and that is the day stated."""
        begins = re.search(FROM_PUBLICATION, in_force.quote)
        law = self.policy.law
        return begins is not None and in_force.start in (
            (law.issued, law.published) if begins["issued"] else (law.published,)
        )

    def _window(self, window: Window) -> None:
        place = f"windows.{window.id}"
        numbers = {"years": years(window.years)} if window.kind == "last_years" else {}
        span = self._cite(place, window.article, 0, window.quote, {window.kind}, **numbers)
        if window.kind != "last_years" and window.years:
            self.notes.add(f"{place}.years", "window_years", years=window.years)
        recent = recent_years(window.years)
        if window.kind == "last_years" and not any(form in window.quote for form in recent):
            self.notes.add(f"{place}.years", "number_not_in_quote", number=either(recent), quote=window.quote)
        if span is None:
            return
        if not re.search(WINDOW_SAYS[window.kind], window.quote):
            self.notes.add(f"{place}.quote", "window_words", window=window.kind, quote=window.quote)
        if window.kind == "calendar_year":
            self.claimed[window.article] += find_all(self.law.articles[window.article], CALENDAR_YEAR, *span)

    def _rules(self) -> None:
        for rule in self.policy.rules:
            place = f"rules.{rule.id}"
            for i, quote in enumerate(rule.quotes):
                span = self._place_of(f"{place}.quotes[{i}]", quote, rule.article)
                if span is None:
                    continue
                self.worded[rule.article].append((span, frozenset({f"rule.{rule.id}"})))
                if rule.id == "truncation":
                    text = self.law.articles[rule.article]
                    self.claimed[rule.article] += [m.span() for m in TWO_DECIMALS.finditer(text, *span)]
            if not rule.quotes:
                self.notes.add(f"{place}.quotes", "nothing_quoted")
            if rule.unwritten is not None:
                check_unwritten(rule.unwritten, f"{place}.unwritten", self.policy, self.notes)
                self._unsaid(rule.id, place)
                continue
            for pattern in RULE_SAYS[rule.id]:
                if not any(re.search(pattern, quote) for quote in rule.quotes):
                    said = pattern.replace("(?<!不)", "").replace("(?:", "").replace(")", "")
                    self.notes.add(f"{place}.quotes", "rule_words", words=either(said.split("|")))

    def _unsaid(self, rule_id: str, place: str) -> None:
        """What is said to be unwritten does not stand in any article."""
        for article, text in self.law.articles.items():
            if article != self.law.first and (said := re.search(SAYS_SOMETHING_OF[rule_id], text)):
                self.notes.add(f"{place}.unwritten", "unwritten_but_said", words=said.group(), article=article)

    def _inclusive_words(self) -> list[str]:
        """The words of which the law itself says that they include the number. Where it says nothing of it, they are
        taken as every law takes them: 以上, 以下 and 以内 include it."""
        for rule in self.policy.rules:
            if rule.id == "inclusive" and rule.unwritten is not None:
                return ["以上", "以下", "以内", "最高", "最长", "最多", "上限"]
            if rule.id == "inclusive":
                named = [word for quote in rule.quotes for word in re.findall("“([^”]+)”", quote)]
                return named or [w for w in AT_LEAST + AT_MOST if any(w in quote for quote in rule.quotes)]
        return []

    def _reading(self, reading: Reading) -> None:
        place = f"readings.{reading.id}"
        for i, quote in enumerate(reading.quotes):
            if not any(self.law.quoted(quote, article) for article in reading.articles):
                others = self.law.elsewhere(quote)
                kind = "quote_not_in_article" if others else "quote_not_in_law"
                said = {"article": numbered(reading.articles), "others": numbered(others)}
                self.notes.add(f"{place}.quotes[{i}]", kind, quote=quote, **said)
        for article in reading.articles:
            if not any(self.law.quoted(quote, article) for quote in reading.quotes):
                self.notes.add(f"{place}.articles", "reading_article", article=article)

    def _provision(self, provision: Provision) -> None:
        place, article, paragraph = f"provisions.{provision.id}", provision.article, provision.paragraph
        if "paragraph" in provision.model_fields_set and paragraph < 1:
            self.notes.add(f"{place}.paragraph", "paragraph_wrong", paragraph=paragraph)
        if not provision.quotes:
            self.notes.add(f"{place}.quotes", "nothing_quoted")
        for i, quote in enumerate(provision.quotes):
            # The first quote is the provision itself; what follows may stand in a paragraph for all of them.
            span = self._place_of(f"{place}.quotes[{i}]", quote, article, 0 if i else paragraph)
            if span is not None:
                self.worded[article].append((span, _done_by_the_whole(provision)))
        for name, conditions in (("when", provision.when), ("item_when", provision.item_when)):
            for condition_place, condition in placed(f"{place}.{name}", conditions):
                self._condition(provision, condition, condition_place, article, paragraph)
        for measure in provision.measures:
            for i, test in enumerate(measure.when):
                test_place = f"{place}.measures.{measure.id}.when[{i}]"
                tags, numbers = self._window_numbers(test.in_window)
                self._cite(test_place, article, paragraph, test.quote, tags | {"is"}, **numbers)
                expected = self._window_words(test.in_window)
                if expected and not any(w in test.quote for w in expected):
                    said = {"words": either(expected), "window": test.in_window}
                    self.notes.add(f"{test_place}.quote", "window_word", **said)
            for i, minus in enumerate(measure.minus):
                self._cite(f"{place}.measures.{measure.id}.minus[{i}]", article, paragraph, minus.quote, {"minus"})
        if provision.matter is not None:
            self._place_of(f"{place}.matter.quote", provision.matter.quote, article, paragraph)
        for step_place, step in placed(f"{place}.steps", provision.steps):
            if isinstance(step, AnyAmount):
                self._amount(step, provision, step_place)
            elif isinstance(step, AnyLimit):
                self._limit(step, step_place, article, paragraph)

    def _amount(self, by: AnyAmount, provision: Provision, place: str) -> None:
        article, paragraph = provision.article, provision.paragraph
        match by:
            case Share():
                for i, minus in enumerate(by.minus):
                    self._cite(f"{place}.minus[{i}]", article, paragraph, minus.quote, {"minus"})
                # The year of the base (上年度运营费用) is tested by a condition of its own.
                self._cite(place, article, paragraph, by.quote, {"share"}, share=share(by.share))
            case Fixed():
                self._cite(place, article, paragraph, by.quote, {"fixed"}, fixed=amount(by.fixed))
            case Tier():
                numbers = {f"tiers.{name}": amount(value) for name, value in by.tiers.items()}
                span = self._cite(place, article, paragraph, by.quote, {"fixed"}, **numbers)
                if span is not None:
                    self._tiers(by, provision, place, self.law.articles[article], span)
            case Assessed():
                self._cite(place, article, paragraph, by.quote, {"assessed"})
            case Nothing():
                self._cite(place, article, paragraph, by.quote, set())

    def _tiers(self, by: Tier, provision: Provision, place: str, text: str, span: Span) -> None:
        """The sums stand in the law in the order of the tiers, and so do the tiers' names."""
        at_sum, at_name = span[0], span[0]
        parent = provision.each or ""
        labels = {
            c.id: c.label.zh
            for f in provision.facts
            if f.path == ".".join(x for x in (parent, by.tier) if x)
            for c in f.choices
        }
        for name, value in by.tiers.items():
            ends = [s[1] for s in places(text, amount(value), at_sum, span[1])]
            if not ends:
                self.notes.add(f"{place}.tiers.{name}", "tier_order", name=name)
                return
            at_sum = min(ends)
            label = labels.get(name, "")
            starts = [text.find(label[:n], at_name, span[1]) for n in range(len(label), 1, -1)]
            start = next((s for s in starts if s >= 0), -1)
            if start < 0:
                self.notes.add(f"{place}.tiers.{name}", "tier_name", name=name, label=label)
                return
            at_name = start + 1

    def _condition(
        self, provision: Provision | None, condition: Condition, place: str, article: int, paragraph: int
    ) -> None:
        tags = {condition.key}
        numbers: dict[str, Stated] = {}
        if isinstance(condition, AtLeast):
            numbers["at_least"] = amount(condition.at_least)
        if isinstance(condition, InWindow):
            window_tags, numbers = self._window_numbers(condition.in_window)
            tags |= window_tags
        is_last = provision is not None and provision.years_before(condition.fact) == 1
        if is_last:
            tags.add("calendar_year")
        self._said(place, condition, article, re.compile("|".join(LAST_YEAR)) if is_last else None)
        if self._cite(place, article, paragraph, condition.quote, tags, **numbers) is None:
            return
        word = condition.word
        if isinstance(condition, AtLeast):
            self._bound_word(place, word, condition.quote, AT_LEAST, numbers["at_least"])
        elif isinstance(condition, InWindow):
            expected = self._window_words(condition.in_window)
            if expected and (word is None or word not in condition.quote or word not in expected):
                said = {"words": either(expected), "window": condition.in_window}
                self.notes.add(f"{place}.word", "window_word", **said)
        elif isinstance(condition, Above):
            if not any(w in condition.quote for w in GROWTH):
                self.notes.add(f"{place}.quote", "word_missing_plain", words=either(GROWTH))
        elif word is not None and word not in condition.quote:
            self.notes.add(f"{place}.word", "word_not_in_quote", word=word, quote=condition.quote)

    def _limit(self, limit: AnyLimit, place: str, article: int, paragraph: int) -> None:
        match limit:
            case Cap(cap=most):
                stated = amount(most)
            case Years(years=most):
                stated = years(most)
            case Winners(winners=most):
                stated = receivers(most)
            case Once():
                span = self._cite(place, article, paragraph, limit.quote, {"once"})
                self._said(place, limit, article, NOT_AGAIN)
                if span and limit.word is not None:
                    if limit.word not in limit.quote:
                        self.notes.add(f"{place}.word", "word_not_in_quote", word=limit.word, quote=limit.quote)
                    elif limit.word not in ONCE:
                        self.notes.add(f"{place}.word", "word_unknown", word=limit.word, words=either(ONCE))
                return
        if self._cite(place, article, paragraph, limit.quote, {limit.key}, **{limit.key: stated}) is not None:
            self._bound_word(place, limit.word, limit.quote, AT_MOST, stated)

    def _bound_word(self, place: str, word: str | None, quote: str, allowed: tuple[str, ...], number: Stated) -> None:
        """The word of a bound: known, quoted, beside the number, and inclusive by the law's own word."""
        place = f"{place}.word"
        if word is None:
            self.notes.add(place, "word_missing", words=either(allowed), number=number.shown[0])
        elif word in STRICT:
            self.notes.add(place, "word_strict", word=word)
        elif word not in allowed:
            self.notes.add(place, "word_unknown", word=word, words=either(allowed))
        elif word not in quote:
            self.notes.add(place, "word_not_in_quote", word=word, quote=quote)
        elif not beside(quote, word, number):
            if places(quote, number):
                self.notes.add(place, "word_not_beside", word=word, number=either(number.shown))
        elif not INCLUSIVE.search(word) and not any(named in word for named in self.inclusive):
            self.notes.add(place, "word_not_inclusive", word=word)

    def _window_words(self, window_id: str | None) -> tuple[str, ...]:
        window = self.windows.get(window_id or "")
        if window is None or window.kind == "arrived":
            return ()
        return recent_years(window.years) if window.kind == "last_years" else LAST_YEAR

    def _window_numbers(self, window_id: str | None) -> tuple[set[str], dict[str, Stated]]:
        window = self.windows.get(window_id or "")
        if window is None:
            return set(), {}
        if window.kind == "last_years":
            return {"in_window", window.kind}, {"in_window": years(window.years)}
        return {"in_window", window.kind}, {}

    # ---- and back: nothing of the law left over

    def _coverage(self) -> None:
        excused: dict[int, list[tuple[Span, int]]] = {number: [] for number in self.law.articles}
        used: set[int] = set()
        for i, entry in enumerate(self.policy.without_effect):
            span = self._place_of(f"without_effect[{i}].phrase", entry.phrase, entry.article, entry.paragraph)
            if span is not None:
                excused[entry.article].append((span, i))
        for article, text in self.law.articles.items():
            if article == self.law.first:
                continue  # why the law was made; it sets nothing
            tokens = [
                (span, shown, any(covers(s, span) for s in self.claimed[article])) for span, shown in numbers_of(text)
            ] + [
                (span, shown, any(covers(s, span) and tags & can for s, tags in self.worded[article]))
                for span, shown, can in operative_words_of(text)
            ]
            for span, shown, claimed in sorted(tokens):
                entries = [i for s, i in excused[article] if covers(s, span)]
                used.update(entries)
                if claimed:
                    for i in entries:
                        self.notes.add(f"without_effect[{i}].phrase", "excused_and_claimed", token=shown)
                elif not entries:
                    said = {"token": shown, "around": around(text, span).replace("\n", " ")}
                    at = self.law.at(article, span)
                    self.notes.add_at(at, f"articles.{article}", "not_covered", article=article, **said)
                elif len(entries) > 1:
                    self.notes.add(f"without_effect[{entries[1]}].phrase", "excused_twice", token=shown)
        for spans in excused.values():
            for _, i in spans:
                if i not in used:
                    phrase = self.policy.without_effect[i].phrase
                    self.notes.add(f"without_effect[{i}].phrase", "excuses_nothing", phrase=phrase)


def _done_by_the_whole(provision: Provision) -> frozenset[str]:
    """What a provision does of which no part of it has a quote of its own."""
    tags = {"other_budget"} if provision.other_budget is not None else set()
    deducts = isinstance(provision.amount, Share) and provision.amount.minus
    if deducts or any(measure.minus for measure in provision.measures):
        tags.add("minus")
    return frozenset(tags)
