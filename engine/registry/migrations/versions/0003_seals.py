"""Every row has a seal, and the journal's lines the hash of all of them; attempts by name and address together; what
strangers do often is counted."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import HASH, HOUR, ID, KEY, LONG, MOMENT, NAME, NUMBER, WORD, always

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and columns. Attempts are forgotten: they count for a quarter of an hour."""
    op.create_table("seals", *always(of=WORD, key=KEY, hash=HASH), sa.PrimaryKeyConstraint("of", "key"))
    op.create_table(
        "tallies",
        *always(what=WORD, subject=NAME, hour=HOUR, count=NUMBER),
        sa.PrimaryKeyConstraint("what", "subject", "hour"),
    )
    op.drop_table("attempts")
    op.create_table(
        "attempts", *always(id=ID, name=HASH, address=HASH, at=MOMENT, failed=NUMBER), sa.PrimaryKeyConstraint("id")
    )
    op.create_index("ix_attempts_name", "attempts", ["name"])
    op.create_index("ix_attempts_address", "attempts", ["address"])
    op.add_column("journal", sa.Column("count", NUMBER))
    op.add_column("journal", sa.Column("state", HASH))
    op.add_column("journal_head", sa.Column("sums", LONG))
