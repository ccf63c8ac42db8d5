"""The hashes by which the journal knows applications: what they said, and what was decided about their claims."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from engine.registry import journal
from engine.registry import tables as t

STATED = ("policy", "applicant", "name", "day", "keep_until", "content")
DECIDED = ("key", "provision", "approved", "score")
"""What the journal's hashes cover of an application (with its size) and of its claims."""
Record = dict[str, Any]


def digest(application: Record, claims: Iterable[Record]) -> str:
    """The hash by which the journal knows what an application said and what was decided about it."""
    said = [str(application[column]) for column in STATED]
    decided = [[claim[column] for column in DECIDED] + _seldom(claim) for claim in claims]
    dismissed = ["dismissed"] if application.get("dismissed") else []
    state = json.dumps([*said, application["size"], decided, *dismissed], ensure_ascii=False)
    return journal.digest(application["salt"], state)


def _seldom(claim: Record) -> list[object]:
    """What few claims have; the others' hashes are those of an older program."""
    lapsed = [] if claim["lapsed"] is None else [claim["lapsed"]]
    beyond = [] if claim["beyond"] is None else ["beyond", claim["beyond"], claim["second"]]
    proposed = ["proposed", claim["proposed"], claim["proposer"], claim["proposal"]]
    return [*lapsed, *beyond, *([] if claim["proposed"] is None else proposed)]


def digest_of(row: t.Application) -> str:
    """The same of an application that was read."""
    said = {column: getattr(row, column) for column in (*STATED, "size", "salt", "dismissed")}
    columns = (*DECIDED, "lapsed", "beyond", "second", "proposed", "proposer", "proposal")
    claims = ({column: getattr(claim, column) for column in columns} for claim in row.claims)
    return digest(said, claims)


def together(digests: Sequence[str]) -> str:
    """One hash for many applications, which says as little as theirs."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
