"""What input is made of: each shape reads what is given and has its JSON Schema, from one description.

Reading takes what is given, the path at which it stands, and what is noted on the way. It answers with the value as the
engine computes with it, or refuses; what is wrong inside a record or a list is noted, and the rest of it is read. Null
says as little as nothing, and so does text of nothing but spaces: neither is in what a record answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.values.refusal import Refusals, Refused, join, listed, refuse, shown

Json = dict[str, Any]
Parse = Callable[[Any, str], Any]
"""Reads a value by itself, and raises Refused where it cannot be accepted."""
Read = Callable[[Any, str, Refusals], Any]
NULL: Json = {"type": "null"}


@dataclass(frozen=True, slots=True)
class Kind:
    """The shape of a value that is no list and no record."""

    read: Read
    schema: Json

    @classmethod
    def of(cls, parse: Parse, schema: Json) -> Kind:
        """The kind of what is read by itself."""
        return cls(lambda given, path, notes: parse(given, path), schema)

    def described(self, text: str) -> Kind:
        """The same, with what it means."""
        return Kind(self.read, {**self.schema, "description": text})


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of `least` entries or more. `wrong` is what is said of anything else; that there are `most` at most, only
    the schema says."""

    of: Shape
    wrong: str = "application.not_a_list"
    least: int = 0
    most: int | None = None

    def read(self, given: Any, path: str, notes: Refusals) -> list[Any]:
        """The entries, without those that cannot be accepted."""
        return [value for _, value in self.entries(given, path, notes)]

    def entries(self, given: Any, path: str, notes: Refusals) -> Iterator[tuple[str, Any]]:
        """The same, each with its path, for whoever has more to say of each."""
        if not isinstance(given, list) or len(given) < self.least:
            refuse(path, self.wrong, given=shown(given))
        read = self.of.read
        for i, entry in enumerate(given):
            place = f"{path}.{i}"
            try:
                value = read(entry, place, notes)
            except Refused as refused:
                notes.include(refused)
            else:
                yield place, value

    def if_any(self, given: Any, path: str, notes: Refusals) -> Iterator[tuple[str, Any]]:
        """The entries of a list that may be left out; that there is something else instead is noted."""
        try:
            yield from () if given is None else self.entries(given, path, notes)
        except Refused as refused:
            notes.include(refused)

    @property
    def schema(self) -> Json:
        """Its JSON Schema."""
        bounds = {"minItems": self.least or None, "maxItems": self.most}
        return {"type": "array", **{k: n for k, n in bounds.items() if n is not None}, "items": self.of.schema}


@dataclass(frozen=True, slots=True)
class Record:
    """An object with these names and no others. They are read in the order in which they stand here, names that mean
    nothing there first; `as_given`: all in the order in which they were given. `order` are the names as a message lists
    them, if that is another order, `unknown` is that message; `texts`: what the schema says of a name beside its
    shape."""

    fields: Mapping[str, Shape]
    required: frozenset[str] = frozenset()
    order: Sequence[str] = ()
    unknown: str = "application.unknown_fact"
    as_given: bool = False
    texts: Mapping[str, Json] = field(default_factory=dict)

    def read(self, given: Any, path: str, notes: Refusals) -> dict[str, Any]:
        """What stands under each name, without what cannot be accepted."""
        if not isinstance(given, dict):
            refuse(path, "application.not_an_object", given=shown(given))
        fields, required, prefix = self.fields, self.required, f"{path}." if path else ""
        found: dict[str, Any] = {}
        if not self.as_given:
            self.names(given, path, notes)
        for name in given if self.as_given else fields:
            shape, value = fields.get(name), given.get(name)
            if shape is None:
                self._no_such_name(name, path, notes)
            elif value is not None or name in required:
                try:
                    read = shape.read(value, prefix + name, notes)
                except Refused as refused:
                    notes.include(refused)
                else:
                    if read != "":
                        found[name] = read
        return found

    def names(self, given: Mapping[str, Any], path: str, notes: Refusals) -> None:
        """Note the names that mean nothing there, in their order."""
        if not given.keys() <= self.fields.keys():
            for name in given:
                if name not in self.fields:
                    self._no_such_name(name, path, notes)

    def _no_such_name(self, name: str, path: str, notes: Refusals) -> None:
        notes.add(join(path, name), self.unknown, given=shown(name), known=listed(self.order or self.fields))

    def part(self, given: Mapping[str, Any], path: str, notes: Refusals, name: str) -> Any:
        """What stands under one name by itself; None where there is nothing, or nothing that can be accepted."""
        value = given.get(name)
        if value is None and name not in self.required:
            return None
        return notes.attempt(self.fields[name].read, value, join(path, name), notes)

    @property
    def schema(self) -> Json:
        """Its JSON Schema."""
        properties = {
            name: self.texts.get(name, {}) | (shape.schema if name in self.required else or_null(shape.schema))
            for name, shape in self.fields.items()
        }
        required = {"required": sorted(self.required)} if self.required else {}
        return {"type": "object", "additionalProperties": False, "properties": properties, **required}


Shape = Kind | Listed | Record
"""How a value is read, and its JSON Schema."""


def only_names(given: Mapping[str, Any], path: str, known: Sequence[str], notes: Refusals) -> None:
    """Note the names in `given` that are none of those `known`, in their order."""
    Record(dict.fromkeys(known, AN_OBJECT)).names(given, path, notes)


def one_of(ids: Sequence[str], wrong: str = "application.unknown_choice") -> Kind:
    """One of these texts; `wrong` is what is said of anything else."""

    def parse(given: Any, path: str) -> Any:
        if not isinstance(given, str) or given not in ids:
            refuse(path, wrong, given=shown(given), known=listed(ids))
        return given

    return Kind.of(parse, {"enum": list(ids)})


def _object(given: Any, path: str) -> Any:
    if not isinstance(given, dict):
        refuse(path, "application.not_an_object", given=shown(given))
    return given


AN_OBJECT = Kind.of(_object, {"type": "object"})
"""An object, as it was given."""


def defined(name: str) -> Json:
    """The schema that the whole one defines under this name."""
    return {"$ref": f"#/$defs/{name}"}


def or_null(schema: Json) -> Json:
    """The schema of what may be null as well."""
    return {"anyOf": [schema, NULL]}
