"""Documents say by which guideline they are, or that none is known, and cite its words."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from engine.documents.report import contents
from engine.documents.report.blocks import Points, Table, Text
from engine.policy.parameters import overridden
from engine.policy.years import in_year
from engine.view import result
from engine.workshop.workshop import Job, packed, unpacked
from tests import example_guideline
from tests.engine.assessment.test_guideline import GUIDED, LAW, rent

DAY = date(2026, 11, 20)


def said(policy: Any, raw: Any, lang: str = "zh") -> str:
    found = []
    for block in contents.compose(result.assessed(policy, raw, None), lang, DAY).blocks:
        cells = block.entries if isinstance(block, Points) else ()
        if isinstance(block, Table):
            cells = tuple(cell for row in block.rows for cell in row.cells)
        lines = [block.pieces] if isinstance(block, Text) else [line for cell in cells for line in cell.lines]
        found += ["".join(piece.text for piece in line) for line in lines]
    return "\n".join(found)


def test_a_report_has_the_windows_the_papers_and_the_words_of_the_guideline():
    told = said(GUIDED, rent())
    assert "【示例】2026年的申报按一份虚构的申请指南测算" in told
    assert "申报期2026年11月2日至2026年12月18日，还有28天截止" in told
    assert "房屋租赁合同及租金发票（由申报单位出具或提供）" in told
    assert "2026年申请指南2026年度房租" in told.replace("\n", "") or "2026年申请指南" in told
    assert "每家每年最高15万元" in told


@pytest.mark.parametrize(("policy", "raw"), [(LAW, rent()), (GUIDED, rent("2025-03-20"))])
def test_a_report_without_one_says_so(policy, raw):
    told = said(policy, raw)
    assert f"没有收录{raw['application_date'][:4]}年的申请指南" in told
    assert "申报期" not in told


def test_a_policy_goes_to_a_worker_with_its_guidelines_and_its_year():
    for policy in (LAW, GUIDED, in_year(GUIDED, 2026)):
        job = unpacked(BytesIO(packed(Job("x:y", (policy,)))))
        (there,) = job.given
        assert there.guidelines == policy.guidelines
        assert there.guideline == policy.guideline
        assert [g.toml for g in there.guidelines.values()] == [g.toml for g in policy.guidelines.values()]
        assert (there is LAW) == (policy is LAW)
    with pytest.raises(Exception, match="not as it stands"):
        packed(Job("x:y", (overridden(GUIDED, {"art06_rent.cap": "10"}),)))
    assert example_guideline.guided() is GUIDED
