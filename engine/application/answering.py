"""JSON on the command line, as it arrives and as it is answered: one input, an array of them, or one to a line.

What is wrong with one of many is said in its place, and the others are answered. Inputs of which one stands to a line
are handed on as they arrive, and none is kept that was handed on. Answers are written as they come and not kept.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal, TextIO, cast

from engine.values.refusal import Refusals, Refused, error, join, refuse, shown

LARGEST = 512 * 1024 * 1024
"""Bytes read of one input, or of an array of them."""
AT_ONCE = 256 * 1024
"""Bytes that are taken at once of inputs that stand one to a line, if there are as many."""
SOME = 256
"""How many inputs of an array are handed on together."""
LONGEST_INTEGER = 100
"""Digits; an integer with more stays text, which Python would refuse to read."""

NOT_JSON = (json.JSONDecodeError, RecursionError, UnicodeDecodeError)
Form = Literal["one", "array", "lines"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input, or why it cannot be read."""

    given: Any = None
    refused: Refused | None = None

    def accepted(self) -> Any:
        """What was given; raises Refused where that cannot be read."""
        if self.refused is not None:
            raise self.refused
        return self.given


class Repeating(dict[str, Any]):
    """An object in which `names` stand more than once."""

    names: list[str]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given, in which form, and the inputs in their order: some at a time, as they arrive."""

    form: Form
    some: Iterator[list[Input]]


def read(name: str) -> Given:
    """What the file (`-`: standard input) holds. Refused if nothing can be made of it.

    Inputs one to a line are known by the first, which is whole, and by another line that follows. Anything else is read
    to its end first.
    """
    arriving = _lines(name)
    lines: list[bytes] = []
    filled: list[bytes] = []
    size = -1
    for some in arriving:
        lines += some
        if len(filled) < 2:
            filled += islice((line for line in some if line.strip()), 2)
            if len(filled) >= 2 and _is_whole(filled[0]):
                return Given("lines", _inputs(chain([lines], arriving)))
        size += sum(map(len, some)) + len(some)
        if size > LARGEST:
            raise _no_json(f"> {LARGEST} bytes")
    data = b"\n".join(lines)
    del lines, some
    return _parsed(data)


def one(name: str, option: str) -> Any:
    """The one input that the file named by an option of a command holds. Refused where it holds several, or where
    nothing can be made of it."""
    given = read(name)
    if given.form != "one":
        refuse(option, "command.one", option=option)
    return next(given.some).pop().accepted()


def _lines(name: str) -> Iterator[list[bytes]]:
    """The lines of a file, as many at a time as have arrived; of one that is too long, one byte too many."""
    begun: list[bytes] = []
    length = 0
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            while arrived := cast(BufferedReader, file).read1(AT_ONCE):
                *ended, rest = arrived.split(b"\n")
                if ended:
                    ended[0] = b"".join([*begun, ended[0]])[: LARGEST + 1]
                    begun, length = [], 0
                    yield ended
                if length <= LARGEST:
                    begun.append(rest)
                    length += len(rest)
    except OSError as trouble:
        refuse("file", "command.unreadable", name=shown(name), given=shown(trouble.strerror or str(trouble)))
    yield [b"".join(begun)[: LARGEST + 1]]


def _inputs(arriving: Iterator[list[bytes]]) -> Iterator[list[Input]]:
    for lines in arriving:
        if some := [_line(line) for line in lines if line.strip()]:
            yield some


def parse(text: str) -> tuple[list[Input], bool]:
    """What `text` holds, and whether that is many."""
    given = _parsed(text.encode("utf-8", "surrogatepass"))
    return list(chain.from_iterable(given.some)), given.form != "one"


def _parsed(data: bytes) -> Given:
    try:
        given, repeats = _loads(data)
    except NOT_JSON as trouble:
        # Only a line feed ends a line: text may hold the other characters that Python's splitlines() takes for one.
        lines = [line for line in data.split(b"\n") if line.strip()]
        if not _one_to_a_line(lines):
            raise _no_json(str(trouble)) from trouble
        return Given("lines", _inputs(iter([lines])))
    if isinstance(given, list):
        return Given("array", _entries(given, repeats))
    return Given("one", iter([[_checked(given, repeats)]]))


def _entries(given: list[Any], repeats: bool) -> Iterator[list[Input]]:
    """The entries of an array; what has been handed on is no longer kept."""
    given.reverse()
    while given:
        yield [_checked(given.pop(), repeats) for _ in range(min(SOME, len(given)))]


def _one_to_a_line(lines: list[bytes]) -> bool:
    """Whether these are inputs of which some cannot be read, and not one that is broken over several lines: then the
    first would end in the midst of it."""
    return (
        len(lines) > 1
        and not lines[0].rstrip().endswith((b"[", b"{", b","))
        and any(_line(line).refused is None for line in lines)
    )


def _is_whole(line: bytes) -> bool:
    try:
        _loads(line)
    except NOT_JSON:
        return False
    return True


def _line(line: bytes) -> Input:
    if len(line) > LARGEST:
        return Input(refused=_no_json(f"> {LARGEST} bytes"))
    try:
        return _checked(*_loads(line))
    except NOT_JSON as trouble:
        return Input(refused=_no_json(str(trouble)))


def _checked(given: Any, repeats: bool) -> Input:
    """One input; refused, with every place, if a name stands twice in an object of it."""
    if not repeats:
        return Input(given)

    refusals = Refusals()
    left: list[tuple[str, Any]] = [("", given)]
    while left:
        path, value = left.pop()
        if isinstance(value, Repeating):
            for name in value.names:
                refusals.add(join(path, name), "application.duplicate_key", given=shown(name))
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            left += reversed([(join(path, key), part) for key, part in inner])
    return Input(refused=Refused(refusals.errors)) if refusals else Input(given)


def _loads(data: bytes) -> tuple[Any, bool]:
    """The value, and whether an object in it is Repeating."""
    repeats = False

    def an_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        repeats = True
        repeating = Repeating(found)
        repeating.names = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
        return repeating

    return json.loads(data.decode("utf-8-sig"), object_pairs_hook=an_object, parse_int=_integer), repeats


def _integer(digits: str) -> int | str:
    """An integer. One that is too long stays text, and so does -0, whose sign an integer would lose: both are refused
    as what they are."""
    return digits if len(digits) > LONGEST_INTEGER or digits == "-0" else int(digits)


def _no_json(given: str) -> Refused:
    return Refused([error("", "application.json", given=shown(given))])


One = Callable[[Any], Any]
"""What is answered to one input. Raises Refused where it cannot be accepted. Where something in an answer is an
iterator, an array is written of what comes out of it."""
Many = Callable[[list[Any]], list[Any]]
"""What is answered to many at once, in their order. Raises Refused where one of them cannot be accepted."""

_text = json.JSONEncoder(ensure_ascii=False).encode


def write(answer: Any, stream: TextIO | None = None) -> None:
    """Write one answer on a line of its own."""
    # JSON is UTF-8, whatever the terminal is set to.
    out = (stream or sys.stdout).buffer
    for piece in _pieces(answer):
        out.write(piece.encode())
    out.write(b"\n")


def answer_each(given: Given, one: One, many: Many | None = None) -> None:
    """Write the answer to one input, or refuse it. To an array an array is written, to inputs one to a line a line
    each, in their order and as soon as they have arrived, with a refused input's errors in its place. `many` answers
    those that arrive together at once."""
    if given.form == "one":
        write(one(next(given.some).pop().accepted()))
    elif given.form == "array":
        write(_answers(given, one, many))
    else:
        for answer in _answers(given, one, many):
            write(answer)


def _answers(given: Given, one: One, many: Many | None) -> Iterator[Any]:
    for some in given.some:
        accepted = [entry.given for entry in some if entry.refused is None]
        answers = _one_by_one(accepted, one) if many is None else iter(_at_once(accepted, many))
        for entry in some:
            yield next(answers) if entry.refused is None else {"errors": entry.refused.errors}
        sys.stdout.flush()


def _one_by_one(raws: list[Any], one: One) -> Iterator[Any]:
    for raw in raws:
        try:
            yield one(raw)
        except Refused as refused:
            yield {"errors": refused.errors}


def _at_once(raws: list[Any], many: Many) -> list[Any]:
    """The answers to all of them: where one is refused, halves of them are tried until it is alone."""
    try:
        return many(raws)
    except Refused as refused:
        if len(raws) == 1:
            return [{"errors": refused.errors}]
    middle = len(raws) // 2
    return _at_once(raws[:middle], many) + _at_once(raws[middle:], many)


def _pieces(value: Any) -> Iterator[str]:
    """The JSON of a value, an array of what comes out of an iterator in it."""
    if isinstance(value, Iterator):
        yield "["
        for number, part in enumerate(value):
            if number:
                yield ", "
            yield from _pieces(part)
        yield "]"
    elif isinstance(value, dict) and any(isinstance(part, Iterator) for part in value.values()):
        yield "{"
        for number, (name, part) in enumerate(value.items()):
            yield f"{', ' if number else ''}{_text(name)}: "
            yield from _pieces(part)
        yield "}"
    else:
        yield _text(value)
