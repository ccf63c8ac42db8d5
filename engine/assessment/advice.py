"""Advice on a claim: the point at which a cap is reached, what one more entry adds, how far a threshold is and what
lies behind it. What would be otherwise is tried, and told only where the application with that change bears it out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from math import ceil

from engine.assessment.answer import Advice, CapReached
from engine.assessment.bases import Bases
from engine.assessment.changes import Answers, Changed, Trials
from engine.assessment.claim_view import ClaimView
from engine.assessment.later import OtherDays, closings, is_full, is_yearly, last_cap, named, openings
from engine.assessment.rules import APPLICANT
from engine.assessment.runs import Applied, ClaimRun, Item, Tested
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.text import words
from engine.text.phrases import Both, both, in_sentence
from engine.values.money import exact_decimal, uncut_text, wan, wan_law, wan_text

MOST_CAPPED = 3
"""So many entries are told one by one how far a cap of each is."""


def advise(view: ClaimView, trials: Trials, confirmed: int) -> list[Advice]:
    """The advice on one claim, read from its steps. `confirmed` in 分."""
    if view.unread:  # first it has to be said again
        return []
    return [*_Adviser(view, trials).advice(confirmed)]


class _Adviser:
    def __init__(self, view: ClaimView, trials: Trials) -> None:
        self.view, self.trials, self.position = view, trials, view.position
        self.bases = Bases(view, trials)

    def advice(self, confirmed: int) -> Iterator[Advice]:
        view = self.view
        ahead = OtherDays(view, self.trials, self.bases)
        if view.claim_ok and confirmed > 0:
            kept = list(ahead.hold_back())
            if view.rules.base:
                for held, items in list(self._held())[:MOST_CAPPED]:
                    yield from self._way_to_cap(held, items, ahead)
            elif view.p.each:
                yield from self._one_more(ahead, is_told=bool(kept))
            yield from kept
            yield from ahead.later(confirmed)
            yield from closings(view)
        elif view.application.day <= view.policy.in_force.until:
            yield from self._thresholds()
            yield from ahead.growth()
            yield from ahead.later(confirmed)
        if view.claim_ok:
            yield from openings(view)

    # -- caps

    def _held(self) -> Iterator[tuple[Applied, dict[int, Item]]]:
        """Each cap with the entries that it holds for, by their numbers: the claim's, else those of its entries."""
        counting = self.bases.counting()
        if of_claim := last_cap(self.view.run.steps):
            yield of_claim, counting
            return
        for number, item in counting.items():
            if of_item := last_cap(item.steps):
                yield of_item, {number: item}

    def _way_to_cap(self, held: Applied, items: dict[int, Item], ahead: OtherDays) -> Iterator[Advice]:
        """The base at which a cap is reached, and how far the claim is from it or beyond it."""
        view, left, scale = self.view, held.figures["left"], self.view.scale
        base = sum(item.steps[0].after for item in items.values())
        if not (left and base and held.before):
            return
        at = -(-left * base // held.before)  # from the base to the cap everything is in proportion
        beyond = base - at * scale
        fact = view.p.each or view.rules.base
        label = both(view.p.amount.label)
        if len(items) == 1:
            label = view.of_entry(min(items), label)
        values = {"label": label, "at": uncut_text(at), "cap": named(held)}
        if beyond >= 0:
            change = self._change(self.bases.lowered(items, int(beyond // scale)))
            if change is None or self._gain(change) != 0:
                return
            reached: CapReached = {
                "kind": "cap_reached",
                "fact": fact,
                "at": exact_decimal(at),
                "change": change.written(view.application),
                "gain": wan(0),
                "text": words.both("advice.cap_exact", **values),
            }
            if beyond:
                key = "advice.cap_reached_year" if is_yearly(held, view) else "advice.cap_reached"
                reached["beyond"] = exact_decimal(beyond, scale)
                reached["text"] = words.both(key, beyond=uncut_text(beyond, scale), **values)
            yield reached
        elif self.bases.closed:
            yield from ahead.base(held)
        else:
            change = self._change(self.bases.raised(items, int(-(beyond // scale))))
            gain = None if change is None else self._gain(change, held)
            if change is None or gain is None or gain <= 0:
                return
            text = words.both("advice.below_cap", more=uncut_text(-beyond, scale), gain=wan_text(gain), **values)
            yield {
                "kind": "below_cap",
                "fact": fact,
                "at": exact_decimal(at),
                "more": exact_decimal(-beyond, scale),
                "change": change.written(view.application),
                "gain": wan(gain),
                "text": text,
            }

    # -- one more entry

    def _one_more(self, ahead: OtherDays, is_told: bool) -> Iterator[Advice]:
        """What one more entry adds, where a cap holds for all of them together. `is_told`: that the year is full."""
        view, each = self.view, self.view.p.each or ""
        held = last_cap(view.run.steps)
        if held is None or each in view.unknown or view.p.item is None:
            return
        entry = self.bases.best_entry()
        changed = Changed({self.position: {f"{each}.{len(view.items)}": entry}})
        gain = self._gain(changed)
        if gain is None or gain < 0:
            return
        item = in_sentence(both(view.p.item))
        change = changed.written(view.application)
        if gain:
            text = words.both("advice.one_more", item=item, gain=wan_text(gain))
            yield {"kind": "one_more_item", "fact": each, "change": change, "gain": wan(gain), "text": text}
        elif not is_told and is_full(held) and is_yearly(held, view):
            yield ahead.full(held, entry, change, item)

    # -- thresholds

    def _thresholds(self) -> Iterator[Advice]:
        """For each threshold that is missed by a known amount, and alone: the distance, and what lies behind it."""
        failing = [t for t in self.view.run.tests if not t.met]
        if len(failing) == 1:
            yield from self._threshold(failing[0], None)
        if failing:
            return
        for number, item in enumerate(self.view.items):
            missed = [t for t in item.tests if not t.met]
            if len(missed) == 1:
                yield from self._threshold(missed[0], number if self.view.p.each else None)

    def _threshold(self, test: Tested, item: int | None) -> Iterator[Advice]:
        view, rule = self.view, test.check.rule
        if not isinstance(rule, AtLeast | Above) or self._unknown_below(rule, item) or self.bases.is_closed(rule):
            return
        stated, bound = test.check.figures(test.row)
        value, is_bound = Fraction(stated, test.check.scale), isinstance(rule, AtLeast)
        short = bound - value if is_bound else bound - value + 1
        if short <= 0:  # no larger figure cures it
            return
        change = self._change(self.bases.reached(rule, item, ceil(short)))
        runs = None if change is None else self._tried(change)
        if change is None or runs is None:
            return
        amount, gain = runs[self.position].approved, self._more(runs)
        if amount <= 0 or gain <= 0:
            return
        key = "advice.threshold" if is_bound else "advice.growth"
        values = {"label": self._label(rule, item), "short": uncut_text(short), "bound": wan_law(bound)}
        yield {
            "kind": "threshold",
            "fact": view.path(rule.fact, item) if rule.fact else f"{view.p.each}.{item}",
            "short": exact_decimal(short),
            "at": exact_decimal(bound if is_bound else bound + 1),
            "change": change.written(view.application),
            "gain": wan(gain),
            "amount": wan(amount),
            "text": words.both(key, amount=wan_text(amount), **values),
        }

    def _label(self, rule: AtLeast | Above, item: int | None) -> Both:
        view = self.view
        if (measure := self.bases.measured(rule)) is not None:
            return view.of_entry(item, both(measure.label))
        name = rule.fact.partition(".")[0]
        return view.of_entry(item, both(view.p.fact(name if item is None else f"{view.p.each}.{name}").label))

    def _unknown_below(self, rule: AtLeast | Above, item: int | None) -> bool:
        """Whether what the threshold is measured on is not fully known: then it is asked for, not advised on."""
        view = self.view
        if rule.fact.startswith(APPLICANT):
            return True
        if item is not None:
            return any(path.startswith(f"{view.p.each}.{item}.") for path in view.unknown)
        names = {rule.fact.partition(".")[0]} | ({rule.above.partition(".")[0]} if isinstance(rule, Above) else set())
        return any(path.partition(".")[0] in names for path in view.unknown)

    # -- trying

    def _change(self, answers: Answers | None) -> Changed | None:
        return None if answers is None else self.bases.with_projects(answers)

    def _tried(self, change: Changed) -> dict[int, ClaimRun] | None:
        return self.trials.of(change, self.trials.together[self.position])

    def _more(self, runs: dict[int, ClaimRun]) -> int:
        """分 that these runs come to beyond what their claims do now."""
        return sum(run.approved for run in runs.values()) - self.trials.now(list(runs))

    def _gain(self, change: Changed, held: Applied | None = None) -> int | None:
        """分 that the application gains by a change; None where that is not known, or the cap that `held` is not
        reached by it."""
        if not change.answers[self.position]:
            return 0
        runs = self._tried(change)
        if runs is None or (held is not None and not _reaches(runs[self.position], held)):
            return None
        return self._more(runs)


def _reaches(run: ClaimRun, held: Applied) -> bool:
    """Whether the cap is reached in this run."""
    steps = chain(run.steps, *(item.steps for item in run.items))
    return any(step.kind is held.kind and is_full(step) for step in steps)
