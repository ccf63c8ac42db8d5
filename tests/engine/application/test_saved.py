"""A saved self-assessment is opened again as it was, or refused; from an older version, what changed is said."""

import json
import re
import shutil
from datetime import date

import pytest

from engine.application import saved
from engine.application.model import TYPED
from engine.assessment.assess import assess
from engine.policy.folder import default_policy, load_folder, load_policy
from engine.policy.receipt import receipt_of
from engine.values.refusal import Refused
from tests.conftest import ROOT

TINY = ROOT / "tests" / "policies" / "tiny-invented-2026"
DAY = date(2026, 6, 15)


@pytest.fixture
def policy():
    return load_folder(TINY)


@pytest.fixture
def with_renames(tmp_path):
    """The policy with some of its places renamed: old ones to new ones."""

    def copy(renamed):
        folder = tmp_path / "later"
        shutil.copytree(TINY, folder)
        lines = [f'"{old}" = "{new}"' for old, new in renamed.items()]
        (folder / "renamed.toml").write_text("[renamed]\n" + "\n".join(lines) + "\n")
        return load_folder(folder)

    return copy


def provision_with_list(policy):
    return next(p for p in policy.provisions if p.each)


def application(policy):
    """One claim with a list, answered with one value of every kind that its entries ask for."""
    provision = provision_with_list(policy)
    entry = {}
    for fact in provision.children(provision.each):
        value = {"amount": "12.5", "yes_no": True, "date": "2026-01-31", "year": 2025, "count": 1, "ratio": "0.5"}
        if fact.type in value:
            entry[fact.name] = value[fact.type]
        elif fact.type == "choice":
            entry[fact.name] = fact.choices[0].id
    assert entry
    return {
        "application_date": "2026-06-15",
        "applicant": {"registered_in_county": True, "makes_paper": None},
        "claims": [{"id": "c1", "provision": provision.id, "facts": {provision.each: [entry, {}]}}],
        "readings": {policy.readings[0].id: policy.readings[0].choices[1].id},
    }


def document(policy, /, **changes):
    """The file of that application, with parts of it replaced."""
    content = json.loads(saved.write(policy, saved.Saved(application(policy)), DAY))
    return json.dumps({**content, **changes}).encode()


def refusal(policy, data):
    with pytest.raises(Refused) as refused:
        saved.read(policy, data)
    return refused.value.errors[0]["message"]


def test_a_file_is_opened_as_it_was_saved(policy):
    other = policy.provisions[-1].id
    content = saved.Saved(
        application(policy),
        declined={other: [{"id": "c2", "provision": other, "facts": {}}]},
        typed={"c1": {"x.0.cost": "125,000元"}, "applicant": {"name": "甲"}},
        payout="80%",
    )
    assert saved.read(policy, saved.write(policy, content, DAY)) == content


@pytest.mark.parametrize("beyond", [0, 1])
def test_all_that_comes_of_the_answers_stands_in_a_file_that_any_browser_hands_over(policy, beyond):
    def with_worked(text):
        return saved.write(policy, saved.Saved(application(policy), worked={"assessment": text}), DAY)

    room = saved.OPENED_ANYWHERE - len(with_worked(""))
    data = with_worked("x" * (room + beyond))
    assert ("assessment" in json.loads(data)) == (not beyond)
    assert len(data) <= saved.OPENED_ANYWHERE
    assert saved.read(policy, data).application == application(policy)


def test_an_unknown_answer_stays_unknown_and_an_absent_one_absent(policy):
    applicant = saved.read(policy, document(policy)).application["applicant"]
    assert applicant == {"registered_in_county": True, "makes_paper": None}


