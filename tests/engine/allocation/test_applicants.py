"""Who states one credit code is one applicant, whatever ids it is given."""

from typing import Any

from stdnum.cn import uscc

from engine.allocation.allocate import allocate
from engine.policy.folder import default_policy, load_policy

POLICY = load_policy(default_policy())
RENT, GROWTH = "art06_rent", "art05_revenue_growth"
Json = dict[str, Any]


def code(number: int) -> str:
    body = f"91440300MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def application(key: str, day: str = "2026-06-15", provision: str = RENT, **applicant: Any) -> Json:
    who = {"entity_type": "enterprise", "legal_person": True, "operates_in_longhua": True, "ai_robotics": True}
    facts: Json = {"rents": [{"amount": "30", "year": 2025}], "assessed": True, "years_received": 0}
    if provision == GROWTH:
        facts = {"revenues": {"2025": 9000, "2024": 8000}, "core_technology": True, "already_received": False}
    return {
        "application_date": day,
        "applicant": who | {"disqualified": False} | applicant,
        "claims": [{"id": key, "provision": provision, "facts": facts}],
    }


def approved(*applications: Json, **more: Any) -> list[tuple[str, str | None, str]]:
    answer = allocate(POLICY, {"applications": list(applications), **more})
    return [(c["id"], c["applicant"], c["approved"]) for c in answer["claims"]]


def test_one_code_under_two_ids_has_one_cap() -> None:
    assert approved(application("a", id="A", uscc=code(1)), application("b", id="B", uscc=code(1))) == [
        ("a", "A", "15.00"),
        ("b", "A", "5.00"),
    ]
    assert approved(application("a", id="A", uscc=code(1)), application("b", id="B", uscc=code(2))) == [
        ("a", "A", "15.00"),
        ("b", "B", "15.00"),
    ]


def test_one_code_without_an_id_is_one_applicant_too_and_is_named_by_it() -> None:
    first = application("a", provision=GROWTH, uscc=code(1))
    assert approved(first, application("b", "2026-09-01", GROWTH, uscc=code(1))) == [
        ("a", code(1), "10.00"),
        ("b", code(1), "0.00"),
    ]


def test_an_id_and_a_code_that_one_application_states_are_one_in_all() -> None:
    found = approved(
        application("a", id="A"), application("b", id="Ｂ", uscc=code(1)), application("c", id="a ", uscc=code(1))
    )
    assert found == [("a", "A", "15.00"), ("b", "A", "5.00"), ("c", "A", "0.00")]


def test_what_is_approved_counts_for_the_applicant_under_any_of_its_names() -> None:
    for name in ("B", "b", code(1), code(1).lower()):
        done = {"id": "x", "applicant": name, "provision": RENT, "approved": "15"}
        found = approved(application("a", id="A", uscc=code(1)), application("b", id="B", uscc=code(1)),
                         approved_claims=[done])  # fmt: skip
        assert found == [("a", "A", "5.00"), ("b", "A", "0.00"), ("x", "A", "15.00")], name


def test_sizes_go_by_any_of_the_names() -> None:
    answer = allocate(
        POLICY,
        {
            "applications": [application("a", id="A", uscc=code(1)), application("b", id="C")],
            "sizes": {code(1): "micro"},
            "budget": "15",
            "rule": "priority_then_proportional",
            "terms": {"by": "size", "classes": [["micro"]]},
        },
    )
    assert [c["actual"] for c in answer["claims"]] == ["15.00", "0.00"]


def test_what_one_application_says_was_awarded_before_holds_for_the_applicant() -> None:
    had = {"history": [{"provision": GROWTH, "year": 2025, "amount": "10"}]}
    again = application("b", provision=GROWTH, id="B", uscc=code(1))
    assert approved(application("a", id="A", uscc=code(1)) | had, again)[1] == ("b", "A", "0.00")
    assert approved(again | had) == [("b", "B", "0.00")]
    # Said by two of them alike, it was awarded once.
    same = {"history": [{"provision": RENT, "year": 2026, "amount": "4"}]}
    first, second = application("a", id="A") | same, application("b", id="A") | same
    assert approved(first, second) == [("a", "A", "15.00"), ("b", "A", "1.00")]


def side(key: str, total: str = "1000", project: str = "场景", of: str = "solver", **applicant: Any) -> Json:
    raw = application(key, **applicant)
    figures = {"id": project, "total_investment": total, "actual_investment": total, "other_gov_funding": "0"}
    facts = {"challenge_mode": True, "project": figures}
    raw["claims"] = [{"id": key, "provision": f"art10_scenario_{of}", "facts": facts}]
    return raw


def had(amount: str, **more: Any) -> Json:
    return {"provision": "art12_public_platform", "year": 2025, "amount": amount, "project": "场 景", **more}


def test_what_another_was_awarded_comes_off_the_project_and_nothing_else() -> None:
    alone = side("a", id="A")
    assert approved(alone) == [("a", "A", "200.00")]
    assert approved(alone | {"history": [had("900", applicant="X")]}) == [("a", "A", "100.00")]
    growing = application("g", provision=GROWTH, id="A")
    other = {"provision": GROWTH, "year": 2025, "amount": "10", "applicant": "X"}
    assert approved(growing | {"history": [other]}) == [("g", "A", "10.00")]


def test_said_by_several_it_is_drawn_once_and_who_had_it_has_had_it() -> None:
    of_x = {"history": [had("900", applicant="X")]}
    first, second = side("a", id="A") | of_x, side("b", of="publisher", id="B") | of_x
    assert sorted(amount for *_, amount in approved(first, second)) == ["33.33", "66.66"]
    # The other one is in the run too, and says the same of itself.
    own = application("x", provision=RENT, id="X") | {"history": [had("900")]}
    found = approved(first, own)
    assert found == [("a", "A", "100.00"), ("x", "X", "15.00")]
    rents = {"provision": RENT, "year": 2026, "amount": "12", "applicant": "X"}
    assert approved(side("a", id="A") | {"history": [rents]}, application("x", id="X"))[1] == ("x", "X", "8.00")
