"""The claims table in, one column per legal step out: every provision by itself, then what holds among them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.assessment.calculation import Calculation, Units
from engine.assessment.columns import Plans
from engine.assessment.cross_provision import higher_side_only, share_projects
from engine.assessment.general_conditions import Frame
from engine.assessment.outcome import Array, Outcome
from engine.assessment.rules import Rulebooks, Rules
from engine.assessment.table import Rows, Table
from engine.values.money import HUNDREDTH

SETTLING = 1_024
"""How often an evaluation is repeated at most until what claims use up of their caps is what they are approved for:
where two claims press hard on one cap and one project, each time brings it only a little nearer."""
BLOCK = 8_192
"""How many claims of a long list are worked on at once: so few that their columns stay in the processor's cache."""


def evaluate(plans: Plans, table: Table, readings: dict[str, str], *, steps: bool = True) -> dict[str, Outcome]:
    """Provision id -> outcome, for every provision that has rows. `readings` holds every reading in force. Without
    `steps` only `approved` is told, and a long list is evaluated block by block."""
    book = plans.derived(Rulebooks).under(readings)
    frame = Frame(book, table)
    outcomes = _pass(frame, {}, steps)
    unsettled = _unsettled(table, outcomes)
    if unsettled is None:
        return outcomes
    if steps:
        return _pass(frame, _settled(frame), True)
    runs = table.connected(unsettled)
    part = Frame(book, table.only(runs))
    for provision, outcome in _pass(part, _settled(part), False).items():
        outcomes[provision].approved[runs[table.rows[provision].claim_run]] = outcome.approved
    return outcomes


def _unsettled(table: Table, outcomes: dict[str, Outcome]) -> Array | None:
    """The runs in which an earlier claim was approved for something else than it was taken to use up of a cap; None
    if there are none."""
    runs = None
    for o in outcomes.values():
        if not o.alone:
            differ = (o.paid != o.approved) & o.later_claims()
            if np.count_nonzero(differ):
                runs = np.zeros(table.runs, dtype=bool) if runs is None else runs
                runs[o.rows.claim_run[differ]] = True
    return runs


def _settled(frame: Frame) -> dict[str, Array]:
    """What the claims of each provision use up of their caps (分).

    An earlier claim uses up what it is approved for, and that can depend on a project that it shares with other
    claims: evaluated again with what came out, until it does come out. Where claims hang on each other in a circle, the
    earlier one uses up what it had before the sharing.
    """
    table = frame.table
    first = outcomes = _pass(frame, {}, False)
    unsettled = _unsettled(table, outcomes)
    seen: set[bytes] = set()
    for _ in range(SETTLING):
        came_out = {i: o.approved for i, o in outcomes.items()}
        state = b"".join(column.tobytes() for column in came_out.values())
        if unsettled is None or state in seen:  # settled, or going round
            break
        seen.add(state)
        outcomes = _pass(frame, came_out, False)
        unsettled = _unsettled(table, outcomes)
    in_circles = np.zeros(table.runs, dtype=bool) if unsettled is None else table.connected(unsettled)
    return {
        i: np.where(in_circles[o.rows.claim_run], first[i].paid, o.approved) for i, o in outcomes.items() if not o.alone
    }


def _pass(frame: Frame, settled: dict[str, Array], steps: bool) -> dict[str, Outcome]:
    """One evaluation; `settled`: what the claims of a provision use up of their caps, in 分, if known."""
    book, rows = frame.book, frame.table.rows
    outcomes = {
        p.id: _outcome(frame, book.of(p.id), rows[p.id], settled.get(p.id), steps)
        for p in book.policy.provisions
        if p.id in rows
    }
    higher_side_only(book.policy, outcomes, book.readings)
    share_projects(outcomes, exact=steps)
    for outcome in outcomes.values():
        approved = outcome.amount // (outcome.scale * HUNDREDTH) * HUNDREDTH
        outcome.approved = approved.astype(np.int64, copy=False)
    return outcomes


def _outcome(frame: Frame, rules: Rules, rows: Rows, settled: Array | None, steps: bool) -> Outcome:
    """The outcome of one provision, up to the rules that look at several provisions together."""
    units = Units(rules, rows)
    claims = len(rows.claim_run)
    if steps or claims <= BLOCK:
        return Calculation(frame, rules, rows, units, settled, steps).outcome()
    out = Outcome(rules, rows)
    apart = _sharing_items(rows)
    for place, block in _blocks(rows, apart):
        used = None if settled is None else settled[place]
        out.put(place, Calculation(frame, rules, block, units, used, False).outcome())
    return out


def _blocks(rows: Rows, apart: Array) -> Iterator[tuple[Array, Rows]]:
    """The rows in blocks of whole runs, each with its place; those `apart` in a block of their own."""
    if np.count_nonzero(apart):
        yield apart, rows.only(apart)
        rows = rows.only(~apart)
    places = np.flatnonzero(~apart)
    start = 0
    while start < len(places):
        end = rows.end_of_run(start + BLOCK)
        yield places[start:end], rows.between(start, end)
        start = end


def _sharing_items(rows: Rows) -> Array:
    """The claims of runs with an item whose project stands in several items: they cannot be evaluated apart."""
    project, run = rows.item_project, rows.claim_run[rows.item_claim]
    runs = np.zeros(int(rows.claim_run[-1]) + 1, dtype=bool)
    numbered = np.flatnonzero(project >= 0)
    if len(numbered):
        items = np.bincount(project[numbered])
        runs[run[numbered[items[project[numbered]] > 1]]] = True
    return runs[rows.claim_run]
