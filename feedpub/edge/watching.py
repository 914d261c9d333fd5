"""The watched folder -> a bell that rings when something may have changed in it; the look itself is the inbox's.

A ring is only a hint. Events get lost: where the kernel's queue overflows, in a folder that was made a moment ago, on a
network mount. So each ring has an echo, and whoever waits looks through the folder now and then without a ring.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from feedpub.edge.looking import is_passed_over
from feedpub.edge.mounts import kind_of_mount

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

STEP = 0.05
"""Seconds for which events are gathered before the bell rings; also within which a wish to stop is noticed."""

ECHO = 1.0
"""Seconds after a ring at which it rings once more: for what had no event, or came while the folder was looked through.

A slow writer says nothing when it closes its file, and the first file in a new folder may come before its watch.
"""

CHECK = 2.0
"""Seconds between two looks at whether the folder is still the one that is watched: a mount may hide it."""

ADDED, DELETED = 1, 3
"""As watchfiles numbers them."""

DISTANT = ("nfs", "cifs", "smb", "9p", "virtiofs", "vboxsf", "afs", "ceph", "glusterfs", "fuse")
"""How the names of file systems begin that tell us nothing of what others write to them."""


class FolderBell:
    """Keeps the promise of `feedpub.ports.Bell` for a folder and all below it.

    Without events it rings every `period` seconds. `stop` says whether waiting is to end early; it is asked often.
    """

    def __init__(self, folder: Path, mode: str, period: float, stop: Callable[[], bool] = lambda: False) -> None:
        self._folder = folder
        self._period = period
        self._stop = stop
        self._watch: Any = None
        self._place: tuple[int, int] | None = None
        self._echo: float | None = None
        self._poll = time.monotonic() + period
        self._whole: set[str] = set()
        self.note = ""
        """Why it does not hear of events, where it does not; the person on duty is to be told."""
        if mode == "poll":
            self._go_polling("the settings say so (watch.mode)")
        elif (kind := kind_of_mount(folder)).startswith(DISTANT):
            self._go_polling(f"a file system of the kind {kind} does not tell what other machines write")
        else:
            self._listen()

    def wait(self, seconds: float) -> bool:
        """Return True at once when something may have changed, False when the seconds are over or `stop` says so."""
        begin = time.monotonic()
        end = begin + seconds
        while not self._stop():
            now = time.monotonic()
            if self._is_due(now) or self._has_moved():
                return True
            if not begin <= now < end:  # a virtual machine's clock may go back; whoever waits comes again
                return False
            until = min(end, self._poll if self.note else now + CHECK, self._echo or end)
            if self._hear(min(max(until - now, 0.001), seconds)):
                self._echo = time.monotonic() + ECHO
                return True
        return False

    def whole(self) -> Collection[str]:
        """Return the paths below the folder of what was renamed into it since the last call, as far as is known."""
        if self._watch is not None and self._hear(STEP):
            self._echo = time.monotonic() + ECHO
        found, self._whole = self._whole, set()
        return found

    def close(self) -> None:
        """Hear no more."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _is_due(self, now: float) -> bool:
        if self._echo is not None and not now < self._echo <= now + ECHO:
            self._echo = None
            return True
        if self.note and not now < self._poll <= now + self._period:
            self._poll = now + self._period
            return True
        return False

    def _has_moved(self) -> bool:
        """Begin anew where another folder stands at the place, after a mount or its return; say whether it is so."""
        place = _place(self._folder)
        if place == self._place:
            return False
        if self.note:
            self._place = place
        else:
            self._listen()
        return place is not None

    def _listen(self) -> None:
        """Watch the folder that stands there now; without one, wait for it; where that cannot be, go polling."""
        self.close()
        self._place = _place(self._folder)
        if self._place is None:
            return
        try:
            self._watch = _watch(self._folder)
        except FileNotFoundError:
            self._place = None  # gone between two calls
        except Exception as error:
            self._go_polling(_reason(error))

    def _go_polling(self, why: str) -> None:
        self.close()
        self._place = _place(self._folder)
        self.note = f"{self._folder}: no events, {why}; looking every {self._period:g} s instead"

    def _hear(self, seconds: float) -> bool:
        """Wait for events; say whether one may concern a page."""
        if self._watch is None:
            time.sleep(min(seconds, STEP * 4))
            return False
        step = round(STEP * 1000)
        try:
            heard = self._watch.watch(step, step, max(round(seconds * 1000), 1), _Asked(self._stop))
        except Exception as error:
            # Names that are not UTF-8 break the watch for good; anything else, such as the limit of watches that a new
            # folder has met, would come again.
            if "decode path" in str(error):
                self._listen()
            else:
                self._go_polling(_reason(error))
            return True
        if isinstance(heard, str):
            return False
        self._note_renames(heard)
        return any(self._concerns(path) for _, path in heard)

    def _note_renames(self, heard: Iterable[tuple[int, str]]) -> None:
        """Keep what appeared when something else disappeared; what is new by itself may only be begun."""
        events = list(heard)
        gone = {path for change, path in events if change == DELETED}
        if gone:
            here = os.fspath(self._folder.absolute())
            came = {os.path.relpath(path, here) for change, path in events if change == ADDED and path not in gone}
            self._whole |= came

    def _concerns(self, path: str) -> bool:
        name = os.path.relpath(path, self._folder.absolute())
        return not any(is_passed_over(part) for part in name.split("/") if part != ".")


def _watch(folder: Path) -> Any:
    """Return a watch on a folder and all below it that may be entered; the inbox names what may not."""
    from watchfiles._rust_notify import RustNotify

    where = [os.fspath(folder.absolute())]
    try:
        return RustNotify(where, False, False, 0, True, False)
    except PermissionError:
        return RustNotify(where, False, False, 0, True, True)  # this hides the limit of watches, so it comes second


class _Asked:
    """A question in the form that watchfiles asks."""

    def __init__(self, stop: Callable[[], bool]) -> None:
        self._stop = stop

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._stop()


def _place(folder: Path) -> tuple[int, int] | None:
    """Return which folder stands at a place, or None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _reason(error: Exception) -> str:
    words = str(error)
    if "limit" in words or "No space left" in words:
        return f"the kernel's limit of watches is met ({words}); raise fs.inotify.max_user_watches"
    if "Too many open files" in words:
        return f"no more watchers may be opened ({words}); raise fs.inotify.max_user_instances"
    return f"the watch failed ({words})"
