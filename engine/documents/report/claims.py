"""What came of each claim: its ledger drawn, every step with the words of the law that it rests on, what failed and
why, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.documents.report.blocks import (
    Bar,
    Block,
    Cell,
    Heading,
    Piece,
    Points,
    Style,
    Table,
    TableRow,
    cell,
    columns,
    group,
    row,
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
from engine.view.waterfall import Citation, WaterfallRow

SHAPES = {"eligible": "●", "needs_information": "◐", "ineligible": "○"}
Citations = Mapping[Citation, Sequence[str]]
"""Words of the law, and what rests on them."""
STATES = {"met": "●", "unknown": "◐", "failed": "○"}


def blocks(result: Result, lang: str) -> Iterator[Block]:
    """Every claim in the order of the summary."""
    yield Heading(1, words.text("results.ledgers_heading", lang))
    yield text(words.text("results.ledger_note", lang), "muted")
    found = [(line, claim_result.claim(result.policy, line, result.paid, lang)) for line in result.summary.all]
    common = _common([waterfall.citations(own.steps, lang) for _, own in found]) if len(found) > 1 else {}
    if common:
        title = words.text("report.citations_common", lang)
        yield Heading(2, title)
        yield _cited(result.policy, common, title, lang)
    for line, own in found:
        yield from _claim(result.policy, line, own, common, lang)


def _common(cited: Sequence[Citations]) -> Citations:
    """What every claim rests on: stated once, before them all."""
    names: dict[Citation, dict[str, None]] = {}
    for citation, of in (pair for citations in cited for pair in citations.items()):
        if all(citation in citations for citations in cited):
            names.setdefault(citation, {}).update(dict.fromkeys(of))
    return {citation: list(of) for citation, of in names.items()}


def status(line: ClaimLine, lang: str) -> str:
    """● 可能符合: shape and word."""
    return f"{SHAPES[line.status]} {words.text(f'results.status_{line.state}', lang)}"


def _claim(
    policy: Policy, line: ClaimLine, own: claim_result.ClaimTold, told_already: Citations, lang: str
) -> Iterator[Block]:
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
    citations = {c: of for c, of in waterfall.citations(own.steps, lang).items() if c not in told_already}
    if citations:
        yield Heading(3, words.text("report.citations", lang))
        yield _cited(policy, citations, line.title[lang], lang)


def _condition(c: WaterfallRow, lang: str, entries: Sequence[Both]) -> Cell:
    where = "" if c.item is None else waterfall.item_name(c.item, lang, entries)
    pieces = [Piece(STATES[c.kind])]
    if c.article is not None:
        pieces.append(Piece(article_label(c.article, lang), "chip"))
    if where:
        pieces.append(Piece(where, "strong"))
    return cell((*pieces, Piece(c.text or c.name)))


def _drawn(of: waterfall.Ledger, label: str, lang: str) -> Table:
    """The whole ledger as one table: each item under its name, then what is computed for all of them."""
    ledger = [f"results.ledger_column_{name}" for name in ("article", "step", "amount")]
    heads = columns([*ledger[:2], "report.drawn", ledger[2]], lang, right=1)
    rows: list[TableRow] = []
    for item in of.items:
        rows += [group(item.name), *(_step(step, lang) for step in item.rows)]
    if of.items and of.rows:
        rows.append(group(words.text("results.items_together", lang)))
    return Table("ledger", label, heads, (*rows, *(_step(step, lang) for step in of.rows)))


def _step(step: WaterfallRow, lang: str) -> TableRow:
    is_idle, closes = step.kind == "skip", step.step in waterfall.CLOSINGS
    name = Piece(step.name, "muted" if is_idle else "strong")
    article = cell() if step.article is None else cell(Piece(article_label(step.article, lang), "chip"))
    said: list[Piece | tuple[Piece, ...]] = [name]
    if step.text and step.text != step.name:
        said = [(name, Piece(step.text, "muted"))] if is_idle else [name, Piece(step.text, "muted")]
    figure: Style = "muted" if is_idle else "total" if closes else "strong" if step.kind == "bind" else "amount"
    amounts = [Piece(step.cut_text, "small")] if step.cut_text else []
    amounts += [Piece(step.amount_text, figure)] if step.amount_text else []
    bar = Cell(bar=Bar(step.kind, step.width, step.cut))
    return row(article, cell(*said), bar, cell(*amounts), style=step.kind, closes=closes)


def _source(c: Citation, lang: str) -> str:
    """Whose words they are."""
    return words.text("guideline.label", lang, year=c.guideline) if c.guideline else article_label(c.article, lang)


def _translated(policy: Policy, c: Citation, lang: str) -> str:
    """Our translation of the sentence from which words of the law are cited; "" in Chinese, and where they are not the
    law's own."""
    if lang == "zh" or c.unwritten or c.guideline:
        return ""
    return law.translation(policy, c.article, c.quote)


def _cited(policy: Policy, citations: Citations, label: str, lang: str) -> Table:
    """Words of the law and what rests on them; in English those of one sentence together, below its translation."""
    by_sentence: dict[str, list[Citation]] = {"": []}
    for c in citations:
        by_sentence.setdefault(_translated(policy, c, lang), []).append(c)
    rows = []
    for sentence, own in by_sentence.items():
        if sentence:
            rows.append(group(sentence, "muted"))
        rows += [_citation(c, citations[c], lang) for c in own]
    heads = columns(("results.table_article", "report.quote", "report.steps"), lang)
    return Table("citations", label, heads, tuple(rows))


def _citation(c: Citation, names: Sequence[str], lang: str) -> TableRow:
    quote = Piece(c.unwritten) if c.unwritten else Piece(c.quote, "quote")
    return row(Piece(_source(c, lang), "chip"), quote, words.text("results.list_comma", lang).join(names))
