"""Decisions beyond the law, and who answers for them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NAME = 120
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("claims", sa.Column("beyond", AMOUNT))
    op.add_column("claims", sa.Column("second", sa.String(NAME)))
    op.add_column("changes", sa.Column("second", sa.String(NAME)))
