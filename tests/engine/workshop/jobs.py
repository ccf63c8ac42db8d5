"""What the tests have a worker do."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from engine.values.refusal import refuse


def pid() -> bytes:
    return str(os.getpid()).encode()


def modules() -> bytes:
    """What the worker has loaded."""
    return "\n".join(sys.modules).encode()


def held(started: str, until: str, *_: Any) -> bytes:
    """Say at one named pipe that the work has begun, and go on when something comes through the other."""
    Path(started).write_text("")
    Path(until).read_text()
    return pid()


def tells(tell: Callable[[int, int], None], times: int) -> bytes:
    for done in range(times + 1):
        tell(done, times)
    return str(times).encode()


def dies() -> NoReturn:
    os.kill(os.getpid(), 9)
    raise AssertionError


def never_ends() -> NoReturn:
    while True:
        pass


def fills(size: int) -> bytes:
    return bytes(len(bytearray(size)) and 1)


def fails() -> NoReturn:
    raise ZeroDivisionError("ours")


def refuses(given: str) -> NoReturn:
    refuse("a.b", "deck.list" if given else "documents.gone")


def policy_id(policy: Any) -> bytes:
    return f"{policy.id} {policy.folder}".encode()
