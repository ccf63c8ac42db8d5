"""Decisions beyond the law wait until another official agrees."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import AMOUNT, LONG, NAME

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("claims", sa.Column("proposed", AMOUNT))
    op.add_column("claims", sa.Column("proposer", NAME))
    op.add_column("claims", sa.Column("proposal", LONG))
