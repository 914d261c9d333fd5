"""The service: at each tick, what has to be done is found out from the folder and the archive, and is done.

Nothing that goes wrong ends it. What cannot be done is tried again, ever more seldom, and makes the service not ready
until it was done; whatever was open is closed after an error that nobody foresaw, and opened anew.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from feedpub.cli.ailments import Ailments
from feedpub.cli.jobs import duties
from feedpub.cli.ping import in_background
from feedpub.cli.sending import Sending
from feedpub.cli.signs import STUCK, Signs
from feedpub.cli.speak import count
from feedpub.cli.world import Ear, open_world
from feedpub.edge.clock import Lived
from feedpub.edge.database import path_of
from feedpub.edge.lock import RUNNING, lock
from feedpub.edge.notify import notify
from feedpub.edge.watching import FolderBell
from feedpub.errors import AnotherIsRunning, ArchiveError, FeedpubError, OutputError, SettingsError
from feedpub.model import JobRun, Ran
from feedpub.pipeline import Outcome, take_in, write_out
from feedpub.timetable import outstanding, perform

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from feedpub.cli.places import Places
    from feedpub.cli.tell import Teller
    from feedpub.cli.world import Opened
    from feedpub.edge.archive import Archive
    from feedpub.edge.pinging import Pinging
    from feedpub.timetable import Duty, Signals

T = TypeVar("T")

TURN = 1.0
"""Seconds for which the service waits while an editor's command writes; then it looks again at the next tick."""

NAP = 0.1
"""Seconds for which a wish to stop waits while a file is watched that was written just now."""

NOTED = 600.0
"""Seconds after which a look that brought nothing is put on record again."""

SHARE = 3.0
"""So many times as long as a look took, the next one waits at least: a folder that never rests is not all we do."""


