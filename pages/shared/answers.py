"""A company's answers: one application in contract form, of which every box on a screen is a view.

An address says where an answer stands: ("applicant", "uscc"), or ("c1", "rents", 3, "amount"). The number is not a
position but the key that a list's entry keeps while others come and go. An unanswered question has no value; one
that was answered 暂不清楚 has the value None. Text that is not understood stands in the place of the answer, marked as
such: it is neither an answer nor the lack of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import count
from types import MappingProxyType
from typing import Any, Literal

import streamlit as st

from engine.allocation.payout import Published, after_budget, after_published
from engine.application import questionnaire as asking
from engine.application import saved, typed
from engine.application.model import LONGEST_TEXT, MOST_ENTRIES, TYPED, entries_in, unread_text, unreadable
from engine.assessment.assess import assess
from engine.policy.pack import Fact, Policy, Provision, default_policy, load_policy
from engine.text import words
from engine.values import money, windows
from engine.values.refusal import Refused, writable
from engine.values.windows import last_calendar_year

Address = tuple[str | int, ...]
Both = dict[str, str]
Claim = dict[str, Any]
Status = Literal["not_started", "in_progress", "done", "not_applicable"]

APPLICANT = "applicant"
DAY: Address = ("application_date",)
"""The address of the application date, which is no fact."""
_OUR_ID = re.compile("c[1-9][0-9]{0,3}")
NO_KEYS: Mapping[Address, list[int]] = MappingProxyType({})
UNANSWERED = asking.UNANSWERED
"""What stands at the address of a question that nobody has answered."""


def policy_in_use() -> Policy:
    """The policy that the screens are about."""
    return load_policy(default_policy())


def _unread(text: str) -> dict[str, str]:
    """What stands in the place of an answer that was typed so and cannot be read."""
    return unreadable(writable(text.strip())[:LONGEST_TEXT])


def today() -> date:
    """The day on which the visitor looks, in China."""
    return windows.today()


def current() -> Answers:
    """This visitor's answers."""
    if "answers" not in st.session_state:
        st.session_state["answers"] = Answers.blank(policy_in_use())
    answers: Answers = st.session_state["answers"]
    return answers


@dataclass(frozen=True)
class Asked:
    """One question as it is asked now. `within`: the lists that it stands in, with its entry's position, from 1."""

    address: Address
    fact: Fact
    required: bool
    within: tuple[tuple[Fact, int], ...] = ()


