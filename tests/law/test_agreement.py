"""The engine and the oracle agree on random applications and runs: the amounts of every claim, and totals."""

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from engine.allocation.allocate import allocate
from engine.allocation.approval import amounts_of
from engine.application.reading import read_application
from engine.assessment.assess import assess_many
from engine.assessment.cells import Fill
from engine.policy.folder import load_policy
from engine.values.money import WAN, wan
from tests.oracle.applications import applications, years_of_applications
from tests.oracle.oracle import assess as by_hand
from tests.oracle.oracle import written
from tests.oracle.run import allocated
from tests.oracle.runs import runs

Facts = dict[str, Any]
BATCH = 1_500
FILLS: tuple[Fill, Fill] = ("against", "favour")


@cache
def policy() -> Any:
    return load_policy("longhua-ai-robotics-2025")


def by_engine(batch: list[Facts]) -> list[Facts]:
    """What the engine says, as far as the oracle has a say in it: each claim with all that is unknown against it, and
    with its conditions in favour. Its bounds hold for the first."""
    return [
        _compared(application, result) if "claims" in result else result
        for application, result in zip(batch, assess_many(policy(), batch), strict=True)
    ]


def _compared(application: Facts, result: Any) -> Facts:
    read = read_application(policy(), application)
    against, favour = (amounts_of(policy(), [read], read.readings, fill) for fill in FILLS)
    claims = {}
    for i, claim in enumerate(result["claims"]):
        confirmed, ceiling = wan(against[0, i]), wan(favour[0, i])
        assert Fraction(claim["confirmed"]) <= Fraction(confirmed), claim["id"]
        assert claim["most"] is None or Fraction(confirmed) <= Fraction(claim["most"]), claim["id"]
        claims[claim["id"]] = {"confirmed": confirmed, "ceiling": ceiling}
    assert Fraction(result["total"]["confirmed"]) <= Fraction(sum(against.values()), WAN)
    return {"claims": claims, "total": {"confirmed": wan(sum(against.values())), "ceiling": wan(sum(favour.values()))}}


def by_oracle(application: Facts) -> Facts:
    """What the oracle says, in the same form."""
    result = by_hand(application)
    return {
        "claims": {
            name: {"confirmed": written(claim["confirmed"]), "ceiling": written(claim["ceiling"])}
            for name, claim in result["claims"].items()
        },
        "total": {name: written(amount) for name, amount in result["total"].items()},
    }


def disagree(application: Facts) -> bool:
    """Whether the two differ on one application; a refusal or a crash is a difference too."""
    try:
        return by_engine([application]) != [by_oracle(application)]
    except Exception:
        return True


def smaller(value: Any) -> Iterator[Any]:
    """The same with one thing less: a claim, an item, an answer, or a simpler amount."""
    if isinstance(value, dict):
        if "id" in value and "provision" not in value and "entity_type" not in value:
            return  # a project with a name: its figures must stay the same everywhere
        for key in value:
            if key not in ("application_date", "applicant", "claims", "id", "provision", "facts"):
                yield {name: answer for name, answer in value.items() if name != key}
        for key, answer in value.items():
            if key != "provision":
                yield from (value | {key: less} for less in smaller(answer))
    elif isinstance(value, list):
        for i in range(len(value)):
            yield value[:i] + value[i + 1 :]
        for i, item in enumerate(value):
            yield from ([*value[:i], less, *value[i + 1 :]] for less in smaller(item))
    elif isinstance(value, str) and "." in value and value.replace(".", "").isdigit():
        yield value.split(".")[0]


def smallest(application: Facts) -> Facts:
    """An application on which the two still differ though nothing more can be left out."""
    reasons_kept = kind_of(application)
    shrinking = True
    while shrinking:
        shrinking = False
        for candidate in smaller(application):
            if candidate["claims"] and disagree(candidate) and kind_of(candidate) == reasons_kept:
                application, shrinking = candidate, True
                break
    return application


def kind_of(application: Facts) -> str:
    """The kind of a difference, so that shrinking does not wander from a wrong amount to a refusal."""
    try:
        result = by_engine([application])[0]
    except Exception as trouble:
        return type(trouble).__name__
    return "refused" if "errors" in result else "different"


def check(seed: int, count: int) -> None:
    """Compare so many applications; of a difference the smallest form is shown."""
    batch = list(applications(seed, count))
    try:
        engine = by_engine(batch)
    except Exception:
        engine = []
    oracle = [by_oracle(application) for application in batch]
    if engine == oracle:
        return
    different = [a for a, e, o in zip(batch, engine, oracle, strict=True) if e != o] if engine else batch
    first = next((a for a in different if disagree(a)), None)
    assert first is not None, f"seed {seed}: they differ in the batch, but not one by one"
    found = smallest(first)
    try:
        engine_says = json.dumps(by_engine([found])[0], ensure_ascii=False)
    except Exception as trouble:
        engine_says = repr(trouble)
    pytest.fail(
        f"seed {seed}: {len(different)} of {count} differ; the smallest found:\n"
        f"{json.dumps(found, ensure_ascii=False)}\n"
        f"engine: {engine_says}\n"
        f"oracle: {json.dumps(by_oracle(found), ensure_ascii=False)}"
    )


def paid_by_engine(run: Facts) -> tuple[Facts, set[str]]:
    """What each claim of a run is paid, and which are open."""
    answer = allocate(policy(), run)
    opened = {claim["id"] for claim in answer["claims"] if "open" in claim["limits"]}
    return {claim["id"]: claim["actual"] for claim in answer["claims"]}, opened


def hold_to_each_other(run: Facts) -> None:
    """What each claim of a run is paid, and which are open, must be the same."""
    paid, points = allocated(run)
    opened = {claim for kind, claims in points if kind != "tie" for claim in claims}
    assert paid_by_engine(run) == ({name: written(x) for name, x in paid.items()}, opened), json.dumps(run)


def test_they_agree_on_what_one_applicant_applies_for_on_several_days_of_a_year() -> None:
    for batches in years_of_applications(5, 100):
        hold_to_each_other({"readings": batches[0].get("readings"), "applications": batches})


def test_they_agree_on_what_several_companies_with_common_projects_and_matters_are_paid() -> None:
    for run in runs(1, 100):
        hold_to_each_other(run)


@pytest.mark.long
@pytest.mark.parametrize("number", range(20))
def test_they_agree_on_twenty_thousand_runs(number: int, first_seed: int) -> None:
    for run in runs(first_seed + number, 1_000):
        hold_to_each_other(run)


def test_they_agree_on_a_thousand_random_applications() -> None:
    check(1, 1_000)


@pytest.mark.long
@pytest.mark.parametrize("number", range(200))
def test_they_agree_on_a_million_random_applications(number: int, first_seed: int) -> None:
    check(first_seed + number, BATCH)
