"""The names in one condition or step of a provision, as its kind asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from engine.check.findings import either
from engine.policy.facts import Fact
from engine.steps.roles import SEVERAL, Role

if TYPE_CHECKING:
    from engine.check.provision import ProvisionNames


class StepNames:
    """The names in one condition or step of a provision (`engine.steps.demands.Names`). `parent`: the list whose items
    it is about."""

    def __init__(self, provision: ProvisionNames, key: str, parent: str) -> None:
        self.own, self.all, self.at, self.parent = provision, provision.all, key, parent
        self.place = f"{provision.place}.{key}"
        self.has_items = bool(provision.each)

    def fact(self, key: str, name: str, *types: str, of_claim: bool = False) -> Fact | None:
        """The fact of this name; None, and noted, where there is none."""
        return self.own.use("" if of_claim else self.parent, name, f"{self.at}.{key}", *types)

    def is_of_claim(self, name: str) -> bool:
        """Whether the claim itself has a fact of this name."""
        return any(fact.name == name for fact in self.own.p.children(""))

    def base(self, key: str, name: str) -> None:
        """A measure, or an amount."""
        if name in self.own.measures:
            self.own.measured.add(name)
        else:
            self.fact(key, name, "amount")

    def values(self, key: str, value: Any, known: tuple[str, ...] = ()) -> list[Any]:
        """What a value can be, under one reading or another."""
        found = self.all.values(value, f"{self.place}.{key}")
        for one in found if known else ():
            if one not in known:
                self.note("value_unknown", key, value=one, known=either(known))
        return found

    def switch(self, key: str, reading: str) -> None:
        """A reading that is a yes or a no."""
        self.all.switch(reading, f"{self.place}.{key}")

    def leads(self, key: str, kind: Literal["measure", "window", "exclusive"], name: str) -> None:
        """A measure of the provision; a window, or a rule by which one applicant takes the higher of two sides."""
        is_measure = kind == "measure"
        known = self.own.measures if is_measure else [block.id for block in getattr(self.all.policy, f"{kind}s")]
        if name in known:
            (self.own.measured if is_measure else self.all.used[f"{kind}s"]).add(name)
        else:
            self.note(f"{kind}_unknown", key, **{kind: name})

    def group(self, key: str, path: str, roles: Mapping[Role, str]) -> None:
        """A group of facts of the claim, or of each item, in which all roles are taken that the rule needs, by facts of
        the right type."""
        if path.rpartition(".")[0] not in ("", self.own.each):
            self.note("fact_unknown", key, fact=path)
        self.own.use("", path, f"{self.at}.{key}", "group")
        for role, kind in roles.items():
            taken = [fact for fact in self.own.facts.values() if fact.parent == path and fact.role == role]
            if not taken or (len(taken) > 1 and role not in SEVERAL):
                self.note("role_taken", key, fact=path, role=role, times=len(taken))
            for fact in taken:
                self.own.use(path, fact.name, f"{self.at}.{key}", kind)
                choices = [choice.id for choice in fact.choices]
                if kind == "choice" and (len(choices) != 2 or fact.elsewhere not in choices):
                    self.note("choice_elsewhere", key, fact=fact.path)

    def is_shut_out(self, fact: str, answer: str) -> bool:
        """Whether a condition keeps whoever gives this answer from coming to the amount."""
        conditions = self.own.p.item_when if self.own.each else self.own.p.when
        accepted = [c.accepted for c in conditions if c.fact == fact and c.accepted is not None]
        return any(answer not in answers for answers in accepted)

    def note(self, kind: str, key: str = "", **values: object) -> None:
        """Note what is wrong."""
        self.own.notes.add(f"{self.place}.{key}" if key else self.place, kind, **values)
