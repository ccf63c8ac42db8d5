"""What was awarded in earlier years and earlier this year (`history`), and what it makes of the answers of a claim."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.articles import HAD_IT, HAD_OF_SIDE, NOTHING, Facts, name_of, number


@dataclass(frozen=True)
class Award:
    """One award of these measures: under which provision, for what, in which year, and how much (万元)."""

    provision: str
    matter: str | None
    project: str | None
    year: int
    amount: Fraction


def awards(applications: Iterable[Facts]) -> list[Award]:
    """The awards that an applicant's applications tell of; what several of them tell is one award."""
    told: Counter[Award] = Counter()
    for application in applications:
        told |= Counter(
            Award(
                one["provision"],
                name_of(one.get("matter")),
                name_of(one.get("project")),
                one["year"],
                number(one.get("amount")) or NOTHING,
            )
            for one in application.get("history") or []
        )
    return list(told.elements())


def remembered(
    facts: Facts, had: Sequence[Award], year: int, entries: str, identifier: str, only_once: bool, own: str | None
) -> Facts:
    """The facts of a claim with what is remembered of its provision (`had`).

    `entries`: the list that it is about, if there is one; `identifier`: the fact that says which entry it is;
    `only_once`: whether the provision is given once to an applicant; `own`: what the claim itself is about.
    """
    if not had:
        return facts
    found: dict[str, Any] = dict(facts)
    this_year = sum((award.amount for award in had if award.year == year), NOTHING)
    found["awarded_this_year"] = larger(facts.get("awarded_this_year"), this_year)
    if facts.get("years_received") is not None:
        years = len({award.year for award in had} - {year})
        found["years_received"] = max(facts["years_received"], years)
    paid = [award for award in had if award.amount]
    if only_once and paid:
        found["already_received"] = found[HAD_IT] = True
    known = {award.matter or award.project for award in paid} - {None}
    if entries and facts.get(entries):
        found[entries] = [
            item | {"already_rewarded": True} if name_of(item.get(identifier)) in known else item
            for item in facts[entries]
        ]
    if own is not None:
        of_it = sum((award.amount for award in paid if own in (award.matter or award.project, award.project)), NOTHING)
        found["received_before"] = larger(facts.get("received_before"), of_it)
        found[HAD_OF_SIDE] = of_it
        found[HAD_IT] = found.get(HAD_IT, False) or bool(of_it)
    return found


def larger(stated: int | str | None, known: Fraction) -> str:
    """The larger of what is stated and what is known."""
    return str(max(number(stated) or NOTHING, known))
