"""Every sentence that a person reads, in Chinese and English side by side, from `data/words/*.toml`.

One file is one area; a key is `area.name`, and its entry is `{ zh = "…", en = "…" }` with `{placeholder}`s.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import tomli

LANGUAGES = ("zh", "en")
CNY = "cny"
"""What a placeholder says after its name to have an amount in 元."""
TWO_DIGITS = "02d"
"""What a placeholder says after its name for a month or a day of two digits."""
FOLDER = Path(__file__).resolve().parent.parent.parent / "data" / "words"


def load(folder: Path) -> dict[str, dict[str, str]]:
    """The entries of every `*.toml` in `folder`, by key; refuses (ValueError) one that lacks a language."""
    return {key: entry for file in sorted(folder.glob("*.toml")) for key, entry in _load_area(file).items()}


def _load_area(file: Path) -> dict[str, dict[str, str]]:
    entries: dict[str, dict[str, str]] = {}
    for name, entry in tomli.loads(file.read_text(encoding="utf-8")).items():
        key = f"{file.stem}.{name}"
        if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
            raise ValueError(f"{key} must have exactly the languages {', '.join(LANGUAGES)}")
        if not all(isinstance(sentence, str) for sentence in entry.values()):
            raise ValueError(f"{key} must be text in each language")
        entries[key] = entry
    return entries


def placeholders(sentence: str) -> frozenset[str]:
    """The names that stand between braces in `sentence`. ValueError where the braces do not match, or a name is
    followed by what no amount knows (`{amount:cny}` is the amount in 元)."""
    found = [(name, spec, how) for _, name, spec, how in Formatter().parse(sentence) if name is not None]
    if any(spec not in ("", CNY, TWO_DIGITS) or how for _, spec, how in found):
        raise ValueError(f"only {CNY!r} or {TWO_DIGITS!r} may stand after a name")
    return frozenset(name for name, _, _ in found)


_known: dict[str, dict[str, str]] = {}
"""The entries of the areas that were asked for: a command needs few of them."""


@cache
def keys() -> frozenset[str]:
    """Every key there is."""
    return frozenset(load(FOLDER))


def _entry(key: str) -> dict[str, str]:
    if key not in _known:
        file = FOLDER / f"{key.partition('.')[0]}.toml"
        if key.isascii() and file.parent == FOLDER and file.exists():
            _known.update(_load_area(file))
        if key not in _known:
            raise KeyError(f"no words under {key!r} in data/words")
    return _known[key]


def text(key: str, /, lang: str, **values: object) -> str:
    """The sentence `key` in `lang` (zh or en), its placeholders filled from `values`.

    A value that is itself a `{"zh": …, "en": …}` dict is read in `lang`. An unknown key, an unknown
    language or a placeholder without a value raises KeyError naming it.
    """
    if lang not in LANGUAGES:
        raise KeyError(f"no words in language {lang!r}: there are {', '.join(LANGUAGES)}")
    sentence = _entry(key)[lang]
    if not values:
        return _complete(key, sentence)
    try:
        return sentence.format(**{n: v[lang] if type(v) is dict else v for n, v in values.items()})
    except KeyError as absent:
        raise KeyError(f"{key!r} needs a value for {absent.args[0]}") from None


def both(key: str, /, **values: object) -> dict[str, str]:
    """The sentence `key` in every language: `{"zh": …, "en": …}`."""
    entry = _known.get(key) or _entry(key)
    if not values:
        return {"zh": _complete(key, entry["zh"]), "en": _complete(key, entry["en"])}
    try:
        return filled(entry["zh"], entry["en"], values)
    except KeyError as absent:
        raise KeyError(f"{key!r} needs a value for {absent.args[0]}") from None


def filled(zh: str, en: str, values: dict[str, Any]) -> dict[str, str]:
    """A sentence in both languages with its placeholders filled from `values`; one that is itself a
    `{"zh": …, "en": …}` dict is taken in each."""
    in_zh = in_en = values
    for name, value in values.items():
        if type(value) is dict:
            if in_zh is values:
                in_zh, in_en = values.copy(), values.copy()
            in_zh[name], in_en[name] = value["zh"], value["en"]
    return {"zh": zh.format(**in_zh), "en": en.format(**in_en)}


def joined(key: str, /, parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Texts one after another in every language, between them the sentence `key`."""
    texts = list(parts)
    return {lang: text(key, lang).join(part[lang] for part in texts) for lang in LANGUAGES}


def same(said: str) -> dict[str, str]:
    """A text that is the same in every language: a name that somebody gave, a figure."""
    return dict.fromkeys(LANGUAGES, said)


def _complete(key: str, sentence: str) -> str:
    if "{" in sentence:
        raise KeyError(f"{key!r} needs a value for {', '.join(sorted(placeholders(sentence)))}")
    return sentence
