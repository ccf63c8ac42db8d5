"""A scenario's slides: the link on the page of the budget, and what makes the file behind it.

The scenario goes with the address, saved or not; the claims come from the registry when the file is asked for, for the
credential that asks. What is on the slides is what could be published.
"""

import json
from collections.abc import Iterator, Mapping

from engine import inputs, words
from engine.pack import Policy
from engine.refusal import refuse
from engine.registry import cohorts
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.scenario import Scenario, lawful, read_scenario, shown, written
from pages.official.downloads import Download, href
from pages.shared import answers
from pages.shared.html import esc
from pages.shared.language import KEY

BRIEFING = "briefing.pptx"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ASKED = "scenario"
"""The query parameter: the scenario as it is written in files."""


def link_html(own: Scenario, lang: str) -> str:
    """The link to the slides of a scenario."""
    found = {name: value for name, value in written(own).items() if value not in (None, {}, [])}
    asked = {ASKED: json.dumps(found, ensure_ascii=False, separators=(",", ":")), KEY: lang}
    waits = esc(words.text("deck.take_waits", lang))
    note = esc(words.text("deck.take_note", lang, name=own.name))
    return (
        f'<div class="r-export"><a class="f-leave r-button" href="{esc(href(BRIEFING, **asked))}" data-waits="{waits}">'
        f'{esc(words.text("deck.take", lang))}</a><span class="m-over">{note}</span></div>'
    )


def deck(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The slides of the scenario in the address."""
    policy = answers.policy_in_use()
    lang = asked[KEY] if asked.get(KEY) in words.LANGUAGES else words.LANGUAGES[0]
    scenario = _scenario(policy, asked.get(ASKED, ""))
    year = scenario.year
    held = cohorts.held(database, credential, policy, year) or cohorts.load(database, credential, policy, year)
    worked = held.worked
    if worked is None or held.year != year:
        refuse("year", "deck.no_claims", year=year)
    day = answers.today()
    content = shown(worked.outcome(scenario), day, worked.outcome(lawful(scenario)))

    def parts() -> Iterator[bytes]:
        # Only here: no page draws slides, and python-pptx is not loaded before somebody asks for some.
        from engine.documents import deck as drawn

        yield drawn.deck(policy, content, lang)

    return Download(words.text("deck.file_name", lang, year=year, day=day.isoformat()), MEDIA_TYPE, parts())


def _scenario(policy: Policy, text: str) -> Scenario:
    """The scenario in an address; Refused where it holds none, or several."""
    entries, many = inputs.parse(text)
    if many or not entries:
        refuse(ASKED, "deck.which")
    return read_scenario(policy, entries[0].accepted(), ASKED)
