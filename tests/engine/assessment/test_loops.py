"""The loops that steps write of themselves: the same for other numbers of the law, exact where 64 bits do not hold, and
used where that is asked for. That they come to what columns come to, the tests of these hold beside (`looped`)."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment import loops, many
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebooks
from engine.assessment.table import Table
from engine.policy.cases import groups
from engine.policy.folder import POLICIES, default_policy, load_policy
from engine.policy.pack import Policy
from engine.policy.parameters import changeable, overridden
from engine.steps.numbers import Scalars
from engine.steps.source import Name, Source
from engine.values.money import WAN
from tests.benchmarks.population import population
from tests.conftest import ROOT
from tests.engine.assessment.looped import hold_loops_to_columns
from tests.engine.assessment.tabled import table_of
from tests.engine.assessment.test_many import gathered
from tests.law.cases import examples

pytestmark = pytest.mark.extras


@cache
def policy() -> Policy:
    return load_policy(default_policy())


def loops_of(of: Policy, table: Table) -> list[str]:
    """The sources of the loops over a table."""
    texts: list[str] = []

    def made(text: str) -> Callable[..., Any]:
        texts.append(text)
        return loops.plain(text)

    evaluate_table(of.derived(Rulebooks).under(of.default_readings()), table, make=made)
    return texts


def test_the_worked_cases_and_the_examples_come_to_the_same_by_loops() -> None:
    raws = [case.application for file in groups(POLICIES / policy().id) for case in file.cases if not case.refused]
    raws += [example["input"] for example in examples() if not example.get("refused")]
    by_readings: dict[tuple[tuple[str, str], ...], list[Application]] = defaultdict(list)
    for raw in raws:
        application = read_application(policy(), raw, applies=None)
        by_readings[tuple((policy().default_readings() | application.readings).items())].append(application)
    awarded = 0
    for readings, applications in by_readings.items():
        book = policy().derived(Rulebooks).under(dict(readings))
        found = hold_loops_to_columns(book, table_of(book, gathered(book, applications).claims))
        awarded += sum(int(np.count_nonzero(approved)) for approved in found.values())
    assert awarded > len(raws) / 4


def test_a_loop_is_the_same_when_a_number_of_the_law_is_another() -> None:
    table = population(policy(), claims=140, seed=5)
    texts = loops_of(policy(), table)
    assert len(texts) == 1 + len(table.rows)
    caps = [one for one in changeable(policy()) if one.field == "cap"]
    assert len(caps) > 5
    other = overridden(policy(), {one.name: "3" for one in caps})
    assert loops_of(other, table) == texts
    book = other.derived(Rulebooks).under(other.default_readings())
    hold_loops_to_columns(book, table)


def test_what_64_bits_do_not_hold_is_worked_out_claim_by_claim() -> None:
    table = population(policy(), claims=1_400, seed=6)
    book = policy().derived(Rulebooks).under(policy().default_readings())
    before = hold_loops_to_columns(book, table)
    for rows in table.rows.values():
        for columns in (rows.claim, rows.item, rows.part):
            for name, column in columns.items():
                if name not in rows.plan.compared:
                    columns[name] = np.where(np.arange(len(column)) % 7 == 0, column * (10**11 * WAN // 10**9), column)
    after = hold_loops_to_columns(book, table)
    with np.errstate(over="ignore"):
        apart = evaluate_table(book, table, make=loops.plain)
    assert any(of.apart for of in apart.values())
    assert any((before[name] != after[name]).any() for name in before)


def test_a_name_has_no_truth_and_no_fraction() -> None:
    source = Source()
    name = source.let("1")
    with pytest.raises(TypeError, match="row by row"):
        Scalars.only(name, lambda o, r, x: x, {}, 1)
    with pytest.raises(TypeError):
        _ = name * 0.5
    with pytest.raises(TypeError):
        _ = name // 0.5
    assert isinstance(name + 1, Name)


def test_loops_are_used_for_many_claims_and_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(loops.SETTING, raising=False)
    assert loops.asked_for(loops.FROM_CLAIMS) is None
    monkeypatch.setenv(loops.SETTING, "true")
    monkeypatch.setattr(loops, "find_spec", lambda name: object())
    assert loops.asked_for(loops.FROM_CLAIMS - 1) is None
    assert loops.asked_for(loops.FROM_CLAIMS) is loops.compiled
    monkeypatch.setattr(loops, "find_spec", lambda name: None)
    with pytest.warns(RuntimeWarning, match="requirements-fast"):
        assert loops.asked_for(loops.FROM_CLAIMS) is None


def test_a_large_table_is_evaluated_by_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    table, book = (
        population(policy(), claims=700, seed=7),
        policy().derived(Rulebooks).under(policy().default_readings()),
    )
    columns, claims = evaluate_table(book, table), sum(len(rows.claim_run) for rows in table.rows.values())
    asked: list[int] = []

    def plain(count: int) -> Any:
        asked.append(count)
        return loops.plain

    monkeypatch.setattr(many, "asked_for", plain)
    found = evaluate_table(book, table)
    assert asked == [claims]
    assert all((found[name].approved == columns[name].approved).all() for name in columns)
    assert all(of.steps for of in evaluate_table(book, table, steps=True).values())
    assert asked == [claims], "loops tell no steps"


@pytest.mark.long
def test_what_was_compiled_is_there_the_next_time(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a second process no loop is compiled; a folder that cannot be written hinders nothing."""
    pytest.importorskip("numba")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    text = "def loop(paid, number_0):\n    for k in range(len(paid)):\n        paid[k] = number_0 * k\n"
    said = f"""
import numpy as np
from engine.assessment.loops import compiled
paid = np.empty(3, dtype=np.int64)
function = compiled({text!r})
function(paid, 7)
print(paid.tolist(), sum(function.stats.cache_hits.values()), sum(function.stats.cache_misses.values()))
"""

    def run() -> str:
        done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert [run(), run()] == ["[0, 7, 14] 0 1", "[0, 7, 14] 1 0"]
    assert (tmp_path / "policy-loops").stat().st_mode & 0o077 == 0
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert run().startswith("[0, 7, 14]")
