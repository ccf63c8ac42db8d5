"""What an applicant was awarded before, and where an answer says something else, as a page and a report say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.application.typed import stated_amount
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both, both
from engine.values.money import wan_text

Json = Mapping[str, Any]


def awards(policy: Policy, application: Json) -> Iterator[tuple[str, Both, Both]]:
    """Each award in the history of an application (contract form, accepted): its provision, what it is called, and what
    it was."""
    for award in application.get("history") or ():
        provision = policy.provision(award["provision"])
        amount = wan_text(stated_amount(award["amount"]))
        key, paid = "awarded.amount", ""
        if award.get("paid") is not None:
            key, paid = "awarded.amount_paid", wan_text(stated_amount(award["paid"]))
        said = words.both(key, amount=amount, paid=paid)
        of = [str(award[name]).strip() for name in ("matter", "project") if award.get(name) is not None]
        if named := [name for name in of if name]:
            said = words.both("awarded.of", said=said, named=" / ".join(dict.fromkeys(named)))
        yield provision.id, words.both("awarded.label", year=award["year"], title=both(provision.title)), said


def of_claim(policy: Policy, application: Json, result: Json, position: int) -> list[Both]:
    """What is to be said of one claim: what was awarded before under its provision, and which answers contradict it."""
    provision = application["claims"][position]["provision"]
    lines = [words.both("awarded.line", label=label, said=said)
             for of, label, said in awards(policy, application) if of == provision]  # fmt: skip
    place = f"claims.{position}."
    contradicted = [one for one in result.get("contradictions") or () if one["path"].startswith(place)]
    return lines + [sentence(one) for one in contradicted]


def sentence(contradiction: Json) -> Both:
    """That an answer says something else than what is known."""
    said = {name: _written(contradiction[name]) for name in ("stated", "history")}
    return words.both("awarded.contradicted", label=contradiction["label"], **said)


def _written(value: bool | int | str) -> Both:
    match value:
        case bool():
            return words.both("claims.yes" if value else "claims.no")
        case str():
            return words.both("awarded.wan", amount=wan_text(stated_amount(value)))
        case _:
            return words.same(str(value))
