"""Every saved version of a scenario."""

import sqlalchemy as sa
from alembic import op

from engine.registry.migrations.columns import ID, LONG, MOMENT, NAME, NUMBER, always, maybe

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table. What was saved before becomes a version when it is saved again."""
    op.create_table(
        "scenario_versions",
        *always(scenario=ID, number=NUMBER, content=LONG, who=NAME, at=MOMENT),
        *maybe(policy=LONG),
        sa.PrimaryKeyConstraint("scenario", "number"),
        sa.ForeignKeyConstraint(["scenario"], ["scenarios.id"], ondelete="CASCADE"),
    )
