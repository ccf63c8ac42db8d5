"""Exact amounts of many claims at once, without a fraction for each.

Every amount is a whole number times the ratio of its kind, plus what its kind adds. Whatever a rule of division does
to claims leaves them in this form: it scales them, cuts them at a level, or takes a level away. So the numbers stay as
they were approved, in columns of 64 bits, and only the kinds change, of which there are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor, lcm

import numpy as np

from engine.values.arrays import Array
from engine.values.money import FITS, Exact

ONE, NOTHING = Fraction(1), Fraction(0)
FLOATS = 2**53
"""Up to here 64-bit floats hold every whole number, so that sums of them are exact."""

Bend = tuple[Exact | Sequence[Exact], Exact]
"""A level, the same for all or one for each kind, and a factor: so many times what of the amount is up to the level."""


@dataclass(frozen=True)
class Amounts:
    """Exact amounts, none negative: each of `values` (whole, none above `most`) times the ratio of its `kind`, plus
    what its kind adds."""

    values: Array
    kind: Array
    ratios: list[Fraction]
    plus: list[Fraction]
    most: int

    @classmethod
    def of(cls, claims: Sequence[Exact]) -> Amounts:
        """The amounts of these claims, in their order."""
        below = lcm(*(claim.denominator for claim in claims))
        whole = [claim.numerator * (below // claim.denominator) for claim in claims]
        most = max(whole, default=0)
        values = np.array(whole, dtype=np.int64 if most < FITS else object)
        return cls(values, np.zeros(len(whole), dtype=np.int64), [Fraction(1, below)], [NOTHING], most)

    def at(self, row: int) -> Exact:
        """One of the amounts."""
        above, below = self.parts(row)
        return above if below == 1 else Fraction(above, below)

    def parts(self, row: int) -> tuple[int, int]:
        """One of the amounts as two whole numbers, of which it is the ratio."""
        times, more, below = self._figures[self.kind.item(row)]
        return self.values.item(row) * times + more, below

    @cached_property
    def _figures(self) -> list[tuple[int, int, int]]:
        """Of each kind by what its values are multiplied, what is added to that, and by what both are divided."""
        found = []
        for ratio, plus in zip(self.ratios, self.plus, strict=True):
            below = lcm(ratio.denominator, plus.denominator)
            found.append((int(ratio * below), int(plus * below), below))
        return found

    def listed(self) -> list[Fraction]:
        """Each of the amounts."""
        one, ratios, plus = self._common
        kinds = zip(self.values.tolist(), self.kind.tolist(), strict=True)
        return [Fraction(value * ratios[kind] + plus[kind], one) for value, kind in kinds]

    def among(self, rows: Array) -> Amounts:
        """The amounts of these rows."""
        return Amounts(self.values[rows], self.kind[rows], self.ratios, self.plus, self.most)

    @cached_property
    def _common(self) -> tuple[int, list[int], list[int]]:
        """What all ratios and all that is added are wholes of, and how many of it these are for each kind."""
        one = lcm(*(of.denominator for figures in (self.ratios, self.plus) for of in figures))
        ratios, plus = ([f.numerator * (one // f.denominator) for f in of] for of in (self.ratios, self.plus))
        return one, ratios, plus

    # -- sums

    def counted(self, kind: Array, kinds: int) -> tuple[list[int], list[int]]:
        """How many rows there are of each of so many kinds, and the sums of their values."""
        counts: list[int] = np.bincount(kind, minlength=kinds).tolist()
        if self.values.dtype != object and self.most * len(kind) < FLOATS:
            sums = np.bincount(kind, self.values, kinds).astype(np.int64).tolist()
        else:
            sums = [0] * kinds
            for value, one in zip(self.values.tolist(), kind.tolist(), strict=True):
                sums[one] += value
        return counts, sums

    def by_kind(self) -> list[Fraction]:
        """The sums of the amounts of each kind."""
        one, ratios, plus = self._common
        figures = zip(*self.counted(self.kind, len(ratios)), ratios, plus, strict=True)
        return [Fraction(total * ratio + count * more, one) for count, total, ratio, more in figures]

    def total(self) -> Fraction:
        """The sum of all amounts."""
        return sum(self.by_kind(), NOTHING)

    def by(self, number: Array, numbers: int) -> list[Fraction]:
        """The sums of the amounts of those with each number, below `numbers`."""
        kinds = len(self.ratios)
        counts, sums = self.counted(number * kinds + self.kind, numbers * kinds)
        found = [NOTHING] * numbers
        for place, count in enumerate(counts):
            if count:
                one, kind = divmod(place, kinds)
                found[one] += sums[place] * self.ratios[kind] + count * self.plus[kind]
        return found

    # -- what a rule does to them

    def scaled(self, factors: Sequence[Exact]) -> Amounts:
        """Each times the factor of its kind."""
        ratios = [ratio * factor for ratio, factor in zip(self.ratios, factors, strict=True)]
        plus = [more * factor if more else NOTHING for more, factor in zip(self.plus, factors, strict=True)]
        return Amounts(self.values, self.kind, ratios, plus, self.most)

    def refined(self, number: Array, numbers: int) -> tuple[Amounts, list[int]]:
        """The same amounts with a kind for each kind and number (below `numbers`) that occur; the number of each."""
        there, kind = _compact(self.kind * numbers + number, len(self.ratios) * numbers)
        old = [divmod(place, numbers) for place in there]
        ratios, plus = [self.ratios[k] for k, _ in old], [self.plus[k] for k, _ in old]
        return Amounts(self.values, kind, ratios, plus, self.most), [n for _, n in old]

    def bent(self, own: Exact, *bends: Bend) -> Amounts:
        """Of each amount `own` times the amount, and what the bends bring, whose levels ascend."""
        reached = sum(self.reaches(level).astype(np.int64) for level, _ in bends)
        steps = len(bends) + 1
        there, kind = _compact(self.kind * steps + reached, len(self.ratios) * steps)
        ratios, plus = [], []
        for place in there:
            old, passed = divmod(place, steps)
            factor = own + sum(by for _, by in bends[passed:])
            above = sum((_of(level, old) * by for level, by in bends[:passed]), NOTHING)
            ratios.append(self.ratios[old] if factor == 1 else self.ratios[old] * factor)
            plus.append(self.plus[old] * factor + above)
        return Amounts(self.values, kind, ratios, plus, self.most)

    def reaches(self, level: Exact | Sequence[Exact]) -> Array:
        """Whether each amount is at least at the level (of its kind)."""
        # A kind's amounts rise with their values, so that there is a whole number from which on they reach it.
        one, ratios, plus = self._common
        first = []
        for kind, (ratio, more) in enumerate(zip(ratios, plus, strict=True)):
            at = _of(level, kind)
            short = at.numerator * one - more * at.denominator
            there = 0 if short <= 0 else -(-short // (ratio * at.denominator)) if ratio else self.most + 1
            first.append(min(there, self.most + 1))
        return self.values >= np.array(first, dtype=self.values.dtype)[self.kind]

    def up_to(self, level: Exact | Sequence[Exact]) -> Fraction:
        """The sum of the amounts, of each what is up to the level."""
        below, reaching = self._parted(level)
        return below + sum(there * _of(level, kind) for kind, there in enumerate(reaching) if there)

    def _parted(self, level: Exact | Sequence[Exact]) -> tuple[Fraction, list[int]]:
        """The sum of those below the level, and how many of each kind reach it."""
        one, ratios, plus = self._common
        kinds = len(ratios)
        counts, sums = self.counted(self.kind + kinds * self.reaches(level), 2 * kinds)
        below = sum(sums[kind] * ratios[kind] + counts[kind] * plus[kind] for kind in range(kinds))
        return Fraction(below, one), counts[kinds:]

    def level(self, sum_: Exact) -> Fraction:
        """The level up to which the amounts come to this sum, which is at most that of all."""
        # Newton's method: the sum rises with the level, the slower the higher, so that from below the level is never
        # passed; and where no other amounts reach it than the one before, it is found.
        level, before = Fraction(sum_) / max(1, len(self.values)), -1
        while True:
            below, reaching = self._parted(level)
            count = sum(reaching)
            if count in (0, before):
                return level
            level, before = (sum_ - below) / count, count

    def whole(self) -> tuple[Array, int]:
        """The amounts as whole numbers, and how many of these are one."""
        one, ratios, plus = self._common
        largest = self.most * max(ratios) + max(plus)
        dtype = np.int64 if self.values.dtype != object and largest * max(1, len(self.values)) < FITS else object
        times, more = (np.array(of, dtype=dtype)[self.kind] for of in (ratios, plus))
        return self.values.astype(dtype, copy=False) * times + more, one

    # -- cut

    def cut(self) -> Array:
        """The amounts cut to whole numbers. They fit into 64 bits, and none is above its value or above `most`."""
        kinds, nothing_added = len(self.ratios), self.plus.count(NOTHING) == len(self.plus)
        if nothing_added and self.ratios.count(ONE) == kinds:
            return self.values
        # What is added need not be exact: above whole numbers, only whole numbers move the cut.
        times, over = [ratio.numerator for ratio in self.ratios], [ratio.denominator for ratio in self.ratios]
        more = [0] * kinds
        if not nothing_added:
            more = [floor(plus * below) if plus else 0 for plus, below in zip(self.plus, over, strict=True)]
        largest = max(self.most * n + m for n, m in zip(times, more, strict=True))
        if max(largest, *over) < FITS:
            return self._times(times, more) // np.array(over, dtype=np.int64)[self.kind]
        # Where products would not fit into 64 bits, figures are cut to parts of a power of two. That is too little by
        # at most so many parts, which moves the cut where nearly a whole is left over: these few are cut one by one.
        bits = FITS.bit_length() - 2 - self.most.bit_length()
        parts = self._times(*([floor(f * 2**bits) for f in of] for of in (self.ratios, self.plus)))
        rest = parts & (2**bits - 1)
        parts >>= bits
        for row in np.flatnonzero(rest >= 2**bits - self.most - 1).tolist():
            parts[row] = floor(self.at(row))
        return parts

    def _times(self, ratios: list[int], plus: list[int]) -> Array:
        """The values with whole figures in the place of those of their kinds."""
        found: Array = self.values * np.array(ratios, dtype=np.int64)[self.kind]
        if any(plus):
            found += np.array(plus, dtype=np.int64)[self.kind]
        return found


def _of(level: Exact | Sequence[Exact], kind: int) -> Exact:
    return level[kind] if isinstance(level, Sequence) else level


def _compact(kind: Array, kinds: int) -> tuple[list[int], Array]:
    """The kinds that occur, in their order, and the same kinds numbered without gaps."""
    there = np.flatnonzero(np.bincount(kind, minlength=kinds))
    number = np.zeros(kinds, dtype=np.int64)
    number[there] = np.arange(len(there))
    return there.tolist(), number[kind]
