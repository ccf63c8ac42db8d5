"""Texts of a policy in both languages, as output."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from engine.policy.pack import Policy, Rule, Words
from engine.text import words

Both = dict[str, str]


def both(w: Words) -> Both:
    """A text of the pack."""
    return {"zh": w.zh, "en": w.en}


def filled(w: Words, **values: Any) -> Both:
    """A text of the pack with its placeholders filled; a value in both languages is taken in each."""
    return words.filled(w.zh, w.en, values)


def in_sentence(label: Both) -> Both:
    """A label as it stands inside a sentence: in English its first letter is small, unless it is an abbreviation."""
    en = label["en"]
    return label if en[1:2].isupper() else {**label, "en": en[:1].lower() + en[1:]}


def rule_text(policy: Policy, rule: Rule) -> Both:
    """What a rule for every provision does, in plain words; where the law does not state it, the policy's own."""
    if rule.unwritten is not None:
        return both(rule.unwritten)
    return words.both(f"results.rule_{rule.id}", area=both(policy.names.area))


@lru_cache(maxsize=1024)
def said(key: str) -> Both:
    """A sentence without placeholders. Everybody gets the same dict, which is not to be changed."""
    return words.both(key)


def day_text(day: date) -> Both:
    """A day as prose: 2025年6月15日, or 2025-06-15 in English."""
    return _day_text(day).copy()


@lru_cache(maxsize=4096)
def _day_text(day: date) -> Both:
    return words.both("windows.day", year=day.year, month=day.month, day=day.day)
