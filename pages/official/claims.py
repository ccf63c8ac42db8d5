"""申报库: every claim that is kept, found by what one is looking for; opened, imported and exported from here."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import streamlit as st
from markupsafe import Markup

from engine.application.matters import Entitled
from engine.assessment.assess import assess_many
from engine.policy.pack import Policy
from engine.registry import decisions, listing
from engine.registry.counted import counted
from engine.registry.database import database
from engine.registry.seen import seen
from engine.registry.stored import SOURCES, STANDINGS, Found, ListedClaim, Order, Stored, Wanted
from engine.text.phrases import day_text
from engine.values import money
from engine.values.kinds import parse_year
from engine.values.refusal import Refused
from engine.view.summary import state_of
from pages.official import changes, claim, earlier, exporting, guidelines, importing, open_points, proposing, sample
from pages.official.asking import calmly
from pages.official.claim_view import called_by_id, known_as
from pages.official.inputs import choose, of_visit
from pages.shared import in_use, official
from pages.shared.in_use import policy_in_use
from pages.shared.language import language, pieces, say
from pages.shared.notices import draw_notice_once
from pages.shared.templates import foot, template

COUNT = 25
"""Claims that a page of the list shows."""
VIEW = "claims view"
WIDTHS = {"provision": 180, "order": 160}
"""Pixels of the filters that need more than the others."""
PROFILE = "profile."
"""Before the name of a fact of the applicant that no rule reads."""
EVERY = ""
"""The choice of a filter that leaves nothing out."""


@dataclass
class View:
    """What an official looks for in the list, and from where on it is shown."""

    wanted: Wanted = field(default_factory=Wanted)
    offset: int = 0

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.wanted == Wanted(order=self.wanted.order)

    def look(self, **changed: Any) -> None:
        """Look for something else too, from the first claim on."""
        self.wanted, self.offset = replace(self.wanted, **changed), 0

    def clear(self, **wanted: Any) -> None:
        """Look for nothing but this, in the same order."""
        self.wanted, self.offset = Wanted(order=self.wanted.order, **wanted), 0


@calmly()
def draw() -> None:
    """Draw the page: the list, or what the address asks for."""
    asked = st.query_params
    if "application" in asked:
        claim.draw(asked["application"], asked.get("claim", ""))
        return
    beside = {"import": importing.draw, earlier.ASKED: earlier.draw, guidelines.ASKED: guidelines.draw}
    beside.get(asked.get("do", ""), _draw_list)()


# ------------------------------------------------------------------------------------------------ the list


def _draw_list() -> None:
    policy, lang, view = policy_in_use(), language(), of_visit(VIEW, View)
    asked = st.query_params.pop(open_points.QUERY, None)
    if asked in STANDINGS:
        view.clear(standing=asked)
    _look_for(policy, view)
    listed = _listed(policy, view, lang)
    if listed.found.total and not listed.found.rows:
        view.offset = 0  # what was on this page is gone
        listed = _listed(policy, view, lang)
    found = listed.found
    st.html(listed.on_top + proposing.waiting_html(policy))  # what waits hangs on who is asking
    draw_notice_once()
    if not found.total and view.is_everything:
        _draw_empty()
    else:
        _draw_filters(policy, view, listed.years, lang)
        if found.rows:
            st.html(listed.table)
            _draw_paging(view, found)
        _draw_ways(view, found, lang)
    st.html(pieces("official").to_guidelines())
    sample.draw(policy, listed.examples)
    st.html(foot(policy, lang))


def _look_for(policy: Policy, view: View) -> None:
    """What the address asks for: the claims of a provision, a year, a size, or of who has stated something else of its
    profile. What is no choice of the filters is left aside."""
    offered = {"provision": [p.id for p in policy.provisions], "size": policy.size_ids}
    offered |= {fact.name: [choice.id for choice in fact.choices] for fact in policy.profile if not fact.sizes}
    asked = {name: st.query_params.pop(name, "") for name in (*offered, "year")}
    found = {name: choice for name, choice in asked.items() if choice in offered.get(name, ())}
    if not found:
        return
    year = None
    with suppress(Refused):
        year = parse_year(asked["year"], "year")
    provision, size = found.pop("provision", None), found.pop("size", None)
    view.clear(year=year, provision=provision, size=size, profile=tuple(found.items()))


@dataclass(frozen=True)
class _Listed:
    """What the list shows, in one language: the claims that were found, what stands on top of them and their table as
    HTML; for which years there are claims, and how many are `examples`."""

    found: Found
    on_top: Markup
    table: Markup
    years: Sequence[int]
    examples: int


def _listed(policy: Policy, view: View, lang: str) -> _Listed:
    """What the list shows. Every claim in it is a calculation, so it is kept until anything in the registry changes."""
    wanted, offset, is_everything = view.wanted, view.offset, view.is_everything

    def work() -> _Listed:
        found = listing.find(database(), official.credential(), policy, wanted, offset, COUNT)
        on_top = _head(found, not found.total and is_everything) + open_points.on_top_html(found)
        return _Listed(
            found,
            on_top + open_points.unscored_html(policy, lang) + open_points.twice_html(policy, lang),
            _table(policy, found.rows, lang) if found.rows else Markup(),
            listing.years(database(), official.credential(), policy),
            sample.count(policy),
        )

    asked = ("claims", wanted, offset, lang, in_use.today())
    return seen(database(), official.credential(), policy, asked, work)


def _head(found: Found, nothing: bool) -> Markup:
    if nothing:
        said = ""
    elif found.total == 1:
        said = say("claims_page.found_one")
    else:
        said = say("claims_page.found_many" if found.total else "claims_page.found_none", total=f"{found.total:,}")
    heading = say("claims_page.empty_heading" if nothing else "claims_page.heading")
    return pieces().head(heading, said, "status")


def _draw_empty() -> None:
    st.html(pieces("official").nothing_yet())
    if st.button(say("claims_page.empty_import"), key="to_import", type="primary"):
        importing.go()
    st.html(pieces("official").no_rows())


def _draw_ways(view: View, found: Found, lang: str) -> None:
    """The ways on: importing, and exporting what was found."""
    with st.container(horizontal=True, key="r_ways", vertical_alignment="center"):
        if st.button(say("claims_page.to_import"), key="to_import"):
            importing.go()
        if found.total:
            st.html(exporting.links_html(view.wanted, lang))


def _draw_filters(policy: Policy, view: View, years: Sequence[int], lang: str) -> None:
    with st.container(horizontal=True, key="r_filters", vertical_alignment="bottom"):
        key = f"claims-text-{lang}"
        st.text_input(
            say("claims_page.search"),
            value=view.wanted.text,
            key=key,
            on_change=_looked,
            args=(view, "text", key),
            max_chars=120,
            width=220,
        )
        for name, (options, written) in _choices(policy, years, lang).items():
            label = say(f"{'points' if name == 'standing' else 'claims_page'}.filter_{name}")
            _draw_choice(view, name, label, options, written)
        for fact in policy.profile:
            if not fact.sizes:
                names = {choice.id: choice.label.in_language(lang) for choice in fact.choices}
                label = fact.label.in_language(lang)
                _draw_choice(view, f"{PROFILE}{fact.name}", label, list(names), names.__getitem__)
        if not view.is_everything:
            st.button(say("claims_page.filter_clear"), key="filter_clear", type="tertiary", on_click=view.clear)


def _choices(
    policy: Policy, years: Sequence[int], lang: str
) -> Mapping[str, tuple[Sequence[Any], Callable[[Any], str]]]:
    """What each filter offers, and how it is written."""
    return {
        "provision": ([p.id for p in policy.provisions], lambda id: changes.title_of(policy, id, lang)),
        "year": (years, str),
        "source": (SOURCES, lambda name: say(f"claims_page.source_{name}")),
        "size": (policy.size_ids, lambda name: policy.size_label(name)[lang]),
        "decided": ((True, False), lambda is_so: say(f"claims_page.decided_{'yes' if is_so else 'no'}")),
        "standing": (STANDINGS, lambda name: say(f"points.standing_{name}")),
        "order": (get_args(Order), lambda name: say(f"claims_page.order_{name}")),
    }


def _draw_choice(view: View, name: str, label: str, options: Sequence[Any], written: Callable[[Any], str]) -> None:
    # With None among the options, Streamlit draws a button that clears the box.
    every = {} if name == "order" else {EVERY: say("claims_page.filter_all")}
    names = {**every, **{option: written(option) for option in options}}
    of_profile = dict(view.wanted.profile)
    chosen = of_profile.get(name.removeprefix(PROFILE)) if name.startswith(PROFILE) else getattr(view.wanted, name)
    key = f"claims-{name}-{language()}-{len(names)}"
    looked: dict[str, Any] = {"on_change": _looked, "args": (view, name, key), "width": WIDTHS.get(name, 130)}
    choose(label, names, chosen if chosen in names else EVERY, key, **looked)


def _looked(view: View, name: str, key: str) -> None:
    value = st.session_state[key]
    if name == "text":
        view.look(text=(value or "").strip())
    elif name.startswith(PROFILE):
        others = {fact: choice for fact, choice in view.wanted.profile if fact != name.removeprefix(PROFILE)}
        own = {} if value == EVERY else {name.removeprefix(PROFILE): value}
        view.look(profile=tuple((others | own).items()))
    else:
        view.look(**{name: None if value == EVERY else value})


def _table(policy: Policy, rows: Sequence[ListedClaim], lang: str) -> Markup:
    heads = ("article", "applicant", "provision", "status", "estimate", "approved", "score")
    kinds = ("chip", "text", "text", "chip", "num", "num", "num")
    columns = [(say(f"claims_page.table_{head}"), kind) for head, kind in zip(heads, kinds, strict=True)]
    opened = decisions.opened_all(database(), official.credential(), dict.fromkeys(row.application for row in rows))
    worked_out, called = _estimates(policy, opened), called_by_id(policy, opened)
    cells = [_row(policy, row, worked_out.get(row.claim), called.get(row.claim), lang) for row in rows]
    table: Markup = pieces().table(say("claims_page.table_label"), columns, cells, style="claims")
    return table + pieces().para("m-note", say("claims_page.table_unit"))


def _row(
    policy: Policy, row: ListedClaim, result: Mapping[str, Any] | None, called: Entitled | None, lang: str
) -> tuple[str, ...]:
    provision = policy.provision(row.provision)
    name = row.name or row.applicant or say("claims_page.nameless")
    title = provision.title.in_language(lang) if called is None else called.title[lang]
    applicant = known_as(row.applicant) if row.name else ""
    note = say(
        "claims_page.row_note" if applicant else "claims_page.row_note_short",
        applicant=applicant,
        day=day_text(row.day)[lang],
        source=say(f"claims_page.source_{row.source}"),
    )
    estimate = 0 if result is None or provision.gives_nothing else result["confirmed"].fen
    own = template("official", lang)
    return (
        template("pieces", lang).chip(provision.article),
        own.applicant(row, name, title, note),
        template("pieces", lang).entitled(title, called.listed if called is not None else None),
        own.state(row, None if result is None else state_of(result)),
        money.wan_text(estimate) if estimate else say("results.table_none"),
        _approved(row),
        "" if row.score is None else money.wan_law(row.score),
    )


def _approved(row: ListedClaim) -> str:
    if row.lapsed is not None:
        return pieces().small(say("points.standing_lapsed"))
    return "" if row.approved is None else pieces().strong(money.wan_text(row.approved))


def _estimates(policy: Policy, opened: Sequence[Stored]) -> dict[str, Mapping[str, Any]]:
    """What the engine works out for the claims of these applications with what officials have decided, by the
    registry's id of each; those that cannot be read under the present rules are not there."""
    found: dict[str, Mapping[str, Any]] = {}
    as_counted = counted(database(), official.credential(), policy, opened)
    for stored in opened:
        try:
            result = assess_many(policy, [as_counted[stored.id].content], stored=True)[0]
        except Refused:
            continue
        by_key = {c["id"]: c for c in result["claims"]}
        found.update((c.id, by_key[c.key]) for c in stored.claims if c.key in by_key)
    return found


def _draw_paging(view: View, found: Found) -> None:
    if found.total <= COUNT:
        return
    last = view.offset + len(found.rows)
    with st.container(horizontal=True, key="r_paging", vertical_alignment="center"):
        said = say("claims_page.page_span", first=f"{view.offset + 1:,}", last=f"{last:,}", total=f"{found.total:,}")
        st.html(pieces().para("m-over", said))
        if view.offset and st.button(say("claims_page.page_previous"), key="page_previous"):
            view.offset = max(0, view.offset - COUNT)
            st.rerun()
        if last < found.total and st.button(say("claims_page.page_next"), key="page_next"):
            view.offset = last
            st.rerun()
