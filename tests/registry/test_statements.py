"""What applications state that must agree stands in a table of its own, whatever is done to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from engine.registry import contents, matters, statements, wording
from engine.registry import tables as t
from engine.registry.access import Terminal
from engine.registry.backup import backup
from engine.registry.database import Database
from engine.registry.decisions import correct, delete_claim, opened
from engine.registry.integrity import prove
from engine.registry.restore import restore
from engine.registry.seals import Finding
from engine.registry.stored import New
from engine.registry.submissions import amend, by_receipt, submit, withdraw
from engine.values.money import WAN, WHOLE
from tests.registry.companies import OFFICIAL, POLICY, add_many, code, content, platform, rent, side

BY_CODE, SCENE = statements.key_of(code(1)), statements.key_of("场景一")


def noted(registry: Database) -> set[tuple]:
    """Everything that is noted: of which application, which claim, about what, which fact, its value."""
    s, c = t.Statement, t.Claim
    with registry.reading() as session:
        query = select(s.application_id, c.key, s.kind, s.key, s.fact, s.value).outerjoin(c, c.id == s.claim)
        return {tuple(row) for row in session.execute(query)}


def of_project(registry: Database, name: str = "场景一") -> set[tuple]:
    return {row[1:2] + row[4:] for row in noted(registry) if row[3] == statements.key_of(name)}


@contextmanager
def asked(registry: Database) -> Iterator[list[tuple[str, Any]]]:
    """What the database is asked meanwhile."""
    said: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, *_rest) -> None:
        said.append((statement, parameters))

    engines = (registry._readers, registry.writers)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


def test_what_an_application_states_of_its_company_and_its_projects_is_noted_with_it(registry: Database) -> None:
    raw = content(1, rent(), side("publisher", total_investment="3000.00"))
    one = submit(registry, POLICY, raw, None).id
    facts = {"entity_type": "enterprise", "legal_person": "true", "operates_in_longhua": "true"}
    facts |= {"ai_robotics": "true", "disqualified": "false", "uscc": code(1).lower(), "": ""}
    figures = {"total_investment": str(3000 * WAN), "fiscal_investment": "0", "": ""}
    (own_rent,), (itself, own) = (one.keys for one in matters.named(POLICY, raw))
    of_side = {(itself, matters.WHO, BY_CODE), (itself, matters.SHARE, str(WHOLE)), (own, "challenge_mode", "true")}
    of_side |= {(own, "share", str(WHOLE))}
    assert {row for row in noted(registry) if row[2] not in (statements.BATCH, statements.COPY)} == {
        *((one, None, "applicant", BY_CODE, fact, value) for fact, value in facts.items()),
        *((one, "a1", "project", SCENE, fact, value) for fact, value in figures.items()),
        *((one, "a1", "side", *stated) for stated in of_side),
        *(
            (one, "c1", "matter", own_rent, fact, value)
            for fact, value in (("amount", str(30 * WAN)), ("year", "2024"))
        ),
    }


def test_it_changes_with_the_application_and_goes_with_it(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1, side("publisher")), None)
    other = content(1, side("publisher", "场景二", key="a2"), rent(), legal_person=False)
    amend(registry, POLICY, receipt.code, other, None, 1)
    assert of_project(registry) == set()
    assert ("a2", "total_investment", str(1000 * WAN)) in of_project(registry, "场景二")
    correct(registry, OFFICIAL, POLICY, receipt.id, 2, content(1, side("solver"), rent(key="c2")), "更正")
    assert of_project(registry, "场景二") == set()
    seen = opened(registry, OFFICIAL, receipt.id)
    before = {row for row in noted(registry) if row[2] == statements.COPY}
    delete_claim(registry, OFFICIAL, seen.claims[0].id, seen.version)
    assert of_project(registry) == set()
    assert {row for row in noted(registry) if row[2] == statements.COPY} != before
    withdraw(registry, receipt.code)
    assert noted(registry) == set()


def test_it_is_the_same_however_it_is_written():
    same = ["场景 A1", " 场景　Ａ１ ", "场景  a1", "场景\u00a0a1"]
    assert len({statements.key_of(name) for name in same}) == 1
    assert statements.key_of("场景A2") != statements.key_of("场景A1")
    assert len(statements.key_of("ﷺ" * 300)) == t.HASH


@pytest.mark.parametrize("project", ["100%", "a_b", 'the "best"', "back\\slash", "项目", " spaced ", "Ä", "7"])
def test_what_contradicts_is_found_by_what_it_is_called(registry: Database, project: str) -> None:
    one = submit(registry, POLICY, content(1, side("publisher", project)), None).id
    found = differences(registry, content(2, side("solver", project.strip().upper(), total_investment="1")))
    assert [(x.kind, x.named, x.fact, x.value) for x in found] == [
        ("project", project.strip().upper(), "total_investment", str(WAN))
    ]
    assert [(other.id, other.source, other.value) for other in found[0].others] == [(one, "company", str(1000 * WAN))]
    assert (
        differences(registry, content(3, side("solver", project.replace("_", "x") + "!", total_investment="1"))) == []
    )


def differences(registry: Database, *raw: dict, but: frozenset[str] = frozenset()) -> list[statements.Difference]:
    """Where the last of these applications differs from what is kept and from those before it."""
    new = [contents.imported(POLICY, New(one, None, f"第{n}行"), n) for n, one in enumerate(raw, 1)]
    with registry.reading() as session:
        known = statements.Known(session, POLICY, new, but)
        for one in new[:-1]:
            known.add(one)
        return known.against(new[-1])


def test_applications_of_one_company_differ_in_facts_and_not_in_day_or_claims(registry: Database) -> None:
    one = submit(registry, POLICY, content(1), "small").id
    assert differences(registry, content(1, rent("99"), day="2025-07-01", name="另一种写法")) == []
    assert differences(registry, content(1, day="2026-06-15", ai_robotics=False)) == [], "another year's allocation"
    silent = content(1)
    del silent["applicant"]["ai_robotics"]
    assert differences(registry, silent) == []
    found = differences(registry, content(1, ai_robotics=False))
    assert [(x.kind, x.named, x.fact) for x in found] == [("applicant", code(1), "ai_robotics")]
    assert found[0].others[0].by == f"测试1号有限公司 ({one[:8]})"
    assert differences(registry, content(1, ai_robotics=False), but=frozenset({one})) == []


def test_applications_of_one_file_are_told_apart_by_their_places(registry: Database) -> None:
    found = differences(
        registry, content(1, side("publisher")), content(2, side("solver", "场景一", fiscal_investment="5"))
    )
    assert [(x.fact, [(other.id, other.by) for other in x.others]) for x in found] == [
        ("fiscal_investment", [(None, "第1行")])
    ]


def test_a_value_is_shown_as_people_read_it():
    assert wording.written(POLICY, "project", "total_investment", str(1000 * WAN))["zh"] == "1000万元"
    assert wording.written(POLICY, "project", "total_investment", statements.UNREAD)["zh"] == "所填无法读取"
    assert wording.written(POLICY, "applicant", "ai_robotics", "false")["zh"] == "否"
    assert wording.written(POLICY, "applicant", "entity_type", "enterprise")["zh"] == "企业"
    assert wording.written(POLICY, "applicant", "entity_type", "gone")["zh"] == "gone", "of an older pack"
    assert wording.label(POLICY, "project", "total_investment")["zh"] == "项目总投入"


def test_it_is_looked_up_by_equality_in_an_index_whatever_is_kept(registry: Database) -> None:
    many = [New(content(n, side("publisher", f"场景{n}"))) for n in range(40)]
    add_many(registry, OFFICIAL, POLICY, many, content_of_file=b"", file_name="x")
    new = content(99, *(side("solver", f"场景{n}", key=f"k{n}") for n in range(30)))
    with asked(registry) as said:
        assert differences(registry, new) == []
    ((query, parameters),) = [one for one in said if one[0].startswith("SELECT")]
    assert "LIKE" not in query.upper()
    assert "content" not in query
    if registry.is_sqlite:
        with registry.reading() as session:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", parameters)
            steps = [row[3] for row in plan]
        assert any("statements_by_key (policy=? AND year=? AND kind=? AND key=?" in step for step in steps), steps
        assert not any(step.startswith("SCAN") for step in steps), steps


def test_an_older_programs_applications_are_noted_when_the_database_is_brought_up_to_date(registry: Database) -> None:
    submit(registry, POLICY, content(1, side("publisher"), platform("平台一")), None)
    add_many(registry, OFFICIAL, POLICY, [New(content(None, rent(), name=""))], content_of_file=b"", file_name="x")
    before = noted(registry)
    with registry.writing() as session:
        session.execute(delete(t.Statement))
    registry.upgrade()
    assert noted(registry) == before
    registry.upgrade()
    assert noted(registry) == before


def test_what_cannot_be_read_any_more_keeps_nobody_from_starting(registry: Database) -> None:
    submit(registry, POLICY, content(1), None)
    other = submit(registry, POLICY, content(2), None).id
    with registry.writing() as session:
        session.execute(delete(t.Statement))
        session.execute(update(t.Application).where(t.Application.id == other).values(content='{"claims": []}'))
    registry.upgrade()
    assert {row[0] for row in noted(registry)} == {by for by in {row[0] for row in noted(registry)} if by != other}


def test_a_backup_leaves_it_out_and_what_is_restored_has_it_again(
    registry: Database, tmp_path: Path, sqlite: str
) -> None:
    submit(registry, POLICY, content(1, side("publisher")), None)
    before, file = noted(registry), tmp_path / "copy.jsonl"
    backup(registry, Terminal(), file)
    assert SCENE not in file.read_text("utf-8")
    with registry.writing() as session:
        session.execute(delete(t.Statement))
    restore(registry, Terminal(), file, replace=True)
    assert noted(registry) == before


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_what_was_changed_past_the_program_is_found(registry: Database, how: str) -> None:
    submit(registry, POLICY, content(1), None)
    one = submit(registry, POLICY, content(2, side("publisher")), None).id
    assert prove(registry, OFFICIAL).is_whole
    here = (t.Statement.application_id == one, t.Statement.fact == "total_investment")
    with registry.writing() as session:
        change = delete(t.Statement) if how == "gone" else update(t.Statement).values(value="1")
        session.execute(change.where(*here))
    assert Finding("statements", one, "changed") in prove(registry, OFFICIAL).findings


def test_a_receipt_shows_nothing_of_it(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1, side("publisher")), None)
    assert SCENE not in repr(by_receipt(registry, receipt.code))
