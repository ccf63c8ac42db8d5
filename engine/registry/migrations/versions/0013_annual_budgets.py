"""The budget of each year, which officials state with its source."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import AMOUNT, DAY, ID, LONG, MOMENT, NAME, NUMBER, always, maybe

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "annual_budgets",
        *always(id=ID, policy=NAME, year=NUMBER, version=NUMBER),
        *maybe(amount=AMOUNT, source=NAME, day=DAY),
        *always(who=NAME, at=MOMENT),
        *maybe(reason=LONG),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "year", "version"),
    )
