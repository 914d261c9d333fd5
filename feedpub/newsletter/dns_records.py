"""A domain -> what its DNS says of who may send mail for it: SPF, DKIM, DMARC, and the names of addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from dns.reversename import from_address

from feedpub.errors import MailError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

DNS_TIMEOUT = 5.0
"""Seconds for one question."""


class DnsLookup:
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
        self._resolver.lifetime = DNS_TIMEOUT

    def txt(self, name: str) -> list[str]:
        """Return the TXT records of a name, each in one piece; raises `MailError` where nobody answers."""
        answers = self._query(name, "TXT")
        return [b"".join(answer.strings).decode("utf-8", "replace") for answer in answers]

    def addresses(self, name: str) -> list[str]:
        """Return the addresses of a host."""
        return [str(answer.address) for record_type in ("A", "AAAA") for answer in self._query(name, record_type)]

    def mx(self, name: str) -> list[str]:
        """Return the hosts that take mail for a domain."""
        return [str(answer.exchange).rstrip(".") for answer in self._query(name, "MX")]

    def ptr(self, address: str) -> list[str]:
        """Return the names that an address goes by (PTR)."""
        return [str(answer.target).rstrip(".") for answer in self._query(str(from_address(address)), "PTR")]

    def _query(self, name: str, record_type: str) -> Sequence[Any]:
        try:
            return list(self._resolver.resolve(name, record_type))
        except (NXDOMAIN, NoAnswer):
            return []
        except DNSException as error:
            raise MailError(f"{name}: the DNS did not answer ({type(error).__name__}); try again") from error
