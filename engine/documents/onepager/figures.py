"""The numbers of a policy as the page shows them: the law's own, and a scenario's beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.policy.pack import Policy
from engine.policy.parameters import changeable, exact
from engine.scenario import Scenario, numbers_of
from engine.text import words
from engine.values import money
from engine.values.quantities import NumberKind
from engine.values.written import WrittenAmount, cny_text

Run = dict[str, str]
"""A piece of a line: {text, old, new, gap}. `old` is struck through and `new` stands beside it; `gap` is "1" where a
blank follows, since what is set loses the blanks at its ends."""
Line = list[Run]
HERE = "\n"
"""Stands for a value while the words around it are read."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its name among the overrides, of which kind it is, what the law says and what a scenario says instead
    ("" where it says nothing else), both as overrides write them."""

    name: str
    kind: NumberKind
    law: str
    scenario: str = ""

    @property
    def holds(self) -> str:
        """The value that holds on this page."""
        return self.scenario or self.law

    def shown(self, lang: str) -> dict[str, str]:
        """{name, value, unit, cny, new, new_cny}: the law's value with its unit, and the scenario's ("" if none)."""
        return {
            "name": self.name,
            "value": value_text(self.kind, self.law),
            "unit": _unit(self.kind, lang),
            "cny": _cny(self.kind, self.law, lang),
            "new": value_text(self.kind, self.scenario) if self.scenario else "",
            "new_cny": _cny(self.kind, self.scenario, lang) if self.scenario else "",
        }


def figures_of(policy: Policy, scenario: Scenario | None) -> dict[str, Figure]:
    """Every number of a policy that money hangs on, by name, as it is under a scenario (None: the law)."""
    new = {} if scenario is None else numbers_of(policy, scenario)
    figures = {}
    for number in changeable(policy):
        changed = new.get(number.name, number.value)
        own = changed if changed != number.value else ""
        figures[number.name] = Figure(number.name, number.kind, number.value, own)
    return figures


def value_text(kind: NumberKind, value: str) -> str:
    """A value without its unit; a rate as a percentage."""
    return money.percent_text(exact(kind, value)) if kind == "rate" else value


def _unit(kind: NumberKind, lang: str) -> str:
    if kind == "amount":
        return words.text("budget.wan", lang)
    return words.text("onepager.years", lang) if kind == "years" else ""


def _cny(kind: NumberKind, value: str, lang: str) -> str:
    """The amount in 元 for English readers; "" otherwise."""
    return cny_text(exact(kind, value)) if kind == "amount" and lang != "zh" else ""


def in_full(kind: NumberKind, value: str, lang: str) -> str:
    """A value with its unit as it stands inside a sentence; in English an amount has the 元 beside it."""
    if kind == "amount":
        return words.text("money.amount", lang, amount=WrittenAmount(value, exact(kind, value)))
    if kind == "years":
        return words.text("onepager.years_of", lang, count=value)
    return value_text(kind, value)


def number(old: str, new: str) -> Run:
    """A number inside a line; `new` is "" where it stays."""
    return {"text": "" if new else old, "old": old if new else "", "new": new, "gap": ""}


def joined(*pieces: str | Run) -> Line:
    """A line of texts and numbers."""
    runs: Line = []
    for piece in pieces:
        if isinstance(piece, str):
            if runs and piece[:1] == " ":
                runs[-1]["gap"] = "1"
            if piece.strip():
                runs.append({"text": piece.strip(), "old": "", "new": "", "gap": "1" if piece[-1:] == " " else ""})
        else:
            runs.append(dict(piece))
    return runs


def line(label: str, figure: Figure, lang: str, is_told_elsewhere: bool = False) -> Line:
    """A label of the pack in which a number stands, the number struck through where a scenario has another. What the
    label does not write in digits follows in brackets, unless it `is_told_elsewhere` and has not changed."""
    old, new = (in_full(figure.kind, value, lang) if value else "" for value in (figure.law, figure.scenario))
    found = _find(label, figure, lang)
    if found is None:
        if is_told_elsewhere and not figure.scenario:
            return joined(label)
        before, after = around("onepager.appended", lang)
        return joined(label + before, number(old, new), after)
    start, end = found
    if new and figure.kind in ("years", "count"):
        # The label says of what the number is one.
        new = value_text(figure.kind, figure.scenario)
        end = start + len(value_text(figure.kind, figure.law))
    return joined(label[:start], number(label[start:end], new), label[end:])


def around(key: str, lang: str, **values: object) -> tuple[str, str]:
    """What the words under `key` say before and after the `value` in them."""
    before, _, after = words.text(key, lang, value=HERE, **values).partition(HERE)
    return before, after


def _find(label: str, figure: Figure, lang: str) -> tuple[int, int] | None:
    """Where a label writes the law's number: the longest way of writing it that is there."""
    short = value_text(figure.kind, figure.law)
    forms = [in_full(figure.kind, figure.law, lang)]
    forms += {"amount": [short + _unit("amount", lang)], "rate": []}.get(figure.kind, [short])
    for form in forms:
        if found := re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d.,]*\d)", label):
            return found.span()
    return None
