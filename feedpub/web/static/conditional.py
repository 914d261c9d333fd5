"""A request's conditions and range, and a document as it is -> what is to be answered (RFC 9110, 13.2.2 and 14)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.web.static.file_index import FileInfo

OK, PARTIAL_CONTENT, NOT_MODIFIED, PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE = 200, 206, 304, 412, 416

_RANGE = re.compile(r"bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*", re.IGNORECASE)


class ConditionalResult(NamedTuple):
    """The status, and which bytes to send: `length` of them from `first`."""

    status: int
    first: int = 0
    length: int = 0


def evaluate(request_headers: Mapping[bytes, str], info: FileInfo, method: str) -> ConditionalResult:
    """Return what a GET or HEAD for a document comes to; the steps are those of RFC 9110, 13.2.2, in their order."""
    if not _matches_precondition(request_headers, info):
        return ConditionalResult(PRECONDITION_FAILED)
    if _client_has_version(request_headers, info):
        return ConditionalResult(NOT_MODIFIED)
    range_header = request_headers.get(b"range")
    if range_header and method == "GET" and _if_range_holds(request_headers.get(b"if-range"), info):
        return _partial_result(range_header, info.size)
    return ConditionalResult(OK, 0, info.size)


def _matches_precondition(request_headers: Mapping[bytes, str], info: FileInfo) -> bool:
    """Do steps 1 and 2: If-Match by strong comparison, or else If-Unmodified-Since."""
    tags = request_headers.get(b"if-match")
    if tags is not None:
        return tags.strip() == "*" or info.etag in _tags(tags)
    since = _to_timestamp(request_headers.get(b"if-unmodified-since"))
    return since is None or info.modified <= since


def _client_has_version(request_headers: Mapping[bytes, str], info: FileInfo) -> bool:
    """Do steps 3 and 4: If-None-Match by weak comparison, or else If-Modified-Since."""
    tags = request_headers.get(b"if-none-match")
    if tags is not None:
        return tags == info.etag or tags.strip() == "*" or info.etag in _tags(tags.replace("W/", ""))
    since = _to_timestamp(request_headers.get(b"if-modified-since"))
    return since is not None and info.modified <= since


def _if_range_holds(condition: str | None, info: FileInfo) -> bool:
    """Do step 5: a part is of use only to whom holds the rest of the same version."""
    return condition is None or condition.strip() in (info.etag, info.last_modified)


def _partial_result(range_header: str, size: int) -> ConditionalResult:
    """Return one part; several at once, and what is no range of bytes, are answered with the whole (14.2)."""
    found = _RANGE.fullmatch(range_header)
    if not found or not (found[1] or found[2]) or max(len(found[1]), len(found[2])) > 18:
        return ConditionalResult(OK, 0, size)
    if not found[1]:
        first = max(size - int(found[2]), 0)
        return (
            ConditionalResult(PARTIAL_CONTENT, first, size - first)
            if int(found[2]) and size
            else ConditionalResult(RANGE_NOT_SATISFIABLE)
        )
    first = int(found[1])
    last = int(found[2]) if found[2] else max(first, size - 1)
    if last < first:
        return ConditionalResult(OK, 0, size)
    return (
        ConditionalResult(PARTIAL_CONTENT, first, min(last, size - 1) - first + 1)
        if first < size
        else ConditionalResult(RANGE_NOT_SATISFIABLE)
    )


def _tags(header: str) -> set[str]:
    return {each.strip() for each in header.split(",")}


def _to_timestamp(date: str | None) -> float | None:
    """Return a date as seconds since 1970; None where there is none, or it is none."""
    if date is None:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
