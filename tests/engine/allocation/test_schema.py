"""The schema says what the readers accept, and refuses what they refuse."""

import json
import re
import unicodedata
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from engine.allocation.reading import read_run, run_schema
from engine.allocation.rules import ALL_RULES
from engine.application.contract import application_schema
from engine.application.reading import read_application
from engine.policy.facts import Fact, Form, form_of
from engine.policy.folder import default_policy, load_policy
from engine.policy.parameters import changeable
from engine.policy.provision import Provision
from engine.text import words
from engine.values.kinds import DEFINED
from engine.values.money import parse_amount, parse_ratio
from engine.values.refusal import Refused
from tests.conftest import ROOT
from tests.engine.mutated import mutated
from tests.law.cases import APPLICANT, cases, examples
from tests.law.runs import runs

POLICY = load_policy(default_policy())
ALLOCATE_EXAMPLES = json.loads((ROOT / "tests" / "law" / "examples" / "allocate_cases.json").read_text("utf-8"))
APPROVED = {"id": "x", "applicant": "A", "provision": "art06_rent", "approved": "20", "score": "1"}
PROBES: list[Any] = [
    None, True, False, 0, 1, 7, -1, 100, 2024, 1900, 10**12, "", "x", "true", "0", "1", "7", "1.5", "０", "１．５", "𝟎",
    "0.1234567", "-1", "1e3", "①", "2024", "２０２４", "1900", "2025-06-15", "2025-13-01", "2025/06/15", "1900-01-01",
    "enterprise", "x" * 301, [], {}, [{}], [None], [1], {"id": "x"}, {"id": 7}, {"2024": "1"}, {"2024": 1.5},
    {"1900": "1"}, {"2024": None}, {"nowhere": None}, {"amount": "1", "received": None}, {"amount": 1.5},
    {"unreadable": "60"}, {"unreadable": " "}, {"unreadable": 60}, {"unreadable": "x" * 301},
    {"unreadable": "60", "amount": "1"}, {"2024": {"unreadable": "一亿"}}, {"2024": {"unreadable": ""}},
    {"unknown": True}, {"unknown": False}, {"unknown": "60"},
]  # fmt: skip
"""Values of every kind, each of which is right in some places and wrong in others."""


@cache
def validator(command: str) -> Any:
    schema = application_schema(POLICY) if command == "assess" else run_schema(POLICY)
    jsonschema_rs.meta.validate(schema)
    return jsonschema_rs.Draft202012Validator(schema)


def accepted(command: str, raw: Any) -> bool:
    try:
        if command == "assess":
            read_application(POLICY, raw)
        else:
            read_run(POLICY, raw)
    except Refused:
        return False
    return True


def agree(command: str, raw: Any) -> None:
    assert validator(command).is_valid(raw) == accepted(command, raw), raw


Place = tuple[str | int, ...]


def leaves(form: Form, place: Place = ()) -> dict[Place, Fact]:
    """Every fact of a form, by the place of its answer in a claim that has one entry in every list."""
    found: dict[Place, Fact] = {}
    for name, fact in form.facts.items():
        found[(*place, name)] = fact
        if fact.type in ("list", "group"):
            found |= leaves(form.inner[name], (*place, name, 0) if fact.type == "list" else (*place, name))
    return found


def answered(place: Place, value: Any) -> Any:
    """The facts of a claim in which this stands at this place, and nothing else."""
    for key in reversed(place):
        value = [value] if isinstance(key, int) else {key: value}
    return value


def is_read(raw: Any) -> bool:
    """Whether it is read, whatever applies: that hangs on readings, and no schema says it."""
    try:
        read_application(POLICY, raw, applies=None)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("provision", POLICY.provisions, ids=lambda p: p.id)
def test_every_fact_of_a_claim_is_taken_as_the_reader_takes_it(provision: Provision) -> None:
    schema = {"$ref": f"#/$defs/{provision.id}", "$defs": application_schema(POLICY)["$defs"]}
    of_claim = jsonschema_rs.Draft202012Validator(schema)
    for place in {**leaves(provision.form()), **leaves(form_of(POLICY.common))}:
        for probe in PROBES:
            claim = {"id": "c1", "provision": provision.id, "facts": answered(place, probe)}
            right = is_read({"application_date": "2025-06-15", "claims": [claim]})
            assert of_claim.is_valid(claim) == right, claim


@pytest.mark.parametrize("name", ["id", *(fact.name for fact in POLICY.applicant if fact.type != "uscc")])
def test_every_answer_of_an_applicant_is_taken_as_the_reader_takes_it(name: str) -> None:
    under = next((fact.under for fact in POLICY.applicant if fact.name == name), None)
    readings = {} if under is None else {"readings": {under.reading: under.choices[0]}}  # under which it is asked
    for probe in PROBES:
        agree("assess", {"application_date": "2025-06-15", "applicant": {name: probe}, **readings})


