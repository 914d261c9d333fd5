"""The key and the days of an issue -> how a Chinese or an English reader calls them: 2023年第6周 · 2月6日至12日."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_WEEK_KEY = re.compile(r"(\d{4})-W(\d\d)(?:-|$)")
"""The beginning of a week's key; that of an issue for some regions goes on: "2023-W06-320400"."""


def format_issue_dates(language: str, key: str, first: date, last: date) -> str:
    """Return when an issue is of: its week, if it is one, and its days; the year is said once where there is one."""
    week_text = format_week(language, key)
    if not week_text:
        return format_period(language, first, last)
    return f"{week_text} · {format_period(language, first, last, year=not key.startswith(f'{first.year}-'))}"


def format_week(language: str, key: str) -> str:
    """Return the week of an issue's key; "" where the key is a day's."""
    found = _WEEK_KEY.match(key)
    return _FORMS[language].week.format(year=int(found[1]), week=int(found[2])) if found else ""


def format_period(language: str, first: date, last: date, *, year: bool = True) -> str:
    """Return the days from `first` to `last`, naming once what both share; two years are always named."""
    forms = _FORMS[language]
    if first == last:
        return format_day(language, first, year=year)
    values = forms.parts(first) | {f"to_{name}": value for name, value in forms.parts(last).items()}
    if first.year != last.year:
        return forms.two_years.format(**values)
    named = (forms.same_month if first.month == last.month else forms.two_months).format(**values)
    return forms.of_year.format(days=named, year=first.year) if year else named


def format_day(language: str, moment: date, *, year: bool = False) -> str:
    """Return a day, with its year where asked."""
    forms = _FORMS[language]
    named = forms.day.format(**forms.parts(moment))
    return forms.of_year.format(days=named, year=moment.year) if year else named


@dataclass(frozen=True, slots=True)
class _Forms:
    months: tuple[str, ...]
    day: str
    same_month: str
    two_months: str
    of_year: str
    two_years: str
    week: str

    def parts(self, moment: date) -> dict[str, object]:
        return {"year": moment.year, "month": self.months[moment.month - 1], "day": moment.day}


_FORMS = {
    "zh": _Forms(
        months=tuple(str(month) for month in range(1, 13)),
        day="{month}月{day}日",
        same_month="{month}月{day}日至{to_day}日",
        two_months="{month}月{day}日至{to_month}月{to_day}日",
        of_year="{year}年{days}",
        two_years="{year}年{month}月{day}日至{to_year}年{to_month}月{to_day}日",
        week="{year}年第{week}周",
    ),
    "en": _Forms(
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        day="{day} {month}",
        same_month="{day}–{to_day} {month}",
        two_months="{day} {month} – {to_day} {to_month}",
        of_year="{days} {year}",
        two_years="{day} {month} {year} – {to_day} {to_month} {to_year}",
        week="Week {week}, {year}",
    ),
}
