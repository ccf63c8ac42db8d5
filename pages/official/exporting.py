"""Taking claims out of the registry as files: the links on a page, and what makes the files behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from markupsafe import Markup

from engine.registry import listing
from engine.registry.access import Credential
from engine.registry.database import Database
from engine.registry.stored import STANDINGS, Wanted
from engine.text import words
from engine.values.refusal import refuse
from pages.official.downloads import href, language_of
from pages.shared import in_use
from pages.shared.files import MEDIA_TYPES, Download, made
from pages.shared.language import KEY
from pages.shared.templates import template

WORKBOOK = MEDIA_TYPES["xlsx"]
CLAIMS, LIST = "claims.xlsx", "claims.csv"
OF_PROFILE = "profile."
"""Before the name of a fact of the applicant that no rule reads, in an address."""
TRUTH = {"True": True, "False": False}


def links_html(wanted: Wanted, lang: str) -> Markup:
    """The links to what was found: as a workbook, and as CSV where one kind of claim is looked for."""
    plain = {name: value for name, value in asdict(wanted).items() if name not in ("order", "profile")}
    asked = {name: str(value) for name, value in plain.items() if value not in (None, "")}
    asked |= {OF_PROFILE + fact: choice for fact, choice in wanted.profile}
    files = [(href(CLAIMS, **asked, **{KEY: lang}), "claims_page.export_xlsx")]
    if wanted.provision:
        files.append((href(LIST, **asked, **{KEY: lang}), "claims_page.export_csv"))
    return template("official", lang).exports(files)


def workbook(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The applications that the address asks for, as a workbook that an import takes."""
    policy, lang = in_use.policy_in_use(), language_of(asked)
    stored = listing.exported(database, credential, policy, wanted(asked))
    name = words.text("claims_page.export_name", lang, day=in_use.today().isoformat())
    return Download(name, WORKBOOK, _made("write", policy, stored, lang))


def table(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The claims of one provision that the address asks for, as CSV that an import takes."""
    policy, lang = in_use.policy_in_use(), language_of(asked)
    provision = asked.get("provision", "")
    if provision not in {p.id for p in policy.provisions}:
        refuse("provision", "claims_page.export_which")
    stored = listing.exported(database, credential, policy, wanted(asked))
    title = policy.provision(provision).title.in_language(lang)
    name = words.text("claims_page.export_csv_name", lang, title=title, day=in_use.today().isoformat())
    return Download(name, "text/csv; charset=utf-8", _made("write_csv", policy, provision, stored, lang))


def _made(how: str, *given: object) -> Iterator[bytes]:
    """The file in one piece. What is `given` bit by bit is read from the registry when the file is asked for."""
    yield made(f"engine.sheets:{how}", *(list(part) if isinstance(part, Iterator) else part for part in given))


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
        standing=next((name for name in STANDINGS if name == asked.get("standing")), None),
        profile=tuple((n.removeprefix(OF_PROFILE), x) for n, x in asked.items() if n.startswith(OF_PROFILE)),
    )
