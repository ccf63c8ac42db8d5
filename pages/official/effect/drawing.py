"""What a scenario changes beside another, drawn: by article and by group in charts, where most changes and which steps
work otherwise in tables, ledgers and fairness where they are opened."""

from collections.abc import Mapping, Sequence

import streamlit as st
from markupsafe import Markup

from engine.policy.pack import Policy
from engine.scenario import Outcome
from engine.scenario.comparison import BY_ARTICLE
from engine.scenario.effect import ClaimChange, CompanyChange, effect, largest_claims, largest_companies, ledgers
from engine.scenario.fairness import by_rule, fairness
from engine.scenario.worked import Worked
from engine.text import words
from engine.values import money
from engine.view import why
from engine.view.budget.effect import EffectShown, GroupEffect, shown
from engine.view.budget.evenness import Evenness, evenness
from engine.view.budget.step_effects import StepEffect, step_effects
from engine.view.budget.writing import Row, signed
from pages.official.effect import charts, listing
from pages.official.effect.listing import Called, People
from pages.official.inputs import choose, segments
from pages.shared.charts import draw, scheme
from pages.shared.fields import plain
from pages.shared.language import words_of
from pages.shared.ledger import ledger_html
from pages.shared.templates import template

GROUPED, PICKED = "effect grouped", "effect picked"
"""Session: by what companies are grouped, and whose ledger is shown."""
COMPANIES = 5
"""Companies that are told of whose payment changes most: the claims stand below them."""

say = words_of("effect")


def draw_effect(policy: Policy, worked: Worked, base: Outcome, other: Outcome, people: People, lang: str) -> None:
    """What `other` changes beside `base`, both of the claims of `worked`; `people` says whose claims are."""
    found = shown(policy, effect(base, other, worked.compared(base, other)))
    _draw_articles(policy, found, base, other, people, lang)
    _draw_groups(policy, found, base, other, people, lang)
    steps = step_effects(base, other, worked.step_changes(base, other))
    st.html(_largest_html(policy, found, base, other, people, lang) + _steps_html(steps, lang))
    _draw_ledgers(policy, base, other, people, lang)
    _draw_fairness(policy, worked, base, other, lang)


# ---------------------------------------------------------------------------------------------- by article, by group


def _draw_articles(
    policy: Policy, found: EffectShown, base: Outcome, other: Outcome, people: People, lang: str
) -> None:
    own = template("effect", lang)
    st.html(own.heading(found.by_article))
    alt = say("chart_alt", lang, headline=found.by_article[lang])
    draw(charts.articles_chart(found, lang, scheme()), "ef_articles", alt, listing.click(BY_ARTICLE))
    st.html(_articles_table(found, lang))
    titles = {row.article: row.title[lang] for row in found.articles if row.article is not None}
    listing.draw(policy, base, other, BY_ARTICLE, listing.article_groups(list(titles), titles, lang), people, lang)


def _articles_table(found: EffectShown, lang: str) -> Markup:
    own, small = template("effect", lang), template("pieces", lang)
    heads = ("requested", "approved", "decided", "estimated", "paid", "difference", "ratio", "unspent", "more", "less")
    columns = [(say("column_article", lang), "text"), *((say(f"column_{head}", lang), "num") for head in heads)]
    totals = [found.total] if found.beside is None else [found.total, found.beside]
    none = words.text("results.table_none", lang)  # companies stand under several articles, and are told below
    rows = [
        [
            own.titled(row),
            own.pair(*row.requested),
            own.pair(*row.approved),
            row.decided,
            row.estimated,
            own.pair(*row.paid),
            own.toned(row.difference, row.direction),
            own.pair(*row.ratio),
            own.pair(*row.unspent),
            str(row.more) if row.article is not None else none,
            str(row.less) if row.article is not None else none,
        ]
        for row in (*found.articles, *totals)
    ]
    note = small.para("m-note", say("articles_note", lang, first=found.names[0], name=found.names[1]))
    table: Markup = small.table(
        say("articles_label", lang), columns, rows[: -len(totals)], rows[-len(totals) :], "b-flow e-articles"
    )
    return table + note


