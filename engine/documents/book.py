"""The annotated law as a document, which a lawyer reads and signs: every article with the rules, readings and cases
made from it, as a PDF and as one page of HTML, both from the same blocks.

It states what the engine computes when it is made. It is not made where the pack is unsound or a case comes out
otherwise than it says."""

from datetime import date
from typing import Any

from markupsafe import Markup

from engine import check
from engine.documents import book_article
from engine.documents.book_article import Numbering, anchor
from engine.documents.onepager.figures import in_full
from engine.policy import parameters
from engine.policy.blocks import Rule, Window
from engine.policy.pack import Policy
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import day_text
from engine.text.templates import environment
from engine.values.refusal import Refusals, Refused
from engine.view import annotations, worked_examples
from engine.view.rule_words import rule_text

Json = dict[str, Any]
HTML_LANG = {"zh": "zh-CN", "en": "en"}

SHORT_SHA = 12
"""So many digits of the law's fingerprint stand at the foot of each page."""


def pdf(policy: Policy, lang: str, day: date) -> bytes:
    """The document as a tagged PDF dated `day`, in Chinese or English. The same pack, language and day give the same
    bytes. Refused where the pack is unsound or a case comes out otherwise than it says."""
    from engine.documents import typesetting

    return typesetting.pdf("book", content(policy, lang, day), day)


def html(policy: Policy, lang: str, day: date) -> bytes:
    """The document as one page of HTML that asks for nothing outside itself. Refused as `pdf` is."""
    return page(content(policy, lang, day)).encode()


def page(content: Json) -> str:
    """The page of what `content` answered; its headings are in order, every text in it is escaped."""
    from engine.documents.typesetting import TEMPLATES

    style = Markup((TEMPLATES / "book.css").read_text(encoding="utf-8"))
    template = environment(TEMPLATES).get_template("book.html")
    return template.render(content, html_lang=HTML_LANG[content["lang"]], style=style).lstrip() + "\n"


def content(policy: Policy, lang: str, day: date) -> Json:
    """What the document says in `lang`, block by block."""
    _prove(policy)
    numbers = Numbering(policy)
    return {
        "lang": lang,
        "title": words.text("book.title", lang, title=policy.title.in_language(lang)),
        "author": words.text("book.author", lang, place=policy.place.in_language(lang)),
        "labels": _labels(lang),
        "running": words.text("book.running", lang, title=policy.short_title.in_language(lang)),
        "version": words.text("book.version", lang, version=policy.version, sha=policy.law.sha256[:SHORT_SHA]),
        "cover": _cover(policy, lang, day),
        "guide": _guide(policy, lang),
        "chapters": _chapters(policy, numbers, lang),
        "general": _general(policy, lang),
        "coverage": _coverage(policy, numbers, lang),
        "readings": _readings(policy, numbers, lang),
        "numbers": _numbers(policy, numbers, lang),
        "cases": [
            {"number": case.number, "says": case.says[lang], "to": anchor("case", case.number)}
            for case in worked_examples.listed_cases(policy)
        ],
    }


def _prove(policy: Policy) -> None:
    """Refused with every finding where the pack is not sound."""
    findings = check.check(policy.folder)
    if findings:
        wrong = Refusals()
        wrong.add("policy", "book.unsound")
        raise Refused([*wrong.errors, *({"path": f.place, "message": f.message} for f in findings)])


LABELS = (
    *("contents", "guide", "translation", "rules", "rules_none", "rule_no", "rule_quote", "rule_rule"),
    *("readings", "reading_why", "reading_clauses", "cases", "cases_common"),
    *("case_no", "case_says", "case_amount", "case_stated", "case_why", "general", "general_intro", "coverage"),
    *("index_readings", "index_numbers", "index_numbers_intro", "index_cases", "index_question", "index_default"),
    *("index_label", "index_value", "index_page", "index_no", "coverage_article"),
    *("sign", "sign_name", "sign_day", "sign_opinion", "cover_what"),
)


def _labels(lang: str) -> Json:
    """The words that stand the same in every part."""
    labels = {name: words.text(f"book.{name}", lang) for name in LABELS}
    return labels | {"page": words.text("book.page", lang, page="{page}", pages="{pages}")}


