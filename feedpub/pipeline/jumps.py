"""A page, understood, and the halves in the archive -> the page with the stories joined that jump to or from it.

The pure stages do not know the other pages, and the archive runs no stages: so it is here that both meet. A joined
story is located and summed up by its own words alone, so that it is the same whichever of its pages came last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.model import AnalysedArticle, JumpPart
from feedpub.stages.identity.jump_matching import is_jump_part, is_opening, join_parts, pair_jump_parts
from feedpub.stages.locate import custom_names, home_votes, locate_page
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import AnalysedPage, Article, Page, RegionPath
    from feedpub.ports import FileRecords
    from feedpub.settings import Settings


def complete_jumps(
    analysed: AnalysedPage, files: FileRecords, settings: Settings, homes: Mapping[str, RegionPath], *, is_known: bool
) -> AnalysedPage:
    """Return the page with its own openings completed from other pages, and theirs from it.

    Only a page that has halves, or `is_known` and may have had some, is worth a look at the others of its issue. One
    that does not say its day is of no issue; where a paper has no name, its pages lie in one folder.
    """
    page = analysed.page
    own_parts = [
        JumpPart(page.path, page.page_number, article.article)
        for article in analysed.articles
        if is_jump_part(article.article)
    ]
    if page.day is None or not (own_parts or is_known):
        return analysed
    other_parts = [
        part
        for part in files.jump_parts(page.paper, page.day, page.path)
        if page.paper or _is_in_same_folder(part, page)
    ]
    pairs = [
        (opening, continuation)
        for opening, continuation in pair_jump_parts(sorted([*own_parts, *other_parts], key=lambda half: half.path))
    ]
    build = _JumpBuilder(page, settings, page.home or homes.get(page.paper or "", ())).build
    continuation_of = {id(opening.article): rest for opening, rest in pairs if opening.path == page.path}
    articles = [
        (id(report.article) in continuation_of and build(report.article, continuation_of[id(report.article)])) or report
        for report in analysed.articles
    ]
    completed = {id(opening) for opening, _ in pairs}
    to_rebuild: list[tuple[JumpPart, JumpPart | None]] = [
        (opening, rest) for opening, rest in pairs if rest.path == page.path
    ]
    to_rebuild += [
        (half, None)
        for half in other_parts
        if half.is_same_story and is_opening(half.article) and id(half) not in completed
    ]
    changed_elsewhere = [(half.path, report) for half, rest in to_rebuild if (report := build(half.article, rest))]
    return replace(analysed, articles=tuple(articles), changed_elsewhere=tuple(changed_elsewhere))


@dataclass(frozen=True)
class _JumpBuilder:
    """Where the stories of one issue are made."""

    page: Page
    settings: Settings
    home: RegionPath

    def build(self, opening: Article, continuation: JumpPart | None) -> AnalysedArticle | None:
        """Return the whole story, or the opening alone; None where a fault of ours comes over it, and all stays."""
        article = join_parts(opening, continuation.article) if continuation else opening
        try:
            names = custom_names(self.settings.names.add, self.settings.names.exclude)
            votes_cast = home_votes([article], names)
            (focus,) = locate_page([article], self.home, day=self.page.day, names=names, votes=votes_cast)
            summary = summarise(article, self.settings.summaries.without_llm)
        except Exception:  # the halves are published and kept as they are: nothing is lost but the join
            return None
        return AnalysedArticle(article, focus, summary, article.title or headline(article), opening, continuation)


def _is_in_same_folder(part: JumpPart, page: Page) -> bool:
    return part.path.rpartition("/")[0] == page.path.rpartition("/")[0]
