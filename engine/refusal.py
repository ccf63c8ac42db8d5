"""How input is refused: where it stands (a path such as `claims.0.facts.amount`) and why."""

import json
from typing import Any, NoReturn

from engine import words

SHOWN_AT_MOST = 40


class Refused(ValueError):
    """Input that is not accepted. `errors` is a list of {"path": str, "message": {"zh": str, "en": str}}."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{error['path']}: {error['message']['zh']}" for error in errors))


def error(path: str, key: str, /, **values: object) -> dict[str, Any]:
    """One error: the words under `key`, filled with `values`, about what stands at `path`."""
    return {"path": path, "message": words.both(key, **values)}


def refuse(path: str, key: str, /, **values: object) -> NoReturn:
    """Raise Refused with a single error."""
    raise Refused([error(path, key, **values)])


class Refusals:
    """Gathers errors, so that somebody who made three mistakes is told of three."""

    def __init__(self) -> None:
        self.errors: list[dict[str, Any]] = []

    def __bool__(self) -> bool:
        return bool(self.errors)

    def add(self, path: str, key: str, /, **values: object) -> None:
        """Note one error."""
        self.errors.append(error(path, key, **values))

    def include(self, refused: Refused) -> None:
        """Note the errors of a refusal that was caught."""
        self.errors.extend(refused.errors)

    def raise_if_any(self) -> None:
        """Raise Refused with all that was noted, or do nothing."""
        if self.errors:
            raise Refused(list(self.errors))


def shown(value: object) -> str:
    """What was given, short and printable, for a message: at most 40 characters, no control characters."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 160:
        # Python refuses to print integers beyond 4,300 digits, and nobody would read them.
        return f"{'-' if value < 0 else ''}2^{value.bit_length() - 1}+"
    if isinstance(value, str):
        printed = value
    else:
        try:
            printed = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            printed = type(value).__name__
    # Half a surrogate pair is not printable either, so whatever comes out of here can be written as UTF-8.
    printed = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in printed)
    return printed if len(printed) <= SHOWN_AT_MOST else printed[: SHOWN_AT_MOST - 1] + "…"
