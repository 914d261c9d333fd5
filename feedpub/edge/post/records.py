"""A domain -> what its DNS says of who may send mail for it: SPF, DKIM, DMARC, and the names of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from dns.reversename import from_address

from feedpub.errors import MailError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = 5.0
"""Seconds for one question."""


class Records:
    """Asks the system's resolver, or the one at "127.0.0.1:5353"."""

    def __init__(self, resolver: str = "") -> None:
        try:
            self._resolver = Resolver(configure=not resolver)
            if resolver:
                host, _, port = resolver.rpartition(":") if resolver.count(":") == 1 else (resolver, "", "53")
                self._resolver.nameservers = [host]
                self._resolver.port = int(port)
        except (DNSException, ValueError) as error:
            raise SettingsError(
                f"mail.resolver: {resolver!r} cannot be used ({error}); write it like 1.2.3.4:53"
            ) from error
        self._resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each in one piece; raises `MailError` where nobody answers."""
        answers = self._ask(name, "TXT")
        return [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]

    def addresses(self, name: str) -> list[str]:
        """Return the addresses of a host."""
        return [str(answer.address) for kind in ("A", "AAAA") for answer in self._ask(name, kind)]

    def exchanges(self, name: str) -> list[str]:
        """Return the hosts that take mail for a domain."""
        return [str(answer.exchange).rstrip(".") for answer in self._ask(name, "MX")]

    def names(self, address: str) -> list[str]:
        """Return the names that an address goes by (PTR)."""
        return [str(answer.target).rstrip(".") for answer in self._ask(str(from_address(address)), "PTR")]

    def _ask(self, name: str, kind: str) -> Sequence[Any]:
        try:
            return list(self._resolver.resolve(name, kind))
        except (NXDOMAIN, NoAnswer):
            return []
        except DNSException as error:
            raise MailError(f"{name}: the DNS did not answer ({type(error).__name__}); try again") from error
