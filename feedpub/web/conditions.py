"""A request's conditions and range, and a document as it is -> what is to be answered (RFC 9110, 13.2.2 and 14)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.web.catalogue import Facts

WHOLE, PART, UNCHANGED, FAILED, OUTSIDE = 200, 206, 304, 412, 416

_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)


class Verdict(NamedTuple):
    """The status, and which bytes to send: `length` of them from `first`."""

    status: int
    first: int = 0
    length: int = 0


def judge(asked: Mapping[bytes, str], facts: Facts, method: str) -> Verdict:
    """Return what a GET or HEAD for a document comes to; the steps are those of RFC 9110, 13.2.2, in their order."""
    if not _is_still_theirs(asked, facts):
        return Verdict(FAILED)
    if _is_known(asked, facts):
        return Verdict(UNCHANGED)
    wanted = asked.get(b"range")
    if wanted and method == "GET" and _is_of_this_version(asked.get(b"if-range"), facts):
        return _part(wanted, facts.size)
    return Verdict(WHOLE, 0, facts.size)


def _is_still_theirs(asked: Mapping[bytes, str], facts: Facts) -> bool:
    """Do steps 1 and 2: If-Match by strong comparison, or else If-Unmodified-Since."""
    tags = asked.get(b"if-match")
    if tags is not None:
        return tags.strip() == "*" or facts.tag in _tags(tags)
    since = _moment(asked.get(b"if-unmodified-since"))
    return since is None or facts.modified <= since


def _is_known(asked: Mapping[bytes, str], facts: Facts) -> bool:
    """Do steps 3 and 4: If-None-Match by weak comparison, or else If-Modified-Since."""
    tags = asked.get(b"if-none-match")
    if tags is not None:
        return tags == facts.tag or tags.strip() == "*" or facts.tag in _tags(tags.replace("W/", ""))
    since = _moment(asked.get(b"if-modified-since"))
    return since is not None and facts.modified <= since


def _is_of_this_version(condition: str | None, facts: Facts) -> bool:
    """Do step 5: a part is of use only to whom holds the rest of the same version."""
    return condition is None or condition.strip() in (facts.tag, facts.date)


def _part(wanted: str, size: int) -> Verdict:
    """Return one part; several at once, and what is no range of bytes, are answered with the whole (14.2)."""
    found = _RANGE.fullmatch(wanted)
    if not found or not (found[1] or found[2]) or max(len(found[1]), len(found[2])) > 18:
        return Verdict(WHOLE, 0, size)
    if not found[1]:
        first = max(size - int(found[2]), 0)
        return Verdict(PART, first, size - first) if int(found[2]) and size else Verdict(OUTSIDE)
    first = int(found[1])
    last = int(found[2]) if found[2] else max(first, size - 1)
    if last < first:
        return Verdict(WHOLE, 0, size)
    return Verdict(PART, first, min(last, size - 1) - first + 1) if first < size else Verdict(OUTSIDE)


def _tags(header: str) -> set[str]:
    return {each.strip() for each in header.split(",")}


def _moment(date: str | None) -> float | None:
    """Return a date as seconds since 1970; None where there is none, or it is none."""
    if date is None:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
