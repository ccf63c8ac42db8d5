"""The registry as it began."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID, HASH, WORD, NAME, TEXT, MOMENT, DAY = 32, 64, 32, 120, 300, 27, len("2025-06-15")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "imports",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("sha256", sa.String(HASH), nullable=False),
        sa.Column("name", sa.String(TEXT), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sa.UniqueConstraint("policy", "sha256", name="uq_imports_policy"),
    )
    op.create_table(
        "applications",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(DAY), nullable=False),
        sa.Column("applicant", sa.String(TEXT), nullable=False),
        sa.Column("name", sa.String(TEXT), nullable=False),
        sa.Column("size", sa.String(WORD)),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("source", sa.String(WORD), nullable=False),
        sa.Column("file", sa.String(ID)),
        sa.Column("receipt", sa.String(HASH)),
        sa.Column("salt", sa.String(ID), nullable=False),
        sa.Column("keep_until", sa.String(DAY), nullable=False),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.Column("changed", sa.String(MOMENT), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["imports.id"], name="fk_applications_file", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("receipt", name="uq_applications_receipt"),
    )
    op.create_index("applications_by_applicant", "applications", ["applicant"])
    op.create_index("applications_by_year", "applications", ["policy", "year"])
    op.create_table(
        "claims",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("application_id", sa.String(ID), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(TEXT), nullable=False),
        sa.Column("provision", sa.String(NAME), nullable=False),
        sa.Column("approved", AMOUNT),
        sa.Column("score", AMOUNT),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_claims_application_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("application_id", "key", name="uq_claims_application_id"),
    )
    op.create_index("ix_claims_application_id", "claims", ["application_id"])
    op.create_index("ix_claims_provision", "claims", ["provision"])
    op.create_table(
        "changes",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("application_id", sa.String(ID), nullable=False),
        sa.Column("claim", sa.String(TEXT)),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("what", sa.String(WORD), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_changes_application_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_application_id", "changes", ["application_id"])
    op.create_table(
        "scenarios",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("name", sa.String(NAME), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.Column("changed", sa.String(MOMENT), nullable=False),
        sa.Column("published", sa.String(MOMENT)),
        sa.Column("shown", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
        sa.UniqueConstraint("policy", "name", name="uq_scenarios_policy"),
    )
    op.create_index("ix_scenarios_policy", "scenarios", ["policy"])
    op.create_table(
        "officials",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("name", sa.String(NAME), nullable=False),
        sa.Column("password", sa.String(TEXT)),
        sa.Column("email", sa.String(TEXT)),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.Column("removed", sa.String(MOMENT)),
        sa.PrimaryKeyConstraint("id", name="pk_officials"),
        sa.UniqueConstraint("name", name="uq_officials_name"),
        sa.UniqueConstraint("email", name="uq_officials_email"),
    )
    op.create_table(
        "sign_in_links",
        sa.Column("token", sa.String(HASH), nullable=False),
        sa.Column("official", sa.String(NAME)),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.Column("expires", sa.String(MOMENT), nullable=False),
        sa.Column("used", sa.String(MOMENT)),
        sa.PrimaryKeyConstraint("token", name="pk_sign_in_links"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token", sa.String(HASH), nullable=False),
        sa.Column("official_id", sa.String(ID), nullable=False),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.Column("seen", sa.String(MOMENT), nullable=False),
        sa.Column("ended", sa.String(MOMENT)),
        sa.ForeignKeyConstraint(["official_id"], ["officials.id"], name="fk_sign_ins_official_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_official_id", "sign_ins", ["official_id"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("of", sa.String(HASH), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_of", "attempts", ["of"])
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("what", sa.String(WORD), nullable=False),
        sa.Column("subject", sa.String(NAME), nullable=False),
        sa.Column("before", sa.String(HASH)),
        sa.Column("after", sa.String(HASH)),
        sa.Column("previous", sa.String(HASH), nullable=False),
        sa.Column("hash", sa.String(HASH), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_journal"),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(HASH), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_head"),
    )
