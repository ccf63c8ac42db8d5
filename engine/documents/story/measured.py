"""How long the bars of a chart are, for media that draw them themselves: whole thousandths of one scale, cut like
money. Nothing is computed anew: a bar is as long as the value that the chart already has."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.documents.story.slides import Chart, Series
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.view.waterfall import SCALE

NOTHING = Fraction(0)
CARRIER = "under"
"""The mark of a series that only carries what is above it."""
BACKWARDS = "lost"
"""The mark of a series that leads from the axis the other way."""


@dataclass(frozen=True)
class Piece:
    """One piece of a bar: what it stands for, where it begins and how long it is (thousandths), how it is written (""
    for not at all)."""

    mark: str
    name: Both
    begins: int
    length: int
    text: str


@dataclass(frozen=True)
class Bar:
    """What belongs to one label: its pieces from the axis outwards (those that are seen), whether it is `capped`, and
    what it `says` in words, figures with their unit."""

    label: Both
    pieces: tuple[Piece, ...]
    capped: bool
    says: Both

    @property
    def ends(self) -> int:
        """Where its last piece ends."""
        return max((piece.begins + piece.length for piece in self.pieces), default=0)


@dataclass(frozen=True)
class Measured:
    """The bars of a chart, and where the axis stands (thousandths; 0 unless something leads backwards)."""

    axis: int
    bars: tuple[Bar, ...]


def measured(chart: Chart) -> Measured:
    """The bars of `chart`. The scale reaches from the longest bar backwards to the longest forwards."""
    forwards = [s for s in chart.series if s.mark != BACKWARDS]
    backwards = [s for s in chart.series if s.mark == BACKWARDS]
    places = range(len(chart.labels))
    ahead, back = (
        max((sum((_value(s, n) for s in of), NOTHING) for n in places), default=NOTHING) for of in (forwards, backwards)
    )
    whole, axis = ahead + back, _thousandths(back, ahead + back)
    bars = []
    for n in places:
        pieces: list[Piece] = []
        for of, sign in ((forwards, 1), (backwards, -1)):
            before = NOTHING
            for series in of:
                after = before + _value(series, n)
                pieces += _piece(series, n, axis, sign, _thousandths(before, whole), _thousandths(after, whole))
                before = after
        capped = bool(chart.capped) and chart.capped[n]
        bars.append(Bar(chart.labels[n], tuple(pieces), capped, _says(chart, n)))
    return Measured(axis, tuple(bars))


def _piece(series: Series, n: int, axis: int, sign: int, near: int, far: int) -> list[Piece]:
    value = _value(series, n)
    if series.mark == CARRIER or series.values[n] is None:
        return []
    # What is there is seen.
    length = max(far - near, 1) if value else 0
    begins = axis + near if sign > 0 else axis - near - length
    return [Piece(series.mark, series.name, max(begins, 0), length, series.texts[n])]


def _value(series: Series, n: int) -> Fraction:
    value = series.values[n]
    return NOTHING if value is None else abs(value)


def _thousandths(part: Fraction, whole: Fraction) -> int:
    return int(part * SCALE / whole) if whole else 0


def _says(chart: Chart, n: int) -> Both:
    """The label, and every figure of it by name."""
    figures = [
        words.both("briefing.figure", name=series.name, text=text, unit=chart.unit)
        for series in chart.series
        if series.mark != CARRIER and (value := series.values[n]) is not None
        for text in [series.texts[n] or money.exact_text(value * money.WAN)]
    ]
    return words.both("briefing.says", label=chart.labels[n], figures=words.joined("results.list_comma", figures))
