"""Drawing a story: one slide of the story becomes one slide, or several where its table is longer than a slide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from io import BytesIO
from typing import Any

from pptx.dml.color import RGBColor

from engine.documents import story
from engine.documents.archive import repacked
from engine.documents.carried import in_package, statement
from engine.documents.deck import charts, notes, tables
from engine.documents.deck.look import COLOURS, TABLE, TEXT, Box, place
from engine.documents.deck.master import COVER, LINES, OVER, PAGE, presentation
from engine.documents.deck.tables import TableColumn, TableLine
from engine.documents.deck.text import Writer, cut, fitting, leading, lines, width
from engine.documents.story import Chart, Slide, Table
from engine.documents.story.told import Json
from engine.policy.pack import Policy
from engine.text import words

BODY = place("body")
HEAD_LINES = 2
KIND = "slides"
CONTENT = "[Content_Types].xml"
"""The first part of a package."""
COVER_LINES = 3
"""A name of the greatest length takes as many."""
GAP = {"zh": "\u3000", "en": "   "}
"""Between remarks on one line."""


def deck(policy: Policy, shown: Json, lang: str) -> bytes:
    """The slides of a publication (what `engine.scenario.shown` made, published or about to be) as a PPTX in `lang`,
    with charts and tables that can be edited and notes for the speaker. The same publication gives the same bytes."""
    told = story.story(policy, shown)
    names = (words.text("deck.layout_cover", lang), words.text("deck.layout_page", lang))
    day = date.fromisoformat(shown["date"])
    made = presentation(told[0].title[lang], lang, day, words.text("deck.foot", lang), names)
    drawing = _Drawing(made, lang, day)
    for slide in told:
        drawing.draw(slide)
    drawing.number()
    notes.dress(made, lang)
    saved = BytesIO()
    made.save(saved)
    package = repacked(saved.getvalue(), CONTENT)
    if "receipt" not in shown:
        return package
    return in_package(package, statement(KIND, shown["receipt"], None, {"lang": lang}, shown))


class _Drawing:
    """A presentation while its slides are drawn."""

    def __init__(self, made: Any, lang: str, day: date) -> None:
        self.made, self.lang, self.day, self.writer = made, lang, day, Writer(lang)

    def draw(self, told: Slide) -> None:
        """Draw one slide of the story."""
        match told.kind:
            case "cover":
                self._cover(told)
            case "payout" if told.chart is not None and told.table is not None:
                self._payout(told, told.chart, told.table)
            case "budget" | "gains" | "sizes" | "case" if told.table is not None:
                self._barred(told, told.table)
            case _:
                self._tabled(told)

    def number(self) -> None:
        """Write "3 / 12" into the corner of every slide."""
        count = len(self.made.slides)
        for slide in self.made.slides:
            of_layout = next(s for s in slide.slide_layout.placeholders if s.placeholder_format.idx == NUMBER)
            own = deepcopy(of_layout._element)
            slide.shapes._spTree.append(own)
            ids = [int(e.get("id")) for e in slide.shapes._spTree.iter() if e.tag.endswith("}cNvPr")]
            own.nvSpPr.cNvPr.set("id", str(max(ids) + 1))
            run = slide.shapes[-1].text_frame.paragraphs[0].add_run()
            run.text = f" / {count}"
            self.writer.mark(run, colour="muted")

    # ------------------------------------------------------------------------------------------------------- the frame

    def _page(self, told: Slide, part: tuple[int, int] = (1, 1), layout: int = PAGE) -> Any:
        """A new slide with its title and what stands above it. `part`: which of how many that share a title."""
        slide = self.made.slides.add_slide(self.made.slide_layouts[layout])
        title = told.title[self.lang]
        if part[1] > 1:
            title = words.text("deck.part", self.lang, title=title, part=part[0], parts=part[1])
        cover = layout == COVER
        box = place("cover_title" if cover else "title")
        said, size = fitting(title, TEXT["cover_titles" if cover else "titles"], box.width, box.height)
        self.writer.write(slide.shapes.title.text_frame, [said], size=size, bold=True, line=leading(size))
        over = place("cover_over" if cover else "over")
        room = over.width - self._mark(slide, told, over)
        self._fill(slide, OVER, [cut(told.over[self.lang], TEXT["least"], room)], colour="muted")
        notes.write(slide, told, self.lang)
        return slide

    def _mark(self, slide: Any, told: Slide, over: Box) -> int:
        """What stands on a slide of invented claims, or for inside the house, at the end of the line above the title:
        how much of that it takes."""
        if told.mark is None:
            return 0
        said = told.mark[self.lang]
        wide = width(said, TEXT["least"], bold=True) + 2 * TABLE["inset"]
        box = Box(over.left + over.width - wide, over.top, wide, over.height)
        shape = self._text(slide, box, [said], bold=True, align="ctr")
        shape.name = said
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(COLOURS["mark"])
        return wide + TABLE["inset"]

    def _fill(self, slide: Any, idx: int, paragraphs: Sequence[str], **look: Any) -> None:
        for shape in slide.placeholders:
            if shape.placeholder_format.idx == idx:
                self.writer.write(shape.text_frame, paragraphs, **look)

    def _text(self, slide: Any, box: Box, paragraphs: Sequence[str], **look: Any) -> Any:
        shape = slide.shapes.add_textbox(*box.emu)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self.writer.write(frame, paragraphs, **{"line": TEXT["line"], **look})
        return shape

    def _points(self, told: Slide) -> list[str]:
        return [point[self.lang] for point in told.points]

    # -------------------------------------------------------------------------------------------------------- the kinds

    def _cover(self, told: Slide) -> None:
        slide = self._page(told, layout=COVER)
        room = place("cover_lines").width
        said = [cut(point, TEXT["least"], room, COVER_LINES) for point in self._points(told)]
        self._fill(slide, LINES, said, line=TEXT["line"], after=TABLE["inset"] * 2)

    def _tabled(self, told: Slide) -> None:
        """A table of sentences, with lines of text under it; without one, only these."""
        if told.table is None:
            slide = self._page(told)
            self._text(slide, BODY, self._points(told), after=TABLE["inset"] * 2)
            return
        look: dict[str, Any] = {}
        if told.kind == "changes":  # old values struck through, new ones in the colour of what is one's own
            look = {"colours": {1: "muted", 2: "mine"}, "struck": frozenset((1,))}
        rows = []
        for row in told.table.rows:
            cells = tuple(cell[self.lang] for cell in row.cells)
            rows.append(TableLine(cells, row.closes, article=row.article is not None, **look))
        self._paged(told, told.table, rows)

    def _paged(self, told: Slide, table: Table, rows: list[TableLine]) -> None:
        """Rows as high as their text, lower ones where that saves a slide, else on as many slides as it takes; what
        else is said stands under the last."""
        said, room = self._points(told), BODY.height - TABLE["row"]
        columns = self._sentences(table)
        gap = 2 * TABLE["inset"]
        under = sum(lines(point, TEXT["least"], BODY.width) for point in said) * TEXT["line"] + gap if said else 0
        tall = tables.heights(columns, rows, TABLE["row"])
        if sum(tall) + under > room:
            tall = tables.heights(columns, rows, TABLE["lowest_row"])
        if told.kind == "law" and sum(tall) + under > room:
            # The law stays on one slide; what else holds is in the notes.
            said, under = [], 0
        chunks = _chunks(tall, room, under)
        begin = 0
        for number, count in enumerate(chunks, 1):
            slide = self._page(told, (number, len(chunks)))
            own = slice(begin, begin + count)
            tables.draw(slide, self.writer, BODY, columns, rows[own], table.label[self.lang], tall[own])
            if said and number == len(chunks):
                top = BODY.top + TABLE["row"] + sum(tall[own]) + gap
                self._text(slide, Box(BODY.left, top, BODY.width, under), said)
            begin += count

    def _sentences(self, table: Table) -> list[TableColumn]:
        """Columns as wide as what stands in them; the widest gives way, and its text wraps."""
        heads = [head[self.lang] for head in table.heads]
        cells = [[cell[self.lang] for cell in row.cells] for row in table.rows]
        wide = tables.widths(heads, cells, [row.closes for row in table.rows])
        while sum(wide) > BODY.width:
            most = max(range(len(wide)), key=lambda i: wide[i])
            wide[most] -= min(sum(wide) - BODY.width, max(1, wide[most] // 8))
        spare = (BODY.width - sum(wide)) // len(wide)
        wide = [w + spare for w in wide]
        wide[-1] += BODY.width - sum(wide)
        return [TableColumn(h, "r" if f else "l", w) for h, f, w in zip(heads, table.figures, wide, strict=True)]

    def _barred(self, told: Slide, table: Table) -> None:
        """A table with a column of bars: each row and its bar side by side."""
        picked = PICKED.get(told.kind, tuple(range(len(table.heads))))
        rows = list(table.rows)
        body = [n for n, row in enumerate(rows) if not row.closes or told.kind == "case"]
        idle = [n for n in body if _kind(told.chart, n) == "skip"]
        body = [n for n in body if n not in idle]
        bar_of = _bars_of(told.chart, table, body)
        most = BODY.height // (TABLE["row"] - 3) - 2
        chunks = [body[i : i + most] for i in range(0, len(body), most)] or [[]]
        closing = [n for n in range(len(rows)) if n not in body and n not in idle]
        for number, chunk in enumerate(chunks, 1):
            last = number == len(chunks)
            under = self._under(told, len(idle)) if last else []
            part = (number, len(chunks))
            self._with_bars(told, table, picked, chunk, closing if last else [], bar_of, part, under)

    def _under(self, told: Slide, idle: int) -> list[str]:
        """What is said under a table with bars."""
        if told.kind == "case":
            return [words.text("deck.idle", self.lang, count=idle)] if idle else []
        return self._points(told)

    def _with_bars(
        self,
        told: Slide,
        table: Table,
        picked: Sequence[int],
        body: list[int],
        closing: list[int],
        bar_of: dict[int, int],
        part: tuple[int, int],
        points: list[str],
    ) -> None:
        slide = self._page(told, part)
        heads = [table.heads[i][self.lang] for i in picked]
        cells = {n: [table.rows[n].cells[i][self.lang] for i in picked] for n in (*body, *closing)}
        figures = [table.figures[i] for i in picked]
        bold = [table.rows[n].closes or _kind(told.chart, n) == "bind" for n in cells]
        wide = tables.widths(heads, list(cells.values()), bold)
        names = [i for i, is_figure in enumerate(figures) if not is_figure]
        bars = BODY.width - sum(wide)
        if bars < TABLE["least_bars"]:
            # The name of the matter is cut rather than a figure.
            wide[names[-1]] -= TABLE["least_bars"] - bars
            bars = TABLE["least_bars"]
        at = len(names)
        columns = [TableColumn(h, "r" if f else "l", w) for h, f, w in zip(heads, figures, wide, strict=True)]
        legend = self._legend(told.chart)
        fits = width(legend, TEXT["least"]) <= bars - 2 * TABLE["inset"]
        columns.insert(at, TableColumn(legend if fits else "", "l", bars))
        if legend and not fits:
            points = [legend, *points]
        drawn = [
            TableLine(
                (*cells[n][:at], "", *cells[n][at:]),
                table.rows[n].closes,
                _kind(told.chart, n) == "bind",
                table.rows[n].article is not None,
            )
            for n in (*body, *closing)
        ]
        points = self._together(points)
        under = len(points) * TEXT["line"] + TABLE["inset"] if points else 0
        tall = tables.row_height(len(drawn), BODY.height - TABLE["row"] - under)
        tables.draw(slide, self.writer, BODY, columns, drawn, table.label[self.lang], [tall] * len(drawn))
        if told.chart is not None and any(n in bar_of for n in body):
            left = BODY.left + sum(column.width for column in columns[:at]) + TABLE["inset"]
            box = Box(left, BODY.top + TABLE["row"], bars - 2 * TABLE["inset"], tall * len(body))
            named = [(" ".join(cells[n][:at]), bar_of.get(n)) for n in body]
            charts.draw(slide, told.chart, box, self.lang, self.day, named)
        top = BODY.top + TABLE["row"] + tall * len(drawn) + TABLE["inset"]
        if points:
            said = [cut(point, TEXT["least"], BODY.width) for point in points]
            self._text(slide, Box(BODY.left, top, BODY.width, under), said, colour="muted")

    def _together(self, parts: Sequence[str]) -> list[str]:
        """Short remarks on as few lines as they fit on."""
        between, lines_ = GAP[self.lang], list[str]()
        for part in parts:
            joined = f"{lines_[-1]}{between}{part}" if lines_ else part
            if lines_ and width(joined, TEXT["least"]) <= BODY.width:
                lines_[-1] = joined
            else:
                lines_.append(part)
        return lines_

    def _legend(self, chart: Chart | None) -> str:
        """What the bars of a chart are: a square as each is filled, and its name."""
        if chart is None:
            return ""
        return GAP[self.lang].join(f"{SQUARES[series.mark]} {_bare(series.name[self.lang])}" for series in chart.series)

    def _payout(self, told: Slide, chart: Chart, table: Table) -> None:
        """The ratio, a waterfall, and under each of its columns what it is and comes to."""
        slide = self._page(told)
        top = BODY.top
        if told.figure is not None:
            figure, size = told.figure.text[self.lang], TEXT["figure"]
            self._text(slide, place("figure"), [figure], size=size, bold=True, line=size + size // 5)
            said = [told.figure.label[self.lang], *self._points(told)]
            box = place("beside_figure")
            self._text(slide, box, [cut(s, TEXT["least"], box.width) for s in said], colour="muted")
            top += place("figure").height + TABLE["inset"]
        count = len(chart.labels)
        each = BODY.width // count
        tall = 2 * TABLE["row"] + TEXT["line"]
        box = Box(BODY.left, top, each * count, BODY.top + BODY.height - tall - top - TABLE["inset"])
        charts.draw(slide, chart, box, self.lang, self.day)
        columns = [TableColumn(label[self.lang], "ctr", each) for label in chart.labels]
        amounts = tuple(next(s.texts[i] for s in chart.series if s.texts[i]) for i in range(count))
        under = Box(BODY.left, box.top + box.height, box.width, tall)
        line = [TableLine(amounts, bold=True)]
        tables.draw(slide, self.writer, under, columns, line, table.label[self.lang], [TABLE["row"]], HEAD_LINES)


BRACKETS = re.compile(r"[（(].*?[）)]")
NUMBER = 4
SQUARES = {
    "paid": "■",
    "unpaid": "□",
    "gained": "■",
    "lost": "▨",
    "more": "■",
    "same": "□",
    "less": "▨",
    "kept": "■",
    "cut": "▨",
}
PICKED = {"budget": (0, 1, 4, 5), "gains": (0, 1, 5, 6), "case": (0, 1, 3, 4)}
"""Which columns of a table stand on the slide; all of them are in the notes."""


def _bare(name: str) -> str:
    """A name without the unit that stands behind it."""
    return BRACKETS.sub("", name)


def _kind(chart: Chart | None, n: int) -> str:
    return chart.kinds[n] if chart is not None and chart.kinds else ""


def _bars_of(chart: Chart | None, table: Table, body: Sequence[int]) -> dict[int, int]:
    """Which bar stands beside which row: that of the same article, or that in the same place."""
    if chart is None:
        return {}
    if chart.articles and not chart.kinds:
        by_article = {article: bar for bar, article in enumerate(chart.articles)}
        found = {n: by_article.get(table.rows[n].article) for n in body}
        return {n: bar for n, bar in found.items() if bar is not None}
    return {n: n for n in body if n < len(chart.labels)}


def _chunks(heights: Sequence[int], room: int, under: int) -> list[int]:
    """How many rows stand on each slide, so that what is said under the last of them has room as well."""
    counts, used = [0], 0
    for height in heights:
        if counts[-1] and used + height > room:
            counts.append(0)
            used = 0
        counts[-1] += 1
        used += height
    if counts[-1] > 1 and used + under > room:
        counts[-1] -= 1
        counts.append(1)
    return counts