def test_a_byte_order_mark_does_no_harm(policy):
    data = document(policy)
    assert saved.read(policy, b"\xef\xbb\xbf" + data) == saved.read(policy, data)


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b"x" * (saved.LARGEST + 1), "文件过大（1025 KB）", "too large (1025 KB"),
        (b"\xff\xfe\x00PNG", "不是文本文件", "not a text file"),
        (b"", "不完整或已损坏", "incomplete or damaged"),
        (b'{"format": "policy-self-assessment", ', "不完整或已损坏", "incomplete or damaged"),
        (b'{"format": "a", "format": "policy-self-assessment"}', "不完整或已损坏", "incomplete or damaged"),
        (b'{"format": NaN}', "不完整或已损坏", "incomplete or damaged"),
        (b"[" * 100_000, "不完整或已损坏", "incomplete or damaged"),
        (b'{"format": "policy-self-assessment", "edition": ' + b"9" * 5000 + b"}", "不完整", "incomplete"),
        (b'{"claims": []}', "这不是自评文件", "not a saved self-assessment"),
        (b"[]", "这不是自评文件", "not a saved self-assessment"),
        (b'"policy-self-assessment"', "这不是自评文件", "not a saved self-assessment"),
    ],
)
def test_what_is_no_such_file_is_refused(policy, data, zh, en):
    message = refusal(policy, data)
    assert zh in message["zh"]
    assert en in message["en"]
    assert message["zh"].endswith("您已填写的内容没有改动。")


@pytest.mark.parametrize(
    "changes",
    [
        {"edition": "1"},
        {"edition": True},
        {"policy": None},
        {"policy": {"id": 7}},
        {"application": []},
        {"application": {"claims": {}}},
        {"application": {"claims": [7]}},
        {"application": {"claims": [{"id": "c1", "provision": 7, "facts": {}}]}},
        {"application": {"claims": [{"id": 1, "provision": "x", "facts": {}}]}},
        {"application": {"claims": [{"id": "", "provision": "x", "facts": {}}]}},
        {"application": {"claims": [{"id": "\ud800", "provision": "x", "facts": {}}]}},
        {"application": {"claims": [{"id": "c1", "provision": "x", "facts": []}]}},
        {"application": {"applicant": "甲"}},
        {"declined": []},
        {"typed": []},
    ],
)
def test_a_damaged_file_is_refused_with_the_place(policy, changes):
    message = refusal(policy, document(policy, **changes))
    assert "自评文件已损坏" in message["zh"]
    assert "damaged" in message["en"]


def test_a_list_that_is_none_is_damage(policy):
    content = json.loads(document(policy))
    provision = provision_with_list(policy)
    content["application"]["claims"][0]["facts"][provision.each] = {"0": {}}
    assert f"claims.0.facts.{provision.each}" in refusal(policy, json.dumps(content).encode())["zh"]


def test_a_file_of_a_later_edition_is_refused(policy):
    assert "更新的版本" in refusal(policy, document(policy, edition=saved.EDITION + 1))["zh"]


def test_a_file_of_another_policy_is_refused_and_named(policy):
    message = refusal(policy, document(policy, policy={"id": "another-policy", "version": "1"}))
    assert "another-policy" in message["zh"]
    assert policy.short_title.en in message["en"]


def test_the_version_that_a_file_was_saved_under_is_said(policy):
    older = document(policy, policy={"id": policy.id, "version": "2025-11-30", "law_sha256": "0"})
    changes = saved.read(policy, older).changes
    assert [c["zh"] for c in changes] == [
        f"保存时的规则版本是2025-11-30，现为{policy.version}；金额已按现行规则重新测算。"
    ]


def test_a_changed_law_of_the_same_version_is_said(policy):
    older = document(policy, policy={"id": policy.id, "version": policy.version, "law_sha256": "0"})
    assert "条文有改动" in saved.read(policy, older).changes[0]["zh"]


def test_a_file_says_by_what_it_is_worked_out(policy):
    content = json.loads(document(policy))
    chosen = application(policy)["readings"]
    assert content["receipt"] == receipt_of(policy, policy.default_readings() | chosen, 2026, application(policy))
    assert saved.read(policy, document(policy)).changes == []


