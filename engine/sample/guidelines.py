"""Invented guidelines (示例) of a policy, which show what one is: its two files, each by year."""

from __future__ import annotations

from engine.application.invented import FOLDER
from engine.policy.guideline import TEXT
from engine.policy.pack import Policy

GUIDELINES = FOLDER / "guidelines"


def examples(policy: Policy) -> dict[int, tuple[bytes, bytes]]:
    """The data and the text of each; none where the policy has none."""
    files = sorted((GUIDELINES / policy.id).glob("*.toml"))
    return {int(file.stem): (file.read_bytes(), file.with_name(f"{file.stem}{TEXT}").read_bytes()) for file in files}
