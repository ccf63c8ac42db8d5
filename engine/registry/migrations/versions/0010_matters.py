"""Matters beside applicants and projects; of a side of a project several applications can be chosen."""

from alembic import op

from engine.registry.migrations.columns import ID, LONG

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Widen the column. What applications state is noted anew by the program: there are more kinds of statements, and
    projects have other keys (`rekeyed`)."""
    with op.batch_alter_table("points") as table:
        table.alter_column("chosen", existing_type=ID, type_=LONG, existing_nullable=True)
    op.execute("DELETE FROM statements")
