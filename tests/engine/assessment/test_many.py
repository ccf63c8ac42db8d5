"""The claims of many as columns come to what they come to one by one: in every amount and in every step."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from engine.application.model import Application
from engine.application.reading import read_application
from engine.assessment.cells import Fill, Filling, applicant_row, cells_of
from engine.assessment.evaluation import Gathering
from engine.assessment.many import Evaluated, evaluate_table
from engine.assessment.rules import Rulebook, Rulebooks
from engine.assessment.runs import ClaimRun
from engine.assessment.table import HAD_BY_CLAIM, Rows, Table, Tabling
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.steps.once import OnceStep
from engine.steps.one_side import OneSideStep
from engine.values.refusal import Refused
from tests.benchmarks.population import population
from tests.engine.assessment.looped import hold_loops_to_columns
from tests.engine.assessment.tabled import table_of
from tests.oracle.applications import applications

pytestmark = pytest.mark.extras


@cache
def policy() -> Policy:
    return load_policy(default_policy())


def read(seed: int, count: int) -> list[Application]:
    """Random applications that can be read."""
    found = []
    for raw in applications(seed, count, everything_stated=True):
        try:
            found.append(read_application(policy(), raw, applies=None))
        except Refused:
            continue
    return found


FILLS: tuple[Fill, ...] = ("against", "favour")


def gathered(book: Rulebook, found: list[Application], fills: Sequence[Fill] = FILLS) -> Gathering:
    """Their claims, what is unknown filled in each of these ways in turn."""
    plans, filling, gathering = book.plans, Filling(book.plans), Gathering(book)
    for number, application in enumerate(one.under(book.readings) for one in found):
        row, unknown = applicant_row(plans, application)
        fill, day = fills[number % len(fills)], application.day
        batch = gathering.batch(day.toordinal(), filling.applicant(row, unknown, day, fill, None))
        for cells in (cells_of(plans, application, claim) for claim in application.claims):
            gathering.add(batch, number, cells, *filling.claim(cells, day, fill))
    return gathering


def compare(one_by_one: list[tuple[ClaimRun, str, int]], columns: dict[str, Evaluated]) -> Counter[str]:
    """Hold both equal; how many steps of each kind were compared."""
    compared: Counter[str] = Counter()
    for claim, name, row in one_by_one:
        evaluated = columns[name]
        assert evaluated.approved[row] == claim.approved, (name, dict(claim.row))
        if row in evaluated.apart or not claim.combined:
            continue
        own = [step for step in claim.steps if not isinstance(step.kind, OneSideStep)]
        for step, column in zip(own, (s for s in evaluated.steps if s.level == "claim"), strict=True):
            assert column.kind is step.kind
            assert (column.before[row], column.after[row]) == (step.before, step.after), (name, step)
            for figure in step.figures.keys() & column.figures.keys():
                value = column.figures[figure]
                assert (value[row] if isinstance(value, np.ndarray) and value.ndim else value) == step.figures[figure]
            compared[type(step.kind).__name__] += 1
    return compared


def hold_equal(book: Rulebook, found: list[Application]) -> tuple[Gathering, dict[str, Evaluated], Counter[str]]:
    """Hold what applications come to as a table to what they come to one by one: both, and what was compared."""
    alone = gathered(book, found)
    alone.evaluate()
    table = table_of(book, gathered(book, found).claims)
    columns = evaluate_table(book, table, steps=True)
    hold_loops_to_columns(book, table)
    rows: Counter[str] = Counter()
    placed = []
    for claim in alone.claims:
        name = claim.rules.provision.id
        placed.append((claim, name, rows[name]))
        rows[name] += 1
    return alone, columns, compare(placed, columns)


READINGS: list[Callable[[dict[str, str]], dict[str, str]]] = [
    lambda readings: readings,
    lambda readings: readings | {r.id: r.choices[-1].id for r in policy().readings},
    lambda readings: readings | {r.id: r.choices[n % 2].id for n, r in enumerate(policy().readings)},
]


@pytest.mark.parametrize("change", READINGS)
def test_random_applications_as_a_table_come_to_what_their_claims_come_to(change: Any) -> None:
    book = policy().derived(Rulebooks).under(change(policy().default_readings()))
    alone, columns, compared = hold_equal(book, read(seed=17, count=250))
    assert compared.keys() >= {"CombineStep", "CapStep", "OtherPolicyStep", "ProjectFundingStep"}
    assert any(evaluated.apart for evaluated in columns.values()), "nothing was too large, and no project was shared"
    assert sum(claim.approved > 0 for claim in alone.claims) > 100


def numbered(rows: Rows) -> list[tuple[str, int]]:
    """The projects that are named row by row, and then the matters, each by its number."""
    projects = [*rows.claim_project.tolist(), *rows.item_project.tolist()]
    matters = [] if rows.matter is None else rows.matter.tolist()
    return [*(("project", number) for number in projects), *(("matter", number) for number in matters)]


@pytest.mark.parametrize("fill", FILLS)
def test_a_table_made_of_answers_is_that_of_their_claims(fill: Fill) -> None:
    book = policy().derived(Rulebooks).under(policy().default_readings())
    found = [one.under(book.readings) for one in read(seed=23, count=150) if not one.history and not one.not_counted]
    tabling, is_open = Tabling(book, fill), Counter[bool]()
    for application in found:
        unknown = applicant_row(book.plans, application)[1]
        cells = [cells_of(book.plans, application, claim) for claim in application.claims]
        stays_open = tabling.add(application, application.claims)
        assert stays_open == bool(unknown or any(of.unknown for of in cells))
        is_open[stays_open] += 1
    made, other = tabling.table(), table_of(book, gathered(book, found, [fill]).claims)
    assert made.rows.keys() == other.rows.keys()
    at = [run for run, application in enumerate(found) if application.claims]  # of others there is no claim
    place = {run: n for n, run in enumerate(at)}
    np.testing.assert_array_equal(made.day[at], other.day)
    for name, column in made.applicant.items():
        np.testing.assert_array_equal(column[at], other.applicant[name], name)
    alike = {("project", -1): ("project", -1), ("matter", -1): ("matter", -1)}
    for name, rows in made.rows.items():
        its = other.rows[name]
        assert [place[run] for run in rows.claim_run.tolist()] == its.claim_run.tolist()
        for own, theirs in ((rows.claim, its.claim), (rows.item, its.item), (rows.part, its.part)):
            assert own.keys() == theirs.keys() - set(HAD_BY_CLAIM)
            for of in own:
                assert own[of].dtype == theirs[of].dtype
                np.testing.assert_array_equal(own[of], theirs[of], f"{name} {of}")
        for owner in ("claim_order", "item_claim", "part_item"):
            np.testing.assert_array_equal(getattr(rows, owner), getattr(its, owner), f"{name} {owner}")
        alike |= zip(numbered(rows), numbered(its), strict=True)
        assert list(map(alike.get, numbered(rows))) == numbered(its)
    assert len(set(alike.values())) == len(alike) > 20
    assert is_open[False] > 0


def test_entries_with_projects_of_their_own_weigh_in_a_table_what_they_weigh_alone() -> None:
    """Three applications whose claims share a project as a whole, while their entries have others to themselves."""
    book = policy().derived(Rulebooks).under(READINGS[1](policy().default_readings()))
    hold_equal(book, read(seed=427, count=60)[17:20])


def test_a_population_comes_to_what_its_claims_come_to_one_by_one() -> None:
    book = policy().derived(Rulebooks).under(policy().default_readings())
    table: Table = population(policy(), claims=20_000, seed=3)
    columns = evaluate_table(book, table, steps=True)
    alone = table.claims(book, dict.fromkeys(table.rows, np.ones(table.runs, dtype=bool)))
    gathering = Gathering(book)
    gathering.claims = [claim for claim, _, _ in alone]
    gathering.evaluate()
    compared = compare(alone, columns)
    assert compared["CapStep"] > 3_000
    given = [step for e in columns.values() for step in e.steps if isinstance(step.kind, OnceStep)]
    passed_over = sum(int(((step.before > 0) & (step.after == 0)).sum()) for step in given)
    assert passed_over, "nobody applied twice for what is given once"
    without_steps = evaluate_table(book, table)
    assert {n: e.approved.tolist() for n, e in without_steps.items()} == {
        n: e.approved.tolist() for n, e in columns.items()
    }


def test_loops_make_of_a_population_what_columns_make_of_it() -> None:
    book = policy().derived(Rulebooks).under(policy().default_readings())
    hold_loops_to_columns(book, population(policy(), claims=4_000, seed=4))


def test_a_table_without_claims_comes_to_nothing() -> None:
    book = policy().derived(Rulebooks).under(policy().default_readings())
    assert evaluate_table(book, table_of(book, [])) == {}
