"""Input that is nearly right: what is right, with something in it replaced, left out, doubled, or put elsewhere."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any

Place = tuple[Any, ...]
NAMES = ("x", "id", "amount", "project", "awarded_this_year", "other_district", "年")


def mutated(right: Sequence[Any], values: Sequence[Any], seed: int, count: int) -> Iterator[Any]:
    """So many, each with one to three things changed; `values` are what stands there then. The same seed gives the same
    ones."""
    chance = Random(seed)
    for _ in range(count):
        given = deepcopy(chance.choice(right))
        for _ in range(chance.choice((1, 1, 2, 3))):
            _change(chance, given, values, chance.choice(right))
        yield given


def _change(chance: Random, given: Any, values: Sequence[Any], other: Any) -> None:
    """Change something in `given`, where it stands."""
    *_, last = place = chance.choice([place for place in _places(given) if place])
    within = _at(given, place[:-1])
    match chance.choice(("value", "value", "other", "none", "name", "again")):
        case "value":
            within[last] = deepcopy(chance.choice(values))
        case "other":
            within[last] = deepcopy(_at(other, chance.choice(list(_places(other)))))
        case "none":
            del within[last]
        case "name" if isinstance(within, dict):
            within[chance.choice(NAMES)] = within.pop(last)
        case "again" if isinstance(within, list):
            within.append(deepcopy(within[last]))


def _places(given: Any, place: Place = ()) -> Iterator[Place]:
    """Every place in it."""
    yield place
    inner = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    for key, value in inner:
        yield from _places(value, (*place, key))


def _at(given: Any, place: Place) -> Any:
    for key in place:
        given = given[key]
    return given
