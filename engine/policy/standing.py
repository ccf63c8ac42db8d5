"""Where words and numbers stand in a law: a number by what it is worth, words without cutting a number in two."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fractions import Fraction

from engine.values.quantities import Quantity, Span, quantities

_INSIDE = re.compile(r"(?<=\d)(?=[.,]?\d)|(?<=\d[.,])(?=\d)")
"""Between two digits of one number, beside its point or its comma included."""


def cuts_number(text: str, start: int, end: int) -> bool:
    """Whether the stretch from `start` to `end` begins or ends inside a number of `text`."""
    return any(_INSIDE.match(text, at) for at in (start, end))


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


def written(
    text: str, kinds: Collection[str], value: Fraction, start: int = 0, end: int | None = None
) -> list[Quantity]:
    """The quantities of one of these kinds and of this value that stand in a text between `start` and `end`."""
    end = len(text) if end is None else end
    return [
        quantity
        for quantity in quantities(text)
        if quantity.kind in kinds and quantity.value == value and start <= quantity.span[0] and quantity.span[1] <= end
    ]


_BEFORE = re.compile("(?:为|达|至|到|可达|可获|给予|予以|奖励|资助|补助|补贴|支持|每年|人民币|不超过)*")
"""What may stand between a word and the number behind it: 最高奖励8万元, 最高可达8万元, 上限为8万元."""
_BEHIND = re.compile("(?:[(（]含(?:本数)?[)）]|人民币)?")
"""And between a number and the word behind it: 8万元（含）以上."""


def beside(text: str, word: str, numbers: Iterable[Span]) -> list[Span]:
    """Those of the numbers that the word stands before, or behind, with nothing between that changes what it says."""
    return [span for span in numbers if _beside(text[: span[0]].rstrip(), text[span[1] :].lstrip(), word)]


def _beside(before: str, behind: str, word: str) -> bool:
    found = before.rfind(word)
    if found >= 0 and _BEFORE.fullmatch(before, found + len(word)):
        return True
    allowed = _BEHIND.match(behind)
    return behind.startswith(word) or (allowed is not None and behind[allowed.end() :].startswith(word))
