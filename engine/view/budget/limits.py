"""Which limits bind, and what is open until the authority decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from engine import scenario
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Entry
from engine.policy.pack import Policy
from engine.scenario import Cohort, Outcome, open_of
from engine.steps.winners import Winners
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import money
from engine.view.budget.writing import percentage


@dataclass(frozen=True)
class Limit:
    """One limit: the article in which it stands, what it is, whether it binds, and what it does, in a sentence."""

    article: int
    label: Both
    binds: bool
    text: Both


def limits(policy: Policy, result: Outcome) -> list[Limit]:
    """Every limit of a scenario, in the order of the law: places, totals of articles, the total budget."""
    found = []
    for pool in policy.pools:
        bound = result.pools[pool.id]
        label = words.both("budget.limit_pool", article=article_both(pool.article))
        found.append(Limit(pool.article, label, bound.binds, _bound_text(bound)))
    for p in policy.provisions:
        limit = p.only(Winners)
        line = next((x for x in result.lines if x.article == p.article and x.on_budget), None)
        if limit is None or line is None or not line.claims:
            continue
        cut = money.wan_text(line.quota_cut)
        key = "limit_quota_binds" if "quota" in line.binds else "limit_quota_idle"
        label = words.both("budget.limit_quota", title=both(p.title))
        found.append(Limit(p.article, label, "quota" in line.binds, words.both(f"budget.{key}", cut=cut)))
    article, label = policy.rule("budget").article, words.both("budget.limit_budget")
    found.append(Limit(article, label, result.budget.binds, _bound_text(result.budget)))
    return sorted(found, key=lambda x: (x.article, x.label["zh"]))


def _bound_text(bound: scenario.Bound) -> Both:
    asked = money.wan_text(bound.asked)
    if bound.cap is None:
        return words.both("budget.limit_none", asked=asked)
    values = {"asked": asked, "cap": money.wan_law(bound.cap), "ratio": percentage(bound.ratio)}
    if not bound.binds:
        left = money.wan_text(max(Fraction(0), bound.cap - bound.asked))
        return words.both("budget.limit_idle", left=left, **values)
    if bound.rule != PROPORTIONAL:
        return words.both("budget.limit_by_rule", rule=words.both(f"allocate.{bound.rule}"), **values)
    return words.both("budget.limit_binds", **values)


def beyond_text(entries: Iterable[Entry]) -> Both | None:
    """How many claims are approved beyond what the law allows, and by how much together, in a sentence; None where none
    is."""
    above = [entry.above for entry in entries if entry.above]
    if not above:
        return None
    return words.both("marks.beyond_in", claims=len(above), amount=money.wan_text(sum(above) * money.HUNDREDTH))


def open_text(cohort: Cohort) -> Both | None:
    """How many claims are open, on how many points, and what they could come to at most under the default readings, in
    a sentence; None where none is."""
    found = open_of(cohort, {}, {})
    if not found.claims:
        return None
    amount = money.wan_text(found.most)
    return words.both("points.in_budget", claims=len(found.claims), points=len(found.points), amount=amount)


def reserved_text(result: Outcome) -> Both | None:
    """The ratio and what would be paid if all that is open were approved at its most, in a sentence; None where nothing
    is open."""
    if not result.has_open:
        return None
    ratio, paid = result.if_open()
    return words.both("points.if_open", ratio=money.percent_text(ratio), amount=money.wan_text(paid))


@dataclass(frozen=True)
class Candidate:
    """One of the claims over which it is open who is paid: its id, its company's id, what is approved, its score (""
    for none)."""

    claim: str
    applicant: str
    approved: str
    score: str


@dataclass(frozen=True)
class OpenTie:
    """What is open until the authority decides, in a sentence, and the claims that it is about."""

    article: int
    text: Both
    candidates: tuple[Candidate, ...]


def open_ties(policy: Policy, result: Outcome) -> list[OpenTie]:
    """Equal scores, or none, over the last place of a provision or over the last of the money."""
    if not result.ties:
        return []
    entries = {e.id: e for e in result.cohort.run(result.scenario).entries}
    found = []
    for tie in result.ties:
        own = [entries[claim] for claim in tie.claims]
        if tie.provision is not None:
            provision = policy.provision(tie.provision)
            article = provision.article
            unscored = sum(e.score is None for e in own)
            values = {"left": tie.left, "count": len(own), "title": both(provision.title), "unscored": unscored}
            text = words.both("budget.tie_unknown" if unscored else "budget.tie_places", **values)
        else:
            pool = next((pool for pool in policy.pools if pool.id == tie.bound), None)
            article = policy.rule("budget").article if pool is None else pool.article
            text = words.both("budget.tie_money", left=money.wan_text(tie.left), count=len(own))
        found.append(OpenTie(article, text, tuple(map(_candidate, own))))
    return found


def _candidate(entry: Entry) -> Candidate:
    approved, score = money.wan_text(entry.approved * money.HUNDREDTH), entry.score
    return Candidate(entry.id, entry.applicant or "", approved, "" if score is None else money.wan_law(score))
