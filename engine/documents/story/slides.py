"""What a slide says, whoever draws it: sentences in both languages, figures as the engine wrote them, and the same
figures exactly for charts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.text.phrases import Both


@dataclass(frozen=True)
class Figure:
    """The one figure that a slide is about, as written with its unit, and what it is."""

    text: Both
    label: Both


@dataclass(frozen=True)
class SlideRow:
    """One line of a table. `article` is the one that it is about; `closes`: a total, which a double rule closes."""

    cells: tuple[Both, ...]
    article: int | None = None
    closes: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its `label`, its heads, which of its columns are `figures` (set to the right), its rows."""

    label: Both
    heads: tuple[Both, ...]
    figures: tuple[bool, ...]
    rows: tuple[SlideRow, ...]


@dataclass(frozen=True)
class Series:
    """One series of a chart: exact `values` (万元; None where there is none) and how each is written ("" for not at
    all). `mark` is what it stands for: `paid`, `unpaid`, `under` (carries what is above it and is not seen), `whole`,
    `cut`, `kept`, `gained`, `lost`, `more`, `same`, `less`."""

    name: Both
    mark: str
    values: tuple[Fraction | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart: `stacked` (articles), `waterfall` (stages), `opposed` (gains and losses), `counted` (companies) or
    `ledger` (steps of a claim); its labels from first to last, its series from the axis outwards, what it shows in
    words (`alt`), and its `unit`. Of each bar: the article that it is about (`articles`), whether a total caps it
    (`capped`), and in a ledger its `kinds`, those of a `WaterfallRow`; () where the chart says nothing of that."""

    kind: str
    labels: tuple[Both, ...]
    series: tuple[Series, ...]
    alt: Both
    unit: Both
    capped: tuple[bool, ...] = ()
    articles: tuple[int | None, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slide:
    """One slide: its `kind` (`cover`, `law`, `budget`, `payout`, `changes`, `gains`, `sizes`, `case` or `sources`), the
    sentence that states its finding, what stands `over` it, and what shows it. Where the table says something else than
    the chart, `chart_table` says what the chart shows. `note` tells where the figures come from, `sources` by what;
    `mark` is what stands on it where its claims are invented, or it is not for everybody."""

    kind: str
    title: Both
    over: Both
    note: Both
    sources: tuple[Both, ...] = ()
    figure: Figure | None = None
    points: tuple[Both, ...] = ()
    chart: Chart | None = None
    table: Table | None = None
    chart_table: Table | None = None
    mark: Both | None = None
