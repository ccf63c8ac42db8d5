"""What the tab keeps of 预测 beside the desk, of each year of claims by itself: years, budgets, draws, seed and
assumptions, as they were typed. Forecasts are not kept: what was typed makes them again.

What comes back from the browser is read with suspicion; what does not fit is left out, and that is said.
"""

import json
from collections.abc import Iterator
from typing import cast, get_args

from engine.forecast.assumptions import Figure, read_figure, written_estimate
from engine.forecast.typed import OF_ALL, SHOCK, Change
from engine.policy.pack import Policy
from engine.text import words
from engine.values.refusal import Refused, is_text
from engine.values.shapes import Json
from pages.official.budget import desk_store
from pages.official.forecast import sheet
from pages.official.forecast.boxes import LONGEST, LONGEST_NOTE
from pages.official.forecast.sheet import Sheet
from pages.shared.static import json_object


def restore(policy: Policy, own: Sheet, desk: str) -> None:
    """Ask the tab what was typed beside the desk of this name, and lay it out if it has just told so."""
    desk_store.ask(_name(own, desk))
    if (found := desk_store.told(_name(own, desk))) is not None:
        take_up(policy, own, found)


def keep(policy: Policy, own: Sheet, desk: str) -> None:
    """Have the tab keep what is typed now."""
    desk_store.keep_text(_name(own, desk), text(policy, own))


def _name(own: Sheet, desk: str) -> str:
    return f"{desk} forecast {own.base}"


def text(policy: Policy, own: Sheet) -> str:
    """What the tab keeps."""
    record = {
        "policy": policy.id,
        "years": list(own.years),
        "budgets": [[year, said] for year, said in own.budgets.items()],
        "draws": own.draws,
        "seed": own.seed,
        "changes": [[*change, estimate] for change, estimate in own.changes.items()],
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def take_up(policy: Policy, own: Sheet, found: str) -> None:
    """Lay out what the tab has kept, as far as it can be meant."""
    record = json_object(found, desk_store.LARGEST)
    if record.get("policy") != policy.id:
        return
    years, lost = sheet.possible(policy, own.base), 0
    chosen = list(_listed(record, "years"))
    own.years = tuple(year for year in years if year in chosen)
    for entry in _listed(record, "budgets"):
        match entry:
            case [int(year), said] if year in years and is_text(said, LONGEST):
                own.budgets[year] = said
            case _:
                lost += 1
    for name in ("draws", "seed"):
        if is_text(said := record.get(name), LONGEST):
            setattr(own, name, said)
    for entry in _listed(record, "changes"):
        read = _change(policy, years, entry)
        if read is None:
            lost += 1
        else:
            own.changes[read[0]] = read[1]
    own.restored += 1
    own.drawn += 1
    if lost:
        own.said = words.both("forecast.not_restored", count=lost), True


def _listed(record: Json, name: str) -> Iterator[object]:
    found = record.get(name)
    return iter(found if isinstance(found, list) else ())


def _change(policy: Policy, years: tuple[int, ...], entry: object) -> tuple[Change, Json] | None:
    """An assumption that was stated; None where it cannot be meant."""
    match entry:
        case [str(provision), int(year), str(figure), dict(stated)]:
            pass
        case _:
            return None
    granting = {p.id for p in policy.provisions if not p.gives_nothing}
    is_of_all = (provision, year, figure) == (OF_ALL, 0, SHOCK)
    if not is_of_all and not (provision in granting and year in (0, *years) and figure in get_args(Figure)):
        return None
    try:
        read = read_figure(cast(Figure, figure), stated)
    except Refused:
        return None
    if read.source.origin != "stated" or not is_text(read.source.note, LONGEST_NOTE):
        return None
    return (provision, year, figure), written_estimate(read)
