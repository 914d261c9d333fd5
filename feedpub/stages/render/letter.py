"""Letter -> Documents of the outbox: the HTML, the text, and the mail that holds both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.eml import mail_bytes

if TYPE_CHECKING:
    from feedpub.model import Letter


def letter_documents(letter: Letter) -> tuple[Document, ...]:
    """Return three files named by the issue: to be looked at, to be read, to be opened by a mail program."""
    path = f"outbox/{letter.issue}"
    return (
        Document(f"{path}.html", letter.html.encode()),
        Document(f"{path}.txt", letter.text.encode()),
        Document(f"{path}.eml", mail_bytes(letter)),
    )
