"""The JSON Schemas for editors accept the files of every policy there is and mark what the language does not have."""

import copy
import json
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import jsonschema_rs
import pytest

from engine.__main__ import main
from engine.policy.folder import POLICIES
from engine.policy.schema import rules_schema, words_schema
from engine.policy.source import RULES, WORDS
from engine.steps.kinds import KINDS
from tests.conftest import ROOT

FOLDERS = sorted(p.parent for root in (POLICIES, ROOT / "tests" / "policies") for p in root.glob(f"*/{RULES}"))
SCHEMA = rules_schema()
OF_RULES, OF_WORDS = (jsonschema_rs.Draft202012Validator(schema) for schema in (SCHEMA, words_schema()))
TINY = ROOT / "tests" / "policies" / "tiny-invented-2026"


def in_json(value: Any) -> Any:
    """What an editor makes of a TOML file: days are text."""
    if isinstance(value, dict):
        return {key: in_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value


def read(folder, name: str) -> Any:
    return in_json(tomllib.loads((folder / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_policy_is_as_the_schemas_say(folder):
    assert [error.message for error in OF_RULES.iter_errors(read(folder, RULES))] == []
    assert [error.message for error in OF_WORDS.iter_errors(read(folder, WORDS))] == []


@pytest.mark.parametrize(("name", "schema"), [("policy", rules_schema), ("words", words_schema)])
def test_it_is_a_schema_and_the_command_prints_it(name, schema, capfdbinary):
    assert main(["schema", name]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert printed == json.loads(json.dumps(schema()))
    jsonschema_rs.meta.validate(printed)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_every_kind_is_shown_by_examples_that_the_schema_accepts(kind):
    own = SCHEMA["$defs"][kind.__name__]
    assert len(own["examples"]) == sum(not example.refused for example in kind.examples)
    for example in own["examples"]:
        jsonschema_rs.Draft202012Validator({**own, "$defs": SCHEMA["$defs"]}).validate(example)


def changed(raw: Any, path: tuple[Any, ...], value: Any) -> Any:
    raw = here = copy.deepcopy(raw)
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("misspelt",), 1),
        (("provisions", 0, "titel"), "x"),
        (("provisions", 0, "title"), {"zh": "x", "en": "x"}),
        (("provisions", 0, "steps", 0, "share"), 0.3),
        (("provisions", 0, "steps", 0, "share"), "0.3"),
        (("provisions", 0, "steps", 2, "cap"), 8),
        (("provisions", 0, "steps", 2, "cap"), "8年"),
        (("windows", 0, "years"), 3),
        (("applicant", 0, "type"), "number"),
        (("law", "numbering"), "chapter"),
        (("languages",), ["fr"]),
        (("rules", 0, "id"), "rounding"),
        (("in_force", "until"), 2031),
    ],
)
def test_what_the_language_does_not_have_is_marked(path, value):
    assert list(OF_RULES.iter_errors(changed(read(TINY, RULES), path, value)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("misspelt",), {"zh": "x"}),
        (("provisions", "s03_equipment", "titel"), {"zh": "x"}),
        (("provisions", "s03_equipment", "steps", "cap", "label"), "x"),
        (("provisions", "s03_equipment", "facts", "machines", "label"), {"en": "x"}),
        (("articles", "3", "number"), {"zh": "x"}),
        (("title", "fr"), "x"),
    ],
)
def test_words_that_have_no_place_are_marked(path, value):
    assert list(OF_WORDS.iter_errors(changed(read(TINY, WORDS), path, value)))


@pytest.mark.parametrize("missing", ["id", "law", "provisions", "in_force"])
def test_what_a_policy_must_have_is_marked_where_it_is_missing(missing):
    raw = read(TINY, RULES)
    del raw[missing]
    assert list(OF_RULES.iter_errors(raw))
