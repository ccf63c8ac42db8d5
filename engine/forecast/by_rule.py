"""Other rules of division than the proportional one, on the claims of many draws at once.

They are those of `engine.allocation.rules`, in 64-bit floats. Each says besides for which draws rounding could decide
something: on which side of a level a claim lies, or who is paid last. These are settled by the allocation itself, as
are those in which an amount comes so close to a whole number that its cut is not sure. What rounding cannot reach stays
exact: a claim that is paid in full, half of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.allocation.run import NO_SCORE
from engine.values.arrays import Array

MARGIN = 2**-48
"""Of the sum of all claims: more than rounding adds up to."""
MOST_STEPS = 64
DAYS = 367
"""Of a year, and one before it for claims of which the day is not known."""

Found = tuple[Array, Array]
"""What each claim is given, and in which draws that is not sure."""
Level = tuple[Array, Array]


@dataclass(frozen=True, slots=True)
class Problem:
    """Claims of some draws and an endowment (0.01万元) that reaches in none of them: `claims` a row a draw, their sums
    in `total`; `whole`: in which draws all of this is whole numbers, and so exact. Of each claim `number` (of a name
    that has a figure) where the rule looks at one, and its `day`; the `scores` of those columns that have any, by their
    first column. `margin`: how far rounding may reach."""

    claims: Array
    endowment: float
    total: Array
    whole: Array
    margin: float
    number: Array | None
    figures: Array
    day: Array
    scores: Mapping[int, Array]

    @property
    def missing(self) -> Array:
        """By how much the endowment does not reach, in each draw."""
        return self.total - self.endowment


def _level(of: Problem, sums: Array) -> Level:
    """The level up to which the claims come to these sums; and where a claim could lie on either side of it. Of whole
    claims it is a whole number or far from one, so that there nothing is in doubt."""
    # Newton's method: see `engine.allocation.amounts`.
    claims = of.claims
    level = sums / max(1, claims.shape[1])
    before = np.full(len(level), -1)
    part = np.empty_like(claims)
    for _ in range(MOST_STEPS):
        np.minimum(claims, level[:, None], out=part)
        count = np.count_nonzero(claims >= level[:, None], axis=1)
        if (count == before).all():
            break
        below = part.sum(axis=1) - level * count
        level = np.where(
            (count > 0) & (count != before),
            (sums - np.rint(below * of.whole) - below * ~of.whole) / np.maximum(count, 1),
            level,
        )
        before = count
    near = np.abs(level - np.rint(level)) < of.margin
    return level, near & ~of.whole


def _equal_awards(of: Problem) -> Found:
    level, unsure = _level(of, np.full(len(of.total), of.endowment))
    return np.minimum(of.claims, level[:, None]), unsure


def _equal_losses(of: Problem) -> Found:
    level, unsure = _level(of, of.missing)
    found = np.minimum(of.claims, level[:, None])
    return np.subtract(of.claims, found, out=found), unsure


def _talmud(of: Problem) -> Found:
    is_low = of.endowment <= of.missing
    level, unsure = _level(of, 2 * np.where(is_low, of.endowment, of.missing))
    half = np.minimum(of.claims, level[:, None]) / 2
    return np.where(is_low[:, None], half, of.claims - half), unsure


def _reverse_talmud(of: Problem) -> Found:
    is_low = of.endowment <= of.missing
    level, unsure = _level(of, np.abs(of.missing - of.endowment))
    half = np.minimum(of.claims, level[:, None]) / 2
    return of.claims / 2 + np.where(is_low, -1, 1)[:, None] * half, unsure


def _adjusted_proportional(of: Problem) -> Found:
    conceded = np.minimum(of.claims, of.missing[:, None])
    left = of.endowment - (of.total - conceded.sum(axis=1))
    contested = np.minimum(of.missing, left)
    remaining = np.minimum(of.claims, contested[:, None])
    sums = remaining.sum(axis=1)
    ratio = np.where(sums > 0, left / np.where(sums > 0, sums, 1), 0)
    found = of.claims - conceded
    remaining *= ratio[:, None]
    return np.add(found, remaining, out=found), np.abs(ratio - 1) < of.margin


def _weighted_proportional(of: Problem) -> Found:
    totals, weights = _totals(of), of.figures
    left, weighing = np.full(len(of.total), of.endowment), (totals * weights).sum(axis=1)
    factor = np.ones_like(totals)
    unsure, open_ones = np.zeros(len(left), dtype=bool), np.ones(len(left), dtype=bool)
    for weight in np.unique(weights)[::-1]:
        own = weights == weight
        there = totals[:, own].sum(axis=1)
        unsure |= open_ones & (np.abs(left * weight - weighing) < of.margin * max(1, weight)) & (weighing > 0)
        ends = open_ones & (left * weight < weighing)
        ratio = left / np.where(ends, weighing, 1)
        lighter = weights <= weight
        factor = np.where(ends[:, None] & lighter, ratio[:, None] * weights, factor)
        open_ones &= ~ends
        left, weighing = left - there, weighing - there * weight
    return _by_number(of, factor), unsure


def _floor_then_proportional(of: Problem) -> Found:
    floor = of.figures[0]
    found = np.minimum(of.claims, floor)
    secured = found.sum(axis=1)
    is_low = of.endowment <= secured
    own = np.where(is_low, of.endowment / np.maximum(secured, 1), 1)
    ratio = np.where(is_low, 0, (of.endowment - secured) / np.where(is_low, 1, of.total - secured))
    unsure = (np.abs(of.endowment - secured) < of.margin) & ~of.whole
    if is_low.any():
        above = of.claims - found
        return found * own[:, None] + above * ratio[:, None], unsure
    above = np.subtract(of.claims, found)
    above *= ratio[:, None]
    return np.add(found, above, out=found), unsure


def _priority_then_proportional(of: Problem) -> Found:
    totals, classes = _totals(of), of.figures
    left, unsure = np.full(len(of.total), of.endowment), np.zeros(len(of.total), dtype=bool)
    factor = np.zeros_like(totals)
    for one in np.unique(classes):
        own = classes == one
        asked = totals[:, own].sum(axis=1)
        unsure |= (np.abs(left - asked) < of.margin) & (asked > 0)
        given = np.minimum(left, asked)
        share = np.where(asked > 0, np.where(given == asked, 1, given / np.where(asked > 0, asked, 1)), 0)
        factor[:, own] = share[:, None]
        left = left - given
    return _by_number(of, factor), unsure


def _totals(of: Problem) -> Array:
    """The sums of the claims of each number, in each draw."""
    assert of.number is not None
    rows, numbers = len(of.total), len(of.figures)
    place = (of.number + (np.arange(rows) * numbers)[:, None]).ravel()
    return np.bincount(place, of.claims.ravel(), rows * numbers).reshape(rows, numbers)


def _by_number(of: Problem, factor: Array) -> Array:
    """The claims, each times the factor of its number."""
    assert of.number is not None
    rows, numbers = factor.shape
    found: Array = factor.ravel().take(of.number + (np.arange(rows) * numbers)[:, None])
    return np.multiply(found, of.claims, out=found)


def _first_come(of: Problem) -> Found:
    rows = len(of.total)
    place = (of.day + (np.arange(rows) * DAYS)[:, None]).ravel()
    by_day = np.bincount(place, of.claims.ravel(), rows * DAYS).reshape(rows, DAYS).cumsum(axis=1)
    last = np.argmax(by_day > of.endowment, axis=1)
    before = np.where(last > 0, by_day[np.arange(rows), np.maximum(last - 1, 0)], 0)
    left = (of.endowment - before)[:, None]
    found = np.where(of.day < last[:, None], of.claims, 0)
    # On the day on which the money ends, one after the other as they stand.
    row, column = np.nonzero(of.day == last[:, None])
    own = of.claims[row, column]
    until = own.cumsum()
    starts = np.searchsorted(row, np.arange(rows))
    until -= np.concatenate([[0], until])[starts][row]
    given = np.clip(left[row, 0] - (until - own), 0, own)
    found[row, column] = given
    near = np.abs(until - left[row, 0]) < of.margin
    unsure = np.bincount(row[near], minlength=rows) > 0
    unsure |= np.abs(by_day - of.endowment).min(axis=1) < of.margin
    return found, unsure & ~of.whole


def _ranking(of: Problem) -> Found:
    rows = len(of.claims)
    columns = [start + n for start, own in of.scores.items() for n in range(own.shape[1])]
    found = np.zeros_like(of.claims)
    scores = np.concatenate([*of.scores.values(), np.empty((rows, 0), dtype=np.int64)], axis=1)
    claims = of.claims[:, columns]
    known = scores != NO_SCORE
    unsure = np.zeros(rows, dtype=bool)
    scored = np.zeros(rows)
    if columns:
        order = np.argsort(-scores, axis=1, kind="stable")
        by_score, own = np.take_along_axis(scores, order, axis=1), np.take_along_axis(claims, order, axis=1)
        own = np.where(by_score != NO_SCORE, own, 0)
        until, positive = own.cumsum(axis=1), (own > 0).cumsum(axis=1)
        is_last = np.ones(by_score.shape, dtype=bool)
        is_last[:, :-1] = by_score[:, 1:] != by_score[:, :-1]
        place = np.arange(by_score.shape[1])
        end = np.minimum.accumulate(np.where(is_last, place, len(place))[:, ::-1], axis=1)[:, ::-1]
        start = np.maximum.accumulate(np.where(np.roll(is_last, 1, axis=1) | (place == 0), place, 0), axis=1)
        level, count = np.take_along_axis(until, end, axis=1), np.take_along_axis(positive, end, axis=1)
        previous = np.maximum(start - 1, 0)
        above = np.where(start > 0, np.take_along_axis(until, previous, axis=1), 0)
        count = count - np.where(start > 0, np.take_along_axis(positive, previous, axis=1), 0)
        ends_here = (above <= of.endowment) & (level > of.endowment) & (count == 1)
        given = np.where(level <= of.endowment, own, np.where(ends_here, np.minimum(own, of.endowment - above), 0))
        back = np.empty_like(claims)
        np.put_along_axis(back, order, given, axis=1)
        found[:, columns] = np.where(known, back, 0)
        unsure |= (np.abs(level - of.endowment) < of.margin).any(axis=1)
        scored = until[:, -1]
    # All who have no score are equals: they stand behind the others, and one of them alone gets what is left.
    others = of.claims.copy()
    others[:, columns] = np.where(known, 0, claims)
    alone = (np.count_nonzero(others, axis=1) == 1) & (scored <= of.endowment)
    found += np.where(alone[:, None], np.minimum(others, np.maximum(of.endowment - scored, 0)[:, None]), 0)
    unsure |= (np.abs(scored - of.endowment) < of.margin) & (scored > 0)
    return found, unsure & ~of.whole


RULES: Mapping[str, Callable[[Problem], Found]] = {
    "constrained_equal_awards": _equal_awards,
    "constrained_equal_losses": _equal_losses,
    "talmud": _talmud,
    "reverse_talmud": _reverse_talmud,
    "adjusted_proportional": _adjusted_proportional,
    "weighted_proportional": _weighted_proportional,
    "floor_then_proportional": _floor_then_proportional,
    "priority_then_proportional": _priority_then_proportional,
    "ranking": _ranking,
    "first_come": _first_come,
}


FINE = frozenset(
    {"adjusted_proportional", "weighted_proportional", "floor_then_proportional", "priority_then_proportional"}
)
"""The rules that multiply by ratios of sums: of whole claims, too, they make what is nearly whole."""


def divided(rule: str, of: Problem) -> Found:
    """What each claim is given, and in which draws that is not sure."""
    given, unsure = RULES[rule](of)
    exact = np.zeros_like(of.whole) if rule in FINE else of.whole
    if not exact.all():
        unsure |= ~exact & _nearly_whole(given, of)
    return given, unsure


def _nearly_whole(given: Array, of: Problem) -> Array:
    """In which draws what is given is so near to a whole number that its cut is not sure, unless it is the whole claim,
    or half of it."""
    near = np.rint(given)
    np.subtract(given, near, out=near)
    np.abs(near, out=near)
    row, column = np.nonzero(near < of.margin)
    own, claim = given[row, column], of.claims[row, column]
    is_open = (own != claim) & (own != claim / 2) & (own > of.margin)
    return np.bincount(row[is_open], minlength=len(given)) > 0
