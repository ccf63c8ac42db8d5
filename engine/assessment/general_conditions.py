"""What holds for all claims of one day's application at once: its day, and what the applicant is."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.assessment.outcome import Array, Test
from engine.assessment.rules import Check, Rulebook
from engine.assessment.table import Table


class Frame:
    """What holds for a whole batch: the windows of its day, validity, and the conditions of the frame."""

    def __init__(self, book: Rulebook, table: Table) -> None:
        self.book, self.table = book, table
        days, self.place = _distinct(table.day)
        self.bounds = [book.bounds(day) for day in days]
        waiver = table.applicant.get("waiver")
        self.waived = None if waiver is None or not np.count_nonzero(waiver) else waiver == 1
        self._columns: dict[int, Array] = {}
        self._tests: dict[Check, Test] = {}
        self._together: dict[tuple[Check, ...], list[Test]] = {}
        self._standing: dict[tuple[Check, ...], Array] = {}

    def window(self, name: str, batch: Array) -> tuple[Any, Any]:
        """First and last day of a window for each of `batch`: columns, or two days where all apply on one."""
        at = self.book.window_places[name]
        return self._bound(at, batch), self._bound(at + 1, batch)

    def year(self, name: str, batch: Array) -> Any:
        """The year in which a window begins, for each of `batch` or for all."""
        return self._bound(self.book.window_places[name] + 2, batch)

    def _bound(self, at: int, batch: Array) -> Any:
        if len(self.bounds) == 1:
            return self.bounds[0][at]
        column = self._columns.get(at)
        if column is None:
            column = self._columns[at] = np.array([b[at] for b in self.bounds], dtype=np.int64)[self.place]
        return column[batch]

    def test(self, check: Check) -> Test:
        """One of the conditions that hold for all claims of a batch."""
        test = self._tests.get(check)
        if test is None:
            if check.kind == "in_force":
                ok = (self.table.day >= self.book.first_day) & (self.table.day <= self.book.last_day)
            else:
                ok = self.table.applicant[check.column] == check.bound
            if check.waivable and self.waived is not None:
                ok = ok | self.waived
            test = self._tests[check] = Test(check, ok)
        return test

    def tests(self, checks: tuple[Check, ...]) -> list[Test]:
        """Several of these conditions."""
        tests = self._together.get(checks)
        if tests is None:
            tests = self._together[checks] = [self.test(check) for check in checks]
        return tests

    def standing(self, checks: tuple[Check, ...]) -> Array:
        """Whether each batch meets all of `checks`."""
        ok = self._standing.get(checks)
        if ok is None:
            *others, last = checks
            ok = self.test(last).ok
            ok = self._standing[checks] = self.standing(tuple(others)) & ok if others else ok
        return ok


def _distinct(days: Array) -> tuple[list[int], Array]:
    """The days that occur, and the place of each row's among them. Days lie close together, so nothing is sorted."""
    first = int(days[0]) if len(days) else 0
    if len(days) < 2 or (days == first).all():
        return [first] if len(days) else [], np.zeros(len(days), dtype=np.int64)
    first = int(days.min())
    after = days - first
    occurs = np.zeros(int(after.max()) + 1, dtype=bool)
    occurs[after] = True
    return (np.flatnonzero(occurs) + first).tolist(), (np.cumsum(occurs) - 1)[after]
