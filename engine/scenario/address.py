"""A scenario in an address (`?scenario=…`): what of it differs from the law, deflated, in characters that an address
takes as they are, behind the number of this form. No claim and no figure stands in it."""

from __future__ import annotations

import base64
import json
import re
import zlib

from engine.policy.pack import Policy
from engine.policy.receipt import policy_receipt
from engine.scenario.filed import Filed
from engine.scenario.plan import Scenario, written
from engine.text.phrases import both
from engine.values import strict_json
from engine.values.refusal import refuse, shown
from engine.values.shapes import Json

QUERY = "scenario"
"""Under which name it stands in an address."""
FORM = "1"
"""The number of this form; one with a later number is refused."""
LONGEST = 6000
"""Characters: of an address much longer than this not every program keeps all."""
MOST = 1 << 16
"""Bytes that one may be, inflated."""
DIGITS = 12
"""Of the hash of the rules by which a scenario was made: they tell whether the rules are others now."""
RAW = -15
"""Deflated without a frame (zlib)."""
_WRITTEN = re.compile(r"([0-9]{1,4})\.([A-Za-z0-9_-]+)")


def written_address(policy: Policy, scenario: Scenario) -> str:
    """What stands in the address. Refused where a scenario changes more than an address holds."""
    own = {name: value for name, value in written(scenario).items() if value not in (None, {}, [])}
    if scenario.rule == Scenario("", 0).rule:
        own.pop("rule", None)
    of = policy_receipt(policy, scenario.year)
    content = {"p": of["id"], "v": of["version"], "h": of["sha256"][:DIGITS], "s": own}
    deflating = zlib.compressobj(zlib.Z_BEST_COMPRESSION, zlib.DEFLATED, RAW)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    packed = base64.urlsafe_b64encode(deflating.compress(text) + deflating.flush()).decode().rstrip("=")
    found = f"{FORM}.{packed}"
    if len(found) > LONGEST:
        refuse(QUERY, "scenario_file.address_too_long")
    return found


def read_address(policy: Policy, text: str) -> Filed:
    """The scenario that stands in an address. Refused where it cannot be read, is of another policy or of a later form.
    Whether the policy takes it is not asked yet."""
    if len(text) > LONGEST:
        refuse(QUERY, "scenario_file.address_too_long")
    parts = _WRITTEN.fullmatch(text)
    if parts is None:
        refuse(QUERY, "scenario_file.address_broken")
    if int(parts[1]) > int(FORM):
        refuse(QUERY, "scenario_file.address_later")
    content = _inflated(parts[2])
    own, named = content.get("s"), content.get("p")
    if not isinstance(own, dict) or not isinstance(named, str):
        refuse(QUERY, "scenario_file.address_broken")
    if named != policy.id:
        refuse(QUERY, "scenario_file.other_policy", given=shown(named), here=both(policy.short_title))
    return Filed(own, policy=_made_by(policy, content, own.get("year")))


def _inflated(packed: str) -> Json:
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        inflating = zlib.decompressobj(RAW)
        text = inflating.decompress(data, MOST)
        if not inflating.eof or inflating.unused_data:
            raise ValueError("not whole, or too large")
        content = strict_json.loads(text.decode())
    except (ValueError, zlib.error, RecursionError):
        refuse(QUERY, "scenario_file.address_broken")
    return content if isinstance(content, dict) else {}


def _made_by(policy: Policy, content: Json, year: object) -> Json:
    """By which policy it was made, as far as an address says so: the one in use now, or another."""
    now = policy_receipt(policy, year if isinstance(year, int) else None)
    if content.get("h") == now["sha256"][:DIGITS] and content.get("v") == now["version"]:
        return dict(now)
    return {**now, "version": content.get("v"), "sha256": content.get("h")}
