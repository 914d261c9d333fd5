"""What a reader ticked or wrote -> a Wish in its one form: sorted, nothing twice, nothing that is covered already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.errors import NotFound
from feedpub.model import ALL_REGIONS, Frequency, Preferences
from feedpub.regions import by_code, find, lineage

if TYPE_CHECKING:
    from collections.abc import Iterable

NATIONAL, FOREIGN = "national", "foreign"
NON_REGIONAL = (NATIONAL, FOREIGN)
"""What can be asked for and lies in no division."""

LANGUAGES = ("zh", "en")

_CODE_BY_WORD = {
    **dict.fromkeys(("all", "everything", "*", "全部", "所有地区", "所有"), ALL_REGIONS),
    **dict.fromkeys((NATIONAL, "全国"), NATIONAL),
    **dict.fromkeys((FOREIGN, "international", "国际"), FOREIGN),
}


def to_preferences(codes: Iterable[str], frequency: str = Frequency.WEEK.value, language: str = "zh") -> Preferences:
    """Return the wish for these codes ("320412", "national", "foreign", `EVERYWHERE`).

    Raises `ValueError` for none at all, and for what there is not.
    """
    requested = set(codes)
    if not requested:
        raise ValueError("no region was chosen; choose one at least")
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: there is no such one; it is zh or en")
    try:
        parsed_frequency = Frequency(frequency)
    except ValueError as error:
        raise ValueError(f"every {frequency!r}: it is week or day") from error
    for code in requested - {ALL_REGIONS, *NON_REGIONAL}:
        _require_region(code)
    if ALL_REGIONS in requested:
        return Preferences((ALL_REGIONS,), parsed_frequency, language)
    return Preferences(
        tuple(sorted(code for code in requested if not _is_covered(code, requested))), parsed_frequency, language
    )


def parse_region_code(text: str) -> str:
    """Return the code of what a person wrote: 江苏省/常州市, 全国, all, a code; raises `NotFound`."""
    word = text.strip()
    return _CODE_BY_WORD[word.lower()] if word.lower() in _CODE_BY_WORD else find(word).code


def _require_region(code: str) -> None:
    try:
        by_code(code)
    except NotFound as error:
        raise ValueError(str(error)) from error


def _is_covered(code: str, requested: set[str]) -> bool:
    return code not in NON_REGIONAL and any(ancestor.code in requested for ancestor in lineage(by_code(code))[:-1])
