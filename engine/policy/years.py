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
from engine.policy.parameters import Number, changeable, exact, named_numbers, with_numbers
from engine.policy.provision import PARTS, Provision
from engine.steps.language import Stated
from engine.values.quantities import OF_KIND, Written


def with_guidelines(policy: Policy, guidelines: Mapping[int, Guideline]) -> Policy:
    """The policy with these guidelines, in addition to its own and in the place of those of the same years. ValueError
    where one is wider than the policy."""
    if not guidelines:
        return policy
    own = policy.changed(guidelines={**policy.guidelines, **guidelines})
    for year in guidelines:
        in_year(own, year)
    return own


def without_invented(policy: Policy, years: Collection[int]) -> Policy:
    """The policy without the invented guidelines of these years: no real application is measured by one."""
    kept = {year: of for year, of in policy.guidelines.items() if not (of.invented and year in years)}
    return policy if len(kept) == len(policy.guidelines) else policy.changed(guidelines=kept)


def in_year(policy: Policy, year: int) -> Policy:
    """The policy of the applications of a year. One whose numbers are those of a what-if stays as it is."""
    whole = policy.unnarrowed or policy
    if policy.guideline is not None and (policy.guideline.year == year or policy.unnarrowed is None):
        return policy
    return whole.derived(_narrowed, year) if year in whole.guidelines else whole


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
    return () if (guideline := guideline_of(policy, year)) is None else guideline.windows_of(provision)


def guideline_of(policy: Policy, year: int) -> Guideline | None:
    """The guideline of a year, if there is one."""
    return in_year(policy, year).guideline


def window_on(policy: Policy, provision: str, day: date) -> tuple[FilingWindow, State] | None:
    """When a provision can be claimed in the year of a day, seen from that day."""
    return seen(windows_of(policy, provision, day.year), day)


def seen(windows: Sequence[FilingWindow], day: date) -> tuple[FilingWindow, State] | None:
    """Of windows in their order the one in which a day lies, else the next that opens, else the last that there was;
    and which of these it is. None where there is none."""
    if not windows:
        return None
    for window in windows:
        if day <= window.until:
            return window, "open" if window.start <= day else "before"
    return max(windows, key=lambda window: window.until), "closed"


def _narrowed(policy: Policy, year: int) -> Policy:
    """The policy of a year that has a guideline."""
    guideline, known = policy.guidelines[year], narrowable(policy)
    stated = {each.number: each for each in guideline.numbers}
    lowered = with_numbers(policy, {name: lower(known, each).in_what_if for name, each in stated.items()})
    return lowered.changed(
        provisions=[_provision(p, stated, guideline) for p in lowered.provisions],
        pools=[_of_block(pool, stated.get(f"{pool.id}.cap")) for pool in lowered.pools],
        guidelines=policy.guidelines,
        guideline=guideline,
        unnarrowed=policy,
    )


def _provision(p: Provision, stated: Mapping[str, Lower], guideline: Guideline) -> Provision:
    """A provision with the words of the guideline on what is narrower in it, and with its further conditions."""
    parts = {name: [_block(p, block, stated) for block in getattr(p, name)] for name in PARTS}
    for each in [each for each in guideline.conditions if each.provision == p.id]:
        of_items = is_of_items(p, each)
        if of_items is None:
            raise ValueError(f"{p.id}: {each.condition.fact}")
        parts["item_when" if of_items else "when"].append(each.condition.narrowed(each.quote))
    is_same = all([*map(id, parts[name])] == [*map(id, getattr(p, name))] for name in PARTS)
    return p if is_same else p.changed(**parts)


def _block(p: Provision, block: Any, stated: Mapping[str, Lower]) -> Any:
    for name in [name for name, _ in named_numbers(p, block)] if isinstance(block, Stated) else ():
        block = _of_block(block, stated.get(name))
    return block


def _of_block(block: Any, each: Lower | None) -> Any:
    """A block, of which the guideline says a number where there is one."""
    if each is None:
        return block
    label = {"label": each.label} if each.label is not None else {}
    return block.model_copy(update=label).narrowed(each.quote)
