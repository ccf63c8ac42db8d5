"""The command line: whatever a page shows, ``python -m engine`` can print."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from engine import VERSION
from engine.application import answering
from engine.application.answering import write
from engine.documents.commands import add_documents
from engine.registry.command import add_registry
from engine.values.collecting import seldom_collected
from engine.values.refusal import LONGEST_TEXT, Refused, listed, refuse, shown
from engine.verify.command import add_verify

if TYPE_CHECKING:
    from engine.policy.folder import UnknownPolicy
    from engine.policy.pack import Policy


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status: 0 answered, 1 the pack is unsound, the journal broken or a file not as it says,
    2 the input is refused or the database cannot be used."""
    try:
        arguments = _arguments(sys.argv[1:] if argv is None else argv)
        # Neither what is loaded nor what is answered leaves more than a few circles behind.
        with seldom_collected():
            status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except Refused as refused:
        write({"errors": refused.errors}, sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


class _Parser(argparse.ArgumentParser):
    """Refuses arguments as any other input is refused."""

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().removeprefix("usage:").split())
        refuse("arguments", "command.arguments", given=shown(message, LONGEST_TEXT), usage=usage)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser, commands = _parser()
    if not argv:
        refuse("command", "command.none", known=listed(commands))
    if argv[0] not in {"-h", "--help", "--version", *commands}:
        refuse("command", "command.unknown", given=shown(argv[0]), known=listed(commands))
    return parser.parse_args(argv)


