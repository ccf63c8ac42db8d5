"""Matters of which one can take something from another: those under one provision, those about one project that has not
room for all, those that are sides of one project."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction

from engine.assessment.runs import ClaimRun
from engine.planning.trials import Trials
from engine.planning.units import Unit
from engine.steps.numbers import Scalars

Key = tuple[Hashable, ...]


def groups_of(trials: Trials) -> list[list[Unit]]:
    """The matters of a company in groups that share nothing with one another."""
    units = trials.units.all
    head = {unit.number: unit.number for unit in units}

    def root(number: int) -> int:
        while head[number] != number:
            head[number] = number = head[head[number]]
        return number

    first: dict[Key, int] = {}
    keys: dict[int, list[Key]] = {unit.number: list(_keys(trials, unit)) for unit in units}
    demands = _demands(trials, keys)
    for unit in units:
        for key in keys[unit.number]:
            if key[0] == "project" and demands[key]:
                continue
            other = first.setdefault(key, unit.number)
            head[root(unit.number)] = root(other)
    found: dict[int, list[Unit]] = {}
    for unit in units:
        found.setdefault(root(unit.number), []).append(unit)
    return list(found.values())


def _keys(trials: Trials, unit: Unit) -> Iterator[Key]:
    """What a matter shares with others."""
    run = _any_run(trials, unit)
    yield ("provision", run.rules.provision.id)
    for project in projects_of(run):
        yield ("project", project)
        if run.rules.one_side is not None and run.rules.one_side.binds:
            yield ("side", run.rules.one_side.rule.id, project)


def projects_of(run: ClaimRun) -> set[Hashable]:
    """The projects that limit what a matter brings."""
    found = set() if run.project is None else {run.project}
    if run.rules.item_project is not None:
        found |= {item.project for item in run.items if item.project is not None}
    return found


def _any_run(trials: Trials, unit: Unit) -> ClaimRun:
    return trials.alone(unit, trials.spans_of([unit])[0])


def _demands(trials: Trials, keys: dict[int, list[Key]]) -> dict[Key, bool]:
    """Whether each project has room for all that its matters can bring, so that none takes anything from another."""
    wanted: dict[Key, Fraction] = {}
    room: dict[Key, int | None] = {}
    several: dict[Key, int] = {}
    for unit in trials.units.all:
        for key in keys[unit.number]:
            if key[0] == "project":
                most = max(trials.brings(unit, span) for span in trials.spans_of([unit]))
                wanted[key] = wanted.get(key, Fraction(0)) + most
                several[key] = several.get(key, 0) + 1
                own = _room(_any_run(trials, unit), key[1])
                room[key] = (
                    own if key not in room else min((x for x in (room[key], own) if x is not None), default=None)
                )
    return {key: several[key] == 1 or room[key] is None or wanted[key] <= (room[key] or 0) for key in wanted}


def _room(run: ClaimRun, project: Hashable) -> int | None:
    """分 that a project leaves room for, as a matter sees it."""
    rooms: list[int | None] = [run.headroom] if run.project == project else []
    kind = run.rules.item_project
    if kind is not None:
        rooms += [kind.room(Scalars, item.row) for item in run.items if item.project == project]
    known = [room for room in rooms if room is not None]
    return min(known, default=None)


def conflicts(trials: Trials, units: Sequence[Unit]) -> bool:
    """Whether two of these are about the same matter, so that only one of them counts, and both could be claimed."""
    named: dict[Key, set[int]] = {}
    for unit in units:
        run = _any_run(trials, unit)
        matter = run.items[0].matter if run.items else None
        if matter is None:
            continue
        years = {span.year for span in trials.spans_of([unit]) if trials.brings(unit, span)}
        key = (run.rules.provision.id, matter)
        every_year = run.rules.provision.matter is not None and run.rules.provision.matter.every_year
        before = named.setdefault(key, set())
        if (before and years and not every_year) or before & years:
            return True
        before |= years
    return False
