"""Where the app is reached that works with this registry: noted when it starts, so that a link made on the command line
leads to it. Behind a proxy nobody here knows the address; then it is given by hand."""

from __future__ import annotations

from contextlib import suppress

from engine.registry import beside
from engine.registry.database import Database
from engine.values.addresses import read_address
from engine.values.refusal import Refused

ENDING = "at"


def note(database: Database, address: str) -> None:
    """Note where the app is reached. A file that cannot be written keeps nobody from anything."""
    with suppress(OSError):
        beside.write(beside.place(database, ENDING), f"{address}\n")


def noted(database: Database) -> str | None:
    """Where the app was reached when it started last; None where that is not known."""
    try:
        return read_address(beside.place(database, ENDING).read_text(encoding="ascii").strip())
    except (OSError, ValueError, Refused):
        return None
