"""Every row has a seal, and the journal's lines the hash of all of them; attempts by name and address together; what
strangers do often is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID, HASH, WORD, NAME, KEY, MOMENT, HOUR = 32, 64, 32, 120, 250, 27, len("2025-06-15T08")


def upgrade() -> None:
    """Make the tables and columns. Attempts are forgotten: they count for a quarter of an hour."""
    op.create_table(
        "seals",
        sa.Column("of", sa.String(WORD), nullable=False),
        sa.Column("key", sa.String(KEY), nullable=False),
        sa.Column("hash", sa.String(HASH), nullable=False),
        sa.PrimaryKeyConstraint("of", "key", name="pk_seals"),
    )
    op.create_table(
        "tallies",
        sa.Column("what", sa.String(WORD), nullable=False),
        sa.Column("subject", sa.String(NAME), nullable=False),
        sa.Column("hour", sa.String(HOUR), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "subject", "hour", name="pk_tallies"),
    )
    op.drop_table("attempts")
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("name", sa.String(HASH), nullable=False),
        sa.Column("address", sa.String(HASH), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_name", "attempts", ["name"])
    op.create_index("ix_attempts_address", "attempts", ["address"])
    op.add_column("journal", sa.Column("count", sa.Integer()))
    op.add_column("journal", sa.Column("state", sa.String(HASH)))
    op.add_column("journal_head", sa.Column("sums", sa.Text()))
