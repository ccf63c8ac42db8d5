"""The JSON Schema for editors accepts every policy there is and marks what the language does not have."""

import copy
import json
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from engine.__main__ import main
from engine.policy.pack import POLICIES, read_raw
from engine.policy.schema import policy_schema
from tests.conftest import ROOT

FOLDERS = sorted(p.parent for root in (POLICIES, ROOT / "tests" / "policies") for p in root.glob("*/policy.toml"))
CHECKED = jsonschema.Draft202012Validator(policy_schema())


def in_json(value: Any) -> Any:
    """What an editor makes of a TOML file: days are text."""
    if isinstance(value, dict):
        return {key: in_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_policy_is_as_the_schema_says(folder):
    assert [error.message for error in CHECKED.iter_errors(in_json(read_raw(folder)))] == []


def test_it_is_a_schema_and_the_command_prints_it(capfdbinary):
    assert main(["schema", "policy"]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert printed == json.loads(json.dumps(policy_schema()))
    jsonschema.Draft202012Validator.check_schema(printed)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("misspelt",), 1),
        (("provisions", 0, "titel"), {"zh": "x", "en": "x"}),
        (("provisions", 0, "steps", 0, "share"), 0.3),
        (("provisions", 0, "facts", 0, "type"), "number"),
        (("law", "numbering"), "chapter"),
        (("languages",), ["fr"]),
        (("rules", 0, "id"), "rounding"),
        (("in_force", "until"), 2031),
    ],
)
def test_what_the_language_does_not_have_is_marked(path, value):
    raw = copy.deepcopy(in_json(read_raw(ROOT / "tests" / "policies" / "tiny-invented-2026")))
    here = raw
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    assert list(CHECKED.iter_errors(raw))


@pytest.mark.parametrize("missing", ["id", "names", "law", "provisions", "in_force"])
def test_what_a_policy_must_have_is_marked_where_it_is_missing(missing):
    raw = in_json(read_raw(ROOT / "tests" / "policies" / "tiny-invented-2026"))
    del raw[missing]
    assert list(CHECKED.iter_errors(raw))
