"""The tables as they are made, step by step, on either database."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine.registry.database import Database
from engine.registry.tables import Base


def differences(database: Database) -> list[object]:
    with database.writers.begin() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def test_the_migrations_make_the_tables_that_the_program_knows(registry: Database) -> None:
    assert differences(registry) == []


def test_a_database_that_is_up_to_date_is_left_as_it_is(registry: Database) -> None:
    registry.upgrade()
    registry.check()
    assert differences(registry) == []
