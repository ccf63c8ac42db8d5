"""Moments as the visitor's clock shows them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def clock_text(moment: datetime, *, seconds: bool = False) -> str:
    """`2025-06-15 14:03`, by the clock of the visitor's browser; by UTC, and saying so, where it is not known."""
    zone = _zone()
    form = "%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M"
    written = moment.astimezone(zone or UTC).strftime(form)
    return written if zone else f"{written} UTC"


def _zone() -> ZoneInfo | None:
    name: object = st.context.timezone
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
