"""What the guideline of a year says of filing, as pages and documents list it: that there is one or none, when a
provision can be claimed and how many days are left, which papers it needs, where to file and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.policy.guideline import Contact, FilingWindow, Guideline, Paper, State, parts_about
from engine.policy.pack import Policy
from engine.policy.provision import Provision
from engine.policy.years import guideline_of, lower, narrowable, seen, window_on, windows_of
from engine.text import words
from engine.text.phrases import Both, Words, both, day_text
from engine.values.money import wan_law
from engine.values.quantities import OF_KIND, Amount, Written


@dataclass(frozen=True, slots=True)
class GuidelineSentence:
    """One thing that a guideline says: a sentence, the words of the guideline, and the address to which it leads, if it
    names one."""

    text: Both
    quote: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What a guideline says of one thing: its heading and its lines."""

    name: str
    heading: Both
    lines: tuple[GuidelineSentence, ...]


def about(policy: Policy, year: int) -> Both:
    """By which guideline the applications of a year are measured; where none is known, that it is so, and by what they
    are measured then."""
    guideline = guideline_of(policy, year)
    if guideline is None:
        return words.both("guideline.none", year=year)
    key = "guideline.invented" if guideline.invented else "guideline.by"
    return words.both(key, year=year, title=both(guideline.title), issued=day_text(guideline.issued))


def in_short(policy: Policy, year: int) -> Both:
    """The same in a few words."""
    guideline = guideline_of(policy, year)
    key = "none" if guideline is None else "invented" if guideline.invented else "by"
    return words.both(f"guideline.short_{key}", year=year)


def source(policy: Policy, year: int) -> str:
    """The address of the guideline of a year; "" where none is known, or it is invented."""
    guideline = guideline_of(policy, year)
    return "" if guideline is None or guideline.invented else guideline.source


def window_text(policy: Policy, provision: str, year: int, today: date) -> Both | None:
    """When a provision can be claimed in a year, as seen today: with the days that are left. None where no guideline
    says so."""
    found = seen(windows_of(policy, provision, year), today)
    return None if found is None else _window(*found, today)


def _window(window: FilingWindow, state: State, today: date) -> Both:
    key = "last_day" if state == "open" and window.until == today else state
    days = ((window.start if state == "before" else window.until) - today).days
    return words.both(f"guideline.window_{key}", days=days, **_span(window))


def narrower(policy: Policy, provision: Provision, year: int) -> list[Both]:
    """What the guideline of a year makes narrower than the law, each in a sentence; nothing without one."""
    guideline = guideline_of(policy, year)
    if guideline is None:
        return []
    return [line.text for line in _once(_narrower(policy.unnarrowed or policy, guideline, [provision]))]


def is_shut(policy: Policy, provision: str, year: int, today: date) -> bool:
    """Whether a provision cannot be claimed today, by the guideline of that year."""
    found = seen(windows_of(policy, provision, year), today)
    return found is not None and found[1] != "open"


def outside(policy: Policy, provision: str, day: date) -> Both | None:
    """That an application of a day lies in no window of its year; None where it does, or no guideline says so."""
    found = window_on(policy, provision, day)
    if found is None or found[1] == "open":
        return None
    return words.both("guideline.outside", day=day_text(day), **_span(found[0]))


def parts(policy: Policy, provisions: Sequence[Provision], year: int, today: date) -> list[Part]:
    """All that the guideline of a year says of these provisions, one thing after the other; nothing without one."""
    guideline = guideline_of(policy, year)
    return [] if guideline is None else parts_of(policy, guideline, provisions, today)


def parts_of(policy: Policy, guideline: Guideline, provisions: Sequence[Provision], today: date) -> list[Part]:
    """All that a guideline says of these provisions."""
    papers = (paper for p in provisions for paper in parts_about(guideline.papers, p.id))
    notices = ((one.says, one.quote) for p in provisions for one in parts_about(guideline.notices, p.id))
    found = (
        ("windows", _windows(guideline, provisions, today)),
        ("narrower", _narrower(policy.unnarrowed or policy, guideline, provisions)),
        ("papers", (GuidelineSentence(_paper_text(policy, paper), paper.quote) for paper in papers)),
        ("filing", _filing(guideline, provisions)),
        ("notices", (GuidelineSentence(both(says) if says else words.same(of), of) for says, of in notices)),
    )
    made = [Part(name, words.both(f"guideline.part_{name}"), _once(lines)) for name, lines in found]
    return [part for part in made if part.lines]


