"""Beside the service: a thread that sends what letters are owed, every minute, and reads what mail came back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from feedpub.adapters.system.background import BackgroundWorker
from feedpub.errors import AnotherIsRunning, FeedpubError
from feedpub.newsletter.bounces.processing import process_bounces
from feedpub.newsletter.confirmation import send_confirmations
from feedpub.newsletter.delivery import send_due
from feedpub.newsletter.store.database import newsletter_exists

if TYPE_CHECKING:
    from feedpub.newsletter.delivery import RoundReport
    from feedpub.service.reporter import Reporter
    from feedpub.settings.workspace import Workspace


CHECK_INTERVAL = 60.0
"""Seconds between two looks at what is owed."""

CLOSE_TIMEOUT = 3.0
"""Seconds for which the end of the service waits for the letters under way."""


class MailWorker:
    """Sends while the service does its own work; whoever wakes it never waits for it."""

    def __init__(self, workspace: Workspace, reporter: Reporter) -> None:
        self._workspace = workspace
        self._reporter = reporter
        self._stop = threading.Event()
        self._reported: dict[str, str] = {}
        self._worker = BackgroundWorker(
            self._run_once, lambda error: reporter.warn("letters not sent", reason=str(error)), "sending"
        )
        self._worker.wake()  # what was owed when the program ended the last time

    def wake(self) -> None:
        """Have a look at what is owed soon."""
        self._worker.wake()

    def close(self) -> None:
        """Begin no further letter, and wait a little for those under way; what is not sent stays owed."""
        self._stop.set()
        self._worker.close(CLOSE_TIMEOUT)

    def _run_once(self) -> float:
        if not newsletter_exists(self._workspace):
            return CHECK_INTERVAL
        for subject, do in (
            ("confirmations", self._send_confirmations),
            ("letters", self._send_letters),
            ("bounces", self._process_bounces),
        ):
            try:
                do()
            except AnotherIsRunning:  # a command sends; or another machine does
                continue
            except FeedpubError as error:
                self._warn_once(subject, str(error))
            else:
                self._reported.pop(subject, None)
        return CHECK_INTERVAL

    def _send_confirmations(self) -> None:

        if number := send_confirmations(self._workspace, self._stop.is_set):
            self._reporter.info("confirmations sent", mails=number)

    def _send_letters(self) -> None:

        self._report_round(send_due(self._workspace, self._stop.is_set))

    def _process_bounces(self) -> None:

        if counts_by_kind := process_bounces(self._workspace):
            self._reporter.info(
                "mail came back", **{kind.replace(" ", "_"): number for kind, number in counts_by_kind.items()}
            )

    def _report_round(self, round_report: RoundReport) -> None:
        """Tell what changed: that the server is still down is said once."""
        for key, send_result in round_report.results.items():
            if send_result.counts_by_status:
                self._reporter.info(
                    "letters sent", issue=key, **{status.value: n for status, n in send_result.counts_by_status.items()}
                )
            self._warn_once(key, send_result.server_trouble)
        for key, number in round_report.expired.items():
            if number:
                self._reporter.warn("letters given up", issue=key, letters=number, reason="too late to be sent")
        self._warn_once("uncertain", f"{round_report.uncertain}; see feedpub letters" if round_report.uncertain else "")

    def _warn_once(self, subject: str, message: str) -> None:
        if message and self._reported.get(subject) != message:
            self._reporter.warn(_EVENT_BY_SUBJECT.get(subject, "letters wait"), reason=message)
        self._reported[subject] = message


_EVENT_BY_SUBJECT = {
    "uncertain": "letters uncertain",
    "confirmations": "confirmations wait",
    "bounces": "bounces not read",
}
