"""A second real law, drafted otherwise than the one in use, makes a sound policy of what can be said of it.

Its articles stand in Arabic numerals under an outline, it says nothing of rounding, bounds or pro rata, holds for three
years from publication, and has no translation.
"""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from engine import check
from engine.assessment.assess import assess
from engine.check.numbers import numbers_of
from engine.documents import book
from engine.documents.onepager import composition
from engine.documents.report import contents
from engine.policy import law
from engine.policy.articles import parse
from engine.policy.folder import load_folder
from engine.text.numerals import chinese
from engine.view import annotations, result
from pages.shared.law_text import translation
from tests.engine.check.broken_packs import Pack, listed, write_folder

TEXT = (Path(__file__).parents[1] / "policy" / "laws" / "liuhe-key-industries-2023.zh.txt").read_text(encoding="utf-8")
ARTICLES = parse(TEXT).articles
DAY = date(2025, 3, 1)
GRANTS = (7, 15)
TITLE = "关于支持重点产业加快发展的实施意见"
BOARDS = (
    "对在主板上市企业，给予企业300万元奖励；对在中小板、创业板、科创板上市企业，给予企业200万元奖励；"
    "对在新三板挂牌企业，给予企业100万元奖励"
)


def zh(text):
    return {"zh": text}


def fact(name, kind, label, **more):
    asked = {"label": zh(label), "question": zh(f"请填写{label}。"), "help": zh("按条文填写。")}
    return {"name": name, "type": kind, **asked, **more}


def unwritten(rule, label):
    quote = "据实向重点产业工作领导小组申报兑现奖励政策"
    said = zh(f"文本未写明{label}，由领导小组审核确定。")
    return {"id": rule, "article": 22, "quotes": [quote], "label": zh(label), "unwritten": said}


PRODUCTS = {
    "id": "art07_products",
    "article": 7,
    "title": zh("产品研发"),
    "summary": zh("每项产品30万元"),
    "quotes": ["产品在县域内投产后，有良好市场前景、对县域经济发展有带动作用的，给予企业30万元奖励"],
    "each": "products",
    "item": zh("产品"),
    "item_when": [
        {
            "fact": "in_production",
            "is": True,
            "quote": "产品在县域内投产后",
            "label": zh("在县域内投产"),
            "fails": zh("没有在县域内投产"),
        }
    ],
    "steps": [{"fixed": "30万元", "quote": "给予企业30万元奖励", "label": zh("每项产品")}, {"combine": "sum"}],
    "facts": [
        fact("products", "list", "产品"),
        fact("in_production", "yes_no", "在县域内投产", **{"in": "products"}),
    ],
    "prepare": zh("专利证书。"),
}
LISTING = {
    "id": "art15_listing",
    "article": 15,
    "title": zh("挂牌上市"),
    "summary": zh("主板300万元，中小板、创业板、科创板200万元，新三板100万元"),
    "quotes": [BOARDS],
    "when": [
        {
            "fact": "board",
            "one_of": ["main", "growth", "third"],
            "quote": BOARDS,
            "label": zh("在所列板块上市或挂牌"),
            "fails": zh("没有在所列板块上市或挂牌"),
        }
    ],
    "steps": [
        {
            "tier": "board",
            "tiers": {"main": "300万元", "growth": "200万元", "third": "100万元"},
            "quote": BOARDS,
            "label": zh("按板块"),
        }
    ],
    "facts": [
        fact(
            "board",
            "choice",
            "板块",
            choices=[
                {"id": "main", "label": zh("主板")},
                {"id": "growth", "label": zh("中小板、创业板或科创板")},
                {"id": "third", "label": zh("新三板")},
                {"id": "other", "label": zh("其它")},
            ],
        )
    ],
    "prepare": zh("上市公告。"),
}


