"""The stretches of time that the law counts in (近2年, 上年度), and the day on which an event leaves one."""

import re
from datetime import date, datetime, timedelta, timezone

from engine.values.refusal import refuse, shown

DAY = timedelta(days=1)
CHINA = timezone(timedelta(hours=8))
"""The clock of the place that the law is for; a server may stand elsewhere, or keep another."""
FIRST_DATE = date(1949, 1, 1)
LAST_DATE = date(2100, 12, 31)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def today() -> date:
    """The day that it is in China: it decides nothing, it only offers itself where a date is asked or written."""
    return datetime.now(CHINA).date()


def parse_date(value: object, path: str) -> date:
    """A day, from `YYYY-MM-DD` and nothing else; refused if not in the calendar or outside 1949 to 2100."""
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        refuse(path, "windows.date_form", given=shown(value))
    try:
        day = date.fromisoformat(value)
    except ValueError:
        refuse(path, "windows.date_unreal", given=shown(value))
    if not FIRST_DATE <= day <= LAST_DATE:
        bounds = {"first": FIRST_DATE.isoformat(), "last": LAST_DATE.isoformat()}
        refuse(path, "windows.date_range", given=shown(value), **bounds)
    return day


def years_before(day: date, years: int) -> date:
    """The corresponding day `years` earlier, or the end of the month where there is none (29 February)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def last_years(day: date, years: int, anniversary_included: bool = False) -> tuple[date, date]:
    """近N年 of an application made on `day`: the first and the last day of the window, both inside it.

    「“近2年”是指申报之日(含申报之日)前2年内」. Counting the day of application, exactly `years`
    years: it starts the day after the corresponding day, or on that day if `anniversary_included`.
    """
    anniversary = years_before(day, years)
    return (anniversary if anniversary_included else anniversary + DAY), day


def last_calendar_year(day: date) -> tuple[date, date]:
    """上年度 of an application made on `day`: 1 January and 31 December of the year before.

    「“上年度”指上一个自然年,即1月1日至12月31日」
    """
    return date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)


def closes_on(event: date, years: int, anniversary_included: bool = False) -> date:
    """The last day of application on which `event` still lies within 近N年."""
    # The first day too late is the one whose corresponding day has passed the event; where the calendar
    # lacks it (29 February), it is the next one, 1 March.
    first_outside = event + DAY if anniversary_included else event
    try:
        too_late = first_outside.replace(year=first_outside.year + years)
    except ValueError:
        too_late = date(first_outside.year + years, 3, 1)
    return too_late - DAY
