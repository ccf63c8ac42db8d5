"""What a claim's amount is taken of, as answers that can be others: more or less of it, a threshold reached, one more
entry. What belongs to a year that has ended is closed: its figures stand in the books."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.assessment.cells import good_value
from engine.assessment.changes import Answers, Changed, Trials
from engine.assessment.claim_view import ClaimView
from engine.assessment.runs import Item
from engine.policy.facts import Fact
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.in_window import InWindow
from engine.steps.language import resolve
from engine.steps.measure import Measure
from engine.steps.share import Share


class Bases:
    """The answers of one claim. Amounts are 分. `measure`: that of which its amount is taken, None where that is a
    fact."""

    def __init__(self, view: ClaimView, trials: Trials) -> None:
        self.view, self.trials, self.measure = view, trials, view.rules.measures.get(view.rules.base)
        self.windows = {w.id: w.kind for w in view.policy.windows}

    def counting(self) -> dict[int, Item]:
        """The entries that the amount is made of, by their numbers; of the claim itself if it has none."""
        found = {n: item for n, item in enumerate(self.view.items) if item.amount}
        if found and self.view.rules.combined.best:
            best = max(found, key=lambda n: found[n].amount)
            return {best: found[best]}
        return found

    # -- what is closed

    @property
    def closed(self) -> bool:
        """Whether the base belongs to a year that has ended."""
        return self._is_past(self.view.rules.base if self.measure is None else "", self.measure)

    def is_closed(self, rule: AtLeast | Above) -> bool:
        """Whether a threshold is one of a year that has ended."""
        return self._is_past(rule.fact, self.measured(rule))

    def measured(self, rule: AtLeast | Above) -> Measure | None:
        """The measure that a threshold holds for; None where it does for a fact."""
        if isinstance(rule, Above) or rule.measure is None:
            return None
        return self.view.rules.measures[str(resolve(rule.measure, self.view.application.readings))]

    def _is_past(self, fact: str, measure: Measure | None) -> bool:
        p = self.view.p

        def found() -> bool:
            windows = {c.in_window for c in (*p.when, *p.item_when) if isinstance(c, InWindow)}
            windows |= {test.in_window for test in measure.when if test.in_window} if measure else set()
            yearly = {f.name for f in p.facts if f.type == "yearly"}
            return fact.partition(".")[0] in yearly or any(self.windows[w] == "calendar_year" for w in windows)

        return self.view.rules.cached(("past", fact, measure and measure.id), found)

    # -- more, and less

    def raised(self, items: dict[int, Item], more: int) -> Answers | None:
        """The answers with so much more of the base, in the first of these entries; None where there is no place."""
        number, item = next(iter(items.items()))
        name = self.view.rules.base
        if self.measure is None:
            return {self._path(name, number): item.row[name] + more}
        return self._part(self.measure, number, item, more)

    def reached(self, rule: AtLeast | Above, item: int | None, short: int) -> Answers | None:
        """The answers with which a threshold is reached that so much is missing to."""
        view = self.view
        if (measure := self.measured(rule)) is not None:
            return self._part(measure, item or 0, view.items[item or 0], short)
        group, _, inside = rule.fact.partition(".")
        if inside and group not in view.stated(item):
            return None
        row = view.row if item is None else view.items[item].row
        return {view.path(rule.fact, item): row[rule.fact] + short}

    def lowered(self, items: dict[int, Item], less: int) -> Answers | None:
        """The answers with so much less of the base, of the last of these entries first; None where that is no
        application that can be made."""
        answers: Answers = {}
        for number, item in reversed(items.items()):
            if not less:
                break
            for path, stated, can in reversed(self._free(number, item)):
                taken = min(less, max(can, 0))
                if taken:
                    answers[path] = stated - taken
                    less -= taken
        return None if less else answers

    def _free(self, number: int, item: Item) -> list[tuple[str, int, int]]:
        """Of the base of an entry, or of its parts that count: where the amount stands, what it is, and how much of it
        can go."""
        measure = self.measure
        if measure is None:
            name = self.view.rules.base
            minus = self.view.p.amount.minus if isinstance(self.view.p.amount, Share) else []
            return [(self._path(name, number), item.row[name], item.row[name] - sum(item.row[m.fact] for m in minus))]
        if measure.or_fact and not item.parts:
            value = item.row[measure.or_fact]
            return [(self._path(measure.or_fact, number), value, value)]
        found = []
        of_whole = {m.fact for other in self.view.p.measures if other.sum == measure.sum for m in other.minus}
        for j, (part, counted) in enumerate(zip(item.parts, item.counted[measure.id], strict=True)):
            if all(counted.meets):
                value = part[measure.of]
                free = value - sum(part[fact] for fact in of_whole)  # no part of it can be more than the whole
                found.append((self._path(f"{measure.sum}.{j}.{measure.of}", number), value, free))
        return found

    def _part(self, measure: Measure, number: int, item: Item, amount: int) -> Answers | None:
        """One part more, of this day, that counts."""
        if measure.or_fact and not item.parts:
            return {self._path(measure.or_fact, number): item.row[measure.or_fact] + amount}
        part: dict[str, Any] = {measure.of: amount}
        for test in measure.when:
            part[test.fact] = test.is_ if test.in_window is None else self.view.application.day
        return {self._path(f"{measure.sum}.{len(item.parts)}", number): part}

    def _path(self, name: str, number: int) -> str:
        return self.view.path(name, number if self.view.p.each else None)

    # -- one more entry

    def best_entry(self) -> dict[str, Any]:
        """An entry as it serves best; what may be left out is."""
        found: dict[str, Any] = {}
        for slot in self.view.rules.plan.item:
            if slot.numbers:
                found.setdefault(slot.name, slot.fact.choices[0].id)
            elif slot.absent is None and not slot.fallback and slot.fact.type != "group" and "." not in slot.name:
                value = good_value(slot, self.view.application.day, self.windows, 0)
                found[slot.name] = _answer(slot.fact, value)
        return found

    # -- projects

    def with_projects(self, answers: Answers) -> Changed:
        """These answers of the claim; a figure of a project, wherever the application states it."""
        found: dict[int, Answers] = {self.view.position: answers}
        if not any("." in path for path in answers) or not self.view.p.projects:
            return Changed(found)
        named = self.trials.projects
        names = {where: name for i, where, name in named if i == self.view.position}
        for path, value in list(answers.items()):
            place, _, fact = path.rpartition(".")
            for i, where, name in named if place in names else ():
                if name == names[place]:
                    found.setdefault(i, {})[f"{where}.{fact}"] = value
        return Changed(found)


def _answer(fact: Fact, value: int) -> Any:
    """A number of a row as the answer that it stands for."""
    match fact.type:
        case "yes_no":
            return bool(value)
        case "choice":
            return fact.choices[value].id
        case "date":
            return date.fromordinal(value)
        case _:
            return value
