"""What another day brings: the next year by its own figures, entries that are kept for it, and a later day in this year
when more of what is stated counts. The claim is tried alone on that day, by the law as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from engine.assessment.answer import Advice, Change, OneMoreItem, OtherDay
from engine.assessment.bases import Bases
from engine.assessment.changes import Answers, Changed, Trials
from engine.assessment.claim_view import ClaimView
from engine.assessment.rules import Rules
from engine.assessment.runs import Applied, ClaimRun
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap, CapStep
from engine.steps.in_window import InWindow
from engine.steps.language import resolve
from engine.steps.once import Once
from engine.steps.share import Share
from engine.steps.years import Years
from engine.text import words
from engine.text.phrases import Both, both, day_text
from engine.values.money import uncut_text, wan, wan_law, wan_text
from engine.values.quantities import Amount, Rate
from engine.values.windows import years_before

MOST_DAYS = 3
"""So many later days are tried."""
MOST_NAMED = 6
"""So many entries are named one by one."""


def is_yearly(held: Applied, view: ClaimView) -> bool:
    """Whether a cap is that of a year, so that the next year has another."""
    return bool(held.kind.rule.holds_for(view.application.readings) == "applicant_year")


def named(held: Applied) -> Both:
    """What a cap is called, with its figure, and with what of it is used up already."""
    kind: Any = held.kind
    left, cap = held.figures["left"], held.figures["cap"]
    name = kind.rule.called(cap)
    if left == cap:
        return dict(name)
    return words.both("advice.cap_left", cap=name, used=uncut_text(cap - left), left=uncut_text(left))


class OtherDays:
    """What one claim, by its position, comes to on other days."""

    def __init__(self, view: ClaimView, trials: Trials, position: int, bases: Bases) -> None:
        self.view, self.trials, self.position, self.bases = view, trials, position, bases
        self.day = view.application.day
        self.year = self.day.year + 1
        self.next = trials.next_year
        self.is_in_force = self.next <= view.policy.in_force.until

    # -- the next year, by its own figures

    def base(self, held: Applied) -> Iterator[Advice]:
        """How large the base of the year that runs now has to be to reach the cap in the next."""
        view, rules = self.view, self.view.rules
        fact, share, kind = rules.base, view.p.amount, held.kind
        if not self.is_in_force or fact in rules.measures or not is_yearly(held, view):
            return
        if not (isinstance(share, Share) and isinstance(kind, CapStep) and isinstance(kind.cap, int)):
            return
        if not isinstance(share.share, Rate):
            return  # what it is then is not known
        first = next(iter(self.bases.counting()))
        at = ceil(kind.cap / share.share)
        answers = self._anew() | {view.path(fact, first if view.p.each else None): at}
        answers |= self._of_this_year(first) | {f"{view.p.each}.{n}": None for n in self._beside(first)}
        then = self._on(self.next, answers)
        if then is None or not any(_full(step) for step in then[0].steps if step.kind.rule is held.kind.rule):
            return
        values = {"year": self.year, "last": self.day.year, "label": view.label(fact), "at": uncut_text(at)}
        text = words.both(
            "advice.next_year_base", amount=wan_text(then[0].approved), cap=kind.rule.called(kind.cap), **values
        )
        yield {"kind": "next_year", "fact": view.p.each or fact, "then": then[1], "text": text}

    def growth(self) -> Iterator[Advice]:
        """What a figure that is kept by year has to be in the year that runs now, where that of the last fell short."""
        view = self.view
        failing = [test.check.rule for test in view.run.tests if not test.met]
        yearly = {f.name: f for f in view.p.facts if f.type == "yearly"}
        if not self.is_in_force or not failing or not all(isinstance(rule, AtLeast | Above) for rule in failing):
            return
        name = failing[0].fact.partition(".")[0]
        stated = view.cells.claim.facts.get(name, {})
        last = stated.get(self.day.year - 1) if name in yearly else None
        if last is None or any(rule.fact.partition(".")[0] != name for rule in failing):
            return
        own = [c for c in view.p.when if c.fact.partition(".")[0] == name]
        stated = [c.at_least for c in own if isinstance(c, AtLeast)]
        bounds = [bound for bound in stated if isinstance(bound, Amount)]
        if len(bounds) < len(stated):
            return  # what it is then is not known
        bound = max(bounds, default=0)
        grows = any(isinstance(c, Above) for c in own)
        at = max(bound, last + 1) if grows else bound
        then = self._on(self.next, self._anew() | {f"{name}.{self.day.year}": at})
        if then is None:
            return
        values = {"year": self.year, "last": self.day.year, "label": both(yearly[name].label)}
        values |= {"amount": wan_text(then[0].approved)}
        if at == bound:
            text = words.both("advice.next_year_reach", at=wan_law(at), **values)
        else:
            text = words.both("advice.next_year_above", prior=self.day.year - 1, bound=uncut_text(last), **values)
        yield {"kind": "next_year", "fact": name, "then": then[1], "text": text}

    # -- entries that are kept for the next year

    def hold_back(self) -> Iterator[Advice]:
        """Entries without which a full year brings as much, and what they bring in the next."""
        view, each = self.view, self.view.p.each
        if not self.is_in_force or each is None or len(view.items) < 2 or view.rules.combined.best:
            return
        held = self._yearly_cap()
        if held is None or not held.before > held.after or each in view.unknown:
            return
        amounts = {n: item.amount for n, item in enumerate(view.items) if item.amount}
        then = self._on(self.next, self._anew())
        if len(amounts) < 2 or then is None:
            return
        count_then = {n for n, item in enumerate(then[0].items) if item.amount}
        needed = held.figures["left"] * view.scale
        kept: set[int] = set()
        for n in sorted(amounts, key=lambda n: (n in count_then, -amounts[n])):
            if sum((amounts[k] for k in kept), Fraction(0)) < needed:
                kept.add(n)
        later = [n for n in amounts if n not in kept and n in count_then]
        without: Answers = {f"{each}.{n}": None for n in later}
        together = self.trials.together(self.position)
        runs = self.trials.of(Changed({self.position: without}), together) if later else None
        if runs is None or sum(run.approved for run in runs.values()) != self.trials.now(together):
            return
        gone: Answers = {f"{each}.{n}": None for n in range(len(view.items)) if n not in later}
        then = self._on(self.next, self._anew() | gone)
        if then is None:
            return
        amount = wan_text(then[0].approved)
        text = words.both("advice.hold_back", cap=named(held), held=self._entries(later), year=self.year, amount=amount)
        yield {
            "kind": "hold_back",
            "fact": each,
            "change": Changed({self.position: without}).written(view.application),
            "gain": wan(0),
            "then": then[1],
            "text": text,
        }

    def full(self, held: Applied, entry: dict[str, Any], change: list[Change], item: Both) -> OneMoreItem:
        """That one more entry adds nothing in a year that is full, and what it brings in the next."""
        each = self.view.p.each or ""
        gone: Answers = {f"{each}.{n}": None for n in range(len(self.view.items))}
        answers = self._anew() | gone | {f"{each}.{len(self.view.items)}": entry}
        then = self._on(self.next, answers) if self.is_in_force else None
        advice: OneMoreItem = {
            "kind": "one_more_item",
            "fact": each,
            "change": change,
            "gain": wan(0),
            "text": words.both("advice.year_full", cap=named(held)),
        }
        if then is not None:
            values = {"item": item, "year": self.year, "amount": wan_text(then[0].approved)}
            advice["then"] = then[1]
            advice["text"] = words.both("advice.year_full_then", cap=named(held), **values)
        return advice

    def _yearly_cap(self) -> Applied | None:
        caps = [step for step in self.view.run.steps if isinstance(step.kind, CapStep)]
        return caps[-1] if caps and is_yearly(caps[-1], self.view) else None

    def _entries(self, numbers: Sequence[int]) -> Both:
        """These entries by name."""
        view = self.view
        assert view.p.item is not None
        item = both(view.p.item)
        if len(numbers) > MOST_NAMED:
            return words.both("advice.entries", item=item, count=len(numbers))
        return words.joined("steps.days", (view.entries[n] for n in numbers))

    # -- a later day, when more counts

    def later(self, confirmed: int) -> Iterator[Advice]:
        """On which later day more of what is stated counts, and what the claim comes to then."""
        view, days = self.view, self._future()
        if not days or len(self.trials.together(self.position)) > 1:
            return
        best: tuple[ClaimRun, OtherDay, date] | None = None
        for day in days[-MOST_DAYS:]:
            found = self._on(day, {})
            if found and (best is None or found[0].approved > best[0].approved):
                best = (*found, day)
        if best is None or best[0].approved <= confirmed:
            return
        run, then, day = best
        is_once = any(x.holds_for(view.application.readings) == "applicant" for x in view.p.of_kind(Once))
        key = "advice.later_once" if is_once and confirmed else "advice.later"
        text = words.both(key, day=day_text(day), amount=wan_text(run.approved), now=wan_text(confirmed))
        yield {"kind": "later", "fact": view.p.each or "", "then": then, "text": text}

    def _future(self) -> list[date]:
        """The days of parts that lie after the application and in no window yet, while the measures are in force."""
        view, rules = self.view, self.view.rules
        dated = rules.cached("dated parts", lambda: _dated(rules))
        days = {part[fact] for item in view.items for fact in dated for part in item.parts}
        until = view.policy.in_force.until.toordinal()
        return [date.fromordinal(day) for day in sorted(days) if self.day.toordinal() < day <= until]

    # -- trying

    def _anew(self) -> Answers:
        """What a new year changes by itself: a cap of each year is unused, a year of support and what is given once are
        had where this year brings something."""
        view, readings = self.view, self.view.application.readings
        facts, names = view.cells.claim.facts, {f.name for f in view.p.children()}
        stated = view.application.claims[self.position].facts
        found: Answers = {}
        for step in view.p.steps:
            if isinstance(step, Cap) and step.holds_for(readings) == "applicant_year":
                less = str(resolve(step.less, readings) or "")
                if less in stated:
                    found[less] = None
            elif isinstance(step, Years) and view.run.approved and step.years_fact in facts:
                found[step.years_fact] = facts[step.years_fact] + 1
            elif isinstance(step, Once) and view.run.approved and step.once in names:
                found[step.once] = True
        return found

    def _of_this_year(self, number: int) -> Answers:
        """What dates an entry, set into the year that runs now."""
        view, found = self.view, {}
        for c in view.p.item_when:
            if isinstance(c, InWindow) and view.policy.window(c.in_window).kind == "calendar_year":
                value = view.items[number].row[c.fact]
                fact = view.p.fact(f"{view.p.each}.{c.fact}")
                is_year = fact.type == "year"
                found[view.path(c.fact, number)] = value + 1 if is_year else years_before(date.fromordinal(value), -1)
        return found

    def _beside(self, number: int) -> list[int]:
        return [n for n in range(len(self.view.items)) if n != number] if self.view.p.each else []

    def _on(self, day: date, answers: Answers) -> tuple[ClaimRun, OtherDay] | None:
        """The claim alone with other answers on another day, and how that is told; None where it comes to nothing."""
        changed = Changed({self.position: answers}, day)
        runs = self.trials.of(changed, [self.position])
        if runs is None or not runs[self.position].approved:
            return None
        run = runs[self.position]
        change = Changed({self.position: answers}).written(self.view.application)
        return run, {"date": day.isoformat(), "change": change, "amount": wan(run.approved)}


def _dated(rules: Rules) -> list[str]:
    """The facts of parts that have to lie in a window to count."""
    used = (measure for measure in rules.provision.measures if rules.uses(measure.id))
    return [test.fact for measure in used for test in measure.when if test.in_window is not None]


def _full(step: Applied) -> bool:
    return bool(step.after == step.figures["left"] * step.kind.scale)
