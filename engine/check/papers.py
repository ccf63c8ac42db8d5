"""Are the papers of a policy sound? Each is of something that is asked, and is called something in its languages."""

from __future__ import annotations

from pathlib import Path

import tomli
from pydantic import ValidationError

from engine.check.bilingual import check_sentence
from engine.check.findings import Finding, Notes
from engine.check.form import Raw, note_form, read, sentences_of
from engine.check.lines import in_file
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
        notes.unreadable(FILE, problem)
        return notes.findings
    try:
        papers = Papers.model_validate(raw).papers
    except ValidationError as errors:
        papers = []
        note_form(errors, raw, notes)
    for position, paper in enumerate(papers):
        place = f"papers[{position}]"
        if paper.id in {own.id for own in papers[:position]}:
            notes.add(f"{place}.id", "id_twice", id=paper.id)
        if paper.base == bool(paper.of):
            notes.add(place, "paper_of", paper=paper.id)
        for of in paper.of:
            _check_of(policy, paper, of, f"{place}.of", notes)
    for place, entry, _ in sentences_of(raw):
        check_sentence(place, entry, notes, filled=set(), languages=policy.languages)
    return [*map(in_file(FILE, raw, toml), notes.findings)]


def _check_of(policy: Policy, paper: UsualPaper, of: str, place: str, notes: Notes) -> None:
    """What a paper is of is asked."""
    owner, _, path = of.partition(".")
    own = [p for p in policy.provisions if p.id == owner]
    if owner == APPLICANT:
        is_asked = any(fact.name == path for fact in policy.applicant)
    elif owner == ANY:
        alone = paper.model_copy(update={"of": [of]})
        is_asked = bool(path) and any(alone.of_matter(p) for p in policy.provisions)
    else:
        is_asked = not path or any(fact.path == path for p in own for fact in p.facts)
        if not own:
            notes.add(place, "provision_unknown", provision=owner)
            return
    if not is_asked:
        notes.add(place, "fact_unknown", fact=of)
