"""Any pages in any order: SQLite tells the same as the fake, and the laws of identity hold."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedpub import regions
from feedpub.adapters.archive.archive import open_archive
from feedpub.model import ItemKind
from feedpub.settings import Settings
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from typing import Any

    from feedpub.model import AnalysedArticle
    from feedpub.ports import Archive

BODIES = (
    "社区里的图书角今天开张,居民们带来了旧书。",
    "社区里的图书角今天开张,居民们带来了旧书。更正:是新书。",
    "今年第一场雪落在山上,上山的路从早晨起封闭。",
    "",
)

reports = st.builds(
    lambda title, body, kind, place: analysed_article(article(title, body, kind=kind), *place),
    st.sampled_from(["简讯", "图书角", None]),
    st.sampled_from(BODIES),
    st.sampled_from([ItemKind.ARTICLE] * 4 + [ItemKind.CAPTION, ItemKind.AD, ItemKind.FRAGMENT]),
    st.sampled_from([(), (regions.by_code("320412"),), (regions.by_code("320400"), regions.by_code("320500"))]),
)

keeps = st.tuples(
    st.sampled_from(["a.txt", "b.txt"]),
    st.sampled_from([None, date(2023, 2, 7), date(2023, 2, 8), date(2099, 1, 1)]),
    st.sampled_from([None, "A3"]),
    st.lists(reports, max_size=4),
    st.integers(0, 2),
)


def archive_content(archive: Archive) -> dict[str, Any]:
    return {
        "stories": list(archive.stories()),
        "latest": list(archive.stories_of_last_run()),
        "counts": archive.story_counts(),
        "fragments": list(archive.fragments()),
        "known": dict(archive.fingerprints()),
        "revision": archive.revision(),
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(keeps, max_size=6))
def test_sqlite_tells_the_same_as_the_fake(
    steps: list[tuple[str, date | None, str | None, list[AnalysedArticle], int]],
) -> None:
    fake, now = FakeArchive(), NOW
    with tempfile.TemporaryDirectory() as folder, open_archive(Path(folder) / "state", Settings()) as real:
        for path, day, number, found, hours in steps:
            now += timedelta(hours=hours)
            whole = analysed_page(*found, of=page(path=path, day=day, page_number=number))
            before = {story.guid: story for story in fake.stories()}

            kept = fake.save_page(whole, source_file(path), now)

            assert real.save_page(whole, source_file(path), now) == kept
            assert archive_content(real) == archive_content(fake)
            _check_laws(fake, before)
            _check_second_time(fake, real, whole, path, now)


def _check_laws(archive: Archive, before: dict[str, Any]) -> None:
    stories = list(archive.stories())
    assert len({story.guid for story in stories}) == len({story.id for story in stories}) == len(stories)
    assert len({story.published for story in stories}) == len({story.updated for story in stories}) == len(stories)
    for story in stories:
        old = before.get(story.guid, story)
        assert story.published == old.published
        assert story.updated >= old.updated


def _check_second_time(fake: Archive, real: Archive, whole: Any, path: str, now: Any) -> None:
    """Reading the same page again changes nothing, whatever came before."""
    before = archive_content(fake)

    assert fake.save_page(whole, source_file(path), now) == real.save_page(whole, source_file(path), now) == 0

    assert archive_content(fake) == archive_content(real) == before
