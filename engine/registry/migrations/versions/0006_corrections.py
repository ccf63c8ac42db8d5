"""What an import corrects and decides, and the undoing of one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NAME, MOMENT = 120, 27
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns. What applications state is noted anew by the program: there is one kind of statement more."""
    op.execute("DELETE FROM statements")
    op.add_column("claims", sa.Column("lapsed", AMOUNT))
    op.add_column("changes", sa.Column("file", sa.Text()))
    for name in ("changed", "decided"):
        op.add_column("imports", sa.Column(name, sa.Integer()))
    op.add_column("imports", sa.Column("undone", sa.String(MOMENT)))
    op.add_column("imports", sa.Column("undone_by", sa.String(NAME)))
    op.add_column("imports", sa.Column("reason", sa.Text()))
