"""The claims of one year, assessed and kept in the memory of the process for all officials.

What is kept belongs to one state of the journal, and is handed out only to a credential that was checked in the same
call; nobody's session holds a claim.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.policy.pack import Policy
from engine.registry import access, annual_budgets, confirmations, journal, listing, scenarios
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.registry.scenarios import StoredScenario
from engine.registry.stored import ListedClaim, Wanted
from engine.registry.tables import Entry
from engine.scenario import Cohort
from engine.scenario.annual_budgets import AnnualBudget
from engine.scenario.worked import Worked, remember
from engine.values.collecting import seldom_collected
from engine.values.refusal import Refused

MOST_HELD = 4
"""Years of claims that are kept in memory."""
MOST_ROWS = 256
"""Claims of one provision that are looked up by name."""
LEAVES_CLAIMS = (
    "scenario_saved", "scenario_deleted", "scenario_published", "scenario_withdrawn",
    "signed_in", "signed_out", "sign_in_failed", "sign_in_too_early", "password_set",
    "clock_confirmed", "link_made", "first_link_made", "official_added", "official_removed", "exported", "backed_up",
    "point_released", "point_recalled", "annual_budget_stated", "annual_budget_withdrawn",
)  # fmt: skip
"""What is done in the registry without touching a claim. Whatever is not named here has the claims read again."""

_Place = tuple[str, str, int | None]


@dataclass(frozen=True)
class Held:
    """The claims of one `year` as they are now: which `years` there are, the cohort (None where there is no claim), and
    the scenarios that are `kept`. Asked for no year, it is the latest. `claims` (a hash) and `revision` are the
    journal's lines up to which the claims, and everything, were read. `left_out`: the first claim of each application
    that is refused under the present rules; what was decided about its claims is in the cohort. `rows`: claims of
    provisions as they were looked up by name (see `rows_of`). `budgets`: what is stated as the budget of each year;
    `names`: whose claims are (see `names_of`)."""

    policy: Policy
    revision: int
    claims: str
    year: int | None
    years: tuple[int, ...]
    worked: Worked | None
    kept: tuple[StoredScenario, ...]
    left_out: tuple[ListedClaim, ...] = ()
    rows: dict[tuple[str, ...], dict[str, ListedClaim]] = field(default_factory=dict)
    budgets: Mapping[int, AnnualBudget] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def annual(self) -> AnnualBudget | None:
        """The budget of the year of the claims, where one is stated."""
        return None if self.year is None else self.budgets.get(self.year)


_held: OrderedDict[_Place, Held] = OrderedDict()
_lock = Lock()


def held(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Held | None:
    """The claims of a year if they are in memory as they are now, by the guidelines of this policy. NotAllowed and
    Unavailable as ever."""
    with access.reading(database, credential) as session:
        policy = policy.unnarrowed or policy
        place = _place(database, policy, year)
        revision = journal.revision(session)
        with _lock:
            found = _held.get(place)
        if found is None or (found.revision == revision and found.policy is policy):
            return found
        claims = _claims(session)
    with _lock:
        if found.claims != claims or found.policy is not policy:
            # What was deleted is not to stay here either, whatever it was asked for by.
            for other in [p for p, there in _held.items() if p[:2] == place[:2] and there.claims != claims]:
                del _held[other]
            _held.pop(place, None)
            return None
    kept = tuple(scenarios.listed(database, credential, policy))
    budgets = annual_budgets.in_effect(database, credential, policy)
    found = replace(found, revision=revision, kept=kept, rows={}, budgets=budgets, names={})
    with _lock:
        _held[place] = found
    return found


def of_year(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Held:
    """The claims of a year, read if they are not in memory as they are now."""
    return held(database, credential, policy, year) or load(database, credential, policy, year)


def load(database: Database, credential: Credential, policy: Policy, year: int | None = None) -> Held:
    """The claims of a year, read and put into memory. What changes while they are read is read again next time."""
    with access.reading(database, credential) as session:
        policy = policy.unnarrowed or policy
        revision, claims = journal.revision(session), _claims(session)
    years = tuple(listing.years(database, credential, policy))
    chosen = year if year is not None else max(years, default=None)
    worked: Worked | None = None
    left_out: tuple[ListedClaim, ...] = ()
    if chosen in years:
        with seldom_collected():
            cohort, left_out = _cohort(database, credential, policy, chosen)
        worked = Worked(policy, cohort)
    kept = tuple(scenarios.listed(database, credential, policy))
    budgets = annual_budgets.in_effect(database, credential, policy)
    found = Held(policy, revision, claims, chosen, years, worked, kept, left_out, budgets=budgets)
    with _lock:
        for asked in {year, chosen}:
            remember(_held, _place(database, policy, asked), found, MOST_HELD)
    return found


def _cohort(
    database: Database, credential: Credential, policy: Policy, year: int
) -> tuple[Cohort, tuple[ListedClaim, ...]]:
    sizes = listing.sizes(database, credential, policy, year)
    profiles = listing.profiles(database, credential, policy, year)
    unvouched = confirmations.unvouched(database, credential, policy, year)

    def of_those(without: Collection[str] = ()) -> Cohort:
        raw = listing.allocation_input(database, credential, policy, year, without)
        # What was requested, and who came first, is not what is left once officials have decided about some claims.
        whole = raw["approved_claims"] and listing.submitted(database, credential, policy, year, without)
        return Cohort(policy, raw, sizes, whole, unvouched, profiles)

    try:
        return of_those(), ()
    except Refused:  # what was accepted under other rules stops nobody else from being paid
        left_out = tuple(listing.unreadable(database, credential, policy, year))
        return of_those({row.application for row in left_out}), left_out


def rows_of(
    database: Database, credential: Credential, held: Held, provisions: Iterable[str]
) -> Mapping[str, ListedClaim]:
    """The claims of these provisions, among those that were handed out, as the list of claims shows them, by their ids.
    Looked up once, they stay with the claims of the year until anything in the registry changes."""
    access.check(database, credential)
    wanted, year = tuple(provisions), held.year
    found = held.rows.get(wanted)
    if found is None:
        found = {}
        for provision in wanted:
            of = Wanted(provision=provision, year=year)
            rows = listing.find(database, credential, held.policy, of, 0, MOST_ROWS).rows
            found |= {row.claim: row for row in rows}
        held.rows[wanted] = found
    return found


def names_of(database: Database, credential: Credential, held: Held) -> Mapping[str, tuple[str, str]]:
    """Of each claim of the year that was handed out, the name of its applicant, and its application. Looked up once,
    as by `rows_of`."""
    access.check(database, credential)
    if not held.names and held.year is not None:
        held.names.update(listing.names(database, credential, held.policy, held.year))
    return held.names


def _claims(session: Session) -> str:
    """The hash of the last line of the journal about anything that could have changed a claim: a number comes again
    when an older copy of the registry was put back."""
    lines = select(Entry.hash).where(Entry.what.not_in(LEAVES_CLAIMS)).order_by(Entry.number.desc()).limit(1)
    return session.scalar(lines) or journal.BEGINNING


def _place(database: Database, policy: Policy, year: int | None) -> _Place:
    return str(database.url), policy.id, year
