"""The law's text, article by article, as it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, zip_longest

from engine.policy.articles import Numbering, parse, translated
from engine.policy.pack import Policy
from engine.policy.standing import find_all


@cache
def _by_article(zh: str, en: str, numbering: Numbering, lang: str) -> dict[int, tuple[str, ...]]:
    parsed = parse(_read(zh), numbering)
    if lang != "zh":
        return translated(parsed, _read(en)) if en else {}
    return {number: tuple(p.text for p in article.paragraphs) for number, article in parsed.articles.items()}


@cache
def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def articles(policy: Policy, lang: str) -> dict[int, tuple[str, ...]]:
    """Article number -> its paragraphs, byte for byte but for the indent (in English: of our translation, which stands
    line beside line with the law; none where there is none)."""
    zh, en = (str(policy.folder / name) if name else "" for name in (policy.law.zh, policy.law.en))
    return _by_article(zh, en, policy.law.numbering, lang)


def paragraphs(policy: Policy, article: int, lang: str) -> tuple[str, ...]:
    """The paragraphs of one article; none where the text has no such article."""
    return articles(policy, lang).get(article, ())


def place(policy: Policy, article: int, quote: str, within: int = 0) -> tuple[int, int] | None:
    """Paragraph (from 0) and offset at which `quote` stands in an article: in the paragraph `within` (from 1) if it
    does there, else where it first does; None where it does not."""
    standing = ((n, find_all(text, quote)) for n, text in enumerate(paragraphs(policy, article, "zh")))
    found = [(n, spans[0][0]) for n, spans in standing if spans]
    return next((at for at in found if at[0] == within - 1), found[0] if found else None)


_SENTENCES = {"zh": re.compile(r"(?<=。)(?=.)"), "en": re.compile(r"(?<=[.!?])\s+(?=[A-Z(“])")}
"""Between two sentences."""


def translation(policy: Policy, article: int, quote: str) -> str:
    """Our English of the sentences in which `quote` stands: of the whole paragraph, where law and translation have not
    the same number of sentences; "" where there is no translation, or no such quote."""
    at, english = place(policy, article, quote), paragraphs(policy, article, "en")
    if at is None or at[0] >= len(english):
        return ""
    number, offset = at
    said = _SENTENCES["zh"].split(paragraphs(policy, article, "zh")[number])
    ours = _SENTENCES["en"].split(english[number])
    if len(said) != len(ours):
        return " ".join(english[number].split())
    found, begins = [], 0
    for sentence, own in zip(said, ours, strict=True):
        if begins < offset + len(quote) and begins + len(sentence) > offset:
            found.append(own)
        begins += len(sentence)
    return " ".join(" ".join(found).split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text over which the same quotes lie: which of them (by their places in the list, the shortest
    first), which begin with it, and which end with it."""

    text: str
    over: tuple[int, ...]
    opens: tuple[int, ...]
    closes: tuple[int, ...]


def pieces(text: str, quotes: Sequence[str]) -> list[Piece]:
    """`text` cut where a quote begins or ends; each quote lies where it first stands. The texts of the pieces in a
    row are the text."""
    standing = ((place, find_all(text, quote)) for place, quote in enumerate(quotes))
    ends = {place: spans[0] for place, spans in standing if spans}
    cuts = sorted({0, len(text), *(cut for span in ends.values() for cut in span)})
    found = []
    for begin, end in pairwise(cuts):
        over = [place for place, (start, until) in ends.items() if start <= begin and end <= until]
        over.sort(key=lambda place: ends[place][1] - ends[place][0])
        opens = tuple(place for place in ends if ends[place][0] == begin)
        closes = tuple(place for place in ends if ends[place][1] == end)
        found.append(Piece(text[begin:end], tuple(over), opens, closes))
    return found


def in_paragraphs(
    policy: Policy, article: int, quotes: Sequence[str], within: Sequence[int] = ()
) -> list[tuple[str, list[int]]]:
    """The paragraphs of an article, each with the quotes (by their places in the list) that stand in it: each once, in
    the paragraph that `within` names for it (from 1), else in the first that has it."""
    named = zip_longest(quotes, within, fillvalue=0)
    at = [place(policy, article, str(quote), number) if quote else None for quote, number in named]
    return [
        (text, [n for n, found in enumerate(at) if found is not None and found[0] == number])
        for number, text in enumerate(paragraphs(policy, article, "zh"))
    ]
