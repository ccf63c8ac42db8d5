"""Templates of HTML (Jinja2). Whatever one writes is escaped unless it is HTML already (`Markup`); a name that is not
there is an error, never nothing."""

import re
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.ext import Extension
from jinja2.runtime import Context

_BETWEEN = re.compile(r"(?<=[>}])(\s*\n\s*)(?=[<{])")


class _Tight(Extension):
    """Line breaks and indentation between tags are for whoever reads a template and not written: between words of
    Chinese they would be seen. As comments they keep the numbers of lines true."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _BETWEEN.sub(r"{#\1#}", source)


class _Compiled(BytecodeCache):
    """What is compiled for one environment serves every other one of this process: each page has one for each
    language. What a filter makes of a constant is worked out when it is compiled: none may say something else in
    another environment."""

    def __init__(self) -> None:
        self._known: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(bucket.key + bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._known[bucket.key + bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _Plain(Context):
    """What a template calls is called as it stands. Jinja looks each time whether it asks for the context: a page calls
    some hundred pieces and sentences, of which none does."""

    def call(__self, __obj: Any, *args: Any, _loop_vars: object = None, _block_vars: object = None, **how: Any) -> Any:
        return __obj(*args, **how)


def environment(folder: Path) -> Environment:
    """What reads the templates in a folder."""
    made = Environment(
        loader=FileSystemLoader(folder),
        extensions=[_Tight],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    made.context_class = _Plain
    return made
