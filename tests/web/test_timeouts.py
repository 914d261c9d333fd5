"""R45 and S29: slow clients, crowds and endless requests are shown the door, and the others are served meanwhile."""

from __future__ import annotations

import resource
import select
import socket
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feedpub.web.server import raise_fd_limit
from feedpub.web.timeouts import TimeoutConfig
from tests.web.serving import read_all, visiting

if TYPE_CHECKING:
    from pathlib import Path

SHORT_TIMEOUTS = TimeoutConfig(head=0.3, body=0.3, idle=1, write=0.5, max_connections=50)
CROWD = 400


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("首页")
    (folder / "long.txt").write_bytes(b"x" * 30_000_000)
    return folder


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"", id="nothing_at_all"),
        pytest.param(b"GET / HT", id="half_a_line"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: b\r\n", id="head_without_end"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nx", id="half_a_body"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", id="half_a_chunk"
        ),
    ],
)
def test_a_client_that_stalls_is_aborted(site: Path, sent: bytes) -> None:
    with visiting(site, timeouts=replace(SHORT_TIMEOUTS, idle=0.1)) as visitor, visitor.connect() as line:
        line.sendall(sent)

        read_all(line)  # ends, or the socket's own time-out fails the test


def test_a_client_that_sends_its_head_byte_by_byte_is_aborted(site: Path) -> None:
    with visiting(site, timeouts=SHORT_TIMEOUTS) as visitor, visitor.connect() as line:
        line.settimeout(0.05)
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        dripped = 0
        while dripped < 400 and is_dripping(line):
            dripped += 1

    assert 0 < dripped < 400


def is_dripping(line: socket.socket) -> bool:
    """Send one byte more, and wait a moment for what it is answered; False where the other side is gone."""
    try:
        line.sendall(b"a")
        return line.recv(100) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_a_client_that_does_not_read_its_answer_is_aborted(site: Path) -> None:
    with visiting(site, timeouts=SHORT_TIMEOUTS) as visitor, socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(20)
        line.connect(("127.0.0.1", visitor.port))
        line.sendall(b"GET /long.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        line.recv(10, socket.MSG_PEEK)  # the answer has begun
        served = visitor.get("/")[0].status  # and while it waits, others are served
        is_reset = was_reset(line)

    assert (served, is_reset) == (200, True)


def was_reset(line: socket.socket) -> bool:
    """Wait, without taking a byte, until the other side has given the connection up."""
    poll = select.poll()
    poll.register(line, select.POLLHUP | select.POLLERR)
    return bool(poll.poll(20_000))


def test_a_crowd_that_never_ends_its_heads_does_not_keep_others_out(site: Path) -> None:
    """A slowloris of several hundred connections, all open at once, against a server with places for fifty."""
    raise_fd_limit(2 * CROWD)
    timeouts = TimeoutConfig(head=60, max_connections=50)  # it is the crowd that is dealt with here, not the time
    with visiting(site, timeouts=timeouts) as visitor, ExitStack() as crowd:
        lines = [crowd.enter_context(visitor.connect()) for _ in range(CROWD)]
        for line in lines:
            with suppress(OSError):  # the first ones are given up already
                line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-slow: ")
        answers = [visitor.get("/") for _ in range(50)]
        aborted = sum(is_closed(line) for line in lines)

    assert all((answer.status, content.decode()) == (200, "首页") for answer, content in answers)
    assert aborted >= CROWD - 50


def is_closed(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True
    except BlockingIOError:
        return False


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, 431, id="one_endless_header"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 8000 + b"\r\n", 431, id="very_many_headers"),
        pytest.param(b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", 414, id="long_address"),
        pytest.param(b"GET /" + b"a" * 60_000, 414, id="endless_address"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n", 413, id="long_body"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 19 + b"\r\n\r\n", 413, id="vast_body"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n", 400, id="no_length"),
    ],
)
def test_a_head_that_is_too_long_is_answered_with_an_error(site: Path, sent: bytes, status: int) -> None:
    with visiting(site) as visitor:
        answer = visitor.raw(sent)

    assert answer.split(b" ")[1] == str(status).encode()
    assert b"x-content-type-options: nosniff" in answer


def test_the_limit_of_descriptors_is_raised_as_far_as_it_may() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        raise_fd_limit(500)

        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 500
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
