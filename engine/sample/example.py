"""The invented companies of a policy as an example for everybody: assessed once in a process and divided in any way."""

from __future__ import annotations

from typing import Any

from engine.application.invented import parameters
from engine.policy.pack import Policy
from engine.sample.population import invent, sizes_of
from engine.scenario import Cohort, Scenario, lawful, publication_of
from engine.scenario.worked import Worked
from engine.text import words
from engine.values.money import WHOLE, parse_amount, parse_ratio
from engine.values.windows import today

Json = dict[str, Any]


class Example:
    """Invented claims of one `year`, `worked` for all who look at them, and a `budget` (分; None: none is suggested)
    that does not suffice for them."""

    def __init__(self, policy: Policy) -> None:
        sample = invent(policy)
        raw = {"applications": [company.content for company in sample.companies]}
        self.policy, self.year = policy, sample.year
        self.budget = None if sample.budget is None else parse_amount(sample.budget, "budget")
        self.worked = Worked(policy, Cohort(policy, raw, sizes_of(sample)))

    def publication(self, lang: str = words.LANGUAGES[0]) -> Json:
        """What would be published of them under a scenario that raises the yearly totals of articles, its name in
        `lang`."""
        own = self._scenario(lang)
        return publication_of(self.worked.outcome(own), today(), self.worked.outcome(lawful(own)))

    def _scenario(self, lang: str) -> Scenario:
        raised = parse_ratio(parameters(self.policy.id)["raised"], "raised")
        pools = {pool.id: pool.cap * (WHOLE + raised) // WHOLE for pool in self.policy.pools}
        name = words.text("budget.example_name" if pools else "budget.lawful_name", lang)
        return Scenario(name, self.year, self.budget, pools)


def example(policy: Policy) -> Example:
    """The example of a policy; made when it is asked for first."""
    return policy.derived(Example)
