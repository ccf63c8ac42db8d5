"""The frame of the slides as HTML: every slide, the bar below them, the presenter's list. `briefing.js` moves them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.text import words
from pages.shared.html import esc
from pages.shared.language import NAMES

HOME = "./"
CLAUSES = "(?<=[，；：])"
"""Where a clause ends."""
AMOUNT = r"[0-9][0-9,.]*(?: ?万元|%)"


@dataclass(frozen=True)
class Slide:
    """One slide in one language, of some `kind`. `over` stands small above the title, `mark` before it; `body` is HTML;
    `notes` say where the figures are from. `case` is the number of a case, which the presenter may leave out."""

    id: str
    kind: str
    over: str
    title: str
    body: str
    notes: tuple[str, ...] = ()
    case: str = ""
    mark: str = ""


def say(key: str, lang: str, **values: object) -> str:
    """The words of this page."""
    return words.text(f"briefing.{key}", lang, **values)


def show_html(slides: Sequence[Slide], foot: str, lang: str) -> str:
    """The whole. `foot` stands below every slide."""
    drawn = "".join(_slide_html(slide, foot, lang) for slide in slides)
    label, role = esc(say("label", lang)), esc(say("role", lang))
    said = esc(say("said", lang, n="{n}", of="{of}", title="{title}"))
    return (
        f'<div class="p-show" role="region" aria-label="{label}" aria-roledescription="{role}" data-said="{said}">'
        f'<div class="p-stage" tabindex="-1">{drawn}</div>{_bar_html(lang)}{_panel_html(slides, lang)}'
        '<p class="p-said m-sr" role="status" aria-live="polite"></p></div>'
    )


def _slide_html(slide: Slide, foot: str, lang: str) -> str:
    case = f' data-case="{esc(slide.case)}"' if slide.case else ""
    role, id = esc(say("slide_role", lang)), esc(slide.id)
    return (
        f'<section class="p-slide {esc(slide.kind)}" id="{id}"{case} role="group" aria-roledescription="{role}" '
        f'aria-labelledby="{id}-title"><p class="p-over">{_mark_html(slide)}{esc(slide.over)}</p>'
        f'<h1 id="{id}-title">{_title_html(slide.title)}</h1><div class="p-body">{slide.body}</div>'
        f'<p class="p-foot">{esc(foot)}</p>{_notes_html(slide, lang)}</section>'
    )


def _mark_html(slide: Slide) -> str:
    return f'<strong class="p-mark">{esc(slide.mark)}</strong> ' if slide.mark else ""


def _title_html(title: str) -> str:
    """A title that breaks between its clauses before it breaks inside one, and never between “Art.” and its number."""
    unbroken = re.sub(r"(?<=\.) (?=\d)", "\N{NO-BREAK SPACE}", title)
    clauses = (re.sub(AMOUNT, r'<b class="m-num">\g<0></b>', esc(clause)) for clause in re.split(CLAUSES, unbroken))
    return "".join(f"<span>{clause}</span>" for clause in clauses if clause)


def _notes_html(slide: Slide, lang: str) -> str:
    lines = "".join(f"<li>{esc(note)}</li>" for note in slide.notes)
    lines = lines or f"<li>{esc(say('notes_none', lang))}</li>"
    return f'<div class="p-notes"><h2>{esc(say("notes_heading", lang))}</h2><ul>{lines}</ul></div>'


def _bar_html(lang: str) -> str:
    other = next(code for code in words.LANGUAGES if code != lang)
    leave = (
        f'<a class="p-leave" href="{HOME}?lang={lang}" target="_self" title="{esc(say("key_leave", lang))}">'
        f"{esc(say('leave', lang))}</a>"
    )
    tongue = esc(words.text("pages.html_lang", other))
    language = f'<a href="briefing?lang={other}" data-keep="" target="_self" lang="{tongue}">{esc(NAMES[other])}</a>'
    back = _button("previous", "←", lang, style="p-step", label=True)
    on = _button("next", "→", lang, style="p-step", label=True)
    more = (
        _button("list", say("list", lang), lang, "aria-expanded"),
        _button("notes", say("notes", lang), lang, "aria-pressed"),
        _button("full", say("full", lang), lang, "aria-pressed"),
    )
    return (
        f'<nav class="p-bar" aria-label="{esc(say("bar", lang))}"><div>{leave}{language}</div>'
        f'<div>{back}<span class="p-at"></span>{on}</div><div>{"".join(more)}</div></nav>'
    )


def _button(do: str, text: str, lang: str, state: str = "", *, style: str = "", label: bool = False) -> str:
    """A button; `state` is the attribute that says whether it is on."""
    named = f' aria-label="{esc(say(do, lang))}"' if label else ""
    on = f' {state}="false"' if state else ""
    looks = f' class="{style}"' if style else ""
    return (
        f'<button type="button" data-do="{do}"{looks}{on}{named} title="{esc(say(f"key_{do}", lang))}">'
        f"{esc(text)}</button>"
    )


def _panel_html(slides: Sequence[Slide], lang: str) -> str:
    """The list: every slide to go to, and the cases to show or leave out."""
    entries = "".join(
        f'<li><button type="button" data-slide="{esc(slide.id)}"><b>{number}</b><span>{esc(slide.title)}</span>'
        "</button></li>"
        for number, slide in enumerate(slides, 1)
    )
    cases = "".join(
        f'<li><label><input type="checkbox" checked data-pick="{esc(slide.case)}"><span>{esc(slide.title)}</span>'
        "</label></li>"
        for slide in slides
        if slide.case
    )
    chosen = f"<h2>{esc(say('cases_heading', lang))}</h2><ul>{cases}</ul>" if cases else ""
    close = f'<button type="button" class="p-close" data-do="list">{esc(say("close", lang))}</button>'
    label = esc(say("list_heading", lang))
    return (
        f'<div class="p-panel" role="dialog" aria-modal="true" aria-label="{label}">{close}<h2>{label}</h2>'
        f"<ol>{entries}</ol>{chosen}</div>"
    )
