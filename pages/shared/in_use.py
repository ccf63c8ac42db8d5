"""What every page goes by: the policy in use, and the day on which the visitor looks."""

from datetime import date

from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.registry import guidelines
from engine.registry.database import database
from engine.values import windows


def policy_in_use() -> Policy:
    """The policy that the screens are about, with the guidelines that officials have put in."""
    return guidelines.in_effect(database(), load_policy(default_policy()))


def today() -> date:
    """The day on which the visitor looks, in China."""
    return windows.today()
