"""What callers of the registry see of an application: plain objects, free of the database.

Amounts are 分, scores millionths, moments UTC. `content` is an application in the contract's form, without readings,
without what was awarded before and without scores: those are the officials' to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from engine.sheets.reading import New as New
from engine.text import words
from engine.text.phrases import Both

Json = dict[str, Any]

Source = Literal["company", "import", "sample"]
SOURCES: tuple[Source, ...] = get_args(Source)
Standing = Literal["open", "unscored", "dismissed", "lapsed", "beyond", "proposed"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
StateOfAClaim = Literal["received", "accepted", "approved", "refused"]
Order = Literal["newest", "name", "provision", "approved"]
ORDERS: tuple[Order, ...] = get_args(Order)


class Conflict(Exception):
    """What is to be changed is no longer what was read: nothing was overwritten. `message` in both languages."""

    def __init__(self, key: str = "claims.conflict", **values: object) -> None:
        self.message: Both = words.both(key, **values)
        super().__init__(self.message["zh"])


@dataclass(frozen=True, slots=True)
class Receipt:
    """The code with which a company amends or withdraws its application (it is kept nowhere), and the application's
    id."""

    code: str
    id: str


@dataclass(frozen=True, slots=True)
class Beyond:
    """A decision beyond the law: what it allows for the claim at most (分), and the official who agreed to it."""

    most: int
    second: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an official (`who`) proposes to approve for a claim beyond the law (分), and why: no decision until another
    official agrees."""

    amount: int
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """One claim. `id` is the one by which allocations know it, `key` its id within the application. `approved` replaces
    what the engine works out; None: no official has decided. `lapsed`: what was approved before a correction with which
    it does not fit; an official has to look again. `beyond`: what the law allowed at most where more was approved, to
    which the official `second` agreed; `proposed`: what waits for that. `counted`, in an export: what was decided in
    place of what is stated, and what the claim comes to with it."""

    id: str
    key: str
    provision: str
    approved: int | None = None
    score: int | None = None
    lapsed: int | None = None
    beyond: int | None = None
    second: str = ""
    proposed: Proposal | None = None
    counted: Both | None = None


@dataclass(frozen=True, slots=True)
class StoredChange:
    """One change by an official. `what` is `corrected`, `approved`, `scored`, `proposed`, `proposal_refused`,
    `proposal_withdrawn`, `dismissed` or `readmitted`; `claim` the key of the claim, None: what is said of the applicant
    or of the whole application. `before` and `after`: JSON, an amount or a score for decisions, None: nothing. `file`:
    the name of the imported file that said so; `second`: who agreed to a decision beyond the law by `who`."""

    id: str
    claim: str | None
    at: datetime
    who: str
    what: str
    reason: str
    before: Any
    after: Any
    file: str | None = None
    second: str = ""


@dataclass(frozen=True, slots=True)
class ClaimState:
    """How one claim stands, as its company is told: `received`; `accepted`, once an official has confirmed that it is
    the company's, or decided about any claim of the application; `approved` with the `amount` (分) and the `reason`, or
    `refused` (nothing is granted) with the reason. `key` as in `StoredClaim`."""

    key: str
    provision: str
    state: StateOfAClaim
    amount: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One application as it is kept. `dismissed`: when an official found that it is not the company's. `file`: the name
    of the file that it was imported from. What a company sees by its receipt holds no decisions, scores and changes."""

    id: str
    policy: str
    year: int
    day: date
    applicant: str
    name: str
    size: str | None
    content: Json
    source: str
    file: str | None
    claims: list[StoredClaim]
    changes: list[StoredChange]
    version: int
    created: datetime
    changed: datetime
    keep_until: date
    dismissed: datetime | None = None

    @property
    def mark(self) -> str:
        """By which an import knows the application again, and whether it has changed since it was exported."""
        return f"{self.id}-{self.version}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims are looked for: `text` stands in the name or the applicant's id; `decided`: whether an official has
    set an approved amount; `standing`: those that are open, of applications that were dismissed, to be decided again
    because a correction does not fit, decided beyond the law, or proposed to be. None: all. `profile`: of facts of the
    applicant that no rule reads, the choice that was stated."""

    text: str = ""
    provision: str | None = None
    source: str | None = None
    size: str | None = None
    year: int | None = None
    decided: bool | None = None
    order: Order = "newest"
    standing: Standing | None = None
    profile: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ListedClaim:
    """One claim of a list; `version` is its application's. `is_open`: applications contradict one another on something
    that it hangs on; `is_dismissed`: its application was found not to be the company's; `alike`: how many applications
    of the year have its applicant's code, id or name."""

    claim: str
    application: str
    applicant: str
    name: str
    provision: str
    day: date
    source: str
    size: str | None
    approved: int | None
    score: int | None
    lapsed: int | None
    beyond: int | None
    proposed: int | None
    version: int
    is_open: bool = False
    is_dismissed: bool = False
    alike: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A part of the claims that were looked for, and how many there are of them. Of the year that is looked for (of all
    years): how many claims are `open`, and on how many `points`."""

    rows: list[ListedClaim]
    total: int
    open: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What was added: applications and their claims. `changed`: how many kept applications were corrected; `decided`:
    how many decisions were taken; `same`: how many applications were kept already as the file has them; `left`: how
    many were not taken, because the kept one has changed since the export or could be one of several. `known`: the
    invented companies are there already."""

    applications: int
    claims: int
    changed: int = 0
    decided: int = 0
    same: int = 0
    left: int = 0
    known: bool = False


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file that was imported: how many applications and claims it brought, how many applications it `changed` and how
    many decisions it took (`decided`). `left`: how many applications of it are still kept, and `decisions` how many of
    their claims are decided: that would go with it. `undone`: when its import was undone, by whom, why. `awards`: of a
    list of earlier years, how many it brought, of which `left` are still kept."""

    id: str
    name: str
    at: datetime
    who: str
    applications: int
    claims: int
    changed: int = 0
    decided: int = 0
    left: int = 0
    decisions: int = 0
    undone: datetime | None = None
    undone_by: str = ""
    reason: str = ""
    awards: int = 0


@dataclass(frozen=True, slots=True)
class Removed:
    """What was deleted."""

    applications: int
    claims: int
    awards: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a company is told before it submits: what is kept, why, until when, who sees it, and what it can do.
    `until` says the day `keep_until`."""

    what: Both
    why: Both
    until: Both
    who: Both
    rights: Both
    keep_until: date
