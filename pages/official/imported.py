"""Files that were imported, and undoing one import as a whole."""

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import imports
from engine.registry.database import database
from engine.registry.stored import ImportedFile
from engine.values.refusal import Refused
from pages.official.asking import tell_refused
from pages.official.inputs import ask_reason
from pages.shared import navigation, official
from pages.shared.language import KEY, language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import notice_html, tell

UNDO = "undo"
"""The file whose import is to be undone, in the address."""
SHOWN = 50


def draw(policy: Policy, page: str = "import") -> None:
    """The files that were imported, the latest first, each with the way to undo its import: those of applications, or
    the lists of earlier years where that `page` is drawn."""
    listed = page != "import"
    found = imports.imported_files(database(), official.credential(), policy)
    files = [file for file in found if bool(file.awards) == listed]
    if not files:
        return
    st.html(pieces().part(say("claims_page.files_heading")))
    asked = next((file for file in files if file.id == st.query_params.get(UNDO) and file.left), None)
    if asked is not None:
        _draw_question(asked, page)
    columns = [(say("claims_page.files_file"), "text")]
    if listed:
        columns += [(say("awards.files_awards"), "num"), (say("imports.files_changed"), "num")]
    else:
        columns += [(say(f"claims_page.files_{name}"), "num") for name in ("applications", "claims")]
        columns += [(say(f"imports.files_{name}"), "num") for name in ("changed", "decided")]
    columns += [(say("claims_page.files_when"), "text"), (say("claims_page.files_undo"), "chip")]
    rows = [_row(file, page) for file in files[:SHOWN]]
    st.html(pieces().table(say("claims_page.files_label"), columns, rows))


def _row(file: ImportedFile, page: str) -> tuple[str, ...]:
    of_applications = (file.applications, file.claims, file.changed, file.decided)
    counts = (file.awards, file.changed) if file.awards else of_applications
    return (
        pieces().written(file.name),
        *(f"{count:,}" if count else "" for count in counts),
        pieces("official").when(clock_text(file.at), file.who),
        _way(file, page),
    )


def _way(file: ImportedFile, page: str) -> str:
    """The way to undo the import, or why there is none."""
    if file.undone is not None:
        said = say("imports.files_undone", who=file.undone_by, when=clock_text(file.undone), reason=file.reason)
        return pieces().written(said)
    if not file.left:
        return say("imports.files_nothing_left")
    href = navigation.href("claims", do=page, **{UNDO: file.id})
    return pieces().to(href, say("claims_page.files_undo_short"), say("claims_page.files_undo_which", name=file.name))


def _draw_question(file: ImportedFile, page: str) -> None:
    """What goes, the reason, and, where decisions would go, whether they are to."""
    key = "awards.files_ask" if file.awards else "claims_page.files_ask"
    said = say(key, name=file.name, **{"awards" if file.awards else "applications": f"{file.left:,}"})
    lines = [say("imports.undo_decided", decisions=f"{file.decisions:,}")] if file.decisions else []
    if file.awards:
        lines += [say("awards.undo_gives_place")] if file.changed else []
    elif file.changed or file.decided:
        lines.append(say("imports.undo_stays"))
    st.html(notice_html(said, lines, refused=True))
    given, sure = ask_reason("undo_reason", hint="imports.undo_reason_hint"), True
    if file.decisions:
        sure = st.checkbox(say("imports.undo_tick", decisions=f"{file.decisions:,}"), key="undo_decided")
    with st.container(horizontal=True, key="r_undo"):
        if st.button(say("claims_page.files_really"), key="undo_really", type="primary", disabled=not sure):
            with st.spinner(say("claims_page.files_undoing")):
                _undo(file, given, page)
        if st.button(say("claims_page.files_not"), key="undo_not"):
            _leave(page)


def _undo(file: ImportedFile, given: str, page: str) -> None:
    """Undo it, or say why not; the question stays until it is answered."""
    try:
        where = database(), official.credential(), file.id
        removed = imports.remove_file(*where, given, with_decisions=bool(file.decisions))
    except Refused as refused:
        tell_refused("claims_page.not_deleted", refused)
        st.rerun()
    if removed.awards:
        tell(say("awards.files_undone", name=file.name, awards=f"{removed.awards:,}"))
    else:
        count = {"applications": f"{removed.applications:,}", "claims": f"{removed.claims:,}"}
        tell(say("claims_page.files_undone", name=file.name, **count))
    _leave(page)


def _leave(page: str) -> None:
    """The page again, with nothing asked."""
    st.switch_page(navigation.place("claims"), query_params={"do": page, KEY: language()})
