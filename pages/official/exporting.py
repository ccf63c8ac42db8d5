"""Taking claims out of the registry as files: the links on a page, and what makes the files behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from engine import sheets, words
from engine.pack import Policy
from engine.registry import applications
from engine.registry.access import Credential
from engine.registry.applications import Wanted
from engine.registry.database import Database
from pages.official.downloads import Download, href
from pages.shared.answers import policy_in_use, today
from pages.shared.html import esc
from pages.shared.language import KEY, say

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLAIMS = "claims.xlsx"
TRUTH = {"True": True, "False": False}


def links_html(wanted: Wanted, lang: str) -> str:
    """The link to what was found, as a workbook, with what it holds."""
    asked = {name: str(value) for name, value in asdict(wanted).items() if value not in (None, "") and name != "order"}
    address = href(CLAIMS, **{KEY: lang}, **asked)
    said, note = esc(say("claims_page.export_xlsx")), esc(say("claims_page.export_note"))
    return (
        f'<div class="r-export"><a class="f-leave r-button" href="{esc(address)}">{said}</a>'
        f'<span class="m-over">{note}</span></div>'
    )


def workbook(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The applications that the address asks for, as a workbook that an import takes."""
    policy, lang = policy_in_use(), asked.get(KEY, "zh")
    lang = lang if lang in words.LANGUAGES else "zh"
    stored = applications.exported(database, credential, policy, wanted(asked))
    name = words.text("claims_page.export_name", lang, day=today().isoformat())
    return Download(name, WORKBOOK, _made(policy, stored, lang))


def _made(policy: Policy, stored: Iterator[applications.Stored], lang: str) -> Iterator[bytes]:
    yield sheets.write(policy, stored, lang)


def wanted(asked: Mapping[str, str]) -> Wanted:
    """What an address asks for. What it cannot mean finds nothing rather than everything."""
    year = asked.get("year", "")
    return Wanted(
        text=asked.get("text", ""),
        provision=asked.get("provision"),
        source=asked.get("source"),
        size=asked.get("size"),
        year=None if not year else int(year) if year.isascii() and year.isdigit() and len(year) < 5 else 0,
        decided=TRUTH.get(asked.get("decided", "")),
    )
