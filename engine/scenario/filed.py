"""A scenario as a file: what it is, who made it and when, its history, by which policy, and the figures it came to.

    {"format": "policy-scenario", "edition": 1, "receipt": {…}, "scenario": {…}, "author": "…", "saved_on": "…",
     "history": [{"number": 1, "who": "…", "at": "…", "policy": {…}, "scenario": {…}, "changes": […]}],
     "figures": {"invented": false, "claims": 120, "companies": 80, "requested": "…", "approved": "…", "paid": "…",
                 "ratio": "4/5", "articles": [{"article": 6, "on_budget": true, "requested": "…", …}]}}

The receipt's `input` is the hash of the claims that the figures are of. No claim stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.application.contract import whole_schema
from engine.application.saved import OPENED_ANYWHERE
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.receipt import Receipt, receipt_of
from engine.policy.years import in_year
from engine.scenario.fitting import Fitted, fitted
from engine.scenario.outcome import Outcome
from engine.scenario.plan import LONGEST_NAME, Scenario, read_scenario, scenario_schema, written
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import strict_json
from engine.values.kinds import DAY, MOST_COUNTED, parse_count, parse_yes_no
from engine.values.money import wan
from engine.values.refusal import LONGEST_TEXT, Refusals, Refused, is_text, refuse, shown
from engine.values.shapes import AN_OBJECT, Json, Kind, Listed, Record
from engine.values.written import WrittenRatio

FORMAT = "policy-scenario"
EDITION = 1
LARGEST = 1 << 20
"""Bytes: a scenario in which every number is changed has some ten thousand, and so has each version of its history."""
MOST_VERSIONS = 256
"""Versions in a file, the latest ones; a registry keeps every one."""
LONGEST_CHANGE = 1024
LONGEST_NUMBER = 30
"""Digits of a whole number."""


@dataclass(frozen=True, slots=True)
class Version:
    """One saved version of a scenario: its `number` from 1, who saved it, the moment (ISO 8601, UTC), what was saved
    (as `written` writes it), for which policy (the part `policy` of a receipt; None: not noted)."""

    number: int
    who: str
    at: str
    content: Json
    policy: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What a file holds; `content` is the scenario as it stands in it, `policy` for which it was made."""

    content: Json
    author: str = ""
    saved_on: date | None = None
    history: tuple[Version, ...] = ()
    policy: Mapping[str, Any] | None = None

    def fitted(self, policy: Policy, year: int | None = None) -> Fitted:
        """What of it fits the policy, read for this `year` (None: its own)."""
        return fitted(policy, self.content, self.policy, year)


def document(
    policy: Policy,
    scenario: Scenario,
    on: date,
    author: str = "",
    history: Sequence[tuple[Version, Sequence[Both]]] = (),
    outcome: Outcome | None = None,
) -> Json:
    """What the file says. `history`: its versions, each with what it changed, in words; `outcome`: what it comes to,
    where there are claims."""
    return {
        "format": FORMAT,
        "edition": EDITION,
        "receipt": receipt(policy, scenario, None if outcome is None else outcome.cohort.stated),
        "scenario": written(scenario),
        "author": author,
        "saved_on": on.isoformat(),
        "history": [
            {
                "number": version.number,
                "who": version.who,
                "at": version.at,
                "policy": version.policy,
                "scenario": version.content,
                "changes": list(changes),
            }
            for version, changes in history[-MOST_VERSIONS:]
        ],
        "figures": None if outcome is None else figures(outcome),
    }


