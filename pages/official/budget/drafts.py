"""The scenarios that stand side by side on the desk of an official, as they are being changed.

They live in the visitor's session: a scenario holds figures and choices, never a claim. What was typed and not
understood stays in its box and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from engine.policy.pack import Policy
from engine.policy.years import in_year
from engine.registry.scenarios import StoredScenario
from engine.scenario import Scenario
from engine.scenario.annual_budgets import AnnualBudget
from engine.scenario.fitting import read_for
from engine.text import words
from engine.text.numerals import chinese
from engine.text.phrases import Both
from engine.values.money import wan_law

DESK, SANDBOX = "budget desk", "sandbox desk"
"""Session: the desk of the registry's claims, and that of the invented ones."""
IN_USE = "desk in use"
"""Session: which of them stands on the page."""
MOST = 4
"""Scenarios side by side."""

Box = tuple[str, ...]
"""Which figure of a scenario a box shows: ("budget",), ("pools", the pool's id), ("quota", the provision's id) …"""
BUDGET: Box = ("budget",)


@dataclass
class Draft:
    """One scenario on the desk. `number` never changes; `kept` is what it was when it was last opened or saved; `typed`
    what was typed into its boxes. `drawn` counts how often all its boxes had to be drawn anew, `slid` and `budgeted`
    how often the budget came from the slider and from its box: each makes the other one be drawn anew. `overtaken`:
    somebody else has changed or deleted what is kept. `turned`: what it was before the desk turned to another year, and
    how that was read for it."""

    number: int
    scenario: Scenario
    kept: StoredScenario | None = None
    typed: dict[Box, str] = field(default_factory=dict)
    drawn: int = 0
    slid: int = 0
    budgeted: int = 0
    overtaken: bool = False
    turned: tuple[Scenario, Scenario] | None = None

    @property
    def is_saved(self) -> bool:
        """Whether it is kept as it stands here."""
        return self.kept is not None and self.kept.scenario == self.scenario

    def turn_to(self, policy: Policy, year: int) -> tuple[Both, ...]:
        """Read it for another year; what is to be said of that. As long as nothing is changed in it, it is read from
        what it was at first: turning back brings that back."""
        if year == self.scenario.year:
            return ()
        own = self.turned[0] if self.turned is not None and self.turned[1] == self.scenario else self.scenario
        found = read_for(policy, own, year)
        self.scenario, self.turned = found.scenario, (own, found.scenario)
        if not found.said:
            return ()
        return (words.both("scenario_file.draft_of_year", name=named(own.name), year=year), *found.said)

    def put(self, changed: Scenario) -> None:
        """Replace the scenario; what was typed is forgotten."""
        self.scenario = changed
        self.typed.clear()
        self.drawn += 1

    def go_by(self, budget: int | None) -> None:
        """The budget (分) is another in the place where it began, in the year from which the desk turned too."""
        self.scenario = replace(self.scenario, budget=budget)
        if self.turned is not None:
            before, read = (replace(one, budget=budget) for one in self.turned)
            self.turned = before, read
        self.drawn += 1

    def slide(self, budget: int) -> None:
        """The budget (分) came from the slider."""
        self.scenario = replace(self.scenario, budget=budget)
        self.typed.pop(BUDGET, None)
        self.slid += 1


