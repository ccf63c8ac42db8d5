"""The steps of an evaluation -> steps with sentences and citations.

Nothing is computed again: each step was recorded with the amounts before and after it. It carries the operation by
which whoever replays the steps arrives at the same amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.advice import advise
from engine.assessment.answer import ClaimAnswer, Filing
from engine.assessment.answered_steps import ConditionStep, Step, cites_of, computed
from engine.assessment.assumed import assumed
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds, summary_of
from engine.assessment.changes import Trials
from engine.assessment.claim_view import ClaimView
from engine.assessment.conditions import (
    claim_conditions,
    claimable,
    has_failed,
    item_conditions,
    unanswered_list,
    unread,
)
from engine.assessment.derivation import Stage, stages
from engine.assessment.runs import Applied, Item
from engine.assessment.worth import missing
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import window_on
from engine.steps.at_least import AtLeastTest
from engine.steps.combine import CombineStep
from engine.steps.language import Saying
from engine.steps.project_funding import ProjectFundingStep
from engine.steps.share import BaseStep, RateStep
from engine.steps.step import AmountStep
from engine.text import words
from engine.text.phrases import both, day_text, sentence
from engine.values.money import HUNDREDTH, Exact
from engine.values.written import NOTHING


def explained(bounds: Bounds, trials: Trials, position: int) -> ClaimAnswer:
    """One claim of the contract's answer."""
    evaluator, amounts, summary = bounds.evaluator, bounds.of(position), summary_of(bounds, position)
    view = ClaimView(evaluator, position)
    explanation = Explanation(view, amounts.least)
    answer: ClaimAnswer = {
        "id": summary["id"],
        "provision": summary["provision"],
        "title": evaluator.titles[position],
        **summary,
        "missing": missing(bounds, position),
        "assumed": assumed(bounds, position),
        "steps": explanation.steps,
        "limits": explanation.limits,
        "advice": advise(view, trials, amounts.least),
    }
    if view.entries:
        answer["entries"] = view.entries
    window = filing(evaluator.policy, view.p, evaluator.application.day) if evaluator.policy.guideline else None
    if window is not None:
        answer["window"] = window
    if amounts.ceiling != amounts.least:
        in_favour = ClaimView(evaluator, position, in_favour=True)
        answer["ceiling_steps"] = Explanation(in_favour, amounts.ceiling).steps
    return answer


def failed(evaluator: Evaluator, position: int) -> list[int | None]:
    """Where a condition has failed with everything unknown against the applicant: the items, None for the claim."""
    view = ClaimView(evaluator, position)
    found: list[int | None] = [None] if has_failed(view, view.run.tests, None) else []
    numbers = range(len(view.items)) if view.p.each else [None] * len(view.items)
    found += [n for n, item in zip(numbers, view.items, strict=True) if has_failed(view, item.tests, n)]
    return found


def filing(policy: Policy, p: Provision, day: date) -> Filing | None:
    """When a claim can be made, seen from a day; None where no guideline says so."""
    found = window_on(policy, p.id, day)
    if found is None:
        return None
    window, state = found
    return {
        "start": window.start.isoformat(),
        "until": window.until.isoformat(),
        "state": state,
        "cite": {"article": p.article, "quote": window.quote, "guideline": day.year},
    }


class AssessedSteps:
    """The steps of the claims of many applications, each application assessed by itself when it is asked for one of its
    claims, with everything unknown against the applicant; the last of them is remembered."""

    def __init__(self, policy: Policy, applications: Sequence[Application]) -> None:
        self.policy, self.applications = policy, applications
        self.number = {claim.id: i for i, application in enumerate(applications) for claim in application.claims}
        self.last, self.steps = -1, dict[str, list[Step]]()

    @classmethod
    def of_kept(cls, policy: Policy, raws: Iterable[object], readings: dict[str, str]) -> AssessedSteps:
        """Of applications that are kept already (contract form), under the same readings (all that are in force)."""
        read = (read_application(policy, raw, applies=None, readings=readings) for raw in raws)
        return cls(policy, [application.under(readings) for application in read])

    def of(self, claim: str) -> list[Step]:
        """The steps of a claim, by its id; none of one that is in none of the applications."""
        number = self.number.get(claim)
        if number is None:
            return []
        if number != self.last:
            evaluator, claims = Evaluator(self.policy, self.applications[number]), self.applications[number].claims
            self.steps = {of.id: Explanation(ClaimView(evaluator, i)).steps for i, of in enumerate(claims)}
            self.last = number
        return self.steps[claim]


