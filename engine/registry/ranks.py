"""Whose statements count on a point, and whose are open.

Who states something outranks others in this order: the applications that an official has chosen; what officials have
brought in or decided about; what anybody has submitted. Where one contradicts a higher one, it is open and the higher
one is not; where those of one rank contradict one another, they are open with all below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from engine.allocation.contradictions import SIDE
from engine.registry.matters import SHARE, WHO
from engine.registry.parties import Party
from engine.registry.statements import BATCH, COPY, IMPORT, SEVERAL
from engine.values.money import WHOLE


def opened(kind: str, parties: Sequence[Party]) -> set[str]:
    """The applications that are open on a point of this kind."""
    if kind == COPY:
        return _open_copies(parties)
    return _open_batch(parties) if kind == BATCH else _open(kind, parties)


def contested(kind: str, parties: Sequence[Party]) -> tuple[str, ...]:
    """The facts on which the applications of a point differ."""
    if any(_has_share(kind, party.states) for party in parties):
        return () if agree(kind, parties) else (SHARE,)
    values: dict[str, set[str]] = defaultdict(set)
    for party in parties:
        for fact, value in party.states.items():
            values[fact].add(value)
    return tuple(fact for fact, of in values.items() if len(of) > 1 or (kind == SIDE and SEVERAL in of))


def agree(kind: str, parties: Iterable[Party]) -> bool:
    """Whether all these applications can count together."""
    said: dict[str, str] = {}
    for party in parties:
        if not _fits(kind, said, party.states):
            return False
        said = _joined(kind, said, party.states)
    return True


def _open(kind: str, parties: Sequence[Party]) -> set[str]:
    """The applications that are open: see the order at the top."""
    waiting = [party for party in parties if not party.is_settled]
    ranks = (
        [party for party in parties if party.is_chosen],
        [party for party in waiting if party.is_verified],
        [party for party in waiting if not party.is_verified],
    )
    said: dict[str, str] = {}
    found: set[str] = set()
    for number, rank in enumerate(ranks):
        fitting = [party for party in rank if _fits(kind, said, party.states)]
        found |= {party.application for party in rank} - {party.application for party in fitting}
        together = dict(said)
        for party in fitting:
            if not _fits(kind, together, party.states):
                below = [other for lower in ranks[number + 1 :] for other in lower]
                return found | {other.application for other in (*fitting, *below)}
            together = _joined(kind, together, party.states)
        said = together
    return found


def _open_copies(parties: Sequence[Party]) -> set[str]:
    """Of applications that are one and the same, the one that an official brought in counts, else the earliest."""
    ranked = sorted(parties, key=lambda party: (not party.is_verified, party.created, party.application))
    return {party.application for party in ranked[1:]}


def _open_batch(parties: Sequence[Party]) -> set[str]:
    """Of what is there for one company and one day, what the company itself submitted, where an official has brought in
    something else and has not chosen; where an official has decided about what the company submitted, the imported one
    too. A company may apply for several things on a day, and an official says which."""
    if not any(party.is_chosen for party in parties) and all(party.source != IMPORT for party in parties):
        return set()
    return _open(BATCH, parties)


def _has_share(kind: str, states: Mapping[str, str]) -> bool:
    """Whether this is who claims a side, and which share of it: then not the same is stated, but shares are added."""
    return kind == SIDE and WHO in states


def _fits(kind: str, said: Mapping[str, str], more: Mapping[str, str]) -> bool:
    """Whether what one application states agrees with what is `said`: it is the same, or the shares of a side come to
    the whole at most. What one application itself states differently in several places of a side agrees with nothing.
    """
    if kind == SIDE and SEVERAL in more.values():
        return False
    if _has_share(kind, more):
        return sum(int(share) for share in _joined(kind, said, more).values()) <= WHOLE
    return all(said.get(fact, value) == value for fact, value in more.items())


def _joined(kind: str, said: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """What is `said`, and `more`: by facts; the shares of a side by who claims them, for each the largest."""
    if not _has_share(kind, more):
        return {**more, **said}
    who, share = more[WHO], more[SHARE]
    return {**said, who: str(max(int(share), int(said.get(who, 0))))}
