"""What the company has ticked, what that says already, and what is asked once for all that is claimed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.application import questionnaire
from engine.application.model import UNKNOWN, places
from engine.application.questionnaire import is_asked_once, meant, usual_year
from engine.policy.blocks import Happened
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.values.strict_json import copied
from pages.shared.answers.entries import Entries
from pages.shared.answers.place import UNANSWERED, Address, Claim


class Ticked(Entries):
    """Answers that begin with ticks. A tick is nothing of its own: it stands where something is claimed under a
    provision that it opens, so that a file of any age has its ticks."""

    def is_ticked(self, one: Happened) -> bool:
        """Whether something is claimed under a provision that the tick opens."""
        return any(self.claims_of(name) for name in one.opens)

    def tick(self, one: Happened, is_ticked: bool) -> None:
        """Claim under the provisions that the tick opens, what it says already answered; or lay their claims aside."""
        for name in one.opens:
            if not is_ticked:
                self.decline(name)
                continue
            self.claim_under(name)
            for claim in self.claims_of(name):
                self._say_meant(claim, one)

    def _say_meant(self, claim: Claim, one: Happened) -> None:
        provision = self.policy.provision(claim["provision"])
        for path, answer in meant(one, provision):
            fact = provision.fact(path)
            lists = (claim["id"], fact.parent)
            entries = [(*lists, key) for key in self.entries(lists)] if fact.parent else [(claim["id"],)]
            for entry in entries:
                if self.value((*entry, fact.name)) is UNANSWERED:
                    self.answer((*entry, fact.name), answer)

    def goes_without_saying(self, claim: Claim, asked: questionnaire.Question) -> bool:
        """Whether the answer to a question of a claim is the one with which it began, or there is none."""
        provision = self.policy.provision(claim["provision"])
        value = self.value(self.address(claim["id"], asked.path))
        if value is UNANSWERED or (isinstance(value, int) and value == self.usual(provision, asked.fact)):
            return True
        said = (pair for one in self.policy.beginnings for pair in meant(one, provision))
        return value in [answer for path, answer in said if path == asked.fact.path]

    def usual(self, provision: Provision, fact: Fact) -> int | None:
        """The year that an answer has unless somebody says otherwise."""
        return usual_year(self.policy, provision, fact, self.year())

    def type_day(self, text: str) -> None:
        """Keep what was typed as the application date. A year that was the one that the law asks for stays so."""
        before = self.year()
        super().type_day(text)
        if self.year() == before:
            return
        for claim in self.stated():
            provision = self.policy.provision(claim["provision"])
            for fact in provision.facts:
                if (usual := usual_year(self.policy, provision, fact, before)) is not None:
                    for place, _ in places(claim["facts"], fact.parent, ""):
                        if place.get(fact.name) == usual:
                            place[fact.name] = self.usual(provision, fact)

    # ------------------------------------------------------------------------------------------ what is asked once

    def asked_once_in(self, provision_id: str, fact: Fact) -> bool | None:
        """Whether what is asked once is there in what is claimed under a provision; None where that is not asked."""
        places = [address for claim in self.claims_of(provision_id) for address in self._once(claim, fact)]
        return any(map(self.is_there, places)) if places else None

    def ask_once(self, provision_id: str, fact: Fact, is_there: bool) -> None:
        """Say of everything that is claimed under a provision whether there is what is asked once. What was said of it
        is laid aside, not lost."""
        for claim in self.claims_of(provision_id):
            for address in list(self._once(claim, fact)):
                if is_there == self.is_there(address):
                    continue
                if fact.type == "group" and is_there:
                    self.open_group(address)
                elif fact.type == "group":
                    self.close_group(address)
                elif is_there:
                    text = self.set_aside.pop(address, "")
                    self.type_in(address, fact, text)
                    if not text:
                        self.answer(address, {UNKNOWN: True})  # there is some, and nobody has said how much
                else:
                    self.set_aside[address] = self.text(address, fact)
                    self.type_in(address, fact, "")

    def is_there(self, address: Address) -> bool:
        """Whether there is what is asked once: a group that is open, an amount that is stated or not known yet."""
        value = self.value(address)
        fact = self.fact_at(address)
        return isinstance(value, dict) if fact is not None and fact.type == "group" else value is not UNANSWERED

    def _once(self, claim: Claim, fact: Fact) -> Iterator[Address]:
        """Where what is asked once stands in a claim."""
        provision = self.policy.provision(claim["provision"])
        for asked in self.questions(claim):
            if asked.fact.name == fact.name and is_asked_once(self.policy, provision, asked.fact):
                yield self.address(claim["id"], asked.path)

    # ------------------------------------------------------------------------------------------ the same project

    def stated_elsewhere(self, address: Address, provision: Provision, fact: Fact) -> dict[str, Address]:
        """What is stated elsewhere of projects by these names, for a group about a project of which nothing is yet."""
        if any(value is not UNANSWERED for value in (self.value(address) or {}).values() if self.is_there(address)):
            return {}
        if not any(own.role == "project_name" for own in provision.children(fact.path)):
            return {}
        found: dict[str, Address] = {}
        for claim in self.application["claims"]:
            for asked in self.questions(claim):
                place = self.address(claim["id"], asked.path)
                name = self.value(place) if asked.fact.role == "project_name" else None
                if isinstance(name, str) and place[:-1] != address:
                    found.setdefault(name, place[:-1])
        return found

    def take_over(self, place: Address, address: Address) -> None:
        """State of a project here what is stated of it at another place, as it was typed there."""
        if not (self.has_place(place) and self.has_place(address)):
            return
        self.answer(address, copied(self.value(place)))
        for typed_at, text in self._texts(place).items():
            self.typed[(*address, *typed_at[len(place) :])] = text
        self.draw_anew()
