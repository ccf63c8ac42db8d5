"""The facts that a report rests on: every question that was asked, and its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.application import matters, questionnaire
from engine.application.questionnaire import Question
from engine.application.typed import stated_amount
from engine.documents.report.blocks import Block, Heading, Piece, Table, TableRow, columns, group, row
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.values import money
from engine.view import awarded
from engine.view.result import Result


def blocks(result: Result, lang: str) -> Iterator[Block]:
    """The facts about the applicant, then those of each claim in the order of the application."""
    policy, application = result.policy, result.application
    yield Heading(1, words.text("report.given", lang))
    rows = [_row(words.text("pages.day", lang), day_text(result.day)[lang])]
    facts = application.get("applicant") or {}
    rows += [_answer(q, None, facts, lang) for q in questionnaire.of_applicant(policy, result.assessment["readings"])]
    rows += _before(policy, application, lang)
    rows += _awarded(result, lang)
    yield Heading(2, words.text("pages.profile", lang))
    yield _table(rows, words.text("pages.profile", lang), lang)
    claims = application.get("claims") or []
    called = matters.entitled(policy, claims)
    for claim in claims:
        provision, title = policy.provision(claim["provision"]), called[claim["id"]].title[lang]
        stated = claim.get("facts") or {}
        yield Heading(2, title, article_label(provision.article, lang))
        yield _table(_answers(provision, stated, result.day.year, result.assessment["readings"], lang), title, lang)


def _answers(
    provision: Provision, facts: Mapping[str, Any], year: int, readings: Mapping[str, str], lang: str
) -> list[TableRow]:
    """The answers about a claim as a whole, then those of each entry of its lists under its name."""
    by_entry: dict[tuple[tuple[str, int], ...], tuple[questionnaire.Within, list[TableRow]]] = {}
    for q in questionnaire.of_claim(provision, facts, year, readings):
        place = tuple((entry.fact.path, entry.position) for entry in q.within)
        by_entry.setdefault(place, (q.within, []))[1].append(_answer(q, provision, facts, lang))
    _, rows = by_entry.pop((), ((), []))
    comma = words.text("results.list_comma", lang)
    for within, own in by_entry.values():
        name = comma.join(entry.name[lang] for entry in within)
        rows += [group(name), *own]
    return rows + list(_idle(provision, facts, readings, lang))


def _idle(provision: Provision, facts: Mapping[str, Any], readings: Mapping[str, str], lang: str) -> Iterator[TableRow]:
    """What was answered and the readings in force make nothing of."""
    names = questionnaire.idle(provision, readings)
    for fact in provision.children():
        if fact.name in names and facts.get(fact.name) is not None:
            said = questionnaire.answer_text(fact, provision, False, facts[fact.name]).text[lang]
            yield _row(fact.label.in_language(lang), words.text("report.idle", lang, given=said))


def _before(policy: Policy, application: Mapping[str, Any], lang: str) -> Iterator[TableRow]:
    """What was paid already out of an article's total, or which places are taken: stated beside the answers."""
    awarded = application.get("already_awarded") or {}
    for pool in policy.pools:
        if awarded.get(pool.id) is not None:
            label = words.text("report.awarded", lang, label=pool.label.in_language(lang))
            yield _row(label, money.stated_text(stated_amount(awarded[pool.id]), lang))
    taken = application.get("quota_used") or {}
    for provision in policy.provisions:
        if taken.get(provision.id) is not None:
            label = words.text("report.places_taken", lang, title=provision.title.in_language(lang))
            yield _row(label, str(taken[provision.id]))


def _awarded(result: Result, lang: str) -> Iterator[TableRow]:
    """What was awarded before, and which answers say something else."""
    for _, label, said in awarded.awards(result.policy, result.application):
        yield _row(label[lang], said[lang])
    for contradiction in result.assessment.get("contradictions") or ():
        yield _row(words.text("report.contradiction", lang), awarded.sentence(contradiction)[lang])


def _answer(question: Question, provision: Provision | None, facts: Mapping[str, Any], lang: str) -> TableRow:
    fact, answer = question.fact, questionnaire.value(facts, question.path)
    said = questionnaire.answer_text(fact, provision, question.required, answer, to_submit=question.to_submit)
    return _row(questionnaire.label(fact, (), question.path[-1], lang), said.text[lang], said.is_open)


def _row(label: str, said: str, is_open: bool = False) -> TableRow:
    return row(Piece(label, "muted"), Piece(f"◐ {said}", "open") if is_open else said)


def _table(rows: Iterable[TableRow], label: str, lang: str) -> Table:
    return Table("answers", label, columns(("report.question", "report.answer"), lang), tuple(rows))
