"""Checks for authors of plugins: what every reader and every summariser must keep, tried on the author's own samples.

def test_my_reader() -> None:
    check_reader(my_package.read, {"page.pdf": Path("page.pdf").read_bytes()})
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

from feedpub.model import Page, Rejected
from feedpub.settings import Settings
from feedpub.testing.builders import source_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from feedpub.model import Article, SourceFile, Summary
    from feedpub.settings import Summaries

BROKEN_CONTENTS = (b"", b"\0", b"\xff" * 64, bytes(range(256)), "一".encode("utf-16"), b"PK\x03\x04", b"%PDF-1.7\n")
"""What arrives under any name, sooner or later."""


def check_reader(
    read: Callable[[SourceFile, Settings], Page | Rejected],
    samples: Mapping[str, bytes],
    settings: Settings | None = None,
) -> None:
    """Raise `AssertionError` where a reader breaks its promise on the samples (name -> bytes), whole, cut or rotten."""
    chosen = settings or Settings()
    _check_pickles(read)
    for path, content in samples.items():
        assert isinstance(_check_read(read, path, content, chosen), Page), f"{path}: a good sample must be a Page"
        for bad in (*BROKEN_CONTENTS, content[: len(content) // 2], content[::-1]):
            _check_read(read, path, bad, chosen)


def check_summariser(
    summarise: Callable[[Article, Summaries], Summary], samples: Iterable[Article], summaries: Summaries | None = None
) -> None:
    """Raise `AssertionError` where a summariser is too long, breaks lines, or does not say the same thing twice."""
    chosen = summaries or Settings().summaries
    _check_pickles(summarise)
    for article in samples:
        summary = summarise(article, chosen)
        assert summarise(article, chosen) == summary, f"{article.title}: the same article must give the same summary"
        for text, limit in ((summary.brief, chosen.brief), (summary.text, chosen.text), (summary.long, chosen.long)):
            assert _length(text) <= limit, f"{article.title}: {text!r} is longer than {limit}"
            assert "\n" not in text, f"{article.title}: {text!r} is more than one line"
        assert len(set(summary.keywords)) == len(summary.keywords), f"{article.title}: a keyword comes twice"


def _check_read(
    read: Callable[[SourceFile, Settings], Page | Rejected], path: str, content: bytes, settings: Settings
) -> Any:
    """Return what the reader makes of a file, after what must be true of it, good or bad; it never raises."""
    file = source_file(path, content=content)
    found = read(file, settings)
    assert read(file, settings) == found, f"{path}: the same bytes must give the same result"
    assert found.path == path, f"{path}: came back as {found.path}"
    if isinstance(found, Rejected):
        assert found.reason.strip(), f"{path}: rejected, and no word why"
    else:
        assert not any("\n" in line or "\r" in line for line in found.lines), f"{path}: a line holds a line break"
    _check_pickles(found)
    return found


def _check_pickles(value: object) -> None:
    """Raise where a value does not survive the way to a worker, which is another process."""
    assert pickle.loads(pickle.dumps(value)) == value, f"{value!r} cannot be sent to a worker"  # noqa: S301 - our own


def _length(text: str) -> int:
    return len("".join(text.split()))
