"""Articles of a page -> a Focus each: they inform one another, and tell where their paper is at home."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.language.script import plain
from feedpub.model import Focus, Kind
from feedpub.stages.locate.mentions import mentions
from feedpub.stages.locate.one import LONGEST, locate_text
from feedpub.stages.locate.resolve import Prior, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import Article, RegionPath

AT_LEAST = 3
"""So many located articles say where a paper is at home; two may be chance."""
OF_CITY, OF_PROVINCE = 0.5, 0.7


def locate_page(articles: Sequence[Article], home: RegionPath = ()) -> tuple[Focus, ...]:
    """Return the focus of each article of a page, in their order; that of an advert is empty.

    Without a `home` the page's own guess is used, so that 我市 and the like mean it.
    """
    home = tuple(home) or home_of(articles)
    prior = Prior(codes_of(home), _named(articles))
    return tuple(_locate(article, prior) for article in articles)


def home_of(articles: Iterable[Article]) -> RegionPath:
    """Return the region that a paper's articles are mostly about, a city or a province; () where none stands out.

    The more of its pages are given, the surer the answer.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    located = 0
    for article in articles:
        focus = _locate(article, Prior())
        if not focus.regions:
            continue
        located += 1
        path = focus.regions[0].region.path
        counts.update({path[:1], path[: 1 if path[0] in MUNICIPALITIES else 2]})
    for depth, share in ((2, OF_CITY), (1, OF_PROVINCE)):
        for path, count in counts.most_common():
            if len(path) == depth and located >= AT_LEAST and count >= share * located:
                return path
    return ()


MUNICIPALITIES = frozenset(("北京市", "上海市", "天津市", "重庆市"))


def codes_of(path: RegionPath) -> tuple[str, ...]:
    """Return the codes of a division and of all above it, the province first."""
    return tuple(region.code for region in regions.lineage(regions.by_path(path))) if path else ()


def _named(articles: Sequence[Article]) -> dict[str, float]:
    """Return for each division the share of the articles that name it, or something in it, without doubt."""
    counts: Counter[str] = Counter()
    news = [article for article in articles if article.kind is not Kind.AD]
    for article in news:
        told = resolve(mentions(plain(f"{_headline(article)}\n{article.text}"[:LONGEST])), Prior())
        counts.update({above for one in told for code in one.codes for above in codes_of(regions.by_code(code).path)})
    return {code: count / len(news) for code, count in counts.items() if count > 1}


def _locate(article: Article, prior: Prior) -> Focus:
    if article.kind is Kind.AD:
        return Focus()
    text = article.text if article.dateline is None else f"{article.text}\n{article.dateline}"
    return locate_text(_headline(article), text, prior)


def _headline(article: Article) -> str:
    return " ".join(part for part in (article.kicker, article.title, article.subtitle) if part)
