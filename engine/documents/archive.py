"""Several files as one archive (ZIP): downloads, and the packages of documents. The same files, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files by name, in this order, each dated with the first day that an archive can name."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in files:
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def repacked(package: bytes, first: str = "") -> bytes:
    """A package without a trace of when it was saved; where one is to stand `first`, the others follow by name."""
    with ZipFile(io.BytesIO(package)) as given:
        names = given.namelist()
        if first:
            names.sort(key=lambda name: (name != first, name))
        return packed((name, given.read(name)) for name in names)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The files by name. Of several with one name the second is `name-2.pdf`."""
    return packed(_named_apart(files))


def _named_apart(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    taken = set[str]()
    for name, data in files:
        stem, dot, ending = name.rpartition(".")
        own, number = name, 1
        while own.casefold() in taken:
            number += 1
            own = f"{stem}-{number}{dot}{ending}"
        taken.add(own.casefold())
        yield own, data
