"""Guidelines of a year, which officials put in."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import ID, LONG, MOMENT, NAME, NUMBER, always, maybe

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "guidelines",
        *always(id=ID, policy=NAME, year=NUMBER, version=NUMBER, toml=LONG, text=LONG, who=NAME, at=MOMENT),
        *maybe(withdrawn=MOMENT, withdrawn_by=NAME, reason=LONG),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "year", "version"),
    )
