"""What is expected to be paid of what is approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from engine.policy.provision import Provision


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected to be paid of approved amounts: the share `ratio` of what draws on this budget, after those `of`
    pools and provisions (by id) that are not paid in full. What another budget pays is paid in full, but for what is
    said of its provision. `readings` say which budget pays, if they are others than the application's."""

    ratio: Fraction = Fraction(1)
    of: Mapping[str, Fraction] = field(default_factory=dict)
    readings: Mapping[str, str] | None = None

    def share(self, provision: Provision, readings: Mapping[str, str]) -> Fraction:
        """The share of what is approved under a provision, in an application with these `readings`."""
        whole = Fraction(1)
        own = self.of.get(provision.id, whole)
        if not provision.draws_on_budget(self.readings or readings):
            return own
        return self.ratio * self.of.get(provision.pool or "", whole) * own


IN_FULL = Expected()
