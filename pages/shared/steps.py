"""The way on and back at the foot of each step of the self-assessment."""

from markupsafe import Markup

from pages.shared import navigation
from pages.shared.answers import current
from pages.shared.language import pieces


def way_html(here: str) -> Markup:
    """Links to the step after this one and the one before."""
    steps = navigation.steps()
    before, _, after = _around(navigation.walked(current(), here), here)
    ways = [(key, step, steps[step]) for key, step in (("go_on", after), ("go_back", before)) if step]
    return pieces("frame").way(ways)


def _around(steps: list[str], here: str) -> tuple[str | None, str, str | None]:
    for before, step, after in zip([None, *steps], steps, [*steps[1:], None], strict=False):
        if step == here:
            return before, step, after
    raise ValueError(here)
