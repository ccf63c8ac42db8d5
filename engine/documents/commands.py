"""The commands that write a document to a file. What is written is told by the end of the file's name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from engine.application import answering
from engine.text import words
from engine.values.refusal import listed, refuse, shown

if TYPE_CHECKING:
    from engine.policy.pack import Policy
    from engine.view.result import Result

Make = Callable[["Policy", argparse.Namespace, str], bytes]
"""Makes a document; the text is the end of the file's name, which tells the kind: ".pdf". It loads what it needs."""


def add_documents(
    commands: Any, policy_of: Callable[[argparse.Namespace], Policy], tell: Callable[[Any], None]
) -> None:
    """Add these commands to the parsers of all `commands`. `tell` is told of each file that was written: its name, how
    many bytes it has and their SHA-256."""

    def document(name: str, make: Make, text: str, *endings: str, file: str | None = "-") -> Any:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=_writing(make, endings, policy_of, tell))
        if file is not None:
            added.add_argument("file", nargs="?", default=file, help="a JSON file, or - for standard input")
        added.add_argument("--to", required=True, metavar="FILE", help=f"the file to write: {', '.join(endings)}")
        added.add_argument("--lang", choices=words.LANGUAGES, default=words.LANGUAGES[0], help="its language")
        added.add_argument("--policy", help="the policy's id; without it, the one in data/policies/default.toml")
        return added

    report = document("report", _report, "one application -> the company's report", ".pdf", ".docx")
    checklist = document("checklist", _checklist, "one application -> steps, papers and plan as a workbook", ".xlsx")
    for added in (report, checklist):
        added.add_argument("--payout", help="the expected payout ratio, for example 0.6; without it, only ceilings")
        added.add_argument("--date", help="the day on the paper, for example 2025-06-15; without it, today")
    calendar = document("calendar", _calendar, "what plan takes -> the days of the plan as a calendar", ".ics")
    calendar.add_argument("--from", dest="first", metavar="DAY", help="the first day; without it, the application's")
    text = "what is expected to be paid: 0.8, or, beside it, ID=0.5"
    calendar.add_argument("--payout", action="append", metavar="R|ID=R", default=[], help=text)
    text = "what allocate takes (and `scenarios` to compare) -> a workbook that recalculates what each claim is paid"
    document("workbook", _workbook, text, ".xlsx")
    text = "what allocate takes (and a `name`) -> slides: the scenario beside the law as it stands, no group below five"
    document("deck", _deck, text, ".pptx")
    text = "what allocate takes (and a `name`) -> the law's text before and after, and what that does"
    table = document("amendments", _amendments, text, ".docx", ".json")
    table.add_argument("--scenario", metavar="FILE", help="the scenario, as a file has it or by itself; else the run's")
    text = "the budget stated for the year in 万元, with which the law is compared; without it, the scenario's own"
    table.add_argument("--annual-budget", metavar="AMOUNT", help=text)
    text = "one tall page about the policy, or about what a scenario would make of it"
    page = document("onepager", _onepager, text, ".png", ".svg", ".pdf", file=None)
    page.add_argument("file", nargs="?", help="a scenario in a JSON file, or - for standard input; without it, the law")
    page.add_argument("--address", help="the app's address, for a QR code; without it, none is drawn")
    document("book", _book, "the annotated law: rules, readings and cases by article", ".pdf", ".html", file=None)


# --------------------------------------------------------------------------------------------------- one command each


def _report(policy: Policy, arguments: argparse.Namespace, ending: str) -> bytes:
    from engine.documents import report

    result, day = _result(policy, arguments)
    return report.WRITERS[ending](result, arguments.lang, day)


def _checklist(policy: Policy, arguments: argparse.Namespace, _: str) -> bytes:
    from engine.documents import checklist

    result, day = _result(policy, arguments)
    return checklist.as_xlsx(result, frozenset(), arguments.lang, day)


def _result(policy: Policy, arguments: argparse.Namespace) -> tuple[Result, date]:
    """The result of one application at the payout that is expected, and the day on the paper."""
    from fractions import Fraction

    from engine.values import windows
    from engine.values.money import WHOLE, parse_ratio
    from engine.view import result

    day = windows.today() if arguments.date is None else windows.parse_date(arguments.date, "date")
    payout = None if arguments.payout is None else Fraction(parse_ratio(arguments.payout, "payout"), WHOLE)
    return result.assessed(policy, _one(arguments.file), payout), day


