"""What an application may say under a policy, derived from the policy once: the reader reads by it, and the JSON Schema
is printed from it.

What a schema cannot say stands in a description or is left to the reader: that ids differ, how many entries there are
in all, that a part is not above its whole, that a fact applies under the readings in force.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.application import invented
from engine.application.model import CONFIRMED, MOST_ENTRIES, UNCONFIRMED, UNKNOWN, UNREADABLE, unclear
from engine.policy.facts import Fact, Form, form_of
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.schema import DRAFT
from engine.steps.winners import Winners
from engine.values import kinds
from engine.values.kinds import AMOUNT, COUNT, DAY, ID, NAME, TEXT, YEAR, YES_NO
from engine.values.refusal import Refusals
from engine.values.shapes import AN_OBJECT, NULL, Json, Kind, Listed, Record, Shape, defined, one_of, or_null

OF_EVERY_CLAIM, OF_A_MATTER = frozenset({"id", "provision"}), frozenset({"provision", "matter"})
OF_EVERY_AWARD = frozenset({"provision", "year", "amount"})
OF_AN_AWARD = ("provision", "matter", "project", "year", "amount", "paid", "applicant")
STATED_INVENTED = YES_NO.described("true: nobody is this company; whatever comes of it is marked as an example")
KINDS = {
    "amount": AMOUNT, "yearly": AMOUNT, "ratio": kinds.RATIO, "date": DAY, "year": YEAR, "count": COUNT,
    "yes_no": YES_NO, "uscc": kinds.CODE, "text": TEXT,
}  # fmt: skip


def _no_answer(name: str, text: str, *of: Json) -> Json:
    """The schema of what stands in the place of an answer and is none: under its name, one of these."""
    stated = {"anyOf": list(of)}
    an_object = {"type": "object", "properties": {name: stated}, "required": [name], "additionalProperties": False}
    return {"description": text, **an_object}


_UNREAD = "what somebody typed and cannot be read: unknown, also where no answer would mean something"
_OPEN = "there is something, and it is not known yet how much or which: unknown, also where no answer would mean none"
_FORMER = "what was answered when the question meant something else: unknown until somebody confirms it"
NO_ANSWERS: Json = {
    UNREADABLE: _no_answer(UNREADABLE, _UNREAD, NAME.schema),
    UNKNOWN: _no_answer(UNKNOWN, _OPEN, {"const": True}),
    UNCONFIRMED: _no_answer(UNCONFIRMED, _FORMER, NAME.schema, {"type": "integer"}, {"const": True}),
}


def answer(fact: Fact) -> Kind:
    """An answer to a fact, or that of one year where it has several."""
    of_ids = {"choice": one_of, "choices": kinds.choices}.get(fact.type)
    return of_ids([c.id for c in fact.choices]) if of_ids else KINDS[fact.type]


def _or_none(of: Kind, confirmed: bool) -> Kind:
    """An answer, or what stands in its place and is none: noted, and left out."""

    def read(given: Any, path: str, notes: Refusals) -> Any:
        if isinstance(given, dict):
            found = unclear(given)
            if found is not None and (confirmed or not found.unconfirmed):
                notes.unclear[path] = found
                return ""
        return of.read(given, path, notes)

    none = (UNREADABLE, UNKNOWN, *([UNCONFIRMED] if confirmed else []))
    return Kind(read, {"anyOf": [of.schema, *map(defined, none)]})


def _yearly(of: Kind) -> Kind:
    """An answer for each of some years; a year that is null, or no year, is left out."""

    def read(given: Any, path: str, notes: Refusals) -> dict[int, int]:
        found = {}
        for year, value in AN_OBJECT.read(given, path, notes).items():
            if unclear(value) is not None:
                of.read(value, f"{path}.{kinds.parse_year(year, path)}", notes)
            elif value is not None:
                place = f"{path}.{year}"
                found[kinds.parse_year(year, place)] = of.read(value, place, notes)
        return found

    years = {f"^({kinds.YEARS})$": or_null(of.schema)}
    return Kind(read, {"type": "object", "patternProperties": years, "additionalProperties": NULL})


def _fact(fact: Fact, form: Form) -> Shape:
    if fact.type == "list":  # its claim, and the entry that it stands in, count too
        return Listed(facts(form.inner[fact.name]), most=MOST_ENTRIES - 1 - fact.path.count("."))
    if fact.type == "group":
        return facts(form.inner[fact.name])
    found = _or_none(answer(fact), fact.type in CONFIRMED)
    return _yearly(found) if fact.type == "yearly" else found


def facts(form: Form, order: Sequence[str] = ()) -> Record:
    """What may be stated in one place: of an applicant or a claim, in a group, in an entry of a list."""
    texts = {name: {"title": fact.label.zh, "description": fact.label.en} for name, fact in form.facts.items()}
    fields = {name: _fact(fact, form) for name, fact in form.facts.items()}
    return Record(fields, order=order, as_given=True, texts=texts)


def _reading(ids: Sequence[str]) -> Kind:
    """A choice of a reading; true and false may be given as JSON booleans."""
    of = one_of(ids)

    def read(given: Any, path: str, notes: Refusals) -> Any:
        return of.read(str(given).lower() if isinstance(given, bool) else given, path, notes)

    return Kind(read, {"enum": [*ids, *(flag for flag in (True, False) if str(flag).lower() in ids)]})


class Vocabulary:
    """What an application may say under a policy. `beside`: the facts that may stand in every claim and are none of a
    provision's own."""

    def __init__(self, policy: Policy) -> None:
        ids, common, own = [p.id for p in policy.provisions], form_of(policy.common), Provision.form
        both = {p.id: Form(common.facts | own(p).facts, common.inner | own(p).inner) for p in policy.provisions}
        self.facts = {p.id: facts(both[p.id], list(own(p).facts)) for p in policy.provisions}
        self.beside = {p.id: common.facts.keys() - own(p).facts.keys() for p in policy.provisions}
        self.provision = one_of(ids, "application.unknown_provision")
        self.claim = Record({"id": ID, "provision": self.provision, "facts": AN_OBJECT}, OF_EVERY_CLAIM)
        award = {
            "provision": self.provision,
            "year": YEAR,
            "amount": AMOUNT.described("万元 that was approved"),
            "paid": AMOUNT.described("万元 that was paid, where that is over"),
            "matter": TEXT,
            "project": TEXT,
            "applicant": TEXT.described("to whom, where it was to another one"),
        }
        self.claims = Listed(Kind(AN_OBJECT.read, {"anyOf": [defined(name) for name in ids]}), most=MOST_ENTRIES)
        self.history = Listed(Record(award, OF_EVERY_AWARD, OF_AN_AWARD))
        self.readings = policy.default_readings()
        choices = {r.id: _reading([c.id for c in r.choices]) for r in policy.readings}
        parts: dict[str, Shape] = {
            "application_date": DAY,
            "applicant": facts(Form({f.name: f for f in policy.applicant} | {"id": _ID}, {})),
            "claims": self.claims,
            "readings": Record(choices, unknown="application.unknown_reading", as_given=True),
            "already_awarded": Record(dict.fromkeys((p.id for p in policy.pools), AMOUNT)),
            "quota_used": Record(dict.fromkeys((p.id for p in policy.provisions if p.only(Winners)), COUNT)),
            "history": self.history,
            "not_counted": Listed(Record({"provision": self.provision, "matter": NAME}, OF_A_MATTER)),
            invented.INVENTED: STATED_INVENTED,
        }
        most = f"with all entries of lists in them, at every depth, at most {MOST_ENTRIES}"
        self.application = Record(parts, frozenset({"application_date"}), texts={"claims": {"description": most}})

    def claim_schema(self, p: Provision) -> Json:
        """The JSON Schema of a claim under a provision."""
        of = Record({"id": ID, "provision": one_of([p.id]), "facts": self.facts[p.id]}, OF_EVERY_CLAIM)
        return {"title": p.title.zh, **of.schema}


def application_schema(policy: Policy) -> Json:
    """The JSON Schema of one application."""
    return whole_schema(policy, policy.derived(Vocabulary).application.schema)


def whole_schema(policy: Policy, schema: Json) -> Json:
    """A schema of input with what it refers to."""
    claims = {p.id: policy.derived(Vocabulary).claim_schema(p) for p in policy.provisions}
    return {"$schema": DRAFT, "title": policy.title.zh, **schema, "$defs": {**kinds.DEFINED, **NO_ANSWERS, **claims}}


_ID = Fact.model_validate({"name": "id", "type": "text", "label": {"zh": "编号", "en": "Id"}})
