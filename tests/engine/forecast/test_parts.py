"""Parts of a forecast add up to the whole, whatever the split, and wherever they are worked out."""

import json
import pickle
import sys
from dataclasses import fields, replace
from functools import cache
from itertools import pairwise
from subprocess import CompletedProcess
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.forecast.assumptions import uncertain
from engine.forecast.forecast import Stopped, input_schema, read_job, run
from engine.forecast.parts import Job, Part, combine, part
from engine.forecast.results import forecast_schema
from engine.forecast.summary import summary
from engine.policy.folder import load_policy
from engine.values.money import WHOLE
from engine.values.refusal import Refused
from tests import invented_year
from tests.engine.allocation.test_allocate import GROWTH, RENT, approved
from tests.engine.test_command_line import run as printed

POLICY = load_policy("longhua-ai-robotics-2025")
DRAWS = 40


@cache
def of_invented() -> Job:
    sample = invented_year.as_input()
    given = sample | {"applications": sample["applications"][:40], "budget": "1200", "forecast": {"years": [2027]}}
    return read_job(POLICY, given, draws=DRAWS, seed=7)


def same(one: Part, other: Part) -> bool:
    return (one.first, one.until) == (other.first, other.until) and all(
        np.array_equal(getattr(of, field.name), getattr(other.years[key], field.name))
        for key, of in one.years.items()
        for field in fields(of)
    )


@settings(max_examples=5)
@given(st.sets(st.integers(1, DRAWS - 1), max_size=3))
def test_parts_add_up_to_the_whole_whatever_the_split(cuts: set[int]) -> None:
    job, ends = of_invented(), [0, *sorted(cuts), DRAWS]
    parts = [part(job, first, until) for first, until in pairwise(ends)]
    whole, joined = whole_of(), combine(parts[::-1])
    assert same(whole, joined)
    assert summary(job, joined) == summary(job, whole)


@cache
def whole_of() -> Part:
    return part(of_invented(), 0, DRAWS)


def test_a_part_is_missing_or_there_twice() -> None:
    job = of_invented()
    first, last = part(job, 0, 3), part(job, 5, 8)
    with pytest.raises(ValueError, match="end at 3 and begin at 5"):
        combine([first, last])
    with pytest.raises(ValueError, match="draws 0 to 3 of"):
        summary(job, first)


def test_another_process_works_on_a_part_as_this_one_does() -> None:
    job = of_invented()
    there = pickle.loads(pickle.dumps(job))
    assert same(part(there, 3, 9), part(job, 3, 9))


def test_a_forecast_tells_how_far_it_is_and_stops_when_it_is_told_to() -> None:
    told: list[tuple[int, int]] = []
    found = run(of_invented(), progress=lambda done, of: told.append((done, of)))
    assert told == [(0, DRAWS), (DRAWS, DRAWS)]
    jsonschema_rs.validate(forecast_schema(), json.loads(json.dumps(found)))
    with pytest.raises(Stopped):
        run(of_invented(), progress=lambda done, of: False)


def test_without_dask_a_cluster_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused) as refused:
        run(of_invented(), cluster="tcp://127.0.0.1:8786")
    (error,) = refused.value.errors
    assert error["path"] == "cluster"
    assert "requirements-fast.txt" in error["message"]["en"]


@pytest.mark.long
@pytest.mark.extras
@pytest.mark.filterwarnings("default")
def test_a_cluster_adds_up_to_the_same_forecast() -> None:
    """Two workers of a local cluster, five parts; also after a forecast that was stopped."""
    distributed = pytest.importorskip("distributed")
    job = replace(of_invented(), draws=4 * 512 + 1)
    with distributed.LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        with pytest.raises(Stopped):
            run(job, cluster=address, progress=lambda done, of: done == 0)
        told: list[int] = []
        found = run(job, cluster=address, progress=lambda done, of: told.append(done))
        assert json.dumps(found) == json.dumps(run(job))
        assert len(told) == 6
    with pytest.raises(Refused) as refused:
        run(job, cluster="tcp://127.0.0.1:1")
    assert [error["path"] for error in refused.value.errors] == ["cluster"]


