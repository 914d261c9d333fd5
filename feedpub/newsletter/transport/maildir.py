"""Mails -> a maildir in the outbox, where no mail server is set; the same letter never lies there twice."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser
from hashlib import sha256
from typing import TYPE_CHECKING

from feedpub.adapters.system.filesystem import atomic_write, sync
from feedpub.errors import MailError
from feedpub.newsletter.transport.protocol import SendReply, SendStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MAILDIR_FOLDERS = ("cur", "new", "tmp")
"""What makes a folder a maildir, as its inventor wants it (https://cr.yp.to/proto/maildir.html)."""


class MaildirTransport:
    """A carrier that goes no further than the folder `root`; its letters are for their recipients alone (mode 0600)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def send(self, content: bytes, sender: str, recipient: str) -> SendReply:  # noqa: ARG002 - the form of a carrier
        """Lay the mail into `new/`, whole; raises `MailError` where the disk does not take it."""
        message_id = BytesHeaderParser().parsebytes(content[: content.find(b"\r\n\r\n") + 4])["Message-ID"]
        path = self._path(str(message_id))
        try:
            for folder in MAILDIR_FOLDERS:
                (self._root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
            atomic_write(path, content, 0o600)
            sync([path.parent])
        except OSError as error:
            raise MailError(f"{path}: cannot be written ({error.strerror}); mend that") from error
        return SendReply(SendStatus.ACCEPTED, f"in {path.name}")

    def contains(self, message_id: str) -> bool:
        """Whether the letter of this id was laid there, and is there still."""
        name = self._path(message_id).name
        return any(found.name.partition(":")[0] == name for where in ("new", "cur") for found in self._files_in(where))

    def accepted(self, message_ids: Iterable[str]) -> dict[str, bool]:
        """Return for each id whether its letter was laid there: the outbox is its own asker."""
        return {message_id: self.contains(message_id) for message_id in message_ids}

    def abort(self) -> None:
        """Do nothing: a disk does not keep one waiting."""

    def close(self) -> None:
        """Do nothing: there is nothing open."""

    def _files_in(self, folder: str) -> list[Path]:
        path = self._root / folder
        return list(path.iterdir()) if path.is_dir() else []

    def _path(self, message_id: str) -> Path:
        issue = re.sub(r"[^A-Za-z0-9-]", "", message_id.strip("<>").partition(".")[0])[:40]
        return self._root / "new" / f"{issue}.{sha256(message_id.encode()).hexdigest()[:24]}.eml"
