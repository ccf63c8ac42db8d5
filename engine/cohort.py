"""Stub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.pack import Policy

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Company:
    """One invented company: its application in contract form, and its size."""

    content: Json
    size: str | None


@dataclass(frozen=True, slots=True)
class Sample:
    """Invented companies of one year, and a budget (万元) that does not suffice for them (None: none is suggested)."""

    year: int
    seed: int
    budget: str | None
    companies: list[Company]


def invent(policy: Policy, year: int | None = None, seed: int | None = None) -> Sample:
    """The same companies for the same year and seed."""
    raise NotImplementedError


def as_input(sample: Sample) -> Json:
    """What `allocate` takes."""
    return {"budget": sample.budget, "applications": [company.content for company in sample.companies]}
