"""One answer and its place, the application date among them.

An address says where an answer stands: ("applicant", "uscc"), or ("c1", "rents", 3, "amount"). The number is not a
position but the key that a list's entry keeps while others come and go. An unanswered question has no value; one
that was answered 暂不清楚 has the value None. Text that is not understood stands in the place of the answer, marked as
such: it is neither an answer nor the lack of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from engine.allocation.payout import Published
from engine.application import questionnaire, typed
from engine.application.model import UNKNOWN, UNREADABLE, unclear, unread_text
from engine.application.typed import Doubt
from engine.assessment.assess import Assessing
from engine.assessment.expected import Expected
from engine.assessment.offers import Offer
from engine.planning.answer import Plan
from engine.policy.facts import Fact
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.values.refusal import LONGEST_TEXT, Refused, writable
from pages.shared import in_use

Address = tuple[str | int, ...]
Both = dict[str, str]
Claim = dict[str, Any]
Json = dict[str, Any]

APPLICANT = "applicant"
DAY: Address = ("application_date",)
"""The address of the application date, which is no fact."""
UNANSWERED = questionnaire.UNANSWERED
"""What stands at the address of a question that nobody has answered."""


@dataclass
class Removed:
    """What was removed last: an entry of a list, or a claim."""

    address: Address
    position: int
    content: Any
    texts: dict[Address, str]


@dataclass
class Lines:
    """A list as lines of text, and the entries that they were read as."""

    text: str
    entries: list[Any]


@dataclass
class Places:
    """The answers of one visitor, each at its address. `generation` counts how often they were replaced as a whole;
    `published` is the scenario that everybody sees, as the page that is drawn has found it; `expected`, by the id of a
    claim, is what is expected of it in later years, as a claim with an id of its own; `ticked` are the papers that are
    at hand, by their keys (`engine.view.papers`); `as_lines`: the lists that are shown as lines of text."""

    policy: Policy
    application: dict[str, Any]
    declined: dict[str, list[Claim]] = field(default_factory=dict)
    typed: dict[Address, str] = field(default_factory=dict)
    payout: str = ""
    expected: dict[str, Claim] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)
    published: Published | None = None
    generation: int = 0
    keys: dict[Address, list[int]] = field(default_factory=dict)
    set_aside: dict[Address, Any] = field(default_factory=dict)
    as_lines: dict[Address, Lines] = field(default_factory=dict)
    removed: Removed | None = None
    _count: int = 0
    _assessed: tuple[dict[str, Any], Assessing | None, list[dict[str, Any]]] | None = None
    _planned: tuple[tuple[Assessing, list[Json], Expected], Plan | None, list[Both]] | None = None
    _offers: tuple[str, dict[str, Offer] | None] | None = None
    _asked: dict[str, tuple[Any, tuple[list[Any], list[Any]]]] = field(default_factory=dict)
    _known: tuple[Any, Any, dict[Any, Any]] | None = None

    def value(self, address: Address) -> Any:
        """What stands at `address`, or UNANSWERED."""
        place = self._place(address[:-1])
        last = address[-1]
        if isinstance(place, list):
            if isinstance(last, str):
                return last in place  # one of the choices of a question that takes several
            return place[self._position(address)] if last in self.keys.get(address[:-1], []) else UNANSWERED
        return place.get(last, UNANSWERED) if isinstance(place, dict) else UNANSWERED

    def listed(self, address: Address) -> list[Any]:
        """The entries of a list, or what is chosen of several choices; none where it is unanswered."""
        value = self.value(address)
        return value if isinstance(value, list) else []

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

    def choose(self, address: Address, fact: Fact, is_chosen: bool) -> None:
        """Choose one of the choices of a question that takes several, or do not: the address ends in it."""
        where, choice = address[:-1], address[-1]
        others = self.listed(where)
        self.answer(where, [c.id for c in fact.choices if (is_chosen if c.id == choice else c.id in others)])

    def type_in(self, address: Address, fact: Fact, text: str) -> None:
        """Keep what was typed, and answer with what it means, if it means something."""
        if text.strip():
            self.typed[address] = text
        else:
            self.typed.pop(address, None)
        value = understood(text, partial(self._read, fact, text))
        self.answer(address, UNANSWERED if value is None else value)

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

    def is_unknown(self, address: Address) -> bool:
        """Whether it was answered that there is something, and not how much or which."""
        found = unclear(self.value(address))
        return found is not None and found.kind == UNKNOWN

    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by the claim (or the applicant) and the path, as a file keeps it."""
        texts: dict[str, dict[str, str]] = {}
        for address, text in self.typed.items():
            texts.setdefault(str(address[0]), {})[self._path(address)] = text
        return texts

    def draw_anew(self) -> None:
        """Have every box drawn anew: a box shows what was typed into it, whatever has been answered since otherwise."""
        self.generation += 1

    def doubt(self, address: Address, fact: Fact) -> Doubt | None:
        """What to ask back where an amount is stated that is unlikely for its question; None where none is."""
        return typed.doubt(fact, self.text(address, fact)) if fact.usual is not None else None

    def fault(self, address: Address, fact: Fact, label: Both | None = None) -> Both | None:
        """Why what was typed was not understood, or why the answer has to be confirmed; None if neither is so."""
        found = unclear(self.value(address))
        if found is None or found.kind == UNKNOWN:
            return None
        if found.unconfirmed:
            return typed.to_confirm(fact, found.text)
        return _why_not(found.text, partial(self._read, fact, found.text, label))

    def _read(self, fact: Fact, text: str, label: Both | None = None) -> Any:
        return typed.read(fact, text, label=label, latest=self.policy.in_force.until)

    def _place(self, address: Address, make: bool = False) -> Any:
        """The dict or list at `address`."""
        is_own = address[0] == APPLICANT
        place: Any = self.application.setdefault(APPLICANT, {}) if is_own else self.claim(str(address[0]))["facts"]
        for depth, step in enumerate(address[1:], 1):
            if isinstance(step, int):
                place = place[self._position(address[: depth + 1])]
                continue
            if place.get(step) is None:
                if not make:
                    return None
                place[step] = {}
            place = place[step]
        return place

    def _position(self, address: Address) -> int:
        """Where in its list the entry at `address` stands."""
        key = address[-1]
        assert isinstance(key, int)
        return self.keys[address[:-1]].index(key)

    def claim(self, claim_id: str) -> Claim:
        """The claim with this id, laid aside, expected or neither; KeyError if there is none."""
        everything = (self.application["claims"], *self.declined.values(), self.expected.values())
        for claim in chain.from_iterable(everything):
            if claim["id"] == claim_id:
                return claim
        raise KeyError(claim_id)

    def stated(self) -> list[Claim]:
        """Every claim, those that were laid aside last."""
        return [*self.application["claims"], *chain.from_iterable(self.declined.values())]

    def _provision_at(self, address: Address) -> Provision:
        return self.policy.provision(self.claim(str(address[0]))["provision"])

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

    def _path(self, address: Address) -> str:
        """An address in the form of the contract: list positions instead of keys, without the claim."""
        steps = []
        for depth in range(1, len(address)):
            is_key = isinstance(address[depth], int)
            steps.append(str(self._position(address[: depth + 1]) if is_key else address[depth]))
        return ".".join(steps)

    def fact_at(self, address: Address) -> Fact | None:
        """The question at an address; None where there is none."""
        names = [step for step in address[1:] if isinstance(step, str)]
        try:
            if address[0] == APPLICANT:
                return next(
                    f for f in self.policy.applicant if names in ([f.name], *([f.name, c.id] for c in f.choices))
                )
            provision = self._provision_at(address)
            if re.fullmatch("[0-9]{4}", names[-1]):
                names.pop()
            self._place(address[:-1])
            return provision.fact(".".join(names))
        except (KeyError, StopIteration, IndexError, AttributeError, ValueError):
            return None

    # ------------------------------------------------------------------------------------------ the application date

    def day(self) -> date | None:
        """The application date, if one was given."""
        given = self.application.get("application_date")
        return date.fromisoformat(given) if isinstance(given, str) else None

    def type_day(self, text: str) -> None:
        """Keep what was typed as the application date, and take it for what it means."""
        self.typed[DAY] = text
        value = understood(text, partial(self._read_day, text))
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
        return None if text is None else _why_not(text, partial(self._read_day, text))

    def _read_day(self, text: str) -> str | None:
        term = self.policy.in_force
        return typed.read_day(text, "application_date", words.both("pages.day"), term.start, term.until)

    def year(self) -> int:
        """The year of the application."""
        return (self.day() or in_use.today()).year

    def years(self) -> tuple[int, int]:
        """上年度 and the year before it."""
        return self.year() - 1, self.year() - 2

    def years_asked(self, provision: Provision, fact: Fact) -> list[int]:
        """The years for which a yearly fact is asked, the latest first."""
        return questionnaire.years_asked(provision, fact, self.year())


def understood(text: str, read: Callable[[], Any]) -> Any:
    """What was typed as it is `read`; what cannot be read, marked as that."""
    try:
        return read()
    except Refused:
        return {UNREADABLE: writable(text.strip())[:LONGEST_TEXT]}


def _why_not(text: str, read: Callable[[], Any]) -> Both:
    """Why a text that stands in the place of an answer cannot be read."""
    try:
        read()
    except Refused as refused:
        return refused.errors[0]["message"]
    return words.both("typed.unreadable", given=text)  # by whoever sent it
