"""What a run learns of a paper's home counts from the next run on, whatever order the engine keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import PaperCoverage
from feedpub.pipeline.publish import ingest
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings, parse_settings
from feedpub.stages.locate import homes_from_votes
from feedpub.testing import FakeClock, FakeInbox, FakeOutput, FakeTemplates, fake_engine
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

DEEDS = ("举办义诊活动", "新建健身步道", "开展消防演练", "慰问一线职工", "召开安全会议", "修缮老旧小区")
LONE = "铁西区慰问环卫职工\n\n本报讯 (记者 张明) 近日,铁西区慰问环卫职工,送去手套和雨衣。\n"
OURS = "职工运动会开幕\n\n本报讯 (记者 张明) 近日,我市职工运动会开幕,运动员有一百多人。\n\n"


def run_in_order(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    yield from map(do, items)


def stories(deed: str, city: str = "鞍山市") -> str:
    return f"{city}{deed}\n\n本报讯 (记者 张明) 近日,{city}{deed},参加的有一百多人。\n\n"


def pages(*, of: int = 2, body: str | None = None) -> dict[str, bytes | str]:
    text = body or "".join(map(stories, DEEDS))
    return {f"钢都晚报/2023-02-0{day}/A1.txt": text for day in range(1, of + 1)}


def open_adapters(files: dict[str, bytes | str], engine: Engine = fake_engine) -> Adapters:
    return Adapters(FakeClock(), FakeInbox(files), FakeArchive(), FakeOutput(), engine, FakeTemplates())


def ingest_all(adapters: Adapters, settings: Settings | None = None) -> None:
    ingest(adapters, settings or Settings(), lambda _step, _name: None)


def regions(adapters: Adapters, title: str) -> list[str]:
    (found,) = (story for story in adapters.archive.stories() if story.headline == title)
    return ["/".join(match.region.path) for match in found.analysis.focus.regions]


def test_the_order_of_the_engine_teaches_nothing_else() -> None:
    found = []
    for engine in (run_in_order, fake_engine):
        adapters = open_adapters(pages(of=4) | {"钢都晚报/2023-02-05/A1.txt": LONE}, engine)
        ingest_all(adapters)
        found.append((list(adapters.archive.paper_coverage()), regions(adapters, "铁西区慰问环卫职工")))

    assert found[0] == found[1]


def test_a_rebuilt_archive_learns_the_same() -> None:
    daily = open_adapters({})
    for path, text in pages(of=3).items():
        daily.inbox.put(path, text)  # type: ignore[attr-defined]  # the fake's own
        ingest_all(daily)
    rebuilt = open_adapters(pages(of=3))
    ingest_all(rebuilt)

    assert list(daily.archive.paper_coverage()) == list(rebuilt.archive.paper_coverage())
    assert homes_from_votes(rebuilt.archive.paper_coverage()) == {"钢都晚报": ("辽宁省", "鞍山市")}


def test_a_second_run_changes_nothing() -> None:
    adapters = open_adapters(pages() | {"钢都晚报/2023-02-05/A1.txt": LONE})
    ingest_all(adapters)
    before = (list(adapters.archive.stories()), list(adapters.archive.paper_coverage()), adapters.archive.revision())
    ingest_all(adapters)

    assert (
        list(adapters.archive.stories()),
        list(adapters.archive.paper_coverage()),
        adapters.archive.revision(),
    ) == before


def test_stories_that_only_say_our_city_vote_for_nobody_so_a_wrong_home_cannot_confirm_itself() -> None:
    settings = parse_settings('[papers."钢都晚报"]\nhome = "辽宁省/沈阳市"\n', {})
    edges = open_adapters(pages(of=4, body=OURS + LONE))
    ingest_all(edges, settings)

    assert list(edges.archive.paper_coverage()) == [PaperCoverage("钢都晚报", 4, {})]


def test_a_wrong_setting_does_not_keep_the_pages_from_voting_right() -> None:
    settings = parse_settings('[papers."钢都晚报"]\nhome = "江苏省/常州市"\n', {})
    edges = open_adapters(pages())
    ingest_all(edges, settings)

    assert homes_from_votes(edges.archive.paper_coverage()) == {"钢都晚报": ("辽宁省", "鞍山市")}


def test_a_home_in_the_front_matter_goes_before_what_was_learnt() -> None:
    edges = open_adapters(pages())
    ingest_all(edges)
    edges.inbox.put("钢都晚报/2023-02-05/A1.txt", f"---\nhome: 辽宁省/沈阳市\n---\n{LONE}")  # type: ignore[attr-defined]  # the fake's own
    ingest_all(edges)

    assert regions(edges, "铁西区慰问环卫职工") == ["辽宁省/沈阳市/铁西区"]
