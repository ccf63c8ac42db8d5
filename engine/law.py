"""The law's text, article by article, as it stands."""

import re
from functools import cache

from engine.numerals import chinese
from engine.pack import Policy


@cache
def _split(text: str, lang: str, numbers: tuple[int, ...]) -> dict[int, tuple[str, ...]]:
    """Article number -> its paragraphs. An article begins where an indented line opens with its name, and ends
    where a line stands at the margin (a chapter, a signature)."""
    names = {f"第{chinese(n)}条" if lang == "zh" else f"Article {n}": n for n in numbers}
    opening = re.compile("|".join(re.escape(name) + r"(?=\s)" for name in names))
    found: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        paragraph = line.strip()
        if not paragraph:
            continue
        if not line[0].isspace():
            current = None
            continue
        if begins := opening.match(paragraph):
            current = found.setdefault(names[begins.group()], [])
        if current is not None:
            current.append(paragraph)
    return {number: tuple(paragraphs) for number, paragraphs in found.items()}


@cache
def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def articles(policy: Policy, lang: str) -> dict[int, tuple[str, ...]]:
    """Article number -> its paragraphs, byte for byte but for the indent (in English: of our translation)."""
    name = policy.law.zh if lang == "zh" else policy.law.en
    return _split(_read(str(policy.folder / name)), lang, tuple(a.number for a in policy.articles))


def paragraphs(policy: Policy, article: int, lang: str) -> tuple[str, ...]:
    """The paragraphs of one article; none where the text has no such article."""
    return articles(policy, lang).get(article, ())


def place(policy: Policy, article: int, quote: str) -> tuple[int, int] | None:
    """Paragraph and offset at which `quote` first stands in an article; None where it does not."""
    for number, paragraph in enumerate(paragraphs(policy, article, "zh")):
        offset = paragraph.find(quote)
        if offset >= 0:
            return number, offset
    return None
