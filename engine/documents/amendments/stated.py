"""What a 新旧条款对照表 states, of what: the statement that it carries, and its scenarios once more."""

from __future__ import annotations

from datetime import date

from engine.documents.carried import Statement, statement
from engine.policy.pack import Policy
from engine.scenario import Scenario, read_scenario, written
from engine.view.budget.amendments import Amendments, states

KIND = "amendments"


def stated(found: Amendments, lang: str, day: date) -> Statement:
    """What the table states: the changed articles before and after, what else changes, and what it all comes to; of
    the two scenarios. The claims do not stand in it: their hash is the `input` of its receipt."""
    of = {"base": written(found.base), "scenario": written(found.own)}
    return statement(KIND, found.receipt, of, {"lang": lang, "day": day.isoformat()}, states(found))


def scenarios(policy: Policy, of: Statement) -> tuple[Scenario, Scenario]:
    """The scenarios that a table compares: the law as it stands, and the other one. Refused where they cannot be."""
    base, own = (read_scenario(policy, of["input"][name], name) for name in ("base", "scenario"))
    return base, own
