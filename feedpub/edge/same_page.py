"""What is known of a file, its page now -> whether it is the page that it was, edited, or another (decision 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Page


def has_other_day(before: Mapping[str, Any], page: Page) -> bool:
    """Whether the page says a day, and the file said another one before."""
    return page.day is not None and before["day"] not in {None, page.day.isoformat()}


def is_same_page(before: Mapping[str, Any], page: Page) -> bool | None:
    """Whether a file still holds the page that it held, by what the page says of itself; None where it says no day."""
    day = page.day.isoformat() if page.day else None
    pairs = ((before["day"], day), (before["paper"], page.paper), (before["number"], page.page_number))
    if any(one and other and one != other for one, other in pairs):
        return False
    return True if day and before["day"] else None
