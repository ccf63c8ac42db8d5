"""The law's text as a control panel: each number in its sentence, with what can be put in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from itertools import takewhile

from engine.application import typed
from engine.policy import law
from engine.policy.amended import NumbersInText, Place
from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact, legal_range, read_overrides
from engine.scenario import Scenario, numbers_of, with_number
from engine.text import words
from engine.text.numerals import article_both
from engine.text.phrases import Both, both
from engine.values import amounts, money
from engine.values.quantities import OF_KIND, NumberKind
from engine.values.refusal import Refusals, refuse, shown
from engine.view.budget.slider import round_steps

STEPS = 8
"""So many values on each side of a number can be reached by its buttons before the page is asked again."""
PART = 2 * 10**1
"""A step is no more than this part of the law's value, and round."""
TENTH = Fraction(1, 10**1)
UNITS: Mapping[str, Fraction] = {"rate": Fraction(1, 10**2), "amount": Fraction(money.WAN)}
"""In what numbers are written: per cent, 万元; others as they are."""


@dataclass(frozen=True, slots=True)
class Dial:
    """A number in its sentence: the `name` of it (of the first of those that are written together), how it is called,
    what the `law` writes there and what stands there `now`, the values next to it (`less` and `more`, the nearest
    first) as the law would write them, and which are allowed, in words. What is read aloud of it is `spoken`, of its
    buttons `to_less` and `to_more`."""

    name: str
    label: Both
    spoken: Both
    to_less: Both
    to_more: Both
    law: str
    now: str
    less: tuple[str, ...]
    more: tuple[str, ...]
    allowed: Both

    @property
    def is_changed(self) -> bool:
        """Whether another value stands there than the law's."""
        return self.law != self.now


Piece = str | Dial


@dataclass(frozen=True, slots=True)
class DialArticle:
    """An article that has numbers: its chapter, its paragraphs in pieces, its numbers that its text writes nowhere,
    what the guideline of the year says instead of the law, the names of the numbers that are changed, and our
    translation of its paragraphs."""

    number: int
    chapter: Both
    title: Both
    paragraphs: tuple[tuple[Piece, ...], ...]
    unwritten: tuple[Dial, ...]
    guided: tuple[Both, ...]
    changed: tuple[str, ...]
    translation: tuple[str, ...]


def panel(policy: Policy, scenario: Scenario) -> tuple[DialArticle, ...]:
    """The articles of the law that have numbers, as they are under a scenario of the `policy` of its year."""
    own = numbers_of(policy, scenario)
    dials = policy.derived(_Dials)
    return tuple(
        dials.article(article, tuple((name, own.get(name, "")) for name in names))
        for article, names in dials.names.items()
    )


def numbers(policy: Policy) -> Mapping[str, Number]:
    """The numbers of a policy, by name."""
    return policy.derived(_Dials).numbers


def label_of(number: Number) -> Both:
    """What a number is called, with its article."""
    return words.both("reform.label", article=article_both(number.article), label=number.label)


def allowed(number: Number) -> Both:
    """Which values a number can be given, in words."""
    legal = legal_range(number)
    most = _plainly(number.kind, legal.most)
    least = _plainly(number.kind, legal.least) if number.kind == "rate" else legal.least
    is_fine = number.kind == "rate" or exact(number.kind, legal.step) < UNITS.get(number.kind, 1)
    return words.both("reform.allowed_fine" if is_fine else "reform.allowed", least=least, most=most)


def changed(policy: Policy, scenario: Scenario, name: str, text: str) -> Scenario:
    """The scenario with what was typed in the place of a number, and of those that are written with it; an empty text
    is the law's own value. Refused, naming the number, what was given and what is allowed."""
    number = numbers(policy)[name]
    value = read(policy, number, text)
    for each in policy.derived(NumbersInText).together[name]:
        scenario = with_number(policy, scenario, each, value)
    return scenario


def undone(policy: Policy, scenario: Scenario, names: Sequence[str]) -> Scenario:
    """The scenario with the law's own values of these numbers."""
    for name in names:
        scenario = with_number(policy, scenario, name, None)
    return scenario


def read(policy: Policy, number: Number, text: str) -> str | None:
    """A value as it is typed in its sentence, written as overrides are; None for an empty text. A bare number is in the
    unit that stands there; of a rate as wherever one is typed: up to 1 a fraction, above it per cent."""
    label = label_of(number)
    value: str | None
    match number.kind:
        case "rate":
            value = typed.read_share(text, "", label)
        case "amount":
            fen = amounts.read_money(text, label=label)
            value = None if fen is None else money.wan_law(fen)
        case _:
            count = typed.read_count(text, "", label)
            value = None if count is None else str(count)
    if value is None:
        return None
    refusals = Refusals()
    read_overrides(policy, {number.name: value}, "", refusals)
    if refusals.errors:
        refuse(number.name, "reform.not_allowed", label=label, given=shown(text), allowed=allowed(number))
    return value


def _plainly(kind: NumberKind, value: str) -> str:
    """A value with its unit, where no text writes it."""
    return OF_KIND[kind].of_what_if(value).written


# ------------------------------------------------------------------------------------------------ made once a policy

