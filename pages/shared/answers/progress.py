"""What is asked now, and how far the company has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar

from engine.application import questionnaire
from engine.application.model import unclear
from engine.application.questionnaire import Doubted, doubted, is_asked_once
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.values.strict_json import copied
from pages.shared.answers.outcome import Outcome
from pages.shared.answers.place import APPLICANT, UNANSWERED, Address, Both, Claim

Status = Literal["not_selected", "not_started", "in_progress", "done", "not_applicable"]
TO_DO: tuple[Status, ...] = ("not_started", "in_progress")
"""What is left to fill in."""

Way = Literal["asked", "aside", "moot"]
"""How a question is put: openly; aside, where it may be left out or goes without asking; or not any more."""


@dataclass(frozen=True)
class Asked:
    """One question as it is asked now; as in `questionnaire.Question`."""

    address: Address
    fact: Fact
    required: bool
    within: questionnaire.Within = ()
    to_submit: bool = False


T = TypeVar("T")


def of_answers(find: Callable[[Any], T]) -> Callable[[Any], T]:
    """Keeps what is found of the answers until one of them, or how one is typed, has changed."""

    @wraps(find)
    def found(answers: Progress) -> T:
        known = answers.known()
        if find not in known:
            known[find] = find(answers)
        kept: T = known[find]
        return kept

    return found


class Progress(Outcome):
    """Answers beside the questions."""

    def known(self) -> dict[Any, Any]:
        """What is kept of the answers as they stand (`of_answers`)."""
        self.assessing()
        now = self.typed, self.year()
        if self._known is None or self._known[0] is not self._assessed or self._known[1] != now:
            self._known = self._assessed, (dict(self.typed), self.year()), {}
        return self._known[2]

    def children(self, address: Address, provision: Provision, parent: str) -> list[Fact]:
        """The facts asked for directly at `address`, in their order; not those that another answer makes idle."""
        place = self._place(address) or {}
        return questionnaire.children(provision, parent, place, self.readings_in_force())

    def listed_instead(self, address: Address, provision: Provision | None, fact: Fact) -> Fact | None:
        """The list whose entries count in the place of a figure, where there are some."""
        siblings = () if provision is None else provision.children(fact.parent)
        lists = (f for f in siblings if f.type == "list" and f.absent == f"other:{fact.name}")
        return next((f for f in lists if self.entries((*address[:-1], f.name))), None)

    def idle(self, address: Address, provision: Provision) -> list[Fact]:
        """The facts of a claim that were answered and of which the readings in force make nothing."""
        place = self._place(address) or {}
        names = questionnaire.idle(provision, self.readings_in_force())
        return [fact for fact in provision.children() if fact.name in names and place.get(fact.name) is not None]

    def asked(self, claim: Claim) -> list[Asked]:
        """Every question that is asked of a claim now, in order, the entries of its lists one after another."""
        return self._of_claim(claim)[0]

    def _of_claim(self, claim: Claim) -> tuple[list[Asked], list[Asked]]:
        """Every question that is asked of a claim, and those that are not answered. A page asks several times: it is
        found out again when the claim, its entries, the year or the readings have changed."""
        texts = self._texts((claim["id"],))
        now = (claim["provision"], claim["facts"], texts, self.keys, self.year(), self.readings_in_force())
        known = self._asked.get(claim["id"])
        if known is None or known[0] != now:
            found = [
                Asked(self.address(claim["id"], q.path), q.fact, q.required, q.within, q.to_submit)
                for q in self.questions(claim)
            ]
            left = [asked for asked in found if not self.is_answered(asked)]
            known = self._asked[claim["id"]] = (tuple(map(copied, now)), (found, left))
        return known[1]

    def asked_of_applicant(self) -> Iterator[Asked]:
        """Every question about the applicant."""
        for q in questionnaire.of_applicant(self.policy, self.readings_in_force()):
            yield Asked((APPLICANT, *q.path), q.fact, q.required)

    def is_answered(self, asked: Asked) -> bool:
        """Whether the visitor has dealt with a question; 暂不清楚 is an answer too, but not where none is
        needed; nor is an amount that is to be confirmed."""
        value = self.value(asked.address)
        if value is UNANSWERED:
            return not asked.required
        return unclear(value) is None and self.doubt(asked.address, asked.fact) is None

    def is_open(self, asked: Asked) -> bool:
        """Whether the answer is not there or not known, and somebody has to say."""
        return self.is_unknown(asked.address) or (asked.required and self.value(asked.address) in (UNANSWERED, None))

    @of_answers
    def faults(self) -> Sequence[tuple[Asked, Both]]:
        """Everything typed that was not understood, in the order of the screens."""
        claims = self.application["claims"]
        return (*self._faults(self.asked_of_applicant()), *(found for of in claims for found in self.faults_of(of)))

    def faults_of(self, claim: Claim) -> Iterator[tuple[Asked, Both]]:
        """What was typed in a claim and not understood."""
        return self._faults(self._of_claim(claim)[1])  # what was not understood is not answered

    def _faults(self, everything: Iterable[Asked]) -> Iterator[tuple[Asked, Both]]:
        for asked in everything:
            if (fault := self.fault(asked.address, asked.fact)) is not None:
                yield asked, fault

    @of_answers
    def doubts(self) -> Sequence[Doubted]:
        """The amounts that are to be confirmed, in the order of the screens."""
        return tuple(doubted(self.policy, self.application, self.texts(), self.year()))

    def articles(self) -> list[int]:
        """The articles that have something to claim, in the order of the law."""
        return list(dict.fromkeys(p.article for p in self.policy.provisions))

    @of_answers
    def statuses(self) -> Mapping[int, Status]:
        """How far the company has come with each article that has something to claim, in the order of the law."""
        closed = self.closed()
        return {number: self._status(number, closed) for number in self.articles()}

    def _status(self, article: int, closed: set[str]) -> Status:
        """未选 where nothing is claimed under it, 不适用 where all that is, or could be, is `closed`."""
        provisions = self.policy.provisions_of(article)
        claimed = [p for p in provisions if self.claims_of(p.id)]
        if closed.issuperset(p.id for p in claimed or provisions):
            return "not_applicable"
        claims = [c for p in claimed for c in self.claims_of(p.id)]
        if not claims:
            return "not_selected"
        if all(self.is_complete(c) for c in claims):
            return "done"
        return "not_started" if all(self.is_new(c) for c in claims) else "in_progress"

    def left(self) -> int:
        """How many articles are left to fill in."""
        return sum(status in TO_DO for status in self.statuses().values())

    def is_new(self, claim: Claim) -> bool:
        """Whether nothing was answered of a claim but what its tick says."""
        return all(self.goes_without_saying(claim, question) for question in self.questions(claim))

    def is_complete(self, claim: Claim) -> bool:
        """Whether every question of a claim that can still change anything is dealt with, and the engine takes the
        answers."""
        if any(error.get("claim") == claim["id"] for error in self.refused):
            return False
        _, open_ones = self._of_claim(claim)
        failed = self.failed_places(claim["id"]) if open_ones else []
        return all(self.value(a.address) is UNANSWERED and is_within(a.address, failed) for a in open_ones)

    def demanded(self, claim: Claim) -> Iterator[Asked]:
        """Every question of a claim but those that nobody has answered where a condition has failed."""
        failed = self.failed_places(claim["id"])
        for asked in self.asked(claim):
            if self.value(asked.address) is not UNANSWERED or not is_within(asked.address, failed):
                yield asked

    def way_to_ask(self, address: Address, provision: Provision, fact: Fact) -> Way:
        """How a question at an address is put: `moot` where a condition has failed and nothing was answered, `aside`
        where it goes without asking or is asked once for all that is claimed, else `asked`."""
        if self._is_blank(self.value(address)) and is_within(address, self.failed_places(str(address[0]))):
            return "moot"
        if self.is_unknown(address):
            return "asked"
        if is_asked_once(self.policy, provision, fact):
            return "aside"
        usual = self.usual(provision, fact)
        return "aside" if usual is not None and self.value(address) == usual else "asked"

    def _is_blank(self, value: object) -> bool:
        """Whether nothing stands in an answer, to any depth."""
        if isinstance(value, list):
            return all(isinstance(entry, dict) and self._is_blank(entry) for entry in value)
        return value is UNANSWERED or (isinstance(value, dict) and all(map(self._is_blank, value.values())))

    @of_answers
    def profile_status(self) -> Status:
        """How far the company has come with the facts about itself."""
        asked = list(self.asked_of_applicant())
        if self.day() and all(self.is_answered(a) for a in asked):
            return "done"
        started = any(self.value(a.address) is not UNANSWERED for a in asked)
        return "in_progress" if started else "not_started"


def is_within(address: Address, places: Iterable[Address]) -> bool:
    """Whether an address lies in one of these places."""
    return any(address[: len(place)] == place for place in places)
