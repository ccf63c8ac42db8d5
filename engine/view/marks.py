"""What stands on everything that is not to be taken for a publication of real claims: that its claims are invented
(示例数据), that it is for inside the house (内部)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.text import words
from engine.text.phrases import Both

KINDS = ("internal", "invented")
"""The kinds of marks; in what `engine.scenario.shown` makes, they are the names under which it says so."""


def mark(*, invented: bool = False, internal: bool = False) -> Both | None:
    """The mark as it stands on a page, a slide, a sheet; None where there is nothing to say."""
    if invented and internal:
        return words.both("marks.together")
    return words.both("marks.invented" if invented else "marks.internal") if invented or internal else None


def figure(*, invented: bool) -> Both | None:
    """The mark at an amount that was worked out by invented claims; None where there is nothing to say."""
    return words.both("marks.figure") if invented else None


def of(shown: Mapping[str, Any]) -> Both | None:
    """The mark of what `engine.scenario.shown` made."""
    return mark(**{kind: bool(shown.get(kind)) for kind in KINDS})


def file_name(name: str, lang: str, *, invented: bool = False, internal: bool = False) -> str:
    """The name of a file with its marks before it."""
    kinds = {"internal": internal, "invented": invented}
    return "".join(words.text(f"marks.file_{kind}", lang) for kind in KINDS if kinds[kind]) + name
