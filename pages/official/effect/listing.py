"""The claims behind a bar: listed when it is clicked, or when its group is chosen in the box below the chart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.scenario import Outcome
from engine.scenario.comparison import BY_ARTICLE, articles_of
from engine.scenario.effect import ClaimChange, largest_claims
from engine.scenario.groups import SIZE, size_name
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from engine.values.arrays import Array
from engine.view.budget.writing import signed
from pages.official.effect.charts import NAMELESS
from pages.official.inputs import choose, of_visit
from pages.shared.fields import plain
from pages.shared.navigation import href
from pages.shared.templates import template

LISTED = "effect listed"
"""Session: by what the claims of which group are listed, and how often a click has chosen it."""
MOST = 20
"""Claims that are listed at once; the others stand in the list of claims."""


@dataclass(frozen=True)
class Called:
    """What a claim's company is called, and where the claim is opened ("" where there is no list of claims)."""

    name: str
    href: str = ""


People = Callable[[Sequence[str]], Mapping[str, Called]]
"""Claims (their ids) -> whose they are."""


@dataclass
class Listed:
    """What is listed: `group` of what they are grouped `by`, "" for nothing; `clicks` counts how often it was chosen
    otherwise than in its box, which is then drawn anew."""

    by: str = ""
    group: str = ""
    clicks: int = 0


def listed() -> Listed:
    """What this visitor has listed."""
    return of_visit(LISTED, Listed)


def click(by: str) -> Callable[[str], None]:
    """What is done when a bar is clicked."""

    def clicked(group: str) -> None:
        own = listed()
        own.by, own.group, own.clicks = by, group, own.clicks + 1

    return clicked


def draw(
    policy: Policy, base: Outcome, other: Outcome, by: str, groups: Mapping[str, str], people: People, lang: str
) -> None:
    """The box in which a group is chosen, and its claims. `groups`: what each is called."""
    own = listed()
    names = {"": words.text("effect.list_none", lang), **{group: plain(name) for group, name in groups.items()}}
    chosen = own.group if own.by == by and own.group in groups else ""
    key = f"ef-list-{by}-{lang}-{own.clicks}"
    choose(words.text("effect.list_of", lang), names, chosen, key, on_change=_chosen, args=(by, key))
    if chosen:
        st.html(_claims(policy, base, other, by, chosen, groups[chosen], people, lang))


def _chosen(by: str, key: str) -> None:
    own = listed()
    own.by, own.group = by, st.session_state[key]


def _claims(
    policy: Policy, base: Outcome, other: Outcome, by: str, group: str, label: str, people: People, lang: str
) -> Markup:
    rows = _rows(other, by, group)
    found = largest_claims(base, other, MOST, rows, unchanged=True)
    called = people([one.claim for one in found])
    links = [] if not any(one.href for one in called.values()) else list(_links(policy, other, by, group, label, lang))
    part = "list_part" if len(rows) > len(found) else "list_heading"
    heading = words.text(f"effect.{part}", lang, of=label, count=f"{len(rows):,}", shown=len(found))
    return template("effect", lang).claims_of(heading, claims_table(policy, other, found, called, heading, lang), links)


def _rows(outcome: Outcome, by: str, group: str) -> Array:
    """The claims of a group, by their positions."""
    cohort = outcome.cohort
    if by == BY_ARTICLE:
        return np.flatnonzero(articles_of(cohort) == int(group))
    own = next(each for each in cohort.groupings if each.name == by)
    place = own.choices.index("" if group == NAMELESS else group)
    return np.flatnonzero(own.of_company[cohort.company] == place)


def _links(policy: Policy, outcome: Outcome, by: str, group: str, label: str, lang: str) -> Sequence[tuple[str, str]]:
    """Where all of them stand in the list of claims, and what that is called."""
    year = str(outcome.scenario.year)
    if by == BY_ARTICLE:
        return [
            (
                href("claims", provision=p.id, year=year),
                words.text("effect.list_all", lang, of=p.title.in_language(lang)),
            )
            for p in policy.provisions
            if str(p.article) == group and not p.gives_nothing
        ]
    if group == NAMELESS:
        return []
    name = SIZE if by == size_name(policy) else by
    return [(href("claims", year=year, **{name: group}), words.text("effect.list_all", lang, of=label))]


def claims_table(
    policy: Policy, outcome: Outcome, found: Sequence[ClaimChange], called: Mapping[str, Called], label: str, lang: str
) -> Markup:
    """Claims as a table: whose, for what, approved and paid before and after, and the difference."""
    own, small = template("effect", lang), template("pieces", lang)
    heads = ("article", "company", "claim", "approved", "paid", "difference")
    kinds = ("chip", "text", "text", "num", "num", "num")
    columns = [(words.text(f"effect.column_{head}", lang), kind) for head, kind in zip(heads, kinds, strict=True)]
    rows = []
    for one in found:
        p = policy.provision(one.provision)
        who = called.get(one.claim) or Called(one.applicant or words.text("effect.nameless", lang))
        approved = own.pair(money.wan_text(one.approved_before), money.wan_text(one.approved_after))
        rows.append(
            [
                small.chip(p.article),
                own.company(who, words.text("effect.nameless", lang)),
                small.entitled(p.title.in_language(lang), outcome.cohort.listed.get(one.claim)),
                own.approved(approved, one.decided),
                own.pair(money.wan_text(one.before), money.wan_text(one.after)),
                own.difference(signed(one.difference), one.difference),
            ]
        )
    return small.table(label, columns, rows, style="e-claims")


def article_groups(articles: Sequence[int], titles: Mapping[int, str], lang: str) -> dict[str, str]:
    """The articles as groups to choose from."""
    return {
        str(n): words.text("pages.article_step", lang, article=article_label(n, lang), title=titles[n])
        for n in articles
    }
