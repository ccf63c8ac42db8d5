"""What was worked out for officials from what is in the registry, kept in the memory of the process for all of them
while nothing in it changes.

It is handed out only to a credential that was checked in the same call; nobody's session holds it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from engine.policy.pack import Policy
from engine.registry import access, journal
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.scenario.worked import remember

MOST = 32
"""What was asked last stays, in each registry."""
T = TypeVar("T")


@dataclass
class _Seen:
    """What was worked out for a policy, by what was asked, from the registry as it was at the journal's line `revision`
    (see `journal.revision`)."""

    policy: Policy
    revision: int
    found: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)


_seen: dict[str, _Seen] = {}
_lock = Lock()


def seen(database: Database, credential: Credential, policy: Policy, asked: Hashable, work: Callable[[], T]) -> T:
    """What `work` answers; it is done once for what is `asked` as long as nothing in the registry changes. What is
    deleted does not stay here either. NotAllowed and Unavailable as ever."""
    with access.reading(database, credential) as session:
        revision = journal.revision(session)
    place = str(database.url)
    with _lock:
        kept = _seen.get(place)
        if kept is None or kept.revision != revision or kept.policy is not policy:
            kept = _seen[place] = _Seen(policy, revision)
        if asked in kept.found:
            kept.found.move_to_end(asked)
            return kept.found[asked]
    answer = work()
    with _lock:
        remember(kept.found, asked, answer, MOST)
    return answer
