"""The best lawful choice between this policy and another, over all matters together.

「申报主体可按照就高不就低的原则自主选择申报,不予重复扶持」. Taking the higher of the two for each
matter by itself is not the best choice once a limit covers several: what one matter would bring beyond the
limit is lost, and it had better be claimed elsewhere. The answer here is exact; for lists too long to look
through, `Choice.proven` says that it may not be the best.

How: limits that nest are solved by meeting in the middle. What lies deep inside the limits is kept as the
choices that no other beats in both amounts; what lies outside, as the room and the sum that it leaves; the
two lists, each about the square root of all choices, are then matched. Limits that cross are searched.
Everything is counted in whole numbers of one common unit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import lcm
from typing import Any, Literal

import numpy as np

Exact = int | Fraction

ONE = Fraction(1)
FITS = 1 << 62

# A visitor's list must not keep the server busy for ever, and finding the best choice can take for ever.
PAIRS = 1 << 20
"""Pairs of partial choices looked at in one go where limits nest: enough for any 40 matters under one cap."""
SEARCHED = 1 << 15
"""Partial choices that are looked at where limits cross: enough for any 14 matters, and mostly for 30."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One 事项: what it brings here by itself and what elsewhere, in 分; `elsewhere` None: no other policy.

    `must` is a choice already made, here ("this") or elsewhere ("other").
    """

    id: str
    here: Exact
    elsewhere: Exact | None = None
    must: Literal["this", "other"] | None = None

    def __post_init__(self) -> None:
        if self.here < 0 or (self.elsewhere is not None and self.elsewhere < 0):
            raise ValueError(f"matter {self.id!r} has a negative amount")
        if self.must == "other" and self.elsewhere is None:
            raise ValueError(f"matter {self.id!r} must go elsewhere, but has nothing elsewhere")

    @property
    def may_stay(self) -> bool:
        """Whether it can still be claimed here."""
        return self.must != "other"

    @property
    def may_move(self) -> bool:
        """Whether it can still be claimed elsewhere."""
        return self.elsewhere is not None and self.must != "this"


@dataclass(frozen=True, slots=True)
class JointCap:
    """At most `cap` 分 (None: no cap) for the members together, which are ids of matters or of other limits.

    With `best_of`, only the member that brings most counts; with a `step`, what is left is cut to a multiple
    of it. Limits are applied from the inside out, and where two cross, in the order given; a cut is then
    shared by the members in proportion.
    """

    id: str
    cap: Exact | None
    members: Sequence[str]
    best_of: bool = False
    step: int | None = None

    def __post_init__(self) -> None:
        if self.cap is not None and self.cap < 0:
            raise ValueError(f"limit {self.id!r} is negative")
        if self.step is not None and self.step <= 0:
            raise ValueError(f"limit {self.id!r} cuts to no step")

    def after(self, together: Exact) -> Exact:
        """What it lets through of so much."""
        left = together if self.cap is None else min(together, self.cap)
        return left if self.step is None else left // self.step * self.step


@dataclass(frozen=True, slots=True)
class Choice:
    """Who goes where, and what it brings: 分, exact; `here_amount` after all limits and before the payout.

    `total` is payout times `here_amount`, and `elsewhere_amount`. `proven` is False only for more matters under
    common limits than could be looked through (`PAIRS`, `SEARCHED`): then no better choice was found, but there
    may be one. No choice brings more than `most`, however the limits that cross share their cuts.
    """

    here: frozenset[str]
    elsewhere: frozenset[str]
    here_amount: Fraction
    elsewhere_amount: Fraction
    total: Fraction
    most: Fraction
    proven: bool


def best_choice(matters: Sequence[Matter], limits: Sequence[JointCap] = (), payout: Exact = ONE) -> Choice:
    """The choice that brings most: `payout` times what comes from here after all limits, and what elsewhere.

    `payout` is the share of an approved amount that is expected to be paid here. Among equals, the choice
    that moves the fewest matters. Raises ValueError for ids that are unknown or used twice, and for limits
    that contain themselves.
    """
    if payout < 0:
        raise ValueError("the payout is negative")
    structure = _Structure(matters, limits)
    moved: set[int] = set()
    most, proven = Fraction(0), True
    for component in _components(structure):
        elsewhere, is_best, bound = _solve(structure, component, Fraction(payout))
        moved |= elsewhere
        most += bound
        proven &= is_best
    staying = [i for i in range(len(matters)) if i not in moved]
    here_amount = structure.amount_here(staying)
    elsewhere_amount = Fraction(sum(matters[i].elsewhere or 0 for i in moved))
    return Choice(
        frozenset(matters[i].id for i in staying),
        frozenset(matters[i].id for i in moved),
        here_amount,
        elsewhere_amount,
        payout * here_amount + elsewhere_amount,
        most,
        proven,
    )


def amount_here(here: Iterable[str], matters: Sequence[Matter], limits: Sequence[JointCap]) -> Fraction:
    """What the matters `here` bring together under this policy after all limits: 分, exact."""
    structure = _Structure(matters, limits)
    staying = set(here)
    return structure.amount_here([i for i, matter in enumerate(matters) if matter.id in staying])


# ------------------------------------------------------------------------------------------------- structure


class _Structure:
    """Matters and limits by number; a limit knows its members and all matters (its leaves) beneath them."""

    def __init__(self, matters: Sequence[Matter], limits: Sequence[JointCap]) -> None:
        self.matters = matters
        self.limits = limits
        ids = [matter.id for matter in matters] + [limit.id for limit in limits]
        if len(set(ids)) < len(ids):
            raise ValueError(f"used twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        number_of_matter = {matter.id: i for i, matter in enumerate(matters)}
        by_id = {limit.id: limit for limit in limits}
        leaves: dict[str, frozenset[int]] = {}

        def collect(limit: JointCap, above: frozenset[str]) -> frozenset[int]:
            if limit.id in above:
                raise ValueError(f"limit {limit.id!r} contains itself")
            if limit.id not in leaves:
                found: frozenset[int] = frozenset()
                for member in limit.members:
                    if member in number_of_matter:
                        found |= {number_of_matter[member]}
                    elif member in by_id:
                        found |= collect(by_id[member], above | {limit.id})
                    else:
                        raise ValueError(f"limit {limit.id!r} has an unknown member {member!r}")
                leaves[limit.id] = found
            return leaves[limit.id]

        for limit in limits:
            collect(limit, frozenset())
        self.number_of_matter = number_of_matter
        self.leaves = leaves
        self.order = self._inside_out()

    def leaves_of(self, member: str) -> frozenset[int]:
        number = self.number_of_matter.get(member)
        return self.leaves[member] if number is None else frozenset([number])

    def _inside_out(self) -> list[JointCap]:
        """The limits in the order of their application: what lies within first, otherwise as given."""
        remaining = list(self.limits)
        order = []
        while remaining:
            waiting = {limit.id for limit in remaining}
            ready = next(
                limit
                for limit in remaining
                if waiting.isdisjoint(limit.members)
                and not any(self.leaves[other.id] < self.leaves[limit.id] for other in remaining)
            )
            remaining.remove(ready)
            order.append(ready)
        return order

    def amount_here(self, staying: Iterable[int], limits: Sequence[JointCap] | None = None) -> Fraction:
        """What `staying` bring after `limits` (all, unless told), which stand in the order of application."""
        # Plain integers for as long as nothing has to be shared: Fractions are ten times slower.
        amounts: dict[int, Exact] = {i: self.matters[i].here for i in staying}
        for limit in self.order if limits is None else limits:
            beneath = [i for i in self.leaves[limit.id] if i in amounts]
            if limit.best_of:
                sums = [
                    (sum(amounts[i] for i in self.leaves_of(member) if i in amounts), member)
                    for member in limit.members
                ]
                kept = self.leaves_of(max(sums, key=lambda pair: pair[0])[1]) if sums else frozenset()
                for i in beneath:
                    if i not in kept:
                        amounts[i] = 0
            together = sum(amounts[i] for i in beneath)
            left = limit.after(together)
            if left < together:
                for i in beneath:
                    amounts[i] = amounts[i] * Fraction(left) / together
        return Fraction(sum(amounts.values()))


# ------------------------------------------------------------------------------------------------ components


@dataclass(slots=True)
class _Node:
    """A limit of a component once idle limits are gone; members are matters (numbers) and other nodes."""

    id: str
    cap: Exact | None
    matters: list[int]
    nodes: "list[_Node]"
    best_of: bool
    step: int | None
    leaves: frozenset[int]


@dataclass(slots=True)
class _Component:
    """Matters that share limits. `root` holds all of them; it is None when the limits cross."""

    leaves: list[int]
    root: _Node | None
    limits: list[JointCap]


def _components(structure: _Structure) -> Iterator[_Component]:
    """The parts that have nothing to do with each other, and can be solved each by itself."""
    members = _without_idle(structure)
    group = list(range(len(structure.matters)))
    for limit_id in members:
        leaves = sorted(structure.leaves[limit_id])
        joined = {group[i] for i in leaves}
        group = [group[leaves[0]] if g in joined else g for g in group]
    by_group: dict[int, list[int]] = {}
    for i, g in enumerate(group):
        by_group.setdefault(g, []).append(i)
    for together in by_group.values():
        inside = set(together)
        limits = [limit for limit in structure.order if limit.id in members and structure.leaves[limit.id] <= inside]
        yield _Component(together, _nested(structure, together, limits, members), limits)


def _without_idle(structure: _Structure) -> dict[str, list[str]]:
    """The members of every limit that can cut anything; those of an idle limit pass to the one around it."""
    most: dict[str, Exact] = {m.id: m.here if m.may_stay else 0 for m in structure.matters}
    around_best_of = {member for limit in structure.limits if limit.best_of for member in limit.members}
    members: dict[str, list[str]] = {}
    idle: dict[str, list[str]] = {}
    for limit in structure.order:
        inside = [part for member in limit.members for part in idle.get(member, [member])]
        amounts = [most[member] for member in inside]
        reach = (max(amounts, default=0)) if limit.best_of else sum(amounts)
        most[limit.id] = reach if limit.cap is None else min(reach, limit.cap)
        cuts = limit.best_of or limit.step is not None or (limit.cap is not None and limit.cap < reach)
        if structure.leaves[limit.id] and (cuts or limit.id in around_best_of):
            members[limit.id] = inside
        else:
            idle[limit.id] = inside
    return members


def _nested(
    structure: _Structure, together: list[int], limits: list[JointCap], members: Mapping[str, list[str]]
) -> _Node | None:
    """The component as a tree under one root, or None if its limits cross."""
    if not any(limit.best_of for limit in limits):
        return _tree_of_leaves(structure, together, limits)
    nodes: dict[str, _Node] = {}
    taken: set[str] = set()
    for limit in limits:
        node = _Node(limit.id, limit.cap, [], [], limit.best_of, limit.step, structure.leaves[limit.id])
        for member in members[limit.id]:
            if member in taken:
                return None
            taken.add(member)
            if member in nodes:
                node.nodes.append(nodes[member])
            else:
                node.matters.append(structure.number_of_matter[member])
        nodes[limit.id] = node
    tops = [node for id_, node in nodes.items() if id_ not in taken]
    return _root(together, tops)


def _tree_of_leaves(structure: _Structure, together: list[int], limits: list[JointCap]) -> _Node | None:
    """The tree that plain caps form by what they cover, whether or not they name each other as members."""
    tops: list[_Node] = []
    for limit in sorted(limits, key=lambda limit: len(structure.leaves[limit.id])):
        leaves = structure.leaves[limit.id]
        inside = [node for node in tops if node.leaves <= leaves]
        tops = [node for node in tops if not node.leaves <= leaves]
        if any(not node.leaves.isdisjoint(leaves) for node in tops):
            return None
        covered = frozenset().union(*(node.leaves for node in inside))
        tops.append(_Node(limit.id, limit.cap, sorted(leaves - covered), inside, False, limit.step, leaves))
    return _root(together, tops)


def _root(together: list[int], tops: list[_Node]) -> _Node:
    if len(tops) == 1 and tops[0].leaves == frozenset(together):
        return tops[0]
    free = set(together).difference(*(node.leaves for node in tops))
    return _Node("", None, sorted(free), tops, False, None, frozenset(together))


def _solve(structure: _Structure, component: _Component, payout: Fraction) -> tuple[set[int], bool, Fraction]:
    """The matters of the component that go elsewhere in its best choice, whether that is proven, and a total that no
    choice exceeds."""
    scale = _Scale(structure, component, payout)
    if component.root is None:
        search = _Search(structure, component, scale)
        most = scale.total(search.most)
        bits, proven = search.best()
    else:
        bits, proven = _MeetInTheMiddle(component.root, scale).best()
        most = Fraction(0)
    moved = {i for place, i in enumerate(component.leaves) if bits >> place & 1}
    if component.root is not None:
        matters = structure.matters
        if proven:
            staying = [i for i in component.leaves if i not in moved]
            most = payout * structure.amount_here(staying, component.limits)
            most += sum(matters[i].elsewhere or 0 for i in moved)
        else:
            most = Fraction(sum(max(payout * matters[i].here, matters[i].elsewhere or 0) for i in component.leaves))
    return moved, proven, most


class _Scale:
    """A component in whole numbers; to be made as large as possible: `weight` times here, and elsewhere.

    One is taken off for every matter moved, and all else multiplied by more than there are matters: so of two
    equal choices the one that moves fewer is larger.
    """

    def __init__(self, structure: _Structure, component: _Component, payout: Fraction) -> None:
        matters = [structure.matters[i] for i in component.leaves]
        caps = {limit.id: limit.cap for limit in component.limits}
        amounts = [m.here for m in matters] + [m.elsewhere or 0 for m in matters]
        amounts += [cap for cap in caps.values() if cap is not None]
        unit = lcm(*(Fraction(amount).denominator for amount in amounts))
        above_ties = len(matters) + 1
        self.unit = unit
        self.weight = above_ties * payout.numerator
        self.place = {i: place for place, i in enumerate(component.leaves)}
        self.here = [int(m.here * unit) for m in matters]
        self.elsewhere = [int((m.elsewhere or 0) * unit) * payout.denominator * above_ties - 1 for m in matters]
        self.may_stay = [m.may_stay for m in matters]
        self.may_move = [m.may_move for m in matters]
        self.cap = {id_: None if cap is None else int(cap * unit) for id_, cap in caps.items()}
        self.parts = unit * payout.denominator
        largest = self.weight * (sum(self.here) + 1) + sum(abs(e) for e in self.elsewhere)
        self.dtype: Any = np.int64 if largest < FITS and len(matters) < 62 else object

    def total(self, worth: int) -> Fraction:
        """The highest total in 分 that is worth no more than `worth`."""
        above_ties = len(self.here) + 1
        return Fraction((worth + len(self.here)) // above_ties, self.parts)


# ------------------------------------------------------------------------------- limits that nest: by meeting


@dataclass(slots=True)
class _Frontier:
    """Choices of which none beats another in both amounts: rising in `low`, falling in `high`.

    Inside the limits, `low` is what comes from here and `high` what comes from elsewhere; around them, `low`
    is the room left and `high` the sum so far. `moved` has a bit for every matter that goes elsewhere.
    """

    low: np.ndarray
    high: np.ndarray
    moved: np.ndarray

    def __len__(self) -> int:
        return len(self.low)

    def undominated(self) -> "_Frontier":
        # Last among equals the one that moves the later matters: the earlier ones stay.
        order = np.argsort(self.moved, kind="stable")
        order = order[np.argsort(self.high[order], kind="stable")]
        order = order[np.argsort(self.low[order], kind="stable")][::-1]
        high = self.high[order]
        keep = np.ones(len(order), dtype=bool)
        keep[1:] = high[1:] > np.maximum.accumulate(high)[:-1]
        kept = order[keep][::-1]
        return self._only(kept)

    def thinned(self) -> "_Frontier":
        """Every second choice, and the last."""
        return self._only(np.unique(np.append(np.arange(0, len(self), 2), len(self) - 1)))

    def _only(self, rows: np.ndarray) -> "_Frontier":
        return _Frontier(self.low[rows], self.high[rows], self.moved[rows])


def _enterable(node: _Node) -> bool:
    """Whether what is outside needs no more of a limit than the room that it has."""
    return not node.best_of and node.step is None


class _MeetInTheMiddle:
    """The best choice for a tree of limits: from the inside out and from the outside in, until they meet."""

    def __init__(self, root: _Node, scale: _Scale) -> None:
        self.root = root
        self.scale = scale
        self.no_cap = sum(scale.here)
        self.pairs = PAIRS * 40 // max(40, len(scale.here))
        self.proven = True

    def best(self) -> tuple[int, bool]:
        """The bits of the matters that go elsewhere, and whether every other choice was ruled out."""
        steps = list(self._steps(self.root))
        around = self._single(self.no_cap, 0)
        within = self._single(0, 0)
        first, last = 0, len(steps) - 1
        while first <= last:
            cap, block = steps[first]
            inner_cap, inner_block = steps[last]
            if block is None:
                around = _Frontier(np.minimum(around.low, cap), around.high, around.moved).undominated()
                first += 1
            elif inner_block is None:
                last -= 1
            elif len(around) * len(block) < len(within) * len(inner_block):
                around = self._enter(around, block)
                first += 1
            else:
                within = self._add(within, inner_block, inner_cap)
                last -= 1
        return self._meet(around, within), self.proven

    def _steps(self, node: _Node) -> Iterator[tuple[int, _Frontier | None]]:
        """From the outside in: a cap, the blocks directly beneath it, the next cap, …

        Each comes with the lowest cap around it. Of the limits inside a limit the largest is entered, and the
        others are blocks, so that a block has at most half of the matters.
        """
        lowest = self.no_cap
        while True:
            if not _enterable(node):
                yield lowest, self._frontier(node, lowest)
                return
            lowest = min(lowest, self._cap(node))
            yield lowest, None
            enterable = [child for child in node.nodes if _enterable(child)]
            largest = max(enterable, key=lambda child: len(child.leaves), default=None)
            blocks = [self._matter(i) for i in node.matters]
            blocks += [self._frontier(child, lowest) for child in node.nodes if child is not largest]
            for block in sorted(blocks, key=len):
                yield lowest, block
            if largest is None:
                return
            node = largest

    def _cap(self, node: _Node) -> int:
        cap = self.scale.cap.get(node.id)
        return self.no_cap if cap is None else cap

    def _single(self, low: int, high: int, moved: int = 0) -> _Frontier:
        return self._points([(low, high, moved)])

    def _points(self, points: Sequence[tuple[int, int, int]]) -> _Frontier:
        columns = [np.array(column, dtype=self.scale.dtype) for column in zip(*points, strict=True)]
        return _Frontier(*columns).undominated()

    def _matter(self, i: int) -> _Frontier:
        place = self.scale.place[i]
        points = [(self.scale.here[place], 0, 0)] if self.scale.may_stay[place] else []
        points += [(0, self.scale.elsewhere[place], 1 << place)] if self.scale.may_move[place] else []
        return self._points(points)

    def _frontier(self, node: _Node, lowest: int) -> _Frontier:
        """All undominated choices within `node`, which never brings more than `lowest`."""
        if node.step is None:
            return self._uncut(node, lowest)
        step = node.step * self.scale.unit
        lowest = min(lowest, self._cap(node) // step * step)
        # What is more than `lowest` must stay so when it is cut.
        uncut = self._uncut(node, -(-lowest // step) * step)
        return _Frontier(np.minimum(uncut.low // step * step, lowest), uncut.high, uncut.moved).undominated()

    def _uncut(self, node: _Node, lowest: int) -> _Frontier:
        """All undominated choices within `node`, before they are cut to its step."""
        lowest = min(lowest, self._cap(node)) if node.step is None else lowest
        blocks = [self._matter(i) for i in node.matters] + [self._frontier(n, lowest) for n in node.nodes]
        if not node.best_of:
            return reduce(
                lambda sum_, block: self._add(sum_, block, lowest),
                sorted(blocks, key=len),
                self._single(0, 0),
            )
        # One member counts; the others are best left to bring all they can elsewhere (their first point).
        all_high = sum(block.high[0] for block in blocks)
        all_moved = sum(block.moved[0] for block in blocks)
        at_least = max(block.low[0] for block in blocks)
        return _Frontier(
            np.concatenate([np.minimum(np.maximum(block.low, at_least), lowest) for block in blocks]),
            np.concatenate([block.high + (all_high - block.high[0]) for block in blocks]),
            np.concatenate([block.moved + (all_moved - block.moved[0]) for block in blocks]),
        ).undominated()

    def _add(self, within: _Frontier, block: _Frontier, cap: int) -> _Frontier:
        """Both together, inside a cap."""
        within, block = self._manageable(within, block)
        return _Frontier(
            np.minimum(np.add.outer(within.low, block.low).ravel(), cap),
            np.add.outer(within.high, block.high).ravel(),
            np.add.outer(within.moved, block.moved).ravel(),
        ).undominated()

    def _enter(self, around: _Frontier, block: _Frontier) -> _Frontier:
        """The room and the sum that are left once `block` has been put into the room."""
        around, block = self._manageable(around, block)
        used = np.minimum.outer(around.low, block.low)
        return _Frontier(
            (around.low[:, None] - used).ravel(),
            (around.high[:, None] + self.scale.weight * used + block.high).ravel(),
            np.add.outer(around.moved, block.moved).ravel(),
        ).undominated()

    def _manageable(self, one: _Frontier, other: _Frontier) -> tuple[_Frontier, _Frontier]:
        """The two, thinned if there are more pairs of them than can be looked at."""
        self.proven = self.proven and len(one) * len(other) <= self.pairs
        while len(one) * len(other) > (self.pairs if self.proven else self.pairs >> 5):
            one, other = (one.thinned(), other) if len(one) > len(other) else (one, other.thinned())
        return one, other

    def _meet(self, around: _Frontier, within: _Frontier) -> int:
        """The best pair: for each room, the best of what fits in it, or the first that does not fit."""
        weight = self.scale.weight
        worth = weight * within.low + within.high
        best_so_far = np.maximum.accumulate(worth)
        fits = np.searchsorted(within.low, around.low, side="right")
        candidates: list[tuple[int, int]] = []
        some = fits > 0
        if some.any():
            totals = around.high[some] + best_so_far[fits[some] - 1]
            row = int(np.argmax(totals))
            column = int(np.argmax(worth[: fits[some][row]]))
            candidates.append((int(totals[row]), int(around.moved[some][row]) + int(within.moved[column])))
        over = fits < len(within)
        if over.any():
            totals = around.high[over] + weight * around.low[over] + within.high[fits[over]]
            row = int(np.argmax(totals))
            candidates.append((int(totals[row]), int(around.moved[over][row]) + int(within.moved[fits[over][row]])))
        return max(candidates)[1]


# ------------------------------------------------------------------------------- limits that cross: by search


class _Search:
    """The best choice under limits that cross: every choice is tried, except where a bound rules it out.

    The bound lets a matter be split between here and elsewhere, keeps limits that nest and prices the others:
    a unit of a priced limit costs its price, and its cap is paid for. Any prices give a valid bound.
    """

    PRICE_STEPS = 16
    SHORT = 32
    """Matters in a list that is searched with full effort; a longer one takes longer at every look."""

    def __init__(self, structure: _Structure, component: _Component, scale: _Scale) -> None:
        self.structure = structure
        self.leaves = component.leaves
        self.limits = component.limits
        self.scale = scale
        self.weight = scale.weight * self.PRICE_STEPS
        self.gain = [e * self.PRICE_STEPS for e in scale.elsewhere]
        self.split_gain = [max(gain, 0) for gain in self.gain]
        kept: list[tuple[frozenset[int], int]] = []
        self.priced: list[tuple[frozenset[int], int]] = []
        for limit in component.limits:
            places = frozenset(scale.place[i] for i in structure.leaves[limit.id])
            crosses = any(places & other and not (places <= other or other <= places) for other, _ in kept)
            (self.priced if crosses else kept).append((places, self._most(limit)))
        self.caps = [cap for _, cap in kept]
        self.around = [[k for k, (places, _) in enumerate(kept) if p in places] for p in range(len(self.leaves))]
        self.state: list[bool | None] = [
            None if stay and move else stay for stay, move in zip(scale.may_stay, scale.may_move, strict=True)
        ]
        free = [p for p, settled in enumerate(self.state) if settled is None]
        self.branches = sorted(free, key=lambda p: -max(scale.weight * scale.here[p], scale.elsewhere[p]))
        self.twin_before = self._twins(component.limits)
        self.prices = [0] * len(self.priced)
        self.tried = 0
        self._order_by_worth()
        self._settle_prices()
        self.most = self._bound() // self.PRICE_STEPS
        """No choice is worth more than this."""

    def _most(self, limit: JointCap) -> int:
        """What `limit` lets through at most."""
        sums = [sum(self.scale.here[self.scale.place[i]] for i in self.structure.leaves_of(m)) for m in limit.members]
        together = max(sums) if limit.best_of else sum(sums)
        cap = self.scale.cap[limit.id]
        return together if cap is None else min(together, cap)

    def _twins(self, limits: list[JointCap]) -> dict[int, int]:
        """For a free matter, the one before it that is its equal in every respect: it moves no sooner."""
        before: dict[int, int] = {}
        last_seen: dict[tuple[object, ...], int] = {}
        for p in self.branches:
            matter = self.structure.matters[self.leaves[p]]
            named_in = tuple(limit.id for limit in limits if matter.id in limit.members)
            beneath = tuple(limit.id for limit in limits if self.leaves[p] in self.structure.leaves[limit.id])
            likeness = (self.scale.here[p], self.scale.elsewhere[p], named_in, beneath)
            if likeness in last_seen:
                before[p] = last_seen[likeness]
            last_seen[likeness] = p
        return before

    def _order_by_worth(self) -> None:
        """Per place, what a unit here is worth: if it stays anyway, and if it would otherwise move."""
        units: list[tuple[Fraction, int, bool | None, int]] = []
        for p, here in enumerate(self.scale.here):
            price = sum(price for (places, _), price in zip(self.priced, self.prices, strict=True) if p in places)
            worth = self.weight - price
            if here:
                units.append((Fraction(worth), p, True, worth))
                units.append((worth - Fraction(self.split_gain[p], here), p, None, worth))
        self.units = sorted((unit for unit in units if unit[0] > 0), key=lambda unit: -unit[0])

    def _settle_prices(self) -> None:
        for _ in range(2):
            for k in range(len(self.priced)):
                trials = []
                for step in range(self.PRICE_STEPS + 1):
                    self.prices[k] = self.scale.weight * step
                    self._order_by_worth()
                    trials.append((self._bound(), self.prices[k]))
                self.prices[k] = min(trials)[1]
                self._order_by_worth()

    def _bound(self) -> int:
        """No choice that agrees with `state` is worth more than this (in PRICE_STEPS of the scale)."""
        total = sum(cap * price for (_, cap), price in zip(self.priced, self.prices, strict=True))
        for p, stays in enumerate(self.state):
            total += 0 if stays else self.split_gain[p] if stays is None else self.gain[p]
        room = list(self.caps)
        for _, p, stays, worth in self.units:
            if self.state[p] is not stays:
                continue
            here = self.scale.here[p]
            fits = min((room[k] for k in self.around[p]), default=here)
            fits = min(fits, here)
            if fits:
                for k in self.around[p]:
                    room[k] -= fits
                total += worth * fits
                if stays is None:
                    total -= self.split_gain[p] * fits // here
        return total

    def best(self) -> tuple[int, bool]:
        """The bits of the matters that go elsewhere, and whether every other choice was ruled out."""
        settled = sum(1 << p for p, stays in enumerate(self.state) if stays is False)
        free = sum(1 << p for p in self.branches)
        split = sum(1 << p for p in self.branches if self._is_lower_here(p))
        best = max(self._improved(settled | moved) for moved in sorted({0, free, split}))

        looked_at, reached = 0, 0
        to_look_at = [(0, settled)]
        while to_look_at and looked_at < SEARCHED * self.SHORT // max(self.SHORT, len(self.leaves)):
            depth, moved = to_look_at.pop()
            for p in self.branches[depth:reached]:
                self.state[p] = None
            if depth:
                last = self.branches[depth - 1]
                self.state[last] = not moved >> last & 1
            looked_at, reached = looked_at + 1, depth
            if self._bound() <= best[0]:
                continue
            if depth == len(self.branches):
                best = max(best, self._worth(moved))
                continue
            p = self.branches[depth]
            to_look_at.append((depth + 1, moved | 1 << p))
            twin = self.twin_before.get(p)
            if twin is None or not moved >> twin & 1:
                to_look_at.append((depth + 1, moved))
        return best[1], not to_look_at

    def _is_lower_here(self, p: int) -> bool:
        return self.scale.weight * self.scale.here[p] < self.scale.elsewhere[p]

    def _worth(self, moved: int) -> tuple[Fraction, int]:
        """What a whole choice is worth (in PRICE_STEPS of the scale), and the choice: of equals, the last."""
        self.tried += len(self.leaves)
        staying = [i for p, i in enumerate(self.leaves) if not moved >> p & 1]
        here = self.structure.amount_here(staying, self.limits) * self.scale.unit
        return self.weight * here + sum(gain for p, gain in enumerate(self.gain) if moved >> p & 1), moved

    def _improved(self, moved: int) -> tuple[Fraction, int]:
        """A good choice to begin with: one or two matters at a time change sides while that helps."""
        best = self._worth(moved)
        flips = [1 << p for p in self.branches]
        pairs = [a | b for a, b in combinations(flips, 2)] if len(flips) <= self.SHORT else []
        while self.tried < SEARCHED * self.SHORT // 2:
            better = next((w for flip in flips + pairs if (w := self._worth(best[1] ^ flip)) > best), None)
            if better is None:
                break
            best = better
        return best
