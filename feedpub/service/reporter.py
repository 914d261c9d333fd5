"""What the service did -> the log of who is on duty, or the terminal of who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from feedpub.errors import FeedpubError
from feedpub.model import RunState

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

    from feedpub.pipeline.run import RunResult
    from feedpub.service.scheduler import FinishedRun


class Reporter(Protocol):
    """Reports what the service does."""

    def watch_started(self, source: str, polling_reason: str) -> None:
        """Tell that the folder is watched, and why not by events, where it is not."""
        ...

    def published(self, result: RunResult, seconds: float) -> None:
        """Tell what was taken in and written out."""
        ...

    def failed(self, task: str, error: Exception, seconds: float) -> None:
        """Tell that something cannot be done, and after how many seconds it will be tried again."""
        ...

    def recovered(self, task: str) -> None:
        """Tell that what could not be done was done."""
        ...

    def job_finished(self, finished: FinishedRun) -> None:
        """Tell how a job with its hour went."""
        ...

    def info(self, message: str, **fields: object) -> None:
        """Tell anything else that changed."""
        ...

    def warn(self, message: str, **fields: object) -> None:
        """Tell what someone should look at today."""
        ...


class LogReporter:
    """A `Reporter` that logs for the person on duty."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log

    def watch_started(self, source: str, polling_reason: str) -> None:
        """Log that the folder is watched."""
        self._log.info("folder watched", folder=source)
        if polling_reason:
            self._log.warning("folder looked through by the clock", reason=polling_reason)

    def published(self, result: RunResult, seconds: float) -> None:
        """Log each file that was rejected or warned of, and then all in numbers."""
        for rejected in result.rejected:
            self._log.warning("file rejected", path=rejected.path, reason=rejected.reason)
        for warning in result.warnings:
            self._log.info("file remarked on", path=warning.path, remark=warning.message)
        for path in result.unstable:
            self._log.debug("file left for the next look", path=path)
        self._log.info(
            "pages published",
            pages=result.pages,
            stories=result.stories,
            documents=result.documents,
            rejected=len(result.rejected),
            seconds=round(seconds, 2),
        )

    def failed(self, task: str, error: Exception, seconds: float) -> None:
        """Log why, with the way there where the fault is ours."""
        self._log.error("job failed", job=task, reason=str(error), again_in=round(seconds), exc_info=_unforeseen(error))

    def recovered(self, task: str) -> None:
        """Log that it works again."""
        self._log.info("job recovered", job=task)

    def job_finished(self, finished: FinishedRun) -> None:
        """Log how a job went."""
        run = finished.run
        fields = {"job": run.job, "slot": run.slot, "note": run.note, "tries": run.tries}
        if run.state is RunState.DONE:
            seconds = (run.ended - run.started).total_seconds() if run.ended else 0.0
            self._log.info("job done", **fields, seconds=seconds)
        elif run.state is RunState.SKIPPED:
            self._log.warning("job skipped", **fields)
        else:
            self._log.error("job failed", **fields, exc_info=finished.error and _unforeseen(finished.error))

    def info(self, message: str, **fields: object) -> None:
        """Log a change."""
        self._log.info(message, **fields)

    def warn(self, message: str, **fields: object) -> None:
        """Log what someone should look at."""
        self._log.warning(message, **fields)


def _unforeseen(error: Exception) -> Exception | None:
    """Return an error that nobody foresaw, for its traceback."""
    return None if isinstance(error, FeedpubError) else error
