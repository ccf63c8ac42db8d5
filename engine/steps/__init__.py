"""The kinds of condition and of step in which a law is written, each once, for one claim and for many."""
