"""The sentences of the interface are every policy's: what one policy's place and authority are called comes from it."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.policy.folder import POLICIES, default_policy, load_folder, load_policy
from engine.text import words
from engine.view import annotations
from engine.view.rule_words import rule_text
from pages.company import submit
from pages.shared import theme
from tests.conftest import ROOT

TINY = load_folder(ROOT / "tests" / "policies" / "tiny-invented-2026")
IN_USE = load_policy(default_policy())
OF_ONE_POLICY = re.compile(r"龙华|深圳|区级|全区|区产业主管部门|(?i:longhua|shenzhen|\bdistricts?\b)")


def lines_of_one_policy(folder: Path) -> list[str]:
    return [
        f"{file.name}:{number}: {found.group()}"
        for file in sorted(folder.glob("*.toml"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (found := OF_ONE_POLICY.search(line))
    ]


def test_no_sentence_of_the_interface_names_one_policys_place_or_level():
    assert len(list(words.FOLDER.glob("*.toml"))) > 10
    assert lines_of_one_policy(words.FOLDER) == []


@pytest.mark.parametrize(
    "sentence", ["全区合计最高", "无其它区级政策", "another Longhua policy", "the district’s bureau", "龙华区"]
)
def test_one_that_did_would_be_found(tmp_path, sentence):
    (tmp_path / "pages.toml").write_text(f'# words\na = "{sentence}"\n', encoding="utf-8")
    assert len(lines_of_one_policy(tmp_path)) == 1


def test_no_sentence_of_the_interface_says_what_a_policy_calls_itself():
    said = "\n".join(file.read_text(encoding="utf-8") for file in words.FOLDER.glob("*.toml"))
    for file in sorted(POLICIES.glob("*/policy.toml")):
        policy = load_policy(file.parent.name)
        own = [policy.place, policy.title, policy.short_title, policy.names.app, policy.names.area]
        assert [text for named in own for text in (named.zh, named.en) if text in said] == []


@pytest.mark.parametrize("policy", [IN_USE, TINY], ids=lambda policy: policy.id)
@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_the_header_says_what_the_policy_calls_the_app(policy, lang, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr(theme, "st", SimpleNamespace(html=drawn.append))
    monkeypatch.setattr(theme, "language", lambda: lang)
    theme.header(policy, "", in_self_assessment=False)
    assert f'--app-title: "{policy.names.app.in_language(lang)}"' in drawn[0]


def test_where_the_law_is_explained_everybody_is_the_policys_everybody():
    notes = [note for phrase in annotations.phrases(TINY)[4] for note in phrase.notes if note.kind == "total"]
    open_point = "口径：第四条未写明合计超过年度总额时如何分配；测算按同一比例折算"
    assert [note.detail["zh"] for note in notes] == [f"全县合计最高45万元；合计超出时，按比例执行（{open_point}）"]
    assert "all units" in notes[0].detail["en"]
    rule = IN_USE.rule("other_policy")
    assert rule_text(TINY, rule)["zh"] == "同一事项只能在本措施和青禾县其它政策中选一个，由申报主体自己选"
    assert "another Longhua policy" in rule_text(IN_USE, rule)["en"]


@pytest.mark.parametrize("policy", [IN_USE, TINY], ids=lambda policy: policy.id)
def test_an_application_goes_to_the_policys_authority(policy, monkeypatch):
    monkeypatch.setattr(submit, "say", lambda key, **values: words.text(key, "zh", **values))
    assert f"提交给{policy.names.authority.zh}。" in submit._head(policy, has_something=True)


NOT_OFFICIAL = re.compile("台账|兑付|截尾|首次")
"""What no official writes: 计算过程, 实际资助比例, 取两位小数 are the words of the law and of its reports."""


@pytest.mark.parametrize("file", sorted(words.FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_sentences_use_the_words_of_officials(file):
    assert NOT_OFFICIAL.findall(file.read_text(encoding="utf-8")) == []


def test_what_the_authority_does_heads_no_estimate():
    for policy in (IN_USE, TINY):
        assert "核定" not in policy.rule("truncation").label.zh
    for key in ("book.case_amount", "book.guide_cases", "report.how", "results.figure_confirmed", "steps.approved"):
        assert "核定" not in words.text(key, "zh")
