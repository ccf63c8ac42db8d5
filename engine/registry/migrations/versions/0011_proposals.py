"""Decisions beyond the law wait until another official agrees."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

NAME = 120
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("claims", sa.Column("proposed", AMOUNT))
    op.add_column("claims", sa.Column("proposer", sa.String(NAME)))
    op.add_column("claims", sa.Column("proposal", sa.Text()))
