"""多家企业: several companies at once, for whoever prepares them. Their files are opened beside the visitor's own
answers, held by this visit alone, and kept nowhere."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore
from typing import Any
from weakref import WeakSet

import streamlit as st
from markupsafe import Markup

from engine import sheets
from engine.application import saved
from engine.documents.archive import zipped
from engine.documents.naming import file_name
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both
from engine.values import money
from engine.values.refusal import Refused
from engine.view import companies
from engine.view.companies import NO_TEXTS, Company, Texts, company
from engine.view.summary import GROUPS, headline
from engine.workshop.workshop import Busy, NotMade
from pages.shared import navigation, replacing
from pages.shared.addresses import address
from pages.shared.answers import Answers, current
from pages.shared.files import FOR_VISITORS, Link, links_html, made
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import language, pieces, say
from pages.shared.notices import notice_html
from pages.shared.templates import foot, template

MOST = 50
"""Companies at once."""
LARGEST = 1
"""MB of a file."""
SHOWN = 3
"""Claims of which is said what is missing; of more, how many there are."""
AT_HAND = "companies at hand"
"""Session: what was opened here."""
OPEN = "open"
"""In the address: the company that is to be opened as a self-assessment, by its number."""
OF_ALL = 200 * 2**20
"""Bytes of files and reports that all visits hold together."""
_makers = BoundedSemaphore(max(1, FOR_VISITORS // 2))
"""So many visitors have all their reports made at a time: each takes one place after the other in the workshop."""

Said = tuple[str, Both]
"""A file's name, and what is said of it."""


@dataclass
class Held:
    """One company at hand: its `number` on this page, the file it came from, the bytes that open it as a
    self-assessment, what it comes to, and its reports, by language."""

    number: int
    file: str
    data: bytes
    company: Company
    reports: dict[str, bytes] = field(default_factory=dict)


@dataclass(eq=False)
class AtHand:
    """What was opened: the companies, what was not read and why, and what was not made; `box` names the box for the
    next files, `count` how many companies there have been."""

    policy: Policy
    held: list[Held] = field(default_factory=list)
    faults: list[Said] = field(default_factory=list)
    not_made: list[Said] = field(default_factory=list)
    box: int = 0
    count: int = 0


_hands: WeakSet[AtHand] = WeakSet()
"""What every visit has opened."""


def _is_room() -> bool:
    """Whether another file or report may be held."""
    held = [one for hand in list(_hands) for one in list(hand.held)]
    return sum(len(one.data) + sum(map(len, list(one.reports.values()))) for one in held) < OF_ALL


def draw() -> None:
    """Draw the page."""
    lang, policy, answers = language(), policy_in_use(), current()
    hand = _at_hand(policy)
    if (asked := st.query_params.pop(OPEN, None)) is not None:
        _open(answers, hand, asked)
    _draw_notice(answers)
    st.html(pieces().head(say("companies.heading"), say("companies.intro")))
    _draw_box(policy, hand, lang)
    if hand.faults:
        st.html(notice_html(say("companies.not_read"), _lines(hand.faults, lang), refused=True))
    if hand.held:
        st.html(_table_html(policy, hand.held, lang) + _articles_html(policy, hand.held, lang))
        _draw_files(policy, hand, lang)
    st.html(foot(policy, lang))


def _at_hand(policy: Policy) -> AtHand:
    """What this visit has opened; worked out again where the policy in use has changed."""
    hand = st.session_state.get(AT_HAND)
    if not isinstance(hand, AtHand):
        hand = st.session_state[AT_HAND] = AtHand(policy)
    _hands.add(hand)
    if hand.policy is not policy:
        hand.policy = policy
        for one in hand.held:
            one.company, one.reports = company(policy, one.company.application, one.company.texts), {}
    return hand


def _lines(said: Sequence[Said], lang: str) -> list[str]:
    return [say("companies.file_says", file=file, message=message[lang]) for file, message in said]


# ------------------------------------------------------------------------------------------------ files in


