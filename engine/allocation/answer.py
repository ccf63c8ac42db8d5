"""The contract's answer to an allocation: what each claim is paid, and the steps from approved to paid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.allocation.amounts import NOTHING
from engine.allocation.contradictions import written
from engine.allocation.rules import PROPORTIONAL
from engine.allocation.run import Entry
from engine.allocation.settling import PLACES, TIE, Place, Quota, Settlement, Share
from engine.policy.pack import Pool, Provision
from engine.text import words
from engine.text.phrases import Both, both
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


Amount = tuple[int, int]
"""0.01万元, as a whole number and by what it is divided. Fractions would take longer than all the rest."""
Passed = tuple[str, Amount, Amount]
"""A stage, and the amounts before and after it."""


class _Steps:
    """Writes the steps of each claim; whatever is the same for many claims is written once."""

    def __init__(self, settlement: Settlement) -> None:
        self.settlement, self.run = settlement, settlement.run
        self.group, self.places = self.run.group.tolist(), settlement.places.tolist()
        policy = self.run.policy
        self.budget, self.truncation = policy.rule("budget"), policy.rule("truncation")
        self.budget_name = both(self.budget.label)
        self.budget_text = self._shared_text("budget", settlement.budget)
        self.budget_by, self.pools_by = str(settlement.budget.ratio), [str(share.ratio) for share in settlement.pools]
        self.budget_cites, self.truncation_cites = [_cite(self.budget)], [_cite(self.truncation)]
        self.pool_cites = [[{"article": pool.article, "quote": pool.quote}] for pool in policy.pools]
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
        limits = [stage for stage, before, after in passed if _is_less(after, before)]
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

    def _passed(self, row: int, entry: Entry, group: int) -> list[Passed]:
        """The stages that concern a claim."""
        before = entry.approved, 1
        if group == self.run.elsewhere:
            return [("budget", before, before)]
        passed = []
        for stage, column in zip(("quota", *self.settlement.stages), self.settlement.columns, strict=True):
            if stage == "quota" and entry.provision.id not in self.settlement.quotas:
                continue
            if stage == "pool" and group >= self.run.plain:
                continue
            after = column.parts(row)
            passed.append((stage, before, after))
            before = after
        return passed

    def _steps(self, row: int, entry: Entry, passed: list[Passed], paid: int) -> Iterator[Json]:
        group = self.group[row]
        other = group == self.run.elsewhere
        amount = _decimal(passed[0][1])
        for stage, before, after in passed:
            binding = _is_less(after, before)
            tied = self.tied.get(row) if binding else None
            if stage == "quota":
                quota = self.settlement.quotas[entry.provision.id]
                step, by = self._quota_step(entry.provision, quota, PLACES[self.places[row]]), None
            elif stage == "pool":
                text = tied or self.pool_texts[group]
                step, by = _step("pool", self.pool_names[group], text, self.pool_cites[group]), self.pools_by[group]
            else:
                text = self.paid_texts[True] if other else tied or self.budget_text
                step, by = _step("budget", self.budget_name, text, self.budget_cites), self.budget_by
            step["before"], step["amount"] = amount, (amount := _decimal(after) if binding else amount)
            step["binding"], step["kind"] = binding, "bind" if binding else "skip"
            if not binding:
                step["operation"] = {"op": "keep"}
            elif by is None or self.run.rule != PROPORTIONAL:
                step["operation"] = {"op": "set", "value": amount}
            else:
                step["operation"] = {"op": "multiply", "by": by}
            yield step
        text = self.open_text if entry.open else self.paid_texts[other]
        step = _step("paid", self.paid_name, text, self.truncation_cites)
        step["before"], step["amount"] = amount, _decimal((paid, 1))
        yield step | {"binding": False, "kind": "sum", "operation": {"op": "truncate"}}

    def _quota_step(self, p: Provision, quota: Quota, place: Place) -> Json:
        values = {} if place == "zero" else {"places": quota.left, "count": quota.candidates}
        cite = {"article": p.article, "quote": quota.limit.quote}
        return _step("quota", both(quota.limit.label), words.both(f"allocate.quota_{place}", **values), [cite])


def _cite(rule: Any) -> Json:
    return {"article": rule.article, "quote": rule.quotes[0]}


def _step(step: str, name: Both, text: Both, cites: list[Json]) -> Json:
    """What a step says, in the order of the contract; the figures come into their places."""
    figures = dict.fromkeys(("before", "amount", "binding", "kind"))
    return {"step": step, "name": name, "text": text, **figures, "cites": cites}


def _is_less(one: Amount, other: Amount) -> bool:
    return one[0] * other[1] < other[0] * one[1]


def _decimal(amount: Amount) -> str:
    above, below = amount
    return exact_decimal(above * HUNDREDTH, below)


def _text(hundredths: Exact) -> str:
    return wan_text(hundredths * HUNDREDTH)
