"""Reading a QR code from a picture, written from the standard: small codes (versions 1 to 3, level M), bytes only."""

from typing import Any

FINDER = (1, 1, 3, 1, 1)
"""Modules, dark and light by turns, across the middle of a finder."""
CORNER = [[int(max(abs(r - 3), abs(c - 3)) != 2) for c in range(7)] for r in range(7)]
"""A whole finder."""


def found(picture: Any, dark: int = 128) -> tuple[list[list[int]], int, int, int]:
    """The modules of the one code in a picture (Pillow, greyscale), the left and top of it, and pixels to a module."""
    pixels, (width, height) = picture.load(), picture.size
    for y in range(height):
        shades = picture.crop((0, y, width, y + 1)).tobytes()
        if min(shades) >= dark:
            continue
        runs = _runs([shade < dark for shade in shades])
        for i in range(len(runs) - 4):
            starts, lengths = zip(*[(start, length) for start, length, _ in runs[i : i + 5]], strict=True)
            if not runs[i][2]:
                continue
            size = lengths[0]
            if size > 2 and lengths == tuple(size * n for n in FINDER) and y >= 2 * size:
                rows, left, top, size = _sampled(pixels, starts[0], y - 2 * size, size, width)
                if [row[:7] for row in rows[:7]] == CORNER:
                    return rows, left, top, size
    raise AssertionError("there is no code in the picture")


def _runs(row: list[bool]) -> list[tuple[int, int, bool]]:
    runs, start = [], 0
    for x in range(1, len(row) + 1):
        if x == len(row) or row[x] != row[start]:
            runs.append((start, x - start, row[start]))
            start = x
    return runs


def _sampled(pixels: Any, left: int, top: int, size: int, width: int) -> tuple[list[list[int]], int, int, int]:
    # The timing pattern runs along row 6 between the finders: modules alternate, then the other finder's seven.
    y = top + 6 * size + size // 2
    count, x = 0, left
    while x + size // 2 < width:
        if all(pixels[x + k * size + size // 2, y] > 128 for k in range(4)):
            break
        x, count = x + size, count + 1
    rows = [
        [int(pixels[left + c * size + size // 2, top + r * size + size // 2] < 128) for c in range(count)]
        for r in range(count)
    ]
    return rows, left, top, size


def decoded(rows: list[list[int]]) -> str:
    """What the code says, without correcting errors."""
    side = len(rows)
    assert side in (21, 25, 29), side
    fixed = _fixed(side)
    # The format is masked with 101010000010010; its third to fifth bits name the mask of the data.
    mask = (rows[8][2] << 2 | rows[8][3] << 1 | rows[8][4]) ^ 0b101
    flips = MASKS[mask]
    bits = []
    column, upwards = side - 1, True
    while column > 0:
        if column == 6:
            column -= 1
        for step in range(side):
            r = side - 1 - step if upwards else step
            bits += [rows[r][c] ^ flips(r, c) for c in (column, column - 1) if (r, c) not in fixed]
        column, upwards = column - 2, not upwards
    text = "".join(map(str, bits))
    assert text[:4] == "0100", "bytes are expected"
    length = int(text[4:12], 2)
    return bytes(int(text[12 + 8 * i : 20 + 8 * i], 2) for i in range(length)).decode("ascii")


MASKS = (
    lambda r, c: int((r + c) % 2 == 0),
    lambda r, c: int(r % 2 == 0),
    lambda r, c: int(c % 3 == 0),
    lambda r, c: int((r + c) % 3 == 0),
    lambda r, c: int((r // 2 + c // 3) % 2 == 0),
    lambda r, c: int(r * c % 2 + r * c % 3 == 0),
    lambda r, c: int((r * c % 2 + r * c % 3) % 2 == 0),
    lambda r, c: int(((r + c) % 2 + r * c % 3) % 2 == 0),
)


def _fixed(side: int) -> set[tuple[int, int]]:
    """Where the patterns stand that carry no data."""
    corners = {(r, c) for r in range(9) for c in range(9)}
    corners |= {(r, c) for r in range(9) for c in range(side - 8, side)}
    corners |= {(r, c) for r in range(side - 8, side) for c in range(9)}
    timing = {(6, k) for k in range(side)} | {(k, 6) for k in range(side)}
    middle = side - 7
    alignment = {(middle + r, middle + c) for r in range(-2, 3) for c in range(-2, 3)} if side > 21 else set()
    return corners | timing | alignment
