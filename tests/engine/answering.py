"""Answers held against the schemas that the command prints."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import best_match

from engine.allocation.paid import allocation_schema
from engine.assessment.answer import assessment_schema


def of(schema: dict[str, Any]) -> Callable[[Any], str | None]:
    """What is wrong with an answer by a schema, if anything."""
    quick = jsonschema_rs.Draft202012Validator(schema)

    def fault(answer: Any) -> str | None:
        """Where it is and what; None for nothing."""
        written = json.loads(json.dumps(answer))
        if quick.is_valid(written):
            return None
        error = best_match(jsonschema.Draft202012Validator(schema).iter_errors(written))
        return f"{error.json_path}: {error.message}"

    return fault


assessment_fault, allocation_fault = of(assessment_schema()), of(allocation_schema())
