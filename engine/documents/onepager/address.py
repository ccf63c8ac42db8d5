"""The app's address on a page that people pass on, drawn as a QR code."""

from __future__ import annotations

import segno


def modules(address: str) -> list[str]:
    """The QR code of an address, row by row, "1" for each dark module; the white around it is not in it."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return ["".join(str(module) for module in row) for row in code.matrix]
