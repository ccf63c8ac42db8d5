"""The loops of provisions, run over the columns of a table; made machine code by numba, where it is installed and asked
for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engine.assessment.loop_source import Filled, Level, Loop, Read, of_claims, of_runs
from engine.assessment.rules import Rules
from engine.assessment.table import WHOLE_NUMBERS, Kind, Rows, kind_of
from engine.steps.columns import Days
from engine.steps.condition import Test
from engine.values.arrays import Array

NONE: Array = np.empty(0, dtype=np.int64)
Make = Callable[[str], Callable[..., Any]]
"""Makes a function of the source of a loop."""
SETTING = "COMPILED_LOOPS"
"""The variable of the environment that asks for it: "true"."""
FROM_CLAIMS = 50_000
"""For fewer claims loading what was compiled takes longer than it saves."""
KEPT = 256
"""So many loops are kept ready."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a loop found: 分 that claims are approved for, what they bring before the limits of the claim (empty where
    nobody asked); the largest number of which it made an amount, and how many items a claim has at most, and parts an
    item."""

    paid: Array
    own: Array
    largest: int
    items: int
    parts: int


class Loops:
    """The loops over the runs and claims of a table, of which applicants and days are known: the columns by `level`;
    and for how many `claims` there is room."""

    def __init__(self, make: Make, applicant: Mapping[str, Array], days: Days, claims: int) -> None:
        self.make, self.applicant, self.days = make, applicant, days
        self.day_names, self.run_names = days.names(), frozenset(applicant)
        # In one piece: many smaller ones the system hands out page by page, and takes them back.
        self._room = np.empty(claims, dtype=np.int64)

    def met(self, standing: Collection[tuple[Test, ...]]) -> dict[tuple[Test, ...], Array]:
        """Which runs meet each of these conditions of all claims of an applicant on a day."""
        loop = of_runs(standing, {"day": self.day_names, "run": self.run_names})
        given = self._arguments(loop, None, len(self.days.places))
        self.make(loop.text)(_places(self.days.places), *given.values())
        filled = (given[name] for name, of in loop.arguments.items() if of == Filled("run"))
        return dict(zip(standing, filled, strict=True))

    def done(self, rules: Rules, rows: Rows, met: Array, own: bool) -> Done:
        """What becomes of the claims of a provision; with `own`, also what they bring before their limits. Its loop is
        written once for the same names of columns."""
        names: dict[Level, frozenset[str]] = {"day": self.day_names, "run": self.run_names}
        names |= {"claim": frozenset(rows.claim), "item": frozenset(rows.item), "part": frozenset(rows.part)}
        loop: Loop = rules.cached(("loop", *names.values()), lambda: of_claims(rules, names))
        claims = len(rows.claim_run)
        given = self._arguments(loop, rows, claims if own else 0)
        paid, self._room = self._room[:claims], self._room[claims:]
        places = map(_places, (self.days.places, rows.claim_run, rows.item_claim, rows.part_item))
        found = self.make(loop.text)(paid, met, *places, *given.values())
        return Done(paid, given.get(loop.own, NONE), *map(int, found))

    def _arguments(self, loop: Loop, rows: Rows | None, filled: int) -> dict[str, Any]:
        """What a loop takes after what every one takes, by its name; `filled`: for how many rows there is to be
        room."""
        found: dict[str, Any] = {}
        for name, argument in loop.arguments.items():
            if isinstance(argument, Read):
                found[name] = self._column(argument, rows)
            elif isinstance(argument, Filled):
                found[name] = np.empty(filled, dtype=np.bool_ if argument.level == "run" else np.int64)
            else:
                found[name] = np.array(argument, dtype=np.int64) if isinstance(argument, tuple) else argument
        return found

    def _column(self, read: Read, rows: Rows | None) -> Array:
        if read.level == "day":
            return self.days[read.name]
        if read.level == "run" or rows is None:
            return _as(WHOLE_NUMBERS, self.applicant[read.name])
        columns = rows.claim if read.level == "claim" else rows.item if read.level == "item" else rows.part
        return _as(kind_of(rows.plan, read.name), columns[read.name])


def _places(column: Array) -> Array:
    """A column of places, none of which counts from the end, without signs."""
    return _as(column.dtype, column).view(f"u{column.dtype.itemsize}")


def _as(kind: Kind, column: Array) -> Array:
    """A column as loops take it: itself, as a rule."""
    return column if column.dtype == kind and column.flags.c_contiguous else np.ascontiguousarray(column, dtype=kind)


def asked_for(claims: int) -> Make | None:
    """What makes functions of the loops for so many claims; None where columns do, with a warning where numba is
    missing."""
    if claims < FROM_CLAIMS or os.environ.get(SETTING) != "true":
        return None
    if find_spec("numba") is not None:
        return compiled
    said = f"{SETTING}=true, but numba is not installed (requirements-fast.txt): columns are used"
    warnings.warn(said, RuntimeWarning, stacklevel=2)
    return None


def plain(text: str) -> Callable[..., Any]:
    """The function of a loop as Python runs it."""
    return _function(text, f"loop_{sha256(text.encode()).hexdigest()}", "<loop>")


@lru_cache(maxsize=KEPT)
def compiled(text: str) -> Callable[..., Any]:
    """The function of a loop as machine code, which is kept for the next time in the account's own folder for such."""
    from numba import njit

    name = f"loop_{sha256(text.encode()).hexdigest()}"
    path = _kept(text, name)
    made: Callable[..., Any] = njit(_function(text, name, str(path or name)), cache=path is not None, nogil=True)
    return made


def _function(text: str, name: str, path: str) -> Callable[..., Any]:
    space: dict[str, Any] = {"__name__": __name__, "uint64": np.uint64}
    exec(compile(text, path, "exec"), space)
    function: Callable[..., Any] = space["loop"]
    function.__qualname__ = name  # by which numba tells one from another
    return function


def _kept(text: str, name: str) -> Path | None:
    """The file of a loop's source, beside which numba keeps what it compiled; None where no file can be written."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policy-loops"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.py"
        if not path.exists():
            unfinished = folder / f"{name}.{os.getpid()}"
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
    except (OSError, RuntimeError):
        return None
    return path
