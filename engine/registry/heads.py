"""The journal's last line, noted outside of the database: in a file beside it, so that a journal that was cut at its
end, or made anew as a whole, is seen without anybody having noted a line by hand.

The file holds one line, `number:hash`. It is written when the app starts and every hour, with every backup, and when
`verify` found everything whole. Whoever may write to the database and to this file can change both.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from engine.registry import beside, journal
from engine.registry.database import Database
from engine.registry.faults import Unavailable

SETTING = "REGISTRY_HEAD"
"""The environment's name for the file."""


def place(database: Database) -> Path:
    """Where the last line is noted: where the environment says, or beside the database."""
    named = os.environ.get(SETTING)
    return Path(named) if named else beside.place(database, "head")


def noted(database: Database) -> tuple[int, str] | None:
    """The line that was noted last; None where none was."""
    try:
        text = place(database).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    return journal.as_known(text)


def note(database: Database, *, restored: bool = False) -> None:
    """Note the journal's last line. Nothing is noted of a journal in which the line noted before is not there, unless
    it was `restored`. A file that cannot be written keeps nobody from anything."""
    with suppress(Unavailable, OSError):
        with database.reading() as session:
            before = noted(database)
            if before is not None and not restored and journal.hash_of_line(session, before[0]) != before[1]:
                return
            last = journal.last_line(session)
        if last is not None:
            beside.write(place(database), f"{last[0]}:{last[1]}\n")
