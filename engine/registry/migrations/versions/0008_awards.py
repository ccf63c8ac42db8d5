"""Awards of earlier years, from lists that officials bring in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID, HASH, NAME, TEXT, DAY, MOMENT = 32, 64, 120, 300, len("2025-06-15"), 27
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "awards",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("key", sa.String(HASH), nullable=False),
        sa.Column("applicant", sa.String(TEXT), nullable=False),
        sa.Column("name", sa.String(TEXT), nullable=False),
        sa.Column("provision", sa.String(NAME), nullable=False),
        sa.Column("matter", sa.String(TEXT), nullable=False),
        sa.Column("project", sa.String(TEXT), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("paid", AMOUNT),
        sa.Column("file", sa.String(ID), nullable=False),
        sa.Column("keep_until", sa.String(DAY), nullable=False),
        sa.Column("created", sa.String(MOMENT), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["imports.id"], name="fk_awards_file", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_awards"),
    )
    op.create_index("awards_by_key", "awards", ["policy", "key"])
    op.create_index("ix_awards_file", "awards", ["file"])
    op.add_column("imports", sa.Column("awards", sa.Integer()))
