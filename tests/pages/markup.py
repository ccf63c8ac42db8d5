"""Reading the HTML that pages make: is it well formed, and what does it say?"""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "meta", "link"}


class Markup(HTMLParser):
    """A piece of HTML: refuses tags that do not match, keeps elements and visible text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.parts: list[str] = []
        self.without: set[str] = set()
        self.feed(html)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> inside <{self.open[-1]}>"
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open and "sup" not in self.open:
            self.parts.append(data)

    @property
    def text(self) -> str:
        """All text but what is raised (the numbers of notes)."""
        return "".join(self.parts)

    def of(self, tag: str = "", **attributes: str) -> list[dict[str, str]]:
        """The attributes of each element with this tag and these attributes (`class_` is one of the classes)."""
        classes = attributes.pop("class_", "")
        return [
            own
            for name, own in self.elements
            if (not tag or name == tag)
            and (not classes or classes in own.get("class", "").split())
            and all(own.get(key.replace("_", "-")) == value for key, value in attributes.items())
        ]

    def ids(self) -> list[str]:
        """Every id, in order."""
        return [own["id"] for _, own in self.elements if "id" in own]

    def anchors(self) -> set[str]:
        """Every place on this page that a link leads to."""
        return {own["href"][1:] for own in self.of("a") if own.get("href", "").startswith("#")}
