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
from engine.assessment.answered_steps import ConditionStep, Operation, Step, StepKind
from engine.assessment.assumed import assumed
from engine.assessment.batch import Evaluator
from engine.assessment.bounds import Bounds, amounts_text
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
from engine.assessment.reasons import reason_of, status
from engine.assessment.recorded import cites_of, computed
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
from engine.steps.step import AmountStep, Prepared
from engine.text import words
from engine.text.phrases import Both, both, day_text, sentence
from engine.values.money import HUNDREDTH, Exact
from engine.values.written import NOTHING


class Explainer:
    """Reads what came of the claims of one application."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator, self.trials = evaluator, Trials(evaluator)

    def claim(self, position: int, bounds: Bounds) -> ClaimAnswer:
        """One claim of the contract's answer."""
        evaluator, amounts = self.evaluator, bounds.of(position)
        cells = evaluator.cells[position]
        state = status(cells.claim, amounts)
        view = self._view(position)
        explanation = Explanation(view, amounts.least)
        answer: ClaimAnswer = {
            "id": cells.claim.id,
            "provision": cells.plan.provision.id,
            "title": evaluator.titles[position],
            "status": state,
            "grade": view.rules.grade,
            "reason_kind": reason_of(cells.claim, state, bounds.at_best[position]),
            **amounts_text(amounts),
            "missing": missing(bounds, position),
            "assumed": assumed(bounds, position),
            "steps": explanation.steps,
            "limits": explanation.limits,
            "advice": advise(view, self.trials, position, amounts.least),
        }
        if view.entries:
            answer["entries"] = view.entries
        window = filing(evaluator.policy, view.p, evaluator.application.day) if evaluator.policy.guideline else None
        if window is not None:
            answer["window"] = window
        if amounts.ceiling != amounts.least:
            answer["ceiling_steps"] = Explanation(self._view(position, in_favour=True), amounts.ceiling).steps
        return answer

    def steps(self, position: int) -> list[Step]:
        """The steps of one claim with everything unknown against the applicant, and nothing else of the answer."""
        return Explanation(self._view(position)).steps

    def failed(self, position: int) -> list[int | None]:
        """Where a condition has failed with everything unknown against the applicant: the items, None for the claim."""
        view = self._view(position)
        found: list[int | None] = [None] if has_failed(view, view.run.tests, None) else []
        numbers = range(len(view.items)) if view.p.each else [None] * len(view.items)
        found += [n for n, item in zip(numbers, view.items, strict=True) if has_failed(view, item.tests, n)]
        return found

    def _view(self, position: int, in_favour: bool = False) -> ClaimView:
        evaluator = self.evaluator
        cells, against = evaluator.cells[position], evaluator.against[position]
        unknown = {u.path for u in (*cells.unknown, *evaluator.unknown)}
        if in_favour:
            run = evaluator.favour[position]
            return ClaimView(evaluator.policy, evaluator.application, cells, unknown, run, against)
        return ClaimView(evaluator.policy, evaluator.application, cells, unknown, against)


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
            evaluator = Evaluator(self.policy, self.applications[number])
            explainer = Explainer(evaluator)
            self.steps = {cells.claim.id: explainer.steps(i) for i, cells in enumerate(evaluator.cells)}
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
        operation: Operation = {"op": "set", "value": NOTHING}
        self._add("not_counted", sentence("steps.not_counted_name"), text, before, 0, "drop", operation, number)
        self.steps[-1]["cites"] = [cite for step in unmet for cite in step["cites"]]

    def _stage(self, stage: Stage, item: int | None, before: Exact) -> None:
        """One stage on the way to the base."""
        view, after = self.view, stage.after
        kind: StepKind
        operation: Operation
        if stage.step == "stated":
            kind, operation = "stated", {"op": "set", "value": view.decimal(after)}
            before = after
        else:
            kind, operation = "calc", {"op": "subtract", "value": view.decimal(before - after)}
        quote = stage.quote or None
        self._add(stage.step, stage.name, stage.text, before, after, kind, operation, item, quote=quote)

    def _item_step(self, step: Applied, item: Item, number: int | None) -> None:
        saying = step.kind.says(step, item.row, number, self.view)
        if saying is None:
            return
        if isinstance(step.kind, BaseStep):
            before: Exact = 0
            for stage in stages(self.view, step.kind.name, item, number):
                self._stage(stage, number, before)
                before = stage.after
                saying = replace(saying, kind="calc", operation={"op": "keep"})
        first = isinstance(step.kind.rule, AmountStep) and not isinstance(step.kind, RateStep)
        self._say(step, saying, step.after if first else step.before, number)

    def _claim(self, amounts: list[Exact]) -> Exact:
        """The steps of the claim as a whole; what it brings."""
        view, by_item = self.view, self.view.rules.item_project is not None
        if not any(amounts):  # no limit can matter to nothing
            return 0
        for step in view.run.steps:
            if isinstance(step.kind, CombineStep):
                saying = step.kind.says_of(len(amounts)) if len(amounts) != 1 else None
            elif by_item and self._is_funding_of_items(step.kind):
                saying = None
            else:
                saying = step.kind.says(step, view.row, None, view)
            if saying is not None:
                self._say(step, saying, step.before, None)
        return view.run.amount

    def _is_funding_of_items(self, kind: Prepared) -> bool:
        """Whether it is the funding limit of a project that only the items have."""
        return isinstance(kind, ProjectFundingStep) and bool(self.view.row[kind.group] != 1)

    def _say(self, step: Applied, saying: Saying, before: Exact, item: int | None) -> None:
        # A step knows nothing of answers: that what it says has their form, a test holds.
        kind: Any = saying.kind
        operation: Any = saying.operation
        self._add(
            step.kind.step, saying.name, saying.text, before, step.after, kind, operation, item,
            saying.article, saying.quote, None if isinstance(step.kind, BaseStep) else step.kind.rule,
        )  # fmt: skip
        if saying.unwritten is not None:
            self.steps[-1]["unwritten"] = saying.unwritten

    # -- single steps

    def _add(
        self,
        step: str,
        name: Both,
        text: Both,
        before: Exact,
        after: Exact,
        kind: StepKind,
        operation: Operation,
        item: int | None = None,
        article: int | None = None,
        quote: str | None = None,
        rule: Any = None,
    ) -> None:
        """One step; the provision and what it says of the amount are cited where nothing else is, and what the
        guideline says of its `rule`."""
        binding = kind == "bind"
        if binding and step not in self.limits:
            self.limits.append(step)
        cites = cites_of(self.view.policy, rule, article or self.p.article, quote or self.quote)
        before_text = self.view.decimal(before)
        amount = before_text if after == before else self.view.decimal(after)
        answer = computed(step, name, text, before_text, amount, kind, cites, operation)
        if item is not None:
            answer["item"] = item
        self.steps.append(answer)

    def _beside(self, before: Exact, least: int) -> int:
        """What is left if open answers of other claims let these stand before it; its amount."""
        operation: Operation = {"op": "at_most", "value": self.view.decimal(least)}
        text = words.both("steps.beside", amount=self.view.text(least))
        self._add("beside", sentence("steps.beside_name"), text, before, least, "bind", operation)
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
        self._add(
            "approved", both(rule.label), sentence(key), before, after, "sum", {"op": "truncate"},
            article=rule.article, quote=rule.quotes[0],
        )  # fmt: skip
