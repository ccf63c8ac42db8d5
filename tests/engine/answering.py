"""Answers held against the schemas that the command prints."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.exceptions import best_match

from engine.allocation.paid import allocation_schema
from engine.assessment.answer import assessment_schema

Fault = Callable[[Any], str | None]


def of(schema: dict[str, Any]) -> Fault:
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


@cache
def _of_assessment() -> Fault:
    return of(assessment_schema())


@cache
def _of_allocation() -> Fault:
    return of(allocation_schema())


def assessment_fault(answer: Any) -> str | None:
    """What is wrong with an assessment."""
    return _of_assessment()(answer)


def allocation_fault(answer: Any) -> str | None:
    """What is wrong with an allocation."""
    return _of_allocation()(answer)
