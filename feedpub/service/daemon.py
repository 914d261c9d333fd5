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

from feedpub.adapters.archive.database import archive_path
from feedpub.adapters.inbox.watcher import InotifyWatcher
from feedpub.adapters.system.clock import UptimeCounter
from feedpub.adapters.system.locks import RUN_LOCK, hold_lock
from feedpub.adapters.system.systemd import notify_systemd
from feedpub.errors import AnotherIsRunning, ArchiveError, FeedpubError, OutputError, SettingsError
from feedpub.model import JobRun, RunState
from feedpub.pipeline.publish import ingest, render
from feedpub.pipeline.run import RunResult
from feedpub.service.bootstrap import InboxHooks, open_adapters
from feedpub.service.failures import FailureTracker
from feedpub.service.heartbeat import STUCK_AFTER, Heartbeat
from feedpub.service.jobs import scheduled_jobs
from feedpub.service.mail_worker import MailWorker
from feedpub.service.scheduler import due_runs, run_due
from feedpub.service.websub_worker import start_websub_worker
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from feedpub.adapters.archive.archive import SqlArchive
    from feedpub.adapters.system.background import BackgroundWorker
    from feedpub.service.bootstrap import OpenedAdapters
    from feedpub.service.reporter import Reporter
    from feedpub.service.scheduler import ScheduledJob
    from feedpub.service.signals import Signals
    from feedpub.settings.workspace import Workspace

T = TypeVar("T")

LOCK_TIMEOUT = 1.0
"""Seconds for which the service waits while an editor's command writes; then it looks again at the next tick."""

SLEEP_STEP = 0.1
"""Seconds for which a wish to stop waits while a file is watched that was written just now."""

LOG_INTERVAL = 600.0
"""Seconds after which a look that brought nothing is put on record again."""

SCAN_BACKOFF = 3.0
"""So many times as long as a look took, the next one waits at least: a folder that never rests is not all we do."""


