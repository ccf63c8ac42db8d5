"""Lists, groups and claims: what there is more than one of, and what comes and goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from engine.application import questionnaire
from engine.application.matters import Entitled, entitled
from engine.application.model import MOST_ENTRIES, entries_in
from engine.application.questionnaire import usual_year
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.steps.once import Once
from engine.values.strict_json import copied
from pages.shared.answers.place import UNANSWERED, Address, Claim, Json, Places, Removed

NO_KEYS: Mapping[Address, list[int]] = MappingProxyType({})


def expected_id(claim_id: str) -> str:
    """The id of what is expected of a claim of ours."""
    return "e" + claim_id.removeprefix("c")


class Entries(Places):
    """Answers whose lists, groups and claims can be changed."""

    @property
    def room(self) -> int:
        """How many claims and entries of lists can still be added. What is laid aside counts too."""
        expected = {name: of["facts"] for name, of in self.expected.items()}
        there = {"claims": self.application["claims"], "declined": self.declined, "expected": expected}
        return MOST_ENTRIES - entries_in(there)

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
        self._begun(address).append({})
        key = self._fresh_key()
        self.keys.setdefault(address, []).append(key)
        self._begin_lists((*address, key), fact.path, self._provision_at(address))

    def remove_entry(self, address: Address) -> None:
        """Take one entry away; `undo_removal` brings the last one back. A list without entries is unanswered."""
        where, position = address[:-1], self._position(address)
        entries = self.value(where)
        self.removed = Removed(address, position, entries.pop(position), self._texts_taken(address))
        self.keys[where].pop(position)
        if not entries:
            self.answer(where, UNANSWERED)

    def copy_entry(self, address: Address) -> None:
        """One more entry behind this one, answered alike but for what names its matter; none where there is no room."""
        where, position = address[:-1], self._position(address)
        content = copied(self.value(address))
        provision = self._provision_at(address)
        named = {path.split(".")[0] for path in provision.matter.by} if provision.matter else set()
        for name in named if len(where) == 2 and where[1] == provision.each else ():
            content.pop(name, None)
        if 1 + entries_in(content) > self.room:
            return
        key = self._fresh_key()
        self.value(where).insert(position + 1, content)
        self.keys[where].insert(position + 1, key)
        self._give_keys((*where, key), content)
        for path, text in [(self._path(a), t) for a, t in self._texts(address).items()]:
            steps = path.split(".")
            steps[len(where) - 1] = str(position + 1)
            if steps[len(where)] not in named:
                self.typed[self.address(str(address[0]), steps)] = text

    def move_entry(self, address: Address, by: int) -> None:
        """Put an entry so many places further down; up where it is negative. It stays where there is none further."""
        where, position = address[:-1], self._position(address)
        entries, keys = self.value(where), self.keys[where]
        there = min(max(position + by, 0), len(entries) - 1)
        entries.insert(there, entries.pop(position))
        keys.insert(there, keys.pop(position))

    def was_removed(self, where: Address, provision: Provision) -> bool:
        """Whether what was removed last stood there: an entry of a list, or (`where` is empty) a claim under a
        provision."""
        gone = self.removed
        if gone is None or gone.address[:-1] != where:
            return False
        return bool(where) or gone.content["provision"] == provision.id

    def undo_removal(self) -> None:
        """Bring back the entry or claim that was removed last, where there is room for it."""
        gone = self.removed
        if gone is None or not self.removal_fits:
            return
        self.removed = None
        if len(gone.address) == 1:
            self._insert(gone.content, gone.position)
        else:
            where, key = gone.address[:-1], gone.address[-1]
            self._begun(where).insert(gone.position, gone.content)
            assert isinstance(key, int)
            self.keys.setdefault(where, []).insert(gone.position, key)
        self.typed.update(gone.texts)

    def _begun(self, address: Address) -> list[Any]:
        """The entries of a list, which is begun if nobody has."""
        if not isinstance(self.value(address), list):
            self.answer(address, [])
        return self.listed(address)

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

    def _texts_taken(self, under: Address) -> dict[Address, str]:
        """The same, which stand there no longer."""
        return {address: self.typed.pop(address) for address in self._texts(under)}

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

    def _fresh_key(self) -> int:
        self._count += 1
        return self._count

    def _begin_lists(self, address: Address, parent: str, provision: Provision, stated: Json | None = None) -> None:
        """Every list that must be answered begins with one entry, so that its questions are seen; and a year is the one
        that the law asks for, unless somebody says otherwise. What is `stated` stays as it is."""
        for fact in provision.children(parent):
            if fact.name in (stated or {}):
                continue
            usual = usual_year(self.policy, provision, fact, self.year())
            if usual is not None and fact.asked and not self.is_expected(address):
                self.answer((*address, fact.name), usual)
            if fact.type == "list" and fact.absent == "unknown":
                self.add_entry((*address, fact.name), fact)
            elif fact.type == "group" and questionnaire.is_required(provision, fact):
                self.open_group((*address, fact.name))

    # ------------------------------------------------------------------------------------------ claims

    def claims_of(self, provision_id: str) -> list[Claim]:
        """What is claimed under a provision."""
        return [c for c in self.application["claims"] if c["provision"] == provision_id]

    def entitled(self) -> dict[str, Entitled]:
        """What each claim is called, by its id."""
        return entitled(self.policy, self.application["claims"])

    def gate(self, provision_id: str) -> bool | None:
        """Whether the company claims under a provision; None if it has not said."""
        if self.claims_of(provision_id):
            return True
        return False if provision_id in self.declined else None

    def claim_under(self, provision_id: str) -> None:
        """Claim under a provision: what was laid aside is there again, else one new claim, where there is room."""
        if self.room < 1 and not self.declined.get(provision_id):
            return
        for claim in self.declined.pop(provision_id, []):
            self._insert(claim)
        if not self.claims_of(provision_id):
            self.add_claim(provision_id)

    def decline(self, provision_id: str) -> None:
        """Do not claim under a provision. Its answers are laid aside."""
        self.declined.setdefault(provision_id, []).extend(self.claims_of(provision_id))
        self.application["claims"] = [c for c in self.application["claims"] if c["provision"] != provision_id]

    def add_claim(self, provision_id: str) -> None:
        """One more claim under a provision, unanswered, its lists begun; none where there is no room."""
        if self.room < 1:
            return
        taken = {claim["id"] for claim in self.stated()} | self.expected.keys()
        if self.removed:
            taken.add(self.removed.address[0])
        number = next(n for n in range(1, len(taken) + 2) if f"c{n}" not in taken)
        self._insert({"id": f"c{number}", "provision": provision_id, "facts": {}})
        self._begin_lists((f"c{number}",), "", self.policy.provision(provision_id))

    def remove_claim(self, claim_id: str) -> None:
        """Take one claim away; `undo_removal` brings the last one back."""
        claim = self.claim(claim_id)
        position = self.application["claims"].index(claim)
        self.removed = Removed((claim_id,), position, claim, self._texts_taken((claim_id,)))
        del self.application["claims"][position]

    def readings_in_force(self) -> dict[str, str]:
        """Every reading and its choice."""
        readings: dict[str, str] = self.application["readings"]
        return {**self.policy.default_readings(), **readings}

    def several_claims(self, provision: Provision) -> bool:
        """Whether one company may claim more than once: a provision by project, without a list of its own, that is not
        given once."""
        is_once = any(step.holds_for(self.readings_in_force()) == "applicant" for step in provision.of_kind(Once))
        return provision.each is None and not is_once and any(f.path == "project" for f in provision.facts)

    def questions(self, claim: Claim) -> Iterator[questionnaire.Question]:
        """Every question that is asked of a claim now, by its path."""
        provision = self.policy.provision(claim["provision"])
        return questionnaire.of_claim(provision, claim["facts"], self.year(), self.readings_in_force())

    # ------------------------------------------------------------------------------------------ what is expected

    def expectable(self, claim: Claim) -> list[Fact]:
        """What of a claim can be expected of later years: more entries of its list, and figures that are kept by
        year."""
        provision = self.policy.provision(claim["provision"])
        return [
            fact
            for fact in provision.children()
            if fact.name == provision.each or (fact.type == "yearly" and self.years_expected(provision, fact))
        ]

    def years_expected(self, provision: Provision, fact: Fact) -> list[int]:
        """The years for which a later application asks a yearly fact, and this one does not."""
        later = range(self.year() + 1, self.policy.in_force.until.year + 1)
        asked = {year for of in later for year in questionnaire.years_asked(provision, fact, of)}
        return sorted(asked - set(self.years_asked(provision, fact)))

    def expect(self, claim: Claim) -> str:
        """The id of what is expected of a claim, under which its boxes are."""
        of: Claim = {"id": expected_id(claim["id"]), "provision": claim["provision"], "facts": {}}
        return str(self.expected.setdefault(claim["id"], of)["id"])

    def expects(self) -> list[Json]:
        """What is expected, as a plan takes it: of the claims that are there or laid aside."""
        there = {claim["id"] for claim in self.stated()}
        stated = [(name, {k: v for k, v in of["facts"].items() if v}) for name, of in self.expected.items()]
        return [{"claim": name, "facts": facts} for name, facts in stated if facts and name in there]

    def is_expected(self, address: Address) -> bool:
        """Whether an address is that of something expected."""
        return any(of["id"] == address[0] for of in self.expected.values())

    def _insert(self, claim: Claim, position: int | None = None) -> None:
        """Claims stand in the order of the law, those of one provision in the order in which they were added; one that
        is brought back where it stood."""
        order = {p.id: i for i, p in enumerate(self.policy.provisions)}
        claims = self.application["claims"]
        claims.insert(len(claims) if position is None else position, claim)
        claims.sort(key=lambda c: order[c["provision"]])
