"""A saved self-assessment: the file that a company downloads, and opens again later, here or elsewhere.

The file is JSON: the application in contract form, what was typed word for word, what the company decided not to apply
for, what it expects of later years, and which questions the policy asked at the time. A file from an older version of
the policy is brought up to the present one, and what changed is said. A policy folder may hold a `renamed.toml` with a
table `[renamed]` from old places to new ones, `"<provision>" = "<provision>"` or `"<provision>.<path>" = "<new name>"`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

import tomli

from engine.application import earlier
from engine.application.contract import answer
from engine.application.model import CONFIRMED, MOST_ENTRIES, TYPED, UNREADABLE, entries_in, unclear
from engine.policy.facts import Fact, Form
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.receipt import Receipt, other_rules, receipt_of
from engine.text import words
from engine.text.phrases import Both, both
from engine.values import strict_json
from engine.values.kinds import DAY, YEAR
from engine.values.money import percent_text
from engine.values.refusal import LONGEST_TEXT, Refusals, Refused, is_text, join, refuse, shown
from engine.values.shapes import Kind

T = TypeVar("T")

FORMAT = "policy-self-assessment"
EDITION = 2
"""The edition of this file format; a file of a later one is refused, and what one of an earlier one says is brought up
(`earlier`)."""
LARGEST = 1 << 20
"""Bytes: the answers of a self-assessment of a hundred long lists have a twentieth of this."""
OPENED_ANYWHERE = 10**6
"""Bytes of a file that any browser hands over: but for Windows, Streamlit's page takes 1 MB for a million."""
WORKED = ("assessment", "after_budget", "scaled_by", "plan")
"""What else a file can state of its answers, of which nothing is read back: all that comes of them."""
OF_RESULT = frozenset({"application", "assessment"})
"""By which keys a result is told that an earlier version wrote, when it was a file of another kind."""
MOST_TICKS, LONGEST_TICK = 1024, 512

APPLICANT = "applicant"
EXPECTED = "expected"
Typed = dict[str, dict[str, str]]
"""Claim id (or `applicant`) -> dotted path -> the text as it stands in the box."""


@dataclass
class Saved:
    """What a file holds, in the policy's present form. `declined`: provision -> the claims laid aside with it.
    `expected`: what is expected of later years, {claim, facts} as a plan takes it. `changes`: what is not as it was
    saved, each in both languages. `result`: what it comes to where it is saved (amounts of claims and totals), which
    the file states and nothing reads back; None: it states none; `worked`: all that comes of it (WORKED), likewise.
    `ticked`: the papers that are at hand, by the keys of `engine.view.papers`."""

    application: dict[str, Any]
    declined: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    typed: Typed = field(default_factory=dict)
    payout: str = ""
    changes: list[Both] = field(default_factory=list)
    result: Mapping[str, Any] | None = None
    expected: list[dict[str, Any]] = field(default_factory=list)
    ticked: list[str] = field(default_factory=list)
    worked: Mapping[str, Any] | None = None


def write(policy: Policy, saved: Saved, on: date) -> bytes:
    """The file, as UTF-8 JSON. `on` is the day of saving. All that comes of the answers stands in it as long as the
    file can be opened anywhere with it."""
    content = document(policy, saved, on)
    if saved.worked is not None:
        whole = json.dumps({**content, **saved.worked}, ensure_ascii=False).encode()
        if len(whole) <= OPENED_ANYWHERE:
            return whole
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def document(policy: Policy, saved: Saved, on: date) -> dict[str, Any]:
    """What the file says, as JSON values."""
    return {
        "format": FORMAT,
        "edition": EDITION,
        "policy": {"id": policy.id, "version": policy.version, "law_sha256": policy.law.sha256},
        "receipt": receipt(policy, saved.application),
        "saved_on": on.isoformat(),
        "application": saved.application,
        "declined": saved.declined,
        "typed": saved.typed,
        "payout": saved.payout,
        "expected": saved.expected,
        "ticked": saved.ticked,
        "questions": policy.derived(questions),
        **({} if saved.result is None else {"result": saved.result}),
    }


def receipt(policy: Policy, application: Mapping[str, Any]) -> Receipt:
    """By what the application is worked out where it is saved."""
    readings = policy.default_readings() | (application.get("readings") or {})
    return receipt_of(policy, readings, _year(application), application)


