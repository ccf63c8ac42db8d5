"""Guidelines of a year, which officials put in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ID, NAME, MOMENT = 32, 120, 27


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "guidelines",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("toml", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("withdrawn", sa.String(MOMENT)),
        sa.Column("withdrawn_by", sa.String(NAME)),
        sa.Column("reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_guidelines"),
        sa.UniqueConstraint("policy", "year", "version", name="uq_guidelines_policy"),
    )
