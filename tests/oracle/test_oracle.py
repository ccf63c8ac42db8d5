"""The oracle itself: it agrees with the cases worked by hand, owes nothing to the engine, and sees enough."""

import ast
import json
import re
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.law.cases import Case, cases, examples
from tests.oracle.applications import PROVISIONS, READINGS, applications
from tests.oracle.articles import Facts
from tests.oracle.claims import DEFAULT_READINGS
from tests.oracle.oracle import WHOLE, Assessment, assess, worth, written
from tests.oracle.run import allocated
from tests.oracle.runs import runs

HERE = Path(__file__).parent
PARTS = ("answers", "applications", "articles", "claims", "memory", "oracle", "run", "sharing", "unknowns")
LAW = HERE.parents[1] / "data" / "policies" / "longhua-ai-robotics-2025" / "law.zh.txt"
THE_ORACLE = [HERE / f"{name}.py" for name in PARTS]
ANSWERED = [case for case in cases() if not case.refused]


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: case.name)
def test_the_oracle_agrees_with_the_case_worked_by_hand(case: Case) -> None:
    result = assess(case.application)
    claims = result["claims"].values()
    assert [written(claim["confirmed"]) for claim in claims] == case.confirmed, case.says
    assert [written(claim["ceiling"]) for claim in claims] == case.ceiling, case.says
    assert [claim["status"] for claim in claims] == case.status, case.says
    found = {
        fact: written(worth(case.application, ("claims", 0, "facts", *place(fact)))["c1"]) for fact in case.missing
    }
    assert found == case.missing, case.says


def place(fact: str) -> tuple[str | int, ...]:
    """`rents.1.amount` as a way into the facts; a year is a name, a place in a list a number."""
    return tuple(int(step) if re.fullmatch(r"\d{1,2}", step) else step for step in fact.split("."))


@pytest.mark.parametrize("example", [e for e in examples() if not e.get("refused")], ids=lambda e: e["id"])
def test_the_oracle_agrees_with_the_contracts_example(example: dict[str, Any]) -> None:
    result = assess(example["input"])
    confirmed = {name: written(claim["confirmed"]) for name, claim in result["claims"].items()}
    assert confirmed == example["expected"]["confirmed"], example["reason"]
    assert written(result["total"]["confirmed"]) == example["expected"]["total_confirmed"], example["reason"]


