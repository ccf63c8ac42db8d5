"""What a claim comes to when some of its open answers are given, entry by entry: what an entry brings does not depend
on the others, so that of many ways to answer each is worked out for the entry that it is about, and no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from engine.assessment.batch import Evaluator
from engine.assessment.cells import Unknown, place_of
from engine.assessment.limits import settle
from engine.assessment.runs import ClaimRun
from engine.values.money import Exact

Paths = frozenset[str]


class Entries:
    """A claim that hangs on no other but for what these have `used` of its caps (分), and whose entries share
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
