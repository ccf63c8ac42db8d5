"""What officials say to points on which applications contradict one another, and how much is submitted from where."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import HASH, ID, LONG, MOMENT, NAME, NUMBER, WORD, always, maybe

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables and the column."""
    op.create_table(
        "points",
        *always(id=ID, policy=NAME, year=NUMBER, kind=WORD, key=HASH),
        *maybe(told=LONG, chosen=ID, settled=LONG),
        *always(reason=LONG, who=NAME),
        *maybe(decided=MOMENT),
        *always(salt=ID, version=NUMBER),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "year", "kind", "key"),
    )
    op.create_table("arrivals", *always(id=ID, of=HASH, at=MOMENT), sa.PrimaryKeyConstraint("id"))
    op.create_index("ix_arrivals_at", "arrivals", ["at"])
    op.create_index("arrivals_by_address", "arrivals", ["of", "at"])
    op.add_column("applications", sa.Column("dismissed", MOMENT))
