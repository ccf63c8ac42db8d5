"""What an import costs beside merely reading the same file, in time and in memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.sheets import guard
from tests.benchmarks import imports
from tests.benchmarks.command import STATUS
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.conftest import ROOT

READ_TIMES = 2
UNPACKED_TIMES = 5

SIZES = [10_000, 100_000]

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module", params=SIZES, ids=lambda rows: f"{rows:,} rows")
def file(request: pytest.FixtureRequest) -> tuple[int, bytes]:
    return request.param, imports.workbook(request.param)


def test_an_import_beside_reading_the_same_file_without_looking(file: tuple[int, bytes], tell: Told) -> None:
    rows, data = file
    assert imports.only_read(data) >= rows
    assert imports.read(data)

    once, own = lowest(lambda: medians(3, lambda: imports.only_read(data), lambda: imports.read(data)), READ_TIMES)
    tell(f"{rows:,} rows imported", "the same file read by openpyxl", own, once, READ_TIMES)
    assert own <= READ_TIMES * once


@pytest.mark.skipif(not STATUS.exists(), reason="NOT RUN: the memory of a process is read in /proc")
def test_the_memory_of_an_import_beside_the_file_unpacked(file: tuple[int, bytes], tell: Told, tmp_path: Path) -> None:
    rows, data = file
    path = tmp_path / "file.xlsx"
    path.write_bytes(data)
    unpacked = guard.opened(data).unpacked
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.imports", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    own = int(done.stdout)
    assert own > 0
    tell(f"{rows:,} rows imported, MB of memory", "the file unpacked, MB", own / 1e9, unpacked / 1e9, UNPACKED_TIMES)
    assert own <= UNPACKED_TIMES * unpacked
