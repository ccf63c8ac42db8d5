"""Many approved claims and a budget that may not reach: what each claim is paid, and why.

Approved amounts, then the places of a provision with so many winners a year, the yearly totals of articles, the total
budget; ratios are exact and one truncation comes at the end. Everything is done for all claims at once: a column holds
the approved amounts in units of 0.01万元, in which awards are published, and a limit that scales a group of claims
alike changes nothing but that group's ratio.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np

from engine import words
from engine.application import (
    LONGEST_TEXT,
    Application,
    Facts,
    listed,
    parse_count,
    parse_id,
    projects_of,
    read_application,
    read_by_key,
    read_keys,
    read_readings,
    same_project,
)
from engine.claims import Cells, TableBuilder, applicant_row, claim_cells
from engine.columns import Plans
from engine.division import NEEDS, PROPORTIONAL, RULES, awards, read_rule
from engine.evaluate import evaluate
from engine.money import HUNDREDTH, TOO_LARGE, WAN, Exact, exact_decimal, parse_amount, percent_text, wan, wan_text
from engine.outcome import FITS, Array
from engine.pack import BUDGET_FIRST, Limit, Policy, Pool, Provision, resolve
from engine.phrases import Both, both
from engine.refusal import Refusals, Refused, is_text, refuse, shown

Json = dict[str, Any]

OF_A_RUN = (
    "budget", "applications", "approved_claims", "readings", "already_awarded", "quota_used", "rule", "overrides",
)  # fmt: skip
OF_AN_APPROVED_CLAIM = ("id", "applicant", "provision", "approved", "score")
ONE = Fraction(1)

Place = Literal["zero", "idle", "in", "tie", "out"]
PLACES: tuple[Place, ...] = get_args(Place)
ZERO, IDLE, IN, TIE, OUT = range(len(PLACES))
NO_SCORE = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved claim: `approved` in 0.01万元; `score` (millionths) if it has one."""

    id: str
    applicant: str | None
    provision: Provision
    approved: int
    score: int | None = None


@dataclass(slots=True)
class Run:
    """One allocation, checked. `budget` and `already_awarded` (by pool) in 分; `budget` None: none is set.

    `approved` holds the entries' amounts (0.01万元), `provision` the number of each one's provision, `group` its
    group: the number of its pool, then one for claims without a pool (`plain`), then one for what another budget pays
    (`elsewhere`).
    """

    policy: Policy
    entries: list[Entry]
    readings: dict[str, str]
    budget: int | None = None
    already_awarded: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    rule: str = PROPORTIONAL
    approved: Array = field(init=False)
    score: Array = field(init=False)
    provision: Array = field(init=False)
    group: Array = field(init=False)

    def __post_init__(self) -> None:
        number = {p.id: i for i, p in enumerate(self.policy.provisions)}
        groups = np.array([self._group(p) for p in self.policy.provisions], dtype=np.int64)
        self.approved = np.array([e.approved for e in self.entries], dtype=np.int64)
        scores = [NO_SCORE if e.score is None else e.score for e in self.entries]
        self.score = np.array(scores, dtype=np.int64)
        self.provision = np.array([number[e.provision.id] for e in self.entries], dtype=np.int64)
        self.group = groups[self.provision]

    def _group(self, p: Provision) -> int:
        # What is paid under another instrument is no part of 「各类项目审核资助金额」.
        if p.other_budget is not None and self.readings[p.other_budget] != "true":
            return self.elsewhere
        return next((i for i, pool in enumerate(self.policy.pools) if pool.id == p.pool), self.plain)

    @property
    def plain(self) -> int:
        """The group of the claims without a pool."""
        return len(self.policy.pools)

    @property
    def elsewhere(self) -> int:
        """The group of the claims that another budget pays."""
        return len(self.policy.pools) + 1

    @property
    def budget_first(self) -> bool:
        """Whether the total budget comes before the totals of articles."""
        order = self.policy.rule("budget").order
        return order is not None and self.readings[order] == BUDGET_FIRST

    def left_of(self, pool: Pool) -> int:
        """分: what is left of the yearly total of an article."""
        return max(0, pool.cap * WAN - self.already_awarded.get(pool.id, 0))


