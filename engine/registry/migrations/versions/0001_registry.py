"""The registry as it began."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import (
    AMOUNT,
    DAY,
    HASH,
    ID,
    LONG,
    MOMENT,
    NAME,
    NUMBER,
    TEXT,
    WORD,
    always,
    maybe,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "imports",
        *always(id=ID, policy=NAME, sha256=HASH, name=TEXT, at=MOMENT, who=NAME, applications=NUMBER, claims=NUMBER),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "sha256"),
    )
    op.create_table(
        "applications",
        *always(id=ID, policy=NAME, year=NUMBER, day=DAY, applicant=TEXT, name=TEXT),
        *maybe(size=WORD),
        *always(content=LONG, source=WORD),
        *maybe(file=ID, receipt=HASH),
        *always(salt=ID, keep_until=DAY, created=MOMENT, changed=MOMENT, version=NUMBER),
        sa.ForeignKeyConstraint(["file"], ["imports.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt"),
    )
    op.create_index("applications_by_applicant", "applications", ["applicant"])
    op.create_index("applications_by_year", "applications", ["policy", "year"])
    op.create_table(
        "claims",
        *always(id=ID, application_id=ID, position=NUMBER, key=TEXT, provision=NAME),
        *maybe(approved=AMOUNT, score=AMOUNT),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("application_id", "key"),
    )
    op.create_index("ix_claims_application_id", "claims", ["application_id"])
    op.create_index("ix_claims_provision", "claims", ["provision"])
    op.create_table(
        "changes",
        *always(id=ID, application_id=ID),
        *maybe(claim=TEXT),
        *always(at=MOMENT, who=NAME, what=WORD, reason=LONG, before=LONG, after=LONG),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_changes_application_id", "changes", ["application_id"])
    op.create_table(
        "scenarios",
        *always(id=ID, policy=NAME, name=NAME, content=LONG, who=NAME, created=MOMENT, changed=MOMENT),
        *maybe(published=MOMENT, shown=LONG),
        *always(version=NUMBER),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "name"),
    )
    op.create_index("ix_scenarios_policy", "scenarios", ["policy"])
    op.create_table(
        "officials",
        *always(id=ID, name=NAME),
        *maybe(password=TEXT, email=TEXT),
        *always(created=MOMENT),
        *maybe(removed=MOMENT),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "sign_in_links",
        *always(token=HASH),
        *maybe(official=NAME),
        *always(created=MOMENT, expires=MOMENT),
        *maybe(used=MOMENT),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "sign_ins",
        *always(token=HASH, official_id=ID, created=MOMENT, seen=MOMENT),
        *maybe(ended=MOMENT),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_index("ix_sign_ins_official_id", "sign_ins", ["official_id"])
    op.create_table("attempts", *always(id=ID, of=HASH, at=MOMENT), sa.PrimaryKeyConstraint("id"))
    op.create_index("ix_attempts_of", "attempts", ["of"])
    op.create_table(
        "journal",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        *always(at=MOMENT, who=NAME, what=WORD, subject=NAME),
        *maybe(before=HASH, after=HASH),
        *always(previous=HASH, hash=HASH),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        *always(number=NUMBER, hash=HASH),
        sa.PrimaryKeyConstraint("id"),
    )
