"""What the law allows for a claim at most, on the facts that officials have; and decisions that go beyond it, which a
second official answers for."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import tables as t
from engine.registry.access import Who
from engine.registry.counted import counted_in
from engine.registry.kept import Beyond
from engine.registry.officials import account
from engine.values.money import wan_text
from engine.values.refusal import Refused, refuse, shown


def most_of(session: Session, policy: Policy, row: t.Application) -> Mapping[str, int | None]:
    """分 that the law allows at most for each claim of an application (by its key), with what officials have decided on
    points, and what was awarded before; None: nothing bounds it. Refused where the present rules cannot be applied."""
    content = counted_in(session, policy, {row.id: json.loads(row.content)})[row.id].content
    (result,) = assess_many(policy, [content], kept=True)
    return {claim["id"]: None if claim["most"] is None else int(claim["most"].fen) for claim in result["claims"]}


def beyond(
    session: Session, policy: Policy, row: t.Application, key: str, who: Who, approved: int, second: str
) -> Beyond | None:
    """What is to be noted of a decision to approve so much (分) for a claim: nothing where the law allows it. Refused
    where it does not, unless a `second` official is named who answers for it."""
    try:
        most = most_of(session, policy, row).get(key)
    except Refused:
        if not approved:
            return None
        if not second:
            refuse("approved", "claims.above_unknown")
        most = 0
    if most is None or approved <= most:
        return None
    if not second:
        refuse("approved", "claims.above_law", given=wan_text(approved), most=wan_text(most))
    return Beyond(most, second_official(session, who, second))


def no_longer(session: Session, policy: Policy, row: t.Application) -> list[t.Claim]:
    """The claims of an application for which more is approved than the law allows, and nobody has answered for that."""
    decided = [claim for claim in row.claims if claim.approved and claim.beyond is None]
    try:
        most = most_of(session, policy, row) if decided else {}
    except Refused:
        return []
    bounds = [(claim, most.get(claim.key)) for claim in decided]
    return [claim for claim, bound in bounds if bound is not None and claim.approved and claim.approved > bound]


def second_official(session: Session, who: Who, name: str) -> str:
    """The name of the account of another official than who is asking; Refused where there is none."""
    found = account(session, name)
    if found is None or found.removed is not None:
        refuse("second", "claims.second_unknown", given=shown(name))
    if found.name == who.name:
        refuse("second", "claims.second_same")
    return found.name
