"""A forecast as its page lists it: scenarios side by side, limits, fans, months, assumptions; in written figures, and
in thousandths where something is drawn."""
