"""A list on a screen as a table: lines of text to type or paste, and beside them what was understood, cell by cell."""

from typing import Any

import streamlit as st

from engine.application import matters, questionnaire
from engine.application.model import unclear
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.sheets import lines
from engine.text import words
from pages.shared import in_place
from pages.shared.answers import Address, Answers
from pages.shared.language import language, say
from pages.shared.templates import template

HEIGHT = 30
"""Pixels of a line, roughly."""
FEWEST_SHOWN = 4
"""Columns that are shown also where no line says anything in them."""
FEWEST, MOST = 5, 16
"""Lines that are seen at once."""


def draw_switch(answers: Answers, address: Address, fact: Fact, name: str, key: str) -> None:
    """The way to the table, or back to one box after the other."""
    is_table = address in answers.as_lines
    label = say("pages.list_by_boxes" if is_table else "pages.list_as_lines", name=name)
    in_place.button(label, f"lines-{key}-switch", _switch, answers, address, fact, type="tertiary")


def _switch(answers: Answers, address: Address, fact: Fact) -> None:
    if address in answers.as_lines:
        answers.show_entries(address)
    else:
        answers.show_lines(address, fact, language())


def draw_lines(answers: Answers, address: Address, provision: Provision, fact: Fact, name: str, key: str) -> None:
    """The lines of a list, how they are written, and the table that was understood."""
    lang = language()
    columns = answers.columns(address, fact)
    text = answers.lines_of(address, fact, lang)
    own = template("company", lang)
    labels = [place.label[lang] for place in columns]
    in_place.html(own.columns(labels))
    shown = min(max(text.count("\n") + 2, FEWEST), MOST)
    in_place.widget(
        st.text_area,
        say("pages.lines_label", name=name),
        value=text,
        height=shown * HEIGHT,
        key=key,
        max_chars=lines.LONGEST,
        placeholder=_example(columns, lang),
        on_change=_typed,
        args=(answers, address, fact, key),
    )
    faults = [(_where(f, columns), f.message[lang]) for f in answers.line_faults(address, fact, lang)]
    rows = _rows(answers, address, provision, fact, columns, lang) if text.strip() else []
    told = [i for i in range(len(columns)) if i < FEWEST_SHOWN or any(cells[i][0] for _, cells in rows)]
    rows = [(title, [cells[i] for i in told]) for title, cells in rows]
    if doubts := answers.line_doubts(address):
        called = dict(
            zip(answers.entries(address), matters.names(provision, fact, answers.value(address)), strict=True)
        )
        asked = [(called[here[len(address)]][lang], doubt.sentence[lang]) for here, doubt in doubts]  # type: ignore[index]
        in_place.html(own.asked_back(asked))
        meant = say("results.list_comma").join(doubt.meant[lang] for _, doubt in doubts)
        label = say("pages.take_meant", meant=meant)
        in_place.button(label, f"meant-{key}", answers.take_meant, address, fact, lang)
    place = "-".join(("q", *map(str, address)))
    in_place.html(own.lines(place, key, faults, [labels[i] for i in told], rows, name))


def _where(fault: lines.Fault, columns: list[lines.Place]) -> str:
    if fault.place is None:
        return say("pages.line_number", line=fault.line)
    return say("pages.line_of", line=fault.line, column=columns.index(fault.place) + 1)


def _typed(answers: Answers, address: Address, fact: Fact, key: str) -> None:
    if answers.has_place(address):
        answers.take_lines(address, fact, st.session_state[key] or "")
        in_place.answered(key)


def _example(columns: list[lines.Place], lang: str) -> str:
    """A line as it could be typed."""
    cells = [
        place.fact.choices[0].label.in_language(lang)
        if place.fact.choices
        else words.text(f"pages.line_example_{place.fact.type}", lang)
        for place in columns
    ]
    return words.text("pages.line_between", lang).join(cells)


def _rows(
    answers: Answers, address: Address, provision: Provision, fact: Fact, columns: list[lines.Place], lang: str
) -> list[tuple[str, list[tuple[str, bool]]]]:
    """The entries as they were understood, a row for each of the innermost: what the entry is called, and of each
    column what it says and whether that cannot be read."""
    stated = answers.listed(address)
    inner = next((p.inner for p in columns if p.inner), "")
    rows = []
    for entry, called in zip(stated, matters.names(provision, fact, stated), strict=True):
        within = entry.get(inner) if inner else None
        for row in range(max(1, len(within or ()))):
            cells = [_cell(p, entry, row, lang) if p.inner or row == 0 else ("", False) for p in columns]
            rows.append((called[lang] if row == 0 else "", cells))
    return rows


def _cell(place: lines.Place, entry: dict[str, Any], row: int, lang: str) -> tuple[str, bool]:
    value = lines.at(entry, place.path(row))
    if value is questionnaire.UNANSWERED:
        return "", False
    if (found := unclear(value)) is not None and found.text:
        return found.text, True
    return questionnaire.answer_text(place.fact, None, False, value).text[lang], False
