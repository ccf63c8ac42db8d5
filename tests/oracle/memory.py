"""What was awarded in earlier years and earlier this year (`history`), and what it makes of the answers of a claim."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.oracle.articles import (
    HAD_BEFORE,
    HAD_IT,
    HAD_NOW,
    HAD_OF_IT_NOW,
    HAD_OF_SIDE,
    NOTHING,
    Facts,
    name_of,
    number,
)


@dataclass(frozen=True)
class Award:
    """One award of these measures: under which provision, for what, in which year, and how much (万元)."""

    provision: str
    matter: str | None
    project: str | None
    year: int
    amount: Fraction


@dataclass(frozen=True)
class Remembering:
    """What of a provision past awards touch: the list that it is about, if there is one; the fact that says which
    matter it is; whether a matter is supported every year anew, and whether it is then told by its name alone; whether
    the provision is given once to an applicant."""

    entries: str
    matter: str
    every_year: bool
    only_once: bool
    by_name: bool = False


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


def same(award: Award, matter: str | None, project: str | None, unless_told_apart: bool) -> bool:
    """Whether an award was for a matter: by name where both have one, by project where both have one, else as told."""
    if award.matter is not None and matter is not None:
        return award.matter == matter
    if award.project is not None and project is not None:
        return award.project == project
    return unless_told_apart


def remembered(facts: Facts, had: Sequence[Award], year: int, rule: Remembering) -> Facts:
    """The facts of a claim in a year with what is remembered of its provision (`had`)."""
    if not had:
        return facts
    found: dict[str, Any] = dict(facts)
    this_year = sum((award.amount for award in had if award.year == year), NOTHING)
    found["awarded_this_year"] = larger(facts.get("awarded_this_year"), this_year)
    years = len({award.year for award in had} - {year})
    found[HAD_NOW] = this_year
    found[HAD_BEFORE] = sum((award.amount for award in had if award.year < year), NOTHING)
    if years:
        since = year - min(award.year for award in had if award.year != year)
        found["years_since_first"] = max(facts.get("years_since_first") or 0, since)
        found["years_received"] = max(facts.get("years_received") or 0, years)
    paid = [award for award in had if award.amount]
    if rule.only_once and paid:
        found["already_received"] = found[HAD_IT] = True
    project = name_of((facts.get("project") or {}).get("id"))
    if rule.entries:
        barring = [award for award in paid if not rule.every_year or award.year == year]
        found[rule.entries] = [barred(item, barring, rule) for item in facts.get(rule.entries) or []]
        if facts.get(rule.entries) is None:
            found.pop(rule.entries)
        return found
    own = name_of(facts.get(rule.matter)) if rule.matter not in ("", "project") else None
    if rule.matter == "platform":  # an award that cannot be told apart from this platform's is taken for one
        of_all = [award for award in paid if same(award, own or project, project, True)]
        of_it = sum((award.amount for award in of_all), NOTHING)
        now = sum((award.amount for award in of_all if award.year == year), NOTHING)
        found[HAD_OF_IT_NOW] = max(number(facts.get("awarded_this_year")) or NOTHING, now)
    else:
        named = project if rule.matter == "project" else None  # whose matter is no project is not known by one
        of_it = sum((award.amount for award in paid if same(award, own, named, False)), NOTHING)
    found["received_before"] = larger(facts.get("received_before"), of_it)
    found[HAD_OF_SIDE] = of_it
    found[HAD_IT] = found.get(HAD_IT, False) or bool(of_it)
    return found


def barred(item: Facts, awards: Sequence[Award], rule: Remembering) -> Facts:
    """An entry, barred where it was awarded before."""
    project = None if rule.by_name else name_of((item.get("project") or {}).get("id"))
    matter = name_of(item.get(rule.matter))
    if any(same(award, matter, project, unless_told_apart=False) for award in awards):
        return item | {"already_rewarded": True, HAD_IT: True}
    return item


def larger(stated: int | str | None, known: Fraction) -> str:
    """The larger of what is stated and what is known."""
    return str(max(number(stated) or NOTHING, known))
