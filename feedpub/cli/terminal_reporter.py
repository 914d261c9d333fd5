"""What the service did -> the log of who is on duty, or the terminal of who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.cli import console
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from feedpub.pipeline.run import RunResult
    from feedpub.service.scheduler import FinishedRun


class TerminalReporter:
    """A `Reporter` for the person at the keyboard."""

    def watch_started(self, source: str, polling_reason: str) -> None:
        """Say that the folder is watched."""
        console.print_line(f"Watching {source}/; Ctrl-C ends it.")
        if polling_reason:
            console.print_warning(polling_reason)

    def published(self, result: RunResult, seconds: float) -> None:
        """Say what `feedpub publish` would say."""
        del seconds
        print_run_result(result)

    def failed(self, task: str, error: Exception, seconds: float) -> None:
        """Say why, and when it is tried again."""
        console.print_warning(f"{task}: {error}; trying again in {format_count(round(seconds), 'second')}")

    def recovered(self, task: str) -> None:
        """Say that it works again."""
        console.print_line(f"{task}: it works again")

    def job_finished(self, finished: FinishedRun) -> None:
        """Say how a job went."""
        console.print_line(f"{finished.run.job} {finished.run.slot}: {finished.run.state}, {finished.run.note}")

    def info(self, message: str, **fields: object) -> None:
        """Say nothing: who watches sees what matters."""

    def warn(self, message: str, **fields: object) -> None:
        """Say what someone should look at."""
        console.print_warning(": ".join([message, *map(str, fields.values())]))


def print_run_result(result: RunResult) -> None:
    """Say what a run did, file by file where something is to be said."""
    for rejected in result.rejected:
        console.print_warning(f"rejected {rejected.path}: {rejected.reason}")
    for warning in result.warnings:
        console.print_line(f"note     {warning.path}: {warning.message}")
    for path in result.unstable:
        console.print_line(f"waiting  {path}: still being written; the next run takes it")
    counts = (
        f"{format_count(result.pages, 'page')} read",
        f"{format_count(result.stories, 'story', 'stories')} new or changed",
        f"{format_count(result.documents, 'document')} written",
        f"{format_count(len(result.rejected), 'file')} rejected",
    )
    console.print_line(", ".join(counts), bold=True)
