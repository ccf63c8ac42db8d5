"""The commands about the registry: what officials keep, and their accounts, on the server itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.values.refusal import Refused

if TYPE_CHECKING:
    from engine.policy.pack import Policy
    from engine.registry.access import Terminal
    from engine.registry.database import Database

PolicyOf = Callable[[argparse.Namespace], "Policy"]
Tell = Callable[[Any], None]
OnRegistry = Callable[["Database", "Terminal", argparse.Namespace], tuple[Any, int]]
"""What a command does with the registry, for whoever is at the terminal: its answer and exit status."""
APP = "http://127.0.0.1:8501"
"""Where `make run` serves the app, unless it is told another port."""


def add_registry(commands: Any, policy_of: PolicyOf, tell: Tell) -> None:
    """Add them to the parsers of all `commands`; `tell` is told each answer."""
    _add_kept(commands, policy_of, tell)
    _add_officials(commands, tell)


def _group(commands: Any, name: str, text: str, tell: Tell) -> Callable[[str, OnRegistry, str], Any]:
    """A command of several actions; what adds one of them, with what it does."""
    group = commands.add_parser(name, help=text, description=text)
    actions = group.add_subparsers(required=True, metavar="ACTION")

    def action(name: str, run: OnRegistry, text: str) -> Any:
        added = actions.add_parser(name, help=text, description=text)
        added.set_defaults(run=_on_registry(run, tell))
        return added

    return action


def _add_kept(commands: Any, policy_of: PolicyOf, tell: Tell) -> None:
    """The commands about what officials keep."""
    text = "what officials keep: its tables, backups, what is over, and whether the journal is whole"
    action = _group(commands, "registry", text, tell)
    action("upgrade", _upgrade, "make the tables, or bring them up to date; the app does so when it starts")
    backup = action("backup", _backup, "write everything to a new file, while the app runs")
    backup.add_argument("file", help="the file to write; it must not be there yet")
    restore = action("restore", _restore, "put what a backup holds in place of everything")
    restore.add_argument("file", help="a backup, made from either kind of database")
    restore.add_argument("--replace", action="store_true", help="even if the database holds data, or is damaged")
    restore.add_argument("--known", metavar="LINE:HASH", help="the last line and its hash that `backup` printed")
    text = "the budget of each year as it is stated; with an AMOUNT, state one"
    budget = action("budget", partial(_budget, policy_of), text)
    budget.add_argument("year", nargs="?", help="of which year")
    budget.add_argument("amount", nargs="?", help="as people write it; with it, the budget is stated")
    budget.add_argument("--source", help="who or what says so")
    budget.add_argument("--day", help="the day of that source, for example 2026-01-15")
    budget.add_argument("--reason", default="", help="why it takes the place of the one before, or is withdrawn")
    budget.add_argument("--withdraw", action="store_true", help="let the year have no budget; what was stated stays")
    text = "what everybody sees of the scenario that is published; null where none is"
    published = action("published", partial(_published, policy_of), text)
    text = "the claims of a year as `allocate` and `verify --with` take them; the journal notes that they were taken"
    claims = action("claims", partial(_claims, policy_of), text)
    claims.add_argument("--year", type=int, help="the year of the applications; without it, the latest")
    for each in (budget, published, claims):
        each.add_argument("--policy", help="the policy's id; without it, the one in use")
    purge = action("purge", _purge, "delete the applications that are kept no longer")
    text = "delete them although the clock does not go with the journal, after looking at it"
    purge.add_argument("--clock-is-right", action="store_true", help=text)
    text = "is the journal as it was written, and what is kept as the journal says? exit status 1 if not"
    verify = action("verify", _verify, text)
    verify.add_argument("--known", metavar="LINE:HASH", help="a line and its hash as they were printed earlier")
    text = "take what `verify` names as altered as it is now, after looking into it; the journal says so"
    action("accept", _accept, text)


def _add_officials(commands: Any, tell: Tell) -> None:
    """The commands about accounts, on the server itself."""
    text = "the accounts of officials; who gets one chooses the password by a link that works once"
    action = _group(commands, "officials", text, tell)
    add = action("add", _add_official, "a new account -> the link for its official")
    link = action("link", _link_official, "an account that there is -> a new link, for a lost password")
    action("list", _list_officials, "every account")
    remove = action("remove", _remove_official, "remove an account; its sessions end at once")
    for each in (add, link, remove):
        each.add_argument("name", help="the official's name, as it stands in the journal")
    for each in (add, link):
        each.add_argument("--at", help="where the app is reached; without it, where it was when it started last")
    add.add_argument("--email", help="the e-mail by which an identity provider knows the official")
    remove.add_argument("--last", action="store_true", help="even if nobody else can sign in")


def _on_registry(run: OnRegistry, tell: Tell) -> Callable[[argparse.Namespace], int]:
    """A command that is given the database of this process. It answers with JSON and an exit status."""

    def command(arguments: argparse.Namespace) -> int:
        # Only here: who assesses an application needs no database, and loads none.
        from engine.registry.access import Terminal
        from engine.registry.database import Unavailable, database

        try:
            answer, status = run(database(), Terminal(), arguments)
        except Unavailable as unavailable:
            raise Refused([{"path": "database", "message": unavailable.message}]) from unavailable
        tell(answer)
        return status

    return command


def _upgrade(database: Database, who: Terminal, _: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.tables import NEWEST

    database.upgrade()
    return {"database": database.place, "revision": NEWEST}, 0


def _backup(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.backup import backup

    return {"file": arguments.file, **asdict(backup(database, who, Path(arguments.file)))}, 0


def _restore(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.journal import read_known
    from engine.registry.restore import restore

    known = read_known(arguments.known)
    done = restore(database, who, Path(arguments.file), arguments.replace, known)
    aside = None if done.set_aside is None else str(done.set_aside)
    return {"file": arguments.file, **asdict(done.copy), "set_aside": aside, "compared": done.compared}, 0


def _budget(policy_of: PolicyOf, database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    """State or withdraw the budget of a year, where that is asked for; then what is stated, the newest first."""
    from engine.registry import annual_budgets
    from engine.registry.stored import Conflict
    from engine.scenario.annual_budgets import read_typed, written_budget
    from engine.values.kinds import parse_year
    from engine.values.refusal import refuse

    policy, given = policy_of(arguments), (arguments.amount, arguments.source, arguments.day)
    year = None if arguments.year is None else parse_year(arguments.year, "year")
    is_stated = any(one is not None for one in given)
    if (arguments.withdraw and (is_stated or year is None)) or (is_stated and year is None):
        refuse("year", "annual_budget.which")
    where = database, who, policy
    try:
        if year is not None and (is_stated or arguments.withdraw):
            version = annual_budgets.next_version(annual_budgets.listed(*where), year)
            if is_stated:
                annual = read_typed(year, *(one or "" for one in given))
                annual_budgets.state(*where, annual, version, arguments.reason)
            else:
                annual_budgets.withdraw(*where, year, version, arguments.reason)
    except Conflict as conflict:
        raise Refused([{"path": "year", "message": conflict.message}]) from conflict
    return [
        {
            "year": one.year,
            "version": one.version,
            "budget": None if one.stated is None else written_budget(one.stated),
            "who": one.who,
            "at": one.at.isoformat(timespec="seconds"),
            "reason": one.reason or None,
            "holds": one.holds and one.stated is not None,
        }
        for one in annual_budgets.listed(*where)
        if year in (None, one.year)
    ], 0


def _published(
    policy_of: PolicyOf, database: Database, who: Terminal, arguments: argparse.Namespace
) -> tuple[Any, int]:
    from engine.registry.scenarios import published

    return published(database, policy_of(arguments)), 0


def _claims(policy_of: PolicyOf, database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.application.answering import write
    from engine.registry import cohorts, guidelines, journal
    from engine.text import words
    from engine.values.money import wan
    from engine.values.refusal import refuse

    policy = guidelines.in_effect(database, policy_of(arguments))
    held = cohorts.load(database, who, policy, arguments.year)
    if held.worked is None:
        refuse("year", "scenario_file.no_claims")
    journal.note_download(database, who, f"claims-{held.year}.json")
    if held.left_out:
        named = [
            {"application": row.application, "name": row.name, "day": row.day.isoformat()} for row in held.left_out
        ]
        message = words.both("command.claims_left_out", count=len(named))
        write({"left_out": named, "message": message}, sys.stderr)
    stated = held.worked.cohort.stated
    return (stated if held.annual is None else {**stated, "budget": wan(held.annual.amount)}), 0


def _purge(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.retention import purge

    return asdict(purge(database, who, clock_is_right=arguments.clock_is_right)), 0


def _verify(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.integrity import prove
    from engine.registry.journal import read_known

    found = prove(database, who, read_known(arguments.known))
    return {**asdict(found.journal), "altered": [asdict(one) for one in found.findings]}, 0 if found.is_whole else 1


def _accept(database: Database, who: Terminal, _: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry.integrity import accept

    return {"accepted": accept(database, who)}, 0


def _add_official(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry import officials

    at = _reached(database, arguments)
    database.upgrade()  # an account may be wanted before the app has ever started
    return _link_shown(arguments, at, officials.add(database, who, arguments.name, arguments.email)), 0


def _link_official(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry import officials

    at = _reached(database, arguments)
    return _link_shown(arguments, at, officials.link(database, who, arguments.name)), 0


def _reached(database: Database, arguments: argparse.Namespace) -> str:
    """Where the app is reached that a link is to lead to. Refused (path `at`) where that is no address."""
    from engine.registry import beside
    from engine.values.addresses import read_address

    return beside.noted_address(database) or APP if arguments.at is None else read_address(arguments.at, "at")


def _link_shown(arguments: argparse.Namespace, at: str, token: str) -> Any:
    from engine.registry import officials
    from engine.registry.account_names import normalised
    from engine.registry.tables import now

    until = (now() + officials.LINK_LIVES).astimezone().isoformat(timespec="minutes")
    return {"name": normalised(arguments.name), "link": officials.address(at, token), "until": until}


def _list_officials(database: Database, who: Terminal, _: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry import officials

    def shown_account(account: officials.Account) -> Any:
        seen = account.seen and account.seen.isoformat(timespec="seconds")
        return {**asdict(account), "created": account.created.isoformat(timespec="seconds"), "seen": seen}

    return [shown_account(account) for account in officials.listed(database, who)], 0


def _remove_official(database: Database, who: Terminal, arguments: argparse.Namespace) -> tuple[Any, int]:
    from engine.registry import officials
    from engine.registry.account_names import normalised

    officials.remove(database, who, arguments.name, arguments.last)
    return {"removed": normalised(arguments.name)}, 0
