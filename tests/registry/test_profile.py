"""Size, street and industry are kept with the application, found by, and never a contradiction."""

from engine import sheets
from engine.registry import cohorts, confirmations
from engine.registry.contents import as_stated
from engine.registry.database import Database
from engine.registry.decisions import decide
from engine.registry.listing import exported, find, profiles
from engine.registry.stored import Wanted
from engine.registry.submissions import amend, by_receipt, submit
from tests.registry.companies import OFFICIAL, POLICY, code, content, rent, standard

SIZE, STREET, INDUSTRY = (fact.name for fact in POLICY.profile)


def found(registry: Database, **profile: str) -> list[str]:
    wanted = Wanted(profile=tuple(profile.items()))
    return sorted({row.name for row in find(registry, OFFICIAL, POLICY, wanted).rows})


def test_claims_are_found_by_them(registry: Database) -> None:
    submit(registry, POLICY, content(1, rent(), **{STREET: "minzhi", INDUSTRY: "i65", SIZE: "small"}))
    submit(registry, POLICY, content(2, standard(), **{STREET: "dalang", INDUSTRY: "i65"}))
    submit(registry, POLICY, content(3, name='"street":"minzhi"'))
    assert found(registry, **{STREET: "minzhi"}) == ["测试1号有限公司"]
    assert found(registry, **{INDUSTRY: "i65"}) == ["测试1号有限公司", "测试2号有限公司"]
    assert found(registry, **{INDUSTRY: "i65", STREET: "dalang"}) == ["测试2号有限公司"]
    assert found(registry, **{STREET: "min%"}) == found(registry, **{STREET: "min"}) == []
    assert [row.name for row in find(registry, OFFICIAL, POLICY, Wanted(size="small")).rows] == ["测试1号有限公司"]


def test_the_size_has_one_place_and_comes_back_with_the_rest(registry: Database) -> None:
    stated = content(1, rent(), **{STREET: "minzhi", SIZE: "small"})
    receipt = submit(registry, POLICY, stated)
    kept = by_receipt(registry, receipt.code)
    assert (kept.size, SIZE in kept.content["applicant"]) == ("small", False)
    assert as_stated(POLICY, kept) == stated
    assert submit(registry, POLICY, stated, key=receipt.code).id == receipt.id, "the same once more adds nothing"
    del stated["applicant"][SIZE]
    after = amend(registry, POLICY, receipt.code, stated, None, kept.version)
    assert (after.size, as_stated(POLICY, after)) == (None, stated)


def test_two_applications_of_a_company_may_state_different_ones(registry: Database) -> None:
    submit(registry, POLICY, content(1, rent(), **{STREET: "minzhi", INDUSTRY: "i65"}))
    submit(registry, POLICY, content(1, standard(), day="2025-06-16", **{STREET: "dalang", INDUSTRY: "m73"}))
    assert find(registry, OFFICIAL, POLICY, Wanted()).open == 0


def test_the_latest_word_on_them_groups_the_claims_of_a_year(registry: Database) -> None:
    submit(registry, POLICY, content(1, rent(), **{STREET: "minzhi", INDUSTRY: "i65", SIZE: "small"}))
    submit(registry, POLICY, content(1, standard(), day="2025-06-16", **{STREET: "dalang"}))
    submit(registry, POLICY, content(2))
    assert profiles(registry, OFFICIAL, POLICY, 2025) == {STREET: {code(1): "dalang"}, INDUSTRY: {code(1): "i65"}}
    confirmations.confirm(registry, OFFICIAL, POLICY, code(1))
    stranger = submit(registry, POLICY, content(1, rent("31"), day="2025-06-17", **{STREET: "fucheng"}))
    assert profiles(registry, OFFICIAL, POLICY, 2025)[STREET] == {code(1): "dalang"}, "a stranger does not say another"
    claim = by_receipt(registry, stranger.code).claims[0]
    decide(registry, OFFICIAL, POLICY, claim.id, 1, approved=1, score=None, reason="定")
    worked = cohorts.load(registry, OFFICIAL, POLICY, 2025).worked
    assert worked is not None
    groups = {own.name: sorted(own.choices[n] for n in own.of_company.tolist()) for own in worked.cohort.groupings}
    assert groups == {SIZE: ["", "small"], STREET: ["", "dalang"], INDUSTRY: ["", "i65"]}


def test_they_go_out_in_a_workbook_and_come_in_again(registry: Database) -> None:
    stated = content(1, rent(), **{STREET: "minzhi", INDUSTRY: "c35", SIZE: "micro"})
    submit(registry, POLICY, stated)
    file = sheets.write(POLICY, list(exported(registry, OFFICIAL, POLICY, Wanted())), "zh")
    (new,) = sheets.read(POLICY, file, "x.xlsx")
    assert new.size == "micro"
    assert new.content["applicant"].items() >= {STREET: "minzhi", INDUSTRY: "c35"}.items()
