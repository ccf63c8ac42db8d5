"""The version stands in one place, and everybody is told the same."""

import re
import tomllib

import pytest

from engine import VERSION
from engine.__main__ import main
from engine.assessment.assess import assess
from engine.policy.folder import load_policy
from engine.view import receipts
from tests.conftest import ROOT


def test_the_newest_heading_of_the_changelog_is_the_version():
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.fullmatch(rf"{re.escape(VERSION)}( \(not released yet\)| \(\d{{4}}-\d\d-\d\d\))", headings[0])


def test_the_project_takes_it_from_the_engine():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in project["project"]
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "engine.VERSION"}


def test_the_command_prints_it(capfd):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capfd.readouterr().out == f"{VERSION}\n"


def test_answers_and_feet_have_it():
    policy = load_policy("longhua-ai-robotics-2025")
    answer = assess(policy, {"application_date": "2025-06-15", "applicant": {}, "claims": []})
    assert answer["receipt"]["engine"] == VERSION
    for lang in ("zh", "en"):
        assert VERSION in receipts.foot(policy, lang)
