"""The contract's answer to an allocation: what each claim is paid, and the steps from approved to paid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from engine.allocation.amounts import NOTHING
from engine.allocation.contradictions import written
from engine.allocation.paid import ClaimPaid, Divided, Limit, Shared, Stage, Totals
from engine.allocation.proration import PLACES, TIE, Place, Quota, Settlement, Share, if_open
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Entry
from engine.assessment.answered_steps import ComputedStep, Operation, Step, StepKind, cited, cites_of, computed
from engine.assessment.assess import guideline_used
from engine.assessment.explain import AssessedSteps
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import HUNDREDTH, Exact, exact_decimal, percent_text, wan, wan_law, wan_text
from engine.values.written import WrittenAmount, WrittenRatio

Json = dict[str, Any]


def report(
    settlement: Settlement, assessed: AssessedSteps | None = None, *, steps: bool = True
) -> tuple[Iterator[ClaimPaid], Divided]:
    """The contract's answer but for its receipt: the claims, each written when it is asked for, with its `steps` or
    without (those that are `assessed`, and from the approved amount to what is paid); and all beside them."""
    reserved = if_open(settlement)
    return _claims(settlement, reserved, assessed, steps), _divided(settlement, reserved)


def _claims(
    settlement: Settlement, reserved: Settlement | None, assessed: AssessedSteps | None, steps: bool
) -> Iterator[ClaimPaid]:
    explained, paid = _Steps(settlement, assessed), settlement.actual.tolist()
    then = None if reserved is None else reserved.actual.tolist()
    for row, entry in enumerate(settlement.run.entries):
        claim = explained.claim(row, entry, paid[row], steps)
        if then is not None:
            claim["actual_if_open"] = _wan(then[row])
        yield claim


def explained(settlement: Settlement, assessed: AssessedSteps, rows: Iterable[int]) -> Iterator[ClaimPaid]:
    """Some claims of the answer (by position), each with its steps."""
    steps, paid = _Steps(settlement, assessed), settlement.actual
    for row in rows:
        yield steps.claim(row, settlement.run.entries[row], int(paid[row]), steps=True)


def _divided(settlement: Settlement, reserved: Settlement | None) -> Divided:
    """The answer but for its claims."""
    divided: Divided = {
        **_totals(settlement),
        "guideline": guideline_used(settlement.run.policy),
        "open": written([*settlement.run.points, *settlement.unscored()]),
    }
    if reserved is not None:
        divided["if_open"] = _totals(reserved)
    return divided


def _totals(settlement: Settlement) -> Totals:
    """The pools, the budget and the totals."""
    run = settlement.run
    approved, groups = run.sums(run.approved), run.sums(settlement.actual)
    on_budget = sum(groups[: run.elsewhere])
    cap = settlement.budget.cap
    return {
        "pools": [
            {"id": pool.id, **_share(share, groups[number])}
            for number, (pool, share) in enumerate(zip(run.policy.pools, settlement.pools, strict=True))
        ],
        "budget": {**_share(settlement.budget, on_budget), "unspent": None if cap is None else _wan(cap - on_budget)},
        "total_approved": _wan(sum(approved[: run.elsewhere])),
        "total_actual": _wan(on_budget),
        "other_budget": {"approved": _wan(approved[run.elsewhere]), "actual": _wan(groups[run.elsewhere])},
    }


def _share(share: Share, actual: Exact) -> Shared:
    """What a limit did, and what was paid within it (0.01万元)."""
    answer: Shared = {
        "cap": None if share.cap is None else _wan(share.cap),
        "approved": _wan(share.requested),
        "ratio": WrittenRatio(share.ratio),
        "actual": _wan(actual),
    }
    if share.rule != PROPORTIONAL:  # by the ratio alone one would think that every claim was scaled by it
        answer["rule"] = share.rule
    return answer


@lru_cache(4096)
def _wan(hundredths: Exact) -> WrittenAmount:
    return wan(hundredths * HUNDREDTH)


Parts = tuple[int, int]
"""0.01万元, as a whole number and by what it is divided. Fractions would take longer than all the rest."""
Passed = tuple[Stage, Parts, Parts]
"""A stage, and the amounts before and after it."""


class _Steps:
    """Writes the steps of each claim; whatever is the same for many claims is written once."""

    def __init__(self, settlement: Settlement, assessed: AssessedSteps | None) -> None:
        self.settlement, self.run, self.assessed = settlement, settlement.run, assessed
        self.group, self.places = self.run.group.tolist(), settlement.places.tolist()
        policy = self.run.policy
        budget, truncation = policy.rule("budget"), policy.rule("truncation")
        self.budget_name = both(budget.label)
        self.budget_text = self._shared_text("budget", settlement.budget)
        self.budget_by = WrittenRatio(settlement.budget.ratio)
        self.pools_by = [WrittenRatio(share.ratio) for share in settlement.pools]
        self.budget_cites = [cited(budget.article, budget.quotes[0])]
        self.truncation_cites = [cited(truncation.article, truncation.quotes[0])]
        self.pool_cites = [cites_of(policy, pool, pool.article, pool.quote) for pool in policy.pools]
        caps = [wan_law(self.run.total_of(pool)) for pool in policy.pools]
        self.pool_names = [
            words.both("allocate.pool_name", label=both(pool.label), cap=cap)
            for pool, cap in zip(policy.pools, caps, strict=True)
        ]
        self.pool_unwritten = [pool.unwritten and both(pool.unwritten) for pool in policy.pools]
        self.pool_texts = [self._shared_text("pool", share) for share in settlement.pools]
        self.tied = {
            row: self._tied_text(share) for share in (settlement.budget, *settlement.pools) for row in share.tied
        }
        self.unscored = {point.what for point in settlement.unscored()}
        self.paid_name = words.both("steps.paid_name")
        self.open_text = words.both("steps.paid_open")
        self.paid_texts = {other: words.both("steps.paid_other" if other else "steps.paid") for other in (False, True)}

    def _shared_text(self, stage: str, share: Share) -> Both:
        if share.cap is None:
            return words.both("allocate.budget_none")
        values: Json = {"total": _text(share.requested), "left": _text(share.cap)}
        if share.ratio == 1:
            return words.both(f"allocate.{stage}_idle", **values)
        if share.rule != PROPORTIONAL:
            return words.both("allocate.by_rule", rule=words.both(f"allocate.{self.run.rule}"), **values)
        return words.both(f"allocate.{stage}", ratio=percent_text(share.ratio), **values)

    def _tied_text(self, share: Share) -> Both:
        values: Json = {"total": _text(share.requested), "left": _text(share.cap or NOTHING), "open": _text(share.open)}
        return words.both("allocate.by_rule_tied", rule=words.both(f"allocate.{share.rule}"), **values)

    def claim(self, row: int, entry: Entry, paid: int, steps: bool) -> ClaimPaid:
        """One claim of the answer, with its `steps` or without; `paid` in 0.01万元."""
        group = self.group[row]
        passed = self._passed(row, entry, group)
        limits: list[Limit] = [stage for stage, before, after in passed if _is_less(after, before)]
        if group == self.run.elsewhere:
            limits = ["other_budget"]
        if self.places[row] == TIE:
            limits = ["open" if entry.provision.id in self.unscored else "quota_tie"]
        if row in self.tied:
            limits.append("rank_tie")
        if entry.open:
            limits = ["open"]
        claim: ClaimPaid = {
            "id": entry.id,
            "applicant": entry.applicant,
            "provision": entry.provision.id,
            "approved": _wan(entry.approved),
            "actual": _wan(paid),
            "limits": limits,
        }
        if entry.above:
            claim["above"] = _wan(entry.above)
        if steps:
            claim["steps"] = [*self._to_approved(entry), *self._from_approved(row, entry, passed, paid)]
        return claim

    def _to_approved(self, entry: Entry) -> list[Step]:
        """The steps of the claim to what is approved: those of its assessment, and where more than its application
        bears on it, what that makes of it. None where officials have approved it."""
        found = self.assessed.of(entry.id) if self.assessed is not None else None
        if not found:
            return []
        before, approved = found[-1]["amount"], exact_decimal(entry.approved * HUNDREDTH)
        if before.fen == approved.fen:
            return found
        key = "apart" if entry.open else "together"
        name, text = (words.both(f"allocate.{key}{part}", amount=wan_text(approved.fen)) for part in ("_name", ""))
        kind: StepKind = "bind" if approved.fen < before.fen else "skip"
        operation: Operation = {"op": "set", "value": approved}
        return [*found, computed("together", name, text, before, approved, kind, self.truncation_cites, operation)]

    def _passed(self, row: int, entry: Entry, group: int) -> list[Passed]:
        """The stages that concern a claim."""
        before = entry.approved, 1
        if group == self.run.elsewhere:
            return [("budget", before, before)]
        passed: list[Passed] = []
        stages: tuple[Stage, ...] = ("quota", *self.settlement.stages)
        for stage, column in zip(stages, self.settlement.columns, strict=True):
            if stage == "quota" and entry.provision.id not in self.settlement.quotas:
                continue
            if stage == "pool" and group >= self.run.plain:
                continue
            after = column.parts(row)
            passed.append((stage, before, after))
            before = after
        return passed

    def _from_approved(self, row: int, entry: Entry, passed: list[Passed], paid: int) -> Iterator[ComputedStep]:
        """The steps from what is approved to what is paid."""
        group = self.group[row]
        other = group == self.run.elsewhere
        amount = _decimal(passed[0][1])
        for stage, before, after in passed:
            binding = _is_less(after, before)
            tied = self.tied.get(row) if binding else None
            by = None
            if stage == "quota":
                quota = self.settlement.quotas[entry.provision.id]
                name, limit = both(quota.limit.label), quota.limit
                cites = cites_of(self.run.policy, limit, entry.provision.article, limit.quote)
                text = _quota_text(quota, PLACES[self.places[row]])
            elif stage == "pool":
                name, cites, by = self.pool_names[group], self.pool_cites[group], self.pools_by[group]
                text = tied or self.pool_texts[group]
            else:
                name, cites, by = self.budget_name, self.budget_cites, self.budget_by
                text = self.paid_texts[True] if other else tied or self.budget_text
            above, amount = amount, _decimal(after) if binding else amount
            operation: Operation
            if not binding:
                operation = {"op": "keep"}
            elif by is None or self.run.rule != PROPORTIONAL:
                operation = {"op": "set", "value": amount}
            else:
                operation = {"op": "multiply", "by": by}
            step = computed(stage, name, text, above, amount, "bind" if binding else "skip", cites, operation)
            if stage == "pool" and operation["op"] == "multiply" and (unwritten := self.pool_unwritten[group]):
                step["unwritten"] = unwritten
            yield step
        text = self.open_text if entry.open else self.paid_texts[other]
        actual, cites = _decimal((paid, 1)), self.truncation_cites
        yield computed("paid", self.paid_name, text, amount, actual, "sum", cites, {"op": "truncate"})


def _quota_text(quota: Quota, place: Place) -> Both:
    values = {} if place == "zero" else {"places": quota.left, "count": quota.candidates}
    return words.both(f"allocate.quota_{place}", **values)


def _is_less(one: Parts, other: Parts) -> bool:
    return one[0] * other[1] < other[0] * one[1]


@lru_cache(4096)
def _decimal(amount: Parts) -> WrittenAmount:
    return exact_decimal(amount[0] * HUNDREDTH, amount[1])


def _text(hundredths: Exact) -> str:
    return wan_text(hundredths * HUNDREDTH)
