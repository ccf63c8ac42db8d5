"""A report as a Word document: headings, tables and page numbers that Word knows as such, bars as shaded cells.

Its look is in `templates/report.styles.xml`; lengths are in twentieths of a point. Western characters are English there
in every language: among Chinese ones a line may be broken anywhere, so within a number too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Twips
from lxml import etree

from engine.documents.archive import repacked
from engine.documents.carried import Statement, in_package
from engine.documents.characters import plain
from engine.documents.report import blocks, wordml
from engine.documents.report.bars import drawn
from engine.documents.report.blocks import Block, Cell, Piece, Report, Table, TableColumn, TableRow
from engine.documents.typesetting import TEMPLATES

A4 = (11906, 16838)
SIDE, EDGE = 1134, 910
"""The margins at the sides, above and below."""
WIDTHS = {
    "lines": (1050, 3258, 1450, 1240, 1320, 1320),
    "short": (1050, 4318, 1630, 1320, 1320),
    "ledger": (1090, 3890, 3110, 1548),
    "citations": (1090, 5078, 3470),
    "answers": (4290, 5348),
    "law": (2380, 7258),
    "years": (1300, 5138, 3200),
    "soon": (3818, 2910, 2910),
    "paid": (2038, 1900, 1900, 1900, 1900),
    "matters": (3818, 2260, 1780, 1780),
    "amended": (1390, 4850, 4850, 3480),
    "others": (5570, 4500, 4500),
    "effects": (4070, 1600, 1600, 1600, 1600, 1600, 1250, 1250),
}
"""Widths of the columns of each kind of table; together the width of the text, of paper that stands or lies."""
PADDING = 160
"""Left and right of what stands in a cell, together."""
STYLES = {"plain": "", "amount": "", "quote": "LawQuote", "old": "LawOld", "new": "LawNew"}
"""The character style of a piece, where it is not called as the piece's own."""
TAGS = {"zh": "zh-CN", "en": "en-US"}
"""The languages as Word names them."""
THICK, MEDIUM = "12", "8"
"""Rules under the head of a table and under what closes, in eighths of a point."""
SOFT = "F3F5F4"
"""Behind a row that heads others."""
NOT_OURS = frozenset({"stylesWithEffects", "customXml", "thumbnail", "numbering", "webSettings", "extended-properties"})
"""What python-docx's own template brings along and no report needs."""


def docx(report: Report, lang: str, day: date, carries: Statement | None = None) -> bytes:
    """The report as a DOCX that `carries` a statement. The same report and day give the same bytes."""
    document = Document()
    _prepare(document, report, lang, day)
    _fill(document, "".join(_body(report)))
    out = BytesIO()
    document.save(out)
    package = repacked(out.getvalue())
    return package if carries is None else in_package(package, carries)


