"""Files that a page offers to the visitor who sees it, and to nobody else."""

import gc

import pytest

from engine import words
from engine.documents.workshop import Busy, NotMade
from pages.shared import files
from tests.pages.seeding import answered
from tests.pages.test_official import Client
from tests.pages.visiting import again, go, offered, visit


@pytest.fixture
def client():
    return Client([files.route()])


def the_report(at):
    return offered(at)[words.text("results.report_pdf", "zh")]


def test_each_visit_has_addresses_of_its_own_which_stay_while_it_lasts(client, monkeypatch):
    given = []

    def made(*what):
        given.append(what)
        return b"%PDF-"

    monkeypatch.setattr("pages.company.result.made", made)
    one, other = (visit("result", "zh", {"answers": answered()}) for _ in range(2))
    assert the_report(one) != the_report(other)
    assert the_report(again(one)) == the_report(one)
    assert the_report(go(go(one, "law"), "result")) == the_report(one)
    assert client.get(the_report(one)).content == b"%PDF-"
    assert [what[0] for what in given] == ["engine.documents.report:as_pdf"]


def test_when_the_visit_is_over_the_address_leads_nowhere_and_says_so(client):
    at = visit("result", "zh", {"answers": answered()})
    address = the_report(at)
    del at
    gc.collect()
    answer = client.get(address)
    assert answer.status_code == 404
    for lang in words.LANGUAGES:
        assert words.text("documents.gone", lang) in answer.text


def test_an_address_that_nobody_was_given_leads_nowhere(client):
    at = visit("result", "zh", {"answers": answered()})
    address = the_report(at)
    for other in (f"{files.PLACE}/x/report.pdf", f"{address.rpartition('/')[0]}/x"):
        assert client.get(other).status_code == 404


@pytest.mark.parametrize(("fault", "key"), [(Busy(), "busy"), (NotMade("died"), "died")])
def test_where_no_file_was_made_it_is_said_why_in_both_languages(client, monkeypatch, fault, key):
    def made(*_given):
        raise fault

    monkeypatch.setattr("pages.company.result.made", made)
    at = visit("result", "zh", {"answers": answered()})
    answer = client.get(the_report(at))
    assert answer.status_code == 503
    for lang in words.LANGUAGES:
        assert f"<p>{words.text(f'documents.{key}', lang)}</p>" in answer.text
