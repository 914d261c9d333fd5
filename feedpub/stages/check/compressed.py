"""Documents and their compressed forms -> Findings where the two differ."""

from __future__ import annotations

import gzip
import zlib
from hashlib import sha256
from typing import TYPE_CHECKING

import brotli

from feedpub.stages.check.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

RULE = "RFC 9110, 8.4: a coding gives back the same document"


class CompressedPairs:
    """What the documents hold, and what comes out of their compressed forms."""

    def __init__(self) -> None:
        self._digests: dict[str, bytes] = {}
        self._unpacked_digests: dict[str, tuple[str, bytes]] = {}

    def check(self, path: str, content: bytes) -> Iterator[Finding]:
        """Note a file; yield that it cannot be unpacked."""
        stem, _, ending = path.rpartition(".")
        if ending not in ("gz", "br"):
            self._digests[path] = sha256(content).digest()
            return
        try:
            unpacked = gzip.decompress(content) if ending == "gz" else brotli.decompress(content)
        except (OSError, EOFError, zlib.error, brotli.error):
            yield Finding(path, "cannot be unpacked", RULE)
            return
        self._unpacked_digests[path] = (stem, sha256(unpacked).digest())

    def mismatches(self) -> Iterator[Finding]:
        """Yield which compressed forms are of nothing, or of what a document held before."""
        for path, (stem, digest) in self._unpacked_digests.items():
            if stem not in self._digests:
                yield Finding(path, f"stands beside no {stem}", RULE)
            elif self._digests[stem] != digest:
                yield Finding(path, f"holds something else than {stem}", RULE)
