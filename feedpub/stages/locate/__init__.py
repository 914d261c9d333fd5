"""Article -> Focus: the regions that it is about.

locate         one text
locate_page    the articles of a page, which inform one another
home_of        the region that a paper's articles are mostly about
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.locate.one import locate_text
from feedpub.stages.locate.page import codes_of, home_of, locate_page
from feedpub.stages.locate.resolve import Prior

if TYPE_CHECKING:
    from feedpub.model import Focus, RegionPath

__all__ = ["home_of", "locate", "locate_page"]


def locate(title: str | None, text: str, home: RegionPath = ()) -> Focus:
    """Return what a text is about on the map; `home` is its paper's own region, where that is known.

    Offsets of the evidence count from the title, where there is one; the text begins on the line after it.
    """
    return locate_text(title, text, Prior(home=codes_of(home)))
