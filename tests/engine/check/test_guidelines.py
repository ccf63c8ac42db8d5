"""A year's guideline has its words in its own text, is about what the policy has, and is nowhere wider than it."""

import json
import shutil
import tomllib
from unittest.mock import Mock

import jsonschema_rs
import pytest

from engine import check
from engine.__main__ import main
from engine.check import findings, lines
from engine.check.guidelines import check_guideline
from engine.policy.folder import POLICIES, load_folder
from engine.policy.guideline import names, read_folder
from engine.policy.schema import guideline_schema
from tests.engine.policy.test_schema import in_json
from tests.example_guideline import POLICY, TEXT, TOML, YEAR, found, guideline, policy, texts

SCHEMA = jsonschema_rs.Draft202012Validator(guideline_schema())


def line_of(part: str, toml: str = TOML) -> int:
    """The first line of the file on which this stands."""
    return next(n for n, line in enumerate(toml.split("\n"), 1) if part in line)


def test_the_invented_guideline_is_sound_and_says_that_it_is_invented():
    assert found() == []
    example = guideline()
    assert example.invented
    assert "示例" in example.title.zh
    assert "虚构" in example.text


def test_no_policy_that_is_used_has_an_invented_guideline_beside_it():
    for folder in POLICIES.glob("*/"):
        for one in read_folder(folder).values():
            assert not one.invented, folder


FAULTS = [
    ('quote = "标准制定奖励仅限企业申报"', 'quote = "仅限企业"', "", "", ""),
    ('"标准制定奖励仅限企业申报"', '"限大型企业申报"', "guideline_quote", "conditions[0].c.quote", "限大型企业"),
    ('"第二批2026年11月2日至12月18日"', '"2026年"', "guideline_quote_twice", "windows[2].quote", '2026年"'),
    ("from = 2026-03-16", "from = 2026-03-17", "number_not_in_quote", "windows[1].from", "2026-03-17"),
    ("until = 2026-12-18", "until = 2026-12-19", "number_not_in_quote", "windows[2].until", "2026-12-19"),
    ("until = 2026-12-18", "until = 2026-10-18", "guideline_until", "windows[2]", ""),
    ("until = 2026-12-31", "until = 2027-12-31", "guideline_other_year", "windows[4].until", "2027-12-31"),
    ("year = 2026", "year = 2025", "guideline_year", "year", "year = 2025"),
    ('["art13_financing"]', '["art99"]', "provision_unknown", "windows[4].provisions", "art99"),
    ('"art06_rent.share"', '"art06_rent.rate"', "guideline_number_unknown", "numbers[0].number", "art06_rent.rate"),
    ('to = "40%"', 'to = "60%"', "guideline_not_lower", "numbers[0].to", "60%"),
    ('to = "40%"', 'to = "45%"', "number_not_in_quote", "numbers[0].to", "45%"),
    ('to = "40%"', 'to = "40"', "number_without_unit", "numbers[0].to", 'to = "40"'),
    ('to = "40%"', 'to = "40万元"', "number_form", "numbers[0].to", "40万元"),
    ('to = "15万元"', 'to = "25万元"', "guideline_not_lower", "numbers[1].to", "25万元"),
    ('to = "50万元"', 'to = "61万元"', "guideline_not_lower", "numbers[2].to", "61万元"),
    ('to = "800万元"', 'to = "1800万元"', "guideline_not_lower", "numbers[3].to", "1800万元"),
    ('to = "3000万元"', 'to = "1000万元"', "guideline_not_higher", "numbers[4].to", "1000万元"),
    ('label.zh = "单轮净投资达到3000万元"\n', "", "form_missing", "numbers[4].label.zh", ""),
    ('"art06_rent.cap"', '"art06_rent.share"', "id_twice", "numbers[1].number", ""),
    ('"applicant.entity_type"', '"applicant.rank"', "fact_unknown", "conditions[0].c.fact", "applicant.rank"),
    ('is = "enterprise"', 'is = "bank"', "answer_unknown", "conditions[0].c.is", "bank"),
    ('fails.zh = "', 'fails.zh = "{bound}', "placeholders_differ", "conditions[0].c.fails", "fails.zh"),
    ('takes = "15个工作日"', 'takes = "5个工作日"', "number_not_in_quote", "papers[0].takes", 'takes = "5个'),
    ('takes = "15个工作日"', 'takes = "15"', "number_form", "papers[0].takes", 'takes = "15"'),
    ('replaces = ["annual_audits"]', 'replaces = ["audits"]', "paper_unknown", "papers[0].replaces", '["audits"]'),
    ('replaces = ["annual_audits"]', "needed = false", "paper_nameless", "papers[0]", ""),
    ('= "市公共信用中心"', '= "信用办"', "guideline_not_in_quote", "papers[2].issued_by.zh", "信用办"),
    ('name.zh = "标准发布公告"', 'name.zh = "标准文本"', "guideline_not_in_quote", "papers[3].name.zh", "标准文本"),
    ('phone = "0755-00000000"', 'phone = "0755-1"', "guideline_not_in_quote", "contacts[0].phone", "0755-1"),
    ("issued = 2026-02-09", "issued = 2026-02-10", "guideline_words", "issued", "2026-02-10"),
    ('source = "https', 'source = "ftp', "guideline_address", "source", "ftp"),
    ('is = "enterprise"', 'is = "enterprise"\narticle = 11', "guideline_of_law", "conditions[0].condition", ""),
    ('zh = "【示例】2026年度深圳', 'zh = "2026年度深圳', "guideline_invented_unsaid", "title.zh", ""),
    ("invented = true", "invented = false", "guideline_invented", "invented", "invented = false"),
    ('to = "40%"', 'too = "40%"', "form_missing", "numbers[0].to", ""),
    ("[[filing]]", "[[fileing]]", "form_extra", "fileing", "[[fileing]]"),
]  # fmt: skip
"""What is written in the place of what; the kind of fault, its place, and what stands on the line that is named."""


