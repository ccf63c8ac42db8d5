"""The guideline of one year (申请指南): what of a policy it decides for the applications of that year.

It stands beside the policy, as `guidelines/<year>.toml` with its text `guidelines/<year>.zh.txt`, or in the registry,
where officials put it. It says when what can be claimed, which papers are needed, where to file and whom to ask, and it
may narrow the policy: lower rates and amounts (by the names of `engine.policy.parameters`) and further conditions (in
the language of the policy's own). It grants nothing that the law does not. Everything in it has its quote, which stands
in its text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

import tomli
from pydantic import Field, PrivateAttr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from engine.steps.kinds import AnyCondition
from engine.steps.language import Block
from engine.text.phrases import Words
from engine.values.quantities import quantities

FOLDER = "guidelines"
"""The folder of a policy's guidelines, beside its rules."""
TEXT = ".zh.txt"
"""What the name of a guideline's text ends with, behind the year."""
INVENTED = "示例"
"""What stands in the title and in the text of an invented guideline."""
WORKING, CALENDAR = "个工作日", ("日", "天")
"""The units in which it is said how long a paper takes."""

State = Literal["before", "open", "closed"]
"""A day lies before the windows of a year or between two of them, in one, or behind the last."""


class Of(Block):
    """A part of a guideline: the provisions that it is about (all, where it names none), and the words of the guideline
    that say it."""

    provisions: list[str] = []
    quote: str


class FilingWindow(Of):
    """申报期: the first and the last day on which these provisions can be claimed, both included."""

    start: date = Field(alias="from")
    until: date

    @model_validator(mode="after")
    def begins_before_it_ends(self) -> FilingWindow:
        """Its last day is not before its first."""
        if self.until < self.start:
            raise PydanticCustomError("window_ends_first", "until lies before from")
        return self


class Paper(Of):
    """A paper that is needed: what it is called, and where the guideline says so, who issues it and how long that takes
    ("5个工作日", "10日"). `replaces`: in the place of which of the policy's own papers (`engine.policy.papers`) it
    stands, by their ids; the name and the issuer of the first hold where it states none. With `needed` = false these
    are not needed in this year."""

    replaces: list[str] = []
    needed: bool = True
    name: Words | None = None
    issued_by: Words | None = None
    takes: str = ""

    @field_validator("takes")
    @classmethod
    def is_a_number_of_days(cls, takes: str) -> str:
        """A number of days, with its unit."""
        found = quantities(takes)
        if takes and (len(found) != 1 or found[0].span != (0, len(takes)) or found[0].kind not in (WORKING, *CALENDAR)):
            said = {"given": takes, "example": f"5{WORKING}"}
            raise PydanticCustomError("number_form", "{given}: a number of days, as in {example}", said)
        return takes

    @model_validator(mode="after")
    def is_called_something(self) -> Paper:
        """It has a name, or is one of the policy's; only one of these can be waived."""
        if not self.replaces and (self.name is None or not self.needed):
            raise PydanticCustomError("paper_nameless", "neither name nor replaces")
        return self

    @property
    def days(self) -> tuple[int, bool] | None:
        """How many days it takes, and whether they are working days; None where the guideline does not say."""
        found = quantities(self.takes)
        return (int(found[0].value), found[0].kind == WORKING) if found else None


class Lower(Block):
    """A number of the policy that is another in this year: its name (`engine.policy.parameters`), what it is, with its
    unit, and the words of the guideline. `label`: of its condition or step, where that restates the number."""

    number: str
    to: str
    label: Words | None = None
    quote: str


class Further(Block):
    """A further condition of a provision, in the language of the policy, on what is asked already; its quote is the
    guideline's."""

    provision: str
    condition: AnyCondition

    @property
    def quote(self) -> str:
        """The words of the guideline."""
        return self.condition.quote


class Filing(Of):
    """Where to file."""

    where: Words
    url: str = ""


class Contact(Of):
    """Whom to ask."""

    who: Words
    phone: str = ""


class Notice(Of):
    """What the guideline demands beside, and nothing computes: in its own words, and if need be in others."""

    says: Words | None = None


class Guideline(Block):
    """The guideline of one year. `invented`: nobody has issued it, it shows what one is (示例)."""

    year: int
    title: Words
    issued: date
    source: str
    invented: bool = False
    windows: list[FilingWindow] = []
    papers: list[Paper] = []
    numbers: list[Lower] = []
    conditions: list[Further] = []
    filing: list[Filing] = []
    contacts: list[Contact] = []
    notices: list[Notice] = []
    _toml: str = PrivateAttr("")
    _text: str = PrivateAttr("")

    @property
    def toml(self) -> str:
        """What it says as data, as it was written."""
        return self._toml

    @property
    def text(self) -> str:
        """Its own text, as it was published."""
        return self._text

    @property
    def sha256(self) -> str:
        """The SHA-256 of both files."""
        hashed = hashlib.sha256(self._toml.encode())
        hashed.update(hashlib.sha256(self._text.encode()).digest())
        return hashed.hexdigest()

    def windows_of(self, provision: str) -> tuple[FilingWindow, ...]:
        """When a provision can be claimed in this year, the earliest first; none where the guideline does not say."""
        return tuple(sorted(parts_about(self.windows, provision), key=lambda window: (window.start, window.until)))


Part = TypeVar("Part", bound=Of)


def parts_about(parts: Sequence[Part], provision: str) -> list[Part]:
    """Those parts of a guideline that are about a provision."""
    return [part for part in parts if not part.provisions or provision in part.provisions]


def parse(toml: str, text: str) -> Guideline:
    """The guideline that these two files say. tomli.TOMLDecodeError where the first is no TOML, pydantic's
    ValidationError where it says what a guideline cannot."""
    guideline = Guideline.model_validate(tomli.loads(toml, parse_float=Decimal))
    guideline._toml, guideline._text = toml, text
    return guideline


def names(year: int | str) -> tuple[str, str]:
    """What the two files of a year's guideline are called in a policy's folder."""
    return f"{FOLDER}/{year}.toml", f"{FOLDER}/{year}{TEXT}"


def years_in(folder: Path) -> list[str]:
    """The years of the guidelines in a policy's folder, as the files are called."""
    return sorted(file.stem for file in (folder / FOLDER).glob("*.toml"))


def read_folder(folder: Path) -> dict[int, Guideline]:
    """The guidelines in a policy's folder, by year. OSError or ValueError where one cannot be read."""
    found = {}
    for year in years_in(folder):
        guideline = parse(*((folder / name).read_bytes().decode("utf-8") for name in names(year)))
        if str(guideline.year) != year:
            raise ValueError(f"{names(year)[0]}: {guideline.year}")
        found[guideline.year] = guideline
    return found
