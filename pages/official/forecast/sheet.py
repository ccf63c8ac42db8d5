"""What a visitor asks of the years ahead: which years, budgets and assumptions, and the forecasts that were made of
them.

Nothing of a claim is kept in the session: what was made are figures of all draws together.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

import streamlit as st

from engine.application.typed import read_count
from engine.forecast import assumptions
from engine.forecast.assumptions import Assumptions
from engine.forecast.beside import Asked, asked_of
from engine.forecast.fitted import defaults, fitted
from engine.forecast.results import Forecast
from engine.forecast.typed import Change, stated
from engine.policy.pack import Policy
from engine.registry.cohorts import Held
from engine.scenario import Cohort, Scenario, written
from engine.scenario.worked import remember
from engine.text import words
from engine.text.phrases import Both
from engine.values import amounts, money
from engine.values.refusal import Refusals, Refused

Json = dict[str, Any]
MOST_KEPT = 4
"""Forecasts that a visit keeps."""
MOST_SHARED = 16


class Made(NamedTuple):
    """A forecast, and the scenarios that it was made of, in its order."""

    forecast: Forecast
    scenarios: tuple[Scenario, ...]


@dataclass
class Sheet:
    """What is asked: the `years` (none: all that can be), what was typed for their `budgets` (by year), `draws` and
    `seed`, and what was stated in place of the assumptions that were found. `asked`: of what a forecast was asked for
    last; `made`: forecasts, by what they were made of; `fault`: why what was typed of an assumption was not taken;
    `said`: what is to be said once, and whether something was not done. `drawn` counts how often the boxes of
    an assumption had to be drawn anew, `restored` those of the rest; `year` and `place` say what is looked at."""

    base: int = 0
    years: tuple[int, ...] = ()
    budgets: dict[int, str] = field(default_factory=dict)
    draws: str = ""
    seed: str = ""
    changes: dict[Change, Json] = field(default_factory=dict)
    asked: str | None = None
    made: OrderedDict[str, Made] = field(default_factory=OrderedDict)
    last: str | None = None
    fault: list[Both] = field(default_factory=list)
    said: tuple[Both, bool] | None = None
    drawn: int = 0
    restored: int = 0
    year: int | None = None
    place: int = 0
    fitted: tuple[object, Assumptions] | None = None

    def keep(self, asked: Read, found: Forecast) -> None:
        """Keep what was made; the oldest goes."""
        remember(self.made, asked.key, Made(found, asked.asked.scenarios), MOST_KEPT)
        self.last = asked.key


def sheet_of(name: str, base: int) -> Sheet:
    """This visitor's sheet beside the desk of this name, for the claims of a year."""
    key = f"forecast of {name} {base}"
    found = st.session_state.get(key)
    if not isinstance(found, Sheet):
        found = st.session_state[key] = Sheet(base)
    return found


_shared: OrderedDict[str, Forecast] = OrderedDict()
"""Forecasts of the invented companies: everybody who asks the same gets the same, worked out once."""
_lock = Lock()


def shared(key: str) -> Forecast | None:
    """What somebody has asked for of the invented companies before."""
    with _lock:
        return _shared.get(key)


def share(key: str, found: Forecast) -> None:
    """Keep a forecast of the invented companies for whoever asks the same."""
    with _lock:
        remember(_shared, key, found, MOST_SHARED)


def possible(policy: Policy, base: int) -> tuple[int, ...]:
    """The years that can be forecast from the claims of one: those after it, in which applications can be made; the
    year itself where there are none."""
    first, last = policy.in_force.start.year, policy.in_force.until.year
    return tuple(range(max(base + 1, first), last + 1)) or (base,)


def found_of(
    policy: Policy, sheet: Sheet, cohorts: Mapping[int, Cohort], state: object, scenario: Scenario
) -> Assumptions:
    """The assumptions that the claims support, by year of claims; worked out once for a `state` of them."""
    years = possible(policy, sheet.base)
    key = (state, years, json.dumps([scenario.readings, scenario.overrides], sort_keys=True))
    if sheet.fitted is None or sheet.fitted[0] != key:
        sheet.fitted = key, fitted(policy, cohorts, scenario, years)
    return sheet.fitted[1]


@dataclass(frozen=True)
class Read:
    """What the sheet comes to: everything that is asked, and the key of it."""

    asked: Asked
    key: str


def read(
    policy: Policy, held: Held, cohort: Cohort, sheet: Sheet, found: Assumptions, scenarios: Sequence[Scenario]
) -> Read:
    """What is asked; Refused with everything that cannot be meant."""
    refusals = Refusals()
    years = sheet.years or possible(policy, sheet.base)
    draws = _number(refusals, sheet.draws, "draws")
    seed = _number(refusals, sheet.seed, "seed")
    budgets: dict[int, str | None] = {}
    for year in years:
        label = words.both("forecast.box_budget", year=year)
        reader = partial(amounts.read_money, path=f"budgets.{year}", label=label)
        amount = refusals.attempt(reader, budget_text(sheet, held, year))
        if amount is not None:
            budgets[year] = str(money.wan_law(amount))
    changes = {change: one for change, one in sheet.changes.items() if not change[1] or change[1] in years}
    own = refusals.attempt(stated, policy, years, changes, budgets)
    refusals.raise_if_any()
    assert own is not None
    of_years = Assumptions(tuple(line for line in found.lines if line.year in years), found.shock)
    whole = own.over(of_years)
    asked = asked_of(cohort, whole, scenarios, draws, seed)
    said = [assumptions.written(whole), [written(one) for one in scenarios], draws, seed]
    state = [held.claims, held.policy.rules_sha256, sheet.base]
    return Read(asked, json.dumps([said, state], sort_keys=True, ensure_ascii=False))


def budget_text(sheet: Sheet, held: Held, year: int) -> str:
    """What stands in the box of a year's budget: what was typed, else what is stated for the year."""
    if year in sheet.budgets:
        return sheet.budgets[year]
    annual = held.budgets.get(year)
    return "" if annual is None else money.wan_law(annual.amount)


def _number(refusals: Refusals, text: str, name: str) -> int:
    label = words.both(f"forecast.box_{name}")
    found = refusals.attempt(read_count, text, name, label) if text.strip() else None
    return int(defaults()[name]) if found is None else found


def messages(refused: Refused) -> list[Both]:
    """Everything that was refused, in words."""
    return [error["message"] for error in refused.errors]
