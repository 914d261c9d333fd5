"""SourceFile -> Page, or Rejected; the file's extension picks the format.

A format is a function `(SourceFile, Settings) -> Page | Rejected` that gives the lines of a page and, where the format
itself knows them, its paper, day and number. It is declared under the extension in the entry points `feedpub.read`.
All that is true of every format is done here: illegal characters, front matter, path, masthead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub import plugins
from feedpub.model import Page, Rejected
from feedpub.stages.read.clean import clean_lines
from feedpub.stages.read.frontmatter import parse_front_matter
from feedpub.stages.read.masthead import read_masthead
from feedpub.stages.read.metadata import PageMetadata, merge_metadata
from feedpub.stages.read.paths import metadata_from_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.model import SourceFile
    from feedpub.settings import Settings

    PageFormat = Callable[[SourceFile, Settings], Page | Rejected]


def read(source: SourceFile, settings: Settings) -> Page | Rejected:
    """Return the clean page that the file holds, with all that is known of where it comes from."""
    extension = source.path.rpartition("/")[2].rpartition(".")[2].lower()
    if extension not in plugins.names("read"):
        known = ", ".join(f".{each}" for each in plugins.names("read"))
        return Rejected(source.path, f"no format is known for its name; name it {known} or add a format")
    if not source.content:
        return Rejected(source.path, "the file is empty; put the page's text into it, or remove it")
    read_format: PageFormat = plugins.load("read", extension)
    page = read_format(source, settings)
    return page if isinstance(page, Rejected) else _with_metadata(page, source, settings)


def _with_metadata(page: Page, source: SourceFile, settings: Settings) -> Page | Rejected:
    """Return the page with clean lines and its provenance; what the format itself knew comes first."""
    from_front_matter, lines = parse_front_matter(clean_lines(page.lines))
    if not any(map(str.strip, lines)):
        return Rejected(
            source.path, "the file holds no text, only white space; put the page's text into it, or remove it"
        )
    from_format = PageMetadata(page.paper, page.day, page.page_number, page.home)
    candidates = [
        from_format,
        from_front_matter,
        metadata_from_path(source.path, settings.papers),
        read_masthead(lines, settings.papers),
    ]
    metadata = merge_metadata(candidates, source, settings)
    return replace(
        page, lines=lines, paper=metadata.paper, day=metadata.day, page_number=metadata.number, home=metadata.home
    )
