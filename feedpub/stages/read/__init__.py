"""SourceFile -> Page, or Spoiled: the door; the file's extension picks the format.

A format is a function `(SourceFile, Settings) -> Page | Spoiled` that gives the lines of a page and, where the format
itself knows them, its paper, day and number. It is declared under the extension in the entry points `feedpub.read`.
All that is true of every format is done here: illegal characters, front matter, path, masthead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub import plugins
from feedpub.model import Page, Spoiled
from feedpub.stages.read.clean import clean_lines
from feedpub.stages.read.frontmatter import front_matter
from feedpub.stages.read.masthead import masthead
from feedpub.stages.read.paths import from_path
from feedpub.stages.read.provenance import Provenance, provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.model import SourceFile
    from feedpub.settings import Settings

    Format = Callable[[SourceFile, Settings], Page | Spoiled]


def read(source: SourceFile, settings: Settings) -> Page | Spoiled:
    """Return the clean page that the file holds, with all that is known of where it comes from."""
    name = source.path.rpartition("/")[2].rpartition(".")[2].lower()
    if name not in plugins.names("read"):
        known = ", ".join(f".{each}" for each in plugins.names("read"))
        return Spoiled(source.path, f"no format is known for its name; name it {known} or add a format")
    if not source.content:
        return Spoiled(source.path, "the file is empty; put the page's text into it, or remove it")
    read_format: Format = plugins.load("read", name)
    page = read_format(source, settings)
    return page if isinstance(page, Spoiled) else _complete(page, source, settings)


def _complete(page: Page, source: SourceFile, settings: Settings) -> Page | Spoiled:
    """Return the page with clean lines and its provenance; what the format itself knew comes first."""
    block, lines = front_matter(clean_lines(page.lines))
    if not any(map(str.strip, lines)):
        return Spoiled(
            source.path, "the file holds no text, only white space; put the page's text into it, or remove it"
        )
    own = Provenance(page.paper, page.day, page.number, page.home)
    witnesses = [own, block, from_path(source.path, settings.papers), masthead(lines, settings.papers)]
    told = provenance(witnesses, source, settings)
    return replace(page, lines=lines, paper=told.paper, day=told.day, number=told.number, home=told.home)
