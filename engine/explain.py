"""Step columns -> steps with sentences and citations.

Nothing is computed again: a step reads the amounts before and after it from its columns. Each step carries the
operation by which whoever replays the steps arrives at the same amount.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from engine import words
from engine.advice import advise
from engine.application import Application
from engine.claims import Cells
from engine.evaluate import Outcome, Step, Test
from engine.money import (
    HUNDREDTH,
    WAN,
    WHOLE,
    exact_decimal,
    exact_text,
    percent_text,
    wan,
    wan_law,
    wan_text,
)
from engine.pack import Condition, InForce, Limit, Policy, Provision, Words, resolve

if TYPE_CHECKING:
    from engine.assess import Placed

Json = dict[str, Any]
CAPS = {"item_cap", "side_cap", "platform_cap", "applicant_cap", "applicant_year_cap"}
ITEM_KINDS = {
    "base": "base",
    "rate": "calc",
    "fixed": "base",
    "tier": "base",
    "assessed": "base",
    "none": "base",
}


def both(w: Words) -> dict[str, str]:
    """A text of the pack in both languages, as output."""
    return {"zh": w.zh, "en": w.en}


def filled(w: Words, **values: Any) -> dict[str, str]:
    """A text of the pack with its placeholders filled; a value in both languages is taken in each."""
    return {
        lang: w.in_language(lang).format(**{k: v[lang] if type(v) is dict else v for k, v in values.items()})
        for lang in words.LANGUAGES
    }


def day_text(day: date) -> dict[str, str]:
    """A day as prose: 2025年6月15日, or 2025-06-15 in English."""
    return words.both("windows.day", year=day.year, month=day.month, day=day.day)


class Explainer:
    """Reads the outcomes of one application's runs."""

    def __init__(self, policy: Policy, application: Application, outcomes: dict[str, Outcome]) -> None:
        self.policy, self.application, self.outcomes = policy, application, outcomes

    def claim(self, placed: Placed, position: int, amounts: tuple[int, int, int]) -> Json:
        """One claim of the contract's answer. `amounts`: confirmed, ceiling and most, in 分."""
        from engine.assess import AGAINST, FAVOUR, status

        cells = placed.cells[position]
        confirmed, ceiling, most = amounts
        unknown = {u.path for u in cells.unknown} | {u.path for u in placed.unknown}
        against, favour = placed.run(AGAINST)[position], placed.run(FAVOUR)[position]
        reader = Reader(self, cells, unknown, *against)
        answer: Json = {
            "id": cells.claim.id,
            "provision": cells.plan.provision.id,
            "status": status(confirmed, most),
            "ceiling": wan(ceiling),
            "confirmed": wan(confirmed),
            "most": wan(most),
            "missing": self.missing(placed, position, most),
            "steps": reader.steps(),
            "limits": reader.limits,
            "advice": advise(self.policy, self.application, reader, confirmed),
        }
        if ceiling != confirmed:
            answer["ceiling_steps"] = Reader(self, cells, unknown, *favour).steps()
        return answer

    def missing(self, placed: Placed, position: int, most: int) -> list[Json]:
        """Every unknown that bears on the claim, with the most that knowing it could add."""
        relevant = self._applicant_facts(placed.cells[position].plan.provision)
        found = [(-1, u) for u in placed.unknown if u.fact.name in relevant]
        found += [(position, u) for u in placed.cells[position].unknown]
        missing = []
        for where, u in found:
            run = placed.but.get((position, where, u.path), placed.but.get((-1, where, u.path), 0))
            provision, row = placed.runs[run][position]
            without = int(self.outcomes[provision].approved[row])
            missing.append({"fact": u.path, "worth": wan(max(0, most - without)), "label": both(u.fact.label)})
        return missing

    def _applicant_facts(self, provision: Provision) -> set[str]:
        readings = self.application.readings
        relevant = {c.fact.removeprefix("applicant.") for c in provision.when if c.fact.startswith("applicant.")}
        for c in self.policy.frame:
            e = c.exempt
            if not (e and readings[e.reading] == e.choice and provision.id in e.provisions):
                relevant.add(c.fact)
        return relevant


