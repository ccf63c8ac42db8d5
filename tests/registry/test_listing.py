"""Claims are found, and handed to an allocation with what officials have decided."""

import pytest

from engine.allocation.allocate import allocate
from engine.registry import confirmations
from engine.registry.access import NotAllowed
from engine.registry.database import Database
from engine.registry.decisions import decide, opened
from engine.registry.listing import allocation_input, find, sizes, submitted, years
from engine.registry.stored import New, Wanted
from engine.registry.submissions import submit
from tests.registry.companies import DAY, OFFICIAL, POLICY, add_many, code, content, platform, rent, side, standard

WAN = 1_000_000


def kept(registry: Database, raw: dict, size: str | None = None):
    return opened(registry, OFFICIAL, submit(registry, POLICY, raw, size).id)


def found(registry: Database, **wanted) -> list[str]:
    """The names of those that are found, as they are listed."""
    return [row.name for row in find(registry, OFFICIAL, POLICY, Wanted(**wanted)).rows]


def decided(registry: Database, one, number: int = 0, approved: str | None = None, score: int | None = None):
    amount = None if approved is None else int(approved) * WAN
    points = None if score is None else score * WAN
    return decide(
        registry, OFFICIAL, POLICY, one.claims[number].id, one.version, approved=amount, score=points, reason="经核对"
    )


def allocated(registry: Database, year: int = 2025, **more) -> dict:
    """What each claim is approved and paid, by the registry's id."""
    answer = allocate(POLICY, {"budget": None, **allocation_input(registry, OFFICIAL, POLICY, year), **more})
    return {claim["id"]: (claim["approved"], claim["actual"]) for claim in answer["claims"]}


def test_claims_are_found_by_what_is_known_of_them(registry: Database) -> None:
    kept(registry, content(1, rent(), name="Alpha 100% Robotics"), "large")
    kept(registry, content(2, standard(), name="Beta_一"), "micro")
    add_many(registry, OFFICIAL, POLICY, [New(content(3, day="2026-01-05"))], content_of_file=b"", file_name="x")
    assert found(registry, text="alpha 100%") == ["Alpha 100% Robotics"]
    assert found(registry, text="_") == ["Beta_一"]
    assert found(registry, text="%r") == []
    assert found(registry, text="\\") == []
    assert found(registry, text="\0") != []
    assert found(registry, text=code(2).lower()) == ["Beta_一"]
    assert found(registry, provision="art11_standards") == ["Beta_一"]
    assert found(registry, source="import") == found(registry, year=2026) == ["测试3号有限公司"]
    assert found(registry, size="large", year=2025) == ["Alpha 100% Robotics"]
    assert found(registry, size="large", year=2026) == []
    assert years(registry, OFFICIAL, POLICY) == [2026, 2025]


def test_claims_are_found_by_whether_they_are_decided(registry: Database) -> None:
    one = kept(registry, content(1, rent(), standard()))
    decided(registry, one, approved="0")
    rows = find(registry, OFFICIAL, POLICY, Wanted(decided=True)).rows
    assert [(row.provision, row.approved) for row in rows] == [("art06_rent", 0)]
    rows = find(registry, OFFICIAL, POLICY, Wanted(decided=False)).rows
    assert [row.provision for row in rows] == ["art11_standards"]


def test_pages_do_not_overlap_and_are_in_order(registry: Database) -> None:
    new = [New(content(number, rent(), standard(), name=f"{'乙甲丙'[number % 3]}{number}")) for number in range(9)]
    add_many(registry, OFFICIAL, POLICY, new, content_of_file=b"", file_name="x")
    for order in ("newest", "name", "provision", "approved"):
        whole = find(registry, OFFICIAL, POLICY, Wanted(order=order), 0, 99)
        assert whole.total == 18
        pages = [find(registry, OFFICIAL, POLICY, Wanted(order=order), start, 4) for start in range(0, 20, 4)]
        assert [row for page in pages for row in page.rows] == whole.rows
        assert {page.total for page in pages} == {18}
    names = found(registry, order="name")
    assert names == sorted(names)


