"""Other processes at work on the same database, started in milliseconds and killed at any moment.

Run as a program, this file loads what they need once; for each line of JSON on its standard input it forks one that
does what the line says, and what they have to say comes out as lines of JSON: `{"pid": …, "says": …}`. The first
word of each is `started`, and `ended` is said of it when it is no more, however that came.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from sqlalchemy import event

from engine.registry import upgrade  # noqa: F401  # loaded before the first fork, for all
from engine.registry.database import Database, Unavailable
from tests.conftest import ROOT
from tests.registry.filling import application, submit

LONGEST = 60
"""Seconds after which one that says nothing has failed."""


class Processes:
    """The program, and what those that it started have said and nobody has heard."""

    def __init__(self, program: "subprocess.Popen[bytes]") -> None:
        assert program.stdin is not None
        assert program.stdout is not None
        self._orders, self._voices = program.stdin, program.stdout.fileno()
        self._said = b""

    def start(self, **order: object) -> None:
        """Start one."""
        self._orders.write(json.dumps(order).encode() + b"\n")
        self._orders.flush()

    def hear(self, seconds: float = LONGEST) -> dict[str, Any] | None:
        """The next words; None if nobody says anything for so long."""
        while b"\n" not in self._said:
            if not select.select([self._voices], [], [], seconds)[0]:
                return None
            more = os.read(self._voices, 1 << 16)
            assert more, "the program has ended"
            self._said += more
        line, _, self._said = self._said.partition(b"\n")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def until_ended(self, many: int) -> list[str]:
        """All that is said until so many have ended."""
        said: list[str] = []
        while said.count("ended") < many:
            heard = self.hear()
            assert heard is not None, said
            said.append(heard["says"])
        return said


@contextmanager
def running() -> Iterator[Processes]:
    """The program, until the block ends, and all that it started."""
    program = subprocess.Popen(
        [sys.executable, "-m", __spec__.name if __spec__ else __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Processes(program)
    finally:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate()


def _main() -> None:
    known: dict[str, Database] = {}
    for order in _orders():
        address = order.pop("address")
        if address not in known:
            known[address] = Database(address)
            _warm(known[address], order["do"])
        if os.fork() == 0:
            _work(known[address], **order)


def _orders() -> Iterator[dict[str, Any]]:
    """What is to be done, one after the other; whoever dies meanwhile is buried. Both are waited for at once: a signal
    alone that comes just before the wait begins would be noticed with the next order only."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    said = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 1 << 16)
            _bury()
        if 0 in ready:
            if not (more := os.read(0, 1 << 16)):
                return
            *lines, said = (said + more).split(b"\n")
            yield from map(json.loads, lines)


def _warm(database: Database, do: str) -> None:
    """Do once what those that are forked would all do at first, and leave nothing of it: statements are compiled."""
    if do == "write":
        with suppress(InterruptedError), database.writing() as session:
            submit(session, application())
            raise InterruptedError
    database.close()


def _say(words: object, pid: int | None = None) -> None:
    os.write(1, json.dumps({"pid": pid or os.getpid(), "says": words}).encode() + b"\n")


def _bury() -> None:
    with suppress(ChildProcessError):
        while (pid := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            _say("ended", pid)


def _work(database: Database, do: str, die_at: int = 0) -> NoReturn:
    try:
        _say("started")
        if do == "write":
            _write(database)
        if die_at:
            _die_at_statement(database, die_at)
        database.upgrade()
        _say("done")
    except Unavailable as fault:
        _say(fault.key)
    except BaseException as fault:
        _say(repr(fault))
    finally:
        os._exit(0)


def _write(database: Database) -> NoReturn:
    """Keep one application after the other, and say which is kept."""
    while True:
        one = application()
        with database.writing() as session:
            submit(session, one)
            kept = one.id
        _say({"kept": kept})


def _die_at_statement(database: Database, number: int) -> None:
    left = iter(range(number - 1))

    def executing(*_: object) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writers, "before_cursor_execute", executing)


if __name__ == "__main__":
    _main()
