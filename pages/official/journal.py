"""日志: who did what to what, when; and whether every line is still as it was written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st
from markupsafe import Markup

from engine.registry import integrity, journal
from engine.registry.access import UNKNOWN, Terminal
from engine.registry.database import database
from engine.registry.journal import JournalLine
from engine.registry.seals import Finding
from engine.text import words
from pages.official.asking import calmly
from pages.official.inputs import choose, of_visit
from pages.shared import official
from pages.shared.language import language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import notice_html

COUNT = 50
EVERY = ""
"""The choice of a filter that leaves nothing out."""
VIEW = "journal view"
DID = "journal.did_"
"""Where the words for what was done stand."""
MOST_NAMED = 5
"""So many things that were changed past the program are named here; the command line has all."""
SHOWN = 12
"""Characters of a hash that are shown; the command line has all."""


@dataclass
class View:
    """What an official looks for. `pages`: for each page after the first, the line before which it begins."""

    who: str | None = None
    what: str | None = None
    subject: str = ""
    pages: list[int] = field(default_factory=list)


@calmly()
def draw() -> None:
    """Draw the page."""
    view = of_visit(VIEW, View)
    st.html(pieces().head(say("journal.heading"), say("journal.what_it_is")))
    _draw_verify()
    _draw_filters(view)
    before = view.pages[-1] if view.pages else None
    lines = journal.entries(
        database(),
        official.credential(),
        before=before,
        count=COUNT + 1,
        who=view.who,
        what=view.what,
        subject=view.subject,
    )
    if not lines:
        st.html(pieces().empty(say("journal.none")))
        return
    st.html(_table(lines[:COUNT]))
    _draw_paging(view, lines)


def _draw_verify() -> None:
    """The button, and what came of it."""
    with st.container(horizontal=True, vertical_alignment="center", key="r_verify"):
        if st.button(say("journal.verify"), key="verify", type="primary"):
            with st.spinner(say("journal.verifying")):
                found = integrity.prove(database(), official.credential())
            verdict = found.journal
            if verdict.broken is not None:
                said = say("journal.verified_broken", lines=verdict.lines, broken=verdict.broken)
            elif found.findings:
                said = say("journal.verified_altered", count=len(found.findings), which=_named(found.findings))
            else:
                said = say("journal.verified", lines=verdict.lines)
            st.html(notice_html(said, refused=not found.is_whole))


def _named(findings: Sequence[Finding]) -> str:
    """What was changed past the program: the first few of it."""
    named = [say(f"journal.found_{one.how}", table=one.table, row=one.key) for one in findings[:MOST_NAMED]]
    return say("journal.found_between").join(named) + (say("journal.found_more") if len(findings) > MOST_NAMED else "")


def _draw_filters(view: View) -> None:
    who, what = journal.named(database(), official.credential())
    lang = language()
    with st.container(horizontal=True, key="r_filters", vertical_alignment="bottom"):
        _draw_choice(view, "who", who, _who)
        _draw_choice(view, "what", what, _what)
        key = f"journal-subject-{lang}"
        st.text_input(
            say("journal.search"),
            value=view.subject,
            key=key,
            on_change=_chosen,
            args=(view, "subject", key),
            max_chars=80,
            width=200,
        )


def _draw_choice(view: View, name: str, options: list[str], written: Callable[[str], str]) -> None:
    # With None among the options, Streamlit draws a button that clears the box.
    names, chosen = {EVERY: say("journal.all"), **{option: written(option) for option in options}}, getattr(view, name)
    key = f"journal-{name}-{language()}-{len(options)}"
    chosen = chosen if chosen in names else EVERY
    choose(say(f"journal.{name}"), names, chosen, key, on_change=_chosen, args=(view, name, key), width=200)


def _chosen(view: View, name: str, key: str) -> None:
    value = st.session_state[key]
    setattr(view, name, (value or "").strip() if name == "subject" else value or None)
    view.pages.clear()


def _draw_paging(view: View, lines: list[JournalLine]) -> None:
    with st.container(horizontal=True, key="r_paging", vertical_alignment="center"):
        if view.pages and st.button(say("journal.newer"), key="newer"):
            view.pages.pop()
            st.rerun()
        if len(lines) > COUNT and st.button(say("journal.older"), key="older"):
            view.pages.append(lines[COUNT - 1].number)
            st.rerun()


def _table(lines: list[JournalLine]) -> Markup:
    own, written = pieces("official"), pieces().written
    kinds = {"number": "chip", "at": "text", "who": "text", "what": "text", "subject": "text", "hashes": "text"}
    columns = [(say(f"journal.{name}"), kind) for name, kind in kinds.items()]
    rows = [
        (
            str(line.number),
            own.moment(clock_text(line.at, seconds=True)),
            written(_who(line.who)),
            _what(line.what, line.count),
            own.code(written(line.subject)) if line.subject else "",
            own.code(said) if (said := _hashes(line)) else "",
        )
        for line in lines
    ]
    return pieces().table(say("journal.label"), columns, rows, style="journal")


def _hashes(line: JournalLine) -> str:
    if line.before is None and line.after is None:
        return ""
    before, after = ((part or "")[:SHOWN] or say("results.table_none") for part in (line.before, line.after))
    return say("journal.from_to", before=before, after=after)


def _who(name: str) -> str:
    """Who did it: an account's name, or our word for who has none."""
    return {
        Terminal().name: say("journal.terminal"),
        "company": say("journal.company"),
        "system": say("journal.system"),
        UNKNOWN.name: say("journal.unknown"),
    }.get(name, name)


def _what(done: str, count: int | None = None) -> str:
    """What was done, in words; the journal's own word where there are none; how often, where it is counted."""
    said = say(f"{DID}{done}") if f"{DID}{done}" in words.keys() else done  # noqa: SIM118
    return said if count is None else say("journal.so_often", what=said, count=count)
