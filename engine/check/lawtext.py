"""The law by its articles, and what a pack says of the law as a whole: fingerprint, titles, dates, address."""

from __future__ import annotations

import hashlib
import re

from engine.check.findings import At, Notes, Span
from engine.check.numbers import date_forms
from engine.policy.articles import Numbering, parse
from engine.policy.pack import Policy
from engine.policy.standing import find_all
from engine.text.phrases import Words


class LawText:
    """The law by articles: of each, its paragraphs one a line, without its own number."""

    def __init__(self, text: str, notes: Notes, name: str, numbering: Numbering = "article") -> None:
        self.text, self.name = text, name
        parsed = parse(text, numbering)
        for number, line in parsed.repeated:
            notes.add(f"{name}:{line}", "article_twice", number=number)
        found = parsed.articles
        self.articles = {n: "\n".join(p.body for p in article.paragraphs) for n, article in found.items()}
        self.chapters = {n: article.heading for n, article in found.items()}
        self.chapter_lines = {article.heading: article.heading_line for article in found.values()}
        self.lines = {n: [p.line for p in article.paragraphs] for n, article in found.items()}
        self.first = min(self.articles, default=0)

    def quoted(self, quote: str, article: int, paragraph: int = 0) -> list[Span]:
        """Where `quote` stands in the article (or in one paragraph of it, counted from 1)."""
        text = self.articles.get(article, "")
        if not paragraph:
            return find_all(text, quote)
        starts = [0, *(mark.end() for mark in re.finditer("\n", text)), len(text) + 1]
        if not 1 <= paragraph < len(starts):
            return []
        return find_all(text, quote, starts[paragraph - 1], starts[paragraph] - 1)

    def sentence(self, article: int, span: Span) -> Span:
        """The sentence of the article in which the stretch begins."""
        text = self.articles[article]
        start = max(text.rfind(mark, 0, span[0]) for mark in "。；\n") + 1
        ends = [at for mark in "。；\n" if (at := text.find(mark, span[0])) >= 0]
        return start, min(ends, default=len(text))

    def at(self, article: int, span: Span) -> At:
        """The file and the line on which a stretch of an article begins."""
        return self.name, self.lines[article][self.articles[article].count("\n", 0, span[0])]

    def elsewhere(self, quote: str) -> list[int]:
        """The articles in which `quote` stands."""
        return [number for number in self.articles if self.quoted(quote, number)]


UNWRITTEN_WORDS = {"zh": "未写明", "en": "not state"}
"""The words by which a policy says that the law leaves something open."""


def check_unwritten(unwritten: Words, place: str, policy: Policy, notes: Notes) -> None:
    """What the law does not state is said in so many words."""
    for lang, word in UNWRITTEN_WORDS.items():
        if lang in policy.languages and word not in unwritten.in_language(lang):
            notes.add(f"{place}.{lang}", "unwritten_unsaid", word=word)


def check_law_data(policy: Policy, law_zh: str, notes: Notes) -> None:
    """The law's fingerprint, and that its title, its dates and its address are those that stand in it."""
    sha256 = hashlib.sha256(law_zh.encode("utf-8", "surrogatepass")).hexdigest()
    if policy.law.sha256 != sha256:
        notes.add("law.sha256", "sha256", stated=policy.law.sha256, actual=sha256)
    if policy.law.dates_unwritten is not None:
        check_unwritten(policy.law.dates_unwritten, "law.dates_unwritten", policy, notes)
    for place, title in (("title", policy.title.zh), ("law.title", policy.law.title.zh.strip("《》"))):
        if title not in law_zh:
            notes.add(f"{place}.zh", "title_wrong", title=title)
    for name, day in (("issued", policy.law.issued), ("published", policy.law.published)):
        if policy.law.dates_unwritten is None and not any(find_all(law_zh, form) for form in date_forms(day)):
            notes.add(f"law.{name}", "date_not_in_law", date=day.isoformat())
    addresses = re.findall(r"https?://[^\s#]+", law_zh)
    if addresses and policy.law.source not in addresses:
        notes.add("law.source", "source_wrong", source=policy.law.source)
