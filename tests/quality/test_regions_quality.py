"""The gold of the five seeds, all of it: a floor under `locate`, page by page and item by item."""

import json
from pathlib import Path
from typing import Any

import pytest

from feedpub.model import Article, Focus, ItemKind
from feedpub.stages.locate import locate, locate_page

GOLD = sorted((Path(__file__).parent.parent / "gold").glob("*.gold.json"))
PAGES: list[dict[str, Any]] = [json.loads(path.read_text(encoding="utf-8")) for path in GOLD]


def article_of(item: dict[str, Any]) -> Article:
    return Article(
        kind=ItemKind(item["kind"]),
        title=item["title"],
        paragraphs=tuple(item["paragraphs"]),
        lines=tuple(item["lines"]),
        kicker=item["kicker"],
        subtitle=item["subtitle"],
        dateline=item["dateline"] or None,
    )


def wrong(item: dict[str, Any], focus: Focus) -> bool:
    """Whether a region is missing, or one is there that no reasonable editor would add."""
    gold = {tuple(path) for path in item["regions"]}
    also = {tuple(path) for path in item.get("also") or ()}
    found = {one.region.path for one in focus.regions}
    return not gold <= found <= gold | also or focus.national != bool(item.get("national"))


@pytest.mark.parametrize("page", PAGES, ids=[page["page_id"] for page in PAGES])
def test_every_item_of_a_seed_page_gets_its_regions(page: dict[str, Any]) -> None:
    focuses = locate_page([article_of(item) for item in page["items"]])
    items = zip(page["items"], focuses, strict=True)

    assert [item["id"] for item, focus in items if item["kind"] != "ad" and wrong(item, focus)] == []


@pytest.mark.parametrize("page", PAGES, ids=[page["page_id"] for page in PAGES])
def test_every_item_gets_its_regions_on_its_own(page: dict[str, Any]) -> None:
    home = tuple(page["home"] or ())
    news = [item for item in page["items"] if item["kind"] != "ad"]

    assert [item["id"] for item in news if wrong(item, locate(item["title"], item["text"], home))] == []
