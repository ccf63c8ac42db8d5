"""What applications state that must agree, in a table of its own; the program fills it (`statements.fill`)."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import HASH, ID, NAME, NUMBER, WORD, always, maybe

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "statements",
        *always(id=ID, application_id=ID, policy=NAME, year=NUMBER, kind=WORD, key=HASH, fact=NAME, value=HASH),
        *maybe(claim=ID),
        sa.ForeignKeyConstraint(["application_id"], ["applications.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_statements_application_id", "statements", ["application_id"])
    op.create_index("statements_by_key", "statements", ["policy", "year", "kind", "key", "fact", "value"])
