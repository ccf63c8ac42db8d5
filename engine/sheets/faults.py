"""What is wrong with a file, as far as anybody would read."""

from __future__ import annotations

from typing import Any, NoReturn

from engine.sheets.columns import heading
from engine.sheets.rows import Sheet
from engine.text import words
from engine.text.phrases import Both
from engine.values.refusal import Refused, error, shown

MOST_SHOWN = 150
"""Errors that are told one by one; of the others, how many there are."""
MOST_GATHERED = 1 << 12
"""Errors after which a file is read no further."""


class Faults:
    """Gathers what is wrong, as far as anybody would read. `places`: of the cells about which something was noted."""

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.count = 0
        self.places: set[str] = set()

    def add(self, path: str, key: str, **values: object) -> None:
        """Note one, at the path of its cell."""
        self.include([error(path, key, **values)])

    def cell(self, sheet: Sheet, row: int, position: int, key: str, /, **values: object) -> None:
        """Note what is wrong with a cell, by the key of its sentence."""
        self.about(sheet, row, position, words.both(key, **values))

    def about(self, sheet: Sheet, row: int, position: int, why: Both) -> None:
        """Note what is wrong with a cell."""
        name, label, place = shown(sheet.grid.name), sheet.label(position), sheet.place(row, position)
        self.places.add(place)
        self.add(place, "sheets.in_cell", sheet=name, row=row, label=label, why=why)

    def headings(self, sheet: Sheet) -> None:
        """Note the headings that mean nothing, or are there twice."""
        for position, (text, column) in enumerate(zip(sheet.grid.headings, sheet.columns, strict=True)):
            if column is None and text is not None:
                known = isinstance(text, str) and heading(text) in sheet.known
                key = "sheets.heading_twice" if known else "sheets.unknown_heading"
                self.add(sheet.place(sheet.grid.first, position), key, given=shown(str(text)))

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

    def stop_if_any(self) -> None:
        """Refused as by `stop` where anything was noted."""
        if self.count:
            self.stop()
