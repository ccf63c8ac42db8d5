"""Companies that an official has confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID, WORD, NAME, TEXT, MOMENT = 32, 32, 120, 300, 27


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "confirmations",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("applicant", sa.String(TEXT), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("salt", sa.String(ID), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
        sa.UniqueConstraint("policy", "applicant", name="uq_confirmations_policy"),
    )
