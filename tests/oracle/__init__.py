"""A second opinion on `assess`, written from the law's text alone."""
