"""Whatever is sent to the server, it goes on, answers in its own words, and never with 5xx."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.serving import Visitor

STATUS = re.compile(rb"HTTP/1\.1 (\d\d\d) ")
PATHS = ("/", "/index.html", "/a/", "/a", "/gone/", "/none", "/healthz", "/readyz", "*", "", "/%", "/%zz", "/a%2f..")
HEADERS = (
    "Host",
    "Range",
    "If-Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "Accept",
    "Accept-Encoding",
    "Content-Length",
    "Transfer-Encoding",
    "Connection",
    "Upgrade",
    "Expect",
    "Cookie",
    "X",
)
VALUES = (
    "127.0.0.1",
    "bytes=0-",
    "bytes=-1",
    "bytes=5-1,,9-",
    "bytes=" + "0-1," * 50,
    '"', "*", 'W/"', "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 99999 23:59:60 +9999", "gzip;q=9", ",", "-1", "0",
    "chunked", "identity, chunked", "close", "upgrade", "websocket", "h2c", "100-continue", "text/html", "é", "\x7f",
    "a" * 3000,
)  # fmt: skip


class RecordingHandler(logging.Handler):
    """Keeps what is logged as a warning or worse."""

    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("site")
    for name in ("index.html", "a/index.html", "gone/gone.html", "rss.xml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("首页")
    records: list[logging.LogRecord] = []
    handler = RecordingHandler(records)  # of the loop and of uvicorn: a traceback would come there
    logging.getLogger().addHandler(handler)
    with capture_logs() as log, visiting(folder) as visitor:
        yield visitor
        answer, content = visitor.get("/")
    logging.getLogger().removeHandler(handler)

    assert (answer.status, content.decode()) == (200, "首页")
    assert (log, [record.getMessage() for record in records]) == ([], [])


def is_fine(answer: bytes) -> bool:
    """Whether all that came back is answers below 500; nothing at all is one for a request that never ended."""
    statuses = [int(found) for found in STATUS.findall(answer)]
    return all(status < 500 for status in statuses) and (bool(statuses) or answer == b"")


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(("GET", "HEAD", "POST", "OPTIONS", "CONNECT", "TRACE", "PRI", "get", "G E T", "")),
    st.sampled_from(PATHS) | st.text(min_size=1, max_size=40).map(lambda path: f"/{path}"),
    st.sampled_from(("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "http/1.1", "")),
    st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(VALUES) | st.text(max_size=20)), max_size=6),
    st.binary(max_size=40),
)
def test_no_request_brings_it_down(
    visitor: Visitor, method: str, path: str, version: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    lines = [f"{method} {path} {version}", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers)]
    sent = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + body

    assert is_fine(visitor.raw(sent))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_no_bytes_bring_it_down(visitor: Visitor, sent: bytes) -> None:
    assert is_fine(visitor.raw(sent))


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50, id="fifty_at_once"),
        pytest.param(b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", id="empty_lines_first"),
        pytest.param(b"GET / HTTP/1.1\nHost: a\n\n", id="bare_line_feeds"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", id="folded_header"),
        pytest.param(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", id="space_before_the_colon"),
        pytest.param(b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n", id="nul_in_the_address"),
        pytest.param(b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n", id="high_bytes_in_the_address"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", id="nul_in_a_header"),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            b"GET /x HTTP/1.1\r\n\r\n",
            id="smuggled",
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", id="two_lengths"
        ),
        pytest.param(
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", id="vast_chunk"
        ),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="http_2"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", id="web_socket"
        ),
        pytest.param(b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", id="proxy_please"),
        pytest.param(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", id="star"),
        pytest.param(b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", id="absolute_and_empty"),
        pytest.param(b"GET http://[::1 HTTP/1.1\r\nHost: a\r\n\r\n", id="absolute_and_broken"),
        pytest.param(b"GET //[ HTTP/1.1\r\nHost: a\r\n\r\n", id="looks_like_a_host"),
        pytest.param(b"GET /?" + b"%00" * 500 + b" HTTP/1.1\r\nHost: a\r\n\r\n", id="odd_query"),
        pytest.param(b"HEAD / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n", id="expects"),
    ],
)
def test_odd_requests_are_answered_or_refused(visitor: Visitor, sent: bytes) -> None:
    answer = visitor.raw(sent)

    assert is_fine(answer)
    assert answer
