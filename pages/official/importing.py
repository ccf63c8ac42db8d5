"""导入: templates to download, files to choose, what importing them would do or what is wrong with them; importing."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from engine import sheets
from engine.policy.pack import Policy
from engine.registry import access, incoming
from engine.registry.access import Credential, NotAllowed
from engine.registry.corrections import Found
from engine.registry.database import Database, database
from engine.registry.incoming import Fault, File, FileEffect, Preview
from engine.registry.stored import Conflict, Imported
from engine.scenario.worked import remember
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.refusal import Refused
from pages.official import changes, imported
from pages.official.asking import tell_refused
from pages.official.downloads import href, language_of
from pages.official.inputs import ask_reason, choose
from pages.shared import navigation, official
from pages.shared.files import Download, Link, links_html
from pages.shared.in_use import policy_in_use
from pages.shared.language import KEY, language, pieces, say
from pages.shared.notices import draw_notice_once, notice_html, tell
from pages.shared.templates import foot, template

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
COUNTS = ("new", "changed", "same", "contradictory", "left", "claims", "decided", "redecided")
"""What is counted of each file before, and of what was done."""
ALWAYS = ("new", "changed", "same")
"""What is told also where it is none."""
DONE = ("applications", "claims", "changed", "decided", "same", "left")
MOST_LISTS = 40


@dataclass(frozen=True)
class _Kept:
    """What is kept here, and not in a session, for the official whose files it was in (`mark`: the hash of the token):
    a list to download and its name, the applications that are shown, and those with a decision `above` the estimate."""

    mark: str
    name: Both
    data: bytes
    found: Sequence[Found] = ()
    above: Sequence[Found] = ()


_lists: OrderedDict[str, _Kept] = OrderedDict()
"""By a random name, the latest last."""


def go() -> None:
    """Go to this page."""
    st.switch_page(navigation.place("claims"), query_params={"do": "import", KEY: language()})


def draw() -> None:
    """Draw the page."""
    policy, lang = policy_in_use(), language()
    head = pieces().head(say("claims_page.import_heading"), say("claims_page.import_intro"))
    st.html(pieces("official").back() + head)
    draw_notice_once()
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="r_template"):
        _draw_templates(policy, lang)
    with right, st.container(key="r_import"):
        chosen = _draw_files(policy, lang)
    if chosen:
        _, seen, listed = st.session_state[SEEN]
        _draw_preview(policy, chosen, seen, listed, lang)
    imported.draw(policy)
    st.html(pieces("official").to_earlier())
    st.html(foot(policy, lang))


# ------------------------------------------------------------------------------------------------ templates


def _draw_templates(policy: Policy, lang: str) -> None:
    """What to fill in. Nothing of an official's stands in a template: it is made from the policy alone."""
    st.html(pieces().part(say("claims_page.template_heading"), say("claims_page.template_text")))
    links, waits = [], say("pages.file_waits")
    for of in words.LANGUAGES:
        says, name = say(f"claims_page.template_xlsx_{of}"), words.text("claims_page.template_name", of)
        links.append(Link(f"template-{of}.xlsx", says, name, partial(sheets.template, policy, of), waits))
    st.html(links_html(*links))
    titles = {p.id: changes.title_of(policy, p.id, lang) for p in policy.provisions}
    first = next(iter(titles), None)
    chosen = choose(say("claims_page.template_csv_of"), titles, first, f"template-of-{lang}")
    if chosen:
        title = policy.provision(chosen).title.in_language(lang)
        name = words.text("claims_page.template_csv_name", lang, title=title)
        make = partial(sheets.csv_template, policy, chosen, lang)
        st.html(links_html(Link("template.csv", say("claims_page.template_csv"), name, make)))


# ------------------------------------------------------------------------------------------------ files


def _draw_files(policy: Policy, lang: str) -> Sequence[Any]:
    """The box for files, and what is wrong with them. The files, where nothing is."""
    st.html(pieces().part(say("claims_page.upload_heading")))
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
        return ()
    ids = tuple(file.file_id for file in chosen)
    seen = st.session_state.get(SEEN)
    if seen is None or seen[0] != ids:
        seen = st.session_state[SEEN] = (ids, *_checked(policy, _files(chosen)))
    _, found, listed = seen
    if not found.faults:
        return chosen
    st.html(_faults_html(found.faults, listed, len(chosen) > 1, lang))
    return ()


def _files(chosen: Sequence[Any]) -> list[File]:
    return [(file.name, file.getvalue()) for file in chosen]


