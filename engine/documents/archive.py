"""Several files as one archive (ZIP)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

OLDEST = (1980, 1, 1, 0, 0, 0)
"""The day of every file in it: the same files make the same archive."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files by name. Of several with one name the second is `name-2.pdf`."""
    target, taken = io.BytesIO(), set[str]()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            stem, dot, ending = name.rpartition(".")
            own, number = name, 1
            while own.casefold() in taken:
                number += 1
                own = f"{stem}-{number}{dot}{ending}"
            taken.add(own.casefold())
            entry = ZipInfo(own, OLDEST)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()
