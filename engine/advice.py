"""Advice on a claim, exact: the point at which a cap is reached, what one more item adds, how far a threshold is and
what lies behind it, and the day by which a window closes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine import words
from engine.application import Application
from engine.evaluate import Step
from engine.money import HUNDREDTH, WAN, exact_decimal, wan, wan_law, wan_text
from engine.pack import Condition, Limit, Policy, resolve
from engine.windows import closes_on

if TYPE_CHECKING:
    from engine.explain import Reader

Json = dict[str, Any]


def advise(policy: Policy, application: Application, reader: Reader, confirmed: int) -> list[Json]:
    """The advice on one claim, read from its steps. `confirmed` in 分."""
    advice: list[Json] = []
    if reader.claim_ok and confirmed > 0:
        advice += _caps(reader)
        advice += _windows(policy, application, reader)
    elif application.day <= policy.in_force.until:
        advice += _thresholds(policy, application, reader)
    return advice


def _last_cap(reader: Reader) -> tuple[Step, Limit, int] | None:
    """The cap that holds the claim as a whole, and what is left of it (分)."""
    found = None
    for step in reader.claim_steps:
        if isinstance(step.rule, Limit) and step.rule.cap is not None:
            found = (step, step.rule, int(step.figures["left"][reader.row]))
    if found is None and len(reader.items) == 1:
        for step in reader.item_steps:
            if isinstance(step.rule, Limit) and step.rule.cap is not None:
                left = step.figures["left"]
                row = reader.items[0]
                found = (step, step.rule, int(left[row]) if hasattr(left, "__len__") else int(left))
    return found


def _caps(reader: Reader) -> list[Json]:
    held = _last_cap(reader)
    if held is None:
        return []
    step, _, left = held
    a, each = reader.p.amount, reader.p.each
    counted = [row for row in reader.items if reader.outcome.item_ok[row]]
    row = reader.row if step.level == "claim" else reader.items[0]
    after = reader.amount(step, row)
    cap = wan_law(left)
    if a.share:
        base_step = reader.item_steps[0]
        base = sum((reader.amount(base_step, r) for r in counted), Fraction(0))
        at, label = Fraction(left) / a.rate, {"zh": a.label.zh, "en": a.label.en}
        fact = each or str(resolve(a.of, reader.application.readings))
        advice: Json = {"fact": fact, "at": exact_decimal(at)}
        if base > at:
            text = words.both("advice.cap_reached", label=label, at=_shown(at), beyond=_shown(base - at))
            return [{"kind": "cap_reached", **advice, "beyond": exact_decimal(base - at), "text": text}]
        if base == at:
            return [
                {
                    "kind": "cap_reached",
                    **advice,
                    "text": words.both("advice.cap_exact", label=label, at=_shown(at)),
                }
            ]
        more = at - base
        text = words.both("advice.below_cap", label=label, more=_shown(more), cap=cap)
        return [{"kind": "below_cap", **advice, "more": exact_decimal(more), "text": text}]
    if not each or reader.p.item is None:
        return []
    worth = (
        a.fixed
        or max(a.tiers.values(), default=0)
        or min((x.cap for x in reader.p.limits if x.cap and x.per == "item"), default=0)
    )
    adds = min(worth * WAN, max(0, int((left - after) // HUNDREDTH) * HUNDREDTH))
    item = {"zh": reader.p.item.zh, "en": reader.p.item.en}
    key = "advice.one_more" if adds else "advice.one_more_nothing"
    values = {"worth": wan_text(adds)} if adds else {"cap": cap}
    return [
        {
            "kind": "one_more_item",
            "fact": each,
            "worth": wan(adds),
            "text": words.both(key, item=item, **values),
        }
    ]


def _shown(amount: Fraction) -> str:
    """An amount of advice, every decimal shown: a distance that is cut short would not reach."""
    text = exact_decimal(amount)
    whole, _, decimals = text.partition(".")
    return text if "/" in text else f"{int(whole):,}.{decimals}"


def _windows(policy: Policy, application: Application, reader: Reader) -> list[Json]:
    """By when the claim must be made for its dates to count."""
    from engine.explain import both, day_text

    dates: dict[tuple[str, str], date] = {}
    for path, window_id, event in _dated(reader):
        window = policy.window(window_id)
        if window.kind == "last_years":
            included = window.anniversary is not None and application.readings[window.anniversary] == "true"
            dates[path, window_id] = min(closes_on(event, window.years, included), policy.in_force.until)
    advice: list[Json] = []
    for (path, window_id), closes in sorted(dates.items(), key=lambda x: x[1])[:3]:
        label = both(reader.p.fact(_plain(path)).label)
        event = next(e for p, w, e in _dated(reader) if p == path)
        text = words.both(
            "advice.window_years",
            label=label,
            day=day_text(event),
            closes=day_text(closes),
            window=both(policy.window(window_id).label),
        )
        advice.append({"kind": "window_closes", "fact": path, "date": closes.isoformat(), "text": text})
    calendar = [w for w in policy.windows if w.kind == "calendar_year" and w.id in _windows_used(reader)]
    for window in calendar:
        closes = min(date(application.day.year, 12, 31), policy.in_force.until)
        text = words.both(
            "advice.window_calendar",
            window=both(window.label),
            year=application.day.year - 1,
            closes=day_text(closes),
        )
        advice.append({"kind": "window_closes", "fact": "application_date", "date": closes.isoformat(), "text": text})
    return advice


def _plain(path: str) -> str:
    return ".".join(p for p in path.split(".") if not p.isdigit())


def _windows_used(reader: Reader) -> set[str]:
    used = {c.in_window for c in (*reader.p.when, *reader.p.item_when) if c.in_window}
    if any(f.type == "yearly" for f in reader.p.facts):
        used |= {w.id for w in reader.policy.windows if w.kind == "calendar_year"}
    return used


def _dated(reader: Reader) -> list[tuple[str, str, date]]:
    """Path, window and day of every dated fact that counts in the claim."""
    found = []
    for c in reader.p.item_when:
        if c.in_window and c.fact:
            for i, item in enumerate(reader.cells.claim.facts.get(reader.p.each or "", [])):
                value = item.get(c.fact)
                if isinstance(value, date) and i < len(reader.items) and reader.outcome.item_ok[reader.items[i]]:
                    found.append((f"{reader.p.each}.{i}.{c.fact}", c.in_window, value))
    of = resolve(reader.p.amount.of, reader.application.readings)
    measure = next((m for m in reader.p.measures if m.id == of), None)
    for test in measure.when if measure else []:
        if test.in_window is None or measure is None:
            continue
        start, end = reader.policy.window(test.in_window).bounds(reader.application.day, reader.application.readings)
        for i, item in enumerate(reader.cells.claim.facts.get(reader.p.each or "", [])):
            if i >= len(reader.items) or not reader.outcome.item_ok[reader.items[i]]:
                continue
            for j, part in enumerate(item.get(measure.sum, [])):
                value = part.get(test.fact)
                if isinstance(value, date) and start <= value <= end:
                    found.append((f"{reader.p.each}.{i}.{measure.sum}.{j}.{test.fact}", test.in_window, value))
    return found


def _thresholds(policy: Policy, application: Application, reader: Reader) -> list[Json]:
    """For each threshold that is missed by a known amount: the distance, and the estimate once it is reached."""

    advice: list[Json] = []
    claim_tests = [t for t in reader.outcome.tests if t.level != "item"]
    item_tests = [t for t in reader.outcome.tests if t.level == "item"]
    failing = [t for t in claim_tests if not t.ok[reader.row]]
    for row, tests in [(reader.row, claim_tests)] + [(row, item_tests) for row in reader.items]:
        for test in tests:
            rule = test.rule
            if not isinstance(rule, Condition) or test.ok[row] or not (rule.at_least or rule.above):
                continue
            others = [t for t in failing if t is not test]
            others += [t for t in item_tests if t is not test and not t.ok[row]] if test in item_tests else []
            value, bound = test.exact(row), int(test.bound[row])  # type: ignore[index]
            item = None if tests is claim_tests else row - reader.items[0]
            if _unknown_below(reader, rule, item):
                continue
            short = bound - value if rule.at_least else bound - value + 1
            label = _label(reader, rule)
            values = {"label": label, "short": _shown(short), "bound": wan_law(bound)}
            answer: Json = {
                "kind": "threshold",
                "fact": rule.fact or f"{reader.p.each}.{item}",
                "short": exact_decimal(short),
                "at": exact_decimal(bound if rule.at_least else bound + 1),
            }
            worth = None if others else _worth_at(reader, rule, bound)
            if worth is not None:
                answer["worth"] = wan(worth)
                key = "advice.threshold" if rule.at_least else "advice.growth"
                answer["text"] = words.both(key, worth=wan_text(worth), **values)
            else:
                answer["text"] = words.both("advice.threshold_only", **values)
            advice.append(answer)
    return advice


def _label(reader: Reader, rule: Condition) -> dict[str, str]:
    from engine.explain import both

    if rule.measure is not None:
        measure = resolve(rule.measure, reader.application.readings)
        return both(next(m for m in reader.p.measures if m.id == measure).label)
    name = rule.fact.partition(".")[0]
    return both(reader.p.fact(name).label)


def _unknown_below(reader: Reader, rule: Condition, item: int | None) -> bool:
    """Whether what the threshold is measured on is not fully known: then it is asked for, not advised on."""
    if item is not None:
        return any(path.startswith(f"{reader.p.each}.{item}.") for path in reader.unknown)
    names = {rule.fact.partition(".")[0]} | ({rule.above.partition(".")[0]} if rule.above else set())
    return any(path.partition(".")[0] in names for path in reader.unknown)


def _worth_at(reader: Reader, rule: Condition, bound: int) -> int | None:
    """分: the estimate with the threshold just reached, where the amount rests on that figure or on none."""
    a = reader.p.amount
    if a.fixed is not None:
        return a.fixed * WAN
    if a.share and rule.measure is not None:
        caps = [Fraction(x.cap * WAN) for x in reader.p.limits if x.cap]
        return int(min([bound * a.rate, *caps]) // HUNDREDTH * HUNDREDTH)
    return None
