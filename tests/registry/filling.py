"""A registry with a row of everything, and what stands in it."""

import json
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.registry import access, journal, record_digests
from engine.registry.access import Who
from engine.registry.database import Database
from engine.registry.tables import (
    AnnualBudget,
    Application,
    Arrival,
    Attempt,
    Award,
    Base,
    Change,
    Claim,
    Confirmation,
    Guideline,
    Import,
    Official,
    Point,
    Scenario,
    ScenarioVersion,
    SignInLink,
    Tally,
    now,
)

ANN = Who("安")


def application(name: str = "示例公司", keep_until: date = date(2035, 12, 31), **more: Any) -> Application:
    """An application with two claims."""
    return Application(
        policy="tiny",
        year=2025,
        day=date(2025, 6, 15),
        applicant=name,
        name=name,
        content=json.dumps({"applicant": {"name": name}}, ensure_ascii=False),
        source="import",
        keep_until=keep_until,
        claims=[
            Claim(position=0, key="a", provision="one", approved=9_007_199_254_740_993, score=88_500_000),
            Claim(position=1, key="b", provision="two"),
        ],
        **more,
    )


def submit(session: Session, one: Application) -> None:
    """Keep an application, as a company's submission is kept: with its line in the journal."""
    session.add(one)
    session.flush()
    journal.append(session, ANN, "submitted", one.id, None, record_digests.digest_of(one))


def fill(database: Database) -> None:
    """Put something into every table."""
    with database.writing() as session:
        file = Import(policy="tiny", sha256="f" * 64, name="表.xlsx", who="安", applications=2, claims=4)
        official = Official(name="安", password="a hash")
        session.add_all([file, official])
        session.flush()
        first, second = application("甲\u2028“一”\n"), application("乙🏭")
        first.file = file.id
        first.changes.append(Change(who="安", what="approved", reason="核减", before="1", after="2"))
        submit(session, first)
        submit(session, second)
        scenario = Scenario(policy="tiny", name="方案", content="{}", who="安", published=now(), shown="[]")
        session.add(scenario)
        session.flush()
        session.add(ScenarioVersion(scenario=scenario.id, number=1, content="{}", who="安", policy="{}"))
        session.add(
            Point(policy="tiny", year=2025, kind="project", key="4" * 64, reason="核实", who="安", decided=now())
        )
        session.add(Arrival(of="5" * 64))
        gone = {"withdrawn": now(), "withdrawn_by": "安", "reason": "已更正"}
        session.add(Guideline(policy="tiny", year=2026, version=1, toml="title = 1", text="指南", who="安", **gone))
        session.add(
            AnnualBudget(policy="tiny", year=2026, version=1, amount=9_007_199_254_740_993, source="区财政局",
                         day=date(2026, 1, 15), who="安", reason="批复")
        )  # fmt: skip
        listed = Award(policy="tiny", key="6" * 64, name="甲", provision="one", year=2024, amount=9_007_199_254_740_993,
                       file=file.id, keep_until=date(2034, 12, 31))  # fmt: skip
        session.add(listed)
        session.add(Confirmation(policy="tiny", applicant="乙🏭", who="安", at=now()))
        session.add(SignInLink(token="1" * 64, expires=now()))
        session.add(Attempt(name="2" * 64, address="3" * 64, failed=1))
        session.add(Tally(what="sign_in_failed", subject="", hour="2025-06-15T08", count=1))
        access.begin(session, official)


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, as it stands in the database."""
    with database.reading() as session:
        return {
            table.name: sorted(
                (tuple(row) for row in session.execute(text(f'SELECT {columns(table)} FROM "{table.name}"'))), key=str
            )
            for table in Base.metadata.sorted_tables
        }


def columns(table: Any) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)
