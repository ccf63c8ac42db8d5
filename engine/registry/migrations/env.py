"""Where Alembic enters: it migrates in the transaction of the connection that `engine.registry.upgrade` hands it."""

from alembic import context

from engine.registry.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
