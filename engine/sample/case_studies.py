"""Three invented companies that stand for many: what a case is told with, since no real one may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.sample import population
from engine.steps.step import CALCULATED_GRADES

CASES = 3


@dataclass(frozen=True, slots=True)
class Typical:
    """An invented company: its size, its application in contract form, and the `claim` (its id) that stands in the
    middle of what companies of this size get under one `article`, with its `amount` (分)."""

    size: str
    article: int
    content: dict[str, Any]
    claim: str
    amount: int


def typical(policy: Policy, year: int) -> tuple[Typical, ...]:
    """For three sizes of company, the larger first: the article under which the invented companies of that size get
    most money (another one for each size, where there is), and among them the company whose amount is the middle one.
    The same for the same policy and year; none in a year in which the policy is not in force."""
    in_force = policy.in_force
    return policy.derived(_chosen, year) if in_force.start.year <= year <= in_force.until.year else ()


def _chosen(policy: Policy, year: int) -> tuple[Typical, ...]:
    claims = list(_claims(policy, population.invent(policy, year).companies))
    found: list[Typical] = []
    for size in [size for size in policy.size_ids if any(c.size == size for c in claims)][:CASES]:
        own = [c for c in claims if c.size == size]
        money = Counter[int]()
        for c in own:
            money[c.article] += c.amount
        taken = {typical.article for typical in found}
        article = max(money, key=lambda number: (number not in taken, money[number], -number))
        ranked = sorted((c for c in own if c.article == article), key=lambda c: c.amount)
        found.append(ranked[len(ranked) // 2])
    return tuple(found)


def _claims(policy: Policy, companies: list[population.Company]) -> Iterator[Typical]:
    """Every claim of the invented companies that comes to something and stands for itself."""
    readings = policy.default_readings()
    assessed = assess_many(policy, [company.content for company in companies])
    for company, result in zip(companies, assessed, strict=True):
        facts = {stated["id"]: stated["facts"] for stated in company.content["claims"]}
        for claim in result["claims"]:
            provision = policy.provision(claim["provision"])
            amount = int(claim["confirmed"].fen)
            # What competes for places hangs on others, what another budget pays on other rules, what is assessed on
            # the authority; several items make a ledger of several.
            items = 1 if provision.each is None else len(facts[claim["id"]].get(provision.each, ()))
            if amount and provision.grade(readings) in CALCULATED_GRADES and items == 1:
                yield Typical(company.size or "", provision.article, company.content, claim["id"], amount)
