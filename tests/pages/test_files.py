"""Files that a page offers to the visitor who sees it, and to nobody else."""

import asyncio
import gc
from threading import Event

import pytest
from starlette.applications import Starlette

from engine.text import words
from engine.workshop.workshop import Busy, NotMade, workshop
from pages.official import downloads
from pages.shared import files
from tests.door.knocking import knocked, request
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
    gc.freeze()  # what other tests hold need not be searched
    at = visit("result", "zh", {"answers": answered()})
    address = the_report(at)
    del at
    gc.collect()
    gc.unfreeze()
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


def test_one_address_never_takes_all_places_and_visitors_none_of_the_officials(monkeypatch):
    go_on, begun = Event(), []

    def made(*_given):
        begun.append(1)
        assert go_on.wait(60)
        return b"%PDF-"

    monkeypatch.setattr("pages.company.result.made", made)
    address = the_report(at := visit("result", "zh", {"answers": answered()}))
    door = Starlette(routes=[files.route()])

    async def asked(client):
        scope = {**request(address), "client": (client, 1), "asgi": {"spec_version": "2.4"}}
        return await knocked(door, scope)

    async def begin(client, count):
        tasks = [asyncio.create_task(asked(client)) for _ in range(count)]
        until = len(begun) + count
        while len(begun) < until:
            await asyncio.sleep(0)
        return tasks

    async def all_of_it():
        working = await begin("198.51.100.1", files.FROM_ONE)
        try:
            refused = [await asyncio.wait_for(asked("198.51.100.1"), 5)]
            working += await begin("198.51.100.2", files.FOR_VISITORS - files.FROM_ONE)
            refused.append(await asyncio.wait_for(asked("198.51.100.3"), 5))
        finally:
            go_on.set()
        return [answer.status for answer in await asyncio.gather(*working)], refused, await asked("198.51.100.1")

    served, refused, later = asyncio.run(all_of_it())
    assert served == [200] * (workshop().places - 2)
    assert downloads._AT_ONCE.total_tokens == 2
    for answer in refused:
        assert answer.status == 503
        assert words.text("documents.busy", "zh").encode() in answer.sent[1]["body"]
    assert later.status == 200
    assert at
    assert not files._asking
