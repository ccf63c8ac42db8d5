"""Claims of many possible years: a row for each draw, a column for each claim, those of a provision side by side.

How many there are, and which, is found by counters (`chance`): the claim in one place of one draw is the same wherever
that draw is worked out, and whatever else is assumed, as far as there are so many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.forecast import chance
from engine.forecast.assumptions import FIGURES, Estimate, Line
from engine.forecast.donors import HIGH, LIKELY, LOW, SIZES, SPREAD, Donors
from engine.values.arrays import Array
from engine.values.money import WHOLE

At = Literal["drawn", "likely", "low", "high"]
"""Where a figure is: as drawn between low and high, or at one of its three."""

CHUNK = 64
"""Claims of one draw whose words stand together."""
TIES = 24
"""Bits by which chance decides between equal scores."""
Ats = Mapping[str, At]
NOWHERE: Ats = {}


@dataclass(frozen=True, slots=True)
class Lines:
    """Of what lines are drawn in one year: the donors of each, by the provision, and the provisions whose claims
    compete by score."""

    year: int
    donors: Mapping[str, Donors]
    shock: Estimate
    competing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heads:
    """What a line's figures are in each draw: how many there are (`count`), below which half word one of them is
    approved for something (`accepted`), had the same before in one year, in two and so on (`again`), and in which row
    of amounts it is found (`growth`)."""

    count: Array
    accepted: Array
    again: tuple[Array, ...]
    growth: Array

    def among(self, rows: slice) -> Heads:
        """Those of some of the draws."""
        return Heads(self.count[rows], self.accepted[rows], tuple(of[rows] for of in self.again), self.growth[rows])


@dataclass(frozen=True, slots=True)
class Places:
    """The places of the claims of a line, a row a draw: which donor stands there (`own`), the half word by which it is
    approved or not (`chance`), and, where claims compete, its `score`."""

    own: Array
    chance: Array
    score: Array | None


def shock_of(of: Lines, seed: int, first: int, until: int, at: At = "drawn") -> Array:
    """The factor of all demand in each draw."""
    u = chance.uniform(chance.words(seed, f"{of.year}", first, until, 2))
    return chance.shocks(_value(of.shock, u[:, 0], at), u[:, 1])


def heads(of: Lines, lines: Sequence[tuple[Line, Ats, Array]], seed: int, first: int, until: int) -> list[Heads]:
    """The figures of lines in the draws from `first` to `until` (that not included), each with where its figures are,
    if not all are as drawn, and the factor of demand in each draw."""
    values = [_values(line, at, seed, first, until) for line, at, _ in lines]
    counts = _counts(lines, values)
    found = []
    for (line, at, _), value, count in zip(lines, values, counts, strict=True):
        donors = of.donors[line.provision]
        accepted = value["take_up"] * value["approval"]
        again, share = [], accepted
        for _ in range(len(donors.amounts) - 1):
            share = share * value["returning"]
            again.append(chance.thresholds(share))
        growth = _row_of_growth(line.growth, value["of_growth"], at.get("growth", "drawn"))
        own = count if donors.count else np.zeros_like(count)
        found.append(Heads(own, chance.thresholds(accepted), tuple(again), growth))
    return found


def _counts(lines: Sequence[tuple[Line, Ats, Array]], values: Sequence[Mapping[str, Array]]) -> list[Array]:
    """How many there are under each line in each draw, worked out together: once for those that ask for the same."""
    keys = [
        (line.provision, at.get("demand", "drawn"), at.get("dispersion", "drawn"), id(shock))
        for line, at, shock in lines
    ]
    first = {key: n for n, key in reversed(list(enumerate(keys)))}
    drawn = [n for n in first.values() if lines[n][0].distribution != "fixed"]
    found: dict[int, Array] = {}
    if drawn:
        means = [values[n]["demand"] * lines[n][2] for n in drawn]
        varies = [lines[n][0].distribution == "negative_binomial" for n in drawn]
        dispersions = [values[n]["dispersion"] * own for n, own in zip(drawn, varies, strict=True)]
        places = [values[n]["count"] for n in drawn]
        each = np.split(chance.counts(*map(np.concatenate, (means, dispersions, places))), len(drawn))
        found = dict(zip(drawn, each, strict=True))
    for n in first.values():
        if n not in found:
            found[n] = np.floor(values[n]["demand"] + chance.HALF).astype(np.int64)
    return [found[first[key]] for key in keys]


def places(of: Lines, line: Line, seed: int, first: int, until: int, most: int) -> Places:
    """The places of the claims of a line in the draws from `first` to `until`, so many in each."""
    donors, name, rows = of.donors[line.provision], f"{line.year} {line.provision}", until - first
    own, low = np.empty((rows, most), dtype=np.intp), np.empty((rows, most), dtype=np.uint64)
    score = np.empty((rows, most), dtype=np.int64) if line.provision in of.competing else None
    for start in range(0, most, CHUNK):
        end = min(start + CHUNK, most)
        raw = chance.words(seed, f"{name} {start}", first, until, CHUNK)[:, : end - start]
        own[:, start:end] = (chance.high(raw) * np.uint64(donors.count)) >> np.uint64(chance.HALF_WORD)
        low[:, start:end] = chance.low(raw)
        if score is not None:
            more = chance.words(seed, f"{name} {start} luck", first, until, CHUNK)[:, : end - start]
            luck = (more >> np.uint64(2 * chance.HALF_WORD - TIES)).astype(np.int64)
            score[:, start:end] = (donors.score[own[:, start:end]] << TIES) + luck
    return Places(own, low, score)


def amounts(of: Lines, line: Line, head: Heads, at: Places) -> Array:
    """What the claim in each place comes to: whole 0.01万元 as 64-bit floats, 0 where there is none."""
    table = of.donors[line.provision].amounts
    most = int(head.count.max(initial=0))
    own, low = at.own[:, :most], at.chance[:, :most]
    growths, donors = table.shape[1:]
    place = own + (head.growth * donors)[:, None] if growths > 1 else own
    for least in head.again:
        if least.any():
            place = place + (low < least[:, None]) * (growths * donors)
    found: Array = table.ravel().take(place)
    found *= low < head.accepted[:, None]
    if int(head.count.min(initial=0)) < most:
        found *= np.arange(most) < head.count[:, None]
    return found


def _values(line: Line, at: Ats, seed: int, first: int, until: int) -> dict[str, Array]:
    """The figures of a line in each draw; and two places in their distributions, of the count and of the growth."""
    u = chance.uniform(chance.words(seed, f"{line.year} {line.provision}", first, until, len(FIGURES) + 1))
    found: dict[str, Array] = {
        figure: _value(getattr(line, figure), u[:, n], at.get(figure, "drawn")) for n, figure in enumerate(FIGURES)
    }
    return {**found, "count": u[:, len(FIGURES)], "of_growth": u[:, FIGURES.index("growth")]}


def _value(estimate: Estimate, u: Array, at: At) -> Array:
    """The value of a figure in each draw."""
    if at == "drawn":
        return chance.triangular(estimate, u)
    return np.full(u.shape, getattr(estimate, at) / WHOLE)


def _row_of_growth(growth: Estimate, u: Array, at: At) -> Array:
    """In which row of amounts each draw finds its claims."""
    if growth.is_certain:
        return np.zeros(u.shape, dtype=np.intp)
    if at != "drawn":
        return np.full(u.shape, {"likely": LIKELY, "low": LOW, "high": HIGH}[at], dtype=np.intp)
    return SPREAD + np.floor(u * SIZES).astype(np.intp)
