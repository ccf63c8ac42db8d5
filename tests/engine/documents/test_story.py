"""A publication told in slides: every figure is one that is published, and nothing is told that is not."""

import json
from fractions import Fraction
from typing import Any

import pytest

from engine.allocation.payout import after_published
from engine.allocation.payout import published as read_published
from engine.assessment.assess import assess
from engine.documents.story import Slide, story
from engine.documents.story.measured import measured
from engine.policy.folder import load_folder
from engine.policy.parameters import overridden
from engine.sample.case_studies import typical
from engine.scenario import Cohort, read_publication
from engine.text import words
from engine.values import money
from engine.view import waterfall
from tests.amounts import fen
from tests.engine.documents.opening import HOSTILE
from tests.engine.documents.publishing import POLICY, STANDARDS_CAP, TINY, published, tiny
from tests.invented_year import sample, whole_year

KINDS = ["cover", "law", "budget", "payout", "changes", "gains", "sizes", "case", "case", "case", "sources"]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return published(overrides=STANDARDS_CAP)


@pytest.fixture(scope="module")
def slides(told) -> tuple[Slide, ...]:
    return story(POLICY, told)


def of(slides: tuple[Slide, ...], kind: str) -> Slide:
    return next(slide for slide in slides if slide.kind == kind)


def cells(slide: Slide, lang: str = "zh") -> list[tuple[str, ...]]:
    assert slide.table is not None
    return [tuple(cell[lang] for cell in row.cells) for row in slide.table.rows]


def test_it_is_told_from_the_cover_to_the_sources(slides):
    assert [slide.kind for slide in slides] == KINDS


def test_what_officials_approve_beyond_what_was_requested_stands_as_added_on_the_way_to_what_is_paid(told):
    more = read_publication(json.dumps(told))
    total = more["total"]
    total |= {"requested": total["paid"], "approved": total["after_pool"], "after_quota": total["after_pool"]}
    chart = of(story(POLICY, more), "payout").chart
    assert chart is not None
    added = next(series for series in chart.series if series.mark == "gained")
    assert added.texts[1].startswith("+")
    assert "-" not in "".join(text for series in chart.series for text in series.texts)
    assert all(value is None or value >= 0 for series in chart.series for value in series.values)
    assert all(bar.ends <= 1000 for bar in measured(chart).bars)
    rows = [row[1] for row in cells(of(story(POLICY, more), "payout"))]
    assert added.texts[1] in rows


def test_the_same_publication_is_told_alike(told, slides):
    assert story(POLICY, read_publication(json.dumps(told))) == slides


def test_every_slide_says_what_it_finds_in_both_languages_and_where_its_figures_come_from(slides):
    assert len({slide.title["zh"] for slide in slides}) == len(slides)
    for slide in slides:
        for said in (slide.title, slide.over, slide.note):
            assert set(said) == set(words.LANGUAGES)
            assert all(said.values())
        assert "标准上限60万元" in slide.note["en"]


def test_the_law_is_on_one_slide_with_its_numbers(slides):
    rows = cells(of(slides, "law"))
    assert len(rows) == len({p.article for p in POLICY.provisions if not p.gives_nothing})
    assert ("第五条", "营收增长", "10万元", "1000万元") in rows
    assert ("第四条", "算力券", "30%，最高300万元", "另行列支") in rows
    assert ("第十一条", "主导制定标准", "60/40/20万元，最高100万元", "未设") in rows


def test_what_another_budget_pays_is_not_said_to_share_this_one(slides):
    slide = of(slides, "law")
    beside = sum(row[3] == "另行列支" for row in cells(slide))
    assert beside
    assert f"，{beside}条另行列支，其余受第二条总预算约束" in slide.title["zh"]
    assert f"other budgets pay {beside}" in slide.title["en"]
    whole = story(TINY, tiny())
    assert "全部受第七条总预算约束" in of(whole, "law").title["zh"]


def test_articles_are_told_as_they_are_published(told, slides):
    slide = of(slides, "budget")
    published_rows = {row["article"]: row for row in told["articles"] if row["claims"] != 0}
    chart = slide.chart
    assert chart is not None
    assert slide.table is not None
    for row in slide.table.rows[:-1]:
        public = published_rows[row.article or 0]
        for cell, amount in zip(row.cells[-2:], (public["approved"], public["paid"]), strict=True):
            assert cell["zh"] == ("＊" if amount is None else money.wan_text(fen(amount)))
    shown_ = [n for n, row in published_rows.items() if row["on_budget"] and not row["hidden"]]
    assert list(chart.articles) == shown_
    paid, unpaid = chart.series
    for n, article in enumerate(chart.articles):
        public = published_rows[article or 0]
        assert paid.values[n] == Fraction(public["paid"])
        assert (paid.values[n] or 0) + (unpaid.values[n] or 0) == Fraction(public["approved"])
    capped = {pool.article for pool in POLICY.pools if Fraction(told["pools"][pool.id]) < 1}
    assert {a for a, is_capped in zip(chart.articles, chart.capped, strict=True) if is_capped} == capped


