"""The translation of the law: line beside line, with the same numbers."""

from __future__ import annotations

from functools import lru_cache

from engine.check.findings import Notes, either
from engine.check.form import Raw
from engine.check.lawtext import LawText
from engine.check.numbers import CNY, GLOSS, spoken_numbers, wrong_cny
from engine.policy.pack import Policy


def check_translation(raw_law: Raw, law: LawText, law_en: str, policy: Policy, notes: Notes) -> None:
    """The translation stands line beside line with the law and states the same numbers."""
    check_chapters(law, policy, law_en.split("\n") if "en" in policy.languages else [], notes)
    if "en" not in policy.languages:
        return
    name = str(raw_law.get("en"))
    chinese, english = law.text.split("\n"), law_en.split("\n")
    if len(chinese) != len(english):
        notes.add(name, "lines_differ", zh=len(chinese), en=len(english))
        return
    for number, (zh, en) in enumerate(zip(chinese, english, strict=True), start=1):
        place = f"{name}:{number}"
        if bool(zh.strip()) != bool(en.strip()):
            notes.add(place, "line_missing")
            continue
        for kind, values in _line_faults(zh, en):
            notes.add(place, kind, **values)


def check_chapters(law: LawText, policy: Policy, english: list[str], notes: Notes) -> None:
    """The chapters are the headings over the articles, in both languages; none where the law has none."""
    for article in policy.articles:
        chapter = law.chapters.get(article.number)
        if chapter is None:
            continue  # there is no such article
        line = law.chapter_lines[chapter]
        in_english = " ".join(english[line - 1].split()) if 0 < line <= len(english) else ""
        if article.chapter.zh != chapter or (english and article.chapter.en != in_english):
            said = {"chapter": chapter, "english": in_english}
            notes.add(f"articles.{article.number}.chapter", "chapter_wrong", **said)


@lru_cache(maxsize=1024)
def _line_faults(zh: str, en: str) -> tuple[tuple[str, dict[str, str]], ...]:
    """What is wrong with one line: kind of fault, and the values to say it with."""
    faults: list[tuple[str, dict[str, str]]] = []
    in_zh, in_en = spoken_numbers(zh, "zh"), spoken_numbers(en, "en")
    if differ := (in_zh - in_en) + (in_en - in_zh):
        faults.append(("line_numbers", {"numbers": either(sorted(differ))}))
    faults += [("cny_wrong", {"amount": wrong}) for wrong in wrong_cny(en)]
    glosses = GLOSS.findall(CNY.sub(r"\g<unit>", en))
    faults += [("gloss_wrong", {"gloss": gloss}) for gloss in glosses if gloss[1:-1] not in zh]
    return tuple(faults)
