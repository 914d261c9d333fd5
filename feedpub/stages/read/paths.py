"""A path -> what it says of the paper, the day and the page: 江南日报/2023-02-07/A3.txt, 20230207_03.txt."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from feedpub.stages.read import fields
from feedpub.stages.read.clean import clean
from feedpub.stages.read.encoding import Undecodable, decode
from feedpub.stages.read.fields import date_or_none, is_paper_name
from feedpub.stages.read.metadata import PageMetadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

# Year, month and day may be parted by folders as well: 2023/02/07/A3.txt, 2023-02/07/A3.txt, 202302/07/A3.txt. Parts
# that nothing parts have two figures, and no letter or figure touches the whole: a hash holds many eight figures.
_DAY = re.compile(
    r"(?<![0-9A-Za-z])(?P<year>\d{4})"
    r"(?:(?:/|[-_.年](?=\d{1,2}[-_./月]))(?P<month>\d{1,2})|(?P<month2>\d{2}))"
    r"(?:[-_./月](?P<day>\d{1,2})|(?P<day2>\d{2}))日?"
    r"(?![0-9]|[A-Za-z](?!\d{1,2}(?![0-9A-Za-z])))"
)
_PARTS = re.compile(r"[\s\-_.,+()\[\]—–·\x00]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def metadata_from_path(path: str, papers: Collection[str] = ()) -> PageMetadata:
    """Return what `path` says; `papers` are names to be recognised that do not look like a paper's."""
    text = unicodedata.normalize("NFKC", clean(_decode_path(path))).rpartition(".")[0]
    found, when = _last_date(text)
    above, rest = text, text
    if found:
        above, rest = text[: found.start()], text[: found.start()] + "\0" + text[found.end() :]
    *folders, name = rest.split("/")
    paper = _paper_name([name, *reversed(folders)], papers) or (_folder_of_dates(above) if found else None)
    has_context = bool(found or paper)
    return PageMetadata(
        paper=paper,
        day=when,
        number=_page_number(name, has_context) or (_page_number(folders[-1], has_context) if folders else None),
    )


def _decode_path(path: str) -> str:
    """Return the path with names in another encoding read, as far as they can be."""
    return "/".join(name if name.isprintable() else _decode_name(name) for name in path.split("/"))


def _decode_name(name: str) -> str:
    text = decode(name.encode("utf-8", "surrogateescape"))
    return name.encode("ascii", "replace").decode() if isinstance(text, Undecodable) else text


def _last_date(text: str) -> tuple[re.Match[str] | None, date | None]:
    """Return the deepest date that the calendar has; where it has none, the deepest that looks like one, and None."""
    found: re.Match[str] | None = None
    for found in reversed(list(_DAY.finditer(text))):
        month, day_of_month = found["month"] or found["month2"], found["day"] or found["day2"]
        if when := date_or_none(int(found["year"]), int(month), int(day_of_month)):
            return found, when
    return found, None


def _page_number(name: str, has_context: bool) -> str | None:
    """Return the page number in a name; without the word 版 it is one only in company of a date or a title."""
    if found := re.search(fields.PAGE_WITH_WORD, name):
        return fields.parse_page_number(found[0])
    if not has_context:
        return None
    if found := re.search(fields.LETTERED_PAGE, name):
        return fields.parse_page_number(found[0])
    parts = [part.lower().removeprefix("page") for part in _PARTS.split(name) if part and not _HAN.search(part)]
    return fields.parse_page_number(parts[0]) if len(parts) == 1 and len(parts[0]) < 4 else None


def _paper_name(names: list[str], papers: Collection[str]) -> str | None:
    """Return the first part of a name, the file's own first, that is a paper's title."""
    for name in names:
        bare = re.sub(fields.PAGE_WITH_WORD, "\0", name)
        for part in _PARTS.split(re.sub(fields.LETTERED_PAGE, "\0", bare)):
            if part in papers or is_paper_name(part):
                return part
    return None


def _folder_of_dates(above: str) -> str | None:
    """Return the folder that holds the dates, where its name is Chinese: that is where a paper's title stands."""
    folders = [part for part in above.split("/")[:-1] if part]
    return folders[-1] if folders and _HAN.search(folders[-1]) and not re.search(r"\d", folders[-1]) else None