def test_one_that_is_hidden_may_take_more_so_nothing_is_said_of_all(slides):
    """Articles are hidden: one of them may take more than equity financing."""
    assert of(slides, "budget").title["zh"].startswith("公布的各条中，第十三条")


def test_where_nothing_is_paid_no_article_takes_most():
    slide = of(story(POLICY, published(budget="0")), "budget")
    assert slide.title == words.both("story.budget_nothing")
    assert slide.chart is not None
    assert words.text("story.budget_nothing", "en") in slide.chart.alt["en"]


def test_the_waterfall_leads_from_the_first_stage_that_is_published_to_what_is_paid(told, slides):
    slide = of(slides, "payout")
    assert slide.title == told["finding"]
    assert slide.chart is not None
    series = {s.mark: s for s in slide.chart.series}
    total = {stage: told["total"][stage] for stage in ("after_quota", "after_pool", "after_budget", "paid")}
    assert told["total"]["approved"] is None
    amounts = [Fraction(amount) for amount in total.values()]
    assert series["whole"].values == (amounts[0], None, None, None, amounts[-1])
    assert series["under"].values == (None, *amounts[1:], None)
    cuts = series["cut"].values
    for n in (1, 2, 3):
        assert (cuts[n] or 0) + amounts[n] == amounts[n - 1]
    assert series["cut"].texts[1] == "−7,224.06"


def test_what_changes_is_a_diff_of_the_law(slides):
    slide = of(slides, "changes")
    assert cells(slide) == [("第十一条每年最高", "100万元", "60万元")]
    assert slide.points[0]["zh"] == "第十一条原文：“单个申报主体每年最高100万元”"


def test_the_law_as_it_stands_changes_nothing_and_nobody_gains():
    slides = story(POLICY, published(name="现行"))
    assert [slide.kind for slide in slides] == [kind for kind in KINDS if kind not in ("gains", "sizes")]
    assert of(slides, "changes").title["zh"] == "方案“现行”就是现行条款，没有改动"


def test_who_gains_and_who_loses_is_what_is_published(told, slides):
    compared = told["compared"]
    rows = cells(of(slides, "gains"))
    for row, public in zip(rows, compared["by_article"], strict=False):
        values = [public[name] for name in ("gained", "lost")]
        assert list(row[-2:]) == ["＊" if v is None else money.wan_text(fen(v)) for v in values]
    sizes = cells(of(slides, "sizes"))
    for row, public in zip(sizes, compared["by_size"], strict=False):
        counts = [public[name] for name in ("winners", "unchanged", "losers")]
        assert list(row[1:]) == ["＊" if n is None else f"{n:,}" for n in counts]
    chart = of(slides, "sizes").chart
    assert chart is not None
    hidden = [row["losers"] is None for row in compared["by_size"]]
    assert any(hidden)
    assert [value is None for value in chart.series[2].values] == hidden


def test_of_companies_whose_size_nobody_stated_there_is_no_slide_by_size():
    unsized = Cohort(POLICY, {"applications": whole_year().raw["applications"]})
    told = published(unsized, overrides=STANDARDS_CAP)
    assert [row["size"] for row in told["compared"]["by_size"]] == [""]
    assert [slide.kind for slide in story(POLICY, told)] == [kind for kind in KINDS if kind != "sizes"]


def test_of_sizes_that_are_hidden_nothing_is_said_by_a_superlative(told):
    """Most of those that gain are of one size only if no other's number is hidden."""
    by_size = told["compared"]["by_size"]
    for hidden, begins in ((None, "公布的各规模中"), (0, "按企业规模")):
        rows = [{**row, "winners": 9 if n else hidden} for n, row in enumerate(by_size)]
        slides = story(POLICY, told | {"compared": told["compared"] | {"by_size": rows}})
        assert of(slides, "sizes").title["zh"].startswith(begins)


def test_a_publication_of_an_earlier_version_is_told_as_far_as_it_goes(told, slides):
    old = {name: value for name, value in told.items() if name != "compared"}
    found = story(POLICY, old)
    assert [slide.kind for slide in found] == [kind for kind in KINDS if kind not in ("gains", "sizes")]
    assert found[2:5] == slides[2:5]


@pytest.mark.parametrize(
    "unknown",
    [
        {"overrides": {"art99_gone.share": "0.5"}},
        {"readings": {"gone": "any"}},
        {"readings": {POLICY.readings[0].id: "gone"}},
        {"pools": {"art99": "1"}},
    ],
)
def test_what_was_published_of_a_scenario_for_another_policy_is_told_without_its_changes_and_cases(told, unknown):
    found = story(POLICY, told | {"scenario": told["scenario"] | unknown})
    assert [slide.kind for slide in found] == [kind for kind in KINDS if kind != "case"]
    assert of(found, "changes").title == words.both("story.changes_unreadable")
    # Nor is it said that the cases are invented.
    of_cases = words.text("story.sources_cases", "zh")
    assert [of_cases in {row[0] for row in cells(one[-1])} for one in (story(POLICY, told), found)] == [True, False]


# ------------------------------------------------------------------------------------------------ the cases


