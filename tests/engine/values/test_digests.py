"""The hash of a value: the same for what says the same, and anybody can work it out."""

import hashlib
import json
import shutil
import subprocess
from typing import Any

import pytest

from engine.values.digests import digest

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


@pytest.mark.skipif(shutil.which("jq") is None, reason="NOT RUN: jq is not installed")
def test_jq_works_it_out_as_it_is_written_down():
    command = ["jq", "-cSj", 'walk(if type == "object" then del(.[] | nulls) else . end)']
    said = subprocess.run(command, input=json.dumps(VALUE).encode(), capture_output=True, check=True).stdout
    assert hashlib.sha256(said).hexdigest() == digest(VALUE)
