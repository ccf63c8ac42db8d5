"""How long a command takes from its start to its answer, beside importing numpy and pydantic."""

import json
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest

from tests.benchmarks.company import applications
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.conftest import ROOT

TIMES = 1.6
ROUNDS = 9


def spent() -> float:
    """CPU seconds of the processes that have ended."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.mark.bench
def test_one_assessment_on_the_command_line_beside_importing_numpy_and_pydantic(tell: Told, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    file.write_text(json.dumps(applications(seed=1, count=1)[0]), encoding="utf-8")

    def measure() -> list[float]:
        imports = lambda: run("-c", "import numpy, pydantic.main, pydantic.fields; pydantic.BaseModel")  # noqa: E731
        command = lambda: run("-m", "engine", "assess", str(file))  # noqa: E731
        return medians(ROUNDS, imports, command, clocks=[spent, spent])

    by, own = lowest(measure, TIMES)
    tell("engine assess of one application", "importing numpy and pydantic", own, by, TIMES)
    assert own <= TIMES * by
