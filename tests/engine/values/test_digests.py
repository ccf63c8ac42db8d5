"""The hash of a value: the same for what says the same, and anybody can work it out."""

import hashlib
import json
import shutil
import subprocess
from typing import Any

import pytest

from engine.values.digests import MOST, digest

VALUE: Any = {
    "b": [1, {"y": "龙华", "x": None, "a": [None, True]}, [{"z": None}]],
    "a": {"c": None, "d": ["é", ":null"]},
}
CANONICAL = '{"a":{"d":["é",":null"]},"b":[1,{"a":[null,true],"y":"龙华"},[{}]]}'


def test_it_is_the_sha256_of_canonical_json():
    assert digest(VALUE) == hashlib.sha256(CANONICAL.encode()).hexdigest()
    assert digest([VALUE]) == hashlib.sha256(f"[{CANONICAL}]".encode()).hexdigest()


def test_the_order_of_keys_and_what_is_null_make_no_difference_and_anything_else_does():
    other = json.loads(json.dumps(VALUE, sort_keys=True))
    other["b"][1]["more"] = other["more"] = None
    assert digest(other) == digest(VALUE)
    for value in (VALUE | {"b": VALUE["b"][::-1]}, VALUE | {"more": ""}, VALUE | {"b": [1]}, "a", None, "1", 1, [None]):
        assert digest(value) != digest(VALUE)
    assert digest("1") != digest(1)
    assert digest({"a": "\ud800"}) != digest({"a": "?"})


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_null(inner) for name, inner in value.items() if inner is not None}
    return [without_null(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("count", [MOST, MOST + 1, 2 * MOST, 2 * MOST + 1, 3 * MOST - 1])
def test_a_long_list_counts_as_it_would_in_one_piece(count: int):
    short: list[Any] = [{"n": i, "x": None if i % 3 else [i, None]} for i in range(count)]
    mixed = [*short[:2], {"long": short, "a": None}, None, *short[2:], short, "a"]
    for value in (short, mixed, {"b": mixed, "a": None}):
        whole = json.dumps(without_null(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert digest(value) == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.skipif(shutil.which("jq") is None, reason="NOT RUN: jq is not installed")
def test_jq_works_it_out_as_it_is_written_down():
    command = ["jq", "-cSj", 'walk(if type == "object" then del(.[] | nulls) else . end)']
    said = subprocess.run(command, input=json.dumps(VALUE).encode(), capture_output=True, check=True).stdout
    assert hashlib.sha256(said).hexdigest() == digest(VALUE)
