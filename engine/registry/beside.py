"""Small files beside the database: what is to be known of it without it, or by another program on this machine."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from engine.registry.database import FOLDER, Database
from engine.values.addresses import read_address
from engine.values.refusal import Refused

ADDRESS = "at"
"""How the name of the file ends in which stands where the app is reached."""


def place(database: Database, ending: str) -> Path:
    """Where such a file is: beside a SQLite file; for a server in the program's folder `registry`."""
    if database.is_sqlite:
        return database.file.with_name(f"{database.file.name}.{ending}")
    where = f"{database.url.host}:{database.url.port}/{database.url.database}"
    return FOLDER / f"{hashlib.sha256(where.encode()).hexdigest()[:16]}.{ending}"


def note_address(database: Database, address: str) -> None:
    """Note where the app is reached that works with this registry, so that a link made on the command line leads to it:
    behind a proxy nobody here knows that. A file that cannot be written keeps nobody from anything."""
    with suppress(OSError):
        write(place(database, ADDRESS), f"{address}\n")


def noted_address(database: Database) -> str | None:
    """Where the app was reached when it started last; None where that is not known."""
    try:
        return read_address(place(database, ADDRESS).read_text(encoding="ascii").strip())
    except (OSError, ValueError, Refused):
        return None


def write(file: Path, text: str) -> None:
    """Write such a file, for this account alone, whole or not at all. OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with new_file(file) as out:
        out.write(text.encode("ascii"))


@contextmanager
def new_file(file: Path) -> Iterator[BinaryIO]:
    """A file that is there under its name only when all of it is written, for this account alone. OSError."""
    unfinished = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
