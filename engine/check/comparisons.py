"""What a condition compares."""

from __future__ import annotations

from engine.pack import Condition


def kind_of_test(condition: Condition) -> str | None:
    """Which test a condition makes; None if it makes none or several."""
    tests = [
        name
        for name, there in (
            ("is", condition.is_ is not None),
            ("one_of", bool(condition.one_of)),
            ("in_window", condition.in_window is not None),
            ("at_least", condition.at_least is not None),
            ("above", condition.above is not None),
        )
        if there
    ]
    return tests[0] if len(tests) == 1 else None
