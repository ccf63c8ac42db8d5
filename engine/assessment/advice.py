"""Advice on a claim, exact: the point at which a cap is reached, what one more item adds, how far a threshold is and
what lies behind it, and the day by which a window closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from engine.application.model import Application
from engine.assessment.answer import Advice, BelowCap, CapReached, Threshold, WindowAdvice
from engine.assessment.claim_view import Reader
from engine.assessment.columns import most_of_an_item
from engine.assessment.conditions import claimable, paths
from engine.assessment.rules import APPLICANT, Rules
from engine.assessment.runs import Applied, Tested
from engine.policy.pack import Fact, Policy, Provision, Window
from engine.steps.above import Above
from engine.steps.at_least import AtLeast
from engine.steps.cap import Cap, CapStep
from engine.steps.fixed import Fixed
from engine.steps.in_window import InWindow
from engine.steps.language import resolve
from engine.steps.share import Share
from engine.steps.side_share import SideShare
from engine.text import words
from engine.text.phrases import Both, both, day_text, in_sentence
from engine.values.money import HUNDREDTH, WAN, WHOLE, exact_decimal, truncate, wan, wan_law, wan_text
from engine.values.windows import closes_on


def advise(policy: Policy, application: Application, reader: Reader, confirmed: int) -> list[Advice]:
    """The advice on one claim, read from its steps. `confirmed` in 分."""
    advice: list[Advice] = []
    if reader.unread:  # first it has to be said again
        return advice
    if reader.claim_ok and confirmed > 0:
        advice += _caps(reader)
        advice += _windows(reader)
    elif application.day <= policy.in_force.until:
        advice += _thresholds(reader)
    if reader.claim_ok:
        advice += _openings(reader)
    return advice


def _openings(reader: Reader) -> list[WindowAdvice]:
    """From when on the items can be claimed that come too early now."""
    advice: list[WindowAdvice] = []
    p = reader.p
    for number, item in enumerate(reader.items if p.each else ()):
        if item.met:
            continue
        failed = [test for test in item.tests if not test.met]
        span = claimable(reader, failed)
        if span:
            opens, closes = span
            name = both(p.item or p.fact(p.each or "").label)
            text = words.both(
                "advice.window_opens", item=name, number=number + 1, opens=day_text(opens), closes=day_text(closes)
            )
            path = reader.path(paths(failed[0].check, reader.application.day)[0], number)
            advice.append({"kind": "window_opens", "fact": path, "date": opens.isoformat(), "text": text})
    return advice


def _last_cap(reader: Reader) -> Applied | None:
    """The cap that holds the claim as a whole."""
    caps = [step for step in reader.run.steps if isinstance(step.kind, CapStep)]
    if not caps and len(reader.items) == 1:
        caps = [step for step in reader.items[0].steps if isinstance(step.kind, CapStep)]
    return caps[-1] if caps else None


def _caps(reader: Reader) -> list[Advice]:
    held = _last_cap(reader)
    if held is None:
        return []
    left = held.figures["left"]
    a, each = reader.p.amount, reader.p.each
    if isinstance(a, Share):
        # The way from the base to a cap that holds after the share of a side is another.
        side = reader.p.only(SideShare)
        is_whole = side is None or held.kind.level == "item" or reader.row[side.side_share] == WHOLE
        return [_way_to_cap(reader, a, left)] if is_whole else []
    if not each or reader.p.item is None:
        return []
    worth = most_of_an_item(reader.p)
    room = left - reader.fen(held.after)
    adds = min(worth * WAN, max(0, int(room // HUNDREDTH) * HUNDREDTH))
    item = in_sentence(both(reader.p.item))
    key = "advice.one_more" if adds else "advice.one_more_nothing"
    values = {"worth": wan_text(adds)} if adds else {"cap": wan_law(left)}
    return [
        {
            "kind": "one_more_item",
            "fact": each,
            "worth": wan(adds),
            "text": words.both(key, item=item, **values),
        }
    ]


def _way_to_cap(reader: Reader, share: Share, left: int) -> CapReached | BelowCap:
    """The base at which a cap is reached, and how far the claim is from it or beyond it. `left` of the cap, in 分."""
    p, rate = reader.p, share.rate
    # In a scale in which the point is whole too: a share of it is what is left.
    scale = reader.scale * rate.numerator
    base = sum(item.steps[0].after for item in reader.items if item.met) * rate.numerator
    at = left * rate.denominator * reader.scale
    label, at_text = both(share.label), exact_decimal(at, scale)
    fact = p.each or reader.rules.base
    if base > at:
        beyond = exact_decimal(base - at, scale)
        text = words.both("advice.cap_reached", label=label, at=_grouped(at_text), beyond=_grouped(beyond))
        return {"kind": "cap_reached", "fact": fact, "at": at_text, "beyond": beyond, "text": text}
    if base == at:
        text = words.both("advice.cap_exact", label=label, at=_grouped(at_text))
        return {"kind": "cap_reached", "fact": fact, "at": at_text, "text": text}
    more = exact_decimal(at - base, scale)
    text = words.both("advice.below_cap", label=label, more=_grouped(more), cap=wan_law(left))
    return {"kind": "below_cap", "fact": fact, "at": at_text, "more": more, "text": text}


def _grouped(amount: str) -> str:
    """An amount for people, every decimal shown: a distance that is cut short would not reach."""
    whole, _, decimals = amount.partition(".")
    return amount if "/" in amount else f"{int(whole):,}.{decimals}"


def _windows(reader: Reader) -> list[WindowAdvice]:
    """By when the claim must be made for its dates to count: before they leave their window, or before the measures
    end."""
    policy, application = reader.policy, reader.application
    dates = _Dates.of(reader.rules)
    until = policy.in_force.until
    closing: dict[tuple[str, str], tuple[date, date, Fact, Window]] = {}
    staying: WindowAdvice | None = None
    for path, fact, window, event in dates.counted(reader):
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
            label=both(fact.label),
            day=day_text(event),
            closes=day_text(closes),
            window=both(window.label),
        )
        advice.append({"kind": "window_closes", "fact": path, "date": closes.isoformat(), "text": text})
    if staying and not advice:
        advice.append(staying)
    return advice + _calendar_years(reader.rules, application.day.year)


def _calendar_years(rules: Rules, year: int) -> list[WindowAdvice]:
    """By when claims made in `year` must be made for what belongs to the year before."""
    advice: list[WindowAdvice] = []
    closes, until = date(year, 12, 31), rules.policy.in_force.until
    for window in _Dates.of(rules).calendar:
        key = "advice.window_calendar" if closes <= until else "advice.window_calendar_validity"
        closes = min(closes, until)
        text = words.both(key, window=both(window.label), year=year - 1, closes=day_text(closes))
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
        self.calendar = [w for w in windows.values() if w.kind == "calendar_year"]
        if not any(f.type == "yearly" for f in p.facts):
            used = {c.in_window for c in (*p.when, *p.item_when) if isinstance(c, InWindow)}
            self.calendar = [w for w in self.calendar if w.id in used]

    @staticmethod
    def _dated(p: Provision, name: str, window: Window) -> tuple[Fact, Window]:
        return p.fact(f"{p.each}.{name}"), window

    @staticmethod
    def of(rules: Rules) -> _Dates:
        """Those of a provision."""
        return rules.kept("dates", lambda: _Dates(rules))

    def counted(self, reader: Reader) -> Iterator[tuple[str, Fact, Window, date]]:
        """Path, fact, window and day of every date that counts in a claim."""
        if not self.item and not self.part:
            return
        application, each = reader.application, reader.p.each or ""
        stated = reader.cells.claim.facts.get(each, [])
        counting = [item.met for item in reader.items]
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


def _thresholds(reader: Reader) -> list[Threshold]:
    """For each threshold that is missed by a known amount: the distance, and the estimate once it is reached."""
    failing = [t for t in reader.run.tests if not t.met]
    found = [_threshold(reader, t, None, len(failing) > 1) for t in failing if _is_threshold(t)]
    for number, item in enumerate(reader.items):
        missed = [t for t in item.tests if not t.met]
        others = bool(failing) or len(missed) > 1
        found += [_threshold(reader, t, number, others) for t in missed if _is_threshold(t)]
    return [advice for advice in found if advice is not None]


def _is_threshold(test: Tested) -> bool:
    return isinstance(test.check.rule, AtLeast | Above)


def _threshold(reader: Reader, test: Tested, item: int | None, others: bool) -> Threshold | None:
    """One threshold that is missed; `others`: so are other conditions."""
    check = test.check
    rule: AtLeast | Above = check.rule
    if _unknown_below(reader, rule, item):
        return None
    stated, bound = test.figures()
    value, is_bound = Fraction(stated, check.scale), isinstance(rule, AtLeast)
    short = bound - value if is_bound else bound - value + 1
    if short <= 0:  # no larger figure cures it
        return None
    distance = exact_decimal(short)
    values = {"label": _label(reader, rule, item), "short": _grouped(distance), "bound": wan_law(bound)}
    worth = None if others else _worth_at(reader, rule, bound)
    if worth is None:
        text = words.both("advice.threshold_only" if is_bound else "advice.growth_only", **values)
    else:
        key = "advice.threshold" if is_bound else "advice.growth"
        text = words.both(key, worth=wan_text(worth), **values)
    answer: Threshold = {
        "kind": "threshold",
        "fact": reader.path(rule.fact, item) if rule.fact else f"{reader.p.each}.{item}",
        "short": distance,
        "at": exact_decimal(bound if is_bound else bound + 1),
        "text": text,
    }
    if worth is not None:
        answer["worth"] = wan(worth)
    return answer


def _label(reader: Reader, rule: AtLeast | Above, item: int | None) -> Both:
    if isinstance(rule, AtLeast) and rule.measure is not None:
        return both(reader.rules.measures[resolve(rule.measure, reader.application.readings)].label)
    if rule.fact.startswith(APPLICANT):
        return both(next(f for f in reader.policy.applicant if rule.fact == f"{APPLICANT}{f.name}").label)
    name = rule.fact.partition(".")[0]
    return both(reader.p.fact(name if item is None else f"{reader.p.each}.{name}").label)


def _unknown_below(reader: Reader, rule: AtLeast | Above, item: int | None) -> bool:
    """Whether what the threshold is measured on is not fully known: then it is asked for, not advised on."""
    if item is not None:
        return any(path.startswith(f"{reader.p.each}.{item}.") for path in reader.unknown)
    names = {rule.fact.partition(".")[0]} | ({rule.above.partition(".")[0]} if isinstance(rule, Above) else set())
    return any(path.partition(".")[0] in names for path in reader.unknown)


def _worth_at(reader: Reader, rule: AtLeast | Above, bound: int) -> int | None:
    """分: the estimate with the threshold just reached, where the amount rests on that figure or on none."""
    a = reader.p.amount
    if isinstance(a, Fixed):
        return a.fixed * WAN
    if isinstance(a, Share) and isinstance(rule, AtLeast) and rule.measure is not None:
        return truncate(min([bound * a.rate, *(Fraction(x.cap * WAN) for x in reader.p.of_kind(Cap))]))
    return None
