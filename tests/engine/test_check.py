"""The pack proves itself: what `engine check` finds, and that nothing in the law or in the pack can be changed unseen."""

import copy
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import check, words
from engine.check import Finding, LawText, Notes, Raw
from engine.pack import POLICIES, UnknownPolicy, build, default_policy, read_raw

INVENTED = Path(__file__).resolve().parent.parent / "policies" / "tiny-invented-2026"
REAL = POLICIES / default_policy()


@dataclass
class Pack:
    """A pack in memory, to be broken."""

    raw: Raw
    zh: str
    en: str

    @classmethod
    def read(cls, folder: Path) -> "Pack":
        law = {lang: (folder / f"law.{lang}.txt").read_bytes().decode("utf-8") for lang in ("zh", "en")}
        return cls(read_raw(folder), law["zh"], law["en"])

    def copy(self) -> "Pack":
        return Pack(copy.deepcopy(self.raw), self.zh, self.en)

    def check(self) -> list[Finding]:
        return check.check_pack(self.raw, self.zh, self.en)

    def provision(self, provision_id: str) -> Raw:
        return next(p for p in self.raw["provisions"] if p["id"] == provision_id)

    def block(self, kind: str, block_id: str) -> Raw:
        return next(b for b in self.raw[kind] if b["id"] == block_id)

    def fact(self, provision_id: str, name: str) -> Raw:
        return next(f for f in self.provision(provision_id)["facts"] if f["name"] == name)

    def replace_in_law(self, old: str, new: str) -> None:
        """Change the law and its fingerprint, as somebody would who edits both."""
        assert self.zh.count(old) == 1
        self.zh = self.zh.replace(old, new)
        self.raw["law"]["sha256"] = hashlib.sha256(self.zh.encode()).hexdigest()


PACKS = {"invented": Pack.read(INVENTED), "real": Pack.read(REAL)}
STANDING = {name: set(map(str, pack.check())) for name, pack in PACKS.items()}
"""What is found before anything is broken: nothing, as the next two tests say."""


def new(name: str, findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if str(finding) not in STANDING[name]]


def listed(findings: list[Finding]) -> list[str]:
    return [f"{finding.place}: {finding.message['en']}" for finding in findings]


# ------------------------------------------------------------------------------------------------ what is sound


def test_the_pack_in_use_is_sound():
    assert listed(check.check(REAL)) == []


def test_the_invented_pack_is_sound():
    assert listed(PACKS["invented"].check()) == []


def test_the_report_of_a_sound_pack_says_so_in_both_languages_and_exits_0():
    status, text = check.report(default_policy())
    assert (status, text) == (
        0,
        f"{default_policy()}：政策数据核对无误。\n{default_policy()}: the policy pack is sound.",
    )


def test_the_report_of_an_unsound_pack_names_place_and_fault_in_both_languages_and_exits_1(tmp_path):
    folder = tmp_path / "tiny-invented-2026"
    shutil.copytree(INVENTED, folder)
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('share = "0.15"', 'share = "0.16"'), encoding="utf-8")
    status, text = check.report("tiny-invented-2026", tmp_path)
    assert status == 1
    assert "tiny-invented-2026: the policy pack is not sound; findings: " in text
    at = text.splitlines().index("provisions.s03_equipment.amount.share")
    assert text.splitlines()[at + 1 : at + 3] == [
        "    引文中没有这个数字：16%。引文为「按照设备购置费用的15%」。",
        "    The number does not stand in the quote: 16%. The quote is “按照设备购置费用的15%”.",
    ]


def test_a_report_on_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(UnknownPolicy) as unknown:
        check.report("no-such-policy")
    assert unknown.value.known == [default_policy()]


# ------------------------------------------------------------------- no digit can be changed without being found


def replacements(text: str, all_of_them: bool = False) -> Iterator[tuple[int, str]]:
    """Each digit replaced by the next one, or by each of the nine others: its position, and the text then."""
    for at, character in enumerate(text):
        if character.isascii() and character.isdigit():
            for step in range(1, 10 if all_of_them else 2):
                yield at, f"{text[:at]}{(int(character) + step) % 10}{text[at + 1 :]}"


