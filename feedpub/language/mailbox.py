"""`常州日报 <digest@example.org>` -> its name and its address; whatever could mislead a mail server is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedpub.language.one_line import one_line

# The dot-atom of RFC 5322 3.2.3 on the left; on the right a name of RFC 1123. Quoted local parts and literals in
# brackets are legal and, in practice, a slip or an attack.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_LONGEST = 254  # RFC 5321 4.5.3.1.3, without the angle brackets


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody's address, and the name that is shown for it ("" for none)."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What follows the @."""
        return self.address.rpartition("@")[2]


def parse_mailbox(text: str) -> Mailbox:
    """Return the mailbox that `text` names; raises `ValueError` where it is none that ASCII mail can reach."""
    named = _NAMED.fullmatch(text.strip(" "))
    name, address = (named["name"], named["address"]) if named else ("", text.strip(" "))
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST:
        raise ValueError(f"{text!r} is no mail address; write name@example.org")
    return Mailbox(one_line(name).strip('"'), address)
