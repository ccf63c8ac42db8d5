"""What `engine check` says of a pack: that it is sound, what is wrong with it, and that it never breaks."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import check
from engine.check.findings import Finding
from engine.policy.folder import DEFAULT, IN_USE, UnknownPolicy, default_policy
from engine.text import words
from tests.engine.check.broken_packs import INVENTED, PACKS, REAL, every_path, found, listed, put


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(INVENTED, tmp_path / INVENTED.name))


# ------------------------------------------------------------------------------------------------ what is sound


def test_the_pack_in_use_is_sound():
    assert listed(check.check(REAL)) == []


def test_the_invented_pack_is_sound():
    assert listed(PACKS["invented"].check()) == []


def test_the_answer_on_a_sound_pack_says_so():
    name = default_policy()
    assert check.answer(name, check.findings_of(name)) == {"sound": True, "policy": name, "errors": []}


def test_the_answer_on_an_unsound_pack_names_place_and_fault_in_both_languages(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('share = "15%"', 'share = "16%"'), encoding="utf-8")
    findings = check.findings_of(folder.name, folder.parent)
    answer = check.answer(folder.name, findings)
    assert (answer["sound"], answer["policy"]) == (False, "tiny-invented-2026")
    message = {
        "zh": "引文中没有这个数字：16%。引文为「按照设备购置费用的15%」。",
        "en": "The number does not stand in the quote: 16%. The quote is “按照设备购置费用的15%”.",
    }
    (error,) = [e for e in answer["errors"] if e["path"] == "provisions.s03_equipment.steps[0].share"]
    line = 1 + pack.split("\n").index(next(row for row in pack.split("\n") if 'share = "15%"' in row))
    assert error == {**error, "message": message, "file": "policy.toml", "line": line}
    text = check.report(folder.name, findings)
    assert "tiny-invented-2026: the policy pack is not sound; findings: " in text
    at = text.splitlines().index(f"provisions.s03_equipment.steps[0].share (policy.toml:{line})")
    assert text.splitlines()[at + 1 : at + 3] == [f"    {message['zh']}", f"    {message['en']}"]


@pytest.fixture
def beside(tmp_path):
    """Two policies, of which the one in use is named."""
    shutil.copytree(INVENTED, tmp_path / INVENTED.name)
    shutil.copytree(REAL, tmp_path / REAL.name)
    (tmp_path / DEFAULT).write_text(f'policy = "{INVENTED.name}"', encoding="utf-8")
    return tmp_path


def test_a_number_without_its_unit_is_found_on_its_line(folder):
    pack = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(pack.replace('cap = "8万元"', "cap = 8"), encoding="utf-8")
    line = 1 + next(n for n, row in enumerate(pack.split("\n")) if 'cap = "8万元"' in row)
    (finding,) = check.check(folder)
    assert (finding.kind, finding.at) == ("number_without_unit", ("policy.toml", line))
    assert finding.message["zh"] == '规则中的数字须连同单位写成文字，例如"15万元"；给出的是「8」。'
    assert finding.message["en"].startswith("A number of a rule is written as text with its unit")


def test_without_an_id_the_policy_in_use_is_checked(beside, monkeypatch):
    assert (check.named(None, beside), check.findings_of(None, beside)) == (INVENTED.name, [])
    monkeypatch.setenv(IN_USE, REAL.name)
    assert (check.named(None, beside), check.findings_of(None, beside)) == (REAL.name, [])


@pytest.mark.parametrize("policy_id", [None, REAL.name])
def test_that_the_policy_in_use_is_not_there_is_a_finding(beside, policy_id):
    (beside / DEFAULT).write_text('policy = "no-such-policy"', encoding="utf-8")
    (finding,) = check.findings_of(policy_id, beside)
    assert finding.place == "default.toml"
    assert finding.message == {
        "zh": f"指定的政策no-such-policy不存在；现有的是：{REAL.name} / {INVENTED.name}。",
        "en": f"The policy named, no-such-policy, does not exist; there are: {REAL.name} / {INVENTED.name}.",
    }


def test_that_the_environment_names_a_policy_that_is_not_there_is_a_finding(beside, monkeypatch):
    monkeypatch.setenv(IN_USE, "no-such-policy")
    assert "POLICY_IN_USE" in places(check.findings_of(None, beside))


def test_that_no_policy_in_use_is_named_is_a_finding(beside):
    (beside / DEFAULT).unlink()
    findings = check.findings_of(None, beside)
    assert "No policy in use is named" in check.report(check.named(None, beside), findings)


def test_a_check_of_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(UnknownPolicy) as unknown:
        check.findings_of("no-such-policy")
    assert unknown.value.known == [default_policy()]


# ------------------------------------------------------------------------- what is not there, or is not what it seems


def places(findings: list[Finding]) -> dict[str, str]:
    return {finding.place: finding.kind for finding in findings}


def test_a_folder_without_a_pack_is_a_finding(tmp_path):
    assert places(check.check(tmp_path))["policy.toml"] == "file_unreadable"


def test_a_pack_that_is_no_toml_is_a_finding_that_names_the_line(folder):
    (folder / "policy.toml").write_text('id = "a"\nid = "b"\n', encoding="utf-8")
    finding = next(f for f in check.check(folder) if f.place == "policy.toml")
    assert finding.kind == "file_unreadable"
    assert "line 2" in finding.message["zh"]


def test_a_pack_in_a_folder_of_another_name_is_a_finding(folder):
    renamed = folder.rename(folder.parent / "tiny-invented-2027")
    finding = next(f for f in check.check(renamed) if f.place == "id")
    assert "tiny-invented-2026" in finding.message["en"]
    assert "tiny-invented-2027" in finding.message["en"]


def test_a_law_that_is_not_there_is_a_finding(folder):
    (folder / "law.zh.txt").unlink()
    assert places(check.check(folder))["law.zh"] == "file_unreadable"


def test_a_translation_that_is_not_utf_8_is_a_finding(folder):
    (folder / "law.en.txt").write_bytes(b"\xff\xfe")
    assert places(check.check(folder))["law.en"] == "file_unreadable"


def test_a_law_with_other_line_ends_is_another_file(folder):
    law = (folder / "law.zh.txt").read_bytes()
    (folder / "law.zh.txt").write_bytes(law.replace(b"\n", b"\r\n"))
    assert places(check.check(folder))["law.sha256"] == "sha256"


def test_words_of_the_interface_are_checked_like_those_of_the_pack(tmp_path, monkeypatch):
    (tmp_path / "check.toml").write_text((words.FOLDER / "check.toml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "broken.toml").write_text("a = {", encoding="utf-8")
    (tmp_path / "pages.toml").write_text(
        """
