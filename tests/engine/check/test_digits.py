"""No digit of the law or of the pack can be changed unseen, and no rule left out."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest

from engine.check import check_policy
from engine.check.findings import Notes
from engine.check.form import Raw
from engine.check.lawtext import LawText
from engine.check.translation import check_translation
from engine.policy.folder import build
from tests.engine.check.broken_packs import PACKS, REAL, found, new, put


def replacements(text: str, all_of_them: bool = False) -> Iterator[tuple[int, str]]:
    """Each digit replaced by the next one, or by each of the nine others: its position, and the text then."""
    for at, character in enumerate(text):
        if character.isascii() and character.isdigit():
            for step in range(1, 10 if all_of_them else 2):
                yield at, f"{text[:at]}{(int(character) + step) % 10}{text[at + 1 :]}"


def assert_no_digit_of_the_law_changes_unseen(all_of_them: bool) -> None:
    pack = PACKS["real"]
    policy = build(pack.raw, REAL)  # the pack stays as it is: it need not be read anew for every digit
    unseen = []
    for at, changed in replacements(pack.zh, all_of_them):
        kinds = {finding.kind for finding in new("real", check_policy(policy, pack.raw, changed, pack.en))}
        # Whoever changes the law could change its fingerprint too: something else must notice as well.
        if not ("sha256" in kinds and len(kinds) > 1):
            unseen.append((at, changed[max(0, at - 10) : at + 10], kinds))
    assert unseen == []


def assert_no_digit_of_the_translation_changes_unseen(all_of_them: bool) -> None:
    pack = PACKS["real"]
    policy, law = build(pack.raw, REAL), LawText(pack.zh, Notes(), "law.zh.txt")
    unseen = []
    for at, changed in replacements(pack.en, all_of_them):
        notes = Notes()
        check_translation(pack.raw["law"], law, changed, policy, notes)
        line = pack.en.count("\n", 0, at) + 1
        if f"law.en.txt:{line}" not in {finding.place for finding in new("real", notes.findings)}:
            unseen.append((at, changed[max(0, at - 10) : at + 10]))
    assert unseen == []


NOT_OF_THE_LAW = {("version",), ("id",)}
"""The pack's own version is nobody's number but the pack's; its id is the name of its folder, see below."""


def numbers_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every value of the pack with a digit in it, as text, with its path; not what is said in both languages."""
    if isinstance(value, dict):
        if value and not set(value) <= {"zh", "en"}:
            for key, inner in value.items():
                yield from numbers_in(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from numbers_in(inner, (*path, i))
    elif not isinstance(value, bool) and re.search(r"\d", str(value)) and path not in NOT_OF_THE_LAW:
        yield path, str(value)


def is_number_or_date(path: tuple[Any, ...], raw: Raw) -> bool:
    return not isinstance(found(raw, path), str) or path[-1] == "share"


def as_in_toml(text: str, like: Any) -> Any:
    """What a TOML reader makes of the changed text; a day that is in no calendar stays text."""
    if isinstance(like, date):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return type(like)(text)


def assert_no_digit_of_the_pack_changes_unseen(
    name: str, all_of_them: bool, texts: bool, most: int | None = None, every: int = 1
) -> None:
    """`most`: so many digits of each number, of `every` so-many-th one."""
    pack = PACKS[name].copy()
    unseen = []
    for path, text in list(numbers_in(pack.raw))[::every]:
        if not (texts or is_number_or_date(path, pack.raw)):
            continue
        before = found(pack.raw, path)
        for _, changed in islice(replacements(text, all_of_them), most):
            put(pack.raw, path, as_in_toml(changed, before))
            if not new(name, pack.check()):
                unseen.append((path, text, changed))
        put(pack.raw, path, before)
    assert unseen == []


@pytest.mark.long
def test_every_digit_of_the_law_is_guarded():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=False)


def test_every_digit_of_the_translation_is_guarded():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=False)


def test_every_number_and_date_of_the_pack_is_guarded(drawn):
    assert_no_digit_of_the_pack_changes_unseen("real", all_of_them=False, texts=False, most=1, every=4 // drawn(4))


@pytest.mark.long
def test_every_digit_of_every_number_and_date_of_the_pack_is_guarded():
    assert_no_digit_of_the_pack_changes_unseen("real", all_of_them=False, texts=False)


def test_every_digit_of_every_number_date_quote_and_id_of_the_invented_pack_is_guarded():
    assert_no_digit_of_the_pack_changes_unseen("invented", all_of_them=False, texts=True)


@pytest.mark.long
def test_every_digit_of_the_law_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=True)


@pytest.mark.long
def test_every_digit_of_the_translation_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=True)


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
def test_every_digit_of_every_number_date_quote_and_id_is_guarded_against_each_other_digit(name):
    assert_no_digit_of_the_pack_changes_unseen(name, all_of_them=True, texts=True)


def test_every_digit_that_we_restate_in_our_own_words_is_guarded():
    """A title, summary, label or explanation with another number is found, unless its article says that one too."""
    pack = PACKS["real"].copy()
    law = LawText(pack.zh, Notes(), "law.zh.txt")
    provision = pack.provision("art06_rent")
    unseen = []
    before = provision["summary"]["zh"]
    for at, changed in replacements(before, all_of_them=True):
        provision["summary"]["zh"] = changed
        places = {finding.place for finding in new("real", pack.check())}
        numbers = set(re.findall(r"\d+", law.articles[6]))
        if "provisions.art06_rent.summary.zh" not in places and not set(re.findall(r"\d+", changed)) <= numbers:
            unseen.append((at, changed))
    assert unseen == []


# -------------------------------------------------------------------------------- no part of the pack can be left out


def parts(raw: Raw) -> Iterator[tuple[Any, ...]]:
    for kind in (
        "readings",
        "windows",
        "general_conditions",
        "pools",
        "exclusives",
        "provisions",
        "without_effect",
        "articles",
        "rules",
    ):
        yield from ((kind, i) for i in range(len(raw.get(kind, []))))
    for i, provision in enumerate(raw["provisions"]):
        for kind in ("steps", "when", "item_when"):
            for j, part in enumerate(provision.get(kind, [])):
                # Who the applicant is, is asked for several provisions; each asks by its own words of the law.
                # What holds for every provision is quoted by the rule for all.
                if not part.get("fact", "").startswith("applicant.") and "quote" in part:
                    yield "provisions", i, kind, j


@pytest.mark.parametrize("name", PACKS)
def test_no_rule_can_be_left_out_unseen(name, drawn):
    pack = PACKS[name].copy()
    unseen = []
    for path in list(parts(pack.raw))[:: 4 // drawn(4)]:
        siblings = found(pack.raw, path[:-1])
        steps = siblings[path[-1]].get("steps", [{}])
        if "none" in steps[0]:
            continue  # what grants nothing has nothing to leave over
        left_out = siblings.pop(path[-1])
        # A whole sentence that sets nothing is explained for people: nothing of the law hangs on it that `check` knows.
        is_sentence = path[0] == "without_effect" and left_out["phrase"].endswith("。")
        if not new(name, pack.check()) and not is_sentence:
            unseen.append((path, left_out))
        siblings.insert(path[-1], left_out)
    assert unseen == []
