"""What follows from the scenarios: who wins and who loses, which limits bind, what is open, as HTML for `st.html`."""

from collections.abc import Mapping, Sequence

from engine.registry.kept import Row
from engine.text import words
from engine.view.budget.effects import Effect, Effects
from engine.view.budget.limits import Candidate, Limit, OpenTie
from pages.shared import navigation
from pages.shared.html import chip, esc
from pages.shared.ledger import percent
from pages.shared.table import Column, table_html


def say(key: str, lang: str, **values: object) -> str:
    """The words of this page."""
    return words.text(f"budget.{key}", lang, **values)


def effects_html(effects: Effects, beside: str, lang: str) -> str:
    """Who gets more and who less: by size of company, with `beside` (HTML) below, and by article."""
    by_size = _effects(say("effects_size", lang), effects.by_size, lang)
    by_article = _effects(say("effects_article", lang), effects.by_article, lang)
    heading = f'<h2 class="m-h2">{esc(effects.finding[lang])}</h2>'
    note = f'<p class="m-note">{esc(say("effects_note", lang))}</p>'
    return (
        f'<section class="b-part">{heading}<div class="b-wide"><div class="b-two">'
        f"<div>{by_size}{note}{beside}</div><div>{by_article}</div></div></div></section>"
    )


def _effects(title: str, rows: Sequence[Effect], lang: str) -> str:
    columns = [Column(title)]
    columns += [Column(say(f"effects_{key}", lang), "num") for key in ("more", "less", "same", "difference")]
    return table_html(title, columns, [_effect(row, lang) for row in rows], style="b-effects")


def _effect(row: Effect, lang: str) -> list[str]:
    label = esc(row.label[lang]) if row.article is None else f"{chip(row.article, lang)} {esc(row.label[lang])}"
    parts = (("u", row.more_bar), ("s", row.same_bar), ("d", row.less_bar))
    bars = "".join(f'<i class="{style}" style="width:{percent(width)}"></i>' for style, width in parts if width)
    return [
        f'{label}<span class="b-wl" aria-hidden="true">{bars}</span>',
        *(str(count) for count in (row.more, row.less, row.same)),
        f'<span class="b-d {row.direction}">{esc(row.difference)}</span>',
    ]


def limits_html(limits: Sequence[Limit], name: str, lang: str) -> str:
    """Which limits bind, and which do not."""
    lines = "".join(_limit(limit, lang) for limit in limits)
    heading = esc(say("limits_heading", lang, name=name))
    return f'<section class="b-part"><h2 class="m-h2">{heading}</h2><ul class="m-list b-limits">{lines}</ul></section>'


def _limit(limit: Limit, lang: str) -> str:
    state = say("binds" if limit.binds else "binds_not", lang)
    shape = "■" if limit.binds else "□"
    mark = f'<span class="b-state"><i aria-hidden="true">{shape}</i> {esc(state)}</span>'
    return (
        f'<li class="{"binds" if limit.binds else ""}"><span>{chip(limit.article, lang)}</span>'
        f"<span><b>{esc(limit.label[lang])}</b> {mark}"
        f'<span class="t">{esc(limit.text[lang])}</span></span></li>'
    )


def ties_html(ties: Sequence[OpenTie], rows: Mapping[str, Row], lang: str) -> str:
    """What is open until the authority decides, each candidate with the way to its claim. `rows`: the claims of the
    list of claims, by their ids."""
    if not ties:
        return ""
    blocks = "".join(_tie(tie, rows, lang) for tie in ties)
    heading, help_ = esc(say("ties_heading", lang)), esc(say("ties_help", lang))
    return f'<section class="b-part b-ties"><h2 class="m-h2">{heading}</h2><p class="m-s">{help_}</p>{blocks}</section>'


def _tie(tie: OpenTie, rows: Mapping[str, Row], lang: str) -> str:
    lines = "".join(_candidate(c, rows.get(c.claim), lang) for c in tie.candidates)
    return f'<p class="m-say">{chip(tie.article, lang)} {esc(tie.text[lang])}</p><ul class="m-list">{lines}</ul>'


def _candidate(candidate: Candidate, row: Row | None, lang: str) -> str:
    key = "tie_scored" if candidate.score else "tie_unscored"
    said = esc(say(key, lang, approved=candidate.approved, score=candidate.score))
    name = esc((row.name if row else "") or candidate.applicant or say("nameless", lang))
    if row is not None:
        place = navigation.href("claims", application=row.application, claim=row.claim)
        name = f'<a href="{esc(place)}" target="_self">{name}</a>'
    return f'<li><span><b>{name}</b><span class="t">{said}</span></span></li>'
