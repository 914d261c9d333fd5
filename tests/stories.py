"""Stories made by hand, the smallest that a test of gathering and rendering needs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from feedpub.model import (
    AnalysedArticle,
    Article,
    Feed,
    Focus,
    ItemKind,
    Region,
    RegionMatch,
    RegionRole,
    Story,
    Summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

JIANGSU = Region("320000", ("江苏省",), "jiangsu", "江苏")
CHANGZHOU = Region("320400", ("江苏省", "常州市"), "jiangsu/changzhou", "常州")
WUJIN = Region("320412", ("江苏省", "常州市", "武进区"), "jiangsu/changzhou/wujin", "武进")
SUZHOU = Region("320500", ("江苏省", "苏州市"), "jiangsu/suzhou", "苏州")
GUANGDONG = Region("440000", ("广东省",), "guangdong", "广东")

START = datetime(2023, 2, 6, 22, 0, tzinfo=UTC)
"""Six o'clock on 7 February in Shanghai."""


def story(
    number: int,
    *places: Region,
    also: Iterable[Region] = (),
    national: bool = False,
    foreign: bool = False,
    headline: str = "",
    paragraphs: tuple[str, ...] = ("社区图书角开张，居民带来旧书。", "管理员说，每周六开放。"),
    subheads: tuple[int, ...] = (),
    kicker: str | None = None,
    byline: str | None = None,
    summary: str = "社区图书角开张，每周六开放。",
    keywords: tuple[str, ...] = (),
    published: datetime | None = None,
    updated: datetime | None = None,
    withdrawn: str | None = None,
) -> Story:
    """Return a story that was published `number` seconds after six o'clock, about `places` in the first place."""
    title = headline or f"第{number}条新闻"
    regions = [RegionMatch(place, RegionRole.PRIMARY, 1.0) for place in places]
    regions += [RegionMatch(place, RegionRole.ALSO, 0.5) for place in also]
    moment = published or START + timedelta(seconds=number)
    article = Article(
        ItemKind.ARTICLE, title, paragraphs, (number + 1,), kicker=kicker, byline=byline, subheads=subheads
    )
    return Story(
        guid=f"urn:uuid:{number:08x}-0000-5000-8000-000000000000",
        id=f"{number:016x}",
        analysis=AnalysedArticle(article, Focus(tuple(regions), national, foreign), Summary(summary, keywords), title),
        published=moment,
        updated=updated or moment,
        sources=(f"page{number}.txt",),
        withdrawn=withdrawn,
    )


def feed(*stories: Story, path: str = "regions/jiangsu/changzhou/wujin", region: Region | None = WUJIN) -> Feed:
    """Return a feed of just these stories, in their order."""
    standing = [each for each in stories if each.withdrawn is None]
    return Feed(
        path=path,
        title=region.name if region else "全部",
        stories=stories,
        total=len(standing),
        updated=max((each.updated for each in stories), default=START),
        region=region,
    )