class Explanation:
    """The steps of one claim in the order of the law, the last being the approved amount, and the `limits` that bind.

    Amounts are those of the view: 分 × its scale. `least`: 分 that is left of it whatever the other claims of the
    application turn out to bring.
    """

    def __init__(self, view: ClaimView, least: int | None = None) -> None:
        self.view, self.p, self.rules = view, view.p, view.rules.rules
        self.quote = self.p.amount.quote
        conditions = claim_conditions(view)
        self.steps: list[Step] = [*conditions, *unread(view, None, conditions)]
        self.limits: list[str] = []
        if self.p.each in view.unknown:
            self.steps.append(unanswered_list(view))
        amounts = [self._item(item, n if self.p.each else None) for n, item in enumerate(view.items)]
        amount = self._claim(amounts) if view.claim_ok else 0
        if least is not None and least < view.run.approved:
            amount = self._beside(amount, least * view.scale)
        self._approve(amount)

    def _item(self, item: Item, number: int | None) -> Exact:
        """The steps of one item; what it brings."""
        view = self.view
        conditions = item_conditions(view, item, number)
        if number is not None:
            conditions += unread(view, number, conditions)
        self.steps += conditions
        if not item.met:
            if number is not None:
                self._not_counted(item, number, conditions)
            return 0
        for step in item.steps:
            self._item_step(step, item, number)
        return item.amount

    def _not_counted(self, item: Item, number: int, conditions: list[ConditionStep]) -> None:
        """An item of which one of its own `conditions` is not met: what was stated, why it does not count, and when it
        will."""
        view = self.view
        failed = [test for test in item.tests if not test.met]
        if not failed:
            return  # it is a condition of the claim that is not met, and that is said
        unmet = [step for step in conditions if step["binding"]]
        before: Exact = 0
        measured = (t.check.name for t in failed if isinstance(t.check, AtLeastTest) and t.check.of_measure)
        base = next(measured, view.rules.base)
        for stage in stages(view, base, item, number, stated=True) if base else []:
            if stage.after or before:
                self._stage(stage, number, before)
                before = stage.after
        text = dict(unmet[0]["text"])
        for step in unmet[1:]:
            text = words.both("steps.and_also", first=text, second=step["text"])
        if span := claimable(view, failed):
            opens, closes = map(day_text, span)
            text = words.both("steps.not_counted_yet", reason=text, opens=opens, closes=closes)
        saying = Saying(sentence("steps.not_counted_name"), text, "drop", {"op": "set", "value": NOTHING})
        self._add("not_counted", saying, before, 0, number)
        self.steps[-1]["cites"] = [cite for step in unmet for cite in step["cites"]]

    def _stage(self, stage: Stage, item: int | None, before: Exact) -> None:
        """One stage on the way to the base."""
        if stage.step == "stated":
            kind, operation, before = "stated", {"op": "set", "value": self.view.decimal(stage.after)}, stage.after
        else:
            kind, operation = "calc", {"op": "subtract", "value": self.view.decimal(before - stage.after)}
        saying = Saying(stage.name, stage.text, kind, operation, quote=stage.quote or None)
        self._add(stage.step, saying, before, stage.after, item)

    def _item_step(self, step: Applied, item: Item, number: int | None) -> None:
        saying = step.kind.says(step, item.row, number, self.view)
        if saying is None:
            return
        rule = step.kind.rule
        first = isinstance(rule, AmountStep) and not isinstance(step.kind, RateStep)
        if isinstance(step.kind, BaseStep):
            before: Exact = 0
            rule = None
            for stage in stages(self.view, step.kind.name, item, number):
                self._stage(stage, number, before)
                before = stage.after
                saying = replace(saying, kind="calc", operation={"op": "keep"})
        self._add(step.kind.step, saying, step.after if first else step.before, step.after, number, rule)

    def _claim(self, amounts: list[Exact]) -> Exact:
        """The steps of the claim as a whole; what it brings."""
        view, by_item = self.view, self.view.rules.item_project is not None
        if not any(amounts):  # no limit can matter to nothing
            return 0
        for step in view.run.steps:
            if isinstance(step.kind, CombineStep):
                saying = step.kind.says_of(len(amounts)) if len(amounts) != 1 else None
            elif by_item and isinstance(step.kind, ProjectFundingStep) and view.row[step.kind.group] != 1:
                saying = None  # only the items have a project
            else:
                saying = step.kind.says(step, view.row, None, view)
            if saying is not None:
                self._add(step.kind.step, saying, step.before, step.after, rule=step.kind.rule)
        return view.run.amount

    # -- single steps

    def _add(
        self, step: str, saying: Saying, before: Exact, after: Exact, item: int | None = None, rule: Any = None
    ) -> None:
        """One step; the provision and what it says of the amount are cited where nothing else is, and what the
        guideline says of its `rule`."""
        # A step knows nothing of answers: that what it says has their form, a test holds.
        kind: Any = saying.kind
        operation: Any = saying.operation
        if kind == "bind" and step not in self.limits:
            self.limits.append(step)
        cites = cites_of(self.view.policy, rule, saying.article or self.p.article, saying.quote or self.quote)
        before_text = self.view.decimal(before)
        amount = before_text if after == before else self.view.decimal(after)
        answer = computed(step, saying.name, saying.text, before_text, amount, kind, cites, operation)
        if item is not None:
            answer["item"] = item
        if saying.unwritten is not None:
            answer["unwritten"] = saying.unwritten
        self.steps.append(answer)

    def _beside(self, before: Exact, least: int) -> int:
        """What is left if open answers of other claims let these stand before it; its amount."""
        text, operation = words.both("steps.beside", amount=self.view.text(least)), self.view.decimal(least)
        saying = Saying(sentence("steps.beside_name"), text, "bind", {"op": "at_most", "value": operation})
        self._add("beside", saying, before, least)
        return least

    def _approve(self, before: Exact) -> None:
        """The amount cut to 0.01万元."""
        rule, view = self.rules["truncation"], self.view
        finest = HUNDREDTH * view.scale
        after = before // finest * finest
        if before == 0:
            met = view.claim_ok and any(item.met for item in view.items) and not view.unknown
            key = "steps.approved_exact" if met else "steps.approved_zero"
        else:
            key = "steps.approved_exact" if after == before else "steps.approved"
        saying = Saying(both(rule.label), sentence(key), "sum", {"op": "truncate"}, rule.article, rule.quotes[0])
        self._add("approved", saying, before, after)
