"""A plain text file -> its Page, or why it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Page, Rejected
from feedpub.stages.read.clean import physical_lines
from feedpub.stages.read.encoding import Undecodable, decode
from feedpub.stages.read.mojibake import find_mojibake

if TYPE_CHECKING:
    from feedpub.model import SourceFile
    from feedpub.settings import Settings


def read(source: SourceFile, settings: Settings) -> Page | Rejected:
    """Return the lines of the file; the door makes them clean and finds out what they say of paper and day."""
    text = decode(source.content, settings.pages.encoding)
    if isinstance(text, Undecodable):
        return Rejected(source.path, text.reason)
    if reason := find_mojibake(text):
        return Rejected(source.path, reason)
    return Page(source.path, tuple(physical_lines(text)))
