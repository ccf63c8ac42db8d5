"""Officials put in the guideline of a year: checked, in versions, in the journal, in effect before any other."""

import io
import json
import zipfile
from functools import partial
from pathlib import Path

import pytest

from engine import check
from engine.__main__ import main
from engine.assessment.assess import assess
from engine.policy.folder import load_folder
from engine.policy.years import guideline_of, with_guidelines
from engine.registry import backup, guidelines, integrity, journal, restore
from engine.registry.access import NotAllowed
from engine.registry.database import SETTING, Database, Unavailable, database
from engine.registry.imports import look_over, read_file
from engine.registry.sample_applications import load_sample
from engine.registry.stored import Conflict, New
from engine.registry.submissions import submit, withdraw
from engine.values.refusal import Refused
from tests import example_guideline
from tests.engine.assessment.test_guideline import confirmed, rent
from tests.registry.companies import OFFICIAL, POLICY, content, with_second

TOML, TEXT = example_guideline.TOML.encode(), example_guideline.TEXT.encode()
LOWER = [part.encode() for part in example_guideline.texts(("15万元", "12万元"))]
RAW = rent()


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test has its registry at the same place."""
    guidelines.forget()


def put_in(registry: Database, toml: bytes = TOML, text: bytes = TEXT) -> guidelines.Plan:
    plan = guidelines.look_over(registry, OFFICIAL, POLICY, toml, text)
    return guidelines.put_in(registry, OFFICIAL, POLICY, toml, text, plan.version)


def test_what_is_put_in_takes_effect_in_versions_and_the_older_ones_stay(registry: Database) -> None:
    assert guidelines.in_effect(registry, POLICY) is POLICY
    assert put_in(registry).replaces is None
    first = guidelines.in_effect(registry, POLICY)
    assert confirmed(first, RAW) == "15.00"
    assert guidelines.in_effect(registry, POLICY) is first
    plan = guidelines.look_over(registry, OFFICIAL, POLICY, *LOWER)
    assert (plan.version, plan.replaces, plan.is_same) == (2, 1, False)
    put_in(registry, *LOWER)
    assert confirmed(guidelines.in_effect(registry, POLICY), RAW) == "12.00"
    assert guidelines.look_over(registry, OFFICIAL, POLICY, *LOWER).is_same
    put_in(registry, *LOWER)  # the same once more is no version
    found = guidelines.listed(registry, OFFICIAL, POLICY)
    assert [(one.version, one.in_effect, one.who, one.guideline.toml) for one in found] == [
        (2, True, "安", LOWER[0].decode()),
        (1, False, "安", example_guideline.TOML),
    ]
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_one_that_is_withdrawn_has_no_effect_and_stays_to_be_seen(registry: Database) -> None:
    put_in(registry)
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    with pytest.raises(Refused):
        guidelines.withdraw(registry, OFFICIAL, POLICY, kept.id, " ")
    guidelines.withdraw(registry, OFFICIAL, POLICY, kept.id, "发布有误")
    assert guidelines.in_effect(registry, POLICY) is POLICY
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    assert (kept.in_effect, kept.withdrawn_by, kept.reason) == (False, "安", "发布有误")
    with pytest.raises(Conflict):
        guidelines.withdraw(registry, OFFICIAL, POLICY, kept.id, "再次")
    with pytest.raises(Conflict):
        guidelines.withdraw(registry, OFFICIAL, POLICY, "unknown", "再次")
    put_in(registry)
    assert [(one.version, one.in_effect) for one in guidelines.listed(registry, OFFICIAL, POLICY)] == [
        (2, True),
        (1, False),
    ]
    said = [(one.what, one.subject) for one in journal.entries(registry, OFFICIAL) if one.who == "安"]
    assert said == [
        ("guideline_added", "2026/2"),
        ("guideline_withdrawn", "2026/1"),
        ("guideline_added", "2026/1"),
    ]
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_the_one_in_the_registry_wins_over_the_one_beside_the_policy(registry: Database) -> None:
    beside = with_guidelines(POLICY, {2026: example_guideline.guideline()})
    assert confirmed(guidelines.in_effect(registry, beside), RAW) == "15.00"
    put_in(registry, *LOWER)
    assert confirmed(guidelines.in_effect(registry, beside), RAW) == "12.00"
    (kept,) = guidelines.listed(registry, OFFICIAL, beside)
    guidelines.withdraw(registry, OFFICIAL, beside, kept.id, "发布有误")
    assert confirmed(guidelines.in_effect(registry, beside), RAW) == "15.00"


@pytest.mark.on_one_database
def test_only_an_official_puts_in_withdraws_and_sees_what_was_withdrawn(registry: Database) -> None:
    put_in(registry)
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    token = with_second(registry)
    assert guidelines.listed(registry, token, POLICY) == [kept]
    for credential in (None, "", "x", token + "x"):
        with pytest.raises(NotAllowed):
            guidelines.look_over(registry, credential, POLICY, TOML, TEXT)
        with pytest.raises(NotAllowed):
            guidelines.put_in(registry, credential, POLICY, LOWER[0], LOWER[1], 2)
        with pytest.raises(NotAllowed):
            guidelines.withdraw(registry, credential, POLICY, kept.id, "无")
        with pytest.raises(NotAllowed):
            guidelines.listed(registry, credential, POLICY)
    assert guidelines.listed(registry, OFFICIAL, POLICY) == [kept]


@pytest.mark.on_one_database
@pytest.mark.parametrize(
    ("toml", "text", "path", "said"),
    [
        (TOML.replace(b'to = "40%"', b'to = "60%"'), TEXT, "guidelines.2026.numbers[0].to", "第48行"),
        (TOML, TEXT.replace("2026年度房租".encode(), b""), "guidelines.2026.numbers[0].quote", "40%"),
        (b"year = 1\nyear = 2\n", TEXT, "guidelines/<year>.toml", "第2行"),
        (TOML, b"\xff", "text", "UTF-8"),
        (TOML, TEXT + b"\0", "text", "UTF-8"),
        (b"#" * 600_000, TEXT, "toml", "512"),
    ],
)
def test_what_is_not_sound_is_refused_with_its_line_and_nothing_is_kept(
    registry: Database, toml: bytes, text: bytes, path: str, said: str
) -> None:
    for put in (guidelines.look_over, partial(guidelines.put_in, version=1)):
        with pytest.raises(Refused) as refused:
            put(registry, OFFICIAL, POLICY, toml, text)
        assert any(path == e["path"] and said in e["message"]["zh"] for e in refused.value.errors), refused.value.errors
    assert guidelines.listed(registry, OFFICIAL, POLICY) == []


@pytest.mark.on_one_database
def test_another_version_in_between_is_a_conflict(registry: Database) -> None:
    plan = guidelines.look_over(registry, OFFICIAL, POLICY, TOML, TEXT)
    put_in(registry, *LOWER)
    with pytest.raises(Conflict):
        guidelines.put_in(registry, OFFICIAL, POLICY, TOML, TEXT, plan.version)


@pytest.mark.on_one_database
def test_an_invented_one_is_not_put_in_beside_real_applications(registry: Database) -> None:
    submit(registry, POLICY, content(day="2025-06-15"), None)
    put_in(registry)  # of another year
    submit(registry, POLICY, content(2, day="2026-03-20"), None)
    with pytest.raises(Refused) as refused:
        guidelines.look_over(registry, OFFICIAL, POLICY, *LOWER)
    assert "示例" in refused.value.errors[0]["message"]["zh"]


@pytest.mark.on_one_database
def test_an_invented_one_is_set_aside_as_soon_as_there_is_a_real_application(registry: Database) -> None:
    put_in(registry)
    load_sample(registry, OFFICIAL, POLICY, year=2026)
    submit(registry, POLICY, content(day="2025-06-15"), None)  # of another year
    assert confirmed(guidelines.in_effect(registry, POLICY), RAW) == "15.00"
    receipt = submit(registry, POLICY, content(2, day="2026-03-20"), None)
    assert guidelines.in_effect(registry, POLICY) is POLICY  # at once
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    assert (kept.in_effect, kept.set_aside, kept.withdrawn) == (False, True, None)
    withdraw(registry, receipt.code)
    assert confirmed(guidelines.in_effect(registry, POLICY), RAW) == "15.00"
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    assert (kept.in_effect, kept.set_aside) == (True, False)
    guidelines.withdraw(registry, OFFICIAL, POLICY, kept.id, "演示完毕")
    assert guidelines.in_effect(registry, POLICY) is POLICY


@pytest.mark.on_one_database
def test_where_an_invented_one_is_set_aside_one_that_was_issued_stays(registry: Database) -> None:
    issued = example_guideline.guideline(("15万元", "12万元")).model_copy(update={"invented": False})
    beside = with_guidelines(POLICY, {2026: issued})
    put_in(registry)
    assert confirmed(guidelines.in_effect(registry, beside), RAW) == "15.00"
    submit(registry, POLICY, content(day="2026-03-20"), None)
    assert confirmed(guidelines.in_effect(registry, beside), RAW) == "12.00"
    own = with_guidelines(POLICY, {2026: example_guideline.guideline()})  # nor one that lies in the folder
    assert confirmed(guidelines.in_effect(registry, own), RAW) == "20.00"


@pytest.mark.on_one_database
def test_the_decisions_of_a_file_of_real_applications_are_judged_without_an_invented_one(registry: Database) -> None:
    put_in(registry)
    policy = guidelines.in_effect(registry, POLICY)
    for raw, above in ((RAW, 0), (RAW | {"invented": True}, 1)):
        new = New(raw, None, approved={"c": 18 * 10**6})
        plan = look_over(registry, OFFICIAL, policy, [read_file(policy, "a.json", b"", [new])])
        assert plan.above == above, raw


def test_withdrawing_without_a_reason_is_told_a_reason_of_its_own(registry: Database) -> None:
    put_in(registry)
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    with pytest.raises(Refused) as refused:
        guidelines.withdraw(registry, OFFICIAL, POLICY, kept.id, "")
    assert "撤下的理由" in refused.value.errors[0]["message"]["zh"]
    assert "租金" not in refused.value.errors[0]["message"]["zh"]


@pytest.mark.on_one_database
def test_it_is_taken_away_as_the_same_files_which_check_finds_sound(registry: Database, tmp_path: Path) -> None:
    put_in(registry)
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    folder = tmp_path / POLICY.id
    for file in POLICY.folder.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(POLICY.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    with zipfile.ZipFile(io.BytesIO(guidelines.exported(kept.guideline))) as archive:
        archive.extractall(folder)
    assert (folder / "guidelines/2026.toml").read_bytes() == TOML
    assert (folder / "guidelines/2026.zh.txt").read_bytes() == TEXT
    assert check.check(folder) == []
    assert confirmed(load_folder(folder), RAW) == "15.00"


def test_a_backup_has_it_and_verify_sees_what_was_done_past_the_program(registry: Database, tmp_path: Path) -> None:
    put_in(registry)
    backup.backup(registry, OFFICIAL, tmp_path / "copy.jsonl")
    with registry.writers.begin() as connection:
        connection.exec_driver_sql("UPDATE guidelines SET toml = 'year = 2026'")
    (finding,) = integrity.prove(registry, OFFICIAL).findings
    assert (finding.table, finding.how) == ("guidelines", "changed")
    restore.restore(registry, OFFICIAL, tmp_path / "copy.jsonl", True, None)
    assert integrity.prove(registry, OFFICIAL).is_whole
    (kept,) = guidelines.listed(registry, OFFICIAL, POLICY)
    assert (kept.guideline.toml, kept.guideline.text) == (example_guideline.TOML, example_guideline.TEXT)


@pytest.mark.on_one_database
def test_one_that_the_policy_has_no_place_for_any_more_has_no_effect(registry: Database) -> None:
    toml, text = example_guideline.texts(("2026", "2027"))
    put_in(registry)
    put_in(registry, toml.encode(), text.encode())
    with registry.writers.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE guidelines SET toml = REPLACE(toml, 'art06_rent.cap', 'art06_rent.most') WHERE year = 2026"
        )
    found = guidelines.in_effect(registry, POLICY)
    assert guideline_of(found, 2026) is None
    assert guideline_of(found, 2027) is not None


def test_without_a_registry_the_policy_is_as_it_stands_in_its_folder(tmp_path: Path) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'nowhere.sqlite3'}")
    with pytest.raises(Unavailable):
        gone.check()
    assert guidelines.in_effect(gone, POLICY) is POLICY
    assert assess(guidelines.in_effect(gone, POLICY), RAW)["policy"]["guideline"] is None


@pytest.mark.on_one_database
def test_the_command_line_goes_by_the_registry_where_it_is_told_to(
    registry: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv(SETTING, registry.url.render_as_string(hide_password=False))
    put_in(registry)
    file = tmp_path / "application.json"
    file.write_text(json.dumps(RAW), encoding="utf-8")
    amounts = []
    for more in ((), ("--registry",)):
        assert main(["assess", str(file), *more]) == 0
        (claim,) = json.loads(capfdbinary.readouterr().out)["claims"]
        amounts.append(claim["confirmed"])
    assert amounts == ["20.00", "15.00"]
    database().close()
