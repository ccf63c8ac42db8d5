"""The claims of one year, assessed and kept in the memory of the process for all officials.

What is kept belongs to one revision of the journal, and is handed out only to a credential that was checked in the
same call; nobody's session holds a claim.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from engine.pack import Policy
from engine.registry import access, applications, journal
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.registry.kept import Row, Wanted
from engine.scenario import Cohort, Outcome, Scenario, outcome, written

MOST_HELD = 4
"""Years of claims that are kept in memory."""
MOST_OUTCOMES = 64
"""Outcomes of one year that are kept: a slider that goes back and forth finds what it has seen."""

MOST_ROWS = 256
"""Claims of one provision that are looked up by name."""

_Place = tuple[str, str, int | None]


@dataclass
class Held:
    """The claims of one `year` as they are at a revision of the journal: which `years` there are, and the cohort
    (None where there is no claim). Asked for no year, it is the latest."""

    policy: Policy
    revision: int
    year: int | None
    years: tuple[int, ...]
    cohort: Cohort | None
    _outcomes: OrderedDict[str, Outcome] = field(default_factory=OrderedDict)
    _assessed: set[str] = field(default_factory=lambda: {"[{}, {}]"})
    _lock: Lock = field(default_factory=Lock)

    def known(self, scenario: Scenario) -> Outcome | None:
        """The outcome of a scenario, if it was asked for before."""
        with self._lock:
            found = self._outcomes.get(_key(scenario))
            if found is not None:
                self._outcomes.move_to_end(_key(scenario))
            return found

    def is_ready(self, scenario: Scenario) -> bool:
        """Whether the outcome of a scenario is there at once, without claims being assessed first."""
        return self.known(scenario) is not None or _assessment(scenario) in self._assessed

    def outcome(self, scenario: Scenario) -> Outcome:
        """What becomes of the claims under a scenario; ValueError where there are none."""
        if self.cohort is None:
            raise ValueError("there are no claims")
        found = self.known(scenario)
        if found is None:
            found = outcome(self.policy, self.cohort, scenario)
            with self._lock:
                self._assessed.add(_assessment(scenario))
                self._outcomes[_key(scenario)] = found
                while len(self._outcomes) > MOST_OUTCOMES:
                    self._outcomes.popitem(last=False)
        return found


_held: OrderedDict[_Place, Held] = OrderedDict()
_lock = Lock()


def held(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Held | None:
    """The claims of a year if they are in memory as they are now; NotAllowed and Unavailable as ever."""
    with database.reading() as session:
        access.require(session, credential)
        revision = journal.revision(session)
    with _lock:
        found = _held.get(_place(database, policy, year))
        if found is not None and (found.revision != revision or found.policy is not policy):
            # What was deleted is not to stay here either.
            del _held[_place(database, policy, year)]
            return None
        return found


def load(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Held:
    """The claims of a year, read and put into memory. What changes while they are read is read again next time."""
    with database.reading() as session:
        access.require(session, credential)
        revision = journal.revision(session)
    years = tuple(applications.years(database, credential, policy))
    chosen = year if year is not None else max(years, default=None)
    cohort = None
    if chosen in years:
        raw = applications.allocation_input(database, credential, policy, chosen)
        cohort = Cohort(policy, raw, applications.sizes(database, credential, policy, chosen))
    found = Held(policy, revision, chosen, years, cohort)
    with _lock:
        for asked in {year, chosen}:
            _held[_place(database, policy, asked)] = found
            _held.move_to_end(_place(database, policy, asked))
        while len(_held) > MOST_HELD:
            _held.popitem(last=False)
    return found


def _place(database: Database, policy: Policy, year: int | None) -> _Place:
    return str(database.url), policy.id, year


def _assessment(scenario: Scenario) -> str:
    """On what the assessment of the claims depends; a cohort begins with that of the law."""
    return json.dumps([scenario.readings, scenario.overrides], sort_keys=True)


def _key(scenario: Scenario) -> str:
    return json.dumps(written(scenario), sort_keys=True, ensure_ascii=False)


def rows_of(
    database: Database, credential: Credential, policy: Policy, year: int, provisions: Iterable[str]
) -> dict[str, Row]:
    """The claims of these provisions as the list of claims shows them, by their ids."""
    found: dict[str, Row] = {}
    for provision in provisions:
        wanted = Wanted(provision=provision, year=year)
        rows = applications.find(database, credential, policy, wanted, 0, MOST_ROWS).rows
        found |= {row.claim: row for row in rows}
    return found
