"""The tables of the registry. Amounts are integers of 分, scores millionths, moments UTC.

Every value is kept as text or as an integer, so that both databases keep the same and a backup moves between them.
Whoever changes a table adds a migration, in `migrations/versions/`, and names it in `NEWEST`.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from engine.registry.column_types import Day, Moment
from engine.values.refusal import LONGEST_TEXT

ID, HASH, WORD, NAME = 32, 64, 32, 120
"""Characters of an id, of a SHA-256, of one of our own words, of a name."""
LONGEST_KEY = 250
"""Characters of a primary key, its columns one after the other."""
Amount = BigInteger().with_variant(Integer, "sqlite")
NEWEST = "0015"
"""The migration that makes the tables what they are here."""
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""What keys and constraints are called, so that a migration can name one in either database."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that nobody can guess: 128 random bits."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Whether `new_id` could have made it. Nothing else need be looked for, and not every database can be asked for
    every text."""
    return re.fullmatch(f"[0-9a-f]{{{ID}}}", text) is not None


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: Moment, date: Day}


class Application(Base):
    """One application of a company, as submitted, imported or invented (`source`: company, import, sample).

    `content` is the application in the contract's form as JSON, without readings: those are the officials' to choose.
    `applicant` is the id by which allocations know the company (its credit code where it gave one). `receipt` is the
    SHA-256 of the code with which the company amends or withdraws. `salt` makes the journal's hashes say nothing once
    the application is deleted. `dismissed`: when an official found that it is not the company's (不予受理): it is in no
    amount then. `version` counts changes.
    """

    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    year: Mapped[int]
    day: Mapped[date]
    applicant: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    size: Mapped[str | None] = mapped_column(String(WORD))
    content: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(WORD))
    file: Mapped[str | None] = mapped_column(ForeignKey("imports.id", ondelete="SET NULL"))
    receipt: Mapped[str | None] = mapped_column(String(HASH), unique=True)
    salt: Mapped[str] = mapped_column(String(ID), default=new_id)
    keep_until: Mapped[date]
    created: Mapped[datetime] = mapped_column(default=now)
    changed: Mapped[datetime] = mapped_column(default=now)
    dismissed: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    claims: Mapped[list[Claim]] = relationship(
        back_populates="application", cascade="all, delete-orphan", passive_deletes=True, order_by="Claim.position"
    )
    changes: Mapped[list[Change]] = relationship(
        back_populates="application", cascade="all, delete-orphan", passive_deletes=True, order_by="Change.at"
    )

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index("applications_by_year", "policy", "year"), Index("applications_by_applicant", "applicant"))


class Claim(Base):
    """One claim of an application: what an official has decided about it. `key` is its id within the application,
    `id` the one by which an allocation knows it. `approved` (分) replaces what the engine works out; `score` is in
    millionths. `lapsed` (分) is what was approved before a correction with which it does not fit: it counts no longer,
    and an official has to look at the claim again. `beyond` (分) is what the law allowed at most where more was
    approved, and `second` the official who agreed to that. `proposed` (分) is what an official (`proposer`) proposes to
    approve beyond the law, and `proposal` why: no decision until another official agrees."""

    __tablename__ = "claims"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    provision: Mapped[str] = mapped_column(String(NAME), index=True)
    approved: Mapped[int | None] = mapped_column(Amount)
    score: Mapped[int | None] = mapped_column(Amount)
    lapsed: Mapped[int | None] = mapped_column(Amount)
    beyond: Mapped[int | None] = mapped_column(Amount)
    second: Mapped[str | None] = mapped_column(String(NAME))
    proposed: Mapped[int | None] = mapped_column(Amount)
    proposer: Mapped[str | None] = mapped_column(String(NAME))
    proposal: Mapped[str | None] = mapped_column(Text)

    application: Mapped[Application] = relationship(back_populates="claims")

    __table_args__ = (UniqueConstraint("application_id", "key"),)


class Statement(Base):
    """One thing that an application states and with which others must agree: of what (`kind` and `key`, a hash of its
    name or number), which `fact`, and its `value`; `claim` is the id of the claim that names it, None where it holds
    for all of the application. Derived from the application's content (see `statements`)."""

    __tablename__ = "statements"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    policy: Mapped[str] = mapped_column(String(NAME))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(WORD))
    key: Mapped[str] = mapped_column(String(HASH))
    fact: Mapped[str] = mapped_column(String(NAME))
    value: Mapped[str] = mapped_column(String(HASH))
    claim: Mapped[str | None] = mapped_column(String(ID))

    __table_args__ = (Index("statements_by_key", "policy", "year", "kind", "key", "fact", "value"),)


