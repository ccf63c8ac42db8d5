"""What came of each claim: its ledger drawn, every step with the words of the law that it rests on, what failed and
why, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from engine.documents.report.blocks import (
    Bar,
    Block,
    Cell,
    Heading,
    Piece,
    Points,
    Style,
    Table,
    TableColumn,
    TableRow,
    cell,
    text,
)
from engine.policy import law
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.view import claim_result, waterfall
from engine.view.result import Result
from engine.view.summary import ClaimLine
from engine.view.waterfall import Condition

SHAPES = {"eligible": "●", "needs_information": "◐", "ineligible": "○"}
STATES = {"met": "●", "unknown": "◐", "failed": "○"}


def blocks(result: Result, lang: str) -> Iterator[Block]:
    """Every claim in the order of the summary."""
    yield Heading(1, words.text("results.ledgers_heading", lang))
    yield text(words.text("results.ledger_note", lang), "muted")
    lines = result.summary.all
    common = _common(result, lang) if len(lines) > 1 else []
    if common:
        title = words.text("report.citations_common", lang)
        yield Heading(2, title)
        yield _cited(result.policy, common, title, lang)
    told_already = {c.key for c in common}
    for line in lines:
        yield from _claim(result, line, told_already, lang)


def _common(result: Result, lang: str) -> list[waterfall.Citation]:
    """What every claim rests on: stated once, before them all."""
    own = [
        waterfall.citations(claim_result.claim(result.policy, line, result.paid, lang).steps, lang)
        for line in result.summary.all
    ]
    shared = set.intersection(*({c.key for c in citations} for citations in own))
    names: dict[waterfall.CitationKey, dict[str, None]] = {}
    for c in (c for citations in own for c in citations if c.key in shared):
        names.setdefault(c.key, {}).update(dict.fromkeys(c.names))
    return [waterfall.Citation(*key, list(of)) for key, of in names.items()]


def status(line: ClaimLine, lang: str) -> str:
    """● 可能符合: shape and word."""
    return f"{SHAPES[line.status]} {words.text(f'results.status_{line.state}', lang)}"


def _claim(
    result: Result, line: ClaimLine, told_already: AbstractSet[waterfall.CitationKey], lang: str
) -> Iterator[Block]:
    own = claim_result.claim(result.policy, line, result.paid, lang)
    of = waterfall.composed(own.steps, lang, own.entries)
    yield Heading(2, own.title, article_label(line.article, lang))
    yield text(status(line, lang), "strong")
    if own.lead:
        yield text(own.lead)
    if own.missing is not None:
        yield text(own.missing.heading, "strong")
        yield Points(tuple(cell(said) for said in own.missing.lines))
    for state, conditions in (("failed", of.failed), ("unknown", of.unknown)):
        if conditions:
            yield text(words.text(f"results.reasons_{state}", lang), "strong")
            yield Points(tuple(_condition(c, lang, own.entries) for c in conditions))
    if of.items or of.rows:
        yield _drawn(of, own.title, lang)
    if own.assumed is not None:
        yield text(own.assumed.heading, "muted")
        yield Points(tuple(cell(said) for said in own.assumed.lines))
    if own.note:
        yield text(own.note, "muted")
    citations = [c for c in waterfall.citations(own.steps, lang) if c.key not in told_already]
    if citations:
        yield Heading(3, words.text("report.citations", lang))
        yield _cited(result.policy, citations, line.title[lang], lang)


def _condition(c: Condition, lang: str, entries: Sequence[Both]) -> Cell:
    where = "" if c.item is None else waterfall.item_name(c.item, lang, entries)
    pieces = [Piece(STATES[c.state])]
    if c.article is not None:
        pieces.append(Piece(article_label(c.article, lang), "chip"))
    if where:
        pieces.append(Piece(where, "strong"))
    return cell((*pieces, Piece(c.text or c.name)))


def _drawn(of: waterfall.Ledger, label: str, lang: str) -> Table:
    """The whole ledger as one table: each item under its name, then what is computed for all of them."""
    heads = ("article", "step", "drawn", "amount")
    keys = {name: f"results.ledger_column_{name}" for name in ("article", "step", "amount")}
    keys["drawn"] = "report.drawn"
    columns = tuple(TableColumn(words.text(keys[h], lang), "right" if h == "amount" else "left") for h in heads)
    rows: list[TableRow] = []
    for item in of.items:
        rows += [_group(item.name), *(_step(row, lang) for row in item.rows)]
    if of.items and of.rows:
        rows.append(_group(words.text("results.items_together", lang)))
    return Table("ledger", label, columns, (*rows, *(_step(row, lang) for row in of.rows)))


def _group(name: str) -> TableRow:
    """A row that heads those of one item."""
    return TableRow((cell(Piece(name, "strong")),), "group")


def _step(row: waterfall.WaterfallRow, lang: str) -> TableRow:
    is_idle, closes = row.kind == "skip", row.step in waterfall.CLOSINGS
    name: Style = "muted" if is_idle else "strong"
    article = cell() if row.article is None else cell(Piece(article_label(row.article, lang), "chip"))
    said: list[tuple[Piece, ...]] = [(Piece(row.name, name),)]
    if row.text and row.text != row.name:
        said = [(Piece(row.name, name), Piece(row.text, "muted"))] if is_idle else [*said, (Piece(row.text, "muted"),)]
    figure: Style = "muted" if is_idle else "total" if closes else "strong" if row.kind == "bind" else "amount"
    amount = [(Piece(row.cut_text, "small"),)] if row.cut_text else []
    amount += [(Piece(row.amount_text, figure),)] if row.amount_text else []
    bar = Cell(bar=Bar(row.kind, row.width, row.cut))
    return TableRow((article, Cell(tuple(said)), bar, Cell(tuple(amount))), row.kind, closes)


def _source(c: waterfall.Citation, lang: str) -> str:
    """Whose words they are."""
    return words.text("guideline.label", lang, year=c.guideline) if c.guideline else article_label(c.article, lang)


def _translated(policy: Policy, c: waterfall.Citation, lang: str) -> str:
    """Our translation of the sentence from which words of the law are cited; "" in Chinese, and where they are not the
    law's own."""
    if lang == "zh" or c.unwritten or c.guideline:
        return ""
    return law.translation(policy, c.article, c.quote)


def _cited(policy: Policy, citations: Sequence[waterfall.Citation], label: str, lang: str) -> Table:
    """Words of the law and what rests on them; in English those of one sentence together, below its translation."""
    heads = (
        TableColumn(words.text("results.table_article", lang)),
        TableColumn(words.text("report.quote", lang)),
        TableColumn(words.text("report.steps", lang)),
    )
    by_sentence: dict[str, list[waterfall.Citation]] = {"": []}
    for c in citations:
        by_sentence.setdefault(_translated(policy, c, lang), []).append(c)
    rows = []
    for sentence, own in by_sentence.items():
        if sentence:
            rows.append(TableRow((cell(Piece(sentence, "muted")),), "group"))
        rows += [_citation(c, lang) for c in own]
    return Table("citations", label, heads, tuple(rows))


def _citation(c: waterfall.Citation, lang: str) -> TableRow:
    comma = words.text("results.list_comma", lang)
    return TableRow(
        (
            cell(Piece(_source(c, lang), "chip")),
            cell(Piece(c.unwritten) if c.unwritten else Piece(c.quote, "quote")),
            cell(comma.join(c.names)),
        )
    )