def _draw_box(policy: Policy, hand: AtHand, lang: str) -> None:
    chosen = st.file_uploader(
        say("companies.choose", most=MOST),
        accept_multiple_files=True,  # of any kind: Streamlit would leave out others without a word
        key=f"companies-{hand.box}",
        max_upload_size=LARGEST,
    )
    if chosen:
        with st.spinner(say("companies.reading")):
            hand.faults = []
            for file in chosen:
                _take(policy, hand, file)
        hand.box += 1  # what was read is given up
        st.rerun()
    with st.container(horizontal=True, key="companies_in"):
        make, name = partial(sheets.template, policy, lang), say("companies.template_name")
        link = Link("companies-template.xlsx", say("companies.template"), name, make, say("pages.file_waits"))
        st.html(links_html(link), width="content")
        if hand.held or hand.faults:
            st.button(say("companies.clear"), key="companies_clear", on_click=_clear, args=(hand,))


def _clear(hand: AtHand) -> None:
    hand.held, hand.faults, hand.not_made = [], [], []


def _take(policy: Policy, hand: AtHand, file: Any) -> None:
    """Open one file, or say why not; the others stand."""
    room = MOST - len(hand.held)
    try:
        if room < 1:
            hand.faults.append((file.name, words.both("companies.is_full", most=MOST)))
        elif not _is_room():
            hand.faults.append((file.name, words.both("companies.busy")))
        elif file.size > LARGEST * 2**20:
            hand.faults.append((file.name, words.both("companies.too_large", most=LARGEST)))
        elif file.name.lower().endswith(".json"):
            data = file.getvalue()
            opened = saved.read(policy, data)
            _add(policy, hand, file.name, data, opened.application, opened.typed)
        elif file.name.lower().endswith(".xlsx"):
            # In the workshop: a workbook takes far more room than its file.
            read = made("engine.sheets.companies:applications", policy, file.getvalue(), file.name, room)
            for content in json.loads(read):
                data = saved.write(policy, saved.Saved({**content, "readings": {}}), today())
                _add(policy, hand, file.name, data, content)
        else:
            hand.faults.append((file.name, words.both("companies.kind")))
    except Refused as refused:
        hand.faults += [(file.name, error["message"]) for error in refused.errors]
    except NotMade as fault:
        hand.faults.append((file.name, fault.message))


def _add(
    policy: Policy, hand: AtHand, file: str, data: bytes, application: dict[str, Any], texts: Texts = NO_TEXTS
) -> None:
    hand.count += 1
    hand.held.append(Held(hand.count, file, data, company(policy, application, texts)))


# ------------------------------------------------------------------------------------------------ the tables


def _name(one: Held) -> str:
    return one.company.name or say("companies.nameless")


def _table_html(policy: Policy, held: Sequence[Held], lang: str) -> Markup:
    """Each company: what it comes to by grade, what is missing, what is next."""
    shown = [name for name in GROUPS if any(name in one.company.totals for one in held)]
    columns = [(say("companies.column_company"), "text")]
    columns += [(say(f"results.total_{name}"), "num") for name in (*shown, "whole")]
    columns += [(say("companies.column_missing"), "text"), (say("companies.column_dates"), "text")]
    rows = []
    for one in held:
        totals, none = one.company.totals, say("results.table_none")
        cells = [totals.get(name) or none for name in (*shown, "whole")]
        dates = companies.next_dates(policy, one.company, today(), lang)
        rows.append([_company_html(one, lang), *cells, _small(_missing(one.company, lang)), _small(dates)])
    table = pieces().table(say("companies.table"), columns, rows, style="companies")
    return pieces().h2(say("companies.table"), "r-part") + table + pieces().para("m-note", say("companies.unit"))


def _company_html(one: Held, lang: str) -> Markup:
    own = template("pieces", lang)
    said = headline(one.company.summary, lang) if one.company.summary else say("companies.no_day")
    link = own.to(address("many", lang=lang, **{OPEN: str(one.number)}), own.written(_name(one)), "")
    return link + _small([said, *(own.written(message[lang]) for message in one.company.left)])


def _missing(one: Company, lang: str) -> list[str]:
    """What is missing, as far as there is room for it."""
    lines = companies.missing(one, lang) or [say("companies.missing_none")]
    return [*lines[:SHOWN], *([say("companies.missing_more", count=len(lines))] if len(lines) > SHOWN else [])]


def _small(lines: Iterable[str]) -> Markup:
    return Markup("").join(map(pieces().small, lines))


