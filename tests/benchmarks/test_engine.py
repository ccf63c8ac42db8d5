"""How fast the engine is, beside a function written by hand and beside a mere pass over the columns."""

import json
from functools import cache

import numpy as np
import pytest

from engine.application.model import MOST_ENTRIES
from engine.assessment.assess import assess
from engine.assessment.loops import compiled
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebooks
from engine.assessment.table import Table
from engine.policy.folder import load_policy
from engine.policy.pack import Policy
from tests.benchmarks import by_hand
from tests.benchmarks.company import applications
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.benchmarks.population import population, sharing
from tests.law.cases import APPLICANT

BY_HAND_TIMES = 40
"""Of which reading strictly is 3, evaluating and bounds 4.5, the steps in words with what they cite 6, what is assumed
of blanks 1, sums and the receipt 1, advice 14 (each is proven by evaluating the changed application), and the rest what
all of it together costs the processor's cache. The answer holds nine times as many values as that by hand."""
READ_BACK_TIMES = 8
"""The same beside `json.loads` of the answer, which takes 7.5 times as long as the five by hand."""
UNANSWERED_TIMES = 6
PASSES, STEPS_PASSES = 6, 8
SHARING_PASSES, SHARING_STEPS_PASSES = 18, 24
"""What shares a project is evaluated claim by claim: five in a thousand take twice as long as all the others."""
LOOPS_PASSES, SHARING_LOOPS_PASSES = 2, 13
MILLION = 1_000_000
FEW, MOST, SOME = 10_000, 5_000_000, 20
GROWTH = 1.5


@cache
def policy() -> Policy:
    return load_policy("longhua-ai-robotics-2025")


def columns(table: Table) -> list[np.ndarray]:
    """All columns of a table, each in 64 bits."""
    found = [table.day, *table.applicant.values()]
    for rows in table.rows.values():
        found += [column for group in (rows.claim, rows.item, rows.part) for column in group.values()]
        found += [rows.claim_run, rows.claim_order, rows.claim_project]
        found += [rows.item_claim, rows.item_project, rows.part_item]
    return [column.astype(np.int64) for column in found]


def test_the_function_by_hand_and_the_engine_approve_the_same() -> None:
    for application in applications(seed=2, count=200):
        engine = [claim["confirmed"] for claim in assess(policy(), application)["claims"]]
        assert engine == [claim["confirmed"] for claim in by_hand.assess(application)["claims"]]


@pytest.mark.bench
def test_five_claims_with_full_explanation_beside_the_same_five_by_hand(tell: Told) -> None:
    batch = applications(seed=1, count=20)

    def hand() -> None:
        for application in batch:
            by_hand.assess(application)

    def engine() -> None:
        for application in batch:
            assess(policy(), application)

    engine()
    by, own = (t / len(batch) for t in lowest(lambda: medians(21, hand, engine), BY_HAND_TIMES))
    tell("five claims, explained in two languages", "the same five by hand", own, by, BY_HAND_TIMES)
    assert own <= BY_HAND_TIMES * by

    answers = [json.dumps(assess(policy(), application), ensure_ascii=False) for application in batch]

    def read_back() -> None:
        for answer in answers:
            json.loads(answer)

    read, own = (t / len(batch) for t in lowest(lambda: medians(21, read_back, engine), READ_BACK_TIMES))
    tell("five claims, explained in two languages", "reading the answer back", own, read, READ_BACK_TIMES)
    assert own <= READ_BACK_TIMES * read


def claiming(*claims: tuple[str, dict[str, object]]) -> dict[str, object]:
    """An application of which nothing is known but these claims."""
    stated = [{"id": f"c{n}", "provision": provision, "facts": facts} for n, (provision, facts) in enumerate(claims)]
    return {"application_date": "2025-06-15", "applicant": {}, "claims": stated}


