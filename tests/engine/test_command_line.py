"""`python -m engine` as a script, a macro or another agency's system meets it."""

import io
import json
import subprocess
import sys
from typing import Any, NoReturn

import jsonschema_rs
import pytest

from engine import check
from engine.__main__ import main
from engine.check.findings import Finding
from engine.policy.folder import BrokenPolicy
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


def lines(done: subprocess.CompletedProcess[bytes]) -> list[Any]:
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    assert done.stdout.endswith(b"\n")
    return [json.loads(line) for line in done.stdout.decode().removesuffix("\n").split("\n")]


def test_json_lines_are_answered_with_a_line_each() -> None:
    line = json.dumps(application("art06_rent", rent("30")))
    answers = lines(run("assess", given=f"{line}\n{line}\n"))
    assert [a["total"]["confirmed"] for a in answers] == ["15.00", "15.00"]
    assert answers[0] == answered("assess", given=json.loads(line))


@pytest.mark.parametrize("more", [[], ["--amounts"]])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("broken", ["cut", "amount", "bytes"])
def test_one_line_that_is_refused_is_answered_in_its_place(broken: str, place: int, more: list[str]) -> None:
    good = json.dumps(application("art06_rent", rent("30"))).encode()
    bad = {"cut": good[:-9], "bytes": good.replace(b"2025", b"\xff"), "amount": good.replace(b'"30"', b'"-30"')}[broken]
    assert bad != good
    given = [good] * 3
    given[place] = bad
    answers = lines(run("assess", *more, given=b"\n".join(given)))
    assert [("errors" in a) for a in answers] == [i == place for i in range(3)]
    error = answers[place]["errors"][0]
    assert error["path"] == ("claims.0.facts.rents.0.amount" if broken == "amount" else "")


def test_amounts_are_id_status_and_amounts_of_each_claim_and_the_totals() -> None:
    given = application("art06_rent", rent("30"))
    whole, amounts = answered("assess", given=given), answered("assess", "--amounts", given=given)
    names = ("id", "status", "ceiling", "confirmed", "most")
    assert amounts == {"claims": [{n: c[n] for n in names} for c in whole["claims"]], "total": whole["total"]}
    assert answered("assess", "--amounts", given=given | {"invented": True})["invented"] is True
    assert answered("assess", "--amounts", given=[given, 1, given])[::2] == [amounts, amounts]
    assert refused("assess", "--amounts", given="1")[0]["path"] == ""


def test_an_allocation_of_amounts_has_no_steps_and_is_the_same_otherwise() -> None:
    amounts = ["100", "250", "50.55"]
    claims = [
        {"id": f"c{i}", "applicant": "A", "provision": "art09_genai_filing", "approved": amount}
        for i, amount in enumerate(amounts)
    ]
    claims.append({"id": "v", "applicant": "B", "provision": "art04_compute_voucher", "approved": "3"})
    given = {"budget": "200", "approved_claims": claims, "already_awarded": {"art09": "700"}}
    whole = answered("allocate", given=given)
    for claim in whole["claims"]:
        assert claim["limits"] == (["other_budget"] if claim["id"] == "v" else ["pool", "budget"])
        del claim["steps"]
    assert answered("allocate", "--amounts", given=given) == whole


@pytest.mark.parametrize("more", [[], ["--amounts"]])
def test_allocations_of_an_array_and_of_lines_are_those_of_each(more: list[str]) -> None:
    one = {"id": "x", "applicant": "A", "provision": "art07_national_challenge", "approved": "100"}
    runs = [{"budget": "60", "approved_claims": [one]}, {"budget": None}, {"approved_claims": [one, one]}]
    answers = [answered("allocate", *more, given=raw) for raw in runs[:2]]
    answers.append({"errors": refused("allocate", *more, given=json.dumps(runs[2]))})
    assert answered("allocate", *more, given=runs) == answers
    assert lines(run("allocate", *more, given="\n".join(map(json.dumps, runs)))) == answers


class Arriving(io.RawIOBase):
    """What arrives line by line; and how many lines of answers had left when each was waited for."""

    def __init__(self, lines: list[bytes], out: io.BytesIO) -> None:
        self.lines, self.out, self.left = iter(lines), out, list[int]()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left.append(self.out.getvalue().count(b"\n"))
        line = next(self.lines, b"")
        buffer[: len(line)] = line
        return len(line)


@pytest.mark.parametrize("more", [[], ["--amounts"]])
def test_an_answer_leaves_before_more_is_waited_for(more: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program may ask one thing after the other: only of the first is it unknown whether it stands alone."""
    line = json.dumps(application("art06_rent", rent("30"))).encode() + b"\n"
    out = io.BytesIO()
    arriving = Arriving([line] * 4, out)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(arriving)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Leaving(out))))
    assert main(["assess", *more]) == 0
    assert arriving.left == [0, 0, 2, 3, 4]


class Leaving(io.RawIOBase):
    def __init__(self, out: io.BytesIO) -> None:
        self.out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.out.write(data)


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


@pytest.mark.parametrize("more", [[], ["--amounts"]])
def test_an_empty_array_is_answered_with_an_empty_array(more: list[str]) -> None:
    assert answered("assess", *more, given=[]) == []


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
    finding = Finding(
        "sha256", "law.sha256", {"zh": "文本有改动。", "en": "The text has changed."}, ("policy.toml", 20)
    )
    monkeypatch.setattr(check, "findings_of", lambda policy_id: [finding])
    assert main(["check"]) == 1
    said = capfdbinary.readouterr()
    answer = json.loads(said.out)
    assert answer["sound"] is False
    assert answer["errors"] == [{"path": "law.sha256", "message": finding.message, "file": "policy.toml", "line": 20}]
    assert "    文本有改动。\n    The text has changed.\n" in said.err.decode()


def test_a_policy_that_cannot_be_read_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def broken(policy_id: str) -> NoReturn:
        raise BrokenPolicy(policy_id, "cap: a number is written with its unit")

    monkeypatch.setattr("engine.policy.folder.load_policy", broken)
    assert main(["schema", "assess"]) == 2
    (error,) = json.loads(capfdbinary.readouterr().err)["errors"]
    assert error["path"] == "policy"
    assert "python -m engine check" in error["message"]["zh"]
    assert "written with its unit" in error["message"]["en"]


@pytest.mark.parametrize("name", ["assess", "allocate", "forecast", "distributions"])
def test_the_schema_is_a_schema(name: str) -> None:
    jsonschema_rs.meta.validate(json.loads(run("schema", name).stdout))