def _draw_groups(policy: Policy, found: EffectShown, base: Outcome, other: Outcome, people: People, lang: str) -> None:
    own, names = template("effect", lang), {each.name: each.label[lang] for each in found.groups}
    grouped = found.grouped(st.session_state.get(GROUPED, ""))
    st.html(own.heading(found.headline) + template("pieces", lang).para("m-say", grouped.headline[lang]))
    if len(names) > 1:
        key = f"ef-by-{lang}"
        called = {name: plain(label) for name, label in names.items()}
        kept = {"on_change": _kept, "args": (GROUPED, key)}
        segments(say("groups_by", lang), called, grouped.name, key, required=True, **kept)
    alt = say("chart_alt", lang, headline=say("group_alt", lang, headline=found.headline, group=grouped.headline))
    draw(charts.groups_chart(grouped.rows, lang, scheme()), f"ef_{grouped.name}", alt, listing.click(grouped.name))
    st.html(_groups_table(grouped.label[lang], grouped.rows, lang))
    groups = {row.group or charts.NAMELESS: row.label[lang] for row in grouped.rows}
    listing.draw(policy, base, other, grouped.name, groups, people, lang)


def _kept(name: str, key: str) -> None:
    st.session_state[name] = st.session_state[key]


def _groups_table(label: str, rows: Sequence[GroupEffect], lang: str) -> Markup:
    own, small = template("effect", lang), template("pieces", lang)
    heads = ("more", "less", "same", "before", "after", "difference")
    columns = [(label, "text"), *((say(f"column_{head}", lang), "num") for head in heads)]
    cells = [
        [row.label[lang], str(row.more), str(row.less), str(row.same), row.base, row.other,
         own.toned(row.difference, row.direction)]
        for row in rows
    ]  # fmt: skip
    return small.table(label, columns, cells, style="b-effects") + small.para("m-note", say("groups_note", lang))


# ------------------------------------------------------------------------------------- where most changes, and by what


def _largest_html(
    policy: Policy, found: EffectShown, base: Outcome, other: Outcome, people: People, lang: str
) -> Markup:
    own = template("effect", lang)
    claims, companies = largest_claims(base, other), largest_companies(base, other, COMPANIES)
    if not claims:
        return own.largest(Markup(), Markup(), say("largest_none", lang))
    called = people([one.claim for one in claims] + [one.claims[0] for one in companies])
    note = say("largest_note", lang, first=found.names[0], name=found.names[1])
    table = listing.claims_table(policy, other, claims, called, say("largest_claims", lang), lang)
    return own.largest(_companies_table(companies, called, lang), table, note)


def _companies_table(companies: Sequence[CompanyChange], called: Mapping[str, Called], lang: str) -> Markup:
    own = template("effect", lang)
    heads = (("company", "text"), ("all_paid", "num"), ("all_difference", "num"))
    columns = [(say(f"column_{head}", lang), kind) for head, kind in heads]
    rows = [
        [
            _name(called.get(one.claims[0]), one.applicant, lang),
            own.pair(money.wan_text(one.before), money.wan_text(one.after)),
            own.difference(signed(one.difference), one.difference),
        ]
        for one in companies
    ]
    return template("pieces", lang).table(say("largest_companies", lang), columns, rows, style="e-companies")


def _name(called: Called | None, applicant: str | None, lang: str) -> str:
    return (called.name if called else "") or applicant or say("nameless", lang)


