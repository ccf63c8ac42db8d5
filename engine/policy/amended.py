"""The law's text with other numbers: where each number of a policy is written in it, and what stands there instead.

A number can be written in several places (近2年, wherever the law says it), and one written number can be several of
the policy's (a rate that two provisions give): then it says one value, and whoever changes one of them changes all
(`together`). What no text writes, because it holds under another reading than the default alone, has no place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.policy import law
from engine.policy.blocks import Window
from engine.policy.pack import Policy
from engine.policy.parameters import Number, changeable, exact, named_numbers
from engine.policy.provision import Provision
from engine.policy.standing import beside, written
from engine.values.grouping import connected
from engine.values.quantities import OF_KIND, Quantity, Written
from engine.values.rewriting import rewritten


@dataclass(frozen=True, slots=True)
class Place:
    """Where numbers of a policy (by `names`, in their order) are written in the law: in a paragraph (from 0, of
    `engine.policy.law.paragraphs`) of an article, from `start` to `end`, as `text`, with its unit unless a row of
    numbers has it at its end."""

    article: int
    paragraph: int
    start: int
    end: int
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a paragraph: its `text` as the law has it, the `names` of the numbers that are written there (none
    where it is other text), and what is written there under other numbers (`new`; "" where nothing changes). The texts
    of the segments in a row are the paragraph."""

    text: str
    names: tuple[str, ...] = ()
    new: str = ""

    @property
    def holds(self) -> str:
        """What stands there under the other numbers."""
        return self.new or self.text


class NumbersInText:
    """The numbers of a policy in the law's text (`policy.derived(NumbersInText)`): the `places` where they are written,
    in the order of the text, those `of_number` by its name, and the numbers that are one with it (`together`): itself,
    those that are written where it is, and those that are written where these are.
    A guideline that narrows the policy changes nothing in it. ValueError for a policy as it would be with other
    numbers: its own text does not write them."""

    def __init__(self, policy: Policy) -> None:
        whole = policy.unnarrowed or policy
        if whole.overrides:
            raise ValueError("the text of a law writes its own numbers, not those of a what-if")
        self.policy, self.numbers = policy, {number.name: number for number in changeable(whole)}
        order = {name: position for position, name in enumerate(self.numbers)}
        found: dict[tuple[int, int], dict[Quantity, list[str]]] = {}
        for article, (paragraph, quantity), name in _written(whole):
            names = found.setdefault((article, paragraph), {}).setdefault(quantity, [])
            if name not in names:
                names.append(name)
        self.quantities: dict[Place, Quantity] = {}
        self.in_paragraph: dict[tuple[int, int], tuple[Place, ...]] = {}
        for (article, paragraph), here in sorted(found.items()):
            text = law.paragraphs(whole, article, "zh")[paragraph]
            for quantity, names in sorted(here.items(), key=lambda item: item[0].span):
                start, end = quantity.span
                place = Place(
                    article, paragraph, start, end, text[start:end], tuple(sorted(names, key=order.__getitem__))
                )
                self.quantities[place] = quantity
                self.in_paragraph[article, paragraph] = (*self.in_paragraph.get((article, paragraph), ()), place)
        self.places = tuple(self.quantities)
        self.of_number: dict[str, tuple[Place, ...]] = dict.fromkeys(self.numbers, ())
        for place in self.places:
            for name in place.names:
                self.of_number[name] += (place,)
        self.together: dict[str, tuple[str, ...]] = {name: (name,) for name in self.numbers}
        for group in connected(place.names for place in self.places):
            one = tuple(sorted({n for at in group for n in self.places[at].names}, key=order.__getitem__))
            self.together |= dict.fromkeys(one, one)

    @property
    def unwritten(self) -> tuple[Number, ...]:
        """The numbers that the law's text writes nowhere."""
        return tuple(number for name, number in self.numbers.items() if not self.of_number[name])

    def segments(self, article: int, overrides: Mapping[str, str]) -> tuple[tuple[Segment, ...], ...]:
        """The paragraphs of an article in pieces: text, and the numbers in it with what stands there under `overrides`
        ({name: value}, as `engine.policy.parameters.read_overrides` returns them). Where overrides say different things
        of the numbers that one place writes, all that they say stands there, each with what it is for."""
        return tuple(
            tuple(self._pieces(paragraph, self.in_paragraph.get((article, number), ()), overrides))
            for number, paragraph in enumerate(law.paragraphs(self.policy, article, "zh"))
        )

    def amended_articles(self, overrides: Mapping[str, str]) -> list[int]:
        """The articles whose text is another under `overrides`."""
        return sorted({place.article for place in self.places if self._new_at(place, overrides)})

    def written_at(self, place: Place, value: str, name: str = "") -> str:
        """A value (as overrides write it) of a number as the law would write it there; of the first where none is
        named."""
        quantity, number = self.quantities[place], self.numbers[name or place.names[0]]
        here = Quantity((0, len(place.text)), quantity.kind, quantity.value, quantity.row)
        return rewritten(place.text, here, OF_KIND[number.kind].of_what_if(value).quantity)

    def _new_at(self, place: Place, overrides: Mapping[str, str]) -> str:
        """What stands in a place under other numbers; "" where nothing changes."""
        values = [(self.numbers[name], overrides.get(name, self.numbers[name].value)) for name in place.names]
        if all(exact(number.kind, value) == exact(number.kind, number.value) for number, value in values):
            return ""
        forms = [(self.written_at(place, value, number.name), number.label["zh"]) for number, value in values]
        if len({form for form, _ in forms}) == 1:
            return forms[0][0]
        return "、".join(f"{form}（{label}）" for form, label in forms)

    def _pieces(self, paragraph: str, here: Sequence[Place], overrides: Mapping[str, str]) -> Iterator[Segment]:
        at = 0
        for place in here:
            if place.start > at:
                yield Segment(paragraph[at : place.start])
            yield Segment(place.text, place.names, self._new_at(place, overrides))
            at = place.end
        if at < len(paragraph):
            yield Segment(paragraph[at:])


