"""A report set by typst."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from engine.documents import typesetting
from engine.documents.report.blocks import Report

TEMPLATE = "report"


def pdf(report: Report, lang: str, day: date) -> bytes:
    """The report as a tagged PDF."""
    return typesetting.pdf(TEMPLATE, data(report, lang), day)


def data(report: Report, lang: str) -> dict[str, Any]:
    """The report as the template reads it: each block with the name of its kind."""
    blocks = [{"block": type(block).__name__, **asdict(block)} for block in report.blocks]
    return {**asdict(report), "lang": lang, "blocks": blocks}