class Daemon:
    """Watches, publishes and, with `hours`, does the jobs of the timetable, whenever `tick` is called."""

    def __init__(
        self,
        workspace: Workspace,
        reporter: Reporter,
        signals: Signals,
        *,
        engine: str | None = None,
        with_jobs: bool = True,
    ) -> None:
        self.workspace = workspace
        self.failures = FailureTracker(reporter)
        self._reporter = reporter
        self._signals = signals
        self._engine = engine
        self._with_jobs = with_jobs
        self._stack = ExitStack()
        self._running_lock = ExitStack()
        self._holds_running_lock = False
        self._opened: OpenedAdapters | None = None
        self._archive_identity: tuple[int, int] | None = None
        self._watcher: InotifyWatcher | None = None
        self._websub_worker: BackgroundWorker | None = None
        self._mail_worker: MailWorker | None = None
        self._uptime: UptimeCounter | None = None
        self._written_revision: int | None = None
        self._result = RunResult()
        self._next_scan = 0.0
        self._earliest_scan = 0.0
        self._next_log = 0.0
        self._heartbeat = Heartbeat()

    def start(self) -> None:
        """Open everything for the first time; raises what `FeedpubError` there is, which ends the program."""
        self._opened = self._open()
        self._start_watching()
        self._websub_worker = start_websub_worker(self.workspace, self._reporter)
        self._start_mail_worker()
        notify_systemd("READY=1\nSTATUS=watching the folder", os.environ)

    def close(self) -> None:
        """Let go of everything."""
        notify_systemd("STOPPING=1", os.environ)
        self._close()
        self._running_lock.close()
        if self._watcher:
            self._watcher.close()
        if self._mail_worker:
            self._mail_worker.close()
        if self._websub_worker:
            self._websub_worker.close()

    @property
    def archive(self) -> SqlArchive:
        """The archive, to be read; raises `ArchiveError` while there is none."""
        opened = self._opened
        if opened is None:
            raise ArchiveError("the archive is not open")
        return opened.archive

    @property
    def is_alive(self) -> bool:
        """Whether something was done lately, if only a look at the clock."""
        return self._heartbeat.is_alive

    @property
    def is_ready(self) -> bool:
        """Whether readers have what the folder holds, as far as the service knows."""
        return self._written_revision is not None and not self.failures.reasons

    def wait(self, seconds: float) -> bool:
        """Wait for the bell; true where the folder is to be looked at."""
        try:
            has_event = self._watcher is not None and self._watcher.wait(seconds)
        except Exception as error:
            self.failures.record("watch", error)
            with suppress(OSError, ValueError):  # of a clock that jumps while somebody sleeps by it
                time.sleep(seconds)
            return False
        self.failures.resolve("watch")
        if has_event:
            self._next_scan = 0.0
        return has_event

    def tick(self) -> None:
        """Do what has to be done now; only a wish to stop comes out of it."""
        self._beat()
        try:
            self._do_due_work()
        except Exception as error:
            self.failures.record("tick", error)
            self._close()
        else:
            self.failures.resolve("tick")
        self._write_status()

    def _do_due_work(self) -> None:
        if self._signals.reload_requested:
            self._reload_settings()
        opened = self._attempt("archive", self._open)
        if opened is None:
            return
        began_at = time.monotonic()
        if (
            not began_at
            < max(self._next_scan, self._earliest_scan)
            < began_at + self.workspace.settings.watch.rescan * 60 + STUCK_AFTER
        ):
            self._attempt("scan", lambda: self._scan(opened))
        if self._opened and opened.archive.revision() != self._written_revision:
            self._attempt("publish", lambda: self._publish(opened))
        if self._result.pages or self._result.rejected or self._result.warnings or self._result.documents:
            self._reporter.published(self._result, time.monotonic() - began_at)
            self._record_productive_run(opened)
        self._result = RunResult(unstable=self._result.unstable)
        for job in scheduled_jobs(self.workspace, opened) if self._with_jobs else ():
            if self._opened:
                self._attempt(f"job {job.plan.job}", lambda duty=job: self._run_due_job(opened, duty))  # type: ignore[misc] # mypy sees no default of a lambda

    def _attempt(self, task: str, run: Callable[[], T]) -> T | None:
        """Do something unless it has to wait after a failure; a failure is reported, and nothing else."""
        if self.failures.is_backing_off(task):
            return None
        try:
            value = run()
        except AnotherIsRunning:  # an editor's command writes; the next tick comes soon enough
            return None
        except Exception as error:
            self.failures.record(task, error)
            if not isinstance(error, (OutputError, SettingsError)):
                self._close()
            return None
        self.failures.resolve(task)
        return value

    def _scan(self, opened: OpenedAdapters) -> None:
        began_at = time.monotonic()
        with self._writing(opened):
            self._result = ingest(opened.adapters, self.workspace.settings, self._on_progress)
        now = time.monotonic()
        self._earliest_scan = now + (now - began_at) * SCAN_BACKOFF if not self._result.pages else 0.0
        self._next_scan = now + (1.0 if self._result.unstable else self.workspace.settings.watch.rescan * 60)
        if now >= self._next_log:
            self._record_run(opened, "scan", "nothing new")

    def _publish(self, opened: OpenedAdapters) -> None:
        with self._writing(opened):
            self._result = render(opened.adapters, self.workspace.settings, self._result, self._on_progress)
        self._written_revision = self._result.revision
        if self._websub_worker:
            self._websub_worker.wake()

    def _run_due_job(self, opened: OpenedAdapters, job: ScheduledJob) -> None:
        """Do a job where it is due; its failure is on record, and no failure of the service."""
        job_log, clock, zone = opened.archive.job_log, opened.adapters.clock, self.workspace.settings.timezone
        if not due_runs(job.plan, zone, job_log, clock.now(), self._uptime_seconds()):
            return
        with self._writing(opened):
            for finished in run_due(job, zone, job_log, clock, self._uptime_seconds):
                self._reporter.job_finished(finished)
                if self._mail_worker:
                    self._mail_worker.wake()
                self._on_progress()

    @contextmanager
    def _writing(self, opened: OpenedAdapters) -> Iterator[None]:
        with hold_lock(self.workspace.state, timeout=LOCK_TIMEOUT), opened.archive.advisory_lock():
            yield

    def _open(self) -> OpenedAdapters:
        """Return what is open, or open it; an archive that was there once is never made anew."""
        identity = _identify_archive(self.workspace)
        if self._opened and identity == self._archive_identity:
            return self._opened
        self._close()
        if self._archive_identity and identity is None:
            raise ArchiveError(
                f"{self.workspace.state}: the archive is gone; bring the folder back, or `feedpub restore` a copy"
            )
        if (
            not self._holds_running_lock or identity != self._archive_identity
        ):  # the first time, or another folder stands there now
            self._running_lock.close()
            self._holds_running_lock = False
            self._running_lock.enter_context(hold_lock(self.workspace.state, RUN_LOCK))
            self._holds_running_lock = True
        with ExitStack() as stack:
            hooks = InboxHooks(self._sleep, self._renamed_in)
            opened = stack.enter_context(open_adapters(self.workspace, engine=self._engine, hooks=hooks))
            stack.enter_context(opened.archive.advisory_lock(RUN_LOCK))
            self._uptime = self._uptime or UptimeCounter(opened.archive.job_log.uptime())
            self._stack = stack.pop_all()
        if self._archive_identity and identity != self._archive_identity:
            self._written_revision = None
        self._archive_identity = _identify_archive(self.workspace)
        self._opened = opened
        return opened

    def _close(self) -> None:
        self._opened = None
        try:
            self._stack.close()
        except Exception as error:  # of a folder that has vanished meanwhile; everything is let go of all the same
            self._reporter.warn("archive not closed well", reason=str(error))

    def _start_watching(self) -> None:
        if self._watcher:
            self._watcher.close()
        watch = self.workspace.settings.watch
        self._watcher = InotifyWatcher(
            self.workspace.source, watch.mode, watch.poll_seconds, lambda: self._signals.any_requested
        )
        self._reporter.watch_started(str(self.workspace.source), self._watcher.fallback_reason)

    def _start_mail_worker(self) -> None:
        """Have letters sent by the settings as they are now, in the service that has its hours."""
        if self._mail_worker:
            self._mail_worker.close()
        self._mail_worker = MailWorker(self.workspace, self._reporter) if self._with_jobs else None

    def _reload_settings(self) -> None:
        """Take the settings as they are now, or keep those there were where the file is wrong."""
        self._signals.reload_requested = False
        notify_systemd("RELOADING=1", os.environ)
        fresh_workspace = replace(self.workspace)
        try:
            fresh_workspace.settings  # noqa: B018 - asked for its error
        except FeedpubError as error:
            self._reporter.warn("settings kept as they were", reason=str(error))
        else:
            self.workspace = fresh_workspace
            self._written_revision, self._next_scan = None, 0.0
            self._close()
            self._start_watching()
            if self._websub_worker:
                self._websub_worker.close(0)
            self._websub_worker = start_websub_worker(self.workspace, self._reporter)
            self._start_mail_worker()
            self._reporter.info("settings read again", file=str(fresh_workspace.config_file))
        notify_systemd("READY=1", os.environ)

    def _on_progress(self, step: str = "", name: str = "") -> None:
        """Show that we are alive, and break off where we are to stop."""
        self._beat()
        self._signals.raise_if_stopping(step, name)

    def _sleep(self, seconds: float) -> None:
        """Sleep as long as nobody wishes to stop."""
        end = time.monotonic() + seconds
        while (remaining := end - time.monotonic()) > 0:
            self._on_progress()
            time.sleep(min(remaining, SLEEP_STEP))

    def _renamed_in(self) -> Collection[str]:
        return self._watcher.renamed_in() if self._watcher else ()

    def _beat(self) -> None:
        self._uptime_seconds()
        if self._heartbeat.beat():
            self._write_status()

    def _write_status(self) -> None:
        """Leave word of how we are, where it is news or some time has passed."""
        unstable_files = len(self._result.unstable)
        self._heartbeat.write_status(
            self.workspace.state, ready=self.is_ready, failures=self.failures.reasons, unstable_files=unstable_files
        )

    def _record_productive_run(self, opened: OpenedAdapters) -> None:
        result = self._result
        if result.pages or result.rejected:
            self._record_run(opened, "scan", f"{format_count(result.pages, 'page')}, {len(result.rejected):,} rejected")
        if result.documents:
            self._record_run(opened, "publish", format_count(result.documents, "document"))

    def _record_run(self, opened: OpenedAdapters, job: str, note: str) -> None:
        """Put on record what has no hour: the last time alone."""
        job_log, now = opened.archive.job_log, opened.adapters.clock.now()
        run = JobRun(job, "", now, RunState.DONE, now, note, uptime=self._uptime_seconds())
        job_log.record(run, job_log.runs(job, [""]).get(""))
        self._next_log = time.monotonic() + LOG_INTERVAL

    def _uptime_seconds(self) -> int:
        return self._uptime.seconds() if self._uptime else 0


def _identify_archive(workspace: Workspace) -> tuple[int, int] | None:
    """Return which file the archive is, None where there is none, and (0, 0) for a database server."""
    path: Path | None = archive_path(workspace.settings.archive, workspace.state)
    if path is None:
        return 0, 0
    try:
        file_status = path.stat()
    except OSError:
        return None
    return file_status.st_dev, file_status.st_ino
