"""What files are called that somebody takes away: whose they are, what they are, and of which day, so that a folder
with those of twenty companies can be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

from engine.documents.characters import plain, shortened
from engine.policy.pack import Policy
from engine.text import words

UNSAFE = re.compile(r"[\\/:*?\"<>|&;%#'`$!~\[\]{}^=+,\s]+")
"""What some system does not take in a file's name, or reads as something else."""
LONGEST = 24
"""Chinese characters of a company's name; of others twice as many."""
LEAST = 2
"""Characters that are left of a name, or it stays whole."""


def short_name(policy: Policy, name: str) -> str:
    """A company's name without the place of the policy before it and the legal form behind it; "" where there is none
    to be seen."""
    return _short_name(policy.place.zh, name)


@lru_cache(1024)
def _short_name(place: str, name: str) -> str:
    said = plain(name)
    cities = [place, *re.findall(r".+?[省市区县]", place)]
    cities += [city[:-1] for city in cities if len(city) > LEAST]
    said = _without(re.compile("^(?:" + "|".join(map(re.escape, cities)) + ")+"), said)
    said = _without(_legal_forms(), said)
    safe = UNSAFE.sub("-", said).strip("-. ")
    return shortened(safe, LONGEST).rstrip("…-. ")


@cache
def _legal_forms() -> re.Pattern[str]:
    """What stands behind a company's name, whatever the company is."""
    zh, en = (words.text("documents.legal_forms", lang) for lang in ("zh", "en"))
    return re.compile(rf"(?:{zh}|(?:[\s,]*\b(?:{en})\b\.?)+)(?=$|[（(])", re.IGNORECASE)


def _without(part: re.Pattern[str], said: str) -> str:
    left = part.sub("", said, count=1).strip()
    return left if len(left) >= LEAST else said


def file_name(policy: Policy, applicant: Mapping[str, Any], what: str, day: date, lang: str, ending: str) -> str:
    """企业简称-内容-日期: the name of a file of an `applicant` (contract form) that is `what` (a key of file_… in
    documents.toml), made on a `day`; `ending` with its dot. A company that has no name is told by its credit code, and
    else left out."""
    parts = [short_name(policy, str(applicant.get(policy_name) or "")) for policy_name in ("name", policy.code_fact)]
    of = next((part for part in parts if part), "")
    parts = [of, words.text(f"documents.file_{what}", lang), day.isoformat()]
    return "-".join(part for part in parts if part) + ending
