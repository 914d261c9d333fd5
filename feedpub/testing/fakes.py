"""A fake for every port but the archive: each keeps its promise in memory, and shows what was done with it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from feedpub.model import Rejected, SourceFile
from feedpub.testing.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import datetime, timedelta

    from feedpub.model import Document
    from feedpub.ports import R, T


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._now

    def move(self, by: timedelta) -> None:
        """Set the clock forward, or back."""
        self._now += by


class FakeInbox:
    """A watched folder of files by path, all complete; `restless` is what the folder's would be."""

    def __init__(self, files: Mapping[str, bytes | str] | None = None, found_at: datetime = NOW) -> None:
        self._files: dict[str, SourceFile | Rejected] = {}
        self._writes = 0
        self._found_at = found_at
        self.unstable: tuple[str, ...] = ()
        for path, content in (files or {}).items():
            self.put(path, content)

    def put(self, path: str, content: bytes | str) -> None:
        """Put a file into the folder, or other bytes into one that is there."""
        raw = content.encode() if isinstance(content, str) else content
        self._writes += 1
        self._files[path] = SourceFile(path, raw, self._found_at, str(self._writes))

    def put_unreadable(self, path: str, reason: str) -> None:
        """Put a file into the folder that cannot be read."""
        self._writes += 1
        self._files[path] = Rejected(path, reason, str(self._writes))

    def remove(self, path: str) -> None:
        """Take a file out of the folder."""
        del self._files[path]

    def missing_files(self, known_paths: Collection[str]) -> frozenset[str] | None:
        """Return which of the known files the folder does not have; None where it is empty."""
        return frozenset(known_paths) - self._files.keys() if self._files else None

    def new_files(self, known_fingerprints: Mapping[str, str]) -> Iterator[SourceFile | Rejected]:
        """Yield what is new or changed since `known`, in the order of the paths."""
        return (file for path, file in sorted(self._files.items()) if known_fingerprints.get(path) != file.fingerprint)


class FakeWatcher:
    """A bell that rings as `rings` say, one after another, and then no more; `waited` are the seconds of each wait."""

    def __init__(self, events: Iterable[bool] = (), renamed: Iterable[str] = ()) -> None:
        self._events = iter(events)
        self._renamed = set(renamed)
        self.waited: list[float] = []
        self.fallback_reason = ""
        self.closed = False

    def wait(self, seconds: float) -> bool:
        """Return the next of the rings at once, False when there are no more."""
        self.waited.append(seconds)
        return next(self._events, False)

    def renamed_in(self) -> Collection[str]:
        """Return the paths that were given, once."""
        found, self._renamed = self._renamed, set()
        return found

    def close(self) -> None:
        """Note that nobody waits any more."""
        self.closed = True


class FakeOutput:
    """The finished documents by path, in `documents`."""

    def __init__(self) -> None:
        self.documents: dict[str, bytes] = {}

    def write(self, documents: Iterable[Document], prune: Iterable[str] = ()) -> int:
        """Store the documents where they differ, remove what is not wanted any more; return how many did or were."""
        changed, wanted = 0, set()
        for document in documents:
            wanted.add(document.path)
            changed += self.documents.get(document.path) != document.content
            self.documents[document.path] = document.content
        tops = tuple(f"{top.rstrip('/')}/" if top.strip("/") else "" for top in prune)
        stale = [path for path in self.documents if tops and path.startswith(tops) and path not in wanted]
        for path in stale:
            del self.documents[path]
        return changed + len(stale)


class FakeTemplates:
    """Templates that show their name and their values, escaped, in the order of the values' names."""

    def render(self, name: str, /, **values: Any) -> str:
        """Return one line per value under the name of the template."""
        return "\n".join([name, *(f"{key}={escape(str(value))}" for key, value in sorted(values.items()))])


def fake_engine(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `do(item)` for every item, each two in the wrong order: no pipeline may depend on it."""
    source = iter(items)
    for item in source:
        for other in source:
            yield do(other)
            break
        yield do(item)
