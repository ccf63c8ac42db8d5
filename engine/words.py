"""Every sentence that a person reads, in Chinese and English side by side, from `data/words/*.toml`.

One file is one area; a key is `area.name`, and its entry is `{ zh = "…", en = "…" }` with `{placeholder}`s.
"""

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).resolve().parent.parent / "data" / "words"


def load(folder: Path) -> dict[str, dict[str, str]]:
    """The entries of every `*.toml` in `folder`, by key; refuses (ValueError) one that lacks a language."""
    entries: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            key = f"{file.stem}.{name}"
            if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
                raise ValueError(f"{key} must have exactly the languages {', '.join(LANGUAGES)}")
            if not all(isinstance(sentence, str) for sentence in entry.values()):
                raise ValueError(f"{key} must be text in each language")
            entries[key] = entry
    return entries


def placeholders(sentence: str) -> frozenset[str]:
    """The names that stand between braces in `sentence`."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@cache
def _entries() -> dict[str, dict[str, str]]:
    return load(FOLDER)


def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(_entries())


def text(key: str, /, lang: str, **values: object) -> str:
    """The sentence `key` in `lang` (zh or en), its placeholders filled from `values`.

    A value that is itself a `{"zh": …, "en": …}` dict is read in `lang`. An unknown key, an unknown
    language or a placeholder without a value raises KeyError naming it.
    """
    if lang not in LANGUAGES:
        raise KeyError(f"no words in language {lang!r}: there are {', '.join(LANGUAGES)}")
    entry = _entries().get(key)
    if entry is None:
        raise KeyError(f"no words under {key!r} in data/words")
    sentence = entry[lang]
    if not values:
        if "{" in sentence:
            raise KeyError(f"{key!r} needs a value for {', '.join(sorted(placeholders(sentence)))}")
        return sentence
    try:
        return sentence.format(**{n: v[lang] if type(v) is dict else v for n, v in values.items()})
    except KeyError as absent:
        raise KeyError(f"{key!r} needs a value for {absent.args[0]}") from None


def both(key: str, /, **values: object) -> dict[str, str]:
    """The sentence `key` in every language: `{"zh": …, "en": …}`."""
    return {lang: text(key, lang, **values) for lang in LANGUAGES}