def _calendar(policy: Policy, arguments: argparse.Namespace, _: str) -> bytes:
    from engine.assessment.assess import assess
    from engine.documents.calendar import ics
    from engine.planning.payouts import read_payouts
    from engine.planning.plan import plan
    from engine.values.windows import parse_date
    from engine.view.papers import checklist

    given = _one(arguments.file)
    first = None if arguments.first is None else parse_date(arguments.first, "from")
    made = plan(policy, given, first=first, expected=read_payouts(policy, arguments.payout))
    papers = checklist(policy, given, assess(policy, given), date.fromisoformat(made["first_day"]).year)
    return ics(policy, made, arguments.lang, given.get("applicant") or {}, papers)


def _workbook(policy: Policy, arguments: argparse.Namespace, _: str) -> bytes:
    from engine.documents import allocation_workbook, given
    from engine.values.windows import today

    found = given.of_workbook(policy, _one(arguments.file), arguments.lang)
    return allocation_workbook.make(found.outcome, found.beside, found.names, today(), arguments.lang)


def _deck(policy: Policy, arguments: argparse.Namespace, _: str) -> bytes:
    from engine.documents import given
    from engine.documents.deck import deck

    return deck(policy, given.publication(policy, _one(arguments.file), arguments.lang), arguments.lang)


def _amendments(policy: Policy, arguments: argparse.Namespace, ending: str) -> bytes:
    from engine.documents import amendments, given
    from engine.values.money import parse_amount
    from engine.values.windows import today

    stated = None if arguments.scenario is None else answering.one(arguments.scenario, "scenario")
    annual = arguments.annual_budget
    budget = None if annual is None else parse_amount(annual, "annual-budget")
    found = given.of_amendments(policy, _one(arguments.file), stated, arguments.lang, budget)
    return amendments.WRITERS[ending](found, arguments.lang, today())


def _onepager(policy: Policy, arguments: argparse.Namespace, ending: str) -> bytes:
    from engine.documents import onepager
    from engine.scenario import filed

    scenario = None if arguments.file is None else filed.given(policy, _one(arguments.file))
    return onepager.made(policy, scenario, arguments.lang, arguments.address, ending)


def _book(policy: Policy, arguments: argparse.Namespace, ending: str) -> bytes:
    from engine.documents import book
    from engine.values.windows import today

    return (book.html if ending == ".html" else book.pdf)(policy, arguments.lang, today())


def _one(file: str) -> Any:
    """The one input that a document is made of; Refused where there are several."""
    given = answering.read(file)
    if given.form != "one":
        refuse("", "command.one_only", given=sum(len(some) for some in given.some))
    return next(given.some).pop().accepted()


# ------------------------------------------------------------------------------------------------------------ writing


def _writing(
    make: Make,
    endings: Sequence[str],
    policy_of: Callable[[argparse.Namespace], Policy],
    tell: Callable[[Any], None],
) -> Callable[[argparse.Namespace], int]:
    """A command that writes what `make` makes, whole or not at all, and says what it has written."""

    def command(arguments: argparse.Namespace) -> int:
        to = Path(arguments.to)
        ending = to.suffix.lower()
        if ending not in endings:
            example = shown(to.stem + endings[0])
            refuse("to", "command.ending", given=shown(arguments.to), known=listed(endings), example=example)
        if sys.stderr.isatty():  # who waits at a terminal sees for what
            sys.stderr.write(words.text("command.making", arguments.lang, name=to.name) + "\n")
        content = make(policy_of(arguments), arguments, ending)
        try:
            _replace(to, content)
        except OSError as error:
            refuse("to", "command.unwritable", name=shown(arguments.to), given=shown(error.strerror or str(error)))
        tell({"file": arguments.to, "bytes": len(content), "sha256": sha256(content).hexdigest()})
        return 0

    return command


def _replace(to: Path, content: bytes) -> None:
    """Write a file beside its place, and put it there when it is whole."""
    part = to.with_name(f".{uuid4().hex}")
    try:
        part.write_bytes(content)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)
