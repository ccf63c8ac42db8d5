"""The contract's answer to an allocation: what each claim is paid, and the steps from approved to paid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from engine.allocation.amounts import NOTHING
from engine.allocation.contradictions import written
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Entry
from engine.allocation.settling import PLACES, TIE, Place, Quota, Settlement, Share
from engine.policy.pack import Pool, Provision
from engine.policy.phrases import Both, both
from engine.text import words
from engine.values.money import HUNDREDTH, Exact, exact_decimal, percent_text, wan, wan_law, wan_text

Json = dict[str, Any]


def report(settlement: Settlement) -> Json:
    """The contract's answer."""
    answer = as_it_comes(settlement, steps=True)
    return answer | {"claims": list(answer["claims"])}


def as_it_comes(settlement: Settlement, *, steps: bool) -> Json:
    """The contract's answer with an iterator in the place of the claims: each is written, with its `steps` or without,
    when it is asked for."""
    run = settlement.run
    explained = _Steps(settlement)
    paid = settlement.actual.tolist()
    approved, groups = run.sums(run.approved), run.sums(settlement.actual)
    on_budget = sum(groups[: run.elsewhere])
    cap = settlement.budget.cap
    return {
        "claims": (explained.claim(row, entry, paid[row], steps) for row, entry in enumerate(run.entries)),
        "pools": [
            {"id": pool.id, **_share(share), "actual": _wan(groups[number])}
            for number, (pool, share) in enumerate(zip(run.policy.pools, settlement.pools, strict=True))
        ],
        "budget": {
            **_share(settlement.budget),
            "actual": _wan(on_budget),
            "unspent": None if cap is None else _wan(cap - on_budget),
        },
        "total_approved": _wan(sum(approved[: run.elsewhere])),
        "total_actual": _wan(on_budget),
        "other_budget": {"approved": _wan(approved[run.elsewhere]), "actual": _wan(groups[run.elsewhere])},
        "open": written(run.points),
    }


def _share(share: Share) -> Json:
    # By the ratio alone one would think that every claim was scaled by it.
    divided_by = {} if share.rule == PROPORTIONAL else {"rule": share.rule}
    return divided_by | {
        "cap": None if share.cap is None else _wan(share.cap),
        "approved": _wan(share.asked),
        "ratio": str(share.ratio),
    }


def _wan(hundredths: Exact) -> str:
    return wan(hundredths * HUNDREDTH)


