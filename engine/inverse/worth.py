"""What more of a total does to what is paid: whether it buys anything, or only moves money between companies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from pydantic import PlainSerializer

from engine.allocation.proration import Settlement, settle
from engine.allocation.run import Run
from engine.inverse.sentences import amount_of, as_law, say, total_name
from engine.inverse.trials import BUDGET, Hundredths, Trial, companies, granted, paid_from_budget, total_of, with_totals
from engine.text.phrases import Both
from engine.values.money import HUNDREDTH, WAN, WHOLE
from engine.values.refusal import refuse, shown

Verdict = Literal["buys", "partly", "moves", "nothing", "less"]


@dataclass(frozen=True, slots=True)
class Change:
    """What one article's claims are paid before and after (0.01万元), and how many companies gain and lose."""

    article: int
    before: Hundredths[int]
    after: Hundredths[int]
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What `more` (0.01万元) of a total does to what is paid. `gained` and `lost` count companies by published amounts,
    `gain` and `loss` are what these come to (0.01万元); `exact` is the change of the sum before it is cut."""

    total: str
    more: Hundredths[int]
    before: Hundredths[int]
    after: Hundredths[int]
    exact: Annotated[Fraction, PlainSerializer(lambda hundredths: str(hundredths * HUNDREDTH / WHOLE))]
    gained: int
    lost: int
    gain: Hundredths[int]
    loss: Hundredths[int]
    articles: list[Change]
    verdict: Verdict
    sentence: Both
    notes: list[Both]
    trials: list[Trial]


def worth_of_one_more(run: Run, total: str = BUDGET, more: int = WAN // HUNDREDTH) -> Worth:
    """What `more` (0.01万元; one 万元 unless told) of the total budget, or of a pool's yearly total, does to what is
    paid: both are allocated and the published amounts compared. Refused where the budget is asked about and there is
    none, or where there is no such total."""
    known = [BUDGET, *(pool.id for pool in run.policy.pools)]
    if total not in known:
        refuse("total", "inverse.unknown_total", given=shown(total), known=", ".join(known))
    if total == BUDGET and run.budget is None:
        refuse("budget", "inverse.no_budget")
    if total == BUDGET:
        larger = replace(run, budget=(run.budget or 0) + more * HUNDREDTH)
    else:
        larger = with_totals(run, {total: Fraction(total_of(run, total), HUNDREDTH) + more})
    before, after = settle(run), settle(larger)
    return _compared(run, total, more, before, after)


def _compared(run: Run, total: str, more: int, before: Settlement, after: Settlement) -> Worth:
    change = (after.actual - before.actual).tolist()
    names = companies(run)
    by_company: Counter[object] = Counter()
    by_article: dict[int, Counter[object]] = {}
    for name, entry, difference in zip(names, run.entries, change, strict=True):
        by_company[name] += difference
        by_article.setdefault(entry.provision.article, Counter())[name] += difference
    gains = [d for d in by_company.values() if d > 0]
    losses = [-d for d in by_company.values() if d < 0]
    exact = granted(after) - granted(before)
    verdict = _verdict(exact, bool(gains), bool(losses))
    said = {"total": total_name(run.policy, total), "more": as_law(more * HUNDREDTH)}
    # The sum before it is cut says whether money is added or moved; each published amount is cut for itself.
    changed = sum(change)
    figures = {"gained": len(gains), "lost": len(losses), "gain": amount_of(sum(gains)), "loss": amount_of(sum(losses))}
    sentence = say(f"worth_{verdict}", **said, change=amount_of(abs(exact)), **figures)
    notes = []
    if verdict == "nothing" and not exact:
        notes.append(say("worth_idle", total=total_name(run.policy, total)))
    if exact != changed:
        notes.append(
            say("worth_cut", before=amount_of(paid_from_budget(before)), after=amount_of(paid_from_budget(after)))
        )
    labels = say("trial_before"), say("trial_after", **said)
    trials = [_of_total(label, of, total) for label, of in zip(labels, (before, after), strict=True)]
    return Worth(
        total,
        more,
        paid_from_budget(before),
        paid_from_budget(after),
        exact,
        len(gains),
        len(losses),
        sum(gains),
        sum(losses),
        list(_by_article(run, before, after, by_article)),
        verdict,
        sentence,
        notes,
        trials,
    )


def _verdict(exact: Fraction, gains: bool, losses: bool) -> Verdict:
    if not gains and not losses:
        return "nothing"
    if exact < 0:
        return "less"
    if not exact:
        return "moves"
    return "partly" if losses else "buys"


def _by_article(
    run: Run, before: Settlement, after: Settlement, changes: dict[int, Counter[object]]
) -> Iterator[Change]:
    articles = np.array([p.article for p in run.policy.provisions])[run.provision]
    for article in sorted(changes):
        rows = articles == article
        moved = changes[article].values()
        yield Change(
            article,
            int(before.actual[rows].sum()),
            int(after.actual[rows].sum()),
            sum(d > 0 for d in moved),
            sum(d < 0 for d in moved),
        )


def _of_total(label: Both, settlement: Settlement, total: str) -> Trial:
    """How far a total reaches in an allocation."""
    number = next((i for i, pool in enumerate(settlement.run.policy.pools) if pool.id == total), None)
    share = settlement.budget if number is None else settlement.pools[number]
    return Trial(label, share.ratio, share.ratio == 1, paid_from_budget(settlement), settlement)
