"""Files that were imported, and undoing one import as a whole."""

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import applications
from engine.registry.applications import ImportedFile
from engine.registry.database import database
from engine.values.refusal import Refused
from pages.shared import navigation, official
from pages.shared.language import KEY, language, pieces, say
from pages.shared.moments import clock_text
from pages.shared.notices import notice_html, tell

UNDO = "undo"
"""The file whose import is to be undone, in the address."""
SHOWN = 50
LONGEST_REASON = 300


def draw(policy: Policy) -> None:
    """The files that were imported, the latest first, each with the way to undo its import."""
    files = applications.imported_files(database(), official.credential(), policy)
    if not files:
        return
    st.html(pieces().part(say("claims_page.files_heading")))
    asked = next((file for file in files if file.id == st.query_params.get(UNDO) and file.left), None)
    if asked is not None:
        _draw_question(asked)
    kinds = {"file": "text", "applications": "num", "claims": "num", "when": "text", "undo": "chip"}
    columns = [(say(f"claims_page.files_{name}"), kind) for name, kind in kinds.items()]
    columns[3:3] = [(say(f"imports.files_{name}"), "num") for name in ("changed", "decided")]
    rows = [_row(file) for file in files[:SHOWN]]
    st.html(pieces().table(say("claims_page.files_label"), columns, rows))


def _row(file: ImportedFile) -> tuple[str, ...]:
    counts = (file.applications, file.claims, file.changed, file.decided)
    return (
        pieces().written(file.name),
        *(f"{count:,}" if count else "" for count in counts),
        pieces("official").when(clock_text(file.at), file.who),
        _way(file),
    )


def _way(file: ImportedFile) -> str:
    """The way to undo the import, or why there is none."""
    if file.undone is not None:
        said = say("imports.files_undone", who=file.undone_by, when=clock_text(file.undone), reason=file.reason)
        return pieces().written(said)
    if not file.left:
        return say("imports.files_nothing_left")
    href = navigation.href("claims", do="import", **{UNDO: file.id})
    return pieces().to(href, say("claims_page.files_undo_short"), say("claims_page.files_undo_which", name=file.name))


def _draw_question(file: ImportedFile) -> None:
    """What goes, the reason, and, where decisions would go, whether they are to."""
    said = say("claims_page.files_ask", name=file.name, applications=f"{file.left:,}")
    lines = [say("imports.undo_decided", decisions=f"{file.decisions:,}")] if file.decisions else []
    lines += [say("imports.undo_stays")] if file.changed or file.decided else []
    st.html(notice_html(said, lines, refused=True))
    reason = st.text_input(
        say("claims_page.reason_label"), key="undo_reason", max_chars=LONGEST_REASON, autocomplete="off"
    )
    st.html(pieces().hint(say("imports.undo_reason_hint")))
    sure = True
    if file.decisions:
        sure = st.checkbox(say("imports.undo_tick", decisions=f"{file.decisions:,}"), key="undo_decided")
    with st.container(horizontal=True, key="r_undo"):
        if st.button(say("claims_page.files_really"), key="undo_really", type="primary", disabled=not sure):
            with st.spinner(say("claims_page.files_undoing")):
                _undo(file, reason or "")
        if st.button(say("claims_page.files_not"), key="undo_not"):
            _leave()


def _undo(file: ImportedFile, reason: str) -> None:
    """Undo it, or say why not; the question stays until it is answered."""
    try:
        removed = applications.remove_file(
            database(), official.credential(), file.id, reason, with_decisions=bool(file.decisions)
        )
    except Refused as refused:
        tell(say("claims_page.not_deleted"), [e["message"][language()] for e in refused.errors], refused=True)
        st.rerun()
    count = {"applications": f"{removed.applications:,}", "claims": f"{removed.claims:,}"}
    tell(say("claims_page.files_undone", name=file.name, **count))
    _leave()


def _leave() -> None:
    """The page again, with nothing asked."""
    st.switch_page(navigation.place("claims"), query_params={"do": "import", KEY: language()})
