"""Which passwords will not do: short ones, those that are the name, and those that are guessed first.

Common passwords, sequences and keyboard patterns are known to zxcvbn; what people put first here (the place, the
office, the policy, the year) stands in data/passwords.toml and in the policy.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from threading import Lock

import tomli

from engine.policy.folder import default_policy, load_policy
from engine.values.names import folded
from engine.values.refusal import Refusals

WORDS = Path(__file__).resolve().parent.parent.parent / "data" / "passwords.toml"
SHORTEST, LONGEST = 12, 256
BESIDE_THE_NAME = 6
"""So many characters a password has besides the name at least."""
BESIDE_THE_WORDS = 4
"""So many letters it has besides words that everybody here thinks of."""
FEWEST_KINDS = 5
"""So many different characters it has at least."""
FAIR = 3
"""What zxcvbn calls "safely unguessable", of 4."""
LOOKED_AT = 36
"""Characters that zxcvbn looks at: with more it takes seconds."""
_one_at_a_time = Lock()  # zxcvbn keeps the words that it is given in a global


def check(refusals: Refusals, path: str, password: str, name: str) -> None:
    """Note what is wrong with a password for the account of this name, if anything."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    without_name = plain.replace(folded(name), "") if folded(name) else plain
    if len(password) < SHORTEST:
        refusals.add(path, "signing.password_short", least=SHORTEST, given=len(password))
    elif len(password) > LONGEST:
        refusals.add(path, "signing.password_long", most=LONGEST)
    elif len(without_name) < BESIDE_THE_NAME:
        refusals.add(path, "signing.password_is_name")
    elif _letters_left(without_name) < BESIDE_THE_WORDS:
        refusals.add(path, "signing.password_local")
    elif len(set(plain)) < FEWEST_KINDS or _score(plain, name) < FAIR:
        refusals.add(path, "signing.password_obvious")


@cache
def local_words() -> tuple[str, ...]:
    """What people here think of first, the longest first."""
    policy = load_policy(default_policy())
    own = f"{policy.place.en} {policy.title.en} {policy.short_title.en}".casefold()
    words = {word for word in re.findall("[a-z]+", own) if len(word) >= BESIDE_THE_WORDS}
    words |= {policy.place.zh, policy.title.zh, policy.short_title.zh}
    for listed in tomli.loads(WORDS.read_text(encoding="utf-8")).values():
        words |= set(listed)
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _letters_left(plain: str) -> int:
    for word in local_words():
        plain = plain.replace(word, " ")
    return sum(character.isalpha() for character in plain)


def _score(plain: str, name: str) -> int:
    from zxcvbn import zxcvbn  # its dictionaries take a moment, and only who chooses a password needs them

    with _one_at_a_time:
        found: int = zxcvbn(plain[:LOOKED_AT], [folded(name), *folded(name).split(), *local_words()])["score"]
    return found