def test_it_is_printed_and_whatever_is_refused_is_named() -> None:
    given = {"budget": "100", "approved_claims": approved(GROWTH, 10, 10)}
    line = {
        "provision": GROWTH,
        "year": 2026,
        "demand": {"low": "3", "likely": "4", "high": "6"},
        "distribution": "fixed",
    }
    said = given | {"forecast": {"years": [2026], "lines": [line]}}
    done = printed("forecast", "--draws", "20", "--seed", "3", given=json.dumps(said))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    jsonschema_rs.validate(forecast_schema(), answer)
    jsonschema_rs.validate(input_schema(POLICY), said)
    (own,) = [of for of in answer["assumptions"]["lines"] if of["provision"] == GROWTH]
    assert own["demand"] == {"low": "3", "likely": "4", "high": "6", "source": {"origin": "stated"}}
    assert own["approval"]["source"] == {"origin": "registry", "years": [2026]}
    wrong = {
        "years": [2030],
        "lines": [line | {"demand": {"low": "3", "likely": "2", "high": "6"}, "growth": "101"}, line],
    }
    done = printed("forecast", "--draws", "0", given=json.dumps(given | {"forecast": wrong}))
    assert (done.returncode, paths(done)) == (2, ["draws"])
    done = printed("forecast", given=json.dumps(given | {"forecast": wrong}))
    wrongs = ["years.0", "lines.0.demand", "lines.0.growth", "lines.1"]
    assert (done.returncode, paths(done)) == (2, [f"forecast.{path}" for path in wrongs])


def paths(done: CompletedProcess[bytes]) -> list[str]:
    return [error["path"] for error in json.loads(done.stderr)["errors"]]


@pytest.mark.long
def test_two_processes_say_what_one_says() -> None:
    job = replace(of_invented(), draws=1_100)
    assert run(job, workers=2) == run(job)


def test_scenarios_beside_a_run_and_claims_of_earlier_years() -> None:
    """Two companies this year and four last year: a demand of three, between the two."""

    def of_year(year: int, count: int) -> dict[str, Any]:
        claims = approved(GROWTH, *[10] * count)
        return {"approved_claims": [claim | {"application_date": f"{year}-05-01"} for claim in claims]}

    beside = {"scenarios": [{"name": "加倍", "year": 2026, "budget": "200"}], "earlier": [of_year(2025, 4)]}
    job = read_job(POLICY, of_year(2026, 2) | {"budget": "100"} | beside, draws=20)
    (line,) = [line for line in job.assumptions.lines if line.provision == GROWTH]
    figures = (line.demand.low, line.demand.likely, line.demand.high)
    assert (line.year, figures, line.demand.source.years) == (2027, (2 * WHOLE, 3 * WHOLE, 4 * WHOLE), (2025, 2026))
    own, doubled = run(job)["scenarios"]
    assert (own["years"][0]["budget"]["cap"], doubled["name"], doubled["years"][0]["budget"]["cap"]) == (
        "100.00", "加倍", "200.00",
    )  # fmt: skip
    assert own["years"][0]["articles"][1]["approved"] == doubled["years"][0]["articles"][1]["approved"]
    with pytest.raises(Refused, match=r"earlier\.0"):
        read_job(POLICY, of_year(2026, 2) | {"earlier": [of_year(2026, 3)]})
    with pytest.raises(Refused, match=r"earlier\.0\.approved_claims\.0\.provision"):
        read_job(POLICY, of_year(2026, 2) | {"earlier": [{"approved_claims": approved("x", 10)}]})


def test_the_assumption_that_moves_most_stands_first_and_those_that_are_certain_not_at_all() -> None:
    job = of_invented()
    tornado = run(job)["scenarios"][0]["years"][0]["tornado"]
    lengths = [abs(float(bar["high"]["asked"]) - float(bar["low"]["asked"])) for bar in tornado["bars"]]
    assert lengths == sorted(lengths, reverse=True)
    doubted = {(line and line.provision, name) for line, name, _ in uncertain(job.assumptions)}
    assert {(bar["provision"], bar["figure"]) for bar in tornado["bars"]} == doubted
    assert not any(bar["figure"] == "take_up" for bar in tornado["bars"])
    likely = float(tornado["likely"]["asked"])
    (demand,) = [bar for bar in tornado["bars"] if (bar["figure"], bar["provision"]) == ("demand", RENT)]
    assert float(demand["low"]["asked"]) < likely < float(demand["high"]["asked"])
