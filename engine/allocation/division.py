"""Bare claims problems: an estate that does not reach, and the rules by which it can be divided.

The statutory rule is the proportional one; the others stand beside it for comparison. All are exact: integers and
Fractions in, Fractions out, nothing is cut. An estate above the sum of the claims gives everyone the claim.

Splitting one claim into several never pays under proportional division, weighted or by classes too, nor in turn. It
pays under equal awards and with a floor, which every part gets anew; it can under the Talmud rule, its reverse and
adjusted proportional. Under equal losses it never pays, but merging does; so it is by score, where parts of one score
can be left without the last of the money. `engine.allocation.catalogue` says so of each, and tests search for cases.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engine.application.model import read_keys
from engine.values.money import WAN, parse_amount
from engine.values.refusal import Refusals, Refused, listed, refuse, shown, writable

Exact = int | Fraction
Claims = Sequence[Exact]
Awards = list[Fraction]

PROPORTIONAL = "proportional"
OF_A_PROBLEM = ("rule", "estate", "claims", "weights", "classes", "floor")
LARGEST_CLASS = 10**9
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule may need beside the claims, one entry for each claim: positive `weights`, `classes` (the lower
    first), `floor` (in the unit of the claims), `scores` (the higher first), `turns` (the lower first, none twice)."""

    weights: Claims = ()
    classes: Sequence[int] = ()
    floor: Claims = ()
    scores: Sequence[int] = ()
    turns: Sequence[int] = ()


NO_TERMS = Terms()


def awards(rule: str, estate: Exact, claims: Claims, terms: Terms = NO_TERMS) -> Awards:
    """What each of `claims` gets of `estate` under `rule`, in the order and the unit of the claims.

    ValueError for an unknown rule, a negative amount, or terms that the rule needs and that do not fit the claims.
    """
    if rule not in ALL_RULES:
        raise ValueError(f"no rule {rule!r}: there are {', '.join(ALL_RULES)}")
    if estate < 0 or any(claim < 0 for claim in claims):
        raise ValueError("an estate or a claim is negative")
    need = NEEDS.get(rule) or LOOKS_AT.get(rule)
    if need is not None and len(getattr(terms, need)) != len(claims):
        raise ValueError(f"{rule} needs {need}, one for each claim")
    if sum(claims) <= estate:
        return [Fraction(claim) for claim in claims]
    return ALL_RULES[rule](Fraction(estate), claims, terms)


def tied(estate: Exact, claims: Claims, scores: Sequence[int]) -> list[int]:
    """The places of those among whom ranking leaves open who gets the last of the money: they have one score, what is
    left reaches for some of them and not for all. Empty where nothing is open."""
    left = Fraction(estate)
    for members in _by_score(claims, scores):
        asked = sum(claims[i] for i in members)
        if asked > left:
            return members if left and len(members) > 1 else []
        left -= asked
    return []


# --------------------------------------------------------------------------------------------------------- the rules
# Each is asked only where the estate is below the sum of the claims, or equal to it.


