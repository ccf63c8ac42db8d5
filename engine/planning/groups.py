"""Matters of which one can take something from another: those under one provision, those about one project that has not
room for all, those that are sides of one project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from engine.assessment.runs import ClaimRun
from engine.planning.spans import Span
from engine.planning.trials import Trials
from engine.planning.units import Unit
from engine.steps.numbers import Scalars
from engine.values.grouping import connected

Key = tuple[Hashable, ...]


class Sharing:
    """What the matters of a company share. `tight`: the projects that have not room for all that their matters could
    bring, each by itself, with 分 of what each leaves room for."""

    def __init__(self, trials: Trials) -> None:
        self.trials, self.units = trials, trials.units.all
        self.tight = dict(self._tight())

    @cached_property
    def on_first_day(self) -> Sharing:
        """What they share if all is claimed on the first day, whether applications are taken then or not."""
        trials, day = self.trials, self.trials.first
        return Sharing(Trials(trials.policy, trials.units, day, day, windows=False))

    def groups(self) -> list[list[Unit]]:
        """The matters in groups that share nothing with one another."""
        return [[self.units[i] for i in group] for group in connected(map(self._keys, self.units))]

    def _keys(self, unit: Unit) -> Iterator[Key]:
        run = any_run(self.trials, unit)
        yield ("provision", run.rules.provision.id)
        for project in self.tight.keys() & self.trials.projects(unit):
            yield ("project", project)
        if (side := self._side(unit)) is not None:
            yield side

    def _tight(self) -> Iterator[tuple[str, int]]:
        wanted: dict[str, list[Fraction]] = defaultdict(list)
        room: dict[str, int] = {}
        for unit in self.units:
            run = any_run(self.trials, unit)
            for project in self.trials.projects(unit):
                wanted[project].append(max(self._wants(unit, span) for span in self.trials.spans_of([unit])))
                if (own := _room(run)) is not None:
                    room[project] = min(own, room.get(project, own))
        for of, demands in wanted.items():
            if len(demands) > 1 and of in room and sum(demands) > room[of]:
                yield of, room[of]

    def _wants(self, unit: Unit, span: Span) -> Fraction:
        """分 that a matter takes of its project at most: what it brings, or more where another policy that has paid for
        the whole claim is taken off afterwards."""
        run = self.trials.alone(unit, span)
        offer = self.trials.units.offers.get(unit.claim)
        taken = run.combined if offer is not None and offer.received else run.amount
        return Fraction(taken) / run.rules.scale

    def draw_on_one_project(self, units: Sequence[Unit]) -> bool:
        """Whether one of these can take something of a project from another matter."""
        return any(self.tight.keys() & self.trials.projects(unit) for unit in units)

    def _side(self, unit: Unit) -> Key | None:
        """The sides of which only one is granted and of which this is one, by the project; None where it is none."""
        kind = any_run(self.trials, unit).rules.one_side
        if kind is None or not kind.binds:
            return None
        return ("side", kind.rule.id, *sorted(self.trials.projects(unit)))

    def sides(self, units: Sequence[Unit]) -> list[list[list[Unit]]]:
        """The projects of which several sides are among these matters and only one is granted: the matters of each
        side."""
        found: dict[Key, dict[str, list[Unit]]] = {}
        for unit in units:
            if (side := self._side(unit)) is not None:
                provision = any_run(self.trials, unit).rules.provision.id
                found.setdefault(side, {}).setdefault(provision, []).append(unit)
        return [list(of.values()) for of in found.values() if len(of) > 1]

    def name_one_matter(self, units: Sequence[Unit]) -> bool:
        """Whether two of these are about the same matter, so that only one of them counts, and either could."""
        named: dict[Key, set[int]] = {}
        for unit in units:
            p, matter = self.trials.base.claims[unit.claim].provision, self.trials.named(unit)
            if matter is None:
                continue
            goes = unit.away is not None
            years = {span.year for span in self.trials.spans_of([unit]) if goes or self.trials.brings(unit, span)}
            before = named.setdefault((p.id, matter), set())
            if before & years or (before and years and not (p.matter is not None and p.matter.every_year)):
                return True
            before |= years
        return False


def any_run(trials: Trials, unit: Unit) -> ClaimRun:
    """What becomes of a matter by itself on the first day: its rules, projects and names are the same on all."""
    return trials.alone(unit, trials.spans_of([unit])[0])


def _room(run: ClaimRun) -> int | None:
    """分 that the projects of a matter leave room for; None where their funding is not limited."""
    rooms: list[int | None] = [run.headroom] if run.project is not None else []
    kind = run.rules.item_project
    if kind is not None:
        rooms += [kind.room(Scalars, item.row) for item in run.items if item.project is not None]
    return min((room for room in rooms if room is not None), default=None)
