"""What rules take the facts of a group for: of a project, and of another policy for the same matter. A policy names its
facts as it likes, and says the `role` of each that a rule computes with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Role = Literal["project_name", "invested", "public_money", "other_amount", "other_received", "other_choice"]
"""What a project is called; what was really invested in it; government money in it (of several facts, all of them);
what the other policy gives; whether it has been received there; under which of the two the matter is claimed."""
OF_A_PROJECT: Mapping[Role, str] = {"project_name": "text", "invested": "amount", "public_money": "amount"}
OF_ANOTHER_POLICY: Mapping[Role, str] = {"other_amount": "amount", "other_received": "yes_no", "other_choice": "choice"}
"""The roles in a group of each kind, with the type of the fact that has it."""
SEVERAL: frozenset[Role] = frozenset({"public_money"})
"""The roles that several facts of a group can have."""


def _names(facts: Iterable[Any], role: Role) -> tuple[str, ...]:
    return tuple(fact.name for fact in facts if fact.role == role)


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the facts of a project are called. `path`: of their group, and `group` its name; `figures`: all that its
    funding limit is calculated from, with the figure that stands in for one that is left out."""

    path: str
    group: str
    name: str
    invested: str
    public: tuple[str, ...]
    figures: tuple[str, ...]

    @staticmethod
    def of(path: str, facts: Iterable[Any]) -> ProjectFacts:
        """By the roles of the facts in the group at a path; ValueError where one is missing (`check` says which)."""
        facts = list(facts)
        (name,), (invested,) = _names(facts, "project_name"), _names(facts, "invested")
        public = _names(facts, "public_money")
        stand_ins = tuple(f.absent.removeprefix("other:") for f in facts if f.role and f.absent.startswith("other:"))
        return ProjectFacts(path, path.rpartition(".")[2], name, invested, public, (invested, *stand_ins, *public))

    def called(self, place: Mapping[str, Any]) -> str | None:
        """What the project is called that is stated in a place of a claim (the claim, or an entry); None where none is,
        or without a name."""
        project = place.get(self.group)
        return project.get(self.name) if isinstance(project, Mapping) else None


@dataclass(frozen=True, slots=True)
class OtherFacts:
    """What the facts of another policy for the same matter are called. `path`: of their group, and `group` its name;
    `here` and `elsewhere`: the positions of the two choices, and their ids."""

    path: str
    group: str
    amount: str
    received: str
    choice: str
    here: int
    elsewhere: int
    here_id: str
    elsewhere_id: str

    @staticmethod
    def of(path: str, facts: Iterable[Any]) -> OtherFacts:
        """By the roles of the facts in the group at a path; ValueError where one is missing (`check` says which)."""
        facts = list(facts)
        (amount,), (received,), (choice,) = ([f for f in facts if f.role == role] for role in OF_ANOTHER_POLICY)
        (here,) = (i for i, one in enumerate(choice.choices) if one.id != choice.elsewhere)
        (elsewhere,) = (i for i, one in enumerate(choice.choices) if one.id == choice.elsewhere)
        names = (amount.name, received.name, choice.name)
        group, stays = path.rpartition(".")[2], choice.choices[here].id
        return OtherFacts(path, group, *names, here, elsewhere, stays, choice.elsewhere)

    def is_received(self, stated: Mapping[str, Any]) -> bool:
        """Whether it was received under the other policy, as the group says."""
        return bool(stated.get(self.received))

    def goes_elsewhere(self, stated: Mapping[str, Any]) -> bool | None:
        """Whether it is to be claimed under the other policy, as the group says; None where that is not chosen."""
        choice = stated.get(self.choice)
        return None if choice is None else choice == self.elsewhere_id
