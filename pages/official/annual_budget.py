"""年度预算: where officials state the budget of a year, once, with its source; all versions stay to be seen."""

from collections.abc import Sequence

import streamlit as st

from engine.policy.pack import Policy
from engine.registry import annual_budgets
from engine.registry.annual_budgets import Version
from engine.registry.database import database
from engine.registry.stored import Conflict
from engine.scenario.annual_budgets import LONGEST_SOURCE, read_typed
from engine.text.phrases import day_text
from engine.values import money
from engine.values.refusal import Refused
from pages.official.asking import calmly, why_not
from pages.official.inputs import LONGEST_REASON, choose
from pages.shared import navigation, official
from pages.shared.in_use import policy_in_use, today
from pages.shared.language import KEY, language, pieces, say
from pages.shared.local_time import clock_text
from pages.shared.notices import draw_notice_once, notice_html, tell
from pages.shared.templates import foot, template

ASKED = "annual"
"""What the address says for this page."""
BOX = "annual budget box"
"""Session: counts the forms; after one was taken there is a new, empty one."""
SEEN = "annual budget seen"
"""Session: by year, the version that follows those which were there when the form was first drawn: what has come since
is not overwritten unseen."""
LONGEST = 60


@calmly()
def draw() -> None:
    """Draw the page."""
    policy, lang = policy_in_use(), language()
    st.html(template("budget", lang).back() + pieces().head(say("annual_budget.page"), say("annual_budget.page_intro")))
    draw_notice_once()
    found = annual_budgets.listed(database(), official.credential(), policy)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _draw_listed(found, lang)
    with right, st.container(key="r_import"):
        _draw_form(policy, found, lang)
    st.html(foot(policy, lang))


def _draw_listed(found: Sequence[Version], lang: str) -> None:
    st.html(pieces().part(say("annual_budget.versions")))
    if not found:
        st.html(pieces().para("m-s", say("annual_budget.versions_none")))
        return
    kinds = {"year": "text", "amount": "num", "source": "text", "day": "text", "stated": "text", "state": "text"}
    columns = [(say(f"annual_budget.column_{name}"), kind) for name, kind in kinds.items()]
    rows = [_row(one, lang) for one in found]
    st.html(pieces().table(say("annual_budget.versions"), columns, rows))


def _row(one: Version, lang: str) -> tuple[str, ...]:
    own, written = pieces("official"), pieces().written
    stated = one.stated
    amount = "" if stated is None else money.wan_text(stated.amount)
    return (
        say("annual_budget.year", year=one.year, version=one.version),
        pieces().strong(amount) if one.holds and amount else amount,
        "" if stated is None else written(stated.source),
        "" if stated is None else day_text(stated.day)[lang],
        own.when(clock_text(one.at), one.who),
        _state(one),
    )


def _state(one: Version) -> str:
    name = "withdrawn" if one.stated is None else "holds" if one.holds else "replaced"
    said = say(f"annual_budget.state_{name}")
    return say("annual_budget.because", state=said, reason=one.reason) if one.reason else said


def _draw_form(policy: Policy, found: Sequence[Version], lang: str) -> None:
    """The boxes of one year's budget. What is refused stays in them."""
    st.html(pieces().part(say("annual_budget.form"), say("annual_budget.form_text")))
    now, box = {one.year: one for one in found if one.holds}, st.session_state.setdefault(BOX, 0)
    years = sorted({*range(policy.in_force.start.year, policy.in_force.until.year + 1), *now})
    first = today().year if today().year in years else years[-1]
    versions = {one: annual_budgets.next_version(found, one) for one in years}
    if f"annual-amount-{lang}-{box}" not in st.session_state:
        st.session_state[SEEN] = versions
    seen: dict[int, int] = st.session_state.setdefault(SEEN, versions)
    with st.form(f"annual-form-{box}", border=False):
        names = {year: say("budget.year", year=year) for year in years}
        year = choose(say("annual_budget.column_year"), names, first, f"annual-year-{lang}-{box}")
        longest = {"amount": LONGEST, "source": LONGEST_SOURCE, "day": LONGEST, "reason": LONGEST_REASON}
        typed = {
            name: st.text_input(
                say(f"annual_budget.{name}"), key=f"annual-{name}-{lang}-{box}", max_chars=most, autocomplete="off",
                placeholder=say(f"annual_budget.example_{name}"),
            ) or "" for name, most in longest.items()
        }  # fmt: skip
        with st.container(horizontal=True):
            is_stated = st.form_submit_button(say("annual_budget.put_in"), key="annual_state", type="primary")
            is_withdrawn = st.form_submit_button(say("annual_budget.withdraw"), key="annual_withdraw", type="tertiary")
        st.html(pieces().hint(say("annual_budget.withdraw_hint", year=year)))
    if is_stated or is_withdrawn:
        try:
            (_state_it if is_stated else _withdraw)(policy, year, typed, seen.get(year, versions[year]))
        except (Refused, Conflict) as fault:
            not_done = "annual_budget.not_done" if is_stated else "annual_budget.not_withdrawn"
            st.html(notice_html(say(not_done), why_not(fault), refused=True))
        st.session_state[SEEN] = versions  # it was refused, beside what stands in the list now


def _state_it(policy: Policy, year: int, typed: dict[str, str], version: int) -> None:
    annual = read_typed(year, typed["amount"], typed["source"], typed["day"])
    is_new = annual_budgets.state(database(), official.credential(), policy, annual, version, typed["reason"])
    amount = money.wan_law(annual.amount)
    tell(say("annual_budget.done", year=year, amount=amount) if is_new else say("annual_budget.done_same"))
    _again()


def _withdraw(policy: Policy, year: int, typed: dict[str, str], version: int) -> None:
    annual_budgets.withdraw(database(), official.credential(), policy, year, version, typed["reason"])
    tell(say("annual_budget.done_withdrawn", year=year))
    _again()


def _again() -> None:
    st.session_state[BOX] += 1
    st.switch_page(navigation.place("budget"), query_params={"do": ASKED, KEY: language()})