@dataclass(frozen=True, slots=True)
class Column:
    """Exact amounts in 0.01万元: each of `values` times the ratio of its group. `sums` are those of the values."""

    values: Array
    sums: tuple[Exact, ...]
    ratios: tuple[Fraction, ...]

    def asked(self, groups: Iterable[int]) -> Fraction:
        """What the claims of these groups come to."""
        return sum((self.sums[g] * self.ratios[g] for g in groups), Fraction(0))

    def at(self, row: int, group: int) -> Fraction:
        """The amount of one claim."""
        return Fraction(self.values.item(row)) * self.ratios[group]


@dataclass(frozen=True, slots=True)
class Share:
    """One limit that several claims share: `cap` (None: none) and what they asked for, in 0.01万元; the ratio of
    what is granted to what was asked for, of all together. Every claim is paid by it only where `rule` is the
    proportional one."""

    cap: Fraction | None
    asked: Fraction
    ratio: Fraction
    rule: str = PROPORTIONAL


@dataclass(frozen=True, slots=True)
class Quota:
    """The places of one provision: how many were left, and how many wanted one."""

    limit: Limit
    left: int
    candidates: int


@dataclass(slots=True)
class Settlement:
    """What became of a run: a column after the quota, and after each of the `stages` (the pools and the budget, in
    their order). `places` says what became of each claim in the quota of its provision (a number of `PLACES`);
    `actual` is what is paid, in 0.01万元."""

    run: Run
    quotas: dict[str, Quota]
    places: Array
    columns: list[Column]
    stages: tuple[str, ...]
    pools: list[Share]
    budget: Share
    actual: Array


# -------------------------------------------------------------------------------------------------------- the division


def allocate(policy: Policy, raw: object) -> Json:
    """What each of many claims is paid (contract form in and out), with the steps from approved to paid.

    In the answer, `approved` of a pool or of the budget is what its claims come to when they reach that limit, and the
    `cap` of a pool what is left of it this year, so that a ratio is the lower of 1 and cap through approved. Where a
    `rule` other than the proportional one divided what is short, it is named: then the ratio is one of sums, and no
    claim is paid by it. What another budget pays stands in the totals, but in no pool and not in the budget. Raises
    Refused naming every field that cannot be accepted.
    """
    return report(settle(read_run(policy, raw)))


def settle(run: Run) -> Settlement:
    """Quota, totals of articles and total budget, in the order of the readings; one truncation at the end."""
    quotas, places, standing = _quotas(run)
    groups = run.elsewhere + 1
    columns = [Column(standing, _sums(standing, run.group, groups), (ONE,) * groups)]
    stages = ("budget", "pool") if run.budget_first else ("pool", "budget")
    pools: list[Share] = []
    budget = Share(None, Fraction(0), ONE)
    for stage in stages:
        column = columns[-1]
        if stage == "pool":
            for number, pool in enumerate(run.policy.pools):
                column, share = _shared(run, column, [number], run.left_of(pool))
                pools.append(share)
        else:
            column, budget = _shared(run, column, list(range(run.elsewhere)), run.budget)
        columns.append(column)
    return Settlement(run, quotas, places, columns, stages, pools, budget, _cut(columns[-1], run.group))