def _year(application: Mapping[str, Any]) -> int | None:
    """The year of an application; None while it has no day."""
    day = application.get("application_date")
    return int(str(day)[:4]) if _is(DAY, day) else None


def questions(policy: Policy) -> dict[str, list[str]]:
    """Every question that the policy asks: provision (or `applicant`) -> paths."""
    asked = {p.id: [f.path for f in p.facts] for p in policy.provisions}
    return {APPLICANT: [f.path for f in policy.applicant], **asked}


def read(policy: Policy, data: bytes) -> Saved:
    """What the file holds. Refused: too large, not readable, not such a file, another policy, a later edition, or
    damaged. Single answers that no longer fit are left out and named in `changes`."""
    if len(data) > LARGEST:
        refuse("", "saved.too_large", size=len(data) // 1024 + 1, most=LARGEST // 1024)
    return _Opening(policy, _opened(policy, data)).saved()


def _opened(policy: Policy, data: bytes) -> dict[str, Any]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse("", "saved.not_text")
    try:
        document = strict_json.loads(text)
    except (ValueError, RecursionError):
        refuse("", "saved.not_json")
    if isinstance(document, dict) and "format" not in document and document.keys() >= OF_RESULT:
        document = _of_result(policy, document)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        refuse("", "saved.foreign")
    edition = document.get("edition")
    if isinstance(edition, bool) or not isinstance(edition, int):
        _damaged("edition")
    if edition > EDITION:
        refuse("edition", "saved.later_edition")
    of = _a(str, _a(dict, document.get("policy"), "policy").get("id"), "policy")
    if of != policy.id:
        refuse("policy.id", "saved.other_policy", given=shown(of), here=both(policy.short_title))
    return document


def _of_result(policy: Policy, result: dict[str, Any]) -> dict[str, Any]:
    """A result that an earlier version wrote, as a file with the answers of which it came. One without a receipt is of
    a time when questions could mean something else."""
    assessment, scaled = (of if isinstance(of, dict) else {} for of in map(result.get, ("assessment", "scaled_by")))
    of, receipt, expected = assessment.get("policy"), assessment.get("receipt"), result.get(EXPECTED)
    return {
        "format": FORMAT,
        "edition": EDITION if isinstance(receipt, dict) else 1,
        "policy": of if not isinstance(of, dict) else {**of, "law_sha256": policy.law.sha256},
        "receipt": receipt,
        "application": result["application"],
        EXPECTED: expected if isinstance(expected, list) else [],
        "payout": _percent(scaled.get("payout")),
    }


def _percent(share: object) -> str:
    """A share as a result states it ("4/5"), as it is typed; "" where two decimals do not hold it."""
    try:
        found = Fraction(str(share))
    except (ValueError, ZeroDivisionError):
        return ""
    written = percent_text(found.numerator, found.denominator)
    return "" if "…" in written else written


class _Opening:
    """Brings one document into the policy's present form."""

    def __init__(self, policy: Policy, document: dict[str, Any]) -> None:
        self.policy, self.document = policy, document
        self.changes: list[Both] = []
        self.renamed = _renamed(policy)

    def saved(self) -> Saved:
        application, declined = (self._part(self.document, name, dict) for name in ("application", "declined"))
        expected = self._part(self.document, EXPECTED, list)
        # What is laid aside counts too: it is there again at a click.
        counted = {"claims": application.get("claims"), "declined": declined, EXPECTED: dict(enumerate(expected))}
        if (there := entries_in(counted)) > MOST_ENTRIES:
            refuse("application.claims", "application.too_many", count=there, most=MOST_ENTRIES)
        self._version()
        if self.document["edition"] < EDITION:
            applicant, claims = application.get(APPLICANT), [application.get("claims"), declined]
            if earlier.of_first_form(self.policy, applicant if isinstance(applicant, dict) else {}, claims):
                self._changed("to_confirm")
        opened: dict[str, Any] = {}
        stated = application.get("application_date")
        if stated is not None and (day := self._leaf(_DAY, stated)) is not _UNFIT:
            opened["application_date"] = day
        applicant = self._part(application, APPLICANT, dict)
        form = Form({f.name: f for f in self.policy.applicant}, {})
        identity = {"id": applicant.pop("id")} if is_text(applicant.get("id"), LONGEST_TEXT) else {}
        opened[APPLICANT] = identity | self._facts(form, applicant, APPLICANT, APPLICANT)
        opened["claims"] = self._claims(self._part(application, "claims", list), "claims")
        opened["readings"] = self._readings(self._part(application, "readings", dict))
        laid_aside = {}
        for name, claims in declined.items():
            provision = self._provision(name)
            if provision is not None and isinstance(claims, list):
                laid_aside[provision.id] = self._claims(claims, f"declined.{name}")
        self._new_questions({c["provision"] for c in opened["claims"]})
        payout, keys = self.document.get("payout"), self._part(self.document, "ticked", list)
        ticked = dict.fromkeys(key for key in keys if is_text(key, LONGEST_TICK, 1))
        return Saved(
            application=opened,
            declined=laid_aside,
            typed=self._typed(self._part(self.document, "typed", dict)),
            payout=payout if is_text(payout, LONGEST_TEXT) else "",
            changes=self.changes,
            ticked=list(ticked)[:MOST_TICKS],  # whether they are still asked for is for the screens to see
            expected=self._expected(expected, [*opened["claims"], *(c for of in laid_aside.values() for c in of)]),
        )

    def _part(self, whole: dict[str, Any], name: str, kind: type) -> Any:
        return kind() if whole.get(name) is None else kind(_a(kind, whole[name], name))

    def _changed(self, key: str, **values: object) -> None:
        change = words.both(f"saved.{key}", **values)
        if change not in self.changes:
            self.changes.append(change)

    def _version(self) -> None:
        of, application = self.document["policy"], self._part(self.document, "application", dict)
        others = other_rules(self.policy, _year(application), self.document.get("receipt"))
        if of.get("version") != self.policy.version:
            self._changed("changed_version", then=shown(of.get("version")), now=self.policy.version)
        elif of.get("law_sha256") != self.policy.law.sha256 or others == "other_law":
            self._changed("changed_law")
        elif others:
            self._changed(f"changed_{others}")

    def _provision(self, name: str) -> Provision | None:
        now = self.renamed.get(name, name)
        try:
            provision = self.policy.provision(now)
        except KeyError:
            self._changed("dropped_provision", provision=shown(name))
            return None
        if now != name:
            self._changed("renamed_provision", title=both(provision.title))
        return provision

    def _claims(self, entries: list[Any], place: str) -> list[dict[str, Any]]:
        claims = []
        for i, entry in enumerate(entries):
            at = f"{place}.{i}"
            claim, claim_id = _a(dict, entry, at), _a(dict, entry, at).get("id")
            name, facts = _a(str, claim.get("provision"), at), _a(dict, claim.get("facts"), at)
            if not is_text(claim_id, LONGEST_TEXT, 1):
                _damaged(at)
            provision = self._provision(name)
            if provision is not None:
                cleaned = self._facts(provision.form(), facts, provision.id, f"{at}.facts")
                claims.append({"id": claim_id, "provision": provision.id, "facts": cleaned})
        return claims

    def _expected(self, entries: list[Any], claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is expected of claims that are still there, the first of each."""
        provisions, found = {claim["id"]: claim["provision"] for claim in reversed(claims)}, dict[str, Any]()
        for i, entry in enumerate(entries):
            place = f"{EXPECTED}.{i}"
            name, facts = _a(dict, entry, place).get("claim"), _a(dict, entry.get("facts"), place)
            if isinstance(name, str) and name in provisions and name not in found:
                provision = self.policy.provision(provisions[name])
                cleaned = self._facts(provision.form(), facts, provision.id, f"{place}.facts")
                found[name] = {"claim": name, "facts": cleaned}
        return list(found.values())

    def _facts(self, form: Form, raw: dict[str, Any], at: str, place: str) -> dict[str, Any]:
        """The answers that still fit. `at` is the place without list positions, as `renamed.toml` writes it."""
        facts: dict[str, Any] = {}
        for name, value in raw.items():
            now = self.renamed.get(f"{at}.{name}", name)
            fact = form.facts.get(now)
            if fact is None:
                self._changed("dropped_question", question=shown(name))
                continue
            if now != name:
                self._changed("renamed_question", label=both(fact.label))
            facts[now] = self._value(fact, form, value, f"{at}.{now}", f"{place}.{name}")
        return {name: value for name, value in facts.items() if value is not _UNFIT}

    def _value(self, fact: Fact, form: Form, value: Any, at: str, place: str) -> Any:
        if value is None:
            return None
        if fact.type == "group":
            return self._facts(form.inner[fact.name], _a(dict, value, place), at, place)
        if fact.type == "list":
            entries = [_a(dict, entry, place) for entry in _a(list, value, place)]
            return [self._facts(form.inner[fact.name], e, at, f"{place}.{i}") for i, e in enumerate(entries)]
        if fact.type == "yearly":
            stated = {y: v for y, v in _a(dict, value, place).items() if _is(YEAR, y)}
            years = {y: v if v is None else self._leaf(fact, v) for y, v in stated.items()}
            return {y: v for y, v in years.items() if v is not _UNFIT}
        return self._leaf(fact, value)

    def _leaf(self, fact: Fact, value: Any) -> Any:
        """An answer. What was typed and does not fit, or could not be read, stays what was typed: it is never taken as
        not answered; and what has to be confirmed stays so."""
        if fact.type == "choices" and isinstance(value, bool):
            return [c.id for c in fact.choices if value]
        if _fits(fact, value):
            return value
        if (found := unclear(value)) is not None and (fact.type in CONFIRMED or not found.unconfirmed):
            return value
        self._changed("unfit_answer", label=both(fact.label), given=shown(value))
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        unread = {UNREADABLE: text}
        return unread if fact.type in TYPED and unclear(unread) is not None else _UNFIT

    def _readings(self, raw: dict[str, Any]) -> dict[str, str]:
        readings = {}
        of = {reading.id: reading for reading in self.policy.readings}
        for name, choice in raw.items():
            known = of.get(name)
            if known is None or choice not in [c.id for c in known.choices]:
                self._changed("dropped_reading", reading=shown(name))
            elif choice != known.default:
                readings[name] = choice
        return readings

    def _new_questions(self, claimed: set[str]) -> None:
        """What the policy asks now of what was claimed and had not asked when the file was saved."""
        before = self.document.get("questions")
        if not isinstance(before, dict):
            return
        of = {self.renamed.get(name, name): paths for name, paths in before.items() if isinstance(paths, list)}
        for name, facts in {
            APPLICANT: self.policy.applicant,
            **{p.id: p.facts for p in self.policy.provisions},
        }.items():
            if name in of and name in {APPLICANT, *claimed}:
                known = {self._path_now(name, path) for path in of[name] if isinstance(path, str)}
                for fact in facts:
                    if fact.path not in known:
                        self._changed("new_question", label=both(fact.label))
            elif name not in of and name != APPLICANT:
                self._changed("new_provision", title=both(self.policy.provision(name).title))

    def _path_now(self, provision: str, path: str) -> str:
        head, _, last = path.rpartition(".")
        return join(head, self.renamed.get(f"{provision}.{path}", last))

    def _typed(self, raw: dict[str, Any]) -> Typed:
        """Only what could have been typed: short texts. Whether they belong to a box is for the screens to see."""
        return {
            owner: {p: t for p, t in texts.items() if is_text(p, LONGEST_TEXT) and is_text(t, LONGEST_TEXT)}
            for owner, texts in raw.items()
            if is_text(owner, LONGEST_TEXT) and isinstance(texts, dict)
        }


def _damaged(place: str) -> NoReturn:
    refuse(place, "saved.damaged", place=place)


def _a(kind: type[T], value: object, place: str) -> T:
    """The value; refused where it is of another kind than a program writes there."""
    if not isinstance(value, kind):
        _damaged(place)
    return value


_UNFIT = object()
_DAY = Fact.model_validate({"name": "application_date", "type": "date", "label": words.both("saved.application_date")})


def _renamed(policy: Policy) -> Mapping[str, Any]:
    file = policy.folder / "renamed.toml"
    return tomli.loads(file.read_text(encoding="utf-8"))["renamed"] if file.is_file() else {}


def _fits(fact: Fact, value: Any) -> bool:
    """Whether `value` is one that the contract accepts for `fact`, a year as a number and a text as text."""
    return isinstance(value, {"year": int, "text": str}.get(fact.type, object)) and _is(answer(fact), value)


def _is(kind: Kind, value: Any) -> bool:
    try:
        kind.read(value, "", Refusals())
    except Refused:
        return False
    return True
