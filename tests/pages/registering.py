"""A registry for tests of its pages: an official who is signed in, and companies that have submitted."""

import copy
from typing import Any
from zlib import crc32

import pytest

from engine.policy.folder import default_policy, load_policy
from engine.registry import access, decisions, listing
from engine.registry.access import Terminal
from engine.registry.database import Database
from engine.registry.stored import New, Stored, Wanted
from engine.registry.tables import Official
from pages.shared import official
from tests.pages import samples
from tests.registry.companies import add_many, with_names

POLICY = load_policy(default_policy())


class Desk:
    """Who is signed in, and what stands in the registry."""

    def __init__(self, registry: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.registry = registry
        self.token = self.another("李审核员（示例）")
        monkeypatch.setattr(official, "credential", lambda: self.token)

    def another(self, name: str) -> str:
        """Another official's token."""
        with self.registry.writing() as session:
            account = Official(name=name, password="x")
            session.add(account)
            session.flush()
            return access.begin(session, account)

    def sign_out(self) -> None:
        """End the session."""
        with self.registry.writing() as session:
            access.end(session, self.token)

    def add(self, *contents: dict[str, Any], size: str | None = None, file: bytes = b"1") -> list[Stored]:
        """Import these applications; what is stored of each."""
        before = {stored.id for stored in everything(self.registry)}
        add_many(
            self.registry,
            self.token,
            POLICY,
            [New(content, size) for content in contents],
            content_of_file=file,
            file_name="测试.xlsx",
        )
        return [stored for stored in everything(self.registry) if stored.id not in before]

    def opened(self, stored: Stored) -> Stored:
        """An application as it is now."""
        return decisions.opened(self.registry, self.token, stored.id)


def everything(registry: Database) -> list[Stored]:
    """Every application that is kept, in no order."""
    return list(listing.exported(registry, Terminal(), POLICY, Wanted()))


def company(name: str, *provisions: str, uscc: str | None = None, **facts: Any) -> dict[str, Any]:
    """The invented company's application under another name, with only these provisions claimed (all unless named),
    every matter named as the company's own."""
    content = copy.deepcopy(samples.application())
    del content["readings"]
    content["applicant"] |= {"name": name, **facts}
    if uscc:
        content["applicant"]["uscc"] = uscc
    if provisions:
        content["claims"] = [c for c in content["claims"] if c["provision"] in provisions]
    content["claims"] = with_names(content["claims"], f"{crc32(name.encode(errors='replace'))}号")
    return content
