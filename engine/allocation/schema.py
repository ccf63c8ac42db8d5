"""The JSON Schema of the input, generated from the pack.

It says what the readers in `application` and `allocate` accept, from the same lists of names. What a schema cannot
say stands in a description or is left to the reader: that a number is written without a decimal point, that ids
differ, how many entries there are in all, that a part is not above its whole, that a check digit is right, that a
fact applies under the readings in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.allocation.contradictions import LONGEST_KIND, OF_A_POINT
from engine.allocation.reading import OF_A_RUN, OF_AN_APPROVED_CLAIM
from engine.allocation.rules import ALL_RULES, FIRST_COME
from engine.allocation.terms import BY, OF_A_RULE, SIZES, names
from engine.application.model import LONGEST_TEXT, MOST_ENTRIES, TYPED, UNCLEAR, UNCONFIRMED, UNREADABLE
from engine.application.reading import OF_A_CLAIM, OF_A_MATTER, OF_AN_APPLICATION, OF_AN_AWARD, Vocabulary
from engine.policy.facts import Fact, Form
from engine.policy.pack import Policy
from engine.policy.parameters import MOST_WAN, MOST_YEARS, changeable
from engine.policy.provision import Provision
from engine.policy.schema import DRAFT
from engine.values.counts import MOST_COUNTED
from engine.values.money import DECIMALS, FITS, INTEGER_DIGITS
from engine.values.quantities import NumberKind
from engine.values.windows import FIRST_DATE, LAST_DATE

Json = dict[str, Any]

NULL: Json = {"type": "null"}
INVENTED: Json = {
    "description": "true: nobody is this company; whatever comes of it is marked as an example",
    "type": ["boolean", "null"],
}

# Digits, and points, that NFKC turns into those of ASCII: full-width, mathematical and segmented ones.
_SETS = "0\uff10\U0001d7ce\U0001d7d8\U0001d7e2\U0001d7ec\U0001d7f6\U0001fbf0"  # the zero of each
_DIGIT = "[" + "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _SETS) + "]"
_ZERO, _ONE = ("[" + "".join(chr(ord(zero) + digit) for zero in _SETS) + "]" for digit in (0, 1))
_POINT = "[.\u2024\ufe52\uff0e]"
_YEARS = "|".join(str(year) for year in range(FIRST_DATE.year, LAST_DATE.year + 1))

KINDS: Json = {
    "amount": {
        "description": f"万元, at most {DECIMALS} decimals; a JSON number without a decimal point, or a string",
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 10**INTEGER_DIGITS - 1},
            {"type": "string", "pattern": f"^{_DIGIT}{{1,{INTEGER_DIGITS}}}({_POINT}{_DIGIT}{{1,{DECIMALS}}})?$"},
        ],
    },
    "ratio": {
        "description": f"0 to 1, at most {DECIMALS} decimals; a JSON number without a decimal point, or a string",
        "anyOf": [
            {"type": "integer", "minimum": 0, "maximum": 1},
            {
                "type": "string",
                "pattern": f"^({_ZERO}{{1,{INTEGER_DIGITS}}}({_POINT}{_DIGIT}{{1,{DECIMALS}}})?"
                f"|{_ZERO}{{0,{INTEGER_DIGITS - 1}}}{_ONE}({_POINT}{_ZERO}{{1,{DECIMALS}}})?)$",
            },
        ],
    },
    "date": {
        "type": "string",
        "format": "date",
        "pattern": f"^({_YEARS})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    },
    "year": {
        "anyOf": [
            {"type": "integer", "minimum": FIRST_DATE.year, "maximum": LAST_DATE.year},
            {"type": "string", "pattern": f"^({_YEARS})$"},
        ],
    },
    "count": {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED},
    UNREADABLE: {
        "description": "what somebody typed and cannot be read: unknown, also where no answer would mean something",
        "type": "object",
        "properties": {UNREADABLE: {"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"\S"}},
        "required": [UNREADABLE],
        "additionalProperties": False,
    },
    UNCONFIRMED: {
        "description": "what was answered when the question meant something else: unknown until somebody confirms it",
        "type": "object",
        "properties": {
            UNCONFIRMED: {
                "anyOf": [
                    {"type": "string", "maxLength": LONGEST_TEXT, "pattern": r"\S"},
                    {"type": "integer"},
                    {"const": True},
                ]
            }
        },
        "required": [UNCONFIRMED],
        "additionalProperties": False,
    },
}
"""How the values of a kind are written, unless they are null."""


def assess_schema(policy: Policy) -> Json:
    """The schema of one application."""
    return {"$schema": DRAFT, "title": policy.title.zh, **_application(policy), "$defs": _definitions(policy)}


def allocate_schema(policy: Policy) -> Json:
    """The schema of one run of many claims and a budget."""
    approved = {
        "id": _text(1),
        "applicant": {
            "anyOf": [
                {**_text(1), "pattern": r"\S"},
                {"type": "integer", "exclusiveMinimum": -FITS, "exclusiveMaximum": FITS},
            ]
        },
        "provision": {"enum": [p.id for p in policy.provisions]},
        "approved": _kind("amount"),
        "score": _or_null(_kind("amount")),
        "application_date": _or_null(_kind("date")),
        "project": {"anyOf": [_short(), {"type": "array", "items": _short()}, {"type": "null"}]},
        "matter": {"anyOf": [_short(), {"type": "array", "items": _short()}, {"type": "null"}]},
        "most": {**_or_null(_kind("amount")), "description": "what the law allows for this claim at most"},
        "invented": INVENTED,
    }
    point = {
        "kind": {"type": "string", "minLength": 1, "maxLength": LONGEST_KIND},
        "what": _text(1),
        "claims": {"type": "array", "items": _text(1)},
    }
    optional = {"score", "application_date", "project", "matter", "most", "invented"}
    run = {
        "budget": _or_null(_kind("amount")),
        "applications": {"type": ["array", "null"], "items": _application(policy)},
        "approved_claims": {
            "type": ["array", "null"],
            "items": _object(OF_AN_APPROVED_CLAIM, approved, required=approved.keys() - optional),
        },
        "readings": _readings(policy),
        "already_awarded": _already_awarded(policy),
        "quota_used": _quota_used(policy),
        "rule": {"enum": [*ALL_RULES, None]},
        "overrides": _overrides(policy),
        "terms": {},
        "sizes": _or_null({"type": "object", "additionalProperties": {"enum": [*SIZES, None]}}),
        "pools": _already_awarded(policy),
        "quota": _quota_used(policy),
        "open": {"type": ["array", "null"], "items": _object(OF_A_POINT, point, required=set(OF_A_POINT))},
    }
    by_rule = {"allOf": [*_terms(policy), _dated()]}
    whole = {**_object(OF_A_RUN, run), **by_rule}
    return {"$schema": DRAFT, "title": policy.title.zh, **whole, "$defs": _definitions(policy)}


def _terms(policy: Policy) -> list[Json]:
    """Under each rule that needs terms, which; none under any other."""
    weights, classes = (
        {"oneOf": [_object(("by", key), {"by": {"const": by}, key: of(names(policy, by))}, ["by", key]) for by in BY]}
        for key, of in (("weights", _weights), ("classes", _classes))
    )
    forms = {
        "weighted_proportional": weights,
        "floor_then_proportional": _object(("floor",), {"floor": _kind("amount")}, ["floor"]),
        "priority_then_proportional": classes,
    }
    needed = [
        {"if": _under([rule]), "then": {"required": ["terms"], "properties": {"terms": forms[rule]}}}
        for rule in OF_A_RULE
    ]
    none: Json = {"properties": {"terms": {"type": ["object", "null"], "maxProperties": 0}}}
    return [*needed, {"if": _under(list(OF_A_RULE)), "else": none}]


def _under(rules: list[str]) -> Json:
    return {"type": "object", "properties": {"rule": {"enum": rules}}, "required": ["rule"]}


def _weights(known: list[str]) -> Json:
    zero = {"anyOf": [{"const": 0}, {"type": "string", "pattern": f"^{_ZERO}+({_POINT}{_ZERO}+)?$"}]}
    weight = {"allOf": [_kind("amount"), {"not": zero}]}
    return {**_object(known, dict.fromkeys(known, weight)), "minProperties": 1}


def _classes(known: list[str]) -> Json:
    together = {"type": "array", "minItems": 1, "items": {"enum": known}}
    return {"type": "array", "minItems": 1, "items": together}


def _dated() -> Json:
    """By first come, every approved claim has its day."""
    day = {"required": ["application_date"], "properties": {"application_date": _kind("date")}}
    dated = {"properties": {"approved_claims": {"items": day}}}
    return {"if": _under([FIRST_COME]), "then": dated}


def _overrides(policy: Policy) -> Json:
    numbers = changeable(policy)
    return _or_null(_object((n.name for n in numbers), {n.name: _or_null(_override(n.kind)) for n in numbers}))


def _override(kind: NumberKind) -> Json:
    if kind == "rate":
        return _kind("ratio")
    if kind == "amount":
        digits = len(str(MOST_WAN))
        whole = f"^{_ZERO}{{0,{INTEGER_DIGITS - digits}}}{_DIGIT}{{1,{digits}}}({_POINT}{_ZERO}{{1,{DECIMALS}}})?$"
        return {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MOST_WAN}, {"type": "string", "pattern": whole}]}
    least, most = (1, MOST_YEARS) if kind == "years" else (0, MOST_COUNTED)
    # As text in the digits of ASCII, and not longer than the largest number.
    digits = len(str(MOST_COUNTED))
    text = rf"^0{{0,{digits - len(str(most))}}}[0-9]{{1,{len(str(most))}}}$"
    written: Json = {"type": "string", "pattern": text, "maxLength": digits}
    return {"anyOf": [{"type": "integer", "minimum": least, "maximum": most}, written | _not_zero(least)]}


def _not_zero(least: int) -> Json:
    return {"not": {"pattern": "^0+$"}} if least else {}


def _application(policy: Policy) -> Json:
    described = {
        "application_date": _kind("date"),
        "applicant": _or_null(_form(policy.derived(Vocabulary).applicant)),
        "claims": {
            "type": ["array", "null"],
            "description": f"with all entries of lists in them, at every depth, at most {MOST_ENTRIES}",
            "maxItems": MOST_ENTRIES,
            "items": {"anyOf": [_kind(p.id) for p in policy.provisions]},
        },
        "readings": _readings(policy),
        "already_awarded": _already_awarded(policy),
        "quota_used": _quota_used(policy),
        "history": {"type": ["array", "null"], "items": _award(policy)},
        "not_counted": {"type": ["array", "null"], "items": _matter(policy)},
        "invented": INVENTED,
    }
    return _object(OF_AN_APPLICATION, described, required=["application_date"])


def _award(policy: Policy) -> Json:
    """Something that was awarded before; not in a later year than that of the application."""
    described = {
        "provision": {"enum": [p.id for p in policy.provisions]},
        "matter": _or_null(_short()),
        "project": _or_null(_short()),
        "year": _kind("year"),
        "amount": {**_kind("amount"), "description": "万元 that was approved"},
        "paid": {**_or_null(_kind("amount")), "description": "万元 that was paid, where that is over"},
        "applicant": {**_or_null(_short()), "description": "to whom, where it was to another one"},
    }
    return _object(OF_AN_AWARD, described, required=["provision", "year", "amount"])


def _matter(policy: Policy) -> Json:
    """A matter of which it is decided that it counts in another application."""
    described = {"provision": {"enum": [p.id for p in policy.provisions]}, "matter": {**_text(1), "pattern": r"\S"}}
    return _object(OF_A_MATTER, described, required=OF_A_MATTER)


def _definitions(policy: Policy) -> Json:
    return KINDS | {p.id: _claim(policy, p) for p in policy.provisions}


def _claim(policy: Policy, p: Provision) -> Json:
    common = _form(policy.derived(Vocabulary).common)
    facts = _form(p.form())
    facts["properties"] = common["properties"] | facts["properties"]
    described = {"id": _text(1), "provision": {"const": p.id}, "facts": _or_null(facts)}
    return {"title": p.title.zh, **_object(OF_A_CLAIM, described, required=["id", "provision"])}


def _object(names: Iterable[str], described: Json, required: Iterable[str] = ()) -> Json:
    """An object with these names and no others."""
    named = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: described[name] for name in names},
    }
    return {**named, "required": sorted(required)} if required else named


def _form(form: Form) -> Json:
    return _object(form.facts, {name: _fact(fact, form) for name, fact in form.facts.items()})


def _fact(fact: Fact, form: Form) -> Json:
    """What may answer a fact; null says as little as nothing."""
    answer = _answer(fact, form)
    if fact.type in UNCLEAR and fact.type != "yearly":
        answer = _or_unclear(answer, fact)
    return {"title": fact.label.zh, "description": fact.label.en} | _or_null(answer)


def _answer(fact: Fact, form: Form) -> Json:
    match fact.type:
        case "amount" | "ratio" | "date" | "year" | "count":
            return _kind(fact.type)
        case "yes_no":
            return {"type": "boolean"}
        case "choice":
            return {"enum": [c.id for c in fact.choices]}
        case "choices":
            chosen = {"type": "array", "items": {"enum": [c.id for c in fact.choices]}}
            return {"anyOf": [chosen, {"type": "boolean"}], "description": "true: all of them; false: none"}
        case "list":
            # Its claim, and the entry that it stands in, count too.
            most = MOST_ENTRIES - 1 - fact.path.count(".")
            return {"type": "array", "maxItems": most, "items": _form(form.inner[fact.name])}
        case "group":
            return _form(form.inner[fact.name])
        case "yearly":
            amount = _or_null(_or_unclear(_kind("amount"), fact))
            return {"type": "object", "patternProperties": {f"^({_YEARS})$": amount}, "additionalProperties": NULL}
        case "uscc":
            return {"type": "string", "minLength": 18}
        case "text":
            return _short()


def _readings(policy: Policy) -> Json:
    choices = {r.id: _choices([c.id for c in r.choices]) for r in policy.readings}
    return _or_null(_object(choices, choices))


def _choices(ids: list[str]) -> Json:
    also = [{"true": True, "false": False}[i] for i in ids if i in ("true", "false")]
    return {"enum": [*ids, *also, None]}


def _already_awarded(policy: Policy) -> Json:
    pools = policy.derived(Vocabulary).pools
    return _or_null(_object(pools, dict.fromkeys(pools, _or_null(_kind("amount")))))


def _quota_used(policy: Policy) -> Json:
    limited = policy.derived(Vocabulary).with_winners
    return _or_null(_object(limited, dict.fromkeys(limited, _or_null(_kind("count")))))


def _kind(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(what: Json) -> Json:
    return {"anyOf": [what, NULL]}


def _or_unclear(what: Json, fact: Fact) -> Json:
    return {"anyOf": [what, *([_kind(UNREADABLE)] if fact.type in TYPED else []), _kind(UNCONFIRMED)]}


def _short() -> Json:
    """A short text, or a number that is read as one."""
    return {"type": ["string", "integer"], "maxLength": LONGEST_TEXT}


def _text(shortest: int = 0) -> Json:
    return {"type": "string", "minLength": shortest, "maxLength": LONGEST_TEXT}
