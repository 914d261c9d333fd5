"""What every archive promises, the fake one included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from feedpub import regions
from feedpub.errors import NotFound
from feedpub.model import Evidence, Focus, ItemKind, RegionMatch, RegionRole, Rejected, Summary
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from feedpub.model import AnalysedArticle, Story
    from feedpub.ports import Archive

WUJIN = regions.by_code("320412")
CHANGZHOU = regions.by_code("320400")
SUZHOU = regions.by_code("320500")

LONG = "社区里的图书角今天开张,居民们带来了家里的旧书,管理员把它们一本一本登记下来,放到新做的书架上。"
LATER = NOW + timedelta(hours=1)


def save(
    archive: Archive,
    *reports: AnalysedArticle | str,
    path: str = "page.txt",
    now: datetime = NOW,
    fingerprint: str = "1",
) -> int:
    return archive.save_page(analysed_page(*reports, of=page(path=path)), source_file(path, fingerprint), now)


def only(archive: Archive) -> Story:
    (story,) = archive.stories()
    return story


# What comes out is what went in


def test_a_story_comes_out_as_it_went_in(archive: Archive) -> None:
    item = article(
        "图书角开张", LONG, "受欢迎", "居民说好。", kicker="新春走基层", subtitle="居民带来旧书", byline="记者 张明",
        dateline="本报讯", subheads=(1,), jump="下转第2版", confidence=0.75, lines=(3, 4, 5, 9),
    )  # fmt: skip
    focus = Focus(
        (
            RegionMatch(WUJIN, RegionRole.PRIMARY, 0.9, (Evidence("武进", 3, "name"),)),
            RegionMatch(SUZHOU, RegionRole.ALSO, 0.4),
        ),
        True,
    )
    whole = replace(
        analysed_article(item), focus=focus, summary=Summary("图书角开张。", ("图书", "社区"), "开张", "长", "lead")
    )

    archive.save_page(analysed_page(whole, of=page(paper="常州日报", page_number="A3")), source_file(), NOW)

    story = only(archive)
    assert story.analysis == whole
    assert (story.paper, story.page_number, story.sources, story.withdrawn) == ("常州日报", "A3", ("page.txt",), None)


def test_only_articles_and_captions_are_published(archive: Archive) -> None:
    kinds = [analysed_article(article(f"标题{kind}", kind=kind)) for kind in ItemKind]

    assert save(archive, *kinds) == 2

    assert {story.analysis.article.kind for story in archive.stories()} == {ItemKind.ARTICLE, ItemKind.CAPTION}


def test_fragments_wait_with_the_path_of_their_page(archive: Archive) -> None:
    fragment = article(None, "(上接第1版)并且说,", kind=ItemKind.FRAGMENT, jump="上接第1版")

    save(archive, analysed_article(fragment), "甲", analysed_article(article("广告", kind=ItemKind.AD)))

    assert list(archive.fragments()) == [("page.txt", fragment)]


def test_a_name_that_is_not_utf8_survives(archive: Archive) -> None:
    path = b"\xb1\xa8.txt".decode("utf-8", "surrogateescape")

    save(archive, "甲", path=path)

    assert only(archive).sources == (path,)
    assert dict(archive.fingerprints()) == {path: "1"}


# Identity


def test_the_guid_is_a_uuid_of_version_8_and_the_id_begins_the_same_digest(archive: Archive) -> None:
    save(archive, "甲")

    story = only(archive)
    assert UUID(story.guid).version == 8
    assert story.guid.replace("-", "").removeprefix("urn:uuid:")[:12] == story.id[:12]


@pytest.mark.fault("R2")
def test_an_edit_keeps_the_guid_and_moves_updated(archive: Archive) -> None:
    save(archive, analysed_article(article("甲", LONG)))
    before = only(archive)

    assert save(archive, analysed_article(article("甲", LONG + "更正:书是新书。")), now=LATER, fingerprint="2") == 1

    after = only(archive)
    assert (after.guid, after.published, after.updated) == (before.guid, before.published, LATER)
    assert after.analysis.article.text.endswith("书是新书。")


def test_a_new_headline_over_the_same_body_keeps_the_guid(archive: Archive) -> None:
    save(archive, analysed_article(article("甲", LONG)))
    before = only(archive)

    save(archive, analysed_article(article("乙", LONG)), now=LATER)

    assert only(archive).guid == before.guid
    assert only(archive).headline == "乙"


@pytest.mark.fault("R7", "R37")
@pytest.mark.parametrize(
    "again",
    [
        pytest.param(article("甲", LONG), id="the_same_bytes"),
        pytest.param(article("甲", LONG[:20], LONG[20:]), id="split_into_other_paragraphs"),
        pytest.param(article("**甲**", "\u200b" + LONG.replace(",", ",")), id="marked_and_spaced_otherwise"),
        pytest.param(article("甲", LONG, lines=(7, 8)), id="moved_on_the_page"),
    ],
)
def test_what_readers_would_not_call_a_change_leaves_updated_alone(archive: Archive, again: object) -> None:
    save(archive, analysed_article(article("甲", LONG)))
    before = only(archive)

    save(archive, replace(analysed_article(article("甲", LONG)), article=again), now=LATER)  # type: ignore[arg-type]  # of the parameters

    assert (only(archive).guid, only(archive).updated) == (before.guid, before.updated)


@pytest.mark.fault("R7")
def test_a_file_that_was_only_touched_changes_nothing(archive: Archive) -> None:
    save(archive, "甲", "乙")
    before, revision = list(archive.stories()), archive.revision()

    assert save(archive, "甲", "乙", now=LATER, fingerprint="2") == 0

    assert (list(archive.stories()), archive.revision()) == (before, revision)
    assert dict(archive.fingerprints()) == {"page.txt": "2"}


@pytest.mark.fault("R8")
def test_the_same_story_in_two_files_is_one_with_both_sources(archive: Archive) -> None:
    save(archive, "甲")
    before = only(archive)

    assert save(archive, "甲", path="copy.txt", now=LATER) == 0

    assert only(archive) == replace(before, sources=("page.txt", "copy.txt"))


@pytest.mark.fault("R9")
def test_the_same_headline_over_other_words_is_another_story(archive: Archive) -> None:
    save(archive, analysed_article(article("简讯", "今天降温。")))
    save(archive, analysed_article(article("简讯", "图书馆明日闭馆。")), path="other.txt")

    assert len({story.guid for story in archive.stories()}) == 2


def test_a_page_that_says_the_same_twice_has_one_story(archive: Archive) -> None:
    assert save(archive, "甲", "甲") == 1
    assert save(archive, "甲", "甲", fingerprint="2") == 0


@pytest.mark.fault("R4")
def test_a_renamed_file_brings_nothing_new(archive: Archive) -> None:
    save(archive, "甲", "乙", path="a.txt")
    before = [(story.guid, story.updated) for story in archive.stories()]

    assert save(archive, "甲", "乙", path="moved/b.txt", now=LATER) == 0

    assert [(story.guid, story.updated) for story in archive.stories()] == before


@pytest.mark.fault("R4")
def test_two_files_that_are_swapped_swap_no_guids(archive: Archive) -> None:
    day, night = (
        analysed_article(article("天气", "今天白天晴到多云,最高温度十度。")),
        analysed_article(article("天气", "今天夜里晴到多云,最低温度一度。")),
    )
    save(archive, day, path="a.txt")
    save(archive, night, path="b.txt")
    before = {story.guid: (story.analysis, story.updated) for story in archive.stories()}

    save(archive, night, path="a.txt", now=LATER)
    save(archive, day, path="b.txt", now=LATER)

    assert {story.guid: (story.analysis, story.updated) for story in archive.stories()} == before


def test_an_old_copy_does_not_bring_the_old_words_back(archive: Archive) -> None:
    old, new = analysed_article(article("甲", LONG)), analysed_article(article("甲", LONG + "更正:书是新书。"))
    save(archive, old)
    save(archive, old, path="copy.txt")
    save(archive, new, now=LATER)

    assert save(archive, old, path="copy.txt", now=LATER, fingerprint="2") == 0
    assert save(archive, old, path="late copy.txt", now=LATER) == 0

    assert only(archive).analysis == new
    assert len(only(archive).sources) == 3


def test_an_edit_that_is_taken_back_keeps_the_guid(archive: Archive) -> None:
    old, new = analysed_article(article("甲", LONG)), analysed_article(article("甲", LONG + "更正:书是新书。"))
    save(archive, old)
    guid = only(archive).guid
    save(archive, new, now=LATER)

    save(archive, old, now=LATER + timedelta(hours=1))

    assert (only(archive).guid, only(archive).analysis) == (guid, old)
    assert only(archive).updated > LATER


def test_the_first_words_beside_the_edited_story_are_a_story_of_their_own(archive: Archive) -> None:
    old, new = analysed_article(article("甲", LONG)), analysed_article(article("甲", LONG + "更正:书是新书。"))
    save(archive, old)
    save(archive, new, now=LATER)

    assert save(archive, new, old, now=LATER, fingerprint="2") == 1

    assert len({story.guid for story in archive.stories()}) == 2


@pytest.mark.fault("R31")
def test_the_same_files_into_an_empty_archive_give_the_same_guids_in_any_order(archive: Archive) -> None:
    from tests.model.archive import FakeArchive

    other = FakeArchive()
    for number in (1, 2, 3):
        save(archive, f"甲{number}", "乙", path=f"{number}.txt")
    for number in (3, 1, 2):
        save(other, f"甲{number}", "乙", path=f"{number}.txt")

    assert {story.guid for story in archive.stories()} == {story.guid for story in other.stories()}


# What is no longer there


def test_a_story_taken_off_its_page_is_no_longer_published(archive: Archive) -> None:
    save(archive, "甲", "乙")
    gone = next(story for story in archive.stories() if story.headline == "乙")

    assert save(archive, "甲", now=LATER, fingerprint="2") == 1

    assert [story.headline for story in archive.stories()] == ["甲"]
    assert archive.story(gone.id).withdrawn


def test_it_returns_under_its_guid_when_the_page_has_it_again(archive: Archive) -> None:
    save(archive, "甲", "乙")
    before = list(archive.stories())
    save(archive, "甲", now=LATER, fingerprint="2")

    assert save(archive, "甲", "乙", now=LATER, fingerprint="3") == 1

    assert list(archive.stories()) == before


def test_a_story_that_another_file_still_holds_stays(archive: Archive) -> None:
    save(archive, "甲", "乙")
    save(archive, "乙", path="copy.txt")

    save(archive, "甲", now=LATER, fingerprint="2")

    assert {story.headline: story.sources for story in archive.stories()} == {"甲": ("page.txt",), "乙": ("copy.txt",)}


def test_a_file_overwritten_with_the_page_of_another_day_leaves_the_old_stories(archive: Archive) -> None:
    save(archive, analysed_article(article("天气", LONG)), "甲")

    archive.save_page(
        analysed_page(analysed_article(article("天气", LONG + "明天")), of=page(day=date(2023, 2, 8))),
        source_file(),
        LATER,
    )
    archive.save_page(
        analysed_page(analysed_article(article("天气", LONG + "后天")), of=page(day=date(2023, 2, 8))),
        source_file(),
        LATER,
    )

    assert sorted(story.headline for story in archive.stories()) == ["天气", "天气", "甲"]


def test_a_file_without_a_day_in_which_nothing_is_left_holds_another_page(archive: Archive) -> None:
    archive.save_page(analysed_page("甲", "乙", of=page(day=None)), source_file(), NOW)

    archive.save_page(analysed_page(analysed_article(article("丙", LONG)), of=page(day=None)), source_file(), LATER)

    assert {story.headline for story in archive.stories()} == {"甲", "乙", "丙"}


def test_a_page_without_any_story_takes_none_away(archive: Archive) -> None:
    save(archive, "甲")

    assert save(archive, analysed_article(article("广告", kind=ItemKind.AD)), now=LATER) == 0

    assert only(archive).headline == "甲"


def test_a_rejected_file_is_remembered_and_takes_nothing_away(archive: Archive) -> None:
    save(archive, "甲")

    archive.reject(Rejected("page.txt", "not text: \udcb1 \0"), source_file(mark := "page.txt", "2"), LATER)

    assert only(archive).headline == "甲"
    assert archive.fingerprints()[mark] == "2"


# Time


def test_a_page_is_published_at_its_hour_each_story_with_its_own_second(archive: Archive) -> None:
    save(archive, "甲", analysed_article(article("广告", kind=ItemKind.AD)), "乙")

    begin = datetime(2023, 2, 7, 6, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert {story.headline: (story.published - begin).seconds for story in archive.stories()} == {"甲": 0, "乙": 2}


def test_two_pages_of_a_day_share_no_second(archive: Archive) -> None:
    for path in ("A1.txt", "A2.txt", "A3.txt"):
        save(archive, *(f"{path}{number}" for number in range(5)), path=path)

    assert len({story.published for story in archive.stories()}) == 15


@pytest.mark.fault("R28")
def test_nothing_is_published_in_the_future(archive: Archive) -> None:
    for path in ("a.txt", "b.txt"):
        tomorrow = page(day=date(2099, 1, 1), path=path)
        archive.save_page(analysed_page(*(path + name for name in "甲乙丙"), of=tomorrow), source_file(path), NOW)

    moments = {story.published for story in archive.stories()}
    assert len(moments) == 6
    assert NOW - timedelta(seconds=6) < min(moments) <= max(moments) == NOW


@pytest.mark.fault("R28")
@pytest.mark.parametrize("arrived", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)])
def test_a_page_without_a_day_and_a_mad_arrival_is_published_now(archive: Archive, arrived: datetime) -> None:
    archive.save_page(analysed_page("甲", of=page(day=None)), source_file(found_at=arrived), NOW)

    assert only(archive).published == NOW


def test_a_page_without_a_day_is_published_when_it_arrived(archive: Archive) -> None:
    arrived = datetime(2023, 2, 3, 4, 5, 6, tzinfo=UTC)

    archive.save_page(analysed_page("甲", of=page(day=None)), source_file(found_at=arrived), NOW)

    assert only(archive).published == arrived


def test_stories_changed_together_are_updated_in_seconds_of_their_own(archive: Archive) -> None:
    save(archive, *(analysed_article(article(f"标题{number}", LONG)) for number in range(4)))

    save(
        archive,
        *(analysed_article(article(f"标题{number}", LONG + "改。")) for number in range(4)),
        now=LATER,
        fingerprint="2",
    )

    updated = sorted(story.updated for story in archive.stories())
    assert len(set(updated)) == 4
    assert updated[-1] == LATER


def test_every_moment_is_aware(archive: Archive) -> None:
    save(archive, "甲")

    assert only(archive).published.utcoffset() == only(archive).updated.utcoffset() == timedelta(0)


# Looking things up


def test_stories_come_newest_first_and_between_days_of_the_zone(archive: Archive) -> None:
    for day in (3, 1, 2):
        archive.save_page(
            analysed_page(f"{day}日", of=page(day=date(2023, 2, day), path=f"{day}")), source_file(f"{day}"), NOW
        )

    assert [story.headline for story in archive.stories()] == ["3日", "2日", "1日"]
    assert [story.headline for story in archive.stories(first=date(2023, 2, 2))] == ["3日", "2日"]
    assert [story.headline for story in archive.stories(last=date(2023, 2, 2))] == ["2日", "1日"]
    assert [story.headline for story in archive.stories(first=date(2023, 2, 2), last=date(2023, 2, 2))] == ["2日"]


def test_more_stories_than_fit_one_batch_come_all(archive: Archive) -> None:
    save(archive, *(f"第{number}条" for number in range(450)))

    assert len({story.id for story in archive.stories()}) == 450


def test_an_archive_may_grow_while_it_is_read(archive: Archive) -> None:
    save(archive, *(f"第{number}条" for number in range(250)))

    reading = archive.stories()
    next(reading)
    save(archive, "新", path="new.txt")

    assert len(list(reading)) >= 249


def test_a_story_is_found_by_id_guid_and_beginning(archive: Archive) -> None:
    save(archive, "甲")
    story = only(archive)

    assert archive.story(story.id) == archive.story(story.guid) == archive.story(story.id[:6].upper()) == story


@pytest.mark.parametrize("name", ["", "0", "%", "zz", "urn:uuid:1"])
def test_what_names_no_story_or_several_is_not_found(archive: Archive, name: str) -> None:
    save(archive, *(f"第{number}条" for number in range(60)))

    with pytest.raises(NotFound):
        archive.story(name)


def test_the_last_run_is_the_last_that_brought_something(archive: Archive) -> None:
    save(archive, "甲", path="a.txt")
    save(archive, "乙", path="b.txt", now=LATER)
    save(archive, "丙", path="c.txt", now=LATER)
    save(archive, "甲", path="a.txt", now=LATER + timedelta(hours=1), fingerprint="2")

    assert [story.headline for story in archive.stories_of_last_run()] == ["丙", "乙"]


def test_a_reworded_story_belongs_to_the_last_run(archive: Archive) -> None:
    save(archive, analysed_article(article("甲", LONG)), "乙")

    save(archive, analysed_article(article("甲", LONG + "改。")), "乙", now=LATER, fingerprint="2")

    assert [story.headline for story in archive.stories_of_last_run()] == ["甲"]


def test_an_empty_archive_has_nothing(archive: Archive) -> None:
    assert not list(archive.stories())
    assert not list(archive.stories_of_last_run())
    assert archive.story_counts() == {"": 0, "national": 0}
    assert archive.revision() == 0


def test_a_story_counts_once_for_each_region_above_those_it_is_about(archive: Archive) -> None:
    save(
        archive,
        analysed_article("甲", WUJIN, CHANGZHOU),
        analysed_article("乙", SUZHOU),
        analysed_article("丙", national=True),
    )

    assert archive.story_counts() == {"": 3, "national": 1, "320000": 2, "320400": 1, "320412": 1, "320500": 1}


def test_the_revision_grows_when_a_story_changes_and_only_then(archive: Archive) -> None:
    steps = []
    for reports in (
        ["甲"],
        ["甲"],
        ["甲", "乙"],
        ["甲", analysed_article(article("广告", kind=ItemKind.AD))],
        [analysed_article("甲", WUJIN)],
    ):
        save(archive, *reports)
        steps.append((archive.revision(), [story.id for story in archive.stories()]))

    assert [number for number, _ in steps] == [1, 1, 2, 3, 4]


def test_keywords_are_counted_over_the_stories_that_stand(archive: Archive) -> None:
    told = analysed_article("义诊", keywords=("义诊", "医生")), analysed_article("书市", keywords=("医生",))
    archive.save_page(analysed_page(*told), source_file("a.txt"), NOW)
    archive.save_page(analysed_page(analysed_article("撤回", keywords=("撤回",)), "别的"), source_file("b.txt"), NOW)
    archive.save_page(analysed_page("别的"), source_file("b.txt", "2"), NOW)

    assert dict(archive.tag_counts()) == {"义诊": 1, "医生": 2, "图书": 1}
