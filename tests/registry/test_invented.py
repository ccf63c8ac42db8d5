"""Invented companies stay known as such in the registry, whichever way they go out of it and come back."""

from pathlib import Path

import pytest

from engine import sheets
from engine.registry import cohorts, imports, scenarios
from engine.registry.backup import backup
from engine.registry.database import Database
from engine.registry.decisions import correct, opened
from engine.registry.listing import allocation_input, exported, find
from engine.registry.restore import restore
from engine.registry.rulings import dismiss
from engine.registry.sample_applications import load_sample, remove_sample
from engine.registry.stored import New, Wanted
from engine.registry.submissions import amend, submit
from engine.scenario import Cohort, Scenario, publication_of
from engine.values.refusal import Refused
from tests import invented_year
from tests.registry.companies import OFFICIAL, POLICY, add_many, code, content

pytestmark = pytest.mark.on_one_database

YEAR = 2025


def load(registry: Database) -> None:
    """A few invented companies, as an official loads many."""
    add_many(
        registry,
        OFFICIAL,
        POLICY,
        [New(one) for one in invented_year.contents()[:6]],
        content_of_file=b"1",
        file_name="x",
    )


def is_invented(registry: Database) -> bool:
    return Cohort(POLICY, allocation_input(registry, OFFICIAL, POLICY, YEAR)).invented


def test_what_was_exported_and_is_imported_again_is_still_invented(registry: Database) -> None:
    load(registry)
    book = sheets.write(POLICY, list(exported(registry, OFFICIAL, POLICY, Wanted())), "zh")
    remove_sample(registry, OFFICIAL, POLICY)
    read = [New(x.content, x.size, x.place, x.read, x.approved) for x in sheets.read(POLICY, book, "申报.xlsx")]
    add_many(registry, OFFICIAL, POLICY, read, content_of_file=book, file_name="申报.xlsx")
    assert {row.source for row in find(registry, OFFICIAL, POLICY, Wanted()).rows} == {"sample"}
    assert is_invented(registry)


def test_correcting_its_name_and_code_makes_no_real_company_of_it(registry: Database) -> None:
    add_many(registry, OFFICIAL, POLICY, [New(invented_year.contents()[0])], content_of_file=b"1", file_name="x")
    one = opened(registry, OFFICIAL, find(registry, OFFICIAL, POLICY, Wanted()).rows[0].application)
    who = {**one.content["applicant"], "name": "真实公司", "uscc": code(7), "id": code(7)}
    correct(registry, OFFICIAL, POLICY, one.id, one.version, {**one.content, "applicant": who}, "更正")
    assert is_invented(registry)


def test_a_backup_brings_them_back_as_what_they_are(registry: Database, tmp_path: Path) -> None:
    load(registry)
    backup(registry, OFFICIAL, tmp_path / "backup.jsonl")
    another = Database(f"sqlite:///{tmp_path}/another.sqlite3")
    restore(another, OFFICIAL, tmp_path / "backup.jsonl")
    assert is_invented(another)
    another.close()


def test_nobody_submits_one(registry: Database) -> None:
    with pytest.raises(Refused) as refused:
        submit(registry, POLICY, invented_year.contents()[0], None)
    assert "示例数据" in refused.value.errors[0]["message"]["zh"]
    receipt = submit(registry, POLICY, content(1), None)
    with pytest.raises(Refused):
        amend(registry, POLICY, receipt.code, {**content(1), "invented": True}, None, 1)
    assert find(registry, OFFICIAL, POLICY, Wanted()).total == 1


def test_where_there_are_real_claims_only_these_are_divided_and_published(registry: Database) -> None:
    load_sample(registry, OFFICIAL, POLICY)
    only = cohorts.load(registry, OFFICIAL, POLICY, YEAR).worked
    assert only is not None
    assert only.cohort.invented
    for number in range(1, 7):
        submit(registry, POLICY, content(number), None)
    held = cohorts.held(registry, OFFICIAL, POLICY, YEAR) or cohorts.load(registry, OFFICIAL, POLICY, YEAR)
    assert held.worked is not None
    told = publication_of(held.worked.outcome(Scenario("真实", YEAR)))
    assert (told["invented"], held.worked.cohort.companies) == (False, 6)
    assert told["left_out"] == len(only.cohort.claims)


def test_the_list_of_scenarios_knows_that_what_is_published_is_invented(registry: Database) -> None:
    kept = scenarios.save(registry, OFFICIAL, POLICY, Scenario("一", YEAR))
    scenarios.publish(registry, OFFICIAL, POLICY, kept.id, kept.version, {"invented": True})
    assert [one.invented for one in scenarios.listed(registry, OFFICIAL, POLICY)] == [True]


def test_a_publication_of_invented_claims_is_none_once_there_are_real_ones(registry: Database) -> None:
    load_sample(registry, OFFICIAL, POLICY)
    kept = scenarios.save(registry, OFFICIAL, POLICY, Scenario("一", YEAR))
    scenarios.publish(registry, OFFICIAL, POLICY, kept.id, kept.version, {"invented": True})
    assert scenarios.published(registry, POLICY) is not None
    real = submit(registry, POLICY, content(1), None)
    assert scenarios.published(registry, POLICY) is None
    (told,) = scenarios.listed(registry, OFFICIAL, POLICY)
    assert (told.set_aside, told.is_public) == (True, False)
    dismiss(registry, OFFICIAL, real.id, 1, "不是该单位提交的")
    assert scenarios.published(registry, POLICY) is not None, "what is dismissed is nobody's claim"
    dismiss(registry, OFFICIAL, real.id, 2, "恢复", dismissed=False)
    with pytest.raises(Refused) as refused:
        scenarios.publish(registry, OFFICIAL, POLICY, kept.id, told.version, {"invented": True})
    assert "真实申报" in refused.value.errors[0]["message"]["zh"]
    scenarios.publish(registry, OFFICIAL, POLICY, kept.id, told.version, {"invented": False})
    assert scenarios.published(registry, POLICY) is not None
    assert [one.set_aside for one in scenarios.listed(registry, OFFICIAL, POLICY)] == [False]


def test_a_file_of_an_invented_company_is_no_companys_file(registry: Database) -> None:
    from engine.application import saved
    from engine.values.windows import today

    data = saved.write(POLICY, saved.Saved({**invented_year.contents()[0], "readings": {}}), today())
    with pytest.raises(Refused) as refused:
        imports.read_company_file(POLICY, data)
    assert "示例数据" in refused.value.errors[0]["message"]["zh"]


def test_what_is_for_inside_the_house_is_not_published(registry: Database) -> None:
    kept = scenarios.save(registry, OFFICIAL, POLICY, Scenario("一", YEAR))
    with pytest.raises(Refused):
        scenarios.publish(registry, OFFICIAL, POLICY, kept.id, kept.version, {"internal": True})
    assert scenarios.published(registry, POLICY) is None
