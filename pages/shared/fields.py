"""Questions on a screen: each box is a view of one answer.

A box is drawn with the answer as its value in every run, and hands back what changes to the answers that it was drawn
from: a visitor's own, or a stored application that an official corrects. Nothing is put into the session
under a box's key: a box that the browser draws anew (after a change of page, say) would then begin empty, and hand
that back as an answer. A key holds the language and the generation of the answers, so that words in another language,
or answers from a file, make new boxes.
"""

import re
from functools import lru_cache, partial

import streamlit as st

from engine.application import matters, questionnaire, typed
from engine.application.model import MOST_ENTRIES, TYPED, unclear
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.text import words
from engine.values.refusal import LONGEST_TEXT
from pages.shared import in_place
from pages.shared.answers import UNANSWERED, Address, Answers, Both
from pages.shared.beside import aside_heading, echo_of, hints_of, moot_heading, reason_of
from pages.shared.choices import UNKNOWN, answer_choice, answer_group, as_option, options
from pages.shared.language import language, say
from pages.shared.lines import draw_lines, draw_switch
from pages.shared.templates import template

LONG = 18
"""Choices with more characters than this do not stand side by side."""
EXAMPLES = {"amount": "pages.amount_example", "yearly": "pages.amount_example", "date": "pages.day_example"}
"""What stands in an empty box, by the kind of fact."""
OUTERMOST = 2
"""Steps in the address of a list that stands in no other."""
ECHOED = frozenset({"amount", "yearly", "ratio", "date"})
"""What is typed of these kinds is echoed in a line that is there before, so that nothing moves when it is."""
MANY = 4
"""More choices than this, and long ones, are a list that opens."""

_MARKDOWN = re.compile(r"([\\`*_\[\]~$<])")


@lru_cache(1024)
def plain(text: str) -> str:
    """`text` for a widget's label, where Streamlit would read Markdown (and screen readers hear it as it stands, so
    only what must be is escaped)."""
    return _MARKDOWN.sub(r"\\\1", text)


def question(answers: Answers, fact: Fact, lang: str, is_later: bool = False) -> str:
    """How a fact is asked for, the years that it is about filled in; of a later application by its name, where those
    are other years."""
    last, prior = answers.years()
    asked = (fact.question or fact.label).in_language(lang)
    if is_later and "_year}" in asked:
        return fact.label.in_language(lang)
    return asked.replace("{last_year}", str(last)).replace("{prior_year}", str(prior))


def widget_key(answers: Answers, address: Address) -> str:
    """The key of the box at an address."""
    return f"w{answers.generation}-{language()}-{'-'.join(str(step) for step in address)}"


def place_on_page(address: Address) -> str:
    """The id of what stands below the box at an address: links lead there."""
    return "q-" + "-".join(str(step) for step in address)


def draw_claim(answers: Answers, claim_id: str, provision: Provision) -> None:
    """Every question of one claim; and what was answered that the readings in force make nothing of."""
    _draw_facts(answers, (claim_id,), provision, "")
    lang = language()
    own = template("company", lang)
    for fact in answers.idle((claim_id,), provision):
        given = typed.written(fact, answers.value((claim_id, fact.name)), lang)
        said = say("pages.idle_answer", label=fact.label.in_language(lang), given=given)
        in_place.html(own.below("", "", "", own.hints([said]), ""))


def draw_applicant(answers: Answers) -> None:
    """Every question about the applicant, what no rule reads at the end."""
    for asked in answers.asked_of_applicant():
        if not asked.fact.profile:
            draw_fact(answers, asked.address, asked.fact, None, asked.required)
    draw_looked_at(answers)


def draw_looked_at(answers: Answers) -> None:
    """What of the applicant officials look at claims by, under its heading; nothing where the policy asks none."""
    asked = [one for one in answers.asked_of_applicant() if one.fact.profile]
    if asked:
        in_place.html(template("pieces", language()).part(say("pages.looked_at"), say("pages.looked_at_note")))
    for one in asked:
        draw_fact(answers, one.address, one.fact, None, one.required)


