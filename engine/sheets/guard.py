"""Files from outside, before anything is read of them: what a file is, by its content and not its name, and whether a
workbook is safe to open.

A workbook is an archive of XML. Each part is inflated once, piece by piece, and thrown away: too many parts, too much
once unpacked, too little for what it becomes (a bomb), a DTD or an entity, or a row or a heading part of more tags
than a sheet can need are refused before a parser sees them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Literal

from engine.values.refusal import Refused, refuse

MOST_PARTS = 300
MOST_UNPACKED = 60 << 20
"""Bytes of a workbook's parts together, and of a CSV file."""
MOST_TIMES = 120
"""How many times its packed size a part can be unpacked, from a size on at which that matters."""
MATTERS = 1 << 20
MOST_TAGS = 1 << 17
"""XML tags between two rows or two strings: what a parser holds at one time."""
PIECE = 1 << 16

WORKBOOK = "xl/workbook.xml"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_STREAMED = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings)\.xml")
_BOUNDARY = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:row|si)[\s>/]")
_MERGED = re.compile(
    rb"<(?:[A-Za-z0-9]+:)?mergeCell\s[^>]{0,99}?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\""
)
_ENCODING = re.compile(rb"[\xef\xbb\xbf\s]*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]*)")
_PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1")
_LONGEST_TAG = 256
OVERLAP = 16
"""Merged ranges that fit into the end of a piece, which is looked at again with the next."""
_XML = (".xml", ".rels", ".vml")

Merged = tuple[str, int, str, int]
"""A range of merged cells: its first column and row, its last column and row."""


@dataclass(slots=True)
class Package:
    """A workbook that is safe to open, with the merged ranges of each part and its size unpacked."""

    archive: zipfile.ZipFile
    merged: dict[str, list[Merged]] = field(default_factory=dict)
    unpacked: int = 0


def kind(data: bytes) -> Literal["workbook", "text"]:
    """What a file is. Refused: empty, larger than `MOST_UNPACKED`, an old or encrypted workbook, or none of both."""
    if not data.strip():
        refuse("", "sheets.empty_file")
    if len(data) > MOST_UNPACKED:
        refuse("", "sheets.too_large", size=len(data) >> 20, most=MOST_UNPACKED >> 20)
    if data.startswith(b"PK"):
        return "workbook"
    if data.startswith(_OLD_OFFICE):
        refuse("", "sheets.encrypted" if _ENCRYPTED in data else "sheets.old_workbook")
    if data.startswith(_FOREIGN) or data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(b"<"):
        refuse("", "sheets.foreign_file")
    return "text"


def opened(data: bytes) -> Package:
    """The workbook in `data`, every part of it inflated once and found harmless; Refused otherwise."""
    if data.count(_DIRECTORY_ENTRY) > MOST_PARTS:
        refuse("", "sheets.too_many_parts", most=MOST_PARTS)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        refuse("", "sheets.damaged")
    if len(parts) > MOST_PARTS:
        refuse("", "sheets.too_many_parts", most=MOST_PARTS)
    names = [part.filename for part in parts]
    if len(set(names)) < len(names):
        refuse("", "sheets.damaged")
    if any(part.flag_bits & 1 for part in parts):
        refuse("", "sheets.encrypted")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        refuse("", "sheets.macros")
    if WORKBOOK not in names or "[Content_Types].xml" not in names:
        refuse("", "sheets.foreign_file")
    package = Package(archive)
    for part in parts:
        _inflate(package, part)
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        refuse("", "sheets.macros")
    return package


def _inflate(package: Package, part: zipfile.ZipInfo) -> None:
    """Inflate one part and look at it as it comes."""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        refuse("", "sheets.damaged")
    watch = _Watch(part.filename) if part.filename.lower().endswith(_XML) else None
    size = 0
    try:
        with package.archive.open(part) as stream:
            while piece := stream.read(PIECE):
                size += len(piece)
                package.unpacked += len(piece)
                if package.unpacked > MOST_UNPACKED:
                    refuse("", "sheets.unpacked_too_large", most=MOST_UNPACKED >> 20)
                if size > MATTERS and size > MOST_TIMES * part.compress_size:
                    refuse("", "sheets.bomb", part=part.filename[:_LONGEST_TAG], most=MOST_TIMES)
                if watch:
                    watch.look(piece)
    except Refused:  # a ValueError itself
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        refuse("", "sheets.damaged")
    if watch and watch.merged:
        package.merged[part.filename] = watch.merged


class _Watch:
    """Looks at the XML of one part as it comes, with a little of the piece before."""

    def __init__(self, name: str) -> None:
        self.streamed = _STREAMED.fullmatch(name) is not None
        self.before = b""
        self.tags = 0
        self.merged: list[Merged] = []

    def look(self, piece: bytes) -> None:
        """Refused: encodings in which a DTD would go unseen, DTDs and entities; in sheets and strings comments and
        CDATA too, which no program writes there and which could hide tags; and too many tags at once."""
        both = self.before + piece
        if not self.before:
            declared = _ENCODING.match(piece)
            if declared and declared[1].lower() not in _PLAIN_ENCODINGS:
                refuse("", "sheets.not_plain_xml")
        if b"\0" in piece or b"<!DOCTYPE" in both or b"<!ENTITY" in both or (self.streamed and b"<!" in both):
            refuse("", "sheets.not_plain_xml")
        if self.streamed:
            first, *others = _BOUNDARY.split(piece)
            self._count(first.count(b"<"))
            for rest in others:
                self.tags = 0
                self._count(rest.count(b"<"))
            if b"mergeCell " in both:
                self._merged(both)
        else:
            self._count(piece.count(b"<"))
        self.before = piece[-_LONGEST_TAG:]

    def _count(self, tags: int) -> None:
        self.tags += tags
        if self.tags > MOST_TAGS:
            refuse("", "sheets.too_many_tags")

    def _merged(self, text: bytes) -> None:
        for found in _MERGED.finditer(text):
            first, top, last, bottom = found.groups()
            merged = (first.decode(), int(top), last.decode(), int(bottom))
            if merged not in self.merged[-OVERLAP:]:  # the overlap of two pieces is seen twice
                self.merged.append(merged)
