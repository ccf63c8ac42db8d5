"""Every saved version of a scenario."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID, NAME, MOMENT = 32, 120, 27


def upgrade() -> None:
    """Make the table. What was saved before becomes a version when it is saved again."""
    op.create_table(
        "scenario_versions",
        sa.Column("scenario", sa.String(ID), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("who", sa.String(NAME), nullable=False),
        sa.Column("at", sa.String(MOMENT), nullable=False),
        sa.Column("policy", sa.Text()),
        sa.PrimaryKeyConstraint("scenario", "number", name="pk_scenario_versions"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_scenario_versions_scenario", ondelete="CASCADE"
        ),
    )
