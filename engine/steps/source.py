"""The operations of steps on names: what a step computes becomes lines of Python, for one loop over many rows.

No step knows of it. Where columns hold the numbers of all rows and a claim its own, a name stands for the number that
the row at hand will have; whatever is done with it is written down, and has a name again.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import index
from typing import Any

Operator = Callable[["Name", Any], "Name"]


def _operator(sign: str, *, swapped: bool = False) -> Operator:
    def operation(self: Name, other: Any) -> Name:
        source = self.source
        # What a step divides by is a scale: written out, it takes a fraction of the time.
        other = str(index(other)) if sign == "//" and isinstance(other, int) else source.text(other)
        return source.let(f"{other} {sign} {self.name}" if swapped else f"{self.name} {sign} {other}")

    return operation


class Name:
    """What a row will hold."""

    __slots__ = ("name", "source")

    def __init__(self, source: Source, name: str) -> None:
        self.source, self.name = source, name

    def __str__(self) -> str:
        return self.name

    def __bool__(self) -> bool:
        raise TypeError("whether it is so is known row by row: `only`, `&` and `|` take the place of if, and, or")

    __add__, __radd__ = _operator("+"), _operator("+", swapped=True)
    __sub__, __rsub__ = _operator("-"), _operator("-", swapped=True)
    __mul__, __rmul__ = _operator("*"), _operator("*", swapped=True)
    __floordiv__ = _operator("//")
    __and__, __rand__ = _operator("&"), _operator("&", swapped=True)
    __or__, __ror__ = _operator("|"), _operator("|", swapped=True)
    __lt__, __le__, __gt__, __ge__ = _operator("<"), _operator("<="), _operator(">"), _operator(">=")
    __eq__, __ne__ = _operator("=="), _operator("!=")  # type: ignore[assignment]


class Source:
    """Lines of a function, and the operations that write them. `arguments`: what the function takes besides, by name:
    a number of the law, a table of them, or whatever else a cell or a result was asked for with. Numbers are arguments,
    so that the lines are the same whatever they are."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.arguments: dict[str, Any] = {}
        self._depth, self._names = 1, 0
        self._known: ChainMap[Any, Name] = ChainMap()

    def line(self, text: str) -> None:
        """Write a line."""
        self.lines.append("    " * self._depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write what is done only here, or again and again."""
        self.line(head)
        self._depth, self._known = self._depth + 1, self._known.new_child()
        yield
        self._depth, self._known = self._depth - 1, self._known.parents

    def let(self, text: str) -> Name:
        """A name for what a line computes."""
        self._names += 1
        self.line(f"v{self._names} = {text}")
        return Name(self, f"v{self._names}")

    def argument(self, called: str, value: Any) -> str:
        """The name by which the function takes something."""
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in called)
        name = f"{plain}_{len(self.arguments)}"
        self.arguments[name] = value
        return name

    def text(self, value: Any) -> str:
        """What stands for a number in a line."""
        if isinstance(value, Name):
            return value.name
        value = index(value)
        return str(value) if -1 <= value <= 1 else self.argument("number", value)

    def once(self, key: Any, make: Callable[[], Name]) -> Name:
        """What is loaded once in a block, and known in those within it."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    # -- the operations of steps

    def least(self, a: Any, b: Any) -> Name:
        """The smaller."""
        return self.let(f"min({self.text(a)}, {self.text(b)})")

    def most(self, a: Any, b: Any) -> Name:
        """The larger."""
        return self.let(f"max({self.text(a)}, {self.text(b)})")

    def take(self, table: Sequence[int], position: Any) -> Name:
        """What stands in the table at a position."""
        return self.let(f"{self.argument('table', tuple(table))}[{self.text(position)}]")

    def among(self, value: Any, values: Sequence[int]) -> Name:
        """Whether the value is one of these."""
        return self.let(" | ".join(f"({self.text(value)} == {self.text(other)})" for other in values))

    def only(self, where: Any, work: Callable[[Any, Any, Any], Any], r: Any, x: Any) -> Name:
        """`work` on the amount where this is so."""
        found = self.let(self.text(x))
        with self.block(f"if {self.text(where)}:"):
            self.line(f"{found} = {self.text(work(self, r, x))}")
        return found
