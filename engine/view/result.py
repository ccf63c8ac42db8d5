"""A result as it is told: what the result page shows and what the report prints are put together here, once.

Reads what `assess`, `after_budget`, `compare_readings` and `best_choice` answered, and decides nothing. Every figure is
written already; texts are in one language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from engine.allocation import payout
from engine.allocation.paid import Payout
from engine.allocation.payout import Published
from engine.application.model import places
from engine.assessment import alternatives
from engine.assessment.assess import assess
from engine.planning.answer import Plan
from engine.planning.choice import best_choice
from engine.planning.plan import plan_accepted
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values import money
from engine.values.written import Shown
from engine.view import marks
from engine.view.papers import Checklist, checklist
from engine.view.summary import Group, Summary, summarise

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """One assessment with all that is said about it: the `application` that was assessed; what is `paid` after the
    budget, at the `ratio` of the scenario that is `published` or at the visitor's own (None: neither is known); what
    other `readings` would change; the best `choice` where another policy competes; `errors`: what was stated and
    refused, and is not in any of it (a `message` each, and the `article` whose claim it took along, if one); what is
    `expected` of later years, as a plan takes it; the amounts that are `doubted`, and count as they are stated, in
    sentences."""

    policy: Policy
    application: Json
    assessment: Json
    summary: Summary
    paid: Json | None
    ratio: Fraction | None
    published: Published | None
    readings: Sequence[Json]
    choice: Json | None
    errors: tuple[Json, ...] = ()
    expected: tuple[Json, ...] = ()
    doubted: tuple[Both, ...] = ()

    @cached_property
    def plan(self) -> Plan | None:
        """Which matter to claim in which year; None where nothing can be planned."""
        share = payout.expected(self.ratio, self.published)
        return plan_accepted(self.policy, self.application, self.expected, share)[0]

    @cached_property
    def papers(self) -> Checklist:
        """What is to be prepared."""
        return checklist(self.policy, self.application, self.assessment, self.day.year)

    @property
    def refused(self) -> tuple[Both, ...]:
        """What was stated and refused, in sentences."""
        return tuple(error["message"] for error in self.errors)

    @property
    def scenario(self) -> Published | None:
        """The published scenario, where amounts are scaled by it."""
        return self.published if self.published is not None and self.published.applies else None

    @property
    def mark(self) -> Both | None:
        """What stands on all that is made of it, where the company is invented."""
        return marks.of(self.assessment)

    @property
    def day(self) -> date:
        """The application date."""
        return date.fromisoformat(self.application["application_date"])


def assessed(
    policy: Policy,
    raw: Mapping[str, Any],
    ratio: Fraction | None = None,
    published: Published | None = None,
    errors: Sequence[Json] = (),
    expected: Sequence[Json] = (),
    doubted: Sequence[Both] = (),
) -> Result:
    """The result of one application in contract form, as a `published` scenario pays where it applies, or else at a
    payout `ratio` if one is expected. Refused."""
    assessment = assess(policy, raw, stored=True)
    paid: Payout | None
    published = payout.counting(published, ratio)
    if published is not None and published.applies:
        paid, ratio = payout.after_published(policy, assessment, published), published.ratio
    else:
        paid = None if ratio is None else payout.after_budget(policy, assessment, ratio)
    compared = alternatives.compare_readings(policy, raw, stored=True)
    return result_of(policy, raw, assessment, paid, ratio, compared, published, errors, expected, doubted)


def result_of(
    policy: Policy,
    application: Json,
    assessment: Json,
    paid: Json | None,
    ratio: Fraction | None,
    readings: Sequence[Json],
    published: Published | None = None,
    errors: Sequence[Json] = (),
    expected: Sequence[Json] = (),
    doubted: Sequence[Both] = (),
) -> Result:
    """The result of an application that is assessed already, without what was refused (`errors`)."""
    choice = None
    if has_elsewhere(policy, application):
        choice = best_choice(policy, application, payout.expected(ratio, published), stored=True)
    summary = summarise(policy, assessment, paid)
    stated = {error.get("article") for error in errors}
    summary = replace(summary, not_claimed=tuple(a for a in summary.not_claimed if a not in stated))
    kept = tuple({"message": error["message"], "article": error.get("article")} for error in errors)
    told = policy, application, assessment, summary, paid, ratio, published, readings, choice
    return Result(*told, kept, tuple(expected), tuple({lang: one[lang] for lang in words.LANGUAGES} for one in doubted))


def has_elsewhere(policy: Policy, application: Json) -> bool:
    """Whether any matter of the application could be claimed under another policy."""
    return any(
        stated
        for claim in application.get("claims") or []
        for path in policy.provision(claim["provision"]).others
        for stated, _ in places(claim.get("facts") or {}, path, "")
    )


# ------------------------------------------------------------------------------------------------ as a whole


@dataclass(frozen=True)
class Figure:
    """An amount under its label, "" where there is none to tell; `note` says why. `mark` stands at the amount where it
    is that of an example."""

    label: str
    amount: Shown
    note: str = ""
    is_main: bool = True
    mark: Both | None = None


def over(application: Json, day: date | None, lang: str) -> str:
    """Who, and when; "" where not even the day is known."""
    if day is None:
        return ""
    name = (application.get("applicant") or {}).get("name")
    return words.text(
        "results.result_over" if name else "results.result_over_nobody", lang, name=name, day=day_text(day)
    )


def headline_figures(
    summary: Summary, ratio: Fraction | None, lang: str, scenario: Published | None = None
) -> list[Figure]:
    """The two amounts of what the articles themselves set, always both, and the most that it can be; then, under their
    names, what competes for places, what the authority sets and what another budget pays. The one after the budget is
    at the `ratio`, or by a published `scenario`."""
    head = summary.head
    is_open = head.grows or any(line.status == "needs_information" for line in head.lines)
    key = "figure_confirmed_now" if is_open else "figure_confirmed"
    found = [Figure(words.text(f"results.{key}", lang), head.total.confirmed)]
    if ratio is None:
        unknown = words.text("results.figure_paid_unknown", lang)
        found.append(Figure(unknown, "", words.text("results.figure_paid_none", lang)))
    else:
        mark, label = None, words.text("results.figure_paid", lang, percent=money.percent_text(ratio))
        if scenario is not None:
            mark = marks.figure(invented=scenario.invented or scenario.is_example)
            label = scenario_label(scenario)[lang]
        found.append(Figure(label, _paid_if_known(summary), _without(summary, lang), is_main=mark is None, mark=mark))
    if head.grows:
        note = "" if head.most else words.text("results.unbounded", lang)
        found.append(Figure(_most_label(head, lang), head.most, note, is_main=False))
    for group in summary.beside:
        if any(line.confirmed for line in group.lines):
            label = words.text(f"results.figure_{group.name}", lang)
            found.append(Figure(label, group.total.confirmed, is_main=False))
    return found


def scenario_label(scenario: Published) -> Both:
    """What amounts are called that a published scenario would pay."""
    key = "payout.figure_example" if scenario.is_example else "payout.figure"
    return words.both(key, name=scenario.name, year=scenario.year)


def _paid_if_known(summary: Summary) -> Shown:
    """What is paid of the head, as far as it is known; "" where nothing of it is."""
    paying = [line for line in summary.head.lines if line.confirmed]
    return "" if paying and all(line.untold for line in paying) else summary.head.total.paid


def _without(summary: Summary, lang: str) -> str:
    """Which articles are not in what is paid, their ratios not being known."""
    articles = dict.fromkeys(line.article for line in summary.all if line.untold and line.confirmed)
    return words.text("payout.without", lang, articles=_articles(sorted(articles), lang)) if articles else ""


def _most_label(head: Group, lang: str) -> str:
    articles = list(dict.fromkeys(line.article for line in head.lines if line.grows))
    key = "results.figure_most" if 0 < len(articles) <= 2 else "results.figure_most_all"
    return words.text(key, lang, articles=_articles(articles, lang))


def _articles(numbers: Sequence[int], lang: str) -> str:
    return words.text("results.list_comma", lang).join(article_label(n, lang) for n in numbers)


def not_in_total(summary: Summary, lang: str) -> list[str]:
    """What is not in the total, and why, in sentences."""
    apart = (("not_claimed", summary.not_claimed), ("no_grant", summary.no_grant))
    told = ((f"results.table_{name}", _articles(articles, lang)) for name, articles in apart if articles)
    return [words.text(key, lang, articles=articles) for key, articles in told]


def joined(sentences: Sequence[str], lang: str) -> str:
    """Sentences one after another."""
    return ("" if lang == "zh" else " ").join(sentences)
