"""Claims of many possible years: a row for each draw, a column for each claim, those of a provision side by side.

How many there are, and which, is found by counters (`chance`): the claim in one place of one draw is the same wherever
that draw is worked out, and whatever else is assumed, as far as there are so many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from engine.forecast import chance
from engine.forecast.assumptions import FIGURES, Estimate, Line
from engine.forecast.donors import HIGH, LIKELY, LOW, SIZES, SPREAD, Donors
from engine.values.arrays import Array
from engine.values.money import WHOLE

At = Literal["drawn", "likely", "low", "high"]
"""Where a figure is: as drawn between low and high, or at one of its three."""

CHUNK = 32
"""Claims of one draw whose words stand together."""
TIES = 24
"""Bits by which chance decides between equal scores."""


@dataclass(frozen=True, slots=True)
class DrawnClaims:
    """Claims of one provision: what each comes to (`amount`, whole 0.01万元 as 64-bit floats, 0 where there is none),
    and which donor it is (`donor`)."""

    amount: Array
    donor: Array
    score: Array | None


@dataclass(frozen=True, slots=True)
class Lines:
    """What is drawn in one year: the lines, the donors of each, and the provisions (by id) whose claims compete by
    score."""

    year: int
    lines: tuple[Line, ...]
    donors: Mapping[str, Donors]
    shock: Estimate
    competing: frozenset[str]


def shock_of(of: Lines, seed: int, first: int, until: int, at: At = "drawn") -> Array:
    """The factor of all demand in each draw."""
    u = chance.uniform(chance.words(seed, f"{of.year}", first, until, 2))
    return chance.shocks(_value(of.shock, u[:, 0], at), u[:, 1])


def drawn(
    of: Lines, line: Line, seed: int, first: int, until: int, shock: Array, at: Mapping[str, At] | None = None
) -> DrawnClaims:
    """The claims under one line in the draws from `first` to `until` (that not included); `at`: where its figures are,
    if not all are as drawn."""
    donors, name = of.donors[line.provision], f"{line.year} {line.provision}"
    where = at or {}
    u = chance.uniform(chance.words(seed, name, first, until, len(FIGURES) + 1))
    value: dict[str, Array] = {
        figure: _value(getattr(line, figure), u[:, n], where.get(figure, "drawn")) for n, figure in enumerate(FIGURES)
    }
    count = _counts(line, value, shock, u[:, len(FIGURES)])
    most = int(count.max(initial=0)) if donors.count else 0
    rows = until - first
    amount, donor = np.zeros((rows, most)), np.zeros((rows, most), dtype=np.intp)
    score = np.zeros((rows, most), dtype=np.int64) if line.provision in of.competing else None
    table = donors.amounts.astype(np.float64)
    growth = _row_of_growth(line.growth, u[:, FIGURES.index("growth")], where.get("growth", "drawn"))
    accepted = chance.thresholds(value["take_up"] * value["approval"])[:, None]
    again = _again(value["returning"], len(table) - 1)
    is_again = any(bool(of.any()) for of in again)
    for start in range(0, most, CHUNK):
        end = min(start + CHUNK, most)
        raw = chance.words(seed, f"{name} {start}", first, until, CHUNK)[:, : end - start]
        own = (chance.high(raw) * np.uint64(donors.count) >> np.uint64(chance.HALF_WORD)).astype(np.intp)
        there = (chance.low(raw) < accepted) & (np.arange(start, end) < count[:, None])
        had: Array | int = 0
        if is_again or score is not None:
            more = chance.words(seed, f"{name} {start} again", first, until, CHUNK)[:, : end - start]
            had = sum((chance.low(more) < least).astype(np.intp) for least in again)
            if score is not None:
                luck = chance.high(more) >> np.uint64(chance.HALF_WORD - TIES)
                score[:, start:end] = (donors.score[own] << TIES) + luck.astype(np.int64)
        amount[:, start:end] = np.where(there, table[had, growth[:, None], own], 0)
        donor[:, start:end] = own
    return DrawnClaims(amount, donor, score)


def _again(returning: Array, most: int) -> list[Array]:
    """Below which half word somebody had it before in one year, in two, and so on: each time by the same chance."""
    shares = [returning]
    while len(shares) < most:
        shares.append(shares[-1] * returning)
    return [chance.thresholds(share)[:, None] for share in shares[:most]]


def _counts(line: Line, value: Mapping[str, Array], shock: Array, u: Array) -> Array:
    if line.distribution == "fixed":
        return np.floor(value["demand"] + chance.HALF).astype(np.int64)
    varies = line.distribution == "negative_binomial"
    dispersion = value["dispersion"] if varies else np.zeros_like(shock)
    return chance.counts(value["demand"] * shock, dispersion, u)


def _value(estimate: Estimate, u: Array, at: At) -> Array:
    """The value of a figure in each draw."""
    if at == "drawn":
        return chance.triangular(estimate, u)
    return np.full(u.shape, getattr(estimate, at) / WHOLE)


def _row_of_growth(growth: Estimate, u: Array, at: At) -> Array:
    """In which row of amounts each draw finds its claims."""
    if growth.is_certain or at != "drawn":
        row = {"likely": LIKELY, "low": LOW, "high": HIGH}.get(at, LIKELY)
        return np.full(u.shape, LIKELY if growth.is_certain else row, dtype=np.intp)
    return SPREAD + np.floor(u * SIZES).astype(np.intp)


def column_ranges(claims: Sequence[DrawnClaims]) -> list[slice]:
    """Where the claims of each provision stand, side by side."""
    ends = np.cumsum([0, *(of.amount.shape[1] for of in claims)]).tolist()
    return [slice(start, end) for start, end in pairwise(ends)]