def pack() -> Pack:
    """The policy: two of its articles grant money; what the others say is listed as not computed."""
    raw = {
        "id": "liuhe-key-industries-2023",
        "version": "2023-02-08",
        "languages": ["zh"],
        "title": zh(TITLE),
        "short_title": zh("支持重点产业实施意见"),
        "place": zh("柳河县"),
        "names": {
            "app": zh("柳河县重点产业政策测算"),
            "area": zh("柳河县"),
            "everybody": zh("全县"),
            "authority": zh("县重点产业工作领导小组办公室"),
        },
        "law": {
            "zh": "law.zh.txt",
            "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
            "title": zh(f"《{TITLE}》"),
            "translation_notice": zh("没有英文译文。"),
            "issued": date(2023, 2, 8),
            "published": date(2023, 2, 8),
            "source": "https://example.org/liuhe",
        },
        "in_force": {
            "from": date(2023, 2, 8),
            "until": date(2026, 2, 7),
            "years": "3年",
            "article": 26,
            "quote": "本政策自发布之日起施行，暂定三年有效期",
            "fails": zh("申报之日{day}不在有效期内（{start}至{until}）"),
        },
        "articles": [
            {
                "number": number,
                "chapter": zh(article.heading),
                "title": zh(f"第{chinese(number)}条"),
                "effect": "grant" if number in GRANTS else "none",
                "explains": zh("见条文。"),
            }
            for number, article in ARTICLES.items()
        ],
        "readings": [],
        "windows": [],
        "applicant": [],
        "general_conditions": [],
        "rules": [unwritten("budget", "预算不足时如何办理"), unwritten("truncation", "金额如何取舍")],
        "pools": [],
        "happened": [
            {"id": "new_product", "opens": ["art07_products"], "label": zh("研发的产品在县域内投产")},
            {"id": "listed", "opens": ["art15_listing"], "label": zh("企业上市或挂牌")},
        ],
        "provisions": [PRODUCTS, LISTING],
        "without_effect": [],
    }
    own = Pack(raw, TEXT, "")
    uncovered = {int(f.place.split(".")[1]) for f in own.check() if f.kind == "not_covered"}
    for number in uncovered:
        for paragraph in ARTICLES[number].paragraphs:
            raw["without_effect"].append({"article": number, "phrase": paragraph.body, "why": zh("这里不测算。")})
    return own


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    own = pack()
    return write_folder(own, tmp_path_factory.mktemp("policies") / own.raw["id"])


def test_it_is_sound(folder):
    assert listed(check.check(folder)) == []


def test_every_number_of_its_articles_is_claimed_or_listed(folder):
    policy = load_folder(folder)
    listed_there = {entry.article for entry in policy.without_effect}
    with_numbers = {n for n, a in ARTICLES.items() if n > 1 and numbers_of("\n".join(p.body for p in a.paragraphs))}
    assert with_numbers <= listed_there | {*GRANTS, policy.in_force.article}


@pytest.mark.parametrize(
    ("provision", "facts", "amount"),
    [
        ("art07_products", {"products": [{"in_production": True}, {"in_production": True}]}, "60.00"),
        ("art07_products", {"products": [{"in_production": False}]}, "0.00"),
        ("art15_listing", {"board": "main"}, "300.00"),
        ("art15_listing", {"board": "growth"}, "200.00"),
        ("art15_listing", {"board": "third"}, "100.00"),
        ("art15_listing", {"board": "other"}, "0.00"),
    ],
)
def test_its_amounts_are_those_of_the_law(folder, provision, facts, amount):
    claim = {"id": "c1", "provision": provision, "facts": facts}
    raw = {"application_date": DAY.isoformat(), "applicant": {}, "claims": [claim]}
    policy = load_folder(folder)
    assert assess(policy, raw)["claims"][0]["confirmed"] == amount
    assert contents.compose(result.assessed(policy, raw, None), "zh", DAY).blocks


def test_its_validity_ends_on_the_day_before_three_years_have_passed(folder):
    policy = load_folder(folder)
    for day, amount in (
        ("2023-02-07", "0.00"),
        ("2023-02-08", "300.00"),
        ("2026-02-07", "300.00"),
        ("2026-02-08", "0.00"),
    ):
        claim = {"id": "c1", "provision": "art15_listing", "facts": {"board": "main"}}
        raw = {"application_date": day, "applicant": {}, "claims": [claim]}
        assert assess(policy, raw)["claims"][0]["confirmed"] == amount


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_shown_and_set_by_its_own_parts(folder, lang):
    policy = load_folder(folder)
    assert law.paragraphs(policy, 2, "zh")[2].startswith("对特色农业类项目")
    assert law.paragraphs(policy, 2, "en") == ()
    assert translation(policy, 2, lang) == ""
    assert set(annotations.phrases(policy)) >= {7, 15, 22, 26}
    parts = [part["title"] for part in book.content(policy, lang, DAY)["chapters"]]
    assert parts == ["一、政策支持", "二、支持范围", "三、组织保障", "四、政策兑现", "五、其他"]
    assert composition.compose(policy, None, lang)["what"]["chapters"][0]["title"] == "二、支持范围"
