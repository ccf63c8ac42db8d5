"""The page drawn: a picture 1080 pixels wide, a drawing, or a tagged PDF, with the statement that it carries; and that
once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

from engine.documents import carried, typesetting
from engine.documents.carried import Statement, statement
from engine.documents.characters import settable
from engine.documents.onepager.composition import compose
from engine.documents.onepager.figures import figures_of
from engine.policy.pack import Policy
from engine.policy.parameters import overridden
from engine.policy.receipt import receipt_of
from engine.scenario import Scenario, read_scenario, written
from engine.text.phrases import Both

KIND = TEMPLATE = "onepager"
NOT_ON_PAGE = ("already_awarded", "quota_used")
"""What of a scenario does not stand on the page."""
NO_TEXT = frozenset({"lang", "qr"})
"""What of a page is no text."""


def made(
    policy: Policy, scenario: Scenario | None, lang: str, address: str | None, ending: str, mark: Both | None = None
) -> bytes:
    """The page of a policy or of a scenario (see `compose`) as a file (see `make`). Refused as `compose` refuses."""
    page = compose(policy, scenario, lang, address, mark)
    return make(page, ending, policy.law.published, stated(policy, scenario, lang, address, mark))


def make(page: Mapping[str, Any], ending: str, day: date, carries: Statement | None = None) -> bytes:
    """The file of a `page` (see `compose`) that ends in ".png", ".svg" or ".pdf", dated `day`, and `carries` a
    statement. The same page and day give the same bytes."""
    if ending == ".pdf":
        return typesetting.pdf(TEMPLATE, page, day, carries)
    if ending == ".png":
        picture = typesetting.picture(TEMPLATE, page, day, "png")
        return picture if carries is None else carried.in_picture(picture, carries)
    drawing = _with_title(typesetting.picture(TEMPLATE, page, day, "svg").decode(), page).encode()
    return drawing if carries is None else carried.in_drawing(drawing, carries)


def _with_title(svg: str, page: Mapping[str, Any]) -> str:
    """The drawing with what it says, for whoever does not see it: its letters are outlines."""
    before, start, after = svg.partition("<svg ")
    head, close, body = after.partition(">")
    title = f'<title id="title">{escape(settable(page["title"]))}</title>'
    text = escape("\n".join(filter(None, (settable(text) for text in texts(page)))))
    described = f'role="img" lang="{page["lang"]}" aria-labelledby="title" aria-describedby="text"'
    return f'{before}{start}{described} {head}{close}{title}<desc id="text">{text}</desc>{body}'


def texts(page: Any) -> Iterator[str]:
    """What a page says, in its order, line by line."""
    if isinstance(page, str):
        yield page
    elif isinstance(page, list):
        if page and all(isinstance(run, Mapping) and "gap" in run for run in page):
            yield "".join((_changed(run["old"], run["new"]) or run["text"]) + " " * bool(run["gap"]) for run in page)
        else:
            for part in page:
                yield from texts(part)
    elif isinstance(page, Mapping):
        if "value" in page:
            number = _changed(page["value"], page["new"]) or page["value"]
            # A unit that is a word stands apart, as it does on the page.
            unit = " " * page["unit"][:1].isascii() + page["unit"]
            yield " ".join(filter(None, (page["label"], (number + unit).strip(), page["cny"], page["note"])))
        elif "old" in page:
            yield f"{page['label']}: {_changed(page['old'], page['new']) if page['old'] else page['new']}{page['unit']}"
        else:
            yield from (text for key, value in page.items() if key not in NO_TEXT for text in texts(value))


def _changed(old: str, new: str) -> str:
    return f"{old} → {new}" if new else ""


# ------------------------------------------------------------------------------------------------ what it states


def stated(
    policy: Policy, scenario: Scenario | None, lang: str, address: str | None, mark: Both | None = None
) -> Statement:
    """What the page of a policy, or of a scenario, states: every number that money hangs on, as the law and the
    scenario have it. It is made of nothing else."""
    said = None
    if scenario is not None:
        said = {name: value for name, value in written(scenario).items() if name not in NOT_ON_PAGE}
    readings = policy.default_readings() if scenario is None else scenario.in_force(policy)
    changed = policy if scenario is None else overridden(policy, scenario.overrides)
    of = {"scenario": said}
    receipt = receipt_of(changed, readings, None if scenario is None else scenario.year, of)
    figures = figures_of(policy, scenario).values()
    states = {"numbers": {one.name: {"law": one.law, "scenario": one.scenario or None} for one in figures}}
    return statement(KIND, receipt, of, {"lang": lang, "address": address, "mark": mark}, states)


def again(policy: Policy, of: Statement) -> Statement:
    """What the page states, worked out once more of what its statement holds. Refused where the scenario is."""
    lang, address, mark = (of["given"][name] for name in ("lang", "address", "mark"))
    return stated(policy, scenario_of(policy, of), lang, address, mark)


def scenario_of(policy: Policy, of: Statement) -> Scenario | None:
    """The scenario that a page is about."""
    said = of["input"]["scenario"]
    return None if said is None else read_scenario(policy, said)
