"""The pack as its TOML says it: its places, its texts, and whether it can be read at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.check.findings import Notes
from engine.policy.folder import build, use_of
from engine.policy.pack import LANGUAGES, Policy
from engine.policy.schema import word_keys
from engine.policy.source import RULES
from engine.steps.varying import FORMS
from engine.text import words

Raw = dict[str, Any]
_LANGUAGES = frozenset(words.LANGUAGES)


def languages_of(raw: Raw) -> list[str]:
    """The languages that a raw pack says it speaks, Chinese always among them; all where it does not say."""
    stated = raw.get("languages", list(LANGUAGES))
    known: list[str] = [lang for lang in LANGUAGES if isinstance(stated, list) and lang in stated]
    return known if "zh" in known else list(LANGUAGES)


def labelled(value: Any, place: str, index: int) -> str:
    """The place of a list's element: by its id, its path as a fact, its article, or its position."""
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            return f"{place}.{value['id']}"
        if isinstance(value.get("name"), str):
            return f"{place}.{value['in']}.{value['name']}" if value.get("in") else f"{place}.{value['name']}"
        if isinstance(value.get("number"), int):
            return f"{place}.{value['number']}"
    return f"{place}[{index}]"


def sentences_of(value: Any, place: str = "") -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Every text in both languages in the raw pack: its place, itself, and the block in which it stands."""
    # TOML has only dict and list; most of what stands in them is neither, and is not walked into.
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                inner_place = f"{place}.{name}" if place else str(name)
                if isinstance(inner, dict) and inner and _LANGUAGES.issuperset(inner):
                    yield inner_place, inner, value
                else:
                    yield from sentences_of(inner, inner_place)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from sentences_of(inner, labelled(inner, place, i))


TAGGED = ("when", "item_when", "steps", "condition")
"""Where conditions and steps stand."""


def _place_in(raw: Any, location: Iterable[int | str]) -> str:
    """The place in the pack to which pydantic's location leads."""
    place, here, is_tag = "", raw, False
    for step in location:
        if is_tag:  # which kind of condition or step it is taken for
            is_tag = False
        elif step in FORMS:  # which form of a number
            continue
        elif isinstance(step, int):
            is_tag = place.rpartition(".")[2] in TAGGED
            inner = here[step] if isinstance(here, list) and step < len(here) else None
            place, here = labelled(inner, place, step), inner
        elif isinstance(here, Mapping) or here is None:
            place, here = f"{place}.{step}" if place else step, here.get(step) if here else None
            is_tag = step in TAGGED and not isinstance(here, list)
        # else: the name of one of several allowed forms, not a key of the pack
    return place


_FORM_KINDS = {
    "missing": "form_missing",
    "extra_forbidden": "form_extra",
    "literal_error": "form_literal",
    "int": "form_integer",
    "string_type": "form_text",
    "bool_type": "form_yes_no",
    "date": "form_date",
    "list_type": "form_list",
    "number_without_unit": "number_without_unit",
    "number_form": "number_form",
    "union_tag_not_found": "form_kind",
    "window_ends_first": "guideline_until",
    "paper_nameless": "paper_nameless",
}
"""The kind of fault, by pydantic's type of error, or what that begins with (int_parsing, date_type)."""


def read(raw: Raw, notes: Notes) -> Policy | None:
    """The policy, or None with findings where it cannot be read."""
    try:
        for i, block in enumerate(raw.get("provisions", [])):
            for use in block.get("uses", []):
                if use_of(use).group not in raw.get("shared_facts", {}):
                    notes.add(f"{labelled(block, 'provisions', i)}.uses", "fact_unknown", fact=use)
        return None if notes.findings else build(raw, Path())
    except ValidationError as errors:
        note_form(errors, raw, notes, word_keys())
    except (TypeError, AttributeError, ValueError, KeyError) as problem:
        notes.add(RULES, "form_other", problem=problem)
    return None


def note_form(errors: ValidationError, raw: Raw, notes: Notes, words_elsewhere: Collection[str] = ()) -> None:
    """Note what of `raw` cannot be read; `words_elsewhere`: the keys whose words stand in another file."""
    seen = set()
    for error in errors.errors():
        place = _place_in(raw, error["loc"])
        if place in seen:  # of several allowed forms, one finding is enough
            continue
        seen.add(place)
        context, form = error.get("ctx", {}), error["type"]
        said = {key: context.get(key, "") for key in ("given", "example")}
        said |= {"problem": error["msg"], "allowed": context.get("expected", "")}
        kind = _FORM_KINDS.get(form) or _FORM_KINDS.get(form.partition("_")[0], "form_other")
        if kind == "form_missing" and place.rpartition(".")[2] in words_elsewhere:
            kind = "form_words"
        notes.add(place, kind, **said)