def _shared(run: Run, column: Column, groups: list[int], fen: int | None) -> tuple[Column, Share]:
    """The column after a limit of `fen` 分 for these groups together, divided by the rule of the run."""
    asked = column.asked(groups)
    if fen is None:
        return column, Share(None, asked, ONE)
    cap = Fraction(fen, HUNDREDTH)
    # Bounds are inclusive and 「超过」 is strict: a sum equal to the limit is left alone.
    if asked <= cap:
        return column, Share(cap, asked, ONE)
    share = Share(cap, asked, cap / asked, run.rule)
    if share.rule == PROPORTIONAL:
        ratios = tuple(r * share.ratio if g in groups else r for g, r in enumerate(column.ratios))
        return replace(column, ratios=ratios), share
    rows = np.flatnonzero(np.isin(run.group, groups))
    members = run.group[rows].tolist()
    claims = [value * column.ratios[g] for value, g in zip(column.values[rows].tolist(), members, strict=True)]
    values = column.values.astype(object)
    given = awards(run.rule, cap, claims)
    values[rows] = given
    sums = list(column.sums)
    for g in groups:
        sums[g] = sum((award for award, member in zip(given, members, strict=True) if member == g), Fraction(0))
    ratios = tuple(ONE if g in groups else r for g, r in enumerate(column.ratios))
    return Column(values, tuple(sums), ratios), share


def _sums(values: Array, group: Array, groups: int) -> tuple[Exact, ...]:
    """The sum of each group's values; integers that 64 bits might not hold are added as Python's."""
    if len(values) and int(values.max()) * len(values) >= FITS:
        values = values.astype(object)
    return tuple(int(values[group == g].sum()) for g in range(groups))


def _cut(column: Column, group: Array) -> Array:
    """The amounts cut to whole 0.01万元: what truncation leaves stays unspent."""
    values = column.values
    most = max((r.numerator for r in column.ratios), default=1)
    finest = max((r.denominator for r in column.ratios), default=1)
    if values.dtype != object and (int(values.max(initial=0)) * most >= FITS or finest >= FITS):
        values = values.astype(object)
    kind = values.dtype
    above = np.array([r.numerator for r in column.ratios], dtype=kind)
    below = np.array([r.denominator for r in column.ratios], dtype=kind)
    cut: Array = values * above[group] // below[group]
    return cut.astype(np.int64)


def _quotas(run: Run) -> tuple[dict[str, Quota], Array, Array]:
    """The places of every provision that has so many winners a year, what became of each claim, and the amounts that
    are left in the run."""
    quotas: dict[str, Quota] = {}
    places = np.full(len(run.entries), IDLE, dtype=np.int8)
    for number, p in enumerate(run.policy.provisions):
        limit = p.limit("winners")
        if limit is None:
            continue
        rows = np.flatnonzero((run.provision == number) & (run.group != run.elsewhere))
        if not len(rows):
            continue
        left = max(0, (limit.winners or 0) - run.quota_used.get(p.id, 0))
        wanting = run.approved[rows] > 0
        candidates = rows[wanting]
        places[rows[~wanting]] = ZERO
        if len(candidates) > left:
            places[candidates] = _placed(run.score[candidates], left)
        quotas[p.id] = Quota(limit, left, len(candidates))
    return quotas, places, np.where(places < TIE, run.approved, 0)


def _placed(score: Array, left: int) -> Array:
    """Who of too many candidates gets one of the places that are `left`: the highest scores, and those without a score
    last. Nobody is preferred among equals: a tie over the last place is left to the authority."""
    if not left:
        return np.full(len(score), OUT, dtype=np.int8)
    last, first_outside = np.sort(score)[::-1][left - 1 : left + 1]
    if last > first_outside:
        return np.where(score >= last, IN, OUT)
    return np.where(score > last, IN, np.where(score == last, TIE, OUT))


# ---------------------------------------------------------------------------------------------------------- the answer


