"""What is installed is exactly what is written down."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import ROOT

LOCKED = [ROOT / f"requirements{of}.txt" for of in ("", "-dev", "-fast")]
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


@pytest.mark.parametrize("path", LOCKED[1:], ids=lambda path: path.name)
def test_what_is_installed_on_top_of_the_app_leaves_its_versions_as_they_are(path):
    app, more = pins(LOCKED[0]), pins(path)
    both = app.keys() & more.keys()
    assert {name: app[name] for name in both} == {name: more[name] for name in both}


def test_the_app_needs_nothing_of_what_makes_it_faster():
    assert not {"numba", "dask", "distributed"} & pins(LOCKED[0]).keys()
    assert {"numba", "dask", "distributed"} <= pins(LOCKED[2]).keys()


@pytest.mark.parametrize("package", ["pip", "setuptools"])
def test_what_comes_with_an_environment_is_pinned_too(package):
    assert pins(ROOT / "requirements.txt")[package] == {metadata.version(package)}


@pytest.mark.long
def test_the_list_of_what_it_is_made_of_names_every_pin_with_its_hashes(tmp_path):
    (recipe,) = re.findall(r"^sbom:.*\n\t@\$\(BIN\)/cyclonedx-py (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    target = tmp_path / "sbom.cdx.json"
    arguments = [str(target) if part == target.name else part for part in recipe.split()]
    subprocess.run([sys.executable, "-m", "cyclonedx_py", *arguments], cwd=ROOT, check=True, capture_output=True)
    made = json.loads(target.read_text())
    assert made["bomFormat"] == "CycloneDX"
    listed: dict[str, set[str]] = {}
    for one in made["components"]:
        listed.setdefault(one["name"], set()).add(one["version"])
        assert one["externalReferences"][0]["hashes"], one["name"]
    assert listed == pins(ROOT / "requirements.txt")
    assert made["metadata"]["component"]["name"] == "longhua-policy"
