"""A report set by typst."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from engine.documents import typesetting
from engine.documents.carried import Statement
from engine.documents.report import blocks
from engine.documents.report.blocks import Block, Cell, Piece, Report, Table

UNBROKEN = re.compile(r"[^\s\u3400-\u4dbf\u4e00-\u9fff]{18}")
"""Where there may be text without a place to break: the template (`holding` in house.typ) breaks it anywhere."""


def pdf(report: Report, lang: str, day: date, carries: Statement | None = None) -> bytes:
    """The report as a tagged PDF that `carries` a statement."""
    return typesetting.pdf("report", data(report, lang), day, carries)


def data(report: Report, lang: str) -> dict[str, Any]:
    """The report as the template reads it: each block with the name of its kind."""
    about = {name: getattr(report, name) for name in ("title", "heading", "over", "author", "subject", "foot")}
    return {**about, "lang": lang, "blocks": [_block(block) for block in report.blocks]}


def _block(block: Block) -> dict[str, Any]:
    # What there is much of is written out here: `asdict` copies everything, which takes as long as setting it.
    kind = type(block).__name__
    if isinstance(block, Table):
        rows = [{"cells": list(map(_cell, row.cells)), "style": row.style, "closes": row.closes} for row in block.rows]
        columns = [{"head": column.head, "align": column.align} for column in block.columns]
        return {"block": kind, "kind": block.kind, "columns": columns, "rows": rows}
    if isinstance(block, blocks.Points):
        return {"block": kind, "entries": [_cell(entry) for entry in block.entries]}
    if isinstance(block, blocks.Text):
        return {"block": kind, "pieces": [_piece(piece) for piece in block.pieces]}
    if isinstance(block, blocks.Amounts):
        abreast = [[dict(asdict(one), long=bool(UNBROKEN.search(one.label))) for one in row] for row in block.rows]
        return {"block": kind, "rows": abreast, "unit": block.unit, "none": block.none}
    return {"block": kind, **asdict(block)}


def _cell(cell: Cell) -> dict[str, Any]:
    lines = [[_piece(piece) for piece in line] for line in cell.lines]
    return {"lines": lines, "bar": None if cell.bar is None else asdict(cell.bar)}


def _piece(piece: Piece) -> dict[str, Any]:
    # Looked for here, once: in the template it takes as long as much of the rest.
    long = {"long": True} if UNBROKEN.search(piece.text) else {}
    return {"text": piece.text, "style": piece.style, **long}
