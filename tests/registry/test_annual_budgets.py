"""The budget of a year is stated once, with its source: in versions, in the journal, and every page starts from it."""

import json
from datetime import date
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.registry import annual_budgets, backup, cohorts, integrity, journal, restore
from engine.registry.access import NotAllowed
from engine.registry.database import Database
from engine.registry.stored import Conflict
from engine.registry.submissions import submit
from engine.registry.tables import AnnualBudget as Row
from engine.scenario.annual_budgets import AnnualBudget, read_typed
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, content, with_second

WAN = 1_000_000
FIRST = AnnualBudget(2026, 8000 * WAN, "区财政局预算批复（示例）", date(2026, 1, 15))
MORE = AnnualBudget(2026, 9000 * WAN, "区财政局追加批复（示例）", date(2026, 7, 1))


def state(registry: Database, annual: AnnualBudget = FIRST, version: int = 1, reason: str = "") -> bool:
    return annual_budgets.state(registry, OFFICIAL, POLICY, annual, version, reason)


def in_effect(registry: Database) -> dict[int, AnnualBudget]:
    return dict(annual_budgets.in_effect(registry, OFFICIAL, POLICY))


def test_a_corrected_budget_keeps_the_one_before_with_who_when_and_why(registry: Database) -> None:
    assert in_effect(registry) == {}
    assert state(registry)
    with pytest.raises(Refused) as refused:
        state(registry, MORE, 2)
    assert refused.value.errors[0]["path"] == "reason"
    assert in_effect(registry) == {2026: FIRST}
    assert state(registry, MORE, 2, "年中追加")
    assert not state(registry, MORE, 3, "再次"), "the same once more is no version"
    assert in_effect(registry) == {2026: MORE}
    newest, first = annual_budgets.listed(registry, OFFICIAL, POLICY)
    assert (newest.stated, newest.reason, newest.who, newest.holds) == (MORE, "年中追加", "安", True)
    assert (first.stated, first.reason, first.version, first.holds) == (FIRST, "", 1, False)
    assert first.at <= newest.at
    what = "annual_budget_stated"
    said = [(one.what, one.subject) for one in journal.entries(registry, OFFICIAL) if one.who == "安"]
    assert said == [(what, f"{POLICY.id}/2026/2"), (what, f"{POLICY.id}/2026/1")]
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_a_year_whose_budget_is_withdrawn_has_none_and_can_have_another(registry: Database) -> None:
    with pytest.raises(Conflict):
        annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 1, "登记有误")
    state(registry)
    with pytest.raises(Refused):
        annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 2, " ")
    annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 2, "登记有误")
    assert in_effect(registry) == {}
    with pytest.raises(Conflict):
        annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 3, "再次")
    with pytest.raises(Refused):
        state(registry, version=3)
    assert state(registry, version=3, reason="批复已下达")
    found = annual_budgets.listed(registry, OFFICIAL, POLICY)
    assert [(one.version, one.stated, one.holds) for one in found] == [
        (3, FIRST, True),
        (2, None, False),
        (1, FIRST, False),
    ]
    assert integrity.prove(registry, OFFICIAL).is_whole


def test_a_reason_for_the_first_of_a_year_is_kept_and_the_next_version_is_told(registry: Database) -> None:
    assert annual_budgets.next_version([], 2026) == 1
    state(registry, reason=" 年初批复 ")
    found = annual_budgets.listed(registry, OFFICIAL, POLICY)
    assert [one.reason for one in found] == ["年初批复"]
    assert [annual_budgets.next_version(found, year) for year in (2025, 2026)] == [1, 2]
    with pytest.raises(Conflict):
        state(registry, MORE, 1)


@pytest.mark.on_one_database
def test_another_version_in_between_is_a_conflict_and_changes_nothing(registry: Database) -> None:
    state(registry)
    with pytest.raises(Conflict):
        state(registry, MORE, 1, "年中追加")
    with pytest.raises(Conflict):
        annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 1, "登记有误")
    assert in_effect(registry) == {2026: FIRST}


