"""All kinds of condition and of step: those that stand in the modules of this package, each by the key that a policy
writes it with. A kind more is a module more."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from importlib import import_module
from operator import or_
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Discriminator, Tag

import engine.steps
from engine.steps.condition import Condition
from engine.steps.language import Kind
from engine.steps.step import StepKind

WITH_NUMPY = "engine.steps.columns"
"""What one claim does without, and no kind."""


def _kinds() -> dict[str, type[Kind]]:
    """The kinds by their keys, in the order of the modules' names."""
    found: dict[str, type[Kind]] = {}
    for module in iter_modules(engine.steps.__path__, "engine.steps."):
        if module.name in (__name__, WITH_NUMPY):
            continue
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Condition | StepKind) and "key" in vars(kind):
                other = found.setdefault(kind.key, kind)
                if other is not kind:
                    raise TypeError(f"two kinds are written with {kind.key!r}: {other.__name__} and {kind.__name__}")
    return found


KINDS = _kinds()


def _any_of(base: type[Kind]) -> Any:
    """One of the kinds that are such, told apart by their keys."""
    kinds: dict[str, Any] = {key: kind for key, kind in KINDS.items() if issubclass(kind, base)}

    def key_of(block: Any) -> str | None:
        if isinstance(block, Mapping):
            return next((name for name in block if name in kinds), None)
        return getattr(block, "key", None)

    tagged = reduce(or_, (Annotated[kind, Tag(key)] for key, kind in kinds.items()))
    return Annotated[tagged, Discriminator(key_of)]


if TYPE_CHECKING:
    AnyCondition = Condition
    AnyStep = StepKind
else:
    AnyCondition = _any_of(Condition)
    AnyStep = _any_of(StepKind)