def _checked(policy: Policy, files: Sequence[File]) -> tuple[Preview, str]:
    """What the files would add, or what is wrong with them and under which name the whole list is to be had."""
    bar = st.progress(0, say("claims_page.checking"))

    def reached(done: int) -> None:
        bar.progress(min(done / len(files), 1), say("claims_page.checked", done=done, count=len(files)))

    with st.spinner(say("claims_page.checking")):
        seen = incoming.preview(database(), official.credential(), policy, files, reached)
    bar.empty()
    if seen.faults:
        return seen, _keep(words.both("claims_page.faults_name"), _table(seen.faults))
    above = [one for one in seen.found if one.above][: changes.SHOWN]
    shown = seen.found[: changes.SHOWN]
    listed = _keep(words.both("imports.list_name"), changes.table(policy, seen.found), shown, above)
    return replace(seen, found=[]), listed if seen.found else ""


def _draw_preview(policy: Policy, chosen: Sequence[Any], seen: Preview, listed: str, lang: str) -> None:
    """What would be done, and the button that does it."""
    st.html(pieces().part(say("claims_page.preview_heading")) + _lines_html(seen))
    kept = _lists.get(listed)
    if kept is not None:
        download = href(FAULTS, list=listed, **{KEY: lang})
        st.html(template("official", lang).changing(changes.html(policy, kept.found, lang), download))
    if seen.is_idle:
        st.html(notice_html(say("imports.nothing_to_do")))
    if seen.above:
        lines = changes.above(policy, kept.above if kept is not None else (), lang)[: changes.SHOWN]
        more = seen.above - len(lines)
        lines += [say("imports.above_more", count=f"{more:,}")] if more else []
        st.html(notice_html(say("imports.above", count=f"{seen.above:,}"), lines, refused=True))
    if seen.beyond:
        lines = changes.beyond(policy, kept.above if kept is not None else (), lang)[: changes.SHOWN]
        st.html(notice_html(say("imports.beyond", count=f"{seen.beyond:,}"), lines, refused=True))
    if seen.unnamed:
        st.html(notice_html(say("imports.unnamed", count=f"{seen.unnamed:,}")))
    given, propose, sure = _draw_questions(seen) if not seen.is_idle else ("", False, True)
    with st.container(horizontal=True, key="r_add"):
        if not seen.is_idle and st.button(
            say("claims_page.preview_add"), key="import_add", type="primary", disabled=not sure
        ):
            with st.spinner(say("claims_page.importing")):
                _add(policy, chosen, seen, given, propose)
        if st.button(say("claims_page.preview_clear"), key="import_clear"):
            _clear()
            st.rerun()


def _lines_html(seen: Preview) -> Markup:
    """A line for each file, and one for all."""
    told = [name for name in COUNTS if name in ALWAYS or any(getattr(line, name) for line in seen.lines)]
    names = [f"imports.what_{name}" for name in told] + ["claims_page.preview_amount"]
    columns = [(say("claims_page.preview_file"), "text"), *((say(name), "num") for name in names)]

    def cells(line: FileEffect, name: str) -> tuple[str, ...]:
        counts = [getattr(line, count) for count in told]
        return (name, *(f"{count:,}" if count else "" for count in counts), money.wan_text(line.amount))

    rows = [cells(line, pieces().written(line.name)) for line in seen.lines]
    total = seen.total
    last = [cells(total, say("claims_page.preview_total"))] if total is not None and len(rows) > 1 else []
    table: Markup = pieces().table(say("claims_page.preview_label"), columns, rows, last)
    return table + pieces().para("m-note", say("imports.preview_note"))


def _draw_questions(seen: Preview) -> tuple[str, bool, bool]:
    """The reason; whether what is beyond the law is proposed; and whether decisions are to go, and what is above the
    estimate was checked: where that is to be asked."""
    key, propose, sure = f"import-reason-{st.session_state[BOX]}", False, True
    given = ask_reason(key, hint="imports.reason_hint") if seen.needs_reason else ""
    if seen.going:
        st.html(notice_html(say("imports.going_ask", count=f"{seen.going:,}"), refused=True))
        sure = st.checkbox(say("imports.going_tick", count=f"{seen.going:,}"), key="import_going")
    if seen.unfounded:
        key = f"import-above-{st.session_state[BOX]}"
        sure = st.checkbox(say("imports.above_tick", count=f"{seen.unfounded:,}"), key=key) and sure
    if seen.beyond:
        key = f"import-propose-{st.session_state[BOX]}"
        propose = st.checkbox(say("imports.propose_tick", count=f"{seen.beyond:,}"), key=key)
        st.html(pieces().hint(say("claims_page.propose_hint")))
    return given, propose, sure


def _clear() -> None:
    """An empty box in the place of the files."""
    st.session_state[BOX] += 1
    st.session_state.pop(SEEN, None)