@dataclass
class Desk:
    """The scenarios side by side, the first one being what the others are compared with; `chosen` is the number of the
    one that the controls change. `notice` is what is to be said once: its kind (`status` or `alert`), the words, lines.
    `keeps`: whether what stands on it can be saved and published. `is_overtaken`: more has changed on it than its
    figures (a name, what is kept, a column less), so that all of the page is to be drawn anew. `annual`: the budget
    that is stated for its year; `begun`: with which budget (分) a new scenario began when that was last looked at."""

    policy: Policy
    year: int
    drafts: list[Draft] = field(default_factory=list)
    chosen: int = 0
    notice: tuple[str, Both, Sequence[Both]] | None = None
    publishing: str | None = None
    deleting: str | None = None
    count: int = 0
    keeps: bool = True
    is_overtaken: bool = False
    annual: AnnualBudget | None = None
    begun: int | None = None

    def begin_with(self, annual: AnnualBudget | None, budget: int | None) -> None:
        """What is stated as the budget of its year, and with which one begins. Where that is another by now, or the
        year is, what stands at the former and is not kept goes by the new one, and that is said: it may have come by
        file or address, with a budget of its own that was the same."""
        self.annual = annual
        if budget == self.begun:
            return
        followed = []
        for draft in self.drafts:
            if draft.kept is None and draft.scenario.budget == self.begun and BUDGET not in draft.typed:
                draft.go_by(budget)
                followed.append(draft)
        if any(draft is not self.drafts[0] for draft in followed):
            former, now = (_amount(one) for one in (self.begun, budget))
            said = words.both("budget.annual_followed", former=former, now=now)
            self.say_too(said, [named(draft.scenario.name) for draft in followed])
        self.begun = budget

    def add(self, added: Scenario, kept: StoredScenario | None = None) -> Draft:
        """One more column, and the one to be changed from now on."""
        draft = Draft(self.count, added, kept)
        self.count += 1
        self.drafts.append(draft)
        self.chosen = draft.number
        return draft

    def lay_out(self, drafts: Sequence[Draft], year: int, chosen: int) -> list[Both]:
        """Put these scenarios on it in the place of all others, for this year's claims; what is to be said of reading
        them for that. The controls change the one at `chosen`, from 0."""
        self._go_by(year)
        self.drafts = []
        for draft in drafts:
            self.add(draft.scenario, draft.kept).typed = draft.typed
        said = self._read_all()
        self.chosen = self.drafts[min(max(chosen, 0), len(self.drafts) - 1)].number
        return said

    def remove(self, number: int) -> None:
        """Take a column off the desk; the last one stays."""
        left = [d for d in self.drafts if d.number != number]
        if left:
            self.drafts = left
            if self.chosen == number:
                self.chosen = left[-1].number

    def draft(self, number: int) -> Draft | None:
        """The column with this number, if it is (still) there."""
        return next((d for d in self.drafts if d.number == number), None)

    @property
    def current(self) -> Draft:
        """The column that the controls change."""
        return self.draft(self.chosen) or self.drafts[0]

    @property
    def position(self) -> int:
        """Where the column that the controls change stands, from 0."""
        return self.drafts.index(self.current)

    @property
    def is_full(self) -> bool:
        """Whether no other scenario can stand beside these."""
        return len(self.drafts) >= MOST

    def turn_to(self, year: int) -> None:
        """Show the claims of another year, under the same scenarios."""
        self._go_by(year)
        if said := self._read_all():
            self.say("alert", said[0], said[1:])

    def _read_all(self) -> list[Both]:
        return [line for draft in self.drafts for line in draft.turn_to(self.policy, self.year)]

    def _go_by(self, year: int) -> None:
        self.policy, self.year = in_year(self.policy, year), year

    def change(self, draft: Draft, changed: Scenario, lang: str) -> Draft | None:
        """Change a scenario. The first one is the law as it stands: what would change the law makes a scenario of its
        own beside it. Returns the one that was changed; None where there is no room for another."""
        if draft is not self.drafts[0] or of_law(changed) == of_law(draft.scenario):
            draft.scenario = changed
            return draft
        draft.drawn += 1
        if self.is_full:
            self.say("alert", words.both("budget.full_for_change"))
            return None
        name = self.free_name(lang)
        self.say("status", words.both("budget.copied_for_change", name=named(name), first=named(draft.scenario.name)))
        return self.add(replace(changed, name=name))

    def free_name(self, lang: str) -> str:
        """The name of the next new scenario."""
        taken = {d.scenario.name for d in self.drafts}
        names = (
            words.text("budget.new_name", lang, number=chinese(n) if lang == "zh" else str(n))
            for n in range(1, len(taken) + 2)
        )
        return next(name for name in names if name not in taken)

    def say(self, kind: str, said: Both, lines: Sequence[Both] = ()) -> None:
        """Something to be said once, above the page, with the lines that belong to it."""
        self.notice = (kind, said, lines)

    def say_too(self, said: Both, lines: Sequence[Both]) -> None:
        """The same, beside what is to be said already."""
        if self.notice is None:
            self.say("status", said, lines)
        else:
            kind, first, others = self.notice
            self.say(kind, first, [*others, said, *lines])


def _amount(budget: int | None) -> Both:
    if budget is None:
        return words.both("budget.not_set")
    return words.both("budget.amount", amount=wan_law(budget))


def of_law(scenario: Scenario) -> tuple[object, ...]:
    """What of a scenario the law sets, or says how to read."""
    return scenario.pools, scenario.quota, scenario.rule, scenario.terms, scenario.readings, scenario.overrides


def named(name: str) -> Both:
    """A name that somebody gave, which is the same in every language."""
    return dict.fromkeys(words.LANGUAGES, name)


def current() -> Desk:
    """This visitor's desk, which the page has laid out."""
    return st.session_state[st.session_state.get(IN_USE, DESK)]


def desk(policy: Policy, year: int, name: str = DESK) -> Desk:
    """This visitor's desk of this name; an empty one on the first visit, and where the rules are others by now. A
    guideline that was put in, or withdrawn, takes nothing off it."""
    found = st.session_state.get(name)
    policy = in_year(policy, year)
    if not isinstance(found, Desk) or found.policy.rules_sha256 != policy.rules_sha256:
        found = st.session_state[name] = Desk(policy, year, keeps=name == DESK)
    found.policy = policy
    st.session_state[IN_USE] = name
    return found
