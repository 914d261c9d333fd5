"""A moment, a zone -> the moment as a clock of that zone showed it, in a form that every date of a feed can have."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

MINUTE, HALF_HOUR = timedelta(minutes=1), timedelta(minutes=30)


def civil_time(moment: datetime, zone: tzinfo) -> datetime:
    """Return the moment in a zone, with an offset that RFC 3339 and RFC 5322 can write.

    Before zones were agreed upon, an offset is that of the sun: in Shanghai it was +08:05:43 until 1900. The clock that
    a paper of those days meant is kept, and the offset becomes the nearest half hour.
    """
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    return local.replace(tzinfo=timezone(HALF_HOUR * round(offset / HALF_HOUR))) if offset % MINUTE else local