# ---------------------------------------------------------------------------------------- where numbers are written

Standing = tuple[int, Quantity]
"""A paragraph (from 0), and a number in it."""


def _written(policy: Policy) -> Iterator[tuple[int, Standing, str]]:
    """Every place where a number is written: the article, what stands where in it, and the number's name."""
    for p in policy.provisions:
        for name, places_ in _of_provision(policy, p):
            yield from ((p.article, at, name) for at in places_)
    for pool in policy.pools:
        for at in _standing(policy, pool.article, 0, pool.quote, pool.cap):
            yield pool.article, at, f"{pool.id}.cap"
    for window in policy.windows:
        for article, paragraph, quote in _quotes_of(policy, window) if window.kind == "last_years" else ():
            for at in _standing(policy, article, paragraph, quote, window.years):
                yield article, at, f"{window.id}.years"


def _standing(policy: Policy, article: int, paragraph: int, quote: str, number: Written) -> list[Standing]:
    """Where a number is written in the words of a quote; nowhere, where these do not stand in the article."""
    found = law.place(policy, article, quote, paragraph)
    if found is None:
        return []
    at, start = found
    text = law.paragraphs(policy, article, "zh")[at]
    return [(at, quantity) for quantity in written(text, number.kinds, number.quantity, start, start + len(quote))]


def _of_provision(policy: Policy, p: Provision) -> Iterator[tuple[str, list[Standing]]]:
    """The numbers of a provision, each with where it is written. Where a quote writes it more than once: beside the
    word that bounds it, if it has one, and where no such word makes it another's."""
    worded: list[tuple[str, list[Standing]]] = []
    plain: list[tuple[str, list[Standing]]] = []
    paragraphs = law.paragraphs(policy, p.article, "zh")
    for stated in p.stated():
        numbers = list(named_numbers(p, stated))
        found = [_standing(policy, p.article, p.paragraph, stated.quote, number.number) for _, number in numbers]
        found = _in_order(found) if len(numbers) > 1 else found
        word: str | None = getattr(stated, "word", None)
        for (name, _), own in zip(numbers, found, strict=True):
            bounded = [at for at in own if word and beside(paragraphs[at[0]], word, [at[1].span])]
            (worded if bounded else plain).append((name, bounded or own))
    taken = {at for _, own in worded for at in own}
    yield from worded
    yield from ((name, [at for at in own if at not in taken] or own) for name, own in plain)


def _in_order(found: Sequence[list[Standing]]) -> list[list[Standing]]:
    """Numbers by choice stand in the order of the choices: each behind the one before, or, where the law writes it once
    for several, where it stands."""
    ordered, behind = [], -1
    for own in found:
        following = [at for at in own if at[1].span[0] > behind][:1]
        behind = following[0][1].span[0] if following else behind
        ordered.append(following or own)
    return ordered


def _quotes_of(policy: Policy, window: Window) -> Iterator[tuple[int, int, str]]:
    """The words that say how far back a window reaches, by article and paragraph: its own, and those of whatever asks
    for it."""
    yield window.article, 0, window.quote
    for p in policy.provisions:
        asking = [(condition.window, condition.quote) for condition in (*p.when, *p.item_when)]
        asking += [(test.in_window, test.quote) for measure in p.measures for test in measure.when]
        yield from ((p.article, p.paragraph, quote) for asked, quote in asking if asked == window.id)