Values = tuple[tuple[str, str], ...]
"""Names of numbers, each with what a scenario sets ("" where it sets nothing)."""


class _Dials:
    """The numbers of a policy where they are written, and the articles with them under values that were asked for."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.text = policy, policy.derived(NumbersInText)
        self.numbers = {number.name: number for number in changeable(policy)}
        self.in_law = {number.name: number for number in changeable(policy.unnarrowed or policy)}
        self.places: dict[tuple[int, int], list[Place]] = {}
        self.names: dict[int, tuple[str, ...]] = {}
        for place in self.text.places:
            self.places.setdefault((place.article, place.paragraph), []).append(place)
            self._note(place.article, place.names)
        self.unwritten: dict[int, list[Number]] = {}
        for number in self.text.unwritten:
            self.unwritten.setdefault(number.article, []).append(self.numbers[number.name])
            self._note(number.article, (number.name,))
        self.names = dict(sorted(self.names.items()))
        self.dial = lru_cache(maxsize=1024)(self._made)
        self.article = lru_cache(maxsize=256)(self._article)

    def _note(self, article: int, names: tuple[str, ...]) -> None:
        self.names[article] = tuple(dict.fromkeys((*self.names.get(article, ()), *names)))

    def _article(self, article: int, values: Values) -> DialArticle:
        own, of = {name: value for name, value in values if value}, self.policy.article(article)
        return DialArticle(
            article,
            both(of.chapter),
            both(of.title),
            tuple(
                tuple(self._pieces(text, self.places.get((article, number), ()), own))
                for number, text in enumerate(law.paragraphs(self.policy, article, "zh"))
            ),
            tuple(self._dial(number.name, None, own) for number in self.unwritten.get(article, ())),
            tuple(filter(None, map(self._guided, self.names[article]))),
            tuple(name for name in self.names[article] if own.get(name, "") not in ("", self.numbers[name].value)),
            law.paragraphs(self.policy, article, "en"),
        )

    def _guided(self, name: str) -> Both | None:
        """What the guideline of the year says in the place of the law; None where it says the same, or nothing."""
        number, its = self.numbers[name], self.in_law[name]
        if number.value == its.value:
            return None
        law_says, own = (_plainly(number.kind, n.value) for n in (its, number))
        return words.both("reform.guided", label=number.label, law=law_says, own=own)

    def _pieces(self, text: str, here: Sequence[Place], own: Mapping[str, str]) -> Iterator[Piece]:
        """A paragraph in pieces, which in a row are what it says now."""
        at = 0
        for place in here:
            if place.start > at:
                yield text[at : place.start]
            yield self._dial(place.names[0], place, own)
            at = place.end
        if at < len(text):
            yield text[at:]

    def _dial(self, name: str, place: Place | None, own: Mapping[str, str]) -> Dial:
        return self.dial(name, place, own.get(name, self.numbers[name].value))

    def _made(self, name: str, place: Place | None, value: str) -> Dial:
        """A number with this value, as it is written at its place (None: no text writes it)."""
        number = self.numbers[name]
        writes = partial(_plainly, number.kind) if place is None else partial(self.text.written_at, place)
        less, more = beside(number, value)
        label, law_says, range_ = label_of(number), writes(number.value), allowed(number)
        key = "reform.spoken" if value == number.value else "reform.spoken_changed"
        return Dial(
            name,
            label,
            words.both(key, label=label, law=law_says, allowed=range_),
            words.both("reform.less", label=label),
            words.both("reform.more", label=label),
            law_says,
            writes(value),
            tuple(map(writes, less)),
            tuple(map(writes, more)),
            range_,
        )


def beside(number: Number, value: str) -> tuple[list[str], list[str]]:
    """The values next to one, as overrides write them: those below and those above, the nearest first, in steps that
    suit the law's own value, as far as the number may go."""
    legal, unit = legal_range(number), UNITS.get(number.kind, Fraction(1))
    exactly = partial(exact, number.kind)
    step = unit if number.kind == "rate" else _step(exactly(number.value) / unit, exactly(legal.step) / unit) * unit
    least, most, now = exactly(legal.least), exactly(legal.most), exactly(value)
    below, above = -(-now // step) - 1, now // step + 1
    less = [(below - n) * step for n in range(STEPS)]
    more = [(above + n) * step for n in range(STEPS)]
    return [_text(number.kind, v) for v in less if v >= least], [_text(number.kind, v) for v in more if v <= most]


def _step(law: Fraction, finest: Fraction) -> Fraction:
    """How far a button goes, in the unit in which a number is written: by one, or by a round part of what the law says;
    as finely as a tenth where that is no whole number."""
    if law.denominator != 1:
        return max(finest, TENTH)
    return Fraction(max(takewhile(lambda step: step * PART <= law, round_steps()), default=1))


def _text(kind: NumberKind, value: Fraction) -> str:
    """A number (see `exact`) as overrides write it."""
    match kind:
        case "rate":
            return money.wan_law(int(value * money.WHOLE))  # millionths, written as 分 are
        case "amount":
            return money.wan_law(int(value))
        case _:
            return str(int(value))
