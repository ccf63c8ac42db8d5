"""`python -m engine` is quick because it loads only what it needs."""

import subprocess
import sys

from tests.conftest import ROOT

APPLICATION = '{"application_date": "2025-06-15", "applicant": {"id": "A"}, "claims": []}'
SCRIPT = """
import runpy, sys
sys.argv = ["engine", "assess", "-"]
try:
    runpy.run_module("engine", run_name="__main__")
except SystemExit as end:
    assert not end.code, end.code
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"pandas", "plotly", "streamlit", "sqlalchemy", "alembic"}), file=sys.stderr)
"""


def test_an_assessment_loads_no_pandas_no_screens_and_no_database():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        input=APPLICATION,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "[]"