class Point(Base):
    """What officials have said to a point on which applications contradict one another: of what (`kind` and `key`, as
    in `statements`). `told` is whose companies were told to look at what they state (JSON: by application, the hash of
    what it states and the facts); `chosen` the applications that count (their ids), with what each then stated
    (`settled`, JSON: its hash, by application), so that a decision holds for what was known when it was made. `reason`,
    `who` and `decided` are of the last decision."""

    __tablename__ = "points"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(WORD))
    key: Mapped[str] = mapped_column(String(HASH))
    told: Mapped[str | None] = mapped_column(Text)
    chosen: Mapped[str | None] = mapped_column(Text)
    settled: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(NAME), default="")
    decided: Mapped[datetime | None]
    salt: Mapped[str] = mapped_column(String(ID), default=new_id)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("policy", "year", "kind", "key"),)


class Arrival(Base):
    """That something was submitted: from where (a hash), and when. Forgotten after a day."""

    __tablename__ = "arrivals"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    of: Mapped[str] = mapped_column(String(HASH))
    at: Mapped[datetime] = mapped_column(default=now, index=True)

    __table_args__ = (Index("arrivals_by_address", "of", "at"),)


class Change(Base):
    """One change that an official made to an application, with the reason; deleted with it. `what` is `corrected`,
    `approved`, `scored`, `proposed`, `proposal_refused`, `proposal_withdrawn`, `dismissed` or `readmitted`; `before`
    and `after` are JSON. `file`: the name of the imported file that said so; `second`: who agreed to a decision beyond
    the law by `who`."""

    __tablename__ = "changes"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id", ondelete="CASCADE"), index=True)
    claim: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(NAME))
    what: Mapped[str] = mapped_column(String(WORD))
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    file: Mapped[str | None] = mapped_column(Text)
    second: Mapped[str | None] = mapped_column(String(NAME))

    application: Mapped[Application] = relationship(back_populates="changes")


class Import(Base):
    """One file that was imported: how many applications and claims it added, how many applications it `changed` and
    how many decisions it `decided`; of a list of earlier years, how many `awards` it brought. `sha256` is that of its
    id and its content. Where its import was `undone`, by whom and for which reason; then nothing else is left of it."""

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    sha256: Mapped[str] = mapped_column(String(HASH))
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    at: Mapped[datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(NAME))
    applications: Mapped[int]
    claims: Mapped[int]
    changed: Mapped[int | None]
    decided: Mapped[int | None]
    awards: Mapped[int | None]
    undone: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(NAME))
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("policy", "sha256"),)


class Award(Base):
    """One thing that a company was awarded before anything of that was decided here, from a list that an official
    brought in (`file`): to whom (`applicant`, its credit code, empty where the list has none, and `name`), under which
    provision, for which `matter` and `project` where the list says so, in which `year`; `amount` (分) is what was
    approved, `paid` what was paid of it. Of several with one `key` the one that was brought in last holds."""

    __tablename__ = "awards"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    key: Mapped[str] = mapped_column(String(HASH))
    applicant: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    name: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    provision: Mapped[str] = mapped_column(String(NAME))
    matter: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    project: Mapped[str] = mapped_column(String(LONGEST_TEXT), default="")
    year: Mapped[int]
    amount: Mapped[int] = mapped_column(Amount)
    paid: Mapped[int | None] = mapped_column(Amount)
    file: Mapped[str] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), index=True)
    keep_until: Mapped[date]
    created: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (Index("awards_by_key", "policy", "key"),)


class Confirmation(Base):
    """One company (`applicant`: the id by which allocations know it) that an official has confirmed, with all that it
    had submitted by then. `salt` makes the journal's hashes say nothing once it is deleted."""

    __tablename__ = "confirmations"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    applicant: Mapped[str] = mapped_column(String(LONGEST_TEXT))
    who: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime]
    salt: Mapped[str] = mapped_column(String(ID), default=new_id)

    __table_args__ = (UniqueConstraint("policy", "applicant"),)


class Guideline(Base):
    """One version of the guideline of a `year` (申请指南): its two files as an official handed them over. The newest is
    in effect unless it is `withdrawn`; all stay."""

    __tablename__ = "guidelines"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    year: Mapped[int]
    version: Mapped[int]
    toml: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(NAME))
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("policy", "year", "version"),)


class AnnualBudget(Base):
    """One version of the budget of a `year`, as an official has stated it: `amount` (分), the `source` that says so and
    the `day` of that; all three None where the one before was withdrawn. The newest holds; all stay. `reason`: why it
    took the place of the one before."""

    __tablename__ = "annual_budgets"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME))
    year: Mapped[int]
    version: Mapped[int]
    amount: Mapped[int | None] = mapped_column(Amount)
    source: Mapped[str | None] = mapped_column(String(NAME))
    day: Mapped[date | None]
    who: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("policy", "year", "version"),)


