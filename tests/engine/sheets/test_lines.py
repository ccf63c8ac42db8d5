"""The entries of a list as lines of text: pasted from a spreadsheet or typed, read, and named where they cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.folder import load_policy
from engine.sheets import lines
from engine.text import words

POLICY = load_policy("longhua-ai-robotics-2025")
MODELS, FINANCING = POLICY.provision("art09_genai_filing"), POLICY.provision("art13_financing")


def columns(provision, name, entries=()):
    return lines.places(provision, provision.fact(name), entries, 2026, POLICY.default_readings())


MODEL_COLUMNS, ROUND_COLUMNS = columns(MODELS, "models"), columns(FINANCING, "rounds")
MODEL = {"filing_number": "Shenzhen-1", "kind": "filing", "filing_date": "2025-06-18", "already_rewarded": False}


def test_the_columns_are_the_questions_of_an_entry_then_of_its_own_entries_then_of_its_groups():
    assert [p.column.key for p in MODEL_COLUMNS[:4]] == [
        "models.filing_number", "models.kind", "models.filing_date", "models.already_rewarded",
    ]  # fmt: skip
    assert {p.column.path[0] for p in MODEL_COLUMNS[4:]} == {"other_district"}
    assert [(p.inner, p.column.path) for p in ROUND_COLUMNS[:4]] == [
        ("", ("round",)), ("instalments", ("date",)), ("instalments", ("amount",)), ("instalments", ("fund",)),
    ]  # fmt: skip
    assert ROUND_COLUMNS[2].label["zh"].endswith("（万元）")


@pytest.mark.parametrize(
    "text",
    [
        "Shenzhen-1\t生成式人工智能服务备案\t2025/6/18\t否",
        "Shenzhen-1；生成式人工智能服务备案；2025年6月18日；否",
        "Shenzhen-1, 生成式人工智能服务备案, 2025-6-18, 无",
        "Shenzhen-1 生成式人工智能服务备案 20250618 no",
        "Shenzhen-1 备案 2025.6.18 否",
        "\n  Shenzhen-1 | filing | 18 June 2025 | false \n\n",
        "首次获得备案\t备案号\n2025-06-18\tShenzhen-1",
    ],
)
def test_a_line_is_an_entry_however_its_cells_are_parted(text):
    if "首次" in text:
        date, number = (
            next(p for p in MODEL_COLUMNS if p.column.key == f"models.{n}") for n in ("filing_date", "filing_number")
        )
        text = text.replace("首次获得备案", date.label["zh"]).replace("备案号", number.label["en"])
        found = lines.read(MODELS, MODEL_COLUMNS, text)
        assert found.entries == [{"filing_date": "2025-06-18", "filing_number": "Shenzhen-1"}]
    else:
        kind = next(p for p in MODEL_COLUMNS if p.column.key == "models.kind").fact.choices[0]
        found = lines.read(MODELS, MODEL_COLUMNS, text.replace("生成式人工智能服务备案", kind.label.zh))
        assert found.entries == [MODEL]
    assert found.faults == []


def test_instalments_stand_below_the_round_that_is_named_on_their_line_or_above():
    text = """A轮\t2025-04-01\t2,500\t是
B轮\t2025-09-09\t10,000,000.00元\t是
\t2025-11-01\t1500\t是\t200
b 轮\t2026-02-01\t一千五百万\t是\t\t300\t三分之一
C轮 2026-06-30 0.5亿 是"""
    found = lines.read(FINANCING, ROUND_COLUMNS, text)
    assert found.faults == []
    assert [(r["round"], [i["amount"] for i in r["instalments"]]) for r in found.entries] == [
        ("A轮", ["2500"]), ("B轮", ["1000", "1500", "1500"]), ("C轮", ["5000"]),
    ]  # fmt: skip
    assert found.entries[1]["instalments"][1]["district_fund"] == "200"
    assert found.entries[1]["instalments"][2]["subfund_gov_share"] == "0.333333"
    assert found.texts[1]["instalments", 2, "amount"] == "一千五百万"


def test_what_cannot_be_read_is_named_by_its_cell_and_the_rest_is_read():
    text = "1号\t备案吗\t2025-02-31\t否\n2号\tfiling\t2025-6-18\t否\t\t\t\t多的"
    found = lines.read(MODELS, MODEL_COLUMNS, text)
    assert [(f.line, f.place.column.key if f.place else None) for f in found.faults] == [
        (1, "models.kind"), (1, "models.filing_date"), (2, None),
    ]  # fmt: skip
    kind, day, beyond = (f.message for f in found.faults)
    assert "备案吗" in kind["zh"]
    assert MODEL_COLUMNS[1].fact.choices[1].label.zh in kind["zh"], "what is allowed"
    assert "2025-02-31" in day["en"]
    assert "第8格「多的」" in beyond["zh"]
    assert found.entries[0] == {
        "filing_number": "1号",
        "kind": {"unreadable": "备案吗"},
        "filing_date": {"unreadable": "2025-02-31"},
        "already_rewarded": False,
    }
    assert found.entries[1]["filing_number"] == "2号"
    unknown = lines.read(MODELS, MODEL_COLUMNS, f"{MODEL_COLUMNS[0].label['zh']}\t备注\n1号\t好")
    assert [f.line for f in unknown.faults] == [1]
    assert "备注" in unknown.faults[0].message["zh"]
    assert unknown.entries == [{"filing_number": "1号"}]


def test_an_empty_cell_is_no_answer_and_not_sure_is_one():
    found = lines.read(MODELS, MODEL_COLUMNS, "- ; 暂不清楚 ; — ; not sure yet")
    assert found.entries == [{"kind": None, "already_rewarded": None}]
    # Where no answer means none, that it is not known says otherwise.
    found = lines.read(FINANCING, ROUND_COLUMNS, "A轮\t2025-04-01\t2500\t是\t暂不清楚")
    assert found.entries[0]["instalments"][0]["district_fund"] == {"unknown": True}
    assert lines.read(MODELS, MODEL_COLUMNS, " \n\n").entries == []


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_written_as_lines_is_read_as_the_same_entries(lang):
    other = {"amount": "12.5", "received": True, "choice": "this"}
    models = [MODEL | {"other_district": other}, {"kind": None}, {"filing_date": {"unreadable": "明天"}}, {}]
    instalment = {"date": "2025-04-01", "amount": "2500", "fund": True, "subfund_gov_share": "0.333333"}
    instalment |= {"district_fund": {"unknown": True}}
    rounds = [
        {"round": "A", "instalments": [instalment, {"amount": "3"}]},
        {"round": "B", "instalments": [{"fund": None}]},
    ]
    for provision, name, entries in ((MODELS, "models", models), (FINANCING, "rounds", rounds)):
        there = columns(provision, name, entries)
        text = lines.write(there, entries, lang, lambda entry, path: None)
        assert lines.read(provision, there, text).entries == entries


@given(st.text(alphabet="A1 \t\n;,，；|\"'-是否2025-6/.\r\u3000", max_size=60))
def test_whatever_is_pasted_is_read_or_named(text):
    found = lines.read(FINANCING, ROUND_COLUMNS, text)
    assert len(found.entries) == len(found.texts)
    for fault in found.faults:
        assert all(fault.message.values())
