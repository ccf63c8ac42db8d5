"""What applications state that must agree, in a table of its own; the program fills it (`statements.fill`)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID, HASH, WORD, NAME = 32, 64, 32, 120


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "statements",
        sa.Column("id", sa.String(ID), nullable=False),
        sa.Column("application_id", sa.String(ID), nullable=False),
        sa.Column("policy", sa.String(NAME), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(WORD), nullable=False),
        sa.Column("key", sa.String(HASH), nullable=False),
        sa.Column("fact", sa.String(NAME), nullable=False),
        sa.Column("value", sa.String(HASH), nullable=False),
        sa.Column("claim", sa.String(ID)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_statements_application_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
    )
    op.create_index("ix_statements_application_id", "statements", ["application_id"])
    op.create_index("statements_by_key", "statements", ["policy", "year", "kind", "key", "fact", "value"])
