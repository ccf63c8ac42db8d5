"""The same presentation in the same bytes: what a file says of the moment in which it was written is put in order."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a ZIP file can name."""
CONTENT = "[Content_Types].xml"


def packed(presentation: Any) -> bytes:
    """The file of a presentation, without a trace of when it was saved."""
    saved = BytesIO()
    presentation.save(saved)
    out = BytesIO()
    with ZipFile(saved) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda name: (name != CONTENT, name)):
            entry = ZipInfo(name, MOMENT)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, given.read(name))
    return out.getvalue()
