"""Documents are set for one policy that holds every kind of condition and step."""

from collections.abc import Callable
from datetime import date

import pytest

from engine.assessment.assess import assess
from engine.documents import allocation_workbook, book
from engine.documents.given import of_workbook
from engine.documents.onepager import compose, make
from engine.documents.report import contents, setting, word
from engine.policy.folder import build
from engine.policy.pack import Policy
from engine.steps.kinds import KINDS
from engine.view import result
from tests.engine.check.broken_packs import INVENTED, listed
from tests.engine.steps.trying import application_of_all, expected, pack_of_all

DAY = date(2026, 6, 1)
SHOWN = {kind: max((own for own in kind.examples if not own.refused), key=expected) for kind in KINDS.values()}


@pytest.fixture(scope="module")
def policy() -> Policy:
    pack = pack_of_all(SHOWN)
    assert listed(pack.check()) == []
    return build(pack.raw, INVENTED)


def test_each_claim_comes_to_what_it_does_alone(policy: Policy) -> None:
    claims = assess(policy, application_of_all(SHOWN))["claims"]
    assert {claim["id"]: claim["confirmed"] for claim in claims if claim["id"] in KINDS} == {
        kind.key: f"{float(expected(example)):.2f}" for kind, example in SHOWN.items()
    }


def the_report(policy: Policy) -> list[bytes]:
    report = contents.compose(result.assessed(policy, application_of_all(SHOWN), None), "zh", DAY)
    return [setting.pdf(report, "zh", DAY), word.docx(report, "zh", DAY)]


def the_annotated_law(policy: Policy) -> list[bytes]:
    return [book.pdf(policy, "zh", DAY), book.html(policy, "zh", DAY)]


def the_page_about_the_policy(policy: Policy) -> list[bytes]:
    return [make(compose(policy, None, "zh"), ".pdf", DAY)]


def the_workbook(policy: Policy) -> list[bytes]:
    found = of_workbook(policy, {"budget": "50", "applications": [application_of_all(SHOWN)]}, "zh")
    return [allocation_workbook.make(found.outcome, found.beside, found.names, DAY, "zh")]


@pytest.mark.parametrize("made", [the_report, the_annotated_law, the_page_about_the_policy, the_workbook])
def test_documents_are_set(made: Callable[[Policy], list[bytes]], policy: Policy) -> None:
    for document in made(policy):
        assert document.startswith((b"%PDF", b"PK", b"<!"))
        assert len(document) > 5_000
