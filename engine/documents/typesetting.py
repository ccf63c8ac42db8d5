"""Typst: a template and data in, a PDF or pictures out. Only the embedded fonts are there, and any warning is a fault,
so that no font is replaced by another silently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pylopdf_fonts_zh_cn as fonts
import typst

from engine.documents import carried
from engine.documents.carried import Statement
from engine.documents.characters import settable
from engine.values.windows import CHINA

TEMPLATES = Path(__file__).parent / "templates"
Format = Literal["pdf", "png", "svg"]
RESOLUTION = 144
"""Pixels to the inch: two to each point of a template."""


class Fault(Exception):
    """A template could not be set as it is written: ours to mend."""


def pdf(template: str, data: Mapping[str, Any], day: date, carries: Statement | None = None) -> bytes:
    """The tagged PDF (PDF/UA-1) of `templates/<template>.typ` with `data`, dated `day`; attached to it, where it is one
    that `carries` a statement, that. The same data and day give the same bytes. Fault where a font or anything else is
    not as the template says."""
    return b"".join(_set(template, data, "pdf", day, carries))


def picture(template: str, data: Mapping[str, Any], day: date, format: Literal["png", "svg"]) -> bytes:
    """The same, of one page, as PNG or SVG."""
    return _set(template, data, format, day)[0]


def _set(
    template: str, data: Mapping[str, Any], format: Format, day: date, carries: Statement | None = None
) -> list[bytes]:
    text = json.dumps(_settable({**data, "date": day.isoformat()}), ensure_ascii=False)
    # A compiler of its own for each document: one is not made for two threads, and what is loaded long is the fonts.
    compiler = typst.Compiler(TEMPLATES / f"{template}.typ", TEMPLATES, _fonts(), ignore_system_fonts=True)
    try:
        made, warnings = compiler.compile_with_warnings(
            format=format,
            ppi=RESOLUTION,
            sys_inputs={"data": text, "carried": "" if carries is None else carried.written(carries)},
            pdf_standards=["ua-1"] if format == "pdf" else [],
            timestamp=datetime.combine(day, time(), CHINA),
        )
    except typst.TypstError as error:
        raise Fault(f"{template}: {error.message} {error.diagnostic}") from error
    if warnings:
        raise Fault(f"{template}: {'; '.join(warning.message for warning in warnings)}")
    return made if isinstance(made, list) else [made or b""]


def _settable(value: Any) -> Any:
    """The data with every text in characters that the fonts have."""
    if isinstance(value, str):
        return settable(value)
    if isinstance(value, Mapping):
        return {key: _settable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_settable(inner) for inner in value]
    return value


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(False, False, [str(fonts.sans_path().parent)])
