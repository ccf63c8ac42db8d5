"""What officials take away of the scenarios on the desk: the links on the page of the budget, and what makes the files
behind them.

The scenarios go with the address, as figures and choices, saved or not; the claims come from the registry when a file
is asked for, for the credential that asks. The files are made in the workshop.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from engine.documents.characters import plain, shortened
from engine.documents.scenario_file import scenario_file
from engine.policy.pack import Policy
from engine.registry import access, cohorts, scenarios
from engine.registry.access import Credential
from engine.registry.cohorts import Held
from engine.registry.database import Database
from engine.scenario import Scenario, base_of, publication_of, read_scenario, written
from engine.scenario.annual_budgets import amount_of
from engine.scenario.inputs import names_of
from engine.scenario.worked import Worked
from engine.text import words
from engine.values.refusal import refuse, shown
from engine.view import marks
from engine.view.budget.amendments import Amendments, amendments
from pages.official.budget.drafts import MOST
from pages.official.downloads import ADDRESS, Maker, href, language_of
from pages.shared.files import MEDIA_TYPES, Download, made
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import KEY
from pages.shared.templates import template

SCENARIO = "scenario.json"
KEPT = "kept"
"""The query parameter with the id under which a scenario is kept, whose versions the file holds."""
ALLOCATION, BRIEFING, ONEPAGER = "allocation.xlsx", "briefing.pptx", "onepager"
INSIDE = "briefing-internal.pptx"
AMENDMENTS = "amendments.docx"
MAKES_AMENDMENTS = "engine.documents.amendments:as_word"
UNNAMABLE = re.compile(r'[\\/:*?"<>|]|^[. ]+')
"""What some system does not allow in a file's name."""
LONGEST_IN_A_NAME = 24
"""Chinese characters of a scenario's name in a file's: a name of 120 would be longer than a file's may be."""
SCENARIOS, CHOSEN = "scenarios", "chosen"
"""The query parameters: scenarios as they are written in files, and which of them the file is about."""


def links_html(scenarios: Sequence[Scenario], chosen: int, lang: str, address: str | None = None) -> Markup:
    """The links to all that can be taken away of the scenario at the position `chosen`: the workbook, in which the
    others stand beside it, its slides, and its 一图读懂, with the app's `address` on it."""
    own = scenarios[chosen]
    alone = {SCENARIOS: _packed([own]), KEY: lang}
    desk = {SCENARIOS: _packed(scenarios), CHOSEN: str(chosen), KEY: lang}
    page = alone if address is None else alone | {ADDRESS: address}
    rows = (
        ("budget.workbook_note", [(href(ALLOCATION, **desk), "budget.workbook", "budget.workbook_waits")]),
        ("deck.take_note", [(href(BRIEFING, **alone), "deck.take", "deck.take_waits")]),
        ("amendments.take_note", [(href(AMENDMENTS, **alone), "amendments.take_named", "amendments.take_waits")]),
        ("deck.inside_note", [(href(INSIDE, **alone), "deck.inside", "deck.take_waits")]),
        (
            "onepager.take_scenario",
            [
                (href(ONEPAGER + ending, **page), f"onepager.take_scenario_{ending[1:]}", "onepager.take_waits")
                for ending in (".png", ".pdf")
            ],
        ),
    )
    return template("official", lang).taken(own.name, rows)


def scenario_link(scenario: Scenario, kept: str, lang: str) -> Markup:
    """The link to the file of a scenario; `kept`: the id under which it is kept, if it is."""
    asked = {SCENARIOS: _packed([scenario]), KEY: lang} | ({KEPT: kept} if kept else {})
    says, waits = (words.text(f"scenario_file.{key}", lang) for key in ("file", "file_waits"))
    return template("pieces", lang).files([(href(SCENARIO, **asked), says, waits, False)])


def amendments_href(own: Scenario, lang: str) -> str:
    """The address of the 新旧条款对照表 of a scenario."""
    return href(AMENDMENTS, **{SCENARIOS: _packed([own]), KEY: lang})


def makers() -> dict[str, Maker]:
    """What makes the files, by their names in the address."""
    return {
        SCENARIO: scenario,
        ALLOCATION: workbook,
        BRIEFING: slides,
        INSIDE: partial(slides, internal=True),
        AMENDMENTS: table,
        **{ONEPAGER + ending: partial(_onepager, ending) for ending in (".png", ".pdf")},
    }