class Service:
    """Watches, publishes and, with `hours`, does the jobs of the timetable, whenever `tick` is called."""

    def __init__(
        self, places: Places, tell: Teller, signals: Signals, *, engine: str | None = None, hours: bool = True
    ) -> None:
        self.places = places
        self.ailments = Ailments(tell)
        self._tell = tell
        self._signals = signals
        self._engine = engine
        self._hours = hours
        self._stack = ExitStack()
        self._held = ExitStack()
        self._is_held = False
        self._opened: Opened | None = None
        self._place: tuple[int, int] | None = None
        self._bell: FolderBell | None = None
        self._pinging: Pinging | None = None
        self._sending: Sending | None = None
        self._lived: Lived | None = None
        self._written: int | None = None
        self._outcome = Outcome()
        self._looks_again = 0.0
        self._may_look = 0.0
        self._noted = 0.0
        self._signs = Signs()

    def start(self) -> None:
        """Open everything for the first time; raises what `FeedpubError` there is, which ends the program."""
        self._opened = self._open()
        self._listen()
        self._pinging = in_background(self.places, self._tell)
        self._send()
        notify("READY=1\nSTATUS=watching the folder", os.environ)

    def close(self) -> None:
        """Let go of everything."""
        notify("STOPPING=1", os.environ)
        self._close()
        self._held.close()
        if self._bell:
            self._bell.close()
        if self._sending:
            self._sending.close()
        if self._pinging:
            self._pinging.close()

    @property
    def archive(self) -> Archive:
        """The archive, to be read; raises `ArchiveError` while there is none."""
        opened = self._opened
        if opened is None:
            raise ArchiveError("the archive is not open")
        return opened.archive

    @property
    def is_alive(self) -> bool:
        """Whether something was done lately, if only a look at the clock."""
        return self._signs.is_alive

    @property
    def is_ready(self) -> bool:
        """Whether readers have what the folder holds, as far as the service knows."""
        return self._written is not None and not self.ailments.words

    def wait(self, seconds: float) -> bool:
        """Wait for the bell; true where the folder is to be looked at."""
        try:
            rang = self._bell is not None and self._bell.wait(seconds)
        except Exception as error:
            self.ailments.note("watch", error)
            with suppress(OSError, ValueError):  # of a clock that jumps while somebody sleeps by it
                time.sleep(seconds)
            return False
        self.ailments.cure("watch")
        if rang:
            self._looks_again = 0.0
        return rang

    def tick(self) -> None:
        """Do what has to be done now; only a wish to stop comes out of it."""
        self._beat()
        try:
            self._do()
        except Exception as error:
            self.ailments.note("tick", error)
            self._close()
        else:
            self.ailments.cure("tick")
        self._say()

    def _do(self) -> None:
        if self._signals.reload:
            self._reload()
        opened = self._attempt("archive", self._open)
        if opened is None:
            return
        began = time.monotonic()
        if not began < max(self._looks_again, self._may_look) < began + self.places.settings.watch.rescan * 60 + STUCK:
            self._attempt("scan", lambda: self._scan(opened))
        if self._opened and opened.archive.revision() != self._written:
            self._attempt("publish", lambda: self._publish(opened))
        if self._outcome.pages or self._outcome.spoiled or self._outcome.remarks or self._outcome.documents:
            self._tell.did(self._outcome, time.monotonic() - began)
            self._note_productive(opened)
        self._outcome = Outcome(restless=self._outcome.restless)
        for duty in duties(self.places, opened) if self._hours else ():
            if self._opened:
                self._attempt(f"job {duty.plan.job}", lambda duty=duty: self._see_to(opened, duty))  # type: ignore[misc] # mypy sees no default of a lambda

    def _attempt(self, what: str, do: Callable[[], T]) -> T | None:
        """Do something unless it has to wait after a failure; a failure is told, and nothing else."""
        if self.ailments.rests(what):
            return None
        try:
            done = do()
        except AnotherIsRunning:  # an editor's command writes; the next tick comes soon enough
            return None
        except Exception as error:
            self.ailments.note(what, error)
            if not isinstance(error, (OutputError, SettingsError)):
                self._close()
            return None
        self.ailments.cure(what)
        return done

    def _scan(self, opened: Opened) -> None:
        began = time.monotonic()
        with self._writing(opened):
            self._outcome = take_in(opened.edges, self.places.settings, self._heed)
        now = time.monotonic()
        self._may_look = now + (now - began) * SHARE if not self._outcome.pages else 0.0
        self._looks_again = now + (1.0 if self._outcome.restless else self.places.settings.watch.rescan * 60)
        if now >= self._noted:
            self._note_run(opened, "scan", "nothing new")

    def _publish(self, opened: Opened) -> None:
        with self._writing(opened):
            self._outcome = write_out(opened.edges, self.places.settings, self._outcome, self._heed)
        self._written = self._outcome.revision
        if self._pinging:
            self._pinging.wake()

    def _see_to(self, opened: Opened, duty: Duty) -> None:
        """Do a job where it is due; its failure is on record, and no failure of the service."""
        log, clock, zone = opened.archive.jobs, opened.edges.clock, self.places.settings.timezone
        if not outstanding(duty.plan, zone, log, clock.now(), self._has_lived()):
            return
        with self._writing(opened):
            for ended in perform(duty, zone, log, clock, self._has_lived):
                self._tell.ended(ended)
                if self._sending:
                    self._sending.wake()
                self._heed()

    @contextmanager
    def _writing(self, opened: Opened) -> Iterator[None]:
        with lock(self.places.state, patience=TURN), opened.archive.alone():
            yield

    def _open(self) -> Opened:
        """Return what is open, or open it; an archive that was there once is never made anew."""
        place = _place(self.places)
        if self._opened and place == self._place:
            return self._opened
        self._close()
        if self._place and place is None:
            raise ArchiveError(
                f"{self.places.state}: the archive is gone; bring the folder back, or `feedpub restore` a copy"
            )
        if not self._is_held or place != self._place:  # the first time, or another folder stands there now
            self._held.close()
            self._is_held = False
            self._held.enter_context(lock(self.places.state, RUNNING))
            self._is_held = True
        with ExitStack() as stack:
            ear = Ear(self._sleep, self._whole)
            opened = stack.enter_context(open_world(self.places, engine=self._engine, ear=ear))
            stack.enter_context(opened.archive.alone(RUNNING))
            self._lived = self._lived or Lived(opened.archive.jobs.lived())
            self._stack = stack.pop_all()
        if self._place and place != self._place:
            self._written = None
        self._place = _place(self.places)
        self._opened = opened
        return opened

    def _close(self) -> None:
        self._opened = None
        try:
            self._stack.close()
        except Exception as error:  # of a folder that has vanished meanwhile; everything is let go of all the same
            self._tell.warn("archive not closed well", reason=str(error))

    def _listen(self) -> None:
        if self._bell:
            self._bell.close()
        watch = self.places.settings.watch
        self._bell = FolderBell(self.places.source, watch.mode, watch.seconds, lambda: self._signals.any)
        self._tell.begun(str(self.places.source), self._bell.note)

    def _send(self) -> None:
        """Have letters sent by the settings as they are now, in the service that has its hours."""
        if self._sending:
            self._sending.close()
        self._sending = Sending(self.places, self._tell) if self._hours else None

    def _reload(self) -> None:
        """Take the settings as they are now, or keep those there were where the file is wrong."""
        self._signals.reload = False
        notify("RELOADING=1", os.environ)
        fresh = replace(self.places)
        try:
            fresh.settings  # noqa: B018 - asked for its error
        except FeedpubError as error:
            self._tell.warn("settings kept as they were", reason=str(error))
        else:
            self.places = fresh
            self._written, self._looks_again = None, 0.0
            self._close()
            self._listen()
            if self._pinging:
                self._pinging.close(0)
            self._pinging = in_background(self.places, self._tell)
            self._send()
            self._tell.note("settings read again", file=str(fresh.config_file))
        notify("READY=1", os.environ)

    def _heed(self, step: str = "", name: str = "") -> None:
        """Show that we are alive, and break off where we are to stop."""
        self._beat()
        self._signals.heed(step, name)

    def _sleep(self, seconds: float) -> None:
        """Sleep as long as nobody wishes to stop."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._heed()
            time.sleep(min(left, NAP))

    def _whole(self) -> Collection[str]:
        return self._bell.whole() if self._bell else ()

    def _beat(self) -> None:
        self._has_lived()
        if self._signs.beat():
            self._say()

    def _say(self) -> None:
        """Leave word of how we are, where it is news or some time has passed."""
        waiting = len(self._outcome.restless)
        self._signs.leave_word(self.places.state, ready=self.is_ready, ailments=self.ailments.words, queue=waiting)

    def _note_productive(self, opened: Opened) -> None:
        outcome = self._outcome
        if outcome.pages or outcome.spoiled:
            self._note_run(opened, "scan", f"{count(outcome.pages, 'page')}, {len(outcome.spoiled):,} spoiled")
        if outcome.documents:
            self._note_run(opened, "publish", count(outcome.documents, "document"))

    def _note_run(self, opened: Opened, job: str, note: str) -> None:
        """Put on record what has no hour: the last time alone."""
        log, now = opened.archive.jobs, opened.edges.clock.now()
        run = JobRun(job, "", now, Ran.DONE, now, note, lived=self._has_lived())
        log.record(run, log.runs(job, [""]).get(""))
        self._noted = time.monotonic() + NOTED

    def _has_lived(self) -> int:
        return self._lived.seconds() if self._lived else 0


def _place(places: Places) -> tuple[int, int] | None:
    """Return which file the archive is, None where there is none, and (0, 0) for a database server."""
    path: Path | None = path_of(places.settings.archive, places.state)
    if path is None:
        return 0, 0
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
