"""待定: where applications contradict one another, who states what, side by side, and what an official decides."""

from collections.abc import Callable, Mapping

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.registry import matters, places, rulings, statements, twice, wording
from engine.registry.cohorts import Held
from engine.registry.database import database
from engine.registry.parties import Party
from engine.registry.points import Point, standing
from engine.registry.stored import Found, Stored
from engine.registry.twice import Deciding, Twice
from engine.registry.wording import matter_label
from engine.text import words
from engine.text.phrases import day_text
from engine.view.budget.limits import beyond_text, open_text
from pages.official.asking import done
from pages.official.inputs import ask_reason, choose
from pages.shared import official
from pages.shared.language import language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import notice_html, tell

MOST_TWICE = 5
"""So many matters that were decided twice are named above the list of claims, and how many more there are."""
QUERY = "standing"
"""In the address of the list: which claims it shows."""


def mark_html(name: str) -> Markup:
    """待定 or 不予受理, in a frame."""
    return pieces("official").point_badge(name)


def on_top_html(found: Found) -> Markup:
    """How much is open, above the list of claims."""
    if not found.open:
        return Markup()
    said = say("points.on_top", points=f"{found.points:,}", claims=f"{found.open:,}")
    return pieces().why(said, role="status")


def unscored_html(policy: Policy, lang: str) -> Markup:
    """Where more claim than there are places and some have no score yet, above the list of claims."""
    said = Markup()
    for contest in places.contests(database(), official.credential(), policy):
        title = policy.provision(contest.provision).title.in_language(lang)
        values = {"title": title, "year": contest.year, "places": contest.places, "claims": contest.claims}
        text = say("points.no_score", unscored=contest.unscored, **values)
        said += pieces("official").of_standing(text, "unscored")
    return said


def twice_html(policy: Policy, lang: str, application: str = "") -> Markup:
    """What has been decided twice, above the list of claims or, of one `application`, on the pages of its claims."""
    found = twice.decided_twice(database(), official.credential(), policy, application)
    if not found:
        return Markup()
    points = [(_twice_text(policy, one, lang), [(c, _whose(c)) for c in one.claims]) for one in found[:MOST_TWICE]]
    more = len(found) - MOST_TWICE
    return pieces("official").twice(points, say("points.twice_more", count=more) if more > 0 else "")


def _twice_text(policy: Policy, one: Twice, lang: str) -> str:
    title = policy.provision(one.provision).title.in_language(lang)
    return say(
        f"points.twice_{one.kind}", title=title, matter=matter_label(policy, one.provision)[lang], named=one.named
    )


def _whose(one: Deciding) -> str:
    return say("points.twice_claim", name=one.name or one.applicant, year=one.year)


def draw_in_budget(held: Held) -> None:
    """Of a year's claims: which applications the present rules refuse, how many claims are open and how much they are
    at most, and how many are decided beyond the law."""
    if held.left_out:
        st.html(pieces("official").left_out([(row, day_text(row.day)[language()]) for row in held.left_out]))
    if held.worked is None:
        return
    cohort = held.worked.cohort
    for said, mark in ((open_text(cohort), "open"), (beyond_text(cohort.assessed({}, {}).entries), "beyond")):
        if said is not None:
            st.html(pieces("official").of_standing(said[language()], mark))


# ------------------------------------------------------------------------------------------------ on a claim's page


def draw(policy: Policy, stored: Stored) -> frozenset[str]:
    """The points in which an application has a say, and what can be decided about each; which claims are open."""
    there = standing(database(), official.credential(), policy, stored.year)
    if stored.dismissed is not None:
        st.html(notice_html(say("points.dismissed", moment=clock_text(stored.dismissed)), refused=True))
    for point in there.of(stored.id):
        with st.container(key=f"r_point_{point.kind}_{point.key[:12]}"):
            st.html(_point_html(policy, point, language()))
            _draw_ruling(policy, point)
    return there.open


def _point_html(policy: Policy, point: Point, lang: str) -> Markup:
    lines = []
    if point.open:
        lines.append(say("points.unpaid", count=len(point.open)))
    if point.kind == statements.BATCH:
        is_decided = any(party.is_verified and party.source != statements.IMPORT for party in point.parties)
        hint = "batch_decided_hint" if is_decided else "batch_hint"
        lines += [say(f"points.{hint}")] if point.open else []
    elif point.open and any(party.is_verified for party in point.parties) and point.chosen is None:
        lines.append(say("points.ranks"))
    if point.at is not None:
        key = "reopened" if point.chosen is None else "decided_batch" if point.kind == statements.BATCH else "decided"
        named = "”“".join(party.name or party.applicant for party in point.counting)
        values = {"who": point.who, "moment": clock_text(point.at), "reason": point.reason, "named": named}
        lines.append(say(f"points.{key}", **values))
    if point.told:
        lines.append(say("points.told", count=len(point.told)))
    if point.state in ("counted", "agreed"):
        lines.append(say(f"points.{point.state}"))
    return pieces("official").point(_heading(policy, point, lang), lines, _table(policy, point, lang))


