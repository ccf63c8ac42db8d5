"""What the answers that are still open are worth: each alone or, where that is nothing, beside which others.

An answer is worth what it adds to what the claim comes to at least, if it is given in the applicant's favour while all
others stay open. Where that is nothing, other answers are needed beside it: of all open answers of its entry and of the
claim, those are dropped one at a time without which as much comes of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from engine.assessment.answer import Beside, Missing
from engine.assessment.batch import Evaluator, Wanted
from engine.assessment.bounds import Bounds
from engine.assessment.cells import Unknown, place_of
from engine.assessment.groups import OneCap, at_best
from engine.assessment.limits import settle
from engine.assessment.rules import APPLICANT
from engine.assessment.runs import ClaimRun
from engine.text import words
from engine.text.phrases import both
from engine.values.grouping import grouped
from engine.values.money import Exact, bounded_wan

MOST_VALUED = 30
"""Of more answers of entries that share something it is told what a set of them is worth, and not what each is."""
MOST_BESIDE = 12
"""Of more answers, those of other claims among them, none is dropped."""

T = TypeVar("T")
Paths = frozenset[str]
Place = tuple[int, str]
"""An open answer: the position of its claim, and its path."""


def missing(bounds: Bounds, claim: int) -> list[Missing]:
    """Everything unknown that bears on a claim, with what it is worth. Where all hangs on open answers of other claims,
    one of these too. Beside what was typed and cannot be read, or has to be confirmed, the text."""
    unknown = bounds.evaluator.unknown_of(claim)
    if not unknown and bounds.most[claim] == bounds.least[claim]:
        return []
    found = _Worth(bounds, claim, unknown)
    if bounds.most[claim] > bounds.least[claim]:
        found.value()
    of_others = (place for place in found.sets if place[0] != claim)
    return [found.of((claim, u.path)) for u in unknown] + [found.of(place) for place in of_others]


class _Worth:
    """What the open answers of one claim are worth (分): `alone` by their paths (None: not worked out), and in sets,
    each with what the whole set adds."""

    def __init__(self, bounds: Bounds, claim: int, unknown: Sequence[Unknown]) -> None:
        self.bounds, self.claim, self.evaluator = bounds, claim, bounds.evaluator
        self.group, self.base = bounds.group[claim], bounds.least[claim]
        self.entry = {u.path: place_of(u) for u in unknown if u.cells}
        self.alone: dict[str, int] | None = {}
        self.sets: dict[Place, tuple[int, list[Place]]] = {}
        self.entries: Entries | None = None
        is_apart = len(self.group.members) == 1 or isinstance(self.group, OneCap)
        if is_apart and Entries.fits(self.evaluator.against[claim]):
            used = self.group.used(claim) if isinstance(self.group, OneCap) else 0
            self.entries = Entries(self.evaluator, claim, used)

    # -- as output

    def of(self, place: Place) -> Missing:
        """One open answer."""
        i, path = place
        u = next(u for u in self.evaluator.unknown_of(i) if u.path == path)
        worth = None if self.alone is None else bounded_wan(self.alone.get(path, 0))
        label = both(u.fact.label)
        if i != self.claim:
            label = words.both("steps.of_other_claim", title=self.evaluator.titles[i], label=label)
        found: Missing = {**self._named(place), "worth": worth, "label": label}
        if place in self.sets:
            gain, places = self.sets[place]
            found["worth"] = bounded_wan(gain)
            if beside := [self._named(other) for other in places if other != place]:
                found["with"] = beside
        unclear = self.evaluator.application.unclear.get(u.fact.name) if path.startswith(APPLICANT) else None
        unclear = unclear or self.evaluator.cells[i].claim.unclear.get(path)
        if unclear is not None and unclear.text:
            found["unconfirmed" if unclear.unconfirmed else "unreadable"] = unclear.text
        return found

    def _named(self, place: Place) -> Beside:
        i, path = place
        return {"fact": path} if i == self.claim else {"fact": path, "claim": self.evaluator.cells[i].claim.id}

    # -- what they are worth

    def value(self) -> None:
        """Work it out."""
        paths = list(self.entry)
        if self.entries is None and len(paths) > MOST_VALUED:
            self.alone = None
        else:
            gains = self._gains([frozenset([path]) for path in paths])
            self.alone = dict(zip(paths, gains, strict=True))
            self._sets([path for path, gain in self.alone.items() if not gain])
        if not self.sets and not any((self.alone or {}).values()):
            self._beside_others()

    def _gains(self, ways: Sequence[Paths]) -> list[int]:
        """分 that each of these sets of answers adds."""
        if self.entries is not None:
            found = self.entries.least(ways)
        else:
            found = [self.group.least(Wanted(self.claim, "best", only=way)) for way in ways]
        return [max(0, fen - self.base) for fen in found]

    def _gain(self, way: Iterable[str]) -> int:
        return self._gains([frozenset(way)])[0]

    def _sets(self, alone_nothing: Sequence[str]) -> None:
        """For the answers that alone add nothing: the others that each needs beside it."""
        everything = self._gain(self.entry)
        if not alone_nothing or not everything:
            return
        own = [path for path in self.entry if self.entry[path] is None]
        rest = frozenset(self.entry).difference(own)
        needed = smallest(own, lambda some: self._gain(rest.union(some)) == everything)
        of_needed = self._gain(needed)
        if of_needed:
            self._note(of_needed, needed)
        of_entry = ((i, path) for path in alone_nothing if (i := self.entry[path]) is not None)
        sets = list(grouped(of_entry).values())
        gains = self._gains([frozenset([*needed, *paths]) for paths in sets])
        less = self._gains([frozenset([*needed, *paths]) - {path} for paths in sets for path in paths])
        for paths, gain in zip(sets, gains, strict=True):
            each, less = less[: len(paths)], less[len(paths) :]
            if gain > of_needed:
                kept = paths
                if any(without == gain for without in each):
                    kept = smallest(paths, lambda some, gain=gain: self._gain([*needed, *some]) == gain)  # type: ignore[misc]
                self._note(gain, [*needed, *kept])

    def _note(self, gain: int, paths: Iterable[str]) -> None:
        places = [(self.claim, path) for path in paths]
        for place in places:
            if not (self.alone or {}).get(place[1]):
                self.sets.setdefault(place, (gain, places))

    def _beside_others(self) -> None:
        """Where neither one answer nor those of one entry add anything: all that do together, those of other claims
        among them."""
        if gain := self._gain(self.entry):
            whole = smallest(list(self.entry), lambda some: self._gain(some) > 0)
            gain = self._gain(whole)
            self._note(gain, whole)
            return
        own = [(self.claim, path) for path in self.entry]
        others = [(i, u.path) for i in self.group.rivals(self.claim) for u in self.evaluator.unknown_of(i) if u.cells]
        places = [*others, *own]
        gain = self.bounds.most[self.claim] - self.base
        if len(places) <= MOST_BESIDE and self._gain_of(places):
            places = smallest(places, lambda some: self._gain_of(some) > 0)
            gain = self._gain_of(places)
        told = [place for place in places if place[0] == self.claim] or places[:1]
        for place in told:
            self.sets[place] = gain, places

    def _gain_of(self, places: Sequence[Place]) -> int:
        """分 that these answers add: its own in its favour, those of others so that they leave it most."""
        answered = grouped(places)

        def other(i: int) -> Wanted:
            given = answered.get(i)
            if given is None:
                return at_best(i)
            still_open = frozenset(u.path for u in self.evaluator.unknown_of(i)).difference(given)
            return Wanted(i, "best", only=still_open) if still_open else Wanted(i)

        only = frozenset(answered.get(self.claim, ()))
        return max(0, self.group.least(Wanted(self.claim, "best", only=only), other) - self.base)


def smallest(whole: Sequence[T], enough: Callable[[Sequence[T]], bool]) -> list[T]:
    """What is left of a set when all is dropped without which it is still `enough`: one at a time, or of a large set
    several at a time first."""
    left, step = list(whole), max(1, len(whole) // 2 if len(whole) > MOST_VALUED else 1)
    while True:
        at = 0
        while at < len(left):
            fewer = left[:at] + left[at + step :]
            if enough(fewer):
                left = fewer
            else:
                at += step
        if step == 1:
            return left
        step //= 2


class Entries:
    """What a claim comes to when some of its open answers are given, entry by entry: what an entry brings does not
    depend on the others, so that of many ways to answer each is worked out for the entry that it is about, and no more.
    It is a claim that hangs on no other but for what these have `used` of its caps (分), and whose entries share
    nothing."""

    def __init__(self, evaluator: Evaluator, claim: int, used: int) -> None:
        self.evaluator, self.cells, self.rules = evaluator, evaluator.cells[claim], evaluator.rules(claim)
        self.claim, self.used = claim, used
        self.of_entry: dict[int | None, list[Unknown]] = defaultdict(list)
        for u in evaluator.unknown_of(claim):
            if u.cells:
                self.of_entry[place_of(u)].append(u)
        self.entry = {u.path: i for i, unknown in self.of_entry.items() for u in unknown}
        self._amounts: dict[tuple[int, Paths], Exact] = {}
        self._worst: list[Exact] = []

    @staticmethod
    def fits(run: ClaimRun) -> bool:
        """Whether entries of a claim share nothing."""
        rules = run.rules
        matters = [item.matter for item in run.items if item.matter is not None]
        if run.unlisted or not rules.by_item or rules.once_by_item or len(set(matters)) < len(matters):
            return False
        return all(item.project is None for item in run.items)

    def least(self, ways: Sequence[Paths]) -> list[int]:
        """分 that the claim comes to at least if these answers are given in its favour, for each of several sets."""
        none: Paths = frozenset()
        count = len(self.cells.items or ())
        split = []
        for way in ways:
            parts: dict[int | None, set[str]] = defaultdict(set)
            for path in way:
                parts[self.entry[path]].add(path)
            own = frozenset(parts.pop(None, ()))
            split.append((own, {(i, frozenset(paths)) for i, paths in parts.items() if i is not None}))
        self._bring({(i, none) for i in range(count)}.union(*(entries for _, entries in split)))
        if not self._worst:
            self._worst = [self._amounts[i, none] for i in range(count)]
        of_all = sum(self._worst)
        wanted = []
        for own, entries in split:
            if self.rules.combined.best:
                others = dict(enumerate(self._worst)) | {i: self._amounts[i, paths] for i, paths in entries}
                wanted.append((own, max(others.values(), default=0)))
            else:
                wanted.append((own, of_all + sum(self._amounts[i, paths] - self._worst[i] for i, paths in entries)))
        return self._limited(wanted)

    def _bring(self, wanted: Iterable[tuple[int, Paths]]) -> None:
        """Work out what entries bring, each with some of its answers given, as if the claim as a whole qualified."""
        new = [key for key in wanted if key not in self._amounts]
        if not new:
            return
        evaluator, day = self.evaluator, self.evaluator.application.day
        items: list[Any] = []
        for i, paths in new:
            items += evaluator.filling.entry(self.cells, i, self.of_entry[i], day, paths)
        gathering = evaluator.gathering([0])
        row, _ = evaluator.filling.claim(self.cells, day, "best")
        batch = gathering.batch(day.toordinal(), evaluator.of_applicant(self.rules, "best", None))
        run = gathering.add(batch, 0, self.cells, row, items)
        of_entry = evaluator.against[self.claim].items
        for (i, _), item in zip(new, run.items, strict=True):  # each stands for one entry, answered in one way
            item.not_counted = gathering.counts_already(run, of_entry[i])
            item.matter = of_entry[i].matter if item.not_counted else None
        gathering.evaluate()
        self._amounts |= {key: item.amount for key, item in zip(new, run.items, strict=True)}

    def _limited(self, wanted: Sequence[tuple[Paths, Exact]]) -> list[int]:
        """分 that the claim comes to with some answers of its own given, where its entries bring so much together."""
        evaluator, provision = self.evaluator, self.rules.provision.id
        gathering = evaluator.gathering([0])
        rows: dict[Paths, Any] = {}
        batches: dict[Paths, Any] = {}
        taken = {}
        found: dict[tuple[Paths, Exact], ClaimRun] = {}
        for own, amount in wanted:
            if own not in rows:
                rows[own] = evaluator.filling.claim(self.cells, evaluator.application.day, "best", own)[0]
                applicant = evaluator.of_applicant(self.rules, "best", own)
                batches[own] = gathering.batch(evaluator.application.day.toordinal(), applicant)
            if (own, amount) not in found:
                run = found[own, amount] = gathering.add(batches[own], len(found), self.cells, rows[own], [])
                run.project = None if run.project is None else object()
                taken[run.batch, provision] = (0, self.used)
        gathering.evaluate()
        for (_, amount), run in found.items():
            run.combined = amount if run.met else 0
        settle(evaluator.book, gathering.claims, taken, items=False)
        return [found[key].approved for key in wanted]
