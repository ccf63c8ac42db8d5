"""新旧条款对照表: the law's text beside the text under a scenario, and what that does: the articles whose text changes,
what else the scenario does otherwise, and what is approved and paid before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from typing import Any

from engine.policy import law
from engine.policy.amended import NumbersInText, Segment
from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact
from engine.policy.receipt import Receipt
from engine.policy.years import in_year
from engine.scenario import ArticleOutcome, Comparison, Outcome, Scenario, changed_numbers, filed, numbers_of
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values.money import wan, wan_text
from engine.view import marks
from engine.view.budget.differences import Change, differences, number_change
from engine.view.budget.limits import reserved_text
from engine.view.budget.writing import articles_named, signed

Json = dict[str, Any]
Pair = tuple[int, int]
"""An amount before and after, in 分."""
FIGURES = ("approved_before", "approved_after", "paid_before", "paid_after", "difference", "more", "less")
"""The columns of the figures of a line."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paragraph, as it stands in the law (`old`) and under the scenario (`new`)."""

    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        """Whether it says something else."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class AmountsLine:
    """What comes of it for the claims of an `article`, or in all (None): approved and paid, before and after, whichever
    budget pays unless the label says which; how many companies get more, less and as much (None: not counted here)."""

    article: int | None
    label: Both
    approved: Pair
    paid: Pair
    companies: tuple[int, int, int] | None

    @property
    def is_changed(self) -> bool:
        """Whether anything is otherwise."""
        pairs = (self.approved, self.paid)
        return any(one != other for one, other in pairs) or any((self.companies or (0, 0))[:2])


@dataclass(frozen=True, slots=True)
class AmendedArticle:
    """An article whose text changes: its paragraphs in passages, our translation of them as they stand ("" where there
    is none), its changed numbers one by one, and what comes of it (None: nothing is claimed under it). `grants`:
    whether it is one under which anything can be."""

    number: int
    title: Both
    paragraphs: tuple[tuple[Passage, ...], ...]
    translation: tuple[str, ...]
    numbers: tuple[Change, ...]
    grants: bool
    effect: AmountsLine | None


@dataclass(frozen=True, slots=True)
class Amendments:
    """The whole table. `others`: what the scenario does otherwise that stands in no article's text: budget, rule,
    readings, a number that the law writes nowhere or that the year's guideline says. `effects` by article and `totals`,
    none of both where there are no claims (`claims` 0). `mark` stands on all of it; `receipt`: by what it was worked
    out, of which claims."""

    policy: Policy
    base: Scenario
    own: Scenario
    headline: Both
    articles: tuple[AmendedArticle, ...]
    others: tuple[Change, ...]
    effects: tuple[AmountsLine, ...]
    totals: tuple[AmountsLine, ...]
    claims: int
    companies: int
    notes: tuple[Both, ...]
    invented: bool
    mark: Both | None
    receipt: Receipt


def amendments(base: Outcome, own: Outcome, found: Comparison) -> Amendments:
    """The table of a scenario beside the law as it stands, as both come out for the same claims and `found` by
    comparing them. ValueError where `base` has other numbers than the law: the old text is the law's."""
    whole = own.policy.unnarrowed or own.policy
    year = own.scenario.year
    policy = in_year(whole, year)
    if changed_numbers(policy, base.scenario):
        raise ValueError("the old text is the law's own")
    claims = len(own.cohort.claims)
    effects = tuple(_effects(whole, base, own, found)) if claims else ()
    totals = tuple(_totals(base, own, found)) if claims else ()
    articles = tuple(_articles(whole, numbers_of(policy, own.scenario), {e.article: e for e in effects}))
    beside = differences(policy, base.scenario, replace(own.scenario, overrides={}, pools={}, quota={}))
    others = (*beside, *_other_numbers(whole, policy, own.scenario))
    invented = bool(claims) and own.cohort.invented
    return Amendments(
        whole,
        base.scenario,
        own.scenario,
        _headline(articles, others, totals),
        articles,
        others,
        effects,
        totals,
        claims,
        own.cohort.companies,
        tuple(_notes(policy, base, own)),
        invented,
        marks.mark(invented=invented, internal=bool(claims) and not invented),
        filed.receipt(whole, own.scenario, own.cohort.stated if claims else None),
    )


# ------------------------------------------------------------------------------------------------ the text


