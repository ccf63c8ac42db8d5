"""Companies that an official has confirmed."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import ID, MOMENT, NAME, TEXT, always

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "confirmations",
        *always(id=ID, policy=NAME, applicant=TEXT, who=NAME, at=MOMENT, salt=ID),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("policy", "applicant"),
    )
