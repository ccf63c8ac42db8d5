"""What is told, as every slide needs it: the publication with its names, what stands above and below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from engine.documents.characters import plain, shortened
from engine.policy.pack import Policy
from engine.scenario import Scenario, read_scenario
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both, day_text
from engine.values import money
from engine.values.money import WAN
from engine.values.refusal import Refused
from engine.values.written import Exact, WrittenAmount
from engine.view import receipts
from engine.view.budget.writing import percentage

Json = Mapping[str, Any]
HIDDEN: Both = {lang: words.text("budget.hidden", lang) for lang in words.LANGUAGES}
LONGEST = 16
"""Chinese characters of a name in a title; the cover and the notes have the whole one."""
NONE: Both = words.same("")


def sentence(key: str, /, **values: object) -> Both:
    """A sentence of the story, in both languages."""
    return words.both(f"story.{key}", **values)


@dataclass(frozen=True)
class Told:
    """A publication (`engine.scenario.publication_of`) of a policy's scenario."""

    policy: Policy
    shown: Json

    @property
    def name(self) -> Both:
        """The scenario's name as it stands in a title: a long one is cut. The same in both languages."""
        return words.same(shortened(self.full_name, LONGEST))

    @property
    def full_name(self) -> str:
        """The whole name."""
        return plain(self.shown["scenario"]["name"])

    @property
    def year(self) -> int:
        """Of the claims."""
        return int(self.shown["scenario"]["year"])

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario under the policy in use; None where it names what this policy does not have."""
        return self.read(self.shown["scenario"])

    def read(self, raw: Json) -> Scenario | None:
        """A scenario in a publication; None where the policy in use cannot read it."""
        try:
            return read_scenario(self.policy, raw)
        except Refused:
            return None

    @property
    def total(self) -> Json:
        """The row of all articles that draw on the budget."""
        return self.shown["total"]

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages from requested to paid, in the order in which the limits were applied."""
        limits = [name for name in self.total if name in ("after_pool", "after_budget")]
        return ("requested", "approved", "after_quota", *limits, "paid")

    @property
    def over(self) -> Both:
        """What stands above every slide about the scenario."""
        return sentence("over", name=self.name, year=self.year)

    @property
    def day(self) -> Both:
        """The day on which the claims were added up, as prose."""
        return day_text(date.fromisoformat(self.shown["date"]))

    def note(self, key: str, **values: object) -> Both:
        """Where the figures of a slide come from."""
        kind = "origin_internal" if self.shown.get("internal") else "origin"
        origin = sentence(kind, name=self.full_name, year=self.year, day=self.day, least=self.shown["least"])
        said = sentence(f"note_{key}", **values)
        return {lang: ("" if lang == "zh" else " ").join((said[lang], origin[lang])) for lang in words.LANGUAGES}

    def sources(self, articles: Iterable[int] = ()) -> tuple[Both, ...]:
        """The law, and those of its articles that a slide is about."""
        law = sentence("source_law", title=both(self.policy.law.title), version=receipts.version_of(self.shown))
        named = (sentence("source_article", article=article_both(n), title=title(self.policy, n)) for n in articles)
        return law, *named


def title(policy: Policy, article: int) -> Both:
    """What an article is called."""
    return both(policy.article(article).title)


def named(policy: Policy, article: int) -> Both:
    """An article with what it is called."""
    return sentence("article_named", article=article_both(article), title=title(policy, article))


def wan(amount: WrittenAmount | None) -> Fraction | None:
    """万元, exactly, of an amount as it is published."""
    return None if amount is None else Fraction(amount.fen) / WAN


def written(amount: WrittenAmount | None) -> str:
    """A published amount as people read it: "1,234.56"; the mark of what is hidden where it is."""
    return HIDDEN[words.LANGUAGES[0]] if amount is None else money.wan_text(amount.fen)


def cell(amount: WrittenAmount | None) -> Both:
    """The same as a cell of a table."""
    return words.same(written(amount))


def counted(count: int | None) -> Both:
    """A published count as a cell of a table."""
    return HIDDEN if count is None else words.same(f"{count:,}")


def share(part: Exact, whole: Exact) -> str:
    """A part of a whole in per cent, cut to two decimals: "79.87"."""
    return percentage(Fraction(part) / whole if whole else Fraction(0))
