"""What can be chosen in answer to a question, and answering with it."""

from engine.policy.facts import Fact
from pages.shared.answers import UNANSWERED, Address, Answers
from pages.shared.language import language, say

UNKNOWN = "unknown"
"""The choice 暂不清楚."""
NOT_STATED = "not_stated"
"""The choice 不填, of what is only looked at: it takes the answer back."""


def options(answers: Answers, address: Address, fact: Fact) -> dict[str, str]:
    """What can be chosen, and how it is called, in order; 暂不清楚 last, or 不填."""
    found = _answers_to(answers, address, fact)
    if fact.absent == "unknown":
        found[UNKNOWN] = say("pages.unknown")
    elif fact.type == "choice":
        found[NOT_STATED] = say("pages.not_stated")
    return found


def _answers_to(answers: Answers, address: Address, fact: Fact) -> dict[str, str]:
    lang = language()
    if fact.type in ("yes_no", "choices"):  # of several choices each is asked for itself
        return {"yes": say("pages.yes"), "no": say("pages.no")}
    if fact.type == "choice":
        return {c.id: c.label.in_language(lang) for c in fact.choices}
    # This year and the two before it: nothing older is anywhere asked for, but what was stated is shown.
    years = [answers.year(), *answers.years()]
    if answers.is_expected(address):
        years = list(range(answers.year(), answers.policy.in_force.until.year + 1))
    stated = answers.value(address)
    if isinstance(stated, int) and stated not in years:
        years.append(stated)
    return {str(year): say("pages.year_plain", year=year) for year in years}


def as_option(value: object) -> str:
    """An answer as the option that it is."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def answer_choice(answers: Answers, address: Address, fact: Fact, option: str | None) -> None:
    """Choose: an id, `yes` or `no` (of one choice of several too), a year, UNKNOWN, or NOT_STATED."""
    if option is None or not answers.has_place(address):
        return  # a choice can be changed, not taken back
    match fact.type:
        case "choices":
            answers.choose(address, fact, option == "yes")
        case _ if option in (UNKNOWN, NOT_STATED):
            answers.answer(address, None if option == UNKNOWN else UNANSWERED)
        case "yes_no":
            answers.answer(address, option == "yes")
        case "year":
            answers.answer(address, int(option))
        case _:
            answers.answer(address, option)


def answer_group(answers: Answers, address: Address, option: str | None) -> None:
    """Say whether there is such a thing: `yes` or `no`."""
    if not answers.has_place(address):
        return
    if option == "yes":
        answers.open_group(address)
    elif option == "no":
        answers.close_group(address)
