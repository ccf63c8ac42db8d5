"""最高……万元: at most so much, of an item, of a claim, of everything of an applicant in a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from engine.steps import varying
from engine.steps.demands import BY_ITEM, BY_RECIPIENT, EVERY_YEAR, UPPER, Names, Quoted
from engine.steps.language import Applied, ByReading, Example, FactColumns, ReasonKind, Saying, View, every, resolve
from engine.steps.numbers import Number
from engine.steps.step import Figures, Level, Limit, Place, Row, RowStep
from engine.steps.varying import Given, VaryingAmount, WithNumber
from engine.text import words
from engine.text.phrases import Both, both, sentence
from engine.values.money import HUNDREDTH, uncut_text, wan_law

Per = Literal["item", "side", "platform", "platform_year", "applicant_year", "applicant"]
ACROSS = ("applicant", "applicant_year")
"""For whom a cap holds over several claims."""
YEARLY = ("applicant_year", "platform_year")
"""For whom, or what, a cap holds anew each year."""

EARLIER, BESIDE, ONCE = "used earlier", "used beside", "used once"
"""What earlier claims of an applicant have used up of a cap (分): in earlier batches, and in this one; and whether what
is given once has been."""
THIS_YEAR, BEFORE = "awarded this year", "awarded before"
"""What the applicant is known to have been awarded under the provision (分): in this year, and in the years before."""


MOST = {"cap": "8万元", "per": "applicant", "word": "最高", "quote": "最高8万元"}


class Cap(WithNumber, Limit):
    """At most so much `per` item, side, platform (in all, or each year), applicant and year, or applicant. `less`: the
    fact with what of it was had before ("" under a reading by which nothing is deducted); `word`: the word of the law
    that bounds it."""

    key: ClassVar[str] = "cap"
    examples = (
        Example("below", MOST, "7.00", brings="7"),
        Example("at", MOST, "8.00", brings="8"),
        Example("above", MOST, "8.00", brings="9"),
        Example("beside", {**MOST, "cap": "9万元"}, refused="number_not_in_quote"),
        Example("beside", {**MOST, "word": None}, refused="word_missing"),
        Example("beside", {**MOST, "quote": "每年最高8万元"}, refused="cap_not_yearly"),
    )
    does = frozenset({"upper", "yearly", "each"})
    bounds = UPPER

    cap: VaryingAmount
    per: Per | ByReading
    less: str | ByReading | None = None
    word: str | None = None

    @property
    def of_claim(self) -> bool:
        """Whether it is applied to what a claim brings as a whole, under one reading or another."""
        return any(per in ACROSS for per in self.pers())

    def holds_for(self, readings: dict[str, str]) -> str:
        """For what it holds under these readings."""
        return str(resolve(self.per, readings))

    def pers(self) -> list[str]:
        """For whom or what it holds under one reading or another."""
        return [str(per) for per in every(self.per)]

    def deducts(self, readings: Mapping[str, str] | None = None) -> list[str]:
        """The facts that are deducted from it: under these readings, or under one or another."""
        values = every(self.less) if readings is None else [resolve(self.less, readings)]
        return [str(value) for value in values if value]

    def names(self, names: Names) -> None:
        """What the names in it must lead to: what it is counted by, and an amount of the claim."""
        names.values("per", self.per, get_args(Per))
        names.values("less", self.less)
        for less in self.deducts():
            names.fact("less", less, "amount", of_claim=True)

    def columns(self, columns: FactColumns) -> None:
        """The facts that it computes with."""
        for less in self.deducts():
            columns.claim(less, "less")

    def demands(self, law: Quoted) -> None:
        """What its quote must say: the number, a word that makes it an upper bound, and by what it is counted."""
        super().demands(law)
        per, clause = law.by_default(self.per), law.clause(next(iter(varying.each(self.cap).values())))
        if clause is None:
            return
        each, whose = BY_ITEM.search(clause), BY_RECIPIENT.search(clause)
        if EVERY_YEAR in clause and per not in YEARLY:
            law.note("cap_not_yearly", "per", quote=self.quote)
        if whose and per not in ACROSS:
            law.note("per_disagrees", "per", word=whose.group(), per=per)
        elif each and not whose and per not in ("item", "side", "platform", "platform_year"):
            law.note("per_disagrees", "per", word=each.group(), per=per)
        elif self.per == "item" and not each:
            law.note("item_unsaid", "per", quote=self.quote)
        if "applicant_year" in self.pers() and self.less is None:
            law.note("less_missing", "less")

    def prepare(self, place: Place) -> CapStep:
        """The cap as it is applied."""
        per = self.holds_for(place.readings)
        across = per in ACROSS
        less = str(resolve(self.less, place.readings) or "")
        level: Level = "claim" if across else "item"
        cap = varying.given(self.cap, place, "more", of_claim=self.of_claim)
        names = varying.names(cap, self.called)
        return CapStep(self, f"{per}_cap", level, place.scale, cap, names, less, across, per == "applicant")

    def called(self, cap: int) -> Both:
        """What it is called where it is so much (分)."""
        return words.both("steps.cap_name", label=both(self.label), cap=wan_law(cap))


@dataclass(frozen=True, slots=True, eq=False)
class CapStep(RowStep):
    """At most `cap` (分). `less`: the fact with what of it was used up before, as the applicant states it; `across`:
    earlier claims of the applicant use it up too, and what was awarded for an earlier batch is counted once;
    `for_good`: so do those of earlier years."""

    reason_kind: ClassVar[ReasonKind] = "used_up"

    cap: Given
    names: tuple[Both, ...]
    less: str
    across: bool
    for_good: bool

    def __call__(self, o: Any, r: Row, x: Number) -> tuple[Number, Figures]:
        """The amount after the step, and the figures that explain it."""
        cap: Number = varying.taken(self.cap, o, r)
        left = cap
        if self.across:
            left = self._left(o, r, cap - r[BESIDE], o.most(r[EARLIER], r[THIS_YEAR]))
        elif self.less:
            left = o.most(left - r[self.less], 0)
        return o.least(x, left * self.scale), {"left": left, "cap": cap}

    def alone(self, o: Any, r: Row, x: Number) -> Number:
        """The amount after the step if nothing were claimed beside it."""
        return o.least(x, self._left(o, r, varying.taken(self.cap, o, r), r[THIS_YEAR]) * self.scale)

    def _left(self, o: Any, r: Row, cap: Number, had: Number) -> Number:
        """分 that is left of a cap for all claims of the applicant, of which so much was had before."""
        if self.for_good:
            had = had + r[BEFORE]
        if self.less:
            had = o.most(had, r[self.less])
        return o.most((cap - had) // HUNDREDTH * HUNDREDTH, 0)

    def says(self, done: Applied, row: Row, item: int | None, view: View) -> Saying:
        """What it says: what it takes off, or how much room there is."""
        before, after, fen, cap = done.before, done.after, done.figures["left"], done.figures["cap"]
        left = fen * view.scale
        if after < before:
            kind, cut = "bind", view.text(before - after)
            if self.less and (unclear := view.unread_text(self.less)) is not None:
                text = unclear
            elif fen == cap:
                text = words.both("steps.cap_binds", cut=cut)
            else:
                text = words.both("steps.cap_binds_left", cut=cut, left=uncut_text(fen))
        else:
            kind = "skip"
            room = view.text(left - after)
            text = sentence("steps.cap_full") if after == left else words.both("steps.cap_idle", room=room)
        name = self.names[varying.place(self.cap, row)]
        return Saying(name, text, kind, {"op": "at_most", "value": view.decimal(left)}, quote=self.rule.quote)
