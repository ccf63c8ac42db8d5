"""Is a policy pack sound? Every number has its witness in the law, and the law no clause without a rule.

`check(folder)` answers with what is wrong and where; nothing found means sound. It proves that every quote
stands in the article to which it is attached, that every number of a rule stands in that rule's own quote,
that every comparison agrees with its legal word, that no number and no operative word of the law is left
over, that facts, readings, windows and pools are all there and all used, that both languages say the same,
and the law's SHA-256.

What it knows of law is the language in which Chinese policies are written (最高, 以上, 近N年, 上年度 …), in
`legal_words`. What a policy says with it stands in the pack.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.check.amounts import Amounts
from engine.check.bilingual import check_pack_sentences, check_words
from engine.check.citations import Citations
from engine.check.comparisons import Comparisons
from engine.check.computed import check_computed
from engine.check.findings import Finding, Notes, either, say
from engine.check.form import Raw, languages_of, read
from engine.check.guidelines import check_guidelines
from engine.check.lawtext import LawText, check_law_data
from engine.check.lines import lines_of, place_of
from engine.check.papers import check_papers
from engine.check.references import References
from engine.check.restated import check_named_articles, check_own_numbers
from engine.check.translation import check_translation
from engine.check.worked import check_cases
from engine.policy.blocks import usual_sizes
from engine.policy.folder import DEFAULT, IN_USE, POLICIES, UnknownPolicy, build, configured_policy, policies
from engine.policy.pack import Policy
from engine.policy.source import RULES, Source, Unreadable, read_source
from engine.text import words


def check_pack(raw: Raw, law_zh: str, law_en: str) -> list[Finding]:
    """What is not sound in a pack, given as its TOML (`source.read_raw`) with the law and its translation."""
    notes = Notes()
    policy = read(raw, notes)
    return notes.findings + (check_policy(policy, raw, law_zh, law_en) if policy is not None else [])


def check_policy(policy: Policy, raw: Raw, law_zh: str, law_en: str) -> list[Finding]:
    """What is not sound in a pack that can be read: `policy` is what its TOML says."""
    notes = Notes()
    law = LawText(law_zh, notes, policy.law.zh, policy.law.numbering)
    check_law_data(policy, law_zh, notes)
    check_translation(raw["law"], law, law_en, policy, notes)
    References(policy, raw, law, notes).check()
    Citations(policy, law, notes).check()
    Comparisons(policy, law, notes).check()
    Amounts(policy, notes).check()
    check_computed(policy, notes)
    check_pack_sentences({"sizes": usual_sizes()} | raw, law_zh, notes, policy.languages)
    check_own_numbers(policy, raw, law, notes)
    check_named_articles(policy, notes)
    return notes.findings


def check(policy_folder: Path) -> list[Finding]:
    """What is not sound in the pack in `policy_folder`, in its worked cases or in the interface's words; nothing if all
    is. Each finding names the file and the line."""
    notes = Notes()
    check_words(words.FOLDER, notes)
    source = Source()
    try:
        source = read_source(policy_folder)
    except Unreadable as problem:
        notes.unreadable(problem.file, problem.problem)
    except OSError as problem:
        notes.unreadable(Path(problem.filename).name, problem)
    if notes.findings and not source.raw:
        return [located(finding, source) for finding in notes.findings]
    raw = source.raw
    for fault in source.misplaced:
        line = lines_of(source.rules_text if fault.file == RULES else source.words_text).get(fault.way, 0)
        notes.add_at((fault.file, line), ".".join(map(str, fault.way)), fault.kind, name=fault.way[-1])
    texts = {}
    languages = languages_of(raw)
    for lang in languages:
        law = raw.get("law")
        name = str(law.get(lang, "")) if isinstance(law, Mapping) else ""
        try:
            texts[lang] = (policy_folder / name).read_bytes().decode("utf-8")
        except (OSError, ValueError) as problem:
            notes.add(f"law.{lang}", "file_unreadable", file=name, problem=problem)
    if raw.get("id") != policy_folder.name:
        notes.add("id", "id_folder", id=raw.get("id"), folder=policy_folder.name)
    sound = None
    if len(texts) == len(languages):
        found = check_pack(raw, texts["zh"], texts.get("en", ""))
        notes.findings += found
        sound = None if found or source.misplaced else build(raw, policy_folder)
    check_cases(policy_folder, raw, sound, texts.get("zh", ""), notes)
    check_papers(policy_folder, raw, notes)
    check_guidelines(policy_folder, raw, notes)
    return [located(finding, source) for finding in notes.findings]


_IN_FILE = re.compile(r"(?P<file>[^:]+):(?P<line>\d+)")
_OF_WORDS = re.compile(r"words\.(?P<file>[^.]+)(?:\.(?P<key>[^.]+))?.*")


def located(finding: Finding, source: Source) -> Finding:
    """A finding with its file and line, as far as its place in the policy of these files leads there."""
    if finding.at[0]:
        return finding
    if there := _IN_FILE.fullmatch(finding.place):
        return replace(finding, at=(there["file"], int(there["line"])))
    if there := _OF_WORDS.fullmatch(finding.place):
        file = words.FOLDER / f"{there['file']}.toml"
        lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
        key = re.compile(rf"{re.escape(there['key'] or '')}\s*=")
        line = next((n for n, own in enumerate(lines, 1) if there["key"] and key.match(own)), 0)
        return replace(finding, at=(f"words/{file.name}", line))
    return replace(finding, at=place_of(finding.place, source))


def check_policy_in_use(root: Path, notes: Notes) -> None:
    """The policy in use where none is named is there: that of the environment, if it names one, and the configured."""
    known = policies(root)
    configured, other = configured_policy(root), os.environ.get(IN_USE, "")
    if not configured:
        notes.add(DEFAULT, "default_missing", known=either(known))
    for place, named in ((DEFAULT, configured), (IN_USE, other)):
        if named and named not in known:
            notes.add(place, "default_unknown", policy=named, known=either(known))


def named(policy_id: str | None = None, root: Path = POLICIES) -> str:
    """The policy that is meant: the one with this id, else the one in use; "" where none is configured."""
    return policy_id or os.environ.get(IN_USE) or configured_policy(root) or ""


def findings_of(policy_id: str | None = None, root: Path = POLICIES) -> list[Finding]:
    """What is not sound in the policy with this id (without one: in the policy in use), and in which policy is in use.
    Raises UnknownPolicy."""
    notes = Notes()
    check_policy_in_use(root, notes)
    known = policies(root)
    if policy_id is not None and policy_id not in known:
        raise UnknownPolicy(policy_id, known)
    meant = named(policy_id, root)
    return notes.findings + (check(root / meant) if meant in known else [])


def answer(policy_id: str, findings: list[Finding]) -> dict[str, Any]:
    """What `python -m engine check` prints."""
    errors = [
        {"path": finding.place, "message": finding.message, "file": finding.at[0], "line": finding.at[1] or None}
        for finding in findings
    ]
    return {"sound": not findings, "policy": policy_id, "errors": errors}


def report(policy_id: str, findings: list[Finding]) -> str:
    """What is not sound for people, in both languages."""
    lines = list(say("unsound", policy=policy_id or DEFAULT, count=len(findings)).values())
    for finding in findings:
        file, line = finding.at
        lines += [
            f"{finding.place} ({file}:{line})" if line else finding.place,
            *(f"    {finding.message[lang]}" for lang in words.LANGUAGES),
        ]
    return "\n".join(lines)