@pytest.mark.parametrize("code", ["91110000600037341L", "9111 0000 6000 3734 1l", "91110000-60003734-1L", None])
def test_a_credit_code_is_taken_however_it_is_set(code: str | None) -> None:
    given = {"application_date": "2025-06-15", "applicant": {"uscc": code}}
    assert accepted("assess", given)
    assert validator("assess").is_valid(given)
    assert not validator("assess").is_valid({**given, "applicant": {"uscc": 91110000600037341}})


@pytest.mark.parametrize(
    "name", ["application_date", "applicant", "claims", "readings", "already_awarded", "quota_used", "nothing"]
)
def test_every_part_of_an_application_is_taken_as_the_reader_takes_it(name: str) -> None:
    for probe in PROBES:
        agree("assess", {"application_date": "2025-06-15", "applicant": APPLICANT, name: probe})
    agree("assess", {})


@pytest.mark.parametrize("name", ["id", "provision", "facts", "nothing"])
def test_every_part_of_a_claim_is_taken_as_the_reader_takes_it(name: str) -> None:
    for probe in PROBES:
        claim = {"id": "c1", "provision": "art06_rent", name: probe}
        agree("assess", {"application_date": "2025-06-15", "claims": [claim]})


@pytest.mark.parametrize("key", ["readings", "already_awarded", "quota_used"])
def test_readings_and_figures_of_the_year_are_taken_as_the_readers_take_them(key: str) -> None:
    names = {
        "readings": [reading.id for reading in POLICY.readings],
        "already_awarded": [pool.id for pool in POLICY.pools],
        "quota_used": [p.id for p in POLICY.provisions],
    }
    for name in names[key]:
        for probe in [*PROBES, *(c.id for r in POLICY.readings for c in r.choices)]:
            agree("allocate", {key: {name: probe}})
            agree("assess", {"application_date": "2025-06-15", key: {name: probe}})


@pytest.mark.parametrize(
    "name",
    [
        "budget", "applications", "approved_claims", "readings", "rule", "overrides", "terms", "sizes", "pools",
        "quota", "nothing",
    ],
)  # fmt: skip
def test_every_part_of_a_run_is_taken_as_the_reader_takes_it(name: str) -> None:
    for probe in [*PROBES, "proportional", "talmud", "weighted_proportional", {"a": 1}]:
        agree("allocate", {name: probe})


TERMS: list[Any] = [
    {"by": "size", "weights": {"micro": "2", "small": "1.5"}},
    {"by": "size", "weights": {"micro": "0"}},
    {"by": "size", "weights": {"micro": 0}},
    {"by": "size", "weights": {"micro": None}},
    {"by": "size", "weights": {"6": "2"}},
    {"by": "size", "weights": {}},
    {"by": "size"},
    {"by": "article", "weights": {"6": 2}},
    {"by": "day", "weights": {"6": 2}},
    {"weights": {"6": 2}},
    {"floor": "5"},
    {"floor": None},
    {"floor": "5", "by": "size"},
    {"floor": "5/2"},
    {"by": "article", "classes": [["7"], ["5", "9"]]},
    {"by": "article", "classes": [["7"], []]},
    {"by": "article", "classes": [["micro"]]},
    {"by": "article", "classes": [[7]]},
    {"by": "size", "classes": ["micro"]},
    {"by": "size", "classes": [["micro"]]},
    {"by": "size", "classes": []},
    {"by": "size", "classes": [["micro"]], "weights": {"micro": 1}},
]


@pytest.mark.parametrize("rule", [*ALL_RULES, None])
def test_the_terms_of_a_rule_are_taken_as_the_reader_takes_them(rule: str | None) -> None:
    for probe in [*PROBES, *TERMS]:
        agree("allocate", {"rule": rule, "terms": probe})


def test_the_day_of_an_approved_claim_is_needed_by_first_come_only() -> None:
    for rule in ("first_come", "ranking"):
        for probe in PROBES:
            agree("allocate", {"rule": rule, "approved_claims": [APPROVED | {"application_date": probe}]})
        agree("allocate", {"rule": rule, "approved_claims": [APPROVED]})


def test_every_number_that_can_be_changed_is_taken_as_the_reader_takes_it() -> None:
    kinds = {number.kind: number.name for number in changeable(POLICY)}
    for name in kinds.values():
        for probe in [*PROBES, "99999999", "100000000", "15.0", "15.5", "099", "000099", "0000099", "100", "1.0", 99]:
            agree("allocate", {"overrides": {name: probe}})
    for number in changeable(POLICY):
        for probe in ("1", "1.5", None):
            agree("allocate", {"overrides": {number.name: probe}})


