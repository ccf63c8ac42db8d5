"""The way on and back at the foot of each step of the self-assessment."""

from pages.shared import navigation
from pages.shared.html import esc
from pages.shared.language import say


def way_html(here: str) -> str:
    """Links to the step after this one and the one before."""
    steps = navigation.steps()
    before, _, after = _around(list(steps), here)
    links = "".join(
        f'<a class="{key}" href="{esc(navigation.href(step))}" target="_self">'
        f"{esc(say(f'pages.{key}', step=steps[step]))}</a>"
        for key, step in (("go_on", after), ("go_back", before))
        if step
    )
    return f'<div class="f-way">{links}</div>'


def _around(steps: list[str], here: str) -> tuple[str | None, str, str | None]:
    for before, step, after in zip([None, *steps], steps, [*steps[1:], None], strict=False):
        if step == here:
            return before, step, after
    raise ValueError(here)
