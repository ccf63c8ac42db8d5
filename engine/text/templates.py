"""Templates of HTML (Jinja2). Whatever one writes is escaped unless it is HTML already (`Markup`); a name that is not
there is an error, never nothing."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

_BETWEEN = re.compile(r"(?<=[>}])(\s*\n\s*)(?=[<{])")


class _Tight(Extension):
    """Line breaks and indentation between tags are for whoever reads a template and not written: between words of
    Chinese they would be seen. As comments they keep the numbers of lines true."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _BETWEEN.sub(r"{#\1#}", source)


def environment(folder: Path) -> Environment:
    """What reads the templates in a folder."""
    return Environment(
        loader=FileSystemLoader(folder),
        extensions=[_Tight],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
