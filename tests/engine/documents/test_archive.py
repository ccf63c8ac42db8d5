"""Several files as one archive."""

import io
import zipfile

from engine.documents.archive import zipped


def test_every_file_stands_in_it_under_a_name_of_its_own():
    data = zipped([("甲-测算报告.pdf", b"1"), ("甲-测算报告.pdf", b"2"), ("A.pdf", b"3"), ("a.pdf", b"4")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {"甲-测算报告.pdf": b"1", "甲-测算报告-2.pdf": b"2", "A.pdf": b"3", "a-2.pdf": b"4"}


def test_the_same_files_make_the_same_archive():
    assert zipped([("a", b"1")]) == zipped([("a", b"1")])
