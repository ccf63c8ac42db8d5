"""The look of a slide, read from `look.toml`: places in points, colours, fonts by language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli
from pptx.util import Pt

POINT = 12_700
"""English metric units, in which lengths are written, in a point."""
_READ: dict[str, Any] = tomli.loads(
    (Path(__file__).parent / "look.toml").read_text(encoding="utf-8"), parse_float=Decimal
)
TEXT: dict[str, Any] = _READ["text"]
TABLE: dict[str, Any] = _READ["table"]
CHART: dict[str, Any] = _READ["chart"]
WIDTHS: dict[str, int] = _READ["widths"]
COLOURS: dict[str, str] = _READ["colours"]
FONTS: dict[str, dict[str, str]] = _READ["fonts"]
LANGUAGE = {"zh": "zh-CN", "en": "en-US"}
"""How a document names its languages."""


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: int
    top: int
    width: int
    height: int

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """Left, top, width and height as they are written."""
        return emu(self.left), emu(self.top), emu(self.width), emu(self.height)


SLIDE = Box(0, 0, _READ["slide"]["width"], _READ["slide"]["height"])


def emu(points: int | Decimal) -> int:
    """A length as it is written."""
    return int(points * POINT)


def written_size(points: int) -> str:
    """A size of text as it is written: in hundredths of a point."""
    return str(Pt(points).centipoints)


def solid(colour: str) -> str:
    """A filling in a colour of the house, as it is written."""
    return f'<a:solidFill><a:srgbClr val="{COLOURS[colour]}"/></a:solidFill>'


def place(name: str) -> Box:
    """A place by its name."""
    return Box(*_READ["place"][name])
