"""What a reader ticked or wrote -> a Wish in its one form: sorted, nothing twice, nothing that is covered already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.errors import NotFound
from feedpub.model import EVERYWHERE, Every, Wish
from feedpub.regions import by_code, lineage, named

if TYPE_CHECKING:
    from collections.abc import Iterable

NATIONAL, FOREIGN = "national", "foreign"
CLASSES = (NATIONAL, FOREIGN)
"""What can be asked for and lies in no division."""

LANGUAGES = ("zh", "en")

_WORDS = {
    **dict.fromkeys(("all", "everything", "*", "全部", "所有地区", "所有"), EVERYWHERE),
    **dict.fromkeys((NATIONAL, "全国"), NATIONAL),
    **dict.fromkeys((FOREIGN, "international", "国际"), FOREIGN),
}


def wish_of(codes: Iterable[str], every: str = Every.WEEK.value, language: str = "zh") -> Wish:
    """Return the wish for these codes ("320412", "national", "foreign", `EVERYWHERE`).

    Raises `ValueError` for none at all, and for what there is not.
    """
    asked = set(codes)
    if not asked:
        raise ValueError("no region was chosen; choose one at least")
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: there is no such one; it is zh or en")
    try:
        often = Every(every)
    except ValueError as error:
        raise ValueError(f"every {every!r}: it is week or day") from error
    for code in asked - {EVERYWHERE, *CLASSES}:
        _must_be(code)
    if EVERYWHERE in asked:
        return Wish((EVERYWHERE,), often, language)
    return Wish(tuple(sorted(code for code in asked if not _covered(code, asked))), often, language)


def code_of(text: str) -> str:
    """Return the code of what a person wrote: 江苏省/常州市, 全国, all, a code; raises `NotFound`."""
    word = text.strip()
    return _WORDS[word.lower()] if word.lower() in _WORDS else named(word).code


def _must_be(code: str) -> None:
    try:
        by_code(code)
    except NotFound as error:
        raise ValueError(str(error)) from error


def _covered(code: str, asked: set[str]) -> bool:
    return code not in CLASSES and any(above.code in asked for above in lineage(by_code(code))[:-1])
