"""Letters of which nobody knows -> what the next hop knows of them, by their Message-IDs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_CLEANUP = re.compile(r"postfix[^ ]*/cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=(<[^>]*>)")
_QUEUED = re.compile(r"postfix[^ ]*/qmgr\[\d+\]: ([0-9A-Za-z]+): from=")


class PostfixLog:
    """Asks the log of a Postfix on this machine, which has every mail that went through its queue.

    A mail is taken when the queue manager has it: `cleanup` names the id while the mail still comes in. An id that a
    readable log does not have was not taken, as long as the log reaches back beyond it; so the log before the last
    rotation (`mail.log.1`) is read as well, and an empty log says nothing.
    """

    def __init__(self, log: Path) -> None:
        self._logs = [log.with_name(f"{log.name}.1"), log]

    def accepted(self, message_ids: Iterable[str]) -> dict[str, bool]:
        """Return for each id whether the queue took a mail with it; nothing at all where there is no log to read."""
        wanted = set(message_ids)
        id_by_queue_id: dict[str, str] = {}
        accepted_ids: set[str] = set()
        has_lines = False
        for log in self._logs:
            for line in _lines(log):
                has_lines = True
                if (found := _CLEANUP.search(line)) and found[2] in wanted:
                    id_by_queue_id[found[1]] = found[2]
                elif (found := _QUEUED.search(line)) and found[1] in id_by_queue_id:
                    accepted_ids.add(id_by_queue_id[found[1]])
        return {message_id: message_id in accepted_ids for message_id in wanted} if has_lines else {}


def _lines(log: Path) -> Iterable[str]:
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            yield from lines
    except OSError:
        return


LOG_DELAY = timedelta(minutes=2)
"""For so long the log of the next hop may lag behind; before, its silence says nothing."""

LOG_REACH = timedelta(days=1)
"""So far back the log and the one before it reach for certain; beyond, its silence says nothing either."""
