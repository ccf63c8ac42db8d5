"""What a tab keeps of 预测 is laid out again as it was typed, and read with suspicion."""

import json
from typing import Any

import pytest

from engine.forecast.typed import OF_ALL, SHOCK, read_estimate
from pages.official.budget import desk_store
from pages.official.forecast import sheet_store
from pages.official.forecast.sheet import Sheet
from tests.registry.companies import POLICY

RENT = "art06_rent"
BASE = 2025


def typed() -> Sheet:
    own = Sheet(BASE, (2026,), {2026: "1180", 2027: "二千"}, "64", "7")
    ends = {"low": "10%", "likely": "20%", "high": "30%"}
    own.changes[RENT, 2026, "returning"] = read_estimate("returning", ends, "区统计局企业名录")
    own.changes[OF_ALL, 0, SHOCK] = read_estimate(SHOCK, {"likely": "0.2"}, "")
    return own


def taken(record: object) -> Sheet:
    found = Sheet(BASE)
    sheet_store.take_up(POLICY, found, record if isinstance(record, str) else json.dumps(record))
    return found


def test_what_was_typed_is_laid_out_as_it_was():
    own = typed()
    again = taken(sheet_store.text(POLICY, own))
    for name in ("years", "budgets", "draws", "seed", "said"):
        assert getattr(again, name) == getattr(own, name)
    assert again.changes == own.changes
    assert again.restored == 1, "its boxes are drawn anew"
    assert sheet_store.text(POLICY, again) == sheet_store.text(POLICY, own)


def test_what_does_not_fit_is_left_out_and_counted():
    record = json.loads(sheet_store.text(POLICY, typed()))
    (good, shock), estimate = record["changes"], record["changes"][0][3]
    bad: list[Any] = [
        ["gone", 2026, "demand", estimate], [RENT, 1999, "demand", estimate], [RENT, 2026, "gone", estimate],
        [OF_ALL, 2026, SHOCK, estimate], [RENT, 2026, "returning", {**estimate, "low": "2"}], [RENT, 2026, "growth"],
        [RENT, 2026, "growth", {**estimate, "source": {"origin": "registry", "years": [2025]}}],
        [RENT, 2026, "growth", {**estimate, "source": {"origin": "stated", "note": "长" * 500}}], None,
    ]  # fmt: skip
    record["changes"] = [*bad, good, shock]
    record["budgets"] += [[1999, "5"], [2026, "9" * 500], [2026, 5], "x"]
    record["years"] += [1999, "x", None]
    again = taken(record)
    assert (again.changes, again.budgets, again.years) == (typed().changes, typed().budgets, (2026,))
    assert again.said is not None
    assert f"{len(bad) + 4}处" in again.said[0]["zh"]


@pytest.mark.parametrize(
    "found",
    ["", "x", "[]", "[" * 9000, json.dumps({"policy": "other", "draws": "5"}), " " * (desk_store.LARGEST + 1),
     json.dumps({"policy": POLICY.id, "years": 5, "budgets": {}, "changes": "x", "draws": 5, "seed": ["x"]})],
)  # fmt: skip
def test_what_a_tab_cannot_have_kept_changes_nothing(found: str):
    assert sheet_store.text(POLICY, taken(found)) == sheet_store.text(POLICY, Sheet(BASE))
