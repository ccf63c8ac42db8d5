"""The 新旧条款对照表: as a Word document, or as what this states, in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from engine.documents.amendments.contents import compose
from engine.documents.amendments.stated import stated
from engine.view.budget.amendments import Amendments


def as_word(found: Amendments, lang: str, day: date) -> bytes:
    """The table as a Word document in `lang` (zh or en), with `day` as the day on the paper."""
    from engine.documents.report.word import docx

    return docx(compose(found, lang, day), lang, day, stated(found, lang, day))


def as_json(found: Amendments, lang: str, day: date) -> bytes:
    """The statement that the document carries, by itself."""
    return (json.dumps(stated(found, lang, day), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


WRITERS: dict[str, Callable[[Amendments, str, date], bytes]] = {".docx": as_word, ".json": as_json}
"""End of the file's name -> what makes such a table."""
