"""What officials say to points on which applications contradict one another, and how much is submitted from where."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID, HASH, WORD, NAME, MOMENT = 32, 64, 32, 120, 27


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "points",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(WORD), nullable=False),
        sa.Column("key", sa.String(HASH), nullable=False),
        sa.Column("told", sa.Text()),
        sa.Column("chosen", sa.String(ID)),
        sa.Column("settled", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("decided", sa.String(MOMENT)),
        sa.Column("salt", sa.String(ID), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_points"),
        sa.UniqueConstraint("policy", "year", "kind", "key", name="uq_points_policy"),
    )
    op.create_table(
        "arrivals",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("of", sa.String(HASH), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_at", "arrivals", ["at"])
    op.create_index("arrivals_by_address", "arrivals", ["of", "at"])
    op.add_column("applications", sa.Column("dismissed", sa.String(MOMENT)))
