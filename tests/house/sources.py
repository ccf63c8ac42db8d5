"""The modules of the program as syntax trees, each parsed once."""

import ast
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

ENGINE = sorted((ROOT / "engine").rglob("*.py"))
SCREENS = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def name(path: Path) -> str:
    """A module's path in the project."""
    return path.relative_to(ROOT).as_posix()


@cache
def source(path: Path) -> str:
    """A module's text."""
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(source(path))
