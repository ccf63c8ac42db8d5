"""An assessment as the engine would answer it, written by hand, for tests of what is drawn from it.

The company is invented: five provisions that may qualify, one that needs information, one that does not qualify.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

from engine.policy.folder import default_policy, load_policy
from engine.steps.step import CALCULATED_GRADES, Grade
from engine.text.phrases import both as both_of
from tests.amounts import numbered

Step = dict[str, Any]
POLICY = load_policy(default_policy())
REASONS = {"eligible": None, "needs_information": "unanswered", "ineligible": "unmet"}


def both(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or f"en: {zh}"}


def step(kind: str, name: str, article: int, quote: str, amount: str | None, before: str | None, **more: Any) -> Step:
    """One step; `which` names it as the engine does."""
    own = {
        "step": more.pop("which", kind),
        "kind": kind,
        "name": both(name),
        "text": both(more.pop("text", name)),
        "amount": amount,
        "before": before,
        "binding": kind == "bind",
        "cites": [{"article": article, "quote": quote}],
        "operation": {},
        **more,
    }
    return dict(numbered(own))


def condition(state: str, name: str, article: int, quote: str, **more: Any) -> Step:
    return step("condition", name, article, quote, None, None, which="condition", state=state, **more)


def approved(amount: str, before: str) -> Step:
    quote = "资助金额按万元计,不为整数时取两位小数(只舍不入)"
    return step("sum", "封顶测算", 19, quote, amount, before, which="approved", text="取两位小数，只舍不入")


def claim(id: str, provision: str, status: str, confirmed: str, most: str, steps: list[Step], **more: Any) -> Step:
    own = {
        "id": id,
        "provision": provision,
        "title": more.pop("title", None) or dict(both_of(POLICY.provision(provision).title)),
        "status": status,
        "grade": POLICY.provision(provision).grade(POLICY.default_readings()),
        "reason_kind": more.pop("reason_kind", REASONS[status]),
        "confirmed": confirmed,
        "ceiling": more.pop("ceiling", confirmed),
        "most": most,
        "assumed": [],
        "missing": more.pop("missing", []),
        "steps": steps,
        "limits": [],
        "advice": more.pop("advice", []),
        **more,
    }
    return dict(numbered(own))


RD = "给予研发费用的50%"
FIELD = condition("met", "属于人工智能、机器人领域", 3, "人工智能、机器人领域企业和机构")

EMBODIED = claim(
    "embodied",
    "art09_embodied_model",
    "eligible",
    "92.58",
    "92.58",
    [
        FIELD,
        condition("met", "近2年应用落地", 9, "近2年推动模型应用落地", item=0),
        step("base", "申报基数", 9, RD, "231.46", None, item=0, text="该模型研发费用"),
        step("calc", "乘以比例 50%", 9, RD, "115.73", "231.46", item=0, which="rate", text="231.46万元 × 50%"),
        step("skip", "单项上限", 9, "最高100万元资助", "115.73", "115.73", item=0, text="口径：按每家每年"),
        step("calc", "各项合计", 9, RD, "115.73", None, which="sum", text="1项合计"),
        step(
            "bind",
            "年度上限 100万元",
            9,
            "最高100万元资助",
            "100",
            "115.73",
            which="applicant_year_cap",
            text="超出 15.73万元，不计入",
        ),
        step(
            "bind",
            "项目资助限额 92.58",
            19,
            "所有项目的国家、省、市、区资助总额不超过项目实际投资总额",
            "92.58",
            "100",
            which="project_limit",
            text="实投 231.46 减市级资助 138.88",
        ),
        step(
            "skip",
            "就高不就低",
            16,
            "申报主体可按照就高不就低的原则自主选择申报,不予重复扶持",
            "92.58",
            "92.58",
            which="other_policy",
            text="无其它区级政策",
        ),
        approved("92.58", "92.58"),
    ],
    advice=[
        {
            "kind": "cap_reached",
            "fact": "models",
            "at": "200.00",
            "text": both("研发费用 200.00万元即达上限，超出部分不再增加"),
        }
    ],
)

GENAI = claim(
    "genai",
    "art09_genai_filing",
    "eligible",
    "50.00",
    "50.00",
    [
        FIELD,
        step("base", "每个模型 50万元", 9, "给予每个模型50万元", "50", None, item=0, which="fixed"),
        step(
            "skip",
            "每家单位每年最高 200万元",
            9,
            "每家单位每年最高200万元",
            "50",
            "50",
            which="applicant_year_cap",
        ),
        approved("50.00", "50"),
    ],
    advice=[
        {
            "kind": "one_more",
            "fact": "models",
            "worth": "50.00",
            "text": both("再有1个模型通过备案，可再增 50.00万元"),
        }
    ],
)

STANDARDS = claim(
    "standards",
    "art11_standards",
    "eligible",
    "100.00",
    "100.00",
    [
        FIELD,
        *[
            step("base", f"{name}标准", 11, "国际、国家、行业标准", str(amount), None, item=i, which="tier")
            for i, (name, amount) in enumerate([("国际", 60), ("国家", 40), ("国家", 40), ("行业", 20), ("行业", 20)])
        ],
        condition("failed", "主导制定", 11, "主导制定", item=5, text="不是主导制定（参与制定不奖励）"),
        step("calc", "各项合计", 11, "国际、国家、行业标准", "180", None, which="sum"),
        step(
            "bind",
            "每年最高 100万元",
            11,
            "单个申报主体每年最高100万元",
            "100",
            "180",
            which="applicant_year_cap",
            text="超出 80.00万元，不计入",
        ),
        approved("100.00", "100"),
    ],
)

RENT = claim(
    "rent",
    "art06_rent",
    "eligible",
    "20.00",
    "20.00",
    [
        FIELD,
        condition("met", "经区产业主管部门评估", 6, "经区产业主管部门评估的人工智能及机器人企业和机构"),
        step("base", "上年度实际发生租金", 6, "上年度实际发生租金的50%", "30", None, item=0),
        step("calc", "乘以比例 50%", 6, "上年度实际发生租金的50%", "15", "30", item=0, which="rate"),
        step("base", "上年度实际发生租金", 6, "上年度实际发生租金的50%", "22.3", None, item=1),
        step("calc", "乘以比例 50%", 6, "上年度实际发生租金的50%", "11.15", "22.3", item=1, which="rate"),
        step("calc", "各处合计", 6, "上年度实际发生租金的50%", "26.15", None, which="sum"),
        step(
            "bind",
            "每年最高 20万元",
            6,
            "每年最高20万元",
            "20",
            "26.15",
            which="applicant_year_cap",
            text="超出 6.15万元，不计入",
        ),
        step("skip", "最长3年", 6, "最长3年", "20", "20", which="years", text="此前已获1年，本次为第2年"),
        approved("20.00", "20"),
    ],
)

REVENUE = claim(
    "revenue",
    "art05_revenue_growth",
    "eligible",
    "10.00",
    "10.00",
    [
        FIELD,
        condition("met", "营收正增长", 5, "正增长"),
        step("base", "一次性奖励 10万元", 5, "给予一次性10万元的奖励", "10", None, which="fixed"),
        approved("10.00", "10"),
    ],
)

SOLVER = claim(
    "solver",
    "art10_scenario_solver",
    "needs_information",
    "0.00",
    "240.00",
    [
        FIELD,
        condition("unknown", "以揭榜挂帅方式实施", 10, "实施揭榜挂帅模式", text="是否以揭榜挂帅方式实施，尚未回答"),
        step("calc", "暂不计入", 10, "实施揭榜挂帅模式", "0", None, which="none"),
        approved("0.00", "0"),
    ],
    ceiling="240.00",
    missing=[
        {
            "fact": "challenge_mode",
            "worth": "240.00",
            "label": both("是否以揭榜挂帅方式实施", "Run as an open challenge"),
        }
    ],
    ceiling_steps=[
        condition("met", "以揭榜挂帅方式实施", 10, "实施揭榜挂帅模式"),
        step("base", "非财政投入", 10, "按照项目总投入(非财政投入)的20%", "1200", None),
        step("calc", "乘以比例 20%", 10, "按照项目总投入(非财政投入)的20%", "240", "1200", which="rate"),
        approved("240.00", "240"),
    ],
)

FINANCING = claim(
    "financing",
    "art13_financing",
    "ineligible",
    "0.00",
    "0.00",
    [
        FIELD,
        condition(
            "failed",
            "单轮净投资达到2000万元",
            13,
            "单轮投资在2000万元及以上",
            text="单轮净投资 1,860.00万元，未达2000万元，差 140.00万元",
            item=0,
        ),
        approved("0.00", "0"),
    ],
    advice=[
        {
            "kind": "threshold",
            "fact": "rounds",
            "short": "140.00",
            "text": both("单轮净投资再多 140.00万元即达2000万元，按5%测算 100.00万元"),
        }
    ],
)

VOUCHER = claim(
    "voucher",
    "art04_compute_voucher",
    "eligible",
    "28.80",
    "28.80",
    [
        step("base", "算力采购金额", 4, "补贴额度不超过企业采购金额的30%", "96", None),
        step("calc", "乘以比例 30%", 4, "补贴额度不超过企业采购金额的30%", "28.8", "96", which="rate"),
        approved("28.80", "28.8"),
    ],
)


def _amounts(claims: Sequence[Step]) -> dict[str, str]:
    return {
        key: str(sum((Decimal(c[key]) for c in claims), Decimal("0.00"))) for key in ("ceiling", "confirmed", "most")
    }


def total(claims: Sequence[Step]) -> dict[str, Any]:
    """What these claims come to, by grade too."""
    beside = [c for c in claims if c["grade"] == "other_budget"]
    return {
        **_amounts(claims),
        "on_budget": _amounts([c for c in claims if c not in beside]),
        "other_budget": _amounts(beside),
        "calculated": _amounts([c for c in claims if c["grade"] in CALCULATED_GRADES]),
        "by_grade": {grade: _amounts([c for c in claims if c["grade"] == grade]) for grade in get_args(Grade)},
    }


def result(*claims: Step) -> dict[str, Any]:
    """An assessment of these claims."""
    return {
        "claims": list(claims),
        "total": numbered(total(claims)),
        "policy": {
            "id": "longhua-ai-robotics-2025",
            "version": "2025-01-01",
            "sha256": "6f6cf3a4" + "0" * 56,
        },
        "readings": {},
    }


FULL = result(EMBODIED, GENAI, STANDARDS, RENT, REVENUE, SOLVER, FINANCING, VOUCHER)
NOTHING = result()
NOT_ONE = result(FINANCING)

BUDGET_STEPS = [
    step(
        "bind",
        "总量折算",
        2,
        "若各类项目审核资助金额超过资金总预算,实际资助金额按照比例执行",
        "639/40",
        "20",
        which="budget",
    ),
    step(
        "sum",
        "实付（按预算折算后）",
        19,
        "资助金额按万元计,不为整数时取两位小数(只舍不入)",
        "15.97",
        "639/40",
        which="paid",
    ),
]


def paid() -> dict[str, Any]:
    """What a payout ratio of 79.875% leaves, for the claims of FULL."""
    actual = {"embodied": "73.94", "genai": "39.93", "standards": "79.87", "rent": "15.97", "revenue": "7.98"}
    steps = {claim["id"]: claim["steps"] for claim in FULL["claims"]}
    answer = {
        "claims": {
            id: {
                "actual": amount,
                "other_budget": False,
                "grade": "formula" if id in ("embodied", "rent") else "fixed",
                "steps": [*steps[id], *(BUDGET_STEPS if id == "rent" else [])],
            }
            for id, amount in actual.items()
        },
        "total": {"actual": "217.69", "calculated": "217.69"},
    }
    return dict(numbered(answer))


PLATFORM = {
    "id": "p",
    "provision": "art12_public_platform",
    "facts": {"qualifying_service": True, "project": {"id": "PT", "total_investment": "5000"}},
}
"""A platform that nobody has assessed."""


def application() -> dict[str, Any]:
    """An application of the same invented company, for the engine itself."""
    model = {"landing_date": "2025-08-01", "assessed": True, "already_rewarded": False, "rd_cost": "231.46"}
    standards = [
        ("international", "20"),
        ("international", "35"),
        ("national", "30"),
        ("industry", "15"),
        ("group", None),
    ]
    return {
        "application_date": "2026-03-20",
        "applicant": {
            "name": "示例智能科技<b>（示例数据）",
            "entity_type": "enterprise",
            "legal_person": True,
            "operates_in_longhua": True,
            "ai_robotics": True,
            "disqualified": False,
        },
        "readings": {},
        "claims": [
            {
                "id": "c1",
                "provision": "art06_rent",
                "facts": {
                    "assessed": True,
                    "years_received": 1,
                    "rents": [{"amount": "30", "year": 2025}, {"amount": "22.3", "year": 2025}],
                    "other_district": {"amount": "12"},
                },
            },
            {
                "id": "c2",
                "provision": "art09_embodied_model",
                "facts": {
                    "models": [{**model, "project": {"total_investment": "231.46", "other_gov_funding": "138.88"}}]
                },
            },
            {
                "id": "c3",
                "provision": "art10_scenario_solver",
                "facts": {"project": {"id": "P1", "total_investment": "1500", "fiscal_investment": "300"}},
            },
            {
                "id": "c4",
                "provision": "art11_standards",
                "facts": {
                    "standards": [
                        {
                            "level": level,
                            "lead": True,
                            "already_rewarded": False,
                            **({"other_district": {"amount": other}} if other else {}),
                        }
                        for level, other in standards
                    ]
                },
            },
            {
                "id": "c5",
                "provision": "art13_financing",
                "facts": {
                    "assessed": True,
                    "already_received": False,
                    "rounds": [
                        {
                            "instalments": [
                                {"date": "2025-03-01", "amount": "2100", "fund": True, "district_fund": "240"}
                            ]
                        }
                    ],
                },
            },
            {"id": "c6", "provision": "art04_compute_voucher", "facts": {"purchase_amount": "96"}},
            {"id": "c7", "provision": "art14_events", "facts": {"event_cost": "30"}},
        ],
    }
