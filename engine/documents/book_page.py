"""The annotated law as one page of HTML: inline style, no script, nothing asked for outside itself; printable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from engine.documents.typesetting import TEMPLATES

Json = dict[str, Any]

LANG = {"zh": "zh-CN", "en": "en"}


def page(content: Json) -> str:
    """The page of what `book.content` answered; its headings are in order, every text in it is escaped."""
    labels = content["labels"]
    parts = [
        _cover(content["cover"], labels),
        _contents(content),
        _part("guide", labels["guide"], _paragraphs(content["guide"])),
        *(_chapter(number, chapter, labels) for number, chapter in enumerate(content["chapters"], start=1)),
        _part("general", labels["general"], _general(content["general"], labels)),
        _part("coverage", labels["coverage"], _coverage(content["coverage"])),
        _indexes(content, labels),
    ]
    style = (TEMPLATES / "book.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!DOCTYPE html>\n<html lang="{LANG[content["lang"]]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{_esc(content['title'])}</title><style>{style}</style></head>"
        f"<body><main>{''.join(parts)}</main><footer>{_esc(content['version'])}</footer></body></html>\n"
    )


def _esc(text: object) -> str:
    return escape(str(text), quote=True)


def _paragraphs(texts: Iterable[str], kind: str = "") -> str:
    opening = f'<p class="{kind}">' if kind else "<p>"
    return "".join(f"{opening}{_esc(text)}</p>" for text in texts)


def _part(id_: str, title: str, body: str) -> str:
    return f'<section id="{id_}"><h2>{_esc(title)}</h2>{body}</section>'


def _link(to: str, text: str, kind: str = "") -> str:
    drawn = f' class="{kind}"' if kind else ""
    return f'<a href="#{_esc(to)}"{drawn}>{_esc(text)}</a>'


def _table(heads: Sequence[str], rows: Iterable[str], kind: str, foot: str = "", caption: str = "") -> str:
    """A table of rows that are HTML already."""
    head = "".join(f'<th scope="col">{_esc(text)}</th>' for text in heads)
    named = f"<caption>{_esc(caption)}</caption>" if caption else ""
    closed = f"<tfoot>{foot}</tfoot>" if foot else ""
    return f'<table class="{kind}">{named}<thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>{closed}</table>'


def _cover(cover: Json, labels: Json) -> str:
    rows = "".join(f"<dt>{_esc(name)}</dt><dd>{_esc(value)}</dd>" for name, value in cover["rows"])
    return (
        f'<header><p class="quiet">{_esc(cover["place"])}</p><h1>{_esc(cover["title"])}</h1>'
        f'<p class="subtitle">{_esc(cover["subtitle"])}</p><dl>{rows}</dl>'
        f'<section><h2 class="plain">{_esc(labels["cover_what"])}</h2>{_paragraphs(cover["says"])}'
        f'<p>{_esc(cover["asks"])}</p><p class="quiet">{_esc(cover["disclaimer"])}</p></section>'
        f'<section class="sign"><h2 class="plain">{_esc(labels["sign"])}</h2>'
        f"<p><span>{_esc(labels['sign_name'])}</span><i></i><span>{_esc(labels['sign_day'])}</span><i></i></p>"
        f"<p><span>{_esc(labels['sign_opinion'])}</span><i></i></p><p><i></i></p><p><i></i></p></section></header>"
    )


def _contents(content: Json) -> str:
    labels = content["labels"]
    lines = [f"<li>{_link('guide', labels['guide'])}</li>"]
    for number, chapter in enumerate(content["chapters"], start=1):
        own = "".join(f"<li>{_link(a['id'], a['label'] + '　' + a['title'])}</li>" for a in chapter["articles"])
        lines.append(f"<li>{_link(f'chapter-{number}', chapter['title'])}<ol>{own}</ol></li>")
    ends = [("general", "general"), ("coverage", "coverage")]
    ends += [(name, name) for name in ("index_readings", "index_numbers", "index_cases") if content[name[6:]]]
    lines += [f"<li>{_link(to, labels[name])}</li>" for to, name in ends]
    return (
        f'<nav aria-labelledby="contents"><h2 id="contents">{_esc(labels["contents"])}</h2>'
        f"<ol>{''.join(lines)}</ol></nav>"
    )


def _chapter(number: int, chapter: Json, labels: Json) -> str:
    articles = "".join(_article(article, labels) for article in chapter["articles"])
    return _part(f"chapter-{number}", chapter["title"], articles)


def _article(article: Json, labels: Json) -> str:
    effect = f"<b>{_esc(article['effect'])}</b>　" if article["effect"] else ""
    translation = ""
    if article["translation"]:
        translation = (
            f'<div class="translation"><p class="quiet">{_esc(labels["translation"])}</p>'
            f"{_paragraphs(article['translation'])}</div>"
        )
    readings = ""
    if article["readings"]:
        own = "".join(_reading(reading, labels) for reading in article["readings"])
        readings = f"<h4>{_esc(labels['readings'])}</h4>{own}"
    groups = "".join(_group(group, labels) for group in article["groups"])
    return (
        f'<article id="{_esc(article["id"])}"><h3>{_esc(article["label"])}　{_esc(article["title"])}</h3>'
        f'<p class="explains">{effect}{_esc(article["explains"])}</p>'
        f'<div class="law" lang="zh-CN">{"".join(_law(pieces) for pieces in article["paragraphs"])}</div>'
        f"{translation}<h4>{_esc(labels['rules'])}</h4>{_rules(article, labels)}{readings}{groups}</article>"
    )


def _law(pieces: Iterable[Json]) -> str:
    """One paragraph of the law, byte for byte but for the figures, which are not part of it."""
    drawn = []
    for piece in pieces:
        text = _esc(piece["text"])
        drawn.append(text if piece["kind"] == "plain" else f'<mark class="{piece["kind"]}">{text}</mark>')
        drawn += [f"<sup>{_link(figure['to'], figure['mark'])}</sup>" for figure in piece["figures"]]
    return f"<p>{''.join(drawn)}</p>"


def _rules(article: Json, labels: Json) -> str:
    if not article["phrases"]:
        return f'<p class="quiet">{_esc(labels["rules_none"])}</p>'
    rows = (
        f'<tr id="{_esc(phrase["id"])}"><td class="mark">{_esc(phrase["mark"])}</td>'
        f'<th scope="row" class="quote {phrase["kind"]}" lang="zh-CN">{_esc(phrase["quote"])}</th>'
        f"<td>{''.join(_rule(rule) for rule in phrase['rules'])}{_numbers_of(phrase)}</td></tr>"
        for phrase in article["phrases"]
    )
    return _table([labels["rule_no"], labels["rule_quote"], labels["rule_rule"]], rows, "rules")


def _rule(rule: Json) -> str:
    of = f' <span class="quiet">{_esc(rule["of"])}</span>' if rule["of"] else ""
    detail = f"<br>{_esc(rule['detail'])}" if rule["detail"] else ""
    refers = "".join(f" {_link(refer['to'], refer['text'], 'small')}" for refer in rule["refers"])
    label = _esc(rule["label"]) if rule["kind"] == "reading" else f"<b>{_esc(rule['label'])}</b>"
    return f'<p><span class="kind">{_esc(rule["kind_label"])}</span> {label}{of}{detail}{refers}</p>'


def _numbers_of(phrase: Json) -> str:
    if not phrase["numbers"]:
        return ""
    return f'<p class="quiet">{"　".join(_link(n["to"], n["text"]) for n in phrase["numbers"])}</p>'


def _reading(reading: Json, labels: Json) -> str:
    rows = []
    for choice in reading["choices"]:
        label = f"<b>{_esc(choice['label'])}</b>" if choice["is_default"] else _esc(choice["label"])
        cases = "".join(f"<br>{_link(case['to'], case['text'], 'small')}" for case in choice["cases"])
        without = f'<br><span class="quiet">{_esc(choice["without"])}</span>' if choice["without"] else ""
        rows.append(f"<dt>{_esc(choice['tag'])}</dt><dd>{label}{cases}{without}</dd>")
    clauses = "<br>".join(_esc(clause) for clause in reading["clauses"])
    rows.append(f"<dt>{_esc(labels['reading_why'])}</dt><dd>{_esc(reading['why'])}</dd>")
    rows.append(f'<dt>{_esc(labels["reading_clauses"])}</dt><dd class="quote">{clauses}</dd>')
    return (
        f'<div class="reading" id="{_esc(reading["id"])}"><p><span class="kind">{_esc(reading["label"])}</span> '
        f"<b>{_esc(reading['question'])}</b></p><dl>{''.join(rows)}</dl></div>"
    )


def _group(group: Json, labels: Json) -> str:
    common = ""
    if group["common"]:
        lines = "<br>".join(_esc(line) for line in group["common"])
        common = f'<p class="quiet">{_esc(labels["cases_common"])}{lines}</p>'
    rows = (_case(case, labels) for case in group["cases"])
    heads = [labels["case_no"], labels["case_says"], labels["case_amount"]]
    return f"<h4>{_esc(group['heading'])}</h4>{common}{_table(heads, rows, 'cases')}"


def _case(case: Json, labels: Json) -> str:
    stated = "<br>".join(_esc(line) for line in case["stated"])
    why = f'<p class="quiet">{_esc(labels["case_why"])}{_esc(case["why"])}</p>' if case["why"] else ""
    amounts = "<br>".join(_esc(amount) for amount in case["amounts"])
    return (
        f'<tr id="{_esc(case["id"])}"><th scope="row" class="mark">{_esc(case["number"])}</th>'
        f'<td><p>{_esc(case["says"])}</p><p class="quiet">{_esc(labels["case_stated"])}{stated}</p>{why}</td>'
        f'<td class="amount">{amounts}</td></tr>'
    )


def _general(rules: Iterable[Json], labels: Json) -> str:
    drawn = [f"<p>{_esc(labels['general_intro'])}</p>"]
    for rule in rules:
        detail = f"<p>{_esc(rule['detail'])}</p>" if rule["detail"] else ""
        quotes = "".join(f'<p class="quote" lang="zh-CN">「{_esc(quote)}」</p>' for quote in rule["quotes"])
        drawn.append(
            f'<div class="general"><p><span class="chip">{_esc(rule["article"])}</span> '
            f"<b>{_esc(rule['label'])}</b></p>{detail}{quotes}</div>"
        )
    return "".join(drawn)


def _coverage(coverage: Json) -> str:
    def row(cells: Sequence[str]) -> str:
        first, *others = cells
        return f'<tr><th scope="row">{_esc(first)}</th>{"".join(f"<td>{_esc(cell)}</td>" for cell in others)}</tr>'

    proved = "".join(f"<li>{_esc(text)}</li>" for text in coverage["proved"])
    none = f"<p>{_esc(coverage['no_cases'])}</p>" if coverage["no_cases"] else ""
    rows = map(row, coverage["rows"])
    table = _table(coverage["heads"], rows, "coverage", row(coverage["total"]), coverage["caption"])
    return f"<p>{_esc(coverage['says'])}</p><ul>{proved}</ul>{none}{table}"


def _indexes(content: Json, labels: Json) -> str:
    parts = []
    if content["readings"]:
        heads = [labels["index_no"], labels["index_question"], labels["index_default"], labels["coverage_article"]]
        rows = (
            f'<tr><td class="mark">{_esc(r["number"])}</td><th scope="row">{_link(r["to"], r["question"])}</th>'
            f"<td>{_esc(r['default'])}</td><td>{_esc(r['article'])}</td></tr>"
            for r in content["readings"]
        )
        parts.append(_part("index_readings", labels["index_readings"], _table(heads, rows, "index")))
    if content["numbers"]:
        heads = [labels["index_no"], labels["index_label"], labels["index_value"], labels["coverage_article"]]
        rows = (
            f'<tr id="{_esc(n["id"])}"><td class="mark">{_esc(n["number"])}</td><th scope="row">'
            f'{_link(n["to"], n["label"])}<br><span class="quote" lang="zh-CN">「{_esc(n["quote"])}」</span><br>'
            f"<code>{_esc(n['name'])}</code></th>"
            f'<td class="amount">{_esc(n["value"])}</td><td>{_esc(n["article"])}</td></tr>'
            for n in content["numbers"]
        )
        intro = f"<p>{_esc(labels['index_numbers_intro'])}</p>"
        parts.append(_part("index_numbers", labels["index_numbers"], intro + _table(heads, rows, "index")))
    if content["cases"]:
        lines = "".join(
            f'<li><span class="mark">{_esc(c["number"])}</span> {_link(c["to"], c["says"])}</li>'
            for c in content["cases"]
        )
        parts.append(_part("index_cases", labels["index_cases"], f'<ul class="cases">{lines}</ul>'))
    return "".join(parts)
