"""近2年, 上年度, the day on which an event leaves a window, and dates as files carry them."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values.refusal import Refused
from engine.values.windows import closes_on, last_calendar_year, last_years, parse_date, today, years_before

EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range(5 * 365 + 2)]
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("application", "start"),
    [
        ("2025-06-15", "2023-06-16"),
        ("2025-01-01", "2023-01-02"),
        ("2025-12-31", "2024-01-01"),
        ("2026-02-27", "2024-02-28"),
        ("2026-02-28", "2024-02-29"),  # the only day in force where the leap day matters
        ("2026-03-01", "2024-03-02"),
        ("2024-02-29", "2022-03-01"),  # no corresponding day: month end, then a day more
        ("2028-02-28", "2026-03-01"),
    ],
)
def test_the_last_two_years_start_the_day_after_the_corresponding_day(application, start):
    assert last_years(day(application), 2) == (day(start), day(application))


@pytest.mark.parametrize(
    ("application", "start"),
    [("2025-06-15", "2023-06-15"), ("2026-02-28", "2024-02-28"), ("2024-02-29", "2022-02-28")],
)
def test_under_the_lenient_reading_the_corresponding_day_counts_too(application, start):
    assert last_years(day(application), 2, anniversary_included=True) == (day(start), day(application))


def test_every_window_from_2024_to_2028_is_exactly_two_years_long():
    """Two years have 731 days if a 29 February lies in them, and 730 otherwise."""
    assert EVERY_DAY[-1] == date(2028, 12, 31)
    for application in EVERY_DAY:
        start, end = last_years(application, 2)
        assert end == application
        leap_days = sum(start <= date(year, 2, 29) <= end for year in (2024, 2028))
        assert (end - start).days + 1 == 730 + leap_days


def test_every_window_from_2024_to_2028_has_one_day_more_under_the_lenient_reading():
    for application in EVERY_DAY:
        strict, lenient = last_years(application, 2), last_years(application, 2, anniversary_included=True)
        assert lenient == (strict[0] - timedelta(days=1), strict[1])


def test_no_window_from_2024_to_2028_starts_before_that_of_an_earlier_application():
    starts = [last_years(application, 2)[0] for application in EVERY_DAY]
    assert starts == sorted(starts)


def test_the_corresponding_day_of_a_leap_day_is_the_end_of_february():
    assert years_before(day("2024-02-29"), 1) == day("2023-02-28")
    assert years_before(day("2024-02-29"), 4) == day("2020-02-29")


@pytest.mark.parametrize("application", ["2025-01-01", "2025-06-15", "2025-12-31"])
def test_last_year_is_the_whole_calendar_year_before(application):
    assert last_calendar_year(day(application)) == (day("2024-01-01"), day("2024-12-31"))


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("years", [1, 2, 3])
def test_an_event_of_2024_to_2028_closes_on_the_last_day_whose_window_still_holds_it(years, lenient):
    for event in EVERY_DAY:
        last = closes_on(event, years, lenient)
        assert last_years(last, years, lenient)[0] <= event
        assert last_years(last + timedelta(days=1), years, lenient)[0] > event


def test_money_that_came_on_15_june_2023_can_be_claimed_until_14_june_2025():
    assert closes_on(day("2023-06-15"), 2) == day("2025-06-14")
    assert closes_on(day("2023-06-15"), 2, anniversary_included=True) == day("2025-06-15")


def test_a_date_is_read_as_files_carry_it():
    assert parse_date("2025-06-15", "application_date") == day("2025-06-15")
    assert parse_date("2024-02-29", "application_date") == day("2024-02-29")
    assert parse_date("1949-01-01", "d") == day("1949-01-01")
    assert parse_date("2100-12-31", "d") == day("2100-12-31")


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_date_that_is_written_is_read_again(some_day):
    assert parse_date(some_day.isoformat(), "d") == some_day


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("2025/06/15", "日期须写成“年-月-日”", "year-month-day"),
        ("20250615", "给出的是「20250615」", "given as “20250615”"),
        ("2025-6-15", "例如2025-06-15", "for example 2025-06-15"),
        ("2025-W24-7", "日期须写成“年-月-日”", "year-month-day"),
        ("2025-06-15T00:00:00", "日期须写成“年-月-日”", "year-month-day"),
        (" 2025-06-15", "日期须写成“年-月-日”", "year-month-day"),
        ("2025-06-15\n", "日期须写成“年-月-日”", "year-month-day"),
        ("２０２５-06-15", "日期须写成“年-月-日”", "year-month-day"),
        ("", "给出的是「」", "given as “”"),
        (20250615, "给出的是「20250615」", "given as “20250615”"),
        (None, "给出的是「null」", "given as “null”"),
        (date(2025, 6, 15), "日期须写成“年-月-日”", "year-month-day"),
        ("2025-02-29", "「2025-02-29」不是真实存在的日期", "“2025-02-29” is not a day in the calendar"),
        ("2025-13-01", "请核对月份和日数", "check the month and the day"),
        ("0000-01-01", "「0000-01-01」不是真实存在的日期", "“0000-01-01” is not a day in the calendar"),
        ("1948-12-31", "日期须在1949-01-01至2100-12-31之间", "between 1949-01-01 and 2100-12-31"),
        ("2101-01-01", "给出的是「2101-01-01」", "given as “2101-01-01”"),
    ],
)
def test_a_date_in_another_form_is_refused_with_an_example(value, zh, en):
    with pytest.raises(Refused) as refused:
        parse_date(value, "rounds.0.instalments.1.date")
    (error,) = refused.value.errors
    assert error["path"] == "rounds.0.instalments.1.date"
    assert zh in error["message"]["zh"]
    assert en in error["message"]["en"]


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_today_is_the_day_in_china_wherever_the_server_keeps_its_clock(zone, monkeypatch):
    def in_china():
        return (datetime.now(UTC) + timedelta(hours=8)).date()

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        before, said, after = in_china(), today(), in_china()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert before <= said <= after
