"""`python -m engine registry`, as who keeps the server running meets it."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from engine.__main__ import main
from engine.application import reading
from engine.policy.folder import default_policy, load_policy
from engine.registry import annual_budgets, cohorts, journal, scenarios, submissions, tables
from engine.registry.access import Terminal
from engine.registry.database import SETTING, Database, database
from engine.registry.tables import NEWEST
from engine.scenario import Scenario
from engine.scenario.annual_budgets import AnnualBudget
from engine.scenario.inputs import read_cohort
from engine.text import words
from engine.values.digests import digest
from tests.conftest import ROOT
from tests.registry import companies
from tests.registry.filling import application, contents, fill, submit

Run = Any


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command: its exit status and answer, or what it refuses."""

    def command(*arguments: str) -> tuple[int, Any]:
        status = main(["registry", *arguments])
        out, err = capsysbinary.readouterr()
        assert not (out and err)
        if status == 2:
            errors = json.loads(err)["errors"]
            assert all(set(error["message"]) == {"zh", "en"} for error in errors)
            return status, [error["path"] for error in errors]
        return status, json.loads(out)

    return command


def test_what_is_published_is_printed_as_everybody_sees_it(registry: Database, run: Run) -> None:
    assert run("published") == (0, None)
    policy = load_policy(default_policy())
    kept = scenarios.save(registry, Terminal(), policy, Scenario("公布的", 2025))
    scenarios.publish(registry, Terminal(), policy, kept.id, kept.version, {"ratio": "1/2"})
    status, shown = run("published")
    assert (status, shown) == (0, scenarios.published(registry, policy))
    assert shown["ratio"] == "1/2"


