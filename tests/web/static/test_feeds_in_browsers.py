"""A feed that a person opens in a browser: the same bytes as XML, which is shown by the feed's stylesheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.serving import Visitor

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READER = "application/rss+xml, application/atom+xml, */*;q=0.1"


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("site")
    for name in ("rss.xml", "atom-1.xml", "feed.json", "index.html"):
        (folder / name).write_bytes(b"<rss/>")
    with visiting(folder) as visitor:
        yield visitor


@pytest.mark.parametrize("name", ["rss.xml", "atom-1.xml"])
def test_a_browser_is_given_xml_and_a_reader_a_feed(visitor: Visitor, name: str) -> None:
    seen, shown = visitor.get(f"/{name}", accept=BROWSER)
    read, fed = visitor.get(f"/{name}", accept=READER)

    assert seen.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert read.headers["Content-Type"] == f"application/{name.partition('.')[0].partition('-')[0]}+xml; charset=utf-8"
    assert shown == fed
    assert seen.headers["Vary"] == read.headers["Vary"] == "accept, accept-encoding"


def test_the_two_have_tags_of_their_own_and_each_its_304(visitor: Visitor) -> None:
    seen, _ = visitor.get("/rss.xml", accept=BROWSER)
    read, _ = visitor.get("/rss.xml", accept=READER)

    again, _ = visitor.get("/rss.xml", accept=BROWSER, if_none_match=str(seen.headers["ETag"]))
    crossed, _ = visitor.get("/rss.xml", accept=READER, if_none_match=str(seen.headers["ETag"]))

    assert seen.headers["ETag"] != read.headers["ETag"]
    assert (again.status, crossed.status) == (304, 200)


@pytest.mark.parametrize("name", ["feed.json", "index.html"])
def test_what_no_stylesheet_shows_has_one_type(visitor: Visitor, name: str) -> None:
    seen, _ = visitor.get(f"/{name}", accept=BROWSER)
    read, _ = visitor.get(f"/{name}", accept=READER)

    assert seen.headers["Content-Type"] == read.headers["Content-Type"]
    assert seen.headers["ETag"] == read.headers["ETag"]
