"""Which claims of a table are evaluated one by one, and their evaluation: those that share a project (one applicant's
two sides of it do), that name one matter twice, and those whose amounts could outgrow 64 bits. They are few, and there
the interpreter is exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.assessment.evaluation import Gathering
from engine.assessment.limits import settle
from engine.assessment.rules import Rulebook, Rules
from engine.assessment.runs import ClaimRun
from engine.assessment.table import Rows, Table
from engine.values.arrays import Array
from engine.values.money import FITS

Marks = Mapping[str, Array]
"""Which runs are marked, by provision; none is of one that is not there."""


def one_by_one(
    book: Rulebook, table: Table, marked: Marks, own: dict[str, Array] | None
) -> Iterator[tuple[ClaimRun, str, int]]:
    """The marked claims, evaluated one by one: from the start, or from what they bring by themselves (`own`)."""
    if not any(runs.any() for runs in marked.values()):
        return
    found = table.claims(book, marked)
    claims = [claim for claim, _, _ in found]
    if own is None:
        gathering = Gathering(book)
        gathering.claims = claims
        gathering.evaluate()
    else:
        for claim, name, row in found:
            claim.combined = int(own[name][row])
        settle(book, claims, items=False)
    yield from found


class _Marking(dict[str, Array]):
    """Which runs are marked, of those provisions alone under which any are."""

    def __init__(self, runs: int) -> None:
        super().__init__()
        self.runs = runs

    def add(self, name: str, runs: Array) -> None:
        """Mark some."""
        if len(runs):
            if name not in self:
                self[name] = np.zeros(self.runs, dtype=bool)
            self[name][runs] = True

    def of(self, name: str, runs: Array) -> Array:
        """Whether each of these is marked."""
        return self[name][runs] if name in self else np.zeros(len(runs), dtype=bool)


@dataclass(slots=True)
class _Drawing:
    """The rows of one provision that name a project: the claim and project of each. `first`: the marks for the
    evaluation which sharing a project asks for."""

    name: str
    rows: Rows
    claim: Array | None
    project: Array
    first: _Marking

    def shared(self, counts: Array) -> tuple[Array, Array]:
        """Run and project of those rows whose project is named more than once."""
        at = np.flatnonzero(counts[self.project] > 1)
        return self.rows.claim_run[at if self.claim is None else self.claim[at]], self.project[at]


def marks(book: Rulebook, table: Table, large: Mapping[str, Array]) -> tuple[Marks, Marks]:
    """The runs whose claims under a provision are evaluated one by one, by provision: from the start, and from the
    limits of the claims on. `large`: the claims, by provision, whose amounts could outgrow 64 bits. Claims of a run
    under other provisions hang on them by a project alone."""
    whole, first = _Marking(table.runs), _Marking(table.runs)
    drawing: list[_Drawing] = []
    for name, rows in table.rows.items():
        rules = book.of(name)
        if name in large:
            whole.add(name, rows.claim_run[large[name]])
        if rules.item_project:
            drawing.append(_Drawing(name, rows, rows.item_claim, rows.item_project, whole))
        if rules.claim_project:
            # What entries would bring without their own projects' limits weighs too: that is not in what they bring.
            drawing.append(_Drawing(name, rows, None, rows.claim_project, whole if rules.item_project else first))
        if rows.matter is not None:
            run = rows.claim_run[rows.item_claim] if rules.by_item else rows.claim_run
            whole.add(name, _naming_twice(run, rows.matter))
    _mark_shared(drawing, whole)
    limits = {name: runs & ~whole[name] if name in whole else runs for name, runs in first.items()}
    return whole, limits


def _naming_twice(run: Array, matter: Array) -> Array:
    """The runs in which one matter is named twice."""
    stated = matter >= 0
    run, matter = run[stated], matter[stated]
    order = np.lexsort((matter, run))
    run, matter = run[order], matter[order]
    return run[1:][(run[1:] == run[:-1]) & (matter[1:] == matter[:-1])]


def _mark_shared(drawing: Sequence[_Drawing], whole: _Marking) -> None:
    """Mark the runs with a project that stands in several rows, and for the evaluation from the start also those that
    share one with a run so marked."""
    last = [int(of.project.max(initial=-1)) for of in drawing]
    drawing = [of for of, number in zip(drawing, last, strict=True) if number >= 0]
    named = np.zeros(max(last, default=-1) + 2, dtype=bool)
    for of in drawing:
        named[of.project] = True
    named[-1] = False  # the last stands for -1
    if np.count_nonzero(named) == sum(np.count_nonzero(of.project >= 0) for of in drawing):
        return
    counts = np.bincount(np.concatenate([of.project for of in drawing]) + 1, minlength=len(named))
    counts = np.append(counts[1:], 0)
    shared = [(of, *of.shared(counts)) for of in drawing]
    for of, run, _ in shared:
        of.first.add(of.name, run)
    before, drawn = -1, np.zeros(len(named), dtype=bool)
    while before < (before := int(np.count_nonzero(drawn))):
        for of, run, project in shared:
            drawn[project[whole.of(of.name, run)]] = True
        for of, run, project in shared:
            whole.add(of.name, run[drawn[project]])


def fitting(rules: Rules, items: int, parts: int) -> int:
    """分: so much of one number, of a row or of the law, fits 64 bits on all of its way, where a claim has at most so
    many items, and an item so many parts."""
    return FITS // (max(rules.scale, rules.fine) * max(items, 1) * max(parts, 1))


def too_large(rules: Rules, rows: Rows) -> Array | None:
    """The claims whose amounts could outgrow 64 bits on their way; None, as a rule, after one look at each column."""
    bound = fitting(rules, *(int(np.bincount(of).max()) if len(of) else 1 for of in (rows.item_claim, rows.part_item)))
    if rules.largest > bound:
        return np.arange(len(rows.claim_run))
    marked: Array | None = None
    for columns, owner in ((rows.claim, None), (rows.item, rows.item_claim), (rows.part, rows.part_item)):
        for name, column in columns.items():
            if name in rows.plan.compared or not len(column) or int(column.max()) <= bound:
                continue
            large = np.flatnonzero(column > bound)
            if owner is rows.part_item:
                large = rows.part_item[large]
            if owner is not None:
                large = rows.item_claim[large]
            marked = np.zeros(len(rows.claim_run), dtype=bool) if marked is None else marked
            marked[large] = True
    return None if marked is None else np.flatnonzero(marked)