def _add(policy: Policy, chosen: Sequence[Any], seen: Preview, given: str, propose: bool) -> None:
    """Do what was looked over; say what was done, or why nothing was."""
    if seen.needs_reason and not given.strip():
        tell(say("claims_page.not_imported"), [say("imports.need_reason")], refused=True)
        st.rerun()
    # The button is there only once both are ticked.
    sure = {"with_decisions": bool(seen.going), "above_checked": bool(seen.unfounded), "propose": propose}
    try:
        added = incoming.add(database(), official.credential(), policy, _files(chosen), seen.mark, given, **sure)
    except (Refused, Conflict) as fault:
        if isinstance(fault, Conflict):
            st.session_state.pop(SEEN, None)  # so that it is looked over again
        tell_refused("claims_page.not_imported", fault)
        st.rerun()
    _clear()
    tell(say("claims_page.imported"), [_import_text(name, done) for name, done in _together(added)])
    if any(done.applications for _, done in added):
        st.switch_page(navigation.place("claims"))
    st.rerun()


def _together(added: Sequence[tuple[str, Imported]]) -> list[tuple[str, Imported]]:
    """What was done with each file, companies' files as one: there may be hundreds."""
    own = [(name, done) for name, done in added if name.lower().endswith(incoming.COMPANY)]
    if len(own) < 2:
        return list(added)
    sums = {count: sum(getattr(done, count) for _, done in own) for count in DONE}
    others = [(name, done) for name, done in added if not name.lower().endswith(incoming.COMPANY)]
    return [*others, (say("imports.companys_files", files=f"{len(own):,}"), Imported(**sums))]


def _import_text(name: str, done: Imported) -> str:
    counts = {count: getattr(done, count) for count in DONE}
    written = {count: f"{number:,}" for count, number in counts.items()}
    kinds = {"new": "applications", "changed": "changed", "decided": "decided", "same": "same", "left": "left"}
    parts = [say(f"imports.done_{kind}", **written) for kind, count in kinds.items() if counts[count]]
    return say(
        "imports.done_line", name=name, done=say("imports.done_between").join(parts) or say("imports.done_nothing")
    )


# ------------------------------------------------------------------------------------------------ what is wrong


def _faults_html(faults: Sequence[Fault], listed: str, several: bool, lang: str) -> Markup:
    """Everything that is wrong, by sheet and cell (and file, if there are `several`), and the way to the whole list."""
    one = len(faults) == 1
    heading = say("claims_page.faults_heading_one" if one else "claims_page.faults_heading_many", count=len(faults))
    names = ["file", "sheet", "cell", "message"] if several else ["sheet", "cell", "message"]
    columns = [(say(f"claims_page.faults_{name}"), "text") for name in names]
    written = pieces().written
    rows = [[written(cell) for cell in _cells(fault, lang)[0 if several else 1 :]] for fault in faults[:SHOWN]]
    table = pieces().table(say("claims_page.faults_label"), columns, rows, style="faults")
    first = "" if len(faults) <= SHOWN else say("claims_page.faults_first", shown=SHOWN)
    return template("official", lang).faults(heading, first, table, href(FAULTS, list=listed, **{KEY: lang}))


def _cells(fault: Fault, lang: str) -> list[str]:
    return [fault.file, fault.sheet, fault.cell, fault.message[lang]]


def _keep(name: Both, data: bytes, found: Sequence[Found] = (), above: Sequence[Found] = ()) -> str:
    """Keep a list for whoever is signed in; the name under which it is to be had."""
    token, own = official.credential(), secrets.token_hex(16)
    kept = _Kept(access.hashed(token) if isinstance(token, str) else "", name, data, found, above)
    remember(_lists, own, kept, MOST_LISTS)
    return own


def _table(faults: Sequence[Fault]) -> bytes:
    """The list as CSV that a spreadsheet opens as text, one line for each fault, the message in both languages."""
    heads = ("faults_file", "faults_sheet", "faults_cell", "faults_message")
    first = [*(words.text(f"claims_page.{key}", "zh") for key in heads), "English"]
    return sheets.as_csv([first, *((*_cells(fault, "zh"), fault.message["en"]) for fault in faults)])


def fault_list(_database: Database, asking: Credential, asked: Mapping[str, str]) -> Download:
    """The list that the address names, for the official whose files it was made of."""
    kept = _lists.get(asked.get("list", ""))
    if kept is None or not kept.mark or not isinstance(asking, str) or access.hashed(asking) != kept.mark:
        raise NotAllowed
    return Download(kept.name[language_of(asked)], "text/csv; charset=utf-8", iter([kept.data]))
