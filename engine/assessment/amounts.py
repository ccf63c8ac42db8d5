"""What applications come to, without steps: one by itself, and many, as columns those of which nothing is open."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any

from engine.application.invented import INVENTED
from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.answer import AssessedAmounts, ClaimAmounts, Summary
from engine.assessment.assess import Assessing, amounts_only, total_of
from engine.assessment.bounds import Range, amounts_text
from engine.assessment.rules import Rulebook, Rulebooks
from engine.policy.pack import Policy
from engine.policy.years import in_year

FEW = 30
"""So many claims are faster one by one, and without waiting for numpy."""


def amounts(assessing: Assessing) -> AssessedAmounts:
    """Id, status and amounts of each claim of an application, and the totals."""
    return amounts_of(amounts_only(assessing.policy, assessing.application))


def amounts_of(answer: Summary) -> AssessedAmounts:
    """The same of an assessment."""
    claims: list[ClaimAmounts] = [
        {
            "id": claim["id"],
            "status": claim["status"],
            "ceiling": claim["ceiling"],
            "confirmed": claim["confirmed"],
            "most": claim["most"],
        }
        for claim in answer["claims"]
    ]
    found: AssessedAmounts = {"claims": claims, "total": answer["total"]}
    if "invented" in answer:
        found["invented"] = answer["invented"]
    return found


def amounts_of_many(policy: Policy, raws: Sequence[Any]) -> list[AssessedAmounts]:
    """The same of many applications (contract form), each by itself, in their order. Raises Refused."""
    applications = [read_application(policy, raw) for raw in raws]
    if sum(len(application.claims) for application in applications) > FEW:
        known = _by_columns(policy, applications)
    else:
        known = {}
    return [
        amounts_of(amounts_only(policy, application)) if i not in known else _known(application, *known[i])
        for i, application in enumerate(applications)
    ]


def _by_columns(policy: Policy, applications: Sequence[Application]) -> dict[int, tuple[Rulebook, list[int]]]:
    """By what rules each application is assessed of which nothing is open and nothing was had or decided before, and 分
    that its claims come to; by its position."""
    from engine.assessment.many import evaluate_table
    from engine.assessment.tabling import Tabling

    tablings: dict[Hashable, Tabling] = {}
    places: dict[int, tuple[Tabling, int]] = {}
    for i, application in enumerate(applications):
        if application.history or application.not_counted or _is_unclear(application):
            continue
        law = application.day.year, *application.readings.items()
        if law not in tablings:
            book = in_year(policy, application.day.year).derived(Rulebooks).under(application.readings)
            tablings[law] = Tabling(book, "against", apart=True)
        tabling = tablings[law]
        place = tabling, tabling.claims
        if not tabling.add(application, application.claims):
            places[i] = place
    approved = {}
    for tabling in tablings.values():
        table = tabling.table()
        fen = [0] * tabling.claims
        for name, found in evaluate_table(tabling.book, table).items():
            for at, one in zip(table.rows[name].claim_order.tolist(), found.approved.tolist(), strict=True):
                fen[at] = one
        approved[id(tabling)] = fen
    return {
        i: (tabling.book, approved[id(tabling)][first : first + len(applications[i].claims)])
        for i, (tabling, first) in places.items()
    }


def _is_unclear(application: Application) -> bool:
    return bool(application.unclear) or any(claim.unclear for claim in application.claims)


def _known(application: Application, book: Rulebook, fen: list[int]) -> AssessedAmounts:
    """The amounts of an application of which nothing is open, from 分 of its claims."""
    claims: list[ClaimAmounts] = [
        {"id": claim.id, "status": "eligible" if of else "ineligible", **amounts_text(exactly(of))}
        for claim, of in zip(application.claims, fen, strict=True)
    ]
    grades = [book.of(claim.provision.id).grade for claim in application.claims]
    found: AssessedAmounts = {"claims": claims, "total": total_of(grades, partial(_sum, fen))}
    if application.invented:
        found[INVENTED] = True
    return found


def _sum(fen: list[int], claims: Iterable[int]) -> Range:
    return exactly(sum([fen[i] for i in claims]))


def exactly(fen: int) -> Range:
    """An amount that nothing changes any more."""
    return Range(fen, fen, fen)
