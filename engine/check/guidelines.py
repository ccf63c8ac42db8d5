"""Is a year's guideline (申请指南) sound? Everything in it has its words in its own text, it is about what the policy
has, and it is nowhere wider than the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from engine.check.bilingual import check_sentence
from engine.check.citing import Followed, OneQuote
from engine.check.findings import Finding, Notes, either
from engine.check.form import Raw, note_form, read, sentences_of
from engine.check.lawtext import LawText
from engine.check.lines import in_file
from engine.check.numbers import date_forms
from engine.check.provision import ProvisionNames
from engine.check.quantities import forms, places
from engine.check.references import References
from engine.policy.guideline import (
    INVENTED,
    TEXT,
    FilingWindow,
    Further,
    Guideline,
    Lower,
    Paper,
    names,
    parse,
    years_in,
)
from engine.policy.pack import Policy
from engine.policy.papers import read_papers
from engine.policy.parameters import named_numbers, of_same_block
from engine.policy.standing import find_all
from engine.policy.years import is_of_items, lower, narrowable
from engine.steps.kinds import KINDS
from engine.values.quantities import OF_KIND, quantities

_ADDRESS = re.compile(r"https?://[^\s]+")
_WHOLE = 0
"""The text of a guideline has no articles: it is looked at as one."""


def check_guidelines(folder: Path, raw: Raw, notes: Notes) -> None:
    """The guidelines in a policy's folder, where the policy itself can be read."""
    years = years_in(folder)
    policy = read(raw, Notes()) if years else None
    if policy is not None:
        with suppress(OSError, ValueError):  # what is wrong with them is found with the papers
            policy = policy.model_copy(update={"papers": read_papers(folder)})
    for year in years:
        texts = []
        for name in names(year):
            try:
                texts.append((folder / name).read_bytes().decode("utf-8"))
            except (OSError, ValueError) as problem:
                notes.unreadable(name, problem)
        if policy is not None and len(texts) == 2:
            _, found = check_guideline(policy, texts[0], texts[1], year)
            notes.findings += found


def check_guideline(policy: Policy, toml: str, text: str, year: str = "") -> tuple[Guideline | None, list[Finding]]:
    """A guideline as its two files say it, and what is not sound in it; None where it cannot be read. Each finding
    names the file, as it stands in a policy's folder, and the line. `year`: the one that its files are named after."""
    notes, raw, guideline = Notes(), dict[str, Any](), None
    try:
        raw = tomli.loads(toml, parse_float=Decimal)
        placed = in_file(names(year or raw.get("year", ""))[0], raw, toml)
        guideline = parse(toml, text)
    except ValidationError as errors:
        note_form(errors, raw, notes)
    except (ValueError, RecursionError) as problem:
        notes.unreadable(names(year or "<year>")[0], problem)
        return None, notes.findings
    if guideline is not None:
        _Guideline(policy, guideline, raw, notes).check(year)
    return guideline, [*map(placed, notes.findings)]


