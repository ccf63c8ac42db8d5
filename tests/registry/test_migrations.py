"""The tables as they are made, step by step, on either database."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from engine.assessment.assess import assess
from engine.registry import contents, heads, integrity, journal, seals, upgrade
from engine.registry.access import Terminal, Who
from engine.registry.database import Database, Unavailable
from engine.registry.seals import Finding
from engine.registry.tables import NEWEST, Application, Base, Statement
from tests.registry.companies import POLICY, content, side
from tests.registry.processes import Processes

OF_0006 = f"""INSERT INTO applications
(id, policy, year, day, applicant, name, content, source, salt, keep_until, created, changed, version)
VALUES (:id, '{POLICY.id}', 2025, '2025-06-15', :id, :id, :content, 'company', :id, '2031-01-01',
'2025-06-15T00:00:00.000000Z', '2025-06-15T00:00:00.000000Z', 1)"""


@pytest.fixture
def fresh(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database that nobody has set up, of each kind."""
    monkeypatch.setenv(heads.SETTING, str(tmp_path / "head"))
    database = Database(missing)
    yield database
    database.close()


def differences(database: Database) -> list[object]:
    with database.writers.begin() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def tables(database: Database) -> list[str]:
    with database.writers.begin() as connection:
        return inspect(connection).get_table_names()


def unavailable(database: Database) -> str:
    with pytest.raises(Unavailable) as fault:
        database.upgrade()
    return fault.value.key


def test_the_migrations_make_the_tables_that_the_program_knows(fresh: Database) -> None:
    fresh.upgrade()
    assert differences(fresh) == []


def test_a_table_or_column_without_a_migration_would_be_found(fresh: Database) -> None:
    fresh.upgrade()
    with fresh.writing() as session:
        session.execute(text("DROP TABLE attempts"))
        session.execute(text("ALTER TABLE officials ADD COLUMN telephone VARCHAR(32)"))
    assert len(differences(fresh)) >= 2


def test_the_newest_migration_is_the_one_that_the_program_names() -> None:
    assert upgrade.revisions()[0] == NEWEST
    # Newer is told from older by comparing them.
    assert upgrade.revisions() == sorted(upgrade.revisions(), reverse=True)
    assert {len(revision) for revision in upgrade.revisions()} == {len(NEWEST)}


def test_bringing_it_up_to_date_seals_what_was_as_sealed_and_nothing_else(fresh: Database) -> None:
    fresh.upgrade("0003")  # the first with seals
    insert = "INSERT INTO officials (id, name, created) VALUES (:name, :name, '2026-01-01T00:00:00.000000Z')"
    with fresh.writing() as session:
        seals.leave(session)
        for name in ("whole", "altered"):
            session.execute(text(insert), {"name": name})
        sums = seals.renew(session, columns=upgrade.columns_there(session.connection()))
        journal.append(session, Who("安"), "official_added", "")
        seals.state(session, sums, "")
    with fresh.writing() as session:
        session.execute(text("UPDATE officials SET password = 'x' WHERE id = 'altered'"))
        session.execute(text(insert), {"name": "put in"})
    fresh.upgrade()
    found = integrity.prove(fresh, Terminal())
    assert found.journal.broken is None
    assert found.findings == [Finding("officials", "altered", "changed"), Finding("officials", "put in", "added")]
    assert [line.what for line in journal.entries(fresh, Terminal())] == ["upgraded", "official_added"]


def test_a_database_that_is_missing_is_not_ready_until_it_is_set_up(fresh: Database) -> None:
    with pytest.raises(Unavailable):
        fresh.check()
    for _ in range(2):
        fresh.upgrade()
        fresh.check()


def test_a_file_and_its_folder_are_made_for_nobody_but_their_owner(fresh: Database) -> None:
    fresh.upgrade()
    if fresh.is_sqlite:
        assert stat.S_IMODE(fresh.file.stat().st_mode) == 0o600
        assert stat.S_IMODE(fresh.file.parent.stat().st_mode) == 0o700


