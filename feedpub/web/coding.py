"""Accept-Encoding -> the codings that a client takes, the best first (RFC 9110, 12.5.3)."""

from __future__ import annotations

import re
from functools import lru_cache

CODINGS = {"br": ".br", "gzip": ".gz"}
"""Names of codings, and how the names of the files end that hold them; the first is the smaller one."""

_WEIGHT = re.compile(r"\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


@lru_cache(maxsize=256)
def negotiate_codings(header: str) -> tuple[str, ...]:
    """Return which of our codings go before none at all, the most wanted first, and the smaller of two alike.

    A client that accepts nothing that we have gets the plain document: RFC 9110 lets us, and it can read that.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _parse_weight(rest)
    weights["gzip"] = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0)))
    weights["br"] = weights.get("br", weights.get("*", 0))
    identity_weight = weights.get("identity", 0)
    accepted_codings = [name for name in CODINGS if weights[name] > 0 and weights[name] >= identity_weight]
    return tuple(sorted(accepted_codings, key=lambda name: -weights[name]))


def _parse_weight(rest: str) -> float:
    """Return the weight that follows a coding; what is no weight counts as none given, as with other servers."""
    found = _WEIGHT.fullmatch(rest)
    return float(found[1]) if found else 1.0
