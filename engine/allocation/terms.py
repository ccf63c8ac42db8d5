"""What a rule needs beside the claims, as a run states it: weights, a floor, or classes, by size of company or article.

    weighted_proportional       {"by": "size", "weights": {"micro": "2", "small": "1.5"}}    not named: 1
    floor_then_proportional     {"floor": "5"}                                               万元 for each claim
    priority_then_proportional  {"by": "article", "classes": [["7"], ["5", "9"]]}            not named: last, together
    every other rule            nothing

`ranking` looks at the claims' scores, `first_come` at the days of their applications and then at their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from engine.allocation.rules import NEEDS
from engine.policy.pack import Policy
from engine.values.kinds import AMOUNT, POINT, ZERO
from engine.values.money import WAN, Exact, parse_amount
from engine.values.refusal import Refusals, listed, refuse, shown
from engine.values.shapes import AN_OBJECT, Json, Kind, Listed, Record, Shape, one_of, only_names, or_null

By = Literal["size", "article"]

BY: tuple[By, ...] = ("size", "article")
OF_A_RULE = {
    "weighted_proportional": ("by", "weights"),
    "floor_then_proportional": ("floor",),
    "priority_then_proportional": ("by", "classes"),
}
"""The names in the terms of each rule that needs any."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a rule, checked: `weights` and `classes` are of sizes or of articles (by number, as text), `floor`
    is in 分."""

    by: By = "size"
    weights: dict[str, Fraction] = field(default_factory=dict)
    classes: tuple[tuple[str, ...], ...] = ()
    floor: int = 0

    def figures(self, need: str, names: Sequence[str]) -> list[Exact]:
        """Of each of these sizes or articles its weight, or the number of its class; what stands in none comes last."""
        if need == "weights":
            return [self.weights.get(name, Fraction(1)) for name in names]
        classes = {name: n for n, together in enumerate(self.classes) for name in together}
        return [classes.get(name, len(self.classes)) for name in names]


NO_TERMS = Terms()


def names(policy: Policy, by: By) -> list[str]:
    """What can be named in terms: the sizes, or the articles under which something can be claimed."""
    return list(policy.size_ids) if by == "size" else list(dict.fromkeys(str(p.article) for p in policy.provisions))


def read_terms(policy: Policy, rule: str, raw: object, refusals: Refusals, path: str = "terms") -> Terms:
    """The terms of `rule` in `raw`, what is wrong with them noted."""
    need = NEEDS.get(rule)
    if raw is None or raw == {}:
        if need is not None:
            place = path.removesuffix("terms") + "rule"
            refusals.add(place, "allocate.rule_needs_terms", rule=rule, needs=listed(OF_A_RULE[rule]))
        return NO_TERMS
    if not isinstance(raw, dict):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return NO_TERMS
    if need is None:
        refusals.add(path, "allocate.rule_without_terms", rule=rule, given=shown(raw))
        return NO_TERMS
    only_names(raw, path, OF_A_RULE[rule], refusals)
    if need == "floor":
        return Terms(floor=refusals.attempt(parse_amount, raw.get("floor"), f"{path}.floor") or 0)
    by: By | None = refusals.attempt(one_of(BY).read, raw.get("by"), f"{path}.by", refusals)
    if by is None:
        return NO_TERMS
    read = refusals.attempt(_NAMED[need](names(policy, by)).read, raw.get(need), f"{path}.{need}", refusals) or ()
    return Terms(by, weights=dict(read)) if need == "weights" else Terms(by, classes=tuple(map(tuple, read)))


def terms_schema(policy: Policy) -> list[Json]:
    """What a schema says of the terms under each rule that needs some, and under any other."""
    said = []
    for rule, (*_, key) in OF_A_RULE.items():
        forms: list[dict[str, Shape]] = [{key: AMOUNT}]
        if key in _NAMED:
            forms = [{"by": one_of([by]), key: _NAMED[key](names(policy, by))} for by in BY]
        terms = {"terms": {"oneOf": [Record(form, frozenset(form)).schema for form in forms]}}
        said.append({"if": under([rule]), "then": {"required": ["terms"], "properties": terms}})
    none: Json = {"properties": {"terms": {"type": ["object", "null"], "maxProperties": 0}}}
    return [*said, {"if": under(list(OF_A_RULE)), "else": none}]


def under(rules: list[str]) -> Json:
    """The schema of a run by one of these rules."""
    return {"type": "object", "properties": {"rule": {"enum": rules}}, "required": ["rule"]}


def sizes_of_applicants(policy: Policy) -> Kind:
    """The size of each applicant that has one, by its id."""
    size = one_of(policy.size_ids)

    def read(given: Any, path: str, notes: Refusals) -> dict[str, str]:
        stated = {a: own for a, own in AN_OBJECT.read(given, path, notes).items() if own is not None}
        found = {a: notes.attempt(size.read, own, f"{path}.{a}", notes) for a, own in stated.items()}
        return {str(applicant).strip(): own for applicant, own in found.items() if own is not None}

    return Kind(read, {"type": "object", "additionalProperties": or_null(size.schema)})


def written_terms(terms: Terms, rule: str) -> Json | None:
    """Terms as `read_terms` reads them; None where the rule needs none."""
    match NEEDS.get(rule):
        case "weights":
            return {"by": terms.by, "weights": {name: _text(weight) for name, weight in terms.weights.items()}}
        case "floor":
            return {"floor": _text(Fraction(terms.floor, WAN))}
        case "classes":
            return {"by": terms.by, "classes": [list(together) for together in terms.classes]}
    return None


def _weight(value: object, path: str) -> Fraction:
    weight = parse_amount(value, path)
    if not weight:
        refuse(path, "allocate.no_weight", given=shown(value))
    return Fraction(weight, WAN)


def _text(number: Fraction) -> str:
    """A number with at most six decimals."""
    whole, rest = divmod(int(number * WAN), WAN)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def _weights(names: list[str]) -> Kind:
    """A weight for some of these names."""

    def read(given: Any, path: str, notes: Refusals) -> dict[str, Fraction]:
        if not isinstance(given, dict) or not given:
            refuse(path, "allocate.no_weights", given=shown(given))
        only_names(given, path, names, notes)
        found = {name: notes.attempt(_weight, given[name], f"{path}.{name}") for name in names if name in given}
        return {name: weight for name, weight in found.items() if weight is not None}

    zero = {"anyOf": [{"const": 0}, {"type": "string", "pattern": f"^{ZERO}+({POINT}{ZERO}+)?$"}]}
    weights = {name: {"allOf": [AMOUNT.schema, {"not": zero}]} for name in names}
    return Kind(read, {"type": "object", "additionalProperties": False, "properties": weights, "minProperties": 1})


def _classes(names: list[str]) -> Listed:
    """Some of these names in classes, the first before the next, none of them twice; for one reading."""
    named, seen = one_of(names), set[str]()

    def once(given: Any, path: str, notes: Refusals) -> str:
        name: str = named.read(given, path, notes)
        if name in seen:
            refuse(path, "allocate.class_twice", given=shown(name))
        seen.add(name)
        return name

    together = Listed(Kind(once, named.schema), "allocate.no_classes", least=1)
    return Listed(together, "allocate.no_classes", least=1)


_NAMED: dict[str, Callable[[list[str]], Shape]] = {"weights": _weights, "classes": _classes}