def test_the_cases_are_three_invented_companies_of_three_sizes_and_articles():
    found = typical(POLICY, 2025)
    assert [company.size for company in found] == ["large", "medium", "small"]
    assert len({company.article for company in found}) == 3
    assert all(company.content["applicant"]["name"].startswith("示例") for company in found)
    assert typical(load_folder(POLICY.folder), 2025) == found
    assert typical(POLICY, 2035) == ()


def test_a_case_stands_in_the_middle_of_what_companies_of_its_size_get():
    company = typical(POLICY, 2025)[2]
    sample = {c.content["applicant"]["id"]: c for c in _companies()}
    amounts = []
    for other in sample.values():
        if other.size != company.size:
            continue
        for claim in assess(POLICY, other.content)["claims"]:
            provision = POLICY.provision(claim["provision"])
            alone = provision.each is None or len(_facts(other, claim["id"]).get(provision.each, ())) == 1
            if provision.article == company.article and alone and claim["confirmed"] != "0.00":
                amounts.append(Fraction(claim["confirmed"]))
    own = next(c for c in assess(POLICY, company.content)["claims"] if c["id"] == company.claim)
    assert len(amounts) > 10
    assert Fraction(own["confirmed"]) == sorted(amounts)[len(amounts) // 2]


def _companies() -> Any:
    return sample().companies


def _facts(company: Any, claim_id: str) -> Any:
    return next(claim["facts"] for claim in company.content["claims"] if claim["id"] == claim_id)


@pytest.mark.parametrize("more", [{"overrides": STANDARDS_CAP}, {"overrides": {"art13_financing.share": "0.001"}}])
def test_a_case_is_assessed_as_the_scenario_changes_the_law_and_paid_as_it_was_published(more):
    told = published(**more)
    slides = [slide for slide in story(POLICY, told) if slide.kind == "case"]
    policy = overridden(POLICY, told["scenario"]["overrides"])
    scenario = read_published(POLICY, told | {"published": "2025-11-26T00:00:00+08:00"}, 2025)
    for slide, company in zip(slides, typical(POLICY, 2025), strict=True):
        result = assess(policy, company.content)
        claim = next(claim for claim in result["claims"] if claim["id"] == company.claim)
        paid = after_published(policy, result, scenario)["claims"][company.claim]
        assert f"核定{money.wan_text(fen(claim['confirmed']))}万元" in slide.title["zh"]
        assert paid["actual"] is not None
        assert f"实付{money.wan_text(fen(paid['actual']))}万元" in slide.title["zh"]
        assert paid["steps"][: len(claim["steps"])] == claim["steps"]
        steps = [s for s in paid["steps"] if s["kind"] != "condition"]
        assert slide.chart is not None
        assert [value and value * money.WAN for value in slide.chart.series[0].values] == [
            fen(s["amount"]) if s.get("amount") is not None else None for s in steps
        ]
        assert [row[4] for row in cells(slide)] == [row.amount_text for row in waterfall.rows(steps, "zh")]


def test_a_case_reads_the_law_as_the_scenario_does():
    other = next(r for r in POLICY.readings if r.id == "art13_base_net")
    choice = next(c.id for c in other.choices if c.id != other.default)
    here, there = (
        [cells(slide) for slide in story(POLICY, published(readings=readings)) if slide.kind == "case"]
        for readings in ({}, {other.id: choice})
    )
    assert here != there


def test_what_cannot_be_scaled_to_one_company_is_told_as_far_as_it_is_approved():
    told = published(rule="constrained_equal_losses", budget="9000")
    case = of(story(POLICY, told), "case")
    assert "实付" not in case.title["zh"]
    assert any("非法定情景" in point["zh"] for point in case.points)


# ------------------------------------------------------------------------------------------------ few, and hostile


def test_of_three_companies_nothing_is_told():
    few = Cohort(POLICY, {"applications": whole_year().raw["applications"][:3]})
    told = published(few, overrides={"art06_rent.share": "0.3"})
    for slide in story(POLICY, told):
        if slide.kind in ("budget", "payout", "gains", "sizes"):
            assert slide.chart is None or not any(v for s in slide.chart.series for v in s.values)
            figures = [cell for row in cells(slide) for cell in row if any(c.isdigit() for c in cell)]
            assert figures == []


@pytest.mark.parametrize("name", [name[:120] for name in HOSTILE])
def test_a_hostile_name_is_text_short_in_titles_and_whole_on_the_cover_and_in_the_notes(told, name):
    slides = story(POLICY, told | {"scenario": told["scenario"] | {"name": name}})
    for slide in slides:
        assert not any(ord(c) < 32 or c in "\u202e\u2066\u200f\u200b" for c in slide.title["zh"] + slide.note["zh"])
    cover = "".join(slides[0].points[1]["zh"].split())
    kept = "".join(c for c in name if c.isprintable() and not c.isspace() and c not in "\u202e\u2066\u200f\u200b")
    assert kept in cover
    assert len(of(slides, "gains").title["zh"]) < 100


def test_another_policy_is_told_by_the_same_rules():
    slides = story(TINY, tiny())
    assert [slide.kind for slide in slides][:2] == ["cover", "law"]
    assert slides[-1].kind == "sources"
