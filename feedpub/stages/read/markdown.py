"""A Markdown file -> its Page, marks and all: a headline's `#` tells the splitter more than its absence would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.model import Spoiled
from feedpub.stages.read import text

if TYPE_CHECKING:
    from feedpub.model import Page, SourceFile
    from feedpub.settings import Settings


def read(source: SourceFile, settings: Settings) -> Page | Spoiled:
    """Return the lines of the file as they stand, and that they are Markdown."""
    page = text.read(source, settings)
    return page if isinstance(page, Spoiled) else replace(page, markdown=True)
