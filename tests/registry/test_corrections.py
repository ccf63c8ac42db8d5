"""An import that corrects and decides: what changes is shown before it is written, and nothing counts twice."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from engine import sheets
from engine.allocation.allocate import allocate
from engine.registry import imports, incoming, journal
from engine.registry.contents import with_score
from engine.registry.corrections import Found
from engine.registry.database import Database
from engine.registry.decisions import agree, decide, delete, opened
from engine.registry.integrity import prove
from engine.registry.listing import allocation_input, exported, find
from engine.registry.points import standing
from engine.registry.rulings import choose, dismiss
from engine.registry.stored import Conflict, Imported, New, Stored, Wanted
from engine.registry.submissions import amend, by_receipt, submit
from engine.values.refusal import Refused
from tests.registry.companies import (
    OFFICIAL,
    POLICY,
    SECOND,
    add_many,
    agreed,
    code,
    content,
    platform,
    rent,
    side,
    standard,
    verdict_of,
    with_second,
)

pytestmark = pytest.mark.on_one_database

Files = list[tuple[str, bytes]]
WAN = 1_000_000
HERE = "甲路1号"
DECIDED_ROWS = "核定金额（万元）"


def look_over(registry: Database, *applications: dict, **named: Any) -> imports.Plan:
    new = [New(raw, **{name: value[i] for name, value in named.items()}) for i, raw in enumerate(applications)]
    file = imports.read_file(POLICY, "更正.xlsx", b"file", new)
    return imports.look_over(registry, OFFICIAL, POLICY, [file])


def bring(registry: Database, *applications: dict, reason: str = "经核对更正", **named: Any) -> Imported:
    plan = look_over(registry, *applications, **named)
    (done,) = imports.carry_out(registry, OFFICIAL, POLICY, plan, reason, with_decisions=True)
    return done


def everything(registry: Database) -> list[Stored]:
    return [opened(registry, OFFICIAL, one.id) for one in exported(registry, OFFICIAL, POLICY, Wanted())]


def one(registry: Database) -> Stored:
    (stored,) = everything(registry)
    return stored


def paid(registry: Database) -> dict[str, str]:
    """What an allocation pays, by provision."""
    answer = allocate(POLICY, {"budget": None, **allocation_input(registry, OFFICIAL, POLICY, 2025)})
    return {claim["provision"]: claim["actual"] for claim in answer["claims"]}


def workbook(registry: Database, lang: str = "zh") -> bytes:
    return sheets.write(POLICY, exported(registry, OFFICIAL, POLICY, Wanted()), lang)


def filled(data: bytes, *cells: tuple[str, str, int, Any]) -> bytes:
    """A workbook with other values in some cells: sheet, heading, row, value."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet, heading, row, value in cells:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row, column, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def hand_in(registry: Database, *files: tuple[str, bytes], reason: str = "按审核意见", **named: Any) -> list[Imported]:
    seen = incoming.preview(registry, OFFICIAL, POLICY, list(files))
    assert seen.faults == []
    return [done for _, done in incoming.add(registry, OFFICIAL, POLICY, list(files), seen.mark, reason, **named)]


def errors(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [error["path"] for error in refused.value.errors]


# ------------------------------------------------------------------------------------------- which it is


def test_a_corrected_row_corrects_its_application_and_counts_once(registry: Database) -> None:
    bring(registry, content(1, rent("30")), content(2, rent("10")))
    plan = look_over(registry, content(1, rent("20")), content(2, rent("10")), content(3))
    assert [found.kind for found in plan.found] == ["changed", "unchanged", "new"]
    assert len(everything(registry)) == 2, "looking over writes nothing"
    assert bring(registry, content(1, rent("20")), content(2, rent("10")), content(3)) == Imported(1, 1, 1, 0, 1)
    assert len(everything(registry)) == 3
    amounts = [
        claim["approved"] for claim in allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))["claims"]
    ]
    assert sorted(amounts) == ["10.00", "15.00", "5.00"]
    assert prove(registry, OFFICIAL).is_whole
    assert verdict_of(registry, OFFICIAL).broken is None


