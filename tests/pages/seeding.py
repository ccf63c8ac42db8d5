"""A visitor who has already answered."""

import copy
from html import unescape
from typing import Any

from streamlit.testing.v1 import AppTest

from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from pages.shared.answers import APPLICANT, Answers
from tests.pages import samples
from tests.pages.visiting import text


def answered(application: dict[str, Any] | None = None, policy: Policy | None = None) -> Answers:
    """Answers that hold this application (the invented company's unless given)."""
    held = Answers.blank(policy or load_policy(default_policy()))
    held.application.update(copy.deepcopy(samples.application() if application is None else application))
    held._give_keys((APPLICANT,), held.application[APPLICANT])
    for claim in held.application["claims"]:
        held._give_keys((claim["id"],), claim["facts"])
    return held


def only(*provisions: str) -> dict[str, Any]:
    """The invented company's application with only these provisions claimed."""
    application = samples.application()
    application["claims"] = [c for c in application["claims"] if c["provision"] in provisions]
    return application


def said_on(at: AppTest) -> str:
    """What the page says, as it is read."""
    return unescape(text(at))