def test_an_empty_file_is_set_up(fresh: Database) -> None:
    if fresh.is_sqlite:
        fresh.file.parent.mkdir()
        fresh.file.touch()
    fresh.upgrade()
    fresh.check()


def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(registry: Database) -> None:
    with registry.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    assert unavailable(registry) == "registry.newer"
    with pytest.raises(Unavailable) as fault:
        registry.check()
    assert fault.value.key == "registry.newer"
    with registry.writing() as session:
        session.execute(text(f"UPDATE alembic_version SET version_num = '{NEWEST}'"))
    registry.check()


def test_tables_of_the_same_name_that_are_not_ours_are_left_alone(fresh: Database) -> None:
    if fresh.is_sqlite:
        fresh.file.parent.mkdir()
    with fresh.writing() as session:
        session.execute(text("CREATE TABLE claims (whose TEXT)"))
    assert unavailable(fresh) == "registry.foreign"
    assert tables(fresh) == ["claims"]


@pytest.mark.long
def test_a_migration_that_is_killed_at_any_statement_starts_again(fresh: Database, processes: Processes) -> None:
    address = fresh.url.render_as_string(hide_password=False)
    if fresh.is_sqlite:
        fresh.file.parent.mkdir()
    said: list[str] = []
    statement = 1
    while "done" not in said:
        processes.start(do="upgrade", address=address, die_at=statement)
        said = processes.until_ended(1)
        assert said == ["started", "ended"] or "done" in said
        assert differences(fresh) == [] if "done" in said else tables(fresh) == []
        statement += 3
    assert statement > len(Base.metadata.tables)


def test_programs_that_start_at_once_set_it_up_one_after_the_other(fresh: Database, processes: Processes) -> None:
    for _ in range(3):
        processes.start(do="upgrade", address=fresh.url.render_as_string(hide_password=False))
    assert sorted(processes.until_ended(3)) == ["done"] * 3 + ["ended"] * 3 + ["started"] * 3
    assert differences(fresh) == []


def test_what_was_stated_when_a_question_meant_something_else_is_to_be_confirmed(fresh: Database) -> None:
    fresh.upgrade("0006")  # the last before these questions changed
    both = {"fiscal_investment": "600", "other_gov_funding": "300"}
    former = content(
        1, side("solver", "场景一", **both), side("publisher", "场景二", key="a2", fiscal_investment="600")
    )
    former["applicant"]["waiver"] = True
    stored = {"a": former, "b": content(2, side("solver", "场景三", other_gov_funding="300")), "c": None}
    with fresh.writing() as session:
        seals.leave(session)
        for id, raw in stored.items():
            session.execute(text(OF_0006), {"id": id, "content": "{" if raw is None else contents.written(raw)})
        sums = seals.renew(session, columns=upgrade.columns_there(session.connection()))
        journal.append(session, Who("安"), "imported", "")
        seals.state(session, sums, "")
    fresh.upgrade()
    with fresh.reading() as session:
        kept = {row.id: row.content for row in session.scalars(select(Application).order_by(Application.id))}
        noted = session.execute(select(Statement.fact, Statement.value).where(Statement.application_id == "a")).all()
    assert kept["b"] == contents.written(stored["b"] or {})
    assert kept["c"] == "{"
    applicant, claims = (json.loads(kept["a"])[name] for name in ("applicant", "claims"))
    assert applicant == former["applicant"] | {"waiver": {"unconfirmed": True}}
    projects = [claim["facts"]["project"] for claim in claims]
    assert projects[0]["other_gov_funding"] == {"unconfirmed": "300"}
    assert "other_gov_funding" not in projects[1]
    assert {("other_gov_funding", "unconfirmed"), ("waiver", "unconfirmed")} <= {tuple(one) for one in noted}
    assert integrity.prove(fresh, Terminal()).is_whole
    claim = assess(POLICY, json.loads(kept["a"]))["claims"][0]
    assert (claim["status"], claim["confirmed"]) == ("needs_information", "0.00")
