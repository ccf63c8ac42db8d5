"""Both languages: every text is there in Chinese and English, with the same placeholders and numbers, each in its own
characters."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli

from engine.check.findings import Notes, around, braces
from engine.check.form import Raw, sentences_of
from engine.check.numbers import GLOSS, numbers_of_one_language, wrong_cny
from engine.steps.kinds import KINDS
from engine.text import words

CJK = r"\u3400-\u9fff"
_UNITS = "万亿元"
"""The only characters that English may use: the law's units of money."""
_ENGLISH_MARKS = "，；：（）。、？！「」『』"
_CHINESE_MARKS = re.compile(rf"(?<=[{CJK}》」』）”])\s*[,;:?!()]|[,;:?!(]\s*(?=[{CJK}《「『（“])|(?<=[{CJK}])\.(?!\w)")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_QUOTED = re.compile(r"[“「『]([^“”「」『』]*)[”」』]")
_ENGLISH_MAY_SAY = re.compile(rf"[{_UNITS}]+|中文|语言|「\s*」")
"""What stays Chinese in English: the units, the way to the other language, and a quote of the law."""
ENGLISH_ONLY = frozenset({"cny"})
"""The placeholder of the figure in yuan that English gives beside 万元."""

FILLED_IN_VALIDITY = {"day", "start", "until"}
FILLED_IN_QUESTIONS = {"last_year", "prior_year"}


def check_sentence(
    place: str,
    entry: Mapping[str, Any],
    notes: Notes,
    law: str = "",
    filled: set[str] | None = None,
    languages: Collection[str] = words.LANGUAGES,
) -> None:
    """One text in its languages: there, the same placeholders and numbers, each in its own characters.

    `law` is the text from which it may quote; `filled` the placeholders that are filled, if known; `languages` those in
    which it must be there. One that it need not be in is checked where it is.
    """
    for lang in words.LANGUAGES if "en" in entry else languages:
        if not isinstance(entry.get(lang), str) or not entry[lang].strip():
            notes.add(f"{place}.{lang}", "words_missing", what=lang)
            return
    if set(entry) - set(words.LANGUAGES):
        notes.add(place, "words_languages")
        return
    zh, en = entry["zh"], entry.get("en")
    for key, kind, values in sentence_faults(zh, en):
        notes.add(f"{place}.{key}" if key else place, kind, **dict(values))
    if filled is not None and "{" in zh and not (names := _names(zh) or frozenset()) <= filled:
        notes.add(place, "placeholder_unfilled", names=braces(names - filled))
    if _has_marks(zh):
        own = _QUOTED.sub(lambda m: "某" if law and m[1] in law else m.group(), zh)
        if mark := _CHINESE_MARKS.search(_PLACEHOLDER.sub("某", own)):
            said = {"mark": mark.group().strip(), "around": around(own, mark.span())}
            notes.add(f"{place}.zh", "chinese_marks", **said)


@lru_cache(maxsize=8192)
def _has_marks(zh: str) -> bool:
    """Whether half-width marks stand among the characters, be they quoted or our own."""
    return _CHINESE_MARKS.search(zh) is not None


Fault = tuple[str, str, tuple[tuple[str, str], ...]]


@lru_cache(maxsize=8192)
def sentence_faults(zh: str, en: str | None) -> tuple[Fault, ...]:
    """What is wrong with a text in itself: (zh, en or nothing, kind of fault, the values to say it with)."""
    if en is None:
        return () if _names(zh) is not None else (("", "placeholder_form", ()),)
    names = _names(zh), _names(en)
    if names[0] is None or names[1] is None:
        return (("", "placeholder_form", ()),)
    faults: list[Fault] = []
    if names[0] != names[1] - (ENGLISH_ONLY - names[0]):
        faults.append(("", "placeholders_differ", (("zh", braces(names[0])), ("en", braces(names[1])))))
    zh, en = _PLACEHOLDER.sub(" ", zh), _PLACEHOLDER.sub(" ", en)
    plain = _ENGLISH_MAY_SAY.sub("", GLOSS.sub("", en))
    if strange := re.search(rf"[{CJK}{_ENGLISH_MARKS}]", plain):
        said = (("mark", strange.group()), ("around", around(plain, strange.span())))
        faults.append(("en", "english_marks", said))
    if not re.search(f"[{CJK}]", zh) and len(re.findall(r"\b[A-Za-z]{3,}\b", zh)) > 2:
        faults.append(("zh", "not_translated", ()))
    faults += [("en", "cny_wrong", (("amount", wrong),)) for wrong in wrong_cny(en)]
    faults += [("", "numbers_differ", (("number", number),)) for number in numbers_of_one_language(zh, en)]
    return tuple(faults)


def _names(sentence: str) -> frozenset[str] | None:
    """The placeholders of a sentence; None where its braces do not match."""
    try:
        return words.placeholders(sentence)
    except ValueError:
        return None


def _filled(place: str, block: Mapping[str, Any]) -> set[str]:
    """The placeholders that the program fills in this text."""
    key = place.rpartition(".")[2]
    if place == "in_force.fails":
        return FILLED_IN_VALIDITY
    if key == "fails":
        return set().union(*(getattr(KINDS[name], "fills", ()) for name in block if name in KINDS))
    return FILLED_IN_QUESTIONS if key in ("question", "help") and "type" in block else set()


def check_pack_sentences(raw: Raw, law_zh: str, notes: Notes, languages: Collection[str]) -> None:
    """Every text of the pack in the policy's languages."""
    for place, entry, block in sentences_of(raw):
        check_sentence(place, entry, notes, law_zh, _filled(place, block), languages)


def check_words(folder: Path, notes: Notes) -> None:
    """The words of the interface: every entry in both languages."""
    for file in sorted(folder.glob("*.toml")):
        try:
            entries = tomli.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            notes.add(f"words.{file.stem}", "file_unreadable", file=file.name, problem=problem)
            continue
        for name, entry in entries.items():
            if isinstance(entry, Mapping):
                check_sentence(f"words.{file.stem}.{name}", entry, notes)
            else:
                notes.add(f"words.{file.stem}.{name}", "words_languages")
