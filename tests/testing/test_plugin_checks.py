"""The checks for plugin authors: ours pass, and each broken promise is found."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from feedpub import plugins
from feedpub.model import Page, Rejected, Summary
from feedpub.testing import article, check_reader, check_summariser

if TYPE_CHECKING:
    from feedpub.model import Article, SourceFile
    from feedpub.settings import Settings, Summaries

SAMPLE = {"page.txt": "社区图书角开张\n\n居民带来了旧书。\n".encode()}
numbers = count()


def good(file: SourceFile, settings: Settings) -> Page | Rejected:
    try:
        return Page(file.path, tuple(file.content.decode().splitlines()))
    except UnicodeDecodeError:
        return Rejected(file.path, "not UTF-8; save it as such")


def raises(file: SourceFile, settings: Settings) -> Page | Rejected:
    return Page(file.path, tuple(file.content.decode().splitlines()))


def forgets_the_path(file: SourceFile, settings: Settings) -> Page | Rejected:
    return Page("page", ())


def keeps_line_breaks(file: SourceFile, settings: Settings) -> Page | Rejected:
    return Page(file.path, ("one\ntwo",))


def says_no_reason(file: SourceFile, settings: Settings) -> Page | Rejected:
    return good(file, settings) if file.content in SAMPLE.values() else Rejected(file.path, "")


def is_moody(file: SourceFile, settings: Settings) -> Page | Rejected:
    return Page(file.path, (str(next(numbers)),))


def rejects_all(file: SourceFile, settings: Settings) -> Page | Rejected:
    return Rejected(file.path, "no")


def test_a_good_reader_passes() -> None:
    check_reader(good, SAMPLE)


@pytest.mark.parametrize("name", ["txt", "md"])
def test_our_readers_pass(name: str) -> None:
    check_reader(plugins.load("read", name), {f"page.{name}": SAMPLE["page.txt"]})


@pytest.mark.parametrize(
    "reader", [raises, forgets_the_path, keeps_line_breaks, says_no_reason, is_moody, rejects_all, lambda *_: None]
)
def test_a_reader_that_breaks_a_promise_is_found(reader: object) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - what it raises is the plugin's own affair
        check_reader(reader, SAMPLE)  # type: ignore[arg-type]  # that is what is tried


def terse(item: Article, summaries: Summaries) -> Summary:
    return Summary(item.text[: summaries.text], ("图书",), item.text[: summaries.brief], item.text[: summaries.long])


def endless(item: Article, summaries: Summaries) -> Summary:
    return Summary(item.text * 100, ())


def broken(item: Article, summaries: Summaries) -> Summary:
    return Summary("图书\n开张", ())


def stammers(item: Article, summaries: Summaries) -> Summary:
    return Summary("图书", ("图书", "图书"))


def differs(item: Article, summaries: Summaries) -> Summary:
    return Summary(str(next(numbers)), ())


def test_a_good_summariser_passes() -> None:
    check_summariser(terse, [article()])


@pytest.mark.parametrize("summariser", [endless, broken, stammers, differs])
def test_a_summariser_that_breaks_a_promise_is_found(summariser: object) -> None:
    with pytest.raises(AssertionError):
        check_summariser(summariser, [article()])  # type: ignore[arg-type]  # that is what is tried
