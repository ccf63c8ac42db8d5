"""A published scenario told in slides, once for every medium: the deck and the briefing pages draw the same ones.

Slides are shown to rooms. So they are made from the pack and from what `engine.scenario.shown` lets everybody see, and
never from claims; the companies of the cases are invented.
"""

from engine.documents.story.slides import Chart, Figure, Series, Slide, SlideRow, Table
from engine.documents.story.telling import story

__all__ = ["Chart", "Figure", "Series", "Slide", "SlideRow", "Table", "story"]