class Reader:
    """Reads one claim's row of the step columns."""

    def __init__(self, explainer: Explainer, cells: Cells, unknown: set[str], provision: str, row: int) -> None:
        self.policy, self.application = explainer.policy, explainer.application
        self.cells, self.plan, self.p = cells, cells.plan, cells.plan.provision
        self.unknown, self.row = unknown, row
        self.outcome = explainer.outcomes[provision]
        self.limits: list[str] = []
        if self.p.each:
            owners = self.outcome.item_claim
            self.items = range(int(owners.searchsorted(row)), int(owners.searchsorted(row, side="right")))
        else:
            self.items = range(row, row + 1)
        self.item_steps = [s for s in self.outcome.steps if s.level == "item"]
        self.claim_steps = [s for s in self.outcome.steps if s.level == "claim"]

    @property
    def claim_ok(self) -> bool:
        """Whether every condition at the claim is met."""
        return bool(self.outcome.claim_ok[self.row])

    def amount(self, step: Step, row: int) -> Fraction:
        """分 after a step, exact."""
        return step.exact(row)

    def steps(self) -> list[Json]:
        """All steps of the claim, in the order of the law; the last is the approved amount."""
        steps = [self._condition(t, self.row, None) for t in self.outcome.tests if t.level != "item"]
        item_tests = [t for t in self.outcome.tests if t.level == "item"]
        each = self.p.each
        if each in self.unknown:
            label = self.p.fact(each).label
            steps.append(self._unanswered(each or "", label, None))
        before = Fraction(0)
        amounts = []
        for n, row in enumerate(self.items):
            number = n if each else None
            if item_tests:
                steps += [self._condition(t, row, number) for t in item_tests]
            if not self.claim_ok:
                continue
            before = Fraction(0)
            if self.outcome.item_ok[row]:
                for step in self.item_steps:
                    after = self.amount(step, row)
                    if step.name == "rate" or step.name == "side_share":
                        steps.append(self._multiplied(step, row, number, before, after))
                    else:
                        steps.append(self._item_step(step, row, number, before, after))
                    before = after
            amounts.append(before)
        if self.claim_ok:
            before = self._claim_part(steps, amounts, before)
        steps.append(self._approved(before if self.claim_ok else Fraction(0)))
        return steps

    def _claim_part(self, steps: list[Json], amounts: list[Fraction], before: Fraction) -> Fraction:
        for step in self.claim_steps:
            after = self.amount(step, self.row)
            if step.name in ("sum", "best"):
                if len(amounts) != 1:
                    steps.append(self._combined(step, len(amounts), after))
            else:
                steps.append(self._claim_step(step, before, after))
            before = after
        return before

    # -- single steps

    def _step(
        self,
        step: str,
        name: dict[str, str],
        text: dict[str, str],
        before: Fraction,
        after: Fraction,
        kind: str,
        article: int,
        quote: str,
        operation: Json,
        item: int | None = None,
    ) -> Json:
        binding = kind == "bind"
        if binding and step not in self.limits:
            self.limits.append(step)
        answer: Json = {
            "step": step,
            "name": name,
            "text": text,
            "before": exact_decimal(before),
            "amount": exact_decimal(after),
            "binding": binding,
            "kind": kind,
            "cites": [{"article": article, "quote": quote}],
            "operation": operation,
        }
        if item is not None:
            answer["item"] = item
        return answer

    def _condition(self, test: Test, row: int, item: int | None) -> Json:
        rule, ok = test.rule, bool(test.ok[row])
        if isinstance(rule, InForce):
            text = {} if ok else self._out_of_force(rule)
            return self._condition_step(
                rule.article, rule.quote, "in_force", words.both("steps.in_force"), ok, text, item, False
            )
        paths = self._paths(test, item)
        article = getattr(rule, "article", None) or self.p.article
        unknown = not ok and any(p in self.unknown for p in paths)
        if isinstance(rule, Condition) and rule.measure is not None:
            unknown = not ok and any(p.startswith(f"{self.p.each}.{item}.") for p in self.unknown)
        name = both(rule.label)
        text = {} if ok or unknown else self._reason(test, rule, row)
        return self._condition_step(article, rule.quote, paths[0], name, ok, text, item, unknown)

    def _condition_step(
        self,
        article: int,
        quote: str,
        fact: str,
        name: dict[str, str],
        ok: bool,
        reason: dict[str, str],
        item: int | None,
        unknown: bool,
    ) -> Json:
        state = "met" if ok else "unknown" if unknown else "failed"
        text = name if ok else words.both("steps.unanswered", label=name) if unknown else reason
        answer: Json = {
            "step": "condition",
            "state": state,
            "fact": fact,
            "name": name,
            "text": text,
            "before": "0.00",
            "amount": "0.00",
            "binding": not ok,
            "kind": "condition",
            "cites": [{"article": article, "quote": quote}],
            "operation": {"op": "require", "met": ok},
        }
        if item is not None:
            answer["item"] = item
        return answer

    def _unanswered(self, fact: str, label: Words, item: int | None) -> Json:
        return self._condition_step(
            self.p.article, self.p.amount.quote, fact, both(label), False, {}, item, unknown=True
        )

    def _paths(self, test: Test, item: int | None) -> list[str]:
        rule = test.rule
        if test.level == "frame":
            return [f"applicant.{rule.fact}"]  # type: ignore[union-attr]
        if isinstance(rule, Limit):
            names = [rule.once or rule.years_fact or ""]
        elif isinstance(rule, Condition):
            names = [rule.fact or f"{resolve(rule.measure, self.application.readings)}"]
            names += [rule.above] if rule.above else []
        else:
            names = []
        slots = {s.name: s for s in (self.plan.item if test.level == "item" else self.plan.claim)}
        prefix = f"{self.p.each}.{item}." if test.level == "item" and item is not None else ""
        day = self.application.day
        return [prefix + (slots[n].path(day) if n in slots else n) for n in names]

    def _out_of_force(self, rule: InForce) -> dict[str, str]:
        return filled(
            rule.fails,
            day=day_text(self.application.day),
            start=day_text(rule.start),
            until=day_text(rule.until),
        )

    def _reason(self, test: Test, rule: Condition | Limit, row: int) -> dict[str, str]:
        """Why a condition is not met, with the figures that decide it."""
        fails = rule.fails
        assert fails is not None
        if "{" not in fails.zh:
            return both(fails)
        if isinstance(rule, Limit):
            return filled(fails, value=int(test.value[row]), bound=rule.years)  # type: ignore[index]
        value: Any = test.value[row]  # type: ignore[index]
        if rule.in_window:
            window = self.policy.window(rule.in_window)
            start, end = window.bounds(self.application.day, self.application.readings)
            if test.bound is not None:
                return filled(fails, value=int(value), bound=int(test.bound[row]))
            return filled(
                fails,
                value=day_text(date.fromordinal(int(value))),
                start=day_text(start),
                until=day_text(end),
            )
        amount, bound = test.exact(row), int(test.bound[row])  # type: ignore[index]
        short = bound - amount
        law = wan_law(bound) if rule.at_least is not None else wan_text(bound)
        return filled(fails, value=wan_text(amount), bound=law, short=exact_text(short))

    def _item_step(self, step: Step, row: int, item: int | None, before: Fraction, after: Fraction) -> Json:
        a = self.p.amount
        name = step.name
        article, quote = self.p.article, a.quote
        if name in CAPS:
            return self._cap(step, row, item, before, after)
        if name == "item_other_policy":
            prefix = self.outcome.rows.item
            return self._other(step, prefix, row, item, before, after)
        if name == "item_project_limit":
            return self._project(step, self.outcome.rows.item, row, item, before, after)
        set_to: Json = {"op": "set", "value": exact_decimal(after)}
        if name == "base":
            measure = step.figures.get("measure")
            label = both(measure.label if measure else a.label)
            of = resolve(a.of, self.application.readings)
            stated = (measure.or_fact or f"{measure.sum}") if measure else of
            path = f"{self.p.each}.{item}.{stated}" if item is not None else str(stated)
            key = "steps.base_unknown" if path in self.unknown else "steps.base"
            values = {} if path in self.unknown else {"amount": exact_text(after)}
            return self._step(
                name,
                words.both("steps.base_name"),
                words.both(key, label=label, **values),
                after,
                after,
                "base",
                article,
                quote,
                set_to,
                item,
            )
        label = both(a.label)
        if name == "tier":
            fact = self.p.fact(f"{self.p.each}.{a.tier}" if self.p.each else str(a.tier))
            rows = self.outcome.rows.item if self.p.each else self.outcome.rows.claim
            choice = both(fact.choices[int(rows[str(a.tier)][row])].label)
            text = words.both("steps.tier", choice=choice, amount=wan_law(int(after)))
        elif name == "assessed":
            facts = self.stated(item)
            key = "steps.assessed" if a.assessed in facts else "steps.assessed_ceiling"
            text = words.both(key, amount=wan_text(after))
        else:
            text = words.both(f"steps.{name}")
        title = words.both(
            f"steps.{name}_name", label=label, **({"amount": wan_law(int(after))} if name == "fixed" else {})
        )
        return self._step(name, title, text, after, after, "base", article, quote, set_to, item)

    def stated(self, item: int | None) -> dict[str, Any]:
        """The facts stated for the claim, or for one item of it."""
        facts = self.cells.claim.facts
        if item is None:
            return facts
        found: list[dict[str, Any]] = facts.get(self.p.each or "", [])
        return found[item] if item < len(found) else {}

    def _multiplied(self, step: Step, row: int, item: int | None, before: Fraction, after: Fraction) -> Json:
        if step.name == "rate":
            by = self.p.amount.rate
            rate = percent_text(by.numerator, by.denominator)
            name = words.both("steps.rate_name", rate=rate)
            text = words.both("steps.rate", amount=exact_text(before), rate=rate)
        else:
            by = Fraction(int(step.figures["share"][row]), WHOLE)
            name = words.both("steps.share_name", share=percent_text(by.numerator, by.denominator))
            text = words.both("steps.share")
        kind = "calc" if by != 1 else "skip"
        operation = {"op": "multiply", "by": str(by)}
        return self._step(
            step.name, name, text, before, after, kind, self.p.article, self.p.amount.quote, operation, item
        )

    def _cap(self, step: Step, row: int, item: int | None, before: Fraction, after: Fraction) -> Json:
        limit = step.rule
        assert isinstance(limit, Limit)
        assert limit.cap is not None
        left = step.figures["left"]
        left = int(left[row]) if hasattr(left, "__len__") else int(left)
        name = words.both("steps.cap_name", label=both(limit.label), cap=limit.cap)
        if after < before:
            key = "steps.cap_binds" if left == limit.cap * WAN else "steps.cap_binds_left"
            values = {"cut": exact_text(before - after)} | ({} if left == limit.cap * WAN else {"left": wan_text(left)})
            text, kind = words.both(key, **values), "bind"
        else:
            kind = "skip"
            text = (
                words.both("steps.cap_full")
                if after == left
                else words.both("steps.cap_idle", room=exact_text(left - after))
            )
        operation = {"op": "at_most", "value": exact_decimal(Fraction(left))}
        return self._step(step.name, name, text, before, after, kind, self.p.article, limit.quote, operation, item)

    def _other(self, step: Step, columns: Any, row: int, item: int | None, before: Fraction, after: Fraction) -> Json:
        rule = self.policy.rule("other_policy")
        name = words.both("steps.other_name", label=both(rule.label))
        other = wan_text(int(columns["other_district.amount"][row]))
        path = (f"{self.p.each}.{item}." if item is not None else "") + "other_district.amount"
        if columns["other_district"][row] != 1:
            text = words.both("steps.other_none")
        elif columns["other_district.received"][row] == 1:
            text = words.both("steps.other_top_up", other=other) if after > 0 else words.both("steps.other_received")
        elif columns["other_district.choice"][row] == 1:
            text = words.both("steps.other_chosen")
        elif path in self.unknown:
            text = words.both("steps.other_unknown")
        elif columns["other_district.choice"][row] == 0:
            text = words.both("steps.other_chosen_this", other=other)
        else:
            text = words.both("steps.other_lower" if after == before else "steps.other_higher", other=other)
        if after == before:
            kind, operation = "skip", {"op": "keep"}
        elif after == 0:
            kind, operation = "bind", {"op": "set", "value": "0.00"}
        else:
            kind, operation = "bind", {"op": "subtract", "value": exact_decimal(before - after)}
        return self._step(step.name, name, text, before, after, kind, rule.article, rule.quotes[0], operation, item)

    def _project(self, step: Step, columns: Any, row: int, item: int | None, before: Fraction, after: Fraction) -> Json:
        rule = self.policy.rule("project_funding")
        label = both(rule.label)
        stated = columns["project"][row] == 1 or (self.p.project_limit is not None and self.p.project_limit.required)
        prefix = f"{self.p.each}.{item}." if item is not None else ""
        room = int(step.figures["headroom"][row])
        name = words.both("steps.project_plain_name", label=label)
        operation: Json = {"op": "keep"}
        if not stated:
            text = words.both("steps.project_none")
        elif (
            prefix + "project.actual_investment" in self.unknown or prefix + "project.total_investment" in self.unknown
        ):
            text = words.both("steps.project_unknown")
            operation = {"op": "at_most", "value": exact_decimal(Fraction(room))}
        else:
            actual = int(columns["project.actual_investment"][row])
            others = max(int(columns["project.other_gov_funding"][row]), int(columns["project.fiscal_investment"][row]))
            name = words.both("steps.project_name", label=label, room=wan_text(room))
            if after == min(before, room):
                text = words.both("steps.project", actual=wan_text(actual), others=wan_text(others))
                operation = {"op": "at_most", "value": exact_decimal(Fraction(room))}
            else:
                text = words.both("steps.project_shared")
                operation = {"op": "multiply", "by": str(after / before) if before else "1"}
        kind = "bind" if after < before else "skip"
        return self._step(step.name, name, text, before, after, kind, rule.article, rule.quotes[0], operation, item)

    def _combined(self, step: Step, count: int, after: Fraction) -> Json:
        operation = {"op": "add_items" if step.name == "sum" else "best_item"}
        return self._step(
            step.name,
            words.both(f"steps.{step.name}_name", count=count),
            words.both(f"steps.{step.name}"),
            after,
            after,
            "calc",
            self.p.article,
            self.p.amount.quote,
            operation,
        )

    def _claim_step(self, step: Step, before: Fraction, after: Fraction) -> Json:
        row = self.row
        if step.name in CAPS:
            return self._cap(step, row, None, before, after)
        if step.name == "other_policy":
            return self._other(step, self.outcome.rows.claim, row, None, before, after)
        if step.name == "project_limit":
            return self._project(step, self.outcome.rows.claim, row, None, before, after)
        kind = "bind" if after < before else "skip"
        operation = {"op": "keep"} if after == before else {"op": "set", "value": exact_decimal(after)}
        if step.name == "once":
            limit = step.rule
            assert isinstance(limit, Limit)
            name = words.both("steps.once_name", label=both(limit.label))
            text = words.both("steps.once_binds" if kind == "bind" else "steps.once_idle")
            return self._step(step.name, name, text, before, after, kind, self.p.article, limit.quote, operation)
        rule = step.figures["rule"]
        text = both(rule.fails) if kind == "bind" else words.both("steps.same_idle")
        name = words.both("steps.same_name", label=both(rule.label))
        return self._step(step.name, name, text, before, after, kind, rule.article, rule.quote, operation)

    def _approved(self, before: Fraction) -> Json:
        rule = self.policy.rule("truncation")
        after = before // HUNDREDTH * HUNDREDTH
        if before == 0:
            key = "steps.approved_zero" if not self.claim_ok or self.unknown else "steps.approved_exact"
        else:
            key = "steps.approved_exact" if after == before else "steps.approved"
        return self._step(
            "approved",
            both(rule.label),
            words.both(key),
            before,
            Fraction(after),
            "sum",
            rule.article,
            rule.quotes[0],
            {"op": "truncate"},
        )