def _proportional(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    total = sum(claims)
    ratio = estate / total if total else ZERO
    return [claim * ratio for claim in claims]


def _equal_awards(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    """Everyone the same, but nobody more than the claim."""
    left, sharing = estate, len(claims)
    for claim in sorted(claims):
        if claim * sharing >= left:
            level = left / sharing
            return [min(Fraction(c), level) for c in claims]
        left -= claim
        sharing -= 1
    return [Fraction(c) for c in claims]


def _equal_losses(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    """Everyone loses the same, but nobody more than the claim: equal awards of what is missing."""
    return _less(claims, _equal_awards(sum(claims) - estate, claims))


def _talmud(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    """Equal awards up to half of every claim, equal losses beyond it."""
    halves = [Fraction(claim, 2) for claim in claims]
    missing = sum(claims) - estate
    if estate <= missing:
        return _equal_awards(estate, halves)
    return _less(claims, _equal_awards(missing, halves))


def _reverse_talmud(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    """Equal losses up to half of every claim, equal awards beyond it."""
    halves = [Fraction(claim, 2) for claim in claims]
    missing = sum(claims) - estate
    if estate <= missing:
        return _equal_losses(estate, halves)
    return _less(claims, _equal_losses(missing, halves))


def _adjusted_proportional(estate: Fraction, claims: Claims, _terms: Terms = NO_TERMS) -> Awards:
    """First what the others concede; what is left in proportion to the claims that remain, none above what is left."""
    total = sum(claims)
    conceded = [max(ZERO, estate - (total - claim)) for claim in claims]
    left = estate - sum(conceded)
    remaining = [min(claim - first, left) for claim, first in zip(claims, conceded, strict=True)]
    return [first + then for first, then in zip(conceded, _proportional(left, remaining), strict=True)]


def _weighted_proportional(estate: Fraction, claims: Claims, terms: Terms) -> Awards:
    """In proportion to claim times weight; what is above a claim goes round again."""
    weights = [Fraction(weight) for weight in terms.weights]
    left = estate
    weighing = sum((claim * weight for claim, weight in zip(claims, weights, strict=True)), ZERO)
    got = [ZERO] * len(claims)
    heaviest_first = sorted(range(len(claims)), key=lambda i: -weights[i])
    for place, i in enumerate(heaviest_first):
        if left * weights[i] < weighing:
            for j in heaviest_first[place:]:
                got[j] = claims[j] * weights[j] * left / weighing
            break
        got[i] = Fraction(claims[i])
        left -= claims[i]
        weighing -= claims[i] * weights[i]
    return got


def _floor_then_proportional(estate: Fraction, claims: Claims, terms: Terms) -> Awards:
    """The floor for everyone, or the claim if it is lower; what is left in proportion to the rest of the claims. An
    estate that does not reach for the floors is divided in proportion to them."""
    floors = [min(Fraction(claim), Fraction(floor)) for claim, floor in zip(claims, terms.floor, strict=True)]
    secured = sum(floors, ZERO)
    if estate <= secured:
        return _proportional(estate, floors)
    rest = _proportional(estate - secured, _less(claims, floors))
    return [floor + then for floor, then in zip(floors, rest, strict=True)]


def _priority_then_proportional(estate: Fraction, claims: Claims, terms: Terms) -> Awards:
    """One class after the other in full; the class in which the money ends in proportion."""
    got = [ZERO] * len(claims)
    left = estate
    members: dict[int, list[int]] = {}
    for i, number in enumerate(terms.classes):
        members.setdefault(number, []).append(i)
    for number in sorted(members):
        asked = [claims[i] for i in members[number]]
        given = min(left, Fraction(sum(asked)))
        for i, award in zip(members[number], _proportional(given, asked), strict=True):
            got[i] = award
        left -= given
    return got


def _ranking(estate: Fraction, claims: Claims, terms: Terms) -> Awards:
    """One after the other by score, in full; the one with whom the money ends gets what is left.

    Where that is not one but several of one score, nobody gets it: to divide it among them or to choose one would be a
    decision that the scores do not make. It stays unspent until the authority has decided (see `tied`), and nobody
    behind them gets it either: it is theirs.
    """
    got = [ZERO] * len(claims)
    left = estate
    for members in _by_score(claims, terms.scores):
        asked = sum(claims[i] for i in members)
        if asked > left and len(members) > 1:
            break
        for i in members:
            got[i] = min(Fraction(claims[i]), left)
        left -= min(asked, left)
    return got


def _by_score(claims: Claims, scores: Sequence[int]) -> list[list[int]]:
    """The places of those who claim anything, together by score, the highest first."""
    members: dict[int, list[int]] = {}
    for i, score in enumerate(scores):
        if claims[i]:
            members.setdefault(score, []).append(i)
    return [members[score] for score in sorted(members, reverse=True)]


def _first_come(estate: Fraction, claims: Claims, terms: Terms) -> Awards:
    """One after the other in their turns, in full; the one with whom the money ends gets what is left."""
    got = [ZERO] * len(claims)
    left = estate
    for i in sorted(range(len(claims)), key=terms.turns.__getitem__):
        got[i] = min(Fraction(claims[i]), left)
        left -= got[i]
    return got


def _less(claims: Claims, taken: Claims) -> Awards:
    return [Fraction(claim - amount) for claim, amount in zip(claims, taken, strict=True)]


RULES: dict[str, Callable[[Fraction, Claims, Terms], Awards]] = {
    PROPORTIONAL: _proportional,
    "constrained_equal_awards": _equal_awards,
    "constrained_equal_losses": _equal_losses,
    "talmud": _talmud,
    "reverse_talmud": _reverse_talmud,
    "adjusted_proportional": _adjusted_proportional,
    "weighted_proportional": _weighted_proportional,
    "floor_then_proportional": _floor_then_proportional,
    "priority_then_proportional": _priority_then_proportional,
}
NEEDS = {
    "weighted_proportional": "weights",
    "floor_then_proportional": "floor",
    "priority_then_proportional": "classes",
}
"""The rules that need terms, and which."""
RANKING, FIRST_COME = "ranking", "first_come"
IN_TURN: dict[str, Callable[[Fraction, Claims, Terms], Awards]] = {RANKING: _ranking, FIRST_COME: _first_come}
"""The rules by which one after the other is paid, until the money ends: for an allocation, where claims have scores and
days. `ranking` need not give the whole estate away."""
LOOKS_AT = {RANKING: "scores", FIRST_COME: "turns"}
ALL_RULES = RULES | IN_TURN


# ---------------------------------------------------------------------------------------------------- in, out as JSON


def read_rule(raw: object, path: str, rules: Iterable[str] = tuple(RULES)) -> str:
    """The name of a rule; Refused if it is none of `rules`."""
    if not isinstance(raw, str) or raw not in rules:
        refuse(path, "allocate.unknown_rule", given=shown(raw), known=listed(rules))
    return raw


def divide(raw: object) -> dict[str, Any]:
    """The awards of one claims problem, as fractions in lowest terms ("50", "200/3").

    `raw` holds `rule`, `estate`, `claims` and, where the rule needs them, `weights`, `classes` or `floor` (one for all,
    or one each). Claims in a list give a list of awards, claims by name awards by name. Amounts are written as
    everywhere, or as two such numbers with a slash between. Raises Refused naming everything that is not accepted.
    """
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    reader = _Reader(raw)
    rule = reader.rule()
    estate = reader.one("estate", _fraction)
    claims = reader.each("claims", _fraction)
    names = reader.names
    floor = raw.get("floor")
    if isinstance(floor, str | int) and not isinstance(floor, bool):
        floors = [reader.one("floor", _fraction)] * len(claims)
    else:
        floors = reader.each("floor", _fraction)
    terms = Terms(weights=reader.each("weights", _weight), classes=reader.each("classes", _class), floor=floors)
    need = NEEDS.get(rule)
    if need is not None and raw.get(need) is None:
        reader.refusals.add(need, "allocate.rule_needs", rule=rule, needs=need)
    reader.refusals.raise_if_any()
    found = [str(award) for award in awards(rule, estate, claims, terms)]
    return {"awards": found if names is None else dict(zip(names, found, strict=True))}


class _Reader:
    """Reads a claims problem and gathers what is wrong with it."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.refusals = Refusals()
        self.names: list[str] | None = None
        self.count: int | None = None
        read_keys(raw, "", OF_A_PROBLEM, self.refusals)

    def rule(self) -> str:
        try:
            return read_rule(self.raw.get("rule"), "rule")
        except Refused as refused:
            self.refusals.include(refused)
            return PROPORTIONAL

    def one(self, path: str, parse: Callable[[object, str], Any]) -> Any:
        return self._parsed(self.raw.get(path), path, parse)

    def _parsed(self, value: object, path: str, parse: Callable[[object, str], Any]) -> Any:
        try:
            return parse(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return ZERO

    def each(self, key: str, parse: Callable[[object, str], Any]) -> list[Any]:
        """One value for each claim: a list, or an object with the names of the claims. The claims come first."""
        given = self.raw.get(key)
        is_claims = key == "claims"
        if given is None and not is_claims:
            return []
        values: dict[Hashable, object]
        if isinstance(given, list) and (is_claims or self.names is None):
            values = dict(enumerate(given))
        elif isinstance(given, dict) and (is_claims or self.names is not None):
            values = dict(given)
        else:
            form = "allocate.not_claims" if is_claims else "allocate.not_like_claims"
            self.refusals.add(key, form, given=shown(given))
            return []
        for name in values:
            if isinstance(name, str) and name != writable(name):
                self.refusals.add(f"{key}.{name}", "application.not_writable", given=shown(name))
        if is_claims:
            self.names = list(given) if isinstance(given, dict) else None
            self.count = len(values)
        elif self.count is None:
            return []
        elif values.keys() != set(range(self.count) if self.names is None else self.names):
            self.refusals.add(key, "allocate.not_as_many", given=len(values), claims=self.count)
            return []
        order = list(values) if is_claims or self.names is None else self.names
        return [self._parsed(values[name], f"{key}.{name}", parse) for name in order]


def _fraction(value: object, path: str) -> Fraction:
    """An amount by the rules of `parse_amount`, or two of them with a slash between."""
    if isinstance(value, str) and value.count("/") == 1:
        above, below = (parse_amount(part, path) for part in value.split("/"))
        if not below:
            refuse(path, "allocate.nothing_below", given=shown(value))
        return Fraction(above, below)
    return Fraction(parse_amount(value, path), WAN)


def _weight(value: object, path: str) -> Fraction:
    weight = _fraction(value, path)
    if not weight:
        refuse(path, "allocate.no_weight", given=shown(value))
    return weight


def _class(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_CLASS:
        refuse(path, "allocate.not_a_class", given=shown(value))
    return value