def _cover(policy: Policy, lang: str, day: date) -> Json:
    law = policy.law

    def row(name: str, value: str) -> list[str]:
        return [words.text(f"book.cover_{name}", lang), value]

    start, until = day_text(policy.in_force.start), day_text(policy.in_force.until)
    rows = [
        row("title", policy.title.in_language(lang)),
        *([row("original", policy.title.zh)] if lang != "zh" else []),
        row("number", law.number or words.text("book.cover_no_number", lang)),
        row("issued", day_text(law.issued)[lang]),
        row("published", day_text(law.published)[lang]),
        row("in_force", words.text("results.span", lang, start=start, until=until)),
        row("source", law.source),
        row("sha", policy.law_sha256()),
        row("version", policy.version),
        row("day", day_text(day)[lang]),
    ]
    return {
        "place": policy.place.in_language(lang),
        "title": policy.title.in_language(lang),
        "subtitle": words.text("book.subtitle", lang),
        "rows": rows,
        "says": [words.text(f"book.cover_{name}", lang) for name in ("is", "is_not")],
        "asks": words.text("book.cover_asks", lang),
        "disclaimer": words.text("results.foot_disclaimer", lang),
    }


def _guide(policy: Policy, lang: str) -> list[str]:
    said = [words.text(f"book.guide_{name}", lang) for name in ("marks", "readings")]
    if lang != "zh":
        said.append(policy.law.translation_notice.in_language(lang))
    if worked_examples.listed_cases(policy):
        said.append(words.text("book.guide_cases", lang))
        said.append(words.text("book.guide_applicant", lang, facts=worked_examples.applicant(policy)))
    return [*said, words.text("book.guide_amounts", lang)]


def _chapters(policy: Policy, numbers: Numbering, lang: str) -> list[Json]:
    chapters: list[Json] = []
    for article in policy.articles:
        title = article.chapter.in_language(lang) or policy.title.in_language(lang)
        if not chapters or chapters[-1]["title"] != title:
            chapters.append({"title": title, "articles": []})
        chapters[-1]["articles"].append(book_article.block(policy, article, numbers, lang))
    return chapters


def _general(policy: Policy, lang: str) -> list[Json]:
    """The rules that are not confined to one article, and the spans of time that articles speak of."""
    stated: list[tuple[Rule | Window, str, list[str]]] = [
        *((rule, rule_text(policy, rule)[lang], rule.quotes) for rule in policy.rules),
        *((window, "", [window.quote]) for window in policy.windows),
    ]
    return [
        {
            "label": one.label.in_language(lang),
            "detail": detail,
            "article": article_label(one.article, lang),
            "quotes": quotes,
        }
        for one, detail, quotes in stated
    ]


def _coverage(policy: Policy, numbers: Numbering, lang: str) -> Json:
    rows = []
    for article in policy.articles:
        ruled, without = book_article.with_rule(policy, article.number)
        own = worked_examples.groups(policy).get(article.number, [])
        readings = sum(home == article.number for home in numbers.homes.values())
        counts = [ruled + without, ruled, without, readings, sum(len(group.cases) for group in own)]
        rows.append((article_label(article.number, lang), counts))
    total = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    heads = ("article", "phrases", "ruled", "without", "readings", "cases")
    return {
        "says": words.text("book.coverage_says", lang),
        "proved": [words.text(f"book.coverage_{n}", lang) for n in range(1, 6)],
        "no_cases": "" if worked_examples.listed_cases(policy) else words.text("book.coverage_no_cases", lang),
        "caption": words.text("book.coverage_table", lang),
        "heads": [words.text(f"book.coverage_{name}", lang) for name in heads],
        "rows": [[label, *map(str, counts)] for label, counts in rows],
        "total": [words.text("book.coverage_total", lang), *map(str, total)],
    }


def _readings(policy: Policy, numbers: Numbering, lang: str) -> list[Json]:
    return [
        {
            "number": str(numbers.readings[reading.id]),
            "question": reading.question.in_language(lang),
            "default": next(c.label for c in reading.choices if c.id == reading.default).in_language(lang),
            "article": article_label(numbers.homes[reading.id], lang),
            "to": anchor("reading", numbers.readings[reading.id]),
        }
        for reading in policy.readings
    ]


def _numbers(policy: Policy, numbers: Numbering, lang: str) -> list[Json]:
    return [
        {
            "id": anchor("number", numbers.numbers[number.name]),
            "number": str(numbers.numbers[number.name]),
            "article": article_label(number.article, lang),
            "label": number.label[lang],
            "quote": number.quote,
            "value": in_full(number.kind, number.value, lang),
            "name": number.name,
            # Where a phrase is set out: an article is its own place.
            "to": f"n-{address}" if "-" in address else address,
        }
        for number in parameters.changeable(policy)
        for address in [annotations.phrase_address(policy, number.article, number.quote)]
    ]
