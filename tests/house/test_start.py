"""What a command loads is what it needs."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = ("numpy", "pandas", "pyarrow", "ssl", "sqlalchemy", "jinja2", "typst", "openpyxl")


@pytest.mark.parametrize("module", ["engine.__main__", "engine.assessment.assess", "engine.assessment.alternatives"])
def test_one_assessment_loads_neither_columns_nor_sockets_nor_a_database(module: str) -> None:
    said = f"import {module}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
