"""What a reader typed -> their mail address, as mail is sent to it; and the form by which it is known again."""

from __future__ import annotations

import re
import unicodedata
from functools import partial

from email_validator import EmailNotValidError, validate_email

from feedpub.language.mailbox import parse_mailbox

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
