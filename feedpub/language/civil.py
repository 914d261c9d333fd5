"""A moment, a zone -> the moment as a clock of that zone showed it, in a form that every date of a feed can have."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

MINUTE, STEP = timedelta(minutes=1), timedelta(minutes=30)


def civil(moment: datetime, zone: tzinfo) -> datetime:
    """Return the moment in a zone, with an offset that RFC 3339 and RFC 5322 can write.

    Before zones were agreed upon, an offset is that of the sun: in Shanghai it was +08:05:43 until 1900. The clock that
    a paper of those days meant is kept, and the offset becomes the nearest half hour.
    """
    there = moment.astimezone(zone)
    offset = there.utcoffset() or timedelta(0)
    return there.replace(tzinfo=timezone(STEP * round(offset / STEP))) if offset % MINUTE else there
