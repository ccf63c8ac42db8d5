"""Every function of the registry asks who it is: found by looking, so that none can be forgotten."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

import engine.registry
from engine.registry import access, journal
from engine.registry.access import NotAllowed
from engine.registry.database import Database
from engine.registry.tables import Official, SignIn, now

ENDS = {"engine.registry.access.look_up", "engine.registry.access.end", "engine.registry.officials.sign_out"}
"""What asks who it is and says None, or does nothing, instead of refusing; and what ends a session, whosever."""
NOT_MODULES = ("engine.registry.migrations",)


def functions() -> Iterator[tuple[str, Callable[..., Any], set[str]]]:
    """Every public function of the registry: its name, itself, what it takes."""
    for module in pkgutil.walk_packages(engine.registry.__path__, "engine.registry."):
        if module.name.startswith(NOT_MODULES):
            continue
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}", function, set(inspect.signature(function).parameters)


SERVICES = {name: function for name, function, taken in functions() if "credential" in taken}
OPEN = {
    # Signing in, and the links before it.
    *(f"officials.{name}" for name in ("sign_in", "make_first_link", "opened_link", "redeem", "ticket", "exchange")),
    # A company, which has no account, and what is published for everybody.
    *(f"submissions.{name}" for name in ("submit", "by_receipt", "in_question", "states", "amend", "withdraw")),
    "arrivals.arriving",
    "scenarios.published",
    "guidelines.in_effect",
    # The server itself: where the journal's last line is noted; nothing is told of what it says.
    *(f"heads.{name}" for name in ("place", "noted", "note")),
    # And where the app is reached.
    *("beside.place", "beside.note_address", "beside.noted_address"),
}
"""What is open to whoever calls it, in `engine.registry`."""


@pytest.fixture
def tokens(registry: Database) -> dict[str, str | None]:
    """Credentials that open nothing."""
    with registry.writing() as session:
        session.add_all([Official(name="李", password="x"), Official(name="王", password="x", removed=now())])
        session.flush()
        here, gone = (session.scalars(select(Official).where(Official.name == name)).one() for name in "李王")
        made = {name: access.begin(session, here) for name in ("signed out", "idle", "too long")}
        removed = access.begin(session, gone)
        access.end(session, made["signed out"])
        for name, past in (("idle", access.IDLE), ("too long", access.LONGEST)):
            row = session.get_one(SignIn, access.hashed(made[name]))
            row.seen, row.created = now() - (past if name == "idle" else timedelta()), now() - past
    made |= {"empty": "", "invented": "x" * 43, "the hash": access.hashed(removed), "removed": removed}
    return {"none": None, **made}


def arguments(function: Callable[..., Any], database: Database, credential: str | None) -> Iterator[tuple[str, Any]]:
    """What is needed to call a function, none of it usable: who is asking comes before anything else is looked at."""
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "database":
            yield name, database
        elif name == "credential":
            yield name, credential
        elif parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_POSITIONAL,
            parameter.VAR_KEYWORD,
        ):
            yield name, "" if parameter.annotation == "str" else None


def test_there_is_something_to_look_at():
    assert {"engine.registry.journal.named", "engine.registry.officials.remove"} <= SERVICES.keys()
    assert len(SERVICES) > 8
    assert SERVICES.keys() >= ENDS


def test_what_touches_the_database_takes_a_credential_unless_it_is_open_on_purpose():
    touching = {name.removeprefix("engine.registry.") for name, _, taken in functions() if "database" in taken}
    asking = {name.removeprefix("engine.registry.") for name in SERVICES}
    assert touching - asking <= OPEN


@pytest.mark.on_one_database
@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ENDS - {"engine.registry.access.require"}))
def test_nobody_without_a_live_session_is_served(name, registry, tokens):
    function = SERVICES[name]
    with registry.reading() as session:
        before = journal.revision(session)
    for kind, token in tokens.items():
        given = dict(arguments(function, registry, token))
        try:
            answer = function(**given)
            if isinstance(answer, Iterator):
                next(answer)
            elif isinstance(answer, AbstractContextManager):
                answer.__enter__()
        except NotAllowed:
            continue
        pytest.fail(f"{name} answered for a credential that is {kind}")
    with registry.reading() as session:
        assert journal.revision(session) == before


def test_nobody_without_a_live_session_is_somebody(registry, tokens):
    assert {kind: access.look_up(registry, token) for kind, token in tokens.items()} == dict.fromkeys(tokens)
    with registry.reading() as session:
        for token in tokens.values():
            with pytest.raises(NotAllowed):
                access.require(session, token)


def test_signing_out_does_nothing_without_a_live_session(registry, tokens):
    sign_out = SERVICES["engine.registry.officials.sign_out"]
    with registry.reading() as session:
        before = journal.revision(session)
    for token in tokens.values():
        sign_out(registry, token)
    with registry.reading() as session:
        assert journal.revision(session) == before
