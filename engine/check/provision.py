"""The names in one provision: its facts and measures, and every use of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from engine.check.bilingual import FILLED_IN_REASONS
from engine.check.comparisons import kind_of_test
from engine.check.facts import IDENTITY, OTHER_POLICY, PROJECT, FactForm, shared, use_of
from engine.check.findings import braces, either
from engine.policy.pack import Amount, Condition, Fact, Limit, Per, Provision

if TYPE_CHECKING:
    from engine.check.references import References


class ProvisionNames:
    """The facts of one provision and every use of them."""

    def __init__(self, references: References, provision: Provision) -> None:
        self.all, self.p, self.notes = references, provision, references.notes
        self.place = f"provisions.{provision.id}"
        self.facts = {f.path: f for f in provision.facts}
        self.used: set[str] = set()
        self.measures = [m.id for m in provision.measures]
        self.measured: set[str] = set()
        self.each = provision.each or ""

    def check(self) -> None:
        """All of it."""
        p = self.p
        if p.article not in self.all.law.articles:
            self.notes.add(f"{self.place}.article", "article_wrong", number=p.article)
        for path, times in Counter(f.path for f in p.facts).items():
            if times > 1:
                self.notes.add(f"{self.place}.facts.{path}", "id_twice", id=path)
        if (p.each is None) != (p.item is None):
            self.notes.add(f"{self.place}.item", "words_missing", what="item")
        if p.each is not None:
            self._use("", p.each, "each", "list")
        elif p.item_when:
            self.notes.add(f"{self.place}.item_when", "item_without_list")
        for i, condition in enumerate(p.when):
            self._condition(condition, "", f"when[{i}]")
        for i, condition in enumerate(p.item_when):
            self._condition(condition, self.each, f"item_when[{i}]")
        for measure in p.measures:
            self._measure(measure)
        self._amount(p.amount)
        for value in self.all.values(p.combine, f"{self.place}.combine"):
            if value not in ("sum", "best"):
                self.notes.add(f"{self.place}.combine", "value_unknown", value=value, known="sum / best")
        if p.side_share is not None:
            self._use("", p.side_share, "side_share", "ratio")
        for i, limit in enumerate(p.limits):
            self._limit(limit, f"limits[{i}]")
        self._project()
        self._other_policy()
        if p.pool is not None:
            pool = next((x for x in self.all.policy.pools if x.id == p.pool), None)
            if pool is None or pool.article != p.article:
                self.notes.add(f"{self.place}.pool", "pool_unknown", pool=p.pool, article=p.article)
            else:
                self.all.used["pools"].add(p.pool)
        if p.exclusive is not None:
            if any(x.id == p.exclusive for x in self.all.policy.exclusives):
                self.all.used["exclusives"].add(p.exclusive)
            else:
                self.notes.add(f"{self.place}.exclusive", "exclusive_unknown", exclusive=p.exclusive)
        if p.other_budget is not None:
            self.all.switch(p.other_budget, f"{self.place}.other_budget")
        for name in self.measures:
            if name not in self.measured:
                self.notes.add(f"{self.place}.measures.{name}", "measure_unused", measure=name)
        self._facts()

    def _use(self, parent: str, name: str, key: str, *types: str) -> Fact | None:
        """The fact of this name in `parent`, used; of an answer kept by year, `name.last` or `name.prior`."""
        path = f"{parent}.{name}" if parent else name
        fact = self.facts.get(path)
        if fact is None and path.rpartition(".")[2] in ("last", "prior"):
            fact = self.facts.get(path.rpartition(".")[0])
            types = tuple("yearly" if t == "amount" else t for t in types)
        if fact is None:
            self.notes.add(f"{self.place}.{key}", "fact_unknown", fact=path)
            return None
        self.used.add(fact.path)
        if types and fact.type not in types:
            self.notes.add(f"{self.place}.{key}", "fact_type", fact=path, type=fact.type, types=either(types))
        return fact

    def _condition(self, condition: Condition, parent: str, key: str) -> None:
        place = f"{self.place}.{key}"
        self.all.one_test(condition, place)
        if condition.in_window is not None:
            self.all.window(condition.in_window, f"{place}.in_window")
        if condition.zero_counts is not None:
            self.all.switch(condition.zero_counts, f"{place}.zero_counts")
        if bool(condition.fact) == (condition.measure is not None):
            self.notes.add(place, "fact_or_measure")
        for measure in self.all.values(condition.measure, f"{place}.measure"):
            self._measure_used(measure, f"{key}.measure")
        if not condition.fact:
            return
        if condition.fact.startswith("applicant.") and not parent:
            self.all.applicant_fact(condition, condition.fact.removeprefix("applicant."), place)
            return
        types = {"in_window": ("date", "year"), "at_least": ("amount",), "above": ("amount",)}
        fitting = types.get(kind_of_test(condition) or "", ("yes_no", "choice"))
        fact = self._use(parent, condition.fact, f"{key}.fact", *fitting)
        if fact is not None:
            self.all.answers(condition, fact, place)
            self._dates(condition, fact, place)
        if condition.above is not None:
            self._use(parent, condition.above, f"{key}.above", "amount")

    def _dates(self, condition: Condition, fact: Fact, place: str) -> None:
        """The reason why something lies outside a window names years, or it names days."""
        if condition.in_window is not None and "{" in condition.fails.zh:
            filled = {"value", "bound"} if fact.type == "year" else {"value", "start", "until"}
            strange = FILLED_IN_REASONS["in_window"] - filled
            names = {name for name in strange if f"{{{name}}}" in condition.fails.zh}
            if names:
                self.notes.add(f"{place}.fails", "placeholder_unfilled", names=braces(names))

    def _measure_used(self, measure: str, key: str) -> None:
        if measure in self.measures:
            self.measured.add(measure)
        else:
            self.notes.add(f"{self.place}.{key}", "measure_unknown", measure=measure)

    def _measure(self, measure: Any) -> None:
        key = f"measures.{measure.id}"
        self._use(self.each, measure.sum, f"{key}.sum", "list")
        part = f"{self.each}.{measure.sum}" if self.each else measure.sum
        self._use(part, measure.of, f"{key}.of", "amount")
        for i, minus in enumerate(measure.minus):
            self._use(part, minus.fact, f"{key}.minus[{i}].fact", "amount")
            if minus.times is not None:
                self._use(part, minus.times, f"{key}.minus[{i}].times", "ratio")
        for i, test in enumerate(measure.when):
            if (test.is_ is None) == (test.in_window is None):
                self.notes.add(f"{self.place}.{key}.when[{i}]", "one_test")
            if test.in_window is not None:
                self.all.window(test.in_window, f"{self.place}.{key}.when[{i}].in_window")
            types = ("date", "year") if test.in_window is not None else ("yes_no",)
            self._use(part, test.fact, f"{key}.when[{i}].fact", *types)
        if measure.or_fact is not None:
            self._use(self.each, measure.or_fact, f"{key}.or_fact", "amount")

    def _amount(self, amount: Amount) -> None:
        ways = [w for w in ("share", "fixed", "tier", "assessed") if getattr(amount, w) is not None]
        if len(ways) + amount.none != 1:
            self.notes.add(f"{self.place}.amount", "one_amount")
        bases = self.all.values(amount.of, f"{self.place}.amount.of")
        if (amount.share is not None) != bool(bases):
            self.notes.add(f"{self.place}.amount.of", "share_base")
        for base in bases:
            if base in self.measures:
                self.measured.add(base)
            else:
                self._use(self.each, str(base), "amount.of", "amount")
        for i, minus in enumerate(amount.minus):
            self._use(self.each, minus.fact, f"amount.minus[{i}].fact", "amount")
            if minus.times is not None:
                self._use(self.each, minus.times, f"amount.minus[{i}].times", "ratio")
        if amount.tier is not None:
            fact = self._use(self.each, amount.tier, "amount.tier", "choice")
            for name in amount.tiers:
                if fact is not None and name not in [c.id for c in fact.choices]:
                    place = f"{self.place}.amount.tiers.{name}"
                    self.notes.add(place, "answer_unknown", answer=name, fact=fact.path)
                elif self._excluded(amount.tier, name):
                    self.notes.add(f"{self.place}.amount.tiers.{name}", "tier_unreachable", name=name)
            for choice in fact.choices if fact is not None else ():
                if choice.id not in amount.tiers and not self._excluded(amount.tier, choice.id):
                    place = f"{self.place}.amount.tiers"
                    self.notes.add(place, "tier_missing", answer=choice.id, fact=amount.tier)
        if bool(amount.tiers) != (amount.tier is not None):
            self.notes.add(f"{self.place}.amount.tiers", "one_amount")
        if amount.assessed is not None:
            self._use(self.each, amount.assessed, "amount.assessed", "amount")

    def _excluded(self, fact: str, answer: str) -> bool:
        """Whether a condition keeps whoever gives this answer from coming to the amount."""
        conditions = self.p.item_when if self.each else self.p.when
        return any(
            c.fact == fact and ((c.one_of and answer not in c.one_of) or c.is_ not in (None, answer))
            for c in conditions
        )

    def _limit(self, limit: Limit, key: str) -> None:
        place = f"{self.place}.{key}"
        ways = [w for w in ("cap", "once", "years", "winners") if getattr(limit, w) is not None]
        if len(ways) != 1:
            self.notes.add(place, "one_limit")
        per = self.all.values(limit.per, f"{place}.per")
        for value in per:
            if value not in get_args(Per):
                self.notes.add(f"{place}.per", "value_unknown", value=value, known=either(get_args(Per)))
        if not per and ways and ways[0] in ("cap", "once"):
            self.notes.add(f"{place}.per", "per_missing")
        if limit.less is not None:
            self._use("", limit.less, f"{key}.less", "amount")
        if (limit.years is None) != (limit.years_fact is None):
            self.notes.add(f"{place}.years_fact", "per_missing")
        if limit.years_fact is not None:
            self._use("", limit.years_fact, f"{key}.years_fact", "count")
        if limit.once is not None:
            # What was received before is asked once, or of every item.
            at_claim = limit.once in {f.name for f in self.p.children("")}
            self._use("" if at_claim else self.each, limit.once, f"{key}.once", "yes_no")
            if limit.fails is None:
                self.notes.add(f"{place}.fails", "words_missing", what="fails")
        if limit.years is not None and limit.fails is None:
            self.notes.add(f"{place}.fails", "words_missing", what="fails")
        if limit.by is not None:
            self._use("", limit.by, f"{key}.by", "amount", "count")

    def _project(self) -> None:
        if self.p.project_limit is None:
            return
        # A project may be that of the claim, of each item, or either.
        paths = {".".join(x for x in (level, "project") if x) for level in ("", self.each)} & set(self.facts)
        if not paths:
            self.notes.add(f"{self.place}.project_limit", "fact_unknown", fact="project")
        for path in paths:
            self._use("", path, "project_limit", "group")
            for name in PROJECT:
                self._use(path, name, "project_limit")

    def _other_policy(self) -> None:
        if "other_policy" not in self.all.rules:
            return
        for level in ("", self.each):
            path = ".".join(x for x in (level, "other_district") if x)
            if path in self.facts:
                self._use("", path, "uses", "group")
                for name in OTHER_POLICY:
                    self._use(path, name, "uses")

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
            if not inside and fact.type not in IDENTITY and not (use and use[2]) and not self.p.amount.none:
                self.notes.add(place, "fact_unused", fact=path)
            if use is not None:
                group, parent, _ = use
                place = f"shared_facts.{group}.{path.removeprefix(f'{parent}.' if parent else '')}"
            FactForm(fact, place, self.facts, self.notes).check()
