"""How much time and memory the command line takes for many applications and claims."""

import json
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

import pytest

from engine.policy.folder import load_policy
from engine.steps.winners import Winners
from tests.benchmarks.command import STATUS, took
from tests.benchmarks.company import applications
from tests.benchmarks.conftest import Told, ToldMemory

pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="NOT RUN: the memory of a process is read in /proc")

MANY, MORE, FEW = 100_000, 5_000, 1_000
CLAIMS = 200_000
LOADS_TIMES = 45
STREAMED_MB, STATED_MB, APPLIED_MB = 80, 290, 650
WITH_STEPS_TIMES = 1.1
"""How many times the memory of few answers many may take, and that of answers without steps those with them."""


def written(path: Path, lines: int) -> Path:
    """So many applications of five claims, one to a line."""
    chance = Random(1)
    with path.open("w", encoding="utf-8") as file:
        for _ in range(0, lines, FEW):
            for application in applications(seed=chance.getrandbits(32), count=min(FEW, lines)):
                file.write(json.dumps(application, ensure_ascii=False) + "\n")
    return path


def seconds_of_reading(path: Path) -> float:
    """CPU time of the standard library's parser for the same lines."""
    lines = path.read_bytes().splitlines()
    before = process_time()
    for line in lines:
        json.loads(line)
    return process_time() - before


@pytest.mark.bench
def test_a_hundred_thousand_applications_by_amounts_beside_reading_their_lines(
    tmp_path: Path, tell: Told, tell_memory: ToldMemory
) -> None:
    given = written(tmp_path / "given", MANY)
    own = took(["assess", "--amounts", str(given)], tmp_path / "answers")
    reading = seconds_of_reading(given)
    tell("assess --amounts, 100,000 applications as JSON lines", "json.loads", own.seconds, reading, LOADS_TIMES)
    tell_memory("assess --amounts, 100,000 applications as JSON lines", own.memory, STREAMED_MB)
    assert own.lines == MANY
    assert own.seconds <= LOADS_TIMES * reading
    assert own.memory <= STREAMED_MB


@pytest.mark.bench
def test_memory_does_not_grow_with_the_answers_that_are_written_with_steps(
    tmp_path: Path, tell_memory: ToldMemory
) -> None:
    given = {count: written(tmp_path / f"{count}", count) for count in (FEW, MORE)}
    few, more = (took(["assess", str(path)], tmp_path / "answers") for path in given.values())
    assert more.lines == MORE
    tell_memory(f"assess, {MORE:,} applications as JSON lines", more.memory, WITH_STEPS_TIMES * few.memory)
    assert more.memory <= WITH_STEPS_TIMES * few.memory
    # An array is read as a whole, but what is answered to it is not kept either.
    array = tmp_path / "array"
    array.write_text(f"[{','.join(given[MORE].read_text(encoding='utf-8').splitlines())}]", encoding="utf-8")
    short, long = (took(["assess", *how, str(array)], tmp_path / "answers") for how in (["--amounts"], []))
    tell_memory(f"assess, an array of {MORE:,} applications", long.memory, WITH_STEPS_TIMES * short.memory)
    assert long.memory <= WITH_STEPS_TIMES * short.memory


def stated(path: Path) -> Path:
    """So many claims whose approved amounts are stated."""
    chance = Random(1)
    granting = [p for p in load_policy("longhua-ai-robotics-2025").provisions if not p.gives_nothing]
    claims: list[dict[str, Any]] = []
    for number in range(CLAIMS):
        p = chance.choice(granting)
        amount = f"{chance.randint(0, 199)}.{chance.randint(0, 99):02d}"
        claim = {"id": f"{number}", "applicant": f"A{number}", "provision": p.id, "approved": amount}
        claims.append(claim | ({"score": str(chance.randint(0, 100))} if p.only(Winners) else {}))
    path.write_text(json.dumps({"budget": str(CLAIMS * 40), "approved_claims": claims}), encoding="utf-8")
    return path


def applied(path: Path) -> Path:
    """So many claims in applications of one year, five in each."""
    found = applications(seed=1, count=CLAIMS // 5)
    for number, application in enumerate(found):
        application["applicant"]["id"] = f"A{number}"
        for claim in application["claims"]:
            claim["id"] = f"{claim['id']}.{number}"
            if "project" in claim["facts"]:
                claim["facts"]["project"]["id"] = f"P{number}"
    path.write_text(json.dumps({"budget": str(CLAIMS * 40), "applications": found}), encoding="utf-8")
    return path


@pytest.mark.bench
@pytest.mark.parametrize(("make", "bound"), [(stated, STATED_MB), (applied, APPLIED_MB)])
def test_memory_for_two_hundred_thousand_claims(
    make: Any, bound: float, tmp_path: Path, tell_memory: ToldMemory
) -> None:
    own = took(["allocate", "--amounts", str(make(tmp_path / "given"))], tmp_path / "answer")
    tell_memory(f"allocate --amounts, 200,000 claims ({make.__name__})", own.memory, bound)
    assert own.memory <= bound
    assert len(json.loads((tmp_path / "answer").read_bytes())["claims"]) == CLAIMS
