"""How fast the deck of a year with 1,500 claims is made, beside the same words and figures in plain tables."""

from io import BytesIO

import pytest
from pptx import Presentation
from pptx.util import Emu

from engine.documents.deck import deck
from engine.documents.story import Slide, story
from engine.scenario import lawful, outcome, publication_of, read_scenario
from tests.benchmarks.conftest import Told
from tests.benchmarks.measuring import lowest, medians
from tests.engine.documents.publishing import POLICY, STANDARDS_CAP
from tests.invented_year import whole_year

TIMES = 3
ROUNDS = 5
LAYOUT = 5
"""Of python-pptx's own template: a title and nothing else."""


def plain(slides: tuple[Slide, ...], lang: str) -> bytes:
    """The same slides by python-pptx as it comes: each title, text, table cell and note once, the figures of each chart
    in a table. No chart, no look."""
    made = Presentation()
    for told in slides:
        slide = made.slides.add_slide(made.slide_layouts[LAYOUT])
        slide.shapes.title.text = told.title[lang]
        for said in (told.over, *told.points):
            slide.shapes.add_textbox(Emu(0), Emu(0), Emu(1), Emu(1)).text_frame.text = said[lang]
        tables = [] if told.table is None else [[[c[lang] for c in row.cells] for row in told.table.rows]]
        if told.chart is not None:
            by_series = [[series.name[lang], *series.texts] for series in told.chart.series]
            tables.append([["", *(label[lang] for label in told.chart.labels)], *by_series])
        for rows in tables:
            table = slide.shapes.add_table(len(rows), len(rows[0]), Emu(0), Emu(0), Emu(1), Emu(1)).table
            for n, row in enumerate(rows):
                for i, said_ in enumerate(row):
                    table.cell(n, i).text = said_
        slide.notes_slide.notes_text_frame.text = told.note["zh"]
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.bench
def test_the_deck_of_1500_claims_beside_the_same_slides_without_charts(tell: Told) -> None:
    """Both from the outcome: what may be published, its story, the file."""
    claims = whole_year()
    assert len(claims.claims) > 1_400
    scenario = read_scenario(POLICY, {"name": "甲", "year": 2025, "budget": "18000", "overrides": STANDARDS_CAP})
    base, other = outcome(POLICY, claims, lawful(scenario)), outcome(POLICY, claims, scenario)

    def without() -> None:
        plain(story(POLICY, publication_of(other, base=base)), "zh")

    def ours() -> None:
        deck(POLICY, publication_of(other, base=base), "zh")

    ours()  # the typical companies of a year are looked for once
    other_time, own = lowest(lambda: medians(ROUNDS, without, ours), TIMES)
    tell("the deck of 1,500 claims, 11 slides", "the same slides as plain tables", own, other_time, TIMES)
    assert own <= TIMES * other_time
