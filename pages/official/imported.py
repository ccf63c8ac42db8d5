"""Files that were imported, and undoing one import as a whole."""

import streamlit as st

from engine.pack import Policy
from engine.refusal import Refused
from engine.registry import applications
from engine.registry.applications import ImportedFile
from engine.registry.database import database
from pages.shared import navigation, official
from pages.shared.html import esc
from pages.shared.language import KEY, language, say
from pages.shared.moments import clock_text
from pages.shared.notices import notice_html, tell
from pages.shared.table import Column, table_html

UNDO = "undo"
"""The file whose import is to be undone, in the address."""
SHOWN = 50


def draw(policy: Policy) -> None:
    """The files of which something is kept, the latest first, each with the way to undo its import."""
    files = applications.imported_files(database(), official.credential(), policy)
    if not files:
        return
    st.html(f'<h2 class="r-part">{esc(say("claims_page.files_heading"))}</h2>')
    asked = next((file for file in files if file.id == st.query_params.get(UNDO)), None)
    if asked is not None:
        _draw_question(asked)
    kinds = {"file": "text", "applications": "num", "claims": "num", "when": "text", "undo": "chip"}
    columns = [Column(say(f"claims_page.files_{name}"), kind) for name, kind in kinds.items()]
    rows = [_row(file) for file in files[:SHOWN]]
    st.html(table_html(say("claims_page.files_label"), columns, rows))


def _row(file: ImportedFile) -> tuple[str, ...]:
    href = navigation.href("claims", do="import", **{UNDO: file.id})
    label = esc(say("claims_page.files_undo_which", name=file.name))
    return (
        f"<bdi>{esc(file.name)}</bdi>",
        f"{file.applications:,}",
        f"{file.claims:,}",
        f'{esc(clock_text(file.at))} <span class="t"><bdi>{esc(file.who)}</bdi></span>',
        f'<a href="{esc(href)}" target="_self" aria-label="{label}">{esc(say("claims_page.files_undo_short"))}</a>',
    )


def _draw_question(file: ImportedFile) -> None:
    said = say(
        "claims_page.files_ask", name=file.name, applications=f"{file.applications:,}", claims=f"{file.claims:,}"
    )
    st.html(notice_html(said, refused=True))
    with st.container(horizontal=True, key="r_undo"):
        if st.button(say("claims_page.files_really"), key="undo_really", type="primary"):
            with st.spinner(say("claims_page.files_undoing")):
                _undo(file)
        if st.button(say("claims_page.files_not"), key="undo_not"):
            _leave()


def _undo(file: ImportedFile) -> None:
    try:
        removed = applications.remove_file(database(), official.credential(), file.id)
    except Refused as refused:
        tell(say("claims_page.not_deleted"), [e["message"][language()] for e in refused.errors], refused=True)
    else:
        count = {"applications": f"{removed.applications:,}", "claims": f"{removed.claims:,}"}
        tell(say("claims_page.files_undone", name=file.name, **count))
    _leave()


def _leave() -> None:
    """The page again, with nothing asked."""
    st.switch_page(navigation.place("claims"), query_params={"do": "import", KEY: language()})
