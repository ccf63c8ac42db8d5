"""就高不就低、不予重复扶持: another policy of the same place for the same matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from engine.steps.cap import CapStep
from engine.steps.demands import Names
from engine.steps.language import Applied, Example, FactColumns, ReasonKind, Saying, View
from engine.steps.numbers import Number, Scalars
from engine.steps.project_funding import ProjectFundingStep
from engine.steps.roles import OF_ANOTHER_POLICY, OtherFacts
from engine.steps.step import NO_FIGURES, Figures, Place, Row, RowStep, StepKind
from engine.text import words
from engine.text.phrases import Both, both, sentence
from engine.values.money import Exact, uncut_text

OTHER = {"other_policy": "other"}
ELSEWHERE = {
    "other": {"type": "group", "absent": "none"},
    "other.sum": {"type": "amount", "role": "other_amount"},
    "other.had": {"type": "yes_no", "role": "other_received", "absent": "none"},
    "other.under": {"type": "choice", "role": "other_choice", "absent": "none", "elsewhere": "that"}
    | {"choices": {"this": "本办法", "that": "其它政策"}},
}
HIGHER = {"other_policy": ["按照就高不就低的原则", "不予重复扶持"]}


class OtherPolicy(StepKind):
    """For the same matter another policy can have been used, or can be chosen, as a group of facts says
    (`other_policy`: its path)."""

    key: ClassVar[str] = "other_policy"
    rule = "other_policy"
    examples = (
        Example("below", OTHER, "7.00", facts=ELSEWHERE, says={"other": {"sum": "6.99"}}, rules=HIGHER),
        Example("at", OTHER, "7.00", facts=ELSEWHERE, says={"other": {"sum": "7"}}, rules=HIGHER),
        Example("above", OTHER, "0.00", facts=ELSEWHERE, says={"other": {"sum": "7.01"}}, rules=HIGHER),
        Example("beside", OTHER, "0.00", facts=ELSEWHERE, says={"other": {"sum": "5", "had": True}}, rules=HIGHER),
        Example("beside", OTHER, facts={"other": "group"}, rules=HIGHER, refused="role_taken"),
    )

    other_policy: str

    def names(self, names: Names) -> None:
        """What the names in it must lead to: a group of facts that says all of the other policy."""
        names.group("other_policy", self.other_policy, OF_ANOTHER_POLICY)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        facts, add = columns.provision.others[self.other_policy], columns.group(self.other_policy)
        amount = add(facts.amount, "less")
        amount.condition, amount.unless = True, f"{facts.group}.{facts.received}"
        add(facts.received, False)
        add(facts.choice, None).bad_choice = facts.elsewhere

    def prepare(self, place: Place) -> OtherPolicyStep:
        """The rule as it is applied."""
        rule = place.rules["other_policy"]
        tops_up = rule.top_up is not None and place.readings[rule.top_up] == "true"
        level = place.level_of(self.other_policy)
        step = "item_other_policy" if level == "item" else "other_policy"
        facts = place.others[self.other_policy]
        amount, received, choice = (f"{facts.group}.{fact}" for fact in (facts.amount, facts.received, facts.choice))
        name = words.both("steps.other_name", label=both(rule.label))
        columns = (amount, received, choice)
        return OtherPolicyStep(rule, step, level, place.scale, facts, facts.group, tops_up, *columns, name)


@dataclass(frozen=True, slots=True, eq=False)
class OtherPolicyStep(RowStep):
    """The higher of the two, or the one that was chosen; where the other was received already nothing, or with
    `tops_up` the difference. `group`: the column that says whether another policy is stated; `amount`, `received` and
    `choice`: the others; `project`: the funding limit that holds for what is granted here; `caps`: those of an
    applicant, which hold for what an item brings too, though they come after it."""

    reason_kind: ClassVar[ReasonKind] = "other_policy"

    facts: OtherFacts
    group: str
    tops_up: bool
    amount: str
    received: str
    choice: str
    name: Both
    project: ProjectFundingStep | None = None
    caps: tuple[CapStep, ...] = ()

    def _capped(self, o: Any, r: Row, x: Number) -> Number:
        """What of an item would be granted here if it were claimed alone."""
        for cap in self.caps:
            x = cap.alone(o, r, x)
        return x

    def _left(self, o: Any, r: Row, x: Number) -> Number:
        other, choice = r[self.amount] * self.scale, r[self.choice]
        here = self._capped(o, r, x)
        here = self.project(o, r, here)[0] if self.project else here
        stays = (choice == self.facts.here) | ((choice != self.facts.elsewhere) & (here >= other))
        received = r[self.received] == 1
        if_received = o.most(here - other, 0) * received if self.tops_up else 0
        return if_received + x * (stays & (received == 0))

    def whole(self, o: Any, r: Row, x: Number) -> Number:
        """The amount after the step if the project left room for all of `x`, where anything is left at all."""
        left, _ = self(o, r, x)
        tops_up = self.tops_up and r[self.group] == 1 and r[self.received] == 1
        return self._capped(o, r, x) - r[self.amount] * self.scale if left and tops_up else left

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        return o.only(r[self.group] == 1, self._left, r, x), NO_FIGURES

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying | None:
        """What it says: which of the two it is. Of an item for which none is stated it is said of the claim."""
        before, after, stated = done.before, done.after, row[self.group] == 1
        if not stated and self.level == "item":
            return None
        text = self._text(row, item, before, after, view) if stated else sentence("steps.other_none")
        operation: dict[str, Any] = {"op": "keep"}
        if after != before:
            operation = {"op": "subtract", "value": view.decimal(before - after)}
            if after == 0:
                operation = {"op": "set", "value": "0.00"}
        kind = "skip" if after == before else "bind"
        return Saying(self.name, text, kind, operation, self.rule.article, self.rule.quotes[0])

    def _text(self, row: Row, item: int | None, before: Exact, after: Exact, view: View) -> Both:
        """What came of another policy that is stated."""
        other, choice = uncut_text(row[self.amount]), row[self.choice]
        if row[self.received] == 1:
            return words.both("steps.other_top_up" if after > 0 else "steps.other_received", other=other)
        if choice == self.facts.elsewhere:
            return sentence("steps.other_chosen")
        if view.path(self.amount, item) in view.unknown:
            return sentence("steps.other_unknown")
        if choice == self.facts.here:
            return words.both("steps.other_chosen_this", other=other)
        if after != before and (here := self._capped(Scalars, row, before)) != before:
            return words.both("steps.other_above_cap", other=other, here=view.text(here))
        return words.both("steps.other_lower" if after == before else "steps.other_higher", other=other)
