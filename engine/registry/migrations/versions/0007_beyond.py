"""Decisions beyond the law, and who answers for them."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import AMOUNT, NAME

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("claims", sa.Column("beyond", AMOUNT))
    op.add_column("claims", sa.Column("second", NAME))
    op.add_column("changes", sa.Column("second", NAME))
