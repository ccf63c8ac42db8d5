"""The steps of an evaluation -> steps with sentences and citations.

Nothing is computed again: each step was recorded with the amounts before and after it. It carries the operation by
which whoever replays the steps arrives at the same amount.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from engine.assessment.advice import advise
from engine.assessment.batch import AGAINST, FAVOUR, Placed, amounts_text, status
from engine.assessment.claim_view import Reader
from engine.assessment.conditions import claim_conditions, claimable, item_conditions, unanswered_list, unread
from engine.assessment.derivation import Stage, stages
from engine.assessment.evaluation import Item, Step
from engine.assessment.rules import Rules
from engine.policy.pack import Policy
from engine.policy.phrases import Both, both, day_text, said
from engine.steps.amounts import Base, Rate
from engine.steps.conditions import AtLeast
from engine.steps.limits import Cap, Combined, Once, OneSide, OtherPolicy, ProjectFunding, SideShare
from engine.steps.numbers import Row
from engine.text import words
from engine.values.money import HUNDREDTH, WHOLE, Exact, percent_text, wan, wan_law, wan_text

Json = dict[str, Any]
PROJECT_FIGURES = ("actual_investment", "total_investment", "fiscal_investment", "other_gov_funding")


class Explainer:
    """Reads what came of the claims of one application."""

    def __init__(self, policy: Policy, placed: Placed) -> None:
        self.policy, self.application, self.placed = policy, placed.application, placed

    def claim(self, position: int, amounts: tuple[int, int, int]) -> Json:
        """One claim of the contract's answer. `amounts`: confirmed, ceiling and most, in 分."""
        cells = self.placed.cells[position]
        confirmed, ceiling, most = amounts
        reader = self._reader(position, AGAINST)
        explanation = Explanation(reader)
        answer: Json = {
            "id": cells.claim.id,
            "provision": cells.plan.provision.id,
            "status": status(cells.claim, confirmed, most),
            **amounts_text(confirmed, ceiling, most),
            "missing": self.missing(position, most),
            "steps": explanation.steps,
            "limits": explanation.limits,
            "advice": advise(self.policy, self.application, reader, confirmed),
        }
        if ceiling != confirmed:
            answer["ceiling_steps"] = Explanation(self._reader(position, FAVOUR)).steps
        return answer

    def steps(self, position: int) -> list[Json]:
        """The steps of one claim to what is confirmed, and nothing else of the answer."""
        return Explanation(self._reader(position, AGAINST)).steps

    def _reader(self, position: int, which: int) -> Reader:
        placed = self.placed
        cells = placed.cells[position]
        unknown = {u.path for u in (*cells.unknown, *placed.unknown)} if placed.uncertain else set()
        return Reader(self.policy, self.application, cells, unknown, placed.run(which)[position])

    def missing(self, position: int, most: int) -> list[Json]:
        """Every unknown that bears on the claim, with the most that knowing it could add; None where there are too many
        to tell. Beside what was typed and cannot be read, the text."""
        placed = self.placed
        if not placed.uncertain:
            return []
        cells = placed.cells[position]
        relevant = placed.runs[0][position].rules.applicant_facts
        unread = cells.claim.unreadable
        found = [(-1, u) for u in placed.unknown if u.fact.name in relevant]
        found += [(position, u) for u in cells.unknown]
        missing = []
        for where, u in found:
            worth = None
            if placed.valued:
                worth = wan(max(0, most - placed.without(position, where, u.path).approved))
            answer = {"fact": u.path, "worth": worth, "label": both(u.fact.label)}
            missing.append(answer | ({"unreadable": unread[u.path]} if u.path in unread else {}))
        return missing


class Names:
    """The names of a provision's steps, as far as they are the same for every claim."""

    def __init__(self, rules: Rules) -> None:
        p, rate = rules.provision, rules.rate
        self.cited = {r.id: r for r in rules.policy.rules}
        self.share = percent_text(rate.numerator, rate.denominator)
        self.times = str(rate)
        self.not_counted = said("steps.not_counted_name")
        self.base, self.rate = said("steps.base_name"), words.both("steps.rate_name", rate=self.share)
        self.limits = {
            id(limit): words.both("steps.once_name", label=both(limit.label))
            if limit.cap is None
            else words.both("steps.cap_name", label=both(limit.label), cap=limit.cap)
            for limit in p.limits
        }
        self.other_policy = self._rule("steps.other_name", "other_policy")
        self.project = self._rule("steps.project_plain_name", "project_funding")
        self.approved = both(self.cited["truncation"].label)

    def _rule(self, key: str, rule: str) -> Both:
        return words.both(key, label=both(self.cited[rule].label)) if rule in self.cited else {}


