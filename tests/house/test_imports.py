"""A name says what it names: nobody who imports a module, a class or a function of ours calls it something else, and a
module stands in the package of what it is about."""

import ast
from collections.abc import Iterator

from tests.conftest import ROOT
from tests.house.sources import ENGINE, SCREENS, name, tree

SHORT = {
    "engine.registry.tables": "t: the tables stand in every query",
    "engine.documents.allocation_workbook.layout": "at: where a cell stands, in every formula",
}
"""Modules that are called by a letter or a word because they stand in every line, and how."""


def renamed(module: ast.AST) -> Iterator[str]:
    """What of ours an import calls something else. A name imported as itself is one that is handed on."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("engine", "pages"):
            for taken in node.names:
                whole = f"{node.module}.{taken.name}"
                if taken.asname not in (None, taken.name) and whole not in SHORT:
                    yield f"{node.lineno}: {whole} as {taken.asname}"
        elif isinstance(node, ast.Import):
            for taken in node.names:
                if taken.asname and taken.name.partition(".")[0] in ("engine", "pages"):
                    yield f"{node.lineno}: {taken.name} as {taken.asname}"


def test_nothing_of_ours_is_imported_by_another_name() -> None:
    assert [f"{name(path)}:{found}" for path in ENGINE + SCREENS for found in renamed(tree(path))] == []


def test_another_name_is_found() -> None:
    assert list(renamed(ast.parse("from engine.view import result as told")))
    assert list(renamed(ast.parse("import engine.view.result as told")))
    assert list(renamed(ast.parse("from engine.registry import tables as t, proof as p")))
    assert not list(renamed(ast.parse("import numpy as np\nfrom dataclasses import replace as changed")))


def test_no_module_stands_beside_the_packages() -> None:
    assert {path.name for path in (ROOT / "engine").glob("*.py")} == {"__init__.py", "__main__.py"}


def test_no_package_holds_one_module() -> None:
    packages = {path.parent for path in ENGINE if path.name == "__init__.py"}
    assert len(packages) > 10
    for package in packages - {ROOT / "engine"}:
        inside = [path for path in package.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
        assert len(inside) > 2, package
