"""Columns of numbers, and how large a number may grow in them."""

import numpy as np

Array = np.ndarray
FITS = 2**62
"""What 64 bits hold with a bit to spare."""