def _draw_facts(answers: Answers, address: Address, provision: Provision, parent: str, folded: bool = False) -> None:
    """Every question at an address: those to be answered openly; `folded` away those that go without asking, and those
    that change nothing any more because a condition has failed."""
    facts = answers.children(address, provision, parent)
    ways = [(f, "asked" if folded else answers.way_to_ask((*address, f.name), provision, f)) for f in facts]
    for fact in (fact for fact, way in ways if way == "asked"):
        _draw_one(answers, address, provision, fact, folded)
    for kind, heading in (("aside", aside_heading), ("moot", moot_heading)):
        if own := [fact for fact, way in ways if way == kind]:
            is_there = kind == "aside" and any(answers.is_there((*address, f.name)) for f in own if f.type != "year")
            with in_place.within(st.expander, plain(heading(answers, address, own)), expanded=is_there):
                for fact in own:
                    _draw_one(answers, address, provision, fact, folded=True)


def _draw_one(answers: Answers, address: Address, provision: Provision, fact: Fact, folded: bool) -> None:
    here, required = (*address, fact.name), questionnaire.is_required(provision, fact)
    if fact.type == "list":
        draw_list(answers, here, provision, fact, required, folded)
    elif fact.type == "group":
        _draw_group(answers, here, provision, fact, required, folded)
    elif fact.type == "yearly":
        _draw_yearly(answers, here, provision, fact, required)
    else:
        draw_fact(answers, here, fact, provision, required)


# ------------------------------------------------------------------------------------------------ one question


def _draw_yearly(answers: Answers, address: Address, provision: Provision, fact: Fact, required: bool) -> None:
    """One question with a box for each year that it is about."""
    years = answers.years_asked(provision, fact)
    if len(years) == 1:
        draw_fact(answers, (*address, str(years[0])), fact, provision, required)
        return
    _draw_heading(answers, address, fact, [])
    words_of = dict(zip(answers.years(), ("year_last", "year_prior"), strict=True))
    for year in years:
        label = words.both(f"pages.{words_of.get(year, 'of_year')}", label=fact.label.model_dump(), year=year)
        draw_fact(answers, (*address, str(year)), fact, provision, required, label)


def _draw_heading(answers: Answers, address: Address, fact: Fact, hints: list[str], title: str = "") -> None:
    """The question above several boxes, or the `title` that stands in for it."""
    lang = language()
    own = template("company", lang)
    asked = title or question(answers, fact, lang)
    in_place.html(own.question(place_on_page(address), asked, own.hints(hints), reason_of(fact)))


def draw_fact(
    answers: Answers,
    address: Address,
    fact: Fact,
    provision: Provision | None,
    required: bool,
    label: Both | None = None,
) -> None:
    """One question: its box, and below it what was understood, what is wrong, and why it is asked. `label` stands in
    for the question where a heading asks it already."""
    draw = _draw_choices if fact.type == "choices" else _draw_fact
    in_place.kept((answers.said(address), required), partial(draw, answers, address, fact, provision, required, label))


def _draw_fact(
    answers: Answers, address: Address, fact: Fact, provision: Provision | None, required: bool, label: Both | None
) -> None:
    lang = language()
    is_later = answers.is_expected(address)
    shown = plain(label[lang] if label else question(answers, fact, lang, is_later))
    key = widget_key(answers, address)
    if fact.type in TYPED:
        text = answers.text(address, fact)
        in_place.widget(
            st.text_input,
            shown,
            value=text,
            placeholder=say(EXAMPLES[fact.type]) if fact.type in EXAMPLES else None,
            key=key,
            on_change=_typed,
            args=(answers, address, fact, key),
            max_chars=LONGEST_TEXT,
        )
    else:
        _draw_choice(answers, address, fact, shown, key)
    own = template("company", lang)
    place = place_on_page(address)
    said = hints_of(answers, fact, provision, required or answers.is_unknown(address), is_later)
    if answers.is_unknown(address):
        said.append(say("pages.hint_unknown"))
    if (listed := answers.listed_instead(address, provision, fact)) is not None:
        said.append(say("pages.hint_listed", label=listed.label.in_language(lang)))
    hints = own.hints(said, place)
    fault, echo = echo_of(answers, address, fact, label)
    box = {"key": key, "required": required, "kind": fact.type, "echoes": fact.type in ECHOED}
    in_place.html(own.below(place, fault, echo, hints, "" if label else reason_of(fact), box))
    if (doubt := answers.doubt(address, fact)) is not None:
        label_ = plain(say("pages.take_meant", meant=doubt.meant[lang]))
        in_place.button(label_, f"meant-{key}", _meant, answers, address, fact, doubt.meant[lang])
    if (found := unclear(answers.value(address))) is not None and found.unconfirmed:
        label_ = plain(say("pages.confirm_figure", given=typed.former_text(fact, found.text)[lang]))
        in_place.button(label_, f"confirm-{key}", _confirmed, answers, address, fact)


