"""Every quote of the pack stands in the law, every number and legal word of a rule in its quote; and back: no number
and no operative word of the law is left over."""

from __future__ import annotations

import re
from typing import Any

from engine.check.citing import Followed, OneQuote
from engine.check.findings import Notes, Span, around, either, numbered, placed_in
from engine.check.lawtext import LawText, check_unwritten
from engine.check.legal_words import (
    CALENDAR_YEAR,
    FROM_PUBLICATION,
    HIGHER_ONLY,
    IN_PROPORTION,
    LAST_YEAR,
    RULE_DOES,
    RULE_SAYS,
    SAYS_SOMETHING_OF,
    TWO_DECIMALS,
    VALIDITY_WORDS,
    WINDOW_SAYS,
    operative_words_of,
)
from engine.check.numbers import covers, last_day, numbers_of
from engine.check.quantities import Stated, forms, places, recent_years
from engine.policy.blocks import InForce, Notice, Reading, Window
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.standing import beside, find_all
from engine.steps.condition import Condition
from engine.steps.demands import UPPER
from engine.steps.language import holds
from engine.steps.share import Share
from engine.steps.step import Step


class Citations:
    """Follows every quote, number and legal word from the pack to the law, then every one in the law back."""

    def __init__(self, policy: Policy, law: LawText, notes: Notes) -> None:
        self.policy, self.law, self.notes = policy, law, notes
        self.followed = Followed(policy, law, notes)
        self.claimed, self.worded = self.followed.claimed, self.followed.worded
        self.readings = policy.default_readings()

    def check(self) -> None:
        """Check every quote of the policy, and note what is wrong."""
        self._in_force(self.policy.in_force)
        for window in self.policy.windows:
            self._window(window)
        for i, condition in enumerate(self.policy.general_conditions):
            if condition.article is None:
                self.notes.add(f"general_conditions[{i}].article", "general_condition_article")
            else:
                self._condition(None, condition, f"general_conditions[{i}]", condition.article, 0)
        self._rules()
        for pool in self.policy.pools:
            place = f"pools.{pool.id}"
            span = self.followed.cite(place, pool.article, 0, pool.quote, {"upper", "yearly"}, cap=pool.cap)
            if span and not any(beside(pool.quote, w, places(pool.quote, pool.cap)) for w in UPPER):
                said = {"words": either(UPPER), "number": forms(pool.cap)[0]}
                self.notes.add(f"{place}.quote", "word_missing", **said)
            self.followed.words_in_quote(place, pool, pool.article, IN_PROPORTION)
        for exclusive in self.policy.exclusives:
            place = f"exclusives.{exclusive.id}"
            self.followed.cite(place, exclusive.article, 0, exclusive.quote, ())
            self.followed.words_in_quote(place, exclusive, exclusive.article, HIGHER_ONLY)
        for reading in self.policy.readings:
            self._clauses(reading, f"readings.{reading.id}")
        for notice in self.policy.notices:
            self._clauses(notice, f"notices.{notice.id}")
        for provision in self.policy.provisions:
            self._provision(provision)
        self._coverage()

    # ---- parts of a rule

    def _in_force(self, in_force: InForce) -> None:
        numbers: dict[str, Stated] = {}
        if not self._begins_with_publication(in_force):
            numbers["from"] = in_force.start
        if in_force.years is not None:
            numbers["years"] = in_force.years
            if in_force.until != last_day(in_force.start, in_force.years):
                until, start = in_force.until.isoformat(), in_force.start.isoformat()
                self.notes.add("in_force.until", "until_wrong", until=until, start=start, years=in_force.years)
        elif places(in_force.quote, in_force.until):
            numbers["until"] = in_force.until
        elif in_force.unwritten is None:
            self.notes.add("in_force.years", "validity_unsaid", quote=in_force.quote)
        if in_force.unwritten is not None:
            check_unwritten(in_force.unwritten, "in_force.unwritten", self.policy, self.notes)
            if said := re.search(VALIDITY_WORDS, in_force.quote):
                self.notes.add("in_force.unwritten", "unwritten_but_said", words=said.group(), article=in_force.article)
        if in_force.until < in_force.start:
            self.notes.add("in_force.until", "until_before_start")
        self.followed.cite("in_force", in_force.article, 0, in_force.quote, (), **numbers)

    def _begins_with_publication(self, in_force: InForce) -> bool:
        """Whether the quote begins the validity on the day of issue or of publication, and that is the day stated."""
        begins = re.search(FROM_PUBLICATION, in_force.quote)
        law = self.policy.law
        return begins is not None and in_force.start in (
            (law.issued, law.published) if begins["issued"] else (law.published,)
        )

    def _window(self, window: Window) -> None:
        place = f"windows.{window.id}"
        numbers = {"years": window.years} if window.kind == "last_years" else {}
        span = self.followed.cite(place, window.article, 0, window.quote, {window.kind}, **numbers)
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
                span = self.followed.place_of(f"{place}.quotes[{i}]", quote, rule.article)
                if span is None:
                    continue
                self.worded[rule.article].append((span, frozenset(RULE_DOES.get(rule.id, ()))))
                if rule.id == "truncation":
                    text = self.law.articles[rule.article]
                    self.claimed[rule.article] += [m.span() for m in TWO_DECIMALS.finditer(text, *span)]
            if not rule.quotes:
                self.notes.add(f"{place}.quotes", "nothing_quoted")
            if rule.unwritten is not None:
                check_unwritten(rule.unwritten, f"{place}.unwritten", self.policy, self.notes)
                self._nowhere_written(rule.id, place)
                continue
            for pattern in RULE_SAYS[rule.id]:
                if not any(re.search(pattern, quote) for quote in rule.quotes):
                    said = pattern.replace("(?<!不)", "").replace("(?:", "").replace(")", "")
                    self.notes.add(f"{place}.quotes", "rule_words", words=either(said.split("|")))

    def _nowhere_written(self, rule_id: str, place: str) -> None:
        """What is said to be unwritten does not stand in any article."""
        for article, text in self.law.articles.items():
            if article != self.law.first and (said := re.search(SAYS_SOMETHING_OF[rule_id], text)):
                self.notes.add(f"{place}.unwritten", "unwritten_but_said", words=said.group(), article=article)

    def _clauses(self, reading: Reading | Notice, place: str) -> None:
        """The clauses that leave a point open stand in its articles, and each of these has one."""
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
            span = self.followed.place_of(f"{place}.quotes[{i}]", quote, article, 0 if i else paragraph)
            if span is not None:
                self.worded[article].append((span, _done_by_the_whole(provision)))
        for condition_place, condition in placed_in(provision, "when", "item_when"):
            self._condition(provision, condition, condition_place, article, paragraph)
        for measure in provision.measures:
            for i, test in enumerate(measure.when):
                test_place = f"{place}.measures.{measure.id}.when[{i}]"
                if self._otherwise(test, test_place, article, paragraph):
                    continue
                does, numbers, expected = self.followed.of_window(test.in_window)
                self.followed.cite(test_place, article, paragraph, test.quote, does, **numbers)
                if expected and not any(w in test.quote for w in expected):
                    said = {"words": either(expected), "window": test.in_window}
                    self.notes.add(f"{test_place}.quote", "window_word", **said)
            for i, minus in enumerate(measure.minus):
                minus_place = f"{place}.measures.{measure.id}.minus[{i}]"
                if self._otherwise(minus, minus_place, article, paragraph):
                    continue
                self.followed.cite(minus_place, article, paragraph, minus.quote, {"less"})
        if provision.matter is not None:
            self.followed.place_of(f"{place}.matter.quote", provision.matter.quote, article, paragraph)
        for step_place, step in placed_in(provision, "steps"):
            if isinstance(step, Step) and not self._otherwise(step, step_place, article, paragraph):
                step.demands(OneQuote(self.followed, step, step_place, (article, paragraph), provision))

    def _condition(
        self, provision: Provision | None, condition: Condition, place: str, article: int, paragraph: int
    ) -> None:
        if self._otherwise(condition, place, article, paragraph):
            return
        is_last = provision is not None and provision.years_before(condition.fact) == 1
        self.followed.words_in_quote(place, condition, article, re.compile("|".join(LAST_YEAR)) if is_last else None)
        does = {"calendar_year"} if is_last else ()
        condition.demands(OneQuote(self.followed, condition, place, (article, paragraph), provision, does))

    def _otherwise(self, part: Any, place: str, article: int, paragraph: int) -> bool:
        """Whether a part is there under other readings than the defaults alone: the law's words need not say it, only
        leave it open. Its quote stands in the article all the same."""
        if holds(part, self.readings):
            return False
        self.followed.place_of(f"{place}.quote", part.quote, article, paragraph)
        return True

    # ---- and back: nothing of the law left over

    def _coverage(self) -> None:
        excused: dict[int, list[tuple[Span, int]]] = {number: [] for number in self.law.articles}
        used: set[int] = set()
        for i, entry in enumerate(self.policy.without_effect):
            span = self.followed.place_of(f"without_effect[{i}].phrase", entry.phrase, entry.article, entry.paragraph)
            if span is not None:
                excused[entry.article].append((span, i))
        for article, text in self.law.articles.items():
            if article == self.law.first:
                continue  # why the law was made; it sets nothing
            tokens = [
                (span, shown, any(covers(s, span) for s in self.claimed[article])) for span, shown in numbers_of(text)
            ] + [
                (span, shown, any(covers(s, span) and does & can for s, does in self.worded[article]))
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
        for i in (i for spans in excused.values() for _, i in spans):
            phrase = self.policy.without_effect[i].phrase
            if i not in used and not phrase.endswith("。"):  # a whole sentence says why that of the law has no rule
                self.notes.add(f"without_effect[{i}].phrase", "excuses_nothing", phrase=phrase)


def _done_by_the_whole(provision: Provision) -> frozenset[str]:
    """What a provision does of which no part of it has a quote of its own."""
    does = {"other_budget"} if provision.other_budget is not None else set()
    deducts = isinstance(provision.amount, Share) and provision.amount.minus
    if deducts or any(measure.minus for measure in provision.measures):
        does.add("less")
    return frozenset(does)
