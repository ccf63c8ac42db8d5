"""The policy of one year: as its guideline (申请指南) narrows it, where there is one for that year, or as the law is.

What an application is measured by is the policy of the year of its day. Numbers go the way of a what-if
(`engine.policy.parameters`), conditions stand behind those of the law; each carries the words of the guideline.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from engine.policy.guideline import FilingWindow, Further, Guideline, Lower, State
from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact, named_numbers, remade, with_numbers
from engine.policy.provision import Provision
from engine.steps.language import Stated
from engine.values.quantities import OF_KIND, Written


def with_guidelines(policy: Policy, guidelines: Mapping[int, Guideline]) -> Policy:
    """The policy with these guidelines, in addition to its own and in the place of those of the same years. ValueError
    where one is wider than the policy."""
    if not guidelines:
        return policy
    own = remade(policy, guidelines={**policy.guidelines, **guidelines})
    for year in guidelines:
        in_year(own, year)
    return own


def without_invented(policy: Policy, years: Collection[int]) -> Policy:
    """The policy without the invented guidelines of these years: no real application is measured by one."""
    kept = {year: of for year, of in policy.guidelines.items() if not (of.invented and year in years)}
    return policy if len(kept) == len(policy.guidelines) else remade(policy, guidelines=kept)


def in_year(policy: Policy, year: int) -> Policy:
    """The policy of the applications of a year. One whose numbers are those of a what-if stays as it is."""
    whole = policy.unnarrowed or policy
    if policy.guideline is not None and (policy.guideline.year == year or policy.unnarrowed is None):
        return policy
    return whole.derived(_Years).of(year) if year in whole.guidelines else whole


def narrowable(policy: Policy) -> dict[str, Number]:
    """The numbers of a policy that a guideline can narrow, by name: those of conditions and steps, and yearly totals.
    How far back a window reaches stands in too many of a policy's own words."""
    windows = {window.id for window in policy.windows}
    return {number.name: number for number in changeable(policy) if number.block not in windows}


def lower(known: Mapping[str, Number], stated: Lower) -> Written:
    """The number of a guideline, as one of the policy's. ValueError where the policy has none of this name or it is
    wider than the policy's; a PydanticCustomError, which is one, where it is not written as one of its kind."""
    number = known.get(stated.number)
    if number is None:
        raise ValueError(stated.number)
    to = OF_KIND[number.kind].read(stated.to)
    own, other = exact(number.kind, number.value), exact(number.kind, to.in_what_if)
    if other > own if number.narrower == "lower" else other < own:
        raise ValueError(f"{stated.number}: {stated.to}")
    return to


def is_of_items(p: Provision, further: Further) -> bool | None:
    """Whether a further condition is one of each entry of the provision's list (or of the claim); None where there is
    nothing of the name that it is about."""
    condition: Any = further.condition
    fact, measure = condition.fact, getattr(condition, "measure", None)
    paths = {f.path for f in p.facts}
    if measure is not None:
        return True
    if fact.startswith("applicant.") or fact in paths or p.years_before(fact) is not None:
        return False
    return True if p.each is not None and f"{p.each}.{fact}" in paths else None


def windows_of(policy: Policy, provision: str, year: int) -> tuple[FilingWindow, ...]:
    """When a provision can be claimed in a year, by the guideline of that year, the earliest first: the days of each
    (`start`, `until`, both included). None where there is no guideline, or it does not say: then nothing but the
    validity of the policy bounds it."""
    guideline = guideline_of(policy, year)
    return () if guideline is None else guideline.windows_of(provision)


def guideline_of(policy: Policy, year: int) -> Guideline | None:
    """The guideline of a year, if there is one."""
    return in_year(policy, year).guideline


def window_on(policy: Policy, provision: str, day: date) -> tuple[FilingWindow, State] | None:
    """When a provision can be claimed in the year of a day, seen from that day: see `window_seen`."""
    return window_seen(policy, provision, day.year, day)


def window_seen(policy: Policy, provision: str, year: int, day: date) -> tuple[FilingWindow, State] | None:
    """Of the windows of a year the one in which a day lies, else the next that opens, else the last that there was; and
    which of these it is. None where nothing is said of one."""
    return seen(windows_of(policy, provision, year), day)


def seen(windows: Sequence[FilingWindow], day: date) -> tuple[FilingWindow, State] | None:
    """The same of windows in their order; None where there is none."""
    if not windows:
        return None
    for window in windows:
        if day <= window.until:
            return window, "open" if window.start <= day else "before"
    return max(windows, key=lambda window: window.until), "closed"


class _Years:
    """The policy as its guidelines narrow it, each made once."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._made: dict[int, Policy] = {}

    def of(self, year: int) -> Policy:
        """The policy of a year that has a guideline."""
        if year not in self._made:
            self._made[year] = _narrowed(self.policy, self.policy.guidelines[year])
        return self._made[year]


def _narrowed(policy: Policy, guideline: Guideline) -> Policy:
    known = narrowable(policy)
    stated = {each.number: each for each in guideline.numbers}
    lowered = with_numbers(policy, {name: lower(known, each).in_what_if for name, each in stated.items()})
    return remade(
        lowered,
        provisions=[_provision(p, stated, guideline) for p in lowered.provisions],
        pools=[_of_block(pool, stated.get(f"{pool.id}.cap")) for pool in lowered.pools],
        guidelines=policy.guidelines,
        guideline=guideline,
        unnarrowed=policy,
    )


def _provision(p: Provision, stated: Mapping[str, Lower], guideline: Guideline) -> Provision:
    """A provision with the words of the guideline on what is narrower in it, and with its further conditions."""
    further = [each for each in guideline.conditions if each.provision == p.id]
    parts = {name: [_block(p, block, stated) for block in getattr(p, name)] for name in ("when", "item_when", "steps")}
    for each in further:
        of_items = is_of_items(p, each)
        if of_items is None:
            raise ValueError(f"{p.id}: {each.condition.fact}")
        parts["item_when" if of_items else "when"].append(each.condition.narrowed(each.quote))
    if not further and all(
        old is new for name in parts for old, new in zip(getattr(p, name), parts[name], strict=True)
    ):
        return p
    fields = {name: getattr(p, name) for name in Provision.model_fields}
    return Provision.model_validate(fields | parts)


def _block(p: Provision, block: Any, stated: Mapping[str, Lower]) -> Any:
    if not isinstance(block, Stated):
        return block
    own = [stated[name] for name, _ in named_numbers(p, block) if name in stated]
    for each in own:
        block = _of_block(block, each)
    return block


def _of_block(block: Any, each: Lower | None) -> Any:
    """A block of which the guideline says a number."""
    if each is None:
        return block
    label = {"label": each.label} if each.label is not None else {}
    return block.model_copy(update=label).narrowed(each.quote)
