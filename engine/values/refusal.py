"""How input is refused: where it stands (a path such as `claims.0.facts.amount`) and why."""

import json
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeGuard, TypeVar

from engine.text import words

T = TypeVar("T")

SHOWN_AT_MOST = 40
LONGEST_TEXT = 300
"""Characters of a text that somebody states."""


class Refused(ValueError):
    """Input that is not accepted. `errors` is a list of {"path": str, "message": {"zh": str, "en": str}}."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error['path']}: {error['message']['zh']}" for error in errors))


def join(path: str, name: object) -> str:
    """The path of what stands under a name at a path."""
    return f"{path}.{name}" if path else str(name)


def error(path: str, key: str, /, **values: object) -> dict[str, Any]:
    """One error: the words under `key`, filled with `values`, about what stands at `path`."""
    return {"path": writable(path), "message": words.both(key, **values)}


def writable(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can hold (`"\\ud800"`) and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def is_text(value: object, longest: int, shortest: int = 0) -> TypeGuard[str]:
    """Whether `value` is text of such a length that can be written as UTF-8."""
    return isinstance(value, str) and shortest <= len(value) <= longest and value == writable(value)


def refuse(path: str, key: str, /, **values: object) -> NoReturn:
    """Raise Refused with a single error."""
    raise Refused([error(path, key, **values)])


class Refusals:
    """Gathers errors, so that somebody who made three mistakes is told of three. `unclear`: what stands in the place of
    an answer and is none, by its path, which is no error."""

    def __init__(self) -> None:
        self.errors: list[dict[str, Any]] = []
        self.unclear: dict[str, Any] = {}

    def __bool__(self) -> bool:
        return bool(self.errors)

    def add(self, path: str, key: str, /, **values: object) -> None:
        """Note one error."""
        self.errors.append(error(path, key, **values))

    def include(self, refused: Refused) -> None:
        """Note the errors of a refusal that was caught."""
        self.errors.extend(refused.errors)

    def attempt(self, read: Callable[..., T], *given: Any) -> T | None:
        """What `read` makes of what is given; None where it refuses, which is noted."""
        try:
            return read(*given)
        except Refused as refused:
            self.include(refused)
            return None

    def raise_if_any(self) -> None:
        """Raise Refused with all that was noted, or do nothing."""
        if self.errors:
            raise Refused(list(self.errors))


def shown(value: object, most: int = SHOWN_AT_MOST) -> str:
    """What was given, short and printable, for a message: at most so many characters, no control characters."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 160:
        # Python refuses to print integers beyond 4,300 digits, and nobody would read them.
        return f"{'-' if value < 0 else ''}2^{value.bit_length() - 1}+"
    if isinstance(value, str):
        printed = value
    else:
        try:
            printed = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            printed = type(value).__name__
    # Half a surrogate pair is not printable either, so whatever comes out of here can be written as UTF-8.
    printed = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in printed)
    return printed if len(printed) <= most else printed[: most - 1] + "…"


def listed(names: Iterable[str]) -> dict[str, str]:
    """Names in a row, for a message in each language."""
    names = list(names)
    return {"zh": "、".join(names), "en": ", ".join(names)}
