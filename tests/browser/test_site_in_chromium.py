"""The site in a real browser: what is hostile stays text, and what is text can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.model import ItemKind
from feedpub.settings import Settings, Site
from tests.stages.render.pages import published
from tests.stories import CHANGZHOU, SUZHOU, WUJIN, story
from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.model import Story
    from tests.browser.chromium import Chromium

pytestmark = pytest.mark.browser

ATTACKS = (
    "<script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "\"><svg onload=document.title='taken'>",
    "'-document.title='taken'-'",
    "</title></style></textarea><script>document.title='taken'</script>",
    "]]><script>document.title='taken'</script>",
    "{{ 7*7 }}{% if 1 %}",
    "javascript:document.title='taken'",
)

LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 4


def caption(story: Story) -> Story:
    article = replace(story.analysis.article, kind=ItemKind.CAPTION)
    return replace(story, analysis=replace(story.analysis, article=article))


STORIES = [
    *(
        replace(
            story(
                number,
                WUJIN,
                also=[SUZHOU],
                headline=text,
                kicker=text,
                byline=text,
                paragraphs=(text, text * 3, "正文" * 99),
                subheads=(0,),
                summary=text,
                keywords=(text,),
            ),
            paper=text,
            page_number=text,
        )
        for number, text in enumerate((*ATTACKS, LONG_WORD, "全" * 120))
    ),
    caption(story(50, CHANGZHOU, headline="花开时节", byline="吴一凡 摄")),
    story(51, headline="邻国大选", foreign=True, national=True),
    story(52, headline="一则有误的消息", withdrawn="数字有误"),
]
HOSTILE = Settings(site=Site(title="乡镇新闻 <script>document.title='taken'</script>", owner="<b>编辑部</b>"))
PAGES = {path: document.content for path, document in published(STORIES, HOSTILE).items()}
HTML = sorted(path for path in PAGES if path.endswith(".html"))
STYLED = [page for page in HTML if not page.endswith(("404.html", "gone.html"))]
"""The page for a wrong address finds its style sheet only at the address of the settings; so does a notice."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site as files."""
    folder = tmp_path_factory.mktemp("site")
    for path, content in PAGES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Return where the preview serves it."""
    with visiting(folder) as visitor:
        yield visitor.root


def test_a_script_that_was_let_in_would_be_seen(chromium: Chromium, folder: Path) -> None:
    """The oracle of the next test is none if it cannot say no."""
    page = folder / "let_in.html"
    for attack in ATTACKS[:3]:
        page.write_text(f'<!doctype html><title>own</title><p title="{attack}">{attack}</p>', encoding="utf-8")

        chromium.open(page.as_uri())

        assert chromium.run("document.title") == "taken"


@pytest.mark.parametrize("page", HTML)
def test_hostile_text_stays_text_even_without_the_policy(chromium: Chromium, address: str, page: str) -> None:
    chromium.ask("Page.setBypassCSP", enabled=True)

    chromium.open(address + page)
    title, elements, text = chromium.run(
        "[document.title, [...document.all].map(each => each.localName), document.body.innerText]"
    )

    assert title != "taken"
    assert not {"img", "svg", "b", "textarea"} & set(elements)
    ours = [f"{address}copy.js"] if page.endswith("subscribe.html") else []
    assert chromium.run("[...document.scripts].map(each => each.src)") == ours
    assert not [link for link in chromium.run("[...document.links].map(each => each.protocol)") if link != "http:"]
    assert "<script>document.title='taken'</script>" in text
    assert "49" not in text


def test_the_policy_stops_a_script_that_a_template_lets_in(chromium: Chromium, folder: Path) -> None:
    page = folder / "index.html"
    careless = folder / "careless.html"
    careless.write_bytes(page.read_bytes().replace(b"</main>", ATTACKS[0].encode() + b"</main>"))

    chromium.open(careless.as_uri())

    assert chromium.run("document.querySelectorAll('script').length") == 1
    assert chromium.run("document.title") != "taken"


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_the_screen(chromium: Chromium, address: str, width: int) -> None:
    chromium.set_viewport(width)
    for page in STYLED:
        chromium.open(address + page)

        assert chromium.run("document.documentElement.scrollWidth") <= width, page


CONTRASTS = """
(() => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = element => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(each).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest(".unseen, .skip")) continue;
    const text = [...element.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
    if (!text.length) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    found.push([ratio, element.outerHTML.slice(0, 90)]);
  }
  return found;
})()
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_aa(chromium: Chromium, address: str, dark: bool) -> None:
    chromium.set_viewport(1280, dark=dark)
    for page in STYLED:
        chromium.open(address + page)
        found: list[Any] = chromium.run(CONTRASTS)

        assert found
        assert [each for each in found if each[0] < 4.5] == [], page


def test_dark_is_dark(chromium: Chromium, address: str) -> None:
    grounds = []
    for dark in (False, True):
        chromium.set_viewport(360, dark=dark)
        chromium.open(address)
        grounds.append(chromium.run("parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/))"))

    assert grounds[0] > 240
    assert grounds[1] < 40


def test_the_site_can_be_read_from_its_folder_without_a_server(chromium: Chromium, folder: Path) -> None:
    chromium.open((folder / "index.html").as_uri())
    chromium.open(chromium.run("document.querySelector('.cartogram a').href"))

    assert chromium.run("document.querySelector('h1').innerText") == "江苏省"
    assert chromium.run("getComputedStyle(document.querySelector('.stories')).listStyleType") == "none"


def test_the_skip_link_appears_when_it_is_reached(chromium: Chromium, address: str) -> None:
    chromium.open(address)
    hidden = chromium.run("document.querySelector('.skip').getBoundingClientRect().width")
    chromium.run("document.querySelector('.skip').focus()")

    assert hidden <= 1
    assert chromium.run("document.querySelector('.skip').getBoundingClientRect().width") > 50
    assert chromium.run("document.querySelector(document.querySelector('.skip').hash).localName") == "main"


def test_a_tile_of_the_map_can_be_hit_with_a_finger(chromium: Chromium, address: str) -> None:
    chromium.open(address)
    tiles = "[...document.querySelectorAll('.cartogram a')].map(each => each.getBoundingClientRect())"
    sizes = chromium.run(f"{tiles}.map(tile => Math.min(tile.width, tile.height))")

    assert sizes
    assert min(sizes) >= 40
