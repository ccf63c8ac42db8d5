"""The deck: a published scenario as slides that can be edited, in PowerPoint's format."""

from engine.documents.deck.drawing import deck

__all__ = ["deck"]
