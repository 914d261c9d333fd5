"""The letter in a real browser: what is hostile stays text, and nothing is wider than a phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.adapters.templates import load_templates
from feedpub.model import Region
from feedpub.settings import Settings, Site
from feedpub.stages.gather import gather_issue
from feedpub.stages.letter import build_letter
from feedpub.stages.render.site.digests import digest_page, digests_index
from tests.browser.test_site_in_chromium import ATTACKS, CONTRASTS, LONG_WORD
from tests.stories import GUANGDONG, WUJIN, story

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.model import Story
    from tests.browser.chromium import Chromium

pytestmark = pytest.mark.browser

ZHEJIANG = Region("330000", ("浙江省",), "zhejiang", "浙江")
SHANDONG = Region("370000", ("山东省",), "shandong", "山东")
TOTALS = {WUJIN: 90, GUANGDONG: 40, ZHEJIANG: 15, SHANDONG: 3}
"""How many stories each is said to have: one for each tone of the map."""
PLACES = tuple(TOTALS)
HOSTILE = Settings(site=Site(title=ATTACKS[0], owner=ATTACKS[1]))


def numbered_story(number: int, text: str) -> Story:
    return replace(story(number, PLACES[number % 4], headline=text, summary=text), paper=text[:38])


STORIES = [numbered_story(number, text) for number, text in enumerate((*ATTACKS, LONG_WORD, "全" * 120, "正文，" * 30))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a letter of hostile words, and its page on the site, as files."""
    folder = tmp_path_factory.mktemp("letter")
    ours = load_templates()
    issue = gather_issue(
        STORIES,
        key="2023-W06",
        title=ATTACKS[4],
        first=date(2023, 2, 6),
        last=date(2023, 2, 12),
        limit_per_region=12,
    )
    sections = tuple(replace(section, total=TOTALS[section.region]) for section in issue.sections if section.region)
    issue = replace(issue, sections=sections)
    letter = build_letter(issue, "", HOSTILE, ours, datetime(2023, 2, 13, tzinfo=UTC))
    (folder / "letter.html").write_text(letter.html, encoding="utf-8")
    (folder / "digests").mkdir()
    for document in (digest_page(issue, HOSTILE, ours), digests_index([issue], HOSTILE, ours)):
        (folder / document.path.removeprefix("site/")).write_bytes(document.content)
    (folder / "style.css").write_text(ours.render("site/style.css"), encoding="utf-8")
    return folder


PAGES = ("letter.html", "digests/2023-W06.html", "digests/index.html")


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_neither_run_nor_become_mark_up(chromium: Chromium, folder: Path, page: str) -> None:
    chromium.ask("Page.setBypassCSP", enabled=True)

    chromium.open((folder / page).as_uri())
    title, elements, text = chromium.run(
        "[document.title, [...document.all].map(each => each.localName), document.body.innerText]"
    )

    assert title != "taken"
    assert not {"script", "img", "svg", "textarea", "iframe"} & set(elements)
    assert "<script>document.title='taken'</script>" in text
    assert not [link for link in chromium.run("[...document.links].map(each => each.protocol)") if "script" in link]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("width", [320, 360, 600, 800])
def test_nothing_is_wider_than_the_screen(chromium: Chromium, folder: Path, page: str, width: int) -> None:
    chromium.set_viewport(width)

    chromium.open((folder / page).as_uri())

    assert chromium.run("document.documentElement.scrollWidth") <= width
    assert (
        chromium.run(
            "[...document.querySelectorAll('h3, p, td')].filter(each => each.scrollWidth > each.clientWidth + 1"
            " && getComputedStyle(each).display !== 'inline').map(each => each.outerHTML.slice(0, 80))"
        )
        == []
    )


@pytest.mark.parametrize(("width", "sheet"), [(360, 360), (600, 580), (800, 600), (1600, 600)])
def test_the_sheet_is_600_pixels_or_as_wide_as_the_screen_allows(
    chromium: Chromium, folder: Path, width: int, sheet: int
) -> None:
    chromium.set_viewport(width)

    chromium.open((folder / "letter.html").as_uri())

    assert chromium.run("document.querySelector('.sheet').getBoundingClientRect().width") == sheet


def test_the_sheet_fits_a_phone_without_the_help_of_media_queries(chromium: Chromium, folder: Path) -> None:
    """Some mail programs throw the head away, style sheet and all."""
    chromium.open((folder / "letter.html").as_uri())
    chromium.run("document.querySelector('style').remove()")

    assert chromium.run("document.documentElement.scrollWidth") <= 360
    assert chromium.run("getComputedStyle(document.querySelector('.sheet')).backgroundColor") == "rgb(255, 253, 248)"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_of_the_letter_has_the_contrast_of_wcag_aa(chromium: Chromium, folder: Path, dark: bool) -> None:
    chromium.set_viewport(800, dark=dark)

    chromium.open((folder / "letter.html").as_uri())
    found: list[Any] = chromium.run(CONTRASTS)

    assert (
        chromium.run("new Set([...document.querySelectorAll('.map td[class]')].map(each => each.className)).size") == 5
    )
    assert [each for each in found if each[0] < 4.5] == []


def test_what_stands_beside_the_subject_is_not_seen_in_the_letter(chromium: Chromium, folder: Path) -> None:
    chromium.open((folder / "letter.html").as_uri())

    assert chromium.run("document.querySelector('.preview').getClientRects().length") == 0
