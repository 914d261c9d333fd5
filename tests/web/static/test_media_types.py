"""Which forms a client takes."""

from __future__ import annotations

import pytest

from feedpub.web.static.media_types import negotiate_codings


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("", ()),
        ("identity", ()),
        ("deflate, zstd", ()),
        ("gzip", ("gzip",)),
        ("x-gzip", ("gzip",)),
        ("GZip ; Q=0.8", ("gzip",)),
        ("gzip, deflate, br", ("br", "gzip")),
        ("*", ("br", "gzip")),
        ("gzip;q=1.0, br;q=0.9", ("gzip", "br")),
        ("br;q=0, *", ("gzip",)),
        ("gzip;q=0", ()),
        ("identity;q=0.9, gzip;q=0.5", ()),
        ("identity;q=0.5, gzip;q=0.9", ("gzip",)),
        ("identity;q=0", ()),
        ("gzip;q=nonsense", ("gzip",)),
        (",,;;,", ()),
    ],
)
def test_the_most_wanted_come_first_and_the_refused_never(header: str, codings: tuple[str, ...]) -> None:
    assert negotiate_codings(header) == codings
