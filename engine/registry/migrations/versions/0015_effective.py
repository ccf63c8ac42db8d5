"""What applications state of matters is without what the readings make nothing of."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """What applications state is noted anew by the program."""
    op.execute("DELETE FROM statements")
