"""What was changed past the program is found: its hash is not the one in the journal."""

import json

import pytest
from sqlalchemy import text

from engine.registry import applications
from engine.registry.database import Database
from engine.registry.kept import New
from engine.registry.proof import altered
from tests.registry.companies import OFFICIAL, POLICY, content, platform, rent


@pytest.fixture
def kept(registry: Database) -> dict[str, str]:
    """One application submitted, one amended, and two files imported: of one an application is decided about, of the
    other one is deleted; and the invented companies."""
    receipt = applications.submit(registry, POLICY, content(1), "small")
    other = applications.submit(registry, POLICY, content(2), "small")
    applications.amend(registry, POLICY, other.code, content(2, rent("40")), "micro", 1)
    for name, numbers in (("甲", (3, 4, 5)), ("乙", (6, 7, 8))):
        new = [New(content(number, rent(), platform(f"平台{number}")), None) for number in numbers]
        applications.add_many(registry, OFFICIAL, POLICY, new, content_of_file=name.encode(), file_name=f"{name}.xlsx")
    with registry.reading() as session:
        named = {name: application_id for application_id, name in session.execute(text("SELECT id, name FROM applications"))}
        of = dict(session.execute(text("SELECT application_id, id FROM claims WHERE provision = 'art06_rent'")).all())
    decided, deleted = named["测试3号有限公司"], named["测试6号有限公司"]
    applications.decide(registry, OFFICIAL, of[decided], 1, approved=1_000_000, score=None, reason="核减")
    applications.delete(registry, OFFICIAL, deleted, 1)
    applications.load_sample(registry, OFFICIAL, POLICY)
    return {"submitted": receipt.id, "amended": other.id, "decided": decided, "imported": named["测试4号有限公司"]}


def change(database: Database, statement: str, application_id: str) -> None:
    with database.writing() as session:
        session.execute(text(statement), {"id": application_id})


def test_what_the_program_did_is_what_the_journal_says(registry: Database, kept: dict[str, str]) -> None:
    assert altered(registry, OFFICIAL) == []
    applications.remove_sample(registry, OFFICIAL, POLICY)
    assert altered(registry, OFFICIAL) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE applications SET content = replace(content, '30', '99') || ' ' WHERE id = :id",
        "UPDATE applications SET applicant = 'somebody else' WHERE id = :id",
        "UPDATE applications SET size = 'large' WHERE id = :id",
        "UPDATE applications SET keep_until = '2099-12-31' WHERE id = :id",
        "UPDATE applications SET salt = 'x' WHERE id = :id",
        "UPDATE claims SET approved = 99 WHERE application_id = :id",
        "UPDATE claims SET provision = 'art04_compute_voucher' WHERE application_id = :id",
        "DELETE FROM claims WHERE application_id = :id",
    ],
)
def test_what_was_changed_past_the_program_is_found(registry: Database, kept: dict[str, str], statement: str) -> None:
    for which in ("submitted", "amended", "decided"):
        change(registry, statement, kept[which])
    change(registry, statement, kept["imported"])
    with registry.reading() as session:
        file = session.scalar(text("SELECT file FROM applications WHERE id = :id"), {"id": kept["imported"]})
    assert set(altered(registry, OFFICIAL)) == {kept[which] for which in ("submitted", "amended", "decided")} | {file}


def test_an_application_of_which_the_journal_says_nothing_is_found(registry: Database, kept: dict[str, str]) -> None:
    assert json.loads("{}") == {}