def test_a_file_saved_under_other_rules_or_without_a_receipt_opens_and_says_so(policy):
    receipt = json.loads(document(policy))["receipt"]
    other = {**receipt, "policy": {**receipt["policy"], "sha256": "0" * 64, "rules": "0" * 64}}
    for stated, said in ((other, "测算规则有改动"), (None, "没有测算凭据"), ([], "没有测算凭据"), ({}, "没有测算凭据")):
        opened = saved.read(policy, document(policy, receipt=stated))
        assert [said in change["zh"] for change in opened.changes] == [True]
        assert opened.application == application(policy)


def test_a_question_that_is_new_is_named_and_everything_else_is_kept(policy):
    provision = provision_with_list(policy)
    asked = json.loads(document(policy))["questions"]
    newest = asked[provision.id].pop()
    opened = saved.read(policy, document(policy, questions=asked))
    label = provision.fact(newest).label
    assert [c["zh"] for c in opened.changes] == [f"新增问题“{label.zh}”，请补答。"]
    assert opened.application == application(policy)


def test_a_new_question_of_what_was_not_claimed_is_not_mentioned(policy):
    asked = json.loads(document(policy))["questions"]
    unclaimed = next(p for p in policy.provisions if p.id != provision_with_list(policy).id)
    asked[unclaimed.id] = []
    assert saved.read(policy, document(policy, questions=asked)).changes == []


def test_a_provision_that_is_new_is_named(policy):
    asked = json.loads(document(policy))["questions"]
    unclaimed = next(p for p in policy.provisions if p.id != provision_with_list(policy).id)
    del asked[unclaimed.id]
    changes = saved.read(policy, document(policy, questions=asked)).changes
    assert [c["zh"] for c in changes] == [f"新增一项：“{unclaimed.title.zh}”，请看是否申报。"]


def test_a_question_that_is_gone_is_named_and_its_answer_left_out(policy):
    content = application(policy)
    content["claims"][0]["facts"]["deposit"] = "5"
    content["applicant"]["fax"] = "123"
    opened = saved.read(policy, document(policy, application=content))
    assert {c["en"] for c in opened.changes} == {
        "The question “deposit” is no longer asked; its answer was not loaded.",
        "The question “fax” is no longer asked; its answer was not loaded.",
    }
    assert opened.application == application(policy)


def test_a_provision_that_is_gone_is_named_and_its_claims_left_out(policy):
    content = application(policy)
    content["claims"].append({"id": "c2", "provision": "s09_gone", "facts": {}})
    opened = saved.read(policy, document(policy, application=content, declined={"s10_gone": []}))
    assert len(opened.changes) == 2
    assert "s09_gone" in opened.changes[0]["zh"]
    assert opened.application == application(policy)
    assert opened.declined == {}


def test_a_question_and_a_provision_that_were_renamed_keep_their_answers(policy, with_renames):
    provision = provision_with_list(policy)
    name = next(f.name for f in provision.children(provision.each) if f.type in ("amount", "date", "yes_no"))
    later = with_renames({f"{provision.id}.{provision.each}.old": name, "s00_old": provision.id})
    content = application(policy)
    entry = content["claims"][0]["facts"][provision.each][0]
    entry["old"] = entry.pop(name)
    opened = saved.read(later, document(policy, application=content))
    assert opened.application["claims"][0]["facts"][provision.each][0][name] == entry["old"]
    assert ["名称有变" in c["zh"] for c in opened.changes] == [True]
    content = application(policy)
    content["claims"][0]["provision"] = "s00_old"
    opened = saved.read(later, document(policy, application=content))
    assert opened.application == application(policy)
    assert ["编号有变" in c["zh"] for c in opened.changes] == [True]


@pytest.mark.parametrize("unfit", ["ja", 1.5, [], {}, 10**13, "2026-02-30"])
def test_an_answer_that_does_not_fit_its_question_is_named_and_never_taken_as_not_given(policy, unfit):
    content = application(policy)
    provision = provision_with_list(policy)
    entry = content["claims"][0]["facts"][provision.each][0]
    before = dict(entry)
    for name in entry:
        entry[name] = unfit
    opened = saved.read(policy, document(policy, application=content))
    labels = {provision.fact(f"{provision.each}.{name}").label.zh for name in before}
    assert {label for c in opened.changes for label in re.findall("^“(.*?)”中的", c["zh"])} == labels
    fits = isinstance(unfit, str | int)
    kept = {
        name: {"unreadable": str(unfit)}
        for name in before
        if fits and provision.fact(f"{provision.each}.{name}").type in TYPED
    }
    assert opened.application["claims"][0]["facts"][provision.each] == [kept, {}]


