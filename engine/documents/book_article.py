"""One article of the annotated law as blocks: its text with the phrases that take part in the calculation, the rule
made from each, the readings that it opens and the cases that put it to the test."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from engine.documents.onepager.figures import in_full
from engine.policy import law, parameters
from engine.policy.blocks import Article, Reading
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label, chinese
from engine.view import annotations, worked_examples
from engine.view.annotations import Note, Phrase
from engine.view.worked import Group, Worked

Json = dict[str, Any]

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
"""The figures behind phrases: they never stand in a law, so its text can still be told from them."""


class Numbering:
    """What the whole document numbers in a row: `readings` in the order of the pack, `numbers` in the order of the law.
    Both by id or name, from 1; and the article where each reading is set out (`homes`)."""

    def __init__(self, policy: Policy) -> None:
        self.readings = {reading.id: n for n, reading in enumerate(policy.readings, start=1)}
        self.numbers = {number.name: n for n, number in enumerate(parameters.changeable(policy), start=1)}
        self.homes = {reading.id: annotations.clause(policy, reading)[0] for reading in policy.readings}


def anchor(kind: Literal["number", "reading", "case"], number: object) -> str:
    """Where the document sets out one of these, by its number."""
    return f"{kind}-{number}"


def circled(number: int) -> str:
    """The figure behind a phrase."""
    return CIRCLED[number - 1] if number <= len(CIRCLED) else f"({number})"


def block(policy: Policy, article: Article, numbers: Numbering, lang: str) -> Json:
    """An article for the document in one language."""
    phrases = annotations.phrases(policy).get(article.number, [])
    home = [r for r in policy.readings if numbers.homes[r.id] == article.number]
    groups = worked_examples.groups(policy).get(article.number, [])
    return {
        "id": f"a{article.number}",
        "label": article_label(article.number, lang),
        "title": article.title.in_language(lang),
        "effect": words.text(f"results.law_effect_{article.effect}", lang) if _has_effect(article, phrases) else "",
        "explains": article.explains.in_language(lang),
        "paragraphs": _paragraphs(policy, article.number, phrases),
        "translation": list(law.paragraphs(policy, article.number, "en")) if lang != "zh" else [],
        "phrases": [_phrase(policy, n, phrase, numbers, lang) for n, phrase in enumerate(phrases, start=1)],
        "readings": [_reading(policy, reading, numbers, lang) for reading in home],
        "groups": [_group(policy, article, group, len(groups), lang) for group in groups],
    }


def _has_effect(article: Article, phrases: Sequence[Phrase]) -> bool:
    return article.effect == "none" or (article.effect == "general" and bool(phrases))


def _paragraphs(policy: Policy, article: int, phrases: Sequence[Phrase]) -> list[list[Json]]:
    """The text, byte for byte, in pieces: how each is drawn (plain, rule, none) and the figures that follow it.
    Setting a piece strips it: `before` and `after` tell of a blank at either end."""
    quotes = [phrase.quote for phrase in phrases]
    found = law.in_paragraphs(policy, article, quotes, [phrase.paragraph for phrase in phrases])
    return [
        [
            {
                "text": piece.text,
                "before": piece.text[:1].isspace(),
                "after": piece.text[-1:].isspace(),
                "kind": _drawn([phrases[here[place]] for place in piece.over]),
                "figures": [
                    {"mark": circled(number + 1), "to": f"n-{phrases[number].id}"}
                    for number in sorted(here[place] for place in piece.closes)
                ],
            }
            for piece in law.pieces(paragraph, [quotes[place] for place in here])
        ]
        for paragraph, here in found
    ]


def _drawn(over: Sequence[Phrase]) -> str:
    if not over:
        return "plain"
    return "none" if all(_is_without(phrase) for phrase in over) else "rule"


def _is_without(phrase: Phrase) -> bool:
    """Whether a phrase is marked as carrying no rule."""
    return all(note.kind == "none" for note in phrase.notes)


def with_rule(policy: Policy, article: int) -> tuple[int, int]:
    """How many phrases of an article drive a rule, and how many are marked as carrying none."""
    own = annotations.phrases(policy).get(article, [])
    without = sum(_is_without(phrase) for phrase in own)
    return len(own) - without, without


def _phrase(policy: Policy, number: int, phrase: Phrase, numbers: Numbering, lang: str) -> Json:
    refers = []
    for number_of in parameters.changeable(policy):
        if (number_of.article, number_of.quote) == (phrase.article, phrase.quote):
            place = numbers.numbers[number_of.name]
            text = words.text(
                "book.number_ref", lang, number=place, value=in_full(number_of.kind, number_of.value, lang)
            )
            refers.append({"text": text, "to": anchor("number", place)})
    return {
        "id": f"n-{phrase.id}",
        "mark": circled(number),
        "quote": phrase.quote,
        "kind": _drawn([phrase]),
        "rules": [_rule(policy, phrase, note, numbers, lang) for note in phrase.notes],
        "numbers": refers,
    }


def _rule(policy: Policy, phrase: Phrase, note: Note, numbers: Numbering, lang: str) -> Json:
    """A rule in plain words; a reading is only named where it is set out elsewhere."""
    detail = note.detail[lang] if note.detail != note.label else ""
    of = ""
    if note.provision:
        provision = policy.provision(note.provision)
        if len(policy.provisions_of(provision.article)) > 1:
            of = provision.title.in_language(lang)
    refers = []
    if note.reading:
        number, home = numbers.readings[note.reading], numbers.homes[note.reading]
        key = "book.reading_ref" if home == phrase.article else "book.reading_see"
        name = {"zh": chinese(home), "en": str(home)}
        refers.append({"text": words.text(key, lang, number=number, article=name), "to": anchor("reading", number)})
        if note.kind == "reading":
            detail = ""
    return {
        "kind": note.kind,
        "kind_label": words.text(f"results.kind_{note.kind}", lang),
        "label": note.label[lang],
        "of": of,
        "detail": detail,
        "refers": refers,
    }


def _reading(policy: Policy, reading: Reading, numbers: Numbering, lang: str) -> Json:
    number = numbers.readings[reading.id]
    clauses = [
        words.text("book.reading_clause", lang, article=article_label(article, lang), quote=quote)
        for quote in reading.quotes
        for article in reading.articles
        if law.place(policy, article, quote) is not None
    ]
    return {
        "id": anchor("reading", number),
        "label": words.text("book.reading_ref", lang, number=number),
        "question": reading.question.in_language(lang),
        "choices": [
            {
                "is_default": choice.id == reading.default,
                "tag": words.text(f"book.reading_{'default' if choice.id == reading.default else 'other'}", lang),
                "label": choice.label.in_language(lang),
                "cases": cases,
                "without": "" if cases or choice.id == reading.default else words.text("book.reading_no_case", lang),
            }
            for choice in reading.choices
            for cases in [list(_compared(policy, reading, choice.id, lang))]
        ],
        "why": reading.why.in_language(lang),
        "clauses": clauses,
    }


def _compared(policy: Policy, reading: Reading, choice: str, lang: str) -> Iterator[Json]:
    """The cases that take one choice of a reading and come out otherwise by it than by default."""
    if choice == reading.default:
        return
    for case in worked_examples.listed_cases(policy):
        if case.readings.get(reading.id) == choice and case.by_default[lang] != listed(case, lang):
            values = {"number": case.number, "default": case.by_default, "amount": listed(case, lang)}
            said = words.text("book.reading_case", lang, **values)
            yield {"text": said, "to": anchor("case", case.number)}


def listed(case: Worked, lang: str) -> str:
    """What a case comes to, claim by claim, on one line."""
    return words.text("worked.separator", lang).join(amount[lang] for amount in case.amounts)


def _group(policy: Policy, article: Article, group: Group, groups: int, lang: str) -> Json:
    return {
        "heading": words.text("book.cases_of" if groups > 1 else "book.cases", lang, title=group.title),
        "common": [line[lang] for line in group.common],
        "cases": [_case(case, lang) for case in group.cases],
    }


def _case(case: Worked, lang: str) -> Json:
    by_default = words.text("worked.by_default", lang, amount=case.by_default) if case.by_default[lang] else ""
    gap = "" if lang == "zh" else " "
    return {
        "id": anchor("case", case.number),
        "number": case.number,
        "says": case.says[lang],
        "stated": [line[lang] for line in case.stated],
        "why": gap.join(part for part in (case.why[lang], by_default) if part),
        "amounts": [amount[lang] for amount in case.amounts],
    }
