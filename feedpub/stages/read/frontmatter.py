"""Lines -> what their front matter says, and the same lines with it left empty.

Front matter is the block of `key: value` lines between two `---` at the top, as static site generators have it. Only
plain scalars are read; lists, nested keys and keys that are not ours are passed over. A rule `---` that stands above
ordinary text is text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from feedpub.stages.read.fields import parse_date, parse_page_number
from feedpub.stages.read.metadata import PageMetadata, parse_region_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_LINES = 60
"""Lines; a block that is still open then is no front matter."""

KEY_NAMES = {
    "paper": ("paper", "newspaper", "报纸", "報紙", "报名", "報名"),
    "date": ("date", "day", "日期"),
    "page": ("page", "number", "版次", "版", "版面", "版号", "版號"),
    "home": ("home", "地区", "地區", "所在地"),
}
"""Our names for the keys, and under which names they are found."""

_FENCE = re.compile(r"---\s*")
_CLOSING = re.compile(r"(---|\.\.\.)\s*")
_ENTRY = re.compile(r"([A-Za-z_][\w.-]*|[\u4e00-\u9fff]{1,8})\s*[:：](?:\s+|(?<=：)|$)(.*)")
_IGNORED_LINE = re.compile(r"\s*|\s*#.*|\s+\S.*|-\s.*")


def parse_front_matter(lines: Sequence[str]) -> tuple[PageMetadata, tuple[str, ...]]:
    """Return what the block says and the lines without its words; nothing and the same lines where there is none."""
    end = _closing_line(lines)
    entries = dict(_entries(lines[1:end]))
    values = {our_key: entries[name] for our_key, names in KEY_NAMES.items() for name in names if name in entries}
    if not end or not (values or all(key.isascii() for key in entries)):
        return PageMetadata(), tuple(lines)
    return _to_metadata(values), ("",) * (end + 1) + tuple(lines[end + 1 :])


def _closing_line(lines: Sequence[str]) -> int:
    """Return the index of the closing fence, 0 where no block opens in the first line or it is none."""
    if not lines or not _FENCE.fullmatch(lines[0]):
        return 0
    for index, line in enumerate(lines[1:MAX_LINES], 1):
        if _CLOSING.fullmatch(line):
            return index if any(_ENTRY.fullmatch(entry) for entry in lines[1:index]) else 0
        if not (_ENTRY.fullmatch(line) or _IGNORED_LINE.fullmatch(line)):
            return 0
    return 0


def _entries(lines: Sequence[str]) -> list[tuple[str, str]]:
    return [(found[1].lower(), _scalar(found[2])) for line in lines if (found := _ENTRY.fullmatch(line))]


def _scalar(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return re.split(r"\s#", value)[0].strip()


def _to_metadata(values: Mapping[str, str]) -> PageMetadata:
    normalised = {key: unicodedata.normalize("NFKC", value) for key, value in values.items()}
    return PageMetadata(
        paper=values.get("paper") or None,
        day=parse_date(normalised.get("date", "").split("T")[0].strip()),
        number=parse_page_number(normalised.get("page", "")),
        home=parse_region_path(values.get("home", "")),
    )
