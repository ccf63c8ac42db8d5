"""Bare claims problems: an estate that does not reach, and what each of some claims gets of it by a rule.

All is exact: integers and Fractions in, Fractions out, nothing is cut. An estate above the sum of the claims gives
everyone the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from engine.allocation import rules
from engine.allocation.amounts import Amounts
from engine.allocation.rules import ALL_RULES, LOOKS_AT, NEEDS, PROPORTIONAL, RULES
from engine.values.money import WAN, Exact, parse_amount
from engine.values.refusal import Refusals, refuse, shown, writable
from engine.values.shapes import Kind, Record, one_of, only_names

Claims = Sequence[Exact]
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


def awards(rule: str, estate: Exact, claims: Claims, terms: Terms = NO_TERMS) -> list[Fraction]:
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
    amounts = Amounts.of(claims)
    if amounts.total() <= estate:
        return amounts.listed()
    return ALL_RULES[rule](Fraction(estate), amounts, _columns(terms, NEEDS.get(rule))).listed()


def _columns(terms: Terms, need: str | None) -> rules.Terms:
    figures: dict[Exact, int] = {}
    number = [figures.setdefault(figure, len(figures)) for figure in (getattr(terms, need) if need else ())]
    columns = [np.array(of, dtype=np.int64) for of in (number, terms.scores, terms.turns)]
    return rules.Terms(columns[0], list(figures), *columns[1:])


# ---------------------------------------------------------------------------------------------------- in, out as JSON


def rule_of(rules: Iterable[str]) -> Kind:
    """The name of one of these rules."""
    return one_of(tuple(rules), "allocate.unknown_rule")


_RULE = Record({"rule": rule_of(RULES)}, frozenset({"rule"}))


def divide(raw: object) -> dict[str, Any]:
    """The awards of one claims problem, as fractions in lowest terms ("50", "200/3").

    `raw` holds `rule`, `estate`, `claims` and, where the rule needs them, `weights`, `classes` or `floor` (one for all,
    or one each). Claims in a list give a list of awards, claims by name awards by name. Amounts are written as
    everywhere, or as two such numbers with a slash between. Raises Refused naming everything that is not accepted.
    """
    if not isinstance(raw, dict):
        refuse("", "application.not_an_object", given=shown(raw))
    reader = _Reader(raw)
    rule = _RULE.part(raw, "", reader.refusals, "rule") or PROPORTIONAL
    estate = reader.parsed(raw.get("estate"), "estate", _fraction)
    claims = reader.each("claims", _fraction)
    names = reader.names
    floor = raw.get("floor")
    if isinstance(floor, str | int) and not isinstance(floor, bool):
        floors = [reader.parsed(floor, "floor", _fraction)] * len(claims)
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
        only_names(raw, "", OF_A_PROBLEM, self.refusals)

    def parsed(self, value: object, path: str, parse: Callable[[object, str], Any]) -> Any:
        found = self.refusals.attempt(parse, value, path)
        return ZERO if found is None else found

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
        return [self.parsed(values[name], f"{key}.{name}", parse) for name in order]


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
