"""一图读懂: one tall page about a policy, as a picture, a drawing or a PDF, made from the pack and nothing else.

A scenario makes the same page, on which each number that it changes stands beside the law's own.
"""

from engine.documents.onepager.composition import compose
from engine.documents.onepager.making import made, make

__all__ = ["compose", "made", "make"]
