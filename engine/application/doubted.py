"""The amounts of an application that are unlikely for their questions: they count as they are stated, and are to be
confirmed, by writing them with their unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.application import questionnaire, typed
from engine.application.typed import Doubt
from engine.policy.pack import Policy
from engine.text import words
from engine.text.phrases import Both


@dataclass(frozen=True, slots=True)
class Doubted:
    """One of them: the id of its `claim`, what the question is called, and what is asked back."""

    claim: str
    label: Both
    doubt: Doubt

    @property
    def sentence(self) -> Both:
        """What is asked back, in full."""
        return words.both("typed.doubted_in_full", label=self.label, sentence=self.doubt.sentence)

    @property
    def to_confirm(self) -> Both:
        """That it is to be confirmed, in short."""
        return words.both("typed.doubted", given=self.label, meant=self.doubt.meant)


def doubted(
    policy: Policy, application: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]], year: int
) -> Iterator[Doubted]:
    """Those of an application (contract form, its answers fit their questions) of this `year`, in order. `texts`: how
    amounts were typed, by claim and path, as a saved file keeps them; others are taken as they are stated."""
    readings = policy.default_readings() | (application.get("readings") or {})
    for claim in application.get("claims") or ():
        provision, facts = policy.provision(claim["provision"]), claim.get("facts") or {}
        said = texts.get(claim["id"]) or {}
        for asked in questionnaire.of_claim(provision, facts, year, readings):
            stated = questionnaire.value(facts, asked.path)
            if asked.fact.usual is None or not isinstance(stated, str | int):
                continue
            doubt = typed.doubt(asked.fact, said.get(".".join(map(str, asked.path)), str(stated)))
            if doubt is not None:
                label = {
                    lang: questionnaire.label(asked.fact, asked.within, asked.path[-1], lang)
                    for lang in words.LANGUAGES
                }
                yield Doubted(claim["id"], label, doubt)
