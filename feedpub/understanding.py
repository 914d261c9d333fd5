"""SourceFile -> Understood, or Spoiled: one file down the river of the pure stages, wherever the engine likes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedpub.model import Report, SourceFile, Spoiled, Understood
from feedpub.settings import Settings
from feedpub.stages.amend import UnusableFixes, amend, parse_fixes
from feedpub.stages.locate import locate_page, own_names, votes
from feedpub.stages.read import read
from feedpub.stages.split import split
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feedpub.model import Article, Focus, Page, RegionPath

WARMING = "社区图书角开张\n\n本报讯 近日，江苏省常州市武进区的社区图书角开张了。居民们带来了家里的旧书。\n"
"""A page on which everything is needed that is loaded only when it is."""

NO_HOMES: Mapping[str, RegionPath] = {}


def understand(
    source: SourceFile | Spoiled, settings: Settings, homes: Mapping[str, RegionPath] = NO_HOMES
) -> Understood | Spoiled:
    """Send one file down the river: read, split, locate, summarise. Nothing that a file holds can stop the others.

    `homes` are those of the papers that the archive has learnt; what the page or the settings say goes before.
    """
    if isinstance(source, Spoiled):
        return source
    try:
        found = take_apart(source, settings)
        if isinstance(found, Spoiled):
            return found
        page, articles, unfit = found
        home = page.home or homes.get(page.paper or "", ())
        names = own_names(settings.names.add, settings.names.silence)
        cast = votes(articles, names)
        focuses = locate_page(articles, home, day=page.day, names=names, cast=cast)
        return Understood(page, tuple(reports(articles, focuses, settings)), unfit, cast)
    except MemoryError:
        raise  # the engine's affair: it knows how much there was
    except Exception as error:  # a fault of ours that one page brings out must not stop the others
        fault = f"feedpub failed on this page ({type(error).__name__}: {error}); it is left out, please report it"
        return Spoiled(source.path, fault)


def take_apart(source: SourceFile, settings: Settings) -> tuple[Page, tuple[Article, ...], tuple[str, ...]] | Spoiled:
    """Return a file as a page, its items, mended as its file of fixes says, and what of that fitted no line."""
    page = read(source, settings)
    if isinstance(page, Spoiled):
        return page
    articles = split(page)
    if not source.fixes.strip():
        return page, articles, ()
    try:
        mended, unfit = amend(page, articles, parse_fixes(source.fixes), split)
    except UnusableFixes as error:
        return Spoiled(source.path, f"its file of fixes: {error}; until that is mended, the page stays as it was")
    return page, mended, tuple(unfit)


def reports(articles: Sequence[Article], focuses: Sequence[Focus], settings: Settings) -> Iterator[Report]:
    """Yield each item of a page with its regions and its summary."""
    for article, focus in zip(articles, focuses, strict=True):
        yield Report(article, focus, summarise(article, settings.summaries.pure), article.title or headline(article))


def warm() -> None:
    """Load what every page needs: the dictionary, the names of all places."""
    understand(SourceFile("warm.txt", WARMING.encode(), datetime.fromtimestamp(0, UTC)), Settings())
