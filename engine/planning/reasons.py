"""Why a matter is claimed when it is, or not."""

from __future__ import annotations

from collections.abc import Sequence

from engine.assessment.batch import Evaluator
from engine.planning.answer import Why
from engine.planning.best_way import Choosing
from engine.planning.groups import any_run
from engine.planning.schedule import Claiming
from engine.planning.trials import Trials
from engine.planning.units import Offer, Unit
from engine.planning.ways import Way
from engine.text import words
from engine.text.phrases import Both, day_text
from engine.values.money import Exact, amount_text


class Reasons:
    """The reasons of one plan."""

    def __init__(self, trials: Trials, groups: Sequence[Choosing], way: Way) -> None:
        self.trials, self.way = trials, way
        self.group = {unit.number: group for group in groups for unit in group.units}

    def of(self, unit: Unit, claimed: Claiming | None, amount: int) -> tuple[Why, Both]:
        """Why a matter is claimed so, with a sentence."""
        if claimed is not None:
            return self._claimed(unit, claimed)
        offer = self.trials.units.offers.get(unit.claim) if unit.claim in self.way.whole else unit.offer
        if unit.claim in self.way.whole or unit.number in self.way.elsewhere:
            reason: Why = "elsewhere_more" if offer is not None and offer.free else "elsewhere_chosen"
            given = _amount(offer.amount if offer is not None else 0)
            together = "_together" if unit.claim in self.way.whole and unit.item is not None else ""
            return reason, words.both(f"plan.{reason}{together}", amount=given)
        offers = [x for x in (unit.offer, self.trials.units.offers.get(unit.claim)) if x is not None]
        if any(x.received for x in offers):
            return "elsewhere_had", words.both("plan.elsewhere_had")
        counts = [span.year for span in self.trials.spans_of([unit]) if self.trials.brings(unit, span)]
        if counts:
            if any_run(self.trials, unit).rules.once:
                return "once", words.both("plan.once")
            if max(counts) > self.trials.first.year:
                return "no_room", _or_elsewhere(words.both("plan.no_room"), offers)
            return "left_out", _or_elsewhere(words.both("plan.left_out", year=max(counts)), offers)
        if self._is_open(unit):
            return "needs_information", words.both("plan.needs_information")
        return "nothing", words.both("plan.nothing")

    def _claimed(self, unit: Unit, claimed: Claiming) -> tuple[Why, Both]:
        spans = self.trials.spans_of([unit])
        here = next(n for n, span in enumerate(spans) if span.first <= claimed.day <= span.last)
        brings = [self.trials.brings(unit, span) for span in spans[: here + 1]]
        range_ = claimed.spans[claimed.units.index(unit)]
        if claimed.day.year == self.trials.first.year and (here == 0 or range_.first == self.trials.first):
            return "now", words.both("plan.now")
        earlier = [(n, x) for n, x in enumerate(brings[:-1]) if spans[n].last < range_.first]
        if not any(x for _, x in earlier):
            return "opens", words.both("plan.opens", day=day_text(range_.first))
        before = max(x for _, x in earlier)
        if before < brings[-1]:
            values = {"day": day_text(range_.first), "before": _amount(before), "amount": _amount(brings[-1])}
            return "grows", words.both("plan.grows", **values)
        return "other_years", words.both("plan.other_years", year=claimed.day.year)

    def _is_open(self, unit: Unit) -> bool:
        """Whether something is unknown of it that could make it come to more, on one day or another."""
        making, policy = self.trials.making, self.trials.policy
        for span in self.trials.spans_of([unit]):
            parts = making.parts(span.first, [unit], ())
            evaluator = Evaluator(policy, making.application(span.first, parts, ()))
            if self.trials.is_open(unit, span) and any(run.approved for run in evaluator.best):
                return True
        return False


def _or_elsewhere(why: Both, offers: Sequence[Offer]) -> Both:
    """Why a matter is not claimed and, where these measures were chosen for it, what the other policy would give."""
    given = max((offer.amount for offer in offers if offer.must == "here"), default=0)
    return words.both("plan.could_go", why=why, amount=_amount(given)) if given else why


def _amount(fen: Exact) -> Both:
    return {lang: amount_text(fen, lang) for lang in words.LANGUAGES}
