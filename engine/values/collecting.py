"""How often Python looks for circles of objects: seldom, while many are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = 800_000
"""After how many objects more than before circles of them are looked for."""

_lock = Lock()
_usual: list[tuple[int, int, int]] = []
"""What was usual before, once for each who wants it otherwise now: several threads may."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for circles of objects rarely meanwhile, and not at all in what is there already."""
    with _lock:
        _usual.append(_usual[0] if _usual else gc.get_threshold())
        if len(_usual) == 1:
            gc.freeze()
            gc.set_threshold(SELDOM, *_usual[0][1:])
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)
                gc.unfreeze()