class Scenario(Base):
    """One way of dividing a budget that officials keep: `content` is a scenario as `engine.scenario` writes it (JSON).
    At most one of a policy is `published`; `shown` is what everybody then sees (aggregates only, JSON)."""

    __tablename__ = "scenarios"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    policy: Mapped[str] = mapped_column(String(NAME), index=True)
    name: Mapped[str] = mapped_column(String(NAME))
    content: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(NAME))
    created: Mapped[datetime] = mapped_column(default=now)
    changed: Mapped[datetime] = mapped_column(default=now)
    published: Mapped[datetime | None]
    shown: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("policy", "name"),)


class ScenarioVersion(Base):
    """What a scenario was each time that it was saved: `number` from 1, `content` as the scenario's, `who` saved it and
    when, and for which `policy` (the part `policy` of a receipt, JSON). One that was saved before there were versions
    has none until it is saved again."""

    __tablename__ = "scenario_versions"

    scenario: Mapped[str] = mapped_column(ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(NAME))
    at: Mapped[datetime] = mapped_column(default=now)
    policy: Mapped[str | None] = mapped_column(Text)


class Official(Base):
    """One account. `password` is an argon2id hash, None for who signs in with an identity provider (`email`) only. A
    removed account stays, so that its name in the journal means the same person for ever."""

    __tablename__ = "officials"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(NAME), unique=True)
    password: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
    email: Mapped[str | None] = mapped_column(String(LONGEST_TEXT), unique=True)
    created: Mapped[datetime] = mapped_column(default=now)
    removed: Mapped[datetime | None]


class SignInLink(Base):
    """A link with which an account is made or its password set, once, for a short time; only its SHA-256 is kept."""

    __tablename__ = "sign_in_links"

    token: Mapped[str] = mapped_column(String(HASH), primary_key=True)
    official: Mapped[str | None] = mapped_column(String(NAME))
    created: Mapped[datetime] = mapped_column(default=now)
    expires: Mapped[datetime]
    used: Mapped[datetime | None]


class SignIn(Base):
    """A session of an official: the SHA-256 of the token in the cookie."""

    __tablename__ = "sign_ins"

    token: Mapped[str] = mapped_column(String(HASH), primary_key=True)
    official_id: Mapped[str] = mapped_column(ForeignKey("officials.id", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(default=now)
    seen: Mapped[datetime] = mapped_column(default=now)
    ended: Mapped[datetime | None]


class Attempt(Base):
    """An attempt to sign in, by the hashes of the name and of the address from where: one that `failed` (1) at that
    moment, or one that was told to wait until then (0)."""

    __tablename__ = "attempts"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(HASH), index=True)
    address: Mapped[str] = mapped_column(String(HASH), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    failed: Mapped[int]


class Tally(Base):
    """How often in one hour something happened that strangers can do as often as they like: the journal has a line at
    the first time, the tenth, the hundredth."""

    __tablename__ = "tallies"

    what: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    subject: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    hour: Mapped[str] = mapped_column(String(len("2025-06-15T08")), primary_key=True)
    count: Mapped[int]


class Seal(Base):
    """The hash of one row of another table as the program last wrote it: `of` is that table, `key` the row's primary
    key. What was changed past the program is no longer what its seal says."""

    __tablename__ = "seals"

    of: Mapped[str] = mapped_column(String(WORD), primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    hash: Mapped[str] = mapped_column(String(HASH))


class Entry(Base):
    """One line of the journal: who did what to what, when; `before` and `after` are hashes, and `hash` covers the line
    and the one before it. `count` is how often within the hour, where lines are counted together; `state` the hash of
    all seals after what was done, where anything was."""

    __tablename__ = "journal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(NAME))
    what: Mapped[str] = mapped_column(String(WORD))
    subject: Mapped[str] = mapped_column(String(NAME))
    before: Mapped[str | None] = mapped_column(String(HASH))
    after: Mapped[str | None] = mapped_column(String(HASH))
    count: Mapped[int | None]
    state: Mapped[str | None] = mapped_column(String(HASH))
    previous: Mapped[str] = mapped_column(String(HASH))
    hash: Mapped[str] = mapped_column(String(HASH))


class Head(Base):
    """The journal's last line, once more (one row): where lines are missing at the end, it says so. `sums` is, for each
    table, the sum of its seals (JSON); the last line's `state` is their hash."""

    __tablename__ = "journal_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(HASH))
    sums: Mapped[str | None] = mapped_column(Text)
