"""Three cases with their ledgers: companies that are invented, assessed as the scenario reads and changes the law, and
paid as it was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from engine.allocation import payout
from engine.assessment.assess import assess
from engine.documents.story.slides import Chart, Series, Slide, SlideRow, Table
from engine.documents.story.told import NONE, Told, sentence, wan
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.years import in_year
from engine.sample.case_studies import Typical, typical
from engine.text import words
from engine.text.numerals import article_both, chinese
from engine.text.phrases import Both, both
from engine.values import money
from engine.values.money import WAN
from engine.view import waterfall
from engine.view.budget.writing import size_or_article
from engine.view.waterfall import Step

MIDNIGHT = "T00:00:00+08:00"
"""A publication that is not published yet is told as of the day on which it was made."""


def cases(told: Told) -> Iterator[Slide]:
    """One slide for each of the typical companies of the year; none where the policy cannot assess them as the scenario
    changes and reads it."""
    if told.scenario is None:
        return
    for number, company in enumerate(typical(told.policy, told.year), 1):
        yield _Case(told, number, company).slide()


class _Case:
    """One typical company under the scenario."""

    def __init__(self, told: Told, number: int, company: Typical) -> None:
        scenario = told.shown["scenario"]
        self.told, self.number, self.company = told, number, company
        self.policy: Policy = overridden(in_year(told.policy, told.year), scenario["overrides"])
        content = {**company.content, "readings": {**company.content.get("readings", {}), **scenario["readings"]}}
        self.result = assess(self.policy, content, stored=True)
        self.claim: Mapping[str, Any] = next(c for c in self.result["claims"] if c["id"] == company.claim)
        dated = {"published": told.shown["date"] + MIDNIGHT, **told.shown}
        self.published = payout.published(told.policy, dated, told.year)
        self.paid = None
        if self.published.applies:
            self.paid = payout.after_published(self.policy, self.result, self.published)

    def slide(self) -> Slide:
        """The claim in the middle, with its ledger."""
        return Slide(
            "case",
            self._title(),
            sentence("case_over", name=self.told.name),
            self.told.note("case"),
            self.told.sources(sorted({row.article for row in self._rows("zh") if row.article is not None})),
            points=tuple(self._points()),
            chart=self._chart(),
            table=self._table(),
        )

    def _title(self) -> Both:
        values = {
            "number": {"zh": chinese(self.number), "en": str(self.number)},
            "size": size_or_article(self.told.policy, self.company.size),
            "article": article_both(self.company.article),
            "title": both(self.policy.provision(self.claim["provision"]).title),
            "approved": money.wan_text(self.claim["confirmed"].fen),
        }
        return self._with_paid("case", self.claim, **values)

    def _with_paid(self, key: str, claim: Mapping[str, Any], **values: object) -> Both:
        """A sentence about a claim, with what is paid of it where that is known."""
        actual = None if self.paid is None else self.paid["claims"][claim["id"]]["actual"]
        if actual is None:
            return sentence(f"{key}_approved", **values)
        return sentence(key, paid=money.wan_text(actual.fen), **values)

    def _points(self) -> Iterator[Both]:
        yield sentence("case_invented")
        if self.published.why is not None:
            yield self.published.why
        for claim in self.result["claims"]:
            provision = self.policy.provision(claim["provision"])
            if claim is not self.claim and not provision.gives_nothing:
                values = {"article": article_both(provision.article), "title": both(provision.title)}
                values["approved"] = words.same(money.wan_text(claim["confirmed"].fen))
                yield self._with_paid("case_also", claim, **values)

    def _steps(self) -> list[Step]:
        """The steps with an amount, up to what is paid."""
        steps = self.claim["steps"] if self.paid is None else self.paid["claims"][self.claim["id"]]["steps"]
        return [step for step in steps if step["kind"] != "condition"]

    def _rows(self, lang: str) -> list[waterfall.WaterfallRow]:
        return waterfall.rows(self._steps(), lang)

    def _chart(self) -> Chart:
        """Every step, in the order of the table: what it leaves and what it takes."""
        steps, rows = self._steps(), self._rows(words.LANGUAGES[0])
        kept = tuple(wan(step["amount"]) for step in steps)
        cut = tuple(_cut(step) if row.cut else None for step, row in zip(steps, rows, strict=True))
        series = (
            Series(sentence("case_kept"), "kept", kept, tuple(row.amount_text for row in rows)),
            Series(words.both("budget.chart_cut"), "cut", cut, tuple(row.cut_text for row in rows)),
        )
        return Chart(
            "ledger",
            tuple(_named(step, row) for step, row in zip(steps, rows, strict=True)),
            series,
            sentence("case_alt", finding=self._title()),
            sentence("unit"),
            articles=tuple(row.article for row in rows),
            kinds=tuple(row.kind for row in rows),
        )

    def _table(self) -> Table:
        found = {lang: self._rows(lang) for lang in words.LANGUAGES}
        rows = []
        for zh, en in zip(found["zh"], found["en"], strict=True):
            article = NONE if zh.article is None else article_both(zh.article)
            name, text = {"zh": zh.name, "en": en.name}, {"zh": zh.text, "en": en.text}
            cells = (article, name, text, words.same(zh.cut_text), {"zh": zh.amount_text, "en": en.amount_text})
            rows.append(SlideRow(cells, zh.article, zh.step in waterfall.CLOSINGS))
        heads = tuple(sentence(f"case_{name}") for name in ("article", "step", "how", "cut", "amount"))
        return Table(sentence("case_label"), heads, (False, False, False, True, True), tuple(rows))


def _cut(step: Step) -> Fraction:
    """What a step takes away (万元)."""
    return Fraction(step["before"].fen - step["amount"].fen) / WAN


def _named(step: Step, row: waterfall.WaterfallRow) -> Both:
    name: Both = step["name"]
    return name if row.article is None else sentence("article_named", article=article_both(row.article), title=name)