def _steps_html(steps: Sequence[StepEffect], lang: str) -> Markup:
    own, small = template("effect", lang), template("pieces", lang)
    if not steps:
        return own.steps(say("steps_heading_none", lang), Markup(), "")
    heads = (("article", "chip"), ("step", "text"), ("says", "text"), ("amounts", "num"))
    columns = [(say(f"column_{head}", lang), kind) for head, kind in heads]
    rows = [
        [
            small.chip(step.article) if step.article is not None else "",
            own.step(step),
            step.says[lang],
            own.pair(step.before, step.after) if step.before else "",
        ]
        for step in steps
    ]
    key = "steps_heading_one" if len(steps) == 1 else "steps_heading"
    table = small.table(say("steps_label", lang), columns, rows, style="e-steps")
    return own.steps(say(key, lang, count=len(steps)), table, say("steps_note", lang))


def _draw_ledgers(policy: Policy, base: Outcome, other: Outcome, people: People, lang: str) -> None:
    """The ledgers of the claims whose payment changes most, before and after: one at a time, and only where opened."""
    claims = largest_claims(base, other)
    if not claims:
        return
    part = st.expander(say("ledgers", lang), key=f"ef-ledgers-{lang}", on_change="rerun")
    if not part.open:
        return
    with part:
        called = people([one.claim for one in claims])
        names = {one.claim: _pick(policy, one, called.get(one.claim), lang) for one in claims}
        before = st.session_state.get(PICKED)
        chosen = before if before in names else claims[0].claim
        key = f"ef-ledger-{lang}-{hash(tuple(names))}"
        shown = {claim: plain(name) for claim, name in names.items()}
        choose(say("ledger_of", lang), shown, chosen, key, on_change=_kept, args=(PICKED, key))
        for column, outcome in zip(st.columns(2, gap="large"), (base, other), strict=True):
            steps = ledgers(outcome, [chosen])[chosen]
            column.html(ledger_html(steps, lang, title=outcome.scenario.name, question=why.question(steps, lang)))
        if next(one.decided for one in claims if one.claim == chosen):
            st.html(template("pieces", lang).para("m-note", say("ledger_decided", lang)))


def _pick(policy: Policy, one: ClaimChange, called: Called | None, lang: str) -> str:
    title = policy.provision(one.provision).title.in_language(lang)
    company = _name(called, one.applicant, lang)
    return say("ledger_pick", lang, company=company, claim=title, difference=signed(one.difference))


# ---------------------------------------------------------------------------------------------------------- fairness


def _draw_fairness(policy: Policy, worked: Worked, base: Outcome, other: Outcome, lang: str) -> None:
    part = st.expander(say("fairness", lang), key=f"ef-fairness-{lang}", on_change="rerun")
    if not part.open:
        return
    with part:
        named = [(outcome.scenario.name, fairness(outcome)) for outcome in (base, other)]
        found = evenness(policy, named, by_rule(worked, other.scenario))
        st.html(template("effect", lang).heading(found.headline))
        alt = say("even_alt", lang, headline=found.headline[lang])
        draw(charts.lorenz_chart(found, lang, scheme()), "ef_lorenz", alt)
        st.html(_fairness_html(found, lang))


def _fairness_html(found: Evenness, lang: str) -> Markup:
    small = template("pieces", lang)
    first, name = found.names[0], found.names[-1]
    tables = Markup()
    for key, rows in (("even_curve_label", found.points), ("even_figures_label", (*found.figures, *found.sizes))):
        columns = [(say("even_figure", lang), "text"), *((each, "num") for each in found.names)]
        tables += template("effect", lang).titled_table(
            say(key, lang), small.table(say(key, lang), columns, _cells(rows, lang), style="b-effects")
        )
    columns = [(say("even_rule", lang), "text"), *((head[lang], "num") for head in found.rule_heads)]
    label = say("even_rules_label", lang, name=name)
    tables += template("effect", lang).titled_table(
        label, small.table(label, columns, _cells(found.rules, lang), style="b-flow")
    )
    return tables + small.para("m-note", say("even_note", lang, first=first, name=name))


def _cells(rows: Sequence[Row[str]], lang: str) -> list[list[str]]:
    none = words.text("results.table_none", lang)
    return [[row.label[lang], *(value or none for value in row.cells)] for row in rows]
