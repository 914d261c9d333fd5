"""Beside the service: a thread that sends what letters are owed, every minute, and reads what mail came back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from feedpub.edge.database import path_of
from feedpub.edge.pinging import Pinging
from feedpub.edge.post.database import FILE
from feedpub.errors import AnotherIsRunning, FeedpubError

if TYPE_CHECKING:
    from feedpub.cli.mailroom import Report
    from feedpub.cli.places import Places
    from feedpub.cli.tell import Teller

EVERY = 60.0
"""Seconds between two looks at what is owed."""

PATIENCE = 3.0
"""Seconds for which the end of the service waits for the letters under way."""


class Sending:
    """Sends while the service does its own work; whoever wakes it never waits for it."""

    def __init__(self, places: Places, tell: Teller) -> None:
        self._places = places
        self._tell = tell
        self._stop = threading.Event()
        self._said: dict[str, str] = {}
        self._thread = Pinging(self._turn, lambda error: tell.warn("letters not sent", reason=str(error)), "sending")
        self._thread.wake()  # what was owed when the program ended the last time

    def wake(self) -> None:
        """Have a look at what is owed soon."""
        self._thread.wake()

    def close(self) -> None:
        """Begin no further letter, and wait a little for those under way; what is not sent stays owed."""
        self._stop.set()
        self._thread.close(PATIENCE)

    def _turn(self) -> float:
        if not has_post(self._places):
            return EVERY
        for what, do in (("confirmations", self._confirm), ("letters", self._letters), ("bounces", self._returns)):
            try:
                do()
            except AnotherIsRunning:  # a command sends; or another machine does
                continue
            except FeedpubError as error:
                self._say(what, str(error))
            else:
                self._said.pop(what, None)
        return EVERY

    def _confirm(self) -> None:
        from feedpub.cli.confirming import send_confirmations

        if number := send_confirmations(self._places, self._stop.is_set):
            self._tell.note("confirmations sent", mails=number)

    def _letters(self) -> None:
        from feedpub.cli.mailroom import round_of_sending

        self._tell_of(round_of_sending(self._places, self._stop.is_set))

    def _returns(self) -> None:
        from feedpub.cli.returns import read_returns

        if came := read_returns(self._places):
            self._tell.note("mail came back", **{kind.replace(" ", "_"): number for kind, number in came.items()})

    def _tell_of(self, report: Report) -> None:
        """Tell what changed: that the server is still down is said once."""
        for key, outcome in report.sent.items():
            if outcome.counts:
                self._tell.note("letters sent", issue=key, **{state.value: n for state, n in outcome.counts.items()})
            self._say(key, outcome.trouble)
        for key, number in report.given_up.items():
            if number:
                self._tell.warn("letters given up", issue=key, letters=number, reason="too late to be sent")
        self._say("uncertain", f"{report.uncertain}; see feedpub post" if report.uncertain else "")

    def _say(self, what: str, words: str) -> None:
        if words and self._said.get(what) != words:
            self._tell.warn(_TOLD.get(what, "letters wait"), reason=words)
        self._said[what] = words


_TOLD = {"uncertain": "letters uncertain", "confirmations": "confirmations wait", "bounces": "bounces not read"}


def has_post(places: Places) -> bool:
    """Return whether there is a post at all; nobody is waited for where nobody ever signed up."""
    on_disk = path_of(places.settings.archive, places.state) is not None
    return not on_disk or (places.state / FILE).exists()
