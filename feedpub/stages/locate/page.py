"""Articles of a page -> a Focus each: they inform one another, and vote for where their paper is at home."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions
from feedpub.language.normalise import simplify
from feedpub.model import Focus, ItemKind
from feedpub.stages.locate.disambiguate import Prior, disambiguate
from feedpub.stages.locate.gazetteer import NO_CUSTOM_NAMES
from feedpub.stages.locate.mentions import find_mentions
from feedpub.stages.locate.text import MAX_CHARACTERS, locate_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from feedpub.model import Article, PaperCoverage, RegionPath
    from feedpub.stages.locate.gazetteer import CustomNames


def locate_page(
    articles: Sequence[Article],
    home: RegionPath = (),
    *,
    day: date | None = None,
    names: CustomNames = NO_CUSTOM_NAMES,
    votes: Sequence[str] | None = None,
) -> tuple[Focus, ...]:
    """Return the focus of each article of a page, in their order; that of an advert is empty.

    Without a `home` the page's own guess is used, so that 我市 and the like mean it. `day` is that of the page; `cast`
    are its votes, where they are known already.
    """
    home = tuple(home) or majority_home(Counter(home_votes(articles, names) if votes is None else votes))
    prior = Prior(codes_of_path(home), _named_shares(articles, names), day.year if day else None, names)
    return tuple(_locate_article(article, prior) for article in articles)


def home_votes(articles: Iterable[Article], names: CustomNames = NO_CUSTOM_NAMES) -> tuple[str, ...]:
    """Return the codes of the first regions of the articles, each located on its own and without any home."""
    located_alone = (_locate_article(article, Prior(custom_names=names)) for article in articles)
    return tuple(focus.regions[0].region.code for focus in located_alone if focus.regions)


def home_of_page(articles: Iterable[Article], names: CustomNames = NO_CUSTOM_NAMES) -> RegionPath:
    """Return the region that a page's articles are mostly about, a city or a province; () where none stands out."""
    return majority_home(Counter(home_votes(articles, names)))


def codes_of_path(path: RegionPath) -> tuple[str, ...]:
    """Return the codes of a division and of all above it, the province first."""
    return tuple(region.code for region in regions.lineage(regions.by_path(path))) if path else ()


def _named_shares(articles: Sequence[Article], names: CustomNames) -> dict[str, float]:
    """Return for each division the share of the articles that name it, or something in it, without doubt."""
    counts: Counter[str] = Counter()
    news = [article for article in articles if article.kind is not ItemKind.AD]
    for article in news:
        mentions = disambiguate(
            find_mentions(simplify(f"{_headline_block(article)}\n{article.text}"[:MAX_CHARACTERS]), names),
            Prior(custom_names=names),
        )
        counts.update(
            {
                ancestor
                for mention in mentions
                for code in mention.codes
                for ancestor in codes_of_path(regions.by_code(code).path)
            }
        )
    return {code: count / len(news) for code, count in counts.items() if count > 1}


def _locate_article(article: Article, prior: Prior) -> Focus:
    if article.kind is ItemKind.AD:
        return Focus()
    text = article.text if article.dateline is None else f"{article.text}\n{article.dateline}"
    return locate_text(_headline_block(article), text, prior)


def _headline_block(article: Article) -> str:
    return " ".join(part for part in (article.kicker, article.title, article.subtitle) if part)


# Where a paper's stories lie -> where the paper is at home: from one page, and from all of its pages.
#
# A vote is the first region of a story that was located without any home, on its own: a home that was wrong once cannot
# confirm itself.


MUNICIPALITIES = frozenset(("北京市", "上海市", "天津市", "重庆市"))


class VoteRule(NamedTuple):
    """How many stories it takes, and what share of them a county, a city, a province must hold."""

    min_stories: int
    county: float
    city: float
    province: float
    min_pages: int = 1


PAGE_RULE = VoteRule(3, county=2.0, city=0.5, province=0.7)
"""Three stories say where a page is at home, two may be chance; a page full of one county is a county's page of a
city's paper (a share above 1 is never reached)."""
PAPER_RULE = VoteRule(10, county=0.7, city=0.6, province=0.7, min_pages=2)
"""One page may be the supplement of another city's; two and ten stories are not."""


def majority_home(votes: Mapping[str, int], rule: VoteRule = PAGE_RULE) -> RegionPath:
    """Return the deepest region that holds its share of the votes (code -> stories); () where none does."""
    total = sum(votes.values())
    if total < rule.min_stories:
        return ()
    counts: Counter[RegionPath] = Counter()
    for code, count in votes.items():
        path = regions.by_code(code).path
        for depth in range(1, len(path) + 1):
            counts[path[:depth]] += count
    candidates = sorted(counts, key=lambda path: (-len(path), -counts[path], path))
    return next((path for path in candidates if counts[path] >= _required_share(path, rule) * total), ())


def homes_from_votes(coverage: Iterable[PaperCoverage]) -> dict[str, RegionPath]:
    """Return the homes of those papers whose pages tell of one."""
    homes = {
        paper_coverage.paper: majority_home(paper_coverage.votes, PAPER_RULE)
        for paper_coverage in coverage
        if paper_coverage.pages >= PAPER_RULE.min_pages
    }
    return {paper: path for paper, path in homes.items() if path}


def _required_share(path: RegionPath, rule: VoteRule) -> float:
    depth = len(path) + (path[0] in MUNICIPALITIES)
    if depth >= 3:
        return rule.county
    return rule.city if depth == 2 else rule.province
