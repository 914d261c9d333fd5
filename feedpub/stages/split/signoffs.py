"""A line -> whether it closes a story: an agency's sign-off, `（新华社北京3月1日电）`, or who the author is."""

from __future__ import annotations

import re

_AGENCY_SIGNOFF = re.compile("[（【](?:据|综合|原载)?[^，。（）]{2,34}(?:电|专电|讯|消息|供稿)[）】]|[（【]完[）】]")
_AUTHOR_NOTE = re.compile("[（【](?:本文)?(?:作者|译者|整理|编者)[^（）]{0,60}[）】]")


def is_agency_signoff(normalised: str) -> bool:
    """Whether the whole line is a sign-off; `canon` is in canonical form."""
    return len(normalised) <= 64 and bool(_AGENCY_SIGNOFF.fullmatch(normalised) or _AUTHOR_NOTE.fullmatch(normalised))