def test_another_day_of_the_year_is_another_application_under_the_caps_of_the_year(registry: Database) -> None:
    bring(registry, content(1, rent("30")))
    assert bring(registry, content(1, rent("30"), day="2025-09-01")) == Imported(1, 1)
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert [claim["approved"] for claim in answer["claims"]] == ["15.00", "5.00"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"uscc": code(1)}, {"uscc": code(1), "name": "改名后的公司"}),
        ({"uscc": code(1)}, {"uscc": code(1), "id": "A1"}),
        ({"uscc": None, "id": "A1"}, {"uscc": None, "id": "A1", "name": "改名后的公司"}),
        ({"uscc": None, "id": "A1"}, {"uscc": code(1), "id": "A1"}),
        ({"uscc": None}, {"uscc": None, "name": " 测试1号 有限公司".replace(" 有", "有") + "　"}),
        ({"uscc": None}, {"uscc": code(1)}),
        ({"uscc": code(1)}, {"uscc": None}),
    ],
)
def test_a_company_is_known_by_its_code_else_its_id_else_its_name(
    registry: Database, first: dict[str, Any], second: dict[str, Any]
) -> None:
    bring(registry, content(1, rent("30"), **first))
    assert bring(registry, content(1, rent("20"), **second)) == Imported(0, 0, changed=1)
    known = one(registry).content["applicant"]
    assert known.get("uscc") == (code(1) if code(1) in (first["uscc"], second["uscc"]) else None), "no number is lost"


def test_two_companies_of_one_name_with_codes_are_two(registry: Database) -> None:
    bring(registry, content(1, name="同名公司"))
    assert bring(registry, content(2, name="同名公司")) == Imported(1, 1)


def test_claims_are_known_by_their_ids_else_by_what_they_say_else_by_their_order(registry: Database) -> None:
    bring(
        registry,
        content(1, rent("10", "a", address=HERE), rent("12", "b", address=HERE), standard("national", "s")),
    )
    plan = look_over(
        registry,
        content(1, standard("national", "1"), rent("14", "2", address=HERE), rent("12", "3", address=HERE)),
    )
    (found,) = plan.found
    assert [(change.kind, change.key) for change in found.claims] == [("changed", "a")]
    plan = look_over(
        registry,
        content(1, rent("99", "b", address=HERE), rent("10", "neu", address=HERE), standard("industry", "a")),
    )
    assert [(c.kind, c.key, c.provision) for c in plan.found[0].claims] == [
        ("changed", "b", "art06_rent"),
        ("changed", "s", "art11_standards"),
    ]
    plan = look_over(registry, content(1, rent("10", "a", address=HERE), platform("平台", "b")))
    assert [(c.kind, c.key, c.provision) for c in plan.found[0].claims] == [
        ("new", "b-2", "art12_public_platform"),
        ("removed", "b", "art06_rent"),
        ("removed", "s", "art11_standards"),
    ]
    assert [claim["id"] for claim in _kept(plan)["claims"]] == ["a", "b-2"]


def _kept(plan: imports.Plan) -> dict[str, Any]:
    import json

    raw: dict[str, Any] = json.loads(plan.found[0].checked.text)
    return raw


