"""What an import corrects and decides, and the undoing of one."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import AMOUNT, LONG, MOMENT, NAME, NUMBER

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns. What applications state is noted anew by the program: there is one kind of statement more."""
    op.execute("DELETE FROM statements")
    op.add_column("claims", sa.Column("lapsed", AMOUNT))
    op.add_column("changes", sa.Column("file", LONG))
    for name in ("changed", "decided"):
        op.add_column("imports", sa.Column(name, NUMBER))
    op.add_column("imports", sa.Column("undone", MOMENT))
    op.add_column("imports", sa.Column("undone_by", NAME))
    op.add_column("imports", sa.Column("reason", LONG))