@pytest.mark.parametrize("path", THE_ORACLE, ids=lambda path: path.name)
def test_the_oracle_takes_nothing_from_the_engine(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            module = node.module or ""
            imported.add(module if module.startswith("tests.oracle.") else module.split(".")[0])
    assert imported <= {
        "calendar", "collections", "dataclasses", "datetime", "fractions", "functools", "math", "random",
        "typing", "unicodedata",
        *(f"tests.oracle.{name}" for name in PARTS),
    }  # fmt: skip
    assert "import_module" not in path.read_text(encoding="utf-8")
    assert "__import__" not in path.read_text(encoding="utf-8")


def test_the_oracle_quotes_the_law_verbatim() -> None:
    law = LAW.read_text(encoding="utf-8")
    quotes = [
        re.sub(r"\n\s*", "", quote)
        for path in THE_ORACLE
        for quote in re.findall("「(.+?)」", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    ]
    assert len(quotes) > 20
    assert [quote for quote in quotes if quote not in law] == []


def test_the_same_seed_gives_the_same_applications() -> None:
    assert list(applications(7, 50)) == list(applications(7, 50))
    assert list(applications(7, 50)) != list(applications(8, 50))


def test_applications_are_json_without_floats() -> None:
    def refuse(text: str) -> None:
        raise AssertionError(text)

    for application in applications(1, 500):
        assert json.loads(json.dumps(application), parse_float=refuse) == application


def test_applications_reach_every_provision_status_and_reading() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    chosen: set[tuple[str, object]] = set()
    for application in applications(2, 1200):
        result = assess(application)
        for claim in application["claims"]:
            seen[claim["provision"], result["claims"][claim["id"]]["status"]] += 1
        chosen |= set(application.get("readings", {}).items())
    for provision in PROVISIONS:
        expected = ("ineligible",) if provision == "art14_events" else ("eligible", "needs_information", "ineligible")
        for status in expected:
            assert seen[provision, status] >= 4, (provision, status)
    assert chosen == {(name, choice) for name, choices in READINGS.items() for choice in choices}
    assert {name: choices[0] for name, choices in READINGS.items()} == DEFAULT_READINGS


@pytest.mark.parametrize("reading", [r for r in READINGS if r not in ("allocation_order", "arts_4_8_draw_on_budget")])
@pytest.mark.long
def test_applications_tell_the_choices_of_every_reading_apart(reading: str) -> None:
    """A reading that no random application would notice could be wrong without being found."""
    left = Counter(dict.fromkeys(combinations(READINGS[reading], 2), 3))
    for application in applications(3, 6000):
        found = [
            (choice, assess(application | {"readings": application.get("readings", {}) | {reading: choice}}))
            for choice in READINGS[reading]
        ]
        left -= Counter((a, b) for (a, one), (b, other) in combinations(found, 2) if one != other)
        if not left:
            return
    pytest.fail(f"too few applications tell these choices of {reading} apart: {left}")


def test_more_answers_never_lower_the_amount_of_a_single_claim() -> None:
    for application in applications(4, 750):
        for claim in application["claims"]:
            alone: Facts = assess(application | {"claims": [claim]})["claims"][claim["id"]]
            assert Fraction(0) <= alone["confirmed"] <= alone["ceiling"], json.dumps(application)


def test_no_project_gets_more_than_it_leaves_room_for() -> None:
    pressed = 0
    for run in runs(5, 200):
        seen = Assessment(run["applications"], in_favour=False)
        approved = seen.amounts()
        drawn: Counter[Any] = Counter()
        for n, claim in enumerate(seen.claims):
            if (project := seen.project(n, WHOLE)) is not None:
                drawn[project] += approved[claim.id]  # type: ignore[assignment]
        for project, amount in drawn.items():
            room = seen.rooms[project]
            assert room is not None
            assert amount <= room, json.dumps(run)
            pressed += room > 0 and room - amount < 1
    assert pressed > 25


def test_the_same_seed_gives_the_same_runs_and_they_come_to_every_kind_of_contradiction() -> None:
    assert list(runs(7, 20)) == list(runs(7, 20))
    kinds: Counter[str] = Counter()
    paid = 0
    for run in runs(1, 300):
        actual, points = allocated(run)
        kinds.update({kind for kind, _ in points})
        paid += sum(amount > 0 for amount in actual.values())
    assert paid > 500
    expected = ("matter", "side", "figures of a matter", "figures of a project", "score")
    assert [kind for kind in expected if kinds[kind] < 3] == [], kinds


def test_applications_name_projects_and_matters_again_and_press_on_what_they_share() -> None:
    met: Counter[str] = Counter()
    for application in applications(6, 1500):
        seen = Assessment([application], in_favour=False)
        places = [(n, i) for n, claim in enumerate(seen.claims) for i in (WHOLE, *range(len(claim.projects())))]
        of_project: dict[Any, list[tuple[int, int]]] = {}
        for place in places:
            if isinstance(project := seen.project(*place), str):
                of_project.setdefault(project, []).append(place)
        for project, at in of_project.items():
            drawn = [(n, i) for n, i in at if (seen.weights[n] if i == WHOLE else seen.entry_weights[n][i])]
            met["an entry and a claim"] += len({i == WHOLE for _, i in drawn}) == 2
            met["two provisions"] += len({seen.claims[n].name for n, _ in drawn}) > 1
            met["a share"] += len(drawn) > 1 and 0 < (seen.rooms[project] or 0) < sum(seen.weights[n] for n, _ in drawn)
            met["a share and a difference"] += any(
                (seen.claims[n].facts.get("other_district") or {}).get("received")
                and seen.claims[n].view.readings["art16_top_up"]
                for n, _ in drawn
            )
        for claim in seen.claims:
            named = [matter for matter in claim.matters() if matter]
            met["a matter twice in a claim"] += len(set(named)) < len(named)
        whole = [(claim.name, claim.matter) for claim in seen.claims if claim.matter]
        met["a matter in two claims"] += len(set(whole)) < len(whole)
        met["history"] += "history" in application
    assert len(met) == 7
    assert [what for what, times in met.items() if times < 10] == [], met