@dataclass
class Answers:
    """The answers of one visitor. `generation` counts how often they were replaced as a whole; `published` is the
    scenario that everybody sees, as the page that is drawn has found it."""

    policy: Policy
    application: dict[str, Any]
    declined: dict[str, list[Claim]] = field(default_factory=dict)
    typed: dict[Address, str] = field(default_factory=dict)
    payout: str = ""
    published: Published | None = None
    generation: int = 0
    keys: dict[Address, list[int]] = field(default_factory=dict)
    set_aside: dict[Address, Any] = field(default_factory=dict)
    removed: _Removed | None = None
    _count: int = 0
    _assessed: tuple[dict[str, Any], dict[str, Any] | None, list[dict[str, Any]]] | None = None
    _blank_claims: tuple[str, dict[str, Any] | None] | None = None

    @classmethod
    def blank(cls, policy: Policy) -> Answers:
        """Nothing answered but the date: today, where an application can be made today."""
        answers = cls(policy, {APPLICANT: {}, "claims": [], "readings": {}})
        if policy.in_force.start <= today() <= policy.in_force.until:
            answers.application["application_date"] = today().isoformat()
        return answers

    @classmethod
    def holding(cls, policy: Policy, content: dict[str, Any], generation: int = 0) -> Answers:
        """Answers that hold a stored application. Claims stand in its order and have ids of our own form; `generation`
        tells their boxes from those of other answers. Refused: it cannot be read any more."""
        held = cls.blank(policy)
        held.open(saved.write(policy, saved.Saved({**content, "readings": {}}), today()))
        held.generation = generation
        return held

    # ------------------------------------------------------------------------------------------ one answer

    def value(self, address: Address) -> Any:
        """What stands at `address`, or UNANSWERED."""
        place = self._place(address[:-1])
        last = address[-1]
        if isinstance(place, list):
            return place[self._position(address)] if last in self.keys.get(address[:-1], []) else UNANSWERED
        return place.get(last, UNANSWERED) if isinstance(place, dict) else UNANSWERED

    def has_place(self, address: Address) -> bool:
        """Whether there (still) is such a place: a late change may come from a card that was just removed, or from a
        group that was just closed."""
        try:
            place = self._place(address[:1])
        except KeyError:
            return False
        for depth, step in enumerate(address[1:-1], 1):
            if isinstance(step, int):
                if step not in self.keys.get(address[:depth], []):
                    return False
                place = place[self._position(address[: depth + 1])]
            elif step in place:
                place = place[step]
                if place is None:
                    return False
            else:
                return not any(isinstance(later, int) for later in address[depth:-1])
        return True

    def answer(self, address: Address, value: Any) -> None:
        """Put `value` at `address`; UNANSWERED takes the answer away. Groups on the way are opened."""
        place = self._place(address[:-1], make=True)
        if value is UNANSWERED:
            place.pop(address[-1], None)
        else:
            place[address[-1]] = value

    def type_in(self, address: Address, fact: Fact, text: str) -> None:
        """Keep what was typed, and answer with what it means, if it means something."""
        if text.strip():
            self.typed[address] = text
        else:
            self.typed.pop(address, None)
        try:
            value: Any = self._read(fact, text)
        except Refused:
            value = _unread(text)
        self.answer(address, UNANSWERED if value is None else value)

    def _read(self, fact: Fact, text: str, label: Both | None = None) -> Any:
        return typed.read(fact, text, label=label, latest=self.policy.in_force.until)

    def text(self, address: Address, fact: Fact) -> str:
        """What the box shows: as it was typed, or else the answer."""
        if address in self.typed:
            return self.typed[address]
        value = self.value(address)
        if value is UNANSWERED or value is None:
            return ""
        if (text := unread_text(value)) is not None:
            return text
        return typed.written(fact, value, "zh") if fact.type == "ratio" else str(value)

    def fault(self, address: Address, fact: Fact, label: Both | None = None) -> Both | None:
        """Why what was typed was not understood; None if it was."""
        text = unread_text(self.value(address))
        if text is None:
            return None
        try:
            self._read(fact, text, label)
        except Refused as refused:
            message: Both = refused.errors[0]["message"]
            return message
        return words.both("typed.unreadable", given=text)  # by whoever sent it

    def _place(self, address: Address, make: bool = False) -> Any:
        """The dict or list at `address`."""
        place: Any
        if address[0] == APPLICANT:
            place = self.application.setdefault(APPLICANT, {})
        else:
            place = self.claim(str(address[0]))["facts"]
        for depth, step in enumerate(address[1:], 1):
            if isinstance(step, int):
                place = place[self._position(address[: depth + 1])]
            else:
                inner = place.get(step)
                if inner is None and not make:
                    return None
                if inner is None:
                    inner = place[step] = {}
                place = inner
        return place

    def _position(self, address: Address) -> int:
        """Where in its list the entry at `address` stands."""
        key = address[-1]
        assert isinstance(key, int)
        return self.keys[address[:-1]].index(key)

    # ------------------------------------------------------------------------------------------ lists, groups

    @property
    def room(self) -> int:
        """How many claims and entries of lists can still be added. What is laid aside counts too."""
        return MOST_ENTRIES - entries_in({"claims": self.application["claims"], **self.declined})

    @property
    def removal_fits(self) -> bool:
        """Whether there is room for what was removed last."""
        return self.removed is not None and 1 + entries_in(self.removed.content) <= self.room

    def entries(self, address: Address) -> list[int]:
        """The keys of a list's entries, in their order."""
        return list(self.keys.get(address, []))

    def add_entry(self, address: Address, fact: Fact) -> None:
        """One more entry, unanswered, its own lists begun; none where there is no room."""
        if self.room < 1:
            return
        entries = self.value(address)
        if not isinstance(entries, list):
            entries = []
            self.answer(address, entries)
        entries.append({})
        key = self._fresh_key()
        self.keys.setdefault(address, []).append(key)
        self._begin_lists((*address, key), fact.path, self._provision_at(address))

    def remove_entry(self, address: Address) -> None:
        """Take one entry away; `undo_removal` brings the last one back. A list without entries is unanswered."""
        where, position = address[:-1], self._position(address)
        entries = self.value(where)
        self.removed = _Removed(address, position, entries.pop(position), self._texts(address))
        self.keys[where].pop(position)
        for text_address in self.removed.texts:
            del self.typed[text_address]
        if not entries:
            self.answer(where, UNANSWERED)

    def undo_removal(self) -> None:
        """Bring back the entry or claim that was removed last, where there is room for it."""
        gone = self.removed
        if gone is None or not self.removal_fits:
            return
        self.removed = None
        if len(gone.address) == 1:
            self._insert(gone.content)
        else:
            where = gone.address[:-1]
            entries = self.value(where)
            if not isinstance(entries, list):
                entries = []
                self.answer(where, entries)
            entries.insert(gone.position, gone.content)
            key = gone.address[-1]
            assert isinstance(key, int)
            self.keys.setdefault(where, []).insert(gone.position, key)
        self.typed.update(gone.texts)

    def open_group(self, address: Address) -> None:
        """There is such a thing: ask about it. What was said of it before is there again."""
        if not isinstance(self.value(address), dict):
            self.answer(address, self.set_aside.pop(address, {}))

    def close_group(self, address: Address) -> None:
        """There is no such thing. What was said of it is laid aside, not lost."""
        content = self.value(address)
        if isinstance(content, dict):
            self.set_aside[address] = content
        self.answer(address, None)

    def _texts(self, under: Address) -> dict[Address, str]:
        return {a: t for a, t in self.typed.items() if a[: len(under)] == under}

    def _fresh_key(self) -> int:
        self._count += 1
        return self._count

    def _begin_lists(self, address: Address, parent: str, provision: Provision) -> None:
        """Every list that must be answered begins with one entry, so that its questions are seen."""
        for fact in provision.children(parent):
            if fact.type == "list" and fact.absent == "unknown":
                self.add_entry((*address, fact.name), fact)
            elif fact.type == "group" and self.is_required(provision, fact):
                self.open_group((*address, fact.name))

    # ------------------------------------------------------------------------------------------ claims

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id, laid aside or not; KeyError if there is none."""
        for claims in (self.application["claims"], *self.declined.values()):
            for claim in claims:
                if claim["id"] == claim_id:
                    found: Claim = claim
                    return found
        raise KeyError(claim_id)

    def claims_of(self, provision_id: str) -> list[Claim]:
        """What is claimed under a provision."""
        return [c for c in self.application["claims"] if c["provision"] == provision_id]

    def gate(self, provision_id: str) -> bool | None:
        """Whether the company claims under a provision; None if it has not said."""
        if self.claims_of(provision_id):
            return True
        return False if provision_id in self.declined else None

    def claim_under(self, provision_id: str) -> None:
        """Claim under a provision: what was laid aside is there again, else one new claim, where there is room."""
        if self.room < 1 and not self.declined.get(provision_id):
            return
        laid_aside = self.declined.pop(provision_id, [])
        for claim in laid_aside:
            self._insert(claim)
        if not self.claims_of(provision_id):
            self.add_claim(provision_id)

    def decline(self, provision_id: str) -> None:
        """Do not claim under a provision. Its answers are laid aside."""
        self.declined.setdefault(provision_id, []).extend(self.claims_of(provision_id))
        self._drop(provision_id)

    def add_claim(self, provision_id: str) -> None:
        """One more claim under a provision, unanswered, its lists begun; none where there is no room."""
        if self.room < 1:
            return
        taken = {c["id"] for claims in (self.application["claims"], *self.declined.values()) for c in claims}
        if self.removed:
            taken.add(self.removed.address[0])
        number = next(n for n in range(1, len(taken) + 2) if f"c{n}" not in taken)
        self._insert({"id": f"c{number}", "provision": provision_id, "facts": {}})
        self._begin_lists((f"c{number}",), "", self.policy.provision(provision_id))

    def remove_claim(self, claim_id: str) -> None:
        """Take one claim away; `undo_removal` brings the last one back."""
        claim = self.claim(claim_id)
        position = self.application["claims"].index(claim)
        self.removed = _Removed((claim_id,), position, claim, self._texts((claim_id,)))
        for text_address in self.removed.texts:
            del self.typed[text_address]
        del self.application["claims"][position]

    def several_claims(self, provision: Provision) -> bool:
        """Whether one company may claim more than once: a provision by project, without a list of its own."""
        return provision.each is None and any(f.path == "project" for f in provision.facts)

    def _insert(self, claim: Claim) -> None:
        """Claims stand in the order of the law, those of one provision in the order in which they were added."""
        order = {p.id: i for i, p in enumerate(self.policy.provisions)}
        claims = self.application["claims"]
        claims.append(claim)
        claims.sort(key=lambda c: order[c["provision"]])

    def _drop(self, provision_id: str) -> None:
        kept = [c for c in self.application["claims"] if c["provision"] != provision_id]
        self.application["claims"] = kept

    def _provision_at(self, address: Address) -> Provision:
        return self.policy.provision(self.claim(str(address[0]))["provision"])

    # ------------------------------------------------------------------------------------------ what is asked

    def day(self) -> date | None:
        """The application date, if one was given."""
        given = self.application.get("application_date")
        return date.fromisoformat(given) if isinstance(given, str) else None

    def type_day(self, text: str) -> None:
        """Keep what was typed as the application date, and take it for what it means."""
        self.typed[DAY] = text
        try:
            value: Any = self._read_day(text)
        except Refused:
            value = _unread(text)
        if value is None:
            self.application.pop("application_date", None)
            del self.typed[DAY]
        else:
            self.application["application_date"] = value

    def day_text(self) -> str:
        """What the box of the application date shows."""
        given = self.application.get("application_date")
        return self.typed.get(DAY) or unread_text(given) or given or ""

    def day_fault(self) -> Both | None:
        """Why what was typed as the application date was not understood; None if it was, or nothing was."""
        text = unread_text(self.application.get("application_date"))
        if text is None:
            return None
        try:
            self._read_day(text)
        except Refused as refused:
            message: Both = refused.errors[0]["message"]
            return message
        return words.both("typed.unreadable", given=text)

    def _read_day(self, text: str) -> str | None:
        term = self.policy.in_force
        return typed.read_day(text, "application_date", words.both("pages.day"), term.start, term.until)

    def years(self) -> tuple[int, int]:
        """上年度 and the year before it."""
        last = last_calendar_year(self.day() or today())[0]
        return last.year, last_calendar_year(last)[0].year

    def years_asked(self, provision: Provision, fact: Fact) -> list[tuple[str, int]]:
        """The years for which a yearly fact is asked, 上年度 (`last`) first."""
        return asking.years_asked(provision, fact, self.years())

    def is_required(self, provision: Provision | None, fact: Fact) -> bool:
        """Whether the question must be answered."""
        return asking.is_required(provision, fact)

    def children(self, address: Address, provision: Provision, parent: str) -> list[Fact]:
        """The facts asked for directly at `address`, in their order; not those that another answer makes idle."""
        place = self._place(address) or {}
        return asking.children(provision, parent, place)

    def asked(self, claim: Claim) -> Iterator[Asked]:
        """Every question that is asked of a claim now, in order, the entries of its lists one after another."""
        provision = self.policy.provision(claim["provision"])
        for q in asking.of_claim(provision, claim["facts"], self.years()):
            yield Asked(self.address(claim["id"], q.path), q.fact, q.required, q.within)

    def asked_of_applicant(self) -> Iterator[Asked]:
        """Every question about the applicant."""
        for q in asking.of_applicant(self.policy):
            yield Asked((APPLICANT, *q.path), q.fact, q.required)

    def is_answered(self, asked: Asked) -> bool:
        """Whether the visitor has dealt with a question; 暂不清楚 is an answer too."""
        if self.fault(asked.address, asked.fact) is not None:
            return False
        return self.value(asked.address) is not UNANSWERED or not asked.required

    def faults(self, of: Claim | None = None) -> list[tuple[Asked, Both]]:
        """Everything typed that was not understood, in the order of the screens; with `of`, in this claim alone."""
        everything = [] if of else list(self.asked_of_applicant())
        for claim in self.application["claims"] if of is None else [of]:
            everything.extend(self.asked(claim))
        found = [(asked, self.fault(asked.address, asked.fact)) for asked in everything]
        return [(asked, fault) for asked, fault in found if fault is not None]

    # ------------------------------------------------------------------------------------------ how far

    def articles(self) -> list[int]:
        """The articles that have something to claim, in the order of the law."""
        return list(dict.fromkeys(p.article for p in self.policy.provisions))

    def status(self, article: int) -> Status:
        """How far the company has come with an article."""
        provisions = self.policy.provisions_of(article)
        gates = [self.gate(p.id) for p in provisions]
        if all(gate is None for gate in gates):
            return "not_started"
        if all(gate is False for gate in gates):
            return "not_applicable"
        claims = [c for p in provisions for c in self.claims_of(p.id)]
        is_done = None not in gates and all(self.is_complete(c) for c in claims)
        return "done" if is_done else "in_progress"

    def is_complete(self, claim: Claim) -> bool:
        """Whether every question of a claim is dealt with, and the engine takes the answers."""
        refused = any(error.get("claim") == claim["id"] for error in self.refused)
        return not refused and all(self.is_answered(asked) for asked in self.asked(claim))

    def profile_status(self) -> Status:
        """How far the company has come with the facts about itself."""
        asked = list(self.asked_of_applicant())
        if self.day() and all(self.is_answered(a) for a in asked):
            return "done"
        started = any(self.value(a.address) is not UNANSWERED for a in asked)
        return "in_progress" if started else "not_started"

    # ------------------------------------------------------------------------------------------ what it comes to

    @property
    def readings(self) -> dict[str, str]:
        """The readings that were chosen, where they differ from the default."""
        readings: dict[str, str] = self.application["readings"]
        return readings

    def readings_in_force(self) -> dict[str, str]:
        """Every reading and its choice."""
        return {**self.policy.default_readings(), **self.readings}

    def assessed(self) -> dict[str, Any] | None:
        """What the engine makes of it; None without an application date. Claims that it refuses are left out, and
        stand in `refused`."""
        if self._assessed is None or self._assessed[0] != self.application:
            self._assessed = (deepcopy(self.application), *self._assess())
        return self._assessed[1]

    def assessed_blank(self) -> dict[str, Any] | None:
        """What the engine makes of one claim with nothing answered under each provision; None where it refuses. Asked
        again only when something outside the claims has changed."""
        outside = {name: value for name, value in self.application.items() if name != "claims"}
        content = json.dumps(outside, ensure_ascii=False, sort_keys=True)
        if self._blank_claims is None or self._blank_claims[0] != content:
            claims = [{"id": p.id, "provision": p.id, "facts": {}} for p in self.policy.provisions]
            try:
                self._blank_claims = (content, assess(self.policy, {**outside, "claims": claims}))
            except Refused:
                self._blank_claims = (content, None)
        return self._blank_claims[1]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """What the engine refused: {path, message, claim: its id, address}, as it was when last assessed."""
        self.assessed()
        assert self._assessed is not None
        return self._assessed[2]

    def result_of(self, claim_id: str) -> dict[str, Any] | None:
        """The engine's result for one claim; None if it has none."""
        result = self.assessed()
        claims = result["claims"] if result else []
        return next((c for c in claims if c["id"] == claim_id), None)

    def _assess(self) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        if self.day() is None:
            return None, []
        application = dict(self.application)
        refused: list[dict[str, Any]] = []
        while True:
            try:
                return assess(self.policy, application), refused
            except Refused as refusal:
                claims = application["claims"]
                bad = set()
                for error in refusal.errors:
                    steps = error["path"].split(".")
                    of_claim = steps[0] == "claims" and len(steps) > 1 and steps[1].isdigit()
                    if of_claim:
                        bad.add(int(steps[1]))
                        claim_id = claims[int(steps[1])]["id"]
                        refused.append({**error, "claim": claim_id, "address": self.address(claim_id, steps[3:])})
                    elif steps[0] == APPLICANT:
                        application[APPLICANT] = {k: v for k, v in application[APPLICANT].items() if k != steps[1]}
                        refused.append({**error, "claim": None, "address": tuple(steps)})
                    else:
                        refused.append({**error, "claim": None, "address": ()})
                        return None, refused
                application["claims"] = [c for i, c in enumerate(claims) if i not in bad]

    def address(self, claim_id: str, steps: Sequence[str | int]) -> Address:
        """The address of a path in a claim's facts, list positions turned into the entries' keys."""
        address: Address = (claim_id,)
        for step in steps:
            keys = self.keys.get(address)
            if keys is not None and str(step).isdigit():
                if int(step) >= len(keys):
                    return address
                address = (*address, keys[int(step)])
            else:
                address = (*address, step)
        return address

    def set_payout(self, text: str) -> None:
        """The payout ratio as the visitor typed it."""
        self.payout = text.strip()

    @property
    def payout_ratio(self) -> Fraction | None:
        """The payout ratio, if one was given and understood."""
        try:
            share = typed.read_share(self.payout, "payout", {"zh": "", "en": ""})
        except Refused:
            return None
        return None if share is None else Fraction(money.parse_ratio(share, "payout"), money.WHOLE)

    def paid(self) -> dict[str, Any] | None:
        """What the amounts come to after the budget: as a published scenario would pay them, or else at the visitor's
        own ratio; None without either."""
        result, ratio = self.assessed(), self.payout_ratio
        if result is None:
            return None
        if self.in_force is not None:
            return after_published(self.policy, result, self.in_force)
        return None if ratio is None else after_budget(self.policy, result, ratio)

    @property
    def in_force(self) -> Published | None:
        """The published scenario, where amounts can be scaled by it."""
        return self.published if self.published is not None and self.published.applies else None

    @property
    def ratio_in_force(self) -> Fraction | None:
        """The payout ratio of the budget that counts here, published or the visitor's own."""
        return self.payout_ratio if self.in_force is None else self.in_force.ratio

    # ------------------------------------------------------------------------------------------ the file

    def file(self) -> bytes:
        """The self-assessment as a file."""
        return saved.write(self.policy, self._content(), today())

    def document(self) -> dict[str, Any]:
        """What the file says, as JSON values."""
        return saved.document(self.policy, self._content(), today())

    def _content(self) -> saved.Saved:
        texts: saved.Typed = {}
        for address, text in self.typed.items():
            texts.setdefault(str(address[0]), {})[self._path(address)] = text
        return saved.Saved(self.application, self.declined, texts, self.payout)

    def open(
        self, data: bytes, keys: Mapping[Address, list[int]] = NO_KEYS, generation: int | None = None
    ) -> list[Both]:
        """Replace all answers by those of a file; what changed since it was saved. With the `keys` of its entries and
        the `generation` that they had here before, their boxes are the same boxes. Refused: nothing is replaced."""
        content = saved.read(self.policy, data)
        opened = Answers(self.policy, content.application, content.declined, payout=content.payout)
        opened.generation = self.generation + 1 if generation is None else generation
        opened._count = max(self._count, *(number for numbers in keys.values() for number in numbers), 0)
        ids = opened._renumber()
        for claim in [c for claims in (opened.application["claims"], *opened.declined.values()) for c in claims]:
            opened._give_keys((claim["id"],), claim["facts"], keys)
        opened._keep_typed(content.typed, ids)
        self.__dict__.update(opened.__dict__)
        return content.changes

    def clear(self) -> None:
        """Begin anew. The page's own state is made anew with it."""
        generation = self.generation
        self.__dict__.update(Answers.blank(self.policy).__dict__)
        self.generation = generation + 1

    def is_blank(self) -> bool:
        """Whether nothing was answered yet that would be lost."""
        nothing = not (self.application["claims"] or self.declined or self.typed or self.readings or self.payout)
        return nothing and not self.application[APPLICANT]

    def _renumber(self) -> dict[str, str]:
        """Ids of our own form, each once, whatever the file has; of two with one id, the first keeps it. Returns those
        of the file -> ours."""
        ids: dict[str, str] = {}
        claims = [c for part in (self.application["claims"], *self.declined.values()) for c in part]
        ours = frozenset(c["id"] for c in claims if _OUR_ID.fullmatch(c["id"]))
        fresh = (f"c{number}" for number in count(1) if f"c{number}" not in ours)
        left = set(ours)
        for claim in claims:
            given = claim["id"]
            claim["id"] = given if given in left else next(fresh)
            left.discard(given)
            ids.setdefault(given, claim["id"])
        return ids

    def _give_keys(self, address: Address, place: Any, known: Mapping[Address, list[int]] = NO_KEYS) -> None:
        """Give every entry a key: the one that it is known by, else a fresh one."""
        if isinstance(place, dict):
            for name, inner in place.items():
                self._give_keys((*address, name), inner, known)
        elif isinstance(place, list):
            given = known.get(address, [])
            self.keys[address] = given if len(given) == len(place) else [self._fresh_key() for _ in place]
            for key, inner in zip(self.keys[address], place, strict=True):
                self._give_keys((*address, key), inner, known)

    def _keep_typed(self, texts: saved.Typed, ids: dict[str, str]) -> None:
        """What was typed, where it says the same as the answer, or says nothing that is understood."""
        for owner, by_path in texts.items():
            if owner == DAY[0]:
                self._keep_day_typed(by_path.get("", ""))
                continue
            for path, text in by_path.items():
                steps = path.split(".")
                address = (APPLICANT, *steps) if owner == APPLICANT else self.address(ids.get(owner, ""), steps)
                fact = self.fact_at(address)
                if fact is None or fact.type not in TYPED:
                    continue
                try:
                    understood: Any = typed.read(fact, text)
                except Refused:
                    understood = _unread(text)
                    if self.value(address) is UNANSWERED:
                        self.answer(address, understood)
                if understood == self.value(address):
                    self.typed[address] = text

    def _keep_day_typed(self, text: str) -> None:
        try:
            understood: Any = self._read_day(text)
        except Refused:
            understood = _unread(text)
        if understood is not None and understood == self.application.get("application_date"):
            self.typed[DAY] = text

    def fact_at(self, address: Address) -> Fact | None:
        """The question at an address; None where there is none."""
        names = [step for step in address[1:] if isinstance(step, str)]
        try:
            if address[0] == APPLICANT:
                return next(f for f in self.policy.applicant if [f.name] == names)
            provision = self._provision_at(address)
            if re.fullmatch("[0-9]{4}", names[-1]):
                names.pop()
            self._place(address[:-1])
            return provision.fact(".".join(names))
        except (KeyError, StopIteration, IndexError, AttributeError, ValueError):
            return None

    def _path(self, address: Address) -> str:
        """An address in the form of the contract: list positions instead of keys, without the claim."""
        steps = []
        for depth in range(1, len(address)):
            is_key = isinstance(address[depth], int)
            steps.append(str(self._position(address[: depth + 1]) if is_key else address[depth]))
        return ".".join(steps)


@dataclass
class _Removed:
    """What was removed last: an entry of a list, or a claim."""

    address: Address
    position: int
    content: Any
    texts: dict[Address, str]