def _prepare(document: WordDocument, report: Report, lang: str, day: date) -> None:
    """Styles, page, footer and what the file says of itself."""
    part = document.part
    for rels in (part.rels, part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in NOT_OURS]:
            del rels[key]
    page = A4[::-1] if report.is_wide else A4
    styles = _styles().replace("RIGHTMOST", str(page[0] - 2 * SIDE))
    part._styles_part._element = parse_xml(styles.encode())
    settings = document.settings.element
    mode = next(s for s in settings.iter(qn("w:compatSetting")) if s.get(qn("w:name")) == "compatibilityMode")
    mode.set(qn("w:val"), "15")
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), TAGS[lang])
        language.set(qn("w:eastAsia"), TAGS["zh"])
    section = document.sections[0]
    section.page_width, section.page_height = (Twips(length) for length in page)
    section.orientation = WD_ORIENT.LANDSCAPE if report.is_wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Twips(SIDE)
    section.top_margin = section.bottom_margin = Twips(EDGE)
    section.header_distance = section.footer_distance = Twips(EDGE // 2)
    numbers = wordml.field("PAGE") + wordml.run("/") + wordml.field("NUMPAGES")
    tab = "<w:r><w:tab/></w:r>"
    foot = wordml.paragraph("Footer", wordml.run(report.foot) + tab + numbers)
    empty = section.footer.paragraphs[0]._element
    empty.getparent().replace(empty, parse_xml(f"<w:body {nsdecls('w')}>{foot}</w:body>")[0])
    about = document.core_properties
    moment = datetime.combine(day, time())
    about.created = about.modified = moment
    about.title, about.author, about.subject = plain(report.title)[:LONGEST], report.author, report.subject
    about.last_modified_by, about.comments, about.keywords = report.author, report.foot, ""
    about.language, about.revision = TAGS[lang], 1


def _fill(document: WordDocument, body: str) -> None:
    """Put the blocks, as text, before the section that ends the document. The whole is read once: to move
    a table into the document takes a time that grows with the square of its rows."""
    before, end, after = etree.tostring(document.element, encoding="unicode").rpartition("<w:sectPr")
    document.part._element = parse_xml(f"{before}{body}{end}{after}".encode())


LONGEST = 255
"""Characters of a title that the file's own description takes."""


@cache
def _looks() -> dict[str, str]:
    """Character style -> what it sets, as it stands in a run. In a table LibreOffice takes the document's defaults for
    stronger than a style, so each run says it itself."""
    found = {}
    for style in parse_xml(_styles().encode()).iter(qn("w:style")):
        own = style.find(qn("w:rPr"))
        if style.get(qn("w:type")) == "character" and own is not None:
            xml = "".join(etree.tostring(inner, encoding="unicode") for inner in own)
            found[style.get(qn("w:styleId"))] = xml.replace(f" {nsdecls('w')}", "")
    return found


@cache
def _styles() -> str:
    return (TEMPLATES / "report.styles.xml").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------ blocks


def _body(report: Report) -> Iterator[str]:
    yield wordml.paragraph("Over", wordml.run(report.over))
    yield wordml.paragraph("Title", wordml.run(report.heading))
    for before, block, after in zip((None, *report.blocks), report.blocks, (*report.blocks[1:], None), strict=False):
        opens = isinstance(before, blocks.Heading) and before.level == 1
        leads = opens or isinstance(after, blocks.Table | blocks.Points | blocks.Text)
        yield _block(block, leads, isinstance(before, blocks.PageBreak))


def _block(block: Block, leads: bool, on_new_page: bool) -> str:
    """One block; where it `leads` to a table or list, it stays with it."""
    if isinstance(block, blocks.Heading):
        chip = _piece(Piece(block.chip, "chip")) + wordml.gap(2) if block.chip else ""
        content = chip + wordml.run(block.text)
        return wordml.paragraph(f"Heading{block.level}", content, on_new_page=on_new_page)
    if isinstance(block, blocks.Text):
        return wordml.paragraph("Normal", _inline(block.pieces), keeps_next=leads)
    if isinstance(block, blocks.Points):
        return "".join(wordml.paragraph("Point", _lines(entry)) for entry in block.entries)
    if isinstance(block, blocks.Table):
        return _table(block) + wordml.paragraph("Gap", "")
    if isinstance(block, blocks.Amounts):
        return _amounts(block)
    return ""


def _inline(pieces: Sequence[Piece], blanks: int = 1) -> str:
    return wordml.gap(blanks).join(_piece(piece) for piece in pieces)


def _piece(piece: Piece) -> str:
    if piece.style == "chip":
        return wordml.framed(piece.text, _properties("Chip"))
    return wordml.run(piece.text, _properties(STYLES.get(piece.style, piece.style.capitalize())))


def _properties(style: str) -> str:
    return f'<w:rStyle w:val="{style}"/>{_looks()[style]}' if style else ""


def _lines(cell: Cell, blanks: int = 1) -> str:
    return wordml.LINE_BREAK.join(_inline(line, blanks) for line in cell.lines)


def _table(table: Table) -> str:
    widths = WIDTHS[table.kind]
    heads = [
        wordml.cell(width, wordml.paragraph("TableHead", wordml.run(column.head), column.align), THICK)
        for width, column in zip(widths, table.columns, strict=True)
    ]
    style = "TableSmall" if table.kind == "short" else "TableText"
    rows = [wordml.row(heads, is_head=True), *(_row(row, table.columns, widths, style) for row in table.rows)]
    return wordml.table("LedgerTable", widths, rows, table.label)


def _row(row: TableRow, columns: Sequence[TableColumn], widths: Sequence[int], style: str) -> str:
    rule = MEDIUM if row.closes else ""
    if len(row.cells) < len(columns):
        spanned = wordml.paragraph(style, _lines(row.cells[0]), keeps_next=True)
        return wordml.row([wordml.cell(sum(widths), spanned, rule, len(columns), SOFT)])
    # A step without effect stands on one line: its name, then why.
    blanks = {"skip": 3, "law": 0}.get(row.style, 1)
    return wordml.row(
        [
            wordml.cell(width, _content(own, column, width - PADDING, blanks, style), rule)
            for own, column, width in zip(row.cells, columns, widths, strict=True)
        ]
    )


def _content(cell: Cell, column: TableColumn, width: int, blanks: int, style: str) -> str:
    if cell.bar is not None:
        return drawn(cell.bar, width)
    return wordml.paragraph(style, _lines(cell, blanks), column.align)


def _amounts(amounts: blocks.Amounts) -> str:
    """The amounts side by side, each under its label."""
    count = max(len(row) for row in amounts.rows)
    widths = [sum(WIDTHS["answers"]) // count] * count
    rows = []
    for row in amounts.rows:
        cells = [_amount(one, amounts) for one in row] + [wordml.paragraph("TableText", "")] * (count - len(row))
        rows.append(wordml.row([wordml.cell(width, own, MEDIUM) for width, own in zip(widths, cells, strict=True)]))
    return wordml.table("LedgerTable", widths, rows) + wordml.paragraph("Gap", "")


def _amount(one: blocks.Amount, amounts: blocks.Amounts) -> str:
    if one.amount:
        size = "MainAmount" if one.is_main else "SecondAmount"
        mark = wordml.framed(one.mark, _properties("Mark")) + wordml.gap() if one.mark else ""
        figure = mark + wordml.run(one.amount, _properties(size)) + wordml.gap() + wordml.run(amounts.unit)
    else:
        figure = wordml.run(amounts.none, _properties("NoAmount"))
    content = wordml.paragraph("AmountLabel", wordml.run(one.label)) + wordml.paragraph("TableText", figure)
    return content + (wordml.paragraph("AmountLabel", wordml.run(one.note)) if one.note else "")
