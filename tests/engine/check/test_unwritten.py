"""A law that is silent on rounding, bounds, a budget that does not suffice, its end, its dates, or that has no chapters
and no translation, makes a sound policy that says so; and such a policy is computed, shown and set like any other."""

import re
import tomllib
from pathlib import Path

import pytest

from engine import check
from engine.allocation.allocate import allocate
from engine.assessment.assess import assess
from engine.documents import book
from engine.documents.onepager import composition
from engine.policy import law
from engine.policy.folder import load_folder
from engine.view import annotations
from engine.view.rule_words import rule_text
from tests.engine.check.broken_packs import INVENTED, PACKS, Pack, listed, write_folder

OPEN = {"zh": "文本未写明，由主管部门解释。", "en": "The text does not state it; the authority interprets."}
LEFT_OPEN = "本办法由县文化主管部门解释"


def silent() -> Pack:
    """The invented policy under a law that says none of it."""
    pack = PACKS["invented"].copy()
    pack.replace_in_law(
        "资助金额合计超过年度预算的,按照同一比例执行。本办法所称“最高”“以上”“不超过”均包括本数。"
        "金额按万元计,取两位小数(只舍不入)。",
        f"{LEFT_OPEN}。",
    )
    pack.en = re.sub(r"(Article 7 ).*?(?=“)", r"\1The authority interprets. ", pack.en, count=1)
    for rule in pack.raw["rules"]:
        rule.update(unwritten=OPEN, quotes=[LEFT_OPEN])
    return pack


def without_english(value):
    if isinstance(value, dict):
        return {key: without_english(inner) for key, inner in value.items() if key != "en"}
    return [without_english(inner) for inner in value] if isinstance(value, list) else value


def test_a_law_that_is_silent_on_rounding_bounds_and_pro_rata_is_sound_if_the_policy_says_so():
    pack = silent()
    assert listed([f for f in pack.check() if not f.place.startswith("law.en.txt")]) == []
    del pack.block("rules", "truncation")["unwritten"]
    assert {f.place: f.kind for f in pack.check()}["rules.truncation.quotes"] == "rule_words"


@pytest.mark.parametrize(
    ("clause", "stated"),
    [
        ("本办法自2026年3月1日起施行,有效期五年", {"years": "5年"}),
        ("本办法自2026年3月1日起施行,有效期至2031年2月28日", {}),
        ("本办法自2026年3月1日起施行", {"unwritten": OPEN}),
        ("本办法自发布之日起施行,暂定五年有效期", {"years": "5年", "from": "2025-12-08", "until": "2030-12-07"}),
        ("本办法自印发之日起施行,有效期5年", {"years": "5年", "from": "2025-11-20", "until": "2030-11-19"}),
    ],
)
def test_a_validity_is_stated_as_laws_state_it(clause, stated):
    pack = PACKS["invented"].copy()
    pack.replace_in_law("本办法自2026年3月1日起施行,有效期5年", clause)
    in_force = pack.raw["in_force"]
    del in_force["years"]
    in_force["quote"] = clause
    for key, value in stated.items():
        in_force[key] = tomllib.loads(f"day = {value}")["day"] if key in ("from", "until") else value
    own = ("in_force", "articles.8: ")
    assert [line for line in listed(pack.check()) if line.startswith(own)] == []


def test_a_validity_from_publication_begins_on_no_other_day():
    pack = PACKS["invented"].copy()
    pack.replace_in_law("本办法自2026年3月1日起施行", "本办法自发布之日起施行")
    pack.raw["in_force"]["quote"] = "本办法自发布之日起施行,有效期5年"
    assert ("in_force.from", "number_not_in_quote") in {(f.place, f.kind) for f in pack.check()}


def test_dates_may_stand_on_the_page_of_the_law_alone():
    pack = PACKS["invented"].copy()
    pack.replace_in_law("2025年11月20日", "(印章)")
    assert "law.issued" in {f.place for f in pack.check()}
    pack.raw["law"]["dates_unwritten"] = OPEN
    assert "law.issued" not in {f.place for f in pack.check()}


@pytest.mark.parametrize("written", ["2025年11月20日", "二〇二五年十一月二十日", "二○二五年十一月二十日", "2025-11-20"])
def test_dates_are_found_however_they_are_written(written):
    pack = PACKS["invented"].copy()
    pack.replace_in_law("2025年11月20日", written)
    assert "law.issued" not in {f.place for f in pack.check()}


@pytest.fixture
def sparse(tmp_path) -> Path:
    """The folder of a policy that says none of it, in Chinese alone, without chapters."""
    pack = silent()
    pack.zh = re.sub(r"(?m)^第.章.*\n\n", "", pack.zh)
    pack.replace_in_law("本办法自2026年3月1日起施行,有效期5年", "本办法自2026年3月1日起施行")
    del pack.raw["law"]["en"], pack.raw["in_force"]["years"]
    pack.raw["languages"] = ["zh"]
    pack.raw["in_force"].update(unwritten=OPEN, quote="本办法自2026年3月1日起施行")
    for article in pack.raw["articles"]:
        del article["chapter"]
    pack.raw["articles"][7]["explains"]["zh"] = "自2026年3月1日起施行。"
    pack.raw = without_english(pack.raw)
    return write_folder(pack, tmp_path / INVENTED.name)


def test_a_policy_in_chinese_alone_without_chapters_is_sound(sparse):
    assert listed(check.check(sparse)) == []


def test_such_a_policy_is_computed_shown_and_set_like_any_other(sparse):
    policy = load_folder(sparse)
    application = {
        "application_date": "2026-06-01",
        "applicant": {"registered_in_county": True, "makes_paper": True, "on_dishonest_list": False},
        "claims": [
            {"id": "c1", "provision": "s05_craft_awards", "facts": {"awards": [{"rank": "city"}]}},
        ],
    }
    assert assess(policy, application)["claims"][0]["confirmed"] == "4.00"
    assert allocate(policy, {"budget": "2", "applications": [application]})["claims"][0]
    for lang in ("zh", "en"):
        assert bool(law.articles(policy, lang)) == (lang == "zh")
        assert rule_text(policy, policy.rule("truncation"))[lang] == OPEN["zh"]
        assert annotations.phrases(policy)[7]
        (part,) = book.content(policy, lang, policy.law.issued)["chapters"]
        assert part["title"] == policy.title.zh
        (part,) = composition.compose(policy, None, lang)["what"]["chapters"]
        assert part["title"] == policy.short_title.zh


def test_what_is_without_effect_may_name_its_paragraph():
    pack = PACKS["invented"].copy()
    pack.replace_in_law("本条年度资助总额最高45万元。", "本条年度资助总额最高45万元,依据《资金办法》拨付。")
    pack.replace_in_law("每家单位每年不超过12万元。", "每家单位每年不超过12万元,依据《资金办法》拨付。")
    entry = {"article": 4, "phrase": "依据《资金办法》拨付", "why": OPEN}
    for paragraphs, found in ((None, True), ((1, 2), False)):
        places = [{}] if paragraphs is None else [{"paragraph": number} for number in paragraphs]
        pack.raw["without_effect"] = [entry | own for own in places]
        kinds = {f.kind for f in pack.check() if f.place.startswith(("without_effect", "articles.4"))}
        assert ("quote_ambiguous" in kinds) == found
        assert ("not_covered" in kinds) == found
