"""The papers that a claim usually needs (申报材料), as `papers.toml` says them beside the rules. A law seldom lists
them; the guideline of a year confirms, replaces or waives them (`engine.policy.guideline`). No amount hangs on any."""

from __future__ import annotations

from pathlib import Path

import tomli
from pydantic import Field

from engine.policy.provision import Provision
from engine.steps.language import Block
from engine.text.phrases import Words

FILE = "papers.toml"
APPLICANT = "applicant"
ANY = "*"


class UsualPaper(Block):
    """A paper: what it is called, who issues it; of what it is (`of`): a matter by the id of its provision, an answer
    about it (the id and its path, with dots between; ``*`` in place of the id: about any matter), or one of the
    applicant (``applicant`` in place of the id). ``base``: every application has it; ``once``: one of it does for all
    matters."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: Words
    issued_by: Words | None = None
    base: bool = False
    once: bool = False
    of: list[str] = []

    @property
    def of_applicant(self) -> list[str]:
        """The answers of the applicant that it is of."""
        return [path for owner, _, path in self._places if owner == APPLICANT]

    def of_matter(self, provision: Provision) -> list[str]:
        """The answers about a matter of this provision that it is of, by their paths; "" for the matter itself."""
        found = []
        for owner, _, path in self._places:
            if owner == provision.id:
                found.append(path)
            elif owner == ANY:
                found += [f.path for f in provision.facts if f.path == path or f.path.endswith(f".{path}")]
        return found

    @property
    def _places(self) -> list[tuple[str, str, str]]:
        return [place.partition(".") for place in self.of]


class Papers(Block):
    """All of them. ``unwritten``: that the law does not list them, and by what they are listed."""

    unwritten: Words | None = None
    papers: list[UsualPaper] = []


def read_papers(folder: Path) -> Papers:
    """The papers in a policy's folder; none where it has no such file. OSError or ValueError where it cannot be
    read."""
    file = folder / FILE
    return Papers.model_validate(tomli.loads(file.read_bytes().decode("utf-8"))) if file.is_file() else Papers()