def _once(lines: Iterable[GuidelineSentence]) -> tuple[GuidelineSentence, ...]:
    return tuple({(line.text["zh"], line.quote): line for line in lines}.values())


def _named(provisions: Sequence[Provision], p: Provision | None, text: Both) -> Both:
    """A sentence about a provision (None: about none), with its name where there are several."""
    return text if p is None or len(provisions) == 1 else words.both("guideline.of", title=both(p.title), text=text)


def _windows(guideline: Guideline, provisions: Sequence[Provision], today: date) -> Iterator[GuidelineSentence]:
    for p in provisions:
        windows = guideline.windows_of(p.id)
        found = seen(windows, today)
        for window in windows:
            if found is not None and window == found[0]:
                text = _window(*found, today)
            else:
                key = "window_over" if window.until < today else "window_later"
                text = words.both(f"guideline.{key}", **_span(window))
            yield GuidelineSentence(_named(provisions, p, text), window.quote)


def _narrower(policy: Policy, guideline: Guideline, provisions: Sequence[Provision]) -> Iterator[GuidelineSentence]:
    # What is an article's total, which no provision is, says so itself.
    blocks: dict[str, Provision | None] = {p.pool: None for p in provisions if p.pool} | {p.id: p for p in provisions}
    known = narrowable(policy)
    for number in guideline.numbers:
        block = number.number.partition(".")[0]
        if block in blocks:
            own = known[number.number]
            law, to = (_figure(of) for of in (OF_KIND[own.kind].of_what_if(own.value), lower(known, number)))
            label = own.label if number.label is None else both(number.label)
            text = words.both("guideline.narrower", label=label, law=law, to=to)
            yield GuidelineSentence(_named(provisions, blocks[block], text), number.quote)
    for further in guideline.conditions:
        if further.provision in blocks:
            text = _named(provisions, blocks[further.provision], both(further.condition.label))
            yield GuidelineSentence(text, further.quote)


def _figure(number: Written) -> Both:
    """A number with its unit, an amount with the figure in yuan in English."""
    if isinstance(number, Amount):
        return words.both("money.amount", amount=wan_law(number))
    return words.same(number.written)


def _paper_text(policy: Policy, paper: Paper) -> Both:
    """A paper in one line: what it is called, who issues it, how long that takes, or that it is waived."""
    text, issuer = called(policy, paper)
    if not paper.needed:
        return words.both("guideline.waived", paper=text)
    if issuer is not None:
        text = words.both("guideline.issued_by", paper=text, issuer=issuer)
    if (days := paper.days) is not None:
        text = words.both(f"guideline.takes_{'working' if days[1] else 'calendar'}", paper=text, days=days[0])
    return text


def called(policy: Policy, paper: Paper) -> tuple[Both, Both | None]:
    """What a paper of a guideline is called, and who issues it (None: nobody says): as the guideline has it, or
    else the policy."""
    usual = next((own for own in policy.papers.papers if own.id in paper.replaces[:1]), None)
    name = paper.name or (Words(zh="".join(paper.replaces)) if usual is None else usual.name)
    issuer = paper.issued_by or (None if usual is None else usual.issued_by)
    return both(name), None if issuer is None else both(issuer)


def _filing(guideline: Guideline, provisions: Sequence[Provision]) -> Iterator[GuidelineSentence]:
    for p in provisions:
        for place in parts_about(guideline.filing, p.id):
            yield GuidelineSentence(both(place.where), place.quote, "" if guideline.invented else place.url)
        for contact in parts_about(guideline.contacts, p.id):
            yield GuidelineSentence(whom(contact), contact.quote)


def whom(contact: Contact) -> Both:
    """Whom to ask, with the telephone if there is one."""
    who = both(contact.who)
    return words.both("guideline.phone", who=who, phone=contact.phone) if contact.phone else who


def _span(window: FilingWindow) -> dict[str, Both]:
    return {"start": day_text(window.start), "until": day_text(window.until)}
