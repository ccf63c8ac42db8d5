"""导入: templates to download, files to choose, what they would add or what is wrong with them, and adding them."""

import csv
import io
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from engine import money, sheets, words
from engine.numerals import article_label
from engine.pack import Policy
from engine.refusal import Refused
from engine.registry import access, incoming
from engine.registry.access import Credential, NotAllowed
from engine.registry.applications import Conflict, Imported
from engine.registry.database import Database, database
from engine.registry.incoming import Fault, File, Preview
from engine.sheets.grid import guarded
from pages.official import imported
from pages.official.downloads import href
from pages.official.exporting import WORKBOOK
from pages.shared import navigation, official
from pages.shared.answers import policy_in_use
from pages.shared.files import Download
from pages.shared.html import esc, foot
from pages.shared.language import KEY, language, say
from pages.shared.notices import draw_told, tell
from pages.shared.table import Column, table_html

BOX = "import box"
"""Session: counts the boxes that files were chosen in; after an import there is a new, empty one."""
SEEN = "import seen"
"""Session: the ids of the files that were checked, and what came of it; never what is in them."""
FAULTS = "faults.csv"
SHOWN = 50
"""Faults that are listed on the page; the list to download has all."""
LARGEST = 20
"""Megabytes of a file."""
ENDINGS = ("xlsx", "csv", "json")
MOST_LISTS = 40

_lists: dict[str, tuple[str, bytes]] = {}
"""Lists of faults to download, the latest last: a random name -> the hash of the token that may, the file."""


def go() -> None:
    """Go to this page."""
    st.switch_page(navigation.place("claims"), query_params={"do": "import", KEY: language()})


def draw() -> None:
    """Draw the page."""
    policy, lang = policy_in_use(), language()
    back = f'<a href="{esc(navigation.href("claims"))}" target="_self">← {esc(say("claims_page.back"))}</a>'
    st.html(
        f'<p class="m-over">{back}</p><div class="f-head"><h1>{esc(say("claims_page.import_heading"))}</h1>'
        f'<p class="f-sub">{esc(say("claims_page.import_intro"))}</p></div>'
    )
    draw_told()
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="r_template"):
        _draw_templates(policy, lang)
    with right, st.container(key="r_import"):
        _draw_files(policy, lang)
    imported.draw(policy)
    st.html(foot(policy, lang))


# ------------------------------------------------------------------------------------------------ templates


def _draw_templates(policy: Policy, lang: str) -> None:
    """What to fill in. Nothing of an official's stands in a template: it is made from the policy alone."""
    heading, text = esc(say("claims_page.template_heading")), esc(say("claims_page.template_text"))
    st.html(f'<h2 class="r-part">{heading}</h2><p class="m-note">{text}</p>')
    with st.container(horizontal=True, key="r_workbooks"):
        for of in words.LANGUAGES:
            st.download_button(
                say(f"claims_page.template_xlsx_{of}"),
                _template(policy, of),
                file_name=words.text("claims_page.template_name", of),
                mime=WORKBOOK,
                on_click="ignore",
                key=f"template-{of}",
            )
    titles = {
        p.id: say(
            "pages.article_step", article=article_label(p.article, lang), title=p.title.in_language(lang)
        )
        for p in policy.provisions
    }  # fmt: skip
    chosen = st.selectbox(
        say("claims_page.template_csv_of"),
        list(titles),
        format_func=lambda name: titles[name],
        key=f"template-of-{lang}",
    )
    if chosen:
        title = policy.provision(chosen).title.in_language(lang)
        st.download_button(
            say("claims_page.template_csv"),
            lambda: sheets.csv_template(policy, chosen, lang),
            file_name=words.text("claims_page.template_csv_name", lang, title=title),
            mime="text/csv",
            on_click="ignore",
            key="template-csv",
        )


def _template(policy: Policy, lang: str) -> Callable[[], bytes]:
    return lambda: sheets.template(policy, lang)


# ------------------------------------------------------------------------------------------------ files


def _draw_files(policy: Policy, lang: str) -> None:
    st.html(f'<h2 class="r-part">{esc(say("claims_page.upload_heading"))}</h2>')
    box = st.session_state.setdefault(BOX, 0)
    chosen = st.file_uploader(
        say("claims_page.upload_label"),
        type=list(ENDINGS),
        accept_multiple_files=True,
        key=f"import-{box}",
        max_upload_size=LARGEST,
    )
    if not chosen:
        st.session_state.pop(SEEN, None)
        return
    ids = tuple(file.file_id for file in chosen)
    seen = st.session_state.get(SEEN)
    if seen is None or seen[0] != ids:
        seen = st.session_state[SEEN] = (ids, *_checked(policy, _files(chosen)))
    _, found, listed = seen
    if found.faults:
        st.html(_faults_html(found.faults, listed, len(chosen) > 1, lang))
    else:
        _draw_preview(policy, chosen, found, lang)


def _files(chosen: Sequence[Any]) -> list[File]:
    return [(file.name, file.getvalue()) for file in chosen]


def _checked(policy: Policy, files: Sequence[File]) -> tuple[Preview, str]:
    """What the files would add, or what is wrong with them and under which name the whole list is to be had."""
    bar = st.progress(0, say("claims_page.checking"))

    def reached(done: int) -> None:
        bar.progress(min(done / len(files), 1), say("claims_page.checked", done=done, count=len(files)))

    with st.spinner(say("claims_page.checking")):
        found = incoming.preview(policy, files, reached)
    bar.empty()
    return found, _keep_list(found.faults) if found.faults else ""