def as_bytes(content: Json) -> bytes:
    """The file, as UTF-8 JSON; without the oldest versions of its history where it could not be opened with them."""
    while True:
        data, history = json.dumps(content, ensure_ascii=False, indent=1).encode(), content["history"]
        if len(data) <= OPENED_ANYWHERE or not history:
            return data
        content = {**content, "history": history[len(history) // 8 + 1 :]}


def receipt(policy: Policy, scenario: Scenario, claims: Json | None) -> Receipt:
    """By what a scenario is worked out of these claims (None: of none)."""
    changed = overridden(in_year(policy, scenario.year), scenario.overrides)
    return receipt_of(changed, scenario.in_force(policy), scenario.year, claims)


def figures(outcome: Outcome) -> Json:
    """What a scenario comes to: amounts in 万元, cut as they are published; whether the claims are `invented`."""
    total = outcome.total
    return {
        "invented": outcome.cohort.invented,
        "claims": len(outcome.cohort.claims),
        "companies": outcome.cohort.companies,
        "requested": wan(total.requested),
        "approved": wan(total.approved),
        "paid": wan(total.paid),
        "ratio": WrittenRatio(outcome.budget.ratio),
        "articles": [
            {
                "article": line.article,
                "on_budget": line.on_budget,
                "requested": wan(line.requested),
                "approved": wan(line.approved),
                "paid": wan(line.paid),
            }
            for line in outcome.lines
        ],
    }


# ------------------------------------------------------------------------------------------------------- reading one


def read(policy: Policy, data: bytes) -> Filed:
    """What a file holds. Refused where it is too large, cannot be read, is no such file or damaged, of another policy
    or a later edition. Whether the policy takes its scenario is not asked yet."""
    if len(data) > LARGEST:
        refuse("", "scenario_file.too_large", size=-(-len(data) // 1024), most=LARGEST // 1024)
    try:
        content = strict_json.loads(data.decode("utf-8-sig"), parse_int=_short)
    except (ValueError, RecursionError):
        refuse("", "scenario_file.unreadable")
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        refuse("", "scenario_file.foreign")
    edition = content.get("edition")
    if isinstance(edition, int) and edition > EDITION:
        refuse("edition", "scenario_file.later_edition")
    return of_document(policy, content)


def of_document(policy: Policy, content: Json) -> Filed:
    """The same, of what was read as JSON already."""
    notes = Refusals()
    try:
        found = _FILE.read(content, "", notes)
        notes.raise_if_any()
    except Refused as refused:
        refuse(refused.errors[0]["path"], "scenario_file.damaged", place=shown(refused.errors[0]["path"]))
    if len(found.get("history") or ()) > MOST_VERSIONS:
        refuse("history", "scenario_file.damaged", place="history")
    of = found["receipt"].get("policy")
    named = of.get("id") if isinstance(of, dict) else None
    if not isinstance(named, str):
        refuse("receipt", "scenario_file.damaged", place="receipt.policy")
    if named != policy.id:
        refuse("receipt", "scenario_file.other_policy", given=shown(named), here=both(policy.short_title))
    history = tuple(
        Version(one["number"], one["who"], one["at"], one["scenario"], one.get("policy"))
        for one in found.get("history") or ()
    )
    return Filed(found["scenario"], found.get("author", ""), found.get("saved_on"), history, of)


def given(policy: Policy, raw: object) -> Scenario:
    """The scenario that a command is given: such a file, or a scenario by itself. Refused naming everything in it that
    the policy does not take."""
    if isinstance(raw, dict) and raw.get("format") == FORMAT:
        return read_scenario(policy, of_document(policy, raw).content, "scenario")
    return read_scenario(policy, raw)


def file_schema(policy: Policy) -> Json:
    """The JSON Schema of the file."""
    file = {**_FILE.schema, "properties": {**_FILE.schema["properties"], "scenario": scenario_schema(policy)}}
    return whole_schema(policy, file)


def _short(digits: str) -> int:
    """A whole number that can stand in such a file. ValueError where it has more digits."""
    if len(digits) > LONGEST_NUMBER:
        raise ValueError("too many digits")
    return int(digits)


def _const(value: object) -> Kind:
    def same(given: Any, path: str) -> Any:
        if type(given) is not type(value) or given != value:
            refuse(path, "scenario_file.damaged", place=path)
        return given

    return Kind.of(same, {"const": value})


def _text(longest: int) -> Kind:
    def read(given: Any, path: str) -> str:
        if not is_text(given, longest):
            refuse(path, "scenario_file.damaged", place=path)
        return str(given)

    return Kind.of(read, {"type": "string", "maxLength": longest})


_COUNT = Kind.of(parse_count, {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED})
_YES_NO = Kind.of(parse_yes_no, {"type": "boolean"})
_SAID = Record({lang: _text(LONGEST_CHANGE) for lang in words.LANGUAGES}, frozenset(words.LANGUAGES))
_WHO = _text(LONGEST_TEXT)
_MOMENT = Kind(_text(LONGEST_NAME).read, {"type": "string", "format": "date-time", "maxLength": LONGEST_NAME})
_AMOUNT = Kind(_text(LONGEST_NAME).read, {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{2}$"})
_RATIO = Kind(_text(LONGEST_TEXT).read, {"type": "string", "pattern": "^[0-9]+(/[0-9]+)?$"})
_AMOUNTS = dict.fromkeys(("requested", "approved", "paid"), _AMOUNT)
_ARTICLE = {"article": _COUNT, "on_budget": _YES_NO, **_AMOUNTS}
_TOTAL = {"invented": _YES_NO, "claims": _COUNT, "companies": _COUNT, **_AMOUNTS, "ratio": _RATIO}
_ARTICLES = Listed(Record(_ARTICLE, frozenset(_ARTICLE)))
_FIGURES = Record({**_TOTAL, "articles": _ARTICLES}, frozenset({*_TOTAL, "articles"}))
_VERSION = Record(
    {
        "number": _COUNT,
        "who": _WHO,
        "at": _MOMENT,
        "policy": AN_OBJECT,
        "scenario": AN_OBJECT,
        "changes": Listed(_SAID),
    },
    frozenset({"number", "who", "at", "scenario"}),
)
_FILE = Record(
    {
        "format": _const(FORMAT),
        "edition": _const(EDITION),
        "receipt": AN_OBJECT,
        "scenario": AN_OBJECT,
        "author": _WHO,
        "saved_on": DAY,
        "history": Listed(_VERSION, most=MOST_VERSIONS),
        "figures": _FIGURES,
    },
    frozenset({"format", "edition", "receipt", "scenario"}),
)
