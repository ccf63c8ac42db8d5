"""A shape reads what is given and names everything in it that cannot be accepted; its schema says the same."""

from typing import Any

import jsonschema_rs
import pytest

from engine.values.kinds import AMOUNT, COUNT, DEFINED, ID, TEXT, YES_NO, choices
from engine.values.refusal import Refusals, Refused
from engine.values.shapes import Kind, Listed, Record, Shape, one_of

ENTRY = Record({"id": ID, "amount": AMOUNT, "note": TEXT}, frozenset({"id"}))
WHOLE = Record(
    {"sure": YES_NO, "entries": Listed(ENTRY, least=1), "kind": one_of(["a", "b"]), "of": choices(["x", "y"])}
)


def read(shape: Shape, given: Any, path: str = "") -> tuple[Any, list[str]]:
    """What is read, and the paths of what is not."""
    notes = Refusals()
    found = notes.attempt(shape.read, given, path, notes)
    return found, [error["path"] for error in notes.errors]


def test_what_is_right_is_read_as_the_engine_computes_with_it() -> None:
    given = {"entries": [{"id": "1", "amount": "2.5", "note": 7}], "kind": "b", "of": True}
    entry = {"id": "1", "amount": 2_500_000, "note": "7"}
    assert read(WHOLE, given) == ({"entries": [entry], "kind": "b", "of": ["x", "y"]}, [])


def test_null_and_blank_text_are_not_there() -> None:
    assert read(WHOLE, {"sure": None, "kind": None}) == ({}, [])
    assert read(ENTRY, {"id": "1", "note": "  "}) == ({"id": "1"}, [])


def test_all_that_is_wrong_is_named_and_the_rest_is_read() -> None:
    given = {"kind": "c", "entries": [{"amount": -1, "id": "1", "more": 1}, 5, {"id": "2"}], "nothing": 1}
    found, wrong = read(WHOLE, given, "run")
    assert found == {"entries": [{"id": "1"}, {"id": "2"}]}
    assert wrong == ["run.nothing", "run.entries.0.more", "run.entries.0.amount", "run.entries.1", "run.kind"]


def test_a_record_that_is_read_as_given_names_what_is_wrong_in_that_order() -> None:
    form = Record({"a": COUNT, "b": COUNT}, as_given=True)
    assert read(form, {"b": -1, "x": 1, "a": -1}, "p")[1] == ["p.b", "p.x", "p.a"]


def test_a_name_that_is_required_is_missed_where_it_is_null_or_not_there() -> None:
    assert read(ENTRY, {"id": None}) == ({}, ["id"])
    assert read(ENTRY, {}) == ({}, ["id"])
    assert ENTRY.part({}, "entries.3", notes := Refusals(), "id") is None
    assert [error["path"] for error in notes.errors] == ["entries.3.id"]


def test_an_unknown_name_is_told_which_names_there_are() -> None:
    notes = Refusals()
    ENTRY.names({"more": 1}, "", notes)
    (error,) = notes.errors
    assert "id、amount、note" in error["message"]["zh"]
    listed = Record(ENTRY.fields, order=["note", "id"])
    listed.names({"more": 1}, "", again := Refusals())
    assert "note、id" in again.errors[0]["message"]["zh"]


def test_entries_come_with_their_paths_and_those_that_cannot_be_read_do_not() -> None:
    notes = Refusals()
    assert list(Listed(ID).if_any(["a", 1, "b"], "ids", notes)) == [("ids.0", "a"), ("ids.2", "b")]
    assert list(Listed(ID).if_any(None, "ids", notes)) == []
    assert list(Listed(ID).if_any("a", "ids", notes)) == []
    assert [error["path"] for error in notes.errors] == ["ids.1", "ids"]


@pytest.mark.parametrize(
    "given",
    [
        {}, [], None, {"sure": True}, {"sure": 1}, {"entries": []}, {"entries": [{"id": "1"}]},
        {"entries": [{"id": ""}]},
        {"entries": [{"id": "1", "amount": "1,5"}]}, {"kind": "c"}, {"of": ["y"]}, {"of": ["z"]},
        {"of": False}, {"x": None},
    ],
)  # fmt: skip
def test_the_schema_takes_what_is_read_and_nothing_else(given: Any) -> None:
    schema = jsonschema_rs.Draft202012Validator({**WHOLE.schema, "$defs": DEFINED})
    assert schema.is_valid(given) == (not read(WHOLE, given)[1])


def test_a_description_says_what_a_kind_means_and_changes_nothing() -> None:
    described = AMOUNT.described("what it costs")
    assert described.schema == {"$ref": "#/$defs/amount", "description": "what it costs"}
    with pytest.raises(Refused):
        described.read("-1", "", Refusals())
    assert isinstance(described, Kind)
