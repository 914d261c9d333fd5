"""Text from a page never becomes mark-up anywhere: through page, archive, feed, site and letter into a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.browser.conftest import chromium, running_chromium  # noqa: F401 - fixtures
from tests.web.serving import visiting

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium
    from tests.desk import Desk

ATTACK = "<script>document.title='taken'</script>]]><img src=x onerror=\"document.title='taken'\">{{ 7*7 }}"

PAGE = f"""\
武进区举办读书会{ATTACK}

本报讯 (记者 张明{ATTACK}) 近日,武进区图书馆举办读书会,{ATTACK}五十名读者参加。

活动中,大家朗读了喜爱的篇目。{ATTACK}

通讯员 {ATTACK}
"""


@pytest.fixture
def hostile(desk: Desk) -> Desk:
    desk.put("某报/2023-02-07/A1.txt", PAGE)
    desk.run("publish")
    desk.run("digest", "--last-run")
    return desk


def scripts(page: Any) -> int:
    """Count what a page of ours never has: scripts, and attributes that run."""
    return int(page.run("document.querySelectorAll('script:not([src$=\"copy.js\"]),img,[onerror],[onload]').length"))


@pytest.mark.browser
@pytest.mark.usefixtures("running_chromium")
def test_nothing_on_the_site_or_in_the_letter_runs(hostile: Desk, chromium: Chromium) -> None:  # noqa: F811
    output = hostile.folder / "output"
    with visiting(output) as visitor:
        pages = [path.relative_to(output).as_posix() for path in output.rglob("*.html")]
        for path in pages:
            chromium.open(visitor.root + path)

            assert chromium.run("document.title") != "taken", path
            assert scripts(chromium) == 0, path

    assert sum("articles/" in path for path in pages) == 1
    assert sum("outbox/" in path for path in pages) == 1


def test_what_was_hostile_is_still_there_to_be_read(hostile: Desk) -> None:
    (page,) = (hostile.folder / "output" / "site" / "articles").glob("*/index.html")

    assert "&lt;script&gt;" in page.read_text()
    assert "7*7" in page.read_text()


def test_every_feed_is_well_formed_and_holds_no_live_markup(hostile: Desk) -> None:
    feeds = [*(hostile.folder / "output" / "site").rglob("*.xml"), *(hostile.folder / "output").rglob("*.opml")]

    for path in feeds:
        tree = etree.parse(path)

        assert not tree.xpath("//*[local-name()='script' or local-name()='img']"), path
        assert "<script" not in etree.tostring(tree, method="text", encoding="unicode"), path
    assert len(feeds) > 6
