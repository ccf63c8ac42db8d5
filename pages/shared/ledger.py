"""The ledger: how an amount comes about, one row per step of the law, as HTML for `st.html`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine import ledger, words
from engine.ledger import Condition, Row
from pages.shared.html import chip, esc

Links = Callable[[int, str], str] | None
"""Article and quote -> where the chip of that step leads."""

OPEN_ITEMS = 3
"""Up to so many items stand open; more are folded, one line each."""


def ledger_html(
    steps: Sequence[dict[str, Any]],
    lang: str,
    title: str | None = None,
    question: str | None = None,
    item: Mapping[str, str] | None = None,
    links: Links = None,
) -> str:
    """The ledger of one claim's `steps` (the engine's; the steps of a budget may follow them).

    `title` stands small above, `question` is the one the reader has (`engine.ledger.question` words it), `item`
    names what the claim's list consists of, in both languages, `links` says where a step's article leads. Conditions
    that failed or are unanswered come first, as reasons; several items are computed one by one, then together.
    """
    conditions = ledger.conditions(steps, lang)
    drawn = ledger.rows(steps, lang)
    parts = ['<div class="m-ledger">']
    if title:
        parts.append(f'<p class="m-over">{esc(title)}</p>')
    if question:
        parts.append(f'<p class="m-q">{esc(question)}</p>')
    parts.append(_reasons(_untold(conditions, drawn), lang, item, links))
    label = question or words.text("results.ledger_label", lang)
    # What is said of a single item is one calculation with the rest.
    if len(ledger.items(steps)) > 1:
        parts.append(_items(drawn, lang, item, links))
        drawn = [row for row in drawn if row.item is None]
        if drawn:
            parts.append(f'<p class="m-part">{esc(words.text("results.items_together", lang))}</p>')
    else:
        drawn = _without_idle_sum(drawn)
    if drawn:
        parts.append(_table(drawn, lang, label, links))
    parts.append(_met(conditions, lang, item, links))
    parts.append("</div>")
    return "".join(parts)


def _untold(conditions: Sequence[Condition], rows: Sequence[Row]) -> list[Condition]:
    """The conditions without those of items whose own line, open below, says why they do not count beside others that
    do."""
    closed = len({row.item for row in rows if row.item is not None}) > OPEN_ITEMS
    if closed or not any(row.kind == "sum" and row.width for row in rows):
        return list(conditions)
    dropped = {row.item for row in rows if row.kind == "drop"}
    return [c for c in conditions if c.item not in dropped or c.state == "met"]


def _without_idle_sum(rows: list[Row]) -> list[Row]:
    """One item added up is itself: the line would say nothing."""
    return [row for row in rows if row.step not in ("sum", "best")]


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


def _items(rows: Sequence[Row], lang: str, item: Mapping[str, str] | None, links: Links) -> str:
    numbers = sorted({row.item for row in rows if row.item is not None})
    if not numbers:
        return ""
    parts = [f'<p class="m-part">{esc(words.text("results.items_heading", lang, count=len(numbers)))}</p>']
    is_open = " open" if len(numbers) <= OPEN_ITEMS else ""
    for number in numbers:
        own = [row for row in rows if row.item == number]
        name = ledger.item_name(number, lang, item)
        last = own[-1]
        figure = next((row.amount_text for row in reversed(own) if row.kind != "skip" and row.amount_text), "")
        parts.append(
            f'<details class="m-item"{is_open}><summary><span class="n">{esc(name)}</span>'
            f'<span class="b" aria-hidden="true">{bar(last.width)}</span>'
            f'<span class="a">{esc(figure)}</span></summary>{_table(own, lang, name, links)}</details>'
        )
    return "".join(parts)


def _reasons(conditions: Sequence[Condition], lang: str, item: Mapping[str, str] | None, links: Links) -> str:
    parts = []
    for state, shape in (("failed", "○"), ("unknown", "◐")):
        lines = [f"<li>{_condition(c, lang, item, shape, links)}</li>" for c in conditions if c.state == state]
        if lines:
            heading = esc(words.text(f"results.reasons_{state}", lang))
            parts.append(f'<div class="m-why {state}"><p>{heading}</p><ul>{"".join(lines)}</ul></div>')
    return "".join(parts)


def _condition(c: Condition, lang: str, item: Mapping[str, str] | None, shape: str, links: Links) -> str:
    article = _chip(c, lang, links)
    where = "" if c.item is None else f"<b>{esc(ledger.item_name(c.item, lang, item))}</b> "
    text = c.name if c.state == "met" or not c.text else c.text
    return f'<i aria-hidden="true">{shape}</i> {article} {where}{esc(text)}'


def _met(conditions: Sequence[Condition], lang: str, item: Mapping[str, str] | None, links: Links) -> str:
    met = [c for c in conditions if c.state == "met"]
    if not met:
        return ""
    lines = "".join(f"<li>{_condition(c, lang, item, '●', links)}</li>" for c in met)
    label = esc(words.text("results.conditions_met", lang, count=len(met)))
    return f'<details class="m-met"><summary>{label}</summary><ul>{lines}</ul></details>'
