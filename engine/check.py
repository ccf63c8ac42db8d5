"""Is a policy pack sound? Every number has its witness in the law, and the law no clause without a rule.

`check(folder)` answers with what is wrong and where; nothing found means sound. It proves that every quote
stands in the article to which it is attached, that every number of a rule stands in that rule's own quote,
that every comparison agrees with its legal word, that no number and no operative word of the law is left
over, that facts, readings, windows and pools are all there and all used, that both languages say the same,
and the law's SHA-256.

What it knows of law is the language in which Chinese policies are written (最高, 以上, 近N年, 上年度 …), in
the tables at the head of this file. What a policy says with it stands in the pack.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from engine import words
from engine.pack import (
    POLICIES,
    Amount,
    ByReading,
    Condition,
    Fact,
    InForce,
    Limit,
    Per,
    Policy,
    Provision,
    Reading,
    UnknownPolicy,
    Window,
    build,
    policies,
    read_raw,
)

Raw = dict[str, Any]
Span = tuple[int, int]

# ------------------------------------------------------------------------------------ the language of the law

AT_LEAST = ("以上", "及以上", "不低于", "不少于", "至少")
"""Words of a lower bound that is met by the number itself."""
AT_MOST = (
    "最高",
    "最高不超过",
    "不超过",
    "上限",
    "上限不超过",
    "最长",
    "最长不超过",
    "最多",
    "不高于",
    "以下",
    "以内",
)
"""Words of an upper bound that is met by the number itself."""
STRICT = ("超过", "高于", "大于", "多于", "低于", "少于", "小于", "不足", "不满")
"""Words of a bound that the number itself does not meet."""
GROWTH = ("正增长", "增长", "高于", "超过", "大于")
"""Words that compare one fact with another, strictly."""
ONCE = ("一次性", "不再", "一次")
LAST_YEAR = ("上年度", "上一年度")
CALENDAR_YEAR = "1月1日至12月31日"
"""How a law spells out the calendar year; its days are the only ones that this kind of window has."""
WINDOW_SAYS = {
    "calendar_year": r"上一?个?自然年|1月1日至12月31日",
    "last_years": r"近\d+年",
    "arrived": r"到位|到账",
}
"""What the quote of a window must say for its kind."""
RULE_SAYS = {
    "budget": (r"(?<!不)超过", r"比例"),  # strictly: a sum equal to the budget is not scaled
    "ceilings": (r"上限",),
    "other_policy": (r"就高|从高|择优", r"不予重复|不重复|不得重复"),
    "project_funding": (r"不超过|不高于",),
    "truncation": (r"两位小数|2位小数", r"只舍不入|舍去"),
    "inclusive": (r"(?:包括|包含|含)本数",),
}
"""What the quotes of a frame rule must say, because the engine does it."""
TWO_DECIMALS = re.compile(r"两位小数|2位小数")

_BOUNDS = {"cap", "years", "winners", "pool", "share", "assessed", "rule.inclusive"}
_LOWER_BOUNDS = {"at_least", "rule.inclusive"}
OPERATIVE = {
    r"最高": _BOUNDS,
    r"最长": _BOUNDS,
    r"最多": _BOUNDS,
    r"不超过|不高于": _BOUNDS | {"rule.project_funding"},
    r"上限": _BOUNDS | {"rule.ceilings"},
    r"以下|以内": _BOUNDS,
    r"以上": _LOWER_BOUNDS,
    r"不低于|不少于|至少": _LOWER_BOUNDS,
    r"(?<!不)(?:超过|高于)": {"above", "rule.budget"},
    r"每年": {"cap", "years", "winners", "pool"},
    r"每家": {"cap", "winners", "fixed"},
    r"一次性": {"once"},
    r"近\d+年": {"last_years"},
    r"上年度|上一年度": {"calendar_year"},
}
"""Each operative word, and the parts of a rule that can do what it says."""

NUMBER = re.compile(r"\d+年\d+月\d+日|\d+月\d+日|\d+(?:[.,]\d+)*(?:%|％|万元|亿元|元|年|月|日|家|个|名|号|次)?")
_WRITTEN_DIGITS = "〇零一二两三四五六七八九十百千"
WRITTEN = re.compile(
    rf"(?<![第上{_WRITTEN_DIGITS}])(?:[{_WRITTEN_DIGITS}]+分之[{_WRITTEN_DIGITS}]+"
    rf"|[{_WRITTEN_DIGITS}]+(?=位小数|年(?!度)|家|名|倍|折|个月|万元|亿元))"
)
"""Quantities written in characters (两位小数, 三年, 百分之三十)."""
ARTICLE_LINE = re.compile(rf"(?P<indent>\s*)第(?P<number>[{_WRITTEN_DIGITS}]+)条\s*(?P<text>.*)")
CHAPTER_LINE = re.compile(rf"\s*第[{_WRITTEN_DIGITS}]+章(?:\s.*|$)")
REFERENCE = re.compile(rf"第([{_WRITTEN_DIGITS}]+(?:[、和及][{_WRITTEN_DIGITS}]+)*)[条款章]")

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""Not one: a one-off reward states no number."""
NAMED = dict(zip(MONTHS, range(1, 13), strict=True)) | dict(zip(COUNTS, range(2, 13), strict=True))
_MONTH = "|".join(MONTHS)
_NAMED = re.compile(rf"\b(?:{'|'.join(COUNTS)})\b|(?<=\d )(?:{_MONTH})\b|\b(?:{_MONTH})(?= \d)")
DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WRITTEN_RUN = re.compile(f"[{_WRITTEN_DIGITS}]+")
CNY = re.compile(r"(?P<unit>万元|亿元)\s*\(CNY (?P<yuan>[^()]*)\)")
YUAN = {"万元": 10_000, "亿元": 100_000_000}
GLOSS = re.compile(r"\([^()]*[\u4e00-\u9fff][^()]*\)")
"""The Chinese term in parentheses behind its English."""

CJK = r"\u3400-\u9fff"
_UNITS = "万亿元"
"""The only characters that English may use: the law's units of money."""
_ENGLISH_MARKS = "，；：（）。、？！「」『』"
_CHINESE_MARKS = re.compile(rf"(?<=[{CJK}》」』）”])\s*[,;:?!()]|[,;:?!(]\s*(?=[{CJK}《「『（“])|(?<=[{CJK}])\.(?!\w)")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_QUOTED = re.compile(r"[“「『]([^“”「」『』]*)[”」』]")
_ENGLISH_MAY_SAY = re.compile(rf"[{_UNITS}]+|中文|语言|「\s*」")
"""What stays Chinese in English: the units, the way to the other language, and a quote of the law."""
ENGLISH_ONLY = frozenset({"cny"})
"""The placeholder of the figure in yuan that English gives beside 万元."""

FILLED_IN_REASONS: dict[str, set[str]] = {
    "is": set(),
    "one_of": set(),
    "at_least": {"value", "bound", "short"},
    "above": {"value", "bound", "short"},
    "in_window": {"value", "bound", "start", "until"},
    "years": {"value", "bound"},
}
"""The placeholders that the engine fills in the reason of a failed test, by the kind of test."""
FILLED_IN_VALIDITY = {"day", "start", "until"}
FILLED_IN_QUESTIONS = {"last_year", "prior_year"}

IDENTITY = ("text", "uscc")
"""Facts that say who or which; they need no rule."""
PROVEN = ("amount", "ratio", "date", "year", "count", "yearly")
"""Facts for which there is a document: they name their usual evidence."""
PROJECT = ("id", "total_investment", "fiscal_investment", "actual_investment", "other_gov_funding")
OTHER_POLICY = ("amount", "received", "choice")


def wan_forms(amount: int) -> tuple[str, ...]:
    """How a law writes so many 万元."""
    in_yi, rest = divmod(amount, 10_000)
    return (f"{amount}万元",) if rest or not in_yi else (f"{amount}万元", f"{in_yi}亿元")