def workbook(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The workbook of the scenarios in the address; the chosen one can be recalculated."""
    policy, lang, day = policy_in_use(), language_of(asked), today()
    scenarios, chosen = _asked(policy, asked)
    year = scenarios[chosen].year
    held, worked = _worked(database, credential, policy, year)
    outcomes = [worked.outcome(replace(one, year=year)) for one in scenarios]

    names = names_of(worked.cohort.submitted or worked.cohort.raw["applications"] or [])
    name = name_of("budget.workbook_name", scenarios[chosen], lang)
    name = marks.file_name(name, lang, internal=True, invented=worked.cohort.invented)
    given = outcomes[chosen], outcomes, names, day, lang, held.annual
    return _download(name, "engine.documents.allocation_workbook:make", *given)


def scenario(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The file of the scenario in the address, with its versions where it is kept, and with what it comes to where its
    year has claims."""
    policy, lang = policy_in_use(), language_of(asked)
    scenarios_, chosen = _asked(policy, asked)
    own, author = scenarios_[chosen], access.check(database, credential).name
    held = cohorts.of_year(database, credential, policy, own.year)
    outcome = None if held.worked is None or held.year != own.year else held.worked.outcome(own)
    versions = scenarios.history(database, credential, policy, asked[KEPT]) if asked.get(KEPT) else ()
    content = scenario_file(policy, own, today(), author, versions, outcome)
    invented = outcome is not None and outcome.cohort.invented
    name = marks.file_name(name_of("scenario_file.file_name", own, lang), lang, internal=True, invented=invented)
    return Download(name, MEDIA_TYPES["json"], iter([content]))


def slides(database: Database, credential: Credential, asked: Mapping[str, str], *, internal: bool = False) -> Download:
    """The slides of the chosen scenario: only what could be published, or all of it for inside the house. As in what is
    published, what is open stands in them at its most."""
    policy, lang = policy_in_use(), language_of(asked)
    scenarios, chosen = _asked(policy, asked)
    own = scenarios[chosen]
    held, worked = _worked(database, credential, policy, own.year)
    outcome, base = worked.outcome(own).reserved(), worked.outcome(_base(own, held)).reserved()
    content = publication_of(outcome, today(), base, internal=internal, annual=held.annual)
    name = name_of("deck.file_name", own, lang)
    name = marks.file_name(name, lang, invented=content["invented"], internal=internal)
    return _download(name, "engine.documents.deck:deck", policy, content, lang)


def table(database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """The 新旧条款对照表 of the chosen scenario, beside the law as it stands."""
    policy, lang = policy_in_use(), language_of(asked)
    scenarios, chosen = _asked(policy, asked)
    own = scenarios[chosen]
    held, worked = _worked(database, credential, policy, own.year)
    before, after = worked.outcome(_base(own, held)), worked.outcome(own)
    found = amendments(before, after, worked.compared(before, after))
    return _download(amendments_name(found, lang), MAKES_AMENDMENTS, found, lang, today())


def amendments_name(found: Amendments, lang: str) -> str:
    """How the file of a 新旧条款对照表 is called."""
    name = name_of("amendments.file_name", found.own, lang)
    return marks.file_name(name, lang, internal=bool(found.claims) and not found.invented, invented=found.invented)


def _onepager(ending: str, database: Database, credential: Credential, asked: Mapping[str, str]) -> Download:
    """一图读懂 of the chosen scenario. Nothing of it is from the registry but whether its claims are invented."""
    policy, lang = policy_in_use(), language_of(asked)
    scenarios, chosen = _asked(policy, asked)
    worked = cohorts.of_year(database, credential, policy, scenarios[chosen].year).worked
    is_invented = worked is not None and worked.cohort.invented
    name = name_of("onepager.file_name_scenario", scenarios[chosen], lang, kind=ending.removeprefix("."))
    given = (policy, scenarios[chosen], lang, asked.get(ADDRESS), ending, marks.mark(invented=is_invented))
    return _download(marks.file_name(name, lang, invented=is_invented), "engine.documents.onepager:made", *given)


def _download(name: str, makes: str, *given: object) -> Download:
    """The document that the workshop makes of what is given."""
    return Download(name, MEDIA_TYPES[name.rpartition(".")[2]], iter([made(makes, *given)]))


def _worked(database: Database, credential: Credential, policy: Policy, year: int) -> tuple[Held, Worked]:
    """The claims of a year with all that is held of it, for whoever may see them; Refused where there are none."""
    held = cohorts.of_year(database, credential, policy, year)
    if held.worked is None or held.year != year:
        refuse("year", "budget.take_no_claims", year=year)
    return held, held.worked


def _base(own: Scenario, held: Held) -> Scenario:
    return base_of(own, amount_of(held.annual))


def name_of(key: str, own: Scenario, lang: str, **more: str) -> str:
    """How the file of a scenario is called: by its year, its name as far as a file can bear it, and the day."""
    name = shortened(" ".join(UNNAMABLE.sub(" ", plain(own.name)).split()), LONGEST_IN_A_NAME)
    return words.text(key, lang, year=own.year, name=name, day=today().isoformat(), **more)


def _packed(scenarios: Sequence[Scenario]) -> str:
    """Scenarios as an address carries them: what they leave open is left out."""
    found = [{name: value for name, value in written(one).items() if value not in (None, {}, [])} for one in scenarios]
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _asked(policy: Policy, asked: Mapping[str, str]) -> tuple[list[Scenario], int]:
    """The scenarios in an address and the position of the chosen one; Refused where it holds none, or anything else."""
    text = asked.get(SCENARIOS, "")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not 0 < len(found) <= MOST:
        refuse(SCENARIOS, "budget.take_which", given=shown(text))
    scenarios = [read_scenario(policy, one, f"{SCENARIOS}.{number}") for number, one in enumerate(found)]
    return scenarios, next((n for n in range(len(scenarios)) if asked.get(CHOSEN) == str(n)), 0)
