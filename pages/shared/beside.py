"""What is said beside a question: what helps to answer it, what was understood, and why some are folded."""

from functools import cache

from markupsafe import Markup

from engine.application import typed
from engine.application.questionnaire import left_out
from engine.policy.facts import Fact
from engine.policy.provision import Provision
from engine.text.phrases import Words
from engine.view.annotations import bounds_text
from pages.shared.answers import UNANSWERED, Address, Answers, Both
from pages.shared.in_use import today
from pages.shared.language import language, say
from pages.shared.templates import template


def aside_heading(answers: Answers, address: Address, facts: list[Fact]) -> str:
    """What is taken for given where nothing else is said: a year, and that there is no such thing."""
    parts, none = [], []
    for fact in facts:
        label, here = fact.label.in_language(language()), (*address, fact.name)
        if fact.type == "year":
            parts.append(say("pages.aside_year", label=label, year=answers.value(here)))
        elif not answers.is_there(here):
            none.append(label)
    if none:
        parts.append(say("pages.aside_none", labels=say("results.list_comma").join(none)))
    return say("pages.aside", parts=say("pages.aside_stop").join(parts)) if parts else say("pages.aside_all_there")


def moot_heading(_answers: Answers, _address: Address, facts: list[Fact]) -> str:
    """That a condition has failed, so that the rest changes nothing."""
    return say("pages.moot" if len(facts) > 1 else "pages.moot_one", count=len(facts))


def reason_of(fact: Fact) -> Markup:
    """Why a question is asked and what usually proves the answer; folded."""
    return _reason(fact.label, fact.help, fact.evidence, language())


@cache
def _reason(label: Words, help: Words | None, evidence: Words | None, lang: str) -> Markup:
    return template("company", lang).reason(label, help, evidence)


def hints_of(
    answers: Answers, fact: Fact, provision: Provision | None, required: bool, is_later: bool = False
) -> list[str]:
    """What helps to answer: the window that the date must lie in, and what leaving it out means. Of what is expected
    for a later application (`is_later`) neither is so."""
    if is_later:
        return []
    lang, hints = language(), []
    if (window := _window(fact, provision)) is not None:
        day = answers.day() or today()
        if span := bounds_text(answers.policy, window, day, answers.readings, lang):
            label = answers.policy.window(window).label.in_language(lang)
            hints.append(say("pages.hint_window", window=label, span=span))
    if not required:
        kind, other = left_out(fact, provision)
        hints.append(say(f"pages.hint_{kind}", label=other))
    return hints


def _window(fact: Fact, provision: Provision | None) -> str | None:
    """The window in which the fact must lie, if a rule says so."""
    if provision is None:
        return None
    for condition in (*provision.when, *provision.item_when):
        parent = provision.each if condition in provision.item_when else ""
        if condition.window and ".".join(x for x in (parent, condition.fact) if x) == fact.path:
            return condition.window
    for measure in provision.measures:
        for test in measure.when:
            if test.in_window and fact.path == ".".join(x for x in (provision.each, measure.sum, test.fact) if x):
                return test.in_window
    return None


def echo_of(answers: Answers, address: Address, fact: Fact, label: Both | None) -> tuple[str, str]:
    """Why it was not understood, or why the engine does not take it; or else what was understood."""
    lang = language()
    fault = answers.fault(address, fact, label)
    if fault is None:
        fault = next((e["message"] for e in answers.refused if e["address"] == address), None)
    if fault is not None:
        return fault[lang], ""
    value = answers.value(address)
    if value is UNANSWERED or value is None:
        return "", ""
    doubt = answers.doubt(address, fact)
    return "", doubt.sentence[lang] if doubt else typed.echo(fact, value, lang, answers.text(address, fact))
