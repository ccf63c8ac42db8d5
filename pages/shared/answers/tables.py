"""Lists as tables: an entry a line, its questions the columns."""

from __future__ import annotations

from engine.application.model import MOST_ENTRIES, entries_in
from engine.application.typed import Doubt
from engine.policy.facts import Fact
from engine.sheets import lines
from engine.sheets.lines import Fault, Path, Place
from engine.text import words
from engine.values.strict_json import copied
from pages.shared.answers.place import UNANSWERED, Address, Lines
from pages.shared.answers.progress import Progress, is_within


class Tables(Progress):
    """Answers whose lists can be written and read as lines of text."""

    def show_lines(self, address: Address, fact: Fact, lang: str) -> None:
        """Show a list as lines."""
        self.as_lines[address] = Lines(self.lines_of(address, fact, lang), copied(self.listed(address)))

    def show_entries(self, address: Address) -> None:
        """Show a list entry by entry again."""
        self.as_lines.pop(address, None)

    def columns(self, address: Address, fact: Fact) -> list[Place]:
        """The columns of a list as a table."""
        provision, readings = self._provision_at(address), self.readings_in_force()
        return lines.places(provision, fact, self.listed(address), self.year(), readings)

    def lines_of(self, address: Address, fact: Fact, lang: str) -> str:
        """A list as lines of text: as they were typed, or else as its entries are."""
        stated, kept = self.listed(address), self.as_lines.get(address)
        if kept is not None and kept.entries == stated:
            return kept.text

        def said(number: int, path: Path) -> str | None:
            return self.typed.get(self._place_of(address, number, path))

        claim = self.claim(str(address[0]))
        if all(self.goes_without_saying(claim, one) for one in self.questions(claim) if one.path[0] == fact.name):
            return ""  # what is pasted would stand behind what nobody has said
        return lines.write(self.columns(address, fact), stated, lang, said)

    def take_lines(self, address: Address, fact: Fact, text: str) -> None:
        """Replace the entries of a list by those that the lines tell of, as many as there is room for."""
        provision, old = self._provision_at(address), self.listed(address)
        latest = self.policy.in_force.until
        found = lines.read(provision, self.columns(address, fact), text[: lines.LONGEST], latest)
        room = self.room + entries_in(old)
        while entries_in(found.entries) > room:
            found.entries.pop()
        for entry, former in zip(found.entries, old, strict=False):
            denied = [f.name for f in provision.children(fact.path) if f.type == "group" and f.name in former]
            entry.update({name: None for name in denied if former[name] is None and name not in entry})
        self._texts_taken(address)
        keys = self.keys.get(address, [])[: len(found.entries)]
        for known in [a for a in self.keys if len(a) > len(address) and a[: len(address)] == address]:
            del self.keys[known]
        self.keys[address] = keys + [self._fresh_key() for _ in found.entries[len(keys) :]]
        self.answer(address, found.entries or UNANSWERED)
        for key, entry, texts in zip(self.keys[address], found.entries, found.texts, strict=False):
            self._give_keys((*address, key), entry)
            self._begin_lists((*address, key), fact.path, provision, entry)
            for path, typed in texts.items():
                self.typed[self._place_of(address, self.keys[address].index(key), path)] = typed
        self.as_lines[address] = Lines(text, copied(found.entries))

    def line_faults(self, address: Address, fact: Fact, lang: str) -> list[Fault]:
        """What of the lines could not be taken."""
        text, latest = self.lines_of(address, fact, lang), self.policy.in_force.until
        found = lines.read(self._provision_at(address), self.columns(address, fact), text, latest)
        if len(found.entries) > (taken := len(self.entries(address))):
            full = words.both("pages.full", count=MOST_ENTRIES - self.room, most=MOST_ENTRIES)
            found.faults.append(Fault(found.lines[taken], None, full))
        return found.faults

    def line_doubts(self, address: Address) -> list[tuple[Address, Doubt]]:
        """The amounts of the lines that are unlikely for their questions, in order."""
        there = [a for a in self.asked(self.claim(str(address[0]))) if is_within(a.address, [address])]
        found = [(a.address, self.doubt(a.address, a.fact)) for a in there]
        return [(here, doubt) for here, doubt in found if doubt is not None]

    def take_meant(self, address: Address, fact: Fact, lang: str) -> None:
        """Take all of them for what was probably meant, in the lines too."""
        for here, doubt in self.line_doubts(address):
            if (asked := self.fact_at(here)) is not None:
                self.type_in(here, asked, doubt.meant[lang])
        self.show_lines(address, fact, lang)
        self.draw_anew()

    def _place_of(self, address: Address, number: int, path: Path) -> Address:
        return self.address(str(address[0]), [*address[1:], number, *path])
