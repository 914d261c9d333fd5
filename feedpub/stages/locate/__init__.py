"""Article -> Focus: the regions that it is about.

locate         one text
locate_page    the articles of a page, which inform one another
home_of        the region that a page's articles are mostly about
votes          what each article of a page says of where its paper is at home
learnt         papers with the votes of their pages -> their homes
own_names      the names that the owner adds and silences, as a value that the first two take
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.locate.disambiguate import Prior
from feedpub.stages.locate.gazetteer import NO_CUSTOM_NAMES, CustomNames, custom_names
from feedpub.stages.locate.page import codes_of_path, home_of_page, home_votes, homes_from_votes, locate_page
from feedpub.stages.locate.text import locate_text

if TYPE_CHECKING:
    from datetime import date

    from feedpub.model import Focus, RegionPath

__all__ = ["CustomNames", "custom_names", "home_of_page", "home_votes", "homes_from_votes", "locate", "locate_page"]


def locate(
    title: str | None,
    text: str,
    home: RegionPath = (),
    *,
    day: date | None = None,
    names: CustomNames = NO_CUSTOM_NAMES,
) -> Focus:
    """Return what a text is about on the map; `home` is its paper's own region, `day` that of its issue, where known.

    Offsets of the evidence count from the title, where there is one; the text begins on the line after it.
    """
    return locate_text(title, text, Prior(codes_of_path(home), year=day.year if day else None, custom_names=names))
