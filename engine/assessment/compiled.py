"""Loops made machine code by numba, where it is installed and asked for."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from engine.assessment.loops import Make

SETTING = "COMPILED_LOOPS"
"""The variable of the environment that asks for it: "true"."""
FROM_CLAIMS = 50_000
"""For fewer claims loading what was compiled takes longer than it saves."""
KEPT = 256
"""So many loops are kept ready."""


def asked_for(claims: int) -> Make | None:
    """What makes functions of the loops for so many claims; None where columns do."""
    return compiled if claims >= FROM_CLAIMS and os.environ.get(SETTING) == "true" and _is_there() else None


def _is_there() -> bool:
    """Whether numba is installed; a warning where it is not."""
    found = find_spec("numba") is not None
    if not found:
        said = f"{SETTING}=true, but numba is not installed (requirements-fast.txt): columns are used"
        warnings.warn(said, RuntimeWarning, stacklevel=2)
    return found


def plain(text: str) -> Callable[..., Any]:
    """The function of a loop as Python runs it."""
    return _function(text, f"loop_{sha256(text.encode()).hexdigest()}", "<loop>")


@lru_cache(maxsize=KEPT)
def compiled(text: str) -> Callable[..., Any]:
    """The function of a loop as machine code, which is kept for the next time in the account's own folder for such."""
    from numba import njit

    name = f"loop_{sha256(text.encode()).hexdigest()}"
    path = _kept(text, name)
    made: Callable[..., Any] = njit(_function(text, name, str(path or name)), cache=path is not None, nogil=True)
    return made


def _function(text: str, name: str, path: str) -> Callable[..., Any]:
    space: dict[str, Any] = {"__name__": __name__, "uint64": np.uint64}
    exec(compile(text, path, "exec"), space)
    function: Callable[..., Any] = space["loop"]
    function.__qualname__ = name  # by which numba tells one from another
    return function


def _kept(text: str, name: str) -> Path | None:
    """The file of a loop's source, beside which numba keeps what it compiled; None where no file can be written."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policy-loops"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.py"
        if not path.exists():
            unfinished = folder / f"{name}.{os.getpid()}"
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(path)
    except (OSError, RuntimeError):
        return None
    return path
