"""How long an application is kept, and what a company is told of that before it submits."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import tomli

from engine.policy.pack import Policy
from engine.registry.stored import Notice
from engine.text import words
from engine.text.phrases import both

SETTINGS = Path(__file__).resolve().parent.parent.parent / "data" / "registry.toml"
LAST_OF_A_YEAR = (12, 31)


def keep_until(year: int) -> date:
    """The last day on which an application of that year is kept."""
    return date(year + _years_kept(), *LAST_OF_A_YEAR)


def notice(policy: Policy, year: int) -> Notice:
    """What a company is told before it submits an application of that year."""
    until = keep_until(year)
    last = {"zh": f"{until.year}年{until.month}月{until.day}日", "en": until.isoformat()}
    return Notice(
        what=words.both("claims.notice_what"),
        why=words.both("claims.notice_why", policy=both(policy.short_title)),
        until=words.both("claims.notice_until", until=last),
        who=words.both("claims.notice_who"),
        rights=words.both("claims.notice_rights"),
        keep_until=until,
    )


@cache
def _years_kept() -> int:
    return tomli.loads(SETTINGS.read_text(encoding="utf-8"))["kept"]["years"]
