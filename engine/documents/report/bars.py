"""Bars of a ledger in Word: a table of one row inside the cell, its own cells shaded, so that they survive in grey."""

from __future__ import annotations

from engine.documents.report import wordml
from engine.documents.report.blocks import Bar
from engine.view.waterfall import SCALE

TALL, SLIM, HALF = 230, 44, 110
"""Heights of a bar, of one without effect and of one of two, in twentieths of a point."""
LEAST = 15
"""Width of the narrowest part that Word still draws."""
INK, PRIMARY, TINT, IDLE, MUTED = "1B2422", "1E5A5A", "DFEFEA", "87928D", "56625E"
EMPTY = wordml.paragraph("Bar", "")
OUTLINED = frozenset({"base", "calc", "stated"})
"""Kinds of row whose bar is a tint with an outline."""


def drawn(bar: Bar, width: int) -> str:
    """The paragraphs and tables that stand in a cell, `width` inside it."""
    if not bar.width and not bar.cut:
        return EMPTY
    height = SLIM if bar.kind == "skip" else HALF if bar.paid else TALL
    kept = max(LEAST, bar.width * width // SCALE) if bar.width else 0
    cut = max(LEAST, bar.cut * width // SCALE) if bar.cut else 0
    taken = _borders("top bottom right", MUTED, 4) + _shade("FFFFFF", "thinDiagStripe", MUTED)
    parts = [(kept, _solid(bar.kind)), (cut, taken)]
    made = _bar(parts, width, height) + EMPTY
    if bar.paid:
        paid = max(LEAST, bar.paid * width // SCALE)
        made += _bar([(paid, _solid("paid"))], width, HALF) + EMPTY
    return made


def _solid(kind: str) -> str:
    if kind in OUTLINED:
        return _borders("top left bottom right", PRIMARY, 4) + _shade(TINT)
    fill = {"skip": IDLE, "sum": INK}.get(kind, PRIMARY)
    # Where a limit bites, the bar ends in a black edge.
    edge = _borders("right", INK, 18) if kind == "bind" else ""
    return edge + _shade(fill)


def _borders(sides: str, color: str, size: int) -> str:
    lines = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>' for side in sides.split())
    return f"<w:tcBorders>{lines}</w:tcBorders>"


def _shade(fill: str, pattern: str = "clear", color: str = "auto") -> str:
    return f'<w:shd w:val="{pattern}" w:color="{color}" w:fill="{fill}"/>'


def _bar(parts: list[tuple[int, str]], width: int, height: int) -> str:
    rest = width - sum(part for part, _ in parts)
    shown = [(part, look) for part, look in (*parts, (rest, "")) if part > 0]
    columns = "".join(f'<w:gridCol w:w="{part}"/>' for part, _ in shown)
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{part}" w:type="dxa"/>{look}</w:tcPr>{EMPTY}</w:tc>' for part, look in shown
    )
    none = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{none}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f'<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="exact"/></w:trPr>{cells}</w:tr></w:tbl>'
    )