def assert_no_digit_of_the_law_changes_unseen(all_of_them: bool) -> None:
    pack = PACKS["real"]
    unseen = []
    for at, changed in replacements(pack.zh, all_of_them):
        kinds = {finding.kind for finding in new("real", check.check_pack(pack.raw, changed, pack.en))}
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
        check.check_translation(pack.raw["law"], law, changed, policy, notes)
        line = pack.en.count("\n", 0, at) + 1
        if f"law.en.txt:{line}" not in {finding.place for finding in new("real", notes.findings)}:
            unseen.append((at, changed[max(0, at - 10) : at + 10]))
    assert unseen == []


NOT_OF_THE_LAW = {"version"}
"""The pack's own version is nobody's number but the pack's."""


def numbers_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every value of the pack with a digit in it, as text, with its path; not what is said in both languages."""
    if isinstance(value, dict):
        if value and not set(value) <= {"zh", "en"}:
            for key, inner in value.items():
                if key not in NOT_OF_THE_LAW:
                    yield from numbers_in(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from numbers_in(inner, (*path, i))
    elif not isinstance(value, bool) and re.search(r"\d", str(value)):
        yield path, str(value)


def put(raw: Raw, path: tuple[Any, ...], value: Any) -> None:
    here: Any = raw
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value


def found(raw: Raw, path: tuple[Any, ...]) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def as_in_toml(text: str, like: Any) -> Any:
    """What a TOML reader makes of the changed text; a day that is in no calendar stays text."""
    if isinstance(like, date):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return type(like)(text)


def assert_no_digit_of_the_pack_changes_unseen(name: str, all_of_them: bool) -> None:
    pack = PACKS[name].copy()
    unseen = []
    for path, text in numbers_in(pack.raw):
        before = found(pack.raw, path)
        for _, changed in replacements(text, all_of_them):
            put(pack.raw, path, as_in_toml(changed, before))
            if not new(name, pack.check()):
                unseen.append((path, text, changed))
        put(pack.raw, path, before)
    assert unseen == []


def test_every_digit_of_the_law_is_guarded():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=False)


def test_every_digit_of_the_translation_is_guarded():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=False)


@pytest.mark.parametrize("name", PACKS)
def test_every_digit_of_every_rule_date_quote_and_id_is_guarded(name):
    assert_no_digit_of_the_pack_changes_unseen(name, all_of_them=False)


@pytest.mark.long
def test_every_digit_of_the_law_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_law_changes_unseen(all_of_them=True)


@pytest.mark.long
def test_every_digit_of_the_translation_is_guarded_against_each_other_digit():
    assert_no_digit_of_the_translation_changes_unseen(all_of_them=True)


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
def test_every_digit_of_every_rule_date_quote_and_id_is_guarded_against_each_other_digit(name):
    assert_no_digit_of_the_pack_changes_unseen(name, all_of_them=True)


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
    for kind in ("readings", "windows", "frame", "pools", "exclusives", "provisions", "without_effect", "articles", "rules"):
        yield from ((kind, i) for i in range(len(raw.get(kind, []))))
    for i, provision in enumerate(raw["provisions"]):
        for kind in ("limits", "when", "item_when"):
            for j, part in enumerate(provision.get(kind, [])):
                # Who the applicant is, is asked for several provisions; each asks by its own words of the law.
                if not part.get("fact", "").startswith("applicant."):
                    yield "provisions", i, kind, j


@pytest.mark.parametrize("name", PACKS)
def test_no_rule_can_be_left_out_unseen(name):
    unseen = []
    for path in parts(PACKS[name].raw):
        pack = PACKS[name].copy()
        left_out = found(pack.raw, path[:-1]).pop(path[-1])
        if not new(name, pack.check()):
            unseen.append((path, left_out))
    assert unseen == []


# -------------------------------------------------------------------------------------------- each fault, by its place

Break = Callable[[Pack], None]


@dataclass(frozen=True)
class Case:
    kind: str
    place: str
    says: str
    broken: Break
    pack: str


CASES: list[Case] = []


def case(kind: str, place: str, says: str, pack: str = "invented") -> Callable[[Break], Break]:
    """A pack broken in one way: the kind of fault, its place, and words of the Chinese message."""

    def remember(broken: Break) -> Break:
        CASES.append(Case(kind, place, says, broken, pack))
        return broken

    return remember


@pytest.mark.parametrize("broken", CASES_LATER := [], ids=lambda c: c.broken.__name__)
def test_placeholder(broken):
    raise AssertionError(broken)
