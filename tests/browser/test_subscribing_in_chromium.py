"""Subscribing in a real browser: the buttons that copy, and the readable view of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stages.render.pages import published
from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.chromium import Chromium

pytestmark = pytest.mark.browser

REGION = "regions/jiangsu/changzhou/wujin/"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where a small site is served."""
    folder = tmp_path_factory.mktemp("site")
    for path, document in published().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(document.content)
    with visiting(folder) as visitor:
        yield visitor.root


def test_each_address_has_a_button_that_copies_it(chromium: Chromium, address: str) -> None:
    chromium.open(f"{address}{REGION}subscribe.html")
    before = chromium.run("[...document.querySelectorAll('.addresses button')].map(each => each.innerText)")
    chromium.run(
        "window.copied = []; navigator.clipboard.writeText = text => Promise.resolve(copied.push(text));"
        "document.querySelectorAll('.addresses button')[1].click()"
    )
    chromium.run("new Promise(done => setTimeout(done))")

    assert before == ["复制", "复制", "复制"]
    assert chromium.run("copied") == ["https://news.example.org/papers/regions/jiangsu/changzhou/wujin/atom.xml"]
    assert chromium.run("document.querySelectorAll('.addresses button')[1].innerText") == "已复制"


def test_without_scripts_the_addresses_are_there_and_no_button(chromium: Chromium, address: str) -> None:
    chromium.ask("Emulation.setScriptExecutionDisabled", value=True)
    chromium.open(f"{address}{REGION}subscribe.html")
    chromium.ask("Emulation.setScriptExecutionDisabled", value=False)

    assert chromium.run("document.querySelectorAll('.addresses code').length") == 3
    assert chromium.run("document.querySelectorAll('button').length") == 0
    assert chromium.run("getComputedStyle(document.querySelector('code')).userSelect") == "all"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_a_feed_is_readable(chromium: Chromium, address: str, file: str, width: int, dark: bool) -> None:
    chromium.set_viewport(width, dark=dark)
    chromium.open(f"{address}{REGION}{file}")
    shown = chromium.run(
        "[...document.querySelectorAll('*')].filter(each => each.getClientRects().length).map(each => each.localName)"
    )
    ground = chromium.run("parseInt(getComputedStyle(document.documentElement).backgroundColor.match(/[0-9]+/))")

    assert {"title", "pubDate" if file == "rss.xml" else "published"} <= set(shown)
    assert not {"encoded", "content", "guid", "id", "link", "category", "generator", "creator", "author"} & set(shown)
    assert "新闻阅读器" in chromium.run("getComputedStyle(document.documentElement, '::before').content")
    assert (ground < 40) is dark
    assert chromium.run("document.documentElement.scrollWidth") <= max(width, 980)
    size = chromium.run("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size * width / max(chromium.run("innerWidth"), width) >= 14  # as it looks on the glass
