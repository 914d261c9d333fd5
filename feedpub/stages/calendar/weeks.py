"""Days -> Span: what an issue of the digest covers, and the key that names it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import Region


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days, both included, and the key of the issue that covers them."""

    first: date
    last: date
    key: str


def week_of(day: date) -> Period:
    """Return the ISO 8601 week of a day: Monday to Sunday, with a key like "2023-W06"."""
    year, week, weekday = day.isocalendar()
    monday = day - timedelta(days=weekday - 1)
    return Period(monday, monday + timedelta(days=6), f"{year}-W{week:02}")


def parse_week(text: str) -> Period:
    """Return the week that "2023-W06" (or "2023W6") names; raises `ValueError` where there is no such week."""
    match = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.strip(), re.IGNORECASE | re.ASCII)
    if match is None:
        raise ValueError(f"{text!r} is no ISO week; write it like 2023-W06")
    try:
        return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError as error:
        raise ValueError(f"{text!r}: the year {match[1]} has no week {match[2]}") from error


def period_of_days(days: Iterable[date], default_day: date) -> Period:
    """Return the span from the first to the last of some days, keyed by the last; `otherwise` alone for none."""
    ordered = sorted(days) or [default_day]
    return Period(ordered[0], ordered[-1], ordered[-1].isoformat())


def for_regions(period: Period, regions: Sequence[Region]) -> Period:
    """Return the span with a key of its own for an issue that covers only some regions; the same for none."""
    if not regions:
        return period
    codes = "-".join(sorted(region.code for region in regions))
    short = codes if len(regions) <= 4 else sha256(codes.encode()).hexdigest()[:12]
    return Period(period.first, period.last, f"{period.key}-{short}")
