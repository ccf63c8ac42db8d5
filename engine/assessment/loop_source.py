"""One loop for each provision, written by its conditions and steps: what `many` computes column by column, row by row.

Numbers of the law are among what a loop takes, so that its source stays the same when they change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from engine.assessment.rules import Rules, any_item
from engine.assessment.table import HAD_BY_CLAIM
from engine.steps.cap import BESIDE, EARLIER, ONCE
from engine.steps.condition import Test
from engine.steps.source import Name, Source
from engine.steps.step import RowStep
from engine.values.money import cut_to_hundredths

Level = Literal["day", "run", "claim", "item", "part"]
Names = Mapping[Level, Collection[str]]
"""The columns that there are, by level."""
INDEX: dict[Level, str] = {"day": "day", "run": "run", "claim": "k", "item": "i", "part": "j"}
OF_RUNS = "day_of_run"
"""What a loop over runs takes first: the day of each."""
OF_CLAIMS = "paid, met, day_of_run, claim_run, item_claim, part_item"
"""What a loop over claims takes first: 分 that each is approved for (which it fills), whether a run meets what is asked
of all its claims, and where each row belongs. These places have no sign: so none has to be looked at for whether it
counts from the end."""
BEGIN = """\
largest = 0
one = uint64(1)
k = i = j = most_items = most_parts = uint64(0)
claims, items, parts = uint64(len(paid)), uint64(len(item_claim)), uint64(len(part_item))"""
"""What a loop over claims begins with."""


@dataclass(frozen=True, slots=True)
class Read:
    """An argument: the column of this name."""

    level: Level
    name: str


@dataclass(frozen=True, slots=True)
class Filled:
    """An argument: a column that the loop fills, of 分 (unless it is empty) or, of runs, of yes and no."""

    level: Level


@dataclass(frozen=True, slots=True)
class Loop:
    """The `text` of a loop, what it takes after what every one takes, and the argument that holds what claims bring
    before their limits ("": nothing asks for it)."""

    text: str
    arguments: dict[str, Any]
    own: str = ""


def of_runs(standing: Collection[tuple[Test, ...]], names: Names) -> Loop:
    """The loop that finds which runs meet each of these conditions of all claims of an applicant on a day; it fills a
    column for each."""
    source = Source()
    with source.block("for run in range(len(day_of_run)):"):
        source.line("day = day_of_run[run]")
        row = _run(source, names)
        for checks in standing:
            found: Any = Name(source, "True")
            for check in checks:
                found = found & source.once(check, partial(check, source, row))
            source.line(f"{source.argument('met', Filled('run'))}[run] = {found}")
    return Loop(_function(source, OF_RUNS), source.arguments)


def of_claims(rules: Rules, names: Names) -> Loop:
    """The loop over the claims of a provision. It returns the largest number of which it made an amount, and how many
    items a claim has at most, and parts an item."""
    return _Claims(rules, names).loop()


def _function(source: Source, head: str) -> str:
    return "\n".join([f"def loop({', '.join([head, *source.arguments])}):", *source.lines, ""])


class _Row:
    """A row of names: cells are loaded where they are first used; what it has not itself, what it stands in has.
    `compared`: the columns of which no amount is made, and that need not be watched; None: none of them is."""

    def __init__(
        self, source: Source, level: Level, names: Names, outer: _Row | None, compared: Collection[str] | None = None
    ) -> None:
        self.source, self.level, self.names, self.outer, self.compared = source, level, names[level], outer, compared
        self.own: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name in self.own:
            return self.own[name]
        if name in self.names:
            return self.source.once((self.level, name), lambda: self._loaded(name))
        if self.outer is None:
            raise KeyError(name)
        return self.outer[name]

    def _loaded(self, name: str) -> Name:
        column = self.source.argument(f"{self.level}_{name}", Read(self.level, name))
        cell = self.source.let(f"{column}[{INDEX[self.level]}]")
        if self.compared is not None and name not in self.compared:
            self.source.line(f"largest = max(largest, {cell})")
        return cell


def _run(source: Source, names: Names) -> _Row:
    day = _Row(source, "day", names, None)
    day.own = dict.fromkeys(HAD_BY_CLAIM, 0)
    return _Row(source, "run", names, day)


class _Claims:
    """Writes the loop of a provision, in the order in which `many` computes."""

    def __init__(self, rules: Rules, names: Names) -> None:
        self.rules, self.source = rules, Source()
        compared = rules.plan.compared
        self.claim = _Row(self.source, "claim", names, _run(self.source, names), compared)
        self.item = _Row(self.source, "item", names, self.claim, compared) if rules.by_item else self.claim
        self.part = _Row(self.source, "part", names, self.item, compared)

    def loop(self) -> Loop:
        s = self.source
        for text in BEGIN.splitlines():
            s.line(text)
        with s.block("while k < claims:"):
            s.line("run = claim_run[k]")
            s.line("day = day_of_run[run]")
            met = s.let("met[run]")
            s.line("beside = 0")
            # The claims of one run: a first one waits for no other to be worked out.
            with s.block("while True:"):
                own = self._claim(met)
                s.line("k += one")
                with s.block("if k == claims or claim_run[k] != run:"):
                    s.line("break")
        s.line("return largest, most_items, most_parts")
        return Loop(_function(s, OF_CLAIMS), s.arguments, own)

    def _claim(self, met: Any) -> str:
        """What becomes of a claim of a run; the argument that holds what it brings before its limits."""
        rules, s = self.rules, self.source
        self._any_items()
        for check in rules.own:
            met = met & check(s, self.claim)
        x = self._items(met) if rules.by_item else self._item(met)
        own = s.argument("own", Filled("claim")) if rules.once or rules.claim_project else ""
        if own:
            with s.block(f"if len({own}):"):
                s.line(f"{own}[k] = {x}")
        # A loop sees claims in their order: which of those that are given once is the highest, it does not know.
        self.claim.own |= {BESIDE: 0 if rules.once else Name(s, "beside"), EARLIER: 0, ONCE: 0}
        paid = cut_to_hundredths(self._through(rules.claims_alone, self.claim, x), rules.scale)
        s.line(f"paid[k] = {paid}")
        s.line(f"beside += {paid}")
        return own

    def _any_items(self) -> None:
        """In how many of its items a yes or no is a yes."""
        s = self.source
        for name in self.rules.once_by_item:
            column = s.argument(f"item_{name}", Read("item", name))
            found, at = s.let("0"), s.let("i")
            with s.block(f"while {at} < items and item_claim[{at}] == k:"):
                s.line(f"{found} += {column}[{at}]")
                s.line(f"{at} += one")
            self.claim.own[any_item(name)] = found

    def _items(self, met: Any) -> Name:
        """What the items of the claim bring together."""
        rules, s = self.rules, self.source
        brought, first = s.let("0"), s.let("i")
        with s.block("while i < items and item_claim[i] == k:"):
            self._measures()
            x = self._item(met)
            s.line(f"{brought} = max({brought}, {x})" if rules.combined.best else f"{brought} += {x}")
            s.line("i += one")
        s.line(f"most_items = max(most_items, i - {first})")
        return brought

    def _item(self, met: Any) -> Any:
        """What an item brings; where a provision has none, the claim is its own."""
        for check in self.rules.item_checks:
            met = met & check(self.source, self.item)
        return self._through(self.rules.items_alone, self.item, met * 1)

    def _measures(self) -> None:
        """What the item's parts come to, by each measure that is used."""
        s = self.source
        used = [(measure, s.let("0")) for measure in self.rules.used]
        if not used:
            return
        first = s.let("j")
        with s.block("while j < parts and part_item[j] == i:"):
            for measure, counted in used:
                s.line(f"{counted} += {measure(s, self.part).value}")
            s.line("j += one")
        s.line(f"most_parts = max(most_parts, j - {first})")
        for measure, counted in used:
            self.item.own[measure.rule.id] = measure.whole(counted, self.item)

    def _through(self, kinds: Sequence[RowStep], row: _Row, x: Any) -> Any:
        for kind in kinds:
            x, _ = kind(self.source, row, x)
        return x