@pytest.mark.parametrize("key", ["pools", "quota"])
def test_totals_and_places_are_taken_as_the_reader_takes_them(key: str) -> None:
    for name in [*(pool.id for pool in POLICY.pools), *(p.id for p in POLICY.provisions)]:
        for probe in PROBES:
            agree("allocate", {key: {name: probe}})


def test_sizes_are_taken_as_the_reader_takes_them() -> None:
    for probe in [*PROBES, "large", "micro", "huge"]:
        agree("allocate", {"sizes": {"A": probe}})


@pytest.mark.parametrize("name", [*APPROVED, "application_date", "project", "nothing"])
def test_every_part_of_an_approved_claim_is_taken_as_the_reader_takes_it(name: str) -> None:
    for probe in [*PROBES, 2**70]:
        agree("allocate", {"approved_claims": [APPROVED | {name: probe}]})
    agree("allocate", {"approved_claims": [{key: value for key, value in APPROVED.items() if key != name}]})


def test_every_character_is_a_digit_or_a_point_to_both_or_to_neither() -> None:
    of = {name: jsonschema_rs.Draft202012Validator(DEFINED[name]) for name in ("amount", "ratio")}
    candidates = [
        c for c in map(chr, range(0x20, 0x110000)) if unicodedata.normalize("NFKC", c)[:1] in set("0123456789.")
    ]
    assert len(candidates) > 100
    for character in candidates:
        for text in (character, f"0{character}", f"0{character}5", f"1{character}0"):
            for name, parse in (("amount", parse_amount), ("ratio", parse_ratio)):
                try:
                    parse(text, "")
                    right = True
                except Refused:
                    right = False
                assert of[name].is_valid(text) == right, (name, text)


def test_the_schemas_take_every_case_and_example_that_the_engine_takes() -> None:
    for case in cases():
        if not case.refused:
            validator("assess").validate(case.application)
    for example in examples():
        if not example.get("refused"):
            validator("assess").validate(example["input"])
    for example in ALLOCATE_EXAMPLES:
        if not example.get("refused"):
            validator("allocate").validate(example["input"])


UNSAID = (
    "allocate.class_twice", "allocate.mixed", "allocate.no_day", "allocate.open_unknown", "allocate.other_figure",
    "allocate.other_reading", "allocate.two_years", "application.award_later", "application.bad_uscc",
    "application.not_applicable", "application.not_deducted", "application.other_reading",
    "application.paid_above_amount",
    "application.part_above_whole", "application.project_differs", "application.same_id", "application.too_many",
    "windows.date_unreal",
)  # fmt: skip
"""What no schema can say of input: how parts of it go together, a check digit, the calendar, the readings in force."""


@cache
def unsaid() -> re.Pattern[str]:
    """The messages of what no schema can say."""
    entries = words.load(words.FOLDER)
    said = [re.sub(r"\\{\w+\\}", ".*", re.escape(entries[key]["en"])) for key in UNSAID]
    said += [re.escape(f.at_most_fails.en) for p in POLICY.provisions for f in p.facts if f.at_most_fails]
    return re.compile("|".join(said), re.DOTALL)


def disagree(command: str, raw: Any) -> list[str]:
    """What the reader says of input that the schema takes, and what the schema takes and the reader does not."""
    said: list[str] = []
    try:
        if command == "assess":
            read_application(POLICY, raw)
        else:
            read_run(POLICY, raw)
    except Refused as refused:
        said = [error["message"]["en"] for error in refused.errors]
    valid = validator(command).is_valid(raw)
    if not said:
        return [] if valid else ["the schema refuses it"]
    return [message for message in said if not unsaid().fullmatch(message)] if valid else []


def right(command: str) -> list[Any]:
    if command == "assess":
        return [case.application for case in cases()] + [example["input"] for example in examples()]
    return [example["input"] for example in ALLOCATE_EXAMPLES] + [
        run.stated for run in runs() if "applications" in run.stated
    ]


def hold_together(command: str, seed: int, count: int) -> None:
    taken = 0
    for raw in mutated(right(command), PROBES, seed, count):
        assert disagree(command, raw) == [], raw
        taken += validator(command).is_valid(raw)
    assert 0 < taken < count


@pytest.mark.parametrize("command", ["assess", "allocate"])
def test_what_is_nearly_right_is_taken_by_both_or_by_neither(command: str) -> None:
    hold_together(command, seed=1, count=150)


@pytest.mark.long
@pytest.mark.parametrize("command", ["assess", "allocate"])
def test_very_much_that_is_nearly_right_is_taken_by_both_or_by_neither(command: str) -> None:
    hold_together(command, seed=2, count=1000)
