"""What the boxes on a visitor's screen show, handed to the answers: what was typed while nobody could hear it.

The browser reads its boxes (browser_store.js) under their names (`fields.widget_key`): a text as it stands, of choices
that stand side by side the position, of a list that opens the words.
"""

from collections.abc import Mapping

from engine.application.model import TYPED
from engine.policy.facts import Fact
from engine.sheets import lines
from engine.values.refusal import LONGEST_TEXT, writable
from pages.shared import choices
from pages.shared.answers import DAY, Address, Answers
from pages.shared.language import language, say

PAYOUT = ("payout",)
GATES = {0: "yes", 1: "no"}

Shown = str | int


def hand_over(answers: Answers, boxes: Mapping[str, object]) -> list[str]:
    """Answer with what the boxes of these answers show. Returns what could not be taken, in the visitor's language:
    nothing that was typed goes without a word."""
    found = [(_address(answers, key), _clean(shown)) for key, shown in boxes.items() if isinstance(shown, str | int)]
    placed = [(address, shown, _is_known(answers, address)) for address, shown in found if address]
    lost = []
    for address, shown, is_known in placed:
        given = shown[:LONGEST_TEXT] if isinstance(shown, str) else shown
        if not is_known:
            if isinstance(shown, str) and shown.strip("- "):
                lost.append(say("pages.tab_lost_box", given=given))
        elif not _take(answers, address, shown):
            fact = answers.fact_at(address)
            label = say("pages.day") if fact is None else fact.label.in_language(language())
            lost.append(say("pages.tab_lost", label=label, given=given))
    return lost


def _clean(shown: Shown) -> Shown:
    """What a box can show: texts that it takes, and that can be written."""
    return writable(shown)[: lines.LONGEST] if isinstance(shown, str) else shown


def _address(answers: Answers, key: str) -> Address:
    """The address of the box with this name; () where it is not a box of these answers."""
    generation, _, rest = key.partition("-")
    lang, _, path = rest.partition("-")
    if generation != f"w{answers.generation}" or lang not in ("zh", "en") or not path:
        return ()
    address: Address = ()
    for step in path.split("-"):
        is_entry = address in answers.keys and step.isdigit()
        address = (*address, int(step) if is_entry else step)
    return address


def _is_known(answers: Answers, address: Address) -> bool:
    if len(address) == 1:
        return address in (DAY, PAYOUT) or address[0] in [p.id for p in answers.policy.provisions]
    return answers.has_place(address) and answers.fact_at(address) is not None


def _take(answers: Answers, address: Address, shown: Shown) -> bool:
    """Take one; False where it means nothing."""
    fact = answers.fact_at(address)
    if fact is None:
        _take_other(answers, address, shown)
        return True
    if fact.type in TYPED:
        text = str(shown)[:LONGEST_TEXT]
        if text != answers.text(address, fact):
            answers.type_in(address, fact, text)
    elif fact.type == "list":
        answers.take_lines(address, fact, str(shown))
    elif fact.type == "group":
        choices.answer_group(answers, address, _gate(shown))
    else:
        return _take_choice(answers, address, fact, shown)
    return True


def _gate(shown: Shown) -> str | None:
    return GATES.get(shown) if isinstance(shown, int) else None


def _take_other(answers: Answers, address: Address, shown: Shown) -> None:
    """The application date, the payout ratio, and whether anything is claimed under a provision."""
    provision, wanted = str(address[0]), _gate(shown)
    if address == DAY:
        if str(shown) != answers.day_text():
            answers.type_day(str(shown)[:LONGEST_TEXT])
    elif address == PAYOUT:
        answers.set_payout(str(shown)[:LONGEST_TEXT])
    elif wanted == "yes" and answers.gate(provision) is not True:
        answers.claim_under(provision)
    elif wanted == "no" and answers.gate(provision) is not False:
        answers.decline(provision)


def _take_choice(answers: Answers, address: Address, fact: Fact, shown: Shown) -> bool:
    options = choices.options(answers, address, fact)
    if isinstance(shown, int):
        chosen = list(options)[shown] if 0 <= shown < len(options) else None
    else:
        chosen = next((option for option, name in options.items() if name == shown), None)
    if chosen is None:
        return shown in ("", say("pages.choose"))
    choices.answer_choice(answers, address, fact, chosen)
    return True
