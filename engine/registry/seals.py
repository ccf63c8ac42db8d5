"""Seals: of every row that is kept, the hash of what the program last wrote.

A row that was changed, put in or taken out past the program is not what its seal says. For each table, the sum of the
seals stands in the journal's head, and the hash of all sums in the last line of every transaction that changed
anything: so a seal cannot be made anew either without a line of the journal.

Nothing has to be called for it: a writer's session (`Writer`) seals whatever its transaction wrote. A table that is
added is sealed unless `BY_THEMSELVES` names it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, column, delete, event, insert, select, table, tuple_
from sqlalchemy.orm import ORMExecuteState, Session, object_mapper
from sqlalchemy.sql import dml

from engine.registry import journal
from engine.registry.access import Who
from engine.registry.database import blocks
from engine.registry.tables import LONGEST_KEY, Base, Head, Seal

BY_THEMSELVES = {
    "journal": "its lines are a chain",
    "journal_head": "it is the chain's last line once more, and the sums of the seals",
    "seals": "their sums stand in the journal's head",
    "statements": "they are derived from the applications, and `proof` derives them again",
    "attempts": "they count for a quarter of an hour, and let nobody in",
    "arrivals": "they count for a day, and let nobody in",
    "tallies": "they count for an hour, and the journal has the lines",
}
"""Tables whose rows have no seal, and why."""
UNSEALED = {"sign_ins": {"seen"}}
"""Columns that change without anything having been done."""
SYSTEM = Who("system")
BLOCK = 512
SIZE = 1 << 256
"""What sums are taken modulo."""

Columns = Mapping[str, Sequence[str]]
"""The columns of tables, by name."""
Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A row that is not as it was written: its table, its key, and `how`: "changed", "missing" (it was taken out) or
    "added" (it was put in). Where a table's seals are not those that the journal says, `key` is empty and `how`
    "seals"."""

    table: str
    key: str
    how: str


@dataclass(slots=True)
class _Written:
    """What a transaction has written: keys by table, and those of rows that were not what their seals say before."""

    keys: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    wrong: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    is_off: bool = False


class Writer(Session):
    """The session of a writer: what it wrote is sealed before it is committed."""


def leave(session: Session) -> None:
    """Seal nothing of what this transaction writes: it restores or mends what has its seals."""
    _of(session).is_off = True


def sealed() -> list[Table]:
    """The tables whose rows have seals."""
    return [t for t in Base.metadata.sorted_tables if t.name not in BY_THEMSELVES]


def hash_of(name: str, row: Row) -> str:
    """The seal of a row as it stands in the database. What is empty has no part in it, so that a column that is added
    changes none."""
    said = {c: value for c, value in sorted(row.items()) if value is not None and c not in UNSEALED.get(name, ())}
    return _hash(json.dumps([name, said], ensure_ascii=False, default=repr))


# ------------------------------------------------------------------------------------------------ what was written


def _of(session: Session) -> _Written:
    return session.info.setdefault("written", _Written())


@event.listens_for(Writer, "before_flush")
def _about_to_flush(session: Session, *_: object) -> None:
    changed: dict[str, set[Key]] = defaultdict(set)
    for objects, gone in ((session.dirty, False), (session.deleted, True)):
        for one in objects:
            name, key = _place(one)
            changed[name].add(key)
            if gone:
                _with_children(session, name, [key])
    for name, keys in changed.items():
        _before(session, name, keys)


def _place(one: object) -> tuple[str, Key]:
    """The table and the key of a row that the session holds."""
    mapper = object_mapper(one)
    return str(mapper.local_table), tuple(mapper.primary_key_from_instance(one))


@event.listens_for(Writer, "after_flush")
def _flushed(session: Session, *_: object) -> None:
    for one in session.new:
        name, key = _place(one)
        if name not in BY_THEMSELVES:
            _of(session).keys[name].add(key)


@event.listens_for(Writer, "do_orm_execute")
def _about_to_execute(state: ORMExecuteState) -> None:
    """A statement that inserts, changes or deletes many rows at once."""
    statement, session = state.statement, state.session
    if not isinstance(statement, dml.UpdateBase) or not isinstance(statement.table, Table):
        return  # what names a table in words only (as restoring does) says itself what becomes of the seals
    name, primary = statement.table.name, [c.name for c in statement.table.primary_key]
    if name in BY_THEMSELVES or _of(session).is_off:
        return
    if isinstance(statement, dml.Insert):
        given = state.parameters or statement.compile().params
        rows = [given] if isinstance(given, Mapping) else given
        _of(session).keys[name].update(tuple(row[c] for c in primary) for row in rows)
        return
    assert isinstance(statement, dml.Update | dml.Delete)
    wanted = select(*statement.table.primary_key)
    where = statement.whereclause
    found = session.execute(wanted if where is None else wanted.where(where))
    keys = {tuple(row) for row in found}
    _before(session, name, keys)
    if isinstance(statement, dml.Delete):
        _with_children(session, name, keys)


