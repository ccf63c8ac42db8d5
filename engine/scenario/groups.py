"""By what officials look at companies: the classes of size, and what else of a profile no rule reads (street,
industry).

All of it may be left out, and nobody is paid by it (a rule of division that goes by size has sizes of its own). Those
who have not stated it are a group of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.values.arrays import Array

Json = dict[str, Any]
Profiles = Mapping[str, Mapping[str, str]]
"""What applicants (by id) have stated of themselves, by the fact."""
SIZE = "size"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """Companies by a fact of theirs, its `name`: the `choices`, the last ("") for those of which it is not known, and
    the place among them of each company (by its number)."""

    name: str
    choices: tuple[str, ...]
    of_company: Array


def size_name(policy: Policy) -> str:
    """What the class of size is called among the groupings, also where a policy does not ask for it."""
    return policy.size_fact or SIZE


def groupings(
    policy: Policy,
    company: Array,
    companies: int,
    size: tuple[tuple[str, ...], Array],
    stated: Mapping[str, Mapping[int, str]],
) -> tuple[Grouping, ...]:
    """The groupings under a policy. `company`: the company of each claim; `size`: the classes and that of each claim,
    as a rule of division knows it; `stated`: by the fact, what is stated of companies (by number) apart from that."""
    classes, of_claim = size
    known = np.full(companies, len(classes) - 1, dtype=np.int64)
    known[company] = of_claim
    first = _grouping(size_name(policy), classes, known, stated)
    others = (
        _grouping(fact.name, _choices(fact), np.full(companies, len(fact.choices), dtype=np.int64), stated)
        for fact in policy.profile
        if not fact.sizes
    )
    return (first, *others)


def _choices(fact: Fact) -> tuple[str, ...]:
    return (*(choice.id for choice in fact.choices), UNKNOWN)


def _grouping(name: str, choices: tuple[str, ...], known: Array, stated: Mapping[str, Mapping[int, str]]) -> Grouping:
    places = {choice: place for place, choice in enumerate(choices) if choice}
    for company, choice in stated.get(name, {}).items():
        if known[company] == len(choices) - 1:
            known[company] = places.get(choice, len(choices) - 1)
    return Grouping(name, choices, known)


def stated_by(
    policy: Policy, applicants: Sequence[str | None], profiles: Profiles | None, applications: Iterable[Json],
    company_of: Mapping[str, int],
) -> dict[str, dict[int, str]]:  # fmt: skip
    """By the fact, what is stated of companies: in `profiles`, if there are any, of the applicant of each company; else
    in their `applications`, the later ones before the earlier. `company_of`: the number of a claim's company."""
    names = [fact.name for fact in policy.profile]
    if profiles is not None:
        at = [(number, applicant) for number, applicant in enumerate(applicants) if applicant is not None]
        return {
            name: {number: of[applicant] for number, applicant in at if applicant in of}
            for name, of in profiles.items()
            if name in names
        }
    found: dict[str, dict[int, str]] = {name: {} for name in names}
    for application in applications:
        applicant = application.get("applicant") or {}
        number = next((company_of[c["id"]] for c in application.get("claims") or () if c["id"] in company_of), None)
        for name in names if number is not None else ():
            if isinstance(choice := applicant.get(name), str):
                found[name][number] = choice  # type: ignore[index]
    return found
