"""What the service did -> the log of who is on duty, or the terminal of who watches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from feedpub.cli import speak
from feedpub.model import Ran

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

    from feedpub.pipeline import Outcome
    from feedpub.timetable import Ended


class Teller(Protocol):
    """Who is told what the service does."""

    def begun(self, source: str, note: str) -> None:
        """Tell that the folder is watched, and why not by events, where it is not."""
        ...

    def did(self, outcome: Outcome, seconds: float) -> None:
        """Tell what was taken in and written out."""
        ...

    def failed(self, job: str, error: Exception, seconds: float) -> None:
        """Tell that something cannot be done, and after how many seconds it will be tried again."""
        ...

    def recovered(self, job: str) -> None:
        """Tell that what could not be done was done."""
        ...

    def ended(self, ended: Ended) -> None:
        """Tell how a job with its hour went."""
        ...

    def note(self, words: str, **fields: object) -> None:
        """Tell anything else that changed."""
        ...

    def warn(self, words: str, **fields: object) -> None:
        """Tell what someone should look at today."""
        ...


class Log:
    """Keeps the promise of `Teller` for the person on duty."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log

    def begun(self, source: str, note: str) -> None:
        """Log that the folder is watched."""
        self._log.info("folder watched", folder=source)
        if note:
            self._log.warning("folder looked through by the clock", reason=note)

    def did(self, outcome: Outcome, seconds: float) -> None:
        """Log each file that is spoiled or remarked on, and then all in numbers."""
        for spoiled in outcome.spoiled:
            self._log.warning("file spoiled", path=spoiled.path, reason=spoiled.reason)
        for remark in outcome.remarks:
            self._log.info("file remarked on", path=remark.path, remark=remark.words)
        for path in outcome.restless:
            self._log.debug("file left for the next look", path=path)
        self._log.info(
            "pages published",
            pages=outcome.pages,
            stories=outcome.stories,
            documents=outcome.documents,
            spoiled=len(outcome.spoiled),
            seconds=round(seconds, 2),
        )

    def failed(self, job: str, error: Exception, seconds: float) -> None:
        """Log why, with the way there where the fault is ours."""
        self._log.error("job failed", job=job, reason=str(error), again_in=round(seconds), exc_info=_of_ours(error))

    def recovered(self, job: str) -> None:
        """Log that it works again."""
        self._log.info("job recovered", job=job)

    def ended(self, ended: Ended) -> None:
        """Log how a job went."""
        run = ended.run
        fields = {"job": run.job, "slot": run.slot, "note": run.note, "tries": run.tries}
        if run.outcome is Ran.DONE:
            seconds = (run.ended - run.started).total_seconds() if run.ended else 0.0
            self._log.info("job done", **fields, seconds=seconds)
        elif run.outcome is Ran.SKIPPED:
            self._log.warning("job skipped", **fields)
        else:
            self._log.error("job failed", **fields, exc_info=ended.error and _of_ours(ended.error))

    def note(self, words: str, **fields: object) -> None:
        """Log a change."""
        self._log.info(words, **fields)

    def warn(self, words: str, **fields: object) -> None:
        """Log what someone should look at."""
        self._log.warning(words, **fields)


class Terminal:
    """Keeps the promise of `Teller` for the person at the keyboard."""

    def begun(self, source: str, note: str) -> None:
        """Say that the folder is watched."""
        speak.say(f"Watching {source}/; Ctrl-C ends it.")
        if note:
            speak.warn(note)

    def did(self, outcome: Outcome, seconds: float) -> None:
        """Say what `feedpub publish` would say."""
        from feedpub.cli.publish import report

        del seconds
        report(outcome)

    def failed(self, job: str, error: Exception, seconds: float) -> None:
        """Say why, and when it is tried again."""
        speak.warn(f"{job}: {error}; trying again in {speak.count(round(seconds), 'second')}")

    def recovered(self, job: str) -> None:
        """Say that it works again."""
        speak.say(f"{job}: it works again")

    def ended(self, ended: Ended) -> None:
        """Say how a job went."""
        speak.say(f"{ended.run.job} {ended.run.slot}: {ended.run.outcome}, {ended.run.note}")

    def note(self, words: str, **fields: object) -> None:
        """Say nothing: who watches sees what matters."""

    def warn(self, words: str, **fields: object) -> None:
        """Say what someone should look at."""
        speak.warn(": ".join([words, *map(str, fields.values())]))


def _of_ours(error: Exception) -> Exception | None:
    """Return an error that nobody foresaw, for its traceback."""
    from feedpub.errors import FeedpubError

    return None if isinstance(error, FeedpubError) else error
