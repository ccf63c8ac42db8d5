"""The 新旧条款对照表, as a Word document made of the blocks of a report, or as what this states, in JSON; its scenarios
once more, of that statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from engine.documents.carried import Statement, statement
from engine.documents.report.blocks import (
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
    columns,
    row,
    text,
)
from engine.policy.pack import Policy
from engine.scenario import Scenario, read_scenario, written
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
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
    states,
)

KIND = "amendments"


def as_word(found: Amendments, lang: str, day: date) -> bytes:
    """The table as a Word document in `lang` (zh or en), with `day` as the day on the paper."""
    from engine.documents.report.word import docx

    return docx(compose(found, lang, day), lang, day, stated(found, lang, day))


def as_json(found: Amendments, lang: str, day: date) -> bytes:
    """The statement that the document carries, by itself."""
    return (json.dumps(stated(found, lang, day), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


WRITERS: dict[str, Callable[[Amendments, str, date], bytes]] = {".docx": as_word, ".json": as_json}
"""End of the file's name -> what makes such a table."""


# ------------------------------------------------------------------------------------------------ what it states


def stated(found: Amendments, lang: str, day: date) -> Statement:
    """What the table states: the changed articles before and after, what else changes, and what it all comes to; of
    the two scenarios. The claims do not stand in it: their hash is the `input` of its receipt."""
    of = {"base": written(found.base), "scenario": written(found.own)}
    return statement(KIND, found.receipt, of, {"lang": lang, "day": day.isoformat()}, states(found))


def scenarios(policy: Policy, of: Statement) -> tuple[Scenario, Scenario]:
    """The scenarios that a table compares: the law as it stands, and the other one. Refused where they cannot be."""
    base, own = (read_scenario(policy, of["input"][name], name) for name in ("base", "scenario"))
    return base, own


# ------------------------------------------------------------------------------------------------ the document


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
    heads = columns(("amendments.column_what", "amendments.receipt_heading"), lang)
    lines = receipts.lines(found.policy, found.receipt)
    rows = tuple(row(Piece(label[lang], "muted"), value[lang]) for label, value in lines)
    return Table("law", say("receipt_heading", lang), heads, rows)


# ------------------------------------------------------------------------------------------------ the text


def _text(found: Amendments, lang: str) -> Table:
    rows = tuple(_article(found, article, lang) for article in found.articles)
    return Table("amended", say("text_label", lang), _columns(("article", "old", "new", "effect"), lang), rows)


def _article(found: Amendments, article: AmendedArticle, lang: str) -> TableRow:
    name = cell(Piece(article_label(article.number, lang), "chip"), article.title[lang])
    ours = [(Piece(say("translation", lang, text=" ".join(article.translation)), "small"),)]
    old = _lines(article, new=False) + (ours if lang != "zh" and any(article.translation) else [])
    told = cell(*article_lines(found, article, lang))
    return row(name, Cell(tuple(old)), Cell(tuple(_lines(article, new=True))), told, style="law")


def _lines(article: AmendedArticle, *, new: bool) -> list[tuple[Piece, ...]]:
    return [tuple(_piece(passage, new=new) for passage in paragraph) for paragraph in article.paragraphs]


def _piece(passage: Passage, *, new: bool) -> Piece:
    style: Style = "new" if new else "old"
    return Piece(passage.new if new else passage.old, style if passage.is_changed else "quote")


# ------------------------------------------------------------------------------------------------ the other tables


def _others(found: Amendments, lang: str) -> Table:
    rows = tuple(
        row(
            change.label[lang],
            say("none", lang) if change.old is None else change.old[lang],
            Piece(change.new[lang] + change.unit[lang], "new"),
        )
        for change in found.others
    )
    return Table("others", say("others_label", lang), _columns(("what", "before", "after"), lang), rows)


def _effects(found: Amendments, lang: str) -> Table:
    rows = [_effect(effect, lang) for effect in (*found.effects, *found.totals)]
    if found.effects:
        rows[len(found.effects) - 1] = replace(rows[len(found.effects) - 1], closes=True)
    rows[-1] = replace(rows[-1], style="total", closes=True)
    return Table(
        "effects", say("effects_label", lang), _columns(("article", *FIGURES), lang, len(FIGURES)), tuple(rows)
    )


def _effect(effect: AmountsLine, lang: str) -> TableRow:
    style: Style = "strong" if effect.article is None else "plain"
    return row(*(Piece(said, style) for said in (label_of(effect)[lang], *figures(effect, lang))))


def _columns(names: tuple[str, ...], lang: str, right: int = 0) -> tuple[TableColumn, ...]:
    return columns([f"amendments.column_{name}" for name in names], lang, right)
