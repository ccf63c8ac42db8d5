"""Files carry the company's name, what they are, and the day, in characters that every system takes."""

from datetime import date

import pytest

from engine.documents.naming import file_name, short_name
from engine.policy.folder import default_policy, load_policy

POLICY = load_policy(default_policy())
DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("深圳市锐臂机器人科技有限公司", "锐臂机器人科技"),
        ("深圳锐臂股份有限公司", "锐臂"),
        ("深圳市龙华区创园运营有限责任公司（示例）", "创园运营（示例）"),
        ("有限公司", "有限公司"),
        ("深圳市", "深圳市"),
        ("Ruibi Robotics Co., Ltd.", "Ruibi-Robotics"),
        ('a/b\\c:d*e?f"g<h>i|j', "a-b-c-d-e-f-g-h-i-j"),
        ("..\\..\\etc", "etc"),
        ("\u202e文件\u0000名\n", "文件名"),
        ("   ", ""),
        ("很" * 40, "很" * 23),
    ],
)
def test_the_short_name_has_neither_place_nor_legal_form_nor_unsafe_characters(name, short):
    assert short_name(POLICY, name) == short


def test_the_name_of_a_file_says_whose_it_is_what_it_is_and_of_which_day():
    applicant = {"name": "深圳市锐臂机器人有限公司", "uscc": "91440300MA5F0000XX"}
    assert file_name(POLICY, applicant, "report", DAY, "zh", ".pdf") == "锐臂机器人-测算报告-2026-11-29.pdf"
    assert file_name(POLICY, applicant, "report", DAY, "en", ".pdf") == "锐臂机器人-estimate-2026-11-29.pdf"
    assert file_name(POLICY, {"uscc": "91440300MA5F0000XX"}, "saved", DAY, "zh", ".json").startswith("91440300")
    assert file_name(POLICY, {}, "calendar", DAY, "zh", ".ics") == "申报日历-2026-11-29.ics"