def test_a_missing_database_is_set_up(missing: str, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setenv(SETTING, missing)
    assert run("verify") == (2, ["database"])
    place = Database(missing).place
    assert run("upgrade") == (0, {"database": place, "revision": NEWEST})
    assert run("upgrade")[0] == 0
    assert run("verify")[1]["lines"] == 0
    database().close()


def test_a_backup_is_made_and_restored(registry: Database, tmp_path: Path, run: Run) -> None:
    fill(registry)
    file = str(tmp_path / "backup.jsonl")
    status, made = run("backup", file)
    assert status == 0
    assert made["file"] == file
    assert made["lines"] == 2
    assert run("backup", file) == (2, ["file"])
    with registry.writing() as session:
        submit(session, application("later"))
    assert run("restore", file) == (2, ["database"])
    assert run("restore", file, "--replace") == (0, {**made, "set_aside": None, "compared": 2})
    assert len(contents(registry)["applications"]) == 2
    assert run("verify", "--known", f"{made['lines']}:{made['hash']}")[0] == 0


def test_a_broken_journal_has_its_own_exit_status(registry: Database, tmp_path: Path, run: Run) -> None:
    fill(registry)
    status, verdict = run("verify")
    assert (status, verdict["lines"], verdict["broken"]) == (0, 2, None)
    with registry.writing() as session:
        session.execute(text("UPDATE journal SET who = '他' WHERE number = 2"))
    status, verdict = run("verify")
    assert (status, verdict["broken"], verdict["altered"]) == (1, 2, [])
    assert run("backup", str(tmp_path / "backup.jsonl")) == (2, ["journal"])


def test_what_was_changed_past_the_program_is_named(registry: Database, tmp_path: Path, run: Run) -> None:
    fill(registry)
    with registry.writing() as session:
        session.execute(text("UPDATE claims SET approved = 1"))
    status, verdict = run("verify")
    assert (status, verdict["broken"]) == (1, None)
    named = sorted(row[0] for row in contents(registry)["claims"])
    assert verdict["altered"] == [{"table": "claims", "key": key, "how": "changed"} for key in named]
    assert run("backup", str(tmp_path / "backup.jsonl")) == (2, ["database"])
    assert run("accept") == (0, {"accepted": len(named)})
    assert run("verify")[0] == 0
    assert journal.entries(registry, Terminal())[0].what == "accepted"
    assert run("backup", str(tmp_path / "backup.jsonl"))[0] == 0


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_line_that_is_none_is_refused(registry: Database, run: Run) -> None:
    for given in ("1", "1:", "1:ab", "x:" + "a" * 64, "-1:" + "a" * 64, "1:" + "g" * 64):
        assert run("verify", f"--known={given}") == (2, ["known"])


def test_what_is_over_is_deleted(registry: Database, run: Run) -> None:
    fill(registry)
    assert run("purge") == (0, {"applications": 0, "claims": 0})
    with registry.writing() as session:
        session.execute(text("UPDATE applications SET keep_until = '2025-01-01'"))
    assert run("purge") == (0, {"applications": 2, "claims": 4})
    assert not contents(registry)["claims"]


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_damaged_database_is_explained_and_not_traced(registry: Database, tmp_path: Path, run: Run) -> None:
    registry.file.write_bytes(b"\xff" * 4_096)
    for arguments in (["verify"], ["upgrade"], ["purge"], ["backup", str(tmp_path / "backup.jsonl")]):
        assert run(*arguments) == (2, ["database"])
    command = [sys.executable, "-m", "engine", "registry", "verify"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "restore" in json.loads(done.stderr)["errors"][0]["message"]["zh"]


@pytest.mark.parametrize("arguments", [[], ["guess"], ["backup"], ["restore"], ["verify", "--replace"]])
def test_arguments_that_are_none_are_refused(arguments: list[str], run: Run) -> None:
    assert run(*arguments) == (2, ["arguments"])


def test_claims_that_the_rules_refuse_are_named_beside_those_that_are_printed(
    registry: Database, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = load_policy(default_policy())
    many = {"id": "many", "provision": "art09_genai_filing", "facts": {"models": [{}] * 200}}
    with monkeypatch.context() as before:  # a former version accepted more
        before.setattr(reading, "MOST_ENTRIES", 1000)
        refused = submissions.submit(registry, policy, companies.content(2, companies.rent("40"), many), "micro")
    submissions.submit(registry, policy, companies.content(1, companies.rent("40")), "micro")
    assert main(["registry", "claims", "--year", "2025"]) == 0
    out, err = capsysbinary.readouterr()
    said = json.loads(err)
    assert [one["application"] for one in said["left_out"]] == [refused.id]
    assert all(said["left_out"][0][name] for name in ("name", "day"))
    assert said["message"] == words.both("command.claims_left_out", count=1)
    assert len(json.loads(out)["applications"]) == 1


def test_the_claims_of_a_year_are_printed_as_a_scenario_is_checked_with_them(registry: Database, run: Run) -> None:
    policy = load_policy(default_policy())
    assert run("claims") == (2, ["year"])
    submissions.submit(registry, policy, companies.content(1, companies.rent("40")), "micro")
    status, claims = run("claims", "--year", "2025")
    held = cohorts.load(registry, Terminal(), policy, 2025)
    assert held.worked is not None
    assert (status, claims) == (0, json.loads(json.dumps(held.worked.cohort.stated)))
    assert claims["sizes"]
    again = read_cohort(policy, claims)
    assert digest(again.stated) == digest(held.worked.cohort.stated)
    with registry.reading() as session:
        last = session.scalars(select(tables.Entry).order_by(tables.Entry.number.desc())).first()
        assert last is not None
        assert (last.what, last.subject) == ("exported", "claims-2025.json")
    assert run("claims", "--year", "1999") == (2, ["year"])
    # The budget that is stated for the year goes with them; the hash is of the claims alone.
    stated = AnnualBudget(2025, 80_000_000_00, "示例文件", date(2025, 1, 15))
    annual_budgets.state(registry, Terminal(), policy, stated, 1)
    _, with_budget = run("claims", "--year", "2025")
    assert with_budget == claims | {"budget": "8000.00"}
    assert digest(read_cohort(policy, with_budget).stated) == digest(again.stated)
