"""One run over fakes: what comes in goes out, in the order of the files, and nothing stops the others."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import msgspec

from feedpub.adapters.templates import load_templates
from feedpub.model import Rejected, SourceFile
from feedpub.pipeline.analyse import analyse
from feedpub.pipeline.publish import in_order, publish, rejected_by_worker
from feedpub.pipeline.run import Adapters
from feedpub.ports import FailureReason
from feedpub.settings import Settings, Summaries
from feedpub.testing import NOW, FakeClock, FakeInbox, FakeOutput, fake_engine
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

PAGE = "武进区开展义诊活动\n\n本报讯 (记者 张明) 近日,武进区举办了一次义诊活动,一百多人参加。\n"


def open_adapters(*files: tuple[str, str]) -> Adapters:
    inbox = FakeInbox(dict(files))
    return Adapters(FakeClock(), inbox, FakeArchive(), FakeOutput(), fake_engine, load_templates())


def backwards(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Run everything, and hand the results over in no order at all."""
    results = [do(item) for item in items]
    random.Random(7).shuffle(results)
    yield from results


def fail_every_item(do: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """Make nothing of any item, for now."""
    return (rejected_by_worker(item, FailureReason("killed", is_final=False)) for item in items)


def test_a_page_becomes_documents() -> None:
    adapters = open_adapters(("a.txt", PAGE))

    result = publish(adapters, Settings())

    assert (result.pages, result.stories, result.rejected) == (1, 1, [])
    assert result.documents > 10


def test_results_are_dealt_with_in_the_order_of_the_files_whatever_the_engine_does() -> None:
    items = list(range(100))

    pairs = list(in_order(backwards, str, items))

    assert pairs == [(number, str(number)) for number in items]


def test_one_bad_page_stops_nothing() -> None:
    adapters = open_adapters(("a.txt", ""), ("b.txt", PAGE))

    result = publish(adapters, Settings())

    assert [rejected.path for rejected in result.rejected] == ["a.txt"]
    assert result.stories == 1


def test_an_error_of_ours_on_one_page_is_reported_for_that_page() -> None:
    settings = msgspec.structs.replace(Settings(), summaries=Summaries(method="broken"))

    found = analyse(SourceFile("a.txt", PAGE.encode(), NOW), settings)

    assert isinstance(found, Rejected)
    assert found.path == "a.txt"
    assert "please report it" in found.reason


def test_a_page_that_kills_its_workers_is_rejected_by_name() -> None:
    number, found = rejected_by_worker((7, SourceFile("a.txt", b"", NOW)), FailureReason("takes too long"))

    assert (number, found.path, found.retry) == (7, "a.txt", False)
    assert found.reason.startswith("takes too long; it is left out")


def test_a_page_whose_worker_was_killed_is_tried_again_by_the_next_run() -> None:
    adapters = open_adapters(("a.txt", PAGE))

    def kill(_do: object, items: Iterable[tuple[int, SourceFile]]) -> Iterator[object]:
        return (rejected_by_worker(item, FailureReason("killed", is_final=False)) for item in items)

    killing = replace(adapters, engine=cast("Engine", kill))

    first = publish(killing, Settings())
    second = publish(adapters, Settings())

    assert ([rejected.reason for rejected in first.rejected], first.pages) == (
        ["killed; the next run tries it again"],
        0,
    )
    assert (second.rejected, second.pages) == ([], 1)


def test_what_is_written_out_already_is_not_rendered_again() -> None:
    adapters = open_adapters(("a.txt", PAGE))
    first = publish(adapters, Settings())

    again = publish(adapters, Settings(), written_revision=first.revision)

    assert first.documents > 0
    assert again.documents == 0
    assert again.revision == first.revision


def test_on_progress_is_called_for_every_file() -> None:
    calls: list[tuple[str, str]] = []

    publish(open_adapters(("a.txt", PAGE), ("b.txt", "")), Settings(), lambda step, name: calls.append((step, name)))

    assert [name for step, name in calls if step == "reading"] == ["a.txt", "b.txt"]