def percent_form(share: str) -> str | None:
    """How a law writes a share that is given as a decimal: 0.125 is 12.5%. None if it is no decimal."""
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", share):
        return None
    hundredths = Fraction(share) * 10_000
    if hundredths.denominator != 1:
        return None
    whole, rest = divmod(int(hundredths), 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def date_form(day: date) -> str:
    """How a law writes a date."""
    return f"{day.year}年{day.month}月{day.day}日"


def last_day(start: date, years: int) -> date | None:
    """The last day of a validity of `years` years that begins on `start`; None beyond the calendar."""
    if not 0 < years <= date.max.year - start.year:
        return None
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:
        return date(start.year + years, 2, 28)


def written_number(text: str) -> int:
    """The number that `text` writes in characters, below a thousand: 十九, 两, 一百零二."""
    total = digit = 0
    for character in text:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = 2 if character == "两" else "〇一二三四五六七八九".find(character.replace("零", "〇"))
    return total + digit


# --------------------------------------------------------------------------------------------------- findings


@dataclass(frozen=True)
class Finding:
    """Something that is not sound: what kind of fault, where, and what to say of it in each language."""

    kind: str
    place: str
    message: dict[str, str]


@cache
def _sentences() -> dict[str, dict[str, str]]:
    # Not through engine.words, which says nothing while one of its files is broken: that must be said here.
    sentences: dict[str, dict[str, str]] = tomllib.loads((words.FOLDER / "check.toml").read_text(encoding="utf-8"))
    return sentences


def say(kind: str, **values: object) -> dict[str, str]:
    """The sentence of this kind in each language."""
    return {lang: _sentences()[kind][lang].format(**values) for lang in words.LANGUAGES}


@dataclass
class Notes:
    """Gathers findings."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, place: str, kind: str, **values: object) -> None:
        """Note one, unless it has been noted."""
        finding = Finding(kind, place, say(kind, **values))
        if finding not in self.findings:
            self.findings.append(finding)


# ---------------------------------------------------------------------------------------------------- the law


def cuts_number(text: str, start: int, end: int) -> bool:
    """Whether the stretch from `start` to `end` begins or ends inside a number of `text`."""
    return _inside_number(text, start) or _inside_number(text, end)


def _inside_number(text: str, at: int) -> bool:
    """Whether `at` lies between two digits of one number, beside its point or its comma included."""
    before, after = text[max(0, at - 2) : at], text[at : at + 2]
    if before[-1:].isdigit() and after[:1].isdigit():
        return True
    if before[-1:] in (".", ",") and before[0].isdigit() and after[:1].isdigit():
        return True
    return before[-1:].isdigit() and after[:1] in (".", ",") and after[1:].isdigit()


def find_all(text: str, part: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Every place between `start` and `end` where `part` stands without cutting a number in two."""
    end = len(text) if end is None else end
    found = []
    at = text.find(part, start, end) if part else -1
    while at >= 0:
        if not cuts_number(text, at, at + len(part)):
            found.append((at, at + len(part)))
        at = text.find(part, at + 1, end)
    return found


class LawText:
    """The law by articles: of each, its paragraphs one a line, without its own number."""

    def __init__(self, text: str, notes: Notes, name: str) -> None:
        self.text = text
        self.articles: dict[int, str] = {}
        self.chapters: dict[int, str] = {}
        self.chapter_lines: dict[str, int] = {}
        paragraphs: dict[int, list[str]] = {}
        current, indent, chapter = None, "", ""
        for line_number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            if CHAPTER_LINE.fullmatch(line):
                current, chapter = None, " ".join(line.split())
                self.chapter_lines[chapter] = line_number
            elif article := ARTICLE_LINE.fullmatch(line):
                current, indent = written_number(article["number"]), article["indent"]
                if current in paragraphs:
                    notes.add(f"{name}:{line_number}", "article_twice", number=current)
                paragraphs[current] = [article["text"]]
                self.chapters[current] = chapter
            elif current is not None and line.startswith(indent):
                paragraphs[current].append(line.strip())
            else:
                current = None  # a line without the articles' indentation: signature, links
        for number, texts in paragraphs.items():
            self.articles[number] = "\n".join(texts)
        self.first = min(self.articles, default=0)

    def quoted(self, quote: str, article: int, paragraph: int = 0) -> list[Span]:
        """Where `quote` stands in the article (or in one paragraph of it, counted from 1)."""
        text = self.articles.get(article, "")
        if not paragraph:
            return find_all(text, quote)
        lines = text.split("\n")
        if not 1 <= paragraph <= len(lines):
            return []
        start = sum(len(line) + 1 for line in lines[: paragraph - 1])
        return find_all(text, quote, start, start + len(lines[paragraph - 1]))

    def elsewhere(self, quote: str) -> list[int]:
        """The articles in which `quote` stands."""
        return [number for number in self.articles if self.quoted(quote, number)]


def numbers_of(article: str) -> Iterator[tuple[Span, str]]:
    """Every number in the text of an article, with its unit; what is written in characters too."""
    for pattern in (NUMBER, WRITTEN):
        for match in pattern.finditer(article):
            digits = match.group().rstrip("%％万亿元年月日家个名号次") if pattern is NUMBER else match.group()
            yield (match.start(), match.start() + len(digits)), match.group()


def operative_words_of(article: str) -> Iterator[tuple[Span, str, set[str]]]:
    """Every operative word in the text of an article, with the parts of a rule that can claim it."""
    for pattern, tags in OPERATIVE.items():
        for match in re.finditer(pattern, article):
            yield match.span(), match.group(), tags


# ----------------------------------------------------------- quotes, numbers and words of the law


class Citations:
    """Follows every quote, number and legal word from the pack to the law, then every one in the law back."""

    def __init__(self, policy: Policy, law: LawText, notes: Notes) -> None:
        self.policy, self.law, self.notes = policy, law, notes
        self.windows = {w.id: w for w in policy.windows}
        self.claimed: dict[int, list[Span]] = {number: [] for number in law.articles}
        self.worded: dict[int, list[tuple[Span, frozenset[str]]]] = {number: [] for number in law.articles}
        self.inclusive = self._inclusive_words()

    def check(self) -> None:
        """All of it."""
        self._in_force(self.policy.in_force)
        for window in self.policy.windows:
            self._window(window)
        for i, condition in enumerate(self.policy.frame):
            if condition.article is None:
                self.notes.add(f"frame[{i}].article", "frame_article")
            else:
                self._condition(condition, f"frame[{i}]", condition.article, 0)
        self._rules()
        for pool in self.policy.pools:
            place = f"pools.{pool.id}"
            span = self._cite(place, pool.article, 0, pool.quote, {"pool"}, cap=wan_forms(pool.cap))
            if span and not any(_beside(pool.quote, w, wan_forms(pool.cap)) for w in AT_MOST):
                said = {"words": _or(AT_MOST), "number": wan_forms(pool.cap)[0]}
                self.notes.add(f"{place}.quote", "word_missing", **said)
        for exclusive in self.policy.exclusives:
            self._cite(f"exclusives.{exclusive.id}", exclusive.article, 0, exclusive.quote, {"exclusive"})
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
        **numbers: tuple[str, ...],
    ) -> Span | None:
        """Where the quote stands, its words claimed by `tags`, its numbers (key -> forms) by themselves.

        None, with a finding, where it does not stand."""
        span = self._place_of(f"{place}.quote", quote, article, paragraph)
        if span is None:
            return None
        text = self.law.articles[article]
        for key, forms in numbers.items():
            spans = [s for form in forms for s in find_all(text, form, *span)]
            spans = [s for s in spans if not _of_a_year(text, s)]
            if not spans:
                self.notes.add(f"{place}.{key}", "number_not_in_quote", number=_or(forms), quote=quote)
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
            others = _list(self.law.elsewhere(quote))
            self.notes.add(place, "quote_not_in_article", quote=quote, article=article, others=others)
        return None

    # ---- parts of a rule

    def _in_force(self, in_force: InForce) -> None:
        if in_force.until != last_day(in_force.start, in_force.years):
            self.notes.add(
                "in_force.until",
                "until_wrong",
                until=in_force.until.isoformat(),
                start=in_force.start.isoformat(),
                years=in_force.years,
            )
        self._cite(
            "in_force",
            in_force.article,
            0,
            in_force.quote,
            {"in_force"},
            **{"from": (date_form(in_force.start),)},
            years=(f"{in_force.years}年",),
        )

    def _window(self, window: Window) -> None:
        place = f"windows.{window.id}"
        numbers = {"years": (f"{window.years}年",)} if window.kind == "last_years" else {}
        span = self._cite(place, window.article, 0, window.quote, {window.kind}, **numbers)
        if window.kind != "last_years" and window.years:
            self.notes.add(f"{place}.years", "window_years", years=window.years)
        if window.kind == "last_years" and f"近{window.years}年" not in window.quote:
            number = f"近{window.years}年"
            self.notes.add(f"{place}.years", "number_not_in_quote", number=number, quote=window.quote)
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
            for pattern in RULE_SAYS[rule.id]:
                if not any(re.search(pattern, quote) for quote in rule.quotes):
                    said = pattern.replace("(?<!不)", "").replace("(?:", "").replace(")", "")
                    self.notes.add(f"{place}.quotes", "rule_words", words=_or(said.split("|")))

    def _inclusive_words(self) -> list[str]:
        """The words of which the law itself says that they include the number."""
        for rule in self.policy.rules:
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
                said = {"article": _list(reading.articles), "others": _list(others)}
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
            self._place_of(f"{place}.quotes[{i}]", quote, article, 0 if i else paragraph)
        for name, conditions in (("when", provision.when), ("item_when", provision.item_when)):
            for i, condition in enumerate(conditions):
                self._condition(condition, f"{place}.{name}[{i}]", article, paragraph)
        for measure in provision.measures:
            for i, test in enumerate(measure.when):
                test_place = f"{place}.measures.{measure.id}.when[{i}]"
                tags, numbers = self._window_numbers(test.in_window)
                self._cite(test_place, article, paragraph, test.quote, tags | {"is"}, **numbers)
                expected = self._window_words(test.in_window)
                if expected and not any(w in test.quote for w in expected):
                    said = {"words": _or(expected), "window": test.in_window}
                    self.notes.add(f"{test_place}.quote", "window_word", **said)
        self._amount(provision.amount, provision, f"{place}.amount")
        for i, limit in enumerate(provision.limits):
            self._limit(limit, f"{place}.limits[{i}]", article, paragraph)

    def _amount(self, amount: Amount, provision: Provision, place: str) -> None:
        article, paragraph = provision.article, provision.paragraph
        if amount.share is not None:
            form = percent_form(amount.share)
            if form is None:
                self.notes.add(f"{place}.share", "share_form", share=amount.share)
            # The year of the base (上年度运营费用) is tested by a condition of its own.
            self._cite(place, article, paragraph, amount.quote, {"share"}, share=(form or amount.share,))
        elif amount.fixed is not None:
            self._cite(place, article, paragraph, amount.quote, {"fixed"}, fixed=wan_forms(amount.fixed))
        elif amount.tier is not None:
            numbers = {f"tiers.{name}": wan_forms(value) for name, value in amount.tiers.items()}
            span = self._cite(place, article, paragraph, amount.quote, {"fixed"}, **numbers)
            if span is not None:
                self._tiers(amount, provision, place, self.law.articles[article], span)
        else:
            self._cite(place, article, paragraph, amount.quote, {"assessed"} if amount.assessed else set())

    def _tiers(self, amount: Amount, provision: Provision, place: str, text: str, span: Span) -> None:
        """The sums stand in the law in the order of the tiers, and so do the tiers' names."""
        at_sum, at_name = span[0], span[0]
        parent = provision.each or ""
        labels = {
            c.id: c.label.zh
            for f in provision.facts
            if f.path == ".".join(x for x in (parent, amount.tier) if x)
            for c in f.choices
        }
        for name, value in amount.tiers.items():
            ends = [s[1] for form in wan_forms(value) for s in find_all(text, form, at_sum, span[1])]
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

    def _condition(self, condition: Condition, place: str, article: int, paragraph: int) -> None:
        tags = {kind_of_test(condition) or ""}
        numbers: dict[str, tuple[str, ...]] = {}
        if condition.at_least is not None:
            numbers["at_least"] = wan_forms(condition.at_least)
        if condition.in_window is not None:
            window_tags, numbers = self._window_numbers(condition.in_window)
            tags |= window_tags
        if condition.fact.endswith(".last"):
            tags.add("calendar_year")
        if self._cite(place, article, paragraph, condition.quote, tags, **numbers) is None:
            return
        word = condition.word
        if condition.at_least is not None:
            self._bound_word(place, word, condition.quote, AT_LEAST, numbers["at_least"])
        elif condition.in_window is not None:
            expected = self._window_words(condition.in_window)
            if expected and (word is None or word not in condition.quote or word not in expected):
                said = {"words": _or(expected), "window": condition.in_window}
                self.notes.add(f"{place}.word", "window_word", **said)
        elif condition.above is not None:
            if not any(w in condition.quote for w in GROWTH):
                self.notes.add(f"{place}.quote", "word_missing_plain", words=_or(GROWTH))
        elif word is not None and word not in condition.quote:
            self.notes.add(f"{place}.word", "word_not_in_quote", word=word, quote=condition.quote)

    def _limit(self, limit: Limit, place: str, article: int, paragraph: int) -> None:
        forms: tuple[str, ...] = ()
        if limit.cap is not None:
            forms = wan_forms(limit.cap)
            span = self._cite(place, article, paragraph, limit.quote, {"cap"}, cap=forms)
            per = limit.per.when.values() if isinstance(limit.per, ByReading) else (limit.per,)
            if "每年" in limit.quote and "applicant_year" not in per:
                self.notes.add(f"{place}.per", "cap_not_yearly", quote=limit.quote)
        elif limit.years is not None:
            forms = (f"{limit.years}年",)
            span = self._cite(place, article, paragraph, limit.quote, {"years"}, years=forms)
        elif limit.winners is not None:
            forms = (f"{limit.winners}家", f"{limit.winners}个", f"{limit.winners}名")
            span = self._cite(place, article, paragraph, limit.quote, {"winners"}, winners=forms)
        else:
            span = self._cite(place, article, paragraph, limit.quote, {"once"})
            if span and limit.word is not None:
                if limit.word not in limit.quote:
                    self.notes.add(f"{place}.word", "word_not_in_quote", word=limit.word, quote=limit.quote)
                elif limit.word not in ONCE:
                    self.notes.add(f"{place}.word", "word_unknown", word=limit.word, words=_or(ONCE))
            return
        if span is not None:
            self._bound_word(place, limit.word, limit.quote, AT_MOST, forms)

    def _bound_word(
        self, place: str, word: str | None, quote: str, allowed: tuple[str, ...], forms: tuple[str, ...]
    ) -> None:
        """The word of a bound: known, quoted, beside the number, and inclusive by the law's own word."""
        place = f"{place}.word"
        if word is None:
            self.notes.add(place, "word_missing", words=_or(allowed), number=forms[0])
        elif word in STRICT:
            self.notes.add(place, "word_strict", word=word)
        elif word not in allowed:
            self.notes.add(place, "word_unknown", word=word, words=_or(allowed))
        elif word not in quote:
            self.notes.add(place, "word_not_in_quote", word=word, quote=quote)
        elif not _beside(quote, word, forms):
            if any(form in quote for form in forms):
                self.notes.add(place, "word_not_beside", word=word, number=_or(forms))
        elif not any(named in word for named in self.inclusive):
            self.notes.add(place, "word_not_inclusive", word=word)

    def _window_words(self, window_id: str | None) -> tuple[str, ...]:
        window = self.windows.get(window_id or "")
        if window is None or window.kind == "arrived":
            return ()
        return (f"近{window.years}年",) if window.kind == "last_years" else LAST_YEAR

    def _window_numbers(self, window_id: str | None) -> tuple[set[str], dict[str, tuple[str, ...]]]:
        window = self.windows.get(window_id or "")
        if window is None:
            return set(), {}
        if window.kind == "last_years":
            return {"in_window", window.kind}, {"in_window": (f"{window.years}年",)}
        return {"in_window", window.kind}, {}

    # ---- and back: nothing of the law left over

    def _coverage(self) -> None:
        excused: dict[int, list[tuple[Span, int]]] = {number: [] for number in self.law.articles}
        used: set[int] = set()
        for i, entry in enumerate(self.policy.without_effect):
            span = self._place_of(f"without_effect[{i}].phrase", entry.phrase, entry.article)
            if span is not None:
                excused[entry.article].append((span, i))
        for article, text in self.law.articles.items():
            if article == self.law.first:
                continue  # why the law was made; it sets nothing
            tokens = [
                (span, shown, any(_covers(s, span) for s in self.claimed[article])) for span, shown in numbers_of(text)
            ] + [
                (span, shown, any(_covers(s, span) and tags & can for s, tags in self.worded[article]))
                for span, shown, can in operative_words_of(text)
            ]
            for span, shown, claimed in sorted(tokens):
                entries = [i for s, i in excused[article] if _covers(s, span)]
                used.update(entries)
                around = _around(text, span).replace("\n", " ")
                if claimed:
                    for i in entries:
                        self.notes.add(f"without_effect[{i}].phrase", "excused_and_claimed", token=shown)
                elif not entries:
                    said = {"token": shown, "around": around}
                    self.notes.add(f"articles.{article}", "not_covered", article=article, **said)
                elif len(entries) > 1:
                    self.notes.add(f"without_effect[{entries[1]}].phrase", "excused_twice", token=shown)
        for spans in excused.values():
            for _, i in spans:
                if i not in used:
                    phrase = self.policy.without_effect[i].phrase
                    self.notes.add(f"without_effect[{i}].phrase", "excuses_nothing", phrase=phrase)


