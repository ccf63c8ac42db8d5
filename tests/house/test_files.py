"""What may not stand in any file of the project."""

import re

from tests.conftest import ROOT

# What the tools leave behind; .gitignore lists the same.
NOT_OURS = {".git", ".venv", ".venv-openfisca", ".venv-fast", "__pycache__", "test-results", "htmlcov", ".coverage"} | {
    f".{tool}" for tool in ("mypy_cache", "ruff_cache", "pytest_cache", "hypothesis")
}
# Written so that this file doesn't contain what it looks for.
MACHINE = re.compile(r"/(?:work|tmp|root|home)/[a-z]|https?://[a-z.]*(?:pypi|npmjs|debian|pythonhosted)")


def ours():
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if path.name in NOT_OURS:
                continue
            if path.is_dir():
                folders.append(path)
            else:
                yield path


def test_no_file_knows_the_machine_or_the_registry_that_it_was_made_on():
    found = []
    for path in ours():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if MACHINE.search(line)]
    assert not found


def test_no_file_is_called_after_what_nobody_could_name():
    assert not [path for path in ours() if path.stem in {"utils", "util", "helpers", "common", "misc"}]


def test_the_table_of_modules_names_every_module_of_the_engine_and_no_other():
    table = re.findall(
        r"^\| (`.*?) \| (.*) \|$", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = {name for row in table for cell in row for name in re.findall(r"`(\w+)`", cell)}
    modules = {path.stem for path in (ROOT / "engine").rglob("*.py") if path.parent.name != "versions"}
    packages = {path.parent.name for path in (ROOT / "engine").rglob("*/__init__.py")}
    assert named == (modules | packages) - {"__init__", "__main__"}
