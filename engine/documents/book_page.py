"""The annotated law as one page of HTML, by the template book.html."""

from functools import cache
from typing import Any

from jinja2 import Template
from markupsafe import Markup

from engine.documents.typesetting import TEMPLATES
from engine.text.templates import environment

Json = dict[str, Any]

LANG = {"zh": "zh-CN", "en": "en"}


@cache
def _book() -> Template:
    return environment(TEMPLATES).get_template("book.html")


def page(content: Json) -> str:
    """The page of what `book.content` answered; its headings are in order, every text in it is escaped."""
    style = Markup((TEMPLATES / "book.css").read_text(encoding="utf-8"))
    return _book().render(content, html_lang=LANG[content["lang"]], style=style).lstrip() + "\n"