def test_a_table_of_one_provision_speaks_of_its_own_claims_and_takes_no_answer_away(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a"), standard(key="s")), size=["small"])
    bare = content(1, rent("20", "1"))
    bare["applicant"] = {"uscc": code(1)}
    only = frozenset({"art06_rent"})
    assert bring(registry, bare, only=[only]) == Imported(0, 0, changed=1)
    stored = one(registry)
    assert [(claim["id"], claim["provision"]) for claim in stored.content["claims"]] == [
        ("a", "art06_rent"),
        ("s", "art11_standards"),
    ]
    assert stored.content["applicant"] == content(1)["applicant"]
    assert stored.size == "small"
    assert paid(registry) == {"art06_rent": "10.00", "art11_standards": "40.00"}


def test_tables_of_several_provisions_make_one_application(registry: Database) -> None:
    files: Files = []
    for number, claim in enumerate((rent("30", "1"), standard(key="1"))):
        stored = [_Written(content(1, claim))]
        files.append((f"{number}.csv", sheets.write_csv(POLICY, claim["provision"], stored, "zh")))
    assert hand_in(registry, *files) == [Imported(1, 2), Imported(1, 2)]
    assert paid(registry) == {"art06_rent": "15.00", "art11_standards": "40.00"}
    assert hand_in(registry, *files) == [Imported(0, 0, same=1)] * 2
    assert hand_in(registry, files[1]) == [Imported(0, 0, same=1)]
    more = sheets.write_csv(POLICY, "art12_public_platform", [_Written(content(1, platform("平台")))], "zh")
    assert hand_in(registry, ("平台.csv", more)) == [Imported(0, 0, changed=1)]
    assert len(one(registry).claims) == 3


class _Written:
    """An application as somebody fills it in."""

    mark, size, claims = "", None, ()

    def __init__(self, raw: dict[str, Any]) -> None:
        self.content = raw


# ------------------------------------------------------------------------------------------- what is shown


def test_what_a_correction_changes_is_told_claim_by_claim_and_answer_by_answer(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a"), standard(key="s")), size=["small"])
    plan = look_over(registry, content(1, rent("20", "a"), platform("平台", "p"), ai_robotics=False), size=["large"])
    (found,) = plan.found
    assert [(c.kind, c.key) for c in found.claims] == [("changed", "a"), ("new", "p"), ("removed", "s")]
    before, after = found.applicant
    assert (before["size"], after["size"], before["ai_robotics"], after["ai_robotics"]) == (
        "small",
        "large",
        True,
        False,
    )
    assert (plan.needs_reason, plan.going) == (True, 0)


def test_a_correction_needs_a_reason_and_stays_readable_with_who_and_from_which_file(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a"), standard(key="s")))
    corrected = content(1, rent("20", "a"), name="改名后的公司")
    plan = look_over(registry, corrected)
    assert errors(lambda: imports.carry_out(registry, OFFICIAL, POLICY, plan)) == ["reason"]
    imports.carry_out(registry, OFFICIAL, POLICY, plan, "发票核减")
    stored = one(registry)
    assert (stored.content, stored.version) == (corrected, 2)
    assert [(c.claim, c.what, c.who, c.reason, c.file) for c in stored.changes] == [
        (key, "corrected", "安", "发票核减", "更正.xlsx") for key in ("a", "s", None)
    ]
    by_claim = {change.claim: change for change in stored.changes}
    assert by_claim["a"].before["facts"]["rents"][0]["amount"] == "30"
    assert (by_claim["s"].before["provision"], by_claim["s"].after) == ("art11_standards", None)
    assert by_claim[None].before["applicant"]["name"] == "测试1号有限公司"
    assert [line.what for line in journal.entries(registry, OFFICIAL)] == ["corrected", "imported"]


def test_contradictions_are_shown_and_refuse_nothing(registry: Database) -> None:
    submit(registry, POLICY, content(9, side("publisher")), None)
    bring(registry, content(1, rent()))
    plan = look_over(
        registry, content(2, side("solver", total_investment="7")), content(1, day="2025-09-01", ai_robotics=False)
    )
    assert [[x.fact for x in found.contradictions] for found in plan.found] == [["total_investment"], ["ai_robotics"]]
    assert all(found.is_contradictory for found in plan.found)
    imports.carry_out(registry, OFFICIAL, POLICY, plan)
    assert len(everything(registry)) == 4


def test_what_the_company_submitted_itself_stays_and_an_imported_one_stands_beside_it(registry: Database) -> None:
    receipt = submit(registry, POLICY, content(1, rent("30")), None)
    (found,) = look_over(registry, content(1, rent("20"))).found
    assert (found.kind, found.beside, found.is_contradictory) == ("new", True, True)
    assert paid(registry) == {"art06_rent": "15.00"}
    assert bring(registry, content(1, rent("20"))) == Imported(1, 1)
    assert by_receipt(registry, receipt.code).content == content(1, rent("30"))
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted(claim["approved"] for claim in answer["claims"]) == ["0.00", "10.00"], "the imported one counts"
    points = [(point["kind"], len(point["claims"])) for point in answer["open"]]
    assert points == [("batch", 1), ("matter", 1)], "the same premises, with two rents"
    assert bring(registry, content(1, rent("18"))) == Imported(0, 0, changed=1), "the imported one is corrected"
    assert by_receipt(registry, receipt.code).content == content(1, rent("30"))


@pytest.mark.parametrize(("amount", "kind"), [("20", "batch"), ("30", "copy")])
def test_what_was_approved_of_the_companys_own_does_not_count_once_more_with_an_import(
    registry: Database, amount: str, kind: str
) -> None:
    receipt = submit(registry, POLICY, content(1, rent("30")), None)
    own = opened(registry, OFFICIAL, receipt.id)
    decide(registry, OFFICIAL, POLICY, own.claims[0].id, own.version, approved=15 * WAN, score=None, reason="定")
    bring(registry, content(1, rent(amount)))
    answer = allocate(POLICY, allocation_input(registry, OFFICIAL, POLICY, 2025))
    assert sorted(claim["approved"] for claim in answer["claims"]) == ["0.00", "15.00"], "the imported one is open"
    assert [(point["kind"], len(point["claims"])) for point in answer["open"]] == [
        (kind, 1),
        *([("matter", 1)] if kind == "batch" else []),
    ]
    (row,) = find(registry, OFFICIAL, POLICY, Wanted(standing="open")).rows
    given: dict[str, Any] = {"approved": 5 * WAN, "score": None, "reason": "定"}
    with pytest.raises(Refused, match="超出"):  # the same premises are paid for already
        decide(registry, OFFICIAL, POLICY, row.claim, row.version, **given)
    agreed(registry, row.claim, 5 * WAN, row.version)
    (point,) = standing(registry, OFFICIAL, POLICY, 2025).points
    assert (point.kind, point.state, point.open) == (kind, "counted", ()), "that both count is still said"
    dismiss(registry, OFFICIAL, receipt.id, own.version + 1, "重复")
    assert standing(registry, OFFICIAL, POLICY, 2025).points == ()


# ------------------------------------------------------------------------------------------- decisions that are there


def decided(registry: Database, raw: dict, beyond: str = "", **approved: int) -> Stored:
    bring(registry, raw)
    for key, amount in approved.items():
        stored = one(registry)
        claim = next(claim for claim in stored.claims if claim.key == key)
        if key == beyond:
            agreed(registry, claim.id, amount, stored.version)
        else:
            decide(registry, OFFICIAL, POLICY, claim.id, stored.version, approved=amount, score=None, reason="定")
    return one(registry)


def test_a_decision_that_still_fits_stays_and_one_that_does_not_is_to_be_looked_at_again(registry: Database) -> None:
    decided(registry, content(1, rent("30", "a"), standard("national", "s")), a=15 * WAN, s=40 * WAN)
    corrected = content(1, rent("20", "a"), standard("international", "s"))
    (found,) = look_over(registry, corrected).found
    assert [(x.key, x.fate) for x in found.decided] == [("a", "lapsed"), ("s", "kept")]
    bring(registry, corrected)
    stored = one(registry)
    assert [(c.key, c.approved, c.lapsed) for c in stored.claims] == [("a", None, 15 * WAN), ("s", 40 * WAN, None)]
    last = [c for c in stored.changes if c.what == "approved"][-1]
    assert (last.claim, last.before, last.after, last.reason) == ("a", 15 * WAN, None, "经核对更正")
    assert [row.claim for row in find(registry, OFFICIAL, POLICY, Wanted(standing="lapsed")).rows] == [
        stored.claims[0].id
    ]
    assert paid(registry) == {"art06_rent": "10.00", "art11_standards": "40.00"}
    assert prove(registry, OFFICIAL).is_whole
    decide(registry, OFFICIAL, POLICY, stored.claims[0].id, stored.version, approved=None, score=None, reason="按测算")
    assert find(registry, OFFICIAL, POLICY, Wanted(standing="lapsed")).total == 0


def test_a_decision_about_a_claim_that_did_not_change_stays_unless_the_company_cannot_have_it(
    registry: Database,
) -> None:
    raw = content(1, rent("30", "a"), standard("national", "s"))
    decided(registry, raw, "a", a=19 * WAN, s=40 * WAN)
    (found,) = look_over(registry, content(1, rent("30", "a"), standard("national", "s"), platform("平台"))).found
    assert {x.fate for x in found.decided} == {"kept"}, "19 is more than is worked out, as it was when it was decided"
    (found,) = look_over(registry, content(1, rent("30", "a"), standard("national", "s"), disqualified=True)).found
    assert {x.fate for x in found.decided} == {"lapsed"}


def test_a_claim_that_is_decided_goes_only_if_that_is_said(registry: Database) -> None:
    before = decided(registry, content(1, rent("30", "a"), standard(key="s")), a=15 * WAN)
    plan = look_over(registry, content(1, standard(key="s")))
    assert (plan.going, [x.key for x in plan.found[0].fated("gone")]) == (1, ["a"])
    assert errors(lambda: imports.carry_out(registry, OFFICIAL, POLICY, plan, "撤项")) == [""]
    assert one(registry) == before
    imports.carry_out(registry, OFFICIAL, POLICY, plan, "撤项", with_decisions=True)
    stored = one(registry)
    assert [claim.key for claim in stored.claims] == ["s"]
    assert [(c.claim, c.what) for c in stored.changes] == [("a", "approved"), ("a", "corrected")], (
        "nothing is forgotten"
    )


def test_a_claim_for_which_something_is_proposed_goes_only_if_that_is_said(registry: Database) -> None:
    raw = content(1, rent("30", "a"), standard(key="s"))
    plan = look_over(registry, raw, approved=[{"a": 500 * WAN}], reasons=[{"a": "专题会议"}])
    imports.carry_out(registry, OFFICIAL, POLICY, plan, "专题会议", propose=True)
    plan = look_over(registry, content(1, standard(key="s")))
    (judged,) = plan.found[0].decided
    assert (judged.key, judged.fate, judged.proposed) == ("a", "gone", 500 * WAN)
    assert errors(lambda: imports.carry_out(registry, OFFICIAL, POLICY, plan, "撤项")) == [""]


# ------------------------------------------------------------------------------------------- deciding by workbook


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_amounts_and_scores_filled_into_an_export_are_decisions(registry: Database, kind: str) -> None:
    bring(registry, content(1, rent("30", "r"), platform("平台一", "p")), content(2, platform("平台二", "p")))
    if kind == "xlsx":
        (title,) = [table.title["zh"] for table in _tables() if table.provision.id == "art12_public_platform"]
        data = filled(
            workbook(registry),
            (title, DECIDED_ROWS, 2, 800),
            (title, "评审得分", 2, 88.5),
            (title, "理由", 2, "专家评审"),
            (title, "评审得分", 3, 91),
        )
    else:
        text = sheets.write_csv(POLICY, "art12_public_platform", exported(registry, OFFICIAL, POLICY, Wanted()), "zh")
        lines = [line.split(",") for line in text.decode("utf-8-sig").splitlines()]
        at = [lines[0].index(heading) for heading in (DECIDED_ROWS, "评审得分", "理由")]
        for line, values in zip(lines[1:], (("800", "88.5", "专家评审"), ("", "91", "")), strict=True):
            for position, value in zip(at, values, strict=True):
                line[position] = value
        data = "\n".join(",".join(line) for line in lines).encode()
    file = (f"审核.{kind}", data)
    seen = incoming.preview(registry, OFFICIAL, POLICY, [file])
    assert seen.total is not None
    assert (seen.total.changed, seen.total.same, seen.total.decided, seen.total.redecided) == (0, 2, 2, 0)
    assert seen.needs_reason, "the second has none of its own"
    assert errors(lambda: incoming.add(registry, OFFICIAL, POLICY, [file], seen.mark)) == ["reason"]
    assert hand_in(registry, file) == [Imported(0, 0, decided=2, same=2)]
    first, second = everything(registry)
    assert [(c.key, c.approved, c.score) for c in first.claims] == [("r", None, None), ("p", 800 * WAN, 88_500_000)]
    assert [(c.what, c.reason, c.before, c.after, c.file) for c in first.changes] == [
        ("approved", "专家评审", None, 800 * WAN, file[0]),
        ("scored", "专家评审", None, 88_500_000, file[0]),
    ]
    assert [(c.what, c.reason) for c in second.changes] == [("scored", "按审核意见")]
    lines_of = [(line.what, line.subject) for line in journal.entries(registry, OFFICIAL)]
    assert lines_of[:2] == [("decided", second.id), ("decided", first.id)]
    assert prove(registry, OFFICIAL).is_whole


def _tables() -> Any:
    return POLICY.derived(sheets.columns.Book).tables.values()


def test_an_export_with_decisions_that_comes_back_changes_nothing_and_a_blank_takes_nothing_back(
    registry: Database,
) -> None:
    decided(registry, content(1, rent("30", "a")), a=12 * WAN)
    data = workbook(registry)
    assert hand_in(registry, ("原样.xlsx", data)) == [Imported(0, 0, same=1)]
    (title,) = [table.title["zh"] for table in _tables() if table.provision.id == "art06_rent"]
    assert hand_in(registry, ("空.xlsx", filled(data, (title, DECIDED_ROWS, 2, None)))) == [Imported(0, 0, same=1)]
    assert one(registry).claims[0].approved == 12 * WAN
    changed = filled(data, (title, DECIDED_ROWS, 2, 11))
    seen = incoming.preview(registry, OFFICIAL, POLICY, [("改.xlsx", changed)])
    assert seen.total is not None
    assert (seen.total.decided, seen.total.redecided) == (0, 1)
    assert hand_in(registry, ("改.xlsx", changed)) == [Imported(0, 0, decided=1, same=1)]
    assert one(registry).claims[0].approved == 11 * WAN


@pytest.mark.parametrize(("heading", "value"), [(DECIDED_ROWS, -1), (DECIDED_ROWS, "多"), (DECIDED_ROWS, 10**13)])
def test_the_bounds_are_those_of_deciding_by_hand(registry: Database, heading: str, value: Any) -> None:
    bring(registry, content(1, rent("30", "a")))
    (title,) = [table.title["zh"] for table in _tables() if table.provision.id == "art06_rent"]
    seen = incoming.preview(
        registry, OFFICIAL, POLICY, [("a.xlsx", filled(workbook(registry), (title, heading, 2, value)))]
    )
    assert len(seen.faults) == 1
    assert one(registry).claims[0].approved is None


def test_a_row_is_corrected_and_decided_at_once(registry: Database) -> None:
    decided(registry, content(1, rent("30", "a")), a=15 * WAN)
    done = bring(registry, content(1, rent("20", "a")), approved=[{"a": 9 * WAN}], reasons=[{"a": "核减"}])
    assert done == Imported(0, 0, changed=1, decided=1)
    (claim,) = one(registry).claims
    assert (claim.approved, claim.lapsed) == (9 * WAN, None)
    assert [line.what for line in journal.entries(registry, OFFICIAL)][:2] == ["decided", "corrected"]


def test_a_score_beside_a_correction_gives_nobody_back_what_the_correction_took(registry: Database) -> None:
    raw = content(1, platform("平台一", "p"))
    decided(registry, raw, p=800 * WAN)
    (corrected,) = content(1, platform("平台一", "p", assessed_amount="500"))["claims"]
    bring(registry, raw | {"claims": [with_score(POLICY, corrected, 80_000_000)]})
    (claim,) = one(registry).claims
    assert (claim.approved, claim.lapsed, claim.score) == (None, 800 * WAN, 80_000_000)
    bring(registry, raw | {"claims": [with_score(POLICY, corrected, 81_000_000)]})
    (claim,) = one(registry).claims
    assert (claim.approved, claim.lapsed, claim.score) == (None, 800 * WAN, 81_000_000), "a blank decides nothing"


def test_what_is_proposed_beside_a_correction_keeps_no_decision_that_the_correction_leaves_above_the_law(
    registry: Database,
) -> None:
    decided(registry, content(1, rent("30", "a")), a=15 * WAN)
    plan = look_over(registry, content(1, rent("20", "a")), approved=[{"a": 500 * WAN}], reasons=[{"a": "专题会议"}])
    assert [(x.key, x.fate) for x in plan.found[0].decided] == [("a", "lapsed")]
    imports.carry_out(registry, OFFICIAL, POLICY, plan, "专题会议", propose=True)
    (claim,) = one(registry).claims
    assert (claim.approved, claim.lapsed) == (None, 15 * WAN)
    assert claim.proposed is not None
    assert claim.proposed.amount == 500 * WAN
    assert prove(registry, OFFICIAL).is_whole


# ------------------------------------------------------------------------------------------- what changed meanwhile


def test_an_export_that_is_stale_overwrites_nothing_and_is_told(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a")), content(2, rent("30", "a")))
    data = workbook(registry)
    first = next(stored for stored in everything(registry) if stored.applicant == code(1))
    decide(registry, OFFICIAL, POLICY, first.claims[0].id, 1, approved=7 * WAN, score=None, reason="定")
    (title,) = [table.title["zh"] for table in _tables() if table.provision.id == "art06_rent"]
    file = ("审核.xlsx", filled(data, (title, DECIDED_ROWS, 2, 14), (title, DECIDED_ROWS, 3, 14)))
    seen = incoming.preview(registry, OFFICIAL, POLICY, [file])
    assert [found.kind for found in seen.found] == ["stale", "unchanged"]
    assert hand_in(registry, file) == [Imported(0, 0, decided=1, same=1, left=1)]
    assert {s.applicant: s.claims[0].approved for s in everything(registry)} == {code(1): 7 * WAN, code(2): 14 * WAN}


def test_the_company_or_the_day_of_an_exported_application_can_be_corrected(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a")))
    mark = one(registry).mark
    assert bring(registry, content(2, rent("30", "a"), day="2025-06-16"), mark=[mark]) == Imported(0, 0, changed=1)
    stored = one(registry)
    assert (stored.applicant, stored.day.isoformat()) == (code(2), "2025-06-16")


def test_what_is_added_or_changed_between_looking_and_importing_is_not_overwritten(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a")))
    plan = look_over(registry, content(1, rent("20", "a")), content(2))
    stored = one(registry)
    decide(registry, OFFICIAL, POLICY, stored.claims[0].id, 1, approved=1, score=None, reason="定")
    with pytest.raises(Conflict):
        imports.carry_out(registry, OFFICIAL, POLICY, plan, "更正")
    plan = look_over(registry, content(2), content(3))
    bring(registry, content(3, standard()))
    with pytest.raises(Conflict):
        imports.carry_out(registry, OFFICIAL, POLICY, plan)
    receipt = submit(registry, POLICY, content(4), None)
    plan = look_over(registry, content(4, standard()))
    amend(registry, POLICY, receipt.code, content(5), None, 1)
    with pytest.raises(Conflict):
        imports.carry_out(registry, OFFICIAL, POLICY, plan)
    assert sorted(stored.applicant for stored in everything(registry)) == [code(1), code(3), code(5)]


def test_an_export_goes_into_another_registry_as_new(registry: Database) -> None:
    bring(registry, content(1, rent("30", "a")))
    data = workbook(registry)
    delete(registry, OFFICIAL, one(registry).id, 1)
    assert hand_in(registry, ("申报.xlsx", data)) == [Imported(1, 1)]


def test_several_that_it_could_be_are_left_alone(registry: Database) -> None:
    bring(registry, content(1, name="同名公司", uscc=None, id="A"), content(2, name="同名公司", uscc=None, id="B"))
    nameless: Found = look_over(registry, content(None, rent("1"), name="同名公司")).found[0]
    assert nameless.kind == "unclear"
    bring(registry, content(3, rent("30", "a")))
    mark = next(s for s in everything(registry) if s.applicant == "A").mark
    bring(registry, content(3, rent("9")), mark=[mark])
    (found,) = look_over(registry, content(3, rent("12"))).found
    assert found.kind == "unclear"
    assert bring(registry, content(3, rent("12"))) == Imported(0, 0, left=1)


def test_correcting_asks_the_database_little_for_each_application(registry: Database) -> None:
    """The writers' lock is held meanwhile, and everybody else waits for it."""
    everyone = range(1, 221)
    add_many(registry, OFFICIAL, POLICY, [New(content(n)) for n in everyone], content_of_file=b"", file_name="x")
    asked = []
    for some in (range(1, 21), range(21, 221)):
        plan = look_over(registry, *[content(n, rent("1"), standard()) for n in some])
        with counted(registry) as statements:
            (done,) = imports.carry_out(registry, OFFICIAL, POLICY, plan, "更正")
        assert done == Imported(0, 0, changed=len(some))
        asked.append(len(statements))
    few, many = asked
    assert (many - few) / 180 < 3
    assert prove(registry, OFFICIAL).is_whole


@contextmanager
def counted(registry: Database) -> Iterator[list[str]]:
    """What writers ask the database meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    event.listen(registry.writers, "before_cursor_execute", note)
    yield said
    event.remove(registry.writers, "before_cursor_execute", note)


# ------------------------------------------------------------------------------------------- above the estimate


def test_an_amount_above_the_estimate_is_counted_and_needs_a_reason_of_its_own_or_a_look(registry: Database) -> None:
    bring(registry, content(1, rent("40", "a")), content(2, rent("40", "a")), content(3, rent("40", "a")))
    (title,) = [table.title["zh"] for table in _tables() if table.provision.id == "art06_rent"]
    amounts = [(title, DECIDED_ROWS, row, value) for row, value in ((2, 99), (3, 21), (4, 20))]
    data = filled(workbook(registry), *amounts, (title, "理由", 3, "另有复核结论"))
    seen = incoming.preview(registry, OFFICIAL, POLICY, [("高.xlsx", data)])
    assert (seen.above, seen.unfounded) == (2, 1)
    assert [d.estimate for one in seen.found for d in one.decisions] == [20 * WAN] * 3
    with pytest.raises(Refused) as refused:
        hand_in(registry, ("高.xlsx", data))
    assert "1项核定金额高于测算" in refused.value.errors[0]["message"]["zh"]
    assert all(c.approved is None for stored in everything(registry) for c in stored.claims), "nothing was written"
    with pytest.raises(Refused) as refused:
        hand_in(registry, ("高.xlsx", data), above_checked=True)
    assert [error["path"] for error in refused.value.errors] == ["propose"], "and two are more than the law allows"
    assert seen.beyond == 2
    assert all(c.approved is None for stored in everything(registry) for c in stored.claims), "nothing was written"
    hand_in(registry, ("高.xlsx", data), above_checked=True, propose=True)
    found = [(x, c) for x in everything(registry) for c in x.claims]
    assert sorted(c.approved or 0 for _, c in found) == [0, 0, 20 * WAN]
    assert sorted(c.proposed.amount for _, c in found if c.proposed) == [21 * WAN, 99 * WAN]
    again = incoming.preview(registry, OFFICIAL, POLICY, [("再.xlsx", data)])
    assert (again.is_idle, again.above) == (True, 0), "what waits already is not proposed once more"
    second = with_second(registry)
    for stored, claim in found:
        if claim.proposed:
            agree(registry, second, POLICY, claim.id, stored.version)
    assert sorted((c.approved, c.beyond, c.second) for x in everything(registry) for c in x.claims) == [
        (20 * WAN, None, ""), (21 * WAN, 20 * WAN, SECOND), (99 * WAN, 20 * WAN, SECOND),
    ]  # fmt: skip
    again = incoming.preview(registry, OFFICIAL, POLICY, [("再.xlsx", workbook(registry))])
    assert (again.is_idle, again.above) == (True, 0), "what is decided already is not asked about once more"


@pytest.mark.parametrize("rents", ["30", "40"])
def test_above_is_above_what_is_calculated_after_a_decision_on_a_point(registry: Database, rents: str) -> None:
    """Also where the file corrects something else (the rent) in the same application."""
    first = content(1, side("publisher", total_investment="1000"))
    other = content(2, rent("30", "r"), side("solver", key="s", total_investment="1500"))
    bring(registry, first, other)
    (point,) = standing(registry, OFFICIAL, POLICY, 2025).points
    chosen = next(one.id for one in everything(registry) if one.applicant == code(1))
    choose(registry, OFFICIAL, POLICY, point, chosen, "以立项批复为准")
    changed = content(2, rent(rents, "r"), side("solver", key="s", total_investment="1500"))
    assert look_over(registry, changed, approved=[{"s": 250 * WAN}]).above == 1
    assert look_over(registry, changed, approved=[{"s": 200 * WAN}]).above == 0
    restated = content(2, rent(rents, "r"), side("solver", key="s", total_investment="1400"))
    assert look_over(registry, restated, approved=[{"s": 250 * WAN}]).above == 0, "it is open anew, as it states"