@pytest.mark.bench
def test_as_many_entries_as_there_may_be_without_an_answer_beside_the_same_answered(tell: Told) -> None:
    """The worst that one application can ask for: items of which nothing is known, and claims of which nothing is."""
    known = {"filing_date": "2025-01-10", "kind": "filing", "already_rewarded": False}
    project = {"total_investment": "1000", "fiscal_investment": "0"}
    shapes: dict[str, list[list[tuple[str, dict[str, object]]]]] = {
        "models": [
            [("art09_genai_filing", {"models": [model] * (MOST_ENTRIES - 1)})] for model in (dict[str, object](), known)
        ],
        "claims": [
            [("art10_scenario_publisher", facts)] * MOST_ENTRIES
            for facts in (dict[str, object](), {"challenge_mode": True, "project": project})
        ],
    }
    for what, (empty, full) in shapes.items():
        blank, answered = claiming(*empty), claiming(*full) | {"applicant": APPLICANT}

        def measure(answered: object = answered, blank: object = blank) -> list[float]:
            return medians(5, lambda: assess(policy(), answered), lambda: assess(policy(), blank))

        by, own = lowest(measure, UNANSWERED_TIMES)
        tell(f"{MOST_ENTRIES} entries without an answer: {what}", "the same answered", own, by, UNANSWERED_TIMES)
        assert own <= UNANSWERED_TIMES * by


@pytest.mark.bench
@pytest.mark.parametrize("apart", [True, False], ids=["hanging on nothing", "some sharing projects"])
def test_a_million_claims_beside_one_pass_over_their_columns(apart: bool, tell: Told) -> None:
    table = population(policy(), claims=MILLION, seed=1, apart=apart)
    book = policy().derived(Rulebooks).under(policy().default_readings())
    held = columns(table)
    share = sharing(table)
    assert share == 0 if apart else 0.004 <= share <= 0.006

    def one_pass() -> None:
        for column in held:
            np.add(column, 1)

    bounds = (PASSES, STEPS_PASSES) if apart else (SHARING_PASSES, SHARING_STEPS_PASSES)
    for what, bound, steps in zip(("amounts only", "every step"), bounds, (False, True), strict=True):

        def engine(steps: bool = steps) -> None:
            evaluate_table(book, table, steps=steps)

        once, own = lowest(lambda engine=engine: medians(3, one_pass, engine), bound)  # type: ignore[misc]
        of = "" if apart else f", {share:.1%} sharing projects"
        tell(f"1,000,000 claims{of}, {what}", "a pass over their columns", own, once, bound)
        assert own <= bound * once


@pytest.mark.bench
@pytest.mark.parametrize("apart", [True, False], ids=["hanging on nothing", "some sharing projects"])
def test_a_million_claims_by_loops_beside_one_pass_over_their_columns(apart: bool, tell: Told) -> None:
    pytest.importorskip("numba")
    table = population(policy(), claims=MILLION, seed=1, apart=apart)
    book = policy().derived(Rulebooks).under(policy().default_readings())
    held, bound = columns(table), LOOPS_PASSES if apart else SHARING_LOOPS_PASSES

    def one_pass() -> None:
        for column in held:
            np.add(column, 1)

    def loops() -> None:
        evaluate_table(book, table, make=compiled)

    loops()
    once, own = lowest(lambda: medians(5, one_pass, loops), bound)
    of = "" if apart else f", {sharing(table):.1%} sharing projects"
    tell(f"1,000,000 claims{of}, by loops", "a pass over their columns", own, once, bound)
    assert own <= bound * once


@pytest.mark.bench
def test_a_claim_of_millions_takes_as_long_as_one_of_thousands(tell: Told) -> None:
    """With every step; seconds are those of 10,000 claims."""
    book = policy().derived(Rulebooks).under(policy().default_readings())
    tables = [population(policy(), claims=claims, seed=1) for claims in (FEW, MOST)]

    def few() -> None:
        for _ in range(SOME):
            evaluate_table(book, tables[0], steps=True)

    def measure() -> list[float]:
        of_few, of_most = medians(3, few, lambda: evaluate_table(book, tables[1], steps=True))
        return [of_few / SOME, of_most * FEW / MOST]

    once, own = lowest(measure, GROWTH)
    tell(f"{FEW:,} of {MOST:,} claims, every step", f"{FEW:,} claims", own, once, GROWTH)
    assert own <= GROWTH * once
