"""The command that says whether a file is as it says."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.policy.pack import Policy


def add_verify(commands: Any, policy_of: Callable[[argparse.Namespace], Policy], tell: Callable[[Any], None]) -> None:
    """Add it to the parsers of all `commands`; `tell` is told the answer."""

    def run(arguments: argparse.Namespace) -> int:
        from engine.verify.verdict import verify

        def named(policy: str | None) -> Policy:
            return policy_of(argparse.Namespace(policy=arguments.policy or policy, registry=arguments.registry))

        verdict = verify(arguments.file, arguments.beside, named)
        tell(verdict)
        return 0 if verdict["same"] else 1

    text = "what a saved file, a document or a publication states, worked out again; exit status 1 if it differs"
    added = commands.add_parser("verify", help=text, description=text)
    added.set_defaults(run=run)
    added.add_argument("file", help="the file: JSON, PDF, DOCX, XLSX, PPTX, SVG or PNG")
    text = "what it was made of, where it does not hold that itself; or what is published, to be compared with"
    added.add_argument("--with", dest="beside", metavar="FILE", help=text)
    text = "by the guidelines that officials have put into the registry, as the app goes by them"
    added.add_argument("--registry", action="store_true", help=text)
    added.add_argument("--policy", help="the policy's id; without it, the one that the receipt names")
