"""The statement that a document carries inside: what it states, of what, and by which receipt, so that
`engine.verify` can work it out again. It holds nothing but what the document shows, or what whoever it is about has
stated.

In a PDF it is an attachment, in a Word document, a workbook and slides a custom XML part, which these programs keep
when they save the file, in a drawing its metadata, in a picture a text.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Mapping
from copy import copy
from html import escape, unescape
from typing import Any
from xml.sax.saxutils import escape as escaped
from zipfile import BadZipFile, ZipFile

from typing_extensions import TypedDict

from engine.policy.receipt import Receipt
from engine.values.refusal import refuse

Json = dict[str, Any]
FORMAT = "policy-statement"
EDITION = 1
ATTACHED = "statement.json"
"""What it is called in a PDF."""
LARGEST = 64 << 20
"""Bytes of a statement; a workbook of 200,000 claims has some 40 MB."""
NAMESPACE = "urn:policy-statement"
PART = "customXml/item1.xml"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
RELATIONSHIPS = ("word/_rels/document.xml.rels", "xl/_rels/workbook.xml.rels", "ppt/_rels/presentation.xml.rels")
"""What the main part of a package refers to."""
PNG = b"\x89PNG\r\n\x1a\n"
OF_A_PNG = b"Statement\0\0\0\0\0"
"""Keyword, no compression, no language: how an iTXt chunk begins."""
METADATA = '<metadata id="statement">'


class Statement(TypedDict):
    """What a document states (`states`) of an `input`, given what stands in `given`, and by which receipt."""

    format: str
    edition: int
    kind: str
    receipt: Receipt
    input: Any
    given: Json
    states: Json


def statement(kind: str, receipt: Receipt, of: Any, given: Mapping[str, Any], states: Mapping[str, Any]) -> Statement:
    """A statement of a kind of document."""
    return {
        "format": FORMAT,
        "edition": EDITION,
        "kind": kind,
        "receipt": receipt,
        "input": of,
        "given": dict(given),
        "states": dict(states),
    }


def written(of: Statement) -> str:
    """A statement as it stands in a document: the same one in the same bytes."""
    text = json.dumps(of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


# ------------------------------------------------------------------------------------------------------ put into files


def in_package(package: bytes, of: Statement) -> bytes:
    """A Word document, a workbook or slides with a statement in it; everything else stays byte for byte."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as given, ZipFile(out, "w") as made:
        for info in given.infolist():
            content = given.read(info)
            if info.filename in RELATIONSHIPS:
                one = f'<Relationship Id="rIdStatement" Type="{CUSTOM}" Target="../{PART}"/>'
                content = content.replace(b"</Relationships>", one.encode() + b"</Relationships>")
            made.writestr(info, content)
        part = copy(info)
        part.filename = PART
        made.writestr(part, f'<statement xmlns="{NAMESPACE}">{escaped(written(of))}</statement>')
    return out.getvalue()


def in_drawing(svg: bytes, of: Statement) -> bytes:
    """A drawing with a statement in it."""
    before, tag, after = svg.decode().rpartition("</svg>")
    return f"{before}{METADATA}{escape(written(of), quote=False)}</metadata>{tag}{after}".encode()


def in_picture(png: bytes, of: Statement) -> bytes:
    """A picture with a statement in it: before its last chunk, which has 12 bytes."""
    return png[:-12] + _chunk(b"iTXt", OF_A_PNG + written(of).encode()) + png[-12:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


# ----------------------------------------------------------------------------------------------------- read from files


def read(data: bytes) -> bytes | None:
    """The statement that a file carries, as JSON; None where it is no document at all. Refused where it is one that
    cannot be read, or carries none."""
    if data.startswith(b"%PDF-"):
        return _found(_of_pdf(data))
    if data.startswith(b"PK"):
        return _found(_of_package(data))
    if data.startswith(PNG):
        return _found(_of_picture(data))
    if data.lstrip().startswith((b"<svg", b"<?xml")):
        found = re.search(re.escape(METADATA.encode()) + rb"(.*?)</metadata>", data, re.DOTALL)
        return _found(found and unescape(found[1].decode("utf-8", "replace")).encode())
    return None


def _found(content: bytes | None) -> bytes:
    if content is None:
        refuse("file", "verify.no_statement")
    if len(content) > LARGEST:
        refuse("file", "verify.too_large", most=LARGEST >> 20)
    return content


def _of_pdf(data: bytes) -> bytes | None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        # What is read of a damaged file is all over it: whatever is wrong with it, it cannot be read.
        return next(iter(PdfReader(io.BytesIO(data)).attachments.get(ATTACHED, ())), None)
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError):
        refuse("file", "verify.unreadable")


def _of_package(data: bytes) -> bytes | None:
    from lxml import etree

    try:
        with ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                if re.fullmatch(r"customXml/item[0-9]+\.xml", info.filename) and info.file_size <= LARGEST:
                    with package.open(info) as part:
                        content = part.read(LARGEST + 1)
                    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
                    root = etree.fromstring(content, parser)
                    if root.tag == f"{{{NAMESPACE}}}statement":
                        return (root.text or "").encode()
    except (BadZipFile, ValueError, RuntimeError, OSError, zlib.error, EOFError, etree.XMLSyntaxError):
        refuse("file", "verify.unreadable")
    return None


def _of_picture(data: bytes) -> bytes | None:
    place = len(PNG)
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        kind, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        if kind == b"iTXt" and content.startswith(OF_A_PNG):
            return content[len(OF_A_PNG) :]
        place += 12 + size
    return None
