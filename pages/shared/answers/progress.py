"""What is asked now, and how far the company has come."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Literal

from engine.application import questionnaire
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from pages.shared.answers.outcome import Outcome
from pages.shared.answers.place import APPLICANT, UNANSWERED, Address, Both, Claim

Status = Literal["not_started", "in_progress", "done", "not_applicable"]


@dataclass(frozen=True)
class Asked:
    """One question as it is asked now; as in `questionnaire.Question`."""

    address: Address
    fact: Fact
    required: bool
    within: questionnaire.Within = ()
    to_submit: bool = False


class Progress(Outcome):
    """Answers beside the questions."""

    def children(self, address: Address, provision: Provision, parent: str) -> list[Fact]:
        """The facts asked for directly at `address`, in their order; not those that another answer makes idle."""
        place = self._place(address) or {}
        return questionnaire.children(provision, parent, place, self.readings_in_force())

    def idle(self, address: Address, provision: Provision) -> list[Fact]:
        """The facts of a claim that were answered and of which the readings in force make nothing."""
        place = self._place(address) or {}
        names = questionnaire.idle(provision, self.readings_in_force())
        return [fact for fact in provision.children() if fact.name in names and place.get(fact.name) is not None]

    def asked(self, claim: Claim) -> list[Asked]:
        """Every question that is asked of a claim now, in order, the entries of its lists one after another. A page
        asks several times: it is found out again when the claim, its entries, the year or the readings have changed."""
        now = (claim["provision"], claim["facts"], self.keys, self.year(), self.readings_in_force())
        known = self._asked.get(claim["id"])
        if known is None or known[0] != now:
            provision = self.policy.provision(claim["provision"])
            found = [
                Asked(self.address(claim["id"], q.path), q.fact, q.required, q.within, q.to_submit)
                for q in questionnaire.of_claim(provision, claim["facts"], self.year(), self.readings_in_force())
            ]
            known = self._asked[claim["id"]] = (deepcopy(now), found)
        return known[1]

    def asked_of_applicant(self) -> Iterator[Asked]:
        """Every question about the applicant."""
        for q in questionnaire.of_applicant(self.policy, self.readings_in_force()):
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
