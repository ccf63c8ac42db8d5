"""A visitor who fills in the self-assessment: finds questions by their words, answers as people do."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Locator, Page, expect

from engine.application import saved
from engine.policy.facts import Fact
from engine.policy.folder import default_policy, load_policy
from engine.policy.pack import Policy
from engine.sheets import lines
from engine.text import words
from engine.text.numerals import article_label
from tests.browser.driving import settled

POLICY: Policy = load_policy(default_policy())
DAY = "2025-06-15"
"""The application date of every journey that names no other: the machine's own date decides nothing."""
YEARS_BEFORE = {"last": 1, "prior": 2}
"""How many years before that of the application date the years are that a question can be about."""

NARROW = """() => {
    const wide = [document.scrollingElement, document.querySelector('[data-testid="stMain"]')]
        .filter(part => part.scrollWidth > part.clientWidth).map(part => `${part.tagName} scrolls sideways`)
    const edge = document.documentElement.clientWidth
    for (const part of document.querySelectorAll('[data-testid="stMain"] *, header *')) {
        const box = part.getBoundingClientRect()
        const unseen = !box.width || !box.height || !part.checkVisibility({visibilityProperty: true})
        if (unseen || box.right <= edge + 1) continue
        let clip = part.parentElement
        while (clip && !/auto|scroll|hidden|clip/.test(getComputedStyle(clip).overflowX)) clip = clip.parentElement
        if (clip && clip.getBoundingClientRect().right <= edge + 1 && clip.dataset.testid !== "stMain") continue
        wide.push(`${part.tagName}.${part.className} ends at ${Math.round(box.right)} of ${edge}`)
    }
    return wide
}"""


