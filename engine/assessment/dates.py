"""From when the dates of a claim count, and up to when: as the law's windows have it, and no other deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.assessment.answer import WindowAdvice
from engine.assessment.claim_view import ClaimView
from engine.assessment.conditions import claimable, paths
from engine.assessment.rules import Rules
from engine.policy.blocks import Window
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.steps.in_window import InWindow
from engine.text import words
from engine.text.phrases import both, day_text
from engine.values.windows import closes_on


def openings(view: ClaimView) -> list[WindowAdvice]:
    """From when on the items can be claimed that come too early now."""
    advice: list[WindowAdvice] = []
    if all(item.met for item in view.items):
        return advice
    for number, item in enumerate(view.items[: len(view.entries)]):
        if item.met:
            continue
        failed = [test for test in item.tests if not test.met]
        span = claimable(view, failed)
        if span:
            opens, closes = span
            named = view.entries[number]
            text = words.both("advice.window_opens", item=named, opens=day_text(opens), closes=day_text(closes))
            path = view.path(paths(failed[0].check, view.application.day)[0], number)
            advice.append({"kind": "window_opens", "fact": path, "date": opens.isoformat(), "text": text})
    return advice


def closings(view: ClaimView) -> list[WindowAdvice]:
    """Up to when the dates of a claim count: until they leave their window, or the measures end."""
    policy, application = view.policy, view.application
    dates = _Dates.of(view.rules)
    until = policy.in_force.until
    closing: dict[tuple[str, str], tuple[date, date, Fact, Window]] = {}
    staying: WindowAdvice | None = None
    for path, fact, window, event in dates.counted(view):
        if window.kind == "last_years":
            included = window.anniversary is not None and application.readings[window.anniversary] == "true"
            closes = closes_on(event, window.years, included)
            if closes <= until:
                closing[path, window.id] = (closes, event, fact, window)
            elif staying is None:
                text = words.both("advice.validity", closes=day_text(until), window=both(window.label))
                staying = {"kind": "window_closes", "fact": path, "date": until.isoformat(), "text": text}
    advice: list[WindowAdvice] = []
    for (path, _), (closes, event, fact, window) in sorted(closing.items(), key=lambda x: x[1][0])[:3]:
        text = words.both(
            "advice.window_years",
            label=view.of_entry(int(path.split(".")[1]), both(fact.label)),
            day=day_text(event),
            closes=day_text(closes),
            window=both(window.label),
        )
        advice.append({"kind": "window_closes", "fact": path, "date": closes.isoformat(), "text": text})
    if staying and not advice:
        advice.append(staying)
    year, rules = application.day.year, view.rules
    return [*advice, *(one.copy() for one in rules.cached(("years", year), lambda: _calendar_years(rules, year)))]


def _calendar_years(rules: Rules, year: int) -> list[WindowAdvice]:
    """That what belongs to the year before counts in an application made in `year`."""
    advice: list[WindowAdvice] = []
    closes, until = date(year, 12, 31), rules.policy.in_force.until
    for window in _Dates.of(rules).calendar:
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
        self.item = [self._dated(p, c.fact, windows[c.in_window]) for c in dated]
        self.part = [
            self._dated(p, f"{measure.sum}.{test.fact}", windows[test.in_window])
            for test in (measure.when if measure else [])
            if measure and test.in_window
        ]
        used = {c.in_window for c in (*p.when, *p.item_when) if isinstance(c, InWindow)}
        self.calendar = [w for w in windows.values() if w.kind == "calendar_year" and w.id in used]

    @staticmethod
    def _dated(p: Provision, name: str, window: Window) -> tuple[Fact, Window]:
        return p.fact(f"{p.each}.{name}"), window

    @staticmethod
    def of(rules: Rules) -> _Dates:
        """Those of a provision."""
        return rules.cached("dates", lambda: _Dates(rules))

    def counted(self, view: ClaimView) -> Iterator[tuple[str, Fact, Window, date]]:
        """Path, fact, window and day of every date that counts in a claim."""
        if not self.item and not self.part:
            return
        application, each = view.application, view.p.each or ""
        stated = view.cells.claim.facts.get(each, [])
        counting = [item.met for item in view.items]
        items = [(f"{each}.{i}", item) for i, (item, ok) in enumerate(zip(stated, counting, strict=False)) if ok]
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
