"""How a base comes about: what was stated, which parts of it do not count, and what is deducted from the rest.

Read from what a measure has counted, part by part. Where everything stated counts there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engine.assessment.claim_view import ClaimView
from engine.assessment.runs import Item
from engine.steps.measure import Measure, Minus, PartTest
from engine.steps.share import Share
from engine.text import words
from engine.text.phrases import Both, both, day_text, sentence
from engine.values.money import WHOLE, Exact, percent_text, uncut_text

MOST_DAYS = 3
"""So many days are named one by one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage on the way from what was stated to the base: `stated`, `left_out` or `deducted`. `after` in the
    view's amounts; `quote` is the clause, "" for that of the amount itself."""

    step: str
    name: Both
    text: Both
    after: Exact
    quote: str = ""


def stages(view: ClaimView, base: str, of: Item, item: int | None, stated: bool = False) -> list[Stage]:
    """The stages that lead to a base (a measure's id, or a fact) of an item, by its number; none where the base is
    what was stated, unless that is wanted too."""
    measure = view.rules.measures.get(base)
    if measure is not None:
        parts = _OfParts(view, measure, of, item)
        differs = parts.other_total() is not None
        # The usual case, told at once: nothing of the parts is left out or deducted.
        all_count = all(all(part.meets) and not any(part.deducted) for part in of.counted[measure.id])
        if not stated and not differs and all_count:
            return []
        found = parts.stages()
        return found if stated or differs or len(found) > 1 else []
    minus = view.p.amount.minus if isinstance(view.p.amount, Share) else []
    return _of_fact(view, base, minus, of, item, stated) if stated or minus else []


def not_yet(view: ClaimView, base: str, item: int) -> Both | None:
    """What of the parts of an item lies after the day of application and so does not count yet in a measure, as a
    sentence; None where nothing does."""
    return _OfParts(view, view.rules.measures[base], view.items[item], item).not_yet()


def _of_fact(
    view: ClaimView, base: str, deducted: list[Minus], of: Item, item: int | None, stated: bool
) -> list[Stage]:
    """A figure, less others."""
    whole = left = of.row[base]
    found: list[Stage] = []
    for minus in deducted:
        taken = min(left, of.row[minus.fact])
        if taken:
            left -= taken
            text = view.unread_text(view.path(minus.fact, item))
            text = text or words.both("steps.base", label=view.label(minus.fact), amount=uncut_text(taken))
            found.append(Stage("deducted", both(minus.label), text, left * view.scale, minus.quote))
    if not (found or stated):
        return []
    text = view.unread_text(view.path(base, item))
    text = text or words.both("steps.base", label=view.label(base), amount=uncut_text(whole))
    return [Stage("stated", sentence("steps.stated_name"), text, whole * view.scale), *found]


