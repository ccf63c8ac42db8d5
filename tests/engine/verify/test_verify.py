"""What a file states is worked out again: as it was made, all is the same; whatever is changed in it is named."""

import copy
import io
import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from engine.__main__ import main
from engine.allocation.allocate import allocate
from engine.allocation.payout import published
from engine.application import saved
from engine.assessment.assess import amounts, assess, assess_accepted
from engine.documents import allocation_workbook, amendments, carried, checklist, onepager, report
from engine.documents.allocation_workbook.layout import APPROVED, CALCULATED, CLAIM_HEAD, PAID
from engine.documents.deck import deck
from engine.documents.given import of_amendments, of_workbook, publication
from engine.documents.report.stated import scale
from engine.planning.payouts import read_payouts
from engine.planning.plan import plan
from engine.policy.folder import load_folder, load_policy
from engine.policy.pack import Policy
from engine.scenario import Scenario, filed, outcome, written
from engine.scenario.annual_budgets import AnnualBudget
from engine.scenario.inputs import read_cohort
from engine.text import words
from engine.values.refusal import Refused
from engine.verify.verdict import Verdict, verify
from engine.view.result import assessed
from tests import example_guideline
from tests.engine.allocation.test_payout import HALF, told
from tests.engine.assessment.test_guideline import GUIDED, rent
from tests.pages import samples

POLICY = load_policy("longhua-ai-robotics-2025")
DAY = date(2025, 8, 1)
Json = dict[str, Any]
APPLICATION = samples.application() | {"application_date": "2025-06-15"}
DATED = {"application_date": "2025-06-15"}
RUN: Json = {
    "budget": "700",
    "approved_claims": [
        {"id": f"{provision}-{n}", "applicant": f"{provision}{n}", "provision": provision, "approved": str(40 + n)}
        | DATED
        for provision in ("art05_revenue_growth", "art06_rent", "art11_standards")
        for n in range(6)
    ],
}
CLAIM = f"{RUN['approved_claims'][0]['id']}"
PUBLICATION = publication(POLICY, RUN | {"name": "七百"}, "zh", day=DAY)


PLANNED: Json = APPLICATION | {"claims": [c for c in APPLICATION["claims"] if c["provision"] == "art11_standards"]}


def in_force(_: str | None = None) -> Policy:
    return POLICY


