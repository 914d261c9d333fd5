"""Articles of a page -> a Focus each: they inform one another, and vote for where their paper is at home."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.language.script import simplify
from feedpub.model import Focus, ItemKind
from feedpub.stages.locate.home import majority_home as home_by
from feedpub.stages.locate.mentions import find_mentions
from feedpub.stages.locate.one import MAX_CHARACTERS, locate_text
from feedpub.stages.locate.own import NO_CUSTOM_NAMES
from feedpub.stages.locate.resolve import Prior, disambiguate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from feedpub.model import Article, RegionPath
    from feedpub.stages.locate.own import CustomNames


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
    home = tuple(home) or home_by(Counter(home_votes(articles, names) if votes is None else votes))
    prior = Prior(codes_of_path(home), _named_shares(articles, names), day.year if day else None, names)
    return tuple(_locate_article(article, prior) for article in articles)


def home_votes(articles: Iterable[Article], names: CustomNames = NO_CUSTOM_NAMES) -> tuple[str, ...]:
    """Return the codes of the first regions of the articles, each located on its own and without any home."""
    located_alone = (_locate_article(article, Prior(custom_names=names)) for article in articles)
    return tuple(focus.regions[0].region.code for focus in located_alone if focus.regions)


def home_of_page(articles: Iterable[Article], names: CustomNames = NO_CUSTOM_NAMES) -> RegionPath:
    """Return the region that a page's articles are mostly about, a city or a province; () where none stands out."""
    return home_by(Counter(home_votes(articles, names)))


def codes_of_path(path: RegionPath) -> tuple[str, ...]:
    """Return the codes of a division and of all above it, the province first."""
    return tuple(region.code for region in regions.lineage(regions.by_path(path))) if path else ()


def _named_shares(articles: Sequence[Article], names: CustomNames) -> dict[str, float]:
    """Return for each division the share of the articles that name it, or something in it, without doubt."""
    counts: Counter[str] = Counter()
    news = [article for article in articles if article.kind is not ItemKind.AD]
    for article in news:
        mentions = disambiguate(find_mentions(simplify(f"{_headline_block(article)}\n{article.text}"[:MAX_CHARACTERS]), names), Prior(custom_names=names))
        counts.update({ancestor for mention in mentions for code in mention.codes for ancestor in codes_of_path(regions.by_code(code).path)})
    return {code: count / len(news) for code, count in counts.items() if count > 1}


def _locate_article(article: Article, prior: Prior) -> Focus:
    if article.kind is ItemKind.AD:
        return Focus()
    text = article.text if article.dateline is None else f"{article.text}\n{article.dateline}"
    return locate_text(_headline_block(article), text, prior)


def _headline_block(article: Article) -> str:
    return " ".join(part for part in (article.kicker, article.title, article.subtitle) if part)
