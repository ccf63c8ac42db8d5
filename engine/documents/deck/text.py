"""Text on a slide: whether it fits, and how it is written.

Which fonts the reader's machine has nobody knows. So widths are taken from the widest of the usual ones, and lines have
a height of their own: what fits here fits everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from pptx.oxml.ns import qn
from pptx.util import Pt

from engine.documents.characters import DROPPED
from engine.documents.deck.look import COLOURS, FONTS, LANGUAGE, TEXT, WIDTHS, written_size

BLANKS = re.compile(r"(\s+)")
THIN = frozenset(" .,:;'|!ijl()[]·")
BROAD = frozenset("%&@+=WMmw")


def width(text: str, size: int, *, bold: bool = False) -> int:
    """At most how wide a text is, in points."""
    return -(-_thousandths(text, size, bold) // WIDTHS["chinese"])


def _thousandths(text: str, size: int, bold: bool) -> int:
    """The same in thousandths of a point."""
    whole, before = 0, ""
    for c in text:
        kind = _kind(c)
        whole += WIDTHS[kind] if kind else 0
        if before and kind and (before == "chinese") is not (kind == "chinese") and c != " ":
            whole += WIDTHS["between"]
        before = "" if c == " " else kind or before
    if bold:
        whole = whole * WIDTHS["bold"] // WIDTHS["chinese"]
    return whole * size


def _kind(c: str) -> str:
    """How wide a character is, by the name of its width; "" for one that takes no room."""
    if unicodedata.combining(c):
        return ""
    if unicodedata.east_asian_width(c) in "WFA":
        return "chinese"
    if c.isdigit():
        return "digit"
    if c in THIN:
        return "narrow"
    return "widest" if c in BROAD else "large" if c.isupper() else "small"


def lines(text: str, size: int, room: int, *, bold: bool = False) -> int:
    """How many lines a text takes in so much room (points)."""
    count, used, before = 1, 0, ""
    end = room * WIDTHS["chinese"]
    for piece in _pieces(text):
        long = _thousandths(piece, size, bold)
        if before and piece.strip() and (before == "chinese") is not (_kind(piece[0]) == "chinese"):
            long += WIDTHS["between"] * size
        before = _kind(piece[-1]) if piece.strip() else ""
        if used and used + long > end:
            count, used = count + 1, 0
            if not piece.strip():
                continue
        # A word wider than the line is broken where it ends.
        further, used = divmod(used + long - 1, end) if used + long else (0, -1)
        count, used = count + further, used + 1
    return count


def _pieces(text: str) -> Iterator[str]:
    """What a line can be broken between: words, blanks, single Chinese characters."""
    for part in BLANKS.split(text):
        word = ""
        for c in part:
            if unicodedata.east_asian_width(c) in "WF":
                if word:
                    yield word
                yield c
                word = ""
            else:
                word += c
        if word:
            yield word


def fitting(text: str, sizes: Sequence[int], room: int, height: int) -> tuple[str, int]:
    """A bold text and the first of the sizes in which it fits into the room and height (points); cut with "…" where it
    fits in none."""
    for size in sizes:
        if lines(text, size, room, bold=True) <= height // leading(size):
            return text, size
    size = sizes[-1]
    return cut(text, size, room, height // leading(size), bold=True), size


def leading(size: int) -> int:
    """From one line to the next, in points."""
    return size + size // 4


def cut(text: str, size: int, room: int, most: int = 1, *, bold: bool = False) -> str:
    """A text, cut with "…" where it takes more than so many lines."""
    if lines(text, size, room, bold=bold) <= most:
        return text
    kept = text
    while kept and lines(kept + "…", size, room, bold=bold) > most:
        kept = kept[:-1]
    return kept.rstrip(" …") + "…"


def safe(text: str) -> str:
    """A text without what XML cannot carry, and without marks that turn the direction of writing."""
    return "".join(c for c in text if unicodedata.category(c) not in DROPPED)


class Writer:
    """Writes text in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def write(
        self, frame: Any, paragraphs: Sequence[str], *, align: str = "l", line: int = 0, after: int = 0, **look: Any
    ) -> None:
        """Fill a text frame with paragraphs of one look (see `mark`); `line` and `after` are heights in points."""
        for number, said in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph._p.get_or_add_pPr().set("algn", align)
            if line:
                paragraph.line_spacing = Pt(line)
            if after:
                paragraph.space_after = Pt(after)
            run = paragraph.add_run()
            run.text = safe(said)
            self.mark(run, **look)

    def mark(
        self,
        run: Any,
        *,
        size: int = TEXT["least"],
        bold: bool = False,
        colour: str = "ink",
        serif: bool = False,
        struck: bool = False,
    ) -> None:
        """Write size, weight, colour, language and, for what is set in Song, the font into a run's properties."""
        properties = run._r.get_or_add_rPr()
        properties.set("lang", LANGUAGE[self.lang])
        properties.set("altLang", LANGUAGE["en" if self.lang == "zh" else "zh"])
        properties.set("sz", written_size(size))
        properties.set("b", "1" if bold else "0")
        if struck:
            properties.set("strike", "sngStrike")
        fill = properties.makeelement(qn("a:solidFill"), {})
        fill.append(fill.makeelement(qn("a:srgbClr"), {"val": COLOURS[colour]}))
        properties.append(fill)
        if serif:
            for tag, kind in (("a:latin", "latin"), ("a:ea", "serif")):
                properties.append(properties.makeelement(qn(tag), {"typeface": FONTS[self.lang][kind]}))
