"""Feed -> Documents, one module per format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.render.atom import atom
from feedpub.stages.render.jsonfeed import jsonfeed
from feedpub.stages.render.rss import rss

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.model import Document, Feed
    from feedpub.settings import Settings

FORMATS: tuple[Callable[[Feed, Settings], Document], ...] = (rss, atom, jsonfeed)
"""What every feed is written as; a new format is a module beside these, and its name here."""