def _meant(answers: Answers, address: Address, fact: Fact, meant: str) -> None:
    if answers.has_place(address):
        answers.type_in(address, fact, meant)
        answers.draw_anew()


def _confirmed(answers: Answers, address: Address, fact: Fact) -> None:
    if answers.has_place(address):
        answers.type_in(address, fact, answers.text(address, fact))


def _draw_choices(
    answers: Answers, address: Address, fact: Fact, provision: Provision | None, required: bool, _label: Both | None
) -> None:
    """One question of which several answers can be true: each is a yes or a no."""
    lang = language()
    own = template("company", lang)
    in_place.html(own.question(place_on_page(address), question(answers, fact, lang), "", ""))
    for choice in fact.choices:
        here = (*address, choice.id)
        shown = plain(say("pages.one_of_choices", label=choice.label.in_language(lang)))
        _draw_choice(answers, here, fact, shown, widget_key(answers, here))
    fault, echo = echo_of(answers, address, fact, None)
    hints = [] if fault else hints_of(answers, fact, provision, required)  # choosing nothing is no answer then
    in_place.html(own.below("", fault, echo, own.hints(hints), reason_of(fact)))


def _typed(answers: Answers, address: Address, fact: Fact, key: str) -> None:
    if answers.has_place(address):
        answers.type_in(address, fact, st.session_state[key] or "")
        in_place.answered(key)


def _draw_choice(answers: Answers, address: Address, fact: Fact, shown: str, key: str) -> None:
    names = in_place.Named(options(answers, address, fact))
    value = answers.value(address)
    option = None if value is UNANSWERED else UNKNOWN if value is None else as_option(value)
    chosen = option if option in names else None
    escaped = in_place.Named({option: plain(name) for option, name in names.items()})
    is_long, args = sum(len(name) for name in names.values()) > LONG, (answers, address, fact, key)
    if fact.type in ("year", "yes_no", "choices") or not is_long:
        in_place.segmented(shown, escaped, chosen, key, _chosen, *args)
        return
    box = {"index": None if chosen is None else list(names).index(chosen), "key": key, "on_change": _chosen}
    if fact.type == "choice" and len(names) <= MANY:
        in_place.widget(st.radio, shown, list(names), format_func=escaped, args=args, **box)
    else:
        choose = say("pages.choose")
        in_place.widget(st.selectbox, shown, list(names), format_func=names, args=args, placeholder=choose, **box)


def _chosen(answers: Answers, address: Address, fact: Fact, key: str) -> None:
    answer_choice(answers, address, fact, st.session_state[key])
    in_place.answered(key)


# ------------------------------------------------------------------------------------------------ groups, lists


def _draw_group(
    answers: Answers, address: Address, provision: Provision, fact: Fact, required: bool, folded: bool = False
) -> None:
    """Questions that belong together; unless the provision insists on them, only where there is such a thing."""
    lang = language()
    if required:
        _draw_heading(answers, address, fact, [], fact.label.in_language(lang))
    else:
        key = widget_key(answers, address)
        value = answers.value(address)
        names = in_place.Named(yes=say("pages.yes"), no=say("pages.no"))
        chosen = "yes" if isinstance(value, dict) else "no" if value is None else None
        in_place.segmented(plain(question(answers, fact, lang)), names, chosen, key, _grouped, answers, address, key)
        own = template("company", lang)
        place = place_on_page(address)
        hints = own.hints(hints_of(answers, fact, provision, required), place)
        box = {"key": key, "required": False, "kind": fact.type, "echoes": False}
        in_place.html(own.below(place, "", "", hints, reason_of(fact), box))
    if required or isinstance(answers.value(address), dict):
        with in_place.within(st.container, key=f"group-{widget_key(answers, address)}"):
            for name, elsewhere in answers.stated_elsewhere(address, provision, fact).items():
                key = f"same-{widget_key(answers, address)}-{place_on_page(elsewhere)}"
                in_place.button(plain(say("pages.same_project", name=name)), key, answers.take_over, elsewhere, address)
            _draw_facts(answers, address, provision, fact.path, folded)


def _grouped(answers: Answers, address: Address, key: str) -> None:
    answer_group(answers, address, st.session_state[key])


