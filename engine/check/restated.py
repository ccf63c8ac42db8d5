"""Where our own words restate the law, they say what it says."""

from __future__ import annotations

from collections.abc import Mapping

from engine.check.findings import Notes
from engine.check.form import Raw, labelled, sentences_of
from engine.check.lawtext import LawText
from engine.check.numbers import DIGITS, spoken_numbers
from engine.pack import Policy

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
