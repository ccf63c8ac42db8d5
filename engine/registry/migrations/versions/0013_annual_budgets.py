"""The budget of each year, which officials state with its source."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID, NAME, DAY, MOMENT = 32, 120, len("2025-06-15"), 27
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "annual_budgets",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount", AMOUNT),
        sa.Column("source", sa.String(NAME)),
        sa.Column("day", sa.String(DAY)),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_annual_budgets"),
        sa.UniqueConstraint("policy", "year", "version", name="uq_annual_budgets_policy"),
    )
