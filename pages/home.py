"""The home page: what this is, the doors, and what each article gives."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from engine.policy.pack import Policy
from engine.policy.phrases import Both, day_text
from engine.text import words
from engine.text.numerals import article_label
from engine.values import money
from engine.view.summary import draws_on_budget
from pages.shared import answers, navigation, published, replacing, shelf, tasks
from pages.shared.html import address, chip, esc, foot, law_link
from pages.shared.language import language


def draw() -> None:
    """Draw the page."""
    lang = language()
    current = answers.current()
    replacing.draw_notice(current)
    left, right = st.columns([5, 7], gap="large")
    with left:
        st.html(title(current.policy, lang))
        _doors(current, lang)
        shelf.draw_list()
        st.html(f'<p class="m-note">{esc(words.text("results.home_kept", lang))}</p>')
    right.html(contents(current.policy, lang))
    st.html(foot(current.policy, lang))


def _doors(current: answers.Answers, lang: str) -> None:
    with st.container(key="m_doors", gap=None):
        st.html(doors(current, published.latest(current.policy), lang))
        with st.container(key="m_door_open", gap="small"):
            st.html(f'<div class="m-door">{_door_text("home_open", lang)}</div>')
            tasks.draw_open(current)


def doors(current: answers.Answers, shown: Mapping[str, Any] | None, lang: str) -> str:
    """The ways in: for a company, for officials, for whoever shows it to others, and the law itself; each with what can
    be seen at once, by everybody. `shown`: what is published, if anything is."""
    begun = not current.is_blank()
    company = [("profile", "home_go_on_button" if begun else "home_begin_button")]
    company += [("result", "home_result_button")] if begun else []
    company += [("example", "home_example_button")] if current.policy.example() else []
    briefing = "home_briefing_example"
    if shown is not None:
        briefing = "home_briefing_invented" if shown.get("invented") else "home_briefing"
    return (
        _door("home_begin", company, lang, " first")
        + _door("home_budget", [("sandbox", "home_budget_button")], lang)
        + _door(briefing, [("briefing", "home_briefing_button")], lang)
        + _door("home_law", [("law", "home_law_button")], lang)
    )


def _door(name: str, ways: Sequence[tuple[str, str]], lang: str, style: str = "") -> str:
    links = "".join(
        f'<a class="m-go" href="{esc(address(place, lang))}" target="_self">'
        f"{esc(words.text(f'results.{button}', lang))}</a>"
        for place, button in ways
    )
    return f'<div class="m-door{style}"><div>{_door_text(name, lang)}</div><p class="m-ways">{links}</p></div>'


def _door_text(name: str, lang: str) -> str:
    return (
        f"<h2>{esc(words.text(f'results.{name}', lang))}</h2>"
        f'<p class="m-s">{esc(words.text(f"results.{name}_text", lang))}</p>'
    )


def title(policy: Policy, lang: str) -> str:
    """Place and validity, the measures' name, what this page does."""
    over = words.text(
        "results.home_over",
        lang,
        place=policy.place.in_language(lang),
        start=day_text(policy.in_force.start)[lang],
        until=day_text(policy.in_force.until)[lang],
    )
    return (
        f'<div class="m-hero"><p class="m-s">{esc(over)}</p>'
        f"<h1><span>{esc(policy.short_title.in_language(lang))}</span>"
        f"{esc(words.text('results.home_title', lang))}</h1>"
        f'<p class="m-lead">{esc(words.text("results.home_lead", lang))}</p></div>'
    )


def contents(policy: Policy, lang: str) -> str:
    """What each article supports, how much and at most, and its yearly total for all applicants."""
    names = {name: esc(words.text(f"results.toc_{name}", lang)) for name in ("article", "what", "most", "total")}
    head = "".join(
        f'<th scope="col" class="{"num" if name == "total" else ""}">{said}</th>' for name, said in names.items()
    )
    rows = "".join(_article(policy, a.number, lang) for a in policy.articles if _grants(policy, a.number))
    label = esc(words.text("results.toc_label", lang))
    return (
        f'<div class="m-toc"><table class="m-table" aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{_remarks(policy, lang)}</div>"
    )


def _grants(policy: Policy, article: int) -> bool:
    return any(not p.amount.none for p in policy.provisions_of(article))


def _article(policy: Policy, article: int, lang: str) -> str:
    """One article: a line for each of its provisions, and one total."""
    provisions = policy.provisions_of(article)
    rows = len(provisions)
    link = chip(article, lang, address(navigation.article_place(article), lang))
    total = f'<td class="num total" rowspan="{rows}">{esc(yearly_total(policy, article)[lang])}</td>'
    lines = []
    for position, provision in enumerate(provisions):
        first = f'<td class="chip" rowspan="{rows}">{link}</td>' if position == 0 else ""
        last = total if position == 0 else ""
        lines.append(
            f'<tr class="{"first" if position == 0 else "more"}">{first}'
            f'<td class="what">{esc(provision.title.in_language(lang))}</td>'
            f'<td class="most">{esc(provision.summary.in_language(lang))}</td>{last}</tr>'
        )
    return "".join(lines)


def yearly_total(policy: Policy, article: int) -> Both:
    """The most that an article gives to all applicants in a year, or what stands in its place."""
    pool = next((p for p in policy.pools if p.article == article), None)
    if pool is not None:
        fen = pool.cap * money.WAN
        return words.both("results.toc_wan", amount=money.wan_law(fen), cny=money.cny_text(fen))
    readings = policy.default_readings()
    if all(not draws_on_budget(policy, p, readings) for p in policy.provisions_of(article)):
        return words.both("results.toc_beside")
    return words.both("results.toc_unset")


def _remarks(policy: Policy, lang: str) -> str:
    said = [
        words.text(
            "results.toc_no_grant",
            lang,
            article=article_label(p.article, lang),
            text=p.summary.in_language(lang),
        )
        for p in policy.provisions
        if p.amount.none
    ]
    said += [
        words.text(
            "results.toc_ceilings",
            lang,
            label=rule.label.in_language(lang),
            article=article_label(rule.article, lang),
        )
        for rule in policy.rules
        if rule.id == "ceilings"
    ]
    link = f'<a href="{esc(law_link("", lang))}" target="_self">{esc(words.text("results.home_law_button", lang))}</a>'
    return f'<p class="m-note">{esc(("" if lang == "zh" else " ").join(said))} {link}</p>'