def test_another_policys_applications_are_not_seen(registry: Database) -> None:
    kept(registry, content(1))
    other = POLICY.model_copy(update={"id": "another"})
    assert find(registry, OFFICIAL, other, Wanted()).total == 0
    assert allocation_input(registry, OFFICIAL, other, 2025) == {"applications": [], "approved_claims": [], "open": []}


def test_the_latest_word_on_a_size_holds(registry: Database) -> None:
    kept(registry, content(1, rent()), "small")
    kept(registry, content(1, standard()), "medium")
    kept(registry, content(2))
    assert sizes(registry, OFFICIAL, POLICY, 2025) == {code(1): "medium"}


def test_whoever_submits_under_a_credit_code_does_not_say_another_size_than_officials_know(registry: Database) -> None:
    kept(registry, content(1), "small")
    confirmations.confirm(registry, OFFICIAL, POLICY, code(1))
    kept(registry, content(1, standard()), "large")
    assert sizes(registry, OFFICIAL, POLICY, 2025) == {code(1): "small"}, "confirmed"
    new = New(content(1, day="2025-06-16"), "micro")
    add_many(registry, OFFICIAL, POLICY, [new], content_of_file=b"x", file_name="x")
    kept(registry, content(1, rent("31")), "large")
    assert sizes(registry, OFFICIAL, POLICY, 2025) == {code(1): "micro"}, "brought in"


def test_an_allocation_takes_every_claim_of_the_year_once(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), standard()))
    two = kept(registry, content(2, rent("60")))
    kept(registry, content(2, day="2026-06-15"))
    ids = [claim.id for claim in (*one.claims, *two.claims)]
    assert allocated(registry) == dict(zip(ids, [("15.00",) * 2, ("40.00",) * 2, ("20.00",) * 2], strict=True))


def test_what_an_official_approved_replaces_what_the_engine_works_out(registry: Database) -> None:
    one = kept(registry, content(1, rent("30", address="甲路1号"), standard()))
    decided(registry, one, approved="12")
    given = allocation_input(registry, OFFICIAL, POLICY, 2025)
    assert given["approved_claims"] == [
        {
            "id": one.claims[0].id,
            "applicant": code(1),
            "provision": "art06_rent",
            "approved": "12.00",
            "application_date": DAY,
            "matter": ["甲路1号"],
        }
    ]
    assert allocated(registry)[one.claims[0].id] == ("12.00", "12.00")
    assert allocated(registry)[one.claims[1].id] == ("40.00", "40.00")


def test_what_was_submitted_is_there_whatever_officials_have_decided(registry: Database) -> None:
    one = kept(registry, content(1, rent("30"), standard()))
    decided(registry, one, approved="12")
    two = kept(registry, content(2, day="2025-03-01"))
    given = submitted(registry, OFFICIAL, POLICY, 2025)
    assert [[claim["id"] for claim in each["claims"]] for each in given] == [
        [claim.id for claim in one.claims],
        [claim.id for claim in two.claims],
    ]
    assert [each["applicant"]["id"] for each in given] == [code(1), code(2)]
    assert submitted(registry, OFFICIAL, POLICY, 2026) == []
    with pytest.raises(NotAllowed):
        submitted(registry, None, POLICY, 2025)


def test_an_approved_amount_is_handed_over_to_the_last_cent(registry: Database) -> None:
    one = kept(registry, content(1))
    decide(registry, OFFICIAL, POLICY, one.claims[0].id, 1, approved=12_345_678, score=None, reason="定")
    assert allocation_input(registry, OFFICIAL, POLICY, 2025)["approved_claims"][0]["approved"] == "12.345678"


def test_what_is_approved_uses_up_the_applicants_caps(registry: Database) -> None:
    """A rent cap of 20 a year: with 12 approved in one application, 8 are left for the other."""
    one = kept(registry, content(1, rent("30")))
    two = kept(registry, content(1, rent("50", address="乙路2号")))
    decided(registry, one, approved="12")
    assert allocated(registry) == {one.claims[0].id: ("12.00",) * 2, two.claims[0].id: ("8.00",) * 2}


