"""An application holds at most so many claims and entries of lists, at every depth, together."""

import copy
from typing import Any

import jsonschema_rs
import pytest

from engine import sheets
from engine.allocation.allocate import allocate
from engine.application import saved
from engine.application.contract import application_schema
from engine.application.model import MOST_ENTRIES, entries_in
from engine.application.reading import read_application
from engine.assessment.alternatives import compare_readings
from engine.assessment.assess import assess
from engine.planning.choice import best_choice
from engine.policy.folder import default_policy, load_policy
from engine.values.refusal import Refused
from tests.law.cases import APPLICANT
from tests.registry.companies import content, rent

POLICY = load_policy(default_policy())

Json = dict[str, Any]


def holding(models: int, name: str = "c") -> Json:
    """One claim with so many models in it, nothing else known of it."""
    claim = {"id": f"{name}1", "provision": "art09_genai_filing", "facts": {"models": [{} for _ in range(models)]}}
    return {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": [claim]}


def financed(rounds: int, instalments: int) -> Json:
    """One claim with so many rounds, each in so many instalments."""
    facts: Json = {"rounds": [{"instalments": [{} for _ in range(instalments)]} for _ in range(rounds)]}
    claim = {"id": "f1", "provision": "art13_financing", "facts": facts}
    return {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": [claim]}


def claiming(count: int) -> Json:
    """So many claims without lists."""
    claims = [{"id": f"c{n}", "provision": "art04_compute_voucher", "facts": {}} for n in range(count)]
    return {"application_date": "2025-06-15", "applicant": APPLICANT, "claims": claims}


AT_MOST = [claiming(200), holding(199), financed(1, 198), financed(99, 1)]
ABOVE = [(claiming(201), 201), (holding(200), 201), (financed(1, 199), 201), (financed(100, 1), 201)]


@pytest.mark.parametrize("raw", AT_MOST)
def test_two_hundred_together_are_read(raw: Json) -> None:
    assert entries_in(raw["claims"]) in (199, MOST_ENTRIES)
    read_application(POLICY, raw)
    assert saved.read(POLICY, saved.write(POLICY, saved.Saved(raw), POLICY.in_force.start)).application["claims"]
    assert jsonschema_rs.Draft202012Validator(application_schema(POLICY)).is_valid(raw)


@pytest.mark.parametrize("ask", [assess, read_application, compare_readings, best_choice])
@pytest.mark.parametrize(("raw", "count"), ABOVE)
def test_one_more_is_refused_in_words_with_how_many_there_are_and_how_many_there_may_be(
    ask: Any, raw: Json, count: int
) -> None:
    with pytest.raises(Refused) as refused:
        ask(POLICY, raw)
    (error,) = refused.value.errors
    assert error["path"] == "claims"
    for lang in ("zh", "en"):
        assert str(count) in error["message"][lang]
        assert str(MOST_ENTRIES) in error["message"][lang]


def test_other_mistakes_are_told_beside_it() -> None:
    raw = holding(200) | {"readings": {"nothing": "like that"}}
    with pytest.raises(Refused) as refused:
        assess(POLICY, raw)
    assert {error["path"] for error in refused.value.errors} == {"claims", "readings.nothing"}


def test_in_an_allocation_each_application_is_bounded_and_not_their_sum() -> None:
    many = [holding(199, f"m{n}-") for n in range(3)]
    assert len(allocate(POLICY, {"applications": many})["claims"]) == 3
    many[1] = holding(200, "m1-")
    with pytest.raises(Refused) as refused:
        allocate(POLICY, {"applications": many})
    assert [error["path"] for error in refused.value.errors] == ["applications.1.claims"]


@pytest.mark.parametrize(("models", "laid_aside"), [(200, 0), (100, 99)])
def test_a_saved_file_with_more_is_refused_what_is_laid_aside_counts(models: int, laid_aside: int) -> None:
    declined = {"art09_genai_filing": holding(laid_aside, "d")["claims"]} if laid_aside else {}
    file = saved.Saved(holding(models), declined)
    with pytest.raises(Refused) as refused:
        saved.read(POLICY, saved.write(POLICY, file, POLICY.in_force.start))
    (error,) = refused.value.errors
    assert "201" in error["message"]["zh"]
    assert "200" in error["message"]["en"]


@pytest.mark.parametrize("raw", [claiming(201), holding(200), financed(1, 199)])
def test_the_schema_says_it_of_each_list(raw: Json) -> None:
    """That the sum counts, no schema can say; it stands in the description."""
    schema = application_schema(POLICY)
    assert not jsonschema_rs.Draft202012Validator(schema).is_valid(raw)
    assert str(MOST_ENTRIES) in schema["properties"]["claims"]["description"]


def a_file(rents: int, csv: bool) -> bytes:
    """The file of one company whose rent is stated in so many parts."""
    raw = content(1)
    entry = rent()["facts"]["rents"][0]
    raw["claims"][0]["facts"]["rents"] = [copy.deepcopy(entry) for _ in range(rents)]
    one = type("Stored", (), {"content": raw, "size": None, "claims": (), "mark": ""})()
    if csv:
        return sheets.write_csv(POLICY, "art06_rent", [one], "zh")
    return sheets.write(POLICY, [one], "zh")


@pytest.mark.parametrize("csv", [False, True])
def test_a_workbook_or_table_with_more_is_refused_at_its_row(csv: bool) -> None:
    assert sheets.read(POLICY, a_file(199, csv), "x")
    with pytest.raises(Refused) as refused:
        sheets.read(POLICY, a_file(200, csv), "x")
    (error,) = refused.value.errors
    assert "201" in error["message"]["zh"]
    assert "200" in error["message"]["zh"]