def _articles(
    policy: Policy, values: Mapping[str, str], effects: Mapping[int | None, AmountsLine]
) -> Iterator[AmendedArticle]:
    by_name, text = {number.name: number for number in changeable(policy)}, policy.derived(NumbersInText)
    for article in text.amended_articles(values):
        paragraphs = text.segments(article, values)
        names = dict.fromkeys(name for paragraph in paragraphs for segment in paragraph for name in segment.names)
        changed = [number for number in map(by_name.__getitem__, names) if _differs(number, values)]
        yield AmendedArticle(
            article,
            both(policy.article(article).title),
            tuple(tuple(_passages(paragraph)) for paragraph in paragraphs),
            law.paragraphs(policy, article, "en"),
            tuple(number_change(policy, number, number.value, values[number.name]) for number in changed),
            any(not p.gives_nothing for p in policy.provisions_of(article)),
            effects.get(article),
        )


def _differs(number: Number, values: Mapping[str, str]) -> bool:
    """Whether another value than the number's own is among these."""
    return exact(number.kind, values.get(number.name, number.value)) != exact(number.kind, number.value)


def _passages(paragraph: Sequence[Segment]) -> Iterator[Passage]:
    """The segments of a paragraph; what stays in a row is one passage."""
    for stays, segments in groupby(paragraph, lambda segment: segment.holds == segment.text):
        if not stays:
            yield from (Passage(segment.text, segment.new) for segment in segments)
        elif kept := "".join(segment.text for segment in segments):
            yield Passage(kept, kept)


# ------------------------------------------------------------------------------------------------ what else


def _other_numbers(law_: Policy, policy: Policy, own: Scenario) -> Iterator[Change]:
    """The changed numbers that the text does not tell: what it writes nowhere, and what the guideline of the year says
    instead of the law."""
    of_law = {number.name: number for number in changeable(law_)}
    changed = changed_numbers(policy, own)
    for number in changeable(policy):
        if number.name not in changed:
            continue
        change = number_change(policy, number, number.value, changed[number.name])
        if number.value != of_law[number.name].value:
            yield replace(change, label=words.both("amendments.guided", label=change.label))
        elif not law_.derived(NumbersInText).of_number[number.name]:
            yield replace(change, label=words.both("amendments.unwritten", label=change.label))


# ------------------------------------------------------------------------------------------------ what comes of it


def _effects(policy: Policy, base: Outcome, own: Outcome, found: Comparison) -> Iterator[AmountsLine]:
    """By article under which anything is claimed, whichever budget pays."""
    for change in found.by_article:
        article = int(change.group)
        lines = [[line for line in outcome.lines if line.article == article] for outcome in (base, own)]
        if any(line.claims for line in lines[0]):
            companies = (change.winners, change.losers, change.unchanged)
            yield AmountsLine(article, both(policy.article(article).title), *_pairs(lines), companies)


def _totals(base: Outcome, own: Outcome, found: Comparison) -> Iterator[AmountsLine]:
    """What this budget pays and what others do, where these do, and all together."""
    beside = [list(outcome.beside.values()) for outcome in (base, own)]
    this = [[outcome.total] for outcome in (base, own)]
    if any(line.claims for lines in beside for line in lines):
        yield AmountsLine(None, words.both("amendments.this_budget"), *_pairs(this), None)
        yield AmountsLine(None, words.both("amendments.other_budget"), *_pairs(beside), None)
    total = found.total
    everything = [one + two for one, two in zip(this, beside, strict=True)]
    companies = (total.winners, total.losers, total.unchanged)
    yield AmountsLine(None, words.both("amendments.total"), *_pairs(everything), companies)


def _pairs(lines: Sequence[Sequence[ArticleOutcome]]) -> tuple[Pair, Pair]:
    """Approved and paid, before and after."""
    before, after = lines
    approved = sum(line.approved for line in before), sum(line.approved for line in after)
    return approved, (sum(line.paid for line in before), sum(line.paid for line in after))


# ------------------------------------------------------------------------------------------------ in words


def _headline(articles: Sequence[AmendedArticle], others: Sequence[Change], totals: Sequence[AmountsLine]) -> Both:
    """What is changed, and what that comes to, in a sentence."""
    if articles:
        count = len({change.label["zh"] for article in articles for change in article.numbers})
        named = articles_named(article.number for article in articles)
        what = words.both("amendments.changed" if count > 1 else "amendments.changed_one", articles=named, count=count)
    else:
        what = words.both("amendments.changed_others" if others else "amendments.changed_nothing")
    if not totals or not (articles or others):
        return what
    this, *others_, total = totals if len(totals) > 1 else (totals[0], totals[0])
    alone = not any(other.is_changed for other in others_)
    before, after = this.paid if alone else total.paid
    more, less, _ = total.companies or (0, 0, 0)
    key = "amendments.headline" if before != after else "amendments.headline_same"
    label = words.both("amendments.this_budget_alone" if alone else "amendments.with_others")
    said = {"label": label, "before": wan_text(before), "after": wan_text(after), "difference": signed(after - before)}
    return words.both(key, what=what, more=more, less=less, **said)


