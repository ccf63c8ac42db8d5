"""`python -m engine` as a script, a macro or another agency's system meets it."""

import io
import json
import subprocess
import sys
from typing import Any

import jsonschema
import pytest

from engine import check
from engine.__main__ import main
from tests.conftest import ROOT
from tests.engine.assessment.test_explain import application, rent


def run(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """What the command says, in this process: starting another takes longer than most commands do."""
    data = given.encode() if isinstance(given, str) else given
    streams = [io.TextIOWrapper(io.BytesIO(content), encoding="utf-8") for content in (data, b"", b"")]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        try:
            status = main([*arguments])
        except SystemExit as end:  # who asks for help
            status = int(end.code or 0)
        said = []
        for stream in streams[1:]:
            stream.flush()
            said.append(stream.buffer.getvalue())
    return subprocess.CompletedProcess([*arguments], status, *said)


def test_it_is_a_program_of_its_own():
    done = subprocess.run([sys.executable, "-m", "engine", "nothing"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == run("nothing").stderr


def answered(*arguments: str, given: Any) -> Any:
    done = run(*arguments, given=json.dumps(given))
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return json.loads(done.stdout)


def refused(*arguments: str, given: str | bytes) -> list[dict[str, Any]]:
    done = run(*arguments, given=given)
    assert done.returncode == 2
    assert done.stdout == b""
    errors = json.loads(done.stderr)["errors"]
    assert all(set(e) == {"path", "message"} and set(e["message"]) == {"zh", "en"} for e in errors)
    assert errors
    return list(errors)


def test_one_application_is_answered_with_one_assessment() -> None:
    answer = answered("assess", "-", given=application("art06_rent", rent("52.3")))
    assert answer["claims"][0]["confirmed"] == "20.00"
    assert answer["total"]["ceiling"] == "20.00"
    assert answer["policy"]["id"] == "longhua-ai-robotics-2025"
    assert len(answer["policy"]["sha256"]) == 64
    assert answer["readings"]["embodied_cap_scope"] == "unit_year"


def test_an_array_is_answered_in_order_with_errors_in_place() -> None:
    good, bad = application("art06_rent", rent("30")), application("art06_rent", rent("-1"))
    answers = answered("assess", given=[good, bad, good])
    assert [("errors" in a) for a in answers] == [False, True, False]
    assert answers[1]["errors"][0]["path"] == "claims.0.facts.rents.0.amount"


def test_json_lines_are_answered_as_an_array() -> None:
    line = json.dumps(application("art06_rent", rent("30")))
    done = run("assess", given=f"{line}\n{line}\n")
    assert [a["total"]["confirmed"] for a in json.loads(done.stdout)] == ["15.00", "15.00"]


def test_one_line_that_cannot_be_read_is_answered_in_its_place() -> None:
    line = json.dumps(application("art06_rent", rent("30")))
    done = run("assess", given=f"{line}\n{line[:-9]}\n{line}\n")
    assert done.returncode == 0
    assert [("errors" in a) for a in json.loads(done.stdout)] == [False, True, False]


def test_a_name_that_stands_twice_in_one_of_many_is_answered_in_its_place_with_its_whole_path() -> None:
    good = json.dumps(application("art04_compute_voucher", {"purchase_amount": "12"}))
    twice = good.replace('"purchase_amount": "12"', '"purchase_amount": "1", "purchase_amount": "2"')
    done = run("assess", given=f"[{twice}, {good}]")
    assert done.returncode == 0
    first, second = json.loads(done.stdout)
    assert [e["path"] for e in first["errors"]] == ["claims.0.facts.purchase_amount"]
    assert "errors" not in second
    assert refused("assess", given=twice) == first["errors"]


@pytest.mark.parametrize("command", ["assess", "readings", "choose"])
def test_half_a_character_in_an_id_is_refused(command: str) -> None:
    given = application("art06_rent", rent("30"))
    given["claims"][0]["id"] = "\ud800"
    assert refused(command, given=json.dumps(given))[0]["path"] == "claims.0.id"


def test_half_a_character_in_a_name_is_refused_and_the_refusal_can_be_written() -> None:
    assert refused("assess", given='{"application_date": "2025-06-15", "\\ud800": 1}')[0]["path"] == "?"
    assert refused("divide", given='{"rule": "talmud", "estate": 1, "claims": {"\\udfff": 2}}')[0]["path"] == "claims.?"


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        ([], "command"),
        (["guess"], "command"),
        (["assess", "--guess"], "arguments"),
        (["assess", "-", "-"], "arguments"),
        (["check", "--policy"], "arguments"),
        (["schema"], "arguments"),
        (["schema", "divide"], "arguments"),
        (["choose", "--payout", "2"], "payout"),
    ],
)
def test_arguments_that_are_none_are_refused_as_input_is(arguments: list[str], path: str) -> None:
    error = refused(*arguments, given="")[0]
    assert error["path"] == path


def test_an_unknown_command_is_told_the_known_ones() -> None:
    error = refused("guess", given="")[0]
    assert all("assess" in error["message"][lang] and "divide" in error["message"][lang] for lang in ("zh", "en"))


def test_help_is_no_error() -> None:
    done = run("assess", "--help")
    assert done.returncode == 0
    assert b"python -m engine assess" in done.stdout


@pytest.mark.parametrize("file", ["tests", "no-such-file.json"])
def test_a_file_that_cannot_be_opened_is_not_called_bad_json(file: str) -> None:
    error = refused("assess", file, given="")[0]
    assert error["path"] == "file"
    assert file in error["message"]["en"]
    assert "JSON" not in error["message"]["en"]


def test_an_empty_array_is_answered_with_an_empty_array() -> None:
    assert answered("assess", given=[]) == []


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("", ""),
        ("{", ""),
        ("[1", ""),
        ("null", ""),
        (b"\xff\xfe", ""),
        ('{"application_date": "2025-06-15", "application_date": "2025-06-16"}', "application_date"),
        ("{}", "application_date"),
        ('{"application_date": "2025-06-15", "claims": {}}', "claims"),
        ('{"application_date": "2025-06-15", "readings": {"no_such": true}}', "readings.no_such"),
        ('{"application_date": "2025-06-15", "readings": {"park_cap_scope": "x"}}', "readings.park_cap_scope"),
    ],
)
def test_what_cannot_be_read_is_refused_and_says_where(given: str | bytes, path: str) -> None:
    assert refused("assess", given=given)[0]["path"] == path


