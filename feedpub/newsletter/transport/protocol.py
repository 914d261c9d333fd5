"""What every channel of delivery promises: a mail is accepted, refused, to be tried again, or its fate is unknown."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from feedpub.errors import MailError
from feedpub.model import DeliveryStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Transport(Protocol):
    """Whoever takes mails to the next server, one after the other."""

    def send(self, content: bytes, sender: str, recipient: str) -> SendReply:
        """Return what became of the mail; raises `Unreachable` or `Refused` where nothing can be sent at all."""
        ...

    def abort(self) -> None:
        """Make a `carry` in another thread return soon."""
        ...

    def close(self) -> None:
        """Let go of the server."""
        ...


class DeliveryLookup(Protocol):
    """Somebody who knows what the next hop was given."""

    def accepted(self, message_ids: Iterable[str]) -> Mapping[str, bool]:
        """Return for each id whether a mail with it was taken; ids of which nothing can be said are left out."""
        ...


class SendStatus(StrEnum):
    """What became of a mail that was offered to the server."""

    ACCEPTED = "taken"
    TEMPORARY_FAILURE = "later"
    """Refused for now; nothing of it arrived."""
    PERMANENT_FAILURE = "never"
    """Refused for good: this recipient, or this mail."""
    NO_SUCH_MAILBOX = "nobody"
    """Refused for good, because there is no such mailbox: a hard bounce."""
    UNKNOWN = "unknown"
    """Its last byte was sent, and no answer came."""


class SendReply(NamedTuple):
    """A fate, and the server's words or ours."""

    status: SendStatus
    text: str


class ServerUnreachable(MailError):
    """The server cannot be used at the moment; what waits for it waits on."""


class ServerRefused(MailError):
    """The server does not want us, whatever the mail: wrong password, no TLS, not our sender."""


STATUS_OF_REPLY = {
    SendStatus.ACCEPTED: DeliveryStatus.SENT,
    SendStatus.TEMPORARY_FAILURE: DeliveryStatus.RETRY,
    SendStatus.PERMANENT_FAILURE: DeliveryStatus.FAILED,
    SendStatus.NO_SUCH_MAILBOX: DeliveryStatus.FAILED,
    SendStatus.UNKNOWN: DeliveryStatus.UNCERTAIN,
}
