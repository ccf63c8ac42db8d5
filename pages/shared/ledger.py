"""The ledger: how an amount comes about, one row per step of the law, as HTML for `st.html`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.text import words
from engine.view import waterfall
from engine.view.waterfall import Condition, Ledger, Row
from pages.shared.html import chip, esc

Links = Callable[[int, str], str] | None
"""Article and quote -> where the chip of that step leads."""


def ledger_html(
    steps: Sequence[dict[str, Any]],
    lang: str,
    title: str | None = None,
    question: str | None = None,
    item: Mapping[str, str] | None = None,
    links: Links = None,
) -> str:
    """The ledger of one claim's `steps` (the engine's; the steps of a budget may follow them).

    `title` stands small above, `question` is the one the reader has (`engine.view.waterfall.question` words it), `item`
    names what the claim's list consists of, in both languages, `links` says where a step's article leads. Conditions
    that failed or are unanswered come first, as reasons; several items are computed one by one, then together.
    """
    of = waterfall.composed(steps, lang, item)
    parts = ['<div class="m-ledger">']
    if title:
        parts.append(f'<p class="m-over">{esc(title)}</p>')
    if question:
        parts.append(f'<p class="m-q">{esc(question)}</p>')
    parts.append(_reasons(of, lang, item, links))
    parts.append(_items(of, lang, links))
    if of.items and of.rows:
        parts.append(f'<p class="m-part">{esc(words.text("results.items_together", lang))}</p>')
    if of.rows:
        parts.append(_table(of.rows, lang, question or words.text("results.ledger_label", lang), links))
    parts.append(_met(of.met, lang, item, links))
    parts.append("</div>")
    return "".join(parts)


def _table(rows: Sequence[Row], lang: str, label: str, links: Links) -> str:
    head = "".join(
        f'<span role="columnheader">{esc(words.text(f"results.ledger_column_{name}", lang))}</span>'
        for name in ("article", "step", "amount")
    )
    body = "".join(_row(row, lang, links) for row in rows)
    return (
        f'<div class="m-lg" role="table" aria-label="{esc(label)}">'
        f'<div class="m-sr" role="row">{head}</div>{body}</div>'
    )


def _row(row: Row, lang: str, links: Links) -> str:
    cut = f"<small>{esc(row.cut_text)}</small>" if row.cut_text else ""
    amount = f"{cut}<span>{esc(row.amount_text)}</span>" if row.amount_text else ""
    return (
        f'<div class="m-lr {esc(row.kind)}" role="row">'
        f'<span class="c" role="cell">{_chip(row, lang, links)}</span>'
        f'<span class="x" role="cell"><span class="n">{esc(row.name)}</span>'
        f'<span class="t">{esc(row.text)}</span></span>'
        f'<span class="b" aria-hidden="true">{bar(row.width, row.cut)}</span>'
        f'<span class="a" role="cell">{amount}</span></div>'
    )


def _chip(row: Row | Condition, lang: str, links: Links) -> str:
    if row.article is None:
        return ""
    return chip(row.article, lang, links(row.article, row.quote) if links else "")


def bar(width: int, cut: int = 0) -> str:
    """A bar of `width` thousandths with `cut` thousandths hatched behind it."""
    kept = f'<i style="width:{percent(width)}"></i>' if width else ""
    gone = f'<s style="left:{percent(width)};width:{percent(cut)}"></s>' if cut else ""
    return kept + gone


def percent(permille: int) -> str:
    """Thousandths as CSS writes them: 432 is 43.2%."""
    whole, tenth = divmod(permille, 10)
    return f"{whole}.{tenth}%"


def _items(of: Ledger, lang: str, links: Links) -> str:
    if not of.items:
        return ""
    parts = [f'<p class="m-part">{esc(words.text("results.items_heading", lang, count=len(of.items)))}</p>']
    is_open = "" if of.folded else " open"
    for item in of.items:
        parts.append(
            f'<details class="m-item"{is_open}><summary><span class="n">{esc(item.name)}</span>'
            f'<span class="b" aria-hidden="true">{bar(item.rows[-1].width)}</span>'
            f'<span class="a">{esc(item.amount_text)}</span></summary>{_table(item.rows, lang, item.name, links)}'
            "</details>"
        )
    return "".join(parts)


def _reasons(of: Ledger, lang: str, item: Mapping[str, str] | None, links: Links) -> str:
    parts = []
    for state, conditions, shape in (("failed", of.failed, "○"), ("unknown", of.unknown, "◐")):
        lines = [f"<li>{_condition(c, lang, item, shape, links)}</li>" for c in conditions]
        if lines:
            heading = esc(words.text(f"results.reasons_{state}", lang))
            parts.append(f'<div class="m-why {state}"><p>{heading}</p><ul>{"".join(lines)}</ul></div>')
    return "".join(parts)


def _condition(c: Condition, lang: str, item: Mapping[str, str] | None, shape: str, links: Links) -> str:
    article = _chip(c, lang, links)
    where = "" if c.item is None else f"<b>{esc(waterfall.item_name(c.item, lang, item))}</b> "
    text = c.name if c.state == "met" or not c.text else c.text
    return f'<i aria-hidden="true">{shape}</i> {article} {where}{esc(text)}'


def _met(met: Sequence[Condition], lang: str, item: Mapping[str, str] | None, links: Links) -> str:
    if not met:
        return ""
    lines = "".join(f"<li>{_condition(c, lang, item, '●', links)}</li>" for c in met)
    label = esc(words.text("results.conditions_met", lang, count=len(met)))
    return f'<details class="m-met"><summary>{label}</summary><ul>{lines}</ul></details>'
