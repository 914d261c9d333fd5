"""The calls of an undisturbed run -> where a power cut could have undone what the run relied on.

The rules, each from fsync(2), rename(2) and https://www.sqlite.org/lockingv3.html:

- A file is on the disk before it gets its name, or else the name may outlive the contents.
- A folder is on the disk, with all names made, changed and removed in it, before the run says that it succeeded.
- The archive is on the disk, and its journal is gone for good, before any document made from it gets its name or loses
  it; a journal that came back would undo a commit of which readers have been told.
- What the run wrote and did not rename is on the disk in the end, too.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

from feedpub.adapters.system.filesystem import TEMPORARY_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tests.faults.crash.effects import Call

WRITES = frozenset({"write", "writev", "pwrite64", "pwritev", "ftruncate", "truncate", "fallocate", "copy_file_range"})
RENAMES = frozenset({"rename", "renameat", "renameat2", "link", "linkat"})
REMOVALS = frozenset({"unlink", "unlinkat", "rmdir"})


class UnsyncedState:
    """What of the files below the state and the output is not yet on the disk, call by call."""

    def __init__(self, state: Path, output: Path) -> None:
        self._state, self._output = str(state), str(output)
        self._dirty: set[str] = set()
        self._names: dict[str, set[str]] = defaultdict(set)

    def apply(self, call: Call) -> Iterator[str]:
        """Take note of a call that worked, and say what was wrong with it."""
        paths = [
            path for path in call.paths if path.startswith((self._state, self._output)) and not path.endswith("lock")
        ]
        if call.call == "syncfs":
            self._dirty.clear()
            self._names.clear()
        elif call.call in {"fsync", "fdatasync"}:
            self._dirty -= {*paths}
            for path in paths:
                self._names.pop(path, None)
        elif paths:
            yield from self._change(call, paths)

    def pending(self, root: str) -> list[str]:
        """Return what lies below the folder and could be lost."""
        names = [f"{name} in {folder}" for folder, names in self._names.items() for name in names]
        return sorted(path for path in [*self._dirty, *names] if root in path)

    def _change(self, call: Call, paths: list[str]) -> Iterator[str]:
        path = paths[-1]
        if path.startswith(self._output) and call.call in RENAMES | REMOVALS and TEMPORARY_PREFIX not in path:
            yield from (
                f"{call.call} {path}, while not on the disk: {each}"
                for each in self.pending(self._state)
                if call.call in RENAMES or "documents-" not in each  # what was removed need not be remembered
            )
        if call.call in WRITES:
            self._dirty.add(path)
        elif call.call in RENAMES:
            if paths[0] in self._dirty:
                yield f"{paths[0]} got its name {path} before it was on the disk"
            self._dirty.discard(paths[0])
            self._record_name(paths[0], "removal of ")
            self._record_name(path)
        elif call.call in REMOVALS:
            self._dirty.discard(path)
            self._record_name(path, "removal of ")
        elif call.call in {"mkdir", "mkdirat", "symlink", "symlinkat"} or "O_EXCL" in call.arguments:
            self._record_name(path)

    def _record_name(self, path: str, what: str = "") -> None:
        pure = PurePath(path)
        here = self._names[str(pure.parent)]
        undone = {pure.name, f"removal of {pure.name}"}
        made_and_gone = what and pure.name in here
        here -= undone
        if not made_and_gone:
            here.add(what + pure.name)


def durability_risks(calls: Iterable[Call], state: Path, output: Path, log: Path) -> Iterator[str]:
    """Yield what a power cut could have undone; `log` is where the run said what it did."""
    unsynced = UnsyncedState(state, output)
    for call in calls:
        if not call.succeeded:
            continue
        if call.call == "write" and call.path == str(log):
            yield from (f"success was reported, while not on the disk: {each}" for each in unsynced.pending(""))
        yield from unsynced.apply(call)
    yield from (f"not on the disk in the end: {each}" for each in unsynced.pending(""))
