"""Are the papers of a policy sound? Each is of something that is asked, and is called something in its languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import tomli
from pydantic import ValidationError

from engine.check.bilingual import check_sentence
from engine.check.findings import Finding, Notes
from engine.check.form import Raw, note_form, read, sentences_of
from engine.check.lines import Located
from engine.policy.pack import Policy
from engine.policy.papers import ANY, APPLICANT, FILE, Papers, UsualPaper


def check_papers(folder: Path, raw: Raw, notes: Notes) -> None:
    """The papers in a policy's folder, where it has any and the policy itself can be read."""
    file = folder / FILE
    policy = read(raw, Notes()) if file.is_file() else None
    if policy is not None:
        notes.findings += papers_findings(policy, file.read_bytes())


def papers_findings(policy: Policy, content: bytes) -> list[Finding]:
    """What is not sound in the papers of a policy. Each finding names the file and the line."""
    notes = Notes()
    try:
        toml = content.decode("utf-8")
        raw = tomli.loads(toml)
    except ValueError as problem:
        found = re.search(r"line (\d+)", str(problem))
        notes.add_at((FILE, int(found[1]) if found else 0), FILE, "file_unreadable", file=FILE, problem=problem)
        return notes.findings
    try:
        _Papers(policy, Papers.model_validate(raw), notes).check()
    except ValidationError as errors:
        note_form(errors, raw, notes)
    for place, entry, _ in sentences_of(raw):
        check_sentence(place, entry, notes, filled=set(), languages=policy.languages)
    located = Located(raw, toml)
    stem = FILE.partition(".")[0]
    return [
        replace(finding, place=f"{stem}.{finding.place}", at=(FILE, located.line(finding.place)))
        for finding in notes.findings
    ]


class _Papers:
    """Checks the papers that can be read."""

    def __init__(self, policy: Policy, papers: Papers, notes: Notes) -> None:
        self.policy, self.papers, self.notes = policy, papers.papers, notes
        self.applicant = {fact.name for fact in policy.applicant}
        self.provisions = {p.id: p for p in policy.provisions}

    def check(self) -> None:
        """Note what is wrong."""
        for position, paper in enumerate(self.papers):
            place = f"papers[{position}]"
            if paper.id in {own.id for own in self.papers[:position]}:
                self.notes.add(f"{place}.id", "id_twice", id=paper.id)
            if paper.base == bool(paper.of):
                self.notes.add(place, "paper_of", paper=paper.id)
            for of in paper.of:
                self._of(paper, of, f"{place}.of")

    def _of(self, paper: UsualPaper, of: str, place: str) -> None:
        owner, _, path = of.partition(".")
        if owner == APPLICANT:
            if path not in self.applicant:
                self.notes.add(place, "fact_unknown", fact=of)
        elif owner == ANY:
            alone = paper.model_copy(update={"of": [of]})
            if not path or not any(alone.of_matter(p) for p in self.policy.provisions):
                self.notes.add(place, "fact_unknown", fact=of)
        elif owner not in self.provisions:
            self.notes.add(place, "provision_unknown", provision=owner)
        elif path and path not in {fact.path for fact in self.provisions[owner].facts}:
            self.notes.add(place, "fact_unknown", fact=of)