def dumped(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def of_report(ending: str, **more: Any) -> bytes:
    return report.WRITERS[ending](assessed(POLICY, APPLICATION, **more), "zh", DAY)


def a_saved_file() -> bytes:
    assessing, left = assess_accepted(POLICY, APPLICATION)
    assert assessing is not None
    assert left == []
    content = saved.Saved(APPLICATION, result=amounts(assessing.policy, assessing.application))
    return saved.write(POLICY, content, DAY)


def a_saved_result() -> bytes:
    """The answers with all that comes of them, as the result page gives them."""
    found = assessed(POLICY, APPLICATION, Fraction(1, 2))
    assessing, _ = assess_accepted(POLICY, APPLICATION)
    assert assessing is not None
    worked = found.assessment, found.paid, scale(found), found.plan
    content = saved.Saved(
        APPLICATION,
        result=amounts(assessing.policy, assessing.application),
        worked=dict(zip(saved.WORKED, worked, strict=True)),
    )
    return saved.write(POLICY, content, DAY)


def a_checklist() -> bytes:
    return checklist.as_xlsx(assessed(POLICY, APPLICATION, Fraction(1, 2)), frozenset({"licence", "none"}), "zh", DAY)


def a_workbook() -> bytes:
    found = of_workbook(POLICY, RUN, "zh")
    return allocation_workbook.make(found.outcome, found.beside, found.names, DAY, "zh")


def a_result() -> bytes:
    found = assessed(POLICY, APPLICATION, published=published(POLICY, told(HALF), 2025))
    of = {"application": APPLICATION, "assessment": found.assessment, "after_budget": found.paid}
    return dumped(of | {"scaled_by": scale(found)})


def a_page(ending: str, scenario: Scenario | None = None) -> bytes:
    return onepager.made(POLICY, scenario, "zh", None, ending)


def a_scenario() -> bytes:
    cohort = read_cohort(POLICY, RUN)
    return filed.as_bytes(filed.document(POLICY, CHANGED, DAY, "李", outcome=outcome(POLICY, cohort, CHANGED)))


def a_table(ending: str) -> bytes:
    return amendments.WRITERS[ending](of_amendments(POLICY, RUN, written(CHANGED), "zh"), "zh", DAY)


CHANGED = Scenario("七百", 2025, 700 * 10**6, overrides={"art06_rent.share": "0.4"})
MADE: dict[str, tuple[Callable[[], bytes], Json | None]] = {
    "saved.json": (a_saved_file, None),
    "result.json": (a_result, None),
    "saved-result.json": (a_saved_result, None),
    "checklist.xlsx": (a_checklist, None),
    "assessment.json": (lambda: dumped(assess(POLICY, APPLICATION)), APPLICATION),
    "allocation.json": (lambda: dumped(allocate(POLICY, RUN)), RUN),
    "amounts.json": (lambda: dumped(allocate(POLICY, RUN, steps=False)), RUN),
    "plan.json": (lambda: dumped(plan(POLICY, PLANNED, expected=read_payouts(POLICY, ["0.5"]))), PLANNED),
    "publication.json": (lambda: dumped(PUBLICATION), RUN),
    "copy.json": (lambda: dumped(PUBLICATION | {"published": "2025-08-01T00:00:00+00:00"}), PUBLICATION),
    "scenario.json": (a_scenario, RUN),
    "table.docx": (lambda: a_table(".docx"), RUN),
    "table.json": (lambda: a_table(".json"), RUN),
    "report.pdf": (lambda: of_report(".pdf", ratio=Fraction(1, 2)), None),
    "report.docx": (lambda: of_report(".docx", published=published(POLICY, told(HALF), 2025)), None),
    "allocation.xlsx": (a_workbook, None),
    "briefing.pptx": (lambda: deck(POLICY, PUBLICATION, "zh"), RUN),
    "page.pdf": (lambda: a_page(".pdf", CHANGED), None),
    "page.svg": (lambda: a_page(".svg"), None),
    "page.png": (lambda: a_page(".png"), None),
}
KINDS = ["saved.json", "report.pdf", "allocation.xlsx", "briefing.pptx", "page.svg"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each kind, and beside it what it was made of."""
    folder = tmp_path_factory.mktemp("made")
    for name, (make, beside) in MADE.items():
        (folder / name).write_bytes(make())
        if beside is not None:
            (folder / f"{name}.of").write_bytes(dumped(beside))
    return folder


def checked(folder: Path, name: str, policy_of: Any = in_force) -> Verdict:
    of = folder / f"{name}.of"
    return verify(str(folder / name), str(of) if of.exists() else None, policy_of)


def paths(verdict: Verdict) -> list[str]:
    for one in verdict["differences"]:
        assert all(one["message"][lang] for lang in words.LANGUAGES)
    return [one["path"] for one in verdict["differences"]]


def said(folder: Path, name: str) -> Json:
    """What a file states, as JSON."""
    data = (folder / name).read_bytes()
    inside = carried.read(data)
    found: Json = json.loads(data if inside is None else inside)
    return found


def stated(folder: Path, content: Json, name: str = "changed.json", beside: Json | None = None) -> Verdict:
    """What is found of a file that states this."""
    (folder / name).write_bytes(dumped(content))
    other = folder / f"{name}.of"
    other.unlink(missing_ok=True)
    if beside is not None:
        other.write_bytes(dumped(beside))
    return checked(folder, name)


def test_a_table_of_a_run_that_sets_a_total_among_its_numbers_says_what_is_so(tmp_path):
    run = RUN | {"overrides": {f"{POLICY.pools[0].id}.cap": "500"}}
    made = amendments.WRITERS[".docx"](of_amendments(POLICY, run, None, "zh"), "zh", DAY)
    (tmp_path / "table.docx").write_bytes(made)
    (tmp_path / "run.json").write_bytes(dumped(run))
    verdict = verify(str(tmp_path / "table.docx"), str(tmp_path / "run.json"), in_force)
    assert (verdict["checked"], verdict["same"]) == ("all", True)


@pytest.mark.parametrize("name", MADE)
def test_a_file_as_it_was_made_says_what_is_so(made, name):
    verdict = checked(made, name)
    assert (verdict["differences"], verdict["same"], verdict["checked"]) == ([], True, "all")
    assert verdict["receipt"]["policy"]["id"] == POLICY.id


def changed(content: Json, path: str, value: Any) -> Json:
    content = copy.deepcopy(content)
    here: Any = content
    *way, last = path.split("/")
    for step in way:
        here = here[int(step) if isinstance(here, list) else step]
    here[int(last) if isinstance(here, list) else last] = value
    return content


READING = "readings/allocation_order", "budget_then_article"
RULES = "receipt/policy/rules", "0" * 64


@pytest.mark.parametrize(
    ("name", "path", "value", "found"),
    [
        ("saved.json", "result/total/confirmed", "9999.00", ["result.total.confirmed"]),
        ("saved.json", f"receipt/{READING[0]}", READING[1], ["receipt.readings.allocation_order"]),
        ("saved.json", *RULES, ["receipt.policy.rules"]),
        ("saved.json", "application/applicant/name", "别的公司", ["receipt.input"]),
        ("report.pdf", "states/total/confirmed", "9999.00", ["states.total.confirmed"]),
        ("report.pdf", "states/paid/total/actual", "9999.00", ["states.paid.total.actual"]),
        ("report.pdf", f"receipt/{READING[0]}", READING[1], ["receipt.readings.allocation_order"]),
        ("report.pdf", *RULES, ["receipt.policy.rules"]),
        ("report.pdf", "input/applicant/name", "别的公司", ["receipt.input"]),
        ("allocation.xlsx", "states/claims/0/actual", "9999.00", [f"states.claims.{CLAIM}.actual"]),
        ("allocation.xlsx", "states/budget/ratio", "1/7", ["states.budget.ratio"]),
        ("allocation.xlsx", f"receipt/{READING[0]}", READING[1], ["receipt.readings.allocation_order"]),
        ("allocation.xlsx", *RULES, ["receipt.policy.rules"]),
        ("briefing.pptx", "states/total/paid", "9999.00", ["total.paid"]),
        ("briefing.pptx", "states/articles/0/companies", 99, ["articles.0.companies"]),
        ("briefing.pptx", f"states/receipt/{READING[0]}", READING[1], ["receipt.readings.allocation_order"]),
        ("briefing.pptx", "states/receipt/policy/rules", "0" * 64, ["receipt.policy.rules"]),
        ("page.pdf", "states/numbers/art06_rent.share/law", "0.9", ["states.numbers.art06_rent.share.law"]),
        ("page.pdf", f"receipt/{READING[0]}", READING[1], ["receipt.readings.allocation_order"]),
        ("page.pdf", *RULES, ["receipt.policy.rules"]),
        ("page.pdf", "receipt/overrides/art06_rent.share", "0.5", ["receipt.overrides.art06_rent.share"]),
        ("allocation.json", "total_actual", "9999.00", ["total_actual"]),
        ("result.json", "assessment/total/confirmed", "9999.00", ["assessment.total.confirmed"]),
        ("result.json", "after_budget/total/actual", "9999.00", ["after_budget.total.actual"]),
        ("saved-result.json", "assessment/total/confirmed", "9999.00", ["assessment.total.confirmed"]),
        ("saved-result.json", "after_budget/total/actual", "9999.00", ["after_budget.total.actual"]),
        ("saved-result.json", "plan/total", "9999.00", ["plan.total"]),
        ("saved-result.json", "result/total/confirmed", "9999.00", ["result.total.confirmed"]),
        ("checklist.xlsx", "states/total/confirmed", "9999.00", ["states.total.confirmed"]),
        ("checklist.xlsx", "states/plan/0/amount", "9999.00", None),
        ("checklist.xlsx", *RULES, ["receipt.policy.rules"]),
        ("assessment.json", "total/confirmed", "9999.00", ["total.confirmed"]),
        ("plan.json", "gain", "9999.00", ["gain"]),
        ("publication.json", "ratio", "1", ["ratio"]),
        ("copy.json", "ratio", "1", ["ratio"]),
        ("scenario.json", "figures/paid", "9999.00", ["figures.paid"]),
        ("scenario.json", "figures/articles/1/approved", "9999.00", ["figures.articles.1.approved"]),
        ("scenario.json", "receipt/overrides/art06_rent.share", "0.5", ["receipt.overrides.art06_rent.share"]),
        ("scenario.json", *RULES, ["receipt.policy.rules"]),
        ("table.docx", "states/articles/0/new/1", "第六条", ["states.articles.0.new.1"]),
        ("table.docx", "states/totals/0/paid/after", "9999.00", ["states.totals.0.paid.after"]),
        ("table.docx", "receipt/overrides/art06_rent.share", "0.5", ["receipt.overrides.art06_rent.share"]),
        ("table.docx", *RULES, ["receipt.policy.rules"]),
    ],
)
def test_what_is_changed_is_named(made, name, path, value, found):
    verdict = stated(made, changed(said(made, name), path, value), beside=MADE[name][1])
    if found is None:  # a matter of the plan is named by its id
        found = [f"states.plan.{said(made, name)['states']['plan'][0]['id']}.amount"]
    assert (paths(verdict), verdict["same"]) == (found, False)


def test_an_answer_of_the_company_or_an_approved_amount_that_is_changed_shows_in_what_comes_of_it_too(made):
    content = said(made, "report.pdf")
    claims = content["input"]["claims"]
    standards = next(n for n, claim in enumerate(claims) if claim["provision"] == "art11_standards")
    other = changed(content, f"input/claims/{standards}/facts/standards", [])
    claim = claims[standards]["id"]
    assert {"receipt.input", f"states.claims.{claim}.confirmed"} <= set(paths(stated(made, other)))
    book = changed(said(made, "allocation.xlsx"), "input/approved_claims/0/approved", "400")
    assert {"receipt.input", f"states.claims.{CLAIM}.actual"} <= set(paths(stated(made, book)))
    run = changed(RUN, "approved_claims/0/approved", "400")
    assert {"receipt.input", "total_actual"} <= set(paths(stated(made, said(made, "allocation.json"), beside=run)))
    assert "total.paid" in paths(stated(made, PUBLICATION, beside=run))


def test_under_other_rules_their_hash_and_the_amounts_that_they_change_are_named(made, tmp_path):
    folder = Path(shutil.copytree(POLICY.folder, tmp_path / POLICY.id))
    rules = (folder / "policy.toml").read_text(encoding="utf-8")
    (folder / "policy.toml").write_text(rules.replace('share = "30%"', 'share = "20%"'), encoding="utf-8")
    other = load_folder(folder)
    found = checked(made, "report.pdf", lambda _: other)
    assert {"receipt.policy.rules", "states.total.confirmed"} <= set(paths(found))
    assert "receipt.policy.rules" in paths(checked(made, "briefing.pptx", lambda _: other))
    assert "receipt.policy.rules" in paths(verify(str(made / "allocation.json"), None, lambda _: other))
    copies = str(made / "publication.json"), str(made / "briefing.pptx")
    assert paths(verify(*copies, lambda _: other)) == ["receipt.policy.sha256", "receipt.policy.rules"]


def test_another_version_of_the_engine_is_said_and_is_no_difference(made):
    verdict = stated(made, changed(said(made, "saved.json"), "receipt/engine", "0.1.0"))
    assert verdict["same"]
    assert "0.1.0" in verdict["notes"][0]["zh"]


def test_the_paper_of_another_version_is_not_compared_and_that_is_said(made, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("engine.policy.receipt.VERSION", "0.1.0")
        (made / "older.docx").write_bytes(of_report(".docx"))
    verdict = checked(made, "older.docx")
    assert (verdict["same"], verdict["receipt"]["engine"]) == (True, "0.1.0")
    assert words.both("verify.statement_alone") in verdict["notes"]
    assert len(verdict["notes"]) == 2


def test_what_has_no_receipt_says_so(made):
    content = said(made, "saved.json")
    del content["receipt"], content["result"]
    verdict = stated(made, content)
    assert (paths(verdict), verdict["receipt"]) == (["receipt"], None)
    assert words.both("verify.no_receipt") in verdict["notes"]


def test_without_what_it_was_made_of_the_receipt_alone_is_checked_and_that_is_said(made):
    of = {"assessment": "needs_application", "allocation": "needs_run", "scenario": "scenario_needs_claims"}
    for name, note in [*((f"{kind}.json", key) for kind, key in of.items()), ("briefing.pptx", "needs_claims")]:
        verdict = verify(str(made / name), None, in_force)
        assert (verdict["checked"], verdict["same"]) == ("receipt", True)
        assert words.both(f"verify.{note}") in verdict["notes"]


def test_a_scenario_of_which_the_amounts_or_the_claims_are_others_does_not_come_to_its_figures(made):
    content = said(made, "scenario.json")
    other = changed(content, "scenario/budget", "600")
    assert {"figures.paid", "figures.ratio"} <= set(paths(stated(made, other, beside=RUN)))
    run = changed(RUN, "approved_claims/0/approved", "400")
    assert {"receipt.input", "figures.approved"} <= set(paths(stated(made, content, beside=run)))


def test_of_the_law_before_and_after_the_text_is_checked_without_the_claims_too(made):
    verdict = verify(str(made / "table.docx"), None, in_force)
    assert (verdict["checked"], verdict["same"]) == ("receipt", True)
    assert words.both("verify.needs_claims_effect") in verdict["notes"]
    other = changed(said(made, "table.docx"), "states/articles/0/old/1", "第六条")
    assert paths(stated(made, other)) == ["states.articles.0.old.1"]
    more = changed(said(made, "table.docx"), "states/totals/0/paid/after", "9999.00")
    (difference,) = stated(made, more, beside=RUN)["differences"]
    assert "修改后金额" in difference["message"]["zh"]
    of_others = changed(said(made, "table.docx"), "input/scenario/overrides/art06_rent.share", "0.3")
    assert {"states.articles.0.new.1", "receipt.overrides.art06_rent.share"} <= set(paths(stated(made, of_others)))
    run = changed(RUN, "approved_claims/0/approved", "400")
    named = set(paths(stated(made, said(made, "table.docx"), beside=run)))
    assert {"receipt.input", "states.totals.0.approved.before"} <= named


def test_a_word_document_of_which_the_paper_is_changed_is_another_file(made, tmp_path):
    data = (made / "table.docx").read_bytes()
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as given_, ZipFile(out, "w") as other:
        for info in given_.infolist():
            content = given_.read(info)
            if info.filename == "word/document.xml":
                assert b"40%" in content
                content = content.replace(b"40%", b"45%")
            other.writestr(info, content)
    (made / "forged.docx").write_bytes(out.getvalue())
    (made / "forged.docx.of").write_bytes(dumped(RUN))
    assert paths(checked(made, "forged.docx")) == ["file"]


def test_a_scenario_that_was_made_without_claims_states_no_figures(made):
    (made / "bare.json").write_bytes(filed.as_bytes(filed.document(POLICY, CHANGED, DAY)))
    verdict = verify(str(made / "bare.json"), None, in_force)
    assert (verdict["same"], verdict["receipt"]["input"]) == (True, None)
    assert words.both("verify.scenario_without_figures") in verdict["notes"]


def test_of_the_stated_budget_of_the_year_is_said_what_claims_cannot_prove(made):
    annual = AnnualBudget(2025, 800 * 10**6, "区财政局", DAY)
    content = publication(POLICY, RUN | {"name": "七百"}, "zh", day=DAY, annual=annual)
    note = words.both("verify.annual_budget")
    assert content["compared"]["base"]["budget"] == "800"
    for path, text, same in (("source", "区财政局", True), ("source", "别处", True), ("amount", "900", False)):
        verdict = stated(made, changed(content, f"annual_budget/{path}", text), beside=RUN)
        assert (verdict["checked"], verdict["same"], note in verdict["notes"]) == ("all", same, True)
    verdict = stated(made, PUBLICATION, beside=RUN)
    assert (verdict["same"], note in verdict["notes"]) == (True, False)


def test_slides_and_a_page_are_compared_with_what_is_published(made):
    other = made / "other.json"
    other.write_bytes(dumped(changed(PUBLICATION, "total/paid", "1.00")))
    assert paths(verify(str(made / "briefing.pptx"), str(other), in_force)) == ["total.paid"]
    assert verify(str(made / "publication.json"), str(made / "briefing.pptx"), in_force)["same"]
    found = paths(verify(str(made / "page.pdf"), str(made / "briefing.pptx"), in_force))
    assert found == ["publication.overrides.art06_rent.share"]


def test_a_damaged_document_beside_it_is_called_that(made):
    (made / "damaged.pdf").write_bytes(b"%PDF-1.4 x")
    with pytest.raises(Refused) as refused:
        verify(str(made / "publication.json"), str(made / "damaged.pdf"), in_force)
    assert [error["path"] for error in refused.value.errors] == ["file"]


# ------------------------------------------------------------------------------------------------ the paper itself


def rewritten(package: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as given_, ZipFile(out, "w") as target:
        for info in given_.infolist():
            content = given_.read(info)
            if info.filename == part:
                text = content.decode()
                assert change(text) != text
                content = change(text).encode()
            target.writestr(info, content)
    return out.getvalue()


def test_an_amount_that_is_changed_on_the_paper_alone_is_seen(made):
    package = (made / "report.docx").read_bytes()
    total = said(made, "report.docx")["states"]["total"]["confirmed"]
    package = rewritten(package, "word/document.xml", lambda text: text.replace(f">{total}<", ">9,999.00<"))
    (made / "forged.docx").write_bytes(package)
    assert paths(checked(made, "forged.docx")) == ["file"]
    picture = (made / "page.png").read_bytes()
    (made / "forged.png").write_bytes(picture[:4000] + bytes([picture[4000] ^ 1]) + picture[4001:])
    assert paths(checked(made, "forged.png")) == ["file"]


def test_a_cell_that_is_changed_is_named_by_its_claim(made):
    package = (made / "allocation.xlsx").read_bytes()
    for position, name in ((APPROVED, "approved"), (PAID, "paid"), (CALCULATED, "calculated")):
        place = re.compile(rf'(<c r="{xl_rowcol_to_cell(CLAIM_HEAD + 1, position)}"[^>]*>(?:<f>.*?</f>)?<v>)[^<]*')
        forged = rewritten(package, "xl/worksheets/sheet3.xml", partial(place.sub, r"\g<1>9999"))
        (made / "forged.xlsx").write_bytes(forged)
        assert paths(checked(made, "forged.xlsx")) == [f"cells.{CLAIM}.{name}"]


# ------------------------------------------------------------------------------------------------ what is inside


def test_what_everybody_may_see_holds_nothing_but_the_publication(made):
    content = said(made, "briefing.pptx")
    assert content["states"] == json.loads(json.dumps(PUBLICATION))
    assert content["input"] is None
    assert content["receipt"]["input"] is None
    assert content["given"] == {"lang": "zh"}
    with ZipFile(made / "briefing.pptx") as package:
        everything = b"".join(package.read(name) for name in package.namelist() if name.startswith("customXml"))
    assert all(claim["id"].encode() not in everything for claim in RUN["approved_claims"])


def test_a_report_carries_what_the_company_stated_and_what_is_published_of_the_scenario_alone(made):
    content = said(made, "report.docx")
    assert content["input"] == APPLICATION
    assert content["given"]["published"].keys() <= {
        "receipt", "scenario", "ratio", "pools", "rule", "published", "invented",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ what cannot be read


def encrypted() -> bytes:
    """A package whose part has a password."""
    with ZipFile(written := io.BytesIO(), "w") as package:
        package.writestr("customXml/item1.xml", "<a/>")
    of = written.getvalue()
    listed = of.index(b"PK\x01\x02")
    return of[:6] + b"\x01" + of[7 : listed + 8] + b"\x01" + of[listed + 9 :]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "unreadable"),
        (b"not JSON", "unreadable"),
        (b"[1]", "foreign"),
        (b'{"a": 1}', "foreign"),
        (b'{"total": {"most": "9.00", "most": "1.00"}}', "unreadable"),
        (b"%PDF-1.7 and no more", "unreadable"),
        (b"PK\x03\x04 and no more", "unreadable"),
        (encrypted(), "unreadable"),
        (b"<svg></svg>", "no_statement"),
        (b"\x89PNG\r\n\x1a\n", "no_statement"),
        (dumped({"format": carried.FORMAT, "edition": 99, "kind": "report"}), "later_edition"),
        (dumped({"format": carried.FORMAT, "edition": 1, "kind": "report"}), "unreadable"),
        (dumped({"format": carried.FORMAT, "kind": "x", "receipt": {}, "given": {}, "states": {}}), "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, content, key):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Refused) as refused:
        checked(tmp_path, "file")
    assert refused.value.errors == [{"path": "file", "message": words.both(f"verify.{key}")}]


@pytest.mark.parametrize(("name", "part"), [("report.pdf", "given"), ("report.pdf", "input"), ("page.svg", "given")])
def test_a_damaged_statement_is_refused_in_words(made, name, part):
    with pytest.raises(Refused) as refused:
        stated(made, said(made, name) | {part: {}})
    assert refused.value.errors[0]["message"]["zh"]


@pytest.mark.parametrize("ratio", ["2", "-1", "1e99999999999", "1/0", 1, None, "９"])
def test_what_is_no_ratio_is_refused_before_anything_is_made_of_it(made, ratio):
    for name, content in (
        ("plan", changed(said(made, "plan.json"), "payout/ratio", ratio)),
        ("report", changed(said(made, "report.pdf"), "given/payout", ratio)),
    ):
        if (name, ratio) != ("report", None):  # which is a report without any
            with pytest.raises(Refused):
                stated(made, content, beside=PLANNED if name == "plan" else None)


@pytest.mark.parametrize("assessment", [None, [], "nothing"])
def test_a_result_without_an_assessment_is_refused_in_words(made, assessment):
    with pytest.raises(Refused) as refused:
        stated(made, said(made, "result.json") | {"assessment": assessment})
    assert refused.value.errors[0]["path"] == "file"


def test_what_was_made_by_a_guideline_that_is_not_known_here_says_so(tmp_path):
    application = rent("2026-11-20")
    (tmp_path / "of.json").write_bytes(dumped(application))
    (tmp_path / "made.json").write_bytes(dumped(assess(GUIDED, application)))
    paths = str(tmp_path / "made.json"), str(tmp_path / "of.json")
    verdict = verify(*paths, in_force)
    assert not verdict["same"]
    hash = example_guideline.guideline().sha256
    assert verdict["notes"] == [words.both("verify.unknown_guideline", hash=hash)]
    assert all(hash in said and "--registry" in said for said in verdict["notes"][0].values())
    known = verify(*paths, lambda _: GUIDED)
    assert (known["same"], known["notes"]) == (True, [])


def test_what_cannot_be_checked_is_told_all_that_can(tmp_path):
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        verify(str(tmp_path / "other.json"), None, in_force)
    (error,) = refused.value.errors
    for said in error["message"].values():
        assert all(name in said for name in ("assess", "allocate", "plan"))


def test_the_command_ends_with_0_1_or_2(made, capfd):
    assert main(["verify", str(made / "report.pdf")]) == 0
    assert json.loads(capfd.readouterr().out)["same"] is True
    (made / "wrong.json").write_bytes(dumped(changed(said(made, "saved.json"), "result/total/most", "1.00")))
    assert main(["verify", str(made / "wrong.json")]) == 1
    assert json.loads(capfd.readouterr().out)["differences"][0]["path"] == "result.total.most"
    assert main(["verify", str(made / "nowhere.pdf")]) == 2
    told_ = capfd.readouterr()
    assert told_.out == ""
    assert json.loads(told_.err)["errors"][0]["path"] == "file"
    assert main(["verify", str(made / "allocation.json"), "--with", str(made / "allocation.json.of")]) == 0
