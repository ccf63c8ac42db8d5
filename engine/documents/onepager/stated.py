"""What a 一图读懂 states, of what: the statement that it carries, and the page once more."""

from __future__ import annotations

from engine.documents.carried import Statement, statement
from engine.documents.onepager.figures import figures_of
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.receipt import receipt_of
from engine.scenario import Scenario, read_scenario, written
from engine.text.phrases import Both

KIND = "onepager"
NOT_ON_PAGE = ("already_awarded", "quota_used")
"""What of a scenario does not stand on the page."""


def stated(
    policy: Policy, scenario: Scenario | None, lang: str, address: str | None, mark: Both | None = None
) -> Statement:
    """What the page of a policy, or of a scenario, states: every number that money hangs on, as the law and the
    scenario have it. It is made of nothing else."""
    said = None
    if scenario is not None:
        said = {name: value for name, value in written(scenario).items() if name not in NOT_ON_PAGE}
    readings = policy.default_readings() if scenario is None else scenario.in_force(policy)
    changed = policy if scenario is None else overridden(policy, scenario.overrides)
    of = {"scenario": said}
    receipt = receipt_of(changed, readings, None if scenario is None else scenario.year, of)
    figures = figures_of(policy, scenario).values()
    states = {"numbers": {one.name: {"law": one.law, "scenario": one.scenario or None} for one in figures}}
    return statement(KIND, receipt, of, {"lang": lang, "address": address, "mark": mark}, states)


def again(policy: Policy, of: Statement) -> Statement:
    """What the page states, worked out once more of what its statement holds. Refused where the scenario is."""
    lang, address, mark = (of["given"][name] for name in ("lang", "address", "mark"))
    return stated(policy, scenario_of(policy, of), lang, address, mark)


def scenario_of(policy: Policy, of: Statement) -> Scenario | None:
    """The scenario that a page is about."""
    said = of["input"]["scenario"]
    return None if said is None else read_scenario(policy, said)
