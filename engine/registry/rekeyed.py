"""What officials have said to points of projects, for the keys that projects have since spaces in their names make no
difference: a database of an older program has others (`OTHERS`)."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.policy.folder import load_policy
from engine.registry import tables as t
from engine.registry.funding import projects_stated
from engine.registry.parties import About, print_of
from engine.registry.statements import PROJECT, add_to, key_of
from engine.values.names import identity

OTHERS = "0010"
"""The first revision with the present keys."""


def rekey(session: Session) -> None:
    """Give points of projects the present keys, once what applications state is noted by these. Of two points that are
    about one project by now, what was decided last stays."""
    said = list(session.scalars(select(t.Point).where(t.Point.kind == PROJECT).order_by(t.Point.id)))
    if not said:
        return
    keys: dict[str, str] = {}
    salts: dict[str, str] = {}
    a = t.Application
    for id, policy, salt, content in session.execute(select(a.id, a.policy, a.salt, a.content)):
        salts[id] = salt
        keys |= {key_of(name): key_of(identity(name)) for name in _projects(policy, content)}
    together: dict[tuple[int, str, str], list[t.Point]] = defaultdict(list)
    for row in said:
        together[row.year, row.policy, keys.get(row.key, row.key)].append(row)
    for (year, _, key), rows in together.items():
        last = max(rows, key=lambda row: (row.decided is not None, str(row.decided), row.id))
        for row in rows:
            if row is not last:
                session.delete(row)
        session.flush()
        if last.key != key:
            _rekey(session, last, (year, PROJECT, key), salts)
    session.flush()


def _rekey(session: Session, row: t.Point, about: About, salts: dict[str, str]) -> None:
    """Give a point another key. What was known of an application when something was said to it still is, if it states
    the same now."""
    before = (row.year, PROJECT, row.key)
    row.key = about[2]
    s = t.Statement
    states: dict[str, dict[str, str]] = defaultdict(dict)
    of = select(s.application_id, s.fact, s.value).where(s.policy == row.policy, s.year == row.year)
    for application, fact, value in session.execute(of.where(s.kind == PROJECT, s.key == row.key)):
        add_to(states[application], fact, value)

    def printed(application: str, known: str) -> str:
        salt, stated = salts.get(application, ""), states[application]
        return print_of(salt, about, stated) if print_of(salt, before, stated) == known else known

    if row.told is not None:
        told = json.loads(row.told)
        row.told = json.dumps({x: {**of, "print": printed(x, of["print"])} for x, of in told.items()})
    if row.settled is not None:
        row.settled = json.dumps({x: printed(x, known) for x, known in json.loads(row.settled).items()})


def _projects(policy: str, content: str) -> list[str]:
    """The names of all projects in an application, as they are written; none where it is damaged."""
    try:
        of, claims = load_policy(policy), json.loads(content)["claims"]
        return [written for claim in claims for _, _, written in projects_stated(of, claim)]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return []