class _OfParts:
    """The stages of a sum over the parts of an item."""

    def __init__(self, view: ClaimView, measure: Measure, of: Item, item: int | None) -> None:
        self.view, self.measure, self.of, self.item = view, measure, of, item
        self.parts, self.scale = of.counted[measure.id], view.rules.fine

    def _whole(self) -> Stage:
        """What was stated, part by part, or in one figure where no parts were."""
        view, either = self.view, self.measure.or_fact
        if either and not self.parts:
            fen = self.of.row[either]
            text = words.both("steps.base", label=view.label(either), amount=uncut_text(fen))
            return self._stage("stated", sentence("steps.stated_name"), text, fen * self.scale)
        amount = sum(part.stated for part in self.parts)
        if len(self.parts) == 1:
            text = words.both("steps.base", label=self._label(self.measure.of), amount=self._text(amount))
        else:
            label = view.label(self.measure.sum)
            text = words.both("steps.stated", label=label, count=len(self.parts), amount=self._text(amount))
        if either and (total := self.other_total()) is not None:
            other = {"label": view.label(either), "amount": uncut_text(total)}
            text = words.both("steps.stated_otherwise", stated=text, **other)
        return self._stage("stated", sentence("steps.stated_name"), text, amount)

    def other_total(self) -> int | None:
        """What is stated in one figure (分) beside parts that come to something else, and so does not count; None where
        nothing is, or what they come to is not known yet."""
        either = self.measure.or_fact
        total = self.view.stated(self.item).get(either) if either and self.parts else None
        if total is None or any(self._is_unknown(i, self.measure.of) for i in range(len(self.parts))):
            return None
        return None if total * self.scale == sum(part.stated for part in self.parts) else int(total)

    def stages(self) -> list[Stage]:
        """What was stated, what each test leaves out of the parts, then what is deducted of the rest."""
        parts, counting = self.parts, list(range(len(self.parts)))
        left = sum(part.stated for part in parts)
        found = [self._whole()]
        for n, test in enumerate(self.measure.when):
            for text, name, lost in self._left_out(test, [i for i in counting if not parts[i].meets[n]]):
                left -= lost
                found.append(self._stage("left_out", name, text, left, test.quote))
            counting = [i for i in counting if parts[i].meets[n]]
        rest = {i: parts[i].stated for i in counting}
        for n, minus in enumerate(self.measure.minus):
            taken = {i: min(rest[i], parts[i].deducted[n]) for i in counting if parts[i].deducted[n]}
            lost = sum(taken.values())
            if not lost:
                continue
            left -= lost
            rest |= {i: rest[i] - taken[i] for i in taken}
            found.append(self._stage("deducted", both(minus.label), self._taken(minus, taken), left, minus.quote))
        return found

    def _stage(self, step: str, name: Both, text: Both, after: int, quote: str = "") -> Stage:
        scale, unit = self.view.scale, self.scale
        exact: Exact = after * (scale // unit) if scale % unit == 0 else Fraction(after * scale, unit)
        return Stage(step, name, text, exact, quote)

    def _left_out(self, test: PartTest, parts: list[int]) -> Iterator[tuple[Both, Both, int]]:
        """What a test leaves out of the stated amounts: first what is known not to meet it, then what is not known."""
        open_parts = [i for i in parts if self._is_unknown(i, test.fact)]
        later = [i for i in parts if i not in open_parts and self._is_later(test, i)]
        known = [i for i in parts if i not in open_parts and i not in later]
        for group in (known, later, open_parts):
            lost = sum(self.parts[i].stated for i in group)
            if not lost:
                continue
            cut = self._text(lost)
            if group is later:
                yield self._days(test, group, "steps.left_out_later", cut=cut), sentence("steps.later_name"), lost
            elif group is open_parts:
                fact = self._label(test.fact)
                text = words.both("steps.left_open", count=len(group), cut=cut)
                yield text, self._unread(group, test.fact) or words.both("steps.unanswered", label=fact), lost
            elif test.in_window is None:
                yield words.both("steps.left_out", count=len(group), cut=cut), both(test.left_out), lost
            else:
                window, application = self.view.policy.window(test.in_window), self.view.application
                start, until = map(day_text, window.bounds(application.day, application.readings))
                values = {"cut": cut, "window": both(window.label), "start": start, "until": until}
                yield self._days(test, group, "steps.left_out_days", **values), both(test.left_out), lost

    def _days(self, test: PartTest, parts: Iterable[int], key: str, **values: object) -> Both:
        """A sentence about the days of some parts."""
        days = sorted({self.of.parts[i][test.fact] for i in parts})
        written = [day_text(date.fromordinal(day)) for day in days[:MOST_DAYS]]
        named = words.joined("steps.days", written)
        if len(days) > MOST_DAYS:
            named = words.both("steps.days_more", days=named, count=len(days))
        return words.both(key, days=named, **values)

    def _is_later(self, test: PartTest, part: int) -> bool:
        """Whether a part lies in no window yet: after the day of application, and after the window ends."""
        if test.in_window is None:
            return False
        application = self.view.application
        _, until = self.view.policy.window(test.in_window).bounds(application.day, application.readings)
        return bool(self.of.parts[part][test.fact] > max(until, application.day).toordinal())

    def not_yet(self) -> Both | None:
        """What does not count yet, in a sentence."""
        for n, test in enumerate(self.measure.when):
            others = [i for i, part in enumerate(self.parts) if all((*part.meets[:n], *part.meets[n + 1 :]))]
            later = [i for i in others if not self._is_unknown(i, test.fact) and self._is_later(test, i)]
            if amount := sum(self.parts[i].stated for i in later):
                return self._days(test, later, "steps.not_yet", amount=self._text(amount))
        return None

    def _taken(self, minus: Minus, taken: dict[int, int]) -> Both:
        label = self._label(minus.fact)
        if (unclear := self._unread(taken, minus.fact)) is not None:
            return unclear
        if not minus.times:
            return words.both("steps.base", label=label, amount=self._text(sum(taken.values())))
        rows = self.of.parts
        if open_parts := [i for i in taken if self._is_unknown(i, minus.times)]:
            whole_of = words.both("steps.deducted_whole", label=label, share=self._label(minus.times))
            return self._unread(open_parts, minus.times) or whole_of
        shares = {rows[i][minus.times] for i in taken}
        whole = uncut_text(sum(rows[i][minus.fact] for i in taken))
        if len(shares) == 1:
            share = percent_text(shares.pop(), WHOLE)
            return words.both("steps.deducted_share", label=label, amount=whole, share=share)
        return words.both("steps.deducted_shares", label=label, amount=whole)

    def _label(self, fact: str) -> Both:
        return self.view.label(f"{self.measure.sum}.{fact}")

    def _is_unknown(self, part: int, fact: str) -> bool:
        unknown = self.view.unknown
        place = f"{self.measure.sum}.{part}.{fact}"
        return bool(unknown) and self.view.path(place, self.item) in unknown

    def _unread(self, parts: Iterable[int], fact: str) -> Both | None:
        """What was typed for one of the parts and cannot be read, if anything."""
        paths = (f"{self.measure.sum}.{part}.{fact}" for part in parts)
        texts = (self.view.unread_text(self.view.path(path, self.item)) for path in paths)
        return next((text for text in texts if text is not None), None)

    def _text(self, amount: int) -> str:
        return uncut_text(amount, self.scale)