@pytest.mark.on_one_database
def test_only_an_official_states_sees_and_withdraws_it(registry: Database) -> None:
    state(registry)
    token = with_second(registry)
    assert annual_budgets.in_effect(registry, token, POLICY) == {2026: FIRST}
    for credential in (None, "", "x", token + "x"):
        with pytest.raises(NotAllowed):
            annual_budgets.state(registry, credential, POLICY, MORE, 2, "追加")
        with pytest.raises(NotAllowed):
            annual_budgets.withdraw(registry, credential, POLICY, 2026, 2, "撤下")
        with pytest.raises(NotAllowed):
            annual_budgets.in_effect(registry, credential, POLICY)
        with pytest.raises(NotAllowed):
            annual_budgets.listed(registry, credential, POLICY)
    assert in_effect(registry) == {2026: FIRST}


def test_a_budget_that_was_changed_past_the_program_is_found(registry: Database) -> None:
    state(registry)
    with registry.writers.begin() as connection:
        connection.execute(Row.__table__.update().values(amount=FIRST.amount + 1))  # type: ignore[attr-defined]
    found = integrity.prove(registry, OFFICIAL)
    assert [(one.table, one.how) for one in found.findings] == [("annual_budgets", "changed")]


def test_a_backup_holds_every_version_and_restores_it(registry: Database, tmp_path: Path) -> None:
    state(registry)
    state(registry, MORE, 2, "年中追加")
    before = annual_budgets.listed(registry, OFFICIAL, POLICY)
    file = tmp_path / "copy.jsonl"
    backup.backup(registry, OFFICIAL, file)
    annual_budgets.withdraw(registry, OFFICIAL, POLICY, 2026, 3, "登记有误")
    restore.restore(registry, OFFICIAL, file, True)
    assert annual_budgets.listed(registry, OFFICIAL, POLICY) == before
    assert integrity.prove(registry, OFFICIAL).is_whole


@pytest.mark.on_one_database
def test_the_claims_in_memory_stay_and_know_the_budget_as_it_is_now(registry: Database) -> None:
    submit(registry, POLICY, content(day="2026-03-01"), None)
    first = cohorts.load(registry, OFFICIAL, POLICY)
    assert (first.year, first.annual) == (2026, None)
    state(registry)
    held = cohorts.held(registry, OFFICIAL, POLICY)
    assert held is not None
    assert (held.annual, held.worked is first.worked) == (FIRST, True)


@pytest.mark.parametrize(
    ("year", "amount", "source", "day", "paths"),
    [
        ("26", "8000", "财政局", "2026-01-15", ["year"]),
        (2026, "", "财政局", "2026-01-15", ["amount"]),
        (2026, "很多", "财政局", "2026-01-15", ["amount"]),
        (2026, "-5", "财政局", "2026-01-15", ["amount"]),
        (2026, "8000", " ", "2026-01-15", ["source"]),
        (2026, "8000", "财\n政", "2026-01-15", ["source"]),
        (2026, "8000", "财" * 121, "2026-01-15", ["source"]),
        (2026, "8000", "财政局", "2026-02-30", ["day"]),
        (2026, "8000", "财政局", "2099-01-01", ["day"]),
        (1, "", "", "", ["year", "amount", "source", "day"]),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_field(
    year: object, amount: str, source: str, day: str, paths: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        read_typed(year, amount, source, day)
    assert [error["path"] for error in refused.value.errors] == paths


def test_an_amount_and_a_day_are_read_as_people_write_them() -> None:
    assert read_typed("2026", "0.8亿元", " 区财政局预算批复（示例） ", "2026年1月15日") == FIRST


@pytest.mark.on_one_database
def test_the_command_states_and_lists_it(registry: Database, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*given: str) -> tuple[int, object, str]:
        status = main(["registry", "budget", *given])
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err

    assert run() == (0, [], "")
    status, found, _ = run("2026", "8000万元", "--source", "区财政局", "--day", "2026-01-15")
    assert status == 0
    assert isinstance(found, list)
    assert found[0]["budget"] == {"amount": "8000", "source": "区财政局", "day": "2026-01-15"}
    assert (found[0]["who"], found[0]["holds"]) == ("terminal", True)
    status, _, said = run("2026", "九千万", "--source", "区财政局", "--day", "2026-07-01")
    assert status == 2
    assert "原因" in said
    assert run("2026", "九千万", "--source", "区财政局", "--day", "2026-07-01", "--reason", "追加")[0] == 0
    assert run("2026", "--withdraw", "--reason", "有误")[0] == 0
    assert in_effect(registry) == {}
    for given in (("2026", "--source", "区财政局"), ("--withdraw",), ("2027", "--withdraw", "--reason", "无")):
        assert run(*given)[0] == 2, given
