"""The JSON Schema of the input, generated from the pack."""

from __future__ import annotations

from typing import Any

from engine.application import LONGEST_TEXT, MOST_CLAIMS, MOST_COUNTED, MOST_ITEMS
from engine.pack import Fact, Form, Policy, Provision
from engine.windows import FIRST_DATE, LAST_DATE

Json = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
AMOUNT: Json = {
    "description": "万元, at most 6 decimals",
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 10**12 - 1},
        {"type": "string", "pattern": r"^[0-9]{1,12}(\.[0-9]{1,6})?$"},
        {"type": "null"},
    ],
}
RATIO: Json = {
    "description": "0 to 1, at most 6 decimals",
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$"},
        {"type": "null"},
    ],
}


def assess_schema(policy: Policy) -> Json:
    """The schema of one application."""
    return {"$schema": DRAFT, "title": policy.title.zh, **_application(policy), "$defs": _definitions(policy)}


def allocate_schema(policy: Policy) -> Json:
    """The schema of one run of many claims and a budget."""
    provisions = [p.id for p in policy.provisions]
    approved = {
        "type": "object",
        "required": ["id", "applicant", "provision", "approved"],
        "additionalProperties": False,
        "properties": {
            "id": _text(1),
            "applicant": _text(1),
            "provision": {"enum": provisions},
            "approved": AMOUNT,
            "score": AMOUNT,
        },
    }
    return {
        "$schema": DRAFT,
        "title": policy.title.zh,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "budget": AMOUNT,
            "applications": {"type": "array", "items": _application(policy)},
            "approved_claims": {"type": "array", "items": approved},
            "readings": _readings(policy),
            "already_awarded": _already_awarded(policy),
            "quota_used": _quota_used(policy),
            "rule": {"type": "string"},
            "overrides": {"type": "object"},
        },
        "$defs": _definitions(policy),
    }


def _application(policy: Policy) -> Json:
    return {
        "type": "object",
        "required": ["application_date"],
        "additionalProperties": False,
        "properties": {
            "application_date": {"type": "string", "format": "date"},
            "applicant": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {"id": _text()} | {f.name: _fact(f, Form({}, {})) for f in policy.applicant},
            },
            "claims": {
                "type": ["array", "null"],
                "maxItems": MOST_CLAIMS,
                "items": {"anyOf": [{"$ref": f"#/$defs/{p.id}"} for p in policy.provisions]},
            },
            "readings": _readings(policy),
            "already_awarded": _already_awarded(policy),
            "quota_used": _quota_used(policy),
        },
    }


def _definitions(policy: Policy) -> Json:
    return {p.id: _claim(policy, p) for p in policy.provisions}


def _claim(policy: Policy, p: Provision) -> Json:
    facts = _form(p.form())
    for fact in policy.common:
        if not fact.parent and fact.name not in facts["properties"]:
            facts["properties"][fact.name] = {} if fact.type == "group" else _fact(fact, Form({}, {}))
    return {
        "title": p.title.zh,
        "type": "object",
        "required": ["id", "provision"],
        "additionalProperties": False,
        "properties": {"id": _text(1), "provision": {"const": p.id}, "facts": facts},
    }


def _form(form: Form) -> Json:
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {name: _fact(fact, form) for name, fact in form.facts.items()},
    }


def _fact(fact: Fact, form: Form) -> Json:
    described = {"title": fact.label.zh, "description": fact.label.en}
    match fact.type:
        case "amount":
            return AMOUNT | described
        case "ratio":
            return RATIO | described
        case "yes_no":
            return {"type": ["boolean", "null"], **described}
        case "date":
            return {"type": ["string", "null"], "format": "date", **described}
        case "year":
            return {
                "type": ["integer", "null"],
                "minimum": FIRST_DATE.year,
                "maximum": LAST_DATE.year,
                **described,
            }
        case "count":
            return {"type": ["integer", "null"], "minimum": 0, "maximum": MOST_COUNTED, **described}
        case "choice":
            return {"enum": [*(c.id for c in fact.choices), None], **described}
        case "list":
            return {
                "type": ["array", "null"],
                "maxItems": MOST_ITEMS,
                "items": _form(form.inner[fact.name]),
                **described,
            }
        case "group":
            return _form(form.inner[fact.name]) | described
        case "yearly":
            return {
                "type": ["object", "null"],
                "patternProperties": {"^[0-9]{4}$": AMOUNT},
                "additionalProperties": False,
                **described,
            }
        case "uscc":
            return {"type": ["string", "null"], "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$", **described}
        case "text":
            return {"type": ["string", "integer", "null"], "maxLength": LONGEST_TEXT, **described}


def _readings(policy: Policy) -> Json:
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {r.id: _choices([c.id for c in r.choices]) for r in policy.readings},
    }


def _choices(ids: list[str]) -> Json:
    also = [{"true": True, "false": False}[i] for i in ids if i in ("true", "false")]
    return {"enum": [*ids, *also, None]}


def _already_awarded(policy: Policy) -> Json:
    pools = {p.id: AMOUNT for p in policy.pools}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": pools}


def _quota_used(policy: Policy) -> Json:
    count = {"type": ["integer", "null"], "minimum": 0, "maximum": MOST_COUNTED}
    limited = {p.id: count for p in policy.provisions if p.limit("winners")}
    return {"type": ["object", "null"], "additionalProperties": False, "properties": limited}


def _text(shortest: int = 0) -> Json:
    return {"type": "string", "minLength": shortest, "maxLength": LONGEST_TEXT}