def draw_list(
    answers: Answers, address: Address, provision: Provision, fact: Fact, required: bool, folded: bool = False
) -> None:
    """A list: one card for each entry, and a button for one more."""
    lang = language()
    is_item = fact.path == provision.each and provision.item is not None
    name = provision.item.in_language(lang) if is_item and provision.item else fact.label.in_language(lang)
    entries, room = answers.entries(address), answers.room
    key = widget_key(answers, address)
    if fact.question or not entries:
        hints = hints_of(answers, fact, provision, required, answers.is_expected(address))
        _draw_heading(answers, address, fact, hints)
    other = fact.absent.removeprefix("other:")
    if entries and other != fact.absent and answers.value((*address[:-1], other)) in (UNANSWERED, None):
        # The box that the entries stand in for leaves its question behind, so that nothing vanishes without a word.
        summed = provision.fact(".".join(x for x in (fact.parent, other) if x))
        _draw_heading(answers, (*address[:-1], other), summed, [say("pages.summed_up", name=name)])
    # Entries of an entry stand in its table.
    has_table = len(address) == OUTERMOST and not answers.is_expected(address)
    is_table = has_table and address in answers.as_lines
    if is_table:
        draw_lines(answers, address, provision, fact, plain(name), key)
    else:
        _draw_entries(answers, address, provision, fact, required, folded, room > 0)
    with in_place.within(st.container, horizontal=True, key=f"more-{key}"):
        if not is_table:
            label = say("pages.add_another" if entries else "pages.add_first", name=plain(name))
            in_place.button(label, f"add-{key}", answers.add_entry, address, fact, disabled=room < 1)
        if has_table:
            draw_switch(answers, address, fact, plain(name), key)
        draw_undo(answers, address, provision)
    draw_full(answers, room)


def _draw_entries(
    answers: Answers,
    address: Address,
    provision: Provision,
    fact: Fact,
    required: bool,
    folded: bool,
    has_room: bool,
) -> None:
    """A card for each entry: what it is called, what can be done with it, and its questions."""
    lang = language()
    stated = answers.value(address)
    called = matters.names(provision, fact, stated) if isinstance(stated, list) else []
    entries = answers.entries(address)
    level = len(address) // 2 + 2  # below the heading of the claim
    for position, (entry, own) in enumerate(zip(entries, called, strict=True)):
        here = (*address, entry)
        key = widget_key(answers, here)
        with in_place.within(st.container, border=True, key=f"card-{key}"):
            with in_place.within(st.container, horizontal=True, vertical_alignment="center", key=f"head-{key}"):
                in_place.html(template("company", lang).card(place_on_page(here), own[lang], level))
                tools = {"copy": has_room, "up": position > 0, "down": position < len(entries) - 1}
                tools = {tool: can for tool, can in tools.items() if tool == "copy" or len(entries) > 1}
                if len(entries) > 1 or not required:
                    tools["remove"] = True
                for tool, can in tools.items():
                    label, look = say(f"pages.entry_{tool}"), {"type": "tertiary", "disabled": not can}
                    in_place.button(label, f"{tool}-{key}", _TOOLS[tool], answers, here, **look)
            _draw_facts(answers, here, provision, fact.path, folded)


_TOOLS = {
    "copy": lambda answers, address: answers.copy_entry(address),
    "up": lambda answers, address: answers.move_entry(address, -1),
    "down": lambda answers, address: answers.move_entry(address, 1),
    "remove": lambda answers, address: answers.remove_entry(address),
}
"""What can be done with an entry."""


def draw_undo(answers: Answers, address: Address, provision: Provision) -> None:
    """A way back, beside the list, or the claims under a provision, from which an entry or claim was removed last."""
    if answers.was_removed(address, provision):
        key, look = f"undo-{widget_key(answers, address)}", {"type": "tertiary", "disabled": not answers.removal_fits}
        in_place.button(say("pages.undo_removal"), key, answers.undo_removal, **look)


def draw_full(answers: Answers, room: int) -> None:
    """Why nothing can be added where there is no `room` for it, beside what would add it."""
    if room < 1:
        said = say("pages.full", count=MOST_ENTRIES - room, most=MOST_ENTRIES)
        aside = [say("pages.full_laid_aside")] if any(answers.declined.values()) else []
        own = template("company", language())
        in_place.html(own.below("", "", "", own.hints([said, *aside]), ""))
