"""The JSON Schema of a policy's file, from the models that read it: for editors, which complete keys and mark what the
language does not have while somebody writes."""

from __future__ import annotations

from typing import Any

from engine.policy.pack import Policy

DRAFT = "https://json-schema.org/draft/2020-12/schema"
USES = {
    "type": "array",
    "items": {"type": "string"},
    "description": "Shared facts that a claim under this provision states: `project` at its top, `project@models` on "
    "each item of the list `models`, `~project` without asking on forms.",
}
SHARED = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"$ref": "#/$defs/Fact"}},
    "description": "Facts that several provisions use, by the name by which they do.",
}


def policy_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `policy.toml` as it is written: with shared facts and their uses, which are handed
    out to the provisions when the file is read."""
    schema = Policy.model_json_schema()
    properties, required = schema["properties"], schema["required"]
    for derived in ("common", "folder"):
        properties.pop(derived, None)
        schema["required"] = required = [name for name in required if name != derived]
    properties["shared_facts"] = SHARED
    schema["$defs"]["Provision"]["properties"]["uses"] = USES
    return {"$schema": DRAFT, "title": "policy.toml", **schema}