_names = lru_cache(maxsize=1024)(Names)


class Explanation:
    """The steps of one claim in the order of the law, the last being the approved amount, and the `limits` that bind.

    Amounts are those of the reader: 分 × its scale.
    """

    def __init__(self, reader: Reader) -> None:
        self.reader, self.p, self.names = reader, reader.p, _names(reader.rules)
        self.steps = claim_conditions(reader)
        self.steps += unread(reader, None, self.steps)
        self.limits: list[str] = []
        if self.p.each in reader.unknown:
            self.steps.append(unanswered_list(reader))
        amounts = [self._item(item, n if self.p.each else None) for n, item in enumerate(reader.items)]
        self._approve(self._claim(amounts) if reader.claim_ok else 0)

    def _item(self, item: Item, number: int | None) -> Exact:
        """The steps of one item; what it brings."""
        reader = self.reader
        conditions = item_conditions(reader, item, number)
        if number is not None:
            conditions += unread(reader, number, conditions)
        self.steps += conditions
        if not item.met:
            if number is not None:
                self._not_counted(item, number, conditions)
            return 0
        for step in item.steps:
            self._item_step(step, item, number)
        return item.amount

    def _not_counted(self, item: Item, number: int, conditions: list[Json]) -> None:
        """An item of which one of its own `conditions` is not met: what was stated, why it does not count, and when it
        will."""
        reader = self.reader
        failed = [test for test in item.tests if not test.met]
        if not failed:
            return  # it is a condition of the claim that is not met, and that is said
        unmet = [step for step in conditions if step["binding"]]
        before: Exact = 0
        measured = (t.check.name for t in failed if isinstance(t.check, AtLeast) and t.check.measure)
        base = next(measured, reader.rules.base)
        for stage in stages(reader, base, item, number, stated=True) if base else []:
            if stage.after or before:
                self._stage(stage, number, before)
                before = stage.after
        text = dict(unmet[0]["text"])
        for step in unmet[1:]:
            text = words.both("steps.and_also", first=text, second=step["text"])
        if span := claimable(reader, failed):
            opens, closes = map(day_text, span)
            text = words.both("steps.not_counted_yet", reason=text, opens=opens, closes=closes)
        operation = {"op": "set", "value": "0.00"}
        self._add("not_counted", self.names.not_counted, text, before, 0, "drop", operation, number)
        self.steps[-1]["cites"] = [cite for step in unmet for cite in step["cites"]]

    def _stage(self, stage: Stage, item: int | None, before: Exact) -> None:
        """One stage on the way to the base."""
        reader, after = self.reader, stage.after
        if stage.step == "stated":
            kind, operation = "stated", {"op": "set", "value": reader.decimal(after)}
            before = after
        else:
            kind, operation = "calc", {"op": "subtract", "value": reader.decimal(before - after)}
        quote = stage.quote or None
        self._add(stage.step, stage.name, stage.text, before, after, kind, operation, item, quote=quote)

    def _item_step(self, step: Step, item: Item, number: int | None) -> None:
        match step.kind:
            case Base():
                self._base(step, item, number)
            case Rate() | SideShare():
                self._multiplied(step, number)
            case OtherPolicy():
                if item.row["other_district"] == 1:  # else it is said once, of the claim
                    self._other(step, item.row, number)
            case ProjectFunding():
                self._project(step, item.row, number)
            case Cap():
                self._cap(step, number)
            case _:
                self._first(step, item, number)

    def _claim(self, amounts: list[Exact]) -> Exact:
        """The steps of the claim as a whole; what it brings."""
        reader = self.reader
        if not any(amounts):  # no limit can matter to nothing
            return 0
        for step in reader.run.steps:
            match step.kind:
                case Combined():
                    if len(amounts) != 1:
                        self._combined(step, len(amounts))
                case OtherPolicy():
                    self._other(step, reader.row, None)
                case ProjectFunding():
                    # Where only the items have one, it is said of each item.
                    if not reader.rules.item_project or reader.row["project"] == 1:
                        self._project(step, reader.row, None)
                case Once():
                    self._once(step)
                case OneSide():
                    self._same_applicant(step)
                case _:
                    self._cap(step, None)
        return reader.run.amount

    # -- single steps

    def _add(
        self,
        step: str,
        name: Both,
        text: Both,
        before: Exact,
        after: Exact,
        kind: str,
        operation: Json,
        item: int | None = None,
        article: int | None = None,
        quote: str | None = None,
    ) -> None:
        """One step; the provision and what it says of the amount are cited where nothing else is."""
        binding = kind == "bind"
        if binding and step not in self.limits:
            self.limits.append(step)
        cite = {"article": article or self.p.article, "quote": quote or self.p.amount.quote}
        before_text = self.reader.decimal(before)
        answer: Json = {
            "step": step,
            "name": name,
            "text": text,
            "before": before_text,
            "amount": before_text if after == before else self.reader.decimal(after),
            "binding": binding,
            "kind": kind,
            "cites": [cite],
            "operation": operation,
        }
        if item is not None:
            answer["item"] = item
        self.steps.append(answer)

    def _base(self, step: Step, item: Item, number: int | None) -> None:
        """What a share is taken of, and how it comes about where it is not all that was stated."""
        reader, after, measure = self.reader, step.after, step.kind.measure
        label = both(measure.label if measure else self.p.amount.label)
        stated = (measure.or_fact or measure.sum) if measure else reader.rules.base
        if reader.path(stated, number) in reader.unknown:
            text = reader.unread_text(reader.path(stated, number)) or words.both("steps.base_unknown", label=label)
        else:
            text = words.both("steps.base", label=label, amount=reader.text(after))
        kind, operation = "base", {"op": "set", "value": reader.decimal(after)}
        before: Exact = 0
        for stage in stages(reader, reader.rules.base, item, number):
            self._stage(stage, number, before)
            before = stage.after
            kind, operation = "calc", {"op": "keep"}
        self._add("base", self.names.base, text, after, after, kind, operation, number)

    def _first(self, step: Step, item: Item, number: int | None) -> None:
        """An amount that is fixed, goes by a choice or was assessed, or that there is none."""
        a, reader, name, after = self.p.amount, self.reader, step.name, step.after
        values: Json = {"label": both(a.label)}
        amount = wan_law(int(after) // reader.scale)
        if name == "tier":
            fact = self.p.fact(f"{self.p.each}.{a.tier}" if self.p.each else str(a.tier))
            choice = fact.choices[item.row[str(a.tier)]]
            text = words.both("steps.tier", choice=both(choice.label), amount=amount)
        elif name == "assessed":
            key = "steps.assessed" if a.assessed in reader.stated(number) else "steps.assessed_ceiling"
            text = reader.unread_text(reader.path(str(a.assessed), number)) or words.both(
                key, amount=reader.cut_text(after)
            )
        else:
            text = said(f"steps.{name}")
            values |= {"amount": amount} if name == "fixed" else {}
        operation = {"op": "set", "value": reader.decimal(after)}
        title = words.both(f"steps.{name}_name", **values)
        self._add(name, title, text, after, after, "base", operation, number)

    def _multiplied(self, step: Step, number: int | None) -> None:
        """A share of the base, or of what a side of a project gets."""
        reader = self.reader
        if isinstance(step.kind, Rate):
            by, name = self.names.times, self.names.rate
            text = words.both("steps.rate", amount=reader.text(step.before), rate=self.names.share)
        else:
            share = step.figures["share"]
            by = str(Fraction(share, WHOLE))
            name = words.both("steps.share_name", share=percent_text(share, WHOLE))
            text = reader.unread_text(str(self.p.side_share)) or said("steps.share")
        kind = "skip" if by == "1" else "calc"
        self._add(step.name, name, text, step.before, step.after, kind, {"op": "multiply", "by": by}, number)

    def _cap(self, step: Step, number: int | None) -> None:
        """A cap, of which part may be used up already."""
        limit, reader, before, after = step.kind.rule, self.reader, step.before, step.after
        fen = step.figures["left"]
        left = fen * reader.scale
        name = self.names.limits[id(limit)]
        if after < before:
            kind, cut = "bind", reader.text(before - after)
            if limit.less and (unclear := reader.unread_text(limit.less)) is not None:
                text = unclear
            elif fen == step.kind.cap:
                text = words.both("steps.cap_binds", cut=cut)
            else:
                text = words.both("steps.cap_binds_left", cut=cut, left=wan_text(fen))
        else:
            kind = "skip"
            if after == left:
                text = said("steps.cap_full")
            else:
                text = words.both("steps.cap_idle", room=reader.text(left - after))
        operation = {"op": "at_most", "value": reader.decimal(left)}
        self._add(step.name, name, text, before, after, kind, operation, number, quote=limit.quote)

    def _other(self, step: Step, row: Row, number: int | None) -> None:
        """Another policy of the district for the same matter."""
        rule, name, reader = self.names.cited["other_policy"], self.names.other_policy, self.reader
        before, after = step.before, step.after
        text = self._other_text(row, number, before, after) if row["other_district"] == 1 else said("steps.other_none")
        operation: Json = {"op": "keep"}
        if after != before:
            operation = {"op": "subtract", "value": reader.decimal(before - after)}
            if after == 0:
                operation = {"op": "set", "value": "0.00"}
        kind = "skip" if after == before else "bind"
        self._add(step.name, name, text, before, after, kind, operation, number, rule.article, rule.quotes[0])

    def _other_text(self, row: Row, item: int | None, before: Exact, after: Exact) -> Both:
        """What came of another policy that is stated."""
        other, choice = wan_text(row["other_district.amount"]), row["other_district.choice"]
        if row["other_district.received"] == 1:
            return words.both("steps.other_top_up" if after > 0 else "steps.other_received", other=other)
        if choice == 1:
            return said("steps.other_chosen")
        if self.reader.path("other_district.amount", item) in self.reader.unknown:
            return said("steps.other_unknown")
        if choice == 0:
            return words.both("steps.other_chosen_this", other=other)
        return words.both("steps.other_lower" if after == before else "steps.other_higher", other=other)

    def _project(self, step: Step, row: Row, number: int | None) -> None:
        """The funding limit of the project."""
        rule, name, reader = self.names.cited["project_funding"], self.names.project, self.reader
        before, after = step.before, step.after
        operation: Json = {"op": "keep"}
        if not (step.kind.required or row["project"] == 1):
            text = said("steps.project_none")
        else:
            fen = step.figures["headroom"]
            room = fen * reader.scale
            unknown = {reader.path(f"project.{fact}", number) for fact in PROJECT_FIGURES}
            if unknown & reader.unknown:
                text = said("steps.project_unknown")
                operation = {"op": "at_most", "value": reader.decimal(room)}
            else:
                name = words.both("steps.project_name", label=both(rule.label), room=wan_text(fen))
                if after == min(before, room):
                    text = self._funding(row)
                    operation = {"op": "at_most", "value": reader.decimal(room)}
                else:
                    text = said("steps.project_shared")
                    operation = {"op": "multiply", "by": str(Fraction(after) / before) if before else "1"}
        kind = "bind" if after < before else "skip"
        self._add(step.name, name, text, before, after, kind, operation, number, rule.article, rule.quotes[0])

    @staticmethod
    def _funding(row: Row) -> Both:
        """What was invested in a project, and what other public money is in it."""
        public = max(row[f"project.{fact}"] for fact in ("other_gov_funding", "fiscal_investment"))
        actual = wan_text(row["project.actual_investment"])
        return words.both("steps.project", actual=actual, others=wan_text(public))

    def _combined(self, step: Step, count: int) -> None:
        """All items, or the best of them."""
        operation = {"op": "add_items" if step.name == "sum" else "best_item"}
        name = words.both(f"steps.{step.name}_name", count=count)
        self._add(step.name, name, said(f"steps.{step.name}"), step.after, step.after, "calc", operation)

    def _once(self, step: Step) -> None:
        """What is given once only."""
        limit = step.kind.rule
        kind, operation = self._kept_or_set(step.before, step.after)
        text = said("steps.once_binds" if kind == "bind" else "steps.once_idle")
        name = self.names.limits[id(limit)]
        self._add(step.name, name, text, step.before, step.after, kind, operation, quote=limit.quote)

    def _same_applicant(self, step: Step) -> None:
        """The same applicant on the other side of the project."""
        rule = step.kind.rule
        kind, operation = self._kept_or_set(step.before, step.after)
        text = both(rule.fails) if kind == "bind" else said("steps.same_idle")
        name = words.both("steps.same_name", label=both(rule.label))
        self._add(
            step.name, name, text, step.before, step.after, kind, operation, article=rule.article, quote=rule.quote
        )

    def _kept_or_set(self, before: Exact, after: Exact) -> tuple[str, Json]:
        if after == before:
            return "skip", {"op": "keep"}
        return "bind" if after < before else "skip", {"op": "set", "value": self.reader.decimal(after)}

    def _approve(self, before: Exact) -> None:
        """The amount cut to 0.01万元."""
        rule, reader = self.names.cited["truncation"], self.reader
        finest = HUNDREDTH * reader.scale
        after = before // finest * finest
        if before == 0:
            met = reader.claim_ok and any(item.met for item in reader.items) and not reader.unknown
            key = "steps.approved_exact" if met else "steps.approved_zero"
        else:
            key = "steps.approved_exact" if after == before else "steps.approved"
        self._add(
            "approved", self.names.approved, said(key), before, after, "sum", {"op": "truncate"},
            article=rule.article, quote=rule.quotes[0],
        )  # fmt: skip