def _draw_preview(policy: Policy, chosen: Sequence[Any], found: Preview, lang: str) -> None:
    """What would be added, and the button that adds it."""
    names = {"file": "text", "applications": "num", "claims": "num", "amount": "num"}
    columns = [Column(say(f"claims_page.preview_{name}"), kind) for name, kind in names.items()]
    rows = [
        (
            f"<bdi>{esc(line.name)}</bdi>",
            f"{line.applications:,}",
            f"{line.claims:,}",
            esc(money.wan_text(line.amount)),
        )
        for line in found.lines
    ]
    total = found.total
    last = (
        esc(say("claims_page.preview_total")),
        f"{total.applications:,}",
        f"{total.claims:,}",
        esc(money.wan_text(total.amount)),
    )
    heading = esc(say("claims_page.preview_heading"))
    table = table_html(say("claims_page.preview_label"), columns, rows, last if len(rows) > 1 else ())
    st.html(f'<h2 class="r-part">{heading}</h2>{table}')
    with st.container(horizontal=True, key="r_add"):
        if st.button(say("claims_page.preview_add"), key="import_add", type="primary"):
            with st.spinner(say("claims_page.importing")):
                _add(policy, _files(chosen), lang)
        if st.button(say("claims_page.preview_clear"), key="import_clear"):
            _clear()
            st.rerun()


def _clear() -> None:
    """An empty box in the place of the files."""
    st.session_state[BOX] += 1
    st.session_state.pop(SEEN, None)


def _add(policy: Policy, files: Sequence[File], lang: str) -> None:
    """Add what was looked over; say what was added, or why nothing was."""
    try:
        added = incoming.add(database(), official.credential(), policy, files)
    except Refused as refused:
        faults = [incoming.fault("", error) for error in refused.errors]
        st.session_state[SEEN] = (st.session_state[SEEN][0], Preview([], faults), _keep_list(faults))
        st.rerun()
    except Conflict as conflict:
        tell(say("claims_page.not_imported"), [conflict.message[lang]], refused=True)
        st.rerun()
    _clear()
    tell(say("claims_page.imported"), [_said(name, done) for name, done in added])
    if any(done.applications for _, done in added):
        st.switch_page(navigation.place("claims"))
    st.rerun()


def _said(name: str, done: Imported) -> str:
    key = "imported_known" if done.known else "imported_again" if done.again else "imported_line"
    return say(
        f"claims_page.{key}",
        name=name or say("claims_page.imported_files"),
        applications=f"{done.applications:,}",
        claims=f"{done.claims:,}",
        again=f"{done.again:,}",
    )


# ------------------------------------------------------------------------------------------------ what is wrong


def _faults_html(faults: Sequence[Fault], listed: str, several: bool, lang: str) -> str:
    """Everything that is wrong, by sheet and cell (and file, if there are `several`), and the way to the whole list."""
    one = len(faults) == 1
    heading = say("claims_page.faults_heading_one" if one else "claims_page.faults_heading_many", count=len(faults))
    names = ["file", "sheet", "cell", "message"] if several else ["sheet", "cell", "message"]
    columns = [Column(say(f"claims_page.faults_{name}")) for name in names]
    rows = [
        [f"<bdi>{esc(cell)}</bdi>" for cell in _cells(fault, lang)[0 if several else 1 :]] for fault in faults[:SHOWN]
    ]
    first = "" if len(faults) <= SHOWN else f" {say('claims_page.faults_first', shown=SHOWN)}"
    download = href(FAULTS, list=listed, **{KEY: lang})
    return (
        f'<div class="f-notice refused" role="alert"><p><b>{esc(heading)}</b>{esc(first)}</p></div>'
        f"{table_html(say('claims_page.faults_label'), columns, rows, style='faults')}"
        f'<p><a class="f-leave r-button" href="{esc(download)}">{esc(say("claims_page.faults_download"))}</a></p>'
    )


def _cells(fault: Fault, lang: str) -> list[str]:
    return [fault.file, fault.sheet, fault.cell, fault.message[lang]]


def _keep_list(faults: Sequence[Fault]) -> str:
    """Keep the list of faults for whoever is signed in, in both languages; its name."""
    token = official.credential()
    name = secrets.token_hex(16)
    _lists[name] = (access.hashed(token) if isinstance(token, str) else "", _table(faults))
    while len(_lists) > MOST_LISTS:
        del _lists[next(iter(_lists))]
    return name


def _table(faults: Sequence[Fault]) -> bytes:
    """The list as CSV that a spreadsheet opens as text, one line for each fault, the message in both languages."""
    written = io.StringIO()
    lines = csv.writer(written)
    heads = ("faults_file", "faults_sheet", "faults_cell")
    lines.writerow([words.text(f"claims_page.{key}", "zh") for key in (*heads, "faults_message")] + ["English"])
    for fault in faults:
        lines.writerow([guarded(cell) for cell in (*_cells(fault, "zh"), fault.message["en"])])
    return written.getvalue().encode("utf-8-sig")


def fault_list(_database: Database, asking: Credential, asked: Mapping[str, str]) -> Download:
    """The list of faults that the address names, for the official whose files they were in."""
    mark, data = _lists.get(asked.get("list", ""), ("", b""))
    if not mark or not isinstance(asking, str) or access.hashed(asking) != mark:
        raise NotAllowed
    parts: Iterator[bytes] = iter([data])
    return Download(words.text("claims_page.faults_name", asked.get(KEY, "zh")), "text/csv; charset=utf-8", parts)
