"""The conditions of a claim in words: met, not met and why, or not answered."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from engine.assessment.answered_steps import ConditionStep, cites_of
from engine.assessment.claim_view import ClaimView
from engine.assessment.derivation import not_yet
from engine.assessment.runs import Item, Tested
from engine.policy.blocks import InForce
from engine.steps.above import AboveTest
from engine.steps.at_least import AtLeastTest
from engine.steps.condition import Test
from engine.steps.equals import IsTest
from engine.steps.in_window import InWindowTest, InYearTest
from engine.steps.step import Limit
from engine.text import words
from engine.text.phrases import Both, both, day_text, filled
from engine.values.money import uncut_text, wan_law
from engine.values.written import NOTHING

State = Literal["met", "failed", "unknown"]


def claim_conditions(view: ClaimView) -> list[ConditionStep]:
    """The conditions of the claim, as steps."""
    if view.claim_ok and view.against is None:
        return [step.copy() for step in _all_met(view, "claim")]
    against = None if view.against is None else view.against.tests
    return _conditions(view, view.run.tests, against, None)


def item_conditions(view: ClaimView, item: Item, number: int | None) -> list[ConditionStep]:
    """The conditions of one item, as steps; `number`: of the item."""
    if number is None or not item.met or view.against is not None:
        against = None if view.against is None else view.against.items[number or 0].tests
        return _conditions(view, item.tests, against, number)
    steps = [step.copy() for step in _all_met(view, "item")]
    for step in steps:
        step["fact"] = view.path(step["fact"], number)
        step["item"] = number
    return steps


def _conditions(
    view: ClaimView, tests: list[Tested], against: list[Tested] | None, number: int | None
) -> list[ConditionStep]:
    """Conditions as steps; those that are met only because what is unknown counts in favour are told apart."""
    pairs = zip(tests, against or tests, strict=True)
    return [_condition(view, test, number, test.met and not worst.met) for test, worst in pairs]


def paths(check: Test, day: date) -> list[str]:
    """The facts that a condition asks about in an application made on `day`; for an item, inside the item."""
    return [fact if isinstance(fact, str) else fact.path(day) for fact in check.facts]


def has_failed(view: ClaimView, tests: list[Tested], item: int | None) -> bool:
    """Whether one of the conditions has failed of a claim, or of one of its items, as their steps say it; nothing is
    worded for that."""
    return any(not test.met and not _asked(view, test, item) for test in tests)


def _condition(view: ClaimView, test: Tested, item: int | None, in_favour: bool = False) -> ConditionStep:
    """One condition; `in_favour`: it is not answered, and taken as met."""
    rule, path = test.check.rule, view.path(paths(test.check, view.application.day)[0], item)
    if in_favour:
        step = _of_rule(view, rule, path, words.both("steps.unanswered_favour", label=_name(rule)), "unknown")
        step["binding"], step["operation"] = False, {"op": "require", "met": True}
    elif test.met:
        step = _of_rule(view, rule, path, _name(rule), "met")
    elif _asked(view, test, item):
        step = _open(view, test, item, path)
    else:
        step = _of_rule(view, rule, path, _reason(view, test, item), "failed")
    if item is not None:
        step["item"] = item
    return step


def _open(view: ClaimView, test: Tested, item: int | None, path: str) -> ConditionStep:
    """A condition that is not answered, or where what was typed cannot be read."""
    rule = test.check.rule

    def made() -> ConditionStep:
        return _of_rule(view, rule, "", words.both("steps.unanswered", label=_name(rule)), "unknown")

    step = view.rules.cached(("open", test.check), made).copy()
    step["fact"] = path
    if (unread := _unread_of(view, test, item)) is not None:
        step["text"] = unread
    return step


def _asked(view: ClaimView, test: Tested, item: int | None) -> bool:
    """Whether something that a condition depends on is unknown."""
    if isinstance(test.check, AtLeastTest) and (by := test.check.by) and {by, view.path(by, item)} & view.unknown:
        return True
    if _of_measure(test.check):
        return any(path.startswith(f"{view.p.each}.{item}.") for path in view.unknown)
    return any(view.path(path, item) in view.unknown for path in paths(test.check, view.application.day))


def _unread_of(view: ClaimView, test: Tested, item: int | None) -> Both | None:
    """That what was typed for a condition cannot be read, or that it is open whether it has been waived."""
    if _of_measure(test.check):
        return None
    own, *others = paths(test.check, view.application.day)
    for path in (own, *others) if view.unread else ():
        if (unread := view.unread_text(view.path(path, item))) is not None:
            return unread
    if others and isinstance(test.check, IsTest) and view.path(own, item) not in view.unknown:
        return words.both("steps.waiver_open", reason=_reason(view, test, item))
    return None


def unread(view: ClaimView, item: int | None, told: list[ConditionStep]) -> list[ConditionStep]:
    """What cannot be read of a claim, or of one of its items, as steps; but not what a condition has `told` already."""
    if not view.unread:
        return []
    each = f"{view.p.each}." if view.p.each else "\0"
    begins = "" if item is None else f"{each}{item}."
    known = {step["fact"] for step in told}
    steps: list[ConditionStep] = []
    for path in view.unread:
        if path not in known and path.startswith(begins) and (item is not None or not path.startswith(each)):
            text = view.unread_text(path)
            assert text is not None
            step = _unknown(view, path, text)
            if item is not None:
                step["item"] = item
            steps.append(step)
    return steps


def _of_measure(check: Test) -> bool:
    return isinstance(check, AtLeastTest) and check.of_measure


def claimable(view: ClaimView, failed: list[Tested]) -> tuple[date, date] | None:
    """From when to when an item can be claimed whose conditions fail only because what they date lies too late for an
    application made now; None where time does not cure it while the measures are in force."""
    first, last = date.min, view.policy.in_force.until
    for test in failed:
        span = _counting(view, test)
        if span is None:
            return None
        first, last = max(first, span[0]), min(last, span[1])
    return (first, last) if first <= last else None


def _counting(view: ClaimView, test: Tested) -> tuple[date, date] | None:
    """The days of application for which a date that lies too late now is in its window."""
    check = test.check
    if not isinstance(check, InWindowTest | InYearTest):
        return None
    in_year = isinstance(check, InYearTest)
    window, (value, _) = view.policy.window(check.window), check.figures(test.row)
    day, readings = view.application.day, view.application.readings
    if value <= (day.year - 1 if in_year else window.bounds(day, readings)[1].toordinal()):
        return None
    if window.kind == "calendar_year":
        year = 1 + (value if in_year else date.fromordinal(value).year)
        return (date(year, 1, 1), date(year, 12, 31)) if year <= date.max.year else None
    event = date.fromordinal(value)
    if window.kind == "arrived" or event == date.max:
        return event, date.max
    return event, window.closes_on(event, readings)


def unanswered_list(view: ClaimView) -> ConditionStep:
    """A list of which nothing is known, as a step."""
    path = view.p.each or ""
    return _unknown(view, path, words.both("steps.unanswered", label=view.label_at(path)))


def _unknown(view: ClaimView, path: str, text: Both) -> ConditionStep:
    """An answer that is open, or cannot be read, and that no condition asks for."""
    return _step(view.p.article, view.p.amount.quote, path, view.label_at(path), text, "unknown")


def _name(rule: Any) -> Both:
    return words.both("steps.in_force") if isinstance(rule, InForce) else both(rule.label)


def _all_met(view: ClaimView, level: str) -> list[ConditionStep]:
    """The steps of the conditions of a claim or an item when all are met: the same for every claim made in a year."""
    rules, year = view.rules, view.application.day.year

    def made() -> list[ConditionStep]:
        day = date(year, 1, 1)
        checks = rules.item_checks if level == "item" else rules.checks
        return [_of_rule(view, check.rule, paths(check, day)[0], _name(check.rule), "met") for check in checks]

    return rules.cached(("met", level, year), made)


def _of_rule(view: ClaimView, rule: Any, path: str, text: Both, state: State) -> ConditionStep:
    """A condition by its rule, with what the law does not state of it, and what the guideline says of it."""
    article = getattr(rule, "article", None) or view.p.article
    step = _step(article, rule.quote, path, _name(rule), text, state)
    if state == "met" and isinstance(rule, Limit):
        step["limit"] = True
    if rule.narrowed_by:
        step["cites"] = cites_of(view.policy, rule, article, rule.quote)
    if unwritten := getattr(rule, "unwritten", None):
        step["unwritten"] = both(unwritten)
    return step


def _step(article: int, quote: str, fact: str, name: Both, text: Both, state: State) -> ConditionStep:
    return {
        "step": "condition",
        "state": state,
        "fact": fact,
        "name": name,
        "text": text,
        "before": NOTHING,
        "amount": NOTHING,
        "binding": state != "met",
        "kind": "condition",
        "cites": [{"article": article, "quote": quote}],
        "operation": {"op": "require", "met": state == "met"},
    }


def _reason(view: ClaimView, test: Tested, item: int | None) -> Both:
    """Why a condition is not met, with the figures that decide it."""
    check, application = test.check, view.application
    rule = check.rule
    if isinstance(rule, InForce):
        days = {"day": application.day, "start": rule.start, "until": rule.until}
        return filled(rule.fails, **{name: day_text(day) for name, day in days.items()})
    if "{" not in rule.fails.zh:
        return both(rule.fails)
    value, bound = check.figures(test.row)
    if check.reason == "numbers":
        return filled(rule.fails, value=value, bound=bound)
    if isinstance(check, InWindowTest):
        start, end = view.policy.window(check.window).bounds(application.day, application.readings)
        return filled(rule.fails, value=day_text(date.fromordinal(value)), start=day_text(start), until=day_text(end))
    if isinstance(check, AboveTest) and value > bound:  # it is above nothing, which counts under another reading only
        reading = view.policy.reading(rule.zero_counts)
        choice = next(c for c in reading.choices if c.id == application.readings[rule.zero_counts])
        return words.both("steps.by_reading", question=both(reading.question), choice=both(choice.label))
    law = wan_law(bound) if check.of_law else uncut_text(bound)
    short = uncut_text(max(bound * check.scale - value, 0), check.scale)
    text = filled(rule.fails, value=uncut_text(value, check.scale), bound=law, short=short)
    later = not_yet(view, check.name, item) if _of_measure(check) and item is not None else None
    return text if later is None else words.both("steps.and_also", first=text, second=later)
