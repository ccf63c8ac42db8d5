"""Scenarios are kept by name, nobody's change is overwritten, and one of a policy is published."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete as sql_delete
from sqlalchemy import select, text

from engine.policy.receipt import policy_receipt
from engine.registry import access, integrity, scenarios
from engine.registry import tables as t
from engine.registry.access import NotAllowed, Terminal
from engine.registry.database import Database
from engine.registry.scenarios import (
    StoredScenario,
    delete,
    duplicate,
    history,
    listed,
    publish,
    published,
    save,
    withdraw_publication,
)
from engine.registry.seals import Finding
from engine.registry.stored import Conflict
from engine.scenario import Scenario, read_scenario
from engine.scenario.fitting import fitted
from engine.values.refusal import Refused
from tests.registry.companies import OFFICIAL, POLICY, verdict_of
from tests.registry.test_listing import WAN

ONE = Scenario("预算8000万元", 2025, 8000 * WAN, pools={"art05": 1500 * WAN}, overrides={"art06_rent.share": "0.4"})
TWO = replace(ONE, name="等额封顶", rule="constrained_equal_awards", overrides={})
SHOWN = {"total": {"paid": "7998.92"}, "ratio": "4/5"}


def kept(registry: Database, scenario: Scenario = ONE) -> StoredScenario:
    return save(registry, OFFICIAL, POLICY, scenario)


def refused(call) -> list[dict]:
    with pytest.raises(Refused) as refusal:
        call()
    return refusal.value.errors


def seen(registry: Database) -> dict:
    """What everybody sees."""
    shown = published(registry, POLICY)
    assert shown is not None
    return shown


def done(registry: Database) -> list[tuple[str, str, bool, bool]]:
    """The lines of the journal: what was done, to what, and whether there are hashes of before and after."""
    with registry.reading() as session:
        lines = session.scalars(select(t.Entry).order_by(t.Entry.number)).all()
        return [(line.what, line.subject, line.before is not None, line.after is not None) for line in lines]


def test_a_scenario_comes_back_as_it_was_kept(registry: Database) -> None:
    one, two = kept(registry), kept(registry, TWO)
    assert [(k.name, k.scenario) for k in listed(registry, OFFICIAL, POLICY)] == [(ONE.name, ONE), (TWO.name, TWO)]
    assert (one.version, one.published, one.who) == (1, None, OFFICIAL.name)
    assert done(registry) == [("scenario_saved", one.id, False, True), ("scenario_saved", two.id, False, True)]


def test_two_scenarios_of_a_policy_cannot_have_one_name(registry: Database) -> None:
    one, two = kept(registry), kept(registry, TWO)
    errors = refused(lambda: kept(registry, replace(TWO, name=f" {ONE.name} ")))
    assert [error["path"] for error in errors] == ["name"]
    assert ONE.name in errors[0]["message"]["zh"]
    assert refused(lambda: save(registry, OFFICIAL, POLICY, ONE, id=two.id, version=two.version))
    # Its own name is not another's.
    changed = save(registry, OFFICIAL, POLICY, replace(ONE, budget=1), id=one.id, version=one.version)
    assert (changed.scenario, changed.version) == (replace(ONE, budget=1), 2)


def test_a_change_of_somebody_else_is_not_overwritten(registry: Database) -> None:
    one = kept(registry)
    save(registry, OFFICIAL, POLICY, replace(ONE, budget=9000 * WAN), id=one.id, version=1)
    for late in (
        lambda: save(registry, OFFICIAL, POLICY, replace(ONE, budget=1), id=one.id, version=1),
        lambda: delete(registry, OFFICIAL, POLICY, one.id, 1),
        lambda: publish(registry, OFFICIAL, POLICY, one.id, 1, SHOWN),
    ):
        with pytest.raises(Conflict) as conflict:
            late()
        assert all(conflict.value.message.values())
    assert [k.scenario for k in listed(registry, OFFICIAL, POLICY)] == [replace(ONE, budget=9000 * WAN)]
    assert published(registry, POLICY) is None


def test_saving_what_is_there_already_leaves_no_line(registry: Database) -> None:
    one = kept(registry)
    again = save(registry, OFFICIAL, POLICY, ONE, id=one.id, version=1)
    assert (again.version, len(done(registry))) == (1, 1)


def test_a_scenario_that_the_policy_does_not_take_is_not_kept(registry: Database) -> None:
    errors = refused(lambda: kept(registry, replace(ONE, name="", overrides={"art06_rent.share": "2"})))
    assert [error["path"] for error in errors] == ["name", "overrides.art06_rent.share"]
    assert listed(registry, OFFICIAL, POLICY) == []


def test_a_copy_has_the_first_name_that_is_free(registry: Database) -> None:
    one = kept(registry)
    names = [duplicate(registry, OFFICIAL, POLICY, one.id).name for _ in range(2)]
    assert names == [f"{ONE.name}（2）", f"{ONE.name}（3）"]
    own = duplicate(registry, OFFICIAL, POLICY, one.id, "我的方案")
    assert own.scenario == replace(ONE, name="我的方案")
    assert refused(lambda: duplicate(registry, OFFICIAL, POLICY, one.id, ONE.name))
    long = kept(registry, replace(ONE, name="长" * 120))
    assert len(duplicate(registry, OFFICIAL, POLICY, long.id).name) == 120


def test_what_is_deleted_is_gone_and_so_is_what_was_published_of_it(registry: Database) -> None:
    one = kept(registry)
    was = publish(registry, OFFICIAL, POLICY, one.id, 1, SHOWN)
    delete(registry, OFFICIAL, POLICY, one.id, was.version)
    assert listed(registry, OFFICIAL, POLICY) == []
    assert published(registry, POLICY) is None
    assert refused(lambda: delete(registry, OFFICIAL, POLICY, one.id, 1))
    assert [line[0] for line in done(registry)] == [
        "scenario_saved", "scenario_published", "scenario_withdrawn", "scenario_deleted",
    ]  # fmt: skip
    assert verdict_of(registry, OFFICIAL).broken is None


def test_one_scenario_of_a_policy_is_published_and_everybody_sees_what_it_was(registry: Database) -> None:
    assert published(registry, POLICY) is None
    one, two = kept(registry), kept(registry, TWO)
    first = publish(registry, OFFICIAL, POLICY, one.id, 1, SHOWN)
    assert first.published is not None
    assert seen(registry) == SHOWN | {"published": first.published.isoformat()}
    save(registry, OFFICIAL, POLICY, replace(ONE, budget=1), id=one.id, version=first.version)
    assert seen(registry)["ratio"] == "4/5"
    assert [k.changed_since for k in listed(registry, OFFICIAL, POLICY)] == [True, False]
    publish(registry, OFFICIAL, POLICY, two.id, two.version, SHOWN | {"ratio": "1"})
    assert seen(registry)["ratio"] == "1"
    assert [k.published is None for k in listed(registry, OFFICIAL, POLICY)] == [True, False]
    assert [line[:2] for line in done(registry)[-2:]] == [
        ("scenario_withdrawn", one.id), ("scenario_published", two.id),
    ]  # fmt: skip
    withdraw_publication(registry, OFFICIAL, POLICY)
    assert published(registry, POLICY) is None
    lines = len(done(registry))
    withdraw_publication(registry, OFFICIAL, POLICY)
    assert len(done(registry)) == lines


def test_another_policy_has_its_own_scenarios(registry: Database) -> None:
    one = kept(registry)
    publish(registry, OFFICIAL, POLICY, one.id, 1, SHOWN)
    other = POLICY.model_copy(update={"id": "another"})
    assert listed(registry, OFFICIAL, other) == []
    assert published(registry, other) is None
    assert refused(lambda: delete(registry, OFFICIAL, other, one.id, 2))
    assert save(registry, OFFICIAL, other, ONE).name == ONE.name


def test_a_scenario_that_the_policy_no_longer_takes_is_listed_with_the_reason(registry: Database) -> None:
    one = kept(registry)
    with registry.writing() as session:
        row = session.get_one(t.Scenario, one.id)
        row.content = row.content.replace("art06_rent.share", "art06_rent.rate")
    (found,) = listed(registry, OFFICIAL, POLICY)
    assert found.scenario is None
    assert [error["path"] for error in found.errors] == ["overrides.art06_rent.rate"]
    assert found.made_for == policy_receipt(POLICY, 2025)
    fitting = fitted(POLICY, found.content, found.made_for)
    assert fitting.scenario == replace(ONE, overrides={})
    assert "art06_rent.rate" in fitting.said[0]["zh"]
    delete(registry, OFFICIAL, POLICY, one.id, found.version)


def versions(registry: Database, id: str) -> list[tuple[int, str, Scenario]]:
    return [(v.number, v.who, read_scenario(POLICY, v.content)) for v in history(registry, OFFICIAL, POLICY, id)]


def test_every_version_that_was_saved_is_kept_with_author_moment_and_policy(registry: Database) -> None:
    one = kept(registry)
    more = replace(ONE, name="改名", budget=9000 * WAN)
    changed = save(registry, Terminal("李"), POLICY, more, id=one.id, version=1)
    published_ = publish(registry, OFFICIAL, POLICY, one.id, changed.version, SHOWN)
    save(registry, OFFICIAL, POLICY, more, id=one.id, version=published_.version)  # nothing is changed
    save(registry, OFFICIAL, POLICY, ONE, id=one.id, version=published_.version)
    assert versions(registry, one.id) == [(1, OFFICIAL.name, ONE), (2, "李", more), (3, OFFICIAL.name, ONE)]
    first, second, _ = history(registry, OFFICIAL, POLICY, one.id)
    assert first.policy == policy_receipt(POLICY, 2025)
    assert datetime.fromisoformat(first.at) <= datetime.fromisoformat(second.at)
    copy = duplicate(registry, OFFICIAL, POLICY, one.id)
    assert [number for number, _, _ in versions(registry, copy.id)] == [1]


def test_what_was_saved_before_there_were_versions_becomes_the_first_when_it_is_saved_again(registry: Database) -> None:
    one = kept(registry)
    with registry.writing() as session:
        session.execute(sql_delete(t.ScenarioVersion))
    (only,) = history(registry, OFFICIAL, POLICY, one.id)
    assert (only.number, only.who, only.policy) == (1, OFFICIAL.name, None)
    save(registry, Terminal("李"), POLICY, TWO, id=one.id, version=1)
    assert versions(registry, one.id) == [(1, OFFICIAL.name, ONE), (2, "李", TWO)]


def test_the_versions_of_what_is_deleted_are_gone_with_it_and_every_row_has_its_seal(registry: Database) -> None:
    one = kept(registry)
    save(registry, OFFICIAL, POLICY, TWO, id=one.id, version=1)
    delete(registry, OFFICIAL, POLICY, one.id, 2)
    with registry.reading() as session:
        assert session.scalars(select(t.ScenarioVersion)).all() == []
    assert refused(lambda: history(registry, OFFICIAL, POLICY, one.id))
    assert integrity.prove(registry, Terminal()).is_whole


def test_a_version_that_was_changed_past_the_program_is_found(registry: Database) -> None:
    one = kept(registry)
    with registry.writing() as session:
        session.execute(text("UPDATE scenario_versions SET who = 'x'"))
    assert integrity.prove(registry, Terminal()).findings == [Finding("scenario_versions", f"{one.id}\n1", "changed")]


CALLS = {
    "history": lambda r, who, one: history(r, who, POLICY, one.id),
    "listed": lambda r, who, one: listed(r, who, POLICY),
    "save": lambda r, who, one: save(r, who, POLICY, TWO),
    "change": lambda r, who, one: save(r, who, POLICY, TWO, id=one.id, version=1),
    "duplicate": lambda r, who, one: duplicate(r, who, POLICY, one.id),
    "delete": lambda r, who, one: delete(r, who, POLICY, one.id, 1),
    "publish": lambda r, who, one: publish(r, who, POLICY, one.id, 1, SHOWN),
    "withdraw_publication": lambda r, who, one: withdraw_publication(r, who, POLICY),
}


def test_who_is_not_signed_in_reads_and_changes_nothing_but_what_is_published(registry: Database) -> None:
    one = kept(registry)
    with registry.writing() as session:
        official = t.Official(name="退了", password="x")
        session.add(official)
        session.flush()
        token = access.begin(session, official)
        access.end(session, token)
    before = done(registry)
    for who in (None, "", "nobody", token):
        for call in CALLS.values():
            with pytest.raises(NotAllowed):
                call(registry, who, one)
    assert done(registry) == before
    assert published(registry, POLICY) is None


def test_every_function_of_officials_is_among_those_that_were_tried() -> None:
    public = {name for name in vars(scenarios) if not name.startswith("_")}
    services = {n for n in public if getattr(getattr(scenarios, n), "__module__", "") == scenarios.__name__}
    assert services - {"StoredScenario", "published"} == CALLS.keys() - {"change"}


def test_what_is_kept_reads_as_it_was_written_in_any_order_of_its_keys(registry: Database) -> None:
    given = {"overrides": {"art06_rent.share": "0.40"}, "budget": 8000, "year": 2025, "name": "一"}
    one = kept(registry, read_scenario(POLICY, given))
    same = read_scenario(POLICY, dict(reversed(given.items())) | {"overrides": {"art06_rent.share": "0.4"}})
    assert save(registry, OFFICIAL, POLICY, same, id=one.id, version=1).version == 1
