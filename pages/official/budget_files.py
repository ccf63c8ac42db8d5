"""Taking the scenarios on the desk away: the link on the page, and what makes the workbook behind it.

The scenarios go with the address, as figures and choices, saved or not; the claims come from the registry when the file
is asked for, for the credential that asks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine import words
from engine.documents import allocation_workbook
from engine.documents.allocation_workbook.given import names_of
from engine.pack import Policy
from engine.refusal import refuse, shown
from engine.registry import cohorts
from engine.registry.access import Credential
from engine.registry.cohorts import Worked
from engine.registry.database import Database
from engine.scenario import Outcome, Scenario, read_scenario, written
from pages.official import budget_drafts
from pages.official.downloads import Download, href
from pages.official.exporting import WORKBOOK
from pages.shared import answers
from pages.shared.html import esc
from pages.shared.language import KEY

ALLOCATION = "allocation.xlsx"


def links_html(scenarios: Sequence[Scenario], chosen: int, lang: str) -> str:
    """The link to the workbook of these scenarios, in which the one at the position `chosen` can be recalculated."""
    asked = {"scenarios": _packed(scenarios), "chosen": str(chosen), KEY: lang}
    address, waits = href(ALLOCATION, **asked), words.text("budget.workbook_waits", lang)
    link = words.text("budget.workbook", lang)
    note = words.text("budget.workbook_note", lang, name=scenarios[chosen].name)
    return (
        f'<div class="r-export"><a class="f-leave r-button" href="{esc(address)}" data-waits="{esc(waits)}">'
        f'{esc(link)}</a><span class="m-over">{esc(note)}</span></div>'
    )


def workbook(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The workbook of the scenarios in the address."""
    policy, lang = answers.policy_in_use(), asked.get(KEY, "")
    lang = lang if lang in words.LANGUAGES else words.LANGUAGES[0]
    scenarios = _unpacked(policy, asked.get("scenarios", ""))
    year = scenarios[0].year
    chosen = next((n for n in range(len(scenarios)) if asked.get("chosen") == str(n)), 0)
    held = cohorts.held(database, credential, policy, year) or cohorts.load(database, credential, policy, year)
    if held.worked is None:
        refuse("year", "budget.workbook_no_claims", year=year)
    outcomes = _outcomes(held.worked, scenarios, year)
    cohort = held.worked.cohort
    names = names_of(cohort.submitted or cohort.raw["applications"] or [])
    made = allocation_workbook.make(outcomes[chosen], outcomes, names, answers.today(), lang)
    name = words.text("budget.workbook_name", lang, year=year, day=answers.today().isoformat())
    return Download(name, WORKBOOK, iter([made]))


def _outcomes(worked: Worked, scenarios: Sequence[Scenario], year: int) -> list[Outcome]:
    return [worked.outcome(replace(one, year=year)) for one in scenarios]


def _packed(scenarios: Sequence[Scenario]) -> str:
    """Scenarios as an address carries them: what they leave open is left out."""
    found = [{name: value for name, value in written(one).items() if value not in (None, {}, [])} for one in scenarios]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _unpacked(policy: Policy, text: str) -> list[Scenario]:
    """The scenarios in an address; Refused where that holds none, or anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not 0 < len(found) <= budget_drafts.MOST:
        refuse("scenarios", "budget.workbook_which", given=shown(text))
    return [read_scenario(policy, one, f"scenarios.{number}") for number, one in enumerate(found)]
