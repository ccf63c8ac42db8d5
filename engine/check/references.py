"""Every name in the pack leads to something, and everything that has a name is used."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from copy import copy
from typing import Any, get_args

from engine.check.beginnings import check_beginnings
from engine.check.facts import IDENTITY, check_fact
from engine.check.findings import Notes, either, numbered
from engine.check.form import Raw
from engine.check.lawtext import LawText
from engine.check.provision import ProvisionNames
from engine.policy.articles import Numbering
from engine.policy.blocks import ARTICLE_FIRST, BUDGET_FIRST
from engine.policy.facts import Fact
from engine.policy.folder import use_of
from engine.policy.pack import Policy
from engine.policy.parameters import changeable
from engine.policy.provision import Provision
from engine.steps.condition import Condition
from engine.steps.equals import Is
from engine.steps.language import ByReading, readings_in

DEFAULT_WORDS = {"zh": "默认", "en": "default"}
"""The word by which a reading explains its default."""

OF_NAMES = frozenset({"fact_unknown", "fact_type", "measure_unknown", "fact_unused"})
"""What is looked for in a policy under each choice of the readings that parts of it hang on; the rest is looked for in
the whole."""

NUMBERED = ("provisions", "pools", "windows")
"""Their numbers are called by their ids: what-ifs change them by these names."""


class References:
    """Every name leads to something, and everything that has a name is used."""

    def __init__(self, policy: Policy, raw: Raw, law: LawText, notes: Notes) -> None:
        self.policy, self.raw, self.law, self.notes = policy, raw, law, notes
        self.readings = {r.id: [c.id for c in r.choices] for r in policy.readings}
        self.named_by = {r.id: r.articles for r in policy.readings}
        self.for_all = {a.number for a in policy.articles if a.effect == "general"}
        self.applicant = {f.path: f for f in policy.applicant}
        self.rules = {r.id for r in policy.rules}
        self.used: dict[str, set[str]] = defaultdict(set)

    def check(self) -> None:
        """Check every name of the policy, and note what is wrong."""
        self._articles()
        self._ids()
        for i, condition in enumerate(self.policy.general_conditions):
            self._general_condition(condition, f"general_conditions[{i}]")
        for window in self.policy.windows:
            if window.anniversary is not None:
                self.switch(window.anniversary, f"windows.{window.id}.anniversary")
        for rule in self.policy.rules:
            if rule.top_up is not None:
                self.switch(rule.top_up, f"rules.{rule.id}.top_up")
            if rule.order is not None:
                self._order(rule.order, f"rules.{rule.id}.order")
        for exclusive in self.policy.exclusives:
            self._choice(exclusive.reading, exclusive.choice, f"exclusives.{exclusive.id}")
        for provision in self.policy.provisions:
            ProvisionNames(self, provision).check()
        check_beginnings(self.policy, self.notes)
        self._parts()
        self._renamed()
        self._rules_needed()
        self._unused()

    # ---- the general conditions

    def _articles(self) -> None:
        numbers = [a.number for a in self.policy.articles]
        in_law = sorted(self.law.articles)
        if not in_law:
            said = {"numbering": self.policy.law.numbering, "known": either(get_args(Numbering))}
            self.notes.add("law.numbering", "law_unnumbered", **said)
        if in_law != list(range(1, len(in_law) + 1)):
            self.notes.add("law.zh", "law_articles", numbers=numbered(in_law))
        for number, times in Counter(numbers).items():
            if times > 1 or number not in in_law:
                self.notes.add(f"articles.{number}", "article_wrong", number=number)
        for number in in_law:
            if number not in numbers:
                self.notes.add("articles", "article_missing", number=number)
        if numbers != sorted(numbers):
            self.notes.add("articles", "article_order")
        for article in self.policy.articles:
            grants = any(not p.gives_nothing for p in self.policy.provisions if p.article == article.number)
            if grants != (article.effect == "grant"):
                self.notes.add(f"articles.{article.number}.effect", "article_effect", effect=article.effect)

    def _ids(self) -> None:
        for names in ("readings", "notices"), ("rules",), ("exclusives",), ("happened",), NUMBERED:
            seen = set()
            for name in names:
                for block in getattr(self.policy, name):
                    if block.id in seen:
                        self.notes.add(f"{name}.{block.id}", "id_twice", id=block.id)
                    seen.add(block.id)
        for path, times in Counter(f.path for f in self.policy.applicant).items():
            if times > 1:
                self.notes.add(f"applicant.{path}", "id_twice", id=path)
        for name in ("provisions", "pools", "exclusives"):
            for block in getattr(self.policy, name):
                number = re.match(r"[a-z]+_?(\d+)(?:_|$)", block.id)
                if number is None or int(number[1]) != block.article:
                    self.notes.add(f"{name}.{block.id}.id", "id_article", id=block.id, article=block.article)
        for reading in self.policy.readings:
            number = re.match(r"[a-z]+_?(\d+)_", reading.id)
            if number is not None and int(number[1]) not in reading.articles:
                articles = numbered(reading.articles)
                self.notes.add(f"readings.{reading.id}.id", "id_article", id=reading.id, article=articles)
            if reading.articles != sorted(set(reading.articles)):
                self.notes.add(f"readings.{reading.id}.articles", "article_order")
            if len(set(self.readings[reading.id])) < max(2, len(reading.choices)):
                self.notes.add(f"readings.{reading.id}.choices", "choices_few")

            if reading.default not in self.readings[reading.id]:
                said = {"reading": reading.id, "choice": reading.default}
                self.notes.add(f"readings.{reading.id}.default", "choice_unknown", **said)
            elif reading.default != self.readings[reading.id][0]:
                self.notes.add(f"readings.{reading.id}.default", "default_not_first", choice=reading.default)
            for lang, word in DEFAULT_WORDS.items():
                if lang in self.policy.languages and word not in reading.why.in_language(lang):
                    self.notes.add(f"readings.{reading.id}.why.{lang}", "default_unexplained", word=word)

    def _renamed(self) -> None:
        """What a number was called before leads to a number, and is not the name of one."""
        known = {number.name for number in changeable(self.policy)}
        for before, now in self.policy.renamed.items():
            if now not in known:
                self.notes.add(f"renamed.{before}", "number_unknown", number=now)
            if before in known:
                self.notes.add(f"renamed.{before}", "id_twice", id=before)

    def _general_condition(self, condition: Is, place: str) -> None:
        self.applicant_fact(condition, condition.fact, place)
        if condition.waivable:
            self._waiver(condition, place)
        if condition.exempt is not None:
            self._choice(condition.exempt.reading, condition.exempt.choice, f"{place}.exempt")
            known = {p.id: p.article for p in self.policy.provisions}
            for name in condition.exempt.provisions:
                if name not in known:
                    self.notes.add(f"{place}.exempt.provisions", "provision_unknown", provision=name)
                elif known[name] not in self.named_by.get(condition.exempt.reading, [known[name]]):
                    said = {"provision": name, "reading": condition.exempt.reading}
                    self.notes.add(f"{place}.exempt.provisions", "exempt_article", **said)

    def _waiver(self, condition: Is, place: str) -> None:
        """Applicants are asked whether a condition that can be waived is."""
        waiver = self.policy.waiver
        if waiver is None:
            self.notes.add(f"{place}.waivable", "waiver_unasked")
            return
        name = f"applicant.{waiver.name}"
        self.used["applicant"].add(waiver.name)
        if waiver.type != "choices":
            self.notes.add(f"{name}.type", "fact_type", fact=name, type=waiver.type, types="choices")
        elif condition.fact not in [c.id for c in waiver.choices]:
            self.notes.add(f"{name}.choices", "answer_unknown", answer=condition.fact, fact=name)

    def applicant_fact(
        self, condition: Condition, name: str, place: str, types: tuple[str, ...] = ("yes_no", "choice")
    ) -> None:
        """What a condition asks of the applicant is among what applicants are asked."""
        fact = self.applicant.get(name)
        if fact is None:
            self.notes.add(f"{place}.fact", "fact_unknown", fact=f"applicant.{name}")
            return
        self.used["applicant"].add(name)
        if fact.type not in types:
            self.notes.add(f"{place}.fact", "fact_type", fact=f"applicant.{name}", type=fact.type, types=either(types))
        self.answers(condition, fact, place)

    def answers(self, condition: Condition, fact: Fact, place: str) -> None:
        """The answer that a condition asks for is one that the fact can have."""
        choices = [c.id for c in fact.choices]
        for answer in condition.accepted or ():
            if not isinstance(answer, bool) if fact.type == "yes_no" else answer not in choices:
                self.notes.add(f"{place}.{condition.key}", "answer_unknown", answer=answer, fact=fact.path)

    # ---- readings

    def _choice(self, reading: str, choice: str, place: str) -> None:
        if self._reading(reading, f"{place}.reading") and choice not in self.readings[reading]:
            self.notes.add(f"{place}.choice", "choice_unknown", reading=reading, choice=choice)

    def switch(self, reading: str, place: str) -> None:
        """A reading that is a yes or a no."""
        if self._reading(reading, place) and set(self.readings[reading]) != {"true", "false"}:
            self.notes.add(place, "reading_not_switch", reading=reading)

    def _order(self, reading: str, place: str) -> None:
        """The reading by which article totals or the total budget come first has the choices that settling knows."""
        known = (ARTICLE_FIRST, BUDGET_FIRST)
        if self._reading(reading, place) and set(self.readings[reading]) != set(known):
            self.notes.add(place, "order_choices", reading=reading, known=either(known))

    def _parts(self) -> None:
        """Parts that are there under some choices of a reading name these; and what is there under each choice finds
        all that it names there."""
        for kind in ("applicant", "general_conditions", "provisions"):
            for i, block in enumerate(getattr(self.policy, kind)):
                place = f"{kind}.{getattr(block, 'id', '') or getattr(block, 'name', '') or i}"
                for under in readings_in(block):
                    if not under.choices or set(under.choices) == set(self.readings.get(under.reading, ())):
                        self.notes.add(f"{place}.under", "under_all", reading=under.reading)
                    for choice in under.choices:
                        self._choice(under.reading, choice, f"{place}.under")
        if not self.notes.findings:
            for provision in self.policy.provisions:
                self._under(provision)

    def _under(self, provision: Provision) -> None:
        """The names in a provision as it is under each choice of the readings that parts of it hang on. What was had
        before may be of use under another choice alone."""
        deducted = provision.deducted()
        defaults = self.policy.default_readings()
        for reading in sorted({under.reading for under in readings_in(provision)}):
            for choice in self.readings[reading]:
                aside = copy(self)
                aside.notes, aside.used = Notes(), defaultdict(set)
                ProvisionNames(aside, provision.under(defaults | {reading: choice})).names()
                for finding in aside.notes.findings:
                    elsewhere = finding.kind == "fact_unused" and finding.place.rpartition(".")[2] in deducted
                    if finding.kind in OF_NAMES and not elsewhere and finding not in self.notes.findings:
                        self.notes.findings.append(finding)

    def _reading(self, reading: str, place: str) -> bool:
        if reading not in self.readings:
            self.notes.add(place, "reading_unknown", reading=reading)
            return False
        self.used["readings"].add(reading)
        return True

    def values(self, value: Any, place: str) -> list[Any]:
        """What a value can be: itself, or what it is under each choice of its reading."""
        if not isinstance(value, ByReading):
            return [] if value is None else [value]
        if self._reading(value.reading, f"{place}.reading"):
            for choice in self.readings[value.reading]:
                if choice not in value.when:
                    self.notes.add(f"{place}.when", "choice_missing", reading=value.reading, choice=choice)
            for choice in value.when:
                if choice not in self.readings[value.reading]:
                    self.notes.add(f"{place}.when", "choice_unknown", reading=value.reading, choice=choice)
        return [x for choice, one in value.when.items() for x in self.values(one, f"{place}.when.{choice}")]

    # ---- what must be there, and what is not used

    def _rules_needed(self) -> None:
        conditions = [c for p in self.policy.provisions for c in p.when + p.item_when]
        needed = {
            "budget": True,
            "truncation": True,
            "inclusive": any(p.limits for p in self.policy.provisions) or any("lower" in c.does for c in conditions),
        }
        needed |= {step.rule: True for p in self.policy.provisions for step in p.steps if step.rule}
        for rule, there in needed.items():
            if there and rule not in self.rules:
                self.notes.add("rules", "rule_missing", rule=rule)

    def _unused(self) -> None:
        for reading in self.policy.readings:
            if reading.id not in self.used["readings"]:
                self.notes.add(f"readings.{reading.id}", "reading_unused", reading=reading.id)
        for name in ("window", "pool", "exclusive"):
            for block in getattr(self.policy, f"{name}s"):
                if block.id not in self.used[f"{name}s"]:
                    self.notes.add(f"{name}s.{block.id}", f"{name}_unused", **{name: block.id})
        for fact in self.policy.applicant:
            is_used = fact.path in self.used["applicant"]
            if fact.profile and any(fact.name == own.name for p in self.policy.provisions for own in p.facts):
                self.notes.add(f"applicant.{fact.path}", "id_twice", id=fact.path)
            if fact.profile and is_used:
                self.notes.add(f"applicant.{fact.path}.profile", "profile_used", fact=fact.path)
            elif not (fact.profile or is_used or fact.type in IDENTITY):
                self.notes.add(f"applicant.{fact.path}", "fact_unused", fact=fact.path)
            check_fact(fact, f"applicant.{fact.path}", self.applicant, self.notes)
        if len([fact for fact in self.policy.applicant if fact.sizes]) > 1:
            self.notes.add("applicant", "sizes_twice")
        uses = [use for p in self.raw.get("provisions", []) for use in p.get("uses", [])]
        for group in self.raw.get("shared_facts", {}):
            if group not in {use_of(use).group for use in uses}:
                self.notes.add(f"shared_facts.{group}", "fact_unused", fact=group)
