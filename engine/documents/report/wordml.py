"""Pieces of WordprocessingML, as text. Whatever somebody typed comes in through `run`, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from engine.documents.characters import plain

BLANK = "\N{NO-BREAK SPACE}"


def run(content: str, properties: str = "") -> str:
    """A run of text; `properties` are its style and what it sets."""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(plain(content))}</w:t></w:r>'


def framed(content: str, properties: str) -> str:
    """A run with a frame, a blank on either side of it inside."""
    return run(content, properties).replace('preserve">', f'preserve">{BLANK}').replace("</w:t>", f"{BLANK}</w:t>")


def gap(width: int = 1) -> str:
    """Blanks between two runs, at which no line is broken."""
    return f'<w:r><w:t xml:space="preserve">{BLANK * width}</w:t></w:r>'


LINE_BREAK = "<w:r><w:br/></w:r>"


def paragraph(
    style: str, content: str, align: str = "left", keeps_next: bool = False, on_new_page: bool = False
) -> str:
    """A paragraph of runs."""
    keep = "<w:keepNext/>" if keeps_next else ""
    keep += "<w:pageBreakBefore/>" if on_new_page else ""
    aligned = "" if align == "left" else f'<w:jc w:val="{align}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{aligned}</w:pPr>{content}</w:p>'


def field(code: str) -> str:
    """What Word fills in by itself: PAGE, NUMPAGES."""
    return f'<w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def table(style: str, widths: Sequence[int], rows: Iterable[str], label: str = "") -> str:
    """A table of fixed columns (`widths` in twentieths of a point); `label` is read to those who cannot see it."""
    named = f"<w:tblCaption w:val={quoteattr(plain(label))}/>" if label else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}{named}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def row(cells: Iterable[str], is_head: bool = False) -> str:
    """A row that stays on one page; a head is repeated on each."""
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(cells)}</w:tr>"


def cell(width: int, content: str, rule: str = "", columns: int = 1, fill: str = "") -> str:
    """A cell with paragraphs in it; `rule` is a strong line below it: its thickness in eighths of a point."""
    spans = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    below = f'<w:bottom w:val="single" w:sz="{rule}" w:space="0" w:color="1B2422"/>' if rule else ""
    borders = f"<w:tcBorders>{below}</w:tcBorders>" if below else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{borders}{shade}</w:tcPr>{content}</w:tc>'
