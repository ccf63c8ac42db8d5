"""Moments and days as the registry's tables keep them: as texts that are in the order of time in either database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

from engine.registry.faults import Unreadable

T = TypeVar("T")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, written so that texts are in the order of the moments, in either database."""

    impl = String(27)
    cache_ok = True

    @staticmethod
    def written(moment: datetime) -> str:
        """The moment as it stands in the database; one without a zone is refused (ValueError)."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else self.written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        return None if value is None else _read(datetime.fromisoformat, value)


class Day(TypeDecorator[date]):
    """A day, written as 2025-06-15 in either database."""

    impl = String(len("2025-06-15"))
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """From the database."""
        return None if value is None else _read(date.fromisoformat, value)


def _read(parse: Callable[[str], T], value: str) -> T:
    try:
        return parse(value)
    except (TypeError, ValueError) as fault:
        raise Unreadable(value) from fault
