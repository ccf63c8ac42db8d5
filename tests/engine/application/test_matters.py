"""What entries are called, and what still has to be named before an application is submitted."""

from engine.application import matters, questionnaire
from engine.application.questionnaire import UNANSWERED
from engine.policy.folder import default_policy, load_policy

POLICY = load_policy(default_policy())
ALGORITHMS = POLICY.provision("art08_algorithm_filing")
YEAR = 2026


def called(entries, provision=ALGORITHMS):
    return [name["zh"] for name in matters.names(provision, provision.fact(provision.each), entries)]


def nameless(provision, facts):
    return [
        [".".join(map(str, path)) for path in missing.paths]
        for missing in matters.unnamed(POLICY.provision(provision), facts)
    ]


def test_an_entry_is_called_by_what_identifies_its_matter_and_by_its_number_where_nothing_does():
    assert called([{"filing_number": "网信算备1号"}, {}, {"filing_number": ""}]) == [
        "算法 网信算备1号",
        "算法2",
        "算法3",
    ]


def test_two_that_name_the_same_matter_bear_their_numbers_too():
    same = [{"filing_number": "A 1"}, {"filing_number": "Ａ1"}, {"filing_number": "B"}]
    assert called(same) == ["算法 A 1（第1项）", "算法 Ａ1（第2项）", "算法 B"]


def test_lists_within_entries_are_numbered():
    rounds = POLICY.provision("art13_financing")
    inner = matters.names(rounds, rounds.fact("rounds.instalments"), [{}, {}])
    assert [name["en"] for name in inner] == ["Instalment 1", "Instalment 2"]


def test_every_entry_without_a_name_is_missing_to_submit_and_one_of_several_facts_is_enough():
    assert nameless("art08_algorithm_filing", {"algorithms": [{"filing_number": "A"}, {}]}) == [
        ["algorithms.1.filing_number"]
    ]
    assert nameless("art08_algorithm_filing", {}) == []
    assert nameless("art04_compute_voucher", {}) == [["contract_number"]]
    assert nameless("art12_public_platform", {}) == [["platform", "project.id"]]
    assert nameless("art12_public_platform", {"project": {"id": "P"}}) == []
    assert nameless("art12_public_platform", {"platform": "P"}) == []
    assert nameless("art05_revenue_growth", {}) == []


def test_what_is_missing_is_said_with_the_entry_and_every_fact_that_would_do():
    (platform,) = matters.unnamed(POLICY.provision("art12_public_platform"), {})
    assert platform.sentence["zh"] == "提交时至少填一项：平台名称、项目编号或名称"
    (entry,) = matters.unnamed(ALGORITHMS, {"algorithms": [{}]})
    assert entry.sentence["zh"].startswith("算法1：提交时须填")
    assert entry.sentence["en"].startswith("Algorithm 1: needed to submit: ")


def test_a_question_that_names_a_matter_is_needed_to_submit_until_something_names_it():
    def needed(provision, facts):
        questions = questionnaire.of_claim(POLICY.provision(provision), facts, YEAR, POLICY.default_readings())
        return [".".join(map(str, q.path)) for q in questions if q.to_submit]

    assert needed("art12_public_platform", {}) == ["platform", "project.id"]
    assert needed("art12_public_platform", {"project": {"id": "P"}}) == []
    assert needed("art08_algorithm_filing", {"algorithms": [{}, {"filing_number": "A"}]}) == [
        "algorithms.0.filing_number"
    ]


def test_a_matter_without_a_name_is_said_to_count_as_one_of_its_own():
    fact = ALGORITHMS.fact("algorithms.filing_number")
    said = questionnaire.answer_text(fact, ALGORITHMS, required=False, answer=UNANSWERED, to_submit=True)
    assert (said.text["zh"], said.is_open) == ("未填，按不同事项计", False)
    platform = POLICY.provision("art12_public_platform")
    named = questionnaire.answer_text(platform.fact("platform"), platform, required=False, answer=UNANSWERED)
    assert named.text["zh"] == "未填"


def titled(*claims):
    stated = [{"id": f"c{n}", "provision": p, "facts": facts} for n, (p, facts) in enumerate(claims)]
    return [(one.title["zh"], one.listed and one.listed["zh"]) for one in matters.entitled(POLICY, stated).values()]


def voucher(number=None):
    return "art04_compute_voucher", {} if number is None else {"contract_number": number}


def test_several_claims_of_one_provision_bear_the_matter_that_each_is_about():
    assert titled(voucher("HT-1")) == [("算力券", "采购合同 HT-1")]
    assert titled(voucher("HT-1"), voucher("HT-2"), voucher()) == [
        ("算力券（采购合同 HT-1）", None),
        ("算力券（采购合同 HT-2）", None),
        ("算力券（3）", None),
    ]


def test_claims_about_the_same_matter_bear_their_numbers_too():
    assert [title for title, _ in titled(voucher("HT 1"), voucher("ＨＴ1"))] == [
        "算力券（采购合同 HT 1，第1项）",
        "算力券（采购合同 ＨＴ1，第2项）",
    ]


def test_claims_whose_matters_are_entries_are_numbered_and_name_the_first_of_them():
    many = {"algorithms": [{"filing_number": name} for name in ("A", "Ｂ", "a", "C", "D")] + [{}]}
    assert titled((ALGORITHMS.id, many), (ALGORITHMS.id, {})) == [
        ("算法备案（1）", "算法 A、Ｂ、C等4项"),
        ("算法备案（2）", None),
    ]
