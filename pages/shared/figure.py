"""What stays in sight on every step of the self-assessment, at every width: the total so far, and of an article with
one claim what that comes to."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from engine.assessment.answer import Total
from engine.steps.step import CALCULATED_GRADES
from engine.values import money
from engine.view.summary import state_of
from pages.shared import in_place
from pages.shared.answers import Answers
from pages.shared.language import language, say
from pages.shared.navigation import article_place
from pages.shared.steps import came_from
from pages.shared.templates import template

Amount = tuple[str, int | Fraction]
"""What an amount is called, and it in 分."""


def draw(answers: Answers, here: str) -> None:
    """Draw it on the step at `here`, where there is a figure."""
    if bar := _html(answers, here, language()):
        in_place.html(bar)


def _html(answers: Answers, here: str, lang: str) -> Markup:
    assessing, back = answers.assessing(), came_from(here)
    if assessing is None or not assessing.positions:
        return template("article", lang).stays(back, "", None, [], "") if back else Markup()
    total = _total(assessing.together["total"])
    label, fen = total[0]
    called = say("results.total_calculated")
    spoken = [say("pages.bar_spoken", label=f"{called} {label}", amount=money.wan_text(fen))]
    spoken += [say("pages.bar_spoken", label=label, amount=money.wan_text(fen)) for label, fen in total[1:]]
    status, own = _own(answers, here)
    return template("article", lang).stays(back, status, own, total, say("results.list_comma").join(spoken))


def _total(total: Total) -> list[Amount]:
    """The figure that heads the result, what it is at most while something is open, and what stands beside it."""
    calculated = total["calculated"]
    found = [(say("pages.bar_ceiling"), calculated["confirmed"].fen)]
    if calculated["most"] is not None and calculated["most"] != calculated["confirmed"]:
        found.append((say("pages.bar_most"), calculated["most"].fen))
    for grade in ("assessed", "competing", "other_budget"):
        amounts = total["by_grade"][grade]
        if amounts["confirmed"].fen:
            found.append((say(f"pages.bar_{grade}"), amounts["confirmed"].fen))
    return found


def _own(answers: Answers, here: str) -> tuple[str, Amount | None]:
    """The state and the amount of the one claim on a page; "" and None where there is none, or there are several."""
    claims = [c for p in answers.policy.provisions if article_place(p.article) == here for c in answers.claims_of(p.id)]
    result = answers.result_of(claims[0]["id"]) if len(claims) == 1 else None
    if result is None:
        return "", None
    if result["status"] == "needs_information" and result["most"] is not None:
        return state_of(result), (say("pages.bar_most"), result["most"].fen)
    return state_of(result), (ceiling_label(result, "bar"), result["confirmed"].fen)


def ceiling_label(result: Mapping[str, Any], place: str) -> str:
    """What the amount of a claim is called at its `place` (figure, bar): it says so where it competes for places, is
    for the authority to set, or is paid by another budget."""
    grade = result["grade"]
    return say(f"pages.{place}_ceiling" if grade in CALCULATED_GRADES or grade is None else f"pages.{place}_{grade}")
