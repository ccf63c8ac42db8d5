"""The numbers of a rule in words: 9万元; 甲类9万元、乙类7万元; 15%."""

from __future__ import annotations

from fractions import Fraction

from engine.policy.pack import Policy
from engine.policy.parameters import chosen_by
from engine.policy.provision import Provision
from engine.steps.language import Stated
from engine.steps.varying import NumberByReading
from engine.text import words
from engine.text.phrases import Both
from engine.values import money
from engine.values.quantities import Written


def number_words(policy: Policy, provision: Provision, stated: Stated, field: str) -> Both:
    """The number in a field of a condition or step, or all that it can be; by the default of a reading, where it goes
    by one."""
    value = getattr(stated, field)
    numbers = [number for number in stated.numbers() if number.field == field]
    if isinstance(value, NumberByReading):
        default = policy.default_readings()[value.reading]
        return _written(next(number.number for number in numbers if number.choice == default))
    if numbers[0].choice == "":
        return _written(numbers[0].number)
    parts = [
        words.both(
            "results.number_for",
            choice=chosen_by(policy, provision, stated, number) or {"zh": number.choice, "en": number.choice},
            number=_written(number.number),
        )
        for number in numbers
    ]
    return {lang: words.text("results.list_comma", lang).join(part[lang] for part in parts) for lang in words.LANGUAGES}


def _written(number: Written) -> Both:
    if isinstance(number, Fraction):
        return dict.fromkeys(words.LANGUAGES, money.percent_text(number))
    assert isinstance(number, int)
    return words.both("results.number_wan", amount=money.wan_law(number))
