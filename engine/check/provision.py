"""The names in one provision: its facts and measures, and every use of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.check.facts import IDENTITY, check_fact, shared
from engine.check.findings import braces, either, placed, placed_in
from engine.check.step_names import StepNames
from engine.policy.facts import Fact
from engine.policy.folder import use_of
from engine.policy.parameters import named_numbers
from engine.policy.provision import PARTS, Provision
from engine.steps.cap import Cap
from engine.steps.condition import Condition
from engine.steps.in_window import InWindow
from engine.steps.language import by_readings
from engine.steps.matter import Matter
from engine.steps.side_share import SideShare
from engine.steps.varying import ByDay, ByFact, NumberByReading

if TYPE_CHECKING:
    from engine.check.references import References


APPLICANT = "applicant."


class ProvisionNames:
    """The facts of one provision and every use of them."""

    def __init__(self, references: References, provision: Provision) -> None:
        self.all, self.p, self.notes = references, provision, references.notes
        self.place = f"provisions.{provision.id}"
        self.facts = {f.path: f for f in provision.facts}
        self.used: set[str] = set()
        self.used_years: set[str] = set()
        self.measures = [m.id for m in provision.measures]
        self.measured: set[str] = set()
        self.each = provision.each or ""

    def check(self) -> None:
        """Check the provision, and note what is wrong."""
        self._readings()
        self.names()

    def names(self) -> None:
        """Check what it names, and note what is wrong."""
        p = self.p
        if p.article not in self.all.law.articles:
            self.notes.add(f"{self.place}.article", "article_wrong", number=p.article)
        for path, times in Counter(f.path for f in p.facts).items():
            if times > 1:
                self.notes.add(f"{self.place}.facts.{path}", "id_twice", id=path)
        if (p.each is None) != (p.item is None):
            self.notes.add(f"{self.place}.item", "words_missing", what="item")
        if p.each is not None:
            self.use("", p.each, "each", "list")
        elif p.item_when:
            self.notes.add(f"{self.place}.item_when", "item_without_list")
        for key, condition in placed("when", p.when):
            self.condition(condition, "", key)
        for key, condition in placed("item_when", p.item_when):
            self.condition(condition, self.each, key)
        for measure in p.measures:
            self._measure(measure)
        for key, step in placed("steps", p.steps):
            step.names(StepNames(self, key, self.each))
        if p.matter is not None:
            self._matter(p.matter)
        self._numbers()
        self._varying()
        if p.pool is not None:
            pool = next((x for x in self.all.policy.pools if x.id == p.pool), None)
            if pool is None or pool.article != p.article:
                self.notes.add(f"{self.place}.pool", "pool_unknown", pool=p.pool, article=p.article)
            else:
                self.all.used["pools"].add(p.pool)
        if p.other_budget is not None:
            self.all.switch(p.other_budget, f"{self.place}.other_budget")
        for name in self.measures:
            if name not in self.measured:
                self.notes.add(f"{self.place}.measures.{name}", "measure_unused", measure=name)
        self._facts()

    def _readings(self) -> None:
        """A reading that something of the provision hangs on is of its article, or of one for all of them."""
        budget = {self.p.other_budget} if self.p.other_budget else set()
        for name in sorted({of.reading for of in by_readings(self.p)} | budget):
            articles = self.all.named_by.get(name, [self.p.article])
            if self.p.article not in articles and not self.all.for_all.intersection(articles):
                self.notes.add(f"readings.{name}.articles", "reading_elsewhere", reading=name, provision=self.p.id)

    def use(self, parent: str, name: str, key: str, *types: str) -> Fact | None:
        """The fact of this name in `parent`, used; of an answer kept by year, its name and that of the year."""
        path = f"{parent}.{name}" if parent else name
        fact = self.facts.get(path)
        if fact is None and self.p.years_before(path) is not None:
            self.used_years.add(path)
            fact = self.facts.get(path.rpartition(".")[0])
            types = tuple("yearly" if t == "amount" else t for t in types)
        if fact is None:
            self.notes.add(f"{self.place}.{key}", "fact_unknown", fact=path)
            return None
        self.used.add(fact.path)
        if types and fact.type not in types:
            self.notes.add(f"{self.place}.{key}", "fact_type", fact=path, type=fact.type, types=either(types))
        return fact

    def condition(self, condition: Condition, parent: str, key: str) -> None:
        """The names in a condition of the claim, or of each entry of a list (`parent`)."""
        place = f"{self.place}.{key}"
        condition.names(StepNames(self, key, parent))
        if not condition.fact:
            return
        if condition.fact.startswith("applicant.") and not parent:
            self.all.applicant_fact(condition, condition.fact.removeprefix("applicant."), place, condition.types)
            return
        fact = self.use(parent, condition.fact, f"{key}.fact", *condition.types)
        if fact is not None:
            self.all.answers(condition, fact, place)
            self._dates(condition, fact, place)

    def _dates(self, condition: Condition, fact: Fact, place: str) -> None:
        """The reason why something lies outside a window names years, or it names days."""
        if isinstance(condition, InWindow) and "{" in condition.fails.zh:
            filled = {"value", "bound"} if fact.type == "year" else {"value", "start", "until"}
            strange = condition.fills - filled
            names = {name for name in strange if f"{{{name}}}" in condition.fails.zh}
            if names:
                self.notes.add(f"{place}.fails", "placeholder_unfilled", names=braces(names))

    def _measure(self, measure: Any) -> None:
        key = f"measures.{measure.id}"
        part = f"{self.each}.{measure.sum}" if self.each else measure.sum
        self.use("", part, f"{key}.sum", "list")
        self.use(part, measure.of, f"{key}.of", "amount")
        for i, minus in enumerate(measure.minus):
            self.use(part, minus.fact, f"{key}.minus[{i}].fact", "amount")
            if minus.times is not None:
                self.use(part, minus.times, f"{key}.minus[{i}].times", "ratio")
        for i, test in enumerate(measure.when):
            names = StepNames(self, f"{key}.when[{i}]", part)
            if (test.is_ is None) == (test.in_window is None):
                names.note("one_test")
            if test.in_window is not None:
                names.leads("in_window", "window", test.in_window)
            names.fact("fact", test.fact, *(("date", "year") if test.in_window is not None else ("yes_no",)))
        if measure.or_fact is not None:
            self.use(self.each, measure.or_fact, f"{key}.or_fact", "amount")

    def _matter(self, matter: Matter) -> None:
        self.all.values(matter.every_year, f"{self.place}.matter.every_year")
        for i, path in enumerate(matter.by):
            fact = self.use(self.each, path, f"matter.by[{i}]", "text")
            if fact is not None and fact.absent != "none":
                self.notes.add(f"{self.place}.matter.by[{i}]", "fact_absent", absent=fact.absent)
        if matter.shared_by is not None:
            self.use(self.each, matter.shared_by, "matter.shared_by", "ratio")

    def _numbers(self) -> None:
        """The numbers that a what-if can change are told apart by their names."""
        names = [name for stated in self.p.stated() for name, _ in named_numbers(self.p, stated)]
        for name, times in Counter(names).items():
            if times > 1:
                self.notes.add(f"{self.place}.steps", "id_twice", id=name)

    def _varying(self) -> None:
        """What numbers go by: a choice that is answered, of which each answer has its number or is shut out, a reading,
        or days while the measures are in force."""
        places = {id(block): place for place, block in placed_in(self.p, *PARTS)}
        for stated, field, value in self.p.varying():
            place = f"{places[id(stated)]}.{field}"
            if isinstance(value, NumberByReading):
                self.all.values(value, place)
                continue
            if isinstance(stated, Cap) and "side" in stated.pers() and self.p.of_kind(SideShare):
                self.notes.add(place, "number_side")
            if isinstance(value, ByDay):
                self._days(value, place)
            else:
                self._category(stated, value, place)

    def _days(self, value: ByDay[Any], place: str) -> None:
        start, until = self.all.policy.in_force.start, self.all.policy.in_force.until
        for n, day in enumerate(value.starts):
            if (day > start) if n == 0 else not start < day <= until:
                said = {"day": day.isoformat(), "start": start.isoformat(), "until": until.isoformat()}
                self.notes.add(f"{place}.from", "number_day", **said)

    def _category(self, stated: Any, value: ByFact[Any], place: str) -> None:
        of_claim = stated.of_claim or stated in self.p.when
        of_applicant = stated in self.p.when and stated.fact.startswith(APPLICANT)
        fact: Fact | None
        if value.by.startswith(APPLICANT):
            name = value.by.removeprefix(APPLICANT)
            fact = self.all.applicant.get(name)
            self.all.used["applicant"].add(name)
        elif of_applicant:
            fact = None
        else:
            fact = self.p.fact_of(value.by, of_claim=of_claim)
            self.used |= {fact.path} if fact is not None else set()
        if fact is None:
            self.notes.add(f"{place}.by", "fact_unknown", fact=value.by)
            return
        if fact.type != "choice":
            self.notes.add(f"{place}.by", "fact_type", fact=value.by, type=fact.type, types="choice")
        if fact.absent != "unknown":
            self.notes.add(f"{place}.by", "number_absent", absent=fact.absent, fact=value.by)
        choices = [choice.id for choice in fact.choices]
        about = [condition for condition in (*self.p.when, *self.p.item_when) if condition.fact == value.by]
        accepted = [condition.accepted for condition in about if condition.accepted is not None]
        for name in value.values:
            if name not in choices:
                self.notes.add(f"{place}.{name}", "answer_unknown", answer=name, fact=value.by)
            elif any(name not in answers for answers in accepted):
                self.notes.add(f"{place}.{name}", "tier_unreachable", name=name)
        for name in choices:
            if name not in value.values and all(name in answers for answers in accepted):
                self.notes.add(place, "tier_missing", answer=name, fact=value.by)

    def _fallbacks(self) -> None:
        """What stands for the blank of a fact that is used, or bounds it, is used too."""
        for path in [*self.used]:
            fact = self.facts[path]
            for name in (fact.absent.removeprefix("other:") if ":" in fact.absent else "", fact.at_most):
                other = ".".join(x for x in (fact.parent, name) if x)
                if name and other in self.facts:
                    self.used.add(other)

    def _facts(self) -> None:
        blocks = [b for b in self.all.raw.get("provisions", []) if b.get("id") == self.p.id]
        uses = [use_of(use) for block in blocks for use in block.get("uses", [])]
        self._fallbacks()
        for path, fact in self.facts.items():
            place, use = f"{self.place}.facts.{path}", shared(path, uses)
            inside = any(u == path or u.startswith(f"{path}.") for u in self.used)
            # What nobody is asked may be stated with every claim; a provision without a grant may ask, but
            # its answers never become money.
            if not inside and fact.type not in IDENTITY and not (use and use.quiet) and not self.p.gives_nothing:
                self.notes.add(place, "fact_unused", fact=path)
            for year in fact.years:
                if f"{path}.{year}" not in self.used_years:
                    self.notes.add(f"{place}.years.{year}", "fact_unused", fact=f"{path}.{year}")
            if use is not None:
                place = f"shared_facts.{use.group}.{path.removeprefix(f'{use.parent}.' if use.parent else '')}"
            check_fact(fact, place, self.facts, self.notes)
