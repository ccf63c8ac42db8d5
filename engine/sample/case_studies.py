"""Three invented companies that stand for many: what a case is told with, since no real one may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.sample import population
from engine.steps.step import CALCULATED_GRADES

CASES = 3


@dataclass(frozen=True, slots=True)
class Typical:
    """An invented company: its size, its application in contract form, and the `claim` (its id) that stands in the
    middle of what companies of this size get under one `article`."""

    size: str
    article: int
    content: dict[str, Any]
    claim: str


def typical(policy: Policy, year: int) -> tuple[Typical, ...]:
    """For three sizes of company, the larger first: the article under which the invented companies of that size get
    most money (another one for each size, where there is), and among them the company whose amount is the middle one.
    The same for the same policy and year; none in a year in which the policy is not in force."""
    return policy.derived(_Found).of(year)


@dataclass(frozen=True, slots=True)
class _Claim:
    size: str
    article: int
    amount: int
    company: int
    id: str


class _Found:
    """The typical companies of a policy, by year."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.found: dict[int, tuple[Typical, ...]] = {}

    def of(self, year: int) -> tuple[Typical, ...]:
        """Those of one year, chosen once."""
        if year not in self.found:
            in_force = self.policy.in_force
            known = in_force.start.year <= year <= in_force.until.year
            self.found[year] = tuple(self._chosen(year)) if known else ()
        return self.found[year]

    def _chosen(self, year: int) -> Iterator[Typical]:
        companies = population.invent(self.policy, year).companies
        claims = list(self._claims(companies))
        taken: set[int] = set()
        for size in [size for size in self.policy.size_ids if any(c.size == size for c in claims)][:CASES]:
            own = [c for c in claims if c.size == size]
            money: dict[int, int] = {}
            for c in own:
                money[c.article] = money.get(c.article, 0) + c.amount
            article = max(money, key=lambda number: (number not in taken, money[number], -number))
            taken.add(article)
            ranked = sorted((c for c in own if c.article == article), key=lambda c: (c.amount, c.company))
            middle = ranked[len(ranked) // 2]
            yield Typical(size, article, companies[middle.company].content, middle.id)

    def _claims(self, companies: list[population.Company]) -> Iterator[_Claim]:
        """Every claim of the invented companies that comes to something and stands for itself."""
        readings = self.policy.default_readings()
        for number, result in enumerate(assess_many(self.policy, [company.content for company in companies])):
            for claim in result["claims"]:
                provision = self.policy.provision(claim["provision"])
                amount = int(claim["confirmed"].fen)
                # What competes for places hangs on others, what another budget pays on other rules, what is assessed on
                # the authority; several items make a ledger of several.
                if not amount or provision.grade(readings) not in CALCULATED_GRADES:
                    continue
                if _items(provision, companies[number], claim["id"]) == 1:
                    yield _Claim(companies[number].size or "", provision.article, amount, number, claim["id"])


def _items(provision: Provision, company: population.Company, claim_id: str) -> int:
    """Of how many items a claim is; one where it has no list."""
    if provision.each is None:
        return 1
    claim = next(claim for claim in company.content["claims"] if claim["id"] == claim_id)
    return len(claim["facts"].get(provision.each, ()))