class _Guideline:
    """Checks one guideline that can be read."""

    def __init__(self, policy: Policy, guideline: Guideline, raw: Raw, notes: Notes) -> None:
        self.policy, self.guideline, self.raw, self.notes = policy, guideline, raw, notes
        self.text = guideline.text
        self.law = LawText("", Notes(), f"{guideline.year}{TEXT}")
        self.law.articles = {_WHOLE: self.text}
        self.numbers = narrowable(policy)
        self.provisions = {p.id: p for p in policy.provisions}

    def check(self, year: str) -> None:
        """Note what is wrong."""
        g = self.guideline
        if year and str(g.year) != year:
            self.notes.add("year", "guideline_year", year=g.year, file=year)
        if not self.policy.in_force.start.year <= g.year <= self.policy.in_force.until.year:
            self.notes.add("year", "guideline_not_in_force", year=g.year)
        if g.title.zh not in self.text:
            self.notes.add("title.zh", "guideline_words", words=g.title.zh)
        if not places(self.text, g.issued):
            self.notes.add("issued", "guideline_words", words=either(date_forms(g.issued)[:1]))
        if not _ADDRESS.fullmatch(g.source):
            self.notes.add("source", "guideline_address", given=g.source)
        self._invented()
        for place, quote in self._quotes():
            times = len(find_all(self.text, quote))
            if times != 1:
                kind = "guideline_quote_twice" if times else "guideline_quote"
                self.notes.add(f"{place}.quote", kind, quote=quote, times=times)
        for place, entry, block in sentences_of(self.raw):
            fills = {name for name in getattr(_kind_of(block), "fills", ()) if place.endswith(".fails")}
            check_sentence(place, entry, self.notes, self.text, fills, ["zh"])
        for name in ("windows", "papers", "filing", "contacts", "notices"):
            for i, part in enumerate(getattr(g, name)):
                self._known(part.provisions, f"{name}[{i}].provisions")
        for i, window in enumerate(g.windows):
            self._window(window, f"windows[{i}]")
        for i, paper in enumerate(g.papers):
            self._paper(paper, f"papers[{i}]")
        for i, number in enumerate(g.numbers):
            self._number(number, f"numbers[{i}]", [n.number for n in g.numbers[:i]])
        for i, further in enumerate(g.conditions):
            self._further(further, f"conditions[{i}]")
        for i, filing in enumerate(g.filing):
            self._stands(filing.url, filing.quote, f"filing[{i}].url")
        for i, contact in enumerate(g.contacts):
            self._stands(contact.phone, contact.quote, f"contacts[{i}].phone")

    def _invented(self) -> None:
        """What is invented says so in its title and in its text; what says so is invented."""
        g = self.guideline
        if g.invented and not (INVENTED in g.title.zh and INVENTED in self.text):
            self.notes.add("title.zh", "guideline_invented_unsaid", words=INVENTED)
        if not g.invented and INVENTED in g.title.zh:
            self.notes.add("invented", "guideline_invented", words=INVENTED)

    def _quotes(self) -> Iterator[tuple[str, str]]:
        """Where something has a quote, and the quote."""
        for name in ("windows", "papers", "numbers", "filing", "contacts", "notices"):
            for i, part in enumerate(getattr(self.guideline, name)):
                yield f"{name}[{i}]", part.quote
        for i, further in enumerate(self.guideline.conditions):
            yield f"conditions[{i}].condition", further.quote

    def _known(self, provisions: list[str], place: str) -> None:
        for provision in provisions:
            if provision not in self.provisions:
                self.notes.add(place, "provision_unknown", provision=provision)

    def _stands(self, part: str, quote: str, place: str) -> None:
        """What stands in its quote."""
        if part not in quote:
            self.notes.add(place, "guideline_not_in_quote", words=part, quote=quote)

    def _window(self, window: FilingWindow, place: str) -> None:
        g, law = self.guideline, self.policy.in_force
        for key, day in (("from", window.start), ("until", window.until)):
            if day.year != g.year:
                self.notes.add(f"{place}.{key}", "guideline_other_year", day=day.isoformat(), year=g.year)
            elif not law.start <= day <= law.until:
                self.notes.add(f"{place}.{key}", "guideline_not_in_force", year=day.isoformat())
            forms = _day_forms(day, window.start if key == "until" else None)
            if not any(find_all(window.quote, form) for form in forms):
                self.notes.add(f"{place}.{key}", "number_not_in_quote", number=either(forms[:1]), quote=window.quote)

    def _paper(self, paper: Paper, place: str) -> None:
        for unknown in set(paper.replaces) - {own.id for own in self.policy.papers.papers}:
            self.notes.add(f"{place}.replaces", "paper_unknown", paper=unknown)
        if paper.name is not None:
            self._stands(paper.name.zh, paper.quote, f"{place}.name.zh")
        if paper.issued_by is not None:
            self._stands(paper.issued_by.zh, paper.quote, f"{place}.issued_by.zh")
        own = {(quantity.kind, quantity.value) for quantity in quantities(paper.takes)}
        if not own <= {(quantity.kind, quantity.value) for quantity in quantities(paper.quote)}:
            self.notes.add(f"{place}.takes", "number_not_in_quote", number=paper.takes, quote=paper.quote)

    def _number(self, each: Lower, place: str, before: list[str]) -> None:
        """It is one of the policy's, not wider, and stands in its quote."""
        number = self.numbers.get(each.number)
        if number is None:
            known = either(of_same_block(each.number, self.numbers))
            self.notes.add(f"{place}.number", "guideline_number_unknown", number=each.number, known=known)
            return
        if each.number in before:
            self.notes.add(f"{place}.number", "id_twice", id=each.number)
        own = OF_KIND[number.kind].of_what_if(number.value)
        try:
            to = lower(self.numbers, each)
        except PydanticCustomError as problem:
            said = problem.context or {}
            self.notes.add(f"{place}.to", problem.type, given=said.get("given", ""), example=said.get("example", ""))
            return
        except ValueError:
            kind = f"guideline_not_{number.narrower}"
            self.notes.add(f"{place}.to", kind, given=each.to, law=str(own.written))
            return
        if not places(each.quote, to):
            self.notes.add(f"{place}.to", "number_not_in_quote", number=either(forms(to)), quote=each.quote)
        blocks = {
            name: block for p in self.policy.provisions for block in p.stated() for name, _ in named_numbers(p, block)
        }
        if each.label is not None or each.number not in blocks:
            return
        label = blocks[each.number].label.zh
        if places(label, own) and not places(label, to):
            self.notes.add(f"{place}.label", "guideline_label", label=label)

    def _further(self, further: Further, place: str) -> None:
        """It is about what is asked, and its quote says it."""
        p, condition = self.provisions.get(further.provision), further.condition
        if p is None:
            self.notes.add(f"{place}.provision", "provision_unknown", provision=further.provision)
            return
        of_items = is_of_items(p, further)
        if of_items is None:
            self.notes.add(f"{place}.condition.fact", "fact_unknown", fact=condition.fact)
            return
        if condition.article is not None or condition.unwritten is not None:
            self.notes.add(f"{place}.condition", "guideline_of_law")
        names = ProvisionNames(References(self.policy, {}, self.law, self.notes), p)
        names.place = place
        names.condition(condition, names.each if of_items else "", "condition")
        if len(find_all(self.text, condition.quote)) == 1:
            own = f"{place}.condition"
            condition.demands(OneQuote(Followed(self.policy, self.law, self.notes), condition, own, (_WHOLE, 0), p))


def _day_forms(day: date, start: date | None) -> tuple[str, ...]:
    """How a day is written; the last of a stretch may go without the year, and the month, that its first day names."""
    forms = date_forms(day)
    if start is not None and start.year == day.year:
        forms += (f"{day.month}月{day.day}日", f"{day.month:02d}月{day.day:02d}日")
        if start.month == day.month:
            forms += (f"至{day.day}日",)
    return forms


def _kind_of(block: Mapping[str, Any]) -> Any:
    return next((KINDS[key] for key in block if key in KINDS), None)
