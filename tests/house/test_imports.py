"""A name says what it names: nobody who imports a module, a class or a function of ours calls it something else, and a
module stands in the package of what it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = [*sorted((ROOT / "engine").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), ROOT / "app.py"]
SHORT = {
    "engine.registry.tables": "t: the tables stand in every query",
    "engine.documents.allocation_workbook.layout": "at: where a cell stands, in every formula",
}
"""Modules that are called by a letter or a word because they stand in every line, and how."""


def renamed(source: str) -> Iterator[str]:
    """What of ours an import calls something else. A name imported as itself is one that is handed on."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("engine", "pages"):
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                if name.asname not in (None, name.name) and whole not in SHORT:
                    yield f"{node.lineno}: {whole} as {name.asname}"
        elif isinstance(node, ast.Import):
            for name in node.names:
                if name.asname and name.name.partition(".")[0] in ("engine", "pages"):
                    yield f"{node.lineno}: {name.name} as {name.asname}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_ours_is_imported_by_another_name(path: Path) -> None:
    assert list(renamed(path.read_text(encoding="utf-8"))) == []


def test_another_name_is_found() -> None:
    assert list(renamed("from engine.view import result as told"))
    assert list(renamed("import engine.view.result as told"))
    assert list(renamed("from engine.registry import tables as t, proof as p"))
    assert not list(renamed("import numpy as np\nfrom dataclasses import replace as changed"))


def test_no_module_stands_beside_the_packages() -> None:
    assert {path.name for path in (ROOT / "engine").glob("*.py")} == {"__init__.py", "__main__.py"}


def test_no_package_holds_one_module() -> None:
    packages = {path.parent for path in MODULES if path.name == "__init__.py" and path.is_relative_to(ROOT / "engine")}
    assert len(packages) > 10
    for package in packages - {ROOT / "engine"}:
        inside = [path for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
        assert len(inside) > 2, package