@dataclass
class Visitor:
    """One visitor in one tab, in one language, who applies on a day."""

    page: Page
    lang: Literal["zh", "en"] = "zh"
    day: str = DAY

    def say(self, key: str, **values: object) -> str:
        """The interface's own words."""
        return words.text(key, self.lang, **values)

    def year(self, which: str) -> int:
        """One of the years that questions are about, one of YEARS_BEFORE."""
        return int(self.day[:4]) - YEARS_BEFORE[which]

    # ------------------------------------------------------------------------------------------ moving

    def visit(self, address: str = "/") -> "Visitor":
        """Type an address."""
        self.page.goto(address)
        settled(self.page)
        return self

    def step(self, place: str) -> str:
        """How a step of the self-assessment is called."""
        if place.startswith("article-"):
            article = POLICY.article(int(place.removeprefix("article-")))
            title = article.title.in_language(self.lang)
            return self.say("pages.article_step", article=article_label(article.number, self.lang), title=title)
        return self.say(f"pages.{place}")

    def walk_to(self, place: str) -> None:
        """Follow the list of tasks at the side, opening it first where it is folded (on a phone)."""
        side = self.page.get_by_test_id("stSidebar")
        name = re.compile("^" + r"\s+".join(re.escape(part) for part in self.step(place).split()))
        link = side.get_by_role("link", name=name, include_hidden=True)
        self.unfold_side()
        if not link.is_visible():  # what is not ticked is folded
            side.locator(".f-others > summary").click()
        link.click()
        self.arrived(place)

    def unfold_side(self) -> bool:
        """Open the side where it is folded, as it is on a phone; whether it was."""
        was_folded = self.page.get_by_test_id("stSidebar").get_attribute("data-collapsed") == "true"
        if was_folded:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        return was_folded

    def visit_door(self, button: str, place: str) -> None:
        """Follow a link of the home page and arrive."""
        self.page.get_by_role("link", name=self.say(button), exact=True).click()
        self.arrived(place)

    def go_on(self, place: str) -> None:
        """Follow the way on at the foot of the page."""
        name = self.say("pages.go_on", step=self.step(place))
        self.page.get_by_test_id("stMain").get_by_role("link", name=" ".join(name.split()), exact=True).click()
        self.arrived(place)

    def arrived(self, place: str) -> None:
        """Wait until the step is there and drawn."""
        self.page.wait_for_url(re.compile(rf"/{place}(\?|$)"))
        settled(self.page)
        title = self.page.locator(".stMain h1")
        if place != "result":  # its heading says what came out
            expect(title).to_contain_text(" ".join(self.step(place).split()).split(" ")[-1])

    # ------------------------------------------------------------------------------------------ answering

    def answer_day(self) -> None:
        """Give the application date."""
        self.type_in(self.say("pages.day"), self.day)

    def claim(self, provision: str, gate: Literal["yes", "no"] = "yes") -> None:
        """Say whether the company claims under a provision."""
        title = POLICY.provision(provision).title.in_language(self.lang)
        asked = self.page.get_by_role("radiogroup", name=self.say("pages.gate", title=title), exact=True)
        folded = self.page.get_by_text(self.say("pages.other_provision", title=title), exact=True)
        expect(asked.or_(folded).first).to_be_visible()
        if not asked.is_visible():
            self.unfold(folded)
        self._choose(asked, self.say(f"pages.gate_{gate}"))

    def unfold(self, fold: Locator) -> None:
        """Open a fold, and wait until it stands still: what moves away below a click is not chosen."""
        fold.click()
        self.page.evaluate("() => Promise.allSettled(document.getAnimations().map(moving => moving.finished))")

    def tick(self, *provisions: str) -> None:
        """Tick what opens these provisions, on the page that asks what has happened."""
        for one in POLICY.beginnings:
            if set(one.opens) & set(provisions):
                label = re.compile("^" + re.escape(one.label.in_language(self.lang)))
                box = self.page.get_by_role("checkbox", name=label)
                box.locator("xpath=ancestor::label").click()
                settled(self.page)
                expect(box).to_be_checked()

    def answer(self, provision: str, path: str, value: str, nth: int = 0) -> None:
        """Answer one question. `path` as in the contract; `nth` counts the boxes that ask the same, from 0. For a
        choice `value` is its id; for yes and no, `yes`, `no` or `unknown`."""
        fact, question, year = self._asked(provision, path)
        assert fact.type != "choices", "each of its choices is asked for itself"
        if fact.type in ("yes_no", "choice", "year"):
            option = self._option(fact, value)
            group = self.page.get_by_role("radiogroup", name=question, exact=True).nth(nth)
            drop_down = self.page.get_by_role("combobox", name=question, exact=True).nth(nth)
            expect(group.or_(drop_down)).to_be_visible()
            if group.count():
                self._choose(group, option)
            else:
                drop_down.click()
                self.page.get_by_role("option", name=option, exact=True).click()
                settled(self.page)
        elif fact.type == "group":
            group = self.page.get_by_role("radiogroup", name=question, exact=True).nth(nth)
            self._choose(group, self.say(f"pages.{value}"))
        else:
            self.type_in(question, value, nth)
        assert year is None or fact.type == "yearly"

    def type_in(self, question: str, text: str, nth: int = 0) -> None:
        """Type into a box and hand it over."""
        box = self.box(question, nth)
        box.fill(text)
        box.press("Enter")
        settled(self.page)

    def box(self, question: str, nth: int = 0) -> Locator:
        """The box below a question."""
        return self.page.get_by_role("textbox", name=question, exact=True).nth(nth)

    def question(self, provision: str, path: str) -> str:
        """The words of a question, the year filled in."""
        return self._asked(provision, path)[1]

    def label(self, provision: str, path: str) -> str:
        """How a question is named in short."""
        return self._asked(provision, path)[0].label.in_language(self.lang)

    def add(self, provision: str) -> None:
        """One more entry of the list that a provision goes through one by one."""
        item = POLICY.provision(provision).item
        assert item is not None
        name = self.say("pages.add_another", name=item.in_language(self.lang))
        self.page.get_by_role("button", name=name, exact=True).click()
        settled(self.page)

    def list_entries(self, provision: str, entries: list[dict[str, Any]]) -> None:
        """State a list as lines of text. The entries are in contract form; what is None is not known."""
        of = POLICY.provision(provision)
        assert of.each is not None
        assert of.item is not None
        columns = lines.places(of, of.fact(of.each), [], int(self.day[:4]), POLICY.default_readings())
        inner = next((column.inner for column in columns if column.inner), "")
        written = [
            " ; ".join(self._cell(column, entry, row) for column in columns)
            for entry in entries
            for row in range(max(1, len(entry.get(inner) or ())))
        ]
        name = of.item.in_language(self.lang)
        self.page.get_by_role("button", name=self.say("pages.list_as_lines", name=name), exact=True).click()
        box = self.page.get_by_role("textbox", name=self.say("pages.lines_label", name=name), exact=True)
        box.fill("\n".join(written))
        box.press("Tab")
        settled(self.page)

    def _cell(self, column: lines.Place, entry: dict[str, Any], row: int) -> str:
        value: Any = entry if column.inner or row == 0 else {}
        for step in column.path(row):
            if isinstance(value, list):
                value = value[int(step)] if int(step) < len(value) else {}
            else:
                value = value.get(step, {})
        if value == {}:
            return "-"
        if value is None or isinstance(value, bool):
            return self.say("pages.unknown" if value is None else "pages.yes" if value else "pages.no")
        return self._option(column.fact, str(value)) if column.fact.type == "choice" else str(value)

    def _asked(self, provision: str, path: str) -> tuple[Fact, str, int | None]:
        if provision == "applicant":
            fact = next(f for f in POLICY.applicant if f.name == path)
        else:
            *above, last = path.split(".")
            if last in YEARS_BEFORE:
                fact = POLICY.provision(provision).fact(".".join(above))
                label, year = fact.label.in_language(self.lang), self.year(last)
                return fact, self.say(f"pages.year_{last}", label=label, year=year), year
            fact = POLICY.provision(provision).fact(path)
        asked = (fact.question or fact.label).in_language(self.lang)
        for which in YEARS_BEFORE:
            asked = asked.replace(f"{{{which}_year}}", str(self.year(which)))
        return fact, asked, None

    def _option(self, fact: Fact, value: str) -> str:
        if fact.type == "year":
            return self.say("pages.year_plain", year=value)
        if fact.type == "choice" and value != "unknown":
            return next(c for c in fact.choices if c.id == value).label.in_language(self.lang)
        return self.say(f"pages.{value}")

    def _choose(self, group: Locator, option: str) -> None:
        group.get_by_text(option, exact=True).click()
        settled(self.page)
        expect(group.get_by_role("radio", name=option, exact=True)).to_be_checked()

    # ------------------------------------------------------------------------------------------ looking

    def narrow(self) -> None:
        """Nothing scrolls sideways, and nothing is cut off, at the widths of two common phones."""
        for width in (360, 390):
            self.page.set_viewport_size({"width": width, "height": 844})
            settled(self.page)
            assert self.page.evaluate(NARROW) == [], f"{self.page.url} at {width}"

    def reads(self, text: str) -> None:
        """The page says this, gaps closed."""
        expect(self.page.get_by_test_id("stMain")).to_contain_text(text)

    def amounts(self, column: str) -> dict[str, str]:
        """A column of the result's table: title -> amount, each total under its own name."""
        rows = self.page.locator(".m-rt .m-rr:not(.head):not(.beside)")
        found: list[list[str]] = rows.evaluate_all(
            """(rows, column) => rows.map(row => {
                const matter = row.querySelector(".k-matter")
                const title = matter.querySelector("b, a") ?? matter
                return [title.innerText, row.querySelector(`.k-${column}`).lastChild.textContent]
            })""",
            column,
        )
        assert len(dict(found)) == len(found), "one title stands above two amounts"
        return dict(found)

    # ------------------------------------------------------------------------------------------ files

    def saved(self, folder: Path) -> Path:
        """Save the self-assessment by the link at the side."""
        was_folded = self.unfold_side()
        path = self.downloaded(folder, "pages.save")
        if was_folded:
            self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        return path

    def downloaded(self, folder: Path, link: str) -> Path:
        """Download what a link gives, to `folder`."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=self.say(link), exact=True).click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def opens(self, path: Path) -> None:
        """Open a file, on the home page or at the side."""
        box = self.page.get_by_test_id("stFileUploaderDropzone")
        if not box.is_visible():
            self.page.get_by_test_id("stExpander").get_by_text(self.say("pages.open"), exact=True).click()
            expect(box).to_be_visible()
        box.locator("input[type=file]").set_input_files(path)

    def continues(self, folder: Path, application: dict[str, Any]) -> None:
        """Begin on the home page, with the file of a self-assessment that was begun before."""
        content = saved.Saved({"application_date": DAY, "readings": {}, **application})
        path = folder / "begun.json"
        path.write_bytes(saved.write(POLICY, content, POLICY.in_force.start))
        self.visit().opens(path)
        expect(self.page.get_by_role("status")).to_contain_text(path.name)
        settled(self.page)


def read(path: Path) -> dict[str, Any]:
    """What a downloaded file holds."""
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content