@pytest.mark.parametrize(("old", "new", "kind", "place", "at"), FAULTS)
def test_what_is_not_sound_is_found_on_its_line(old, new, kind, place, at):
    where = f"guidelines.2026.{place.replace('.c.', '.condition.')}"
    assert old in TOML
    toml = TOML.replace(old, new, 1) if kind != "provision_unknown" else TOML.replace(old, new)
    lines = {(f[0], f[1]): f[3] for f in found(toml)}
    if not kind:
        assert lines == {}
        return
    assert (kind, where) in lines
    if at:
        assert lines[kind, where] == line_of(at, toml)


def test_a_label_that_restates_the_number_of_the_law_has_to_be_written_anew():
    without = "\n".join(line for line in TOML.split("\n") if "label" not in line or "3000" not in line)
    assert [f[:2] for f in found(without)] == [("guideline_label", "guidelines.2026.numbers[4].label")]


def test_a_text_that_was_changed_does_not_have_the_quotes():
    kinds = {f[0] for f in found(text=TEXT.replace("2026年度房租", "2026年房租"))}
    assert kinds == {"guideline_quote"}


def test_a_file_that_is_no_toml_is_told_with_its_line():
    assert found("year = 2026\ntitle = [\n")[0][0::2] == ("file_unreadable", "guidelines/2026.toml")
    assert found("year = 2026\nyear = 2027\n")[0][3] == 2


@pytest.mark.parametrize("deep", ["x = " + "[" * 5000 + "]" * 5000, "x" + ".y" * 3000 + " = 1"])
def test_a_file_that_is_nested_too_deep_is_told_too(deep):
    assert found(f"{deep}\n{TOML}")[0][0] == "file_unreadable"


def test_a_file_is_looked_through_once_for_the_lines_of_all_that_is_found(monkeypatch):
    look = Mock(side_effect=lines._places)
    monkeypatch.setattr(lines, "_places", look)
    assert len(found(text="")) > 10
    look.assert_called_once()


def test_check_looks_at_the_guidelines_beside_a_policy(tmp_path, capfd):
    folder = tmp_path / POLICY
    shutil.copytree(policy().folder, folder)
    toml, text = (folder / name for name in names(YEAR))
    toml.parent.mkdir()
    toml.write_bytes(TOML.encode())
    assert [f.kind for f in check.check(folder)] == ["file_unreadable"]
    text.write_bytes(TEXT.encode())
    assert check.check(folder) == []
    loaded = load_folder(folder)
    assert loaded.guidelines[2026] == guideline()
    assert (loaded.guidelines[2026].toml, loaded.guidelines[2026].text) == (
        TOML,
        TEXT,
    )

    toml.write_text(TOML.replace('to = "40%"', 'to = "60%"'))
    (finding,) = check.check(folder)
    assert finding.at == ("guidelines/2026.toml", line_of('"60%"', toml.read_text()))
    assert "50%" in finding.message["zh"]
    assert "60%" in finding.message["en"]
    with pytest.raises(ValueError, match="60%"):
        load_folder(folder)


@pytest.mark.parametrize("raw", [tomllib.loads(TOML)])
def test_the_schema_is_printed_and_accepts_the_example_and_no_other_key(raw, capfdbinary):
    assert main(["schema", "guideline"]) == 0
    assert json.loads(capfdbinary.readouterr().out) == json.loads(json.dumps(guideline_schema()))
    assert [error.message for error in SCHEMA.iter_errors(in_json(raw))] == []
    assert list(SCHEMA.iter_errors(in_json(raw | {"budget": "1万元"})))
    assert list(SCHEMA.iter_errors(in_json(raw | {"conditions": [{"provision": "x"}]})))


def test_a_guideline_of_a_year_outside_the_validity_is_refused():
    toml, text = texts(("2026", "2029"))
    _, wrong = check_guideline(policy(), toml, text, "2029")
    assert {f.kind for f in wrong} == {"guideline_not_in_force"}


def test_every_kind_of_fault_is_tried():
    own = {kind for kind in findings.sentences() if kind.startswith("guideline_")}
    elsewhere = {"guideline_label", "guideline_not_in_force"}
    assert {row[2] for row in FAULTS} >= own - elsewhere