def _parser() -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser, and the names of the commands."""
    parser = _Parser(prog="python -m engine", description=__doc__)
    parser.add_argument("--version", action="version", version=VERSION, help="the version of the engine")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str, file: bool = True) -> Any:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        if file:
            added.add_argument("file", nargs="?", default="-", help="a JSON file, or - for standard input")
        added.add_argument("--policy", help="the policy's id; without it, the one in data/policies/default.toml")
        return added

    assess = command("assess", _assess, "one application (or an array of them) -> one assessment each")
    allocate = command("allocate", _allocate, "many claims and a budget -> what each is paid")
    for added in (assess, allocate):
        added.add_argument("--amounts", action="store_true", help="what each claim comes to, without its steps")
    command("divide", _divide, "a bare claims problem: rule, estate and claims -> awards")
    text = "one application -> what each other reading of an open point would change"
    readings = command("readings", _readings, text)
    choice = command("choose", _choose, "one application -> the best lawful choice between this policy and others")
    choice.add_argument("--payout", default="1", help="the expected payout ratio of this budget, for example 0.6")
    planned = command("plan", _plan, "one application -> which matter to claim in which year, and which to hold back")
    planned.add_argument("--from", dest="first", metavar="DAY", help="the first day; without it, the application's")
    text = "what is expected to be paid: 0.8, or, beside it, ID=0.5 of what one article's total or one provision pays"
    planned.add_argument("--payout", action="append", metavar="R|ID=R", default=[], help=text)
    text = "what allocate takes, and scenarios -> who gains and who loses, by what, how evenly"
    compared = command("compare", _compare, text)
    compared.add_argument("--amounts", action="store_true", help="without the ledgers of the largest changes")
    compared.add_argument("--largest", type=int, help="so many claims and companies whose payment changes most")
    text = "a scenario's file, or a scenario by itself, to compare with what the run says; may be given several times"
    compared.add_argument("--scenario", action="append", metavar="FILE", default=[], help=text)
    text = "a budget, cap or rate that it would take: what allocate takes, and a question"
    asked = command("inverse", _inverse, text)
    text = "what allocate takes, and what is assumed -> the years ahead as distributions"
    foreseen = command("forecast", _forecast, text)
    foreseen.add_argument("--draws", type=int, help="how many possible years are drawn; without it, a thousand")
    foreseen.add_argument("--seed", type=int, help="the same number draws the same")
    foreseen.add_argument("--workers", type=int, default=1, help="in so many processes; the figures stay the same")
    foreseen.add_argument("--cluster", metavar="ADDRESS", default="", help="on the Dask cluster of this scheduler")
    text = "a scenario, as a file has it or by itself: its budget, totals, rule, readings and numbers are used"
    for added in (allocate, asked, foreseen):
        added.add_argument("--scenario", metavar="FILE", help=text)
    text = "by the guidelines that officials have put into the registry, as the app goes by them"
    for added in (assess, allocate, compared, readings, choice, planned, asked, foreseen):
        added.add_argument("--registry", action="store_true", help=text)
    command("check", _check, "is the policy pack sound?", file=False)
    text = "the JSON Schema of what a command takes or answers, or of a policy's files"
    schema = command("schema", _schema, text, file=False)
    text = (
        "what `assess`, `allocate` or `forecast` takes; the `assessment`, `allocation`, `comparison`, `plan` or "
        "`distributions` (by forecast) that is answered; a `scenario`'s file; a policy's rules, words, or a year's "
        "guideline of it"
    )
    known = (
        "assess", "assessment", "allocate", "allocation", "comparison", "plan", "forecast", "distributions", "scenario",
        "policy", "words", "guideline",
    )  # fmt: skip
    schema.add_argument("of", choices=known, help=text)
    sample = command("sample", _sample, "invented companies of one year -> what `allocate` takes", file=False)
    sample.add_argument("--year", type=int, help="the year of their applications; without it, that of the parameters")
    sample.add_argument("--seed", type=int, help="another number gives other companies, the same one the same")
    add_documents(commands, _policy, write)
    add_verify(commands, _policy, write)
    add_registry(commands, _policy, write)
    return parser, list(commands.choices)


def _policy(arguments: argparse.Namespace) -> Policy:
    from engine.policy.folder import BrokenPolicy, UnknownPolicy, default_policy, load_policy

    try:
        policy = load_policy(arguments.policy or default_policy())
        return _as_in_the_registry(policy) if getattr(arguments, "registry", False) else policy
    except UnknownPolicy as unknown:
        _refuse_policy(unknown)
    except BrokenPolicy as broken:
        refuse("policy", "command.policy_broken", policy=broken.policy_id, given=shown(broken.problem, LONGEST_TEXT))


def _as_in_the_registry(policy: Policy) -> Policy:
    """The policy with the guidelines that officials have put in. Refused where the database cannot be used."""
    from engine.registry.database import Unavailable, database
    from engine.registry.guidelines import in_effect

    try:
        database().check()
    except Unavailable as unavailable:
        raise Refused([{"path": "database", "message": unavailable.message}]) from unavailable
    return in_effect(database(), policy)


def _refuse_policy(unknown: UnknownPolicy) -> NoReturn:
    refuse("policy", "application.unknown_policy", given=shown(unknown.policy_id), known=listed(unknown.known))


def _answer(arguments: argparse.Namespace, one: Callable[[Policy, Any], Any], many: Any = None) -> int:
    """Write the answer to one input, or to each of many; `many` answers some at once."""
    policy = _policy(arguments)
    at_once = None if many is None else partial(many, policy)
    answering.answer_each(answering.read(arguments.file), partial(one, policy), at_once)
    return 0


def _assess(arguments: argparse.Namespace) -> int:
    from engine.assessment.assess import amounts_of_many, assess

    if not arguments.amounts:
        return _answer(arguments, assess)
    return _answer(arguments, lambda policy, raw: amounts_of_many(policy, [raw])[0], amounts_of_many)


def _allocate(arguments: argparse.Namespace) -> int:
    from engine.allocation.allocate import allocate_as_it_comes

    return _answer(arguments, _in_scenario(arguments, partial(allocate_as_it_comes, steps=not arguments.amounts)))


def _in_scenario(arguments: argparse.Namespace, one: Callable[[Policy, Any], Any]) -> Callable[[Policy, Any], Any]:
    """What answers to a run, in the way that the scenario says which is named; as the run says where none is."""
    if arguments.scenario is None:
        return one
    from engine.scenario import filed
    from engine.scenario.inputs import with_scenario

    stated = answering.one(arguments.scenario, "scenario")
    return lambda policy, raw: one(policy, with_scenario(raw, filed.given(policy, stated)))


def _compare(arguments: argparse.Namespace) -> int:
    from engine.scenario import filed
    from engine.scenario.comparing import compare_scenarios
    from engine.scenario.effect import MOST
    from engine.values.kinds import parse_count

    stated = [answering.one(name, "scenario") for name in arguments.scenario]
    most = MOST if arguments.largest is None else parse_count(arguments.largest, "largest")

    compare = partial(compare_scenarios, steps=not arguments.amounts, most=most)
    return _answer(arguments, lambda policy, raw: compare(policy, raw, [filed.given(policy, of) for of in stated]))


def _divide(arguments: argparse.Namespace) -> int:
    from engine.allocation.division import divide

    return _answer(arguments, lambda _, raw: divide(raw))


def _readings(arguments: argparse.Namespace) -> int:
    from engine.assessment.alternatives import compare_readings

    return _answer(arguments, compare_readings)


def _choose(arguments: argparse.Namespace) -> int:
    from fractions import Fraction

    from engine.assessment.expected import Expected
    from engine.planning.choice import best_choice
    from engine.values.money import WHOLE, parse_ratio

    expected = Expected(Fraction(parse_ratio(arguments.payout, "payout"), WHOLE))
    return _answer(arguments, partial(best_choice, expected=expected))


def _plan(arguments: argparse.Namespace) -> int:
    from engine.planning.payouts import read_payouts
    from engine.planning.plan import plan
    from engine.values.windows import parse_date

    first = None if arguments.first is None else parse_date(arguments.first, "from")
    return _answer(
        arguments, lambda policy, raw: plan(policy, raw, first=first, expected=read_payouts(policy, arguments.payout))
    )


def _inverse(arguments: argparse.Namespace) -> int:
    from engine.inverse.questions import answer

    return _answer(arguments, _in_scenario(arguments, answer))


def _forecast(arguments: argparse.Namespace) -> int:
    from engine.forecast.forecast import forecast

    given = {name: getattr(arguments, name) for name in ("draws", "seed", "workers", "cluster")}
    return _answer(arguments, _in_scenario(arguments, partial(forecast, **given)))


def _check(arguments: argparse.Namespace) -> int:
    from engine import check
    from engine.policy.folder import UnknownPolicy

    # The pack is not loaded first: one that cannot be loaded is what the check is there to explain.
    policy_id = check.named(arguments.policy)
    try:
        findings = check.findings_of(arguments.policy)
    except UnknownPolicy as unknown:
        _refuse_policy(unknown)
    write(check.answer(policy_id, findings))
    if not findings:
        return 0
    # A program has read it all by now; this is for who runs the command by hand.
    sys.stderr.buffer.write((check.report(policy_id, findings) + "\n").encode())
    return 1


def _schema(arguments: argparse.Namespace) -> int:
    from engine.allocation.paid import allocation_schema
    from engine.allocation.reading import run_schema
    from engine.application.contract import application_schema
    from engine.assessment.answer import assessment_schema
    from engine.forecast.forecast import input_schema
    from engine.forecast.results import forecast_schema
    from engine.planning.answer import plan_schema
    from engine.policy.schema import guideline_schema, rules_schema, words_schema
    from engine.scenario.answer import comparison_schema
    from engine.scenario.filed import file_schema

    answered = {
        "policy": rules_schema, "words": words_schema, "guideline": guideline_schema, "assessment": assessment_schema,
        "comparison": comparison_schema, "allocation": allocation_schema, "plan": plan_schema,
        "distributions": forecast_schema,
    }  # fmt: skip
    taken = {"scenario": file_schema, "forecast": input_schema, "assess": application_schema, "allocate": run_schema}
    of = arguments.of
    write(answered[of]() if of in answered else taken[of](_policy(arguments)))
    return 0


def _sample(arguments: argparse.Namespace) -> int:
    from engine.sample import population

    write(population.as_input(population.invent(_policy(arguments), arguments.year, arguments.seed)))
    return 0


if __name__ == "__main__":
    ended = main()
    gc.freeze()  # on the way out nothing has to be looked through for circles once more
    sys.exit(ended)