def report(settlement: Settlement) -> Json:
    """The contract's answer."""
    run = settlement.run
    explained = _Steps(settlement)
    paid = settlement.actual.tolist()
    group = run.group
    groups = _sums(settlement.actual, group, run.elsewhere + 1)
    on_budget = sum(groups[: run.elsewhere])
    cap = settlement.budget.cap
    return {
        "claims": [explained.claim(row, entry, paid[row]) for row, entry in enumerate(run.entries)],
        "pools": [
            {"id": pool.id, **_share(share), "actual": _wan(groups[number])}
            for number, (pool, share) in enumerate(zip(run.policy.pools, settlement.pools, strict=True))
        ],
        "budget": {
            **_share(settlement.budget),
            "actual": _wan(on_budget),
            "unspent": None if cap is None else _wan(cap - on_budget),
        },
        "total_approved": _wan(sum(e.approved for e in run.entries)),
        "total_actual": _wan(sum(paid)),
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
        policy = self.run.policy
        self.budget, self.truncation = policy.rule("budget"), policy.rule("truncation")
        self.budget_name = both(self.budget.label)
        self.budget_text = self._shared_text("budget", settlement.budget)
        self.pool_names = [words.both("allocate.pool_name", label=both(p.label), cap=p.cap) for p in policy.pools]
        self.pool_texts = [self._shared_text("pool", share) for share in settlement.pools]
        self.paid_name = words.both("steps.paid_name")
        self.paid_texts = {other: words.both("steps.paid_other" if other else "steps.paid") for other in (False, True)}

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

    def claim(self, row: int, entry: Entry, paid: int) -> Json:
        """One claim of the answer; `paid` in 0.01万元."""
        steps = list(self._steps(row, entry, paid))
        limits = [step["step"] for step in steps if step["binding"]]
        if self.run.group[row] == self.run.elsewhere:
            limits = ["other_budget"]
        if self.settlement.places[row] == TIE:
            limits = ["quota_tie"]
        return {
            "id": entry.id,
            "applicant": entry.applicant,
            "provision": entry.provision.id,
            "approved": _wan(entry.approved),
            "actual": _wan(paid),
            "limits": limits,
            "steps": steps,
        }

    def _steps(self, row: int, entry: Entry, paid: int) -> Iterator[Json]:
        settlement = self.settlement
        group = int(self.run.group[row])
        before = Fraction(entry.approved)
        if group == self.run.elsewhere:
            yield self._budget_step(before, before, words.both("steps.paid_other"))
        else:
            quota = settlement.quotas.get(entry.provision.id)
            if quota:
                after = settlement.columns[0].at(row, group)
                yield self._quota_step(entry.provision, quota, PLACES[settlement.places[row]], before, after)
                before = after
            for stage, column in zip(settlement.stages, settlement.columns[1:], strict=True):
                after = column.at(row, group)
                if stage == "budget":
                    yield self._budget_step(before, after, self.budget_text)
                elif group < self.run.plain:
                    yield self._pool_step(group, before, after)
                before = after
        text = self.paid_texts[group == self.run.elsewhere]
        yield self._step("paid", self.paid_name, text, before, Fraction(paid), self._rule_cite(self.truncation))

    def _quota_step(self, p: Provision, quota: Quota, place: Place, before: Fraction, after: Fraction) -> Json:
        values = {} if place == "zero" else {"places": quota.left, "count": quota.candidates}
        text = words.both(f"allocate.quota_{place}", **values)
        cite = {"article": p.article, "quote": quota.limit.quote}
        return self._step("quota", both(quota.limit.label), text, before, after, cite)

    def _pool_step(self, number: int, before: Fraction, after: Fraction) -> Json:
        pool = self.run.policy.pools[number]
        cite = {"article": pool.article, "quote": pool.quote}
        return self._step("pool", self.pool_names[number], self.pool_texts[number], before, after, cite)

    def _budget_step(self, before: Fraction, after: Fraction, text: Both) -> Json:
        return self._step("budget", self.budget_name, text, before, after, self._rule_cite(self.budget))

    @staticmethod
    def _rule_cite(rule: Any) -> Json:
        return {"article": rule.article, "quote": rule.quotes[0]}

    def _step(self, step: str, name: Both, text: Both, before: Fraction, after: Fraction, cite: Json) -> Json:
        """One step; `before` and `after` in 0.01万元, exact."""
        paid = step == "paid"
        binding = after < before and not paid
        operation: Json = {"op": "truncate"} if paid else {"op": "keep"}
        if binding:
            operation = {"op": "set", "value": _decimal(after)}
            if step != "quota" and self.run.rule == PROPORTIONAL:
                operation = {"op": "multiply", "by": str(after / before)}
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


def _decimal(hundredths: Fraction) -> str:
    return exact_decimal(hundredths.numerator * HUNDREDTH, hundredths.denominator)


def _text(hundredths: Fraction) -> str:
    return wan_text(hundredths * HUNDREDTH)


# ---------------------------------------------------------------------------------------------------------- the input


def read_run(policy: Policy, raw: object) -> Run:
    """The run in `raw` (contract form), its applications assessed; or Refused naming every field that cannot be
    accepted."""
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    return _Reader(policy, raw).run()


class _Reader:
    """Reads one run and gathers what is wrong with it."""

    def __init__(self, policy: Policy, raw: Json) -> None:
        self.policy, self.raw = policy, raw
        self.refusals = Refusals()
        self.ids: set[str] = set()

    def run(self) -> Run:
        raw, refusals = self.raw, self.refusals
        read_keys(raw, "", OF_A_RUN, refusals)
        readings = read_readings(self.policy, raw.get("readings"), "readings", refusals)
        budget = None if raw.get("budget") is None else self._parsed(raw["budget"], "budget", parse_amount)
        pools = [pool.id for pool in self.policy.pools]
        awarded = read_by_key(raw.get("already_awarded"), "already_awarded", pools, parse_amount, refusals)
        with_winners = [p.id for p in self.policy.provisions if p.limit("winners")]
        quota = read_by_key(raw.get("quota_used"), "quota_used", with_winners, parse_count, refusals)
        rule = self._rule()
        self._overrides()
        applications = self._applications(readings, awarded, quota)
        approved = self._approved_claims()
        refusals.raise_if_any()
        entries = assessed(self.policy, applications, approved, readings) + approved
        return Run(self.policy, entries, readings, budget, awarded, quota, rule)

    def _parsed(self, value: object, path: str, parse: Any) -> Any:
        try:
            return parse(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return None

    def _rule(self) -> str:
        given = self.raw.get("rule")
        if given is None:
            return PROPORTIONAL
        rule: str = self._parsed(given, "rule", read_rule) or PROPORTIONAL
        if rule in NEEDS:
            known = listed(name for name in RULES if name not in NEEDS)
            self.refusals.add("rule", "allocate.rule_elsewhere", rule=rule, needs=NEEDS[rule], known=known)
        return rule

    def _overrides(self) -> None:
        given = self.raw.get("overrides")
        if given is None:
            return
        if not isinstance(given, dict):
            self.refusals.add("overrides", "application.not_an_object", given=shown(given))
        for name in given if isinstance(given, dict) else ():
            self.refusals.add(f"overrides.{name}", "allocate.no_overrides", given=shown(name))

    def _list(self, key: str) -> list[Any]:
        given = self.raw.get(key)
        if given is None:
            return []
        if not isinstance(given, list):
            self.refusals.add(key, "allocate.not_listed", given=shown(given))
            return []
        return given

    # -- applications

    def _applications(
        self, readings: dict[str, str], awarded: dict[str, int], quota: dict[str, int]
    ) -> list[Application]:
        found: list[tuple[int, Application]] = []
        for i, entry in enumerate(self._list("applications")):
            path = f"applications.{i}"
            application = self._parsed(entry, path, lambda raw, path: read_application(self.policy, raw, path))
            if application is None:
                continue
            self._same_for_all(application, entry, path, readings, awarded, quota)
            if found and application.day.year != found[0][1].day.year:
                self.refusals.add(
                    f"{path}.application_date",
                    "allocate.two_years",
                    year=application.day.year,
                    first=found[0][1].day.year,
                    other=f"applications.{found[0][0]}",
                )
            for j, claim in enumerate(application.claims):
                self._once(claim.id, f"{path}.claims.{j}.id")
            found.append((i, application))
        self._projects(found)
        self._applicants(found)
        return [replace(application, readings=readings) for _, application in found]

    def _same_for_all(
        self,
        application: Application,
        raw: Json,
        path: str,
        readings: dict[str, str],
        awarded: dict[str, int],
        quota: dict[str, int],
    ) -> None:
        """Readings, and what was awarded before, hold for the run: an application cannot say otherwise."""
        for name in raw.get("readings") or ():
            given, in_force = application.readings[name], readings[name]
            if raw["readings"][name] is not None and given != in_force:
                self.refusals.add(f"{path}.readings.{name}", "allocate.other_reading", given=given, run=in_force)
        of_run = {"already_awarded": awarded, "quota_used": quota}
        stated = {"already_awarded": application.already_awarded, "quota_used": application.quota_used}
        for key, figures in stated.items():
            for name, figure in figures.items():
                if figure != of_run[key].get(name, 0):
                    self.refusals.add(f"{path}.{key}.{name}", "allocate.other_figure")

    def _once(self, claim_id: str, path: str) -> None:
        if claim_id in self.ids:
            self.refusals.add(path, "application.same_id", given=shown(claim_id))
        self.ids.add(claim_id)

    def _projects(self, found: list[tuple[int, Application]]) -> None:
        """Both sides of a project must state the same figures, in whichever application; what one states holds for
        all."""
        stated: dict[str, tuple[str, Facts]] = {}
        projects = [
            (project, f"applications.{i}.claims.{j}.facts.{where}")
            for i, application in found
            for j, claim in enumerate(application.claims)
            for project, where in projects_of(claim)
        ]
        for project, path in projects:
            same_project(stated, project, path, self.refusals)
        for project, _ in projects:
            if "id" in project:
                project.update(stated[project["id"]][1])

    def _applicants(self, found: list[tuple[int, Application]]) -> None:
        """What one applicant claims in several applications draws on the same yearly caps, so these are evaluated as
        one: then they must agree."""
        first: dict[str, tuple[int, Application]] = {}
        for i, application in found:
            name = _applicant_of(application)
            if name is None:
                continue
            j, before = first.setdefault(name, (i, application))
            other = f"applications.{j}"
            if application.day != before.day:
                path = f"applications.{i}.application_date"
                self.refusals.add(path, "allocate.applicant_twice", applicant=shown(name), other=other)
            for fact in self.policy.applicant:
                here, there = application.applicant.get(fact.name), before.applicant.get(fact.name)
                if fact.type == "text" or here is None:
                    continue
                if there is None:
                    before.applicant[fact.name] = here
                elif here != there:
                    path = f"applications.{i}.applicant.{fact.name}"
                    self.refusals.add(path, "allocate.applicant_differs", applicant=shown(name), other=other)

    # -- approved claims

    def _approved_claims(self) -> list[Entry]:
        provisions = {p.id: p for p in self.policy.provisions}
        entries = []
        for i, raw in enumerate(self._list("approved_claims")):
            path = f"approved_claims.{i}"
            if not isinstance(raw, dict):
                self.refusals.add(path, "application.not_an_object", given=shown(raw))
                continue
            read_keys(raw, path, OF_AN_APPROVED_CLAIM, self.refusals)
            claim_id = self._parsed(raw.get("id"), f"{path}.id", parse_id)
            applicant = self._parsed(raw.get("applicant"), f"{path}.applicant", _applicant_id)
            approved = self._parsed(raw.get("approved"), f"{path}.approved", parse_amount)
            score = None
            if raw.get("score") is not None:
                score = self._parsed(raw["score"], f"{path}.score", parse_amount)
            provision_id = raw.get("provision")
            provision = provisions.get(provision_id) if isinstance(provision_id, str) else None
            if provision is None:
                known = listed(provisions)
                self.refusals.add(
                    f"{path}.provision", "application.unknown_provision", given=shown(provision_id), known=known
                )
            if claim_id is not None:
                self._once(claim_id, f"{path}.id")
            if None not in (claim_id, applicant, approved) and provision is not None:
                # The approved amount is published, so it is cut as well (只舍不入).
                entries.append(Entry(claim_id, applicant, provision, approved // HUNDREDTH, score))
        return entries


def _applicant_id(value: object, path: str) -> str:
    """The id of an applicant; a number is read as text, and spaces around it mean nothing, as in an application."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < FITS:
        return str(value)
    if not is_text(value, LONGEST_TEXT) or not value.strip():
        refuse(path, "allocate.bad_applicant", given=shown(value))
    return value.strip()


# ------------------------------------------------------------------------------------------- what applications come to


def assessed(
    policy: Policy, applications: list[Application], approved: list[Entry], readings: dict[str, str]
) -> list[Entry]:
    """The claims of all applications with the amounts that are confirmed, in the order given.

    They stand in one table: claims of one project share its funding limit across companies, and the applications of one
    applicant count as one. What is approved already in the same run uses up the applicant's yearly caps, and what is
    given once.
    """
    plans = policy.derived(Plans)
    builder = TableBuilder(plans)
    counts: dict[str, int] = {}
    places: dict[tuple[int, int], tuple[str, int]] = {}
    used = _used(approved)
    together: dict[object, list[int]] = {}
    for i, application in enumerate(applications):
        name = _applicant_of(application)
        together.setdefault(i if name is None else name, []).append(i)
    for members in together.values():
        first = applications[members[0]]
        cells: list[Cells] = []
        for i in members:
            for claim in applications[i].claims:
                taken = used.get((_applicant_of(first), claim.provision.id), 0)
                _use_up(claim.provision, claim.facts, taken * HUNDREDTH, readings)
            for j, c in enumerate(claim_cells(plans, applications[i])):
                provision = c.plan.provision.id
                places[i, j] = provision, counts.get(provision, 0)
                counts[provision] = counts.get(provision, 0) + 1
                cells.append(c)
        row, unknown = applicant_row(plans, first)
        builder.add(first.day, row, unknown, cells, "against", together="run")
    outcomes = evaluate(plans, builder.table(), readings, steps=False) if counts else {}
    entries = []
    for i, application in enumerate(applications):
        for j, claim in enumerate(application.claims):
            provision, place = places[i, j]
            amount = int(outcomes[provision].approved[place]) // HUNDREDTH
            limit = claim.provision.limit("winners")
            score = claim.facts.get(limit.by) if limit and limit.by else None
            entries.append(Entry(claim.id, _applicant_of(application), claim.provision, amount, score))
    return entries


def _applicant_of(application: Application) -> str | None:
    """The id of the applicant; None where none is given: then nothing is known of its other claims."""
    return application.applicant.get("id") or None


def _used(approved: list[Entry]) -> dict[tuple[str | None, str], int]:
    """What is approved for an applicant under a provision, in 0.01万元."""
    used: dict[tuple[str | None, str], int] = {}
    for e in approved:
        used[e.applicant, e.provision.id] = used.get((e.applicant, e.provision.id), 0) + e.approved
    return used


def _use_up(p: Provision, facts: Facts, fen: int, readings: dict[str, str]) -> None:
    """Count `fen` 分 that the applicant is approved for in another claim against what caps and once-only leave."""
    if not fen:
        return
    for limit in p.limits:
        per = resolve(limit.per, readings)
        if per == "applicant_year" and limit.less:
            facts[limit.less] = min(facts.get(limit.less, 0) + fen, TOO_LARGE)
        elif per == "applicant" and limit.once:
            if any(fact.name == limit.once for fact in p.children()):
                facts[limit.once] = True
            else:
                for item in facts.get(p.each or "") or ():
                    item[limit.once] = True
