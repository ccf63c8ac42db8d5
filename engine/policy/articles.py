"""A law's text taken apart: its headings, its articles, their paragraphs, each with its line.

What is called an article follows from how the law is numbered, which the policy states (`numbering` in its `[law]`):

    article     第二条 … , 第2条 … , 第二条：…      the law names its articles
    section     二、…                              the parts of an outline
    item        （二）…                            the items of an outline, numbered through the whole text
    point       2. …                              the points of an outline, numbered through the whole text

Whatever stands above an article in this order, and 第N章 or 第N节, is a heading. An article ends at the next heading or
article, and where a line is indented less than its own first line: a signature, an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from engine.text.numerals import NUMERALS, from_chinese

Numbering = Literal["article", "section", "item", "point"]

_DIGITS = "0-9０-９"
_NUMBER = f"[{NUMERALS}]+|[{_DIGITS}]+"
_OPENS: dict[Numbering, re.Pattern[str]] = {
    # Not 第二条规定的…, 第二条和第三条: the sentence speaks of an article. `run` is what follows without a break.
    "article": re.compile(
        rf"第\s*(?P<n>{_NUMBER})\s*条(?:[:：]\s*|\s+|$|(?![规所的第至和及或与中之款项、，,])(?P<run>))"
    ),
    "section": re.compile(rf"(?P<n>[{NUMERALS}]+)\s*、\s*"),
    "item": re.compile(rf"[（(]\s*(?P<n>[{NUMERALS}]+)\s*[）)]\s*[、.．]?\s*"),
    "point": re.compile(rf"(?P<n>[{_DIGITS}]+)\s*(?:[.．](?![{_DIGITS}])|、)\s*"),
}
_ABOVE: dict[Numbering, tuple[Numbering, ...]] = {
    "article": ("section", "item"),
    "section": (),
    "item": ("section",),
    "point": ("section", "item"),
}
"""The numbers that can head articles."""
_RANKS = "编章节"
_CHAPTER = re.compile(rf"第\s*(?:{_NUMBER})\s*(?P<rank>[{_RANKS}])(?:\s.*|$)")
_SENTENCE = re.compile("[。；;]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: the line of the file on which it stands (from 1), its text without the indent, and how many
    letters of that text are the article's own number (第二条, with the blank behind it)."""

    line: int
    text: str
    opening: int = 0

    @property
    def body(self) -> str:
        """The text without the article's number."""
        return self.text[self.opening :]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its number, its paragraphs, and the topmost heading over it with its line ("" and 0 where there is
    none)."""

    number: int
    paragraphs: tuple[Paragraph, ...]
    heading: str
    heading_line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A law's articles in their order, and the numbers that open a second time, each with its line. Of an article
    that stands twice the later is kept."""

    articles: dict[int, Article]
    repeated: tuple[tuple[int, int], ...]


def translated(parsed: Parsed, text: str) -> dict[int, tuple[str, ...]]:
    """The paragraphs of a translation that stands line beside line with the law, by article."""
    lines = [line.strip() for line in text.split("\n")]
    return {
        number: tuple(lines[p.line - 1] for p in article.paragraphs if p.line <= len(lines))
        for number, article in parsed.articles.items()
    }


@lru_cache(maxsize=16)
def parse(text: str, numbering: Numbering = "article") -> Parsed:
    """The articles of a law's text. Never fails: a text without any has none."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    kinds = _kinds([line for _, line in lines], numbering)
    articles: dict[int, Article] = {}
    repeated: list[tuple[int, int]] = []
    heading, heading_line, depth = "", 0, 0
    current: tuple[int, str, list[Paragraph]] | None = None
    for (number, line), (kind, found) in zip(lines, kinds, strict=True):
        stripped = line.strip()
        if kind == "heading":
            rank = found or 0
            if not heading or rank <= depth:  # those beneath it divide what stands under it
                heading, heading_line, depth = " ".join(stripped.split()), number, rank
            current = None
        elif kind == "article" and found is not None:
            if found in articles:
                repeated.append((found, number))
            opening = _OPENS[numbering].match(stripped)
            paragraph = Paragraph(number, stripped, opening.end() if opening else 0)
            current = (found, line[: len(line) - len(line.lstrip())], [paragraph])
        elif current is not None and line.startswith(current[1]):
            current[2].append(Paragraph(number, stripped))
        else:
            current = None
        if current is not None:
            articles[current[0]] = Article(current[0], tuple(current[2]), heading, heading_line)
    return Parsed(articles, tuple(repeated))


def _kinds(lines: list[str], numbering: Numbering) -> list[tuple[str, int | None]]:
    """What each line is: an article with its number, a heading with its rank (0 is the topmost), or text."""
    last = 0
    found: list[tuple[str, int | None]] = []
    for line in lines:
        stripped = line.strip()
        opening = _OPENS[numbering].match(stripped)
        number = from_chinese(opening["n"]) if opening else 0
        # Without a break behind it, only the next number in the row opens an article.
        runs_on = opening is not None and opening.groupdict().get("run") is not None
        if opening and not (runs_on and number != last + 1):
            last = number
            found.append(("article", number))
        elif chapter := _CHAPTER.fullmatch(stripped):
            found.append(("heading", _RANKS.index(chapter["rank"])))
        else:
            above = () if _SENTENCE.search(stripped) else enumerate(_ABOVE[numbering], len(_RANKS))
            found.append(("text", next((rank for rank, kind in above if _OPENS[kind].match(stripped)), None)))
    # An outline's number opens a heading only where an article or another heading follows.
    for at in reversed(range(len(lines) - 1)):
        if found[at] != ("text", None) and found[at][0] == "text" and found[at + 1][0] != "text":
            found[at] = ("heading", found[at][1])
    return found
