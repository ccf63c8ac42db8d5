"""What to prepare: the papers of what was answered, each once, as the guideline of the year has them."""

from datetime import date

import pytest

from engine.assessment.assess import assess
from engine.check.papers import papers_findings
from engine.policy.folder import default_policy, load_policy
from engine.policy.papers import FILE
from engine.view import agenda, papers
from engine.view.result import assessed
from tests.example_guideline import guided
from tests.pages import samples

POLICY = load_policy(default_policy())
CONTENT = (POLICY.folder / FILE).read_bytes()


def found(application=None, policy=POLICY):
    application = application or samples.application()
    return papers.checklist(policy, application, assess(policy, application), 2026)


def of(provision, facts, applicant=()):
    application = samples.application()
    application["applicant"] |= dict(applicant)
    application["claims"] = [{"id": "c1", "provision": provision, "facts": facts}]
    return application


def named(checklist):
    return [one.called("zh") for one in checklist.wanted]


def test_every_paper_stands_once_and_the_base_papers_first():
    checklist = found()
    keys = [one.key for one in checklist.wanted]
    assert len(keys) == len(set(keys))
    base = checklist.groups[0]
    assert base.claim is None
    assert {"application_form", "commitment", "licence", "credit_report"} <= {one.key for one in base.wanted}
    assert all(one.issuer for one in base.wanted)


def test_nothing_is_asked_for_what_was_answered_no_or_nothing():
    facts = {"assessed": True, "years_received": 0, "rents": [{"amount": "30", "year": 2025}], "awarded_this_year": "0"}
    said = named(found(of("art06_rent", facts)))
    assert not any("以前年度" in one or "以前批次" in one for one in said)
    more = named(found(of("art06_rent", facts | {"years_received": 1, "awarded_this_year": "2"})))
    assert len(more) == len(said) + 2


def test_each_entry_that_counts_has_its_own_papers_by_its_name():
    standards = [
        {"number": "GB/T 1", "level": "national", "lead": True, "already_rewarded": False},
        {"number": "GB/T 2", "level": "national", "lead": False, "already_rewarded": False},
    ]
    said = named(found(of("art11_standards", {"standards": standards})))
    assert "标准 GB/T 1：标准文本" in said
    assert not any("GB/T 2" in one for one in said)


def test_a_claim_without_a_chance_needs_nothing():
    checklist = found(of("art05_revenue_growth", {"revenues": {"2025": "100", "2024": "90"}, "core_technology": True}))
    assert checklist.groups == ()


def test_the_guideline_replaces_adds_and_waives_and_says_so():
    before, after = (found(policy=policy) for policy in (POLICY, guided()))
    by_key = {one.key: one for one in after.wanted}
    assert "identity" in {one.key for one in before.wanted} - set(by_key)
    leases = [one for one in after.wanted if one.key.startswith("lease|")]
    assert [one.name["zh"] for one in leases] == ["房屋租赁合同及租金发票"] * 2
    assert all(one.quote for one in leases)
    assert not any(key.startswith("rent_invoices") for key in by_key)
    assert by_key["无违法违规证明"].days == (3, True)
    assert before.note != after.note


def test_ticks_follow_a_claim_that_gets_another_id():
    assert papers.renamed("lease|c1|场所|甲", {"c1": "c7"}) == "lease|c7|场所|甲"
    assert papers.renamed("licence", {"licence": "x"}) == "licence"


@pytest.mark.parametrize(
    ("day", "days", "is_working", "before"),
    [
        (date(2026, 4, 30), 10, False, date(2026, 4, 20)),
        (date(2026, 4, 30), 3, True, date(2026, 4, 27)),
        (date(2026, 5, 4), 1, True, date(2026, 5, 1)),
        (date(2026, 5, 3), 0, True, date(2026, 5, 1)),
    ],
)
def test_working_days_are_counted_without_saturday_and_sunday(day, days, is_working, before):
    assert agenda.before(day, days, is_working) == before


def test_steps_are_in_order_of_time_and_a_paper_comes_before_what_it_is_for():
    policy, day = guided(), date(2026, 3, 20)
    result = assessed(policy, samples.application())
    tasks = agenda.agenda(policy, result.summary, result.plan, result.papers, day, "zh")
    kinds = [task.kind for task in tasks]
    assert kinds[:2] == ["answer", "prepare"]
    assert kinds[-1] == "after"
    dated = [task for task in tasks if task.due is not None]
    days = [max(task.begins, day) for task in dated if task.kind == "file" and task.begins is not None]
    assert days == sorted(days)
    first = next(task for task in dated if task.kind == "file")
    assert any(place.text.startswith("申报入口") for place in first.places)
    assert any("0755-00000000" in place.text for place in first.places)
    assert first.left == "还剩41天"


def test_the_papers_of_the_policy_are_sound():
    assert papers_findings(POLICY, CONTENT) == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('of = ["art06_rent.rents"]', 'of = ["art06_rent.leases"]', "fact_unknown"),
        ('of = ["art06_rent.rents"]', 'of = ["art66_rent"]', "provision_unknown"),
        ('of = ["art06_rent.rents"]', 'of = ["*.nothing.of.the.kind"]', "fact_unknown"),
        ('of = ["art06_rent.rents"]', "", "paper_of"),
        ('of = ["applicant.waiver"]', 'of = ["applicant.waivers"]', "fact_unknown"),
        ('id = "lease"', 'id = "licence"', "id_twice"),
        ('name.en = "Lease"', "", "words_missing"),
        ('id = "lease"', 'id = "lease"\nsize = 3', "form_extra"),
        ('id = "lease"', "id = ", "file_unreadable"),
    ],
)
def test_check_finds_what_is_wrong_with_them_and_says_on_which_line(old, new, kind):
    text = CONTENT.decode()
    assert old in text
    [finding, *_] = papers_findings(POLICY, text.replace(old, new, 1).encode())
    assert finding.kind == kind
    assert finding.at[0] == FILE
    assert abs(finding.at[1] - text[: text.index(old)].count("\n")) < 5
