"""What a reader typed -> their mail address, as mail is sent to it; and the form by which it is known again."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial

from email_validator import EmailNotValidError, validate_email

from feedpub.text.one_line import one_line

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


# What a reader typed -> their mail address, as mail is sent to it; and the form by which it is known again.


_validate = partial(
    validate_email,
    check_deliverability=False,
    globally_deliverable=False,
    allow_smtputf8=False,
    test_environment=True,
)
"""Of the library's: whoever tries feedpub out in a net of their own writes to `.test` and `.local`."""


def normalise_address(text: str) -> str:
    """Return the address, its domain in lower case and in ASCII (RFC 5890); raises `ValueError` for what is none.

    Full-width characters are what a Chinese keyboard gives. Nobody is asked whether the mailbox exists.
    """
    normalised = re.sub(r"\s+$|^\s+", "", text)
    if len(normalised) > 320 or any(unicodedata.category(character)[0] == "C" for character in normalised):
        raise ValueError("no mail address; write name@example.org")
    normalised = unicodedata.normalize("NFKC", normalised).replace("。", ".")
    try:
        validated = _validate(normalised)
        address = parse_mailbox(f"{validated.local_part}@{validated.ascii_domain}").address
    except (EmailNotValidError, UnicodeError, ValueError) as error:
        raise ValueError("no mail address that we can write to; write name@example.org") from error
    domain = validated.ascii_domain
    if "." not in domain or domain.rpartition(".")[2].isdigit():
        raise ValueError("no mail address that can be reached from elsewhere; write name@example.org")
    return address


def address_key(address: str) -> str:
    """Return what an address is hashed as: nearly no server tells capitals apart, and those who flood use that."""
    return address.lower()
