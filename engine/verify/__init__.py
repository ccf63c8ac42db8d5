"""Is it so? What a file states is worked out again from what it holds, and what differs is said, field by field.

`files` finds out what a file is and what it states, `recomputed` works that out again, `compared` says wherein the two
differ, `verdict` puts the answer together, `command` prints it.
"""
