"""The watched folder -> a bell that rings when something may have changed in it; the look itself is the inbox's.

A ring is only a hint. Events get lost: where the kernel's queue overflows, in a folder that was made a moment ago, on a
network mount. So each ring has an echo, and whoever waits looks through the folder now and then without a ring.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from feedpub.adapters.inbox.scan import is_ignored
from feedpub.adapters.system.filesystem import filesystem_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

EVENT_WINDOW = 0.05
"""Seconds for which events are gathered before the bell rings; also within which a wish to stop is noticed."""

RECHECK_DELAY = 1.0
"""Seconds after a ring at which it rings once more: for what had no event, or came while the folder was looked through.

A slow writer says nothing when it closes its file, and the first file in a new folder may come before its watch.
"""

FOLDER_CHECK_INTERVAL = 2.0
"""Seconds between two looks at whether the folder is still the one that is watched: a mount may hide it."""

ADDED, DELETED = 1, 3
"""As watchfiles numbers them."""

REMOTE_FILESYSTEMS = ("nfs", "cifs", "smb", "9p", "virtiofs", "vboxsf", "afs", "ceph", "glusterfs", "fuse")
"""How the names of file systems begin that tell us nothing of what others write to them."""


class InotifyWatcher:
    """Keeps the promise of `feedpub.ports.Bell` for a folder and all below it.

    Without events it rings every `period` seconds. `stop` says whether waiting is to end early; it is asked often.
    """

    def __init__(
        self, folder: Path, mode: str, poll_interval: float, should_stop: Callable[[], bool] = lambda: False
    ) -> None:
        self._folder = folder
        self._poll_interval = poll_interval
        self._should_stop = should_stop
        self._watch: Any = None
        self._folder_identity: tuple[int, int] | None = None
        self._recheck_at: float | None = None
        self._poll_at = time.monotonic() + poll_interval
        self._renamed: set[str] = set()
        self.fallback_reason = ""
        """Why it does not hear of events, where it does not; the person on duty should know."""
        if mode == "poll":
            self._start_polling("the settings say so (watch.mode)")
        elif (filesystem := filesystem_type(folder)).startswith(REMOTE_FILESYSTEMS):
            self._start_polling(f"a file system of the kind {filesystem} does not tell what other machines write")
        else:
            self._start_watching()

    def wait(self, seconds: float) -> bool:
        """Return True at once when something may have changed, False when the seconds are over or `stop` says so."""
        started = time.monotonic()
        end = started + seconds
        while not self._should_stop():
            now = time.monotonic()
            if self._is_due(now) or self._folder_was_replaced():
                return True
            if not started <= now < end:  # a virtual machine's clock may go back; whoever waits comes again
                return False
            wake_at = min(
                end, self._poll_at if self.fallback_reason else now + FOLDER_CHECK_INTERVAL, self._recheck_at or end
            )
            if self._wait_for_events(min(max(wake_at - now, 0.001), seconds)):
                self._recheck_at = time.monotonic() + RECHECK_DELAY
                return True
        return False

    def renamed_in(self) -> Collection[str]:
        """Return the paths below the folder of what was renamed into it since the last call, as far as is known."""
        if self._watch is not None and self._wait_for_events(EVENT_WINDOW):
            self._recheck_at = time.monotonic() + RECHECK_DELAY
        found, self._renamed = self._renamed, set()
        return found

    def close(self) -> None:
        """Hear no more."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _is_due(self, now: float) -> bool:
        if self._recheck_at is not None and not now < self._recheck_at <= now + RECHECK_DELAY:
            self._recheck_at = None
            return True
        if self.fallback_reason and not now < self._poll_at <= now + self._poll_interval:
            self._poll_at = now + self._poll_interval
            return True
        return False

    def _folder_was_replaced(self) -> bool:
        """Begin anew where another folder stands at the place, after a mount or its return; say whether it is so."""
        identity = _identity_of(self._folder)
        if identity == self._folder_identity:
            return False
        if self.fallback_reason:
            self._folder_identity = identity
        else:
            self._start_watching()
        return identity is not None

    def _start_watching(self) -> None:
        """Watch the folder that stands there now; without one, wait for it; where that cannot be, go polling."""
        self.close()
        self._folder_identity = _identity_of(self._folder)
        if self._folder_identity is None:
            return
        try:
            self._watch = _open_watch(self._folder)
        except FileNotFoundError:
            self._folder_identity = None  # gone between two calls
        except Exception as error:
            self._start_polling(_failure_reason(error))

    def _start_polling(self, reason: str) -> None:
        self.close()
        self._folder_identity = _identity_of(self._folder)
        self.fallback_reason = f"{self._folder}: no events, {reason}; looking every {self._poll_interval:g} s instead"

    def _wait_for_events(self, seconds: float) -> bool:
        """Wait for events; say whether one may concern a page."""
        if self._watch is None:
            time.sleep(min(seconds, EVENT_WINDOW * 4))
            return False
        step = round(EVENT_WINDOW * 1000)
        try:
            events = self._watch.watch(step, step, max(round(seconds * 1000), 1), _StopEvent(self._should_stop))
        except Exception as error:
            # Names that are not UTF-8 break the watch for good; anything else, such as the limit of watches that a new
            # folder has met, would come again.
            if "decode path" in str(error):
                self._start_watching()
            else:
                self._start_polling(_failure_reason(error))
            return True
        if isinstance(events, str):
            return False
        self._record_renames(events)
        return any(self._is_relevant(path) for _, path in events)

    def _record_renames(self, raw_events: Iterable[tuple[int, str]]) -> None:
        """Keep what appeared when something else disappeared; what is new by itself may only be begun."""
        events = list(raw_events)
        deleted = {path for change, path in events if change == DELETED}
        if deleted:
            root = os.fspath(self._folder.absolute())
            added = {os.path.relpath(path, root) for change, path in events if change == ADDED and path not in deleted}
            self._renamed |= added

    def _is_relevant(self, path: str) -> bool:
        name = os.path.relpath(path, self._folder.absolute())
        return not any(is_ignored(part) for part in name.split("/") if part != ".")


def _open_watch(folder: Path) -> Any:
    """Return a watch on a folder and all below it that may be entered; the inbox names what may not."""
    from watchfiles._rust_notify import RustNotify

    paths = [os.fspath(folder.absolute())]
    try:
        return RustNotify(paths, False, False, 0, True, False)
    except PermissionError:
        return RustNotify(paths, False, False, 0, True, True)  # this hides the limit of watches, so it comes second


class _StopEvent:
    """A question in the form that watchfiles asks."""

    def __init__(self, should_stop: Callable[[], bool]) -> None:
        self._should_stop = should_stop

    def is_set(self) -> bool:
        """Whether to stop."""
        return self._should_stop()


def _identity_of(folder: Path) -> tuple[int, int] | None:
    """Return which folder stands at a place, or None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _failure_reason(error: Exception) -> str:
    message = str(error)
    if "limit" in message or "No space left" in message:
        return f"the kernel's limit of watches is met ({message}); raise fs.inotify.max_user_watches"
    if "Too many open files" in message:
        return f"no more watchers may be opened ({message}); raise fs.inotify.max_user_instances"
    return f"the watch failed ({message})"
