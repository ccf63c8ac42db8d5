"""The command line in a process of its own, and what it took."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from engine.__main__ import main

ROOT = Path(__file__).resolve().parent.parent.parent
STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Took:
    """CPU time in seconds, memory at most in MB, and how many lines of answers there were."""

    seconds: float
    memory: float
    lines: int


def took(arguments: Sequence[str], out: Path) -> Took:
    """Run a command, its answers written to `out`."""
    command = [sys.executable, "-m", "tests.benchmarks.command", *arguments]
    with out.open("wb") as file:
        done = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.PIPE, check=True)
    seconds, memory = json.loads(done.stderr)
    with out.open("rb") as file:
        return Took(seconds, memory / 1_000_000, sum(1 for _ in file))


def peak() -> int:
    """Bytes of memory that this process has had at most. What `resource` says begins with the parent's."""
    (line,) = [line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stderr.write(json.dumps([process_time(), peak()]))
    sys.exit(status)