class _Steps:
    """Writes the steps of each claim; whatever is the same for many claims is written once."""

    def __init__(self, settlement: Settlement) -> None:
        self.settlement, self.run = settlement, settlement.run
        self.group, self.places = self.run.group.tolist(), settlement.places.tolist()
        policy = self.run.policy
        self.budget, self.truncation = policy.rule("budget"), policy.rule("truncation")
        self.budget_name = both(self.budget.label)
        self.budget_text = self._shared_text("budget", settlement.budget)
        self.pool_names = [self._pool_name(pool) for pool in policy.pools]
        self.pool_texts = [self._shared_text("pool", share) for share in settlement.pools]
        self.tied = {
            row: self._tied_text(share) for share in (settlement.budget, *settlement.pools) for row in share.tied
        }
        self.paid_name = words.both("steps.paid_name")
        self.open_text = words.both("steps.paid_open")
        self.paid_texts = {other: words.both("steps.paid_other" if other else "steps.paid") for other in (False, True)}

    def _pool_name(self, pool: Pool) -> Both:
        return words.both("allocate.pool_name", label=both(pool.label), cap=wan_law(self.run.total_of(pool)))

    def _shared_text(self, stage: str, share: Share) -> Both:
        if share.cap is None:
            return words.both("allocate.budget_none")
        values: Json = {"total": _text(share.asked), "left": _text(share.cap)}
        if share.ratio == 1:
            return words.both(f"allocate.{stage}_idle", **values)
        if share.rule != PROPORTIONAL:
            return words.both("allocate.by_rule", rule=words.both(f"allocate.{self.run.rule}"), **values)
        ratio = percent_text(share.ratio.numerator, share.ratio.denominator)
        return words.both(f"allocate.{stage}", ratio=ratio, **values)

    def _tied_text(self, share: Share) -> Both:
        values: Json = {"total": _text(share.asked), "left": _text(share.cap or NOTHING), "open": _text(share.open)}
        return words.both("allocate.by_rule_tied", rule=words.both(f"allocate.{share.rule}"), **values)

    def claim(self, row: int, entry: Entry, paid: int, steps: bool) -> Json:
        """One claim of the answer, with its `steps` or without; `paid` in 0.01万元."""
        group = self.group[row]
        passed = self._passed(row, entry, group)
        limits = [stage for stage, before, after in passed if after < before]
        if group == self.run.elsewhere:
            limits = ["other_budget"]
        if self.places[row] == TIE:
            limits = ["quota_tie"]
        if row in self.tied:
            limits.append("rank_tie")
        if entry.open:
            limits = ["open"]
        claim = {
            "id": entry.id,
            "applicant": entry.applicant,
            "provision": entry.provision.id,
            "approved": _wan(entry.approved),
            "actual": _wan(paid),
            "limits": limits,
        }
        return claim | {"steps": list(self._steps(row, entry, passed, paid))} if steps else claim

    def _passed(self, row: int, entry: Entry, group: int) -> list[tuple[str, Exact, Exact]]:
        """The stages that concern a claim, with the amounts before and after each, in 0.01万元."""
        before: Exact = entry.approved
        if group == self.run.elsewhere:
            return [("budget", before, before)]
        passed = []
        for stage, column in zip(("quota", *self.settlement.stages), self.settlement.columns, strict=True):
            if stage == "quota" and entry.provision.id not in self.settlement.quotas:
                continue
            if stage == "pool" and group >= self.run.plain:
                continue
            after = column.at(row)
            passed.append((stage, before, after))
            before = after
        return passed

    def _steps(self, row: int, entry: Entry, passed: list[tuple[str, Exact, Exact]], paid: int) -> Iterator[Json]:
        group = self.group[row]
        other = group == self.run.elsewhere
        for stage, before, after in passed:
            tied = self.tied.get(row) if after < before else None
            if stage == "quota":
                quota = self.settlement.quotas[entry.provision.id]
                yield self._quota_step(entry.provision, quota, PLACES[self.places[row]], before, after)
            elif stage == "pool":
                yield self._pool_step(group, before, after, tied or self.pool_texts[group])
            else:
                text = self.paid_texts[True] if other else tied or self.budget_text
                yield self._budget_step(before, after, text)
        text = self.open_text if entry.open else self.paid_texts[other]
        yield self._step("paid", self.paid_name, text, passed[-1][2], paid, self._rule_cite(self.truncation))

    def _quota_step(self, p: Provision, quota: Quota, place: Place, before: Exact, after: Exact) -> Json:
        values = {} if place == "zero" else {"places": quota.left, "count": quota.candidates}
        text = words.both(f"allocate.quota_{place}", **values)
        cite = {"article": p.article, "quote": quota.limit.quote}
        return self._step("quota", both(quota.limit.label), text, before, after, cite)

    def _pool_step(self, number: int, before: Exact, after: Exact, text: Both) -> Json:
        pool = self.run.policy.pools[number]
        cite = {"article": pool.article, "quote": pool.quote}
        return self._step("pool", self.pool_names[number], text, before, after, cite)

    def _budget_step(self, before: Exact, after: Exact, text: Both) -> Json:
        return self._step("budget", self.budget_name, text, before, after, self._rule_cite(self.budget))

    @staticmethod
    def _rule_cite(rule: Any) -> Json:
        return {"article": rule.article, "quote": rule.quotes[0]}

    def _step(self, step: str, name: Both, text: Both, before: Exact, after: Exact, cite: Json) -> Json:
        """One step; `before` and `after` in 0.01万元, exact."""
        paid = step == "paid"
        binding = after < before and not paid
        operation: Json = {"op": "truncate"} if paid else {"op": "keep"}
        if binding:
            operation = {"op": "set", "value": _decimal(after)}
            if step != "quota" and self.run.rule == PROPORTIONAL:
                operation = {"op": "multiply", "by": str(Fraction(after, 1) / before)}
        return {
            "step": step,
            "name": name,
            "text": text,
            "before": _decimal(before),
            "amount": _decimal(after),
            "binding": binding,
            "kind": "sum" if paid else "bind" if binding else "skip",
            "cites": [cite],
            "operation": operation,
        }


def _decimal(hundredths: Exact) -> str:
    if isinstance(hundredths, int):
        return _wan(hundredths)
    return exact_decimal(hundredths.numerator * HUNDREDTH, hundredths.denominator)


def _text(hundredths: Exact) -> str:
    return wan_text(hundredths * HUNDREDTH)
