"""Chance by counters: whatever a draw needs is found by its number alone, in any order, on any machine.

A stream is named by what it is for; the words of draw n stand at a place that follows from n. So a forecast gives the
same figures however it is split, and two scenarios meet the same companies.
"""

from __future__ import annotations

import hashlib
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

import numpy as np

from engine.forecast.assumptions import Estimate
from engine.values.arrays import Array
from engine.values.money import WHOLE

WORDS = 4
"""64-bit words of one counter of Philox: a draw takes whole counters."""
HALF_WORD = 32
HALF = 1 / 2
MOST_DRAWS = 10**5
STEPS = 16
"""After so many numbers it is looked who has found its place."""
_ULP = 1 / 2**53
_TINY = 1 / 10**280
_POISSON = 1 / 10**9
"""Up to here a dispersion times the mean changes no chance that can be told apart."""


def words(seed: int, stream: str, first: int, until: int, each: int) -> Array:
    """The words of the draws from `first` to `until` (that not included), so many for `each` (rounded up to whole
    counters): a row a draw."""
    counters = -(-each // WORDS)
    key = np.array([seed, int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "little")], dtype=np.uint64)
    counter = np.array([first * counters, 0, 0, 0], dtype=np.uint64)
    raw = np.random.Philox(key=key, counter=counter).random_raw((until - first) * counters * WORDS)
    return np.asarray(raw).reshape(until - first, counters * WORDS)


def uniform(raw: Array) -> Array:
    """Words as numbers between 0 and 1, neither of them included."""
    return ((raw >> np.uint64(11)).astype(np.float64) + HALF) * _ULP


def triangular(estimate: Estimate, u: Array) -> Array:
    """The value of an estimate that is exceeded with probability 1 - `u`."""
    low, likely, high = (figure / WHOLE for figure in (estimate.low, estimate.likely, estimate.high))
    if estimate.is_certain:
        return np.full(u.shape, likely)
    at = (likely - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (likely - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - likely))
    return np.where(u < at, rising, falling)


def shocks(deviation: Array, u: Array) -> Array:
    """Factors with mean 1 and these standard deviations (lognormal), at these places of their distribution."""
    # One by one: a draw is to be the same wherever it stands in an array, and what works on several numbers at once
    # may round the last ones otherwise.
    return np.array([_shock(*of) for of in zip(deviation.tolist(), u.tolist(), strict=True)])


def _shock(deviation: float, u: float) -> float:
    spread = log1p(deviation * deviation)
    return exp(sqrt(spread) * NormalDist().inv_cdf(u) - spread / 2)


def counts(mean: Array, dispersion: Array, u: Array) -> Array:
    """How many there are at these places of their distributions, which have these means and a variance of the mean and
    `dispersion` times its square: Poisson where that is 0, else negative binomial, which is Poisson with a mean that
    varies as gamma does."""
    found = np.floor(np.maximum(mean - 9 * np.sqrt(mean + dispersion * mean * mean) - 24, 0))
    left = np.arange(len(found))
    k, p, d = found.copy(), _start(found, mean, dispersion), dispersion
    below, x, most = p.copy(), u, mean
    factor = mean / (1 + dispersion * mean)
    varies = bool(dispersion.any())
    # From one number to the next the chance changes by a factor, so that all rise together until each has its place.
    while len(left):
        passed = np.zeros(len(left))
        for _ in range(STEPS):
            passed += below < x
            if varies:
                p *= 1 + d * k
            k += 1
            p *= factor / k
            below += p
        found[left] += passed
        is_open = (passed == STEPS) & ((p > _TINY) | (k <= most))
        left, k, p, d, below, x, most, factor = (of[is_open] for of in (left, k, p, d, below, x, most, factor))
    return found.astype(np.int64)


def _start(k: Array, mean: Array, dispersion: Array) -> Array:
    """The chances of exactly `k`."""
    positive = np.maximum(mean, _TINY)
    poisson = np.exp(k * np.log(positive) - mean - _log_factorials(int(k.max(initial=0)))[k.astype(np.int64)])
    found = np.where(mean > 0, poisson, k == 0)
    for n in np.flatnonzero(dispersion * mean > _POISSON).tolist():
        found[n] = exp(_log_chance(k[n].item(), mean[n].item(), dispersion[n].item()))
    return found


def _log_factorials(most: int) -> Array:
    return np.concatenate([[0], np.cumsum(np.log(np.arange(1, most + 1)))])


def _log_chance(k: float, mean: float, dispersion: float) -> float:
    """The logarithm of the chance of exactly `k`, negative binomial."""
    r, spread = 1 / dispersion, dispersion * mean
    ratio = lgamma(k + r) - lgamma(r) - lgamma(k + 1)
    return ratio + k * log(spread / (1 + spread)) - r * log1p(spread)


def thresholds(share: Array) -> Array:
    """Below which half word something of these chances happens."""
    return np.floor(share * 2**HALF_WORD + HALF).astype(np.uint64)


def high(raw: Array) -> Array:
    """The upper halves of words."""
    return raw >> np.uint64(HALF_WORD)


def low(raw: Array) -> Array:
    """The lower halves of words."""
    return raw & np.uint64(2**HALF_WORD - 1)
