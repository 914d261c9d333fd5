"""Articles of a page -> a Focus each: they inform one another, and vote for where their paper is at home."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.language.script import plain
from feedpub.model import Focus, Kind
from feedpub.stages.locate.home import home as home_by
from feedpub.stages.locate.mentions import mentions
from feedpub.stages.locate.one import LONGEST, locate_text
from feedpub.stages.locate.own import NO_NAMES
from feedpub.stages.locate.resolve import Prior, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from feedpub.model import Article, RegionPath
    from feedpub.stages.locate.own import OwnNames


def locate_page(
    articles: Sequence[Article],
    home: RegionPath = (),
    *,
    day: date | None = None,
    names: OwnNames = NO_NAMES,
    cast: Sequence[str] | None = None,
) -> tuple[Focus, ...]:
    """Return the focus of each article of a page, in their order; that of an advert is empty.

    Without a `home` the page's own guess is used, so that 我市 and the like mean it. `day` is that of the page; `cast`
    are its votes, where they are known already.
    """
    home = tuple(home) or home_by(Counter(votes(articles, names) if cast is None else cast))
    prior = Prior(codes_of(home), _named(articles, names), day.year if day else None, names)
    return tuple(_locate(article, prior) for article in articles)


def votes(articles: Iterable[Article], names: OwnNames = NO_NAMES) -> tuple[str, ...]:
    """Return the codes of the first regions of the articles, each located on its own and without any home."""
    alone = (_locate(article, Prior(own=names)) for article in articles)
    return tuple(focus.regions[0].region.code for focus in alone if focus.regions)


def home_of(articles: Iterable[Article], names: OwnNames = NO_NAMES) -> RegionPath:
    """Return the region that a page's articles are mostly about, a city or a province; () where none stands out."""
    return home_by(Counter(votes(articles, names)))


def codes_of(path: RegionPath) -> tuple[str, ...]:
    """Return the codes of a division and of all above it, the province first."""
    return tuple(region.code for region in regions.lineage(regions.by_path(path))) if path else ()


def _named(articles: Sequence[Article], names: OwnNames) -> dict[str, float]:
    """Return for each division the share of the articles that name it, or something in it, without doubt."""
    counts: Counter[str] = Counter()
    news = [article for article in articles if article.kind is not Kind.AD]
    for article in news:
        told = resolve(mentions(plain(f"{_headline(article)}\n{article.text}"[:LONGEST]), names), Prior(own=names))
        counts.update({above for one in told for code in one.codes for above in codes_of(regions.by_code(code).path)})
    return {code: count / len(news) for code, count in counts.items() if count > 1}


def _locate(article: Article, prior: Prior) -> Focus:
    if article.kind is Kind.AD:
        return Focus()
    text = article.text if article.dateline is None else f"{article.text}\n{article.dateline}"
    return locate_text(_headline(article), text, prior)


def _headline(article: Article) -> str:
    return " ".join(part for part in (article.kicker, article.title, article.subtitle) if part)
