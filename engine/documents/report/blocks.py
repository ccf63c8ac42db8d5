"""What a report consists of, whatever it is written as. Texts are in the report's language; amounts are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.text import words

Style = Literal["plain", "strong", "muted", "small", "chip", "quote", "old", "new", "open", "amount", "total"]
"""How a piece of text looks: `chip` is an article in its frame, `quote` words of the law, `old` such as are struck out,
`new` what stands in their place, `open` an answer that is still owed, `small` an amount beside another, `total` one
that a double rule closes."""
Kind = Literal[
    "lines", "short", "ledger", "citations", "answers", "matters", "soon", "paid", "law", "years", "amended", "others",
    "effects",
]  # fmt: skip
"""What a table is for, which tells how wide its columns are."""
Align = Literal["left", "right"]


@dataclass(frozen=True)
class Piece:
    """Text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True)
class Bar:
    """A drawn amount, in thousandths of the full width: what stays, and what is cut away behind it. `kind` is that of a
    ledger's row; `paid` (a second bar below) what is left after the budget."""

    kind: str
    width: int
    cut: int = 0
    paid: int = 0


@dataclass(frozen=True)
class Cell:
    """Lines of text, each of pieces, or a bar."""

    lines: tuple[tuple[Piece, ...], ...] = ()
    bar: Bar | None = None


@dataclass(frozen=True)
class TableRow:
    """One row; `style` is that of a ledger's row, `total`, `law`: the pieces of its lines stand close, as in a text, or
    `group`: one cell across all columns, which heads the rows below it. `closes`: a strong rule stands below it."""

    cells: tuple[Cell, ...]
    style: str = ""
    closes: bool = False


@dataclass(frozen=True)
class TableColumn:
    """The head of a column."""

    head: str
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table under its `label`, which says aloud what it is."""

    kind: Kind
    label: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is a part of the report, 2 a claim in it, 3 a table of a claim."""

    level: int
    text: str
    chip: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Points:
    """A list, each entry of lines as in a cell."""

    entries: tuple[Cell, ...]


@dataclass(frozen=True)
class Amount:
    """An amount under its label, "" where it is not known; `note` stands below, the `mark` before it."""

    label: str
    amount: str
    note: str
    is_main: bool
    mark: str


ABREAST = 4
"""Up to so many amounts stand side by side; more stand in rows of three."""


@dataclass(frozen=True)
class Amounts:
    """The amounts that head the report, in `unit`; `none` stands where one is not known."""

    amounts: tuple[Amount, ...]
    unit: str
    none: str

    @property
    def rows(self) -> list[tuple[Amount, ...]]:
        """The amounts as they stand side by side."""
        count = ABREAST if len(self.amounts) <= ABREAST else ABREAST - 1
        return [self.amounts[at : at + count] for at in range(0, len(self.amounts), count)]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Heading | Text | Points | Table | Amounts | PageBreak


@dataclass(frozen=True)
class Report:
    """The whole: `over` stands small above the `title`; `author` and `subject` describe the file; `foot`
    stands on every page, beside its number. `is_wide`: the paper lies on its side."""

    title: str
    heading: str
    over: str
    author: str
    subject: str
    foot: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


def cell(*lines: Piece | str | tuple[Piece, ...]) -> Cell:
    """A cell of lines, each a text, a piece or several pieces."""
    return Cell(tuple(_line(line) for line in lines))


def row(*cells: Cell | Piece | str, style: str = "", closes: bool = False) -> TableRow:
    """A row of cells, each given as such or as its only line."""
    return TableRow(tuple(one if isinstance(one, Cell) else cell(one) for one in cells), style, closes)


def group(name: str, style: Style = "strong") -> TableRow:
    """A row that heads those below it."""
    return row(Piece(name, style), style="group")


def columns(keys: Sequence[str], lang: str, right: int = 0) -> tuple[TableColumn, ...]:
    """Columns by the keys of the words that head them; the last so many stand to the right."""
    left = len(keys) - right
    return tuple(TableColumn(words.text(key, lang), "left" if n < left else "right") for n, key in enumerate(keys))


def text(content: str, style: Style = "plain") -> Text:
    """A paragraph in one style."""
    return Text((Piece(content, style),))


def _line(line: Piece | str | tuple[Piece, ...]) -> tuple[Piece, ...]:
    if isinstance(line, str):
        return (Piece(line),)
    return (line,) if isinstance(line, Piece) else line