def test_a_reading_that_can_no_longer_be_chosen_gives_way_to_the_default(policy):
    content = application(policy)
    content["readings"] = {"s99_gone": "x", policy.readings[0].id: "no such choice"}
    opened = saved.read(policy, document(policy, application=content))
    assert opened.application["readings"] == {}
    assert len(opened.changes) == 2


def test_what_was_typed_is_only_ever_short_text(policy):
    typed = {"c1": {"a": "1万", "b": 7, "c": "x" * 301}, "c2": "no"}
    assert saved.read(policy, document(policy, typed=typed)).typed == {"c1": {"a": "1万"}}


def test_text_that_cannot_be_written_does_not_get_in_so_that_the_file_can_be_saved_again(policy):
    content = application(policy)
    half = "\ud800"
    content["applicant"] |= {"id": half, half: half}
    content["readings"] = {half: half}
    typed = {"c1": {"a": half, half: "1", "b": "2"}, half: {"a": "1"}}
    data = document(policy, application=content, typed=typed, payout=half, declined={half: []})
    opened = saved.read(policy, data)
    assert (opened.typed, opened.payout, opened.declined) == ({"c1": {"b": "2"}}, "", {})
    assert saved.read(policy, saved.write(policy, opened, DAY)).application == opened.application
    for change in opened.changes:
        assert json.dumps(change, ensure_ascii=False).encode()


def test_a_text_answer_that_cannot_be_written_is_named_and_left_out():
    real = load_policy(default_policy())
    named = next(f for f in real.applicant if f.type == "text")
    content = {"application_date": "2025-06-15", "applicant": {named.name: "\ud800"}, "claims": []}
    data = json.loads(saved.write(real, saved.Saved({}), DAY)) | {"application": content}
    opened = saved.read(real, json.dumps(data).encode())
    assert opened.application["applicant"] == {}
    assert [c["zh"].startswith(f"“{named.label.zh}”中的") for c in opened.changes] == [True]


@pytest.mark.parametrize("year", ["02024", "20240", "２０２４", "2024 ", "+2024", "1000"])
def test_a_year_that_the_engine_would_refuse_is_left_out(year):
    real = load_policy(default_policy())
    provision, yearly = next((p, f) for p in real.provisions for f in p.facts if f.type == "yearly")
    claim = {"id": "c1", "provision": provision.id, "facts": {yearly.name: {"2024": "5", year: "6"}}}
    content = {"application_date": "2025-06-15", "claims": [claim]}
    data = json.loads(saved.write(real, saved.Saved({}), DAY)) | {"application": content}
    opened = saved.read(real, json.dumps(data).encode())
    assert opened.application["claims"][0]["facts"] == {yearly.name: {"2024": "5"}}
    assert assess(real, opened.application)


def test_what_is_expected_is_saved_and_opened_and_what_does_not_fit_is_left_out(policy):
    stated = application(policy)
    each = provision_with_list(policy).each
    entry = stated["claims"][0]["facts"][each][0]
    expected = [{"claim": "c1", "facts": {each: [entry]}}]
    document = json.loads(saved.write(policy, saved.Saved(stated, expected=expected), DAY))
    assert saved.read(policy, json.dumps(document).encode()).expected == expected
    document["expected"] = [*expected, {"claim": "c1", "facts": {}}, {"claim": "c9", "facts": {}}]
    assert saved.read(policy, json.dumps(document).encode()).expected == expected
    del document["expected"]  # as files were before
    assert saved.read(policy, json.dumps(document).encode()).expected == []
    for damaged in ('"x"', "[1]", '[{"claim": "c1"}]'):
        with pytest.raises(Refused):
            saved.read(policy, json.dumps({**document, "expected": json.loads(damaged)}).encode())
