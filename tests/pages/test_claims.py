"""The officials' claims: found, exported, the example data; who may see them."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qsl

import pytest

from engine import sheets
from engine.registry import decisions, listing
from engine.registry.access import NotAllowed
from engine.text import words
from engine.values.refusal import Refused
from pages.official import claims, exporting
from pages.shared import in_use
from tests.pages.claims_desk import (
    RENT,
    SOLVER,
    STANDARDS,
    choose,
    hand_in,
    importing_page,
    names,
    opened,
    say,
    search,
    write,
)
from tests.pages.registering import POLICY, company, everything
from tests.pages.seeding import said_on
from tests.pages.visiting import again, box, boxes, drawn, press, type_in, visit


@pytest.fixture(autouse=True)
def _on_a_fixed_day(monkeypatch):
    monkeypatch.setattr(in_use, "today", lambda: date(2026, 3, 20))


# ------------------------------------------------------------------------------------------------ the list


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_an_empty_registry_says_how_to_fill_it(desk, lang):
    at = visit("claims", lang)
    assert say("empty_heading", lang) in said_on(at)
    assert say("empty_text", lang) in said_on(at)
    assert boxes(at, "button", "to_import")
    assert boxes(at, "button", "sample_load")


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_claim_is_a_line_with_its_article_applicant_and_amounts(registry, desk, lang):
    stored = desk.add(company("示例（示例）", RENT, SOLVER), size="small")[0]
    claim = next(c for c in stored.claims if c.provision == RENT)
    decisions.decide(
        registry, desk.token, POLICY, claim.id, stored.version, approved=18_000_000, score=88_500_000, reason="x"
    )
    at = visit("claims", lang)
    said = said_on(at)
    assert names(at) == ["示例（示例）"] * 2
    assert say("found_many", lang, total=2) in said
    for part in ("20.00", "18.00", "88.5", say("source_import", lang), words.text("results.status_eligible", lang)):
        assert part in said


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_each_claim_bears_the_matters_that_it_names(registry, desk, lang):
    content = company("示例（示例）", STANDARDS, "art04_compute_voucher")
    second, standards = sorted(content["claims"], key=lambda claim: claim["provision"])
    second["facts"]["contract_number"] = "HT-1"
    content["claims"].append({**second, "id": "c9", "facts": second["facts"] | {"contract_number": "HT-2"}})
    stored = desk.add(content)[0]
    numbers = [entry["number"] for entry in standards["facts"]["standards"]][:3]
    matter = POLICY.provision("art04_compute_voucher").matter
    assert matter is not None
    label = matter.label.in_language(lang)
    said = said_on(visit("claims", lang))
    assert all(part in said for part in (*numbers, f"{label} HT-1", f"{label} HT-2"))
    page = said_on(opened(stored, STANDARDS, lang))
    assert all(part in page for part in (*numbers, f"{label} HT-1", f"{label} HT-2")), "itself and the others"


def test_claims_are_found_by_name_article_size_year_source_and_decision(registry, desk):
    first = desk.add(company("甲公司（示例）", RENT, STANDARDS), size="small", file=b"1")[0]
    desk.add(company("乙公司（示例）", RENT), size="large", file=b"2")
    claim = next(c for c in first.claims if c.provision == RENT)
    decisions.decide(registry, desk.token, POLICY, claim.id, first.version, approved=1_000_000, score=None, reason="x")
    at = visit("claims")
    assert len(names(at)) == 3
    assert set(names(search(at, "甲"))) == {"甲公司（示例）"}
    assert names(choose(at, "provision", STANDARDS)) == ["甲公司（示例）"]
    press(at, "filter_clear")
    assert len(names(at)) == 3
    assert names(choose(at, "size", "large")) == ["乙公司（示例）"]
    choose(at, "size", claims.EVERY)
    assert names(choose(at, "decided", True)) == ["甲公司（示例）"]
    assert len(names(choose(at, "decided", False))) == 2
    choose(at, "decided", claims.EVERY)
    assert len(names(choose(at, "year", 2026))) == 3
    assert names(choose(at, "source", "company")) == []
    assert say("found_none") in said_on(at)


def test_claims_are_found_and_exported_by_what_no_rule_reads(registry, desk):
    fact = next(fact for fact in POLICY.profile if not fact.sizes)
    for n, name in enumerate(("甲公司（示例）", "乙公司（示例）")):
        content = company(name, RENT)
        content["applicant"][fact.name] = fact.choices[n].id
        desk.add(content, file=name.encode())
    at = visit("claims")
    assert names(choose(at, f"profile.{fact.name}", fact.choices[1].id)) == ["乙公司（示例）"]
    asked = dict(parse_qsl(re.findall(r'href="[^"]*claims.xlsx\?([^"]*)"', unescape(drawn(at)))[0]))
    assert exporting.wanted(asked) == at.session_state[claims.VIEW].wanted
    assert len(names(choose(at, f"profile.{fact.name}", claims.EVERY))) == 2


def test_an_address_leads_to_the_claims_of_a_provision_a_size_or_a_street(registry, desk):
    fact = next(fact for fact in POLICY.profile if not fact.sizes)
    for n, name in enumerate(("甲公司（示例）", "乙公司（示例）")):
        content = company(name, RENT, *([STANDARDS] if n else []))
        content["applicant"][fact.name] = fact.choices[n].id
        desk.add(content, size=POLICY.size_ids[n], file=name.encode())

    def led_to(**query):
        return names(visit("claims", "zh", query={"lang": "zh", **query}))

    assert led_to(provision=STANDARDS, year="2026") == ["乙公司（示例）"]
    assert led_to(size=POLICY.size_ids[0]) == ["甲公司（示例）"]
    assert led_to(**{fact.name: fact.choices[0].id, "year": "2026"}) == ["甲公司（示例）"]
    assert led_to(**{fact.name: fact.choices[0].id, "year": "2025"}) == []
    assert len(led_to(provision="moon", size="huge")) == 3, "what is no choice is left aside"
    for year in ("1" * 31, "1" * 5000, "0", "x", "²"):
        assert led_to(provision=STANDARDS, year=year) == ["乙公司（示例）"], "nor what is no year"


def test_the_filters_are_as_they_were_after_a_claim_was_open(desk):
    desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", RENT))
    at = search(visit("claims"), "甲")
    stored = next(s for s in everything(desk.registry) if s.name.startswith("甲"))
    at.query_params["application"] = stored.id
    again(at)
    assert say("decide_heading") in said_on(at)
    del at.query_params["application"]
    assert names(again(at)) == ["甲公司（示例）"]


def test_a_long_list_goes_on_over_pages(desk, monkeypatch):
    monkeypatch.setattr(claims, "COUNT", 2)
    desk.add(*[company(f"第{n}家（示例）", RENT) for n in range(5)])
    at = visit("claims")
    seen = names(at)
    assert say("page_span", first=1, last=2, total=5) in said_on(at)
    seen += names(press(at, "page_next"))
    seen += names(press(at, "page_next"))
    assert sorted(seen) == [f"第{n}家（示例）" for n in range(5)]
    assert not boxes(at, "button", "page_next")
    assert names(press(at, "page_previous")) == seen[2:4]


def test_a_claim_that_pays_no_money_is_listed_without_an_amount(desk):
    desk.add(company("示例（示例）", "art14_events"))
    assert words.text("results.table_none", "zh") in said_on(visit("claims"))


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "\u202e示例", "长" * 300])
def test_a_hostile_name_is_text_in_the_list_on_its_page_and_in_the_correction(desk, name):
    stored = desk.add(company(name, RENT))[0]
    at = visit("claims")
    assert "<script>" not in drawn(at)
    at = opened(stored)
    assert "<script>" not in drawn(at)
    assert name in said_on(at)
    press(at, "correct")
    assert "<script>" not in drawn(at)


# ------------------------------------------------------------------------------------------------ exporting


def test_the_export_has_what_was_found_and_an_import_takes_it(registry, desk):
    desk.add(company("甲公司（示例）", RENT), company("乙公司（示例）", STANDARDS))
    at = search(visit("claims"), "甲")
    (query,) = re.findall(r'href="/download/claims\.xlsx\?([^"]+)"', drawn(at))
    assert dict(parse_qsl(unescape(query))) == {"lang": "zh", "text": "甲"}
    made = exporting.workbook(registry, desk.token, {"lang": "zh", "text": "甲"})
    data = b"".join(made.parts)
    assert made.name == "申报-2026-03-20.xlsx"
    assert [new.content["applicant"]["name"] for new in sheets.read(POLICY, data, made.name)] == ["甲公司（示例）"]


def test_what_was_decided_leaves_with_an_export_and_comes_back_with_an_import(registry, desk):
    stored = desk.add(company("甲公司（示例）", RENT))[0]
    decisions.decide(registry, desk.token, POLICY, stored.claims[0].id, 1, approved=18_500_000, score=None, reason="x")
    data = b"".join(exporting.workbook(registry, desk.token, {}).parts)
    decisions.delete(registry, desk.token, stored.id, 2)
    at = hand_in(importing_page(), ("申报.xlsx", data))
    key = next(one.key for one in at.text_input if one.key.startswith("import-reason"))
    press(type_in(at, key, "移交"), "import_add")
    assert [claim.approved for claim in everything(registry)[0].claims] == [18_500_000]


def test_one_kind_of_claim_leaves_as_csv(registry, desk):
    desk.add(company("=甲（示例）", RENT), company("乙公司（示例）", STANDARDS))
    at = visit("claims")
    assert "claims.csv" not in drawn(at)
    assert "claims.csv" in drawn(choose(at, "provision", RENT))
    made = exporting.table(registry, desk.token, {"provision": RENT, "lang": "en"})
    data = b"".join(made.parts)
    assert b"'=" in data
    assert [new.content["applicant"]["name"] for new in sheets.read(POLICY, data, made.name)] == ["=甲（示例）"]
    with pytest.raises(Refused):
        exporting.table(registry, desk.token, {"provision": "x"})


@pytest.mark.parametrize(
    ("asked", "found"),
    [({}, 2), ({"year": "2026"}, 2), ({"year": "zwei"}, 0), ({"decided": "False"}, 2), ({"text": "甲"}, 1)],
)
def test_an_address_asks_for_what_it_says_and_never_for_more(registry, desk, asked, found):
    desk.add(company("甲（示例）", RENT), company("乙（示例）", RENT))
    wanted = exporting.wanted(asked)
    assert len(list(listing.exported(registry, desk.token, POLICY, wanted))) == found


def test_without_a_session_nothing_is_exported(registry, desk):
    desk.add(company("甲（示例）", RENT))
    desk.sign_out()
    for make, asked in ((exporting.workbook, {}), (exporting.table, {"provision": RENT})):
        with pytest.raises(NotAllowed):
            list(make(registry, desk.token, asked).parts)


# ------------------------------------------------------------------------------------------------ the example data


def test_the_example_data_is_loaded_and_removed_with_a_click_and_real_claims_stay(registry, desk):
    desk.add(company("真实一家", RENT))
    at = press(visit("claims"), "sample_load")
    count = len(everything(registry))
    assert count > 500
    claims_ = sum(len(stored.claims) for stored in everything(registry)) - 1
    assert say("sample_loaded", applications=count - 1, claims=f"{claims_:,}") in said_on(at)
    assert all("示例" in name or name == "真实一家" for name in names(at))
    press(at, "sample_remove")
    press(at, "sample_not")
    assert len(everything(registry)) == count
    press(press(at, "sample_remove"), "sample_really")
    assert [stored.name for stored in everything(registry)] == ["真实一家"]


# ------------------------------------------------------------------------------------------------ who may


def test_signed_out_nothing_is_shown_and_nothing_happens(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    at = write(write(opened(stored), "approved", "15"), "reason", "核定")
    desk.sign_out()
    box(at, "button", "save_decision").click()
    again(at)
    assert "示例（示例）" not in said_on(at)
    assert everything(registry)[0].claims[0].approved is None


def test_a_company_that_knows_the_address_sees_nothing(registry, desk):
    stored = desk.add(company("示例（示例）", RENT))[0]
    desk.token = None
    for query in ({}, {"application": stored.id}, {"do": "import"}):
        at = visit("claims", query=query)
        assert "示例（示例）" not in said_on(at)
        assert not at.file_uploader or say("upload_label") not in [u.proto.label for u in at.get("file_uploader")]