plain = "words"
alone = { zh = "只有中文" }
third = { zh = "中文", en = "English", fr = "français" }
names = { zh = "{a}项", en = "{b} items" }
marks = { zh = "先填,后交", en = "Fill in, then hand in" }
sound = { zh = "金额{wan}万元", en = "Amount {wan}万元 ({cny})" }
other = { zh = "English", en = "中文" }
""",
        encoding="utf-8",
    )
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    assert places(check.check(INVENTED)) == {
        "words.broken": "file_unreadable",
        "words.pages.plain": "words_languages",
        "words.pages.alone.en": "words_missing",
        "words.pages.third": "words_languages",
        "words.pages.names": "placeholders_differ",
        "words.pages.marks.zh": "chinese_marks",
    }


JUNK: list[Any] = [0, -1, 10**30, "", "x", "{", [], [[]], {}, {"zh": 1}, True, Decimal("0.5"), date(1, 1, 1), None]


def assert_nothing_raises(junk_at_each_place: int) -> None:
    pack = PACKS["invented"].copy()
    for n, path in enumerate(list(every_path(pack.raw))):
        before = found(pack.raw, path)
        for k in range(junk_at_each_place):
            put(pack.raw, path, JUNK[(n + k) % len(JUNK)])
            assert isinstance(pack.check(), list)
        put(pack.raw, path, before)


def test_whatever_stands_in_a_pack_is_answered_with_findings():
    assert_nothing_raises(junk_at_each_place=1)


@pytest.mark.long
def test_whatever_stands_anywhere_in_a_pack_is_answered_with_findings():
    assert_nothing_raises(junk_at_each_place=len(JUNK))


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_whatever_stands_under_a_choice_of_a_reading_is_answered_with_findings(junk):
    pack = PACKS["real"].copy()
    pack.provision("art13_financing")["item_when"][0]["measure"]["when"]["round_net"] = junk
    pack.provision("art13_financing")["steps"][0]["of"]["when"]["true"] = junk
    pack.provision("art06_park_operations")["steps"][1]["per"]["when"]["operator_year"] = junk
    assert pack.check()
