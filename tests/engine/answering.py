"""Answers held against the schemas that the command prints."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema_rs

from engine.allocation.paid import allocation_schema
from engine.assessment.answer import assessment_schema

Fault = Callable[[Any], str | None]


def of(schema: dict[str, Any]) -> Fault:
    """What is wrong with an answer by a schema, if anything."""
    validator = jsonschema_rs.Draft202012Validator(schema)

    def fault(answer: Any) -> str | None:
        """Where it is and what; None for nothing."""
        error = next(validator.iter_errors(json.loads(json.dumps(answer))), None)
        return f"{error.instance_path}: {error.message}" if error else None

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
