"""What is wrong with a file, as far as anybody would read."""

from __future__ import annotations

from typing import Any, NoReturn

from engine.values.refusal import Refused, error

MOST_SHOWN = 150
"""Errors that are told one by one; of the others, how many there are."""
MOST_GATHERED = 1 << 12
"""Errors after which a file is read no further."""


class Faults:
    """Gathers what is wrong, as far as anybody would read."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.count = 0

    def add(self, path: str, key: str, **values: object) -> None:
        """Note one, at the path of its cell."""
        self.include([error(path, key, **values)])

    def include(self, errors: list[dict[str, Any]]) -> None:
        """Note several; Refused with all of them where they are enough."""
        self.count += len(errors)
        self.shown += errors[: max(0, MOST_SHOWN - len(self.shown))]
        if self.count >= MOST_GATHERED:
            self.stop()

    def stop(self) -> NoReturn:
        """Refused with those that are told, and how many more there are."""
        more = self.count - len(self.shown)
        if more:
            key = "sheets.at_least_more" if self.count >= MOST_GATHERED else "sheets.more"
            self.shown.append(error("", key, more=more))
        raise Refused(self.shown)