@pytest.mark.parametrize(
    "amount", [1.5, "1e3", "-1", "+1", "NaN", "1,000", "1000000000000", "0.0000001", "①", True, [1]]
)
def test_amounts_that_are_not_plain_numbers_are_refused(amount: Any) -> None:
    given = application("art04_compute_voucher", {"purchase_amount": amount})
    assert refused("assess", given=json.dumps(given))[0]["path"] == "claims.0.facts.purchase_amount"


def test_three_mistakes_are_named_at_once() -> None:
    given = application("art06_rent", rent("-1", assessed="yes", no_such=1))
    assert {e["path"].rpartition(".")[2] for e in refused("assess", given=json.dumps(given))} == {
        "amount",
        "assessed",
        "no_such",
    }


def test_an_unknown_policy_is_refused_and_the_known_ones_are_named() -> None:
    error = refused("assess", "--policy", "nowhere", given="{}")[0]
    assert "longhua-ai-robotics-2025" in error["message"]["zh"]


def test_a_project_stated_with_two_figures_is_refused() -> None:
    given = application(
        "art10_scenario_solver", {"project": {"id": "X", "total_investment": 1}, "challenge_mode": True}
    )
    given["claims"].append(
        {"id": "d", "provision": "art10_scenario_publisher", "facts": {"project": {"id": "X", "total_investment": 2}}}
    )
    assert refused("assess", given=json.dumps(given))[0]["path"] == "claims.1.facts.project.total_investment"


def test_a_credit_code_with_a_wrong_check_digit_is_refused() -> None:
    given = application("art06_rent", rent("30"))
    given["applicant"]["uscc"] = "91110000600037341X"
    assert refused("assess", given=json.dumps(given))[0]["path"] == "applicant.uscc"
    given["applicant"]["uscc"] = "91110000600037341L"
    assert answered("assess", given=given)["total"]["confirmed"] == "15.00"


def test_many_claims_and_a_budget_are_answered_with_what_each_is_paid() -> None:
    claims = [
        {"id": name, "applicant": name, "provision": "art07_national_challenge", "approved": "100"} for name in "abc"
    ]
    answer = answered("allocate", given={"budget": "200", "applications": [], "approved_claims": claims})
    assert [c["actual"] for c in answer["claims"]] == ["66.66", "66.66", "66.66"]
    assert answer["budget"]["unspent"] == "0.02"


def test_a_bare_claims_problem_is_answered_with_exact_fractions() -> None:
    given = {"rule": "talmud", "estate": "100", "claims": ["100", "200", "300"]}
    assert answered("divide", given=given) == {"awards": ["100/3", "100/3", "100/3"]}


def test_the_pack_is_sound() -> None:
    done = run("check")
    assert done.returncode == 0, done.stdout.decode()
    assert json.loads(done.stdout) == {"sound": True, "policy": "longhua-ai-robotics-2025", "errors": []}
    assert done.stderr == b""


def test_an_unsound_pack_is_answered_in_json_and_told_to_people_and_exits_1(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    finding = check.Finding("sha256", "law.sha256", {"zh": "文本有改动。", "en": "The text has changed."})
    monkeypatch.setattr(check, "findings_of", lambda policy_id: [finding])
    assert main(["check"]) == 1
    said = capfdbinary.readouterr()
    answer = json.loads(said.out)
    assert answer["sound"] is False
    assert answer["errors"] == [{"path": "law.sha256", "message": finding.message}]
    assert "    文本有改动。\n    The text has changed.\n" in said.err.decode()


@pytest.mark.parametrize("name", ["assess", "allocate"])
def test_the_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", name).stdout))
