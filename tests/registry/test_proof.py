"""What was changed past the program is found: its hash is not the one in the journal."""

from contextlib import suppress

import pytest
from sqlalchemy import text

from engine.registry import applications
from engine.registry.access import NotAllowed
from engine.registry.database import Database
from engine.registry.kept import New
from engine.registry.proof import altered, found
from tests.registry.companies import OFFICIAL, POLICY, content, platform, rent
from tests.registry.filling import application


@pytest.fixture
def kept(registry: Database) -> dict[str, str]:
    """One application submitted, one amended, and two files imported: of one an application is decided about, of the
    other one is deleted."""
    receipt = applications.submit(registry, POLICY, content(1), "small")
    other = applications.submit(registry, POLICY, content(2), "small")
    applications.amend(registry, POLICY, other.code, content(2, rent("40")), "micro", 1)
    for name, numbers in (("甲", (3, 4, 5)), ("乙", (6, 7, 8))):
        new = [New(content(number, rent(), platform(f"平台{number}")), None) for number in numbers]
        applications.add_many(registry, OFFICIAL, POLICY, new, content_of_file=name.encode(), file_name=f"{name}.xlsx")
    with registry.reading() as session:
        named = {row.name: row.id for row in session.execute(text("SELECT id, name FROM applications"))}
        rents = text("SELECT application_id, id FROM claims WHERE provision = 'art06_rent'")
        of = {row.application_id: row.id for row in session.execute(rents)}
        file = session.scalar(text("SELECT id FROM imports WHERE name = '甲.xlsx'"))
    decided, deleted = named["测试3号有限公司"], named["测试6号有限公司"]
    applications.decide(registry, OFFICIAL, of[decided], 1, approved=1_000_000, score=None, reason="核减")
    applications.delete(registry, OFFICIAL, deleted, 1)
    return {
        "submitted": receipt.id,
        "amended": other.id,
        "decided": decided,
        "imported": named["测试4号有限公司"],
        "file": file,
    }


def change(database: Database, statement: str, application_id: str) -> None:
    with database.writing() as session:
        session.execute(text(statement), {"id": application_id})


def test_what_the_program_did_is_what_the_journal_says(registry: Database, kept: dict[str, str]) -> None:
    assert altered(registry, OFFICIAL) == []
    for numbers in (["imported", "decided"], ["submitted"]):
        for which in numbers:
            applications.delete(registry, OFFICIAL, kept[which], 2 if which == "decided" else 1)
        assert altered(registry, OFFICIAL) == []


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_of_the_invented_companies_those_are_known_that_somebody_touched(registry: Database) -> None:
    applications.load_sample(registry, OFFICIAL, POLICY)
    assert altered(registry, OFFICIAL) == []
    with registry.reading() as session:
        one, claim = session.execute(text("SELECT application_id, id FROM claims")).first() or ("", "")
    applications.decide(registry, OFFICIAL, claim, 1, approved=1, score=None, reason="核减")
    assert altered(registry, OFFICIAL) == []
    change(registry, "UPDATE claims SET approved = 2 WHERE application_id = :id", one)
    assert altered(registry, OFFICIAL) == [one]


PAST_THE_PROGRAM = [
    "UPDATE applications SET content = replace(content, '30', '99') || ' ' WHERE id = :id",
    "UPDATE applications SET applicant = 'somebody else' WHERE id = :id",
    "UPDATE applications SET size = 'large' WHERE id = :id",
    "UPDATE applications SET keep_until = '2099-12-31' WHERE id = :id",
    "UPDATE applications SET salt = 'x' WHERE id = :id",
    "UPDATE claims SET approved = 99 WHERE application_id = :id",
    "UPDATE claims SET provision = 'art04_compute_voucher' WHERE application_id = :id",
    "DELETE FROM claims WHERE application_id = :id",
]


def test_what_was_changed_past_the_program_is_found(registry: Database, kept: dict[str, str]) -> None:
    # Of what was imported and never touched, the file is named: it has one hash for all of them.
    named = {**kept, "imported": kept["file"]}
    for statement in PAST_THE_PROGRAM:
        for which in ("submitted", "amended", "decided", "imported"):
            with suppress(InterruptedError), registry.writing() as session:
                session.execute(text(statement), {"id": kept[which]})
                # And the application is, where it states something else than is noted of it.
                assert found(session) in ([named[which]], [named[which], kept[which]]), (statement, which)
                raise InterruptedError
    assert altered(registry, OFFICIAL) == []


def test_an_application_of_which_the_journal_says_nothing_is_found(registry: Database) -> None:
    with registry.writing() as session:
        one = application()
        session.add(one)
        session.flush()
        put_in = one.id
    assert altered(registry, OFFICIAL) == [put_in]


def test_nobody_is_told_without_signing_in(registry: Database) -> None:
    for credential in (None, "", "no token of ours"):
        with pytest.raises(NotAllowed):
            altered(registry, credential)
