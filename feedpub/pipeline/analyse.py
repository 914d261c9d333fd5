"""SourceFile -> AnalysedPage, or Rejected: one file through the pure stages, in whatever process the engine runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedpub.model import AnalysedArticle, AnalysedPage, Rejected, SourceFile
from feedpub.settings import Settings
from feedpub.stages.fixes import UnusableFixes, apply_fixes, parse_fixes
from feedpub.stages.locate import custom_names, home_votes, locate_page
from feedpub.stages.read import read
from feedpub.stages.split import split
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from feedpub.model import Article, Focus, Page, RegionPath

PRELOAD_PAGE = "社区图书角开张\n\n本报讯 近日，江苏省常州市武进区的社区图书角开张了。居民们带来了家里的旧书。\n"
"""A page on which everything is needed that is loaded only when it is."""

NO_HOMES: Mapping[str, RegionPath] = {}


def analyse(
    source: SourceFile | Rejected, settings: Settings, homes: Mapping[str, RegionPath] = NO_HOMES
) -> AnalysedPage | Rejected:
    """Read, split, locate and summarise one file. Nothing that a file holds can stop the others.

    `homes` are those of the papers that the archive has learnt; what the page or the settings say goes before.
    """
    if isinstance(source, Rejected):
        return source
    try:
        parts = parse_and_split(source, settings)
        if isinstance(parts, Rejected):
            return parts
        page, articles, unapplied_fixes = parts
        home = page.home or homes.get(page.paper or "", ())
        names = custom_names(settings.names.add, settings.names.exclude)
        votes_cast = home_votes(articles, names)
        focuses = locate_page(articles, home, day=page.day, names=names, votes=votes_cast)
        return AnalysedPage(page, tuple(analyse_articles(articles, focuses, settings)), unapplied_fixes, votes_cast)
    except MemoryError:
        raise  # the engine's affair: it knows how much there was
    except Exception as error:  # a fault of ours that one page brings out must not stop the others
        reason = f"feedpub failed on this page ({type(error).__name__}: {error}); it is left out, please report it"
        return Rejected(source.path, reason)


def parse_and_split(
    source: SourceFile, settings: Settings
) -> tuple[Page, tuple[Article, ...], tuple[str, ...]] | Rejected:
    """Return a file as a page, its items, mended as its file of fixes says, and what of that fitted no line."""
    page = read(source, settings)
    if isinstance(page, Rejected):
        return page
    articles = split(page)
    if not source.fixes.strip():
        return page, articles, ()
    try:
        fixed_articles, unapplied_fixes = apply_fixes(page, articles, parse_fixes(source.fixes), split)
    except UnusableFixes as error:
        return Rejected(source.path, f"its file of fixes: {error}; until that is mended, the page stays as it was")
    return page, fixed_articles, tuple(unapplied_fixes)


def analyse_articles(
    articles: Sequence[Article], focuses: Sequence[Focus], settings: Settings
) -> Iterator[AnalysedArticle]:
    """Yield each item of a page with its regions and its summary."""
    for article, focus in zip(articles, focuses, strict=True):
        yield AnalysedArticle(
            article, focus, summarise(article, settings.summaries.without_llm), article.title or headline(article)
        )


def preload() -> None:
    """Load what every page needs: the dictionary, the names of all places."""
    analyse(SourceFile("warm.txt", PRELOAD_PAGE.encode(), datetime.fromtimestamp(0, UTC)), Settings())
