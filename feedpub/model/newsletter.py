"""Who wants which letters, and what became of each: what the newsletter's tables hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Frequency(StrEnum):
    """How often a subscriber gets a letter."""

    WEEK = "week"
    DAY = "day"


class SubscriberStatus(StrEnum):
    """How it stands with a subscriber."""

    PENDING = "pending"
    """Asked for, not confirmed; gone after seven days."""
    ACTIVE = "active"
    PAUSED = "paused"
    """Mail came back too often; confirming anew makes it active."""
    LEFT = "left"
    """Nothing is sent any more, and the address is erased."""


ALL_REGIONS = ""
"""The wish for all regions, national and foreign news included."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a subscriber asked for. Equal wishes make equal letters."""

    region_codes: tuple[str, ...]
    """The codes of divisions, each with all that lies in it, "national", "foreign"; or `EVERYWHERE` alone.

    Sorted, and none of them covered by another one.
    """
    frequency: Frequency = Frequency.WEEK
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets letters. `id`, 16 random hexadecimal digits, stands for the address in links and logs."""

    key: int
    id: str
    address: str = field(repr=False)
    preferences: Preferences
    status: SubscriberStatus = SubscriberStatus.ACTIVE


@dataclass(frozen=True, slots=True)
class FrozenIssue:
    """An issue of the digest as it was fixed once and for all: which stories; for whom is in the deliveries."""

    key: str
    """The ISO week, "2026-W47", or the day of a daily letter, "2026-11-20"."""
    frequency: Frequency
    title: str
    first: date
    last: date
    due_at: datetime
    """When it was to go out; too long after that nothing of it is sent any more."""
    guids: tuple[str, ...]


class DeliveryStatus(StrEnum):
    """How it stands with one letter to one subscriber."""

    QUEUED = "queued"
    SENDING = "sending"
    """Committed before the first byte of the message goes out; found at a start, it becomes uncertain."""
    SENT = "sent"
    RETRY = "retry"
    """Refused for now, to be tried again at its `not_before`."""
    UNCERTAIN = "uncertain"
    """Nobody here can know whether it arrived; never guessed."""
    FAILED = "failed"
    EXCLUDED = "excluded"
    """Left or suppressed since the snapshot, or nothing in the issue for this wish."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter to one subscriber, as the delivery store holds it."""

    issue_key: str
    """The key of the issue."""
    subscriber: Subscriber
    status: DeliveryStatus
    message_id: str
    attempts: int = 0
    reply: str = ""
    """What the server said last, or why it was excluded."""
    changed_at: datetime | None = None
    """When its state last changed."""


@dataclass(frozen=True, slots=True)
class DeliveryTotals:
    """What became of all letters of an issue; they balance: `candidates` is the sum of the others."""

    recipients: int
    sent: int = 0
    excluded: int = 0
    failed: int = 0
    uncertain: int = 0
    pending: int = 0

    @property
    def is_balanced(self) -> bool:
        """Whether every candidate is accounted for."""
        return self.recipients == self.sent + self.excluded + self.failed + self.uncertain + self.pending


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail as it goes over the line, and what stands on its envelope."""

    content: bytes
    sender: str
    recipient: str = field(repr=False)
