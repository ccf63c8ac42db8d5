"""The command line: whatever a page shows, ``python -m engine`` can print."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from engine.application import listed
from engine.pack import Policy, UnknownPolicy, default_policy, load_policy
from engine.refusal import Refused, refuse, shown

LARGEST_INPUT = 512 * 1024 * 1024
"""Bytes read of one input."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit status: 0 answered, 1 the pack is unsound, 2 the input is refused."""
    arguments = _parser().parse_args(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
        return status
    except Refused as refused:
        print(json.dumps({"errors": refused.errors}, ensure_ascii=False), file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str, file: bool = True) -> Any:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        if file:
            added.add_argument("file", nargs="?", default="-", help="a JSON file, or - for standard input")
        added.add_argument("--policy", help="the policy's id; without it, the one in data/policies/default.toml")
        return added

    command("assess", _assess, "one application (or an array of them) -> one assessment each")
    command("allocate", _allocate, "many claims and a budget -> what each is paid")
    command("divide", _divide, "a bare claims problem: rule, estate and claims -> awards")
    command("readings", _readings, "one application -> what each other reading of an open point would change")
    choice = command("choose", _choose, "one application -> the best lawful choice between this policy and others")
    choice.add_argument("--payout", default="1", help="the expected payout ratio, for example 0.6")
    command("check", _check, "is the policy pack sound?", file=False)
    schema = command("schema", _schema, "the JSON Schema of the input", file=False)
    schema.add_argument("input", choices=("assess", "allocate"))
    return parser


def _policy(arguments: argparse.Namespace) -> Policy:
    try:
        return load_policy(arguments.policy or default_policy())
    except UnknownPolicy as unknown:
        _refuse_policy(unknown)


def _refuse_policy(unknown: UnknownPolicy) -> NoReturn:
    refuse("policy", "application.unknown_policy", given=shown(unknown.policy_id), known=listed(unknown.known))


def _answer(arguments: argparse.Namespace, one: Callable[[Policy, Any], Any]) -> int:
    """Print the answer to one input; to an array (or JSON lines) an array of answers in the same order, a refused
    input's errors in its place."""
    policy = _policy(arguments)
    given, many = _read(arguments.file)
    if not many:
        _print(one(policy, given))
        return 0
    answers = []
    for entry in given:
        try:
            answers.append(one(policy, entry))
        except Refused as refused:
            answers.append({"errors": refused.errors})
    _print(answers)
    return 0


def _print(answer: Any) -> None:
    sys.stdout.buffer.write((json.dumps(answer, ensure_ascii=False) + "\n").encode())


def _assess(arguments: argparse.Namespace) -> int:
    from engine.assess import assess

    return _answer(arguments, assess)


def _allocate(arguments: argparse.Namespace) -> int:
    from engine.allocate import allocate

    return _answer(arguments, allocate)


def _divide(arguments: argparse.Namespace) -> int:
    from engine.division import divide

    return _answer(arguments, lambda _, raw: divide(raw))


def _readings(arguments: argparse.Namespace) -> int:
    from engine.alternatives import compare_readings

    return _answer(arguments, compare_readings)


def _choose(arguments: argparse.Namespace) -> int:
    from fractions import Fraction

    from engine.alternatives import best_choice
    from engine.money import WHOLE, parse_ratio

    payout = Fraction(parse_ratio(arguments.payout, "payout"), WHOLE)
    return _answer(arguments, lambda policy, raw: best_choice(policy, raw, payout))


def _check(arguments: argparse.Namespace) -> int:
    from engine.check import report

    # The pack is not loaded first: one that cannot be loaded is what the check is there to explain.
    try:
        status, text = report(arguments.policy)
    except UnknownPolicy as unknown:
        _refuse_policy(unknown)
    print(text)
    return int(status)


def _schema(arguments: argparse.Namespace) -> int:
    from engine import schema

    policy = _policy(arguments)
    _print(schema.assess_schema(policy) if arguments.input == "assess" else schema.allocate_schema(policy))
    return 0


# ------------------------------------------------------------------------------------------------------ reading JSON


def _read(name: str) -> tuple[Any, bool]:
    """The input, and whether it is many (an array, or several JSON lines)."""
    try:
        data = sys.stdin.buffer.read(LARGEST_INPUT + 1) if name == "-" else _file(Path(name))
    except OSError as trouble:
        _refuse_json(trouble.strerror or str(trouble))
    if len(data) > LARGEST_INPUT:
        _refuse_json(f"> {LARGEST_INPUT} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        _refuse_json(str(trouble))
    try:
        given = _loads(text)
    except (json.JSONDecodeError, RecursionError) as trouble:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            _refuse_json(str(trouble))
        return [_line(line) for line in lines], True
    return given, isinstance(given, list)


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_INPUT + 1)


def _line(text: str) -> Any:
    try:
        return _loads(text)
    except (json.JSONDecodeError, RecursionError) as trouble:
        _refuse_json(str(trouble))


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_object, parse_int=_integer)


def _integer(digits: str) -> int | str:
    """An integer; one so long that Python would refuse to read it stays text, and is refused as what it is."""
    return int(digits) if len(digits) <= 100 else digits


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        refuse(repeated, "application.duplicate_key", given=shown(repeated))
    return found


def _refuse_json(given: str) -> NoReturn:
    refuse("", "application.json", given=shown(given))


if __name__ == "__main__":
    sys.exit(main())
