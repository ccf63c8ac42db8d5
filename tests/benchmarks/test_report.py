"""How long a report takes, beside setting the same texts as plain paragraphs in the same fonts."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from engine.documents import report, typesetting
from engine.documents.report.blocks import Report
from engine.documents.report.contents import compose
from engine.documents.report.setting import data
from engine.policy.folder import default_policy, load_policy
from engine.view.result import Result, assessed
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.pages import samples

TIMES = 3
DAY = date(2026, 3, 20)
PLAIN = """#import "house.typ": *
#show: house.with(title: "plain", lang: "zh", size: 9.5pt)
#for it in data.texts { par(if it.law { text(font: serif, it.said) } else { it.said }) }
"""


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template for paragraphs beside the house's own."""
    for template in typesetting.TEMPLATES.glob("*.typ"):
        (tmp_path / template.name).write_bytes(template.read_bytes())
    (tmp_path / "plain.typ").write_text(PLAIN, encoding="utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)


def texts(held: Any) -> Iterator[tuple[str, bool]]:
    """Every text of a report's data, and whether it is set in the font of the law."""
    if isinstance(held, dict):
        if isinstance(held.get("text"), str):
            yield held["text"], held.get("style") in ("quote", "chip")
        yield from ((held[name], False) for name in ("head", "label", "amount", "note") if held.get(name))
        for inner in held.values():
            yield from texts(inner)
    elif isinstance(held, list | tuple):
        for inner in held:
            yield from texts(inner)


@pytest.mark.bench
def test_a_report_beside_the_same_texts_as_plain_paragraphs(plain: None, tell: Told) -> None:
    policy = load_policy(default_policy())
    # Typst remembers what it has set: each time it is another company.
    number = count(1)

    def result(company: int) -> Result:
        raw = samples.application()
        raw["applicant"]["name"] = f"示例公司{company}"
        return assessed(policy, raw, Fraction(company, company + 7))

    def composed(made: Report, company: int) -> list[dict[str, Any]]:
        return [{"said": f"{said} {company}", "law": law} for said, law in texts(data(made, "zh")["blocks"])]

    fresh = [(n, result(n)) for n in (next(number) for _ in range(100))]
    given = [composed(compose(one, "zh", DAY), n) for n, one in fresh]
    assert sum(len(one["said"]) for one in given[0]) > 8_000
    assert len(typesetting.pdf("plain", {"texts": given.pop()}, DAY)) > 100_000
    assert len(report.as_pdf(fresh.pop()[1], "zh", DAY)) > 100_000

    def paragraphs() -> None:
        typesetting.pdf("plain", {"texts": given.pop()}, DAY)

    def whole() -> None:
        report.as_pdf(fresh.pop()[1], "zh", DAY)

    by, own = lowest(lambda: medians(5, paragraphs, whole), TIMES)
    tell("a company's report as PDF", "its texts as plain paragraphs", own, by, TIMES)
    assert own <= TIMES * by
