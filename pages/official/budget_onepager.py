"""一图读懂 of a scenario: the links on the page of the budget, and what makes the files behind them.

The scenario stands in the address: one that is on the desk need not be saved to be shown to a colleague.
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial

from engine import inputs, words
from engine.documents import onepager
from engine.refusal import refuse
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.scenario import Scenario, read_scenario, written
from pages.official.downloads import Download, Maker, href
from pages.shared.answers import policy_in_use
from pages.shared.html import esc
from pages.shared.language import KEY
from pages.shared.onepager import MEDIA_TYPES, file_name

NAME = "onepager"
ASKED, AT = "scenario", "address"
"""The query parameters: the scenario as it is written in files, and the app's address for the QR code."""


def links_html(own: Scenario, lang: str, address: str | None = None) -> str:
    """The links to the page of a scenario, as a picture and as a document; the app's `address` stands on it."""
    asked = {ASKED: json.dumps(written(own), ensure_ascii=False, separators=(",", ":")), KEY: lang}
    if address is not None:
        asked[AT] = address
    waits = esc(words.text("onepager.take_waits", lang))
    links = "".join(
        f'<a class="f-leave r-button" href="{esc(href(NAME + ending, **asked))}" data-waits="{waits}">'
        f"{esc(words.text(f'onepager.take_{ending[1:]}', lang))}</a>"
        for ending in (".png", ".pdf")
    )
    said = esc(words.text("onepager.take_scenario", lang, name=own.name))
    note = esc(words.text("onepager.take_scenario_text", lang))
    return f'<div class="r-export"><span>{said}</span>{links}<span class="m-over">{note}</span></div>'


def makers() -> dict[str, Maker]:
    """What makes the files, by their names in the address."""
    return {NAME + ending: partial(_made, ending) for ending in (".png", ".pdf")}


def _made(ending: str, _database: Database, _credential: Credential, asked: Mapping[str, str]) -> Download:
    policy = policy_in_use()
    lang = asked[KEY] if asked.get(KEY) in words.LANGUAGES else words.LANGUAGES[0]
    entries, many = inputs.parse(asked.get(ASKED, ""))
    if many:
        refuse(ASKED, "onepager.many")
    page = onepager.compose(policy, read_scenario(policy, entries[0].accepted(), ASKED), lang, asked.get(AT))

    def parts() -> Iterator[bytes]:
        yield onepager.make(page, ending, policy.law.published)

    return Download(file_name(policy, ending, lang, "file_name_scenario"), MEDIA_TYPES[ending], parts())
