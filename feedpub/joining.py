"""A page, understood, and the halves in the archive -> the page with the stories joined that jump to or from it.

The pure stages do not know the other pages, and the archive runs no stages: so it is here that both meet. A joined
story is located and summed up by its own words alone, so that it is the same whichever of its pages came last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.model import Half, Report
from feedpub.stages.jumps import is_half, is_opening, join, pair_halves
from feedpub.stages.locate import locate_page, own_names, votes
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article, Page, RegionPath, Understood
    from feedpub.ports import Files
    from feedpub.settings import Settings


def joined(
    understood: Understood, files: Files, settings: Settings, homes: Mapping[str, RegionPath], *, is_known: bool
) -> Understood:
    """Return the page with its own openings completed from other pages, and theirs from it.

    Only a page that has halves, or `is_known` and may have had some, is worth a look at the others of its issue. One
    that does not say its day is of no issue; where a paper has no name, its pages lie in one folder.
    """
    page = understood.page
    own = [Half(page.path, page.number, report.article) for report in understood.reports if is_half(report.article)]
    if page.day is None or not (own or is_known):
        return understood
    others = [half for half in files.halves(page.paper, page.day, page.path) if page.paper or _beside(half, page)]
    rests = [(opening, rest) for opening, rest in pair_halves(sorted([*own, *others], key=lambda half: half.path))]
    make = _Desk(page, settings, page.home or homes.get(page.paper or "", ())).report
    mine = {id(opening.article): rest for opening, rest in rests if opening.path == page.path}
    reports = [
        (id(report.article) in mine and make(report.article, mine[id(report.article)])) or report
        for report in understood.reports
    ]
    completed = {id(opening) for opening, _ in rests}
    theirs: list[tuple[Half, Half | None]] = [(opening, rest) for opening, rest in rests if rest.path == page.path]
    theirs += [
        (half, None) for half in others if half.joined and is_opening(half.article) and id(half) not in completed
    ]
    elsewhere = [(half.path, report) for half, rest in theirs if (report := make(half.article, rest))]
    return replace(understood, reports=tuple(reports), elsewhere=tuple(elsewhere))


@dataclass(frozen=True)
class _Desk:
    """Where the stories of one issue are made."""

    page: Page
    settings: Settings
    home: RegionPath

    def report(self, opening: Article, rest: Half | None) -> Report | None:
        """Return the whole story, or the opening alone; None where a fault of ours comes over it, and all stays."""
        article = join(opening, rest.article) if rest else opening
        try:
            names = own_names(self.settings.names.add, self.settings.names.silence)
            cast = votes([article], names)
            (focus,) = locate_page([article], self.home, day=self.page.day, names=names, cast=cast)
            summary = summarise(article, self.settings.summaries.pure)
        except Exception:  # the halves are published and kept as they are: nothing is lost but the join
            return None
        return Report(article, focus, summary, article.title or headline(article), opening, rest)


def _beside(half: Half, page: Page) -> bool:
    return half.path.rpartition("/")[0] == page.path.rpartition("/")[0]