def _or(forms: Iterable[str]) -> str:
    return " / ".join(forms)


def _list(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _covers(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _of_a_year(text: str, span: Span) -> bool:
    """Whether the number in years that stands there (3年) is part of a 年度."""
    return text[span[1] - 1] == "年" and text.startswith("度", span[1])


def _beside(quote: str, word: str, forms: tuple[str, ...]) -> bool:
    """Whether the word stands directly before one of the forms, or directly behind it."""
    return any(find_all(quote, part) for f in forms for part in (f"{word}{f}", f"{word}为{f}", f"{f}{word}"))


def kind_of_test(condition: Condition) -> str | None:
    """Which test a condition makes; None if it makes none or several."""
    tests = [
        name
        for name, there in (
            ("is", condition.is_ is not None),
            ("one_of", bool(condition.one_of)),
            ("in_window", condition.in_window is not None),
            ("at_least", condition.at_least is not None),
            ("above", condition.above is not None),
        )
        if there
    ]
    return tests[0] if len(tests) == 1 else None


# ------------------------------------------------------- ids, facts, readings: all there, all used


class References:
    """Every name leads to something, and everything that has a name is used."""

    def __init__(self, policy: Policy, raw: Raw, law: LawText, notes: Notes) -> None:
        self.policy, self.raw, self.law, self.notes = policy, raw, law, notes
        self.readings = {r.id: [c.id for c in r.choices] for r in policy.readings}
        self.windows = {w.id for w in policy.windows}
        self.applicant = {f.path: f for f in policy.applicant}
        self.rules = {r.id for r in policy.rules}
        self.used: dict[str, set[str]] = {
            name: set() for name in ("readings", "windows", "applicant", "pools", "exclusives")
        }

    def check(self) -> None:
        """All of it."""
        self._articles()
        self._ids()
        for i, condition in enumerate(self.policy.frame):
            self._frame(condition, f"frame[{i}]")
        for window in self.policy.windows:
            if window.anniversary is not None:
                self.switch(window.anniversary, f"windows.{window.id}.anniversary")
        for rule in self.policy.rules:
            if rule.top_up is not None:
                self.switch(rule.top_up, f"rules.{rule.id}.top_up")
            for key, value in rule:  # any further key names the reading by which the rule is applied
                if isinstance(value, str) and key not in ("id", "top_up"):
                    self._reading(value, f"rules.{rule.id}.{key}")
        for exclusive in self.policy.exclusives:
            self._choice(exclusive.reading, exclusive.choice, f"exclusives.{exclusive.id}")
        for provision in self.policy.provisions:
            _Provision(self, provision).check()
        self._rules_needed()
        self._unused()

    # ---- the frame

    def _articles(self) -> None:
        numbers = [a.number for a in self.policy.articles]
        in_law = sorted(self.law.articles)
        if in_law != list(range(1, len(in_law) + 1)):
            self.notes.add("law.zh", "law_articles", numbers=_list(in_law))
        for number, times in Counter(numbers).items():
            if times > 1 or number not in in_law:
                self.notes.add(f"articles.{number}", "article_wrong", number=number)
        for number in in_law:
            if number not in numbers:
                self.notes.add("articles", "article_missing", number=number)
        if numbers != sorted(numbers):
            self.notes.add("articles", "article_order")
        for article in self.policy.articles:
            grants = any(not p.amount.none for p in self.policy.provisions if p.article == article.number)
            if grants != (article.effect == "grant"):
                self.notes.add(f"articles.{article.number}.effect", "article_effect", effect=article.effect)

    def _ids(self) -> None:
        for name in ("readings", "windows", "rules", "pools", "exclusives"):
            for i, times in Counter(x.id for x in getattr(self.policy, name)).items():
                if times > 1:
                    self.notes.add(f"{name}.{i}", "id_twice", id=i)
        for path, times in Counter(f.path for f in self.policy.applicant).items():
            if times > 1:
                self.notes.add(f"applicant.{path}", "id_twice", id=path)
        for name in ("provisions", "pools", "exclusives"):
            for block in getattr(self.policy, name):
                number = re.match(r"[a-z]+_?(\d+)(?:_|$)", block.id)
                if number is None or int(number[1]) != block.article:
                    self.notes.add(f"{name}.{block.id}.id", "id_article", id=block.id, article=block.article)
        for reading in self.policy.readings:
            number = re.match(r"[a-z]+_?(\d+)_", reading.id)
            if number is not None and int(number[1]) not in reading.articles:
                articles = _list(reading.articles)
                self.notes.add(f"readings.{reading.id}.id", "id_article", id=reading.id, article=articles)
            if reading.articles != sorted(set(reading.articles)):
                self.notes.add(f"readings.{reading.id}.articles", "article_order")
            if len(set(self.readings[reading.id])) < max(2, len(reading.choices)):
                self.notes.add(f"readings.{reading.id}.choices", "choices_few")

    def _frame(self, condition: Condition, place: str) -> None:
        self.one_test(condition, place)
        if condition.is_ is None and not condition.one_of:
            self.notes.add(place, "frame_test")
        self.applicant_fact(condition, condition.fact, place)
        if condition.waivable:
            if "waiver" in self.applicant:
                self.used["applicant"].add("waiver")
            else:
                self.notes.add(f"{place}.waivable", "fact_unknown", fact="applicant.waiver")
        if condition.exempt is not None:
            self._choice(condition.exempt.reading, condition.exempt.choice, f"{place}.exempt")
            known = {p.id for p in self.policy.provisions}
            for name in condition.exempt.provisions:
                if name not in known:
                    self.notes.add(f"{place}.exempt.provisions", "provision_unknown", provision=name)

    def applicant_fact(self, condition: Condition, name: str, place: str) -> None:
        """What a condition asks of the applicant is among what applicants are asked."""
        fact = self.applicant.get(name)
        if fact is None:
            self.notes.add(f"{place}.fact", "fact_unknown", fact=f"applicant.{name}")
            return
        self.used["applicant"].add(name)
        self.answers(condition, fact, place)

    def one_test(self, condition: Condition, place: str) -> None:
        """A condition makes exactly one test."""
        if kind_of_test(condition) is None:
            self.notes.add(place, "one_test")

    def answers(self, condition: Condition, fact: Fact, place: str) -> None:
        """The answer that a condition asks for is one that the fact can have."""
        choices = [c.id for c in fact.choices]
        if condition.is_ is not None:
            fits = isinstance(condition.is_, bool) if fact.type == "yes_no" else condition.is_ in choices
            if not fits:
                self.notes.add(f"{place}.is", "answer_unknown", answer=condition.is_, fact=fact.path)
        for answer in condition.one_of:
            if answer not in choices:
                self.notes.add(f"{place}.one_of", "answer_unknown", answer=answer, fact=fact.path)

    # ---- readings

    def _choice(self, reading: str, choice: str, place: str) -> None:
        if self._reading(reading, f"{place}.reading") and choice not in self.readings[reading]:
            self.notes.add(f"{place}.choice", "choice_unknown", reading=reading, choice=choice)

    def switch(self, reading: str, place: str) -> None:
        """A reading that is a yes or a no."""
        if self._reading(reading, place) and set(self.readings[reading]) != {"true", "false"}:
            self.notes.add(place, "reading_not_switch", reading=reading)

    def _reading(self, reading: str, place: str) -> bool:
        if reading not in self.readings:
            self.notes.add(place, "reading_unknown", reading=reading)
            return False
        self.used["readings"].add(reading)
        return True

    def values(self, value: Any, place: str) -> list[Any]:
        """What a value can be: itself, or what it is under each choice of its reading."""
        if not isinstance(value, ByReading):
            return [] if value is None else [value]
        if self._reading(value.reading, f"{place}.reading"):
            for choice in self.readings[value.reading]:
                if choice not in value.when:
                    self.notes.add(f"{place}.when", "choice_missing", reading=value.reading, choice=choice)
            for choice in value.when:
                if choice not in self.readings[value.reading]:
                    self.notes.add(f"{place}.when", "choice_unknown", reading=value.reading, choice=choice)
        return list(value.when.values())

    def window(self, window: str, place: str) -> None:
        """A window that a condition or a measure counts in."""
        if window in self.windows:
            self.used["windows"].add(window)
        else:
            self.notes.add(place, "window_unknown", window=window)

    # ---- what must be there, and what is not used

    def _rules_needed(self) -> None:
        conditions = [c for p in self.policy.provisions for c in p.when + p.item_when]
        needed = {
            "truncation": True,
            "inclusive": any(p.limits for p in self.policy.provisions)
            or any(c.at_least is not None for c in conditions),
            "project_funding": any(p.project_limit for p in self.policy.provisions),
        }
        for rule, there in needed.items():
            if there and rule not in self.rules:
                self.notes.add("rules", "rule_missing", rule=rule)

    def _unused(self) -> None:
        for reading in self.policy.readings:
            if reading.id not in self.used["readings"]:
                self.notes.add(f"readings.{reading.id}", "reading_unused", reading=reading.id)
        for name in ("window", "pool", "exclusive"):
            for block in getattr(self.policy, f"{name}s"):
                if block.id not in self.used[f"{name}s"]:
                    self.notes.add(f"{name}s.{block.id}", f"{name}_unused", **{name: block.id})
        for fact in self.policy.applicant:
            if fact.path not in self.used["applicant"] and fact.type not in IDENTITY:
                self.notes.add(f"applicant.{fact.path}", "fact_unused", fact=fact.path)
            FactForm(fact, f"applicant.{fact.path}", self.applicant, self.notes).check()
        uses = [use for p in self.raw.get("provisions", []) for use in p.get("uses", [])]
        for group in self.raw.get("shared_facts", {}):
            if group not in {use_of(use)[0] for use in uses}:
                self.notes.add(f"shared_facts.{group}", "fact_unused", fact=group)


class FactForm:
    """A fact in itself: its place, its choices, what its absence means, and what people are told."""

    def __init__(self, fact: Fact, place: str, among: Mapping[str, Fact], notes: Notes) -> None:
        self.fact, self.place, self.among, self.notes = fact, place, among, notes

    def check(self) -> None:
        """All of it."""
        fact = self.fact
        parent = self.among.get(fact.parent)
        if fact.parent and (parent is None or parent.type not in ("list", "group")):
            self.notes.add(f"{self.place}.in", "fact_parent", parent=fact.parent)
        choices = [c.id for c in fact.choices]
        if (fact.type == "choice") != bool(choices) or len(set(choices)) < len(choices):
            self.notes.add(f"{self.place}.choices", "fact_choices")
        other = fact.absent.removeprefix("other:")
        if other != fact.absent:
            self._sibling(other, "absent")
        elif other not in ("unknown", "none", "one", "ceiling") or (other == "one" and fact.type != "ratio"):
            self.notes.add(f"{self.place}.absent", "fact_absent", absent=fact.absent)
        if fact.at_most is not None:
            self._sibling(fact.at_most, "at_most")
        if (fact.at_most is None) != (fact.at_most_fails is None):
            self.notes.add(f"{self.place}.at_most_fails", "words_missing", what="at_most_fails")
        for name in ("question", "help") + (("evidence",) if fact.type in PROVEN else ()):
            if fact.asked and getattr(fact, name) is None:
                self.notes.add(f"{self.place}.{name}", "words_missing", what=name)

    def _sibling(self, name: str, key: str) -> None:
        path = f"{self.fact.parent}.{name}" if self.fact.parent else name
        other = self.among.get(path)
        # A list may stand in for one figure (cost lines for a total).
        if other is None or (other.type != self.fact.type and "list" not in (other.type, self.fact.type)):
            self.notes.add(f"{self.place}.{key}", "fact_unknown", fact=path)


class _Provision:
    """The facts of one provision and every use of them."""

    def __init__(self, references: References, provision: Provision) -> None:
        self.all, self.p, self.notes = references, provision, references.notes
        self.place = f"provisions.{provision.id}"
        self.facts = {f.path: f for f in provision.facts}
        self.used: set[str] = set()
        self.measures = [m.id for m in provision.measures]
        self.measured: set[str] = set()
        self.each = provision.each or ""

    def check(self) -> None:
        """All of it."""
        p = self.p
        if p.article not in self.all.law.articles:
            self.notes.add(f"{self.place}.article", "article_wrong", number=p.article)
        for path, times in Counter(f.path for f in p.facts).items():
            if times > 1:
                self.notes.add(f"{self.place}.facts.{path}", "id_twice", id=path)
        if (p.each is None) != (p.item is None):
            self.notes.add(f"{self.place}.item", "words_missing", what="item")
        if p.each is not None:
            self._use("", p.each, "each", "list")
        elif p.item_when:
            self.notes.add(f"{self.place}.item_when", "item_without_list")
        for i, condition in enumerate(p.when):
            self._condition(condition, "", f"when[{i}]")
        for i, condition in enumerate(p.item_when):
            self._condition(condition, self.each, f"item_when[{i}]")
        for measure in p.measures:
            self._measure(measure)
        self._amount(p.amount)
        for value in self.all.values(p.combine, f"{self.place}.combine"):
            if value not in ("sum", "best"):
                self.notes.add(f"{self.place}.combine", "value_unknown", value=value, known="sum / best")
        if p.side_share is not None:
            self._use("", p.side_share, "side_share", "ratio")
        for i, limit in enumerate(p.limits):
            self._limit(limit, f"limits[{i}]")
        self._project()
        self._other_policy()
        if p.pool is not None:
            pool = next((x for x in self.all.policy.pools if x.id == p.pool), None)
            if pool is None or pool.article != p.article:
                self.notes.add(f"{self.place}.pool", "pool_unknown", pool=p.pool, article=p.article)
            else:
                self.all.used["pools"].add(p.pool)
        if p.exclusive is not None:
            if any(x.id == p.exclusive for x in self.all.policy.exclusives):
                self.all.used["exclusives"].add(p.exclusive)
            else:
                self.notes.add(f"{self.place}.exclusive", "exclusive_unknown", exclusive=p.exclusive)
        if p.other_budget is not None:
            self.all.switch(p.other_budget, f"{self.place}.other_budget")
        for name in self.measures:
            if name not in self.measured:
                self.notes.add(f"{self.place}.measures.{name}", "measure_unused", measure=name)
        self._facts()

    def _use(self, parent: str, name: str, key: str, *types: str) -> Fact | None:
        """The fact of this name in `parent`, used; of an answer kept by year, `name.last` or `name.prior`."""
        path = f"{parent}.{name}" if parent else name
        fact = self.facts.get(path)
        if fact is None and path.rpartition(".")[2] in ("last", "prior"):
            fact = self.facts.get(path.rpartition(".")[0])
            types = tuple("yearly" if t == "amount" else t for t in types)
        if fact is None:
            self.notes.add(f"{self.place}.{key}", "fact_unknown", fact=path)
            return None
        self.used.add(fact.path)
        if types and fact.type not in types:
            self.notes.add(f"{self.place}.{key}", "fact_type", fact=path, type=fact.type, types=_or(types))
        return fact

    def _condition(self, condition: Condition, parent: str, key: str) -> None:
        place = f"{self.place}.{key}"
        self.all.one_test(condition, place)
        if condition.in_window is not None:
            self.all.window(condition.in_window, f"{place}.in_window")
        if condition.zero_counts is not None:
            self.all.switch(condition.zero_counts, f"{place}.zero_counts")
        if bool(condition.fact) == (condition.measure is not None):
            self.notes.add(place, "fact_or_measure")
        for measure in self.all.values(condition.measure, f"{place}.measure"):
            self._measure_used(measure, f"{key}.measure")
        if not condition.fact:
            return
        if condition.fact.startswith("applicant.") and not parent:
            self.all.applicant_fact(condition, condition.fact.removeprefix("applicant."), place)
            return
        types = {"in_window": ("date", "year"), "at_least": ("amount",), "above": ("amount",)}
        fitting = types.get(kind_of_test(condition) or "", ("yes_no", "choice"))
        fact = self._use(parent, condition.fact, f"{key}.fact", *fitting)
        if fact is not None:
            self.all.answers(condition, fact, place)
            self._dates(condition, fact, place)
        if condition.above is not None:
            self._use(parent, condition.above, f"{key}.above", "amount")

    def _dates(self, condition: Condition, fact: Fact, place: str) -> None:
        """The reason why something lies outside a window names years, or it names days."""
        if condition.in_window is not None and "{" in condition.fails.zh:
            filled = {"value", "bound"} if fact.type == "year" else {"value", "start", "until"}
            strange = FILLED_IN_REASONS["in_window"] - filled
            names = {name for name in strange if f"{{{name}}}" in condition.fails.zh}
            if names:
                self.notes.add(f"{place}.fails", "placeholder_unfilled", names=_braces(names))

    def _measure_used(self, measure: str, key: str) -> None:
        if measure in self.measures:
            self.measured.add(measure)
        else:
            self.notes.add(f"{self.place}.{key}", "measure_unknown", measure=measure)

    def _measure(self, measure: Any) -> None:
        key = f"measures.{measure.id}"
        self._use(self.each, measure.sum, f"{key}.sum", "list")
        part = f"{self.each}.{measure.sum}" if self.each else measure.sum
        self._use(part, measure.of, f"{key}.of", "amount")
        for i, minus in enumerate(measure.minus):
            self._use(part, minus.fact, f"{key}.minus[{i}].fact", "amount")
            if minus.times is not None:
                self._use(part, minus.times, f"{key}.minus[{i}].times", "ratio")
        for i, test in enumerate(measure.when):
            if (test.is_ is None) == (test.in_window is None):
                self.notes.add(f"{self.place}.{key}.when[{i}]", "one_test")
            if test.in_window is not None:
                self.all.window(test.in_window, f"{self.place}.{key}.when[{i}].in_window")
            types = ("date", "year") if test.in_window is not None else ("yes_no",)
            self._use(part, test.fact, f"{key}.when[{i}].fact", *types)
        if measure.or_fact is not None:
            self._use(self.each, measure.or_fact, f"{key}.or_fact", "amount")

    def _amount(self, amount: Amount) -> None:
        ways = [w for w in ("share", "fixed", "tier", "assessed") if getattr(amount, w) is not None]
        if len(ways) + amount.none != 1:
            self.notes.add(f"{self.place}.amount", "one_amount")
        bases = self.all.values(amount.of, f"{self.place}.amount.of")
        if (amount.share is not None) != bool(bases):
            self.notes.add(f"{self.place}.amount.of", "share_base")
        for base in bases:
            if base in self.measures:
                self.measured.add(base)
            else:
                self._use(self.each, str(base), "amount.of", "amount")
        for i, name in enumerate(amount.minus):
            self._use(self.each, name, f"amount.minus[{i}]", "amount")
        if amount.tier is not None:
            fact = self._use(self.each, amount.tier, "amount.tier", "choice")
            for name in amount.tiers:
                if fact is not None and name not in [c.id for c in fact.choices]:
                    place = f"{self.place}.amount.tiers.{name}"
                    self.notes.add(place, "answer_unknown", answer=name, fact=fact.path)
            for choice in fact.choices if fact is not None else ():
                if choice.id not in amount.tiers and not self._excluded(amount.tier, choice.id):
                    place = f"{self.place}.amount.tiers"
                    self.notes.add(place, "tier_missing", answer=choice.id, fact=amount.tier)
        if bool(amount.tiers) != (amount.tier is not None):
            self.notes.add(f"{self.place}.amount.tiers", "one_amount")
        if amount.assessed is not None:
            self._use(self.each, amount.assessed, "amount.assessed", "amount")

    def _excluded(self, fact: str, answer: str) -> bool:
        """Whether a condition keeps whoever gives this answer from coming to the amount."""
        conditions = self.p.item_when if self.each else self.p.when
        return any(c.fact == fact and c.one_of and answer not in c.one_of for c in conditions)

    def _limit(self, limit: Limit, key: str) -> None:
        place = f"{self.place}.{key}"
        ways = [w for w in ("cap", "once", "years", "winners") if getattr(limit, w) is not None]
        if len(ways) != 1:
            self.notes.add(place, "one_limit")
        per = self.all.values(limit.per, f"{place}.per")
        for value in per:
            if value not in get_args(Per):
                self.notes.add(f"{place}.per", "value_unknown", value=value, known=_or(get_args(Per)))
        if not per and ways and ways[0] in ("cap", "once"):
            self.notes.add(f"{place}.per", "per_missing")
        if limit.less is not None:
            self._use("", limit.less, f"{key}.less", "amount")
        if (limit.years is None) != (limit.years_fact is None):
            self.notes.add(f"{place}.years_fact", "per_missing")
        if limit.years_fact is not None:
            self._use("", limit.years_fact, f"{key}.years_fact", "count")
        if limit.once is not None:
            # What was received before is asked once, or of every item.
            at_claim = limit.once in {f.name for f in self.p.children("")}
            self._use("" if at_claim else self.each, limit.once, f"{key}.once", "yes_no")
            if limit.fails is None:
                self.notes.add(f"{place}.fails", "words_missing", what="fails")
        if limit.years is not None and limit.fails is None:
            self.notes.add(f"{place}.fails", "words_missing", what="fails")
        if limit.by is not None:
            self._use("", limit.by, f"{key}.by", "amount", "count")

    def _project(self) -> None:
        if self.p.project_limit is None:
            return
        # A project may be that of the claim, of each item, or either.
        paths = {".".join(x for x in (level, "project") if x) for level in ("", self.each)} & set(self.facts)
        if not paths:
            self.notes.add(f"{self.place}.project_limit", "fact_unknown", fact="project")
        for path in paths:
            self._use("", path, "project_limit", "group")
            for name in PROJECT:
                self._use(path, name, "project_limit")

    def _other_policy(self) -> None:
        if "other_policy" not in self.all.rules:
            return
        for level in ("", self.each):
            path = ".".join(x for x in (level, "other_district") if x)
            if path in self.facts:
                self._use("", path, "uses", "group")
                for name in OTHER_POLICY:
                    self._use(path, name, "uses")

    def _facts(self) -> None:
        blocks = [b for b in self.all.raw.get("provisions", []) if b.get("id") == self.p.id]
        uses = [use_of(use) for block in blocks for use in block.get("uses", [])]
        for path, fact in self.facts.items():
            place, use = f"{self.place}.facts.{path}", _shared(path, uses)
            inside = any(u == path or u.startswith(f"{path}.") for u in self.used)
            # What nobody is asked may be stated with every claim; a provision without a grant may ask, but
            # its answers never become money.
            if not inside and fact.type not in IDENTITY and not (use and use[2]) and not self.p.amount.none:
                self.notes.add(place, "fact_unused", fact=path)
            if use is not None:
                group, parent, _ = use
                place = f"shared_facts.{group}.{path.removeprefix(f'{parent}.' if parent else '')}"
            FactForm(fact, place, self.facts, self.notes).check()


def use_of(use: str) -> tuple[str, str, bool]:
    """What a `uses` entry names: the shared facts, where they stand, and whether nobody is asked for them."""
    group, _, parent = use.removeprefix("~").partition("@")
    return group, parent, use.startswith("~")


def _shared(path: str, uses: Iterable[tuple[str, str, bool]]) -> tuple[str, str, bool] | None:
    """The use by which a provision has this fact; None where it is its own."""
    for group, parent, quiet in uses:
        top = f"{parent}.{group}" if parent else group
        if path == top or path.startswith(f"{top}."):
            return group, parent, quiet
    return None


# -------------------------------------------------------------------------------------------- both languages


@lru_cache(maxsize=4096)
def spoken_numbers(text: str, lang: str) -> Counter[str]:
    """The numbers that a sentence states, in digits, in words, in the names of months and of articles."""
    found: Counter[str] = Counter()
    if lang == "zh":
        for match in REFERENCE.finditer(text):
            found.update(str(written_number(n)) for n in _WRITTEN_RUN.findall(match[1]))
        text = REFERENCE.sub(" ", text)
        written = [m.group() for m in WRITTEN.finditer(text)]
        found.update(str(written_number(quantity)) for quantity in written if "分之" not in quantity)
    else:
        text = GLOSS.sub(" ", CNY.sub(r"\g<unit>", text))
        found.update(str(NAMED[name]) for name in _NAMED.findall(text))
    found.update(digits.replace(",", "") for digits in DIGITS.findall(text))
    return found


def wrong_cny(text: str) -> list[str]:
    """The amounts of an English sentence beside which the CNY figures are not theirs."""
    wrong = []
    for match in CNY.finditer(text):
        figures = DIGITS.findall(match["yuan"])
        stated = DIGITS.findall(CNY.sub(" ", text[: match.start()]))[-len(figures) :] or ["1"]
        beside = text[: match.start()].rstrip()[-1:].isdigit()
        amounts = stated if beside else ["1"]  # "in units of 万元 (CNY 10,000)"
        if [Fraction(a.replace(",", "")) * YUAN[match["unit"]] for a in amounts] != [
            Fraction(figure.replace(",", "")) for figure in figures
        ]:
            wrong.append(f"{'、'.join(amounts)}{match.group()}")
    return wrong


def check_sentence(
    place: str, entry: Mapping[str, Any], notes: Notes, law: str = "", filled: set[str] | None = None
) -> None:
    """One text in both languages: there, the same placeholders and numbers, each in its own characters.

    `law` is the text from which it may quote; `filled` the placeholders that are filled, if known.
    """
    for lang in words.LANGUAGES:
        if not isinstance(entry.get(lang), str) or not entry[lang].strip():
            notes.add(f"{place}.{lang}", "words_missing", what=lang)
            return
    if set(entry) - set(words.LANGUAGES):
        notes.add(place, "words_languages")
        return
    zh, en = entry["zh"], entry["en"]
    for key, kind, values in sentence_faults(zh, en):
        notes.add(f"{place}.{key}" if key else place, kind, **dict(values))
    if filled is not None and "{" in zh and not (names := _names(zh) or frozenset()) <= filled:
        notes.add(place, "placeholder_unfilled", names=_braces(names - filled))
    if _CHINESE_MARKS.search(zh):
        own = _QUOTED.sub(lambda m: "某" if law and m[1] in law else m.group(), zh)
        if mark := _CHINESE_MARKS.search(_PLACEHOLDER.sub("某", own)):
            around = _around(own, mark.span())
            notes.add(f"{place}.zh", "chinese_marks", mark=mark.group().strip(), around=around)


Fault = tuple[str, str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=8192)
def sentence_faults(zh: str, en: str) -> tuple[Fault, ...]:
    """What is wrong with a text in itself: (zh, en or nothing, kind of fault, the values to say it with)."""
    names = _names(zh), _names(en)
    if names[0] is None or names[1] is None:
        return (("", "placeholder_form", ()),)
    faults: list[Fault] = []
    if names[0] != names[1] - (ENGLISH_ONLY - names[0]):
        faults.append(("", "placeholders_differ", (("zh", _braces(names[0])), ("en", _braces(names[1])))))
    zh, en = _PLACEHOLDER.sub(" ", zh), _PLACEHOLDER.sub(" ", en)
    plain = _ENGLISH_MAY_SAY.sub("", GLOSS.sub("", en))
    if strange := re.search(rf"[{CJK}{_ENGLISH_MARKS}]", plain):
        said = (("mark", strange.group()), ("around", _around(plain, strange.span())))
        faults.append(("en", "english_marks", said))
    if not re.search(f"[{CJK}]", zh) and len(re.findall(r"\b[A-Za-z]{3,}\b", zh)) > 2:
        faults.append(("zh", "not_translated", ()))
    faults += [("en", "cny_wrong", (("amount", wrong),)) for wrong in wrong_cny(en)]
    faults += [("", "numbers_differ", (("number", number),)) for number in numbers_of_one_language(zh, en)]
    return tuple(faults)


def _names(sentence: str) -> frozenset[str] | None:
    """The placeholders of a sentence; None where its braces do not match."""
    try:
        return words.placeholders(sentence)
    except ValueError:
        return None


def numbers_of_one_language(zh: str, en: str) -> list[str]:
    """What one language says in digits and the other does not say, be it in words."""
    if not (DIGITS.search(zh) or DIGITS.search(en)):
        return []
    in_english = {*spoken_numbers(en, "en"), *(["1"] if re.search(r"\bone\b", en, re.IGNORECASE) else [])}
    in_english |= {str(number) for number, month in enumerate(MONTHS, 1) if re.search(rf"\b{month}\b", en)}
    in_chinese = {*spoken_numbers(zh, "zh"), *(str(written_number(n)) for n in _WRITTEN_RUN.findall(zh))}
    own = GLOSS.sub("", CNY.sub(r"\g<unit>", en))
    return [
        digits
        for text, said in ((zh, in_english), (own, in_chinese))
        for digits in DIGITS.findall(text)
        # What one language gives in 万元, the other may give in yuan.
        if digits.replace(",", "") not in said and f"CNY {digits}" not in en
    ]


def _braces(names: Iterable[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "–"


def _around(text: str, span: Span) -> str:
    return text[max(0, span[0] - 8) : span[1] + 8]


def labelled(value: Any, place: str, index: int) -> str:
    """The place of a list's element: by its id, its path as a fact, its article, or its position."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            return f"{place}.{value['id']}"
        if isinstance(value.get("name"), str):
            return f"{place}.{value['in']}.{value['name']}" if value.get("in") else f"{place}.{value['name']}"
        if isinstance(value.get("number"), int):
            return f"{place}.{value['number']}"
    return f"{place}[{index}]"


def sentences_of(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Every text in both languages in the raw pack: its place, itself, and the block in which it stands."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            inner_place = f"{place}.{name}" if place else str(name)
            if isinstance(inner, Mapping) and inner and set(inner) <= set(words.LANGUAGES):
                yield inner_place, inner, value
            else:
                yield from sentences_of(inner, inner_place)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from sentences_of(inner, labelled(inner, place, i))


def _filled(place: str, block: Mapping[str, Any]) -> set[str]:
    """The placeholders that the program fills in this text."""
    key = place.rpartition(".")[2]
    if place == "in_force.fails":
        return FILLED_IN_VALIDITY
    if key == "fails":
        return set().union(*(names for test, names in FILLED_IN_REASONS.items() if test in block))
    return FILLED_IN_QUESTIONS if key in ("question", "help") and "type" in block else set()


def check_pack_sentences(raw: Raw, law_zh: str, notes: Notes) -> None:
    """Every text of the pack in both languages."""
    for place, entry, block in sentences_of(raw):
        check_sentence(place, entry, notes, law_zh, _filled(place, block))


_OWN_WORDS_OF = ("in_force", "articles", "windows", "frame", "rules", "pools", "exclusives", "provisions")
_NOT_RESTATED = ("facts", "prepare", "chapter")


def check_own_numbers(policy: Policy, raw: Raw, law: LawText, notes: Notes) -> None:
    """Where our words restate an article, their numbers are that article's."""
    until = policy.in_force.until
    for name in _OWN_WORDS_OF:
        blocks = raw.get(name, [])
        for i, block in enumerate([blocks] if isinstance(blocks, Mapping) else blocks):
            article = block.get("number") if name == "articles" else block.get("article")
            numbers = set(spoken_numbers(law.articles.get(article, ""), "zh"))
            if article == policy.in_force.article:
                numbers |= {str(until.year), str(until.month), str(until.day)}
            base = name if isinstance(blocks, Mapping) else labelled(block, name, i)
            restating = {key: value for key, value in block.items() if key not in _NOT_RESTATED}
            for place, entry, _ in sentences_of(restating, base):
                for number in DIGITS.findall(entry["zh"]) if isinstance(entry.get("zh"), str) else ():
                    if number.replace(",", "") not in numbers:
                        notes.add(f"{place}.zh", "own_number", number=number, article=article)


def check_words(folder: Path, notes: Notes) -> None:
    """The words of the interface: every entry in both languages."""
    for file in sorted(folder.glob("*.toml")):
        try:
            entries = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            notes.add(f"words.{file.stem}", "file_unreadable", file=file.name, problem=problem)
            continue
        for name, entry in entries.items():
            if isinstance(entry, Mapping):
                check_sentence(f"words.{file.stem}.{name}", entry, notes)
            else:
                notes.add(f"words.{file.stem}.{name}", "words_languages")


def check_translation(raw_law: Raw, law: LawText, law_en: str, policy: Policy, notes: Notes) -> None:
    """The translation stands line beside line with the law and states the same numbers."""
    name = str(raw_law.get("en"))
    chinese, english = law.text.split("\n"), law_en.split("\n")
    if len(chinese) != len(english):
        notes.add(name, "lines_differ", zh=len(chinese), en=len(english))
        return
    for number, (zh, en) in enumerate(zip(chinese, english, strict=True), start=1):
        place = f"{name}:{number}"
        if bool(zh.strip()) != bool(en.strip()):
            notes.add(place, "line_missing")
            continue
        in_zh, in_en = spoken_numbers(zh, "zh"), spoken_numbers(en, "en")
        if in_zh != in_en:
            differ = (in_zh - in_en) + (in_en - in_zh)
            notes.add(place, "line_numbers", numbers=_or(sorted(differ)))
        for wrong in wrong_cny(en):
            notes.add(place, "cny_wrong", amount=wrong)
        for gloss in GLOSS.findall(CNY.sub(r"\g<unit>", en)):
            if gloss[1:-1] not in zh:
                notes.add(place, "gloss_wrong", gloss=gloss)
    for article in policy.articles:
        chapter = law.chapters.get(article.number)
        if chapter:
            in_english = " ".join(english[law.chapter_lines[chapter] - 1].split())
            if (article.chapter.zh, article.chapter.en) != (chapter, in_english):
                said = {"chapter": chapter, "english": in_english}
                notes.add(f"articles.{article.number}.chapter", "chapter_wrong", **said)


def check_law_data(policy: Policy, law_zh: str, notes: Notes) -> None:
    """The law's fingerprint, and that its title, its dates and its address are those that stand in it."""
    sha256 = hashlib.sha256(law_zh.encode("utf-8", "surrogatepass")).hexdigest()
    if policy.law.sha256 != sha256:
        notes.add("law.sha256", "sha256", stated=policy.law.sha256, actual=sha256)
    for place, title in (("title", policy.title.zh), ("law.title", policy.law.title.zh.strip("《》"))):
        if title not in law_zh:
            notes.add(f"{place}.zh", "title_wrong", title=title)
    for name, day in (("issued", policy.law.issued), ("published", policy.law.published)):
        if not any(find_all(law_zh, form) for form in (date_form(day), day.isoformat())):
            notes.add(f"law.{name}", "date_not_in_law", date=day.isoformat())
    addresses = re.findall(r"https?://[^\s#]+", law_zh)
    if addresses and policy.law.source not in addresses:
        notes.add("law.source", "source_wrong", source=policy.law.source)


# ------------------------------------------------------------------------------------------------- the whole


def _place_in(raw: Any, location: Iterable[int | str]) -> str:
    """The place in the pack to which pydantic's location leads."""
    place, here = "", raw
    for step in location:
        if isinstance(step, int):
            inner = here[step] if isinstance(here, list) and step < len(here) else None
            place, here = labelled(inner, place, step), inner
        elif isinstance(here, Mapping) or here is None:
            place, here = f"{place}.{step}" if place else step, here.get(step) if here else None
        # else: the name of one of several allowed forms, not a key of the pack
    return place


_FORM_KINDS = {
    "missing": "form_missing",
    "extra_forbidden": "form_extra",
    "literal_error": "form_literal",
    "int_type": "form_integer",
    "int_parsing": "form_integer",
    "int_from_float": "form_integer",
    "string_type": "form_text",
    "bool_type": "form_yes_no",
    "date_type": "form_date",
    "date_parsing": "form_date",
    "date_from_datetime_parsing": "form_date",
    "date_from_datetime_inexact": "form_date",
    "list_type": "form_list",
}


def _read(raw: Raw, notes: Notes) -> Policy | None:
    """The policy, or None with findings where it cannot be read."""
    try:
        for i, block in enumerate(raw.get("provisions", [])):
            for use in block.get("uses", []):
                if use_of(use)[0] not in raw.get("shared_facts", {}):
                    notes.add(f"{labelled(block, 'provisions', i)}.uses", "fact_unknown", fact=use)
        return None if notes.findings else build(raw, Path())
    except ValidationError as errors:
        seen = set()
        for error in errors.errors():
            place = _place_in(raw, error["loc"])
            if place not in seen:  # of several allowed forms, one finding is enough
                seen.add(place)
                said = {"problem": error["msg"], "allowed": error.get("ctx", {}).get("expected", "")}
                notes.add(place, _FORM_KINDS.get(error["type"], "form_other"), **said)
    except (TypeError, AttributeError, ValueError, KeyError) as problem:
        notes.add("policy.toml", "form_other", problem=problem)
    return None


def check_pack(raw: Raw, law_zh: str, law_en: str) -> list[Finding]:
    """What is not sound in a pack, given as its TOML (`read_raw`) with the law and its translation."""
    notes = Notes()
    policy = _read(raw, notes)
    if policy is None:
        return notes.findings
    law = LawText(law_zh, notes, policy.law.zh)
    check_law_data(policy, law_zh, notes)
    check_translation(raw["law"], law, law_en, policy, notes)
    References(policy, raw, law, notes).check()
    Citations(policy, law, notes).check()
    check_pack_sentences(raw, law_zh, notes)
    check_own_numbers(policy, raw, law, notes)
    return notes.findings


def check(policy_folder: Path) -> list[Finding]:
    """What is not sound in the pack in `policy_folder` or in the interface's words; nothing if all is."""
    notes = Notes()
    check_words(words.FOLDER, notes)
    try:
        raw = read_raw(policy_folder)
    except (OSError, ValueError) as problem:
        notes.add("policy.toml", "file_unreadable", file="policy.toml", problem=problem)
        return notes.findings
    texts = {}
    for lang in words.LANGUAGES:
        law = raw.get("law")
        name = str(law.get(lang, "")) if isinstance(law, Mapping) else ""
        try:
            texts[lang] = (policy_folder / name).read_bytes().decode("utf-8")
        except (OSError, ValueError) as problem:
            notes.add(f"law.{lang}", "file_unreadable", file=name, problem=problem)
    if raw.get("id") != policy_folder.name:
        notes.add("id", "id_folder", id=raw.get("id"), folder=policy_folder.name)
    if len(texts) == len(words.LANGUAGES):
        notes.findings += check_pack(raw, texts["zh"], texts["en"])
    return notes.findings


def findings_of(policy_id: str, root: Path = POLICIES) -> list[Finding]:
    """What is not sound in the policy with this id. Raises UnknownPolicy."""
    known = policies(root)
    if policy_id not in known:
        raise UnknownPolicy(policy_id, known)
    return check(root / policy_id)


def answer(policy_id: str, findings: list[Finding]) -> dict[str, Any]:
    """What `python -m engine check` prints."""
    errors = [{"path": finding.place, "message": finding.message} for finding in findings]
    return {"sound": not findings, "policy": policy_id, "errors": errors}


def report(policy_id: str, findings: list[Finding]) -> str:
    """What is not sound for people, in both languages."""
    lines = list(say("unsound", policy=policy_id, count=len(findings)).values())
    for finding in findings:
        lines += [finding.place, *(f"    {finding.message[lang]}" for lang in words.LANGUAGES)]
    return "\n".join(lines)
