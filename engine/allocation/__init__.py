"""Many approved claims and a budget that may not reach, step by step: what `allocate` puts together."""
