"""A request -> whether a page of ours sent it, and from which network it came (S8, S11)."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Address, IPv4Network, IPv6Network

    from starlette.requests import Request

    Network = IPv4Network | IPv6Network

PREFIX_BITS = {4: 24, 6: 48}
"""Bits of an address that one household or one office shares."""

UNKNOWN_NETWORK = "unknown"
"""The network of a client that has no address, or one that is none."""


def parse_proxies(names: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks of the servers before ours; raises `SettingsError`."""
    try:
        return tuple(ip_network(name) for name in names)
    except ValueError as error:
        raise SettingsError(f"signup.proxies: {error}; write addresses like 127.0.0.1 or 10.0.0.0/8") from error


def is_same_origin(request: Request, hosts: frozenset[str]) -> bool:
    """Whether a page of ours, or no page at all, sent the request.

    Our pages want no referrer, and so browsers say "null" for their origin (Fetch, "append a request Origin header");
    then only Sec-Fetch-Site tells. Nothing here rests on a cookie, so that a request without either is nobody's loss.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origins = request.headers.getlist("origin")
    if not origins or origins == ["null"]:
        return True
    try:
        host = urlsplit(origins[0]).netloc.lower() if len(origins) == 1 else ""
    except ValueError:
        return False
    return bool(host) and host in {request.headers.get("host", "").lower(), *hosts}


def client_network(request: Request, proxies: Sequence[Network]) -> str:
    """Return the network that a request comes from, as far as it can be believed.

    X-Forwarded-For is read from its end for as long as those who wrote it are ours.
    """
    address = _parse_address(request.client.host if request.client else "")
    if not proxies or (address is not None and not _is_within(address, proxies)):
        return _network_of(address)
    forwarded_for = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for word in reversed(forwarded_for):
        forwarded = _parse_address(word)
        if forwarded is None:
            return _network_of(address)
        address = forwarded
        if not _is_within(address, proxies):
            return _network_of(address)
    return _network_of(address)


def _parse_address(word: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(word.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_within(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _network_of(address: IPv4Address | IPv6Address | None) -> str:
    return str(ip_network((address, PREFIX_BITS[address.version]), strict=False)) if address else UNKNOWN_NETWORK
