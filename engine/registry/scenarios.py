"""Scenarios that officials keep: saved by name, in versions, none of which is lost, copied, deleted; one of a policy is
published, as a snapshot.

What everybody sees is what was published: aggregates that `engine.scenario.publication_of` made of the claims of that
day. It does not change with the claims or with the scenario, until another is published or it is withdrawn.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.application.invented import INVENTED
from engine.policy.pack import Policy
from engine.policy.receipt import other_rules, policy_receipt
from engine.registry import journal, records
from engine.registry import tables as t
from engine.registry.access import Credential, Who, check, reading, writing
from engine.registry.database import Database
from engine.registry.stored import Conflict
from engine.scenario import LONGEST_NAME, Scenario, read_publication, read_scenario, written
from engine.scenario.filed import Version
from engine.text import words
from engine.values.refusal import Refused, refuse

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredScenario:
    """One scenario that is kept: who made it, when it was made and last changed, when it was `published` if it is.
    `scenario` is None where the policy no longer takes what was saved (`content`); `errors` then says why (as Refused
    does), and `made_for` for which policy it was saved (the part `policy` of a receipt; None: not noted).
    `invented`: what is published of it was made of invented claims; `set_aside`: and since there are real claims,
    nobody sees it any more. `other_rules`: why what is published was not made by the rules in use now
    (`engine.policy.receipt.other_rules`), so that nothing is scaled by it; "" where it was."""

    id: str
    name: str
    scenario: Scenario | None
    version: int
    who: str
    created: datetime
    changed: datetime
    published: datetime | None = None
    errors: tuple[Json, ...] = ()
    invented: bool = False
    set_aside: bool = False
    other_rules: str = ""
    content: Json = field(default_factory=dict)
    made_for: Json | None = None

    @property
    def is_public(self) -> bool:
        """Whether everybody sees it now."""
        return self.published is not None and not self.set_aside

    @property
    def changed_since(self) -> bool:
        """Whether it was changed after it was published: everybody still sees what it was."""
        return self.published is not None and self.changed > self.published


def listed(database: Database, credential: Credential, policy: Policy) -> list[StoredScenario]:
    """The scenarios of a policy, the oldest first."""
    with reading(database, credential) as session:
        rows = session.scalars(_of(policy).order_by(t.Scenario.created, t.Scenario.id))
        return [_kept(session, policy, row) for row in rows]


def save(
    database: Database,
    credential: Credential,
    policy: Policy,
    scenario: Scenario,
    *,
    id: str | None = None,
    version: int | None = None,
) -> StoredScenario:
    """Keep a scenario: a new one, or instead of the one with this `id`, whose `version` is the one that was read.

    Refused if another has its name, if it is not one of this policy, or if the one to be replaced is not there (any
    more); Conflict if somebody else has changed that meanwhile.
    """
    check(database, credential)
    scenario = read_scenario(policy, written(scenario))
    with writing(database, credential) as (session, who):
        if id is None:
            return _kept(session, policy, _add(session, who, policy, scenario))
        row = _present(session, policy, id, version)
        _name_is_free(session, policy, scenario.name, but=row.id)
        before = _digest(row)
        if (row.name, row.content) != (scenario.name, _text(scenario)):
            if _last(session, row) is None:  # it was saved before there were versions
                session.add(
                    t.ScenarioVersion(scenario=row.id, number=1, content=row.content, who=row.who, at=row.changed)
                )
            row.name, row.content, row.changed = scenario.name, _text(scenario), t.now()
            session.flush()
            _keep_version(session, who, policy, row, scenario)
            journal.append(session, who, "scenario_saved", row.id, before, _digest(row))
        return _kept(session, policy, row)


def history(database: Database, credential: Credential, policy: Policy, id: str) -> list[Version]:
    """Every version of a scenario that was saved, the first one first. Refused where the scenario is not there."""
    with reading(database, credential) as session:
        row = _present(session, policy, id, None)
        versions = select(t.ScenarioVersion).where(t.ScenarioVersion.scenario == row.id)
        found = [_version(each) for each in session.scalars(versions.order_by(t.ScenarioVersion.number))]
        return found or [Version(1, row.who, row.changed.isoformat(timespec="seconds"), json.loads(row.content))]


def duplicate(
    database: Database, credential: Credential, policy: Policy, id: str, name: str | None = None
) -> StoredScenario:
    """A copy of a scenario under another name; without one, under the first that is free. Refused as by `save`, and
    where the policy no longer takes what was saved."""
    with writing(database, credential) as (session, who):
        row = _present(session, policy, id, None)
        scenario = read_scenario(policy, json.loads(row.content))
        copy = replace(scenario, name=_free_name(session, policy, scenario.name) if name is None else name)
        return _kept(session, policy, _add(session, who, policy, read_scenario(policy, written(copy))))


def delete(database: Database, credential: Credential, policy: Policy, id: str, version: int) -> None:
    """Delete a scenario; what was published of it is gone as well. Refused and Conflict as by `save`."""
    with writing(database, credential) as (session, who):
        row = _present(session, policy, id, version)
        before = _digest(row)
        if row.published is not None:
            _withdraw(session, who, row)
        session.delete(row)
        session.flush()
        journal.append(session, who, "scenario_deleted", id, before, None)


def publish(
    database: Database, credential: Credential, policy: Policy, id: str, version: int, shown: Json
) -> StoredScenario:
    """Let everybody see what `shown` says of a scenario, and nothing any more of the one that was published before.
    Refused and Conflict as by `save`; Refused too what is made of invented claims where there are real ones."""
    with writing(database, credential) as (session, who):
        if shown.get("internal"):
            refuse("", "scenario.internal")
        if shown.get(INVENTED) and _has_real_claims(session, policy):
            refuse("", "scenario.invented_beside_real")
        row = _present(session, policy, id, version)
        for other in session.scalars(_published(policy)):
            _withdraw(session, who, other)
        moment = t.now()
        row.published = moment
        row.shown = json.dumps(shown | {"published": moment.isoformat()}, ensure_ascii=False)
        session.flush()
        journal.append(session, who, "scenario_published", row.id, None, journal.digest(row.id, row.shown))
        return _kept(session, policy, row)


def withdraw_publication(database: Database, credential: Credential, policy: Policy) -> None:
    """Let nobody see a published scenario any more; nothing happens where none is."""
    with writing(database, credential) as (session, who):
        for row in session.scalars(_published(policy)):
            _withdraw(session, who, row)


def published(database: Database, policy: Policy) -> Json | None:
    """What everybody may see: what was published of a scenario of this policy, and `published`, when. None where
    nothing is, and where it was made of invented claims and there are real ones by now: by those nobody is paid."""
    with database.reading() as session:
        row = session.scalars(_published(policy)).first()
        if row is None or row.shown is None or _is_set_aside(session, policy, row):
            return None
        return read_publication(row.shown)


def _is_set_aside(session: Session, policy: Policy, row: t.Scenario) -> bool:
    return _is_invented(row) and _has_real_claims(session, policy)


def _is_invented(row: t.Scenario) -> bool:
    return bool(row.shown and json.loads(row.shown).get(INVENTED))


def _has_real_claims(session: Session, policy: Policy) -> bool:
    """Whether an application of a real company is kept that has not been dismissed."""
    a = t.Application
    real = select(a.id).where(a.policy == policy.id, a.source != records.SAMPLE, a.dismissed.is_(None)).limit(1)
    return session.scalar(real) is not None


def _of(policy: Policy) -> Any:
    return select(t.Scenario).where(t.Scenario.policy == policy.id)


def _published(policy: Policy) -> Any:
    return _of(policy).where(t.Scenario.published.is_not(None))


def _present(session: Session, policy: Policy, id: str, version: int | None) -> t.Scenario:
    row = session.get(t.Scenario, id) if t.is_id(id) else None
    if row is None or row.policy != policy.id:
        refuse("", "scenario.not_there")
    if version is not None and row.version != version:
        raise Conflict("scenario.conflict")
    return row


def _add(session: Session, who: Who, policy: Policy, scenario: Scenario) -> t.Scenario:
    _name_is_free(session, policy, scenario.name)
    moment = t.now()
    row = t.Scenario(
        policy=policy.id, name=scenario.name, content=_text(scenario), who=who.name, created=moment, changed=moment
    )
    session.add(row)
    session.flush()
    _keep_version(session, who, policy, row, scenario)
    journal.append(session, who, "scenario_saved", row.id, None, _digest(row))
    return row


def _keep_version(session: Session, who: Who, policy: Policy, row: t.Scenario, scenario: Scenario) -> None:
    """Note what was saved as the next version."""
    last, of = _last(session, row), policy_receipt(policy, scenario.year)
    number = 1 if last is None else last.number + 1
    added = t.ScenarioVersion(scenario=row.id, number=number, content=row.content, who=who.name, at=row.changed)
    added.policy = json.dumps(of)
    session.add(added)
    session.flush()


def _last(session: Session, row: t.Scenario) -> t.ScenarioVersion | None:
    versions = select(t.ScenarioVersion).where(t.ScenarioVersion.scenario == row.id)
    return session.scalars(versions.order_by(t.ScenarioVersion.number.desc()).limit(1)).first()


def _version(row: t.ScenarioVersion) -> Version:
    of = None if row.policy is None else json.loads(row.policy)
    return Version(row.number, row.who, row.at.isoformat(timespec="seconds"), json.loads(row.content), of)


def _name_is_free(session: Session, policy: Policy, name: str, but: str | None = None) -> None:
    taken = session.scalars(_of(policy).where(t.Scenario.name == name)).first()
    if taken is not None and taken.id != but:
        refuse("name", "scenario.name_taken", name=name)


def _free_name(session: Session, policy: Policy, name: str) -> str:
    """The name with the first number behind it under which none is kept."""
    taken = set(session.scalars(select(t.Scenario.name).where(t.Scenario.policy == policy.id)))
    endings = (words.text("scenario.copy", "zh", number=number) for number in count(2))
    copies = (name[: LONGEST_NAME - len(ending)] + ending for ending in endings)
    return next(copy for copy in copies if copy not in taken)


def _withdraw(session: Session, who: Who, row: t.Scenario) -> None:
    before = journal.digest(row.id, row.shown or "")
    row.published = row.shown = None
    session.flush()
    journal.append(session, who, "scenario_withdrawn", row.id, before, None)


def _text(scenario: Scenario) -> str:
    return json.dumps(written(scenario), ensure_ascii=False, sort_keys=True)


def _digest(row: t.Scenario) -> str:
    return journal.digest(row.id, row.content)


def _kept(session: Session, policy: Policy, row: t.Scenario) -> StoredScenario:
    errors: tuple[Json, ...] = ()
    try:
        scenario = read_scenario(policy, json.loads(row.content))
    except Refused as refused:
        scenario, errors = None, tuple(refused.errors)
    moments = row.created, row.changed, row.published
    invented = _is_invented(row), _is_set_aside(session, policy, row)
    of: tuple[Json, Json | None] = ({}, None)
    if scenario is None:
        last = _last(session, row)
        of = json.loads(row.content), None if last is None or last.policy is None else json.loads(last.policy)
    return StoredScenario(
        row.id, row.name, scenario, row.version, row.who, *moments, errors, *invented, _other_rules(policy, row), *of
    )


def _other_rules(policy: Policy, row: t.Scenario) -> str:
    if row.shown is None:
        return ""
    shown = json.loads(row.shown)
    year = shown["scenario"].get("year") if isinstance(shown.get("scenario"), dict) else None
    return other_rules(policy, year, shown.get("receipt"))
