"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from engine.pack import IN_USE

ROOT = Path(__file__).resolve().parent.parent

# The tests are about the policy that the project names, whatever this machine otherwise uses.
os.environ.pop(IN_USE, None)

# The same examples on every machine, and no deadline that a busy machine could miss. A test that wants
# more examples than this says so itself and is marked `long`.
settings.register_profile("project", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT
