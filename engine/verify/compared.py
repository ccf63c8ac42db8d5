"""Wherein two pieces of JSON differ, field by field, and how that is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from typing_extensions import TypedDict

from engine.policy.pack import Policy
from engine.policy.parameters import changeable
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.refusal import shown, writable

LONGEST = 80
"""Characters of a value in a sentence."""
ABSENT = object()


class Difference(TypedDict):
    """One field that is not as the file states it: where it stands (an element of a list by its `id`, else by its
    position), what is `stated`, what was `found`, and that in a sentence. null: there is none."""

    path: str
    stated: Any
    found: Any
    message: Both


def differences(policy: Policy, stated: Any, found: Any) -> list[Difference]:
    """Wherein what is stated differs from what was found."""
    named = _Names(policy)
    return [
        {
            "path": writable(path),
            "stated": None if one is ABSENT else one,
            "found": None if other is ABSENT else other,
            "message": named.difference_text(path, one, other),
        }
        for path, one, other in _differing(stated, found, "")
    ]


def _differing(stated: Any, found: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(stated, Mapping) and isinstance(found, Mapping):
        for name in (*stated, *(name for name in found if name not in stated)):
            yield from _differing(stated.get(name, ABSENT), found.get(name, ABSENT), f"{path}.{name}" if path else name)
    elif isinstance(stated, list) and isinstance(found, list):
        yield from _differing(_by_name(stated), _by_name(found), path)
    elif type(stated) is not type(found) or stated != found:
        yield path, stated, found


def _by_name(elements: list[Any]) -> dict[str, Any]:
    """The elements of a list by the id that each has, else by their positions."""
    ids = [str(each.get("id")) for each in elements if isinstance(each, Mapping) and "id" in each]
    if len(ids) == len(elements) and len(set(ids)) == len(ids):
        return dict(zip(ids, elements, strict=True))
    return {str(position): each for position, each in enumerate(elements)}


def _value(value: Any) -> Both:
    if value is ABSENT or value is None:
        return words.both("verify.none")
    return words.same(shown(value, LONGEST))


class _Names:
    """What the fields are called."""

    def __init__(self, policy: Policy) -> None:
        self.readings = {reading.id: both(reading.question) for reading in policy.readings}
        self.words = words.keys()
        self.numbers = {number.name: number.label for number in changeable(policy)}

    def difference_text(self, path: str, stated: Any, found: Any) -> Both:
        """A difference in a sentence."""
        if stated is None and found == {}:
            return words.both("verify.no_receipt")
        return words.both("verify.differs", field=self.of(path), stated=_value(stated), found=_value(found))

    def of(self, path: str) -> Both:
        """What a field is called; one of which nothing is known, by its path."""
        before, _, last = path.rpartition(".")
        if before.endswith("readings") and last in self.readings:
            return words.both("verify.reading", label=self.readings[last])
        _, is_number, name = path.rpartition("overrides.")  # of which the name has dots itself
        if is_number and name in self.numbers:
            return words.both("verify.number", label=self.numbers[name])
        key = f"verify.field_{last}"
        if key not in self.words:
            return words.both("verify.field", label=shown(path, LONGEST))
        label = words.both(key)
        inner = before.removeprefix("states").strip(".")
        if not inner or inner.startswith("receipt"):
            return label
        return words.both("verify.field_of", of=shown(inner, LONGEST), label=label)