def test_companies_without_a_code_do_not_share_caps(registry: Database) -> None:
    for name in ("甲", "乙"):
        kept(registry, content(None, rent("60"), name=name))
    assert set(allocated(registry).values()) == {("20.00", "20.00")}


@pytest.mark.on_one_database
@pytest.mark.parametrize("approved", [None, "1000"])
def test_an_officials_score_decides_who_gets_a_place(registry: Database, approved: str | None) -> None:
    """Two places a year; the company's own word on its score counts for nothing."""
    ones = [kept(registry, content(number, platform(f"平台{number}", score="99"))) for number in (1, 2, 3)]
    for one, score in zip(ones, (70, 90, 80), strict=True):
        decided(registry, one, approved=approved, score=score)
    paid = allocated(registry)
    assert [paid[one.claims[0].id][1] for one in ones] == ["0.00", "1000.00", "1000.00"]


@pytest.mark.on_one_database
@pytest.mark.parametrize("same", ["AB-1", " ａb-1"])
def test_what_is_approved_for_one_side_is_taken_from_what_the_project_leaves_to_the_other(
    registry: Database, same: str
) -> None:
    """Both sides together get no more than was invested, however they write its number: 1000 less the 900 that others
    paid leaves 100."""
    figures = {"other_gov_funding": "900"}
    one = kept(registry, content(1, side("publisher", "AB-1", **figures)))
    two = kept(registry, content(2, side("solver", same, **figures)))
    decided(registry, one, approved="70")
    assert allocated(registry)[two.claims[0].id][0] == "30.00"
    three = kept(registry, content(3, side("solver", "场景二", **figures)))
    assert allocated(registry)[three.claims[0].id][0] == "100.00"


def test_an_application_with_nothing_but_decided_claims_is_no_trouble(registry: Database) -> None:
    one = kept(registry, content(1))
    decided(registry, one, approved="1")
    assert allocated(registry) == {one.claims[0].id: ("1.00", "1.00")}


def test_what_a_decided_claim_states_of_a_project_holds_for_others_that_do_not(registry: Database) -> None:
    one = kept(registry, content(1, side("publisher", "场景三", other_gov_funding="900")))
    two = kept(registry, content(2, side("solver", "场景 三", other_gov_funding=None)))
    decided(registry, one, approved="70")
    assert allocated(registry)[two.claims[0].id][0] == "30.00"


def test_a_company_that_is_approved_on_one_side_of_a_project_gets_no_other(registry: Database) -> None:
    one = kept(registry, content(1, side("publisher", key="p"), side("solver", key="s")))
    publisher, solver = (claim.id for claim in one.claims)
    assert allocated(registry) == {publisher: ("0.00", "0.00"), solver: ("200.00", "200.00")}
    decided(registry, one, 1, approved="60")
    assert allocated(registry) == {publisher: ("0.00", "0.00"), solver: ("60.00", "60.00")}, "100 would be the higher"


def test_nor_where_the_other_side_writes_the_number_of_the_project_otherwise(registry: Database) -> None:
    one = kept(registry, content(1, side("publisher", "AB-1")))
    two = kept(registry, content(1, side("solver", "ａb-1")))
    decided(registry, one, approved="100")
    assert allocated(registry)[two.claims[0].id] == ("0.00", "0.00")


def test_what_is_approved_for_several_projects_at_once_leaves_none_more_than_was_invested(registry: Database) -> None:
    """60 is invested in each of two; which of them the 50 that are approved are for, nobody has said."""
    items = [
        {"rd_cost": "100", "landing_date": "2025-01-01", "assessed": True, "already_rewarded": False}
        | {"project": {"id": name, "total_investment": "60", "actual_investment": "60"}}
        for name in "甲乙"
    ]
    claim = {"id": "e", "provision": "art09_embodied_model", "facts": {"models": items}}
    first, second = kept(registry, content(1, claim)), kept(registry, content(2, claim))
    decided(registry, first, approved="50")
    assert allocated(registry)[second.claims[0].id] == ("20.00", "20.00")
