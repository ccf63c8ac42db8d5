"""The page as data: who, what for, how much, on which conditions, how it is cut, since when and until when.

Whatever it says of a policy is the pack's (numbers, labels, dates, readings); the rest are words that hold for every
policy. The template draws it and adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import segno

from engine.documents.onepager.figures import Line, around, figures_of, joined, number
from engine.documents.onepager.grants import Grants
from engine.policy.blocks import BUDGET_FIRST, Window
from engine.policy.pack import Policy
from engine.scenario import Scenario
from engine.steps.condition import Condition
from engine.steps.equals import Is
from engine.steps.winners import Winners
from engine.text import words
from engine.text.numerals import article_label
from engine.text.phrases import Both, day_text
from engine.values.addresses import read_address
from engine.view import receipts
from engine.view.budget.differences import described
from engine.view.budget.rules import rule_and_terms
from engine.view.rule_words import rule_text

Json = dict[str, Any]


def compose(
    policy: Policy,
    scenario: Scenario | None = None,
    lang: str = "zh",
    address: str | None = None,
    mark: Both | None = None,
) -> Json:
    """The page of a policy in one language. With a `scenario`, what it changes; with an `address`, its QR code; with a
    `mark`, what stands above it all. Refused where the address is none that may be passed on."""
    page = _Page(policy, scenario, lang).whole(None if address is None else read_address(address))
    return page | {"mark": "" if mark is None else mark[lang]}


class _Page:
    """One page in the making."""

    def __init__(self, policy: Policy, scenario: Scenario | None, lang: str) -> None:
        self.policy, self.scenario, self.lang = policy, scenario, lang
        self.figures = figures_of(policy, scenario)
        self.readings = policy.default_readings() if scenario is None else scenario.in_force(policy)

    def say(self, key: str, **values: object) -> str:
        return words.text(f"onepager.{key}", self.lang, **values)

    def article(self, number: int) -> str:
        return article_label(number, self.lang)

    def whole(self, address: str | None) -> Json:
        grants = Grants(self.policy, self.figures, self.readings, self.lang)
        has_ceilings = any(rule.id == "ceilings" for rule in self.policy.rules)
        return {
            "lang": self.lang,
            "title": self._title(),
            "head": self._head(),
            "scenario": self._scenario(),
            "who": self._who(),
            "what": {
                "heading": self.say("what"),
                "notes": [*([self.say("what_note")] if has_ceilings else []), self.say("unit")],
                "conditions": self.say("conditions"),
                "chapters": grants.chapters(),
                "none": self.say("none"),
                "without": grants.without(),
            },
            "cut": self._cut(),
            "when": self._when(),
            "foot": self._foot(address),
        }

    def _title(self) -> str:
        title = self.policy.title.in_language(self.lang)
        if self.scenario is None:
            return self.say("title", policy=title)
        return self.say("title_scenario", policy=title, name=self.scenario.name)

    def _head(self) -> Json:
        law, in_force = self.policy.law, self.policy.in_force
        place = self.policy.place.in_language(self.lang)
        return {
            "name": self.say("name"),
            "over": place,
            # Without the place, which stands above it; the whole where it does not begin with it.
            "title": self.policy.title.in_language(self.lang).removeprefix(place),
            "issued": self.say("issued", issued=day_text(law.issued), published=day_text(law.published)),
            "dates": self.say("dates", start=day_text(in_force.start), until=day_text(in_force.until)),
            "figures": list(self._head_figures()),
        }

    def _head_figures(self) -> Iterator[Json]:
        own = [p for p in self.policy.provisions if not p.gives_nothing]
        nothing = {"cny": "", "new": "", "new_cny": "", "note": ""}
        yield nothing | {
            "label": self.say("head_articles"),
            "value": str(len({p.article for p in own})),
            "unit": self.say("head_articles_unit"),
            "note": self.say("head_articles_note", count=len(own)),
        }
        caps = {
            name: (p, figure)
            for p in own
            for name, figure in self.figures.items()
            if figure.kind == "amount" and name.startswith(f"{p.id}.") and not name.endswith("at_least")
        }
        if caps:
            p, largest = max(caps.values(), key=lambda found: int(found[1].holds))
            yield largest.shown(self.lang) | {"label": self.say("head_most"), "note": self.article(p.article)}
        if self.policy.in_force.years is not None:
            yield nothing | {
                "label": self.say("head_years"),
                "value": str(self.policy.in_force.years),
                "unit": self.say("years"),
                "note": self.article(self.policy.in_force.article),
            }

    def _scenario(self) -> Json | None:
        own = self.scenario
        if own is None:
            return None
        changes = [c for c in described(self.policy, own) if c.new[self.lang]]
        return {
            "over": self.say("scenario"),
            "name": own.name,
            "year": self.say("scenario_year", year=own.year),
            "notice": self.say("scenario_notice"),
            "heading": self.say("scenario_changes"),
            "legend": self._legend() if changes else self.say("scenario_same"),
            "changes": [
                {
                    "label": c.label[self.lang],
                    "old": "" if c.old is None else c.old[self.lang],
                    "new": c.new[self.lang],
                    "unit": c.unit[self.lang],
                }
                for c in changes
            ],
        }

    def _legend(self) -> str:
        """What is marked, and how; what a reading changes is not."""
        said = [self.say("scenario_legend"), *([self.say("scenario_readings")] if self._read_otherwise() else [])]
        return ("" if self.lang == "zh" else " ").join(said)

    def _read_otherwise(self) -> int:
        """How many points the scenario reads otherwise than by default."""
        return sum(self.readings[name] != choice for name, choice in self.policy.default_readings().items())

    # ------------------------------------------------------------------------------------------------------- who

    def _who(self) -> Json:
        general = self.policy.under(self.readings).general_conditions
        must = [c for c in general if c.is_ is not False]
        not_ = [c for c in general if c.is_ is False]
        in_principle = any(c.waivable for c in must)
        return {
            "heading": self.say("who"),
            "lead": self.say("who_in_principle" if in_principle else "who_all"),
            "must": [self._general_condition(c, c.label.in_language(self.lang)) for c in must],
            "exempt": [text for c in must if (text := self._exempt(c))],
            "never_heading": self.say("who_not") if not_ else "",
            "never": [self._never(c, {m.article for m in must}) for c in not_],
            "note": self.say("who_each"),
        }

    def _general_condition(self, condition: Condition, text: str) -> Json:
        return {"article": "" if condition.article is None else self.article(condition.article), "text": text}

    def _never(self, condition: Condition, told: set[int | None]) -> Json:
        """Who is excluded, in Chinese in the law's own words; what the article does about it, where it is not about who
        can apply anyway."""
        number = condition.article
        more = "" if number is None or number in told else self.policy.article(number).explains.in_language(self.lang)
        text = condition.quote if self.lang == "zh" else condition.fails.in_language(self.lang)
        return {**self._general_condition(condition, text), "is_quote": self.lang == "zh", "more": more}

    def _exempt(self, condition: Is) -> str:
        exempt = condition.exempt
        if exempt is None or self.readings[exempt.reading] != exempt.choice:
            return ""
        titles = (self.policy.provision(p).title.in_language(self.lang) for p in exempt.provisions)
        label = condition.label.in_language(self.lang)
        return self.say("who_exempt", provisions=words.text("results.list_comma", self.lang).join(titles), label=label)

    # ------------------------------------------------------------------------------------------------ how it is cut

    def _cut(self) -> Json:
        rules = [
            {
                "article": self.article(rule.article),
                "heading": [number(self.say(f"rule_{rule.id}"), other)],
                "text": "" if other else rule_text(self.policy, rule)[self.lang],
            }
            for rule in self.policy.rules
            for other in [self._other_rule() if rule.id == "budget" else ""]
        ]
        return {
            "heading": self.say("cut"),
            "lead": self.say("cut_lead"),
            "steps": list(self._steps()),
            "order": self._order(),
            "rules": rules,
        }

    def _steps(self) -> Iterator[Json]:
        stages = ["approved"]
        if any(p.only(Winners) is not None for p in self.policy.provisions):
            stages.append("quota")
        cuts = (["pool"] if self.policy.pools else []) + ["budget"]
        stages += reversed(cuts) if self.readings.get(self._order_reading()) == BUDGET_FIRST else cuts
        for stage in [*stages, "paid"]:
            said, other = self.say(f"step_{stage}_note"), self._other_rule()
            note: Line = joined(said + (self.say("mark") if stage in self._read() else ""))
            if stage in ("pool", "budget") and other:
                note = [number(said, other)]
            yield {"name": self.say(f"step_{stage}"), "note": note}

    def _read(self) -> set[str]:
        """The stages of which the text does not say all that is done in them."""
        open_clauses = {quote for notice in self.policy.notices for quote in notice.quotes}
        places = [w for p in self.policy.provisions for w in p.of_kind(Winners)]
        found = {"quota"} if any(w.quote in open_clauses for w in places) else set()
        return found | ({"pool"} if any(pool.unwritten is not None for pool in self.policy.pools) else set())

    def _other_rule(self) -> str:
        """The rule of division of a scenario that does not divide as the law does."""
        own = self.scenario
        if own is None:
            return ""
        lawful = rule_and_terms(self.policy, Scenario(own.name, own.year))
        return "" if (rule := rule_and_terms(self.policy, own)) == lawful else rule[self.lang]

    def _order_reading(self) -> str:
        return next((rule.order or "" for rule in self.policy.rules if rule.id == "budget"), "")

    def _order(self) -> str:
        order = self._order_reading()
        if not order:
            return ""
        reading = self.policy.reading(order)
        choice = next(c.label for c in reading.choices if c.id == self.readings[order])
        return self.say("step_order", choice=choice.in_language(self.lang))

    # -------------------------------------------------------------------------------------------- since and until when

    def _when(self) -> Json:
        in_force = self.policy.in_force
        return {
            "heading": self.say("when"),
            "article": self.article(in_force.article),
            "days": [
                {"label": self.say("when_from"), "day": day_text(in_force.start)[self.lang]},
                {"label": self.say("when_until"), "day": day_text(in_force.until)[self.lang]},
            ],
            "note": self.say("when_note"),
            "windows": [self._window(w) for w in self.policy.windows if w.kind != "arrived"],
        }

    def _window(self, window: Window) -> Json:
        label = self.say("window_of", label=window.label.in_language(self.lang))
        figure = self.figures.get(f"{window.id}.years")
        if figure is None:
            text = joined(self.say(f"window_{window.kind}"))
        else:
            before, after = around("onepager.window_last_years", self.lang)
            text = joined(before, number(figure.law, figure.scenario), after)
        return {"article": self.article(window.article), "label": label, "text": text}

    # ---------------------------------------------------------------------------------------------------------- foot

    def _foot(self, address: str | None) -> Json:
        policy = self.policy
        law = policy.law
        scan = "ask" if address is None else "ask_scan"
        return {
            "heading": self.say(scan),
            "text": self.say(f"{scan}_text"),
            "address": law.source if address is None else address,
            "qr": None if address is None else _modules(address),
            "qr_alt": "" if address is None else self.say("ask_qr", address=address),
            "open": self._open() if policy.readings or policy.notices else "",
            "source_label": self.say("source"),
            "law": law.title.in_language(self.lang),
            "issued": self.say("issued", issued=day_text(law.issued), published=day_text(law.published)),
            "source": self.say("source_link", source=law.source),
            "notice": "" if self.lang == "zh" else law.translation_notice.in_language(self.lang),
            "disclaimer": words.text("results.foot_disclaimer", self.lang),
            "version": receipts.foot(policy, self.lang),
        }

    def _open(self) -> str:
        """How many points the text leaves open, and how they are read here."""
        readings, notices, changed = len(self.policy.readings), len(self.policy.notices), self._read_otherwise()
        key = "open_points_read" if changed else "open_points"
        return self.say(key, count=readings + notices, readings=readings, notices=notices, changed=changed)


def _modules(address: str) -> list[str]:
    """The QR code of an address, row by row, "1" for each dark module; the white around it is not in it."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    return ["".join(str(module) for module in row) for row in code.matrix]
