"""How many of something, as it is stated: a whole number."""

from __future__ import annotations

from engine.values.refusal import refuse, shown

MOST_COUNTED = 999_999
"""The largest number that is taken for a count."""


def parse_count(value: object, path: str) -> int:
    """How many, as a whole number; Refused otherwise."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNTED:
        refuse(path, "application.bad_count", given=shown(value), most=MOST_COUNTED)
    return value
