"""Columns of numbers."""

import numpy as np

Array = np.ndarray
