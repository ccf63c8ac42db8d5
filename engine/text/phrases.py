"""Texts of a policy in both languages, as output."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from engine.text import words

Both = dict[str, str]
NOTHING: Both = {"zh": "", "en": ""}


class Words(BaseModel):
    """One text in the languages of a policy; where it has no English, the Chinese stands for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str = ""

    @model_validator(mode="before")
    @classmethod
    def chinese_stands_for_english(cls, given: Any) -> Any:
        """Whether the English may be left out is for `check` to say: it knows the languages of the policy."""
        if isinstance(given, dict) and "en" not in given:
            return {**given, "en": given.get("zh")}
        return given

    def in_language(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en


def both(w: Words) -> Both:
    """A text of the pack."""
    return {"zh": w.zh, "en": w.en}


def filled(w: Words, **values: Any) -> Both:
    """A text of the pack with its placeholders filled; a value in both languages is taken in each."""
    return words.filled(w.zh, w.en, values)


def open_ended(said: Both) -> Both:
    """A sentence without its full stop."""
    return {lang: sentence.rstrip("。.") for lang, sentence in said.items()}


def in_sentence(label: Both) -> Both:
    """A label as it stands inside a sentence: in English its first letter is small, unless it is an abbreviation."""
    en = label["en"]
    return label if en[1:2].isupper() else {**label, "en": en[:1].lower() + en[1:]}


@lru_cache(maxsize=1024)
def sentence(key: str) -> Both:
    """A sentence without placeholders. Everybody gets the same dict, which is not to be changed."""
    return words.both(key)


def day_text(day: date) -> Both:
    """A day as prose: 2025年6月15日, or 2025-06-15 in English."""
    return _day_text(day).copy()


@lru_cache(maxsize=4096)
def _day_text(day: date) -> Both:
    return words.both("windows.day", year=day.year, month=day.month, day=day.day)
