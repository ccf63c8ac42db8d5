"""What another day brings: the next year by its own figures, entries that are kept for it, and a later day in this year
when more of what is stated counts. The claim is tried alone on that day, by the law as it is. And from when its dates
count, and up to when: as the law's windows have it, and no other deadline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any

from engine.assessment.answer import Advice, Change, OneMoreItem, OtherDay, WindowAdvice
from engine.assessment.bases import Bases
from engine.assessment.changes import Answers, Changed, Trials
from engine.assessment.claim_view import ClaimView
from engine.assessment.conditions import claimable, paths
from engine.assessment.rules import Rules
from engine.assessment.runs import Applied, ClaimRun
from engine.policy.blocks import Window
from engine.policy.facts import Fact
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
    """What one claim comes to on other days."""

    def __init__(self, view: ClaimView, trials: Trials, bases: Bases) -> None:
        self.view, self.trials, self.position, self.bases = view, trials, view.position, bases
        self.day = view.application.day
        self.year = self.day.year + 1
        self.next = years_before(self.day, -1)
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
        beside = [n for n in range(len(view.items)) if n != first] if view.p.each else []
        answers |= self._of_this_year(first) | {f"{view.p.each}.{n}": None for n in beside}
        then = self._on(self.next, answers)
        if then is None or not any(is_full(step) for step in then[0].steps if step.kind.rule is held.kind.rule):
            return
        values = {"year": self.year, "last": self.day.year, "label": view.label(fact), "at": uncut_text(at)}
        values |= {"amount": wan_text(then[0].approved), "cap": kind.rule.called(kind.cap)}
        text = words.both("advice.next_year_base", **values)
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
        values["amount"] = wan_text(then[0].approved)
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
        held = last_cap(view.run.steps)
        if held is None or not is_yearly(held, view) or not held.before > held.after or each in view.unknown:
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
        together = self.trials.together[self.position]
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
        if not days or len(self.trials.together[self.position]) > 1:
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

        def found() -> list[str]:
            used = (measure for measure in view.p.measures if rules.uses(measure.id))
            return [test.fact for measure in used for test in measure.when if test.in_window is not None]

        dated = rules.cached("dated parts", found)
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

    def _on(self, day: date, answers: Answers) -> tuple[ClaimRun, OtherDay] | None:
        """The claim alone with other answers on another day, and how that is told; None where it comes to nothing."""
        changed = Changed({self.position: answers}, day)
        runs = self.trials.of(changed, [self.position])
        if runs is None or not (run := runs[self.position]).approved:
            return None
        change = changed.written(self.view.application)
        return run, {"date": day.isoformat(), "change": change, "amount": wan(run.approved)}


def last_cap(steps: Sequence[Applied]) -> Applied | None:
    """The last of the steps that is a cap."""
    return next((step for step in reversed(steps) if isinstance(step.kind, CapStep)), None)


def is_full(step: Applied) -> bool:
    """Whether a cap is reached."""
    return bool(step.after == step.figures["left"] * step.kind.scale)


def openings(view: ClaimView) -> list[WindowAdvice]:
    """From when on the items can be claimed that come too early now."""
    advice: list[WindowAdvice] = []
    for number, item in enumerate(view.items):
        if item.met or number >= len(view.entries):
            continue
        failed = [test for test in item.tests if not test.met]
        if span := claimable(view, failed):
            opens, named = span[0], view.entries[number]
            text = words.both("advice.window_opens", item=named, opens=day_text(opens), closes=day_text(span[1]))
            path = view.path(paths(failed[0].check, view.application.day)[0], number)
            advice.append({"kind": "window_opens", "fact": path, "date": opens.isoformat(), "text": text})
    return advice


def closings(view: ClaimView) -> list[WindowAdvice]:
    """Up to when the dates of a claim count: until they leave their window, or the measures end."""
    policy, application = view.policy, view.application
    dates = view.rules.cached("dates", partial(_Dates, view.rules))
    until = policy.in_force.until
    closing: dict[tuple[str, str], tuple[date, date, Fact, Window]] = {}
    staying: WindowAdvice | None = None
    for path, fact, window, event in dates.counted(view):
        if window.kind == "last_years":
            closes = window.closes_on(event, application.readings)
            if closes <= until:
                closing[path, window.id] = (closes, event, fact, window)
            elif staying is None:
                text = words.both("advice.validity", closes=day_text(until), window=both(window.label))
                staying = {"kind": "window_closes", "fact": path, "date": until.isoformat(), "text": text}
    advice: list[WindowAdvice] = []
    for (path, _), (closes, event, fact, window) in sorted(closing.items(), key=lambda x: x[1][0])[:3]:
        label = view.of_entry(int(path.split(".")[1]), both(fact.label))
        values = {"label": label, "day": day_text(event), "closes": day_text(closes), "window": both(window.label)}
        text = words.both("advice.window_years", **values)
        advice.append({"kind": "window_closes", "fact": path, "date": closes.isoformat(), "text": text})
    if staying and not advice:
        advice.append(staying)
    year, rules = application.day.year, view.rules
    return [*advice, *(one.copy() for one in rules.cached(("years", year), lambda: _calendar_years(rules, year)))]


def _calendar_years(rules: Rules, year: int) -> list[WindowAdvice]:
    """That what belongs to the year before counts in an application made in `year`."""
    advice: list[WindowAdvice] = []
    closes, until = date(year, 12, 31), rules.policy.in_force.until
    for window in rules.cached("dates", partial(_Dates, rules)).calendar:
        key = "advice.window_calendar" if closes <= until else "advice.window_calendar_validity"
        closes = min(closes, until)
        values = {"window": both(window.label), "year": year - 1, "in_year": year, "closes": day_text(closes)}
        text = words.both(key, **values)
        advice.append({"kind": "window_closes", "fact": "application_date", "date": closes.isoformat(), "text": text})
    return advice


class _Dates:
    """What of a provision must lie in a window: dates of its items, dates of their parts, and `calendar` years."""

    def __init__(self, rules: Rules) -> None:
        p, windows = rules.provision, {w.id: w for w in rules.policy.windows}
        measure = rules.measures.get(rules.base)
        self.parts = measure.sum if measure else ""
        dated = [c for c in p.item_when if isinstance(c, InWindow)]
        self.item = [(p.fact(f"{p.each}.{c.fact}"), windows[c.in_window]) for c in dated]
        tests = [test for test in (measure.when if measure else ()) if test.in_window]
        self.part = [(p.fact(f"{p.each}.{self.parts}.{t.fact}"), windows[t.in_window or ""]) for t in tests]
        used = {c.in_window for c in (*p.when, *p.item_when) if isinstance(c, InWindow)}
        self.calendar = [w for w in windows.values() if w.kind == "calendar_year" and w.id in used]

    def counted(self, view: ClaimView) -> Iterator[tuple[str, Fact, Window, date]]:
        """Path, fact, window and day of every date that counts in a claim."""
        if not self.item and not self.part:
            return
        application, each = view.application, view.p.each or ""
        stated = enumerate(zip(view.cells.claim.facts.get(each, []), view.items, strict=False))
        items = [(f"{each}.{i}", facts) for i, (facts, item) in stated if item.met]
        for fact, window in self.item:
            for path, item in items:
                value = item.get(fact.name)
                if isinstance(value, date):
                    yield f"{path}.{fact.name}", fact, window, value
        for fact, window in self.part:
            start, end = window.bounds(application.day, application.readings)
            for path, item in items:
                for j, part in enumerate(item.get(self.parts, [])):
                    value = part.get(fact.name)
                    if isinstance(value, date) and start <= value <= end:
                        yield f"{path}.{self.parts}.{j}.{fact.name}", fact, window, value
