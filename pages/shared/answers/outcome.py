"""What the answers come to: what the engine makes of them, before and after the budget."""

from __future__ import annotations

import json
from contextlib import suppress
from fractions import Fraction
from typing import Any

from engine.allocation.paid import ClaimAtRatio, Payout
from engine.allocation.payout import Published, after_budget, after_published, counting, expected
from engine.application import typed
from engine.assessment.answer import Assessment, ClaimAnswer, Explained
from engine.assessment.assess import Assessing, Left, assess_accepted
from engine.assessment.offers import Offer, offers
from engine.planning.answer import Plan
from engine.planning.plan import plan_accepted
from engine.policy.pack import Policy
from engine.text.phrases import NOTHING
from engine.values import money
from engine.values.refusal import Refused
from engine.values.strict_json import copied
from pages.shared.answers.place import Address, Both
from pages.shared.answers.ticked import Ticked


class Outcome(Ticked):
    """Answers and what they come to."""

    def under(self, policy: Policy) -> None:
        """Go by this policy from now on: a guideline may have been put in, or withdrawn."""
        if self.policy is not policy and self.policy.rules_sha256 == policy.rules_sha256:
            self.policy, self._assessed, self._offers = policy, None, None

    @property
    def readings(self) -> dict[str, str]:
        """The readings that were chosen, where they differ from the default."""
        return self.application["readings"]

    def assessing(self) -> Assessing | None:
        """The application as the engine assesses it; None without an application date. Claims that it refuses are left
        out, and stand in `refused`."""
        if self._assessed is None or self._assessed[0] != self.application:
            now = copied(self.application)
            self._assessed = (now, *self._assess(now))
        return self._assessed[1]

    def assessed(self) -> Assessment | None:
        """What the engine makes of it, claim by claim; None without an application date."""
        assessing = self.assessing()
        return None if assessing is None else assessing.whole

    def offers(self) -> dict[str, Offer] | None:
        """What each provision brings at most, and whether the applicant can claim it; None where the engine refuses
        what is said of the applicant, or without a date. Asked again only when something outside the claims has
        changed."""
        outside = {name: value for name, value in self.application.items() if name != "claims"}
        content = json.dumps(outside, ensure_ascii=False, sort_keys=True)
        if self._offers is None or self._offers[0] != content:
            self._offers = (content, None)
            with suppress(Refused):
                self._offers = (content, offers(self.policy, outside))
        return self._offers[1]

    def closed(self) -> set[str]:
        """The provisions under which the applicant cannot claim, whatever else is answered."""
        return {name for name, offer in (self.offers() or {}).items() if offer.failed}

    def failed_places(self, claim_id: str) -> list[Address]:
        """Where a condition has failed: the claim, or an entry of the list that it is about."""
        assessing = self.assessing()
        failed = [] if assessing is None else assessing.failed(claim_id)
        each = self.policy.provision(self.claim(claim_id)["provision"]).each if failed else None
        return [self.address(claim_id, [] if each is None or item is None else [each, item]) for item in failed]

    @property
    def refused(self) -> list[dict[str, Any]]:
        """What the engine refused: {path, message, claim: its id, address}, as it was when last assessed."""
        self.assessing()
        assert self._assessed is not None
        return self._assessed[2]

    def said(self, address: Address) -> tuple[Any, ...]:
        """All that what stands beside a question comes of: the answer, what was typed, what the engine refused of it,
        and by what it is read."""
        refused = [part["message"] for part in self.refused if part["address"] == address]
        return self.value(address), self.typed.get(address), refused, self.policy, self.day(), self.readings_in_force()

    def result_of(self, claim_id: str) -> ClaimAnswer | None:
        """The engine's result for one claim; None if it has none. Of the others nothing is explained for it."""
        assessing = self.assessing()
        return None if assessing is None else assessing.claim(claim_id)

    def _assess(self, application: dict[str, Any]) -> tuple[Assessing | None, list[dict[str, Any]]]:
        if self.day() is None:
            return None, []
        found, left = assess_accepted(self.policy, application)
        return found, [{**part, "address": self._address_of(part)} for part in left]

    def _address_of(self, left: Left) -> Address:
        return tuple(left["steps"]) if left["claim"] is None else self.address(left["claim"], left["steps"])

    def planned(self) -> Plan | None:
        """Which matter to claim in which year; None where nothing can be planned: without an application date, with
        nothing claimed, or where the engine refuses (`unplanned`). Made anew only when something has changed."""
        assessing = self.assessing()
        if assessing is None or not assessing.positions:
            self._planned = None
            return None
        now = assessing, copied(self.expects()), expected(self.payout_ratio, self.in_force)
        if self._planned is None or self._planned[0][0] is not assessing or self._planned[0][1:] != now[1:]:
            assert isinstance(assessing.raw, dict)
            self._planned = (now, *plan_accepted(self.policy, assessing.raw, *now[1:]))
        return self._planned[1]

    @property
    def unplanned(self) -> list[Both]:
        """What the engine refused to plan with, in sentences."""
        self.planned()
        return [] if self._planned is None else self._planned[2]

    def set_payout(self, text: str) -> None:
        """The payout ratio as the visitor typed it."""
        self.payout = text.strip()

    @property
    def payout_ratio(self) -> Fraction | None:
        """The payout ratio, if one was given and understood."""
        try:
            share = typed.read_share(self.payout, "payout", NOTHING)
        except Refused:
            return None
        return None if share is None else Fraction(money.parse_ratio(share, "payout"), money.WHOLE)

    def paid(self) -> Payout | None:
        """What the amounts come to after the budget: as a published scenario would pay them, or else at the visitor's
        own ratio; None without either."""
        result = self.assessed()
        return None if result is None else self._scaled(result)

    def paid_of(self, claim_id: str) -> ClaimAtRatio | None:
        """One claim of `paid`; None if it has no result."""
        assessing, claim = self.assessing(), self.result_of(claim_id)
        if assessing is None or claim is None:
            return None
        scaled = self._scaled({"claims": [claim], **assessing.together})
        return None if scaled is None else scaled["claims"][claim_id]

    def _scaled(self, result: Explained) -> Payout | None:
        ratio = self.payout_ratio
        if self.in_force is not None:
            return after_published(self.policy, result, self.in_force)
        return None if ratio is None else after_budget(self.policy, result, ratio)

    @property
    def in_force(self) -> Published | None:
        """The published scenario, where amounts can be scaled by it."""
        found = self.counting
        return found if found is not None and found.applies else None

    @property
    def counting(self) -> Published | None:
        """What is published, as far as it counts beside the visitor's own ratio."""
        return counting(self.published, self.payout_ratio)

    @property
    def ratio_in_force(self) -> Fraction | None:
        """The payout ratio of the budget that counts here, published or the visitor's own."""
        return self.payout_ratio if self.in_force is None else self.in_force.ratio
