"""What each article gives, how much, and on which conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from engine.documents.onepager.figures import Figure, Line, joined, line
from engine.policy.blocks import Article, Pool
from engine.policy.pack import Policy
from engine.policy.parameters import chosen_by, named_numbers
from engine.policy.provision import Provision
from engine.steps.assessed import Assessed
from engine.steps.cap import Cap
from engine.steps.language import ByReading, Stated
from engine.steps.measure import Measure
from engine.steps.one_side import OneSide
from engine.steps.share import Share
from engine.steps.step import CALCULATED_GRADES
from engine.steps.varying import NumberByReading
from engine.text import words
from engine.text.numerals import article_label

Json = dict[str, Any]
S = TypeVar("S", Cap, Share)


class Grants:
    """The articles of a policy that grant money, in one language, with the numbers and readings that hold."""

    def __init__(self, policy: Policy, figures: dict[str, Figure], readings: dict[str, str], lang: str) -> None:
        self.policy, self.figures, self.readings, self.lang = policy.under(readings), figures, readings, lang
        self.whole, self.mark = policy, words.text("onepager.mark", lang)

    def chapters(self) -> list[Json]:
        """[{title, articles}], in the order of the law."""
        found: list[Json] = []
        for article in self.policy.articles:
            if not self.policy.provisions_of(article.number) or article.effect != "grant":
                continue
            title = article.chapter.in_language(self.lang) or self.policy.short_title.in_language(self.lang)
            if not found or found[-1]["title"] != title:
                found.append({"title": title, "articles": []})
            found[-1]["articles"].append(self._article(article))
        return found

    def without(self) -> list[Json]:
        """[{article, title, text}] of the articles that grant nothing and are about support all the same."""
        return [
            {
                "article": article_label(a.number, self.lang),
                "title": a.title.in_language(self.lang),
                "text": a.explains.in_language(self.lang),
            }
            for a in self.policy.articles
            if a.effect == "none"
        ]

    def _article(self, article: Article) -> Json:
        own = self.policy.provisions_of(article.number)
        [grade, *others] = {p.grade(self.readings) for p in own}
        is_apart = not others and grade not in (None, *CALCULATED_GRADES)
        return {
            "article": article_label(article.number, self.lang),
            "title": article.title.in_language(self.lang),
            "grants": [self._grant(p, len(own) > 1) for p in own],
            "totals": [self._total(pool) for pool in self.policy.pools if pool.article == article.number],
            "note": words.text(f"onepager.note_{grade}", self.lang) if is_apart else "",
        }

    def _total(self, pool: Pool) -> Json:
        return {
            "label": pool.label.in_language(self.lang),
            "note": words.text("onepager.total_note", self.lang),
            **self.figures[f"{pool.id}.cap"].shown(self.lang),
        }

    def _grant(self, p: Provision, is_one_of_several: bool) -> Json:
        lines: list[Line] = []
        for found in self._lines(p):
            if found not in lines:
                lines.append(found)
        return {
            "title": p.title.in_language(self.lang) if is_one_of_several else "",
            "figures": list(self._figures(p)),
            "lines": lines,
        }

    def _figures(self, p: Provision) -> Iterator[Json]:
        """The rate or the sums, and the caps."""
        a = p.amount
        base_is_read = isinstance(a, Share) and any(isinstance(x.of, ByReading) for x in self._as_stated(p, a))
        for name, choice in self._named(p, a):
            label = choice or a.label.in_language(self.lang)
            yield self._figure(name, f"{label}{self.mark}" if base_is_read else label)
        for cap in p.of_kind(Cap):
            is_read = any(isinstance(x.per, ByReading) for x in self._as_stated(p, cap))
            for name, choice in self._named(p, cap):
                per = self._per(p, cap.holds_for(self.readings))
                yield self._figure(name, self._of(cap, choice), f"{per}{self.mark}" if is_read else per)

    def _named(self, p: Provision, stated: Stated) -> Iterator[tuple[str, str]]:
        """The numbers of a condition or step that hold under the readings in force: each one's name, and for whom or
        when it holds, where that is not always."""
        for name, number in named_numbers(p, stated):
            value, choice = getattr(stated, number.field), chosen_by(self.policy, p, stated, number)
            if not isinstance(value, NumberByReading):
                yield name, "" if choice is None else choice[self.lang]
            elif self.readings[value.reading] == number.choice:
                yield name, ""

    def _of(self, stated: Stated, choice: str) -> str:
        """What a number is called that is not the same for everybody."""
        label = stated.label.in_language(self.lang)
        return words.text("scenario.tier_label", self.lang, label=label, choice=choice) if choice else label

    def _as_stated(self, p: Provision, step: S) -> list[S]:
        """A step as the policy states it, whatever the readings that hold here make of it."""
        return [x for x in self.whole.provision(p.id).of_kind(type(step)) if x.quote == step.quote]

    def _marked(self, said: Line, part: Any) -> Line:
        """A line, marked where it is a reading of what the text leaves open and not what it says."""
        unwritten = getattr(part, "unwritten", None) is not None
        return [*said, *joined(self.mark)] if unwritten or part.under is not None else said

    def _figure(self, name: str, label: str, note: str = "") -> Json:
        return {"label": label, "note": note, **self.figures[name].shown(self.lang)}

    def _per(self, p: Provision, per: str) -> str:
        if per == "item" and p.item is not None:
            return words.text("onepager.per_item_named", self.lang, item=p.item.in_language(self.lang))
        return words.text(f"onepager.per_{per}", self.lang)

    def _lines(self, p: Provision) -> Iterator[Line]:
        """Conditions, what the base leaves out, how often and to how many."""
        for condition in (*p.when, *p.item_when):
            label = condition.label.in_language(self.lang)
            lines = self._numbered(p, condition) or [self._of_window(label, condition.window)]
            yield from (self._marked(one, condition) for one in lines)
        for minus in p.amount.minus if isinstance(p.amount, Share) else ():
            yield self._marked(joined(minus.label.in_language(self.lang)), minus)
        for measure in self._measures(p):
            for test in measure.when:
                yield self._marked(self._of_window(test.label.in_language(self.lang), test.in_window), test)
            for minus in measure.minus:
                yield self._marked(joined(minus.label.in_language(self.lang)), minus)
        if isinstance(p.amount, Assessed):
            label, text = p.amount.label.in_language(self.lang), words.text("onepager.assessed", self.lang)
            yield joined(words.text("onepager.colon", self.lang, label=label, text=text))
        if p.gives_nothing:
            yield joined(p.amount.label.in_language(self.lang))
        for limit in p.limits:
            if not isinstance(limit, Cap):
                lines = self._numbered(p, limit) or [joined(limit.label.in_language(self.lang))]
                yield from (self._marked(one, limit) for one in lines)
        for exclusive in self.policy.exclusives:
            holds = self.readings[exclusive.reading] == exclusive.choice
            if holds and any(side.one_side == exclusive.id for side in p.of_kind(OneSide)):
                yield joined(exclusive.label.in_language(self.lang) + self.mark)

    def _numbered(self, p: Provision, stated: Stated) -> list[Line]:
        """A line with each number that a condition or a limit states."""
        named = self._named(p, stated)
        return [line(self._of(stated, choice), self.figures[name], self.lang) for name, choice in named]

    def _of_window(self, label: str, window: str | None) -> Line:
        figure = self.figures.get(f"{window}.years") if window else None
        # How long a window is stands under the dates.
        return joined(label) if figure is None else line(label, figure, self.lang, is_told_elsewhere=True)

    def _measures(self, p: Provision) -> list[Measure]:
        """The sums that count under the readings in force."""
        used = {p.amount.base(self.readings)} if isinstance(p.amount, Share) else set()
        used |= {name for c in p.item_when for name in c.facts(self.readings)}
        return [m for m in p.measures if m.id in used]
