"""Who runs app.py as any other program is told how it is started."""

import subprocess
import sys

import pytest

from engine.text import words
from tests.conftest import ROOT


@pytest.mark.parametrize("options", [[], ["-S"]], ids=["with what it needs", "without"])
def test_app_py_by_itself_says_how_to_start(options: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *options, "app.py"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [words.text("command.start", lang) for lang in words.LANGUAGES]
