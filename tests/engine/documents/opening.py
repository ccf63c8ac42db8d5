"""Opening what was written with other programs than those that wrote it."""

import os
import shutil
import subprocess
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

HOSTILE = (
    "<b>&amp;</b>]]>*_#[x](http://a.example)$1$`@ref\\n",
    '=HYPERLINK("http://a.example","x")',
    "+1-1",
    "@SUM(1)",
    "-2+3|cmd",
    "\u202e公司\u2066有限\u200f\u200b\u0000",
    "𠮷野家𝔊😀",
    "第一行\n第二行\t制表",
    "深" * 300,
    "W" * 300,
)
"""Names that somebody may state: markup of every kind of document, formulas, marks that turn the direction of writing,
characters beyond the first plane, line breaks, 300 characters with and without a place to break."""


RECALCULATES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item></oor:items>"""
"""A profile of LibreOffice in which every workbook is calculated anew when it is opened."""


def installed(name: str) -> str:
    """Where a program is that opens documents. Without it the test is not run; where CI is set, that is a failure."""
    program = shutil.which(name)
    if program is None:
        said = f"NOT RUN: {name} is not installed, see .ci/system"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    return program


def office(content: bytes, ending: str, to: str, folder: Path) -> bytes:
    """`content` (a file that ends in `ending`: "xlsx") opened by LibreOffice and saved as `to` ("pdf")."""
    return converted({"given": content}, ending, to, folder)["given"]


def recalculated(books: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """Workbooks (XLSX) as LibreOffice calculates them, by name; all of them in one start."""
    settings = folder / "profile" / "user"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "registrymodifications.xcu").write_text(RECALCULATES, encoding="utf-8")
    return converted(books, "xlsx", "xlsx", folder)


def converted(contents: dict[str, bytes], ending: str, to: str, folder: Path) -> dict[str, bytes]:
    """Files (by names without an ending) opened by LibreOffice and saved as `to`, in one start of it."""
    program = installed("soffice")
    given = []
    for name, content in contents.items():
        given.append(folder / f"{name}.{ending}")
        given[-1].write_bytes(content)
    out = folder / "made"
    done = subprocess.run(
        [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            *map(str, given),
        ],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    made = {name: out / f"{name}.{to.partition(':')[0]}" for name in contents}
    assert all(path.is_file() for path in made.values()), f"{done.stdout}\n{done.stderr}"
    return {name: path.read_bytes() for name, path in made.items()}


def pictures(pdf: bytes, folder: Path, dpi: int = 40) -> list[bytes]:
    """Each page of a PDF as a PNG, drawn by poppler."""
    program = installed("pdftoppm")
    (folder / "drawn.pdf").write_bytes(pdf)
    subprocess.run([program, "-r", str(dpi), "-png", str(folder / "drawn.pdf"), str(folder / "page")], check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page-*.png"))]


def text(pdf: bytes) -> str:
    """What stands in a PDF, without the blanks and line ends of its layout."""
    return "".join(pages(pdf))


@lru_cache(64)
def pages(pdf: bytes, most: int | None = None) -> list[str]:
    """The same of each page, or of so many."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages[:most]]


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts of a PDF by name (without the mark of a subset), and whether all of each is embedded."""
    found: dict[str, bool] = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for reference in page.get("/Resources", {}).get("/Font", {}).values():
            font = reference.get_object()
            own = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = own.get("/FontDescriptor", {})
            is_embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
            name = str(font["/BaseFont"]).lstrip("/").rpartition("+")[2].removesuffix("-Identity-H")
            found[name] = found.get(name, True) and is_embedded
    return found
