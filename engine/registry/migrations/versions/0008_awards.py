"""Awards of earlier years, from lists that officials bring in."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import AMOUNT, DAY, HASH, ID, MOMENT, NAME, NUMBER, TEXT, always, maybe

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "awards",
        *always(id=ID, policy=NAME, key=HASH, applicant=TEXT, name=TEXT, provision=NAME, matter=TEXT, project=TEXT),
        *always(year=NUMBER, amount=AMOUNT),
        *maybe(paid=AMOUNT),
        *always(file=ID, keep_until=DAY, created=MOMENT),
        sa.ForeignKeyConstraint(["file"], ["imports.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("awards_by_key", "awards", ["policy", "key"])
    op.create_index("ix_awards_file", "awards", ["file"])
    op.add_column("imports", sa.Column("awards", NUMBER))
