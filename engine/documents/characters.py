"""Texts as a document can carry them: what people typed may hold markup, marks that turn the direction of writing, and
characters that no font of ours has."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn as fonts
from fontTools.ttLib import TTFont

MISSING = "〓"
"""Stands for a character that the font lacks, as printers do (下驮)."""
DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that show nothing, or nothing that two readers would agree on."""
SPACES = frozenset({"Zs", "Zl", "Zp"})
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks by category that show nothing: fillers, and what picks another form of the character before."""


def plain(text: str) -> str:
    """`text` on one line, without controls, invisible marks and noncharacters; any run of white space is one blank."""
    kept = "".join(
        " " if unicodedata.category(c) in SPACES or c in "\t\n\r\v\f" else c
        for c in unicodedata.normalize("NFC", UNSEEN.sub("", text))
        if unicodedata.category(c) not in DROPPED or c in "\t\n\r\v\f"
    )
    return " ".join(kept.split())


def settable(text: str) -> str:
    """`plain` text in which every character that the embedded fonts lack is `MISSING`."""
    known = _characters()
    return "".join(c if ord(c) in known else MISSING for c in plain(text))


def shortened(text: str, widths: int) -> str:
    """`text`, cut with "…" where it is wider than so many Chinese characters; other characters count half."""
    half = 2 * widths
    if breadth(text) <= half:
        return text
    kept = text
    while breadth(kept) > half - 2:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def breadth(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 0 if unicodedata.combining(c) else 1 for c in text)


@cache
def _characters() -> frozenset[int]:
    """The characters that both embedded fonts have."""
    return _of(fonts.sans_path()) & _of(fonts.serif_path())


def _of(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
