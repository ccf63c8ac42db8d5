"""The answers as a whole: blank, opened from a file or a stored application, written into a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from itertools import count
from typing import Any

import streamlit as st

from engine.application import saved, typed
from engine.application.model import TYPED, unread_text
from engine.assessment.assess import amounts
from engine.documents.naming import file_name
from engine.policy.pack import Policy
from engine.view import papers
from pages.shared import in_use
from pages.shared.answers.entries import NO_KEYS, expected_id
from pages.shared.answers.place import APPLICANT, DAY, UNANSWERED, Address, Both, understood
from pages.shared.answers.tables import Tables

_OUR_ID = re.compile("c[1-9][0-9]{0,3}")


def current() -> Answers:
    """This visitor's answers."""
    policy = in_use.policy_in_use()
    if "answers" not in st.session_state:
        st.session_state["answers"] = Answers.blank(policy)
    answers: Answers = st.session_state["answers"]
    answers.under(policy)
    return answers


class Answers(Tables):
    """The answers of one visitor."""

    @classmethod
    def blank(cls, policy: Policy) -> Answers:
        """Nothing answered but the date: today, where an application can be made today."""
        answers = cls(policy, {APPLICANT: {}, "claims": [], "readings": {}})
        if policy.in_force.start <= in_use.today() <= policy.in_force.until:
            answers.application["application_date"] = in_use.today().isoformat()
        return answers

    @classmethod
    def holding(cls, policy: Policy, content: dict[str, Any], generation: int = 0) -> Answers:
        """Answers that hold a stored application. Claims stand in its order and have ids of our own form; `generation`
        tells their boxes from those of other answers. Refused: it cannot be read any more."""
        held = cls.blank(policy)
        held.open(saved.write(policy, saved.Saved({**content, "readings": {}}), in_use.today()))
        held.generation = generation
        return held

    def file(self, worked: Mapping[str, Any] | None = None) -> bytes:
        """The self-assessment as a file, which states what it comes to; with all that comes of it (`worked`), where
        that is given."""
        content, assessing = self._content(), self.assessing()
        content.result = None if assessing is None else amounts(assessing.policy, assessing.application)
        content.worked = worked
        return saved.write(self.policy, content, in_use.today())

    def file_name(self, what: str, lang: str, ending: str) -> str:
        """What a file of this company is called that is `what` (`engine.documents.naming`), taken away today."""
        return file_name(self.policy, self.application[APPLICANT], what, in_use.today(), lang, ending)

    def document(self) -> dict[str, Any]:
        """What the file says, as JSON values."""
        return saved.document(self.policy, self._content(), in_use.today())

    def _content(self) -> saved.Saved:
        stated = self.application, self.declined, self.texts(), self.payout
        return saved.Saved(*stated, expected=self.expects(), ticked=sorted(self.ticked))

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
        opened.ticked = {papers.renamed(key, ids) for key in content.ticked}
        for of in content.expected:
            now = opened.expect(opened.claim(ids[of["claim"]]))
            opened.claim(now)["facts"] = of["facts"]
            ids.setdefault(expected_id(of["claim"]), now)
        for claim in (*opened.stated(), *opened.expected.values()):
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
        claims = self.stated()
        ours = frozenset(c["id"] for c in claims if _OUR_ID.fullmatch(c["id"]))
        fresh = (f"c{number}" for number in count(1) if f"c{number}" not in ours)
        left = set(ours)
        for claim in claims:
            given = claim["id"]
            claim["id"] = given if given in left else next(fresh)
            left.discard(given)
            ids.setdefault(given, claim["id"])
        return ids

    def _keep_typed(self, texts: saved.Typed, ids: dict[str, str]) -> None:
        """What was typed, where it says the same as the answer, or says nothing that is understood."""
        for owner, by_path in texts.items():
            if owner == DAY[0]:
                day = by_path.get("", "")
                meant = understood(day, partial(self._read_day, day))
                if meant is not None and meant == self.application.get("application_date"):
                    self.typed[DAY] = day
                continue
            for path, text in by_path.items():
                steps = path.split(".")
                address = (APPLICANT, *steps) if owner == APPLICANT else self.address(ids.get(owner, ""), steps)
                fact = self.fact_at(address)
                if fact is None or fact.type not in TYPED:
                    continue
                meant = understood(text, partial(typed.read, fact, text))
                if unread_text(meant) is not None and self.value(address) is UNANSWERED:
                    self.answer(address, meant)
                if meant == self.value(address):
                    self.typed[address] = text
