"""One run over fakes: what comes in goes out, in the order of the files, and nothing stops the others."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import msgspec

from feedpub.edge.templates import templates
from feedpub.model import SourceFile, Spoiled
from feedpub.pipeline import Edges, in_order, poisoned, publish
from feedpub.ports import Cause
from feedpub.settings import Settings, Summaries
from feedpub.testing import NOW, FakeArchive, FakeClock, FakeInbox, FakeShelf, fake_engine
from feedpub.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

PAGE = "武进区开展义诊活动\n\n本报讯 (记者 张明) 近日,武进区举办了一次义诊活动,一百多人参加。\n"


def edges(*files: tuple[str, str]) -> Edges:
    inbox = FakeInbox(dict(files))
    return Edges(FakeClock(), inbox, FakeArchive(), FakeShelf(), fake_engine, templates())


def backwards(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Run everything, and hand the results over in no order at all."""
    results = [do(item) for item in items]
    random.Random(7).shuffle(results)
    yield from results


def gives_up(do: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
    """Make nothing of any item, for now."""
    return (poisoned(item, Cause("killed", is_final=False)) for item in items)


def test_a_page_becomes_documents() -> None:
    world = edges(("a.txt", PAGE))

    outcome = publish(world, Settings())

    assert (outcome.pages, outcome.stories, outcome.spoiled) == (1, 1, [])
    assert outcome.documents > 10


def test_results_are_dealt_with_in_the_order_of_the_files_whatever_the_engine_does() -> None:
    items = list(range(100))

    pairs = list(in_order(backwards, str, items))

    assert pairs == [(number, str(number)) for number in items]


def test_one_bad_page_stops_nothing() -> None:
    world = edges(("a.txt", ""), ("b.txt", PAGE))

    outcome = publish(world, Settings())

    assert [spoiled.path for spoiled in outcome.spoiled] == ["a.txt"]
    assert outcome.stories == 1


def test_a_fault_of_ours_on_one_page_is_said_of_that_page() -> None:
    settings = msgspec.structs.replace(Settings(), summaries=Summaries(method="broken"))

    found = understand(SourceFile("a.txt", PAGE.encode(), NOW), settings)

    assert isinstance(found, Spoiled)
    assert found.path == "a.txt"
    assert "please report it" in found.reason


def test_a_page_that_kills_its_workers_is_given_up_by_name() -> None:
    number, found = poisoned((7, SourceFile("a.txt", b"", NOW)), Cause("takes too long"))

    assert (number, found.path, found.again) == (7, "a.txt", False)
    assert found.reason.startswith("takes too long; it is left out")


def test_a_page_whose_worker_was_killed_is_tried_again_by_the_next_run() -> None:
    world = edges(("a.txt", PAGE))

    def kill(_do: object, items: Iterable[tuple[int, SourceFile]]) -> Iterator[object]:
        return (poisoned(item, Cause("killed", is_final=False)) for item in items)

    killing = replace(world, engine=cast("Engine", kill))

    first = publish(killing, Settings())
    second = publish(world, Settings())

    assert ([spoiled.reason for spoiled in first.spoiled], first.pages) == (["killed; the next run tries it again"], 0)
    assert (second.spoiled, second.pages) == ([], 1)


def test_what_is_written_out_already_is_not_rendered_again() -> None:
    world = edges(("a.txt", PAGE))
    first = publish(world, Settings())

    again = publish(world, Settings(), written=first.revision)

    assert first.documents > 0
    assert again.documents == 0
    assert again.revision == first.revision


def test_heed_is_told_every_file() -> None:
    told: list[tuple[str, str]] = []

    publish(edges(("a.txt", PAGE), ("b.txt", "")), Settings(), lambda step, name: told.append((step, name)))

    assert [name for step, name in told if step == "reading"] == ["a.txt", "b.txt"]
