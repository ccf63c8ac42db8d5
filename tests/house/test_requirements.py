"""What is installed is exactly what is written down."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKED = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def pins(path: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall(path.read_text()):
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_every_line_is_a_pin_a_hash_or_a_comment(path):
    shape = re.compile(
        r"([a-z0-9.-]+==[0-9][^ ]*( ; .+)? \\)|( {4}--hash=sha256:[0-9a-f]{64}( \\)?)|( {4}# .*)|(    # via)"
    )
    assert not [line for line in path.read_text().splitlines() if not shape.fullmatch(line)]


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.name)
def test_everything_asked_for_is_locked_at_the_version_asked_for(path):
    locked = pins(path)
    for line in path.with_suffix(".in").read_text().splitlines():
        asked = re.fullmatch(r"([a-z0-9.-]+)(?:==(\S+))?", line)
        if asked:
            assert asked[1] in locked
            assert asked[2] is None or locked[asked[1]] == {asked[2]}


def test_the_tests_run_with_the_versions_that_the_app_runs_with():
    app, development = (pins(path) for path in LOCKED)
    assert {name: app[name] for name in app.keys() & development.keys()} == {
        name: development[name] for name in app.keys() & development.keys()
    }