def _notes(policy: Policy, base: Outcome, own: Outcome) -> Iterator[Both]:
    """What is to be known of the figures."""
    if policy.guideline is not None:
        yield words.both("amendments.by_guideline", year=policy.guideline.year, title=both(policy.guideline.title))
    if not own.cohort.claims:
        yield words.both("amendments.no_claims")
        return
    budget = base.scenario.budget
    key = "without_budget" if budget is None else "with_budget"
    money = words.both(f"amendments.{key}", **({} if budget is None else {"amount": wan_text(budget)}))
    count = {"claims": f"{len(own.cohort.claims):,}", "companies": f"{own.cohort.companies:,}"}
    yield words.both("amendments.compared", year=own.scenario.year, budget=money, **count)
    if own.cohort.raw["approved_claims"]:
        yield words.both("amendments.decided")
    if (open_ := reserved_text(own)) is not None:
        yield open_
    if own.cohort.left_out:
        yield words.both("marks.left_out", count=own.cohort.left_out)


def label_of(effect: AmountsLine) -> Both:
    """An effect by its article and what that is about, or by its label."""
    if effect.article is None:
        return effect.label
    return words.both("amendments.article", article=article_both(effect.article), title=effect.label)


def change_text(change: Change, lang: str) -> str:
    """A change in a line."""
    said = {"label": change.label, "new": change.new, "unit": change.unit}
    if change.old is None:
        return words.text("amendments.change_set", lang, **said)
    return words.text("amendments.change", lang, old=change.old, **said)


def article_lines(found: Amendments, article: AmendedArticle, lang: str) -> list[str]:
    """The changed numbers of an article one by one, and what comes of it, in lines."""
    told = [change_text(change, lang) for change in article.numbers]
    return [*told, *(_effect_lines(article.effect, lang) if found.totals and article.grants else ())]


def _effect_lines(effect: AmountsLine | None, lang: str) -> list[str]:
    if effect is None:
        return [words.text("amendments.effect_none", lang)]
    lines = [
        words.text(f"amendments.effect_{key}", lang, before=wan_text(before), after=wan_text(after))
        for key, (before, after) in (("approved", effect.approved), ("paid", effect.paid))
    ]
    lines.append(words.text("amendments.effect_difference", lang, difference=signed(effect.paid[1] - effect.paid[0])))
    if effect.companies is not None:
        more, less, same = effect.companies
        lines.append(words.text("amendments.effect_companies", lang, more=more, less=less, same=same))
    return lines


def figures(effect: AmountsLine, lang: str) -> list[str]:
    """The figures of a line, in the order of `FIGURES`."""
    more, less, _ = effect.companies or (None, None, None)
    none = words.text("amendments.none", lang)
    counts = [none if count is None else str(count) for count in (more, less)]
    difference = signed(effect.paid[1] - effect.paid[0])
    return [*(wan_text(amount) for amount in (*effect.approved, *effect.paid)), difference, *counts]


# ------------------------------------------------------------------------------------------------ as JSON


def states(found: Amendments) -> Json:
    """What the table says, as JSON; amounts in 万元, cut."""
    return {
        "headline": found.headline,
        "articles": [
            {
                "article": article.number,
                "old": ["".join(passage.old for passage in paragraph) for paragraph in article.paragraphs],
                "new": ["".join(passage.new for passage in paragraph) for paragraph in article.paragraphs],
                "numbers": [asdict(change) for change in article.numbers],
            }
            for article in found.articles
        ],
        "others": [asdict(change) for change in found.others],
        "effects": [_effect(effect) for effect in found.effects],
        "totals": [_effect(effect) for effect in found.totals],
        "claims": found.claims,
        "companies": found.companies,
        "invented": found.invented,
        "notes": list(found.notes),
    }


def _effect(effect: AmountsLine) -> Json:
    more, less, same = effect.companies or (None, None, None)
    return {
        "article": effect.article,
        "label": effect.label,
        "approved": {"before": wan(effect.approved[0]), "after": wan(effect.approved[1])},
        "paid": {"before": wan(effect.paid[0]), "after": wan(effect.paid[1])},
        "companies": {"more": more, "less": less, "same": same},
    }