def _with_children(session: Session, name: str, keys: Collection[Key]) -> None:
    """Note the rows that the database itself deletes or changes with these."""
    for child in sealed():
        for foreign in child.foreign_key_constraints:
            if foreign.referred_table.name != name or not foreign.ondelete:
                continue
            (own,) = foreign.columns
            found: set[Key] = set()
            for block in blocks(key[0] for key in keys):
                found |= {tuple(row) for row in session.execute(select(*child.primary_key).where(own.in_(block)))}
            _before(session, child.name, found)
            if found and foreign.ondelete == "CASCADE":
                _with_children(session, child.name, found)


def _before(session: Session, name: str, keys: Iterable[Key]) -> None:
    """Note rows that are about to be changed. One that is not what its seal says keeps that seal: changing it by the
    program does not make right what was done past it."""
    written = _of(session)
    if written.is_off or name in BY_THEMSELVES:
        return
    fresh = [key for key in keys if key not in written.keys[name]]
    written.keys[name].update(fresh)
    for block in blocks(fresh):
        with session.no_autoflush:
            rows, seals = _rows(session, Base.metadata.tables[name], block), _seals(session, name, block)
        written.wrong[name] |= {key for key, row in rows.items() if seals.get(_text(key)) != hash_of(name, row)}


# ------------------------------------------------------------------------------------------------ sealing it


@event.listens_for(Writer, "before_commit")
def _settle(session: Session) -> None:
    """Seal what was written, and say the new state in the transaction's last line (or in one of its own)."""
    session.flush()
    written = _of(session)
    keys, written.keys = written.keys, defaultdict(set)
    if written.is_off or not any(keys.values()):
        return
    head = session.get(Head, 1)
    before = read_sums(head.sums if head else None)
    sums = dict(before)
    for name, of_table in keys.items():
        for block in blocks(sorted(of_table, key=_text)):
            sums[name] = (sums.get(name, 0) + _sealed_anew(session, name, block, written.wrong[name])) % SIZE
    if any(sums.get(name, 0) != before.get(name, 0) for name in sums):
        state(session, sums, ", ".join(sorted(name for name, of in keys.items() if of)))


def state(session: Session, sums: Mapping[str, int], what: str) -> None:
    """Write the sums of the seals into the head, and their hash into the transaction's last line; where it has none,
    into one that says that `what` was changed."""
    entry = journal.last_of(session) or journal.append(session, SYSTEM, "changed", what)
    head = session.get_one(Head, 1)
    head.sums = written(sums)
    journal.say_state(session, entry, _hash(head.sums))
    session.flush()


def written(sums: Mapping[str, int]) -> str:
    """The sums as the head holds them."""
    return json.dumps({name: f"{value:064x}" for name, value in sorted(sums.items()) if value})


def _sealed_anew(session: Session, name: str, keys: Sequence[Key], wrong: Collection[Key]) -> int:
    """Seal these rows as they are now: by how much the sum of the seals changes."""
    of = Base.metadata.tables[name]
    rows, old = _rows(session, of, keys), _seals(session, name, keys)
    new = {_text(key): hash_of(name, row) for key, row in rows.items() if key not in wrong}
    new |= {_text(key): old[_text(key)] for key in wrong if key in rows and _text(key) in old}
    gone = [key for key, seal in old.items() if new.get(key) != seal]
    come = [{"of": name, "key": key, "hash": seal} for key, seal in new.items() if old.get(key) != seal]
    if gone:
        session.execute(delete(Seal.__table__).where(Seal.of == name, Seal.key.in_(gone)))  # type: ignore[arg-type]
    if come:
        session.execute(insert(Seal.__table__), come)  # type: ignore[arg-type]
    return sum(int(seal["hash"], 16) for seal in come) - sum(int(old[key], 16) for key in gone)


