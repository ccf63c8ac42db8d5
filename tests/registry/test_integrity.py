"""What was changed past the program is found, whatever it was: a row is not what its seal says, or the seals are not
what the journal says."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.registry import (
    decisions,
    heads,
    imports,
    integrity,
    journal,
    officials,
    sample_applications,
    scenarios,
    seals,
    submissions,
)
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.seals import BY_THEMSELVES, UNSEALED, Finding
from engine.registry.stored import New
from engine.registry.tables import Base, Head
from engine.scenario import Scenario
from tests.registry.companies import OFFICIAL, POLICY, add_many, content, platform, rent, verdict_of
from tests.registry.filling import application, fill

PASSWORD = "杜鹃花 kettle 07 琴弦"


@pytest.fixture
def kept(registry: Database) -> dict[str, str]:
    """A registry at work: applications submitted, amended and imported, one decided about, one deleted, an account with
    a session, and a scenario that is published."""
    receipt = submissions.submit(registry, POLICY, content(1), "small")
    other = submissions.submit(registry, POLICY, content(2), "small")
    submissions.amend(registry, POLICY, other.code, content(2, rent("40")), "micro", 1)
    for name, numbers in (("甲", (3, 4, 5)), ("乙", (6, 7, 8))):
        new = [New(content(number, rent(), platform(f"平台{number}")), None) for number in numbers]
        add_many(registry, OFFICIAL, POLICY, new, content_of_file=name.encode(), file_name=f"{name}.xlsx")
    with registry.reading() as session:
        named = {row.name: row.id for row in session.execute(text("SELECT id, name FROM applications"))}
        rents = text("SELECT application_id, id FROM claims WHERE provision = 'art06_rent'")
        of = {row.application_id: row.id for row in session.execute(rents)}
    decided, deleted = named["测试3号有限公司"], named["测试6号有限公司"]
    decisions.decide(registry, OFFICIAL, POLICY, of[decided], 1, approved=1_000_000, score=None, reason="核减")
    decisions.delete(registry, OFFICIAL, deleted, 1)
    officials.redeem(registry, officials.add(registry, Terminal(), "李"), "", PASSWORD)
    saved = scenarios.save(registry, OFFICIAL, POLICY, Scenario("方案", 2025, None))
    scenarios.publish(registry, OFFICIAL, POLICY, saved.id, saved.version, {"paid": "1"})
    return {"submitted": receipt.id, "code": receipt.code, "decided": decided, "imported": named["测试4号有限公司"]}


def findings(registry: Database) -> list[Finding]:
    return integrity.prove(registry, OFFICIAL).findings


def change(database: Database, statement: str, **values: Any) -> None:
    with database.writing() as session:
        session.execute(text(statement), values)


def found_after(registry: Database, statement: str, **values: Any) -> list[tuple[str, str]]:
    """What is found after a change past the program, of which nothing is left."""
    found: list[Finding] = []
    with suppress(InterruptedError), registry.writing() as session:
        session.execute(text(statement), values)
        found = integrity.findings(session)
        raise InterruptedError
    return [(one.table, one.how) for one in found]


def test_what_the_program_did_is_what_was_sealed(registry: Database, kept: dict[str, str]) -> None:
    assert integrity.prove(registry, OFFICIAL).is_whole
    submissions.withdraw(registry, kept["code"])
    decisions.delete(registry, OFFICIAL, kept["decided"], 2)
    for file in imports.imported_files(registry, OFFICIAL, POLICY):
        imports.remove_file(registry, OFFICIAL, file.id, "撤销")
    officials.link(registry, Terminal(), "李")
    officials.sign_out(registry, officials.sign_in(registry, "李", PASSWORD, "10.0.0.1"))
    officials.remove(registry, Terminal(), "李", last=True)
    scenarios.withdraw_publication(registry, OFFICIAL, POLICY)
    assert integrity.prove(registry, OFFICIAL).is_whole
    with registry.reading() as session:
        assert session.execute(text("SELECT COUNT(*) FROM seals WHERE of = 'claims'")).scalar() == 1
        assert session.execute(text("SELECT COUNT(*) FROM seals WHERE of = 'changes'")).scalar() == 0


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_invented_companies_are_sealed_like_any(registry: Database) -> None:
    sample_applications.load_sample(registry, OFFICIAL, POLICY)
    assert findings(registry) == []
    change(registry, "UPDATE applications SET content = '{}' WHERE id = (SELECT MIN(id) FROM applications)")
    assert ("applications", "changed") in {(one.table, one.how) for one in findings(registry)}
    sample_applications.remove_sample(registry, OFFICIAL, POLICY)
    assert findings(registry) == []


A_HASH = "$argon2id$v=19$m=19456,t=2,p=1$x"
PAST_THE_PROGRAM = {
    "an application deleted": ("DELETE FROM applications WHERE id = :submitted", "applications", "missing"),
    "one of a file deleted": ("DELETE FROM applications WHERE id = :imported", "applications", "missing"),
    "content": ("UPDATE applications SET content = '{}' WHERE id = :imported", "applications", "changed"),
    "a receipt": ("UPDATE applications SET receipt = 'x' WHERE id = :submitted", "applications", "changed"),
    "the day of deletion": (
        "UPDATE applications SET keep_until = '2099-12-31' WHERE id = :submitted",
        "applications",
        "changed",
    ),
    "an amount": ("UPDATE claims SET approved = 99 WHERE application_id = :decided", "claims", "changed"),
    "a claim deleted": ("DELETE FROM claims WHERE application_id = :submitted", "claims", "missing"),
    "a reason": ("UPDATE changes SET reason = 'x'", "changes", "changed"),
    "a reason deleted": ("DELETE FROM changes", "changes", "missing"),
    "a password": (f"UPDATE officials SET password = '{A_HASH}'", "officials", "changed"),
    "an account": (
        f"INSERT INTO officials (id, name, password, created) SELECT 'x', '王', '{A_HASH}', created FROM officials",
        "officials",
        "added",
    ),
    "a session": (
        "INSERT INTO sign_ins (token, official_id, created, seen) SELECT 'x', id, created, created FROM officials",
        "sign_ins",
        "added",
    ),
    "a link": (
        "INSERT INTO sign_in_links (token, created, expires) VALUES ('x', '2026', '2099-01-01T00:00:00.000000Z')",
        "sign_in_links",
        "added",
    ),
    "a session that ended lives": (
        "UPDATE sign_ins SET created = '2099-01-01T00:00:00.000000Z'",
        "sign_ins",
        "changed",
    ),
    "published figures": ("UPDATE scenarios SET shown = '{}'", "scenarios", "changed"),
    "what is noted of what an application states": ("DELETE FROM statements", "statements", "changed"),
    "a file": ("UPDATE imports SET sha256 = 'x' WHERE name = '甲.xlsx'", "imports", "changed"),
}


@pytest.mark.on_one_database
@pytest.mark.parametrize("what", PAST_THE_PROGRAM)
def test_what_was_changed_past_the_program_is_found(registry: Database, kept: dict[str, str], what: str) -> None:
    statement, table, how = PAST_THE_PROGRAM[what]
    values = {name: value for name, value in kept.items() if f":{name}" in statement}
    assert (table, how) in found_after(registry, statement, **values)
    assert findings(registry) == []


@pytest.mark.on_one_database
def test_every_table_and_column_is_sealed_or_named_as_not(registry: Database) -> None:
    """A new table is sealed by itself; here it is only put into what `fill` fills."""
    fill(registry)
    assert findings(registry) == []
    for table in Base.metadata.sorted_tables:
        if table.name in BY_THEMSELVES:
            continue
        with registry.reading() as session:
            assert session.execute(table.select()).first() is not None, f"fill() puts nothing into {table.name}"
        key = " AND ".join(f'"{c.name}" = (SELECT MIN("{c.name}") FROM "{table.name}")' for c in table.primary_key)
        for column in table.columns:
            if column.primary_key or column.foreign_keys or column.name in UNSEALED.get(table.name, ()):
                continue
            other = "7" if column.type.python_type is int else "'2031-01-01'"
            found = found_after(registry, f'UPDATE "{table.name}" SET "{column.name}" = {other} WHERE {key}')
            assert found, f"{table.name}.{column.name}"
            assert {which for which, _ in found} == {table.name}
        assert (table.name, "missing") in found_after(registry, f'DELETE FROM "{table.name}"')
    assert BY_THEMSELVES.keys() <= Base.metadata.tables.keys()


def test_a_seal_made_anew_is_found_by_the_journal(registry: Database, kept: dict[str, str]) -> None:
    def made_anew(session: Session, *, sums: bool) -> list[Finding]:
        session.execute(text("UPDATE officials SET password = 'x'"))
        new = seals.renew(session)
        if sums:
            head = session.get_one(Head, 1)
            head.sums = seals.written(new)
            session.flush()
        return seals.findings(session)

    for sums, where in ((False, Finding("officials", "", "seals")), (True, Finding("journal_head", "1", "changed"))):
        with suppress(InterruptedError), registry.writing() as session:
            assert made_anew(session, sums=sums) == [where]
            raise InterruptedError
    assert findings(registry) == []


def test_the_program_makes_nothing_right_that_was_done_past_it(registry: Database, kept: dict[str, str]) -> None:
    change(registry, "UPDATE applications SET size = 'large' WHERE id = :id", id=kept["submitted"])
    stored = decisions.opened(registry, OFFICIAL, kept["submitted"])
    submissions.amend(registry, POLICY, kept["code"], content(1, rent("41")), "small", stored.version)
    assert findings(registry) == [Finding("applications", kept["submitted"], "changed")]
    submissions.withdraw(registry, kept["code"])
    assert findings(registry) == []


def test_rows_that_nobody_journals_leave_a_line_all_the_same(registry: Database) -> None:
    with registry.writing() as session:
        session.add(application())
    assert [(line.who, line.what, line.subject) for line in journal.entries(registry, OFFICIAL)] == [
        ("system", "changed", "applications, claims")
    ]
    assert integrity.prove(registry, OFFICIAL).is_whole


@pytest.mark.on_one_database
def test_nothing_that_stands_in_the_database_makes_looking_at_it_fail(registry: Database, kept: dict[str, str]) -> None:
    damages = [
        "UPDATE seals SET hash = 'zz'",
        "DELETE FROM seals",
        "UPDATE journal_head SET sums = '[['",
        "UPDATE journal_head SET sums = '[1, 2]'",
        "UPDATE journal_head SET sums = NULL",
        "DELETE FROM journal_head",
        "UPDATE applications SET content = ''",
        "UPDATE scenarios SET shown = '{', published = 'yesterday'",
        "UPDATE sign_ins SET created = 'x'",
    ]
    if registry.is_sqlite:
        damages += [
            "UPDATE claims SET approved = 'much'",
            "UPDATE claims SET approved = 1e300",
            "UPDATE applications SET content = x'00ff'",
            "UPDATE applications SET name = cast(x'00ff' AS TEXT) WHERE 0",
            "UPDATE journal SET at = 7, who = x'ff'",
        ]
    for statement in damages:
        with suppress(InterruptedError), registry.writing() as session:
            session.execute(text(statement))
            found = integrity.Proof(journal.verdict(session), integrity.findings(session))
            assert found.is_whole == ("WHERE 0" in statement), statement
            raise InterruptedError


@pytest.mark.on_one_database
def test_a_journal_that_is_cut_at_its_end_with_its_head_is_found_by_the_line_noted_beside_it(
    registry: Database, kept: dict[str, str]
) -> None:
    whole = integrity.prove(registry, OFFICIAL)
    assert heads.noted(registry) == (whole.journal.lines, whole.journal.hash)
    last = whole.journal.lines - 1
    change(registry, "DELETE FROM journal WHERE number > :last", last=last)
    change(
        registry,
        "UPDATE journal_head SET number = :last, hash = (SELECT hash FROM journal WHERE number = :last)",
        last=last,
    )
    assert verdict_of(registry, OFFICIAL).broken is None
    found = integrity.prove(registry, OFFICIAL)
    assert found.journal.broken == whole.journal.lines
    heads.note(registry)
    assert heads.noted(registry) == (whole.journal.lines, whole.journal.hash)
    # Another journal that goes on from there does not take the place of what was noted.
    officials.link(registry, Terminal(), "李")
    heads.note(registry)
    assert integrity.prove(registry, OFFICIAL).journal.broken == whole.journal.lines


def test_a_note_that_is_none_or_cannot_be_written_keeps_nobody_from_anything(
    registry: Database, kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heads.place(registry).write_bytes(b"\xff\xfe nothing")
    assert heads.noted(registry) is None
    assert integrity.prove(registry, OFFICIAL).is_whole
    monkeypatch.setenv(heads.SETTING, "/proc/nowhere/head")
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_nobody_is_told_without_signing_in(registry: Database) -> None:
    for credential in (None, "", "no token of ours"):
        with pytest.raises(NotAllowed):
            integrity.prove(registry, credential)
        with pytest.raises(NotAllowed):
            integrity.accept(registry, credential)
