"""A company's report: one list of blocks, set as PDF and written as Word, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from engine.documents.report.contents import compose
from engine.documents.report.stated import stated
from engine.policy.pack import Policy
from engine.text.phrases import Both
from engine.view.result import Result, assessed


def as_pdf(result: Result, lang: str, day: date) -> bytes:
    """The report as a tagged PDF in `lang` (zh or en), with `day` as the day on the paper."""
    from engine.documents.report.setting import pdf

    return pdf(compose(result, lang, day), lang, day, stated(result, lang, day))


def as_word(result: Result, lang: str, day: date) -> bytes:
    """The same report as a Word document."""
    from engine.documents.report.word import docx

    return docx(compose(result, lang, day), lang, day, stated(result, lang, day))


def of_application(
    policy: Policy,
    application: Mapping[str, Any],
    lang: str,
    day: date,
    left: Sequence[Both] = (),
    doubted: Sequence[Both] = (),
) -> bytes:
    """The report of an application (contract form) as a PDF, without an expected payout; for whoever makes many, the
    result is worked out where the report is made. What was `left` out of the application, and what of it is `doubted`,
    in sentences. Refused."""
    errors = [{"message": message} for message in left]
    return as_pdf(assessed(policy, application, errors=errors, doubted=doubted), lang, day)


WRITERS: dict[str, Callable[[Result, str, date], bytes]] = {".pdf": as_pdf, ".docx": as_word}
"""End of the file's name -> what makes such a report."""