def renew(session: Session, leaving: Collection[Finding] = (), columns: Columns | None = None) -> dict[str, int]:
    """Seal every row as it is now, but for those that were found not to be what they should be: the sums. `columns`:
    those of the tables, where they are not the program's own (of an older registry)."""
    leave(session)
    left = {(one.table, one.key): one for one in leaving}
    kept = {
        (seal.of, seal.key): seal.hash
        for seal in session.execute(select(Seal.of, Seal.key, Seal.hash))
        if (seal.of, seal.key) in left
    }
    session.execute(delete(Seal.__table__))  # type: ignore[arg-type]
    sums: dict[str, int] = defaultdict(int)

    def put(come: list[dict[str, str]]) -> None:
        if come:
            session.execute(insert(Seal.__table__), come)  # type: ignore[arg-type]
        for seal in come:
            sums[seal["of"]] = (sums[seal["of"]] + int(seal["hash"], 16)) % SIZE

    put([{"of": of, "key": key, "hash": seal} for (of, key), seal in kept.items()])
    for of in sealed():
        for block in blocks(_all(session, of.name, _names(of, columns))):
            seals = [(_text(tuple(row[c.name] for c in of.primary_key)), hash_of(of.name, row)) for row in block]
            put([{"of": of.name, "key": key, "hash": seal} for key, seal in seals if (of.name, key) not in left])
    return dict(sums)


# ------------------------------------------------------------------------------------------------ is it so?


def findings(session: Session, columns: Columns | None = None) -> list[Finding]:
    """Every row that is not as the program wrote it, and every table whose seals are not those that the journal says.
    `columns`: those of the tables, where they are not the program's own (of an older registry)."""
    found: list[Finding] = []
    sums: dict[str, int] = {}
    for of in sealed():
        names = _names(of, columns)
        seals = _seals(session, of.name)
        sums[of.name] = sum(_number(seal) for seal in seals.values()) % SIZE
        for row in _all(session, of.name, names):
            key = _text(tuple(row[c.name] for c in of.primary_key))
            seal = seals.pop(key, None)
            if seal is None:
                found.append(Finding(of.name, key, "added"))
            elif seal != hash_of(of.name, row):
                found.append(Finding(of.name, key, "changed"))
        found += [Finding(of.name, key, "missing") for key in seals]
    found += [Finding(name, "", "seals") for name in wrong_sums(session, sums)]
    if not is_state_noted(session):
        found.append(Finding(Head.__tablename__, "1", "changed"))
    return sorted(found)


def is_state_noted(session: Session) -> bool:
    """Whether the sums in the journal's head are those that its last line with a state says."""
    said, sums = journal.last_state(session), _head_sums(session)
    return (said is None and sums is None) or said == _hash(sums or "")


def wrong_sums(session: Session, sums: Mapping[str, int]) -> list[str]:
    """The tables for which the journal's head says another sum."""
    head = read_sums(_head_sums(session))
    return [name for name in sorted({*head, *sums}) if head.get(name, 0) != sums.get(name, 0)]


def _head_sums(session: Session) -> str | None:
    said = session.execute(select(column("sums")).select_from(table("journal_head"))).scalars().first()
    return said if isinstance(said, str) else None


def read_sums(text: str | None) -> dict[str, int]:
    """The sums as the head holds them; none where it holds anything else."""
    try:
        given = json.loads(text or "{}")
        return {str(name): int(value, 16) for name, value in given.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


# ------------------------------------------------------------------------------------------------ rows


def _rows(session: Session, of: Table, keys: Sequence[Key]) -> dict[Key, Row]:
    """Those of the rows that are there, as they stand in the database."""
    primary = [c.name for c in of.primary_key]
    columns: list[Any] = [column(c.name) for c in of.columns]
    of_key: Any = column(primary[0]) if len(primary) == 1 else tuple_(*map(column, primary))
    wanted = [key[0] for key in keys] if len(primary) == 1 else list(keys)
    query = select(*columns).select_from(table(of.name)).where(of_key.in_(wanted))
    return {tuple(row[c] for c in primary): dict(row) for row in session.execute(query).mappings()}


def _seals(session: Session, name: str, keys: Sequence[Key] | None = None) -> dict[str, str]:
    """The seals of a table, or of some of its rows, by the text of their keys."""
    query = select(Seal.key, Seal.hash).where(Seal.of == name)
    if keys is not None:
        query = query.where(Seal.key.in_([_text(key) for key in keys]))
    return {key: seal for key, seal in session.execute(query)}  # noqa: C416


def _names(of: Table, columns: Columns | None) -> Sequence[str]:
    return [c.name for c in of.columns] if columns is None else columns.get(of.name, ())


def _all(session: Session, name: str, names: Sequence[str]) -> Iterator[Row]:
    if not names:  # an older registry does not have the table
        return
    query: Any = select(*(column(c) for c in names)).select_from(table(name))
    with session.execute(query.execution_options(yield_per=BLOCK)) as found:
        yield from (dict(row) for row in found.mappings())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _text(key: Key) -> str:
    return "\n".join(str(value) for value in key)[:LONGEST_KEY]


def _number(seal: object) -> int:
    try:
        return int(str(seal), 16)
    except ValueError:
        return 0
