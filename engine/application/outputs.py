"""Answers as they leave on the command line: JSON, written as it comes and not kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO

from engine.application.inputs import Given
from engine.values.refusal import Refused

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
