"""Loops beside columns: what they come to is the same.

Here Python runs the source of a loop; where numba is installed and COMPILED_LOOPS=true, it is machine code (`make
test-long` sees to both)."""

import os

import numpy as np

from engine.assessment.loops import SETTING, compiled, plain
from engine.assessment.many import evaluate_table
from engine.assessment.rules import Rulebook
from engine.assessment.table import Table

MAKE = compiled if os.environ.get(SETTING) == "true" else plain


def hold_loops_to_columns(book: Rulebook, table: Table) -> dict[str, np.ndarray]:
    """Hold what loops make of a table to what columns make of it: what each claim is approved for, by provision."""
    columns = evaluate_table(book, table, steps=True)
    with np.errstate(over="ignore"):  # of rows that are evaluated one by one afterwards
        loops = evaluate_table(book, table, make=MAKE)
    assert loops.keys() == columns.keys()
    for name, of in loops.items():
        assert of.approved.dtype == columns[name].approved.dtype
        np.testing.assert_array_equal(of.approved, columns[name].approved, name)
    return {name: of.approved for name, of in loops.items()}
