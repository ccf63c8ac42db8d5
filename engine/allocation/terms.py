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
from engine.application.reading import read_keys
from engine.policy.pack import Policy
from engine.values.money import WAN, parse_amount
from engine.values.refusal import Refusals, Refused, listed, refuse, shown

Json = dict[str, Any]
By = Literal["size", "article"]

SIZES = ("large", "medium", "small", "micro")
"""大, 中, 小, 微, as an official notes it for a company."""
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

    def weight(self, name: str) -> Fraction:
        """The weight of a size or an article."""
        return self.weights.get(name, Fraction(1))

    def place(self, name: str) -> int:
        """The number of the class of a size or an article; what stands in none comes last."""
        return next((i for i, names in enumerate(self.classes) if name in names), len(self.classes))


NO_TERMS = Terms()


def names(policy: Policy, by: By) -> list[str]:
    """What can be named in terms: the sizes, or the articles under which something can be claimed."""
    return list(SIZES) if by == "size" else list(dict.fromkeys(str(p.article) for p in policy.provisions))


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
    read_keys(raw, path, OF_A_RULE[rule], refusals)
    reader = _Reader(policy, refusals)
    if need == "floor":
        return Terms(floor=reader.parsed(raw.get("floor"), f"{path}.floor", parse_amount) or 0)
    by: By | None = reader.parsed(raw.get("by"), f"{path}.by", _by)
    if by is None:
        return NO_TERMS
    if need == "weights":
        return Terms(by=by, weights=reader.weights(by, raw.get("weights"), f"{path}.weights"))
    return Terms(by=by, classes=reader.classes(by, raw.get("classes"), f"{path}.classes"))


def read_sizes(raw: object, path: str, refusals: Refusals) -> dict[str, str]:
    """The size of each applicant that has one."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        refusals.add(path, "application.not_an_object", given=shown(raw))
        return {}
    found = {}
    for applicant, size in raw.items():
        if size is not None and size not in SIZES:
            known = listed(SIZES)
            refusals.add(f"{path}.{applicant}", "application.unknown_choice", given=shown(size), known=known)
        elif size is not None:
            found[str(applicant).strip()] = size
    return found


def written(terms: Terms, rule: str) -> Json | None:
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


def _by(value: object, path: str) -> By:
    found = next((by for by in BY if value == by), None)
    if found is None:
        refuse(path, "application.unknown_choice", given=shown(value), known=listed(BY))
    return found


class _Reader:
    def __init__(self, policy: Policy, refusals: Refusals) -> None:
        self.policy, self.refusals = policy, refusals

    def parsed(self, value: object, path: str, parse: Callable[[object, str], Any]) -> Any:
        try:
            return parse(value, path)
        except Refused as refused:
            self.refusals.include(refused)
            return None

    def weights(self, by: By, raw: object, path: str) -> dict[str, Fraction]:
        if not isinstance(raw, dict) or not raw:
            self.refusals.add(path, "allocate.no_weights", given=shown(raw))
            return {}
        known = names(self.policy, by)
        read_keys(raw, path, known, self.refusals)
        found = {name: self.parsed(raw[name], f"{path}.{name}", _weight) for name in known if name in raw}
        return {name: weight for name, weight in found.items() if weight is not None}

    def classes(self, by: By, raw: object, path: str) -> tuple[tuple[str, ...], ...]:
        if not isinstance(raw, list) or not raw:
            self.refusals.add(path, "allocate.no_classes", given=shown(raw))
            return ()
        known = names(self.policy, by)
        seen: set[str] = set()
        for i, together in enumerate(raw):
            if not isinstance(together, list) or not together:
                self.refusals.add(f"{path}.{i}", "allocate.no_classes", given=shown(together))
                continue
            for j, name in enumerate(together):
                place = f"{path}.{i}.{j}"
                if name not in known:
                    self.refusals.add(place, "application.unknown_choice", given=shown(name), known=listed(known))
                elif name in seen:
                    self.refusals.add(place, "allocate.class_twice", given=shown(name))
                else:
                    seen.add(name)
        return () if self.refusals else _tuples(raw)


def _tuples(raw: Sequence[Any]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(together) for together in raw)
