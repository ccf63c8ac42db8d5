"""The 新旧条款对照表 as the blocks of a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.documents.report.blocks import (
    Align,
    Block,
    Cell,
    Heading,
    Piece,
    Points,
    Report,
    Style,
    Table,
    TableColumn,
    TableRow,
    cell,
    text,
)
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.view import receipts
from engine.view.budget.amendments import (
    FIGURES,
    AmendedArticle,
    Amendments,
    AmountsLine,
    Passage,
    article_lines,
    figures,
    label_of,
)


def compose(found: Amendments, lang: str, day: date) -> Report:
    """The table as a document on wide paper, with `day` as the day on it."""
    policy, own = found.policy, found.own
    said = {"policy": policy.short_title.in_language(lang), "year": own.year, "name": own.name}
    over, foot = say("over", lang, **said), words.text("results.foot_disclaimer", lang)
    return Report(
        title=say("title_of", lang, name=own.name),
        heading=say("title", lang),
        over=_marked(found, over, lang),
        author=policy.names.app.in_language(lang),
        subject=policy.title.in_language(lang),
        foot=_marked(found, foot, lang),
        blocks=tuple(_blocks(found, lang, day)),
        is_wide=True,
    )


def say(key: str, lang: str, **values: object) -> str:
    """The words of this table."""
    return words.text(f"amendments.{key}", lang, **values)


def _marked(found: Amendments, title: str, lang: str) -> str:
    return title if found.mark is None else words.text("marks.titled", lang, mark=found.mark, title=title)


def _blocks(found: Amendments, lang: str, day: date) -> Iterator[Block]:
    if found.mark is not None:
        yield text(_marked(found, "", lang), "strong")
    yield text(found.headline[lang], "strong")
    yield text(" · ".join([say("made", lang, day=day_text(day)[lang]), say("draft", lang)]), "muted")
    yield Heading(1, say("text_heading", lang))
    if found.articles:
        yield text(say("text_note", lang), "muted")
        yield _text(found, lang)
    else:
        yield text(say("text_none", lang))
    if found.others:
        yield Heading(1, say("others_heading", lang))
        yield _others(found, lang)
    if found.totals:
        yield Heading(1, say("effects_heading", lang))
        yield _effects(found, lang)
    notes = [*([say("unit", lang)] if found.totals else []), *(note[lang] for note in found.notes)]
    yield Points(tuple(cell(Piece(note, "muted")) for note in notes))
    yield Heading(1, say("receipt_heading", lang))
    yield _receipt(found, lang)
    if lang != "zh" and found.policy.law.en:
        yield text(found.policy.law.translation_notice.in_language(lang), "muted")


def _receipt(found: Amendments, lang: str) -> Table:
    """By what it was worked out."""
    heading = say("receipt_heading", lang)
    columns = (TableColumn(say("column_what", lang)), TableColumn(heading))
    lines = receipts.lines(found.policy, found.receipt)
    rows = tuple(TableRow((cell(Piece(label[lang], "muted")), cell(value[lang]))) for label, value in lines)
    return Table("law", heading, columns, rows)


# ------------------------------------------------------------------------------------------------ the text


def _text(found: Amendments, lang: str) -> Table:
    columns = _columns(("article", "old", "new", "effect"), lang)
    rows = tuple(_article(found, article, lang) for article in found.articles)
    return Table("amended", say("text_label", lang), columns, rows)


def _article(found: Amendments, article: AmendedArticle, lang: str) -> TableRow:
    name = cell(Piece(article_label(article.number, lang), "chip"), article.title[lang])
    ours = [(Piece(say("translation", lang, text=" ".join(article.translation)), "small"),)]
    old = _lines(article, new=False) + (ours if lang != "zh" and any(article.translation) else [])
    told = cell(*article_lines(found, article, lang))
    return TableRow((name, Cell(tuple(old)), Cell(tuple(_lines(article, new=True))), told), "law")


def _lines(article: AmendedArticle, *, new: bool) -> list[tuple[Piece, ...]]:
    return [tuple(_piece(passage, new=new) for passage in paragraph) for paragraph in article.paragraphs]


def _piece(passage: Passage, *, new: bool) -> Piece:
    style: Style = "quote"
    if passage.is_changed:
        style = "new" if new else "old"
    return Piece(passage.new if new else passage.old, style)


# ------------------------------------------------------------------------------------------------ the other tables


def _others(found: Amendments, lang: str) -> Table:
    columns = _columns(("what", "before", "after"), lang)
    rows = []
    for change in found.others:
        unit, old = change.unit[lang], change.old or _none()
        rows.append(TableRow((cell(change.label[lang]), cell(old[lang]), cell(Piece(change.new[lang] + unit, "new")))))
    return Table("others", say("others_label", lang), columns, tuple(rows))


def _effects(found: Amendments, lang: str) -> Table:
    columns = _columns(("article", *FIGURES), lang, right_from=1)
    rows = [*(_effect(effect, lang) for effect in found.effects), *(_effect(effect, lang) for effect in found.totals)]
    rows[-1] = TableRow(rows[-1].cells, "total", closes=True)
    if found.effects:
        rows[len(found.effects) - 1] = TableRow(rows[len(found.effects) - 1].cells, closes=True)
    return Table("effects", say("effects_label", lang), columns, tuple(rows))


def _effect(effect: AmountsLine, lang: str) -> TableRow:
    style: Style = "strong" if effect.article is None else "plain"
    cells = [Piece(label_of(effect)[lang], style), *(Piece(figure, style) for figure in figures(effect, lang))]
    return TableRow(tuple(cell(piece) for piece in cells))


def _columns(names: tuple[str, ...], lang: str, right_from: int = 99) -> tuple[TableColumn, ...]:
    def align(at: int) -> Align:
        return "right" if at >= right_from else "left"

    return tuple(TableColumn(say(f"column_{name}", lang), align(at)) for at, name in enumerate(names))


def _none() -> Both:
    return words.both("amendments.none")
