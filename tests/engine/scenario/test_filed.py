"""A scenario as a file: it comes back as it was, and what is no such file is refused in words."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.__main__ import main
from engine.allocation.allocate import allocate
from engine.application.saved import OPENED_ANYWHERE
from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable
from engine.scenario import Scenario, filed, outcome, read_scenario, written
from engine.scenario.filed import Version
from engine.scenario.fitting import Fitted, fitted
from engine.scenario.inputs import read_cohort, with_scenario
from engine.text import words
from engine.values.money import WAN
from engine.values.refusal import Refused
from tests.engine.allocation.test_allocate import GROWTH, RENT, approved

POLICY = load_policy(default_policy())
DAY = date(2025, 8, 1)
MINE = Scenario(
    "方案一", 2025, 60 * WAN, pools={"art05": 30 * WAN}, readings={"art16_top_up": "true"},
    overrides={"art06_rent.share": "0.4"},
)  # fmt: skip
CLAIMS: dict[str, Any] = {"approved_claims": [*approved(GROWTH, "50", prefix="a"), *approved(RENT, "40", prefix="b")]}
OTHER: dict[str, Any] = {"sha256": "0" * 64, "version": "2024-01-01", "id": POLICY.id}
VERSIONS = [
    (Version(1, "安", "2025-07-01T08:00:00+00:00", written(Scenario("方案", 2025)), OTHER), ()),
    (Version(2, "李", "2025-07-02T08:00:00+00:00", written(MINE)), ({"zh": "预算：未设→60万元", "en": "Budget"},)),
]


def document(**more: Any) -> dict[str, Any]:
    found = filed.document(POLICY, MINE, DAY, "李", VERSIONS, outcome(POLICY, read_cohort(POLICY, CLAIMS), MINE))
    content: dict[str, Any] = json.loads(filed.as_bytes(found))
    return content | more


def data(content: Any) -> bytes:
    return json.dumps(content).encode()


def test_a_file_comes_back_as_it_was_with_author_day_and_history() -> None:
    found = filed.read(POLICY, data(document()))
    assert (found.author, found.saved_on) == ("李", DAY)
    assert found.history == tuple(version for version, _ in VERSIONS)
    fitted = found.fitted(POLICY)
    assert (fitted.scenario, fitted.said) == (MINE, ())


def test_a_file_with_a_very_long_history_leaves_out_the_oldest_versions_and_is_opened_again() -> None:
    changed = {n.name: "0.07" if n.kind == "rate" else str(int(n.value) + 1) for n in changeable(POLICY)}
    content = written(Scenario("方案", 2025, overrides=changed))
    why = [{"zh": "改" * 60, "en": "changed " * 20}] * len(changed)
    past = [(Version(n + 1, "李", "2025-07-01T08:00:00+00:00", content), why) for n in range(filed.MOST_VERSIONS)]
    found = filed.document(POLICY, MINE, DAY, "李", past)
    assert len(data(found)) > 2 * filed.LARGEST
    kept = filed.read(POLICY, filed.as_bytes(found)).history
    assert len(filed.as_bytes(found)) <= OPENED_ANYWHERE
    assert [version.number for version in kept] == list(
        range(filed.MOST_VERSIONS - len(kept) + 1, filed.MOST_VERSIONS + 1)
    )
    assert len(kept) > 8


def test_a_file_states_its_figures_and_the_hash_of_the_claims_and_no_claim() -> None:
    content = document()
    settled = allocate(POLICY, with_scenario(CLAIMS, MINE))
    assert content["figures"]["paid"] == settled["total_actual"] == "59.99"
    assert [line for line in content["figures"]["articles"] if line["approved"] != "0.00"] == [
        {"article": 5, "on_budget": True, "requested": "50.00", "approved": "50.00", "paid": "25.71"},
        {"article": 6, "on_budget": True, "requested": "40.00", "approved": "40.00", "paid": "34.28"},
    ]
    assert content["receipt"]["input"] == allocate(POLICY, CLAIMS)["receipt"]["input"]
    assert not {claim["applicant"] for claim in CLAIMS["approved_claims"]} & set(json.dumps(content).split('"'))


def test_the_schema_takes_what_is_written_and_no_part_of_another_kind() -> None:
    jsonschema_rs.meta.validate(filed.file_schema(POLICY))
    schema = jsonschema_rs.Draft202012Validator(filed.file_schema(POLICY))
    assert schema.is_valid(document())
    assert schema.is_valid(json.loads(filed.as_bytes(filed.document(POLICY, MINE, DAY))))
    wrong: dict[str, Any]
    for wrong in (
        {"edition": 2}, {"format": "x"}, {"scenario": written(MINE) | {"budget": "x"}}, {"more": 1},
        {"figures": {}}, {"history": [{}]}, {"author": 1}, {"saved_on": "1.8.2025"},
    ):  # fmt: skip
        assert not schema.is_valid(document(**wrong)), wrong


VERSION = {"number": 1, "who": "", "at": "", "scenario": {}}
REFUSED: dict[str, tuple[bytes, str]] = {
    "too large": (b" " * (filed.LARGEST + 1), "too_large"),
    "no text": (b"\xff\xfe\x00", "unreadable"),
    "no JSON": (b"{", "unreadable"),
    "deep": (b"[" * 100_000, "unreadable"),
    "a name twice": (data(document()).replace(b'"edition": 1', b'"edition": 1, "edition": 1'), "unreadable"),
    "a number without end": (data(document()).replace(b'"edition": 1', b'"edition": ' + b"9" * 9999), "unreadable"),
    "another file": (data({"format": "policy-self-assessment"}), "foreign"),
    "a list": (b"[]", "foreign"),
    "of a later edition": (data(document(edition=99)), "later_edition"),
    "without a scenario": (data({k: v for k, v in document().items() if k != "scenario"}), "damaged"),
    "a scenario that is a list": (data(document(scenario=[])), "damaged"),
    "a history that is none": (data(document(history=[1])), "damaged"),
    "a history without end": (data(document(history=[VERSION] * (filed.MOST_VERSIONS + 1))), "damaged"),
    "an author of 10,000 characters": (data(document(author="长" * 10_000)), "damaged"),
    "half a character": (data(document(author="\ud83d")), "damaged"),
    "of another policy": (data(document(receipt={"policy": {"id": "another"}})), "other_policy"),
    "without a policy": (data(document(receipt={})), "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_such_file_is_refused_in_words(what: str) -> None:
    content, key = REFUSED[what]
    with pytest.raises(Refused) as refusal:
        filed.read(POLICY, content)
    (error,) = refusal.value.errors
    for lang in words.LANGUAGES:
        assert error["message"][lang].startswith(words._entry(f"scenario_file.{key}")[lang].partition("{")[0])


SINGLE = st.none() | st.integers() | st.text(max_size=5)
ANYTHING = st.recursive(
    SINGLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=9,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(document())), ANYTHING)
def test_whatever_stands_in_a_file_it_is_read_or_refused(name: str, value: Any) -> None:
    try:
        found = filed.read(POLICY, data(document(**{name: value}))).fitted(POLICY)
    except Refused:
        return
    assert fitted(POLICY, written(found.scenario)) == Fitted(found.scenario)


def test_a_run_is_divided_as_the_scenario_says_and_not_as_itself() -> None:
    run = with_scenario(CLAIMS | {"budget": "1", "readings": {"art16_top_up": "false"}, "submitted": []}, MINE)
    assert {name: run[name] for name in ("budget", "readings", "overrides")} == {
        "budget": "60", "readings": {"art16_top_up": "true"}, "overrides": {"art06_rent.share": "0.4"}
    }  # fmt: skip
    assert run["approved_claims"] == CLAIMS["approved_claims"]
    assert run.keys() <= {"approved_claims", "budget", "pools", "rule", "readings", "overrides"}


@pytest.fixture
def run(tmp_path: Any, capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, Any]]:
    def command(name: str, given: Any, scenario: Any) -> tuple[int, Any]:
        for file, content in (("given.json", given), ("scenario.json", scenario)):
            (tmp_path / file).write_bytes(data(content))
        status = main([name, str(tmp_path / "given.json"), "--scenario", str(tmp_path / "scenario.json")])
        out, err = capsysbinary.readouterr()
        return status, json.loads(out or err)

    return command


def test_commands_take_a_scenario_as_a_file_or_by_itself(run: Any) -> None:
    for scenario in (document(), written(MINE)):
        status, answer = run("allocate", CLAIMS, scenario)
        assert (status, answer["total_actual"]) == (0, "59.99")
        status, answer = run("inverse", CLAIMS | {"question": "budget_for", "ratio": "1"}, scenario)
        assert (status, answer["budget"]) == (0, "70.00")  # of 50 the article's total leaves 30


def test_a_scenario_that_the_policy_does_not_take_is_refused_by_a_command(run: Any) -> None:
    for scenario, at in (
        (document(scenario=written(MINE) | {"overrides": {"gone": "1"}}), ["scenario.overrides.gone"]),
        (written(MINE) | {"budget": "x"}, ["budget"]),
        ([], ["scenario"]),
    ):
        status, answer = run("allocate", CLAIMS, scenario)
        assert (status, [error["path"] for error in answer["errors"]]) == (2, at)


def test_former_names_are_followed_by_a_command(run: Any) -> None:
    old = {"name": "旧", "year": 2025, "overrides": {"art06_rent.limits.1.cap": "10"}}
    assert read_scenario(POLICY, old).overrides == {"art06_rent.cap": "10"}
    assert run("allocate", CLAIMS, old)[0] == 0
