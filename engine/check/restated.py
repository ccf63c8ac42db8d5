"""Where our own words restate the law, they say what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from engine.check.findings import Notes
from engine.check.form import Raw, labelled, sentences_of
from engine.check.lawtext import LawText
from engine.check.numbers import DIGITS, WRITTEN_RUN, covers, spoken_numbers
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.text.numerals import NUMERALS, from_chinese
from engine.values.quantities import quantities

_OWN_WORDS_OF = ("in_force", "articles", "windows", "general_conditions", "rules", "pools", "exclusives", "provisions")
_NOT_RESTATED = ("facts", "prepare", "chapter")


def check_own_numbers(policy: Policy, raw: Raw, law: LawText, notes: Notes) -> None:
    """Where our words restate an article, their numbers are that article's."""
    until = policy.in_force.until
    for name in _OWN_WORDS_OF:
        blocks = raw.get(name, [])
        for i, block in enumerate([blocks] if isinstance(blocks, Mapping) else blocks):
            article = block.get("number") if name == "articles" else block.get("article")
            numbers = set(spoken_numbers(law.articles.get(article, ""), "zh"))
            worth = {(quantity.kind, quantity.value) for quantity in quantities(law.articles.get(article, ""))}
            if article == policy.in_force.article:
                numbers |= {str(until.year), str(until.month), str(until.day)}
            base = name if isinstance(blocks, Mapping) else labelled(block, name, i)
            restating = {key: value for key, value in block.items() if key not in _NOT_RESTATED}
            for place, entry, _ in sentences_of(restating, base):
                for number in _strange(entry["zh"], numbers, worth) if isinstance(entry.get("zh"), str) else ():
                    notes.add(f"{place}.zh", "own_number", number=number, article=article)


def _strange(text: str, numbers: set[str], worth: set[tuple[str, Fraction]]) -> list[str]:
    """The numbers of a text that an article does not state, be it in other figures (8万元 for 80,000元)."""
    restated = [q.span for q in quantities(text) if (q.kind, q.value) in worth]
    return [
        match.group()
        for match in DIGITS.finditer(text)
        if match.group().replace(",", "") not in numbers and not any(covers(span, match.span()) for span in restated)
    ]


Place = tuple[int, int]
"""An article, and its paragraph or zero for all of it."""
_NAMED_ZH = re.compile(
    rf"第(?P<articles>[{NUMERALS}]+(?:[、和及][{NUMERALS}]+)*)条(?:第(?P<paragraph>[{NUMERALS}]+)款)?"
)
_NAMED_EN = re.compile(r"Articles? (?:\d+(?: \(paragraph \d+\)| paragraph \d+)?(?:, | and )?)+")
_ONE_EN = re.compile(r"(\d+)(?: \(paragraph (\d+)\)| paragraph (\d+))?")


def _named(text: str, lang: str) -> set[Place]:
    """The articles and paragraphs that a text names."""
    if lang == "zh":
        return {
            (from_chinese(article), from_chinese(match["paragraph"] or ""))
            for match in _NAMED_ZH.finditer(text)
            for article in WRITTEN_RUN.findall(match["articles"])
        }
    return {
        (int(article), int(first or second or 0))
        for match in _NAMED_EN.finditer(text)
        for article, first, second in _ONE_EN.findall(match.group())
    }


def _carried(policy: Policy) -> dict[str, set[Place]]:
    """What of the applicant is tested -> the articles, or paragraphs of one, under which it is."""
    carried: dict[str, set[Place]] = {}
    for condition in policy.general_conditions:
        waiver = [policy.waiver.name] if condition.waivable and policy.waiver is not None else []
        for fact in (condition.fact, *waiver):
            carried.setdefault(fact, set()).add((condition.article or 0, 0))
    for provision in policy.provisions:
        beside = [p for p in policy.provisions if p.article == provision.article]
        for fact in _tests(provision):
            whole = all(fact in _tests(other) for other in beside)
            carried.setdefault(fact, set()).add((provision.article, 0 if whole else provision.paragraph))
    return carried


def _tests(provision: Provision) -> set[str]:
    prefix = "applicant."
    return {c.fact.removeprefix(prefix) for c in provision.when if c.fact.startswith(prefix)}


def check_named_articles(policy: Policy, notes: Notes) -> None:
    """Where a question to the applicant names articles in its help, they are those that test the answer."""
    carried = _carried(policy)
    for fact in policy.applicant:
        tested = carried.get(fact.path)
        for lang in words.LANGUAGES if tested and fact.help is not None else ():
            named = _named(fact.help.in_language(lang), lang) if fact.help is not None else set()
            if named and named != tested:
                said = {"named": _shown(named), "tested": _shown(tested or ())}
                notes.add(f"applicant.{fact.path}.help.{lang}", "help_articles", **said)


def _shown(places: Iterable[Place]) -> str:
    return ", ".join(f"{article}({paragraph})" if paragraph else str(article) for article, paragraph in sorted(places))