def _articles_html(policy: Policy, held: Sequence[Held], lang: str) -> Markup:
    """What each company comes to, article by article."""
    of = [one.company.by_article for one in held]
    articles = sorted({number for found in of for number in found})
    if not articles:
        return Markup()
    columns = [(say("companies.column_company"), "text"), *((article_label(n, lang), "num") for n in articles)]
    none = say("results.table_none")
    rows = [
        [pieces().written(_name(one)), *(money.wan_text(found[n]) if found.get(n) else none for n in articles)]
        for one, found in zip(held, of, strict=True)
    ]
    table = pieces().table(say("companies.table_articles"), columns, rows, style="companies")
    return pieces().h2(say("companies.table_articles"), "r-part") + table


# ------------------------------------------------------------------------------------------------ opening one


def _open(answers: Answers, hand: AtHand, asked: str) -> None:
    """Open a company as the self-assessment; it is asked first where answers would be lost."""
    one = next((one for one in hand.held if str(one.number) == asked), None)
    if one is None:
        return
    replacing.offer(answers, replacing.Incoming(_name(one), one.data, "companies.opened"))
    if replacing.ASKED in st.session_state:
        st.rerun()
    st.switch_page(navigation.place("result"))


def _draw_notice(answers: Answers) -> None:
    """That a company was opened, and the way to its result."""
    is_there = replacing.NOTICE in st.session_state
    replacing.draw_notice(answers)
    if is_there:
        navigation.link("result", say("companies.to_result"))


# ------------------------------------------------------------------------------------------------ files out


def _draw_files(policy: Policy, hand: AtHand, lang: str) -> None:
    """The table as a workbook, and all reports in one archive, made one after the other."""
    contents, texts = [one.company.application for one in hand.held], [one.company.texts for one in hand.held]
    table = partial(made, "engine.sheets.companies:table", policy, contents, today(), lang, texts)
    name = _of_all(policy, "companies", lang, ".xlsx")
    waits = say("companies.waits")
    links = [Link("companies.xlsx", say("companies.sheet_file"), name, table, waits)]
    ready = [(_report_name(policy, one, lang), one.reports[lang]) for one in hand.held if lang in one.reports]
    if ready:
        name, says = _of_all(policy, "reports", lang, ".zip"), say("companies.reports_of", count=len(ready))
        links.append(Link("companies.zip", says, name, partial(zipped, ready), waits, is_main=True))
    with st.container(horizontal=True, key="companies_out", vertical_alignment="center"):
        st.html(links_html(*links), width="content")
        wanted = [one for one in hand.held if lang not in one.reports and one.company.summary is not None]
        if wanted and st.button(say("companies.reports"), key="companies_reports"):
            _make(policy, hand, wanted, lang)
            st.rerun()
    if hand.not_made:
        st.html(notice_html(say("companies.reports_not"), _lines(hand.not_made, lang), refused=True))


def _of_all(policy: Policy, what: str, lang: str, ending: str) -> str:
    return file_name(policy, {}, what, today(), lang, ending)


def _report_name(policy: Policy, one: Held, lang: str) -> str:
    return file_name(policy, one.company.application.get("applicant") or {}, "report", today(), lang, ".pdf")


def _make(policy: Policy, hand: AtHand, wanted: Sequence[Held], lang: str) -> None:
    """Make these reports. What was made stays made, whatever becomes of the others."""
    hand.not_made = []
    if not _makers.acquire(blocking=False):
        hand.not_made = [("", words.both("companies.reports_busy"))]
        return
    try:
        bar = st.progress(0, say("companies.reports_making", done=0, count=len(wanted)))
        for done, one in enumerate(wanted, 1):
            if not _is_room():
                hand.not_made.append((_name(one), words.both("companies.busy")))
                return
            try:
                said = one.company.left, [doubt.sentence for doubt in one.company.doubts]
                given = policy, one.company.accepted, lang, today(), *said
                one.reports[lang] = made("engine.documents.report:of_application", *given)
            except Busy:
                hand.not_made.append((_name(one), words.both("companies.reports_busy")))
                return
            except Refused as refused:
                hand.not_made += [(_name(one), error["message"]) for error in refused.errors]
            except NotMade as fault:
                hand.not_made.append((_name(one), fault.message))
            bar.progress(done / len(wanted), say("companies.reports_making", done=done, count=len(wanted)))
    finally:
        _makers.release()
