"""What the law allows for a claim at most, on the facts that officials have; and decisions that go beyond it, to
which a second official has to agree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NoReturn

from sqlalchemy.orm import Session

from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import tables as t
from engine.registry.counted import counted_in
from engine.values.money import wan_text
from engine.values.refusal import Refused, refuse


def most_of(session: Session, policy: Policy, row: t.Application) -> Mapping[str, int | None]:
    """分 that the law allows at most for each claim of an application (by its key), with what officials have decided on
    points, and what was awarded before; None: nothing bounds it. Refused where the present rules cannot be applied."""
    content = counted_in(session, policy, {row.id: json.loads(row.content)})[row.id].content
    (result,) = assess_many(policy, [content], stored=True)
    return {claim["id"]: None if claim["most"] is None else int(claim["most"].fen) for claim in result["claims"]}


def beyond(session: Session, policy: Policy, row: t.Application, key: str, approved: int) -> int | None:
    """分 that the law allows for a claim at most, where approving so much (分) goes beyond it; None where it does not.
    Where the present rules cannot be applied anything does."""
    try:
        most = most_of(session, policy, row).get(key)
    except Refused:
        return 0 if approved else None
    return None if most is None or approved <= most else most


def refuse_beyond(session: Session, policy: Policy, row: t.Application, approved: int, most: int) -> NoReturn:
    """Refuse to approve so much (分) where the law allows less (`most`)."""
    try:
        most_of(session, policy, row)
    except Refused:
        refuse("approved", "claims.above_unknown")
    if not most:
        refuse("approved", "claims.above_nothing", given=wan_text(approved))
    refuse("approved", "claims.above_law", given=wan_text(approved), most=wan_text(most))


def no_longer(session: Session, policy: Policy, row: t.Application) -> list[t.Claim]:
    """The claims of an application for which more is approved than the law allows, and nobody has agreed to that, or to
    what was less beyond it."""
    decided = [claim for claim in row.claims if claim.approved]
    try:
        most = most_of(session, policy, row) if decided else {}
    except Refused:
        return []
    found = []
    for claim in decided:
        bound, agreed = most.get(claim.key), claim.beyond
        if bound is not None and (claim.approved or 0) > bound and (agreed is None or bound < agreed):
            found.append(claim)
    return found