def _heading(policy: Policy, point: Point, lang: str) -> str:
    if point.kind not in matters.KINDS:
        return say(f"points.{point.kind}", named=point.named, count=len(point.parties))
    kind = point.kind if point.is_claimed else "figures"
    matter = wording.matter_label(policy, point.provision)[lang] if point.provision else ""
    return say(f"points.{kind}", named=point.named, matter=matter)


def _table(policy: Policy, point: Point, lang: str) -> Markup:
    """Who states what, side by side."""
    facts = [fact for fact in point.facts if point.kind in statements.SHARED and fact != matters.WHO]
    labels = [wording.label(policy, point.kind, fact, point.provision)[lang] for fact in facts]
    columns = [
        (say("points.table_application"), "text"),
        *((label, "text") for label in labels),
        (say("points.table_state"), "chip"),
    ]
    rows = [
        (
            pieces("official").party(party, say("points.party", **_of(party, lang))),
            *(_value(policy, point, party, fact, lang) for fact in facts),
            mark_html("open") if party.open else _state(point, party),
        )
        for party in point.parties
    ]
    return pieces().table(say("points.table_label"), columns, rows)


def _of(party: Party, lang: str) -> dict[str, str]:
    return {"day": day_text(party.day)[lang], "source": say(f"claims_page.source_{party.source}")}


def _value(policy: Policy, point: Point, party: Party, fact: str, lang: str) -> Markup:
    value = party.states.get(fact)
    if value is None:
        return pieces().written(say("points.not_stated"))
    return pieces().written(wording.written(policy, point.kind, fact, value, point.provision)[lang])


def _state(point: Point, party: Party) -> str:
    if point.kind in (statements.BATCH, statements.COPY):
        return say("points.state_counts")
    settled = "left" if point.kind in matters.KINDS else "settled"
    name = "chosen" if party.is_chosen else settled if party.is_settled else "counts"
    return say(f"points.state_{name}")


def _draw_ruling(policy: Policy, point: Point) -> None:
    """What an official can say to a point."""
    lang, who = language(), official.credential()
    key = f"{point.kind}_{point.key[:12]}_{point.version}"
    if point.kind == statements.COPY:
        return
    if point.state == "decided":
        reason = _reason(f"{key}_again", lang)
        if st.button(say("points.reopen"), key=f"reopen_{key}"):
            _rule(lambda: rulings.reopen(database(), who, policy, point, reason), "reopened")
        return
    if point.kind == statements.BATCH:
        reason = _reason(key, lang)
        first = next((p for p in point.parties if not p.open), point.parties[0]).application
        if st.button(say("points.count_all"), key=f"choose_{key}"):
            _rule(lambda: rulings.choose(database(), who, policy, point, first, reason), "chosen")
    elif point.open:
        names = {party.application: say("points.party_option", name=party.name or party.applicant, **_of(party, lang))
                 for party in point.parties}  # fmt: skip
        chosen = _chosen(point, names, f"which_{key}_{lang}")
        reason = _reason(key, lang)
        with st.container(horizontal=True, key=f"r_rule_{key}"):
            if st.button(say("points.choose"), key=f"choose_{key}", type="primary", disabled=not chosen):
                _rule(lambda: rulings.choose(database(), who, policy, point, chosen, reason), "chosen")
            companies = any(party.open and party.source == "company" for party in point.parties)
            if companies and st.button(say("points.release"), key=f"release_{key}", help=say("points.release_hint")):
                _rule(lambda: rulings.release(database(), who, policy, point), "released")
    if point.told and st.button(say("points.recall"), key=f"recall_{key}"):
        _rule(lambda: rulings.recall(database(), who, policy, point), "recalled")


def _chosen(point: Point, names: Mapping[str, str], key: str) -> list[str]:
    """The applications that an official chooses to count (their ids): of shares of a side, several."""
    which = "which_shares" if point.is_shared else "which"
    placeholder = words.text(f"points.{which}", language())
    label = say(f"points.{which}")
    if point.is_shared:
        chosen = st.multiselect(label, list(names), format_func=names.__getitem__, key=key, placeholder=placeholder)
    else:
        one = choose(label, names, None, key, placeholder=placeholder)
        chosen = [] if one is None else [one]
    hint = which if point.is_shared else "which_matter" if point.kind in matters.KINDS else which
    st.html(pieces().hint(say(f"points.{hint}_hint")))
    return chosen


def draw_dismissal(stored: Stored, version: int, then: Callable[[], None]) -> None:
    """Not accepting an application, or accepting it again; `then`: what is done once it is saved."""
    lang = language()
    st.html(pieces().part(say("points.dismiss_heading"), say("points.dismiss_text")))
    reason = _reason(f"dismiss_{stored.id[:12]}_{stored.version}", lang)
    is_dismissed = stored.dismissed is not None
    name = "readmit" if is_dismissed else "dismiss"

    def save() -> None:
        rulings.dismiss(database(), official.credential(), stored.id, version, reason, not is_dismissed)
        then()

    if st.button(say(f"points.{name}"), key=name):
        _rule(save, "readmitted" if is_dismissed else "dismissed")


def _reason(key: str, lang: str) -> str:
    return ask_reason(f"reason_{key}_{lang}", "points.reason")


def _rule(save: Callable[[], object], saved: str) -> None:
    """Save what an official says, or say why not."""
    if done(save, "points.not_saved"):
        tell(say(f"points.saved_{saved}"))
    st.rerun()
