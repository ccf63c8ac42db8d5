"""The JSON Schemas of a policy's files, from the models that read them: for editors, which complete keys and mark what
the language does not have while somebody writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from engine.policy.guideline import FOLDER, Guideline
from engine.policy.pack import Policy
from engine.policy.source import RULES, WORDS
from engine.steps.kinds import KINDS

Json = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
DEFS = "#/$defs/"
TEXT = "Words"
USES = {
    "type": "array",
    "items": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"use": {"type": "string"}, "under": {"$ref": f"{DEFS}Under"}},
                "required": ["use", "under"],
                "additionalProperties": False,
            },
        ]
    },
    "description": "Shared facts that a claim under this provision states: `project` at its top, `project@models` on "
    "each item of the list `models`, `~project` without asking on forms; with `under`, those that are asked under some "
    "choices of a reading.",
}
SHARED = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Fact"}},
    "description": "Facts that several provisions use, by the name by which they do.",
}
DERIVED = ("common", "folder", "rules_sha256", "overrides")
"""What of a policy stands in no file."""


def rules_schema() -> Json:
    """The JSON Schema (2020-12) of `policy.toml`: the rules, with shared facts and their uses, which are handed out to
    the provisions when the file is read. Of a choice there is its id, of a place for words nothing; of each kind of
    condition and step there are examples."""
    schema = _whole()
    schema["$defs"]["Provision"]["properties"]["uses"] = USES
    words_alone = {TEXT, "Names"}
    for block in (schema, *schema["$defs"].values()):
        own = block.get("properties", {})
        for name in [name for name, one in own.items() if _refs(one) & words_alone]:
            del own[name]
        block["required"] = [name for name in block.get("required", ()) if name in own]
    for name in ("Choice", "Size"):
        schema["$defs"][name] = {"type": "string", "description": schema["$defs"][name]["description"]}
    schema["$defs"] = {name: block for name, block in schema["$defs"].items() if name not in words_alone}
    return {"$schema": DRAFT, "title": RULES, **_exemplified(schema)}


def guideline_schema() -> Json:
    """The JSON Schema (2020-12) of `guidelines/<year>.toml`: what a year's guideline says, with its words."""
    return {"$schema": DRAFT, **_exemplified(Guideline.model_json_schema()), "title": f"{FOLDER}/<year>.toml"}


def _exemplified(schema: Json) -> Json:
    """The schema with examples of each kind of condition and step in it."""
    for kind in KINDS.values():
        if kind.__name__ in schema["$defs"]:
            schema["$defs"][kind.__name__]["examples"] = [own.stated for own in kind.examples if not own.refused]
    return schema


def words_schema() -> Json:
    """The JSON Schema (2020-12) of `words.toml`: the words at the places of what they are the words of, the elements of
    a list by what they are called."""
    return {"$schema": DRAFT, "title": WORDS, **_OnlyWords(_whole()).schema()}


@cache
def word_keys() -> frozenset[str]:
    """The keys under which there are words."""
    schema = _whole()
    places = [block.get("properties", {}) for block in (schema, *schema["$defs"].values())]
    return frozenset(name for own in places for name, one in own.items() if TEXT in _refs(one))


def _whole() -> Json:
    """The JSON Schema of rules and words together."""
    schema = Policy.model_json_schema()
    for derived in DERIVED:
        schema["properties"].pop(derived, None)
    schema["properties"]["shared_facts"] = SHARED
    schema["required"] = [name for name in schema["required"] if name not in DERIVED]
    return schema


def _refs(own: Json) -> set[str]:
    """The blocks that a property can be, or be a list of."""
    options = own.get("anyOf") or own.get("oneOf") or [own]
    return {one["$ref"].removeprefix(DEFS) for one in options if "$ref" in one}


class _OnlyWords:
    """The words of a schema."""

    def __init__(self, whole: Json) -> None:
        self.whole, self.defs = whole, whole["$defs"]
        self.found: dict[str, Json] = {TEXT: self.defs[TEXT]}

    def schema(self) -> Json:
        """The schema of the words alone."""
        return {**self._block(self.whole), "$defs": {name: block for name, block in self.found.items() if block}}

    def _block(self, block: Json) -> Json:
        """The words of a block; nothing where it has none."""
        own = {name: self._place(one) for name, one in block.get("properties", {}).items()}
        own = {name: one for name, one in own.items() if one}
        return {"type": "object", "additionalProperties": False, "properties": own} if own else {}

    def _named(self, name: str) -> bool:
        if name not in self.found:
            self.found[name] = self._block(self.defs[name])
        return bool(self.found[name])

    def _place(self, own: Json) -> Json:
        """The words at a place: a text, those of a block, or those of the elements of a list by their names."""
        if refs := sorted(name for name in _refs(own) if self._named(name)):
            options = [{"$ref": f"{DEFS}{name}"} for name in refs]
            return options[0] if len(options) == 1 else {"anyOf": options}
        elements = own.get("items") or own.get("additionalProperties")
        inner = self._place(elements) if isinstance(elements, dict) else {}
        return {"type": "object", "additionalProperties": inner} if inner else {}
